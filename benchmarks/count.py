"""What the count costs over a million moves: counters, ledger, covering index, ORM. Run: python -m benchmarks.count

125,000 pieces with eight synthetic moves each, loaded with executemany into the real tables of a scratch SQLite file,
ledger and counters included. All ways answer the same question (pieces upcycled by site and month) in turns. Times are
CPU, so that what else the machine does counts less.
"""

from __future__ import annotations

import gc
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from core.config import demo_settings
from core.db import db, fast
from factory.app import create_app
from factory.programme.indicators import INDICATORS
from factory.programme.queries.overview import View, overview
from factory.programme.queries.sums import Where, category_sums, sums
from factory.programme.queries.truth import counter_gaps
from factory.programme.spans import Span
from factory.schema import upgrade_schema
from inventory.catalogue import categories
from inventory.models.counts import CountEntry

PIECES, MOVES_EACH = 125_000, 8
MONTHS, SITES, KINDS = 24, 3, 12
FIRST = date(2024, 4, 1)
WHOLE = Span("own", FIRST, date(2026, 3, 31))
ODD = Span("own", FIRST + timedelta(days=1), date(2026, 3, 30))
QUARTER = Span("own", date(2025, 7, 2), date(2025, 9, 29))
UPCYCLED = ("pieces_upcycled",)
STAGES = ("received", "checked", "stored", "in_work", "in_work", "quality_check", "ready", "released")
MOST_DASHBOARD_MS, MOST_AD_HOC_RATIO = 20.0, 1.2
LEDGER_FLOOR = (
    "SELECT site_id, substr(day, 1, 7), split, SUM(amount) FROM count_entry INDEXED BY ix_count_entry_rows "
    "WHERE indicator = 'pieces_upcycled' AND day BETWEEN ? AND ? GROUP BY 1, 2, 3"
)
MOVES_FLOOR = (
    "SELECT site_id, substr(at, 1, 7), '', COUNT(*) FROM (SELECT piece_id, MIN(at) AS at, site_id "
    "FROM bench_move WHERE to_stage = 'ready' GROUP BY piece_id) WHERE at BETWEEN ? AND ? GROUP BY 1, 2"
)


@dataclass(frozen=True)
class Measured:
    """One way of counting: its name, the median CPU of its rounds in milliseconds, and what it is held against."""

    name: str
    milliseconds: float
    floor: float = 0.0
    bar: str = ""
    is_met: bool = True


def build(folder: Path, pieces: int = PIECES) -> Flask:
    """The app on a scratch database with `pieces` × 8 moves, their ledger and their counters.

    Loaded past the app with its safety off: what is measured is reading.
    """
    app = create_app(demo_settings(folder))
    upgrade_schema(app)
    chance = random.Random(7)
    kinds = list(categories())[:KINDS]
    with closing(sqlite3.connect(folder / "demo.sqlite3", isolation_level=None)) as scratch:
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", "journal_mode=MEMORY", "cache_size=-200000"):
            scratch.execute(f"PRAGMA {pragma}")
        scratch.execute("BEGIN")
        _sites(scratch)
        for start in range(0, pieces, 25_000):
            _load(scratch, range(start + 1, min(start + 25_000, pieces) + 1), chance, kinds)
        _move_table(scratch)
        _counters(scratch)
        scratch.execute("ANALYZE")
        scratch.execute("COMMIT")
    return app


def _sites(scratch: sqlite3.Connection) -> None:
    for number in range(1, SITES + 1):
        scratch.execute(
            "INSERT INTO site (id, slug, name, city, kind, phone, is_practice, is_active, hidden_steps, days_wanted, "
            "settings) VALUES (?, ?, ?, '', 'factory', '', 0, 1, '[]', '{}', '{}')",
            (number, f"site-{number}", f"Site {number}"),
        )


