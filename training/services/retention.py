"""What training forgets in time, by the clocks of `docs/columns.csv`; each erasure with its audit line, counts stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from core.access import system_actor
from core.db import as_json_text, fast
from core.feed_keys import KEYS_KEPT
from training.services.noting import note
from training.words import LIVE_BOOKING, sql_list

NEEDS_KEPT: Final = timedelta(days=92)
"""Needs go three months after the learner's last class, or after they were told where there was none."""
RECORDS_KEPT: Final = timedelta(days=365)
"""What a body asks goes when the body has answered, else a year after the last class."""
ROWS_KEPT: Final = timedelta(days=14)
"""Rows of a spreadsheet that nobody closed."""
TOLD_KEPT: Final = timedelta(days=365)
"""Messages after they were told."""
MOST_AT_ONCE: Final = 200
"""Learners in one go, so that a tablet never waits long for the write lock."""

_LIVE: Final = (
    f"EXISTS (SELECT 1 FROM booking b WHERE b.person_id = p.id AND b.state IN ({sql_list(LIVE_BOOKING)}))"
)
_CLASS_SINCE: Final = (
    "EXISTS (SELECT 1 FROM booking b JOIN course_class k ON k.run_id = b.run_id WHERE b.person_id = p.id "
    "AND b.state NOT IN ('declined', 'offer_expired', 'cancelled_by_learner', 'cancelled_by_centre') "
    "AND k.cancelled_at IS NULL AND k.ends_at > ?)"
)
_OPEN: Final = (
    "EXISTS (SELECT 1 FROM registration g WHERE g.person_id = p.id AND g.state IN ('pending', 'sent', 'registered') "
    "AND (NOT EXISTS (SELECT 1 FROM rac_line l WHERE l.registration_id = g.id) OR EXISTS (SELECT 1 FROM rac_line l "
    "WHERE l.registration_id = g.id AND l.is_achieved AND (l.result IS NULL OR l.result = 'query'))))"
)
_REGISTERED: Final = "EXISTS (SELECT 1 FROM registration g WHERE g.person_id = p.id)"


def purge_training(at: datetime) -> int:
    """Erase what has had its time; how much went. In the caller's transaction; again at once it finds nothing."""
    return _needs(at) + _records(at) + _rows(at) + _keys(at) + _told(at)


def _needs(at: datetime) -> int:
    before = at - NEEDS_KEPT
    due = fast().rows(
        "SELECT p.id, p.number, p.home_site_id FROM learner_needs d JOIN person p ON p.id = d.person_id "
        f"WHERE d.changed_at < ? AND NOT {_LIVE} AND NOT {_CLASS_SINCE} ORDER BY p.id LIMIT {MOST_AT_ONCE}",
        (before, before),
    )
    return sum(_erase("learner_needs", "needs", row, at) for row in due)


def _records(at: datetime) -> int:
    """ULN and what a body asks: both go together, once nobody waits for an answer any more."""
    before, gone = at - RECORDS_KEPT, 0
    for table, part in (("learner_record", "record"), ("learner_number", "uln")):
        due = fast().rows(
            f"SELECT p.id, p.number, p.home_site_id FROM {table} d JOIN person p ON p.id = d.person_id "
            f"WHERE NOT {_OPEN} AND NOT {_LIVE} AND ({_REGISTERED} OR (d.changed_at < ? AND NOT {_CLASS_SINCE})) "
            f"ORDER BY p.id LIMIT {MOST_AT_ONCE}",
            (before, before),
        )
        gone += sum(_erase(table, part, row, at) for row in due)
    return gone


def _erase(table: str, part: str, row: Sequence[Any], at: datetime) -> int:
    person_id, number, site_id = row
    fast().run(f"DELETE FROM {table} WHERE person_id = ?", (person_id,))
    note("purge_learner", f"learner:{number}", system_actor(site_id), at, (part, "because:not_needed"))
    return 1


def _rows(at: datetime) -> int:
    """Close spreadsheets that somebody left open, those of units too: rows are here while somebody works on them."""
    empty = as_json_text([])
    cast = "" if fast().is_sqlite else "::jsonb"
    return fast().run(
        f"UPDATE training_import SET state = 'closed', closed_at = ?, header = ?{cast}, rows = ?{cast}, "
        f"dropped = ?{cast}, settings = ?{cast} WHERE state = 'open' AND made_at < ?",
        (at, empty, empty, empty, "{}", at - ROWS_KEPT),
    )


def _keys(at: datetime) -> int:
    return fast().run("DELETE FROM calendar_key WHERE ended_at < ?", (at - KEYS_KEPT,))


def _told(at: datetime) -> int:
    return fast().run("DELETE FROM outbox_message WHERE ended_at < ?", (at - TOLD_KEPT,))
