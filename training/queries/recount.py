"""Training counted again from scratch: events of bookings, marks, endings and answers, against every figure shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

from core.clock import local_day
from core.db import as_day, as_instant, fast
from core.merges import read_as
from training.queries.counts import FACTS, learning_rows, learning_sums
from training.queries.trained_recount import count_trained
from training.words import GOOD_STEPS, MARKS_THERE, WORK_OR_STUDY

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
HELD = ("booked", "attending", "completed", "not_completed", "withdrawn")
ENDED_AS = {
    "completed": "completed",
    "not_completed": "not_completed",
    "never_came": "no_show",
    "withdrawn": "withdrawn",
}
Key = tuple[str, int, str]
"""Indicator, site, month."""


def training_differences(until: datetime) -> list[str]:
    """A line for each figure of training that its own records do not bear out; empty when all is well."""
    return [*_states(), *_endings(), *_awards(), *_figures(until)]


def _last_states() -> dict[int, str]:
    """Each booking's state by the last of its events, as they follow one another."""
    rows = fast().rows("SELECT booking_id, was, state, at, id FROM booking_event ORDER BY booking_id, at")
    found: dict[int, str] = {}
    steps: dict[int, list[tuple[str, str]]] = {}
    for booking, was, state, _at, _id in rows:
        steps.setdefault(booking, []).append((was, state))
    for booking, known in steps.items():
        begun = {state for _was, state in known}
        left = Counter(was for was, _state in known if was)
        reached = Counter(state for _was, state in known)
        ends = [state for state in begun if reached[state] > left[state]]
        found[booking] = ends[0] if len(ends) == 1 else known[-1][1]
    return found


def _states() -> Iterator[str]:
    told = _last_states()
    for booking, state in fast().rows("SELECT id, state FROM booking ORDER BY id"):
        if told.get(booking) != state:
            yield f"booking {booking} is {state}, its events say {told.get(booking, 'nothing')}"


def _endings() -> Iterator[str]:
    rows = fast().rows(
        "SELECT o.booking_id, o.confirmed, b.state FROM completion o JOIN booking b ON b.id = o.booking_id ORDER BY 1"
    )
    for booking, confirmed, state in rows:
        if ENDED_AS[confirmed] != state:
            yield f"booking {booking} is {state}, its ending says {confirmed}"
    bare = fast().rows(
        "SELECT b.id FROM booking b WHERE b.state = 'completed' "
        "AND NOT EXISTS (SELECT 1 FROM completion o WHERE o.booking_id = b.id) ORDER BY b.id"
    )
    yield from (f"booking {row[0]} is completed, no ending says so" for row in bare)


def _awards() -> Iterator[str]:
    rows = fast().rows(
        "SELECT a.id, l.result, l.result_on, a.awarded_on FROM unit_award a "
        "JOIN rac_line l ON l.id = a.line_id ORDER BY 1"
    )
    for award, result, result_on, awarded_on in rows:
        if result != "achieved" or result_on is None or as_day(result_on) != as_day(awarded_on):
            yield f"award {award} has no answer of the body that bears it out"


def _figures(until: datetime) -> Iterator[str]:
    """What the dashboard sums, what its rows list, and a count from the records themselves."""
    shown: Counter[Key] = Counter()
    for one in learning_sums(FIRST, LAST, until):
        shown[one.indicator, one.site_id, one.month] += one.amount
    listed: Counter[Key] = Counter()
    sites = [row[0] for row in fast().rows("SELECT id FROM site ORDER BY id")]
    for slug in FACTS:
        for row in learning_rows(slug, FIRST, LAST, until, sites=sites):
            listed[slug, row.site_id, f"{row.day:%Y-%m}"] += 1
    counted = _from_scratch(until)
    for key in sorted({*shown, *listed, *counted}):
        if not shown[key] == listed[key] == counted[key]:
            slug, site, month = key
            yield (
                f"{slug} {month} site {site}: {counted[key]} by the records, {shown[key]} shown, {listed[key]} listed"
            )


