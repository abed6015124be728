"""Forms about assessors and verifiers, and about registration with an awarding body."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional

from core.pressing import DayField, PressedForm

PART_CHOICES = [("assessor", _l("Assessor")), ("verifier", _l("Internal verifier"))]
PROOF_CHOICES = [
    ("cpd", _l("Log of further learning (CPD)")),
    ("competence", _l("Occupational competence")),
    ("qualification", _l("Qualification for assessing or verifying")),
]


class EntitleForm(PressedForm):
    """Who may assess or verify which units, from when until when, by what was seen."""

    slug = "entitle"
    first_field = "person"
    person = SelectField(_l("Who"), validators=[InputRequired()])
    part = RadioField(_l("As what"), choices=PART_CHOICES, default="assessor", validators=[InputRequired()])
    units = SelectMultipleField(_l("Units"), coerce=int, validators=[InputRequired()])
    held = StringField(_l("Which qualification was seen"), validators=[InputRequired(), Length(max=160)])
    starts_on = DayField(_l("From"), validators=[InputRequired()])
    ends_on = DayField(_l("Until"), validators=[Optional()])


class RenewForm(PressedForm):
    """An entitlement holds until another day."""

    slug = "renew"
    first_field = "ends_on"
    ends_on = DayField(_l("Until"), validators=[Optional()])
    held = StringField(_l("Which qualification was seen"), validators=[Optional(), Length(max=160)])


class EndForm(PressedForm):
    """An entitlement ends."""

    slug = "end"
    first_field = "ends_on"
    ends_on = DayField(_l("Last day"), validators=[InputRequired()])


class ProofForm(PressedForm):
    """A paper of an assessor that was seen."""

    slug = "proof"
    first_field = "what"
    kind = RadioField(_l("What was seen"), choices=PROOF_CHOICES, default="cpd", validators=[InputRequired()])
    what = StringField(_l("In a few words"), validators=[InputRequired(), Length(max=200)])
    seen_on = DayField(_l("Seen on"), validators=[InputRequired()])


class RegisterForm(PressedForm):
    """The body confirmed registrations of one day."""

    slug = "register"
    first_field = "registered_on"
    registered_on = DayField(_l("Registered on"), validators=[InputRequired()])


class StandardiseForm(PressedForm):
    """What assessors agreed on when they looked at the same work."""

    slug = "standard"
    first_field = "question"
    unit = SelectField(_l("Unit"), coerce=int, validators=[InputRequired()])
    run = StringField(_l("Number of the run"), validators=[Optional(), Length(max=20)])
    held_on = DayField(_l("On"), validators=[InputRequired()])
    people = SelectMultipleField(_l("Who was there"), validators=[InputRequired()])
    question = StringField(_l("What did you look at?"), validators=[InputRequired(), Length(max=400)])
    agreed = StringField(_l("What did you agree on?"), validators=[InputRequired(), Length(max=600)])
