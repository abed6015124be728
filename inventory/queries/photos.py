"""Reads of photos: one by its id, and the hashes of all that are kept."""

from __future__ import annotations

from dataclasses import dataclass

from core.db import fast


@dataclass(frozen=True)
class KeptPhoto:
    """Where a photo's bytes are, whose it is, and whether anybody may see it."""

    sha256: str
    code: str
    is_public: bool


def photo_of(photo_id: str) -> KeptPhoto | None:
    """The photo, if its bytes are here. Public: approved, of a piece that has been released in that life."""
    row = fast().row(
        "SELECT f.sha256, p.code, f.approved_at, f.life < p.life OR p.stage = 'released' FROM photo f "
        "JOIN piece p ON p.id = f.piece_id WHERE f.id = ? AND f.sha256 <> ''",
        (photo_id,),
    )
    return KeptPhoto(row[0], row[1], row[2] is not None and bool(row[3])) if row else None
