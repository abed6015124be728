"""From what is seen of a machine to its jobs: the same rules on the kiosk, for its screen, and on the server, for good.

The kiosk takes observations: `Inference` makes of them the few facts that are worth a raw event (transitions of kind
`told`, for the spool) and, of those facts, jobs. The server takes the raw events and makes the same jobs of them
(`jobs_of`). Pure: whoever calls brings the monotonic clock, in milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hardware.kiosk.bookkeeping import Book
from hardware.kiosk.facts import Fact
from hardware.kiosk.job_parts import Change
from hardware.kiosk.watching import Watch
from hardware.vocabulary import (
    EventKind,
    Job,
    KioskEvent,
    Observation,
    Profile,
    StateClass,
    StateSeen,
    in_order,
)

RULE_VERSION = 2
"""Goes up with every change after which the same events make other jobs; `eco recount` then makes them anew."""
NEAR_MS = 1000
NEVER_MS = 2**60
MOVES_JOBS = frozenset(
    {
        EventKind.MACHINE_STATE,
        EventKind.PORT_LOST,
        EventKind.PORT_BACK,
        EventKind.AGENT_STARTED,
        EventKind.ALARM,
        EventKind.BANNER,
        EventKind.JOB_WORD,
        EventKind.NOISE,  # only where it says that another program has the port
    }
)


class TransitionKind(StrEnum):
    """What happened."""

    TOLD = "told"
    OPENED = "opened"
    REFRESHED = "refreshed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Transition:
    """Something to act on: an event to spool (`event` and `body`), or a job that opened, goes on or closed."""

    kind: TransitionKind
    mono_ms: int
    event: EventKind | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    job: Job | None = None


class Inference:
    """One machine at one kiosk in one boot.

    Give `take` what the parser saw, as it was seen, and call `tick` once a second or more often. After a restart of
    the agent, `remember` the keepsake first and take an `AgentStarted`, so that a job still going on stays one job.
    """

    def __init__(self, profile: Profile, kiosk: str = "", machine: str = "", boot: str = "") -> None:
        self._watch = Watch(profile)
        self._book = Book(profile, kiosk, machine, boot)
        self._same: StateSeen | None = None
        self._due_ms = 0

    @property
    def state(self) -> StateClass | None:
        """What the machine does, as it was last told."""
        return self._watch.state

    @property
    def word(self) -> str:
        """The machine's own word for that."""
        return self._watch.word

    def job(self, mono_ms: int) -> Job | None:
        """The job that goes on, up to the last good sample before `mono_ms`; None without one."""
        return self._book.job(self._watch.horizon(mono_ms))

    def keepsake(self) -> dict[str, Any] | None:
        """What must outlive the agent, in plain JSON values; keep it whenever a transition comes."""
        return self._book.keepsake()

    def remember(self, keepsake: Mapping[str, Any]) -> None:
        """Go on where a keepsake left off. Raises KeyError, TypeError or ValueError for one that is broken."""
        self._book.remember(keepsake)

    def take(self, mono_ms: int, seen: Observation | KioskEvent) -> list[Transition]:
        """What one observation (or, on the server, one raw event) leads to."""
        if isinstance(seen, StateSeen) and self._is_more_of_the_same(mono_ms, seen):
            return []
        if isinstance(seen, KioskEvent):
            return [
                _transition(change)
                for change in self._book.take(seen.mono_ms, seen.kind, seen.body, seen.boot)
            ]
        found = self._follow(self._watch.take(mono_ms, seen))
        found += self._end_what_is_over(mono_ms)
        self._plan(seen)
        return found

    def take_all(self, mono_ms: int, many: Iterable[Observation]) -> list[Transition]:
        """What the observations of one reading of the port lead to."""
        found: list[Transition] = []
        for seen in many:
            found += self.take(mono_ms, seen)
        return found

    def tick(self, mono_ms: int) -> list[Transition]:
        """What the passing of time leads to."""
        found = self._follow(self._watch.tick(mono_ms))
        found += self._end_what_is_over(mono_ms)
        self._same = None
        return found

    def _is_more_of_the_same(self, mono_ms: int, seen: StateSeen) -> bool:
        """The way of nearly every report: nothing is new, one more sample is counted."""
        same, watch = self._same, self._watch
        if same is None or mono_ms >= self._due_ms or not 0 <= mono_ms - watch.last_ms < NEAR_MS:
            return False
        if seen is not same:
            if seen.word != same.word or seen.spindle is not same.spindle or seen.is_sure is not same.is_sure:
                return False
            self._same = seen
        watch.count.samples += 1
        watch.last_ms = mono_ms
        return True

    def _plan(self, seen: Observation) -> None:
        watch = self._watch
        is_plain = isinstance(seen, StateSeen) and seen.is_sure and seen.word == watch.word
        if is_plain and isinstance(seen, StateSeen) and seen.state_class is watch.state:
            self._same = seen
            limit = self._book.limit_ms()
            self._due_ms = min(watch.refresh_due_ms, watch.count.due_ms, NEVER_MS if limit is None else limit)
        else:
            self._same = None

    def _follow(self, facts: list[Fact]) -> list[Transition]:
        found: list[Transition] = []
        for fact in facts:
            found.append(Transition(TransitionKind.TOLD, fact.mono_ms, fact.kind, fact.body))
            changes = [_transition(change) for change in self._book.take(fact.mono_ms, fact.kind, fact.body)]
            found += changes
            found += [_cross_check(fact.mono_ms, change.job) for change in changes if _is_closed(change)]
        return found

    def _end_what_is_over(self, mono_ms: int) -> list[Transition]:
        if not self._book.is_over(mono_ms, self._watch.horizon(mono_ms)):
            return []
        return self._follow([self._watch.tell(mono_ms)])


