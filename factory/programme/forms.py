"""The forms of targets, months and opening figures: shape and wording of its input only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from core.pressing import PressedForm


class ChangeTargetForm(FlaskForm):
    """The number and the days of a target."""

    token = HiddenField()
    number = IntegerField(
        _l("Number to reach"), validators=[InputRequired(message=_l("Write a whole number."))]
    )
    starts_on = DateField(_l("First day"), validators=[InputRequired(message=_l("Choose the first day."))])
    ends_on = DateField(_l("Last day"), validators=[InputRequired(message=_l("Choose the last day."))])


class CloseMonthForm(FlaskForm):
    """Closing a month asks for nothing but the press."""

    token = HiddenField()


class SetTargetForm(ChangeTargetForm):
    """What is counted, where, and the number and days to reach it in. The choices are filled by the route."""

    indicator = SelectField(_l("What is counted"))
    site = SelectField(_l("Where"))


class TrainedRuleForm(PressedForm):
    """Who counts as trained, from which month on; `sure` once that was looked at. The route fills in choices."""

    slug = "trained"
    first_field = "way"
    indicator = RadioField(_l("What is counted"), [InputRequired(_l("Choose what is counted."))])
    way = RadioField(_l("Who counts"), [InputRequired(_l("Choose who counts."))])
    month = SelectField(_l("From which month on"), validate_choice=False)
    sure = HiddenField()


class OpeningForm(PressedForm):
    """One opening figure. The choices are filled by the route."""

    first_field = "indicator"
    site = SelectField(_l("Site"))
    indicator = SelectField(_l("What is counted"))
    split = StringField(_l("Part"), [Optional(), Length(max=80)])
    month = StringField(_l("Month"), [InputRequired(_l("Write the month.")), Length(max=20)])
    amount = StringField(_l("Amount"), [InputRequired(_l("Write a number.")), Length(max=20)])
    source = StringField(
        _l("Where it is written"),
        [InputRequired(_l("Write the spreadsheet’s name and its page.")), Length(max=200)],
    )


class OpeningSheetForm(PressedForm):
    """A spreadsheet of opening figures, to be looked at first."""

    first_field = "sheet"
    sheet = FileField(_l("Spreadsheet (XLSX or CSV)"), [InputRequired(_l("Choose a file."))])


class TakeOpeningsForm(PressedForm):
    """The good lines of a spreadsheet that was looked at, on their way back to be taken in."""

    slug = "take"
    first_field = "lines"
    lines = HiddenField()
    called = HiddenField()
