"""Recording: the one way in which a fact about a piece enters, whatever the entrance."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from core.access import GIVE_AGAIN, Actor, require
from core.audit import write_audit_line
from core.clock import from_iso
from core.db import as_json_text
from core.errors import N_, Conflict, NotFound, RuleBroken
from core.ids import read_client_id, read_code
from inventory.event_data import clean_data
from inventory.facts import HOW, Already, PieceEvent, Refusal
from inventory.fold import Folded, apply, comes_last, fold
from inventory.services.ledger import write_ledger
from inventory.services.resolve import resolve_links
from inventory.services.store import (
    LabelRow,
    claim,
    events_of,
    find_label,
    is_known_event,
    is_photo_elsewhere,
    named_photos,
    note_photos,
    save_event,
    save_piece,
)
from inventory.services.store_checks import save_answers, save_release
from inventory.services.store_verdicts import save_verdicts
from inventory.state import PieceState, state_from
from inventory.views import PieceView, blank_view, view_of

RIGHT_FOR = {
    "intake": "take_in",
    "answered": "answer_checks",
    "released": "release",
    "overridden": "override",
    "closed": "override",
}
"""The right that each kind of event asks for; the rest ask for `move_pieces`."""
A_MOMENT, A_WHILE = timedelta(milliseconds=1), timedelta(seconds=10)
POWER_RIGHTS = ("undo_others", "override", "correct_pieces")
FIRST_KINDS = ("intake", "photographed")
"""Kinds that may open a blank label when a person stands before the screen; a queue may open it with any."""


@dataclass(frozen=True)
class Outcome:
    """What became of an event: "stored", "repeated" (the same again), "already" (so already) or "refused"."""

    result: str
    event_id: str
    piece: PieceView
    reason: str = ""
    message: str = ""
    remedy: str = ""
    permit: str = ""
    wants: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    state: PieceState | None = None
    """The folded state behind the view, so that nobody has to read it again."""


def powers_of(by: Actor) -> frozenset[str]:
    """The permits and rights that an event keeps, so that folding it years later gives the same."""
    rights = frozenset(right for right in POWER_RIGHTS if by.may(right))
    return rights | by.permits if by.signs else rights - {"override"}


def record_event(
    *,
    by: Actor,
    code: str,
    kind: str,
    data: dict[str, Any],
    at: datetime,
    token: str,
    received_at: datetime | None = None,
    device_at: datetime | None = None,
    device: str = "",
    sequence: int = 0,
    how: str = "form",
    with_ids: tuple[int, ...] = (),
    keep_refused: bool = False,
) -> Outcome:
    """Record one fact about the piece that wears label `code`; inside the caller's transaction.

    `at` is the corrected time (UTC), `token` the client's id of the event: the same token with the same body again
    answers the same and changes nothing. With `keep_refused` (a queue that said "saved") a refused event is kept and
    listed for a coordinator; without it (a person before the screen) a refusal stores nothing.

    Raises RuleBroken (bad value), NotFound (no such label), NotAllowed (role) and Conflict (same token, other body).
    """
    right = RIGHT_FOR.get(kind, "move_pieces")
    require(by, right)
    if right == "override" and not by.signs:
        raise RuleBroken("secret", *GIVE_AGAIN)
    if read_client_id(token) is None or how not in HOW:
        raise RuleBroken("token", N_("This page is out of date."), N_("Load it again and press once more."))
    cleaned = clean_data(kind, data)
    if cleaned.get("whole") and how != "import":
        raise RuleBroken("whole", N_("Only an import is taken back whole."))
    row = _label(code)
    body = _body_hash(kind, row.label, cleaned, by.person_id)
    if named_photos(cleaned) and is_photo_elsewhere(named_photos(cleaned), row.piece_id):
        raise RuleBroken("photo", N_("This photo belongs to another piece."), N_("Take it again."))
    known = is_known_event(token)
    if known is not None:
        if known != body:
            raise Conflict(N_("This was sent before with other contents."), N_("Load the page again."))
        state = state_from(row.folded) if row.folded else None
        return Outcome("repeated", token, _view(row, state), state=state)
    cleaned = resolve_links(kind, cleaned, site_id=by.site_id, by_id=by.person_id, at=at, token=token)
    event = PieceEvent(
        id=token,
        kind=kind,
        at=at,
        site=by.site_id,
        device=device,
        sequence=sequence,
        by=by.person_id,
        with_ids=with_ids,
        powers=powers_of(by),
        data=cleaned,
    )
    recording = _Recording(row, event, by, received_at or at, device_at or at, how, body)
    if not keep_refused:
        recording.put_after_the_last()
    return recording.run(keep_refused)


def _label(code: str) -> LabelRow:
    canonical = read_code(code)
    row = find_label(canonical) if canonical else None
    if row is None:
        raise NotFound(N_("This is not one of our labels."), N_("Check the letters, or use a new label."))
    if row.label_state == "void":
        raise RuleBroken("code", N_("This label was made void."), N_("Use another label."))
    return row


def _body_hash(kind: str, label: str, data: dict[str, Any], by_id: int | None) -> str:
    return hashlib.sha256(as_json_text([kind, label, data, by_id]).encode()).hexdigest()


def _view(row: LabelRow, state: PieceState | None) -> PieceView:
    if state is None:
        return blank_view(row.label, row.label_site, is_practice=row.is_practice)
    return view_of(row.code or row.label, row.label, state, is_practice=row.is_practice)


class _Recording:
    """One event on its way in: fold, decide, store."""

    def __init__(
        self,
        row: LabelRow,
        event: PieceEvent,
        by: Actor,
        received_at: datetime,
        device_at: datetime,
        how: str,
        body: str,
    ) -> None:
        self.row, self.event, self.by = row, event, by
        self.received_at, self.device_at, self.how, self.body = received_at, device_at, how, body
        self.before = state_from(row.folded) if row.folded else None
        self.refolded: Folded | None = None

    def run(self, keep_refused: bool) -> Outcome:
        """Fold the event in; store it, unless it has no effect and nobody was told "saved"."""
        state, verdict = self._fold()
        if verdict is not None and not keep_refused:
            return self._outcome(verdict, self.before)
        if self.refolded is None:
            state.seen = self.event.order
        if self.row.piece_id is None:
            self.row = claim(self.row, self.event.site, self.received_at)
        self._store(state, verdict)
        return self._outcome(verdict, state)

    def put_after_the_last(self) -> None:
        """A person who sees the piece as it stands acts on it as it stands: their event comes after the newest one.

        Without this, tablets whose clocks differ by a moment would each slip their move in before the other's.
        """
        if self.before is None or not self.before.last:
            return
        newest = from_iso(str(self.before.last[0]))
        if self.event.at <= newest <= self.event.at + A_WHILE:
            self.event = replace(self.event, at=newest + A_MOMENT)

    def _fold(self) -> tuple[PieceState, Refusal | Already | None]:
        event = self.event
        if self.before is None:
            if event.kind not in FIRST_KINDS and not self._is_queued():
                refusal = Refusal(
                    "blank", N_("This label is blank: no piece wears it yet."), N_("Take the piece in.")
                )
                return PieceState(site=event.site), refusal
            state = PieceState(site=event.site)
            return state, apply(state, event)
        if comes_last(self.before, event):
            state = state_from(self.row.folded or {})
            return state, apply(state, event)
        self.refolded = fold([*events_of(self.row.piece_id), event], self.row.claimed_site)
        return self.refolded.state, self.refolded.without_effect.get(event.id)

    def _is_queued(self) -> bool:
        return bool(self.event.device) and self.received_at != self.event.at

    def _store(self, state: PieceState, verdict: Refusal | Already | None) -> None:
        row, event, piece_id = self.row, self.event, self.row.piece_id
        assert piece_id is not None
        counted_by = (self.before.lives, self.before.category) if self.before else ([], "")
        save_event(
            row,
            event,
            by=self.by,
            received_at=self.received_at,
            device_at=self.device_at,
            how=self.how,
            body=self.body,
        )
        if not (isinstance(verdict, Refusal) and verdict.reason == "elsewhere"):
            note_photos(piece_id, state.life, event)
        if self.refolded is not None:
            self._store_refolded(self.refolded)
        elif verdict is None:
            save_answers(piece_id, state, event.id)
            if event.kind == "released":
                save_release(piece_id, state, event)
        if self.refolded is None and verdict is not None:
            lone = Folded(state, without_effect={event.id: verdict})
            save_verdicts(row, lone, {event.id: event}, only_new=True)
        save_piece(row, state, self.before, at=event.at, refolded=self.refolded is not None)
        counts_anew = self.refolded is not None or (state.lives, state.category) != counted_by
        if not row.is_practice and counts_anew:
            write_ledger(piece_id, state, event, at=self.received_at)
        write_audit_line(
            event.kind,
            f"piece:{row.code}",
            site_id=event.site,
            at=self.received_at,
            by_id=event.by,
            device_id=self.by.device_id,
            fields=tuple(event.data),
        )

    def _store_refolded(self, folded: Folded) -> None:
        piece_id = self.row.piece_id
        assert piece_id is not None
        events = {item.id: item for item in events_of(piece_id)}
        for event_id in folded.state_at:
            then = folded.state_at[event_id]
            save_answers(piece_id, then, event_id)
            if events[event_id].kind == "released":
                save_release(piece_id, then, events[event_id])
        save_verdicts(self.row, folded, events, only_new=False)

    def _outcome(self, verdict: Refusal | Already | None, state: PieceState | None) -> Outcome:
        view = _view(self.row, state)
        if verdict is None:
            return Outcome("stored", self.event.id, view, state=state)
        if isinstance(verdict, Already):
            return Outcome("already", self.event.id, view, message=N_("Already here."), state=state)
        return Outcome(
            "refused",
            self.event.id,
            view,
            reason=verdict.reason,
            message=verdict.message,
            remedy=verdict.remedy,
            permit=verdict.permit,
            wants=verdict.wants,
            params=verdict.params,
            state=state,
        )


def look_up(code: str) -> PieceView | None:
    """What a scan of `code` shows; a blank view for a printed label, None for a code that is not ours. Reads only."""
    canonical = read_code(code)
    row = find_label(canonical, lock=False) if canonical else None
    if row is None or row.label_state == "void":
        return None
    return _view(row, state_from(row.folded) if row.folded else None)


def state_of(code: str) -> PieceState | None:
    """The folded state behind a code, or None."""
    canonical = read_code(code)
    row = find_label(canonical, lock=False) if canonical else None
    return state_from(row.folded) if row is not None and row.folded else None
