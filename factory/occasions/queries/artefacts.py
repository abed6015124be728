"""Batches of artefacts: of a site, of an organisation, of an occasion; and the machines that may have made them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from core.db import as_day, fast
from core.searching import held_by

PAGE = 50
MOST_EXPORTED = 10_000
_SELECT = (
    "SELECT a.id, a.made_on, a.kind, a.title, a.quantity, a.organisation_id, a.occasion_id, "
    "COALESCE(g.name, o.title, ''), a.machine, COALESCE(m.name, ''), a.withdrawn_at IS NOT NULL FROM artefact a "
    "LEFT JOIN organisation g ON g.id = a.organisation_id LEFT JOIN occasion o ON o.id = a.occasion_id "
    "LEFT JOIN machine m ON m.code = a.machine AND m.site_id = a.site_id "
)


@dataclass(frozen=True)
class ArtefactFilter:
    """Which batches of a site: of a kind ("" is any), with which words."""

    site_id: int
    kind: str = ""
    words: str = ""


@dataclass(frozen=True)
class ArtefactLine:
    """A batch, whom it was for, and at which machine it was made."""

    id: int
    made_on: date
    kind: str
    title: str
    quantity: int
    organisation_id: int | None
    occasion_id: int | None
    recipient: str
    machine: str
    machine_name: str
    is_out: bool


def artefacts_page(wanted: ArtefactFilter, *, start: int = 0, size: int = PAGE) -> list[ArtefactLine]:
    """Batches that fit, the newest first; one more than `size` where there are more."""
    held, words = held_by(wanted.words, ("a.title", "COALESCE(g.name, o.title, '')"))
    values: list[object] = [wanted.site_id, *words, wanted.kind, wanted.kind, size + 1, start]
    rows = fast().rows(
        f"{_SELECT}WHERE a.site_id = ? AND {held} AND (? = '' OR a.kind = ?) "
        "ORDER BY a.made_on DESC, a.id DESC LIMIT ? OFFSET ?",
        values,
    )
    return [_line(row) for row in rows]


def artefact_by_id(artefact_id: int, site_id: int) -> ArtefactLine | None:
    """The batch of the site, or None."""
    row = fast().row(f"{_SELECT}WHERE a.id = ? AND a.site_id = ?", (artefact_id, site_id))
    return None if row is None else _line(row)


def artefacts_of_occasion(occasion_id: int) -> list[ArtefactLine]:
    """What was made for an occasion."""
    rows = fast().rows(
        f"{_SELECT}WHERE a.occasion_id = ? AND a.withdrawn_at IS NULL ORDER BY a.made_on DESC, a.id DESC",
        (occasion_id,),
    )
    return [_line(row) for row in rows]


def artefacts_of_organisation(organisation_id: int) -> list[ArtefactLine]:
    """What was made for an organisation, at whatever site."""
    rows = fast().rows(
        f"{_SELECT}WHERE a.organisation_id = ? AND a.withdrawn_at IS NULL "
        "ORDER BY a.made_on DESC, a.id DESC LIMIT 200",
        (organisation_id,),
    )
    return [_line(row) for row in rows]


def artefacts_made(site_id: int) -> int:
    """How many things the site's batches hold together."""
    row = fast().row(
        "SELECT COALESCE(SUM(quantity), 0) FROM artefact WHERE site_id = ? AND withdrawn_at IS NULL",
        (site_id,),
    )
    return int(row[0]) if row else 0


def machines_of(site_id: int) -> list[tuple[str, str]]:
    """Code and name of each machine of a site."""
    rows = fast().rows("SELECT code, name FROM machine WHERE site_id = ? ORDER BY name, code", (site_id,))
    return [(row[0], row[1]) for row in rows]


def _line(row: Any) -> ArtefactLine:
    return ArtefactLine(
        id=row[0],
        made_on=as_day(row[1]),
        kind=row[2],
        title=row[3],
        quantity=row[4],
        organisation_id=row[5],
        occasion_id=row[6],
        recipient=row[7],
        machine=row[8],
        machine_name=row[9],
        is_out=bool(row[10]),
    )
