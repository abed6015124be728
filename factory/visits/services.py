"""What is done with visits by hand: corrected with who and why, keyed in from a pad, heads counted; days closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.access import Actor, require
from core.audit import write_audit_line
from core.clock import local_day, start_of_day
from core.db import as_instant, fast
from core.errors import N_, Conflict, NotAllowed, NotFound, RuleBroken
from core.forbidden import refuse_forbidden
from core.people_queries import person_here
from core.people_shown import person_shown
from core.visiting import lock_person, rebuild_day
from core.visits import ENTRY_KINDS, MOST_HEADS, WORKS
from factory.visits.fire_list import heads_inside
from factory.visits.queries import VisitRow, own_visit, visit_at

OLDEST_PAPER = timedelta(days=3660)


@dataclass(frozen=True)
class Stay:
    """From when until when (None: still there) and for which work, as somebody says it."""

    came_at: datetime
    left_at: datetime | None
    work: str


def visit_to_change(by: Actor, visit_id: int) -> VisitRow:
    """The visit, if `by` may say something of it: the site's coordinator, or the person about an estimated one.

    Raises NotFound for another site's or another person's, NotAllowed where the role is missing.
    """
    found = visit_at(visit_id, by.site_id) if by.may("edit_visits") else None
    if found is not None:
        return found
    own = own_visit(visit_id, by.person_id or 0)
    if own is None:
        raise NotFound
    if by.strength == "card":
        raise NotAllowed(N_("This needs your PIN."), N_("Give your PIN, then press again."))
    if own.is_void or not own.is_estimated:
        raise NotAllowed(
            N_("Only estimated times can be put right by yourself."), N_("A coordinator can change this one.")
        )
    return own


def correct_visit(
    *, by: Actor, visit_id: int, stay: Stay, why: str, is_dropped: bool, at: datetime, token: str
) -> None:
    """Say what a visit really was, or that there was none; what was known before is kept beside it.

    Raises RuleBroken beside the field that is wrong, Conflict for a token that said something else, and as
    `visit_to_change`.
    """
    visit = visit_to_change(by, visit_id)
    refuse_forbidden("why", why)
    reason = " ".join(why.split())
    if _is_known(token, visit.id, is_dropped, stay, reason):
        return
    if not reason:
        raise RuleBroken("why", N_("Say in a few words why."))
    if is_dropped and not (by.may("edit_visits") and visit.site_id == by.site_id):
        raise NotAllowed(N_("Only a coordinator can say that nobody was here."))
    if not is_dropped:
        _check_stay(stay, visit.day, at)
        _refuse_overlap(visit.person_id, stay, at, besides=visit.id)
    kind = ENTRY_KINDS[2] if is_dropped else ENTRY_KINDS[0]
    _say(by, visit, kind, stay, reason, at, token)
    write_audit_line(
        "correct_visit" if not is_dropped else "drop_visit",
        f"visit:{visit.id}",
        site_id=visit.site_id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
        fields=("came_at", "left_at", "work"),
    )


def _is_known(token: str, visit_id: int, is_dropped: bool, stay: Stay, why: str) -> bool:
    """Whether this was said before. Raises Conflict where something else was said under this token."""
    row = fast().row(
        "SELECT visit_id, kind, why, came_at, left_at, work FROM visit_entry WHERE token = ?", (token,)
    )
    if row is None:
        return False
    left_at = None if row[4] is None else as_instant(row[4])
    is_same = (row[0], row[1] == ENTRY_KINDS[2], row[2]) == (visit_id, is_dropped, why)
    if not is_same or not (is_dropped or Stay(as_instant(row[3]), left_at, row[5]) == stay):
        raise Conflict(N_("This was sent before with other contents."), N_("Load the page again."))
    return True


def _check_stay(stay: Stay, day: date, at: datetime) -> None:
    if stay.work and stay.work not in WORKS:
        raise RuleBroken("work", N_("Choose one of the list."))
    if local_day(stay.came_at) != day:
        raise RuleBroken("came_at", N_("A visit stays on its day."), N_("Key another day in from paper."))
    if stay.came_at > at:
        raise RuleBroken("came_at", N_("This time is still to come."))
    if stay.left_at is None:
        if day != local_day(at):
            raise RuleBroken("left_at", N_("Say when they left: the day is over."))
        return
    if stay.left_at > at:
        raise RuleBroken("left_at", N_("This time is still to come."))
    if stay.left_at <= stay.came_at or local_day(stay.left_at) != day:
        raise RuleBroken("left_at", N_("They leave after they came, on the same day."))


def _refuse_overlap(person_id: int, stay: Stay, at: datetime, *, besides: int = 0) -> None:
    """A person is in one place at a time."""
    lock_person(person_id)
    row = fast().row(
        "SELECT s.name FROM visit v JOIN site s ON s.id = v.site_id WHERE v.person_id = ? AND v.id <> ? "
        "AND NOT v.is_void AND v.came_at < ? AND COALESCE(v.left_at, ?) > ? LIMIT 1",
        (person_id, besides, stay.left_at or at, at, stay.came_at),
    )
    if row is not None:
        raise RuleBroken(
            "came_at",
            N_("There is another visit at that time, at %(site)s."),
            N_("Correct that one, or choose other times."),
            site=row[0],
        )


def _say(by: Actor, visit: VisitRow, kind: str, stay: Stay, why: str, at: datetime, token: str) -> None:
    until = min(at, _end_of(visit.day))
    was = Stay(visit.came_at, visit.left_at, visit.work)
    said = was if kind == "dropped" else stay
    moments = (was.came_at, was.left_at or until, said.came_at, said.left_at or until)
    _keep_entry(
        by, visit.id, visit.person_id, visit.site_id, kind, said, (min(moments), max(moments)), why, at, token
    )
    rebuild_day(person_id=visit.person_id, day=visit.day, now=at)


def _keep_entry(
    by: Actor,
    visit_id: int,
    person_id: int,
    site_id: int,
    kind: str,
    said: Stay,
    covers: tuple[datetime, datetime],
    why: str,
    at: datetime,
    token: str,
) -> None:
    fast().run(
        "INSERT INTO visit_entry (token, visit_id, person_id, site_id, day, kind, came_at, left_at, work, "
        "covers_from_at, covers_to_at, why, by_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            token,
            visit_id,
            person_id,
            site_id,
            local_day(said.came_at),
            kind,
            said.came_at,
            said.left_at,
            said.work,
            *covers,
            why,
            by.person_id,
            at,
        ),
    )


def _end_of(day: date) -> datetime:
    """The last instant of a day at the site: what a door saw in its last second is of that day too."""
    return start_of_day(day + timedelta(days=1)) - timedelta(milliseconds=1)


def key_in_paper(*, by: Actor, person: str, stay: Stay, at: datetime, token: str) -> int:
    """Key in a line of a pad as a visit from paper; `person` is a number or a card. Returns the visit's id.

    Raises RuleBroken beside the field that is wrong; NotFound for nobody of the site.
    """
    require(by, "edit_visits")
    row = fast().row("SELECT visit_id FROM visit_entry WHERE token = ?", (token,))
    if row is not None:
        return int(row[0])
    somebody = person_shown(person, site_id=by.site_id, at=at)
    person_here(somebody.number, site_id=by.site_id)
    day = local_day(stay.came_at)
    if at - stay.came_at > OLDEST_PAPER:
        raise RuleBroken("day", N_("This day is too long ago."))
    if stay.left_at is None:
        raise RuleBroken(
            "left_at", N_("The pad says when they left; if it does not, write what it was at most.")
        )
    _check_stay(stay, day, at)
    _refuse_overlap(somebody.id, stay, at)
    visit_id = _blank_visit(somebody.id, by.site_id, day, stay)
    covers = (stay.came_at, stay.left_at)
    _keep_entry(by, visit_id, somebody.id, by.site_id, "paper", stay, covers, "", at, token)
    rebuild_day(person_id=somebody.id, day=day, now=at)
    write_audit_line(
        "key_in_paper",
        f"visit:{visit_id}",
        site_id=by.site_id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
        fields=("came_at", "left_at", "work"),
    )
    return visit_id


def _blank_visit(person_id: int, site_id: int, day: date, stay: Stay) -> int:
    """A row for what was said; it counts once the day is rebuilt."""
    row = fast().row(
        "INSERT INTO visit (person_id, site_id, day, role, came_at, came_how, work, is_guessed, is_void) "
        "VALUES (?, ?, ?, 'visitor', ?, 'paper', '', ?, ?) RETURNING id",
        (person_id, site_id, day, stay.came_at, False, True),
    )
    if row is None:  # a statement that returns what it has stored
        raise RuntimeError("no row came back")
    return int(row[0])


def count_heads(*, by: Actor, heads: int, at: datetime, token: str) -> int:
    """Visitors without a name came in (above 0) or went out; returns how many are inside.

    Raises RuleBroken for more going out than are in.
    """
    require(by, "see_fire_list")
    if not -MOST_HEADS <= heads <= MOST_HEADS or heads == 0:
        raise RuleBroken("heads", N_("Write a number from 1 to %(most)s."), most=MOST_HEADS)
    if not fast().is_sqlite:
        fast().row("SELECT id FROM site WHERE id = ? FOR UPDATE", (by.site_id,))
    if fast().row("SELECT 1 FROM visitor_heads WHERE token = ?", (token,)) is not None:
        return heads_inside(by.site_id, at)
    inside = heads_inside(by.site_id, at)
    if inside + heads < 0:
        raise RuleBroken("heads", N_("Only %(count)s visitors are noted as inside."), count=inside)
    fast().run(
        "INSERT INTO visitor_heads (token, site_id, day, heads, at, by_id) VALUES (?, ?, ?, ?, ?, ?)",
        (token, by.site_id, local_day(at), heads, at, by.person_id),
    )
    write_audit_line(
        "count_heads",
        f"site:{by.site_id}",
        site_id=by.site_id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
        fields=("heads",),
    )
    return inside + heads


def close_forgotten(*, found: list[tuple[int, date]], at: datetime) -> int:
    """Close the visits of days that are over as estimated; returns how many days of people."""
    for person_id, day in found:
        lock_person(person_id)
        rebuild_day(person_id=person_id, day=day, now=at)
    return len(found)
