"""Opening figures come in, one or a spreadsheet of them, and go out again with their whole batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from core.access import Actor, require
from core.audit import write_audit_line
from core.bounds import tidy
from core.clock import local_day
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from factory.programme.opening_models import LONGEST_SOURCE, OpeningBatch, OpeningFigure
from factory.programme.opening_rules import OpeningFacts, faults_of
from factory.programme.queries.openings import batch_with, closed_figures, sites_of_batch
from factory.programme.queries.scope import sites_where
from factory.programme.spans import month_by_name

FIELDS = ("indicator", "split", "month", "amount", "source")


def enter_openings(*, facts: Sequence[OpeningFacts], called: str, by: Actor, at: datetime, token: str) -> int:
    """Take in opening figures, all or none; the batch's number. The same token again takes in nothing more.

    Raises RuleBroken for the first figure that cannot stand (its month has rows, is closed, or has one already), and
    NotFound where `by` may not write for its site.
    """
    require(by, "edit_openings")
    mine = sites_where(by, "edit_openings", at)
    if not {fact.site_id for fact in facts} <= mine:
        raise NotFound()
    _lock(fact.site_id for fact in facts)
    known = batch_with(token)
    if known is not None:
        return known
    if not facts:
        raise RuleBroken("amount", N_("There is no figure to take in."), N_("Write one, or choose a file."))
    for _, broken in sorted(faults_of(facts, at).items()):
        raise broken
    batch = OpeningBatch(token=token, called=tidy("sheet", called, 120), made_at=at, made_by_id=by.person_id)
    db.session.add(batch)
    db.session.flush()
    for fact in facts:
        db.session.add(_row(fact, batch.id, at))
    db.session.flush()
    _note("enter_openings", batch.id, (fact.site_id for fact in facts), by, at, FIELDS)
    return batch.id


def undo_openings(*, batch_id: int, by: Actor, at: datetime) -> int:
    """Take a whole batch out again; how many figures went. A second press takes nothing more.

    Raises RuleBroken where one of its months is closed since; NotFound for a batch with a site that is not one's own.
    """
    require(by, "edit_openings")
    sites = sites_of_batch(batch_id)
    if not sites or not sites <= sites_where(by, "edit_openings", at):
        raise NotFound()
    _lock(sites)
    batch = db.session.get(OpeningBatch, batch_id)
    if batch is None:
        raise NotFound()
    if batch.undone_at is not None:
        return 0
    closed = closed_figures(batch_id)
    if closed:
        raise RuleBroken(
            "batch",
            N_("%(number)s of these figures are of months that are closed."),
            N_("What is closed stays. Tell the difference in the report."),
            number=closed,
        )
    number = fast().run(
        "UPDATE opening_figure SET withdrawn_at = ? WHERE batch_id = ? AND withdrawn_at IS NULL",
        (at, batch_id),
    )
    batch.undone_at, batch.undone_by_id = at, by.person_id
    db.session.flush()
    _note("undo_openings", batch_id, sites, by, at, ("undone_at",))
    return number


def _row(fact: OpeningFacts, batch_id: int, at: datetime) -> OpeningFigure:
    return OpeningFigure(
        batch_id=batch_id,
        site_id=fact.site_id,
        indicator=fact.indicator,
        split=fact.split,
        month=fact.month,
        ends_on=month_by_name(fact.month).ends_on,
        amount=fact.amount,
        source=tidy("source", fact.source, LONGEST_SOURCE, is_needed=True),
        entered_on=local_day(at),
    )


def _lock(site_ids: Iterable[int]) -> None:
    """Whoever enters, undoes or closes at a site goes one after the other; SQLite has one writer anyway."""
    if not fast().is_sqlite:
        for site_id in sorted(set(site_ids)):
            fast().row("SELECT id FROM site WHERE id = ? FOR UPDATE", (site_id,))


def _note(
    verb: str, batch_id: int, sites: Iterable[int], by: Actor, at: datetime, fields: tuple[str, ...]
) -> None:
    for site_id in sorted(set(sites)):
        write_audit_line(
            verb,
            f"opening_batch:{batch_id}",
            site_id=site_id,
            at=at,
            by_id=by.person_id,
            device_id=by.device_id,
            fields=fields,
        )
