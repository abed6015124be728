"""Forms of form profiles: shape and wording of their input only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from core.pressing import DayField, PressedForm


class NewFormForm(PressedForm):
    """What a funder's form is called, and whose it is."""

    first_field = "name"
    name = StringField(
        _l("What the form is called"), [InputRequired(_l("Write what the form is called.")), Length(max=80)]
    )
    funder = StringField(_l("Whose form it is"), [Optional(), Length(max=80)])


class WorkbookForm(PressedForm):
    """The funder's own empty workbook."""

    slug = "workbook"
    first_field = "sheet"
    sheet = FileField(_l("The funder’s empty workbook (XLSX)"), [InputRequired(_l("Choose a file."))])


class FormLineForm(PressedForm):
    """One line: the funder's words, what of ours answers it, and its cell. The choices are filled by the route."""

    first_field = "label"
    label = StringField(
        _l("The funder’s own words"), [InputRequired(_l("Write the funder’s words.")), Length(max=200)]
    )
    figure = SelectField(_l("What is counted"))
    where = SelectField(_l("Where"))
    partner = SelectField(_l("Through whom they came"), [Optional()])
    span = SelectField(_l("Which days"))
    starts_on = DayField(_l("First day"), [Optional()])
    ends_on = DayField(_l("Last day"), [Optional()])
    sheet = StringField(_l("Sheet"), [Optional(), Length(max=31)])
    cell = StringField(_l("Cell"), [Optional(), Length(max=10)])
