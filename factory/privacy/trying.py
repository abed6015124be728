"""An erasure done, or done and taken back in the same breath, to see exactly what it would do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.access import Actor
from core.db import transaction
from factory.privacy.erased import Erased
from factory.privacy.services.erasing import erase_person
from factory.privacy.services.purging import Purged, purge


def purge_now(*, at: datetime) -> Purged:
    """Purge in a transaction of its own."""
    with transaction():
        return purge(at=at)


def purge_tried(*, at: datetime) -> Purged:
    """What a purge would do; nothing is changed."""
    done: list[Purged] = []
    try:
        with transaction():
            done.append(purge(at=at))
            raise _OnlyTried
    except _OnlyTried:
        return done[0]


class _OnlyTried(Exception):
    """Rolls a trial back."""


def erase_now(
    *, by: Actor, person_id: int, at: datetime, secrets: Sequence[str] = (), is_again: bool = False
) -> Erased:
    """Erase in a transaction of its own; `secrets` and `is_again` as in `erase_person`."""
    with transaction():
        return erase_person(by=by, person_id=person_id, at=at, secrets=secrets, is_again=is_again)


def erase_tried(*, by: Actor, person_id: int, at: datetime, secrets: Sequence[str] = ()) -> Erased:
    """What an erasure would do; nothing is changed."""
    done: list[Erased] = []
    try:
        with transaction():
            done.append(erase_person(by=by, person_id=person_id, at=at, secrets=secrets))
            raise _OnlyTried
    except _OnlyTried:
        return done[0]
