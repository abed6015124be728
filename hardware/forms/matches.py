"""Shape and wording of who somebody was."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from core.pressing import PressedForm


class MatchForm(PressedForm):
    """Who it was, by the number that a search or a hint gives."""

    slug = "match"
    first_field = "person"
    person = StringField(_l("Who was it? (number)"), validators=[InputRequired(), Length(max=20)])
