"""Address, way in and risks: sealed, opened for a numbered paper only, each look noted, gone when it is over."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from core.access import Actor
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from core.forbidden import refuse_forbidden
from core.sealing import open_up, seal_up
from factory.makeovers.models.referral import MakeoverAddress, MakeoverCase, MakeoverRunSheet
from factory.makeovers.services.cases import live_case, note, own_case
from factory.makeovers.words import LIVE

_PRINT = "print_run_sheets"


@dataclass(frozen=True)
class Whereabouts:
    """What a run sheet alone tells: where, how to get in, what to watch out for."""

    address: str
    access: str = ""
    risks: str = ""


def keep_address(*, by: Actor, makeover_id: int, told: Whereabouts, secret: str, at: datetime) -> None:
    """Keep an address, sealed with the server's key; a second one takes the place of the first.

    Raises RuleBroken for none, one too long, or an identity number in it.
    """
    row, _ = live_case(by, makeover_id)
    if not told.address.strip():
        raise RuleBroken("address", N_("The address is missing."), N_("Write it; it is kept sealed."))
    for name, text in asdict(told).items():
        refuse_forbidden(name, text)
        if len(text) > 600:
            raise RuleBroken(name, N_("This is too long."), N_("Write at most 600 letters."))
    sealed = seal_up(secret, json.dumps(asdict(told), ensure_ascii=False), _about(makeover_id))
    db.session.execute(delete(MakeoverAddress).where(MakeoverAddress.makeover_id == makeover_id))
    db.session.add(MakeoverAddress(makeover_id=makeover_id, sealed=sealed, kept_at=at, by_id=by.person_id))
    note("keep_address", row, by, at, ["address"])


def print_run_sheet(*, by: Actor, makeover_id: int, at: datetime, token: str) -> MakeoverRunSheet:
    """Number one more paper with the address on it. Again with the same token: the same paper.

    Raises RuleBroken where no address is kept.
    """
    row, _ = live_case(by, makeover_id, _PRINT)
    known = db.session.scalar(select(MakeoverRunSheet).where(MakeoverRunSheet.token == token))
    if known is not None:
        return known
    if db.session.get(MakeoverAddress, makeover_id) is None:
        raise RuleBroken("", N_("No address is kept of this makeover."), N_("Write the address first."))
    if not fast().is_sqlite:  # numbers are the site's: makeovers of one site wait for one another
        fast().row("SELECT id FROM site WHERE id = ? FOR UPDATE", (row.site_id,))
    last = select(func.max(MakeoverRunSheet.number)).where(MakeoverRunSheet.site_id == row.site_id)
    sheet = MakeoverRunSheet(
        token=token,
        site_id=row.site_id,
        number=(db.session.scalar(last) or 0) + 1,
        makeover_id=makeover_id,
        state="out",
        printed_at=at,
        printed_by_id=by.person_id,
    )
    db.session.add(sheet)
    note("print_run_sheet", row, by, at, ["number"])
    return sheet


def open_run_sheet(*, by: Actor, makeover_id: int, number: int, secrets: Iterable[str]) -> Whereabouts:
    """What stands on a paper that is out; who asks noted the look before. Raises NotFound for one that is not out."""
    _, case = own_case(by, makeover_id, _PRINT)
    query = select(MakeoverRunSheet).where(
        MakeoverRunSheet.makeover_id == makeover_id, MakeoverRunSheet.number == number
    )
    sheet = db.session.scalars(query).one_or_none()
    kept = db.session.get(MakeoverAddress, makeover_id)
    if sheet is None or kept is None or sheet.state != "out" or case.state not in LIVE:
        raise NotFound()
    return Whereabouts(**json.loads(open_up(secrets, kept.sealed, _about(makeover_id))))


def tick_run_sheet(*, by: Actor, makeover_id: int, number: int, at: datetime) -> MakeoverRunSheet:
    """A paper came back and was destroyed. Twice changes nothing.

    Raises NotFound.
    """
    row, _ = own_case(by, makeover_id, _PRINT)
    query = select(MakeoverRunSheet).where(
        MakeoverRunSheet.makeover_id == makeover_id, MakeoverRunSheet.number == number
    )
    sheet = db.session.scalars(query).one_or_none()
    if sheet is None:
        raise NotFound()
    if sheet.state == "out":
        sheet.state, sheet.ended_at, sheet.ended_by_id = "destroyed", at, by.person_id
        note("tick_run_sheet", row, by, at, ["state"])
    return sheet


def forget_address(makeover_id: int) -> None:
    """A makeover is over: its address goes at once, whatever papers are still out."""
    db.session.execute(delete(MakeoverAddress).where(MakeoverAddress.makeover_id == makeover_id))


def forget_addresses() -> int:
    """Delete every address of a makeover that is over; how many. For the clock, should one ever be left."""
    over = select(MakeoverCase.makeover_id).where(MakeoverCase.state.not_in(LIVE))
    left = db.session.scalars(select(MakeoverAddress).where(MakeoverAddress.makeover_id.in_(over))).all()
    for row in left:
        db.session.delete(row)
    db.session.flush()
    return len(left)


def _about(makeover_id: int) -> str:
    return f"makeover address {makeover_id}"
