"""Two kiosks beside one machine in turn, whatever each tells and whenever it is heard: one truth, and it stays."""

from __future__ import annotations

import os
import random
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.db import fast, transaction
from hardware.queries.recount import machine_differences
from hardware.services.derive import derive_stale
from hardware.services.kiosks import set_kiosk_machines
from tests.hardware.test_any_order import ACTS, play, sent_as, stand
from tests.hardware.workshop import NINE, ROUTER, Tape, Workshop, make_kiosk, make_machine

EXAMPLES = int(os.environ.get("ECO_TEST_EXAMPLES", "25"))
BOOTS = ("00000001-aa", "00000005-bb")
TURN_MINUTES = 400
Turn = list[tuple[str, object]]


def without_reboots(turn: Turn) -> Turn:
    return [(act, False if act == "restart" else how) for act, how in turn]


def told_in(workshop: Workshop, turns: list[Turn]) -> list[Tape]:
    """What the two kiosks write down, each in its turns."""
    tapes = []
    seqs = [1, 1]
    for number, turn in enumerate(turns):
        tape = workshop.tape()
        tape.boot, tape.seq = BOOTS[number % 2], seqs[number % 2]
        tape.wait(number * TURN_MINUTES * 60)
        play(tape, without_reboots(turn))
        seqs[number % 2] = tape.seq
        tapes.append(tape)
    return tapes


def two_kiosks(workshop: Workshop) -> tuple[str, list[str]]:
    """A machine and two kiosks that know the same cards; the first stands there."""
    name = f"Router {len(workshop.machines)}"
    workshop.machines[name] = make_machine(workshop.cast, name, ROUTER)
    kiosks = [f"{name} {part}" for part in ("two", "one")]
    for one in kiosks:
        workshop.kiosks[one] = make_kiosk(workshop.cast, workshop.machines[name])
        with transaction():
            fast().run(
                "UPDATE kiosk SET pepper = ? WHERE device_id = ?",
                (workshop.kiosks["router"].pepper, workshop.kiosk(one).id),
            )
    return name, kiosks[::-1]


def move(workshop: Workshop, name: str, kiosk: str, number: int) -> None:
    """From that turn on the machine is this kiosk's."""
    at = NINE + timedelta(minutes=number * TURN_MINUTES - 1)
    codes, public_id = [workshop.machines[name].code], workshop.kiosks[kiosk].public_id
    with transaction():
        set_kiosk_machines(by=workshop.actor("ruth"), public_id=public_id, machine_codes=codes, at=at)


def hear(workshop: Workshop, name: str, kiosk: str, tape: Tape, chance: random.Random, minutes: int) -> None:
    """Its events of a turn come, in any order and pieces."""
    events = sent_as(tape, workshop.machines[name].code, workshop.kiosks[kiosk].public_id)
    chance.shuffle(events)
    at = NINE + timedelta(minutes=minutes)
    for part in (events[::2], events[1::2], events[:3]):
        workshop.send(
            part,
            at=at,
            machine=kiosk,
            boot=tape.boot,
            mono=60_000 + minutes * 60_000,
            counts=chance.random() < 0.7,
        )


def finished(workshop: Workshop, name: str, minutes: int) -> list[list[tuple[object, ...]]]:
    with transaction():
        derive_stale(at=NINE + timedelta(minutes=minutes))
    code = workshop.machines[name].code
    assert [one for one in machine_differences() if code in one] == []
    return stand(name)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.lists(ACTS, max_size=9), min_size=2, max_size=4), st.integers(0, 2**32))
def test_kiosks_in_turn_come_to_one_truth(workshop: Workshop, turns: list[Turn], seed: int) -> None:
    chance = random.Random(seed)
    end = (len(turns) + 1) * TURN_MINUTES
    tapes = told_in(workshop, turns)

    name, kiosks = two_kiosks(workshop)
    for number, tape in enumerate(tapes):
        if number:
            move(workshop, name, kiosks[number % 2], number)
        hear(workshop, name, kiosks[number % 2], tape, chance, (number + 1) * TURN_MINUTES - 2)
        finished(workshop, name, (number + 1) * TURN_MINUTES - 2)
    as_it_went = finished(workshop, name, end)

    name, kiosks = two_kiosks(workshop)
    for number in range(1, len(tapes)):
        move(workshop, name, kiosks[number % 2], number)
    late = list(enumerate(tapes))
    chance.shuffle(late)
    for number, tape in late:
        hear(workshop, name, kiosks[number % 2], tape, chance, end - 10)
    assert finished(workshop, name, end) == as_it_went
