"""What a screen shows of a piece after a scan: a small frozen value built from its state."""

from __future__ import annotations

from dataclasses import dataclass

from core.clock import local_day, now
from inventory.fold import undo_is_open
from inventory.gates import Missing, missing_at_intake, missing_for_work
from inventory.release_gates import missing_for_release
from inventory.stages import MAIN_MOVE, allowed_moves
from inventory.state import PieceState


@dataclass(frozen=True)
class PieceView:
    """A piece as screens show it. Times are ISO text; words are message ids."""

    code: str
    label: str
    site_id: int
    stage: str
    step: str
    place_id: int
    life: int
    category: str
    title: str
    grams: int
    weight_source: str
    since: str
    photo: str
    moves: tuple[str, ...]
    main: str
    is_sealed: bool
    is_barred: bool
    last_event: str
    last_by: int | None
    can_undo: bool
    is_practice: bool = False

    @property
    def is_blank(self) -> bool:
        """True for a printed label that no piece wears yet."""
        return self.stage == "blank"


def view_of(code: str, label: str, state: PieceState, *, is_practice: bool = False) -> PieceView:
    """The view of a piece in `state`."""
    moves = allowed_moves(state.stage, state.lost_from, state.is_barred)
    main = MAIN_MOVE.get(state.stage, "")
    return PieceView(
        code=code,
        label=label,
        site_id=state.site,
        stage=state.stage,
        step=state.step,
        place_id=state.place,
        life=state.life,
        category=state.category,
        title=state.title,
        grams=state.grams,
        weight_source=state.weight_source,
        since=state.since,
        photo=state.photo,
        moves=moves,
        main=main if main in moves or main == "received" else (moves[0] if moves else ""),
        is_sealed=state.is_sealed,
        is_barred=state.is_barred,
        last_event=state.last_event,
        last_by=state.last_by,
        can_undo=undo_is_open(state, now().isoformat()),
        is_practice=is_practice,
    )


def blank_view(label: str, site_id: int, *, is_practice: bool = False) -> PieceView:
    """The view of a printed label without a piece."""
    state = PieceState(stage="blank", site=site_id)
    return view_of(label, label, state, is_practice=is_practice)


def still_missing(state: PieceState) -> list[Missing]:
    """What the piece still needs: to be taken in, to enter the workshop, or to leave (whichever comes next)."""
    if state.stage == "draft":
        return list(missing_at_intake(state))
    if state.stage in ("quarantine", "received"):
        return list(missing_for_work(state))
    if state.stage in ("released", "dismantled", "recycled", "waste", "waste_pops", "returned", "lost"):
        return []
    return missing_for_release(state, "", local_day(now()))
