"""Secret addresses of calendar feeds of machine bookings: made, shown once, ended, forgotten."""

from __future__ import annotations

from datetime import datetime

from core.access import Actor, require
from core.db import db, fast
from core.errors import N_, NotAllowed, NotFound, RuleBroken
from core.feed_keys import KEYS_KEPT, MOST_KEYS, end_key_row, live_keys, make_key
from hardware.models.booking_records import MachineCalendarKey
from hardware.services.machines import own_machine

TOO_MANY = (N_("There are many calendar addresses of this already."), N_("End one of them first."))


def make_own_bookings_key(*, by: Actor, at: datetime) -> str:
    """A new secret of the feed of the person's own bookings. Raises NotAllowed, RuleBroken for one too many."""
    require(by, "book_machines")
    if by.person_id is None:
        raise NotAllowed(N_("Only a person has a calendar of their own."))
    if live_keys(MachineCalendarKey, MachineCalendarKey.person_id == by.person_id) >= MOST_KEYS:
        raise RuleBroken("", *TOO_MANY)
    return make_key(model=MachineCalendarKey, by=by, kind="own", at=at, person_id=by.person_id)


def make_machine_key(*, by: Actor, code: str, at: datetime) -> str:
    """A new secret of the feed of one machine: times and what for, no names. Raises NotFound, RuleBroken."""
    require(by, "book_for_others")
    machine_id = own_machine(by, code).id
    if live_keys(MachineCalendarKey, MachineCalendarKey.machine_id == machine_id) >= MOST_KEYS:
        raise RuleBroken("", *TOO_MANY)
    return make_key(model=MachineCalendarKey, by=by, kind="machine", at=at, machine_id=machine_id)


def make_site_bookings_key(*, by: Actor, at: datetime) -> str:
    """A new secret of the feed of all machines of the person's site. Raises RuleBroken for one too many."""
    require(by, "book_for_others")
    of_site = (MachineCalendarKey.kind == "site", MachineCalendarKey.site_id == by.site_id)
    if live_keys(MachineCalendarKey, *of_site) >= MOST_KEYS:
        raise RuleBroken("", *TOO_MANY)
    return make_key(model=MachineCalendarKey, by=by, kind="site", at=at)


def end_bookings_key(*, by: Actor, key_id: int, at: datetime) -> None:
    """End a secret address: own ones, or the site's at the desk. Raises NotFound for anybody else's."""
    row = db.session.get(MachineCalendarKey, key_id)
    if row is None:
        raise NotFound()
    is_own = row.person_id is not None and row.person_id == by.person_id
    is_sites = row.kind != "own" and row.site_id == by.site_id and by.may("book_for_others")
    if not is_own and not is_sites:
        raise NotFound()
    end_key_row(row=row, by=by, at=at)


def forget_bookings_keys(*, at: datetime) -> int:
    """Addresses that were ended long ago are forgotten; how many."""
    return fast().run("DELETE FROM machine_calendar_key WHERE ended_at < ?", (at - KEYS_KEPT,))
