"""A works whose history has grown to a given number of pieces: real schema, index and counts, synthetic rows."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.works import Works, build_works
from core.clock import iso, now
from core.config import demo_settings
from core.db import db
from inventory.catalogue import categories
from inventory.search_words import index_text
from inventory.stages import OPEN_STAGES

OPEN = 4_000
"""Pieces that stand in the building. It holds so many and no more, however many years have passed through it."""
EVENTS_EACH = 2
CHUNK = 20_000
FIRST = (
    "oak",
    "pine",
    "teak",
    "elm",
    "beech",
    "walnut",
    "painted",
    "carved",
    "round",
    "folding",
    "tall",
    "low",
)
SECOND = (
    "victorian",
    "edwardian",
    "georgian",
    "modern",
    "rustic",
    "school",
    "office",
    "garden",
    "kitchen",
    "hall",
)


@dataclass(frozen=True)
class Grown:
    """A works with its number of pieces."""

    works: Works
    pieces: int


def grow(folder: Path, sizes: Sequence[int]) -> list[Grown]:
    """One works copied at each of `sizes` (rising) while its one file grows."""
    works = build_works(folder, pieces=1)
    file = folder / "bench.sqlite3"
    with works.app.app_context():
        db.engine.dispose()
    chance, done = random.Random(7), 0
    grown: list[tuple[Path, int]] = []
    for size in sizes:
        with closing(sqlite3.connect(file, isolation_level=None)) as scratch:
            _load(scratch, done, size, works.site_id, chance)
            scratch.execute("ANALYZE")
            scratch.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        done = size
        copy = folder / str(size) / "bench.sqlite3"
        copy.parent.mkdir()
        if size == sizes[-1]:
            file.rename(copy)
        else:
            shutil.copyfile(file, copy)
        grown.append((copy, size))
    return [_open(works, copy, size) for copy, size in grown]


def _open(works: Works, file: Path, size: int) -> Grown:
    from factory.app import create_app

    with closing(
        sqlite3.connect(file, isolation_level=None)
    ) as scratch:  # loading took longer than a sign-in lasts
        at = iso(now() + timedelta(minutes=8))
        scratch.execute("UPDATE sign_in SET started_at = ?, last_seen_at = ?", (iso(now()), at))
        scratch.execute("UPDATE device SET last_seen_at = ?", (at,))
    app = create_app(demo_settings(file.parent, database_url=f"sqlite:///{file}"))
    return Grown(replace(works, app=app), size)


def _load(scratch: sqlite3.Connection, first: int, last: int, site: int, chance: random.Random) -> None:
    """Pieces `first` … `last`; the safety of the file is off, because what is measured is reading."""
    for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-200000"):
        scratch.execute(f"PRAGMA {pragma}")
    kinds = list(categories())[:12]
    base = scratch.execute("SELECT MAX(id) FROM piece").fetchone()[0]
    batch = scratch.execute("SELECT MIN(id) FROM label_batch").fetchone()[0]
    for start in range(first, last, CHUNK):
        scratch.execute("BEGIN")
        rows = list(_pieces(range(start, min(start + CHUNK, last)), base - first, site, kinds, chance))
        scratch.executemany(
            "INSERT INTO piece (id, code, claimed_site_id, site_id, is_practice, stage, step, since, life, category, "
            "title, grams, weight_source, waits_for, is_sealed, is_barred, is_uncleared, folded, made_at) "
            "VALUES (?, ?, ?, ?, 0, ?, '', ?, 1, ?, ?, 6000, 'average', '', 0, 0, 0, '{}', ?)",
            [(row[0], row[1], site, site, row[2], row[3], row[4], row[5], row[3]) for row in rows],
        )
        scratch.executemany(
            "INSERT INTO label (code, batch_id, position, site_id, state, piece_id, claimed_at, is_missing) "
            "VALUES (?, ?, 1, ?, 'claimed', ?, ?, 0)",
            [(row[1], batch, site, row[0], row[3]) for row in rows],
        )
        scratch.executemany(
            "INSERT INTO piece_event (id, piece_id, label, kind, at, device_at, received_at, site_id, device, "
            "sequence, with_ids, powers, how, data, body_hash) "
            "VALUES (?, ?, ?, 'moved', ?, ?, ?, ?, '', 0, '[]', '[]', 'scan', '{\"to\":\"stored\"}', '')",
            [
                (f"{row[0]:034d}{turn:02d}", row[0], row[1], row[3], row[3], row[3], site)
                for row in rows
                for turn in range(EVENTS_EACH)
            ],
        )
        scratch.executemany(
            "INSERT INTO piece_search (rowid, words) VALUES (?, ?)",
            [(row[0], index_text([row[1]], row[5], row[4])) for row in rows],
        )
        scratch.execute("COMMIT")
    _count(scratch)


def _pieces(
    numbers: range, base: int, site: int, kinds: list[str], chance: random.Random
) -> Iterator[tuple[int, str, str, str, str, str]]:
    """(id, code, stage, since, category, title): the first few thousand are open, all others have left (by the
    end that needs no release row, which the database would ask for)."""
    today = datetime.now(UTC).replace(microsecond=0)
    for number in numbers:
        is_open = number < OPEN
        stage = OPEN_STAGES[number % len(OPEN_STAGES)] if is_open else "recycled"
        since = today - timedelta(
            days=chance.randrange(60 if is_open else 3000), minutes=chance.randrange(1440)
        )
        title = f"{chance.choice(FIRST)} {chance.choice(SECOND)} {chance.randrange(5000)}"
        yield base + number + 1, f"z{number:06x}", stage, iso(since), chance.choice(kinds), title


def _count(scratch: sqlite3.Connection) -> None:
    scratch.execute("DELETE FROM board_count")
    scratch.execute(
        "INSERT INTO board_count (site_id, stage, since_day, category, amount) "
        "SELECT site_id, stage, substr(since, 1, 10), category, COUNT(*) FROM piece GROUP BY 1, 2, 3, 4"
    )
