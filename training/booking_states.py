"""Which change of a booking may follow which state. The one table of it."""

from __future__ import annotations

from typing import Final

from core.errors import N_, RuleBroken
from training.words import LIVE_BOOKING

NEXT: Final[dict[str, frozenset[str]]] = {
    "requested": frozenset(
        {"waitlisted", "booked", "declined", "cancelled_by_learner", "cancelled_by_centre"}
    ),
    "waitlisted": frozenset({"offered", "booked", "cancelled_by_learner", "cancelled_by_centre"}),
    "offered": frozenset(
        {"booked", "declined", "offer_expired", "waitlisted", "cancelled_by_learner", "cancelled_by_centre"}
    ),
    "booked": frozenset(
        {"attending", "cancelled_by_learner", "cancelled_by_centre", "no_show", "not_completed"}
    ),
    "attending": frozenset({"completed", "not_completed", "withdrawn", "cancelled_by_centre", "booked"}),
    "no_show": frozenset({"booked"}),
    "completed": frozenset({"not_completed", "withdrawn"}),
    "not_completed": frozenset({"completed", "withdrawn"}),
    "withdrawn": frozenset({"completed", "not_completed"}),
}
"""A learner who never came leaves as `no_show`, never as `withdrawn`: only who attended can withdraw.

`attending` goes back to `booked` when the one mark that said so is corrected; the three ends of a finished run may
be corrected among themselves.
"""

STATE_NAMES: Final[dict[str, str]] = {
    "requested": N_("asked for a place"),
    "waitlisted": N_("on the waiting list"),
    "offered": N_("a place is offered"),
    "booked": N_("booked"),
    "attending": N_("comes to the classes"),
    "completed": N_("completed"),
    "not_completed": N_("did not complete"),
    "declined": N_("said no"),
    "offer_expired": N_("did not answer in time"),
    "cancelled_by_learner": N_("left"),
    "cancelled_by_centre": N_("taken off by us"),
    "no_show": N_("never came"),
    "withdrawn": N_("stopped coming"),
}


def may_become(state: str, new: str) -> bool:
    """True if a booking in `state` may become `new`."""
    return new in NEXT.get(state, frozenset())


def check_change(state: str, new: str) -> None:
    """RuleBroken unless a booking in `state` may become `new`."""
    if may_become(state, new):
        return
    if state not in LIVE_BOOKING:
        raise RuleBroken("", N_("This booking has ended."), N_("Book again if there are places left."))
    raise RuleBroken(
        "", N_("This cannot follow on what the booking is now."), N_("Load the page again and look.")
    )
