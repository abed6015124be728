"""Setting, changing and dropping targets, each with its audit line; the earlier figure is kept as history."""

from __future__ import annotations

from datetime import date, datetime

from core.access import Actor, require
from core.audit import write_audit_line
from core.db import db, hold_table
from core.errors import N_, Conflict, NotFound, RuleBroken
from factory.programme.learning import EVERY
from factory.programme.models import HIGHEST_TARGET, TARGET_SLUGS, Target
from factory.programme.queries.scope import sites_where
from factory.programme.queries.targets import overlapping, target_by_id, target_by_token
from factory.programme.spans import EARLIEST, LATEST, Span
from factory.programme.splits import splits_of


def set_target(
    *,
    indicator: str,
    number: int,
    starts_on: date,
    ends_on: date,
    site_id: int | None,
    by: Actor,
    at: datetime,
    token: str,
    replaces_id: int | None = None,
    split: str = "",
) -> Target:
    """Set a target, of a part (`split`) where one is named; the same token again returns the same row.

    Raises RuleBroken for an indicator, part, number or days that make no target, or where one stands already for these
    days; NotAllowed or NotFound where `by` may not set it for that site.
    """
    _one_at_a_time()
    known = target_by_token(token)
    if known is not None:
        return known
    _check(indicator, split, number, starts_on, ends_on)
    _check_site(by, site_id, at)
    span = Span("own", starts_on, ends_on)
    if overlapping(indicator, split, span, site_id, replaces_id):
        raise RuleBroken(
            "indicator",
            N_("There is a target for some of these days already."),
            N_("Change that target, or choose other days."),
        )
    row = Target(
        token=token,
        indicator=indicator,
        split=split,
        number=number,
        starts_on=starts_on,
        ends_on=ends_on,
        site_id=site_id,
        replaces_id=replaces_id,
        made_at=at,
        made_by_id=by.person_id,
    )
    db.session.add(row)
    db.session.flush()
    fields = ("indicator", "split", "number", "starts_on", "ends_on", "site_id")
    _audit("set_target", row, by, at, fields)
    return row


def change_target(
    *, target_id: int, number: int, starts_on: date, ends_on: date, by: Actor, at: datetime, token: str
) -> Target:
    """Replace a target by another of the same indicator, part and site; the old one ends and stays in the history."""
    _one_at_a_time()
    known = target_by_token(token)
    if known is not None:
        return known
    old = _standing(target_id)
    _check(old.indicator, old.split, number, starts_on, ends_on)
    _check_site(by, old.site_id, at)
    _end(old, "changed", by, at)
    return set_target(
        indicator=old.indicator,
        number=number,
        starts_on=starts_on,
        ends_on=ends_on,
        site_id=old.site_id,
        by=by,
        at=at,
        token=token,
        replaces_id=old.id,
        split=old.split,
    )


def drop_target(*, target_id: int, by: Actor, at: datetime) -> Target:
    """End a target without another in its place; dropping it again changes nothing.

    Raises NotFound for one that is not there, or is of a site that `by` does not steer.
    """
    row = target_by_id(target_id)
    if row is None:
        raise NotFound()
    _check_site(by, row.site_id, at)
    if row.ended_at is None:
        _end(row, "dropped", by, at)
    return row


def _one_at_a_time() -> None:
    """Two who set a target for the same days wait for one another: both would find them free. SQLite has one writer."""
    hold_table("target")


def _standing(target_id: int) -> Target:
    row = target_by_id(target_id)
    if row is None:
        raise NotFound()
    if row.ended_at is not None:
        raise Conflict(
            N_("Somebody has changed this target meanwhile."), N_("Look at the list of targets again.")
        )
    return row


def _end(row: Target, why: str, by: Actor, at: datetime) -> None:
    row.ended_at, row.ended_by_id, row.ended_why = at, by.person_id, why
    db.session.flush()
    _audit("end_target", row, by, at, ("ended_at", "ended_why"))


def _check(indicator: str, split: str, number: int, starts_on: date, ends_on: date) -> None:
    if indicator not in TARGET_SLUGS or indicator not in EVERY:
        raise RuleBroken("indicator", N_("Choose what is counted."))
    if split and split not in splits_of(indicator):
        raise RuleBroken("indicator", N_("What is counted has no part called %(said)s."), said=split)
    if not 1 <= number <= HIGHEST_TARGET:
        raise RuleBroken(
            "number", N_("A target is a whole number from 1 to %(most)s."), most=f"{HIGHEST_TARGET:,}"
        )
    if not EARLIEST <= starts_on <= LATEST or not EARLIEST <= ends_on <= LATEST:
        raise RuleBroken("starts_on", N_("Choose days between 2000 and 2100."))
    if ends_on < starts_on:
        raise RuleBroken("ends_on", N_("The last day must not be before the first."))


def _check_site(by: Actor, site_id: int | None, at: datetime) -> None:
    """A coordinator of any site may set what all sites are to reach, and their own site's share of it."""
    require(by, "edit_targets")
    if site_id is not None and site_id not in sites_where(by, "edit_targets", at):
        raise NotFound()


def _audit(verb: str, row: Target, by: Actor, at: datetime, fields: tuple[str, ...]) -> None:
    write_audit_line(
        verb,
        f"target:{row.id}",
        site_id=row.site_id or by.site_id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
        fields=fields,
    )
