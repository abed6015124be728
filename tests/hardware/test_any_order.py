"""Whatever order, split and repetition events come in, the same jobs, sittings and totals stand there."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.db import fast, transaction
from hardware.queries import stretches
from hardware.services.derive import derive_stale
from hardware.services.intake import mark_stale
from hardware.vocabulary import EventKind, KioskEvent
from tests.hardware.workshop import NINE, ROUTER, Tape, Workshop, make_kiosk, make_machine, rows

EXAMPLES = int(os.environ.get("ECO_TEST_EXAMPLES", "25"))
NAMES = ("amina", "tomasz", "mary", "yusuf")
ACTS = st.one_of(
    st.tuples(st.just("on"), st.sampled_from(NAMES)),
    st.tuples(st.just("helper"), st.sampled_from(NAMES)),
    st.tuples(st.just("off"), st.sampled_from(NAMES)),
    st.tuples(st.just("refused"), st.sampled_from(NAMES)),
    st.tuples(st.just("run"), st.integers(1, 90)),
    st.tuples(st.just("start"), st.integers(1, 40)),
    st.tuples(st.just("wait"), st.sampled_from([1, 5, 40, 400, 1100, 1900, 5000])),
    st.tuples(st.just("piece"), st.sampled_from(["7K3M9QX", "8K3M9QY"])),
    st.tuples(st.just("alarm"), st.integers(1, 9)),
    st.tuples(st.just("unplug"), st.integers(1, 60)),
    st.tuples(st.just("restart"), st.booleans()),
)
COLUMNS = (
    "began_at, ended_at, busy_ms, paused_ms, setup_ms, spindle_ms, gap_ms, is_estimated, is_to_review, first_place, "
    "last_place"
)


def play(tape: Tape, acts: list[tuple[str, object]]) -> None:
    """Write what happened on a tape."""
    for act, how in acts:
        if act in CARDS:
            CARDS[act](tape, str(how))
        elif act in ("run", "start"):
            tape.run(float(str(how)), spindle=True, then="idle" if act == "run" else "")
        elif act != "wait":
            MACHINE[act](tape, how)
        tape.wait(float(str(how)) if act == "wait" else 2)


def _alarm(tape: Tape, code: object) -> None:
    tape.tell(EventKind.ALARM, code=code, text="")
    tape.state("fault", word="Alarm")


def _unplug(tape: Tape, seconds: object) -> None:
    tape.tell(EventKind.PORT_LOST, last_ms=tape.mono, why="test")
    tape.wait(float(str(seconds)))
    tape.tell(EventKind.PORT_BACK, port="x")


def _restart(tape: Tape, is_computer: object) -> None:
    if is_computer:
        tape.restart(f"{int(tape.boot[:8]) + 1:08d}-aa")
    else:
        tape.write(EventKind.AGENT_STARTED, "", {"version": "1"})


CARDS: dict[str, Callable[[Tape, str], object]] = {
    "on": lambda tape, name: tape.on(name),
    "helper": lambda tape, name: tape.on(name, "helper"),
    "off": lambda tape, name: tape.off(name),
    "refused": lambda tape, name: tape.refused(name),
}
MACHINE: dict[str, Callable[[Tape, object], object]] = {
    "piece": lambda tape, code: tape.tell(EventKind.PIECE_SCANNED, code=code),
    "alarm": _alarm,
    "unplug": _unplug,
    "restart": _restart,
}


def stand(name: str) -> list[list[tuple[object, ...]]]:
    """Everything derived of a machine, without the ids of its rows."""
    jobs = rows(_JOBS, name)
    people = rows(_SITTINGS, name)
    months = rows(
        "SELECT o.month, o.busy_ms, o.attributed_ms, o.job_count, o.gap_ms FROM machine_month o "
        "JOIN machine m ON m.id = o.machine_id WHERE m.name = ? ORDER BY 1",
        name,
    )
    helpers = rows(
        "SELECT s.first_place, h.person_id, h.part, h.busy_ms FROM session_helper h "
        "JOIN machine_session s ON s.id = h.session_id JOIN machine m ON m.id = s.machine_id WHERE m.name = ? "
        "ORDER BY 1, 2",
        name,
    )
    return [jobs, people, months, helpers]


_OWN = ", ".join(f"j.{one.strip()}" for one in COLUMNS.split(","))
_JOBS = (
    f"SELECT j.outcome, j.outcome_code, j.is_counted, j.samples, {_OWN}, (SELECT s.first_place FROM machine_session s "
    "WHERE s.id = j.session_id) FROM machine_job j JOIN machine m ON m.id = j.machine_id WHERE m.name = ? "
    "ORDER BY j.first_place, j.opened_mono_ms"
)
_SITTINGS = (
    f"SELECT j.person_id, j.end_cause, j.job_count, j.idle_ms, j.piece_code, j.used_for, {_OWN} FROM machine_session j "
    "JOIN machine m ON m.id = j.machine_id WHERE m.name = ? AND NOT j.is_void ORDER BY j.first_place, j.key"
)


def sent_as(tape: Tape, code: str, kiosk: str) -> list[KioskEvent]:
    """The same tape as another kiosk's."""
    return [
        KioskEvent(
            kiosk,
            one.boot,
            one.seq,
            one.mono_ms,
            code if one.machine else "",
            one.kind,
            one.body,
            one.wall_utc,
        )
        for one in tape.events
    ]