def _is_closed(change: Transition) -> bool:
    return change.kind is TransitionKind.CLOSED


def _transition(change: Change) -> Transition:
    return Transition(TransitionKind(change.what), change.mono_ms, job=change.job)


def _cross_check(mono_ms: int, job: Job | None) -> Transition:
    """The kiosk's own sums of a job that closed, for the server to hold against its own."""
    assert job is not None
    names = ("key", "outcome", "busy_s", "paused_s", "setup_s", "idle_s", "gaps_s", "samples")
    body = {name: str(value) if isinstance(value := getattr(job, name), str) else value for name in names}
    return Transition(TransitionKind.TOLD, mono_ms, EventKind.JOB_REFRESHED, body)


def jobs_of(events: Iterable[KioskEvent], profiles: Mapping[str, Profile]) -> list[Job]:
    """All jobs that these raw events make, whatever order, split or repetition they came in.

    A machine without a profile is read with the defaults. A job that still goes on is among them, open.
    """
    found, books = _read(events, profiles)
    return _sorted([*found, *(job for job in (book.job() for book in books) if job is not None)])


def jobs_when_left(
    events: Iterable[KioskEvent], profiles: Mapping[str, Profile]
) -> tuple[list[Job], list[Job]]:
    """The jobs of a kiosk that stands there no more: those that ended, and those that it left, ended where last seen.

    If it comes back these may go on.
    """
    found, books = _read(events, profiles)
    return _sorted(found), _sorted([change.job for book in books for change in book.leave()])


def _read(events: Iterable[KioskEvent], profiles: Mapping[str, Profile]) -> tuple[list[Job], list[Book]]:
    """The jobs that ended, and the books with what is open."""
    books: dict[tuple[str, str], Book] = {}
    found: list[Job] = []
    for event in in_order(events):
        if event.kind not in MOVES_JOBS:
            continue
        place = (event.kiosk, event.machine)
        if event.machine and place not in books:
            books[place] = Book(profiles.get(event.machine, Profile()), *place, is_live=False)
        asked = [books[place]] if event.machine else [books[one] for one in books if one[0] == event.kiosk]
        for book in asked:
            changes = book.take(event.mono_ms, event.kind, event.body, event.boot)
            found += [change.job for change in changes if change.what == TransitionKind.CLOSED]
    return found, list(books.values())


def _sorted(jobs: Iterable[Job]) -> list[Job]:
    return sorted(jobs, key=lambda job: (job.kiosk, job.machine, job.boot, job.opened_mono_ms))
