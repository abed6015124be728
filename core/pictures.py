"""Pictures and the rows that name them: stored before the transaction, gone again where no row names them after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from core.db import fast
from core.errors import NotFound
from core.files import StoredPhoto, delete_photo, photo_path, store_photo

KEEPERS: Final = (
    ("criterion_decision", "photo"),
    ("fault_photo", "sha256"),
    ("makeover_photo", "sha256"),
    ("offer_photo", "sha256"),
    ("paper_scan", "sha256"),
    ("photo", "sha256"),
    ("prior_claim", "photo"),
    ("tablet_photo", "sha256"),
)
"""Every column of the house that names a picture of the store, as text: a room that sleeps still keeps its own."""


class Shelf:
    """The pictures that one write brings."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[str, tuple[bytes, int]] = {}

    def keep(self, data: bytes) -> StoredPhoto:
        """Store a picture for the transaction to come. Raises RuleBroken for what is none, as `store_photo` does."""
        stored = store_photo(data, self._folder)
        self._kept[stored.sha256] = (data, self._time_of(stored.sha256))
        return stored

    def keep_if_any(self, data: bytes) -> StoredPhoto | None:
        """As `keep`; None where nothing was sent."""
        return self.keep(data) if data else None

    def settle(self) -> None:
        """After the transaction: what a row names is there; what none names goes, but not what another just brought."""
        for sha256, (data, time) in self._kept.items():
            if is_named(sha256):
                if not self._time_of(sha256):  # another's refusal took the same picture away in between
                    store_photo(data, self._folder)
            elif self._time_of(sha256) == time:
                delete_photo(self._folder, sha256)

    def _time_of(self, sha256: str) -> int:
        """When the file was last brought, in nanoseconds; 0 where it is not there."""
        try:
            return photo_path(self._folder, sha256).stat().st_mtime_ns
        except (NotFound, FileNotFoundError):
            return 0


@contextmanager
def picture_shelf(folder: Path) -> Iterator[Shelf]:
    """Where a request puts its pictures, around its transaction. What a crash leaves, the clockwork sweeps up."""
    shelf = Shelf(folder)
    try:
        yield shelf
    except BaseException:
        with suppress(
            Exception
        ):  # what was refused is told, not what the tidying met: the sweep finds the file
            shelf.settle()
        raise
    shelf.settle()


@contextmanager
def stored_pictures(found: Iterable[bytes], folder: Path) -> Iterator[list[StoredPhoto]]:
    """Store pictures for the transaction within, on a shelf of their own."""
    with picture_shelf(folder) as shelf:
        yield [shelf.keep(data) for data in found]


def delete_unnamed(hashes: Iterable[str], folder: Path) -> None:
    """After the commit: delete the pictures that no row names any more. Safe to repeat."""
    for sha256 in hashes:
        if not is_named(sha256):
            delete_photo(folder, sha256)


def is_named(sha256: str) -> bool:
    """Whether any row of the house names this picture."""
    return any(
        fast().row(f"SELECT 1 FROM {table} WHERE {column} = ? AND {column} <> '' LIMIT 1", (sha256,))
        for table, column in KEEPERS
    )
