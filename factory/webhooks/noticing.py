"""What happened and is to be told: each event once for each subscriber, as facts without a person in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from core.clock import local_day
from core.db import as_day, as_instant, as_json_text, fast
from core.ids import new_client_id
from factory.webhooks.models import EVENTS
from factory.webhooks.queries import LiveHook, live_hooks

LOOKS_BACK: Final = timedelta(days=2)
"""How long after something was recorded it is still noticed: longer than a paused clockwork, far under what is kept."""
Happened = list[tuple[str, dict[str, Any]]]
"""(subject, facts): the subject is the same each time the same thing is found."""


def notice(at: datetime) -> int:
    """Put what happened lately into the outbox of each live subscriber; returns how much. Commits nothing."""
    count = 0
    for hook in live_hooks():
        since = max(hook.since, at - LOOKS_BACK)
        for event in EVENTS:
            if event in hook.events:
                found = FOUND[event](hook.site_id, since)
                count += sum(_put(hook, event, subject, facts, at) for subject, facts in found)
    return count


def _put(hook: LiveHook, event: str, subject: str, facts: dict[str, Any], at: datetime) -> int:
    return fast().run(
        "INSERT INTO webhook_delivery (public_id, webhook_id, event, subject, facts, state, attempts, made_at, due_at, "
        "fault) VALUES (?, ?, ?, ?, ?, 'waiting', 0, ?, ?, '') ON CONFLICT (webhook_id, event, subject) DO NOTHING",
        (new_client_id(), hook.id, event, subject, as_json_text(facts), at, at),
    )


def _pieces(site_id: int, since: datetime) -> Happened:
    rows = fast().rows(
        "SELECT p.code, r.life, p.category, p.grams, r.destination, r.released_on FROM release r "
        "JOIN piece_event e ON e.id = r.event_id JOIN piece p ON p.id = r.piece_id "
        "WHERE e.site_id = ? AND e.received_at >= ? AND p.is_practice = ? "
        "AND NOT EXISTS (SELECT 1 FROM event_verdict v WHERE v.event_id = e.id) ORDER BY e.received_at, e.id",
        (site_id, since, False),
    )
    return [
        (
            f"{row[0]}/{row[1]}",
            {
                "code": row[0],
                "life": row[1],
                "category": row[2],
                "kg": round(row[3] / 1000, 3),
                "destination": row[4],
                "day": as_day(row[5]).isoformat(),
            },
        )
        for row in rows
    ]


def _runs(site_id: int, since: datetime) -> Happened:
    rows = fast().rows(
        "SELECT r.number, v.title, r.state_at FROM run r JOIN course_version v ON v.id = r.version_id "
        "WHERE r.site_id = ? AND r.state NOT IN ('draft', 'open', 'closed', 'running', 'cancelled') "
        "AND r.state_at >= ? ORDER BY r.state_at, r.id",
        (site_id, since),
    )
    return [
        (row[0], {"run": row[0], "title": row[1], "day": local_day(as_instant(row[2])).isoformat()})
        for row in rows
    ]


def _makeovers(site_id: int, since: datetime) -> Happened:
    rows = fast().rows(
        "SELECT m.code, m.kind, o.signed_on FROM makeover_sign_off o JOIN makeover m ON m.id = o.makeover_id "
        "WHERE m.site_id = ? AND o.at >= ? AND o.outcome <> 'refused' ORDER BY o.id",
        (site_id, since),
    )
    return [(row[0], {"makeover": row[0], "kind": row[1], "day": as_day(row[2]).isoformat()}) for row in rows]


def _months(site_id: int, since: datetime) -> Happened:
    rows = fast().rows(
        "SELECT month, closed_on FROM period WHERE site_id = ? AND closed_at >= ? ORDER BY month",
        (site_id, since),
    )
    return [(row[0], {"month": row[0], "closed_on": as_day(row[1]).isoformat()}) for row in rows]


def _machines(site_id: int, since: datetime) -> Happened:
    rows = fast().rows(
        "SELECT s.id, m.code, m.name, s.state, s.starts_at FROM machine_state s JOIN machine m ON m.id = s.machine_id "
        "WHERE m.site_id = ? AND s.starts_at >= ? AND s.state = 'out_of_order' ORDER BY s.id",
        (site_id, since),
    )
    return [
        (
            f"{row[1]}/{row[0]}",
            {"machine": row[1], "name": row[2], "state": row[3], "since": as_instant(row[4]).isoformat()},
        )
        for row in rows
    ]


FOUND: Final[dict[str, Callable[[int, datetime], Happened]]] = {
    "piece_released": _pieces,
    "run_completed": _runs,
    "makeover_signed_off": _makeovers,
    "month_closed": _months,
    "machine_out_of_service": _machines,
}
