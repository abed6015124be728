"""The words of messages about makeovers and the van: who should be back and did not say that they left."""

from __future__ import annotations

from datetime import datetime

from flask_babel import format_datetime, gettext

from core.clock import SITE_ZONE, zone
from core.db import as_instant, fast
from factory.outbox.queries import Waiting

MAKEOVER_KINDS = ("makeover_overdue", "van_overdue")
_WHO = (
    "SELECT COALESCE(n.called, p.number), d.ends_at FROM person p LEFT JOIN person_name n ON n.person_id = p.id "
    "JOIN makeover_day d ON d.id = ? WHERE p.number = ?"
)


_VAN = (
    "SELECT COALESCE(n.called, ''), d.due_at FROM delivery d LEFT JOIN person_name n ON n.person_id = d.driver_id "
    "WHERE d.number = ?"
)


def makeover_words(message: Waiting) -> tuple[str, str]:
    """The subject and the text of a message about a makeover. Names a person and a code, never an address."""
    facts = message.facts
    if message.kind == "van_overdue":
        return _van_words(str(facts.get("delivery", "")))
    row = fast().row(_WHO, (int(facts.get("day") or 0), str(facts.get("person", ""))))
    who, since = (row[0], as_instant(row[1])) if row else ("", None)
    when = _time(since)
    code = str(facts.get("makeover", ""))
    return (
        gettext("Not back yet: %(who)s", who=who),
        gettext(
            "%(who)s should be back from the makeover %(code)s since %(when)s and did not press Left. Call them.",
            who=who,
            code=code,
            when=when,
        ),
    )


def _van_words(number: str) -> tuple[str, str]:
    row = fast().row(_VAN, (number,))
    who, since = (row[0], as_instant(row[1])) if row else ("", None)
    return (
        gettext("The van is overdue: %(number)s", number=number),
        gettext(
            "Nobody has said that the van left the delivery %(number)s; it was due away at %(when)s. Call %(who)s.",
            number=number,
            when=_time(since),
            who=who or gettext("the driver"),
        ),
    )


def _time(moment: datetime | None) -> str:
    return format_datetime(moment.astimezone(zone(SITE_ZONE)), "HH:mm") if moment else ""