def _from_scratch(until: datetime) -> Counter[Key]:
    found: Counter[Key] = Counter()
    runs = _runs()
    states = _last_states()
    alias = read_as()
    bookings = {
        row[0]: (row[1], alias.get(row[2], row[2]))
        for row in fast().rows("SELECT id, run_id, person_id FROM booking ORDER BY id")
    }
    firsts = _first_classes()
    for booking, (run, _person) in bookings.items():
        if (
            run in runs
            and run in firsts
            and states.get(booking) in HELD
            and local_day(firsts[run]) <= local_day(until)
        ):
            found[_key("enrolments", runs[run][0], local_day(firsts[run]))] += 1
    for (run, _person), at in _first_there(alias).items():
        if run in runs and local_day(at) <= local_day(until):
            found[_key("attended", runs[run][0], local_day(at))] += 1
    _count_endings(found, runs, bookings, states, local_day(until))
    count_trained(found, runs, bookings, states, alias, local_day(until))
    _count_awards(found, alias, local_day(until))
    _count_steps(found, runs, bookings, local_day(until))
    return found


def _key(slug: str, site: int, day: date) -> Key:
    return slug, site, f"{day:%Y-%m}"


def _runs() -> dict[int, tuple[int, str]]:
    """Runs that count: their site and what their course is about."""
    rows = fast().rows(
        "SELECT r.id, r.site_id, c.category, r.state, s.is_practice FROM run r JOIN site s ON s.id = r.site_id "
        "JOIN course_version v ON v.id = r.version_id JOIN course c ON c.id = v.course_id"
    )
    return {row[0]: (row[1], row[2]) for row in rows if row[3] not in ("draft", "cancelled") and not row[4]}


def _first_classes() -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    for run, at, cancelled in fast().rows("SELECT run_id, starts_at, cancelled_at FROM course_class"):
        if cancelled is None:
            found[run] = min(as_instant(at), found.get(run, as_instant(at)))
    return found


def _first_there(alias: dict[int, int]) -> dict[tuple[int, int], datetime]:
    """(run, learner) → when they were first in a class, by the marks that count and that were booked."""
    booked = {(row[0], row[1]) for row in fast().rows("SELECT run_id, person_id FROM booking")}
    found: dict[tuple[int, int], datetime] = {}
    rows = fast().rows(
        "SELECT k.run_id, m.person_id, k.starts_at, m.mark, m.superseded_by, k.cancelled_at FROM attendance_mark m "
        "JOIN course_class k ON k.id = m.class_id"
    )
    for run, person, at, mark, superseded, cancelled in rows:
        if mark in MARKS_THERE and superseded is None and cancelled is None and (run, person) in booked:
            key, instant = (run, alias.get(person, person)), as_instant(at)
            found[key] = min(instant, found.get(key, instant))
    return found


def _count_endings(
    found: Counter[Key],
    runs: dict[int, tuple[int, str]],
    bookings: dict[int, tuple[int, int]],
    states: dict[int, str],
    today: date,
) -> None:
    rows = fast().rows("SELECT booking_id, completed_on FROM completion ORDER BY completed_on, booking_id")
    for booking, on in rows:
        run, _ = bookings[booking]
        if run not in runs or states.get(booking) != "completed":
            continue
        if as_day(on) <= today:
            found[_key("completed", runs[run][0], as_day(on))] += 1


def _count_awards(found: Counter[Key], alias: dict[int, int], today: date) -> None:
    rows = fast().rows(
        "SELECT r.site_id, l.result_on, a.person_id, a.body_id, a.unit_code FROM rac_line l "
        "JOIN rac c ON c.id = l.rac_id JOIN run r ON r.id = c.run_id JOIN site s ON s.id = r.site_id "
        "JOIN unit_award a ON a.line_id = l.id "
        "WHERE l.result = 'achieved' AND NOT s.is_practice ORDER BY l.result_on, a.id"
    )
    credited: set[tuple[int, int, str]] = set()
    for site, on, person, body, unit in rows:
        credit = (alias.get(person, person), body, unit)
        if credit not in credited and as_day(on) <= today:
            credited.add(credit)
            found[_key("awarded", site, as_day(on))] += 1


def _count_steps(
    found: Counter[Key],
    runs: dict[int, tuple[int, str]],
    bookings: dict[int, tuple[int, int]],
    today: date,
) -> None:
    seen: set[tuple[str, int, int]] = set()
    rows = fast().rows(
        "SELECT booking_id, step, told_on, after_months FROM next_step ORDER BY told_on, after_months, id"
    )
    for booking, step, on, months in rows:
        run, person = bookings[booking]
        if run not in runs or as_day(on) > today:
            continue
        told = [("next_steps", run, person)] if step in GOOD_STEPS else []
        if step in WORK_OR_STUDY and months:
            told.append((f"in_work_or_study_{months}", 0, person))
        for one in told:
            if one not in seen:
                seen.add(one)
                found[_key(one[0], runs[run][0], as_day(on))] += 1
