"""The form of the impact page: which figures, and with stories or without."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget


class ChooseImpactForm(FlaskForm):
    """What the public page shows. The choices are filled by the route."""

    token = HiddenField()
    indicators = SelectMultipleField(
        _l("Figures shown"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )
    shows_stories = BooleanField(_l("Show pieces with their photos"))
