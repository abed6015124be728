"""Shape and wording of corrections, claims and maintenance."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.pressing import MomentField, PressedForm
from hardware.forms.spoken import machine_word
from hardware.spoken import ASKED_FOR, MEASURES
from hardware.words import PURPOSES


class AskForm(PressedForm):
    """What a session really was; an empty field leaves a thing as it is."""

    slug = "ask"
    first_field = "asked_for"
    asked_for = RadioField(_l("What is wrong?"), validators=[InputRequired()])
    person = StringField(_l("It was this person (number)"), validators=[Optional(), Length(max=20)])
    began_at = MomentField(_l("It began"), format="%Y-%m-%dT%H:%M", validators=[Optional()])
    ended_at = MomentField(_l("It ended"), format="%Y-%m-%dT%H:%M", validators=[Optional()])
    busy_minutes = IntegerField(
        _l("Minutes at work"), validators=[Optional(), NumberRange(min=0, max=10_000)]
    )
    used_for = SelectField(_l("It was for"), validators=[Optional()])
    piece_code = StringField(_l("Piece"), validators=[Optional(), Length(max=12)])
    note = StringField(_l("In words"), validators=[Optional(), Length(max=400)])

    def offer(self, unchanged: str) -> AskForm:
        """Set what can be chosen."""
        self.asked_for.choices = [(word, machine_word(word, "asked_for")) for word in ASKED_FOR]
        self.used_for.choices = [
            ("", unchanged),
            *((word, machine_word(word, "purpose")) for word in PURPOSES),
        ]
        return self


class DecideForm(PressedForm):
    """A correction that somebody asked for is accepted or not."""

    slug = "decide"
    first_field = "note"
    note = StringField(_l("Why"), validators=[Optional(), Length(max=400)])


class ClaimForm(PressedForm):
    """Whose a job was that nobody had shown a card for."""

    slug = "claim"
    first_field = "person"
    job = StringField(_l("Job"), validators=[InputRequired(), Length(max=200)])
    person = StringField(_l("Person (number)"), validators=[InputRequired(), Length(max=20)])
    used_for = SelectField(_l("It was for"))
    piece_code = StringField(_l("Piece"), validators=[Optional(), Length(max=12)])

    def offer(self) -> ClaimForm:
        """Set what can be chosen."""
        self.used_for.choices = [(word, machine_word(word, "purpose")) for word in PURPOSES]
        return self


class PlanForm(PressedForm):
    """Work that is due after so many hours, jobs or days."""

    slug = "plan"
    first_field = "task"
    task = StringField(_l("What is done"), validators=[InputRequired(), Length(max=80)])
    on = SelectField(_l("On which?"), validators=[InputRequired()])
    every = IntegerField(_l("After so many"), validators=[InputRequired()])
    measure = RadioField(_l("Counted in"), default="hours")
    wants_maintainer = BooleanField(_l("Only a maintainer does it"))

    def offer(self, kinds: list[tuple[str, str]], machines: list[tuple[str, str]]) -> PlanForm:
        """Set what can be chosen: `kind:` and `one:` say which of the two a choice is."""
        self.on.choices = [
            *((f"kind:{slug}", name) for slug, name in kinds),
            *((f"one:{code}", name) for code, name in machines),
        ]
        self.measure.choices = [(word, machine_word(word, "measure")) for word in MEASURES]
        return self


class DoneForm(PressedForm):
    """Planned work was done."""

    slug = "done"
    first_field = "note"
    note = StringField(_l("Note"), validators=[Optional(), Length(max=400)])
