"""Repairs from a file: each line's café found, looked at, taken as a ticket with its outcome, and taken back."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Final

from core.access import Actor
from core.bounds import whole, within
from core.clock import local_day
from core.db import db
from core.errors import N_, RuleBroken
from core.imported import ImportedThing, times_gone, token_now
from factory.bringing.models import WorksImport
from factory.bringing.queries import cafes_at, tickets_known
from factory.repair_cafes.models import RepairItem
from factory.repair_cafes.publishing import PROVIDER
from factory.repair_cafes.services import (
    ItemData,
    OutcomeData,
    checked_item,
    end_repair,
    reopen_item,
    take_in_item,
    withdraw_item,
)
from factory.repair_cafes.words import LONGEST_REPAIR
from training.import_rows import LearnerRow

_REPAIRS: Final = uuid.UUID("6f0f6f1e-6d1b-4a66-9d0a-0f2b7a1c55e2")
"""Namespace of repairs that came by file: one line of a café is one ticket."""


def look_at_repairs(made: WorksImport, rows: list[LearnerRow], *, site: str, at: datetime) -> None:
    """Each line belongs to the café of the import, or to the one of its day; a line stands for one ticket there."""
    chosen, cafes = int((made.settings or {}).get("occasion") or 0), cafes_at(made.site_id)
    for row in rows:
        if not row.problems:
            _find_cafe(row, chosen, cafes)
        base = str(uuid.uuid5(_REPAIRS, f"{row.facts.get('occasion', 0)}|{row.facts['key']}"))
        row.facts["line_token"] = row.token = base
    gone = times_gone(row.token for row in rows)
    tokens, ids = tickets_known(made.site_id)
    seen = set[str]()
    for row in rows:
        row.token = token_now(row.token, gone.get(row.token, 0))
        if row.problems:
            continue
        if row.token in tokens or row.token in seen or _is_ours(row, ids):
            row.result = "repeated"
            continue
        seen.add(row.token)
        try:
            checked_item(_thing(row), cafes.get(row.facts["occasion"]) or local_day(at))
            if row.facts["minutes"] is not None:
                within("minutes", int(row.facts["minutes"]), 0, LONGEST_REPAIR)
            row.result = "good"
        except RuleBroken as problem:
            row.refuse(problem)


def _find_cafe(row: LearnerRow, chosen: int, cafes: dict[int, date]) -> None:
    day = row.facts.get("event_date") or None
    there = [cafe for cafe, held_on in cafes.items() if held_on == day]
    if chosen and day in (None, cafes.get(chosen)):
        row.facts["occasion"] = chosen
    elif chosen:
        row.refuse(
            RuleBroken(
                "event_date", N_("This line is of another day."), N_("Bring it at the café of that day.")
            )
        )
    elif day is None:
        row.refuse(RuleBroken("event_date", N_("The day is missing."), N_("Write it as 2026-11-22.")))
    elif len(there) == 1:
        row.facts["occasion"] = there[0]
    elif there:
        row.refuse(
            RuleBroken(
                "event_date",
                N_("There is more than one repair café on this day."),
                N_("Open the right one and bring the file there."),
            )
        )
    else:
        row.refuse(
            RuleBroken(
                "event_date",
                N_("There is no repair café on this day."),
                N_("Add it under Occasions first, then look again."),
            )
        )


def _is_ours(row: LearnerRow, ids: set[tuple[int, int]]) -> bool:
    """Whether the line is a record of this very café that our own file told of."""
    name, _, number = str(row.facts["key"]).rpartition("-")
    own = whole(number) if name == PROVIDER.lower() else None
    return own is not None and (int(row.facts["occasion"]), own) in ids


def _thing(row: LearnerRow) -> ItemData:
    facts = row.facts
    return ItemData(
        facts["category"],
        facts["problem"],
        facts["what"],
        facts["brand"],
        facts["problem_words"],
        facts["made_in"],
    )


def take_repair(by: Actor, row: LearnerRow, at: datetime) -> int:
    """A ticket with its outcome; the id of the ticket."""
    facts, occasion_id = row.facts, int(row.facts["occasion"])
    item = take_in_item(by=by, occasion_id=occasion_id, data=_thing(row), at=at, token=row.token)
    done = OutcomeData(facts["outcome"], facts["barrier"], facts["minutes"])
    end_repair(by=by, occasion_id=occasion_id, number=item.number, data=done, at=at)
    return item.id


def take_back_repair(by: Actor, thing: ImportedThing, at: datetime) -> str:
    """Withdraw a ticket that an import brought; "" or why it stays: whoever mended or corrected it since keeps it."""
    item = db.session.get(RepairItem, int(thing.ref))
    if item is None or item.withdrawn_at is not None:
        return ""
    if item.changed_at != thing.made_at:
        return "changed"
    reopen_item(by=by, occasion_id=item.occasion_id, number=item.number, at=at)
    withdraw_item(by=by, occasion_id=item.occasion_id, number=item.number, is_out=True, at=at)
    return ""