def _load(scratch: sqlite3.Connection, numbers: range, chance: random.Random, kinds: list[str]) -> None:
    """Pieces with their moves and what these count for."""
    pieces, events, entries = [], [], []
    for number in numbers:
        site, kind, grams = (
            1 + number % SITES,
            kinds[chance.randrange(KINDS)],
            5000 + chance.randrange(40_000),
        )
        start = datetime(2024, 4, 1, tzinfo=UTC) + timedelta(days=chance.randrange(MONTHS * 30 - 8))
        pieces.append((number, f"{number:07d}", site, site, start, kind, start))
        days = [start + timedelta(days=step) for step in range(MOVES_EACH)]
        for step, (at, stage) in enumerate(zip(days, STAGES, strict=True)):
            body = f'{{"to":"{stage}"}}'
            events.append((f"{number:028d}{step:08d}", number, at, at, at, site, body))
        entries += _entries(number, site, kind, grams, days, chance)
    scratch.executemany(
        "INSERT INTO piece (id, code, claimed_site_id, site_id, is_practice, stage, step, since, life, category, "
        "title, grams, weight_source, waits_for, is_sealed, is_barred, is_uncleared, folded, made_at) "
        "VALUES (?, ?, ?, ?, 0, 'stored', '', ?, 1, ?, '', 0, '', '', 0, 0, 0, '{}', ?)",
        pieces,
    )
    scratch.executemany(
        "INSERT INTO piece_event (id, piece_id, label, kind, at, device_at, received_at, site_id, device, sequence, "
        "with_ids, powers, how, data, body_hash) "
        "VALUES (?, ?, '', 'moved', ?, ?, ?, ?, '', 0, '[]', '[]', 'scan', ?, '')",
        events,
    )
    scratch.executemany(
        "INSERT INTO count_entry (indicator, piece_id, life, site_id, day, category, split, amount, event_id, "
        "is_adjustment, made_at) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, 0, ?)",
        entries,
    )


