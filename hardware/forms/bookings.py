"""Shape and wording of booking a machine."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from core.pressing import PressedForm
from hardware.vocabulary.signs import PURPOSES as SPOKEN
from hardware.words import PURPOSES


class BookingForm(PressedForm):
    """When, for what and beside whom; at the desk also for whom. The times are buttons, each with its instant."""

    slug = "booking"
    first_field = "person"
    used_for = SelectField(_l("What for"), choices=[], default="own_work")
    supervisor = SelectField(_l("Who will be beside you?"), validators=[Optional()], choices=[])
    person = HiddenField(_l("For whom"), validators=[Optional(), Length(max=60)])
    piece = StringField(_l("Label of the piece"), validators=[Optional(), Length(max=12)])
    starts = HiddenField(validators=[InputRequired()])


class MoveForm(PressedForm):
    """To when: the times are buttons, each with its instant."""

    slug = "move"
    first_field = "starts"
    starts = HiddenField(validators=[InputRequired()])


USES = tuple((word, SPOKEN[word]) for word in PURPOSES if word != "unknown")
