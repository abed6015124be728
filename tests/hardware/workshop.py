"""A workshop with machines and kiosks, and tapes on which a kiosk's events are written as an agent writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from core.access import Actor
from core.clock import iso, local_day
from core.db import db, fast, transaction
from core.ids import lookup_key, new_client_id, proof_key, read_card
from core.people_roles import give_permit
from hardware.models.machines import Machine
from hardware.queries.cards import card_hash
from hardware.queries.kiosks import KnownKiosk, known_kiosk
from hardware.services.derive import derive_stale
from hardware.services.intake import Taken, Upload, take_events
from hardware.services.kiosk_acts import act_on_told
from hardware.services.kiosks import PairedKiosk, make_kiosk_code, pair_kiosk
from hardware.services.machine_profiles import set_profile
from hardware.services.machine_types import TypeData, add_type
from hardware.services.machines import MachineData, add_machine
from hardware.vocabulary import EventKind, KioskEvent
from tests.cast import Cast

NINE = datetime(2030, 1, 7, 9, tzinfo=UTC)
"""A Monday morning in winter."""
ROUTER, LASER = "machine:cnc_router", "machine:laser_cutter"


@dataclass
class Tape:
    """What one kiosk writes down in one boot: `mono` is its running clock in milliseconds, `seq` its next number."""

    kiosk: str
    pepper: str
    machine: str
    cast: Cast
    boot: str = "00000001-aa"
    mono: int = 60_000
    seq: int = 1
    wall: datetime | None = None
    events: list[KioskEvent] = field(default_factory=list)

    def wait(self, seconds: float) -> Tape:
        """Let time pass."""
        self.mono += round(seconds * 1000)
        if self.wall is not None:
            self.wall += timedelta(seconds=seconds)
        return self

    def tell(self, kind: EventKind, **body: object) -> KioskEvent:
        """Write one event of the machine down."""
        return self.write(kind, self.machine, body)

    def write(self, kind: EventKind, machine: str, body: Mapping[str, object]) -> KioskEvent:
        """Write one event down: of a machine, or of the kiosk itself ("")."""
        event = KioskEvent(
            self.kiosk,
            self.boot,
            self.seq,
            self.mono,
            machine,
            kind,
            dict(body),
            iso(self.wall) if self.wall else None,
            self.wall is not None,
        )
        self.seq += 1
        self.events.append(event)
        return event

    def state(self, doing: str, **body: object) -> Tape:
        """The machine is in another state from now on."""
        body = {"class": doing, "since_ms": self.mono, "last_ms": self.mono, **body}
        self.write(EventKind.MACHINE_STATE, self.machine, body)
        return self

    def still(self, doing: str, since: int, **more: object) -> Tape:
        """The machine goes on doing what it did since then."""
        body = {"class": doing, "word": doing.capitalize(), "since_ms": since, "last_ms": self.mono, **more}
        self.write(EventKind.MACHINE_STATE, self.machine, body)
        return self

    def run(self, seconds: float, *, spindle: bool = False, then: str = "idle") -> Tape:
        """The machine works for so long, told every ten seconds; then it is idle, and is told to have ended."""
        began = self.mono
        self.state("busy", word="Busy", spindle=spindle, samples=1)
        left = seconds
        while left > 0:
            step = min(10.0, left)
            self.wait(step)
            left -= step
            if left > 0:
                on = 10_000 if spindle else 0
                self.still("busy", began, samples=10, spindle=spindle, spindle_ms=on)
        if then:
            self.state(then, word=then.capitalize(), spindle=False, samples=10)
        if then == "idle":
            idle = self.mono
            self.wait(21)
            self.still("idle", idle, samples=20)
        return self

    def card(self, name: str) -> str:
        """What the kiosk calls somebody's card."""
        token = read_card(self.cast.cards[name])
        assert token is not None
        return card_hash(self.pepper, lookup_key(proof_key(token)))

    def on(self, name: str, shown_as: str = "owner") -> Tape:
        """Somebody signs on."""
        card = self.card(name)
        self.tell(EventKind.CARD_SHOWN, **{"card": card, "as": shown_as})
        self.tell(EventKind.SIGNED_ON, **{"card": card, "as": shown_as, "verdict": "allowed"})
        return self

    def refused(self, name: str) -> Tape:
        """Somebody's card is refused."""
        self.tell(EventKind.CARD_SHOWN, **{"card": self.card(name), "as": "refused", "reason": "no_permit"})
        return self

    def off(self, name: str, cause: str = "sign_out") -> Tape:
        """Somebody signs off."""
        self.tell(EventKind.SIGNED_OFF, cause=cause, card=self.card(name))
        return self

    def restart(self, boot: str) -> Tape:
        """The kiosk's computer starts anew: another boot, its clock from zero."""
        self.boot, self.mono = boot, 5_000
        self.write(EventKind.AGENT_STARTED, "", {"version": "1"})
        return self