def _entries(
    number: int, site: int, kind: str, grams: int, days: list[datetime], chance: random.Random
) -> list[tuple[Any, ...]]:
    last = f"{number:028d}{MOVES_EACH - 1:08d}"
    to = ("organisation", "household", "sale")[chance.randrange(3)]
    said = ("measured", "average")[chance.randrange(2)]
    lines = (
        ("pieces_received", days[0], "", 1),
        ("pieces_upcycled", days[6], "", 1),
        ("pieces_given_out", days[7], to, 1),
        ("grams_kept", days[7], said, grams),
        ("co2e_low_grams", days[7], "set", grams // 2),
        ("co2e_high_grams", days[7], "set", grams),
    )
    return [
        (slug, number, site, at.date(), kind, split, amount, last, at) for slug, at, split, amount in lines
    ]


def _move_table(scratch: sqlite3.Connection) -> None:
    """The moves as a narrow table with a covering index: what a house without a ledger would count over."""
    scratch.execute(
        "CREATE TABLE bench_move AS SELECT piece_id, json_extract(data, '$.to') AS to_stage, at, site_id "
        "FROM piece_event"
    )
    scratch.execute("CREATE INDEX ix_bench_move ON bench_move (to_stage, piece_id, at, site_id)")


def _counters(scratch: sqlite3.Connection) -> None:
    scratch.execute(
        "INSERT INTO count_month (indicator, month, site_id, category, split, amount) "
        "SELECT indicator, substr(day, 1, 7), site_id, category, split, SUM(amount) FROM count_entry "
        "GROUP BY 1, 2, 3, 4, 5"
    )


# --- the ways ---


def dashboard() -> int:
    """The whole dashboard's figures, through the counters, sums in Python included."""
    view = View(WHOLE, None, "", INDICATORS["pieces_upcycled"], datetime(2026, 3, 31, 12, tzinfo=UTC))
    return overview(view).sums.total("pieces_upcycled")


def dashboard_sql() -> int:
    """The same, its SQL alone."""
    category_sums(Where(WHOLE, indicators=UPCYCLED))
    return sums(Where(WHOLE)).total("pieces_upcycled")


def by_ledger(span: Span) -> Callable[[], int]:
    """Own days through our query layer: by site, month and split over the ledger."""
    return lambda: sums(Where(span, indicators=UPCYCLED)).total("pieces_upcycled")


def by_floor(sql: str, span: Span, is_instant: bool = False) -> Callable[[], int]:
    """Hand-written SQL that a covering index answers."""
    end = f"{span.ends_on}T23:59:59.999Z" if is_instant else span.ends_on
    return lambda: sum(row[3] for row in fast().rows(sql, (str(span.starts_on), str(end))))


def by_orm(span: Span) -> int:
    """Objects of the ORM, summed in Python."""
    found: Counter[tuple[int, str]] = Counter()
    days = CountEntry.day.between(span.starts_on, span.ends_on)
    query = select(CountEntry).where(CountEntry.indicator == "pieces_upcycled", days)
    for entry in db.session.scalars(query):
        found[(entry.site_id, f"{entry.day:%Y-%m}")] += entry.amount
    db.session.expunge_all()
    return sum(found.values())


def timed(way: Callable[[], int]) -> tuple[float, int]:
    """CPU milliseconds of one call, and its answer."""
    gc.collect()
    start = time.process_time()
    answer = way()
    return (time.process_time() - start) * 1000, answer


def measure(rounds: int = 7) -> list[Measured]:
    """All ways in turns; fails if two ways that answer one question disagree."""
    ways: dict[str, tuple[Callable[[], int], int]] = {
        "dashboard": (dashboard, rounds),
        "dashboard_sql": (dashboard_sql, rounds),
        "odd": (by_ledger(ODD), rounds),
        "odd_floor": (by_floor(LEDGER_FLOOR, ODD), rounds),
        "odd_moves": (by_floor(MOVES_FLOOR, ODD, True), rounds),
        "odd_orm": (lambda: by_orm(ODD), 1),
        "quarter": (by_ledger(QUARTER), rounds),
        "quarter_floor": (by_floor(LEDGER_FLOOR, QUARTER), rounds),
        "quarter_moves": (by_floor(MOVES_FLOOR, QUARTER, True), rounds),
        "quarter_orm": (lambda: by_orm(QUARTER), 1),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    answers: dict[str, int] = {}
    for turn in range(rounds):
        for name, (way, turns) in ways.items():
            if turn < turns:
                taken, answers[name] = timed(way)
                times[name].append(taken)
    for group in ("dashboard", "odd", "quarter"):
        if len({answer for name, answer in answers.items() if name.startswith(group)}) != 1:
            raise SystemExit(f"the ways disagree: {answers}")
    return _table({name: statistics.median(values) for name, values in times.items()})


def _table(took: dict[str, float]) -> list[Measured]:
    sql = took["dashboard_sql"]
    rows = [
        Measured(
            "dashboard: SQL through counters", sql, 0, f"≤ {MOST_DASHBOARD_MS:g} ms", sql <= MOST_DASHBOARD_MS
        ),
        Measured("dashboard: all its figures, Python included", took["dashboard"]),
    ]
    for key, words in (("odd", "24 months less 2 days"), ("quarter", "a quarter less 2 days")):
        floor, ours = took[f"{key}_floor"], took[key]
        met = ours <= MOST_AD_HOC_RATIO * floor
        rows += [
            Measured(f"{words}: covering-index SQL (floor)", floor, floor),
            Measured(f"{words}: ours", ours, floor, f"≤ {MOST_AD_HOC_RATIO}×", met),
            Measured(f"{words}: covering index over the moves", took[f"{key}_moves"], floor),
            Measured(f"{words}: ORM rows in Python", took[f"{key}_orm"], floor),
        ]
    return rows


def main() -> int:
    """Build, check that the counters are the ledger's sums, measure, print; 1 where a bar is missed."""
    with tempfile.TemporaryDirectory(prefix="eco-count-") as folder:
        began = time.perf_counter()
        app = build(Path(folder))
        print(f"the count over {PIECES * MOVES_EACH:,} moves (loaded in {time.perf_counter() - began:.0f} s)")
        with app.app_context():
            if counter_gaps():
                raise SystemExit("the counters are not the ledger's sums")
            rows = measure()
            db.session.remove()
            db.engine.dispose()
    for row in rows:
        ratio = f"{row.milliseconds / row.floor:8.2f}×" if row.floor else " " * 9
        print(
            f"{row.name:<54}{row.milliseconds:10.2f} ms {ratio}  {row.bar}{'' if row.is_met else '  MISSED'}"
        )
    return 0 if all(row.is_met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
