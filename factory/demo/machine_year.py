"""The demo's year of machines: what kiosks told, sitting by sitting, faults, maintenance and bookings; all invented.

Written through the services alone, with the instants at which things would have been.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from core.access import Actor, actor_for
from core.clock import SITE_ZONE, iso, local_day, zone
from core.db import as_instant, db, fast, transaction
from core.errors import EcoError
from core.ids import lookup_key, proof_key, read_card
from core.people_roles import give_permit
from factory.demo.cast import PEOPLE
from factory.demo.machine_plans import CARE, FOR_STEP, LOOKED_AT, STANDS, YearStand
from factory.demo.world import World
from hardware.queries.cards import card_hash
from hardware.queries.kiosks import known_kiosk
from hardware.services.bookings import BookingData, book_machine, settle_bookings
from hardware.services.derive import derive_stale
from hardware.services.faults import FaultData, end_fault, report_fault
from hardware.services.intake import Upload, take_events
from hardware.services.kiosks import PairedKiosk, make_kiosk_code, pair_kiosk
from hardware.services.machine_materials import set_material
from hardware.services.machine_profiles import set_profile
from hardware.services.machine_types import TypeData, add_type
from hardware.services.machines import MachineData, add_machine
from hardware.services.upkeep import PlanData, add_plan, do_maintenance
from hardware.vocabulary import EventKind, KioskEvent

DAY: Final = timedelta(days=1)
YEAR: Final = 350
BOOT: Final = "00000001-aa"
AT_ONCE: Final = 400
Token = Callable[[], str]


@dataclass
class Standing:
    """A machine of the demo with the kiosk beside it, and what the kiosk has written down so far."""

    plan: YearStand
    code: str
    kiosk: PairedKiosk
    began: datetime
    people: list[str]
    pieces: list[tuple[str, datetime, datetime | None]] = field(default_factory=list)
    events: list[KioskEvent] = field(default_factory=list)
    seq: int = 0

    def tell(self, at: datetime, kind: EventKind, **body: Any) -> None:
        """Write an event down, at its instant on the kiosk's running clock."""
        self.seq += 1
        mono = self.mono(at)
        event = KioskEvent(self.kiosk.public_id, BOOT, self.seq, mono, self.code, kind, body, iso(at), True)
        self.events.append(event)

    def mono(self, at: datetime) -> int:
        """The kiosk's running clock at an instant."""
        return (at - self.began) // timedelta(milliseconds=1)

    def state(self, at: datetime, word: str, since: datetime, **more: Any) -> None:
        """The machine is in a state since an instant."""
        body = {
            "class": word,
            "word": word.capitalize(),
            "since_ms": self.mono(since),
            "last_ms": self.mono(at),
        }
        self.tell(at, EventKind.MACHINE_STATE, **body, **more)


def fill_machines(world: World, at: datetime, token: Token, seed: int) -> list[Standing]:
    """A year of machines at two sites. Needs no transaction open, and the room's tables."""
    rng = Random(f"machines {seed}")
    founded = at - timedelta(days=YEAR + 10)
    with transaction():
        found = list(_stand_all(world, founded, token))
    for standing in found:
        _work_a_year(world, standing, at, rng, token)
    with transaction():
        derive_stale(at=at)
    with transaction():
        settle_bookings(at=at)
        for standing in found:
            _look_after(world, standing, at, token)
    with transaction():
        _book_ahead(world, found, at, token)
    return found


def _stand_all(world: World, at: datetime, token: Token) -> Iterator[Standing]:
    """The kinds, the machines, a kiosk beside each, and permits for those who work at them."""
    slugs: dict[str, str] = {}
    for plan in STANDS:
        by = world.system(plan.site)
        if plan.kind not in slugs:
            kind = TypeData(
                plan.kind,
                plan.permit,
                wants_material=plan.is_laser,
                checklist=LOOKED_AT.get(plan.kind, ()),
                piece_step=FOR_STEP,
            )
            slugs[plan.kind] = add_type(by=by, data=kind, at=at, token=token()).slug
            for task, measure, every, picture in CARE.get(plan.kind, ()):
                care = PlanData(task, measure, every, type_slug=slugs[plan.kind], picture=picture)
                add_plan(by=by, data=care, at=at, token=token())
        data = MachineData(
            name=plan.name,
            type_slug=slugs[plan.kind],
            ppe=plan.ppe,
            method=plan.method,
            instructions=plan.instructions,
            opening={} if plan.is_always_open else {str(day): [["09:00", "17:30"]] for day in plan.weekdays},
        )
        code = add_machine(by=by, data=data, at=at, token=token()).code
        set_profile(by=by, code=code, profile=dict(plan.profile), at=at)
        for rule in ("allowed", "test_first", "forbidden"):
            for name in getattr(plan, rule):
                set_material(by=by, code=code, name=name, rule=rule, at=at)
        word = make_kiosk_code(by=by, name=f"Kiosk {plan.name}", machine_codes=[code], at=at)
        people = _workers(world, plan, at)
        yield Standing(plan, code, pair_kiosk(code=word, at=at), at, people, _pieces_of(by.site_id))


