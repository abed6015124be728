"""What must be known when a card is shown, and why it may not begin then: the pack, the clock, the machine. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hardware.vocabulary import Allowed, Pack, Reason, Verdict
from hardware.vocabulary.opening import closes_at

WARNS_BEFORE_SECONDS = 600.0
"""So long before a machine shuts the screen says so."""
STATES_OUT = {
    "out_of_order": Reason.MACHINE_OUT,
    "needs_check": Reason.MACHINE_NEEDS_CHECK,
    "retired": Reason.MACHINE_RETIRED,
}


@dataclass(frozen=True, slots=True)
class Moment:
    """What must be known when a card is shown: the time (None where the clock is not believed) and the machine."""

    mono_ms: int
    wall: datetime | None
    pack: Pack | None
    is_running: bool = False
    is_unsafe: bool = False
    is_wrong_machine: bool = False


MENDED_ALL_THE_SAME = (
    Reason.MACHINE_OUT,
    Reason.MACHINE_NEEDS_CHECK,
    Reason.NO_PERMIT,
    Reason.PERMIT_ENDED,
    Reason.PERMIT_LAPSED,
)
"""What keeps everybody away but a maintainer who mends: `hardware.may.judge` says the same."""


def refusal(found: Allowed, now: Moment) -> Reason:
    """Why a card that the pack knows may not begin now; NONE if it may (alone or beside a supervisor)."""
    pack = now.pack
    assert pack is not None
    if now.is_unsafe:
        return Reason.MACHINE_OUT
    if now.is_wrong_machine:
        return Reason.MACHINE_NEEDS_CHECK
    if pack.state in STATES_OUT:
        return STATES_OUT[pack.state]
    if found.verdict == Verdict.REFUSED:
        return found.reason if found.reason is not Reason.NONE else Reason.NO_PERMIT
    if has_passed(found.until, now.wall):
        return Reason.PERMIT_ENDED
    if has_passed(pack.until, now.wall):
        return Reason.PACK_TOO_OLD
    return Reason.CLOSED_NOW if closes_in(now) == 0 else Reason.NONE


def may_mend(found: Allowed, reason: Reason, now: Moment) -> bool:
    """Whether a card may begin for maintenance, and for nothing else, though `reason` stands in its way."""
    assert now.pack is not None
    if not found.can_maintain or reason not in MENDED_ALL_THE_SAME or now.is_wrong_machine:
        return False
    return not has_passed(now.pack.until, now.wall) and closes_in(now) != 0


def closes_in(now: Moment) -> float | None:
    """In how many seconds the machine shuts, 0 while it is shut; None without hours, or without a clock to believe."""
    if now.pack is None or now.wall is None:
        return None
    shut = closes_at(now.pack.opening, now.pack.zone, now.wall)
    return None if shut is None else (shut - now.wall).total_seconds()


def open_until(now: Moment) -> str | None:
    """Until when the machine is open today, HH:MM of the site; "" while it is shut, None as for `closes_in`."""
    left = closes_in(now)
    if left is None or now.pack is None or now.wall is None:
        return None
    return _site_time(now.wall + timedelta(seconds=left), now.pack.zone) if left > 0 else ""


def opens_at(now: Moment) -> str:
    """When a machine that is shut opens again today, HH:MM of the site; "" for not today."""
    if now.pack is None or now.wall is None or closes_in(now) != 0:
        return ""
    local = now.wall.astimezone(ZoneInfo(now.pack.zone))
    begins = sorted(span[0] for span in now.pack.opening.get(str(local.weekday()), ()))
    return next((one for one in begins if one > f"{local:%H:%M}"), "")


def _site_time(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def has_passed(instant: str, wall: datetime | None) -> bool:
    """True if an ISO instant or day lies behind; never where there is none, or no clock to believe."""
    if not instant or wall is None:
        return False
    try:
        end = datetime.fromisoformat(instant)
    except ValueError:
        return False
    if len(instant) == 10:  # a day: good until its end
        return wall.date() > end.date()
    return wall >= (end if end.tzinfo else end.replace(tzinfo=wall.tzinfo))
