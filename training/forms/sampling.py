"""Shape and wording of verification: the draw, what a verifier says of one item, actions asked, answered, closed."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.pressing import DayField, PressedForm

LARGEST_SEED = 999_999
WEEK = timedelta(days=7)


class DrawForm(PressedForm):
    """The number from which the lot is drawn."""

    slug = "draw"
    first_field = "seed"
    seed = IntegerField(_l("Number of the draw"), validators=[InputRequired(), NumberRange(1, LARGEST_SEED)])


class LookForm(PressedForm):
    """What the verifier says of one learner's unit."""

    slug = "look"
    first_field = "outcome"
    outcome = RadioField(
        _l("What do you say?"),
        choices=[("agreed", _l("I agree")), ("action", _l("Something is to be put right"))],
        validators=[InputRequired()],
    )
    note = TextAreaField(_l("In words"), validators=[Optional(), Length(max=400)])
    due_on = DayField(_l("To be put right by"), validators=[Optional()])


class ActionForm(PressedForm):
    """Something about the whole run that is to be put right."""

    slug = "ask"
    first_field = "what"
    what = TextAreaField(_l("What is to be put right?"), validators=[InputRequired(), Length(max=400)])
    due_on = DayField(_l("By which day?"), validators=[InputRequired()])


class DoneForm(PressedForm):
    """What was done about an action: said by whom it concerns, or accepted by a verifier."""

    slug = "done"
    first_field = "words"
    words = TextAreaField(_l("What was done?"), validators=[InputRequired(), Length(max=400)])