def _workers(world: World, plan: YearStand, at: datetime) -> list[str]:
    """Who works at a machine: volunteers of its site, each with the permit from when they came."""
    here = [one for one in PEOPLE if one.site == plan.site and "volunteer" in one.roles][: plan.hands]
    for person in here:
        if plan.permit not in person.permits:
            came = at + timedelta(days=max(0, YEAR + 10 - person.days))
            starts = local_day(came)
            give_permit(
                by=world.system(plan.site),
                person_id=world.people[person.key].id,
                kind=plan.permit,
                source="document",
                at=came,
                starts_on=starts,
                ends_on=starts + timedelta(days=900),
            )
    keys = [one.key for one in here] + list(plan.staff)
    return [key for key in keys if key in world.cards]


def _actor(world: World, key: str, site: str, at: datetime) -> Actor:
    found = actor_for(world.people[key].id, site_id=world.sites[site], strength="pin", at=at)
    return found or world.system(site)


def _came(key: str, at: datetime, now: datetime) -> bool:
    days = next(one.days for one in PEOPLE if one.key == key)
    return at > now - timedelta(days=days - 15)


def _work_a_year(world: World, standing: Standing, at: datetime, rng: Random, token: Token) -> None:
    """Each open day: perhaps a sitting or two, some of them booked; now and then a fault."""
    for back in range(YEAR, 0, -1):
        day = local_day(at) - timedelta(days=back)
        if day.weekday() not in standing.plan.weekdays or rng.random() > standing.plan.often:
            continue
        begin = _instant(day, time(9, 5 + rng.randrange(40)))
        for _ in range(1 + (rng.random() < 0.45)):
            here = [key for key in standing.people if _came(key, begin, at)]
            if not here:
                break
            who = rng.choice(here)
            if rng.random() < 0.3:
                _book(world, standing, who, begin, timedelta(minutes=90), begin - 2 * DAY, token)
            begin = _sit(world, standing, who, begin, rng) + timedelta(minutes=15 + rng.randrange(120))
            if begin > _instant(day, time(15, 30)):
                break
        if rng.random() < 0.02:
            late = _instant(day, time(16, 30))
            _book(world, standing, standing.people[0], late, timedelta(minutes=30), begin - 3 * DAY, token)
        if len(standing.events) > AT_ONCE:
            _send(standing, _instant(day, time(17, 45)))
    _send(standing, at - timedelta(hours=1))


def _instant(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, tzinfo=zone(SITE_ZONE)).astimezone(UTC)


def _sit(world: World, standing: Standing, who: str, begin: datetime, rng: Random) -> datetime:
    """Somebody's sitting: card, purpose, one to three jobs, and off again; when it ended."""
    read = read_card(world.cards[who])
    assert read is not None
    card = card_hash(standing.kiosk.pepper, lookup_key(proof_key(read)))
    standing.tell(begin, EventKind.CARD_SHOWN, **{"card": card, "as": "owner"})
    standing.tell(begin, EventKind.SIGNED_ON, **{"card": card, "as": "owner", "verdict": "allowed"})
    piece = _piece_there(standing, begin, rng)
    if piece:
        standing.tell(begin, EventKind.PIECE_SCANNED, code=piece)
    else:
        use = rng.choice(("own_work", "own_work", "makeover", "artefacts", "class"))
        standing.tell(begin, EventKind.PURPOSE_CHOSEN, purpose=use)
    if standing.plan.is_laser:
        standing.tell(begin, EventKind.MATERIAL_CHOSEN, material=rng.choice(standing.plan.allowed))
    at = begin + timedelta(minutes=4)
    for _ in range(1 + rng.randrange(3)):
        length = timedelta(seconds=rng.randrange(*standing.plan.seconds))
        standing.state(at, "busy", at, spindle=not standing.plan.is_laser, samples=1)
        done = at + length
        standing.state(done, "idle", done, samples=length.seconds, spindle=False)
        standing.state(done + timedelta(seconds=40), "idle", done, samples=40)
        at = done + timedelta(minutes=3 + rng.randrange(4))
    standing.tell(at, EventKind.SIGNED_OFF, cause="sign_out", card=card)
    return at


