"""What a person's day at the site is made of: the classes they give, and what waits for somebody of their role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.access import Actor
from core.clock import local_day, start_of_day
from core.db import as_instant, fast
from core.errors import N_


@dataclass(frozen=True)
class ClassOfToday:
    """A class of today at the site; `is_mine` where the person is one of its trainers."""

    token: str
    title: str
    starts_at: datetime
    ends_at: datetime
    where: str
    is_signed: bool
    is_mine: bool


@dataclass(frozen=True)
class Waits:
    """Something that waits for a person of the role: how many, and the page where it is done."""

    icon: str
    words: str
    number: int
    endpoint: str


@dataclass(frozen=True)
class Own:
    """The person's own next thing: a place kept for them, a question, their next class; with its page."""

    icon: str
    words: str
    about: str
    at: datetime | None
    endpoint: str


@dataclass(frozen=True)
class Day:
    """Today at the site, for one person."""

    own: list[Own]
    classes: list[ClassOfToday]
    waits: list[Waits]


_CLASSES = (
    "SELECT k.token, v.title, k.starts_at, k.ends_at, COALESCE(p.name, k.venue), k.signed_at, "
    "(SELECT COUNT(*) FROM class_trainer t WHERE t.class_id = k.id AND t.person_id = ?) "
    "FROM course_class k JOIN run r ON r.id = k.run_id JOIN course_version v ON v.id = r.version_id "
    "LEFT JOIN place p ON p.id = k.place_id WHERE r.site_id = ? AND k.cancelled_at IS NULL "
    "AND r.state <> 'cancelled' AND k.starts_at >= ? AND k.starts_at < ? ORDER BY k.starts_at, k.id"
)
_WAITS: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "take_register",
        "clipboard-list",
        N_("Registers to sign"),
        "SELECT COUNT(*) FROM course_class k JOIN run r ON r.id = k.run_id WHERE r.site_id = ? AND k.ends_at < ? "
        "AND k.signed_at IS NULL AND k.cancelled_at IS NULL AND r.state NOT IN ('draft', 'cancelled', 'archived')",
        "training.list_registers",
    ),
    (
        "mend_machines",
        "tool",
        N_("Faults of machines"),
        "SELECT COUNT(*) FROM machine_fault WHERE site_id = ? AND reported_at <= ? AND ended_at IS NULL",
        "hardware.list_faults",
    ),
    (
        "see_messages",
        "message-circle",
        N_("Messages from the public page"),
        "SELECT COUNT(*) FROM door_message WHERE site_id = ? AND at <= ? AND done_at IS NULL",
        "inventory.list_messages",
    ),
    (
        "see_refused",
        "hand-stop",
        N_("Refused scans"),
        "SELECT COUNT(*) FROM event_verdict WHERE site_id = ? AND at <= ? AND verdict = 'refused' "
        "AND settled_at IS NULL",
        "inventory.list_refused",
    ),
    (
        "see_van",
        "truck",
        N_("Overdue vans"),
        "SELECT COUNT(*) FROM delivery WHERE site_id = ? AND due_at < ? AND left_at IS NULL AND cancelled_at IS NULL "
        "AND EXISTS (SELECT 1 FROM delivery_piece x WHERE x.delivery_id = delivery.id "
        "AND x.state IN ('planned', 'loaded'))",
        "van.show_day",
    ),
    (
        "plan_van",
        "gift",
        N_("Offers to decide"),
        "SELECT COUNT(*) FROM donation_offer WHERE site_id = ? AND made_at <= ? AND state = 'offered'",
        "van.list_offers",
    ),
    (
        "see_mishaps",
        "alert-triangle",
        N_("Accidents and near misses to follow up"),
        "SELECT COUNT(*) FROM mishap WHERE site_id = ? AND told_at <= ? AND followed_at IS NULL",
        "mishaps.list_mishaps",
    ),
    (
        "edit_runs",
        "device-tablet",
        N_("Marks of tablets to look at"),
        "SELECT COUNT(*) FROM register_event WHERE site_id = ? AND received_at <= ? "
        "AND state IN ('waiting', 'unproven')",
        "training.list_register_events",
    ),
    (
        "correct_sittings",
        "cpu",
        N_("Machines used by an unknown card"),
        "SELECT COUNT(*) FROM machine_session WHERE site_id = ? AND began_at <= ? AND person_id IS NULL "
        "AND NOT is_void",
        "hardware.list_unknown",
    ),
    (
        "verify|assess",
        "flag",
        N_("Actions of verifiers to answer"),
        "SELECT COUNT(*) FROM verifier_action a JOIN run r ON r.id = a.run_id WHERE r.site_id = ? "
        "AND a.made_at <= ? AND a.closed_at IS NULL",
        "training.list_actions",
    ),
    (
        "verify",
        "eye",
        N_("Samples to look at"),
        "SELECT COUNT(*) FROM sample_item i JOIN sample_plan l ON l.id = i.plan_id JOIN run r ON r.id = l.run_id "
        "WHERE r.site_id = ? AND l.made_at <= ? AND i.closed_at IS NULL",
        "training.list_assessments",
    ),
    (
        "issue_certificates",
        "certificate",
        N_("Certificates to issue"),
        "SELECT COUNT(*) FROM completion c JOIN booking b ON b.id = c.booking_id JOIN run r ON r.id = b.run_id "
        "WHERE r.site_id = ? AND c.at <= ? AND c.confirmed = 'completed' AND b.state = 'completed' "
        "AND NOT EXISTS (SELECT 1 FROM certificate x WHERE x.person_id = b.person_id AND x.run_id = b.run_id)",
        "training.list_certificates",
    ),
)
"""Rights (any of them), icon, words, the count (at a site, up to an instant), the page."""