def new_machine(workshop: Workshop) -> str:
    """One more router with a kiosk whose cards have the same names as the first's."""
    name = f"Router {len(workshop.machines)}"
    workshop.machines[name] = make_machine(workshop.cast, name, ROUTER)
    workshop.kiosks[name] = make_kiosk(workshop.cast, workshop.machines[name])
    with transaction():
        fast().run(
            "UPDATE kiosk SET pepper = ? WHERE device_id = ?",
            (workshop.kiosks["router"].pepper, _id(workshop, name)),
        )
    return name


def _id(workshop: Workshop, name: str) -> int:
    return workshop.kiosk(name).id


def deliver(workshop: Workshop, tape: Tape, name: str, batches: list[list[int]], counts: list[bool]) -> None:
    """Send a tape's events in these batches of their numbers."""
    kiosk = workshop.kiosks[name].public_id
    events = sent_as(tape, workshop.machines[name].code, kiosk)
    at = NINE + timedelta(days=1)
    for batch, is_counted in zip(batches, counts, strict=True):
        workshop.send(
            [events[index] for index in batch],
            at=at,
            machine=name,
            boot=tape.boot,
            mono=tape.mono,
            counts=is_counted,
        )
    with transaction():
        derive_stale(at=at)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(ACTS, min_size=3, max_size=25), st.integers(0, 2**32))
def test_order_split_and_repetition_change_nothing(
    workshop: Workshop, acts: list[tuple[str, object]], seed: int
) -> None:
    chance = random.Random(seed)
    tape = workshop.tape()
    play(tape, acts)
    whole, parts, again = (new_machine(workshop) for _ in range(3))
    count = len(tape.events)
    deliver(workshop, tape, whole, [list(range(count))], [True])

    order = list(range(count)) + [chance.randrange(count) for _ in range(count // 2)]
    chance.shuffle(order)
    cuts = sorted({0, len(order), *(chance.randrange(len(order) + 1) for _ in range(chance.randint(0, 12)))})
    batches = [order[first:last] for first, last in zip(cuts, cuts[1:], strict=False)]
    deliver(workshop, tape, parts, batches, [chance.random() < 0.6 for _ in batches])
    assert stand(parts) == stand(whole)

    one_by_one = [[index] for index in range(count)]
    deliver(workshop, tape, again, one_by_one, [chance.random() < 0.5 for _ in one_by_one])
    assert stand(again) == stand(whole)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(ACTS, min_size=8, max_size=40), st.sampled_from([3, 7, 20]))
def test_a_long_tape_counted_in_short_stretches_is_the_same(
    workshop: Workshop, acts: list[tuple[str, object]], most: int
) -> None:
    tape = workshop.tape()
    play(tape, acts)
    name = new_machine(workshop)
    deliver(workshop, tape, name, [list(range(len(tape.events)))], [True])
    whole, before = stand(name), stretches.MOST_EVENTS
    stretches.MOST_EVENTS = most
    try:
        with transaction():
            mark_stale(_id(workshop, name), workshop.machines[name].id, "")
            derive_stale(at=NINE + timedelta(days=1))
    finally:
        stretches.MOST_EVENTS = before
    assert stand(name) == whole


@example(
    [("on", "mary"), ("off", "mary"), ("alarm", 8)],
    [("refused", "mary"), ("helper", "mary"), ("run", 56), *[("refused", "mary")] * 3, ("piece", "7K3M9QX")],
    -65,
    2**32,
)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(ACTS, min_size=3, max_size=12),
    st.lists(ACTS, min_size=3, max_size=12),
    st.integers(-3000, 3000),
    st.integers(0, 2**32),
)
def test_two_agents_that_told_at_once_are_counted_as_if_all_had_come_together(
    workshop: Workshop,
    first: list[tuple[str, object]],
    second: list[tuple[str, object]],
    ahead: int,
    seed: int,
) -> None:
    chance = random.Random(seed)
    one, two = workshop.tape(), workshop.tape(seq=100_001)
    play(one, [act for act in first if act[0] != "restart"])
    two.mono = max(0, one.mono + ahead * 1000) + 137  # no two of them begin anything in the same millisecond
    play(two, [act for act in second if act[0] != "restart"])
    one.events = [*one.events, *two.events]
    one.mono = max(one.mono, two.mono)
    whole, parts = new_machine(workshop), new_machine(workshop)
    count = len(one.events)
    deliver(workshop, one, whole, [list(range(count))], [True])
    came = sorted(range(count), key=lambda index: one.events[index].mono_ms)
    deliver(workshop, one, parts, [[index] for index in came], [chance.random() < 0.6 for _ in came])
    assert stand(parts) == stand(whole)