def _piece_there(standing: Standing, at: datetime, rng: Random) -> str:
    """A piece that was in the house at an instant, for one sitting in four; "" for others, and where none was."""
    there = [code for code, came, left in standing.pieces if came < at and (left is None or at < left)]
    return rng.choice(there) if there and rng.random() < 0.25 else ""


def _pieces_of(site_id: int) -> list[tuple[str, datetime, datetime | None]]:
    """The pieces of a site, with when each came and when it was given out."""
    rows = fast().rows(
        "SELECT code, made_at, CASE WHEN stage = 'released' THEN since END FROM piece "
        "WHERE site_id = ? AND NOT is_practice AND stage <> 'draft' ORDER BY id",
        (site_id,),
    )
    return [(row[0], as_instant(row[1]), as_instant(row[2]) if row[2] else None) for row in rows]


def _book(
    world: World,
    standing: Standing,
    who: str,
    begin: datetime,
    length: timedelta,
    at: datetime,
    token: Token,
) -> None:
    """A booking made some days before; where the rules refuse it, there is none."""
    starts = begin.replace(minute=begin.minute // 15 * 15, second=0, microsecond=0)
    data = BookingData(starts, starts + length)
    try:
        with transaction():
            by = _actor(world, who, standing.plan.site, at)
            book_machine(by=by, code=standing.code, data=data, at=at, token=token())
    except EcoError:
        db.session.rollback()


def _send(standing: Standing, at: datetime) -> None:
    """The kiosk sends what it has written down, as uploads of the size that is taken."""
    while standing.events:
        part, standing.events = standing.events[:AT_ONCE], standing.events[AT_ONCE:]
        with transaction():
            kiosk = known_kiosk(standing.kiosk.token, at)
            assert kiosk is not None
            told = [one.as_json() for one in part]
            take_events(kiosk=kiosk, upload=Upload(BOOT, standing.mono(at), 0, told), at=at)


def _look_after(world: World, standing: Standing, at: datetime, token: Token) -> None:
    """Faults of the year with what they were, one that is open, and maintenance done some weeks ago."""
    site, staff = standing.plan.site, standing.plan.staff[0]
    for back, sign, is_unsafe, cause, hours in standing.plan.faults:
        seen = at - timedelta(days=back, hours=2)
        who = _actor(world, staff, site, seen)
        fault = report_fault(
            by=who, code=standing.code, data=FaultData(sign, is_unsafe), at=seen, token=token()
        )
        if cause:
            end_fault(
                by=_actor(world, staff, site, seen),
                token=fault.token,
                cause=cause,
                text="",
                has_test_run=True,
                at=seen + timedelta(hours=hours),
            )
    done = at - timedelta(days=standing.plan.cared_days_ago)
    for plan_id in _plans(standing)[:1]:
        do_maintenance(
            by=_actor(world, staff, site, done),
            code=standing.code,
            plan_id=plan_id,
            text="",
            at=done,
            token=token(),
        )


def _plans(standing: Standing) -> list[int]:
    rows = fast().rows(
        "SELECT p.id FROM maintenance_plan p JOIN machine m ON m.type_id = p.type_id WHERE m.code = ? ORDER BY p.id",
        (standing.code,),
    )
    return [row[0] for row in rows]


def _book_ahead(world: World, found: list[Standing], at: datetime, token: Token) -> None:
    """What people hold for the days to come."""
    for standing in found:
        days = [local_day(at) + timedelta(days=number) for number in range(8)]
        for number, day in enumerate(one for one in days if one.weekday() in standing.plan.weekdays):
            who = standing.people[number % len(standing.people)]
            begin = _instant(day, time(10 + 2 * (number % 3)))
            if begin > at and number % 4 != 3:
                by = _actor(world, who, standing.plan.site, at)
                data = BookingData(begin, begin + timedelta(minutes=60 + 30 * (number % 3)))
                try:
                    book_machine(by=by, code=standing.code, data=data, at=at, token=token())
                except EcoError:
                    continue
