"""Pictures and the rows that name them: stored before the transaction, deleted after it where no row names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.db import fast
from core.files import StoredPhoto, delete_photo, store_photo
from factory.tablet_photos import KEEPERS


@contextmanager
def stored_pictures(found: Iterable[bytes], folder: Path) -> Iterator[list[StoredPhoto]]:
    """Store pictures for the transaction within; what no row names after it, because it was refused, goes again.

    Raises RuleBroken for whatever is no picture, as `store_photo` does.
    """
    stored: list[StoredPhoto] = []
    try:
        for data in found:
            stored.append(store_photo(data, folder))
        yield stored
    finally:
        delete_unnamed([one.sha256 for one in stored], folder)


def delete_unnamed(hashes: Iterable[str], folder: Path) -> None:
    """After the commit: delete the pictures that no row names any more. Safe to repeat."""
    for sha256 in hashes:
        if not is_named(sha256):
            delete_photo(folder, sha256)


def is_named(sha256: str) -> bool:
    """Whether any row of the house names this picture."""
    return any(
        fast().row(f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1", (sha256,))
        for table, column in (*KEEPERS, ("tablet_photo", "sha256"))
    )
