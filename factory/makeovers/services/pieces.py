"""Pieces of a makeover: chosen from photos, kept for it, taken on the van, brought back."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import delete, select, update

from core.access import Actor
from core.db import as_instant, db, fast
from core.errors import N_, NotFound, RuleBroken
from core.held_pieces import HELD
from core.recipients import Makeover
from factory.makeovers.models.pieces import MakeoverPiece, MakeoverWant, MakeoverWish
from factory.makeovers.services.cases import live_case, note, own_case
from factory.makeovers.words import BACK_REASONS, PIECE_STEPS
from inventory.catalogue import category
from inventory.queries.sets import set_of


def allocate_piece(*, by: Actor, makeover_id: int, code: str, at: datetime, token: str) -> MakeoverPiece:
    """Keep a ready piece of the site for a makeover: from now on nobody else gets it.

    Raises RuleBroken for a piece that is not ready, or is kept for another; NotFound for one of another site.
    """
    row, _ = live_case(by, makeover_id)
    known = db.session.scalar(select(MakeoverPiece).where(MakeoverPiece.token == token))
    if known is not None:
        return known
    piece_id, life = _ready(code, row)
    held = _held_row(piece_id)
    if held is not None:
        if held.makeover_id == makeover_id:
            return held
        other = db.session.get_one(Makeover, held.makeover_id)
        raise RuleBroken(
            "code",
            N_("This piece is kept for the makeover %(makeover)s."),
            N_("Choose another piece, or take it off that list first."),
            makeover=other.code,
        )
    kept = MakeoverPiece(
        token=token,
        makeover_id=makeover_id,
        piece_id=piece_id,
        life=life,
        state="allocated",
        allocated_at=at,
        allocated_by_id=by.person_id,
        state_at=at,
        state_by_id=by.person_id,
    )
    db.session.add(kept)
    note("allocate_piece", row, by, at, ["piece"])
    return kept


def allocate_set(*, by: Actor, makeover_id: int, code: str, at: datetime) -> list[str]:
    """Keep what is ready and free of the set of a piece for a makeover too; the codes of those that are kept now.

    Again changes nothing. Raises RuleBroken where none of them can be kept.
    """
    row, _ = live_case(by, makeover_id)
    found, kept = set_of(code), list[str]()
    for piece in found.pieces if found is not None else ():
        if piece.stage == "ready" and _held_row(piece.id) is None:
            token = str(uuid.uuid5(uuid.NAMESPACE_OID, f"set {makeover_id} {piece.id} {at.isoformat()}"))
            allocate_piece(by=by, makeover_id=makeover_id, code=piece.code, at=at, token=token)
            kept.append(piece.code)
    if not kept:
        raise RuleBroken(
            "code", N_("Nothing else of the set is ready and free."), N_("Look at where its pieces stand.")
        )
    return kept


def load_piece(
    *, by: Actor, makeover_id: int, code: str, at: datetime, right: str = "edit_makeovers"
) -> MakeoverPiece:
    """A kept piece is on the van. Twice changes nothing."""
    row, _ = live_case(by, makeover_id, right)
    kept = _kept(makeover_id, code)
    if kept.state != "on_van":
        _step(kept, "on_van", by, at)
        note("load_piece", row, by, at, ["state"])
    return kept


def bring_back(
    *, by: Actor, makeover_id: int, code: str, reason: str, at: datetime, right: str = "edit_makeovers"
) -> MakeoverPiece:
    """A piece was not delivered, or its delivery was undone: it is free again, with the reason.

    Twice with the same reason changes nothing. Raises RuleBroken without a known reason, and for a piece that is
    still given out.
    """
    row, _ = own_case(by, makeover_id, right)
    if reason not in BACK_REASONS:
        raise RuleBroken("reason", N_("Say why it came back."), N_("Choose a reason."))
    kept = _kept(makeover_id, code, ("allocated", "on_van", "delivered", "came_back"))
    if kept.state == "came_back":
        return kept
    if kept.state == "delivered" and _stage(kept.piece_id) == "released":
        raise RuleBroken(
            "reason",
            N_("This piece is given out."),
            N_("Take the release back on the page of the piece, or take the piece in again."),
        )
    kept.reason = reason
    _step(kept, "came_back", by, at)
    note("bring_back", row, by, at, ["state", "reason"])
    return kept


def take_off(*, by: Actor, makeover_id: int, code: str, at: datetime) -> MakeoverPiece:
    """A piece is no longer wanted here: it is free again. Twice changes nothing."""
    row, _ = own_case(by, makeover_id)
    kept = _kept(makeover_id, code, ("allocated", "taken_off"))
    if kept.state == "allocated":
        kept.reason = "changed"
        _step(kept, "taken_off", by, at)
        note("take_off", row, by, at, ["state"])
    return kept


def free_pieces(makeover_id: int, by: Actor, at: datetime) -> int:
    """A makeover is cancelled or signed off: what was kept and not delivered is free again; how many."""
    freed = 0
    for state, to in (("allocated", "taken_off"), ("on_van", "came_back")):
        query = update(MakeoverPiece).where(
            MakeoverPiece.makeover_id == makeover_id, MakeoverPiece.state == state
        )
        values = {"state": to, "reason": "cancelled", "state_at": at, "state_by_id": by.person_id}
        freed += int(db.session.execute(query.values(**values)).rowcount)  # type: ignore[attr-defined]
    return freed


def pick_piece(*, by: Actor, makeover_id: int, code: str, is_wanted: bool, at: datetime) -> None:
    """The household pointed at the photo of a ready piece, or no longer wants it. Repeatable."""
    row, _ = live_case(by, makeover_id)
    piece_id, _life = _ready(code, row) if is_wanted else (_piece(code, row.site_id)[0], 1)
    there = db.session.get(MakeoverWish, (makeover_id, piece_id))
    if is_wanted == (there is not None):
        return
    if there is None:
        db.session.add(MakeoverWish(makeover_id=makeover_id, piece_id=piece_id, at=at))
    else:
        db.session.delete(there)
    note("pick_piece" if is_wanted else "unpick_piece", row, by, at, ["piece"])


def want_pieces(
    *, by: Actor, makeover_id: int, category_slug: str, quantity: int, at: datetime, token: str
) -> None:
    """So many pieces of a category are wanted; 0 of it: none any more.

    Raises RuleBroken for a kind or number that cannot be.
    """
    row, _ = live_case(by, makeover_id)
    if category(category_slug) is None:
        raise RuleBroken("category", N_("Choose the kind of piece."))
    if not 0 <= quantity <= 50:
        raise RuleBroken("quantity", N_("Write a number from 0 to 50."))
    same = (MakeoverWant.makeover_id == makeover_id, MakeoverWant.category == category_slug)
    db.session.execute(delete(MakeoverWant).where(*same))
    if quantity:
        db.session.add(
            MakeoverWant(token=token, makeover_id=makeover_id, category=category_slug, quantity=quantity)
        )
    note("want_pieces", row, by, at, ["category", "quantity"])


def _piece(code: str, site_id: int) -> tuple[int, str, int, bool]:
    row = fast().row(
        "SELECT p.id, p.stage, p.life, p.is_practice FROM label l JOIN piece p ON p.id = l.piece_id "
        "WHERE l.code = ? AND p.site_id = ?" + ("" if fast().is_sqlite else " FOR UPDATE OF p"),
        (code.strip().upper(), site_id),
    )
    if row is None:
        raise NotFound(
            N_("There is no such piece at this site."), N_("Check the letters, or scan the label.")
        )
    return row[0], row[1], row[2], bool(row[3])


def _ready(code: str, row: Makeover) -> tuple[int, int]:
    piece_id, stage, life, is_practice = _piece(code, row.site_id)
    if stage != "ready" or is_practice:
        raise RuleBroken(
            "code",
            N_("Only a piece that is ready can be kept for a makeover."),
            N_("Choose a ready piece, or finish this one first."),
        )
    return piece_id, life


def _held_row(piece_id: int) -> MakeoverPiece | None:
    query = select(MakeoverPiece).where(MakeoverPiece.piece_id == piece_id, MakeoverPiece.state.in_(HELD))
    return db.session.scalars(query).one_or_none()


def _kept(makeover_id: int, code: str, states: tuple[str, ...] = HELD) -> MakeoverPiece:
    """The newest row of a piece at a makeover, in one of these states. Raises NotFound."""
    row = fast().row(
        "SELECT k.id FROM makeover_piece k JOIN label l ON l.piece_id = k.piece_id WHERE k.makeover_id = ? "
        f"AND l.code = ? AND k.state IN ({', '.join('?' * len(states))}) ORDER BY k.id DESC LIMIT 1",
        (makeover_id, code.strip().upper(), *states),
    )
    if row is None:
        raise NotFound(N_("This piece is not on the list of the makeover."), N_("Look at the list."))
    return db.session.get_one(MakeoverPiece, row[0], with_for_update=True, populate_existing=True)


def _step(kept: MakeoverPiece, to: str, by: Actor, at: datetime) -> None:
    if to not in PIECE_STEPS[kept.state]:
        raise RuleBroken("", N_("This step does not follow yet."), N_("Look at what is missing above."))
    kept.state, kept.state_at, kept.state_by_id = to, max(at, as_instant(kept.allocated_at)), by.person_id


def _stage(piece_id: int) -> str:
    row = fast().row("SELECT stage FROM piece WHERE id = ?", (piece_id,))
    return str(row[0]) if row else ""
