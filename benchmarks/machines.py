"""What machines cost: events taken a second, sittings stored beside plain rows, totals over a million events."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask

from benchmarks.table import Line
from core.access import system_actor
from core.cards import make_card_for
from core.db import db, fast, transaction
from core.ids import lookup_key, new_client_id, proof_key
from core.people_services import add_person
from core.sites import Site
from factory.programme.queries.machines import machine_cells
from factory.programme.spans import Span
from hardware.counting import RULES, count
from hardware.queries.basis import basis_of
from hardware.queries.cards import card_hash
from hardware.queries.events import events_from, machine_of_kiosk
from hardware.queries.kiosks import KnownKiosk, known_kiosk
from hardware.services.derive import derive_stale
from hardware.services.derived_rows import save_counted
from hardware.services.intake import Upload, take_events
from hardware.services.kiosks import make_kiosk_code, pair_kiosk
from hardware.services.machine_profiles import set_profile
from hardware.services.machine_types import TypeData, add_type
from hardware.services.machines import MachineData, add_machine
from hardware.vocabulary import EventKind, KioskEvent

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
BATCH = 500
SITTINGS = 1000
EVENTS_A_SITTING = 12
MOST_TIMES_PLAIN = 5.0
MILLION = 1_000_000


@contextmanager
def works() -> Iterator[Flask]:
    """An app on a fresh file with the room open."""
    from factory.app import create_app
    from factory.schema import upgrade_schema
    from tests.fresh import test_settings

    with tempfile.TemporaryDirectory(prefix="eco-machines-") as folder:
        settings = test_settings(Path(folder), f"sqlite:///{folder}/bench.sqlite3")
        app = create_app(replace(settings, unfinished_rooms="machines"))
        upgrade_schema(app)
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def make_beside(site_id: int, name: str) -> tuple[KnownKiosk, str, list[str]]:
    """A machine with a kiosk and ten people: the kiosk, the machine's code, what the kiosk calls the cards."""
    by, at = system_actor(site_id), START - timedelta(days=1)
    with transaction():
        kind = add_type(by=by, data=TypeData(name, "machine:cnc_router"), at=at, token=new_client_id())
        machine = add_machine(by=by, data=MachineData(name, kind.slug), at=at, token=new_client_id())
        set_profile(by=by, code=machine.code, profile={"dialect": "grbl"}, at=at)
        code = make_kiosk_code(by=by, name=name, machine_codes=[machine.code], at=at)
        paired = pair_kiosk(code=code, at=at)
        people = [add_person(by=by, called=f"P{n}", at=at, token=new_client_id()) for n in range(10)]
        cards = [make_card_for(by=by, person_id=one.id, at=at).token for one in people]
        kiosk = known_kiosk(paired.token, at)
    assert kiosk is not None
    return kiosk, machine.code, [card_hash(paired.pepper, lookup_key(proof_key(one))) for one in cards]


def events_of(kiosk: str, machine: str, cards: list[str], count: int, each: int) -> list[KioskEvent]:
    """So many sittings, each of `each` events: somebody signs on, works for a while, signs off."""
    found: list[KioskEvent] = []
    mono = 1_000_000
    for number in range(count):
        card = cards[number % len(cards)]
        began = mono + 5_000
        steps = each - 4
        bodies: list[tuple[int, EventKind, dict[str, object]]] = [
            (mono, EventKind.SIGNED_ON, {"card": card, "as": "owner", "verdict": "allowed"})
        ]
        for step in range(steps):
            at = began + step * 10_000
            bodies.append((at, EventKind.MACHINE_STATE, _state("busy", began, at)))
        end = began + steps * 10_000
        bodies += [
            (end, EventKind.MACHINE_STATE, _state("idle", end, end)),
            (end + 21_000, EventKind.MACHINE_STATE, _state("idle", end, end + 21_000)),
            (end + 30_000, EventKind.SIGNED_OFF, {"card": card, "cause": "sign_out"}),
        ]
        for at, kind, body in bodies:
            found.append(KioskEvent(kiosk, "00000001-aa", len(found) + 1, at, machine, kind, dict(body)))
        mono = end + 60_000
    return found


def _state(doing: str, since: int, last: int) -> dict[str, object]:
    return {
        "class": doing,
        "word": doing,
        "since_ms": since,
        "last_ms": last,
        "samples": 10,
        "spindle": False,
    }


