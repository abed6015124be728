"""Pieces as rows of a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from core.clock import local_day
from core.errors import N_
from core.spreadsheets import Cell
from inventory.queries.filters import PieceFilter
from inventory.queries.pieces import pieces_for_export

HEADS = (
    N_("Code"),
    N_("Site"),
    N_("Category"),
    N_("Title"),
    N_("Stage"),
    N_("Work step"),
    N_("Place"),
    N_("In this stage since"),
    N_("Days in this stage"),
    N_("Life"),
    N_("Weight in kg"),
    N_("Weight from"),
    N_("Waits for"),
    N_("Donation"),
    N_("First recorded"),
)


def piece_cells(
    wanted: PieceFilter, at: datetime, *, sort: str, names: dict[str, str]
) -> Iterator[list[Cell]]:
    """The rows of a filter as typed cells; `names` are the categories' names in the person's language."""
    today = local_day(at)
    for row in pieces_for_export(wanted, at, sort=sort):
        since = local_day(row.since)
        yield [
            row.code,
            row.site,
            names.get(row.category, row.category),
            row.title,
            row.stage,
            row.step,
            row.place,
            since,
            max(0, (today - since).days),
            row.life,
            row.grams / 1000 if row.grams else None,
            row.weight_source,
            row.waits_for,
            row.donation,
            local_day(row.made_at),
        ]
