"""Machines in number: what their kiosks told in three years, taken and counted by the product itself."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Any, Final

from benchmarks.big_house.people import Crews
from core.access import system_actor
from core.cards import make_card_for
from core.clock import iso, zone
from core.db import fast, transaction
from core.ids import lookup_key, new_client_id, proof_key
from hardware.queries.cards import card_hash
from hardware.queries.kiosks import KnownKiosk, known_kiosk
from hardware.services.derive import derive_stale
from hardware.services.intake import Upload, take_events
from hardware.services.kiosks import make_kiosk_code, pair_kiosk
from hardware.services.machine_profiles import set_profile
from hardware.services.machines import MachineData, add_machine
from hardware.vocabulary import EventKind, KioskEvent

BOOT: Final = "00000001-aa"
BATCH: Final = 600
MACHINES: Final = 9


@dataclass(frozen=True)
class _Beside:
    """A machine, its kiosk, and what the kiosk calls the cards of those who work there."""

    code: str
    kiosk: KnownKiosk
    cards: list[str]


def put_sittings(many: int, crews: Crews, since: datetime, until: datetime, chance: Random) -> None:
    """About so many sittings between two instants at nine machines. Needs the app's context."""
    each = math.ceil(many / MACHINES)
    for turn in range(MACHINES):
        site = (1, 2, 3)[turn % 3]
        with transaction():
            beside = _beside(site, turn, chance.sample(crews[site], min(30, len(crews[site]))), since)
        told = list(_told(beside, each, since, until, chance))
        for first in range(0, len(told), BATCH):
            batch = told[first : first + BATCH]
            mono = batch[-1].mono_ms
            with transaction():
                take_events(
                    kiosk=beside.kiosk,
                    upload=Upload(BOOT, mono, 0, [one.as_json() for one in batch]),
                    at=since + timedelta(milliseconds=mono),
                )
    with transaction():
        derive_stale(at=until)


def _beside(site: int, turn: int, people: list[int], at: datetime) -> _Beside:
    by = system_actor(site)
    kinds = [row[0] for row in fast().rows("SELECT slug FROM machine_type ORDER BY id")]
    data = MachineData(f"Great machine {turn + 1}", kinds[turn % len(kinds)])
    machine = add_machine(by=by, data=data, at=at, token=new_client_id())
    set_profile(by=by, code=machine.code, profile={"dialect": "grbl"}, at=at)
    word = make_kiosk_code(by=by, name=f"Great kiosk {turn + 1}", machine_codes=[machine.code], at=at)
    paired = pair_kiosk(code=word, at=at)
    cards = [make_card_for(by=by, person_id=one, at=at).token for one in people]
    kiosk = known_kiosk(paired.token, at)
    assert kiosk is not None
    return _Beside(
        machine.code, kiosk, [card_hash(paired.pepper, lookup_key(proof_key(one))) for one in cards]
    )


def _told(
    beside: _Beside, many: int, since: datetime, until: datetime, chance: Random
) -> Iterator[KioskEvent]:
    seq = 0
    for began in _mornings(many, since, until, chance):
        card = chance.choice(beside.cards)
        begins = _mono(began, since) + 90_000
        ends = begins + chance.randrange(20, 90) * 60_000
        there = {"card": card}
        bodies: list[tuple[int, EventKind, dict[str, Any]]] = [
            (begins - 90_000, EventKind.SIGNED_ON, {**there, "as": "owner", "verdict": "allowed"}),
            (begins, EventKind.MACHINE_STATE, _state("busy", begins, begins, 1)),
            (ends, EventKind.MACHINE_STATE, _state("busy", begins, ends, (ends - begins) // 1000)),
            (ends + 1_000, EventKind.MACHINE_STATE, _state("idle", ends, ends + 1_000, 1)),
            (ends + 40_000, EventKind.MACHINE_STATE, _state("idle", ends, ends + 40_000, 40)),
            (ends + 60_000, EventKind.SIGNED_OFF, {**there, "cause": "sign_out"}),
        ]
        for mono, kind, body in bodies:
            seq += 1
            wall = iso(since + timedelta(milliseconds=mono))
            yield KioskEvent(beside.kiosk.public_id, BOOT, seq, mono, beside.code, kind, body, wall, True)


def _mornings(many: int, since: datetime, until: datetime, chance: Random) -> Iterator[datetime]:
    """When sittings begin: three a working day and more, until there are `many`."""
    days = [
        day for turn in range(1, (until - since).days)
        if (day := (since + timedelta(days=turn)).date()).isoweekday() < 6
    ]  # fmt: skip
    a_day = math.ceil(many / len(days))
    for day in sorted(chance.sample(days, min(len(days), many // a_day))):
        for turn in range(a_day):
            yield datetime.combine(day, time(9 + 2 * turn, chance.randrange(15)), tzinfo=zone())


def _mono(at: datetime, since: datetime) -> int:
    return (at - since) // timedelta(milliseconds=1)


def _state(doing: str, since: int, last: int, samples: int) -> dict[str, Any]:
    return {
        "class": doing,
        "word": doing.capitalize(),
        "since_ms": since,
        "last_ms": last,
        "samples": samples,
        "spindle": False,
    }
