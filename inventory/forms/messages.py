"""Forms of the public page's doors, and of the desk that settles what came through them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from core.pressing import PressedForm

TROUBLE_WORDS = [
    ("wobbles", _l("It wobbles")),
    ("broken", _l("Something broke")),
    ("sharp", _l("It is sharp or cuts")),
    ("hot", _l("It gets hot or smells of burning")),
    ("insects", _l("Insects or mould")),
    ("other", _l("Something else")),
]


class DoorForm(PressedForm):
    """A short message from a stranger. `website` is a trap: no person sees it."""

    slug = "door"
    first_field = "words"
    opened = HiddenField()
    website = StringField(_l("Leave this empty"), validators=[Optional(), Length(max=200)])
    words = TextAreaField(_l("Your message"), validators=[Optional(), Length(max=600)])
    reach = StringField(_l("Phone or e-mail, if we may answer"), validators=[Optional(), Length(max=120)])


class WrongForm(DoorForm):
    """Something is wrong with a piece: one press says what, words may follow."""

    first_field = "trouble"
    trouble = RadioField(_l("What is wrong?"), choices=TROUBLE_WORDS, validate_choice=False)


class DoneForm(PressedForm):
    """Messages are done: how."""

    slug = "done"
    first_field = "note"
    note = StringField(_l("What was done?"), validators=[Optional(), Length(max=200)])
