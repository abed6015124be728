"""The demo's visits: a year of coming and going around what people did; some forgotten, put right, or from paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from core.clock import local_day, milliseconds, zone
from core.db import as_instant, fast
from core.visiting import role_on
from factory.demo.world import Tokens, World
from factory.visits.services import Stay, correct_visit, count_heads, key_in_paper

FORGOTTEN = 0.06
SAID = 0.8
WORKS = ("bench",) * 14 + ("makeover",) * 3 + ("course_help", "course_help", "repair_cafe", "other")
ON_PAPER = (
    ("derek", 9, "makeover"),
    ("maureen", 9, "makeover"),
    ("khaled", 23, "bench"),
    ("awa", 23, "repair_cafe"),
)
"""Who wrote on the pad, how many days ago, and what for."""
EVENT = (
    "INSERT INTO visit_event (id, person_id, site_id, day, kind, how, work, at, received_at, device_id) "
    "VALUES (?, ?, ?, ?, ?, 'card', ?, ?, ?, NULL)"
)
VISIT = (
    "INSERT INTO visit (person_id, site_id, day, role, came_at, came_how, left_at, left_how, length_ms, work, "
    "is_guessed, is_void) VALUES (?, ?, ?, ?, ?, 'card', ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True)
class ActiveDay:
    """What the other rooms know of somebody's day: where, and their first and last act."""

    person_id: int
    site_id: int
    day: date
    first: datetime
    last: datetime


def fill_visits(world: World, at: datetime, token: Tokens, seed: int) -> None:
    """Let people come and go around the acts of the year that is told, in the caller's transaction."""
    rng = Random(seed)
    roles: dict[tuple[int, int], str] = {}
    events: list[tuple[object, ...]] = []
    visits: list[tuple[object, ...]] = []
    for one in _active_days(local_day(at)):
        whose = (one.person_id, one.site_id)
        if whose not in roles:
            roles[whose] = role_on(*whose, local_day(at))
        came, left = _ends(rng, one)
        is_forgotten = rng.random() < FORGOTTEN
        work = "" if is_forgotten or rng.random() > SAID else rng.choice(WORKS)
        if is_forgotten:
            left = one.last
        row = (one.person_id, one.site_id, one.day)
        events.append((token(), *row, "came", "", came, came))
        if not is_forgotten:
            events.append((token(), *row, "went", work, left, left))
        how, length = "estimated" if is_forgotten else "card", milliseconds(left) - milliseconds(came)
        visits.append((*row, roles[whose], came, left, how, length, work or "bench", not work, False))
    fast().run_many(EVENT, events)
    fast().run_many(VISIT, visits)
    _by_hand(world, at, token)


def _active_days(today: date) -> Iterator[ActiveDay]:
    """One site for each person and day before today: where they did most."""
    days: dict[tuple[int, date], dict[int, list[datetime]]] = {}
    rows = fast().rows(
        "SELECT by_id, site_id, at FROM piece_event WHERE by_id IS NOT NULL UNION ALL "
        "SELECT person_id, site_id, began_at FROM machine_session WHERE person_id IS NOT NULL AND NOT is_void "
        "UNION ALL SELECT person_id, site_id, ended_at FROM machine_session WHERE person_id IS NOT NULL "
        "AND ended_at IS NOT NULL AND NOT is_void ORDER BY 1, 3, 2"
    )
    for person_id, site_id, told in rows:
        at = as_instant(told)
        days.setdefault((person_id, local_day(at)), {}).setdefault(site_id, []).append(at)
    for (person_id, day), sites in sorted(days.items()):
        site_id = max(sites, key=lambda one: (len(sites[one]), -one))
        acts = [at for at in sites[site_id] if local_day(at) == day]
        if day < today:
            yield ActiveDay(person_id, site_id, day, min(acts), max(acts))


def _ends(rng: Random, one: ActiveDay) -> tuple[datetime, datetime]:
    """When they came before their first act and went after their last, on that day."""
    opens, closes = _clock(one.day, 8, 30), _clock(one.day, 17, 30)
    came = min(one.first, max(opens, one.first - timedelta(minutes=rng.randint(5, 90))))
    left = max(one.last, min(closes, one.last + timedelta(minutes=rng.randint(10, 120))))
    return came, left


def _clock(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=zone()).astimezone(UTC)


def _by_hand(world: World, at: datetime, token: Tokens) -> None:
    """A few estimates put right, two days of a pad, and visitors without a name."""
    by, site_id = world.system("coventry"), world.sites["coventry"]
    forgotten = fast().rows(
        "SELECT id, came_at, day FROM visit WHERE site_id = ? AND left_how = 'estimated' AND NOT is_void "
        "ORDER BY day DESC LIMIT 4",
        (site_id,),
    )
    for visit_id, told, _day in forgotten[1::2]:
        came = as_instant(told)
        stay = Stay(came, came + timedelta(hours=3, minutes=30), "bench")
        if local_day(stay.left_at or came) == local_day(came):
            correct_visit(
                by=by,
                visit_id=visit_id,
                stay=stay,
                why="Forgot the card; left with the others",
                is_dropped=False,
                at=at,
                token=token(),
            )
    for key, days_ago, work in ON_PAPER:
        _on_paper(world, key, local_day(at) - timedelta(days=days_ago), work, at, token)
    count_heads(by=by, heads=3, at=at, token=token())


def _on_paper(world: World, key: str, day: date, work: str, at: datetime, token: Tokens) -> None:
    person = world.people.get(key)
    if person is None or fast().row("SELECT 1 FROM visit WHERE person_id = ? AND day = ?", (person.id, day)):
        return
    key_in_paper(
        by=world.system("coventry"),
        person=person.number,
        stay=Stay(_clock(day, 10, 0), _clock(day, 14, 30), work),
        at=at,
        token=token(),
    )
