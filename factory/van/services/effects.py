"""What an event of the van does: the same whatever the order in which events come, and however often.

A piece that was delivered stays delivered; else the newest word about it counts. Arrived is the first time that was
told, left the last; the newest sign-off counts. A stop that was collected stays collected.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.access import Actor
from core.db import as_instant, db, fast
from core.errors import N_, NotFound, RuleBroken
from core.ids import read_code
from factory.van.models.deliveries import Delivery, DeliveryPiece, DeliverySignature, VanEvent
from factory.van.models.offers import DonationOffer
from factory.van.models.rounds import CollectionRound, RoundStop
from factory.van.services.kept import refuse_kept_elsewhere, tell_makeover_back, tell_makeover_loaded
from factory.van.services.offers import refuse_offer, take_as_donation
from factory.van.words import BACK_REASONS, NOT_SIGNED
from inventory.services.record import record_event

STROKES = re.compile(r"(?:M[0-9]{1,4} [0-9]{1,4}(?:L[0-9]{1,4} [0-9]{1,4})*)+")
MOST_STROKES = 12_000
MOST_LABELS = 60


@dataclass(frozen=True)
class Told:
    """One event as it was opened and proven."""

    id: str
    kind: str
    said: Mapping[str, Any]
    by: Actor
    at: datetime
    arrived: datetime
    device_at: datetime
    device: str
    sequence: int
    site_id: int
    is_live: bool


def have_effect(told: Told, row: VanEvent) -> str:
    """Let the event have its effect and fill `row` with what it is about; words to show, or "".

    Raises RuleBroken or NotFound, before anything is written, where it cannot be.
    """
    return EFFECTS[told.kind](told, row)


def _delivery(told: Told, row: VanEvent) -> Delivery:
    number = str(told.said.get("delivery") or "")[:20]
    query = select(Delivery).where(Delivery.number == number, Delivery.site_id == told.site_id)
    found = db.session.scalar(query.with_for_update())
    if found is None:
        raise NotFound(N_("This delivery is not known here."), N_("Look at the list of the day."))
    row.delivery_id = found.id
    return found


def _line(told: Told, row: VanEvent) -> tuple[Delivery, DeliveryPiece, str]:
    delivery = _delivery(told, row)
    code = read_code(str(told.said.get("code") or "")[:40]) or ""
    found = fast().row("SELECT piece_id FROM label WHERE code = ? AND state <> 'void'", (code,))
    line = db.session.get(DeliveryPiece, (delivery.id, found[0])) if found is not None and found[0] else None
    if line is None:
        raise RuleBroken(
            "code", N_("This piece is not on this delivery."), N_("Leave it in the van, or ask the desk.")
        )
    row.piece_id = line.piece_id
    return delivery, line, code


def _loaded(told: Told, row: VanEvent) -> str:
    delivery, line, code = _line(told, row)
    if delivery.cancelled_at is not None:
        raise RuleBroken("", N_("This delivery was called off."), N_("Leave the piece here."))
    line.loaded_at = min(line.loaded_at or told.at, told.at)
    if line.state == "planned":
        line.state = "loaded"
        tell_makeover_loaded(
            by=told.by, makeover_id=delivery.makeover_id, piece_id=line.piece_id, code=code, at=told.at
        )
    db.session.flush()
    return ""


def _delivered(told: Told, row: VanEvent) -> str:
    delivery, line, code = _line(told, row)
    if line.state == "delivered":
        return N_("Delivered already.")
    refuse_kept_elsewhere(line.piece_id, code, delivery.makeover_id)
    refused = _release(told, delivery, code)
    line.state, line.reason, line.settled_at, line.release_refused = "delivered", "", told.at, refused
    db.session.flush()
    return refused


def _release(told: Told, delivery: Delivery, code: str) -> str:
    """Give the piece out by the one service that does, under the event's own id; why it was refused, or "".

    What a tablet did without a line is kept even where a gate refuses it: a coordinator finds it among the refused.
    """
    data: dict[str, Any] = {"terms": "gift"}
    if delivery.makeover_id is not None:
        data |= {"destination": "makeover", "makeover_id": delivery.makeover_id}
    else:
        data |= {"destination": "organisation", "organisation_id": delivery.organisation_id}
    outcome = record_event(
        by=told.by,
        code=code,
        kind="released",
        data=data,
        at=told.at,
        token=told.id,
        received_at=told.arrived,
        device_at=told.device_at,
        device=told.device,
        sequence=told.sequence,
        how="scan",
        keep_refused=not told.is_live,
    )
    if outcome.result == "refused" and told.is_live:
        raise RuleBroken("code", outcome.message, outcome.remedy, **outcome.params)
    return outcome.message if outcome.result == "refused" else ""


def _back(told: Told, row: VanEvent) -> str:
    delivery, line, code = _line(told, row)
    reason = str(told.said.get("reason") or "")
    if reason not in BACK_REASONS:
        raise RuleBroken("reason", N_("Say why it comes back."), N_("Press the reason that fits best."))
    if line.state == "delivered":
        return N_("Delivered already.")
    if line.settled_at is None or told.at >= line.settled_at:
        line.state, line.reason, line.settled_at = "undelivered", reason, told.at
        db.session.flush()
        tell_makeover_back(
            by=told.by,
            makeover_id=delivery.makeover_id,
            piece_id=line.piece_id,
            code=code,
            reason=reason,
            at=told.at,
        )
    return ""


def _standing(told: Told, column: str, subject_id: int, kind: str, undo: str) -> list[datetime]:
    """When `kind` was told of a delivery or stop, this event with it, but for what was taken back by a later `undo`.

    Told in any order, it comes to the same.
    """
    rows = fast().rows(
        f"SELECT kind, at FROM van_event WHERE {column} = ? AND state = 'done' AND kind IN (?, ?)",
        (subject_id, kind, undo),
    )
    events = [(told.kind, told.at), *((row[0], as_instant(row[1])) for row in rows)]
    undone = [at for each, at in events if each == undo]
    return [at for each, at in events if each == kind and (not undone or at > max(undone))]


def _arrived(told: Told, row: VanEvent) -> str:
    delivery = _delivery(told, row)
    standing = _standing(told, "delivery_id", delivery.id, "arrived", "not_arrived")
    delivery.arrived_at = min(standing, default=None)
    db.session.flush()
    return ""


def _left(told: Told, row: VanEvent) -> str:
    delivery = _delivery(told, row)
    delivery.left_at = max(_standing(told, "delivery_id", delivery.id, "left", "not_left"), default=None)
    db.session.flush()
    return ""


def _signed(told: Told, row: VanEvent) -> str:
    strokes = str(told.said.get("strokes") or "")
    if len(strokes) > MOST_STROKES or not STROKES.fullmatch(strokes):
        raise RuleBroken("strokes", N_("There is no signature."), N_("Let them sign again, or say why not."))
    return _sign_off(told, row, strokes, "")


def _not_signed(told: Told, row: VanEvent) -> str:
    reason = str(told.said.get("reason") or "")
    if reason not in NOT_SIGNED:
        raise RuleBroken("reason", N_("Say why nobody signs."), N_("Press the reason that fits best."))
    return _sign_off(told, row, "", reason)


def _sign_off(told: Told, row: VanEvent, strokes: str, reason: str) -> str:
    delivery = _delivery(told, row)
    if delivery.signed_at is not None and delivery.signed_at > told.at:
        return ""
    delivery.signed_at, delivery.not_signed = told.at, reason
    kept = db.session.get(DeliverySignature, delivery.id)
    if kept is not None:
        db.session.delete(kept)
        db.session.flush()
    if strokes:
        db.session.add(DeliverySignature(delivery_id=delivery.id, strokes=strokes, at=told.at))
    db.session.flush()
    return ""


def _stop(told: Told, row: VanEvent) -> tuple[RoundStop, DonationOffer]:
    token = str(told.said.get("stop") or "")[:60]
    found = db.session.execute(
        select(RoundStop, DonationOffer)
        .join(CollectionRound, CollectionRound.id == RoundStop.round_id)
        .join(DonationOffer, DonationOffer.id == RoundStop.offer_id)
        .where(RoundStop.token == token, CollectionRound.site_id == told.site_id)
        .with_for_update(of=(RoundStop, DonationOffer))
    ).one_or_none()
    if found is None:
        raise NotFound(N_("This stop is not known here."), N_("Look at the list of the day."))
    row.stop_id = found[0].id
    return found[0], found[1]


def _stop_arrived(told: Told, row: VanEvent) -> str:
    stop, _ = _stop(told, row)
    standing = _standing(told, "stop_id", stop.id, "stop_arrived", "stop_not_arrived")
    stop.arrived_at = min(standing, default=None)
    db.session.flush()
    return ""


def _stop_left(told: Told, row: VanEvent) -> str:
    stop, _ = _stop(told, row)
    stop.left_at = max(stop.left_at or told.at, told.at)
    db.session.flush()
    return ""


def _nobody_in(told: Told, row: VanEvent) -> str:
    stop, _ = _stop(told, row)
    if not stop.outcome:
        stop.outcome = "nobody_in"
        stop.left_at = max(stop.left_at or told.at, told.at)
        db.session.flush()
    return ""


def _not_taken(told: Told, row: VanEvent) -> str:
    """A gate said no at the donor's door: the offer is declined with its reason, which is counted."""
    stop, offer = _stop(told, row)
    if stop.outcome == "collected" or offer.state == "received":
        return N_("Collected already.")
    refuse_offer(row=offer, reason=str(told.said.get("reason") or ""), by=told.by, at=told.at)
    stop.outcome = "not_taken"
    stop.left_at = max(stop.left_at or told.at, told.at)
    db.session.flush()
    return ""


