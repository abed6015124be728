"""Erasures made after a backup, made again on what comes out of it, before anybody sees it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core.access import system_actor
from core.clips import delete_clip
from core.config import Settings
from core.db import db, fast, transaction
from core.merges import merged_into
from core.pictures import delete_unnamed
from factory.privacy.finishing import forget_late
from factory.privacy.scrubbing import scrub
from factory.privacy.trying import erase_now
from factory.van.services.forgetting import forget_offers_again


def unknown_here(known: Mapping[str, datetime]) -> dict[str, datetime]:
    """Those of a ledger whom this database still holds: number → when they were erased."""
    erased = {row[0] for row in fast().rows("SELECT number FROM erasure")}
    here = {row[0] for row in fast().rows("SELECT number FROM person")}
    db.session.rollback()
    return {number: at for number, at in known.items() if number in here - erased}


def erase_again(settings: Settings, known: Mapping[str, datetime], *, at: datetime) -> list[str]:
    """Erase everybody of the ledger whom the current app's database still holds, files and bytes too.

    `settings` are those of that database. Gives their numbers; safe to repeat.
    """
    gone = sorted(unknown_here(known))
    for number in gone:
        row = fast().row("SELECT id, home_site_id FROM person WHERE number = ?", (number,))
        into = merged_into(row[0]) if row else None
        db.session.rollback()
        if row is None:
            continue
        done = erase_now(
            by=system_actor(row[1]),
            person_id=into or row[0],
            at=at,
            secrets=settings.every_secret_key,
            is_again=True,
        )
        delete_unnamed(done.photos, settings.photo_folder)
        for sha256 in done.clips:
            delete_clip(settings.photo_folder, sha256)
    with transaction():
        offers, pictures = forget_offers_again(known=known, at=at)
    delete_unnamed(pictures, settings.photo_folder)
    forget_late(settings)
    scrub(settings, at=at)
    return [*gone, *offers]
