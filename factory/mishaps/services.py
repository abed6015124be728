"""Telling of an accident or near miss, and what was done about it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require
from core.audit import write_audit_line
from core.db import db
from core.errors import N_, NotFound, RuleBroken
from core.forbidden import refuse_forbidden
from factory.mishaps.kinds import ACCIDENT, GRAVITIES, KIND_BY_SLUG
from factory.mishaps.models import LONGEST_PAGE, LONGEST_TOLD, Mishap
from factory.mishaps.queries import machines_of, piece_at, places_of


def tell_mishap(
    *,
    by: Actor,
    gravity: str,
    kind: str,
    happened_at: datetime,
    place_id: int | None,
    machine_code: str,
    piece: str,
    book_page: str,
    at: datetime,
    token: str,
) -> Mishap:
    """Keep what happened, where, at which machine or piece; the same token again returns the same row.

    Raises RuleBroken for what is unknown, of another site, yet to come, or an accident without its page in the book.
    """
    require(by, "tell_mishaps")
    known = db.session.scalar(select(Mishap).where(Mishap.token == token, Mishap.site_id == by.site_id))
    if known is not None:
        return known
    if kind not in KIND_BY_SLUG:
        raise RuleBroken("kind", N_("Choose the picture of what happened."))
    if gravity not in GRAVITIES:
        raise RuleBroken("gravity", N_("Choose whether somebody was hurt."))
    if happened_at > at:
        raise RuleBroken("happened_at", N_("This moment is yet to come."), N_("Check the day and the time."))
    row = Mishap(
        token=token,
        site_id=by.site_id,
        gravity=gravity,
        kind=kind,
        happened_at=happened_at,
        place_id=_place(place_id, by.site_id),
        machine_code=_machine(machine_code, by.site_id),
        piece_code=_piece(piece, by.site_id),
        book_page=_page(book_page, gravity),
        told_at=at,
        follow_up="",
    )
    db.session.add(row)
    db.session.flush()
    _audit("tell_mishap", row, by, at, ["gravity", "kind"])
    return row


def _place(place_id: int | None, site_id: int) -> int | None:
    if place_id and place_id not in {number for number, _ in places_of(site_id)}:
        raise RuleBroken("place", N_("This place is not here."), N_("Choose from the list."))
    return place_id or None


def _machine(code: str, site_id: int) -> str:
    if code and code not in {known for known, _ in machines_of(site_id)}:
        raise RuleBroken("machine", N_("This machine is not here."), N_("Choose from the list."))
    return code


def _piece(text: str, site_id: int) -> str:
    found = piece_at(text, site_id) if text.strip() else ""
    if text.strip() and not found:
        raise RuleBroken(
            "piece", N_("No piece here wears this label."), N_("Check the letters, or leave it empty.")
        )
    return found


def _page(text: str, gravity: str) -> str:
    cleaned = refuse_forbidden("book_page", " ".join(text.split()))
    if len(cleaned) > LONGEST_PAGE or (cleaned and not any(letter.isdigit() for letter in cleaned)):
        raise RuleBroken("book_page", N_("Write the number of the page and nothing else."))
    if gravity == ACCIDENT and not cleaned:
        raise RuleBroken(
            "book_page",
            N_("An accident stands in the paper accident book."),
            N_("Write it there first, then the number of its page here."),
        )
    return cleaned


def follow_mishap(*, by: Actor, mishap_id: int, follow_up: str, at: datetime) -> Mishap:
    """What was done so that it does not happen again; written once. Raises NotFound, or RuleBroken on "follow_up"."""
    require(by, "see_mishaps")
    row = db.session.get(Mishap, mishap_id)
    if row is None or row.site_id != by.site_id:
        raise NotFound()
    if row.followed_at is not None:
        raise RuleBroken("follow_up", N_("Somebody has written this already."), N_("Load the page again."))
    cleaned = refuse_forbidden("follow_up", " ".join(follow_up.split()))
    if not cleaned or len(cleaned) > LONGEST_TOLD:
        raise RuleBroken("follow_up", N_("Write in a few words what was done."))
    row.follow_up, row.followed_at, row.followed_by_id = cleaned, at, by.person_id
    db.session.flush()
    _audit("follow_mishap", row, by, at, ["follow_up"])
    return row


def _audit(verb: str, row: Mishap, by: Actor, at: datetime, fields: list[str]) -> None:
    write_audit_line(
        verb,
        f"mishap:{row.id}",
        site_id=row.site_id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
        fields=fields,
    )
