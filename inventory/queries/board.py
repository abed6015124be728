"""The board: how many pieces stand in each stage for how long, and the newest few of each cell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from core.clock import local_day
from core.db import as_day, fast
from inventory.queries.filters import AGES, PieceFilter, age_instants, age_key, marks, where
from inventory.stages import OPEN_STAGES

THUMBS = 3


@dataclass(frozen=True)
class BoardThumb:
    """A piece as a cell of the board shows it."""

    code: str
    category: str
    title: str
    photo_id: str


@dataclass
class BoardCell:
    """One stage at one age: how many, the newest of them, and whether that is longer than the site wants."""

    age: str
    count: int = 0
    is_late: bool = False
    thumbs: list[BoardThumb] = field(default_factory=list)


@dataclass(frozen=True)
class BoardLane:
    """One stage of the board."""

    stage: str
    cells: list[BoardCell]

    @property
    def count(self) -> int:
        """Pieces in the stage."""
        return sum(cell.count for cell in self.cells)


def board_of(wanted: PieceFilter, wanted_days: dict[str, int | None], at: datetime) -> list[BoardLane]:
    """The lanes of the board, from a fixed number of statements; `wanted.stage` and `wanted.age` are not asked."""
    counts = _kept_counts(wanted, at) if wanted.is_plain else _asked_counts(wanted, at)
    lanes = [
        BoardLane(
            stage,
            [
                BoardCell(age, counts[stage, age], _is_late(wanted_days.get(stage), last))
                for age, _, last in AGES
            ],
        )
        for stage in OPEN_STAGES
    ]
    _add_thumbs(lanes, wanted, at)
    return lanes


def _is_late(wanted: int | None, last_day: int) -> bool:
    return wanted is not None and last_day > wanted


def _kept_counts(wanted: PieceFilter, at: datetime) -> Counter[tuple[str, str]]:
    """Counts from the table that recording keeps: the cost does not grow with the pieces."""
    slugs = wanted.category_slugs
    more = f" AND category IN ({marks(slugs)})" if slugs else ""
    rows = fast().rows(
        f"SELECT stage, since_day, SUM(amount) FROM board_count WHERE site_id IN ({marks(wanted.site_ids)}) "
        f"AND stage IN ({marks(OPEN_STAGES)}){more} GROUP BY stage, since_day HAVING SUM(amount) <> 0",
        (*wanted.site_ids, *OPEN_STAGES, *slugs),
    )
    today = local_day(at)
    counts: Counter[tuple[str, str]] = Counter()
    for stage, since_day, amount in rows:
        counts[stage, age_key((today - as_day(since_day)).days)] += int(amount)
    return counts


def _asked_counts(wanted: PieceFilter, at: datetime) -> Counter[tuple[str, str]]:
    """Counts under a filter that no kept count answers."""
    condition, values = where(_open(wanted), at)
    steps = "".join(f" WHEN p.since >= ? THEN {index}" for index in range(len(AGES) - 1))
    starts = [age_instants(age, at)[0] for age, _, _ in AGES[:-1]]
    rows = fast().rows(
        f"SELECT p.stage, CASE{steps} ELSE {len(AGES) - 1} END AS age, COUNT(*) FROM piece p "
        f"WHERE {condition} GROUP BY 1, 2",
        (*starts, *values),
    )
    return Counter({(stage, AGES[index][0]): int(amount) for stage, index, amount in rows})


def _open(wanted: PieceFilter, stage: str = "open", age: str = "", site_id: int = 0) -> PieceFilter:
    return PieceFilter(
        site_ids=(site_id,) if site_id else wanted.site_ids,
        stage=stage,
        group=wanted.group,
        category=wanted.category,
        donor_id=wanted.donor_id,
        is_waiting=wanted.is_waiting,
        place_id=wanted.place_id,
        step=wanted.step,
        age=age,
    )


def _add_thumbs(lanes: list[BoardLane], wanted: PieceFilter, at: datetime) -> None:
    """The newest of each cell that is not empty: one statement, each part of it an index range of three rows."""
    parts: list[str] = []
    values: list[object] = []
    for row, lane in enumerate(lanes):
        for column, cell in enumerate(lane.cells):
            if not cell.count:
                continue
            for site_id in wanted.site_ids:
                condition, given = where(_open(wanted, lane.stage, cell.age, site_id), at)
                parts.append(
                    f"SELECT * FROM (SELECT {row} AS row_no, {column} AS column_no, p.code, p.category, p.title, "
                    f"p.photo_id, p.since FROM piece p WHERE {condition} ORDER BY p.since DESC LIMIT {THUMBS}) "
                    f"AS cell_{len(parts)}"
                )
                values.extend(given)
    if not parts:
        return
    newest = (
        f"SELECT c.row_no, c.column_no, c.code, c.category, c.title, f.id FROM ({' UNION ALL '.join(parts)}) AS c "
        "LEFT JOIN photo f ON f.id = c.photo_id AND f.sha256 <> '' ORDER BY c.row_no, c.column_no, c.since DESC"
    )
    for row, column, code, category, title, photo_id in fast().rows(newest, values):
        thumbs = lanes[row].cells[column].thumbs
        if len(thumbs) < THUMBS:
            thumbs.append(BoardThumb(code, category, title, photo_id or ""))
