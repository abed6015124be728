"""A working day of four machines and ten people, whose truth is known, ends in just the right totals.

All that goes wrong on such days happens: cables come out, kiosks start anew with a clock of 1970, cards are refused,
people forget to sign off, a machine runs without anybody, the server is away until the evening, answers are lost and
everything is sent again, in any order.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from core.db import transaction
from core.ids import new_client_id
from hardware.queries.counts import machine_rows, machine_sums
from hardware.queries.recount import machine_differences
from hardware.queries.sittings import jobs_to_claim, piece_minutes, sittings_between
from hardware.services.corrections import claim_job
from hardware.services.derive import derive_stale
from hardware.vocabulary import EventKind
from tests.hardware.workshop import (
    LASER,
    NINE,
    ROUTER,
    Tape,
    Workshop,
    make_kiosk,
    make_machine,
    permit,
    rows,
)

DAY = NINE.date()
EVENING = NINE + timedelta(hours=9)
PEOPLE = ("amina", "tomasz", "mary", "dev", "yusuf", "petra", "nia", "hana", "sunil", "ruth")
PIECES = ("7K3M9QX", "8K3M9QY", "9K3M9QZ")


@dataclass
class Truth:
    """What really happened: seconds at work by machine, by person and by piece, and those that nobody had."""

    machines: Counter[str] = field(default_factory=Counter)
    people: Counter[str] = field(default_factory=Counter)
    pieces: Counter[str] = field(default_factory=Counter)
    nobody: int = 0
    alarms: int = 0
    helped: Counter[str] = field(default_factory=Counter)


@dataclass
class Shift:
    """One machine's day: who comes, what they do, and what goes wrong."""

    tape: Tape
    name: str
    truth: Truth
    chance: random.Random
    here: str = ""
    piece: str = ""

    def work(self, seconds: int) -> None:
        """The machine runs for so long for whoever is there."""
        self.tape.run(seconds, spindle=True)
        self._count(seconds)

    def _count(self, seconds: int) -> None:
        self.truth.machines[self.name] += seconds
        if self.here:
            self.truth.people[self.here] += seconds
        else:
            self.truth.nobody += seconds
        if self.piece:
            self.truth.pieces[self.piece] += seconds

    def come(self, name: str) -> None:
        """Somebody signs on; whoever was there hands over."""
        self.tape.wait(self.chance.randint(5, 90)).on(name)
        self.here, self.piece = name, ""

    def scan(self, piece: str) -> None:
        """The label of what is worked on."""
        self.tape.wait(2).tell(EventKind.PIECE_SCANNED, code=piece)
        self.piece = piece

    def go(self) -> None:
        """Whoever is there signs off."""
        self.tape.wait(self.chance.randint(1, 60)).off(self.here)
        self.here = self.piece = ""

    def forget(self) -> None:
        """Whoever is there just leaves, and the kiosk is not there to say so; nothing happens for an hour."""
        self.tape.wait(3600)
        self.here = self.piece = ""

    def alarm(self, seconds: int) -> None:
        """The machine runs, and stops by an alarm."""
        began = self.tape.mono
        self.tape.state("busy", word="Run", samples=1).wait(seconds)
        self.tape.still("busy", began, samples=seconds)
        self.tape.tell(EventKind.ALARM, code=1, text="hard limit")
        self.tape.state("fault", word="Alarm").wait(30).state("idle", word="Idle")
        self._count(seconds)
        self.truth.alarms += 1

    def pull_cable(self, before: int, gap: int, after: int) -> None:
        """The cable comes out while it runs, and is back soon: one job, with a gap that nobody saw."""
        began = self.tape.mono
        self.tape.state("busy", word="Run", samples=1).wait(before)
        self.tape.still("busy", began, samples=before)
        self.tape.tell(EventKind.PORT_LOST, last_ms=self.tape.mono, why="gone")
        self.tape.wait(gap).tell(EventKind.PORT_BACK, port="usb")
        self.tape.run(after)
        self._count(before + after)

    def help(self, name: str, seconds: int) -> None:
        """Somebody else shows a card while it runs: a helper, and the work stays its owner's."""
        began = self.tape.mono
        self.tape.state("busy", word="Run", samples=1).wait(seconds)
        self.tape.still("busy", began, samples=seconds)
        self.tape.on(name, "helper")
        self.tape.run(seconds)
        self._count(2 * seconds)
        self.truth.helped[name] += 2 * seconds

    def start_anew(self) -> None:
        """The kiosk's computer starts anew; its clock says 1970, and it says that it does not know."""
        if self.here:
            self.go()
        self.tape.wait(40).restart(f"{int(self.tape.boot[:8]) + 1:08d}-aa")
        self.tape.wall = None


def a_day(shift: Shift, crew: tuple[str, ...], trouble: bool) -> None:
    """Morning, noon and afternoon at one machine."""
    chance = shift.chance
    shift.tape.write(EventKind.AGENT_STARTED, "", {"version": "1"})
    for turn, name in enumerate(crew):
        shift.come(name)
        shift.tape.wait(3).refused(chance.choice(PEOPLE))
        if turn % 2 == 0:
            shift.scan(chance.choice(PIECES))
        for _ in range(chance.randint(1, 3)):
            shift.work(chance.randint(20, 900))
            shift.tape.wait(chance.randint(5, 300))
        if turn == 0:
            shift.help(crew[-1], 90)
        if turn == 1 and trouble:
            shift.alarm(75)
            shift.pull_cable(60, 12, 45)
        if turn == 1:
            shift.forget()
        elif turn % 2:
            shift.go()
    if shift.here:
        shift.go()
    shift.tape.wait(60)
    shift.work(chance.randint(100, 400))  # nobody has shown a card
    if trouble:
        shift.start_anew()
        shift.come(crew[0])
        shift.work(333)
        shift.go()