def day_of(by: Actor, at: datetime) -> Day:
    """Today as it looks at `at`, of what the person may see; what waits for nobody is left out."""
    start = start_of_day(local_day(at))
    until = start_of_day(local_day(at) + timedelta(days=1))
    classes = []
    if by.may("take_register"):
        rows = fast().rows(_CLASSES, (by.person_id or 0, by.site_id, start, until))
        classes = [
            ClassOfToday(
                row[0],
                row[1],
                as_instant(row[2]),
                as_instant(row[3]),
                row[4] or "",
                row[5] is not None,
                bool(row[6]),
            )
            for row in rows
        ]
    return Day(_own(by, at), classes, waits_for(by, at))


def _own(by: Actor, at: datetime) -> list[Own]:
    """What waits for the person as a learner; who never was one has nothing here."""
    from training.queries.bookings import bookings_of  # the room is loaded when somebody first asks for it
    from training.queries.outcomes import steps_due

    found = []
    bookings = bookings_of(by.person_id or 0, at)
    for one in bookings:
        if one.state == "offered":
            words = N_("A place is kept for you: say yes or no")
            found.append(
                Own("calendar-event", words, one.title, one.offer_ends_at, "training.show_my_classes")
            )
    coming = next((one for one in bookings if one.next_at and one.state in ("booked", "attending")), None)
    if coming is not None:
        words = N_("Your next class")
        found.append(Own("school", words, coming.title, coming.next_at, "training.show_my_classes"))
    if steps_due(local_day(at), person_id=by.person_id or 0):
        found.append(Own("route", N_("What came next after your course?"), "", None, "training.tell_my_step"))
    return found


def waits_for(by: Actor, at: datetime) -> list[Waits]:
    """What waits for somebody of these roles, counted in one statement; what waits for nobody is left out."""
    asked = [one for one in _WAITS if any(by.may(right) for right in one[0].split("|"))]
    if not asked:
        return []
    row = fast().row(
        "SELECT " + ", ".join(f"({sql})" for *_, sql, _page in asked), (by.site_id, at) * len(asked)
    )
    return [
        Waits(icon, words, int(number), endpoint)
        for (_right, icon, words, _sql, endpoint), number in zip(asked, row or (), strict=True)
        if number
    ]
