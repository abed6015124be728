"""Registration of a run's learners with its awarding body: who, since when, until when, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.clock import local_day
from core.db import as_day, as_instant, fast
from training.profiles import Profile, profile
from training.queries.holidays import bank_holidays
from training.registering import missing_columns

_OF_THE_LEARNER = (
    "given_name",
    "family_name",
    "birth_date",
    "gender",
    "postcode",
    "prior_attainment",
    "employment",
    "uln",
    "full_name",
)


@dataclass(frozen=True)
class BodyOfRun:
    """The awarding body of a run and its deadline; `due_on` is None where the run has no classes."""

    name: str
    centre_number: str
    profile: Profile
    due_on: date | None


@dataclass(frozen=True)
class RegistrationLine:
    """A learner of the run, registered or to be: `id` is 0 where nobody has begun to register them."""

    id: int
    number: str
    called: str
    avatar: str
    state: str
    registered_on: date | None
    body_learner_number: str
    missing: tuple[str, ...]

    def is_late(self, due_on: date | None, day: date) -> bool:
        """Registered after the deadline, or not yet and the deadline is over."""
        if due_on is None or self.state in ("withdrawn", "transferred"):
            return False
        return (self.registered_on or day) > due_on


def body_of_run(run_id: int) -> BodyOfRun | None:
    """The body whose units the run teaches; None where it teaches none."""
    row = fast().row(
        "SELECT b.name, b.centre_number, b.profile, MIN(k.starts_at), MAX(k.ends_at) FROM run r "
        "JOIN course_unit cu ON cu.version_id = r.version_id JOIN unit u ON u.id = cu.unit_id "
        "JOIN awarding_body b ON b.id = u.body_id "
        "LEFT JOIN course_class k ON k.run_id = r.id AND k.cancelled_at IS NULL WHERE r.id = ? "
        "GROUP BY b.id, b.name, b.centre_number, b.profile ORDER BY b.id LIMIT 1",
        (run_id,),
    )
    if row is None:
        return None
    of_body = profile(row[2])
    days = [local_day(as_instant(value)) for value in row[3:5] if value is not None]
    due_on = of_body.registration_due(days[0], days[1], bank_holidays()) if len(days) == 2 else None
    return BodyOfRun(row[0], row[1], of_body, due_on)


def registration_lines(run_id: int, body: BodyOfRun) -> list[RegistrationLine]:
    """The learners who attend or attended, and those who are registered: what the body's file misses of each."""
    rows = fast().rows(
        "SELECT COALESCE(g.id, 0), p.number, COALESCE(n.called, p.number), p.avatar, COALESCE(g.state, ''), "
        "g.registered_on, COALESCE(g.body_learner_number, ''), "
        "COALESCE(l.given_name, '') <> '', COALESCE(l.family_name, '') <> '', COALESCE(l.born_on, '') <> '', "
        "COALESCE(l.gender, '') <> '', COALESCE(l.postcode, '') <> '', COALESCE(l.prior_attainment, '') <> '', "
        "COALESCE(l.work_situation, '') <> '', EXISTS (SELECT 1 FROM learner_number x WHERE x.person_id = p.id), "
        "COALESCE(l.certificate_name, l.given_name, n.called, '') <> '' "
        "FROM person p LEFT JOIN person_name n ON n.person_id = p.id "
        "LEFT JOIN registration g ON g.person_id = p.id AND g.run_id = ? "
        "LEFT JOIN learner_record l ON l.person_id = p.id "
        "WHERE g.id IS NOT NULL OR EXISTS (SELECT 1 FROM booking b WHERE b.run_id = ? AND b.person_id = p.id "
        "AND b.state IN ('attending', 'completed', 'not_completed')) "
        "ORDER BY LOWER(COALESCE(n.called, p.number)), p.id",
        (run_id, run_id),
    )
    of_run = _known_of_run(run_id, body)
    return [_line(row, of_run, body.profile) for row in rows]


def _line(row: Sequence[Any], of_run: frozenset[str], of_body: Profile) -> RegistrationLine:
    known = {name for name, is_there in zip(_OF_THE_LEARNER, row[7:16], strict=True) if is_there}
    if row[6]:
        known.add("body_learner_number")
    layout = of_body.registration
    if layout.single_name and "given_name" in known:
        known.add("family_name")  # the body says what stands there for a single name
    if layout.unknown:
        known |= {"gender", "postcode", "prior_attainment", "employment", "ethnic_group", "uln"}
    return RegistrationLine(
        *[
            *[*row[:5], None if row[5] is None else as_day(row[5]), row[6]],
            tuple(missing_columns(layout, of_run | known)),
        ]
    )


def _known_of_run(run_id: int, body: BodyOfRun) -> frozenset[str]:
    """What the run itself answers for each of its learners."""
    row = fast().row(
        "SELECT r.body_run_number <> '', v.qualification_id IS NOT NULL, "
        "EXISTS (SELECT 1 FROM course_class k WHERE k.run_id = r.id AND (k.venue <> '' OR k.place_id IS NOT NULL)) "
        "FROM run r JOIN course_version v ON v.id = r.version_id WHERE r.id = ?",
        (run_id,),
    )
    known = {"course_title", "run_number", "learner_number", "has_adjustment", "credit_target", "unit_codes"}
    for name, is_there in (
        ("centre_number", bool(body.centre_number)),
        ("starts_on", body.due_on is not None),
        ("ends_on", body.due_on is not None),
        ("body_run_number", row is not None and row[0]),
        ("qualification_reference", row is not None and row[1]),
        ("venue", row is not None and row[2]),
        ("venue_postcode", row is not None and row[2]),
    ):
        if is_there:
            known.add(name)
    return frozenset(known)