def four_machines(workshop: Workshop) -> None:
    """Beside the router and the laser, a second router and a printer."""
    for name, kind in (("router two", ROUTER), ("printer", "machine:printer_3d")):
        workshop.machines[name] = make_machine(workshop.cast, name.title(), kind)
        workshop.kiosks[name] = make_kiosk(workshop.cast, workshop.machines[name])
    for name in PEOPLE:
        for kind in (ROUTER, LASER, "machine:printer_3d"):
            if name not in ("amina", "tomasz", "mary"):
                permit(workshop.cast, name, kind)


def deliver(workshop: Workshop, shifts: list[Shift], chance: random.Random) -> None:
    """The server was away all day: in the evening everything comes, torn, shuffled and more than once."""
    for shift in shifts:
        events = list(shift.tape.events)
        parts = [events[first : first + chance.randint(5, 120)] for first in range(0, len(events), 60)]
        covered = {one.seq for part in parts for one in part}
        parts.append([one for one in events if one.seq not in covered])
        parts += chance.sample(parts, len(parts) // 2)
        chance.shuffle(parts)
        now_in_boot = shift.tape.mono + 1000
        for part in parts:
            workshop.send(
                part,
                at=EVENING,
                machine=shift.name,
                boot=shift.tape.boot,
                mono=now_in_boot,
                counts=chance.random() < 0.3,
            )
    with transaction():
        derive_stale(at=EVENING)


def shown(workshop: Workshop) -> dict[int, int]:
    """Milliseconds at work by person, as the record counts."""
    found: Counter[int] = Counter()
    for one in sittings_between([workshop.cast.sites["coventry"]], NINE - timedelta(days=2), EVENING):
        found[one.person_id] += one.busy_ms
    return {person: busy for person, busy in found.items() if busy}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_day_of_four_machines_and_ten_people_adds_up(workshop: Workshop, seed: int) -> None:
    four_machines(workshop)
    chance, truth = random.Random(seed), Truth()
    shifts = []
    for number, name in enumerate(("router", "laser", "router two", "printer")):
        tape = workshop.tape(name, wall=NINE + timedelta(minutes=number))
        shift = Shift(tape, name, truth, chance)
        a_day(shift, tuple(chance.sample(PEOPLE, 4)), trouble=number % 2 == 0)
        shifts.append(shift)
    deliver(workshop, shifts, chance)

    people = {workshop.cast.people[name]: 1000 * seconds for name, seconds in truth.people.items()}
    assert shown(workshop) == people
    totals: dict[str, int] = dict(
        rows(
            "SELECT m.name, SUM(o.busy_ms) FROM machine_month o JOIN machine m ON m.id = o.machine_id GROUP BY m.name"
        )
    )
    assert {name.lower(): int(busy) for name, busy in totals.items()} == {
        name: 1000 * seconds for name, seconds in truth.machines.items()
    }
    for piece, seconds in truth.pieces.items():
        assert sum(busy for _, _, busy in piece_minutes(piece)) == 1000 * seconds, piece
    assert rows("SELECT COUNT(*) FROM machine_job WHERE outcome = 'alarm'") == [(truth.alarms,)]
    assert rows("SELECT COUNT(*) FROM machine_job WHERE gap_ms > 0") == [(2,)]
    assert list(machine_differences()) == []
    _figures_open_to_their_rows(workshop, truth)
    _what_nobody_had_is_claimed(workshop, truth)


def _figures_open_to_their_rows(workshop: Workshop, truth: Truth) -> None:
    sums = machine_sums(DAY - timedelta(days=1), DAY, EVENING)
    listed = machine_rows(DAY - timedelta(days=1), DAY, EVENING, sites=[workshop.cast.sites["coventry"]])
    assert sum(one.busy_ms for one in sums) == sum(one.busy_ms for one in listed)
    assert sum(one.busy_ms for one in listed) == 1000 * sum(truth.machines.values())
    assert sum(one.busy_ms for one in listed if not one.session_id) == 1000 * truth.nobody


def _what_nobody_had_is_claimed(workshop: Workshop, truth: Truth) -> None:
    waiting = jobs_to_claim(workshop.cast.sites["coventry"], EVENING)
    assert sum(one.busy_ms for one in waiting) == 1000 * truth.nobody
    with transaction():
        for one in waiting:
            claim_job(
                by=workshop.cast.actor("mary", at=NINE),
                job_key=one.key,
                person_number=workshop.cast.numbers["ruth"],
                used_for="own_work",
                at=EVENING,
                token=new_client_id(),
            )
        derive_stale(at=EVENING)
    assert sum(shown(workshop).values()) == 1000 * sum(truth.machines.values())
    assert list(machine_differences()) == []


def test_a_wrong_clock_changes_no_duration(workshop: Workshop) -> None:
    tape = workshop.tape(wall=datetime(1970, 1, 1, tzinfo=UTC))
    tape.on("amina").run(600)
    tape.wall = NINE + timedelta(days=3650)
    tape.run(300).off("amina")
    workshop.play(tape)
    assert rows("SELECT SUM(busy_ms) FROM machine_session") == [(900_000,)]
    (began,) = rows("SELECT began_at FROM machine_session")[0]
    assert str(began)[:10] == DAY.isoformat()
