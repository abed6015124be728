"""Shape and wording of booking."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.pressing import DayField, PressedForm


class BookLearnerForm(PressedForm):
    """Who is booked: a card shown to the camera, or a person's number."""

    slug = "book"
    first_field = "person"
    person = StringField(_l("Card or number"), validators=[InputRequired(), Length(max=60)])
    partner = StringField(_l("Partner with kept places"), validators=[Optional(), Length(max=80)])
    source = SelectField(
        _l("How they asked"),
        choices=[("desk", _l("At the desk")), ("phone", _l("By phone"))],
        default="desk",
    )


class BookMyselfForm(PressedForm):
    """I book a place."""

    slug = "mine"
    first_field = "token"


class LeaveForm(PressedForm):
    """Leaving a run, or being taken off it."""

    slug = "leave"
    first_field = "reason"
    reason = StringField(_l("Why? (nothing about health)"), validators=[Optional(), Length(max=200)])


class TransferForm(PressedForm):
    """To another run."""

    slug = "transfer"
    first_field = "run"
    run = SelectField(_l("To which run?"), validators=[InputRequired()])


class CapacityForm(PressedForm):
    """How many places."""

    slug = "capacity"
    first_field = "capacity"
    capacity = IntegerField(_l("Places"), validators=[InputRequired(), NumberRange(0, 200)])


class HoldForm(PressedForm):
    """Places kept for a partner."""

    slug = "hold"
    first_field = "seats"
    partner = StringField(_l("For which partner?"), validators=[InputRequired(), Length(max=80)])
    seats = IntegerField(_l("How many places?"), validators=[InputRequired(), NumberRange(1, 200)])
    until = DayField(_l("Until the end of"), validators=[InputRequired()])