def take(kiosk: KnownKiosk, events: list[KioskEvent]) -> float:
    """Take all of them in batches; the seconds that it took."""
    told = [one.as_json() for one in events]
    began = time.perf_counter()
    for first in range(0, len(told), BATCH):
        mono = events[min(first + BATCH, len(events)) - 1].mono_ms
        at = START + timedelta(milliseconds=mono)
        with transaction():
            take_events(
                kiosk=kiosk, upload=Upload("00000001-aa", mono, 0, told[first : first + BATCH]), at=at
            )
    return time.perf_counter() - began


def count_all(at: datetime) -> float:
    """Count what waits; the seconds that it took."""
    began = time.perf_counter()
    with transaction():
        derive_stale(at=at)
    return time.perf_counter() - began


def plain_rows() -> float:
    """The same rows put into the same tables by executemany and nothing else: the floor, in seconds, best of three."""
    told = []
    for table in ("machine_session", "machine_job"):
        found = [tuple(row) for row in fast().rows(f"SELECT * FROM {table} ORDER BY id")]
        told.append((f"INSERT INTO {table} VALUES ({', '.join('?' * len(found[0]))})", found))
    best = float("inf")
    for _ in range(3):
        with transaction():
            fast().run("DELETE FROM machine_job")
            fast().run("DELETE FROM machine_session")
        began = time.perf_counter()
        with transaction():
            for sql, rows in told:
                fast().run_many(sql, rows)
        best = min(best, time.perf_counter() - began)
    return best


def measure(*, most: int = MILLION) -> list[Line]:
    """Intake, a thousand sittings, and totals over up to a million events."""
    with works():
        with transaction():
            site = Site(slug="bench", name="Bench")
            db.session.add(site)
            db.session.flush()
            site_id = site.id
        kiosk, code, cards = make_beside(site_id, "Router")
        events = events_of(kiosk.public_id, code, cards, SITTINGS, EVENTS_A_SITTING)
        taking = take(kiosk, events)
        end = START + timedelta(milliseconds=events[-1].mono_ms + 1)
        counting = count_all(end)
        stored = stored_seconds(kiosk, end)
        floor = plain_rows()
        lines = [
            Line("events of kiosks taken", len(events) / taking, "/s"),
            Line("1,000 sittings counted from their events", counting, "s"),
            Line(
                "1,000 sittings and their jobs stored", stored, "s", floor,
                bar=f"≤ {MOST_TIMES_PLAIN:g}×", is_held=stored <= MOST_TIMES_PLAIN * floor,
            ),
        ]  # fmt: skip
        return [*lines, *million(site_id, most)]


def stored_seconds(kiosk: KnownKiosk, at: datetime) -> float:
    """Storing alone, of what was counted: the rows are dropped first, the best of three."""
    row = fast().row("SELECT machine_id FROM machine_fold WHERE kiosk_id = ?", (kiosk.id,))
    assert row is not None
    pair = machine_of_kiosk(kiosk.id, row[0])
    assert pair is not None
    counted = count(events_from(pair, "", 10**9), basis_of(pair, at))
    best = float("inf")
    for _ in range(3):
        with transaction():
            fast().run("DELETE FROM machine_job")
            fast().run("DELETE FROM machine_session")
        began = time.perf_counter()
        with transaction():
            save_counted(pair, counted, "", "", RULES)
        best = min(best, time.perf_counter() - began)
    return best


def million(site_id: int, most: int) -> list[Line]:
    """A long history of one machine: taken, counted from scratch, and its totals asked."""
    kiosk, code, cards = make_beside(site_id, "Laser")
    each = 250
    events = events_of(kiosk.public_id, code, cards, most // each, each)
    taking = take(kiosk, events)
    end = START + timedelta(milliseconds=events[-1].mono_ms + 1)
    counting = count_all(end)
    began = time.perf_counter()
    sums = machine_cells(Span("own", date(2025, 1, 1), date(2031, 1, 1)), end)
    asked = time.perf_counter() - began
    assert sum(one.amount for one in sums) > 0
    began = time.perf_counter()
    months = fast().rows("SELECT machine_id, SUM(busy_ms) FROM machine_month GROUP BY machine_id")
    by_month = time.perf_counter() - began
    assert months
    return [
        Line(f"{len(events):,} events taken", taking, "s"),
        Line(f"{len(events):,} events counted from scratch", counting, "s"),
        Line(f"totals over {len(events):,} events, by kind and month", asked * 1000, "ms"),
        Line(f"totals over {len(events):,} events, from the months", by_month * 1000, "ms"),
    ]
