"""Shape and wording of contactless cards."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from core.pressing import PressedForm


class ShowTagForm(PressedForm):
    """A tag that is shown at a kiosk now."""

    slug = "show"
    first_field = "person"
    person = StringField(
        _l("Whose card (number of the person)"), validators=[InputRequired(), Length(max=20)]
    )
    kiosk = SelectField(_l("Shown at this kiosk"))

    def offer(self, kiosks: list[tuple[str, str]]) -> ShowTagForm:
        """Set what can be chosen."""
        self.kiosk.choices = kiosks
        return self


class TypeTagForm(PressedForm):
    """A tag whose number is known."""

    slug = "type"
    first_field = "number"
    person = StringField(
        _l("Whose card (number of the person)"), validators=[InputRequired(), Length(max=20)]
    )
    number = StringField(_l("Number on the card"), validators=[InputRequired(), Length(max=40)])