@dataclass
class Workshop:
    """Machines of Coventry by name, and the kiosk beside each."""

    cast: Cast
    machines: dict[str, Machine] = field(default_factory=dict)
    kiosks: dict[str, PairedKiosk] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """Somebody acting, signed in with a PIN."""
        return self.cast.actor(name)

    def tape(self, machine: str = "router", **more: object) -> Tape:
        """A blank tape of the kiosk beside a machine."""
        paired = self.kiosks[machine]
        return Tape(paired.public_id, paired.pepper, self.machines[machine].code, self.cast, **more)  # type: ignore[arg-type]

    def kiosk(self, machine: str = "router", at: datetime = NINE) -> KnownKiosk:
        """The kiosk as the server knows it by its token."""
        found = known_kiosk(self.kiosks[machine].token, at)
        assert found is not None
        return found

    def send(
        self,
        events: Sequence[KioskEvent | object],
        *,
        at: datetime = NINE,
        machine: str = "router",
        boot: str = "00000001-aa",
        mono: int = 60_000,
        counts: bool = True,
    ) -> Taken:
        """Send events as one upload and count them: `at` is now by our clock, `mono` by the kiosk's."""
        values = [one.as_json() if isinstance(one, KioskEvent) else one for one in events]
        with transaction():
            taken = take_events(kiosk=self.kiosk(machine, at), upload=Upload(boot, mono, 0, values), at=at)
            act_on_told(kiosk_id=self.kiosk(machine, at).id, at=at)
        if counts:
            with transaction():
                derive_stale(at=at)
        return taken

    def play(self, tape: Tape, *, machine: str = "router", counts: bool = True) -> Taken:
        """Send a whole tape that begins at nine by our clock with its mono at a minute."""
        taken = Taken()
        at = NINE + timedelta(milliseconds=tape.mono - 60_000)
        for first in range(0, len(tape.events), 500):
            part = tape.events[first : first + 500]
            taken = self.send(part, at=at, machine=machine, boot=tape.boot, mono=tape.mono, counts=counts)
        return taken


def make_machine(cast: Cast, name: str, permit: str, **more: object) -> Machine:
    """A machine of Coventry with a type of its own, by Ruth."""
    ruth, at = cast.actor("ruth"), NINE - timedelta(days=30)
    with transaction():
        kind = add_type(by=ruth, data=TypeData(name, permit), at=at, token=new_client_id())
        data = MachineData(name=name, type_slug=kind.slug, **more)  # type: ignore[arg-type]
        row = add_machine(by=ruth, data=data, at=at, token=new_client_id())
        set_profile(by=ruth, code=row.code, profile={"dialect": "grbl"}, at=at)
    return row


def make_kiosk(cast: Cast, machine: Machine, at: datetime | None = None) -> PairedKiosk:
    """A kiosk beside a machine, paired by Ruth's code."""
    moment = at or NINE - timedelta(days=1)
    with transaction():
        code = make_kiosk_code(by=cast.actor("ruth"), name="", machine_codes=[machine.code], at=moment)
        return pair_kiosk(code=code, at=moment)


def permit(cast: Cast, name: str, kind: str, *, on: date | None = None, days: int = 700) -> None:
    """Somebody of the cast holds a permit."""
    first = on or date(2029, 6, 1)
    with transaction():
        give_permit(
            by=cast.actor("ann"),
            person_id=cast.people[name],
            kind=kind,
            source="training",
            starts_on=first,
            ends_on=first + timedelta(days=days),
            at=NINE,
        )


def make_workshop(cast: Cast) -> Workshop:
    """A router and a laser with a kiosk each; Amina and Tomasz may use the router, Mary both."""
    workshop = Workshop(cast)
    for name, kind in (("router", ROUTER), ("laser", LASER)):
        workshop.machines[name] = make_machine(cast, name.capitalize(), kind)
        workshop.kiosks[name] = make_kiosk(cast, workshop.machines[name])
    for name, kind in (("amina", ROUTER), ("tomasz", ROUTER), ("mary", ROUTER), ("mary", LASER)):
        permit(cast, name, kind)
    return workshop


def rows(sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of the database as it is now."""
    db.session.rollback()
    return [tuple(row) for row in fast().rows(sql, values)]


def sittings() -> list[tuple[object, ...]]:
    """(person, busy ms, why it ended, jobs) of every sitting, in the order of their beginning."""
    return rows(
        "SELECT person_id, busy_ms, end_cause, job_count FROM machine_session WHERE NOT is_void ORDER BY began_at, key"
    )


def today_there(at: datetime = NINE) -> date:
    """The day of the workshop."""
    return local_day(at)
