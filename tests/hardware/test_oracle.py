"""Any day at a machine comes to what a plain count says, on the kiosk and on the server, however it was delivered.

The plain count knows the day as it was lived, not as it was told: it shares no line with the rules that it checks.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardware.kiosk.inference import jobs_of
from hardware.queries.recount import machine_differences
from hardware.vocabulary import EventKind, KioskEvent, Profile
from tests.hardware.test_any_order import deliver, new_machine
from tests.hardware.watched import ALARM, CUTTING, HOLD, IDLE, JOG, RUN, Watched
from tests.hardware.workshop import Workshop, rows

EXAMPLES = int(os.environ.get("ECO_TEST_EXAMPLES", "25"))
REPORTS = {"run": RUN, "cut": CUTTING, "hold": HOLD, "jog": JOG, "idle": IDLE, "alarm": ALARM}
NAMES = ("amina", "tomasz", "mary")
QUIET_MS, COUNTED_MS = 20_000, 5_000
Step = tuple[str, int, str]
"""What the machine does, for how many quarters of a second, and who comes (or "off") when it begins."""
STEPS = st.tuples(
    st.sampled_from(["run", "run", "cut", "cut", "hold", "jog", "idle", "idle", "idle", "alarm"]),
    st.one_of(st.integers(4, 120), st.sampled_from([79, 80, 81, 160, 360])),
    st.sampled_from(["", "", "", *NAMES, "off"]),
)


@dataclass
class Plain:
    """A job as the plain count has it, in milliseconds."""

    opened: int
    closed: int = 0
    busy: int = 0
    paused: int = 0
    setup: int = 0
    idle: int = 0
    spindle: int = 0
    outcome: str = "finished"


def plain_jobs(day: list[Step]) -> list[Plain]:
    """Busy spells: one ends where its last work ended, after twenty seconds at rest in a row, or with an alarm."""
    found: list[Plain] = []
    job: Plain | None = None
    now = jogged = rested = rest = 0
    for what, quarters, _ in day:
        span = quarters * 250
        if job is None and what in ("run", "cut"):
            job, jogged, rested, rest = Plain(now), 0, 0, 0
            found.append(job)
        if job is not None:
            if what in ("run", "cut", "hold"):
                job.setup, job.idle = job.setup + jogged, job.idle + rested
                jogged = rested = rest = 0
                job.busy += span if what != "hold" else 0
                job.paused += span if what == "hold" else 0
                job.spindle += span if what == "cut" else 0
                job.closed = now + span
            elif what == "jog":
                jogged, rest = jogged + span, 0
            elif what == "idle":
                rested, rest = rested + span, rest + span
            if what == "alarm":
                job.outcome = "alarm"
            if what == "alarm" or rest >= QUIET_MS:
                job = None
        now += span
    return found


def plain_people(day: list[Step]) -> list[tuple[str, int, int]]:
    """Who was there from when until when; nobody comes while somebody is there."""
    found: list[tuple[str, int, int]] = []
    now, who, since = 0, "", 0
    for _, quarters, act in day:
        if act == "off" and who:
            found.append((who, since, now))
            who = ""
        elif act in NAMES and not who:
            who, since = act, now
        now += quarters * 250
    return [*found, (who, since, 10**12)] if who else found


def plain_owner(job: Plain, people: list[tuple[str, int, int]]) -> str:
    """Whoever was there when it began, else the first who came while it ran."""
    there = [name for name, began, ended in people if began <= job.opened < ended]
    later = [name for name, began, _ in people if job.opened < began < job.closed]
    return [*there, *later, ""][0]


def lived(day: list[Step], cards: dict[str, str]) -> Watched:
    """The same day as a kiosk sees it and tells of it."""
    watched, who = Watched(now=60_000), ""
    for what, quarters, act in day:
        if act == "off" and who:
            tell(watched, EventKind.SIGNED_OFF, {"card": cards[who], "cause": "sign_out"})
            who = ""
        elif act in NAMES and not who:
            who = act
            tell(watched, EventKind.SIGNED_ON, {"card": cards[act], "as": "owner", "verdict": "allowed"})
        watched.stays(REPORTS[what], quarters / 4)
    return watched


def tell(watched: Watched, kind: EventKind, body: dict[str, object]) -> None:
    place = ("k", watched.boot, len(watched.events) + 1)
    watched.events.append(KioskEvent(*place, watched.now, "m", kind, dict(body)))


def whole(day: list[Step]) -> list[Step]:
    """With a rest before and after, so that every job has begun and ended."""
    return [("idle", 100, ""), *day, ("idle", 400, "")]


def as_told(job: Plain) -> tuple[object, ...]:
    sums = (job.busy, job.paused, job.setup, job.idle, job.spindle)
    return (job.opened + 60_000, job.closed + 60_000, *(one / 1000 for one in sums), job.outcome)


@settings(max_examples=EXAMPLES * 8, deadline=None)
@given(st.lists(STEPS, max_size=25))
def test_a_kiosk_counts_any_day_as_it_was(steps: list[Step]) -> None:
    day = whole(steps)
    watched = lived(day, dict.fromkeys(NAMES, "c"))
    told = [
        (
            *(job.opened_mono_ms, job.closed_mono_ms, job.busy_s, job.paused_s, job.setup_s, job.idle_s),
            *(job.spindle_on_s, job.outcome.partition(":")[0]),
        )
        for job in watched.jobs()
    ]
    assert told == [as_told(job) for job in plain_jobs(day)]
    assert jobs_of(reversed(watched.events), {"m": Profile()}) == watched.jobs()


def test_a_count_by_another_rest_would_be_seen() -> None:
    day = whole([("run", 40, ""), ("idle", 79, ""), ("run", 40, ""), ("idle", 80, ""), ("cut", 40, "")])
    told = lived(day, {}).jobs()
    assert len(told) == len(plain_jobs(day)) == 2
    longer = [
        ("idle", quarters + 1, act) if what == "idle" else (what, quarters, act)
        for what, quarters, act in day
    ]
    assert len(plain_jobs(longer)) == 3


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(STEPS, max_size=25), st.integers(0, 2**32))
def test_the_server_gives_any_day_to_whom_it_was(workshop: Workshop, steps: list[Step], seed: int) -> None:
    day, chance = whole(steps), random.Random(seed)
    tape = workshop.tape()
    watched = lived(day, {name: tape.card(name) for name in NAMES})
    tape.events, tape.boot, tape.mono = watched.events, watched.boot, watched.now
    order = [*range(len(tape.events)), *chance.choices(range(len(tape.events)), k=5)]
    chance.shuffle(order)
    cuts = sorted({0, len(order), *(chance.randrange(len(order) + 1) for _ in range(3))})
    batches = [order[first:last] for first, last in zip(cuts, cuts[1:], strict=False)]
    name = new_machine(workshop)
    deliver(workshop, tape, name, batches, [chance.random() < 0.5 for _ in batches])

    jobs, people = plain_jobs(day), plain_people(day)
    counted = [job for job in jobs if job.busy >= COUNTED_MS]
    machine = workshop.machines[name].id
    months = rows("SELECT SUM(busy_ms), SUM(job_count) FROM machine_month WHERE machine_id = ?", machine)
    assert [(one[0] or 0, one[1] or 0) for one in months] == [
        (sum(job.busy for job in counted), len(counted))
    ]
    hers: Counter[str] = Counter()
    spun: Counter[str] = Counter()
    for job in counted:
        if owner := plain_owner(job, people):
            hers[owner] += job.busy
            spun[owner] += job.spindle
    names = {workshop.cast.people[one]: one for one in NAMES}
    stored = rows(
        "SELECT person_id, SUM(busy_ms), SUM(spindle_ms), COUNT(*) FROM machine_session "
        "WHERE machine_id = ? AND NOT is_void GROUP BY person_id",
        machine,
    )
    assert {names[row[0]]: row[1:3] for row in stored if row[1]} == {
        one: (hers[one], spun[one]) for one in hers
    }
    assert sum(row[3] for row in stored) == len(people)
    assert [one for one in machine_differences() if workshop.machines[name].code in one] == []
