"""Photos of pieces: the bytes are re-encoded outside the write, the row is written inside it, by the tablet's id."""

from __future__ import annotations

from datetime import datetime

from core.access import Actor, require
from core.audit import write_audit_line
from core.db import fast
from core.errors import N_, Conflict, NotFound, RuleBroken
from core.files import StoredPhoto
from core.ids import read_client_id, read_code
from inventory.facts import PHOTO_KINDS

WAITING = ""
"""The hash of a photo whose bytes have not come yet."""


def add_photo(*, by: Actor, code: str, photo_id: str, kind: str, stored: StoredPhoto, at: datetime) -> str:
    """Give the photo `photo_id` of the piece behind `code` its bytes; the same photo again changes nothing.

    Naming the photo in an event (intake, photographed, answered) is what gives it its meaning; this may come before
    or after. Raises NotFound, RuleBroken (bad id or kind) and Conflict (the id belongs to other bytes or piece).
    """
    require(by, "move_pieces")
    if read_client_id(photo_id) is None or kind not in PHOTO_KINDS:
        raise RuleBroken("photo", N_("This photo cannot be kept."), N_("Take it again."))
    piece = _piece(code)
    connection = fast()
    row = connection.row("SELECT piece_id, sha256 FROM photo WHERE id = ?", (photo_id,))
    if row is not None and row[0] != piece[0]:
        raise Conflict(N_("This photo belongs to another piece."), N_("Take it again."))
    if row is not None and row[1] not in (WAITING, stored.sha256):
        raise Conflict(N_("This photo was sent before with other contents."), N_("Take it again."))
    if row is not None and row[1] == stored.sha256:
        return photo_id
    if piece[2] != by.site_id and not _is_named_here(piece[0], photo_id, by.site_id):
        raise Conflict(N_("It is booked at another site."), N_("Press «Receive here» first."))
    if row is None:
        connection.run(
            "INSERT INTO photo (id, piece_id, life, kind, sha256, width, height, by_id, at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                photo_id,
                piece[0],
                piece[1],
                kind,
                stored.sha256,
                stored.width,
                stored.height,
                by.person_id,
                at,
            ),
        )
    else:
        connection.run(
            "UPDATE photo SET sha256 = ?, width = ?, height = ? WHERE id = ?",
            (stored.sha256, stored.width, stored.height, photo_id),
        )
    write_audit_line(
        "add_photo",
        f"photo:{photo_id}",
        site_id=by.site_id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
    )
    return photo_id


def _is_named_here(piece_id: int, photo_id: str, site_id: int) -> bool:
    """True if an event of that site, made while the piece was there, names the photo."""
    row = fast().row(
        "SELECT 1 FROM piece_event e LEFT JOIN event_verdict v ON v.event_id = e.id AND v.verdict = 'refused' "
        "WHERE e.piece_id = ? AND e.site_id = ? AND v.event_id IS NULL AND CAST(e.data AS TEXT) LIKE ?",
        (piece_id, site_id, f'%"{photo_id}"%'),
    )
    return row is not None


def _piece(code: str) -> tuple[int, int, int]:
    """(piece id, life, site id) behind a label."""
    canonical = read_code(code)
    row = fast().row(
        "SELECT p.id, p.life, p.site_id FROM label l JOIN piece p ON p.id = l.piece_id WHERE l.code = ?",
        (canonical or "",),
    )
    if row is None:
        raise NotFound(N_("No piece wears this label."), N_("Take the piece in first."))
    return row[0], row[1], row[2]


def approve_photo(*, by: Actor, photo_id: str, at: datetime, is_approved: bool = True) -> None:
    """A desk person's yes (or its withdrawal) to showing a photo on the piece's public page.

    Raises NotFound for a photo of a piece that is not here.
    """
    require(by, "correct_pieces")
    changed = fast().run(
        "UPDATE photo SET approved_at = ?, approved_by_id = ? WHERE id = ? AND sha256 <> '' "
        "AND piece_id IN (SELECT id FROM piece WHERE site_id = ?)",
        (at if is_approved else None, by.person_id if is_approved else None, photo_id, by.site_id),
    )
    if not changed:
        raise NotFound()
    verb = "approve_photo" if is_approved else "withdraw_photo"
    write_audit_line(
        verb, f"photo:{photo_id}", site_id=by.site_id, at=at, by_id=by.person_id, fields=("approved_at",)
    )
