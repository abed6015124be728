"""The form of an evidence pack: shape and wording of its input only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.pressing import DayField, PressedForm, SignedForm
from factory.evidence.sampling import MOST


class EvidenceForm(SignedForm):
    """Of which figure, how many rows, drawn or chosen, with names or without. The choices are filled by the route."""

    first_field = "indicator"
    always_signs = False  # a pack without names asks for none
    indicator = SelectField(_l("What is counted"))
    site = SelectField(_l("Where"))
    city = SelectField(_l("City"), [Optional()])
    partner = SelectField(_l("Through whom they came"), [Optional()])
    starts_on = DayField(_l("First day"), [InputRequired(_l("Choose the first day."))])
    ends_on = DayField(_l("Last day"), [InputRequired(_l("Choose the last day."))])
    size = IntegerField(
        _l("How many rows"),
        [InputRequired(_l("Write a whole number.")), NumberRange(1, MOST, _l("From 1 to 100 rows."))],
    )
    seed = StringField(_l("Word of the draw"), [Optional(), Length(max=40)])
    rows = TextAreaField(_l("Or these rows"), [Optional(), Length(max=4000)])
    with_names = BooleanField(_l("With the names of the people"))


class ScanForm(PressedForm):
    """A photo or a PDF of signed paper."""

    slug = "scan"
    first_field = "scan"
    scan = FileField(_l("A photo, or a PDF of up to 20 pages"), [InputRequired(_l("Choose a file."))])


class DayOfVisitsForm(PressedForm):
    """Of which day the pad of visits is."""

    slug = "pad"
    first_field = "day"
    day = DayField(_l("Day of the pad"), [InputRequired(_l("Choose the day."))])
