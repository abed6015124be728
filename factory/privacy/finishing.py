"""After an erasure holds: its files go, the ledger learns of it, the freed bytes are written over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.clips import delete_clip
from core.clock import iso
from core.config import Settings
from core.db import db, fast, transaction
from core.merges import all_of
from core.pictures import delete_unnamed
from factory.leftovers import sweep_leftovers
from factory.monitoring.services import forget_answers
from factory.privacy.erased import Erased
from factory.privacy.ledger import write_ledger
from factory.privacy.scrubbing import scrub


@dataclass(frozen=True)
class Finished:
    """`is_scrubbed`: the bytes are written over; else the next minute does it. `older`: files that still hold them."""

    is_scrubbed: bool
    older: tuple[Path, ...]


def finish_erasure(done: Erased, settings: Settings, *, at: datetime) -> Finished:
    """Delete the files of an erasure, write the ledger and write over what was freed. Safe to repeat."""
    delete_unnamed(done.photos, settings.photo_folder)
    for sha256 in done.clips:
        delete_clip(settings.photo_folder, sha256)
    _forget_monitoring(done.number, settings)
    write_ledger(settings)
    db.session.rollback()
    return Finished(scrub(settings, at=at), older_copies(settings, at=at))


def finish_late(settings: Settings, *, at: datetime) -> bool:
    """Finish erasures after which the house stopped, or the file was busy; False where it is busy still.

    Photos and recordings that it did not come to delete are found as files that no row names: those older than a day.
    """
    sweep_leftovers(settings.photo_folder, at)
    forget_late(settings)
    write_ledger(settings)
    db.session.rollback()
    return scrub(settings, at=at)


def forget_late(settings: Settings) -> None:
    """Delete the answers of everybody whose erasure is not finished yet."""
    late = [row[0] for row in fast().rows("SELECT number FROM erasure WHERE scrubbed_at IS NULL ORDER BY id")]
    db.session.rollback()
    for number in late:
        _forget_monitoring(number, settings)


def _forget_monitoring(number: str, settings: Settings) -> None:
    """Delete what they said for the programme's sums: only the house's secret leads there, so it is done here."""
    with transaction():
        row = fast().row("SELECT id FROM person WHERE number = ?", (number,))
        for person_id in all_of(row[0]) if row is not None else ():
            forget_answers(person_id=person_id, secrets=settings.every_secret_key)


def older_copies(settings: Settings, *, at: datetime) -> tuple[Path, ...]:
    """Backups, and data moved aside by a restore, from before `at`: they hold the person until they are deleted."""
    stamp = iso(at).replace("-", "").replace(":", "").replace(".", "")
    backups = [path for path in settings.backups.glob("eco-*.zip") if path.stem[4:] < stamp]
    aside = [
        path
        for path in settings.instance_folder.glob("before-restore-*")
        if path.name[len("before-restore-") :] < stamp
    ]
    return tuple(sorted([*backups, *aside]))