def _collected(told: Told, row: VanEvent) -> str:
    """It is in the van: a donation is made of the offer, and the labels scanned at this stop point to it."""
    stop, offer = _stop(told, row)
    if stop.outcome != "collected":
        if offer.state == "received":
            raise RuleBroken("", N_("This offer was received already."), N_("Look at its donation."))
        other = fast().row(
            "SELECT 1 FROM round_stop WHERE offer_id = ? AND id <> ? AND outcome IN ('', 'collected')",
            (offer.id, stop.id),
        )
        if other is not None:
            raise RuleBroken("", N_("This offer is on another round by now."), N_("Tell the desk."))
        take_as_donation(row=offer, by=told.by, at=told.at, token=stop.token)
        stop.outcome, stop.donation_id = "collected", offer.donation_id
        stop.left_at = max(stop.left_at or told.at, told.at)
        db.session.flush()
    _link_labels(told, stop)
    return ""


def _link_labels(told: Told, stop: RoundStop) -> None:
    codes = told.said.get("codes")
    for text in codes[:MOST_LABELS] if isinstance(codes, list) else []:
        code = read_code(str(text)[:40])
        if (
            code is None
            or fast().row("SELECT 1 FROM label WHERE code = ? AND state <> 'void'", (code,)) is None
        ):
            continue
        record_event(
            by=told.by,
            code=code,
            kind="described",
            data={"donation": stop.donation_id},
            at=told.at,
            token=str(uuid.uuid5(uuid.UUID(told.id), code)),
            received_at=told.arrived,
            device_at=told.device_at,
            device=told.device,
            sequence=told.sequence,
            how="scan",
            keep_refused=True,
        )


EFFECTS: dict[str, Callable[[Told, VanEvent], str]] = {
    "loaded": _loaded,
    "delivered": _delivered,
    "back": _back,
    "arrived": _arrived,
    "left": _left,
    "signed": _signed,
    "not_signed": _not_signed,
    "stop_arrived": _stop_arrived,
    "stop_left": _stop_left,
    "nobody_in": _nobody_in,
    "not_taken": _not_taken,
    "collected": _collected,
    "not_arrived": _arrived,
    "not_left": _left,
    "stop_not_arrived": _stop_arrived,
}
