"""Forms of inductions: for whom, what was seen, minutes beside a holder; and the kinds at the desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.pressing import DayField, PressedForm


class BeginForForm(PressedForm):
    """Begin an induction for somebody."""

    slug = "begin"
    first_field = "person"
    person = StringField(_l("Number of the person"), validators=[InputRequired(), Length(max=20)])


class PracticeForm(PressedForm):
    """What the giver saw; who carried the text in words where nobody approved it."""

    slug = "practice"
    first_field = "interpreter"
    interpreter = StringField(_l("Who explained it in words"), validators=[Optional(), Length(max=80)])


class MinutesForm(PressedForm):
    """Minutes at the machine beside the giver."""

    slug = "minutes"
    first_field = "minutes"
    minutes = IntegerField(_l("Minutes beside you"), validators=[InputRequired(), NumberRange(1, 1440)])
    on = DayField(_l("On"), validators=[InputRequired()])


class KindForm(PressedForm):
    """How long the permit holds, and what it needs."""

    slug = "kind"
    first_field = "valid_days"
    valid_days = IntegerField(_l("Permit holds, in days"), validators=[InputRequired(), NumberRange(1, 1826)])
    unused_days = IntegerField(
        _l("Lapses unused after, in days"), validators=[Optional(), NumberRange(1, 3660)]
    )
    supervised_minutes = IntegerField(
        _l("Minutes beside a holder"), validators=[InputRequired(), NumberRange(0, 6000)]
    )
    is_active = BooleanField(_l("Can be begun"))


class ChecklistFileForm(PressedForm):
    """A checklist as a file: a new kind, or the next version of one."""

    slug = "file"
    first_field = "sheet"
    sheet = FileField(_l("Checklist as a JSON file"))
