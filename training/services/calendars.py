"""Secret addresses of calendar feeds of classes: made, shown once, ended."""

from __future__ import annotations

from datetime import datetime

from core.access import Actor, require
from core.db import db
from core.errors import N_, NotAllowed, NotFound, RuleBroken
from core.feed_keys import MOST_KEYS, end_key_row, live_keys, make_key
from training.models.outcomes import CalendarKey
from training.queries.runs import run_by_number


def make_own_key(*, by: Actor, kind: str, at: datetime) -> str:
    """A new secret of the person's own feed, `learner` or `trainer`. It is kept as a hash: it cannot be shown again.

    Raises NotAllowed for nobody, RuleBroken for one address too many.
    """
    if by.person_id is None or kind not in ("learner", "trainer"):
        raise NotAllowed(N_("Only a person has a calendar of their own."))
    if live_keys(CalendarKey, CalendarKey.person_id == by.person_id) >= MOST_KEYS:
        raise RuleBroken("", N_("You have many calendar addresses already."), N_("End one of them first."))
    return make_key(model=CalendarKey, by=by, kind=kind, at=at, person_id=by.person_id)


def make_run_key(*, by: Actor, number: str, at: datetime) -> str:
    """A new secret of the feed of one run: times and places, no names, no links. Raises RuleBroken for one too many."""
    require(by, "edit_runs")
    run_id = run_by_number(number, by.site_id).id
    if live_keys(CalendarKey, CalendarKey.run_id == run_id) >= MOST_KEYS:
        raise RuleBroken(
            "", N_("This run has many calendar addresses already."), N_("End one of them first.")
        )
    return make_key(model=CalendarKey, by=by, kind="run", at=at, run_id=run_id)


def make_site_key(*, by: Actor, at: datetime) -> str:
    """A new secret of the feed of all runs of the person's site. Raises RuleBroken for one too many."""
    require(by, "edit_runs")
    if live_keys(CalendarKey, CalendarKey.kind == "site", CalendarKey.site_id == by.site_id) >= MOST_KEYS:
        raise RuleBroken(
            "", N_("This site has many calendar addresses already."), N_("End one of them first.")
        )
    return make_key(model=CalendarKey, by=by, kind="site", at=at)


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
    end_key_row(row=row, by=by, at=at)
