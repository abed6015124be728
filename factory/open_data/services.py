"""Making and ending keys of the open API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from core.access import Actor, require
from core.audit import write_audit_line
from core.bounds import tidy
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from core.ids import new_token, proof_key
from factory.open_data.declared import SCOPES
from factory.open_data.keys import key_by_token
from factory.open_data.models import OpenKey

MOST_KEYS: Final = 50
SHOWN: Final = 6
KEPT: Final = timedelta(days=365)
"""How long the list still knows that a key was ended."""
PREFIX: Final = "eco_"


def make_key(*, name: str, scopes: Sequence[str], by: Actor, at: datetime, token: str) -> str:
    """A new key; it is kept as a hash and cannot be shown again. "" for a token that made one already.

    Raises RuleBroken without a name or a known scope, or where there are too many keys.
    """
    require(by, "edit_keys")
    if key_by_token(token) is not None:
        return ""
    chosen = [scope for scope in SCOPES if scope in scopes]
    if not chosen or len(chosen) != len(set(scopes)):
        raise RuleBroken("scopes", N_("Choose what the key opens."))
    live = fast().row("SELECT COUNT(*) FROM open_key WHERE site_id = ? AND ended_at IS NULL", (by.site_id,))
    if live is not None and live[0] >= MOST_KEYS:
        raise RuleBroken("name", N_("There are %(most)s keys already."), N_("End one first."), most=MOST_KEYS)
    secret = PREFIX + new_token()
    row = OpenKey(
        token=token,
        site_id=by.site_id,
        name=tidy("name", name, 80, is_needed=True),
        scopes=chosen,
        key_hash=proof_key(secret),
        shown=secret[: len(PREFIX) + SHOWN],
        made_at=at,
        made_by_id=by.person_id,
    )
    db.session.add(row)
    db.session.flush()
    _note("make_key", row, by, at, ("name", "scopes"))
    return secret


def end_key(*, key_id: int, by: Actor, at: datetime) -> None:
    """End a key: its next question is refused. A second press changes nothing. Raises NotFound for another site's."""
    require(by, "edit_keys")
    row = db.session.get(OpenKey, key_id)
    if row is None or row.site_id != by.site_id:
        raise NotFound()
    if row.ended_at is None:
        row.ended_at = at
        db.session.flush()
        _note("end_key", row, by, at, ("ended_at",))


def forget_ended_keys(*, at: datetime) -> int:
    """Delete keys that were ended long ago; returns how many. In the caller's transaction."""
    return fast().run("DELETE FROM open_key WHERE ended_at < ?", (at - KEPT,))


def _note(verb: str, row: OpenKey, by: Actor, at: datetime, fields: tuple[str, ...]) -> None:
    write_audit_line(
        verb,
        f"key:{row.id}",
        site_id=row.site_id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
        fields=fields,
    )
