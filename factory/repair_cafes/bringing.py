"""Repairs brought in from a file, into one café: all of them or none, and the same file again adds nothing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from core.access import Actor, require
from core.bounds import whole
from core.db import fast
from core.errors import RuleBroken
from core.spreadsheets import Table
from factory.repair_cafes.publishing import PROVIDER
from factory.repair_cafes.reading import ReadRepair, read_repairs
from factory.repair_cafes.services import ItemData, OutcomeData, end_repair, own_cafe, take_in_item

_REPAIRS = uuid.UUID("6f0f6f1e-6d1b-4a66-9d0a-0f2b7a1c55e2")
"""Namespace of repairs that came by file: one line of a café is one ticket."""


@dataclass(frozen=True)
class Brought:
    """How many lines became tickets, were there already, or are of another day's café."""

    added: int
    known: int
    elsewhere: int


def bring_repairs(*, by: Actor, occasion_id: int, table: Table, at: datetime) -> Brought:
    """Take every line of the café's own day in. Raises NotFound, NotAllowed, RuleBroken on "sheet"."""
    require(by, "edit_occasions")
    day = own_cafe(by, occasion_id).day
    rows = read_repairs(table)
    here = [row for row in rows if row.held_on in (None, day)]
    added = sum(_bring(by, occasion_id, row, at) for row in here)
    return Brought(added, len(here) - added, len(rows) - len(here))


def _bring(by: Actor, occasion_id: int, row: ReadRepair, at: datetime) -> bool:
    """Whether the line is new here."""
    token = str(uuid.uuid5(_REPAIRS, f"{occasion_id}|{row.key}"))
    if _is_ours(occasion_id, row.key, token):
        return False
    thing = ItemData(row.category, row.problem, row.what, row.brand, row.problem_words, row.made_in)
    try:
        number = take_in_item(by=by, occasion_id=occasion_id, data=thing, at=at, token=token).number
        done = OutcomeData(row.outcome, row.barrier, row.minutes)
        end_repair(by=by, occasion_id=occasion_id, number=number, data=done, at=at)
    except RuleBroken as problem:
        raise RuleBroken("sheet", problem.message, problem.remedy, **problem.params) from problem
    return True


def _is_ours(occasion_id: int, key: str, token: str) -> bool:
    """Whether the line was brought before, or is a record of this very café that our own file told of."""
    name, _, number = key.rpartition("-")
    own_id = (whole(number) if name == PROVIDER.lower() else None) or 0
    found = fast().row(
        "SELECT 1 FROM repair_item WHERE occasion_id = ? AND (token = ? OR id = ?)",
        (occasion_id, token, own_id),
    )
    return found is not None
