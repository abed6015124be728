"""Shape and wording of asking an external verifier in, and of what they write down."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from core.pressing import DayField, PressedForm
from training.models.visits import FINDING_KINDS

NEW_GUEST = "new"


class VisitForm(PressedForm):
    """Who comes, between which days, to see what."""

    slug = "visit"
    first_field = "person"
    person = SelectField(_l("Who comes?"), validators=[InputRequired()])
    called = StringField(_l("Name of the new guest"), validators=[Optional(), Length(max=80)])
    login = StringField(_l("Sign-in name of the new guest"), validators=[Optional(), Length(max=120)])
    password = PasswordField(_l("Password of the new guest"), validators=[Optional(), Length(max=200)])
    starts_on = DayField(_l("First day"), validators=[InputRequired()])
    ends_on = DayField(_l("Last day"), validators=[InputRequired()])
    purpose = StringField(_l("What for"), validators=[Optional(), Length(max=200)])
    scope = RadioField(
        _l("What may they see?"),
        choices=[("run", _l("The whole run")), ("sample", _l("Only the work ticked below"))],
        default="run",
    )


class FindingForm(PressedForm):
    """Something that the external verifier writes down."""

    slug = "finding"
    first_field = "what"
    kind = RadioField(
        _l("What kind of note?"), choices=[(kind, kind) for kind in FINDING_KINDS], default="seen"
    )
    what = TextAreaField(_l("In words"), validators=[InputRequired(), Length(max=400)])
    due_on = DayField(_l("To be put right by"), validators=[Optional()])
