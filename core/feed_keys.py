"""Secret addresses of calendar feeds, whichever room's: made, shown once and kept as a hash, ended, forgotten.

Each room keeps its own table of them, which says whose a feed is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select

from core.access import Actor
from core.audit import write_audit_line
from core.db import db
from core.ids import new_token, proof_key

MOST_KEYS: Final = 10
"""Live addresses of one person, of one thing, of one site."""
KEYS_KEPT: Final = timedelta(days=365)
"""How long a table still knows that an address was ended."""


def live_keys(model: Any, *where: ColumnElement[bool]) -> int:
    """How many addresses of a table that fit still work."""
    found = select(func.count()).select_from(model).where(model.ended_at.is_(None), *where)
    return int(db.session.scalar(found) or 0)


def make_key(*, model: Any, by: Actor, kind: str, at: datetime, **whose: int | None) -> str:
    """A new secret address in a table. It is kept as a hash: it cannot be shown again."""
    secret = new_token()
    row = model(key_hash=proof_key(secret), kind=kind, site_id=by.site_id, made_at=at, **whose)
    db.session.add(row)
    db.session.flush()
    _note("make_calendar_key", row, by, at, ("kind",))
    return secret


def end_key_row(*, row: Any, by: Actor, at: datetime) -> None:
    """End an address: from now on it answers as if it had never been. A second press changes nothing."""
    if row.ended_at is None:
        row.ended_at = at
        db.session.flush()
        _note("end_calendar_key", row, by, at, ("ended_at",))


def _note(verb: str, row: Any, by: Actor, at: datetime, fields: Sequence[str]) -> None:
    subject = f"{row.__tablename__.removesuffix('_key')}:{row.id}"
    write_audit_line(
        verb, subject, site_id=by.site_id, at=at, by_id=by.person_id, device_id=by.device_id, fields=fields
    )
