"""The form of a new webhook."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from core.pressing import PressedForm


class NewWebhookForm(PressedForm):
    """Whom it is for, where it goes, what is told. The choices are filled by the route."""

    first_field = "url"
    name = StringField(
        _l("Whom or what it is for"), [InputRequired(_l("Write whom or what it is for.")), Length(max=80)]
    )
    url = StringField(_l("Address"), [InputRequired(_l("Write the address.")), Length(max=400)])
    events = SelectMultipleField(
        _l("What is told"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )
