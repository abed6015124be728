"""Writes of artefacts: batches made for an organisation or an occasion, corrected, or taken out of the count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from core.access import Actor, require
from core.bounds import tidy, within
from core.clock import local_day
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from factory.occasions.models import Artefact, Occasion
from factory.occasions.records import keep_change, known_organisation, note
from factory.occasions.words import ARTEFACT_KINDS, MOST_MADE


@dataclass(frozen=True)
class ArtefactData:
    """What is said of a batch: how many, of what, at which machine (its code, or ""), for whom."""

    kind: str
    title: str
    quantity: int
    made_on: date
    organisation_id: int | None = None
    occasion_id: int | None = None
    machine: str = ""


def add_artefact(*, by: Actor, data: ArtefactData, at: datetime, token: str) -> Artefact:
    """Write down a batch made at the person's site; the same token again is the same row."""
    require(by, "edit_occasions")
    known = db.session.scalar(select(Artefact).where(Artefact.token == token))
    if known is not None:
        return _at_site(known, by)
    values = _checked(by, data, at)
    row = Artefact(token=token, site_id=by.site_id, made_at=at, made_by_id=by.person_id, **values)
    db.session.add(row)
    db.session.flush()
    note("add_artefact", f"artefact:{row.id}", by, at, list(values))
    return row


def change_artefact(*, by: Actor, artefact_id: int, data: ArtefactData, at: datetime) -> Artefact:
    """Correct a batch; what it said before stays in its history."""
    row = own_artefact(by, artefact_id)
    changed = keep_change(row, f"artefact:{row.id}", by, at, _checked(by, data, at))
    if changed:
        note("change_artefact", f"artefact:{row.id}", by, at, changed)
    return row


def withdraw_artefact(*, by: Actor, artefact_id: int, is_out: bool, at: datetime) -> Artefact:
    """Take a batch that was a mistake out of the count, or back into it; it stays on the list."""
    row = own_artefact(by, artefact_id)
    if is_out != (row.withdrawn_at is not None):
        keep_change(row, f"artefact:{row.id}", by, at, {"withdrawn_at": at if is_out else None})
        note("withdraw_artefact", f"artefact:{row.id}", by, at, ["withdrawn_at"])
    return row


def own_artefact(by: Actor, artefact_id: int) -> Artefact:
    """The batch of the person's site. Raises NotFound, NotAllowed."""
    require(by, "edit_occasions")
    row = db.session.get(Artefact, artefact_id)
    if row is None:
        raise NotFound()
    return _at_site(row, by)


def _at_site(row: Artefact, by: Actor) -> Artefact:
    if row.site_id != by.site_id:
        raise NotFound()
    return row


def _checked(by: Actor, data: ArtefactData, at: datetime) -> dict[str, object]:
    if data.kind not in ARTEFACT_KINDS:
        raise RuleBroken("kind", N_("Choose what was made."))
    if (data.organisation_id is None) == (data.occasion_id is None):
        raise RuleBroken(
            "recipient", N_("A batch is for one organisation or one occasion."), N_("Choose one of them.")
        )
    if data.made_on > local_day(at):
        raise RuleBroken(
            "made_on", N_("This day is still to come."), N_("Write the day on which it was made.")
        )
    return {
        "kind": data.kind,
        "title": tidy("title", data.title, 80, is_needed=True),
        "quantity": within("quantity", data.quantity, 1, MOST_MADE),
        "made_on": data.made_on,
        "organisation_id": known_organisation(data.organisation_id, "recipient"),
        "occasion_id": _known_occasion(by, data.occasion_id),
        "machine": _known_machine(by, data.machine),
    }


def _known_occasion(by: Actor, occasion_id: int | None) -> int | None:
    if occasion_id is None:
        return None
    row = db.session.get(Occasion, occasion_id)
    if row is None or row.site_id != by.site_id:
        raise NotFound()
    return occasion_id


def _known_machine(by: Actor, code: str) -> str:
    if (
        code
        and fast().row("SELECT 1 FROM machine WHERE code = ? AND site_id = ?", (code, by.site_id)) is None
    ):
        raise NotFound()
    return code
