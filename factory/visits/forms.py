"""Shape and wording of corrections, lines of a pad and heads."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.clock import zone
from core.pressing import ClockField, DayField, PressedForm
from core.visits import MOST_HEADS, WORK_NAMES, WORKS
from factory.visits.services import Stay

MISSING = _l("Please fill this in.")


def on_day(day: date, clock: time) -> datetime:
    """A time of a day at the site, as an instant."""
    return datetime.combine(day, clock, tzinfo=zone()).astimezone(UTC)


def work_choices(nothing: str = "") -> list[tuple[str, str]]:
    """The kinds of work, with an empty one first where `nothing` says what that means."""
    named = [(work, gettext(WORK_NAMES[work])) for work in WORKS]
    return [("", nothing), *named] if nothing else named


class CorrectVisitForm(PressedForm):
    """What a visit really was."""

    slug = "correct"
    first_field = "came_at"
    came_at = ClockField(_l("Came"), validators=[InputRequired(MISSING)])
    left_at = ClockField(_l("Went home"), validators=[Optional()])
    work = SelectField(_l("What for"), validators=[Optional()])
    is_dropped = BooleanField(_l("Nobody was here: leave this visit out"))
    why = StringField(_l("Why"), validators=[InputRequired(MISSING), Length(max=200)])

    def offer(self) -> CorrectVisitForm:
        """Set what can be chosen."""
        self.work.choices = work_choices(gettext("Not said"))
        return self

    def stay(self, day: date) -> Stay:
        """What was written, on the visit's day."""
        left = on_day(day, self.left_at.data) if self.left_at.data else None
        return Stay(on_day(day, self.came_at.data or time()), left, self.work.data or "")


class PaperVisitForm(PressedForm):
    """One line of a pad."""

    slug = "paper"
    first_field = "person"
    day = DayField(_l("Day of the pad"), validators=[InputRequired(MISSING)])
    person = StringField(_l("Person (number or card)"), validators=[InputRequired(MISSING), Length(max=80)])
    came_at = ClockField(_l("Came"), validators=[InputRequired(MISSING)])
    left_at = ClockField(_l("Went home"), validators=[InputRequired(MISSING)])
    work = SelectField(_l("What for"))

    def offer(self) -> PaperVisitForm:
        """Set what can be chosen."""
        self.work.choices = work_choices()
        return self

    def stay(self) -> Stay:
        """What was written."""
        day: Any = self.day.data
        came, left = self.came_at.data or time(), self.left_at.data or time()
        return Stay(on_day(day, came), on_day(day, left), self.work.data or "")


class HeadsForm(PressedForm):
    """Visitors without a name who came in or went out."""

    slug = "heads"
    first_field = "heads"
    heads = IntegerField(
        _l("How many"),
        default=1,
        validators=[
            InputRequired(_l("Write a whole number.")),
            NumberRange(min=1, max=MOST_HEADS, message=_l("Write a number from 1 to 500.")),
        ],
    )
