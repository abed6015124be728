"""Files of the store that no row names: what a crash or a refusal left behind, found and deleted after a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from core.db import db
from core.files import wipe_file
from factory.store import NAMED_IN, ending_of, named

LEFT_ALONE: Final = timedelta(days=1)
"""A file younger than this may belong to a request that is still on its way."""
DRAFT: Final = ".part"
EVERY_PART: Final = tuple(f"{number:02x}" for number in range(256))
"""The folders of the store, by the first two letters of the hashes in them."""
AN_HOUR: Final = 11
"""Folders looked through in an hour: 24 times that is more than all."""


def parts_of_the_hour(at: datetime) -> tuple[str, ...]:
    """The folders whose turn it is in this hour of the day: each once a day."""
    return EVERY_PART[at.hour * AN_HOUR : (at.hour + 1) * AN_HOUR]


def leftovers(folder: Path, at: datetime, parts: Iterable[str] = EVERY_PART) -> list[Path]:
    """The files below `parts` of a store that are older than a day at `at` and that no row names. Changes nothing."""
    return [path for part in parts for path in _of_part(folder / part, part, at)]


def sweep_leftovers(folder: Path, at: datetime, parts: Iterable[str] = EVERY_PART) -> list[Path]:
    """Delete them; what was brought again since they were found stays. Safe to repeat and to cut short."""
    gone = []
    for path in leftovers(folder, at, parts):
        if _is_old(path, at):
            wipe_file(path)
            gone.append(path)
    return gone


def _of_part(folder: Path, part: str, at: datetime) -> Iterator[Path]:
    old = [path for path in sorted(folder.glob("*/*")) if _is_old(path, at)]
    if not old:
        return
    kept: dict[str, set[str]] = {}
    for path in old:
        sha256, ending = path.name.partition(".")[0], ending_of(path.name)
        if not sha256 and ending.endswith(DRAFT):
            yield path
        elif ending in NAMED_IN:
            if ending not in kept:
                kept[ending] = named(ending, part)
                db.session.rollback()
            if sha256 not in kept[ending]:
                yield path


def _is_old(path: Path, at: datetime) -> bool:
    try:
        return path.is_file() and path.stat().st_mtime < (at - LEFT_ALONE).timestamp()
    except FileNotFoundError:
        return False
