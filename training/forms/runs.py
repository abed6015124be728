"""Forms of runs and classes: shape and wording; the services decide."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import format_date, gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from core.clock import zone
from core.people import LANGUAGES
from core.pressing import DayField, MomentField, PressedForm
from training.models.delivery import Run
from training.patterns import Slot, local_instant, read_days, slot, week_long, weekly
from training.queries.classes import ClassLine
from training.services.classes import MOST_GIVERS, ClassData
from training.services.runs import RunData
from training.words import TRAINER_PARTS

GIVERS = MOST_GIVERS
"""Lines for people in the form of a class."""


TYPED = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
"""How a browser writes a moment."""


class TicksField(SelectMultipleField):
    """Several of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _instant(value: datetime | None) -> datetime | None:
    """What somebody typed on the site's clock, as an instant."""
    return None if value is None else local_instant(value.date(), value.time())


def _typed(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(zone()).replace(tzinfo=None)


class RunForm(PressedForm):
    """A run: seats, times of booking, help."""

    slug = "run"
    first_field = "capacity"
    capacity = IntegerField(_l("Seats"), validators=[InputRequired(), NumberRange(0, 200)])
    learners_per_trainer = IntegerField(
        _l("Learners for each trainer"), validators=[InputRequired(), NumberRange(1, 60)], default=10
    )
    opens_at = MomentField(_l("Booking opens"), validators=[Optional()], format=TYPED)
    closes_at = MomentField(_l("Booking closes"), validators=[Optional()], format=TYPED)
    offer_cutoff_at = MomentField(_l("No offers after"), validators=[Optional()], format=TYPED)
    offer_hours = IntegerField(
        _l("Hours that an offer holds"), validators=[InputRequired(), NumberRange(1, 336)], default=48
    )
    allows_late_joining = BooleanField(
        _l("Somebody from the list may join until the first class ends"), default=True
    )
    is_off_grid = BooleanField(_l("Held where there is no network"))
    has_creche = BooleanField(_l("Children are looked after"))
    help_languages = TicksField(
        _l("Languages that helpers speak"), choices=[(code, code) for code in LANGUAGES]
    )
    body_run_number = StringField(
        _l("The awarding body's number for it"), validators=[Optional(), Length(max=40)]
    )

    @classmethod
    def of(cls, run: Run) -> RunForm:
        """The form over a stored run."""
        return cls(
            data={
                **{name: getattr(run, name) for name in _PLAIN},
                **{name: _typed(getattr(run, name)) for name in _INSTANTS},
            }
        )

    @property
    def run_data(self) -> RunData:
        """What the form says. Raises RuleBroken for a time that the clocks leave out."""
        said: dict[str, Any] = {name: self._fields[name].data for name in _PLAIN}
        said |= {name: _instant(self._fields[name].data) for name in _INSTANTS}
        said["help_languages"] = tuple(said["help_languages"] or ())
        said["body_run_number"] = said["body_run_number"] or ""
        return RunData(**said)


_INSTANTS = ("opens_at", "closes_at", "offer_cutoff_at")
_PLAIN = (
    "capacity",
    "learners_per_trainer",
    "offer_hours",
    "allows_late_joining",
    "is_off_grid",
    "has_creche",
    "help_languages",
    "body_run_number",
)


class _WhereForm(PressedForm):
    """Where a class is, who gives it and what it needs."""

    place = SelectField(_l("Place"), coerce=int, default=0)
    venue = StringField(_l("Venue, if it is elsewhere"), validators=[Optional(), Length(max=120)])
    access = StringField(_l("How to get in (steps, bus, bell)"), validators=[Optional(), Length(max=300)])
    is_online = BooleanField(_l("It is online"))
    link = StringField(_l("Link, shown only to those booked"), validators=[Optional(), Length(max=400)])
    machines = TextAreaField(_l("Machines it needs, one a line"), validators=[Optional(), Length(max=1000)])

    def offer(self, places: list[tuple[int, str]], people: list[tuple[str, str, bool]]) -> None:
        """Fill the lists of places and people."""
        self.place.choices = [(0, gettext("None here")), *places]
        known = [("", gettext("Nobody")), *((number, f"{name} ({number})") for number, name, _ in people)]
        for index in range(GIVERS):
            chosen = self._fields[f"person_{index}"]
            own = chosen.data or ""
            chosen.choices = known if any(own == number for number, _ in known) else [*known, (own, own)]
            self._fields[f"part_{index}"].choices = [
                ("trainer", gettext("Trainer")),
                ("assistant", gettext("Assistant")),
                ("helper", gettext("Helper")),
            ]

    @property
    def class_data(self) -> ClassData:
        """Where, by whom and with what."""
        givers = tuple(
            (self._fields[f"person_{index}"].data, self._fields[f"part_{index}"].data)
            for index in range(GIVERS)
            if self._fields[f"person_{index}"].data
        )
        return ClassData(
            place_id=self.place.data or None,
            venue=self.venue.data or "",
            access=self.access.data or "",
            is_online=bool(self.is_online.data),
            link=self.link.data or "",
            givers=givers,
            machines=tuple(line for line in (self.machines.data or "").splitlines() if line.strip()),
        )

    def refuse(self, problem: Any) -> None:
        """A broken rule about a person stands beside the first person."""
        if getattr(problem, "field", "") == "person":
            problem.field = "person_0"
        super().refuse(problem)


_GIVERS: dict[str, Any] = {}
for _index in range(GIVERS):
    _GIVERS[f"person_{_index}"] = SelectField(_l("Person"), default="", validate_choice=False)
    _GIVERS[f"part_{_index}"] = SelectField(
        _l("As"), default=TRAINER_PARTS[0] if _index == 0 else TRAINER_PARTS[1], validate_choice=False
    )


class _PatternForm(_WhereForm):
    slug = "classes"
    first_field = "first"
    pattern = RadioField(
        _l("How often"),
        choices=[("week_long", _l("Days in a row")), ("weekly", _l("Each week")), ("single", _l("Once"))],
        default="weekly",
    )
    first = DayField(_l("First day"), validators=[InputRequired()])
    weekdays = TicksField(_l("On"), coerce=int, choices=[(day, str(day)) for day in range(7)])
    count = IntegerField(_l("How many classes"), validators=[InputRequired(), NumberRange(1, 60)], default=6)
    starts = TimeField(_l("From"), validators=[InputRequired()])
    ends = TimeField(_l("Until"), validators=[InputRequired()])
    skipped = StringField(_l("Days to leave out"), validators=[Optional(), Length(max=400)])

    def offer(self, places: list[tuple[int, str]], people: list[tuple[str, str, bool]]) -> None:
        """Fill the lists, weekdays by name."""
        super().offer(places, people)
        self.weekdays.choices = [(day, str(format_date(date(2024, 1, 1 + day), "EEEE"))) for day in range(7)]

    @property
    def slots(self) -> list[Slot]:
        """The classes that the pattern makes. Raises RuleBroken beside the field that is wrong."""
        skipped = read_days(self.skipped.data or "")
        first, starts, ends, count = self.first.data, self.starts.data, self.ends.data, self.count.data
        if self.pattern.data == "single":
            return [slot(first, starts, ends)]
        if self.pattern.data == "week_long":
            return week_long(first, count, starts, ends, skipped=skipped)
        chosen = self.weekdays.data or [first.weekday()]
        return weekly(first, chosen, count, starts, ends, skipped=skipped)


class _OneClassForm(_WhereForm):
    slug = "class"
    first_field = "day"
    day = DayField(_l("Day"), validators=[InputRequired()])
    starts = TimeField(_l("From"), validators=[InputRequired()])
    ends = TimeField(_l("Until"), validators=[InputRequired()])

    @property
    def slot(self) -> Slot:
        """When the class is."""
        return slot(self.day.data, self.starts.data, self.ends.data)


PatternForm: Any = type("PatternForm", (_PatternForm,), dict(_GIVERS))
"""New classes of a run, by a pattern."""
OneClassForm: Any = type("OneClassForm", (_OneClassForm,), dict(_GIVERS))
"""One class of a run."""


def one_class_form(line: ClassLine, place_id: int | None) -> Any:
    """The form over a stored class."""
    begin, end = (value.astimezone(zone()) for value in (line.starts_at, line.ends_at))
    data: dict[str, Any] = {
        "day": begin.date(),
        "starts": begin.time(),
        "ends": end.time(),
        "place": place_id or 0,
        "venue": line.venue,
        "access": line.access,
        "is_online": line.is_online,
        "link": line.link,
        "machines": "\n".join(line.machines),
    }
    for index, giver in enumerate(line.givers[:GIVERS]):
        data |= {f"person_{index}": giver.number, f"part_{index}": giver.part}
    return OneClassForm(data=data)


class CopyForm(PressedForm):
    """A copy of a run in another week."""

    slug = "copy"
    first_field = "first_on"
    first_on = DayField(_l("First class on or after"), validators=[InputRequired()])
    leave_out = BooleanField(_l("Leave out who and what is taken then"))


class CancelForm(PressedForm):
    """Why a run is cancelled."""

    slug = "cancel"
    first_field = "reason"
    reason = StringField(_l("Why, in a few words"), validators=[InputRequired(), Length(max=200)])
