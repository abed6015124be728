"""People in number, the courses they took and the days they came."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

from benchmarks.big_house.loading import next_id, put

FIRST_NAMES: Final = (
    "Amal",
    "Bahar",
    "Chloe",
    "Dawit",
    "Elif",
    "Farid",
    "Grace",
    "Hana",
    "Ivan",
    "Jan",
    "Kofi",
    "Lena",
)
LAST_NAMES: Final = (
    "Abdi",
    "Berhane",
    "Clarke",
    "Dubois",
    "Evans",
    "Farah",
    "Green",
    "Hassan",
    "Iqbal",
    "Jones",
    "Khan",
)
WORK: Final = ("bench", "bench", "bench", "makeover", "course_help", "repair_cafe", "other")
CLASSES, LEARNERS = 5, 12
SITES = (1, 2, 3)
Crews = dict[int, list[int]]


def put_people(scratch: sqlite3.Connection, many: int, first_on: date, chance: Random) -> Crews:
    """People up to `many` in all, each with a role: two volunteers to one trainee; the volunteers by site."""
    have = scratch.execute("SELECT COUNT(*) FROM person").fetchone()[0]
    first = next_id(scratch, "person")
    taken = {row[0] for row in scratch.execute("SELECT number FROM person")}
    numbers = (f"{one:05d}" for one in range(100, 99_999) if f"{one:05d}" not in taken)
    made = f"{first_on}T09:00:00.000Z"
    ids = range(first, first + many - have)
    put(
        scratch,
        "person",
        "id, number, home_site_id, language, avatar, theme, shows_english, is_active, made_at, token",
        (
            (one, next(numbers), SITES[one % 3], chance.choice(("en", "ar", "fa", "uk", "ti")), "pear", "", 1, 1, made,
             f"person of the big house {one}")
            for one in ids
        ),
    )  # fmt: skip
    names = ((one, f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}") for one in ids)
    put(
        scratch,
        "person_name",
        "person_id, called, full_name",
        ((one, name.split()[0], name) for one, name in names),
    )
    put(
        scratch,
        "role",
        "person_id, site_id, role, starts_on",
        ((one, SITES[one % 3], "trainee" if one % 9 < 3 else "volunteer", str(first_on)) for one in ids),
    )
    return {site: [one for one in ids if SITES[one % 3] == site] for site in SITES}


def put_learning(
    scratch: sqlite3.Connection, runs: int, crews: Crews, first_on: date, last_on: date, chance: Random
) -> int:
    """Runs of twelve learners and five classes, their registers and endings; how many marks and endings there are."""
    versions = [row[0] for row in scratch.execute("SELECT id FROM course_version ORDER BY id")]
    run, course_class, booking = (next_id(scratch, table) for table in ("run", "course_class", "booking"))
    weeks = (last_on - first_on).days // 7 - CLASSES - 1
    rows: dict[str, list[tuple[object, ...]]] = {
        table: [] for table in ("run", "class", "booking", "event", "mark", "ending")
    }
    for turn in range(runs):
        site, begins = (
            SITES[turn % 3],
            first_on + timedelta(days=7 * chance.randrange(weeks) + chance.randrange(5)),
        )
        days = [begins + timedelta(days=7 * week) for week in range(CLASSES)]
        before, after = begins - timedelta(days=10), days[-1] + timedelta(days=1)
        by = crews[site][0]
        rows["run"].append(
            (run, f"big run {run}", f"R-{90_000 + turn}", chance.choice(versions), site, "finished",
             f"{after}T09:00:00.000Z",
             LEARNERS, 10, 48, 1, 0, 0, "[]", "", "", f"{before}T09:00:00.000Z")
        )  # fmt: skip
        for place, day in enumerate(days):
            rows["class"].append(
                (course_class + place, f"big class {course_class + place}", run, place + 1, f"{day}T10:00:00.000Z",
                 f"{day}T12:00:00.000Z", "", "", 0, "", 0, f"{before}T09:00:00.000Z", f"{day}T12:00:00.000Z", by)
            )  # fmt: skip
        for person in chance.sample(crews[site], LEARNERS):
            draw = chance.random()
            ending = "completed" if draw < 0.8 else "not_completed" if draw < 0.92 else "never_came"
            state = "no_show" if ending == "never_came" else ending
            _book(rows, run, booking, person, state, before, days[0], after, by)
            rows["ending"].append(
                (booking, ending, "{}", ending, 0, "", str(after), by, f"{after}T09:00:00.000Z")
            )
            for place, day in enumerate(days):
                is_there = state != "no_show" and chance.random() < 0.93
                at = f"{day}T10:03:00.000Z"
                rows["mark"].append(
                    (_id(booking, place), course_class + place, person, "present" if is_there else "absent",
                     120 if is_there else 0, "tap", at, at, at, "", 0, by, "")
                )  # fmt: skip
            booking += 1
        run, course_class = run + 1, course_class + CLASSES
    _put_learning(scratch, rows)
    return len(rows["mark"]) + len(rows["ending"])


def _book(
    rows: dict[str, list[tuple[object, ...]]],
    run: int,
    booking: int,
    person: int,
    state: str,
    before: date,
    first: date,
    after: date,
    by: int,
) -> None:
    made, ended = f"{before}T09:00:00.000Z", f"{after}T09:00:00.000Z"
    rows["booking"].append(
        (booking, f"big booking {booking}", run, person, state, made, ended, "desk", "", "", made)
    )
    steps = [("book_seat", "", "booked", made)]
    if state != "no_show":
        steps += [("follow_attendance", "booked", "attending", f"{first}T10:03:00.000Z")]
    steps += [("record_completion", steps[-1][2], state, ended)]
    for place, (verb, was, now, at) in enumerate(steps):
        rows["event"].append((_id(booking, 20 + place), booking, verb, was, now, at, by, "desk", ""))


def _id(booking: int, place: int) -> str:
    return f"{booking:08x}-b166-4000-8000-{place:012x}"


def _put_learning(scratch: sqlite3.Connection, rows: dict[str, list[tuple[object, ...]]]) -> None:
    put(
        scratch,
        "run",
        "id, token, number, version_id, site_id, state, state_at, capacity, learners_per_trainer, offer_hours, "
        "allows_late_joining, is_off_grid, has_creche, help_languages, body_run_number, cancelled_because, made_at",
        rows["run"],
    )
    put(
        scratch,
        "course_class",
        "id, token, run_id, number, starts_at, ends_at, venue, access, is_online, link, sequence, changed_at, "
        "signed_at, signed_by_id",
        rows["class"],
    )
    put(
        scratch,
        "booking",
        "id, token, run_id, person_id, state, joined_at, state_at, source, reason, partner, made_at",
        rows["booking"],
    )
    put(
        scratch, "booking_event", "id, booking_id, verb, was, state, at, by_id, source, reason", rows["event"]
    )
    put(
        scratch,
        "attendance_mark",
        "id, class_id, person_id, mark, minutes, method, at, device_at, received_at, device, sequence, by_id, "
        "body_hash",
        rows["mark"],
    )
    put(
        scratch,
        "completion",
        "booking_id, proposed, why, confirmed, is_override, reason, completed_on, by_id, at",
        rows["ending"],
    )


def put_visits(
    scratch: sqlite3.Connection, many: int, crews: Crews, first_on: date, last_on: date, chance: Random
) -> None:
    """Ended visits, no two of one person on one day."""
    put(
        scratch,
        "visit",
        "person_id, site_id, day, role, came_at, came_how, left_at, left_how, length_ms, work, is_guessed, is_void",
        _visits(many, crews, first_on, last_on, chance),
    )


def _visits(
    many: int, crews: Crews, first_on: date, last_on: date, chance: Random
) -> Iterator[tuple[object, ...]]:
    days, taken = (last_on - first_on).days, set[tuple[int, int]]()
    while len(taken) < many:
        site = chance.choice(SITES)
        key = (chance.choice(crews[site]), chance.randrange(days))
        if key in taken:
            continue
        taken.add(key)
        day, hours = first_on + timedelta(days=key[1]), chance.randrange(1, 6)
        role = "trainee" if key[0] % 9 < 3 else "volunteer"
        how = "estimated" if chance.random() < 0.04 else "card"
        yield (
            key[0], site, str(day), role, f"{day}T09:00:00.000Z", "card", f"{day}T{9 + hours:02d}:00:00.000Z", how,
            hours * 3_600_000, chance.choice(WORK), 0, 0,
        )  # fmt: skip
