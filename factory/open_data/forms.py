"""The form of a new key."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from core.pressing import PressedForm


class NewKeyForm(PressedForm):
    """What a key is for, and what it opens. The choices are filled by the route."""

    first_field = "name"
    name = StringField(
        _l("Whom or what it is for"), [InputRequired(_l("Write whom or what it is for.")), Length(max=80)]
    )
    scopes = SelectMultipleField(
        _l("What it opens"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )
