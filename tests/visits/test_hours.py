"""Volunteer hours: no hour is counted twice, whatever visits, classes and noted help there are."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.dialects import spoken_by
from core.visits import WORKS
from factory.visits.hours import HOURS

DAY = "2026-03-02"
MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
TABLES = """
CREATE TABLE site (id INTEGER, is_practice INTEGER);
CREATE TABLE visit (person_id INTEGER, site_id INTEGER, day TEXT, role TEXT, came_at TEXT, left_at TEXT,
  length_ms INTEGER, work TEXT, is_void INTEGER);
CREATE TABLE help_time (person_id INTEGER, site_id INTEGER, done_on TEXT, kind TEXT, minutes INTEGER);
CREATE TABLE attendance_mark (id TEXT, person_id INTEGER, class_id INTEGER, minutes INTEGER, superseded_by TEXT,
  taken_back_by TEXT);
CREATE TABLE course_class (id INTEGER, starts_at TEXT, ends_at TEXT);
CREATE TABLE makeover (id INTEGER, site_id INTEGER);
CREATE TABLE makeover_day (id INTEGER, makeover_id INTEGER, works_on TEXT);
CREATE TABLE makeover_day_person (id INTEGER, day_id INTEGER, person_id INTEGER, part TEXT, arrived_at TEXT,
  left_at TEXT);
CREATE TABLE person_merge (person_id INTEGER, into_id INTEGER, undone_at TEXT);
CREATE TABLE role (person_id INTEGER, site_id INTEGER, role TEXT, starts_on TEXT, ends_on TEXT);
INSERT INTO makeover VALUES (1, 1), (2, 2);
INSERT INTO makeover_day VALUES (1, 1, '2026-03-02'), (2, 2, '2026-03-02');
INSERT INTO site VALUES (1, 0), (2, 1), (3, 0);
"""
"""As much of the tables as the rule reads, so that a thousand days are tried in a second."""


def oracle(visits: list[tuple[str, int]], told: int, learnt: int) -> dict[str, int]:
    """The rule by hand: what is taken off comes from the largest other work first, and from course help last."""
    spent: dict[str, int] = {}
    for work, minutes in visits:
        spent[work or "other"] = spent.get(work or "other", 0) + minutes
    helped = spent.pop("course_help", 0)
    off = learnt + max(0, told - helped)
    for work in sorted(spent, key=lambda one: (-spent[one], one)):
        taken = min(off, spent[work])
        spent[work] -= taken
        off -= taken
    spent["course_help"] = max(told, helped - off)
    return {work: minutes for work, minutes in spent.items() if minutes > 0}


def counted(
    visits: list[tuple[str, int]],
    told: int = 0,
    learnt: int = 0,
    role: str = "volunteer",
    site: int = 1,
    makeovers: Sequence[tuple[int, int]] = (),
    part: str = "helper",
) -> dict[str, int]:
    """What the statement says of one person's day: visits, noted help, a class, stays at makeovers (after, minutes)."""
    book = sqlite3.connect(":memory:")
    book.executescript(TABLES)
    at = MORNING
    for work, minutes in visits:
        left = at + timedelta(minutes=minutes)
        book.execute(
            "INSERT INTO visit VALUES (1, ?, ?, ?, ?, ?, ?, ?, 0)",
            (site, DAY, role, at.isoformat(), left.isoformat(), minutes * 60_000, work),
        )
        at = left
    if told:
        book.execute("INSERT INTO help_time VALUES (1, ?, ?, 'helping', ?)", (site, DAY, told))
    book.execute("INSERT INTO course_class VALUES (1, ?, ?)", (MORNING.isoformat(), at.isoformat()))
    book.execute("INSERT INTO attendance_mark VALUES ('m', 1, 1, ?, NULL, NULL)", (learnt,))
    book.execute("INSERT INTO role VALUES (1, ?, ?, '2026-01-01', NULL)", (site, role))
    for number, (after, minutes) in enumerate(makeovers):
        arrived = MORNING + timedelta(minutes=after)
        left = arrived + timedelta(minutes=minutes)
        book.execute(
            "INSERT INTO makeover_day_person VALUES (?, ?, 1, ?, ?, ?)",
            (number, site, part, arrived.isoformat(), left.isoformat()),
        )
    return {work: minutes for _, _, work, minutes in read(book)}


def read(book: sqlite3.Connection) -> list[tuple[int, int, str, int]]:
    """Person, site, work and minutes of everything that the statement counts."""
    hours = spoken_by(HOURS, on_sqlite=True)
    rows = book.execute(
        f"{hours} SELECT person_id, site_id, work, ms FROM hours WHERE ms <> 0 ORDER BY 1, 2, 3"
    )
    return [(person, site, work, ms // 60_000) for person, site, work, ms in rows]


AMINA, TOMASZ = 1, 2
TEN_TO_TWELVE = ("10:00", "12:00")


class Book:
    """A day with a class; who came when, who sat there, and who turned out to be one person."""

    def __init__(self, starts: str, ends: str) -> None:
        self.rows = sqlite3.connect(":memory:")
        self.rows.executescript(TABLES)
        self.rows.execute("INSERT INTO course_class VALUES (1, ?, ?)", (self.at(starts), self.at(ends)))

    def at(self, clock: str) -> str:
        return f"{DAY}T{clock}:00+00:00"

    def come(self, person: int, came: str, left: str, *, site: int = 1, work: str = "bench") -> None:
        ms = (datetime.fromisoformat(self.at(left)) - datetime.fromisoformat(self.at(came))) // timedelta(
            milliseconds=1
        )
        values = (person, site, DAY, self.at(came), self.at(left), ms, work)
        self.rows.execute("INSERT INTO visit VALUES (?, ?, ?, 'volunteer', ?, ?, ?, ?, 0)", values)

    def sit(self, person: int, minutes: int) -> None:
        values = (f"of {person}", person, minutes)
        self.rows.execute("INSERT INTO attendance_mark VALUES (?, ?, 1, ?, NULL, NULL)", values)

    def help(self, person: int, minutes: int) -> None:
        values = (person, DAY, minutes)
        self.rows.execute("INSERT INTO help_time VALUES (?, 1, ?, 'helping', ?)", values)

    def make_over(self, person: int, came: str, left: str) -> None:
        values = (person, person, self.at(came), self.at(left))
        self.rows.execute("INSERT INTO makeover_day_person VALUES (?, 1, ?, 'helper', ?, ?)", values)
        self.rows.execute("INSERT INTO role VALUES (?, 1, 'volunteer', '2026-01-01', NULL)", (person,))

    def merge(self, person: int, into: int) -> None:
        self.rows.execute("INSERT INTO person_merge VALUES (?, ?, NULL)", (person, into))

    def part_again(self) -> None:
        self.rows.execute("UPDATE person_merge SET undone_at = ?", (self.at("18:00"),))


VISITS = st.lists(st.tuples(st.sampled_from(("", *WORKS)), st.integers(0, 240)), max_size=5)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(VISITS, st.integers(0, 600), st.integers(0, 600))
def test_hours_are_those_of_the_plain_rule_and_never_negative(
    visits: list[tuple[str, int]], told: int, learnt: int
) -> None:
    stayed = sum(minutes for _, minutes in visits)
    learnt = min(learnt, stayed)
    found = counted(visits, told, learnt)
    assert found == oracle(visits, told, learnt)
    assert all(minutes > 0 for minutes in found.values())
    assert sum(found.values()) <= max(stayed - learnt, 0) + told
    assert sum(found.values()) <= max(stayed, told), "never more than they were here, or told of help"


def test_help_that_training_noted_is_part_of_the_day_and_not_added_to_it() -> None:
    assert counted([("bench", 180)], told=60) == {"bench": 120, "course_help": 60}
    assert counted([("course_help", 180)], told=60) == {"course_help": 180}
    assert counted([("bench", 30)], told=60) == {"course_help": 60}
    assert counted([], told=60) == {"course_help": 60}


def test_sitting_in_a_class_is_learning_and_no_volunteering() -> None:
    assert counted([("bench", 240)], learnt=180) == {"bench": 60}


def test_staff_learners_and_practice_have_no_volunteer_hours() -> None:
    for role in ("trainer", "trainee", "coordinator", "visitor"):
        assert counted([("bench", 60)], role=role) == {}
    assert counted([("bench", 60)], role="driver") == {"bench": 60}
    assert counted([("bench", 60)], told=30, site=2) == {}


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(VISITS, st.lists(st.tuples(st.integers(0, 900), st.integers(0, 300)), max_size=4))
def test_a_minute_at_a_makeover_counts_once_and_never_beside_the_same_minute_of_a_visit(
    visits: list[tuple[str, int]], makeovers: list[tuple[int, int]]
) -> None:
    there = {minute for after, minutes in makeovers for minute in range(after, after + minutes)}
    by_work: dict[str, int] = {"makeover": len(there)}
    at = 0
    for work, minutes in visits:
        by_work[work or "other"] = by_work.get(work or "other", 0) + len({*range(at, at + minutes)} - there)
        at += minutes
    expected = {work: minutes for work, minutes in by_work.items() if minutes}
    assert counted(visits, makeovers=makeovers) == expected
    assert sum(expected.values()) == len({*range(at)} | there), "the day as a whole, each minute once"


def test_at_a_makeover_who_learns_or_is_staff_has_no_volunteer_hours() -> None:
    assert counted([], makeovers=[(0, 90)]) == {"makeover": 90}
    assert counted([], makeovers=[(0, 90)], role="driver") == {"makeover": 90}
    assert counted([], makeovers=[(0, 90)], role="coordinator") == {}
    assert counted([], makeovers=[(0, 90)], part="trainee") == {}
    assert counted([], makeovers=[(0, 90)], site=2) == {}


def test_of_a_class_only_the_minutes_on_site_are_taken_off() -> None:
    book = Book(*TEN_TO_TWELVE)
    book.sit(AMINA, 120)
    book.come(AMINA, "11:55", "16:00")
    assert read(book.rows) == [(AMINA, 1, "bench", 240)]


def test_a_class_that_touches_visits_at_two_sites_is_taken_off_once() -> None:
    for sat, first, second in ((120, 60, 240), (90, 60, 270), (30, 90, 300)):
        book = Book(*TEN_TO_TWELVE)
        book.sit(AMINA, sat)
        book.come(AMINA, "09:00", "11:00")
        book.come(AMINA, "11:00", "16:00", site=3)
        assert read(book.rows) == [(AMINA, 1, "bench", first), (AMINA, 3, "bench", second)], sat
        assert first + second == 420 - sat


def test_what_one_number_of_a_person_sat_in_a_class_is_taken_off_the_visit_of_the_other() -> None:
    book = Book(*TEN_TO_TWELVE)
    book.sit(TOMASZ, 120)
    book.come(AMINA, "10:00", "14:00")
    assert read(book.rows) == [(AMINA, 1, "bench", 240)], "two people"
    book.merge(TOMASZ, AMINA)
    assert read(book.rows) == [(AMINA, 1, "bench", 120)], "one person"
    book.sit(AMINA, 120)
    assert read(book.rows) == [(AMINA, 1, "bench", 120)], "marked by both numbers, they sat there once"
    book.part_again()
    book.come(TOMASZ, "12:00", "13:00", work="tidying")
    assert read(book.rows) == [(AMINA, 1, "bench", 120), (TOMASZ, 1, "tidying", 60)], "two again"


def minutes_covered(stays: Sequence[tuple[int, int]]) -> int:
    """In how many minutes of the day somebody was in, each once."""
    return len({minute for after, length in stays for minute in range(after, after + length)})


STAYS = st.lists(st.tuples(st.integers(0, 600), st.integers(0, 300)), max_size=5)


def apart(stays: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """As the database has the visits of one number: none lies over another."""
    found, free = list[tuple[int, int]](), 0
    for after, length in sorted(stays):
        if after >= free:
            found.append((after, length))
            free = after + length + 1
    return found


@given(STAYS, STAYS, STAYS)
@settings(max_examples=300, deadline=None)
def test_a_minute_in_which_several_numbers_of_one_person_were_in_counts_once(
    amina: list[tuple[int, int]], tomasz: list[tuple[int, int]], grace: list[tuple[int, int]]
) -> None:
    stays = {AMINA: apart(amina), TOMASZ: apart(tomasz), 3: apart(grace)}
    book = Book("23:00", "23:30")
    for person, theirs in stays.items():
        for after, length in theirs:
            came = MORNING + timedelta(minutes=after)
            left = came + timedelta(minutes=length)
            book.come(person, f"{came:%H:%M}", f"{left:%H:%M}", site=1 if person != 3 else 3)
    told = sum(minutes for *_, minutes in read(book.rows))
    assert told == sum(minutes_covered(theirs) for theirs in stays.values()), "the control: three people"
    book.merge(TOMASZ, AMINA)
    book.merge(3, AMINA)
    told = sum(minutes for *_, minutes in read(book.rows))
    assert told == minutes_covered([one for theirs in stays.values() for one in theirs])


def test_the_visit_that_began_first_keeps_the_time_that_both_numbers_were_in() -> None:
    book = Book(*TEN_TO_TWELVE)
    book.come(AMINA, "09:00", "12:00")
    book.come(TOMASZ, "11:00", "14:00", work="tidying")
    book.merge(TOMASZ, AMINA)
    assert read(book.rows) == [(AMINA, 1, "bench", 180), (TOMASZ, 1, "tidying", 120)]
    book.sit(TOMASZ, 120)
    assert read(book.rows) == [(AMINA, 1, "bench", 60), (TOMASZ, 1, "tidying", 120)]


def test_help_and_makeovers_of_one_number_stand_in_place_of_the_visit_of_the_other() -> None:
    book = Book(*TEN_TO_TWELVE)
    book.come(AMINA, "10:00", "14:00")
    book.help(TOMASZ, 60)
    book.make_over(AMINA, "13:00", "15:00")
    book.make_over(TOMASZ, "13:30", "16:00")
    book.merge(TOMASZ, AMINA)
    assert read(book.rows) == [
        (AMINA, 1, "bench", 120),
        (AMINA, 1, "makeover", 120),
        (TOMASZ, 1, "course_help", 60),
        (TOMASZ, 1, "makeover", 60),
    ]
