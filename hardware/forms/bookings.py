"""Shape and wording of booking a machine."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from core.pressing import PressedForm
from hardware.signs import USE_WORDS
from hardware.words import PURPOSES


class BookingForm(PressedForm):
    """When, for what and beside whom; at the desk also for whom. The times are buttons, each with its instant."""

    slug = "booking"
    first_field = "used_for"
    used_for = SelectField(_l("What for"), choices=[], default="own_work")
    supervisor = SelectField(_l("Who will be beside you?"), validators=[Optional()], choices=[])
    person = StringField(_l("For whom"), validators=[Optional(), Length(max=20)])
    piece = StringField(_l("Label of the piece"), validators=[Optional(), Length(max=12)])
    starts = HiddenField(validators=[InputRequired()])

    @property
    def wants_person(self) -> bool:
        """True where somebody else was named."""
        return bool((self.person.data or "").strip())


USES = tuple((word, USE_WORDS[word]) for word in PURPOSES if word != "unknown")
