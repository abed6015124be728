"""The count of machines as the programme shows it; it loads that room only where it is open and asked for."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from core.clock import local_day
from core.db import fast
from core.errors import N_
from factory.programme.machine_hours import MACHINES
from factory.programme.queries.openings import is_at, opening_places
from factory.programme.queries.partners import sites_of
from factory.programme.queries.rows import pseudonym as pseudonym_of_piece
from factory.programme.queries.scope import RowScope
from factory.programme.queries.sums import NOWHERE, Cell
from factory.programme.spans import Span
from factory.programme.through import Through
from factory.tally.kept import PIECES_JOINED, THAT_COUNT
from factory.tally.queries import kept_cells

if TYPE_CHECKING:
    from hardware.queries.counts import MachineRow, PieceJoin

PAGE = 50
NOBODY = "nobody"
"""The word of a job that nobody showed a card for."""


def machine_cells(span: Span, until: datetime, through: Through = NOWHERE) -> tuple[Cell, ...]:
    """Every indicator of machines by month, site and split; a machine is in its site's city, of no partner."""
    at = sites_of(through)
    found = kept_cells(MACHINES, span.starts_on, min(span.ends_on, local_day(until)))
    return tuple(cell for cell in found if at is None or cell.site_id in at)


def people_at_machines(span: Span, until: datetime, *, by_month: bool) -> dict[tuple[str, int], int]:
    """How many people had a session at each site, in each month of the span; or ("") in the whole of it."""
    from hardware.queries.counts import who_sat

    found: dict[tuple[str, int], set[int]] = {}
    for month, site_id, person_id in who_sat(span.starts_on, span.ends_on, until):
        found.setdefault((month if by_month else "", site_id), set()).add(person_id)
    return {at: len(people) for at, people in found.items()}


def machine_figure_differences(until: datetime) -> Iterator[str]:
    """A line for each figure of machines that does not agree with its rows or its records."""
    from hardware.queries.recount_figures import FIRST, LAST, figure_differences

    rows = fast().rows(
        f"SELECT e.code FROM (SELECT code, code AS piece_code FROM label) e {PIECES_JOINED} WHERE {THAT_COUNT}"
    )
    shown: Counter[tuple[str, int, str]] = Counter()
    for cell in machine_cells(Span("own", FIRST, LAST), until):
        shown[cell.indicator, cell.site_id, cell.month] += cell.amount
    yield from figure_differences(until, shown, _pieces(), {row[0] for row in rows})


def _pieces() -> PieceJoin:
    from hardware.queries.counts import PieceJoin

    return PieceJoin(PIECES_JOINED, THAT_COUNT)


def machine_kinds() -> dict[str, str]:
    """What each kind of machine is called, by its slug: the site's own words."""
    from hardware.queries.counts import machine_kinds

    return machine_kinds()


def purpose_names() -> dict[str, str]:
    """What sessions are for (English msgids), by word."""
    from hardware.spoken import WORDS

    return {**WORDS["purpose"], NOBODY: N_("Nobody showed a card")}


@dataclass(frozen=True)
class MachineCounted:
    """One row: who or what by number or code, or by pseudonym where `is_masked`; never a name."""

    who: str
    piece: str
    machine: str
    kind: str
    used_for: str
    site_id: int
    day: date
    amount: int
    is_masked: bool


@dataclass(frozen=True)
class MachinesCounted:
    """Rows of a figure that a person may open, how many there are and what they add up to; and what lies elsewhere."""

    rows: list[MachineCounted]
    amount: int
    elsewhere: int


@dataclass(frozen=True)
class WantedMachines:
    """Which rows of machines: of an indicator in a span, at a site (None: all), of one split if named."""

    slug: str
    span: Span
    until: datetime
    site_id: int | None = None
    split: str = ""
    through: Through = NOWHERE


def machines_counted(
    wanted: WantedMachines, scope: RowScope, mask: bytes, *, start: int = 0, size: int = 1_000_000
) -> MachinesCounted:
    """The rows behind a figure of machines, the newest first, as many as asked for."""
    from hardware.queries.counts import machine_rows

    opened = sorted(scope.sites if wanted.site_id is None else scope.sites & {wanted.site_id})
    at = sites_of(wanted.through)
    opened = [site_id for site_id in opened if at is None or site_id in at]
    places = opening_places(wanted.slug, wanted.span)
    found = machine_rows(
        wanted.slug,
        wanted.span.starts_on,
        wanted.span.ends_on,
        wanted.until,
        pieces=_pieces(),
        sites=opened,
        split=wanted.split,
        start=0 if places else start,
        size=1_000_000 if places else size,
    )
    if places:
        counted = [row for row in found if not is_at(places, wanted.slug, row.day, row.site_id)]
        found = counted[start : start + size]
    cells = [
        cell
        for cell in machine_cells(wanted.span, wanted.until, wanted.through)
        if cell.indicator == wanted.slug
        and (wanted.slug, cell.month, cell.site_id) not in places
        and wanted.split in ("", cell.split)
        and (wanted.site_id is None or cell.site_id == wanted.site_id)
    ]
    amount = sum(cell.amount for cell in cells if cell.site_id in opened)
    whole = sum(cell.amount for cell in cells)
    rows = [_counted(row, row.site_id not in scope.named, mask) for row in found]
    return MachinesCounted(rows, amount, whole - amount)


def _counted(row: MachineRow, is_masked: bool, mask: bytes) -> MachineCounted:
    who, piece = row.person, row.piece
    if is_masked:
        who = "" if row.person_id is None else pseudonym(row.person_id, mask)
        piece = "" if row.piece_id is None else pseudonym_of_piece(row.piece_id, mask)
    return MachineCounted(
        who, piece, row.machine, row.kind, row.used_for, row.site_id, row.day, row.amount, is_masked
    )


def pseudonym(person_id: int, mask: bytes) -> str:
    """A name for somebody at machines, the same in every export of this house; it leads nobody to their number."""
    return "M-" + hmac.new(mask, f"at machines:{person_id}".encode(), hashlib.sha256).hexdigest()[:10].upper()
