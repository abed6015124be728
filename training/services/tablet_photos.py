"""Photos of evidence from tablets: kept once, then found by the decision that names them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.db import db
from core.errors import N_, Conflict, RuleBroken
from core.ids import read_client_id
from training.models.tablet_photos import TabletPhoto


def keep_tablet_photo(
    *, photo_id: str, digest: str, sha256: str, site_id: int, device_id: int, at: datetime
) -> TabletPhoto:
    """Note that a photo arrived; the same again changes nothing. Raises Conflict for another under the same id."""
    if read_client_id(photo_id) != photo_id:
        raise RuleBroken("photo", N_("There is no photo in it."), N_("Take it again."))
    row = db.session.get(TabletPhoto, photo_id)
    if row is None:
        row = TabletPhoto(
            id=photo_id, digest=digest, sha256=sha256, site_id=site_id, device_id=device_id, received_at=at
        )
        db.session.add(row)
        db.session.flush()
    elif row.digest != digest:
        raise Conflict(N_("Another photo came under this number."), N_("Take it again."))
    return row


def photo_named(told: Any, site_id: int) -> str:
    """The hash of the photo that an event names by its id and the digest of its sealed bytes; "" where it names none.

    The event is proven by a card, and the digest binds the photo to it. Raises RuleBroken while it has not arrived.
    """
    if not isinstance(told, Mapping):
        return ""
    row = db.session.get(TabletPhoto, str(told.get("id")))
    if row is None or row.site_id != site_id or row.digest != told.get("digest"):
        raise RuleBroken(
            "photo",
            N_("Its photo has not arrived yet."),
            N_("It comes from the tablet that took it, when that has a network."),
        )
    return row.sha256
