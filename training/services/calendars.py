"""Secret addresses of calendar feeds: made, shown once, ended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from core.access import Actor, require
from core.db import db
from core.errors import N_, NotAllowed, NotFound, RuleBroken
from core.ids import new_token, proof_key
from training.models.outcomes import CalendarKey
from training.queries.runs import run_by_number
from training.services.noting import note

MOST_KEYS = 10
"""Live addresses of one person, of one run, of one site."""


def make_own_key(*, by: Actor, kind: str, at: datetime) -> str:
    """A new secret of the person's own feed, `learner` or `trainer`. It is kept as a hash: it cannot be shown again.

    Raises NotAllowed for nobody, RuleBroken for one address too many.
    """
    if by.person_id is None or kind not in ("learner", "trainer"):
        raise NotAllowed(N_("Only a person has a calendar of their own."))
    if _live(CalendarKey.person_id == by.person_id) >= MOST_KEYS:
        raise RuleBroken("", N_("You have many calendar addresses already."), N_("End one of them first."))
    return _make(by, kind, at, person_id=by.person_id)


def make_run_key(*, by: Actor, number: str, at: datetime) -> str:
    """A new secret of the feed of one run: times and places, no names, no links. Raises RuleBroken for one too many."""
    require(by, "edit_runs")
    run_id = run_by_number(number, by.site_id).id
    if _live(CalendarKey.run_id == run_id) >= MOST_KEYS:
        raise RuleBroken(
            "", N_("This run has many calendar addresses already."), N_("End one of them first.")
        )
    return _make(by, "run", at, run_id=run_id)


def make_site_key(*, by: Actor, at: datetime) -> str:
    """A new secret of the feed of all runs of the person's site. Raises RuleBroken for one too many."""
    require(by, "edit_runs")
    if _live(CalendarKey.kind == "site", CalendarKey.site_id == by.site_id) >= MOST_KEYS:
        raise RuleBroken(
            "", N_("This site has many calendar addresses already."), N_("End one of them first.")
        )
    return _make(by, "site", at)


def _live(*where: ColumnElement[bool]) -> int:
    found = select(func.count()).select_from(CalendarKey).where(CalendarKey.ended_at.is_(None), *where)
    return int(db.session.scalar(found) or 0)


def _make(
    by: Actor, kind: str, at: datetime, *, person_id: int | None = None, run_id: int | None = None
) -> str:
    secret = new_token()
    row = CalendarKey(
        key_hash=proof_key(secret),
        kind=kind,
        person_id=person_id,
        run_id=run_id,
        site_id=by.site_id,
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()
    note("make_calendar_key", f"calendar:{row.id}", by, at, ("kind",))
    return secret


def end_key(*, by: Actor, key_id: int, at: datetime) -> None:
    """End a secret address: from now on it answers as if it had never been. Own ones, or the site's at the desk.

    Raises NotFound for anybody else's.
    """
    row = db.session.get(CalendarKey, key_id)
    if row is None:
        raise NotFound()
    is_own = row.person_id is not None and row.person_id == by.person_id
    if not is_own and not (row.kind in ("run", "site") and row.site_id == by.site_id and by.may("edit_runs")):
        raise NotFound()
    if row.ended_at is None:
        row.ended_at = at
        db.session.flush()
        note("end_calendar_key", f"calendar:{row.id}", by, at, ("ended_at",))
