"""Forms of rooms, tasks, materials, wanted pieces, days, people, practice, photos, the end."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.pressing import DayField, PressedForm, SignedForm
from factory.makeovers.forms.referrals import choices
from factory.makeovers.words import (
    BACK_REASONS,
    CANCEL_REASONS,
    DAY_ROLES,
    MARKS,
    PHOTO_PARTS,
    REFUSAL_REASONS,
    ROOM_KINDS,
    SIGN_OUTCOMES,
    TASK_KINDS,
)

Rooms = list[tuple[int, str, str]]


def room_choices(rooms: Rooms) -> list[tuple[int, str]]:
    """The rooms to choose from, after all of them together."""
    named = [(number, f"{choices('room', (kind,))[0][1]} {words}".strip()) for number, kind, words in rooms]
    return [(0, gettext("Everywhere")), *named]


class RoomForm(PressedForm):
    """One more room."""

    slug = "room"
    first_field = "kind"
    kind = SelectField(_l("Room"), validators=[InputRequired()])
    words = StringField(_l("What is wanted there"), validators=[Optional(), Length(max=120)])

    def offer(self) -> RoomForm:
        """Set what can be chosen."""
        self.kind.choices = choices("room", ROOM_KINDS)
        return self


class TaskForm(PressedForm):
    """One more thing to do."""

    slug = "task"
    first_field = "kind"
    kind = SelectField(_l("What is to do"), validators=[InputRequired()])
    room = SelectField(_l("Where"), coerce=int, default=0)
    words = StringField(_l("In words"), validators=[Optional(), Length(max=120)])

    def offer(self, rooms: Rooms) -> TaskForm:
        """Set what can be chosen."""
        self.kind.choices = choices("task", TASK_KINDS)
        self.room.choices = room_choices(rooms)
        return self


class MaterialForm(PressedForm):
    """Material that the work needs."""

    slug = "material"
    first_field = "words"
    words = StringField(_l("Material"), validators=[InputRequired(), Length(max=80)])
    amount = StringField(_l("How much"), validators=[Optional(), Length(max=40)])


class WantForm(PressedForm):
    """So many pieces of a kind."""

    slug = "want"
    first_field = "category"
    category = SelectField(_l("Kind of piece"), validators=[InputRequired()])
    quantity = IntegerField(_l("How many"), validators=[InputRequired(), NumberRange(0, 50)], default=1)

    def offer(self, kinds: list[tuple[str, str]]) -> WantForm:
        """Set what can be chosen."""
        self.category.choices = kinds
        return self


class DatesForm(PressedForm):
    """Between which days it is worked on."""

    slug = "dates"
    first_field = "begins_on"
    begins_on = DayField(_l("First day"), validators=[InputRequired()])
    ends_on = DayField(_l("Last day"), validators=[InputRequired()])


class KeepPieceForm(PressedForm):
    """A piece to keep, by the code on its label."""

    slug = "keep"
    first_field = "code"
    code = StringField(_l("Code of the piece"), validators=[InputRequired(), Length(max=40)])


class BringBackForm(PressedForm):
    """Why a piece came back."""

    slug = "back"
    first_field = "reason"
    reason = SelectField(_l("Why?"), validators=[InputRequired()])

    def offer(self) -> BringBackForm:
        """Set what can be chosen."""
        self.reason.choices = choices("back", BACK_REASONS)
        return self


class DayForm(PressedForm):
    """A work day."""

    slug = "day"
    first_field = "works_on"
    works_on = DayField(_l("Day"), validators=[InputRequired()])
    begins = StringField(_l("From"), validators=[InputRequired(), Length(max=5)], default="09:30")
    ends = StringField(_l("Until"), validators=[InputRequired(), Length(max=5)], default="15:30")


class DayPersonForm(PressedForm):
    """Who comes along."""

    slug = "person"
    first_field = "person"
    person = SelectField(_l("Who comes?"), validators=[InputRequired()])
    part = SelectField(_l("What do they do?"), validators=[InputRequired()], default="helper")

    def offer(self, people: list[tuple[str, str]]) -> DayPersonForm:
        """Set what can be chosen."""
        self.person.choices = people
        self.part.choices = choices("part", DAY_ROLES)
        return self


class PracticeForm(PressedForm):
    """What a trainee practised."""

    slug = "practice"
    first_field = "words"
    person = SelectField(_l("Who learned?"), coerce=int, validators=[InputRequired()])
    words = StringField(_l("What they practised"), validators=[Optional(), Length(max=120)])
    criterion = StringField(_l("Unit and criterion"), validators=[Optional(), Length(max=60)])

    def offer(self, trainees: list[tuple[int, str]]) -> PracticeForm:
        """Set what can be chosen."""
        self.person.choices = trainees
        return self


class SignPracticeForm(SignedForm):
    """Whoever saw it signs for the assessor."""

    slug = "sign-practice"
    first_field = "secret"


class MakeoverPhotoForm(PressedForm):
    """A photo of a room."""

    slug = "photo"
    first_field = "picture"
    part = RadioField(_l("When was it taken?"), validators=[InputRequired()], default="survey")
    room = SelectField(_l("Which room"), coerce=int, default=0)
    picture = FileField(_l("Take a photo"), validators=[InputRequired()])

    def offer(self, rooms: Rooms, *, has_consent: bool) -> MakeoverPhotoForm:
        """Set what can be chosen: photos before and after only while the household agrees."""
        self.part.choices = choices("photo", PHOTO_PARTS if has_consent else PHOTO_PARTS[:1])
        self.room.choices = room_choices(rooms)
        return self


class CancelForm(PressedForm):
    """Why it does not happen."""

    slug = "cancel"
    first_field = "reason"
    reason = RadioField(_l("Why?"), validators=[InputRequired()])

    def offer(self) -> CancelForm:
        """Set what can be chosen."""
        self.reason.choices = choices("cancel", CANCEL_REASONS)
        return self


AS_DELIVERED = "as_delivered"
"""The household signed for the pieces, and lets that stand for the makeover."""


class SignForm(PressedForm):
    """The household's word; the faces are fields of their own beside it."""

    slug = "sign"
    first_field = "outcome"
    outcome = RadioField(_l("How do they sign?"), validators=[InputRequired()], default="signed")
    drawing = HiddenField(_l("Signature"), validators=[Length(max=20_000)])
    mark = RadioField(_l("A picture as their mark"), validators=[Optional()], default="")
    reason = RadioField(_l("Why do they not sign?"), validators=[Optional()], default="")

    def offer(self, as_delivered: str = "") -> SignForm:
        """Set what can be chosen; `as_delivered` offers the signature of a delivery in these words."""
        given = [(AS_DELIVERED, as_delivered)] if as_delivered else []
        self.outcome.choices = [*given, *choices("outcome", SIGN_OUTCOMES)]
        self.mark.choices = choices("mark", MARKS)
        self.reason.choices = choices("refusal", REFUSAL_REASONS)
        return self
