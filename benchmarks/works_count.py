"""What the count of the works costs beside a million moves: 10,000 people, 100,000 visits, whole overview and report.

Built on the same scratch house as `benchmarks.count`. Run: python -m benchmarks works
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks.count import FIRST, MONTHS, PIECES, SITES, WHOLE, Measured, build, timed
from core.db import db
from factory.occasions.words import ARTEFACT_KINDS
from factory.programme.indicators import INDICATORS, Work
from factory.programme.paper import report_page
from factory.programme.queries.overview import View, overview
from factory.programme.queries.works import work_cells
from factory.programme.wording import Words
from factory.programme.works import WORKS
from factory.tally.settling import tally_anew

PEOPLE, VISITS = 10_000, 100_000
OTHERS, OCCASIONS = 1_200, 400
ARTEFACT = next(iter(ARTEFACT_KINDS))
CUT_OFF = datetime(2026, 3, 31, 12, tzinfo=UTC)
WORK_WORDS = ("bench", "makeover", "course_help", "repair_cafe", "other")


def people_and_visits(folder: Path, people: int = PEOPLE, visits: int = VISITS) -> None:
    """Load people with a role each and their ended visits past the app: what is measured is reading."""
    chance = random.Random(11)
    with closing(sqlite3.connect(folder / "demo.sqlite3", isolation_level=None)) as scratch:
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", "journal_mode=MEMORY"):
            scratch.execute(f"PRAGMA {pragma}")
        scratch.execute("BEGIN")
        noting = scratch.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'tally%'"
        )
        for (name,) in noting.fetchall():  # this house is thrown away; everybody is marked at the end, once
            scratch.execute(f"DROP TRIGGER {name}")
        scratch.executemany(
            "INSERT INTO person (id, number, home_site_id, language, avatar, theme, shows_english, is_active, made_at, "
            "token) VALUES (?, ?, ?, 'en', 'pear', '', 1, 1, '2024-03-01T09:00:00.000Z', ?)",
            ((one, f"{one:05d}", 1 + one % SITES, f"person {one}") for one in range(1, people + 1)),
        )
        scratch.executemany(
            "INSERT INTO role (person_id, site_id, role, starts_on) VALUES (?, ?, 'volunteer', '2024-03-01')",
            ((one, 1 + one % SITES) for one in range(1, people + 1)),
        )
        scratch.executemany(
            "INSERT INTO visit (person_id, site_id, day, role, came_at, came_how, left_at, left_how, length_ms, work, "
            "is_guessed, is_void) VALUES (?, ?, ?, 'volunteer', ?, 'card', ?, 'card', ?, ?, 0, 0)",
            (_visit(turn, people, chance) for turn in range(visits)),
        )
        scratch.execute("DROP TRIGGER piece_event_no_update")
        scratch.execute("UPDATE piece_event SET by_id = 1 + piece_id % ?", (people,))
        _things(scratch)
        scratch.execute("INSERT INTO tally_mark (person_id) SELECT id FROM person")
        scratch.execute("ANALYZE")
        scratch.execute("COMMIT")


def _things(scratch: sqlite3.Connection) -> None:
    """Occasions, artefacts and help to organisations, as many as ten such years would bring."""
    days = [str(FIRST + timedelta(days=turn * MONTHS * 30 // OTHERS)) for turn in range(OTHERS)]
    made = "2026-03-01T09:00:00.000Z"
    scratch.executemany(
        "INSERT INTO occasion (token, site_id, day, title, kind, city, adults, children, made_at) "
        "VALUES (?, ?, ?, 'Open day', 'open_day', 'Coventry', 20, 5, ?)",
        ((f"o{turn}", 1 + turn % SITES, day, made) for turn, day in enumerate(days[:: OTHERS // OCCASIONS])),
    )
    scratch.executemany(
        "INSERT INTO artefact (token, site_id, kind, title, quantity, machine, occasion_id, made_on, made_at) "
        "VALUES (?, ?, ?, 'Bird boxes', 50, '', ?, ?, ?)",
        (
            (f"a{turn}", 1 + turn % SITES, ARTEFACT, 1 + turn % OCCASIONS, day, made)
            for turn, day in enumerate(days)
        ),
    )


def _visit(turn: int, people: int, chance: random.Random) -> tuple[object, ...]:
    person = 1 + turn % people
    day = FIRST + timedelta(days=turn // people * (MONTHS * 30 // (VISITS // PEOPLE)) + chance.randrange(20))
    hours = 1 + chance.randrange(5)
    came = f"{day}T09:00:00.000Z"
    left = f"{day}T{9 + hours:02d}:00:00.000Z"
    return person, 1 + person % SITES, str(day), came, left, hours * 3_600_000, chance.choice(WORK_WORDS)


def measure(rounds: int = 3, pieces: int = PIECES) -> list[Measured]:
    """The works' sums in one statement each, all of them, the overview with them, and the report as PDF."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = build(folder, pieces)
        people_and_visits(folder)
        with app.app_context():
            rows = _measured(rounds)
            db.session.remove()
            db.engine.dispose()
    return rows


def _measured(rounds: int) -> list[Measured]:
    view = View(WHOLE, None, "", INDICATORS["pieces_upcycled"], CUT_OFF)
    words = Words("en", lambda text, **values: text % values if values else text)
    first = _median(partial(_cells, ()), 1)
    settling = timed(_settled)[0]
    rows = [
        Measured("works: all of them, before anything is kept", first),
        Measured("works: everybody counted anew and kept", settling),
        *(
            Measured(f"works: {slug}", _median(partial(_cells, (work,)), rounds))
            for slug, work in WORKS.items()
        ),
    ]
    whole = _median(partial(_cells, ()), rounds)
    seen = _median(lambda: len(overview(view).lines), rounds)
    drawn = _median(lambda: len(report_page(overview(view), words)), rounds)
    return [
        *rows,
        Measured("works: all of them", whole),
        Measured("overview with the works", seen),
        Measured("the funder's report as PDF", drawn),
    ]


def _settled() -> int:
    tally_anew()
    return 0


def _cells(works: tuple[Work, ...]) -> int:
    return len(work_cells(WHOLE, CUT_OFF, works))


def _median(way: Callable[[], int], rounds: int) -> float:
    return statistics.median(timed(way)[0] for _ in range(rounds))
