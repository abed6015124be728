"""Shape and wording of making a file for an awarding body."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from core.pressing import PressedForm


class BodyFileForm(PressedForm):
    """Whether ULNs may stand beside names, where the body demands it."""

    slug = "bodyfile"
    first_field = "is_confirmed"
    is_confirmed = BooleanField(
        _l("This body demands ULNs beside names. I send the file by its own secure way, never by e-mail.")
    )
