"""Shape and wording of what privacy asks for."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from core.pressing import DayField, PressedForm, SignedForm

MISSING = _l("Please fill this in.")


class EraseForm(SignedForm):
    """The person's number typed once more, and one's own password."""

    slug = "erase"
    first_field = "number"
    number = StringField(_l("Type the person's number"), [InputRequired(MISSING), Length(max=20)])


class HoldForm(PressedForm):
    """A programme that may ask for evidence until a day."""

    slug = "hold"
    first_field = "programme"
    programme = StringField(_l("Programme"), [InputRequired(MISSING), Length(max=80)])
    until_on = DayField(_l("It may ask until"), [InputRequired(MISSING)])


class MergeForm(PressedForm):
    """Which of two numbers stays."""

    slug = "merge"
    first_field = "number"
    number = StringField(_l("The number that is read as the other"), [InputRequired(MISSING), Length(max=20)])
    into = StringField(_l("The number that stays"), [InputRequired(MISSING), Length(max=20)])


class YoungForm(PressedForm):
    """Under 18 or not, and the day on which a guardian's permission was seen."""

    slug = "young"
    first_field = "is_young"
    is_young = SelectField(
        _l("Age"),
        choices=[("", _l("Choose")), ("yes", _l("Under 18")), ("no", _l("18 or older"))],
        validators=[InputRequired()],
    )
    permitted_on = DayField(_l("Guardian's permission seen on"), [Optional()])
