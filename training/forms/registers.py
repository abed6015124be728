"""Shape and wording of the register."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.pressing import PressedForm, SignedForm

MARK_CHOICES = [
    ("present", _l("there")),
    ("late", _l("late")),
    ("left_early", _l("left early")),
    ("told_us", _l("told us")),
    ("absent", _l("not there")),
]


class MarkForm(PressedForm):
    """One mark of one learner."""

    slug = "mark"
    first_field = "mark"
    person = HiddenField(validators=[InputRequired(), Length(max=20)])
    mark = RadioField(_l("Mark"), choices=MARK_CHOICES, validators=[InputRequired()])
    minutes = IntegerField(_l("Minutes there"), validators=[Optional(), NumberRange(0, 1440)])
    method = HiddenField(default="tap")


class WalkInForm(PressedForm):
    """Somebody who came: a card or a number."""

    slug = "walkin"
    first_field = "card"
    card = StringField(_l("Card or number"), validators=[InputRequired(), Length(max=60)])


class SignForm(PressedForm):
    """The trainer signs."""

    slug = "sign"
    first_field = "token"


class TakeAlongForm(SignedForm):
    """Taking a run along: for how many days."""

    slug = "along"
    first_field = "days"
    days = SelectField(
        _l("For how many days?"), coerce=int, choices=[(day, str(day)) for day in range(1, 8)], default=7
    )


class SettleEventForm(PressedForm):
    """How something that a tablet brought was settled."""

    slug = "settle"
    first_field = "note"
    note = StringField(_l("How was it settled?"), validators=[InputRequired(), Length(max=200)])


class EndForm(PressedForm):
    """How one learner's booking ends, where the trainer says something else than the rule."""

    slug = "end"
    first_field = "reason"
    word = RadioField(
        _l("How did it end?"),
        choices=[
            ("completed", _l("completed")),
            ("not_completed", _l("did not complete")),
            ("never_came", _l("never came")),
            ("withdrawn", _l("stopped coming")),
        ],
        validators=[InputRequired()],
    )
    reason = StringField(_l("Why?"), validators=[Optional(), Length(max=200)])
