"""Choosing by which rule learners count as trained. Who may, and from which month, is for the programme to say."""

from __future__ import annotations

from datetime import date, datetime

from core.access import Actor, require
from core.audit import write_audit_line
from core.db import fast
from training.queries.trained_rules import choice_with

FIELDS = ("indicator", "way", "starts_on")


def write_trained_rule(
    *, indicator: str, way: str, starts_on: date, by: Actor, at: datetime, token: str
) -> int:
    """Write a choice down; its id. The same token again writes nothing more. NotAllowed where `by` may not choose."""
    require(by, "edit_targets")
    known = choice_with(token)
    if known is not None:
        return known
    fast().run(
        "INSERT INTO trained_rule (token, indicator, way, starts_on, decided_at, decided_by_id) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (token, indicator, way, starts_on, at, by.person_id),
    )
    number = choice_with(token) or 0
    write_audit_line(
        "choose_trained_rule",
        f"trained_rule:{number}",
        site_id=by.site_id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
        fields=FIELDS,
    )
    return number
