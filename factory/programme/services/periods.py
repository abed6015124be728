"""Closing months at sites: their figures freeze for good; and listing what came to light about closed months."""

from __future__ import annotations

from datetime import datetime

from core.access import Actor, require
from core.audit import write_audit_line
from core.clock import local_day
from core.db import db, hold_table
from core.errors import NotFound
from factory.programme.learning import EVERY
from factory.programme.period_models import Adjustment, FrozenCell, LateLook, Period
from factory.programme.queries.fresh import CellKey, fresh_cells
from factory.programme.queries.periods import (
    closed_with,
    late_truths,
    open_until,
    refusal,
    refusal_until,
    version_of,
)
from factory.programme.queries.scope import sites_where
from factory.programme.rules_told import rules_in_force
from factory.programme.spans import Span, month_by_name
from factory.skills.services import count_pairs


def close_month(*, month: str, site_ids: tuple[int, ...], by: Actor, at: datetime, token: str) -> int:
    """Close a month at sites: its figures freeze as they are counted now; how many sites were closed.

    The same token again closes nothing more. Raises RuleBroken for a month that is not over or whose turn it is not
    yet; NotAllowed or NotFound where `by` may not close it.
    """
    _begin(site_ids, by, at)
    wanted = [site_id for site_id in sorted(site_ids) if not closed_with(token, site_id, month)]
    if not wanted:
        return 0
    refused = refusal(month, wanted, at)
    if refused is not None:
        raise refused
    count_pairs()
    list_late_truths(at=at)
    fresh = fresh_cells(month_by_name(month), at)
    for site_id in wanted:
        _close(month, site_id, fresh, by, at, token)
    return len(wanted)


def close_until(*, month: str, site_ids: tuple[int, ...], by: Actor, at: datetime, token: str) -> int:
    """Close at each site every open month up to and with `month`, all in one go; how many months of sites were closed.

    Every month freezes as it is counted now, after one look for late truths. The same token again closes nothing more.
    Raises RuleBroken for a month that is not over or where nothing is open up to it; NotAllowed or NotFound where `by`
    may not close it.
    """
    _begin(site_ids, by, at)
    if any(closed_with(token, site_id, month) for site_id in site_ids):
        return 0
    wanted = open_until(month, site_ids, at)
    refused = refusal_until(month, wanted, at)
    if refused is not None:
        raise refused
    count_pairs()
    list_late_truths(at=at)
    first = min(min(months) for months in wanted.values())
    fresh = fresh_cells(Span("own", month_by_name(first).starts_on, month_by_name(month).ends_on), at)
    for site_id, months in sorted(wanted.items()):
        for one in months:
            _close(one, site_id, fresh, by, at, token)
    return sum(len(months) for months in wanted.values())


def list_late_truths(*, at: datetime) -> int:
    """Write down as adjustments, found today, what is counted otherwise in closed months by now; how many there are.

    A second look finds nothing more.
    """
    one_at_a_time()
    found = late_truths(at)
    for late in found:
        db.session.add(
            Adjustment(
                **late.key._asdict(),
                amount=late.amount,
                rule_version=late.rule_version,
                found_on=late.found_on,
                found_at=at,
            )
        )
    db.session.add(LateLook(day=local_day(at), at=at, found=len(found)))
    db.session.flush()
    return len(found)


def _begin(site_ids: tuple[int, ...], by: Actor, at: datetime) -> None:
    require(by, "close_periods")
    if not site_ids or not set(site_ids) <= sites_where(by, "close_periods", at):
        raise NotFound()
    one_at_a_time()


def one_at_a_time() -> None:
    """Who closes and who looks for late truths go one after the other; SQLite has one writer anyway.

    No site's row is locked for it: whoever writes a fact of that site meanwhile is not held up, and cannot be waited
    for in a ring.
    """
    hold_table("adjustment")


def _close(month: str, site_id: int, fresh: dict[CellKey, int], by: Actor, at: datetime, token: str) -> None:
    ends_on = month_by_name(month).ends_on
    row = Period(
        token=token,
        site_id=site_id,
        month=month,
        ends_on=ends_on,
        closed_on=local_day(at),
        closed_at=None,
        closed_by_id=by.person_id,
    )
    db.session.add(row)
    db.session.flush()
    cells = {CellKey(slug, month, site_id, "", ""): 0 for slug in EVERY}
    cells |= {key: amount for key, amount in fresh.items() if (key.month, key.site_id) == (month, site_id)}
    rules = rules_in_force()
    for key, amount in cells.items():
        db.session.add(
            FrozenCell(
                period_id=row.id,
                **key._asdict(),
                amount=amount,
                rule_version=version_of(key.indicator, month, rules),
            )
        )
    db.session.flush()
    row.closed_at = at
    db.session.flush()
    write_audit_line(
        "close_month",
        f"period:{row.id}",
        site_id=site_id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
        fields=("closed_at",),
    )
