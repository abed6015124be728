"""Piece page, board, list, search as history grows from 10,000 to 1,000,000 pieces. Run: python -m benchmarks.pages

SQL is the room's own query functions; floors are the barest statements that could answer. Pages are whole requests in
process, sign-in and policy included. All sizes are measured in turns.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.grown import Grown, grow
from benchmarks.scan import Caller, our_headers
from benchmarks.table import Line, as_text, interleaved, ratio_of
from core.clock import now
from core.db import db, fast

SIZES = (10_000, 100_000, 1_000_000)
MOST_GROWTH, MOST_SEARCH_GROWTH = 1.5, 5.0
ROUNDS, EACH = 5, 8


class Reader(Caller):
    """Gets pages of one grown works as the tablet's person, and calls its queries."""

    def __init__(self, grown: Grown) -> None:
        super().__init__(grown.works.app, "/", our_headers(grown.works))
        self.grown = grown
        self.context: Any = grown.works.app.app_context()
        del self.environ["CONTENT_TYPE"]  # a page is asked for without a body

    def page(self, path: str) -> Callable[[], None]:
        """A whole request for a page."""
        path, _, query = path.partition("?")

        def get() -> None:
            self.environ.update(REQUEST_METHOD="GET", PATH_INFO=path, QUERY_STRING=query)
            status, body = self.post(b"")
            if not status.startswith("200"):
                raise SystemExit(f"{path} answered {status}: {body[:200]!r}")

        return get

    def query(self, ask: Callable[[], object]) -> Callable[[], object]:
        """A query function in a context of its app."""

        def run() -> object:
            with self.grown.works.app.app_context():
                fast()
                return ask()

        return run


def ways_of(grown: Grown) -> dict[str, Callable[[], object]]:
    """What is measured at one size, by name."""
    from inventory.queries.board import board_of
    from inventory.queries.dossier import dossier_of
    from inventory.queries.filters import PieceFilter
    from inventory.queries.pieces import pieces_page
    from inventory.queries.search import find_pieces

    reader, site, code = Reader(grown), grown.works.site_id, grown.works.codes[0]
    wanted, days = PieceFilter(site_ids=(site,)), dict.fromkeys(("received", "checked", "stored"), 14)
    asked: dict[str, Callable[[], object]] = {
        "piece": lambda: dossier_of(1, seen_from=1),
        "piece floor": lambda: (
            fast().row("SELECT * FROM piece WHERE id = 1"),
            fast().rows("SELECT * FROM piece_event WHERE piece_id = 1 ORDER BY at DESC LIMIT 10"),
        ),
        "board": lambda: board_of(wanted, dict(days), now()),
        "board floor": lambda: fast().rows(
            "SELECT stage, since_day, SUM(amount) FROM board_count WHERE site_id = ? AND stage <> 'recycled' "
            "GROUP BY 1, 2",
            (site,),
        ),
        "list": lambda: pieces_page(wanted, now()),
        "list floor": lambda: fast().rows(
            "SELECT * FROM piece WHERE site_id = ? AND stage = 'stored' ORDER BY since DESC LIMIT 50", (site,)
        ),
        "search one word": lambda: find_pieces("victorian", names={}, site_ids=(site,)),
        "search one word floor": lambda: fast().rows(
            "SELECT rowid FROM piece_search WHERE words MATCH '\"wvictorian\"' ORDER BY rowid DESC LIMIT 31"
        ),
        "search two words": lambda: find_pieces("oak victorian", names={}, site_ids=(site,)),
        "search beginning": lambda: find_pieces("vict", names={}, site_ids=(site,)),
        "search code": lambda: find_pieces("z000a", names={}, site_ids=(site,)),
        "search nothing": lambda: find_pieces("xylophone", names={}, site_ids=(site,)),
    }
    found = {name: reader.query(ask) for name, ask in asked.items()}
    found["piece page"] = reader.page(f"/pieces/{code}")
    found["board page"] = reader.page("/pieces/board")
    return found


def measure(sizes: tuple[int, ...] = SIZES, rounds: int = ROUNDS, each: int = EACH) -> list[Line]:
    """Lines of the table: the largest size beside its floor, and its growth over the smallest."""
    with tempfile.TemporaryDirectory(prefix="eco-pages-") as folder:
        all_grown = grow(Path(folder), sizes)
        ways: dict[str, Callable[[], object]] = {}
        for grown in all_grown:
            ways.update({f"{name} {grown.pieces}": way for name, way in ways_of(grown).items()})
        taken = interleaved(ways, rounds=rounds, each=each)
        lines = _lines(taken, sizes)
        for grown in all_grown:
            with grown.works.app.app_context():
                db.engine.dispose()
    return lines


WORDS = {
    "piece": "piece page, its SQL",
    "piece page": "piece page, whole request",
    "board": "board, its SQL",
    "board page": "board, whole request",
    "list": "list, its SQL",
    "search one word": "search, one word",
    "search two words": "search, two words",
    "search beginning": "search, a word's beginning",
    "search code": "search, a code's beginning",
    "search nothing": "search, nothing found",
}


def _lines(taken: dict[str, list[float]], sizes: tuple[int, ...]) -> list[Line]:
    least, most = sizes[0], sizes[-1]
    lines = []
    for name, words in WORDS.items():
        for size in sizes:
            mine, floor = f"{name} {size}", f"{name} floor {size}"
            base = statistics.median(taken[floor]) if floor in taken else None
            ratio = ratio_of(taken, mine, floor) if floor in taken else None
            lines.append(Line(f"{words}, {size:,}", statistics.median(taken[mine]), "ms", base, ratio=ratio))
        growth = ratio_of(taken, f"{name} {most}", f"{name} {least}")
        bar = MOST_SEARCH_GROWTH if name.startswith("search") else MOST_GROWTH
        lines.append(
            Line(f"{words}: {most:,} over {least:,}", growth, "×", bar=f"≤ {bar}×", is_held=growth <= bar)
        )
    return lines


def sizes_up_to(most: int) -> tuple[int, ...]:
    """The usual sizes below `most`, and `most`."""
    return (*(size for size in SIZES if size < most), most)


def main() -> int:
    """Measure and print; 1 where a bar is missed. A number as argument is the largest size."""
    lines = measure(sizes_up_to(int(sys.argv[1]) if sys.argv[1:] else SIZES[-1]))
    print(as_text(lines))
    return 1 if any(line.is_held is False for line in lines) else 0


if __name__ == "__main__":
    raise SystemExit(main())
