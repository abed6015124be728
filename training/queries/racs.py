"""Recommendations of a run: the dry run, those drawn up and sent with every line, amendments, what a learner holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.db import as_day, as_instant, fast
from training.queries.assessment import (
    criteria_of_run,
    decisions_of_run,
    registered_of_run,
    units_of_run,
)
from training.queries.claims import CRITERIA_LEFT, why_not_achieved


@dataclass(frozen=True)
class DryCell:
    """One learner's unit: "" where it could be recommended, else why not and which criteria are left."""

    unit_code: str
    why_not: str
    left: tuple[str, ...] = ()
    sent_in: int = 0


@dataclass(frozen=True)
class DryLine:
    """A learner in the dry run."""

    called: str
    avatar: str
    state: str
    cells: tuple[DryCell, ...]


def dry_run(run_id: int, at: datetime) -> list[DryLine]:
    """Every registered learner of a run with each unit: what could be recommended now, and what is missing."""
    units, whys, sent = units_of_run(run_id), why_not_achieved(run_id, at), _sent_in(run_id)
    left = _criteria_left(run_id)
    found = []
    for one in registered_of_run(run_id):
        if one.state != "withdrawn":
            cells = (_cell((one.id, unit_id), code, whys, left, sent) for unit_id, code, _ in units)
            found.append(DryLine(one.called, one.avatar, one.state, tuple(cells)))
    return found


def _cell(
    pair: tuple[int, int],
    code: str,
    whys: dict[tuple[int, int], str],
    left: Callable[[int, int], tuple[str, ...]],
    sent: dict[tuple[int, int], int],
) -> DryCell:
    if pair in sent:
        return DryCell(code, "", sent_in=sent[pair])
    return DryCell(code, whys[pair], left(*pair) if whys[pair] == CRITERIA_LEFT else ())


def _criteria_left(run_id: int) -> Callable[[int, int], tuple[str, ...]]:
    """Which criteria a registration still lacks in a unit."""
    criteria, decided = criteria_of_run(run_id), decisions_of_run(run_id)

    def left(registration_id: int, unit_id: int) -> tuple[str, ...]:
        found = ((one, decided.get((registration_id, one.id))) for one in criteria if one.unit_id == unit_id)
        return tuple(one.number for one, decision in found if not (decision and decision.counts))

    return left


def _sent_in(run_id: int) -> dict[tuple[int, int], int]:
    rows = fast().rows(
        "SELECT l.registration_id, l.unit_id, c.number FROM rac_line l JOIN rac c ON c.id = l.rac_id "
        "WHERE c.run_id = ? AND c.sent_at IS NOT NULL AND l.is_achieved "
        "AND (l.result IS NULL OR l.result <> 'refused') ORDER BY c.number",
        (run_id,),
    )
    return {(row[0], row[1]): row[2] for row in rows}


@dataclass(frozen=True)
class RacHead:
    """A recommendation of a run: who signed, when and by whom it was sent."""

    id: int
    number: int
    made_at: datetime
    tutor: str
    tutor_signed_at: datetime | None
    verifier: str
    verifier_signed_at: datetime | None
    sent_at: datetime | None
    sent_by: str


def racs_of_run(run_id: int) -> list[RacHead]:
    """The recommendations of a run, the newest first."""
    named = "COALESCE({0}n.called, {0}.number, '')"
    joins = " ".join(
        f"LEFT JOIN person {one} ON {one}.id = c.{column} LEFT JOIN person_name {one}n ON {one}n.person_id = {one}.id"
        for one, column in (("t", "tutor_id"), ("v", "verifier_id"), ("s", "sent_by_id"))
    )
    rows = fast().rows(
        f"SELECT c.id, c.number, c.made_at, {named.format('t')}, c.tutor_signed_at, {named.format('v')}, "
        f"c.verifier_signed_at, c.sent_at, {named.format('s')} FROM rac c {joins} "
        "WHERE c.run_id = ? ORDER BY c.number DESC",
        (run_id,),
    )
    return [
        RacHead(
            row[0],
            row[1],
            as_instant(row[2]),
            row[3],
            _instant(row[4]),
            row[5],
            _instant(row[6]),
            _instant(row[7]),
            row[8],
        )
        for row in rows
    ]


def _instant(value: Any) -> datetime | None:
    return None if value is None else as_instant(value)


@dataclass(frozen=True)
class RacLineView:
    """A line of a recommendation with the body's answer."""

    id: int
    rac_number: int
    registration_id: int
    person_number: str
    called: str
    avatar: str
    unit_code: str
    unit_title: str
    credit: int
    is_achieved: bool
    why_not: str
    result: str
    result_on: date | None
    body_certificate: str
    handed_on: date | None
    handed_by: str
    is_sent: bool
    body_learner_number: str


def lines_of_run(run_id: int) -> list[RacLineView]:
    """The lines of a run's recommendations, by recommendation, learner and unit."""
    rows = fast().rows(
        "SELECT l.id, c.number, l.registration_id, p.number, COALESCE(n.called, p.number), p.avatar, u.code, u.title, "
        "u.credit, l.is_achieved, l.why_not, COALESCE(l.result, ''), l.result_on, l.body_certificate, l.handed_on, "
        "COALESCE(hn.called, h.number, ''), c.sent_at, g.body_learner_number FROM rac_line l "
        "JOIN rac c ON c.id = l.rac_id JOIN registration g ON g.id = l.registration_id "
        "JOIN person p ON p.id = g.person_id LEFT JOIN person_name n ON n.person_id = p.id "
        "JOIN unit u ON u.id = l.unit_id LEFT JOIN person h ON h.id = l.handed_by_id "
        "LEFT JOIN person_name hn ON hn.person_id = h.id "
        "WHERE c.run_id = ? ORDER BY c.number DESC, LOWER(COALESCE(n.called, p.number)), l.registration_id, u.code",
        (run_id,),
    )
    return [
        RacLineView(
            *[
                *row[:9],
                bool(row[9]),
                *row[10:12],
                None if row[12] is None else as_day(row[12]),
                row[13],
                None if row[14] is None else as_day(row[14]),
                row[15],
                row[16] is not None,
                row[17],
            ]
        )
        for row in rows
    ]


@dataclass(frozen=True)
class AmendmentLine:
    """Why something changed after a recommendation was sent."""

    called: str
    unit_code: str
    reason: str
    by: str
    at: datetime
    decisions: int


def amendments_of_run(run_id: int) -> list[AmendmentLine]:
    """The amendments of a run in their order, and how many decisions name each."""
    rows = fast().rows(
        "SELECT COALESCE(n.called, p.number), u.code, a.reason, COALESCE(bn.called, b.number), a.at, "
        "(SELECT COUNT(*) FROM criterion_decision d WHERE d.amendment_id = a.id) FROM amendment a "
        "JOIN rac_line l ON l.id = a.line_id JOIN rac c ON c.id = l.rac_id "
        "JOIN registration g ON g.id = l.registration_id JOIN person p ON p.id = g.person_id "
        "LEFT JOIN person_name n ON n.person_id = p.id JOIN unit u ON u.id = l.unit_id "
        "JOIN person b ON b.id = a.by_id LEFT JOIN person_name bn ON bn.person_id = b.id "
        "WHERE c.run_id = ? ORDER BY a.id",
        (run_id,),
    )
    return [AmendmentLine(*[*row[:4], as_instant(row[4]), int(row[5])]) for row in rows]
