"""A working day of four machines and ten people: who came, what went wrong, and what is true of it."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from core.db import transaction
from hardware.services.derive import derive_stale
from hardware.vocabulary import EventKind
from tests.hardware.workshop import LASER, NINE, ROUTER, Tape, Workshop, make_kiosk, make_machine, permit
from tests.inventory.scene import make_scene

DAY = NINE.date()
EVENING = NINE + timedelta(hours=9)
MACHINES = ("router", "laser", "router two", "printer")
PEOPLE = ("amina", "tomasz", "mary", "dev", "yusuf", "petra", "nia", "hana", "sunil", "ruth")


@dataclass
class Truth:
    """What really happened: seconds at work by machine, by person and by piece, those that nobody had; sessions."""

    machines: Counter[str] = field(default_factory=Counter)
    people: Counter[str] = field(default_factory=Counter)
    pieces: Counter[str] = field(default_factory=Counter)
    nobody: int = 0
    alarms: int = 0
    gaps: int = 0
    sittings: Counter[str] = field(default_factory=Counter)
    helped: Counter[str] = field(default_factory=Counter)


@dataclass
class Shift:
    """One machine's day: who comes, what they do, and what goes wrong."""

    tape: Tape
    name: str
    truth: Truth
    chance: random.Random
    pieces: tuple[str, ...]
    here: str = ""
    piece: str = ""
    has_worked: bool = False

    def work(self, seconds: int) -> None:
        """The machine runs for so long for whoever is there."""
        self.tape.run(seconds, spindle=True)
        self._count(seconds)

    def _count(self, seconds: int) -> None:
        self.truth.machines[self.name] += seconds
        if self.here:
            self.truth.people[self.here] += seconds
            if not self.has_worked:
                self.truth.sittings["A piece" if self.piece else "Not told"] += 1
                self.has_worked = True
        else:
            self.truth.nobody += seconds
        if self.piece:
            self.truth.pieces[self.piece] += seconds

    def come(self, name: str) -> None:
        """Somebody signs on; whoever was there hands over."""
        self.tape.wait(self.chance.randint(5, 90)).on(name)
        self.here, self.piece, self.has_worked = name, "", False

    def scan(self, piece: str) -> None:
        """The label of what is worked on."""
        self.tape.wait(2).tell(EventKind.PIECE_SCANNED, code=piece)
        self.piece, self.has_worked = piece, False

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
        self.truth.gaps += 1

    def kill(self, before: int, gap: int, after: int) -> None:
        """The kiosk's program is killed while the machine runs, and finds it still running: one job, with a gap."""
        began = self.tape.mono
        self.tape.state("busy", word="Run", samples=1).wait(before)
        self.tape.still("busy", began, samples=before)
        self.tape.wait(gap).write(EventKind.AGENT_STARTED, "", {"version": "1"})
        self.tape.run(after)
        self._count(before + after)
        self.truth.gaps += 1

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
            shift.scan(chance.choice(shift.pieces))
        for _ in range(chance.randint(1, 3)):
            shift.work(chance.randint(20, 900))
            shift.tape.wait(chance.randint(5, 300))
        if turn == 0:
            shift.help(crew[-1], 90)
        if turn == 1 and trouble:
            shift.alarm(75)
            shift.pull_cable(60, 12, 45)
            shift.kill(80, 9, 55)
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


def live_through(workshop: Workshop, seed: int) -> Truth:
    """The whole day, told to the server in the evening: what is true of it."""
    four_machines(workshop)
    scene = make_scene(workshop.cast)
    pieces = tuple(scene.bring("ready") for _ in range(3))
    chance, truth = random.Random(seed), Truth()
    shifts = []
    for number, name in enumerate(MACHINES):
        tape = workshop.tape(name, wall=NINE + timedelta(minutes=number))
        shift = Shift(tape, name, truth, chance, pieces)
        a_day(shift, tuple(chance.sample(PEOPLE, 4)), trouble=number % 2 == 0)
        shifts.append(shift)
    deliver(workshop, shifts, chance)
    return truth
