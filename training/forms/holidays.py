"""Shape and wording of a note about a bank holiday."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from core.pressing import DayField, PressedForm


class HolidayForm(PressedForm):
    """One day, and what kind it is."""

    slug = "holiday"
    first_field = "day"
    day = DayField(_l("Which day?"), validators=[InputRequired()])
    name = StringField(_l("What it is called"), validators=[Optional(), Length(max=80)])
    what = RadioField(
        _l("What kind of day?"),
        choices=[
            ("holiday", _l("A bank holiday")),
            ("worked", _l("Worked, though it was published as a holiday")),
            ("published", _l("As it was published")),
        ],
        default="holiday",
    )
