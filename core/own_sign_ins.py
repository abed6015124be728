"""Where somebody is signed in now, and ending it: by themselves, or by whoever may help them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.access import Actor, require_fresh
from core.db import as_instant, fast
from core.errors import N_, NotFound
from core.helping import person_to_help
from core.person_trail import write_person_line
from core.sign_ins import end_sign_ins_of, still_holds


@dataclass(frozen=True)
class OpenSignIn:
    """One browser that acts for the person at this moment. `tablet` is empty for a desk's browser."""

    public_id: str
    site: str
    tablet: str
    method: str
    started_at: datetime
    last_seen_at: datetime
    is_this: bool


def open_sign_ins(*, by: Actor, at: datetime) -> list[OpenSignIn]:
    """The person's sign-ins that hold at `at`, the newest first."""
    rows = fast().rows(
        "SELECT s.public_id, t.name, d.name, s.method, s.started_at, s.last_seen_at, s.device_id FROM sign_in s "
        "JOIN site t ON t.id = s.site_id LEFT JOIN device d ON d.id = s.device_id "
        "WHERE s.person_id = ? AND s.ended_at IS NULL ORDER BY s.started_at DESC, s.public_id",
        (by.person_id,),
    )
    return [
        OpenSignIn(row[0], row[1], row[2] or "", row[3], began, seen, row[0] == by.sign_in_id)
        for row in rows
        for began, seen in [(as_instant(row[4]), as_instant(row[5]))]
        if still_holds(began, seen, row[6], at)
    ]


def end_own_sign_in(*, by: Actor, public_id: str, at: datetime) -> None:
    """End one of the person's own sign-ins; pressed twice it is ended once.

    Raises NotAllowed where the PIN or password was not given of late, NotFound for a sign-in of somebody else.
    """
    require_fresh(by)
    row = fast().row(
        "SELECT ended_at FROM sign_in WHERE public_id = ? AND person_id = ?", (public_id, by.person_id)
    )
    if row is None:
        raise NotFound(N_("There is no such sign-in."))
    changed = fast().run(
        "UPDATE sign_in SET ended_at = ? WHERE public_id = ? AND ended_at IS NULL", (at, public_id)
    )
    if changed:
        write_person_line("end_own_sign_in", number=by.number, by=by, at=at)


def end_other_sign_ins(*, by: Actor, at: datetime) -> int:
    """End every sign-in of the person but the one that asks; returns how many ended.

    Raises NotAllowed where the PIN or password was not given of late.
    """
    require_fresh(by)
    ended = end_sign_ins_of(by.person_id or 0, at=at, keep=by.sign_in_id)
    if ended:
        write_person_line("end_other_sign_ins", number=by.number, by=by, at=at)
    return ended


def end_every_sign_in_of(*, by: Actor, number: str, at: datetime) -> int:
    """Sign a person of the site out everywhere, as when a device was stolen; returns how many sign-ins ended.

    Raises as `core.helping.person_to_help`.
    """
    person = person_to_help(by=by, number=number, at=at)
    ended = end_sign_ins_of(person.id, at=at)
    write_person_line("end_every_sign_in_of", number=person.number, by=by, at=at)
    return ended
