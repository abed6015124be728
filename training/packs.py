"""The shape of a pack for external quality assurance: its tables and photos, and how much it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.errors import N_, RuleBroken

MOST_PHOTO_BYTES: Final = 200 * 1024 * 1024
"""What the photos of one pack take at most: about seven hundred, and a file that a body's mailbox of today takes."""

Row = tuple[str, ...]


@dataclass(frozen=True)
class PackTable:
    """One table of the pack: its file, what it says, its head line and rows."""

    name: str
    what: str
    head: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Pack:
    """A pack before it is written."""

    title: str
    run_number: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[PackTable, ...]
    photos: tuple[tuple[str, str], ...] = ()
    """Each photo as (its hash in the store, its name in the pack)."""


def check_weight(weight: int) -> None:
    """Raises RuleBroken where the photos of a pack are more than one file should hold."""
    if weight > MOST_PHOTO_BYTES:
        raise RuleBroken(
            "photos",
            N_("The photos take %(size)s MB, and one pack holds %(most)s MB."),
            N_("Save the pack without photos, or ask the verifier in to chosen work."),
            size=weight // 1024 // 1024,
            most=MOST_PHOTO_BYTES // 1024 // 1024,
        )
