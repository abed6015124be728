"""Which pieces are meant: one frozen filter, the same for board, list, export and print, turned into SQL."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from core.clock import local_day, start_of_day
from inventory.catalogue import categories
from inventory.stages import ENDS, OPEN_STAGES

AGES: Final = (
    ("today", 0, 0),
    ("1-3", 1, 3),
    ("4-7", 4, 7),
    ("8-14", 8, 14),
    ("15-30", 15, 30),
    ("over-30", 31, 99_999),
)
"""Columns of the board: key, and the first and last day in a stage that belong to it."""
STAGE_SETS: Final = {
    "open": OPEN_STAGES,
    "draft": ("draft",),
    "released": ("released",),
    "ended": ENDS,
    "all": (),
}


@dataclass(frozen=True)
class PieceFilter:
    """What a person asked for. Empty means any; `stage` is a stage or one of `STAGE_SETS`."""

    site_ids: tuple[int, ...]
    stage: str = "open"
    group: str = ""
    category: str = ""
    donor_id: int = 0
    is_waiting: bool = False
    place_id: int = 0
    step: str = ""
    age: str = ""
    destination: str = ""
    is_said_wrong: bool = False
    codes: tuple[str, ...] = field(default=())

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages meant; empty for all."""
        return STAGE_SETS.get(self.stage, (self.stage,))

    @property
    def category_slugs(self) -> tuple[str, ...]:
        """The categories meant; empty for all."""
        if self.category:
            return (self.category,)
        if self.group:
            return tuple(slug for slug, row in categories().items() if row.group == self.group)
        return ()

    @property
    def is_plain(self) -> bool:
        """True where the kept counts of the board answer: by site, stage and category alone."""
        return not (
            self.donor_id or self.is_waiting or self.place_id or self.step or self.codes or self.is_said_wrong
        )


def age_key(days: int) -> str:
    """The column of the board for a number of days in a stage."""
    return next((key for key, _, last in AGES if days <= last), AGES[-1][0])


def age_instants(age: str, at: datetime) -> tuple[datetime, datetime]:
    """The instants between which a stage began, for a column of the board: from (included), until (excluded)."""
    first, last = next((low, high) for key, low, high in AGES if key == age)
    today = local_day(at)
    until = start_of_day(today - timedelta(days=first - 1)) if first else at + timedelta(days=40_000)
    since = start_of_day(today - timedelta(days=last)) if last < 99_999 else at - timedelta(days=200_000)
    return since, until


def marks(values: tuple[object, ...]) -> str:
    """As many `?` as values."""
    return ", ".join("?" for _ in values)


HAS_BEGUN = """CAST(p.folded AS TEXT) LIKE '%"since":%'"""
"""True of a `piece p` that somebody took in or moved; the kept counts of the board hold those and no others."""
IS_BLANK = (
    f"p.stage = 'draft' AND p.category = '' AND p.title = '' AND p.grams = 0 AND p.photo_id IS NULL "
    f"AND p.donation_id IS NULL AND NOT {HAS_BEGUN}"
)
"""True of a `piece p` of which nothing is known (any more): an intake that was taken back. A label, and no draft."""


def where(wanted: PieceFilter, at: datetime | None) -> tuple[str, list[object]]:
    """The condition of a filter on `piece p`, and its values."""
    parts: list[str] = []
    values: list[object] = []
    for column, chosen in (
        ("p.site_id", wanted.site_ids),
        ("p.stage", wanted.stages),
        ("p.category", wanted.category_slugs),
        ("p.code", wanted.codes),
    ):
        if chosen:
            parts.append(f"{column} IN ({marks(chosen)})")
            values.extend(chosen)
    for column, value in (("p.place_id", wanted.place_id), ("p.step", wanted.step)):
        if value:
            parts.append(f"{column} = ?")
            values.append(value)
    if wanted.stage == "draft":
        parts.append(f"NOT ({IS_BLANK})")
    if wanted.is_waiting:
        parts.append("p.waits_for <> ''")
    if wanted.is_said_wrong:
        parts.append(
            "p.id IN (SELECT w.piece_id FROM door_message w WHERE w.door = 'wrong' AND w.done_at IS NULL)"
        )
    if wanted.donor_id:
        parts.append("p.donation_id IN (SELECT id FROM donation WHERE donor_id = ?)")
        values.append(wanted.donor_id)
    if wanted.age and at is not None:
        parts.append("p.since >= ? AND p.since < ?")
        values.extend(age_instants(wanted.age, at))
    return " AND ".join(parts) or "1 = 1", values
