"""Shape and wording of decisions on criteria and of what stands behind them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from core.pressing import DayField, PressedForm, SignedForm

DECISION_CHOICES = [("achieved", _l("Achieved")), ("not_yet", _l("Not yet")), ("referred", _l("Refer"))]
EVIDENCE_CHOICES = [
    ("observed", _l("I saw it done")),
    ("product", _l("The finished piece")),
    ("photo", _l("A photo")),
    ("question", _l("A question answered")),
    ("witness", _l("A witness")),
    ("prior_learning", _l("Learned before")),
]
RELATION_CHOICES = [
    ("mentor", _l("Mentor")),
    ("trainer", _l("Trainer")),
    ("colleague", _l("Works beside them")),
    ("other", _l("Somebody else")),
]
ADJUSTMENT_CHOICES = [
    ("reasonable_adjustment", _l("Something is done differently from the start")),
    ("special_consideration", _l("Something happened on the day")),
]


class DecisionForm(SignedForm):
    """A decision on a criterion, with its evidence, signed."""

    slug = "decide"
    first_field = "decision"
    decision = RadioField(_l("What do you decide?"), choices=DECISION_CHOICES, validators=[InputRequired()])
    evidence = RadioField(_l("By which evidence?"), choices=EVIDENCE_CHOICES, default="observed")
    reference = StringField(_l("Where the evidence is"), validators=[Optional(), Length(max=120)])
    photo = FileField(_l("Photo of the evidence"))
    feedback = TextAreaField(_l("Words to the learner"), validators=[Optional(), Length(max=400)])
    resubmit_on = DayField(_l("Show it again by"), validators=[Optional()])
    is_borderline = BooleanField(_l("It was a close decision: the verifier looks at it"))
    because = StringField(_l("Why is it taken back?"), validators=[Optional(), Length(max=200)])
    amendment = SelectField(_l("By which amendment?"), choices=[], validators=[Optional()])
    learners = SelectMultipleField(_l("Learners"), coerce=int, choices=[], validators=[Optional()])

    def offer(self, *, amendments: list[tuple[str, Any]], learners: list[tuple[int, str]]) -> None:
        """Fill the lists: amendments where the unit was sent, learners where several may be chosen."""
        self.amendment.choices = amendments
        self.learners.choices = learners


class WitnessForm(SignedForm):
    """What a witness saw."""

    slug = "witness"
    first_field = "saw"
    about = SelectField(_l("What is it about?"), validators=[InputRequired()])
    relation = RadioField(
        _l("Who are you to them?"), choices=RELATION_CHOICES, default="mentor", validators=[InputRequired()]
    )
    saw = TextAreaField(_l("What did you see?"), validators=[InputRequired(), Length(max=600)])
    seen_on = DayField(_l("On"), validators=[InputRequired()])


class ClaimForm(PressedForm):
    """Something learned before."""

    slug = "claim"
    first_field = "claim"
    unit = SelectField(_l("Which unit?"), coerce=int, validators=[InputRequired()])
    claim = TextAreaField(_l("What can you do already?"), validators=[InputRequired(), Length(max=400)])
    evidence = StringField(_l("What shows it?"), validators=[Optional(), Length(max=400)])
    photo = FileField(_l("Photo of it"))


class ClaimDecisionForm(SignedForm):
    """A decision on prior learning: agreed for some criteria, or refused with a reason."""

    slug = "decide-claim"
    first_field = "because"
    decision = RadioField(
        _l("What do you decide?"),
        choices=[("agreed", _l("It counts")), ("refused", _l("It does not count"))],
        validators=[InputRequired()],
    )
    criteria = SelectMultipleField(_l("For which criteria?"), coerce=int, choices=[], validators=[Optional()])
    because = StringField(_l("Why?"), validators=[Optional(), Length(max=400)])


class AdjustmentForm(PressedForm):
    """What is done differently for a learner; never why."""

    slug = "adjust"
    first_field = "what"
    kind = RadioField(
        _l("Which kind?"),
        choices=ADJUSTMENT_CHOICES,
        default="reasonable_adjustment",
        validators=[InputRequired()],
    )
    unit = SelectField(_l("For which unit?"), coerce=int, default=0)
    what = StringField(_l("What is done?"), validators=[InputRequired(), Length(max=300)])


class YesNoForm(PressedForm):
    """Agreed or refused."""

    slug = "yesno"
    first_field = "decision"
    decision = RadioField(
        _l("Decision"),
        choices=[("agreed", _l("Agree")), ("refused", _l("Refuse"))],
        validators=[InputRequired()],
    )


def offered(form: Any, choices: list[tuple[int, str]]) -> Any:
    """The form with its list of units."""
    form.unit.choices = choices
    return form


class AppealForm(PressedForm):
    """A learner does not agree with a decision."""

    slug = "appeal"
    first_field = "reason"
    reason = StringField(_l("Why do you not agree?"), validators=[InputRequired(), Length(max=400)])


class HearingForm(SignedForm):
    """How an appeal ends."""

    slug = "hear"
    first_field = "note"
    outcome = RadioField(
        _l("How does it end?"),
        choices=[("stands", _l("The decision stands")), ("changed", _l("It is decided again"))],
        validators=[InputRequired()],
    )
    note = StringField(_l("Why, for the learner"), validators=[InputRequired(), Length(max=400)])
