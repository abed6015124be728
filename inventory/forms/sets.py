"""The form that keeps pieces together."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length, Optional

from core.pressing import PressedForm
from inventory.models.sets import LONGEST_NAME


class KeepTogetherForm(PressedForm):
    """The codes of the others, and what the set is called."""

    slug = "together"
    first_field = "codes"
    codes = StringField(_l("Codes of the others"), validators=[InputRequired(), Length(max=1000)])
    name = StringField(_l("What the set is called"), validators=[Optional(), Length(max=LONGEST_NAME)])
