"""Sets: pieces kept together, made and undone at the desk. A set says who belongs to it; it moves nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require
from core.audit import write_audit_line
from core.bounds import tidy
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from core.ids import read_code
from inventory.models.pieces import Piece
from inventory.models.sets import LONGEST_NAME, MOST_PIECES, PieceSet, PieceSetMember
from inventory.stages import OPEN_STAGES


def keep_together(
    *, by: Actor, code: str, others: Sequence[str], name: str, at: datetime, token: str
) -> PieceSet:
    """Keep a piece together with others; where it is in a set already they join that one, which may get a new name.

    The same token again gives the same set. Raises RuleBroken for a piece that is not here, or in another set, and
    for too many; NotFound for a piece of another site.
    """
    require(by, "correct_pieces")
    known = db.session.scalar(select(PieceSet).where(PieceSet.token == token))
    if known is not None:
        return known
    wanted, called = _codes(others), tidy("name", name, LONGEST_NAME)
    own_id = _id_of(code)
    pieces = _locked([own_id, *(_id_of(other) for other in wanted)])
    own = pieces[own_id]
    if own.site_id != by.site_id:
        raise NotFound()
    for piece in pieces.values():
        _refuse_unfit(piece, own)
    found = _set_of(own) or _made(by, called, at, token)
    if called:
        found.name = called
    for piece in pieces.values():
        _join(piece, found, by, at)
    _refuse_full(found)
    _note("keep_together", found, by, at)
    return found


def leave_set(*, by: Actor, code: str, at: datetime) -> None:
    """A piece is on its own again; a set of which one piece is left is none any more. Again changes nothing.

    Raises NotFound for a piece of another site.
    """
    own, found = _own_set(by, code)
    if found is None:
        return
    members = _members(found.id)
    leaving = [one for one in members if one.piece_id == own.id]
    _part(members if len(members) - len(leaving) < 2 else leaving, by, at)
    _note("leave_set", found, by, at)


def undo_set(*, by: Actor, code: str, at: datetime) -> None:
    """All pieces of the set of a piece are on their own again. Again changes nothing.

    Raises NotFound for a piece of another site.
    """
    _own, found = _own_set(by, code)
    if found is None:
        return
    _part(_members(found.id), by, at)
    _note("undo_set", found, by, at)


def _own_set(by: Actor, code: str) -> tuple[Piece, PieceSet | None]:
    """The piece, held, and the set that it is in, for whoever may change it. Raises NotFound for another site's."""
    require(by, "correct_pieces")
    own = _locked([_id_of(code)]).popitem()[1]
    if own.site_id != by.site_id:
        raise NotFound()
    return own, _set_of(own)


def _part(leaving: Sequence[PieceSetMember], by: Actor, at: datetime) -> None:
    for one in leaving:
        one.left_at, one.left_by_id = max(at, one.joined_at), by.person_id
    db.session.flush()


def _codes(others: Sequence[str]) -> list[str]:
    wanted = list(dict.fromkeys(text.strip() for text in others if text.strip()))
    if not wanted:
        raise RuleBroken(
            "codes", N_("No other piece is named yet."), N_("Write the code on the label of each.")
        )
    if len(wanted) > MOST_PIECES:
        raise _too_many()
    return wanted


def _id_of(code: str) -> int:
    """The piece that wears a label. Raises RuleBroken."""
    row = fast().row(
        "SELECT piece_id FROM label WHERE code = ? AND state <> 'void' AND piece_id IS NOT NULL",
        (read_code(code) or "",),
    )
    if row is None:
        raise RuleBroken(
            "codes",
            N_("%(code)s is no piece of this site."),
            N_("Check the letters."),
            code=read_code(code) or code[:20],
        )
    return int(row[0])


def _locked(piece_ids: Sequence[int]) -> dict[int, Piece]:
    """The pieces, held until the transaction ends, always in one order: two people joining them wait for each other."""
    query = select(Piece).where(Piece.id.in_(piece_ids)).order_by(Piece.id).with_for_update()
    return {piece.id: piece for piece in db.session.scalars(query)}


def _refuse_unfit(piece: Piece, own: Piece) -> None:
    if piece.site_id != own.site_id or piece.is_practice != own.is_practice:
        raise RuleBroken(
            "codes", N_("%(code)s is no piece of this site."), N_("Check the letters."), code=piece.code
        )
    if piece.stage not in (*OPEN_STAGES, "draft"):
        raise RuleBroken(
            "codes", N_("%(code)s is gone."), N_("Only pieces that are here can be kept together."), code=piece.code
        )  # fmt: skip


def _live(piece: Piece) -> PieceSetMember | None:
    query = select(PieceSetMember).where(
        PieceSetMember.piece_id == piece.id, PieceSetMember.left_at.is_(None)
    )
    return db.session.scalar(query)


def _set_of(piece: Piece) -> PieceSet | None:
    """The set that a piece belongs to in its present life."""
    one = _live(piece)
    return db.session.get(PieceSet, one.set_id) if one is not None and one.life == piece.life else None


def _made(by: Actor, name: str, at: datetime, token: str) -> PieceSet:
    row = fast().row("SELECT COALESCE(MAX(id), 0) + 1 FROM piece_set")
    found = PieceSet(
        token=token,
        number=f"S-{row[0] if row else 1:05d}",
        site_id=by.site_id,
        name=name,
        made_at=at,
        made_by_id=by.person_id,
    )
    db.session.add(found)
    db.session.flush()
    return found


def _join(piece: Piece, found: PieceSet, by: Actor, at: datetime) -> None:
    there = _live(piece)
    if there is not None and there.life != piece.life:
        there.left_at, there.left_by_id = max(at, there.joined_at), by.person_id  # of a life that is over
        db.session.flush()
        there = None
    if there is not None and there.set_id != found.id:
        other = db.session.get_one(PieceSet, there.set_id)
        raise RuleBroken(
            "codes",
            N_("%(code)s belongs to the set %(number)s already."),
            N_("Take it out of that set first."),
            code=piece.code,
            number=other.number,
        )
    if there is None:
        db.session.add(
            PieceSetMember(
                set_id=found.id, piece_id=piece.id, life=piece.life, joined_at=at, joined_by_id=by.person_id
            )
        )
        db.session.flush()


def _members(set_id: int) -> list[PieceSetMember]:
    query = select(PieceSetMember).where(PieceSetMember.set_id == set_id, PieceSetMember.left_at.is_(None))
    return list(db.session.scalars(query.order_by(PieceSetMember.id)))


def _refuse_full(found: PieceSet) -> None:
    members = _members(found.id)
    if len(members) < 2:
        raise RuleBroken(
            "codes", N_("No other piece is named yet."), N_("Write the code on the label of each.")
        )
    if len(members) > MOST_PIECES:
        raise _too_many()


def _too_many() -> RuleBroken:
    return RuleBroken(
        "codes", N_("At most %(most)s pieces in a set."), N_("Make two sets of it."), most=MOST_PIECES
    )


def _note(verb: str, found: PieceSet, by: Actor, at: datetime) -> None:
    write_audit_line(
        verb, f"set:{found.number}", site_id=by.site_id, at=at, by_id=by.person_id, fields=("pieces", "name")
    )
