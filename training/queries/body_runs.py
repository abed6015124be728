"""A run as its awarding body knows it: body, profile, centre number, qualification, days and place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.clock import local_day
from core.db import as_instant, fast


@dataclass(frozen=True)
class BodyRun:
    """What a file for the body says about a run."""

    run_id: int
    number: str
    body_run_number: str
    course_title: str
    body: str
    body_slug: str
    profile: str
    centre_number: str
    qualification: str
    venue: str
    starts_on: date | None
    ends_on: date | None
    credit_target: int
    unit_codes: tuple[str, ...]


def body_of_run(run_id: int) -> BodyRun | None:
    """The body whose units a run teaches (the first by name where there are several), and its facts; else None."""
    connection = fast()
    row = connection.row(
        "SELECT r.number, r.body_run_number, v.title, b.name, b.slug, b.profile, b.centre_number, "
        "COALESCE(q.reference, ''), (SELECT COALESCE(NULLIF(k.venue, ''), pl.name, '') FROM course_class k "
        " LEFT JOIN place pl ON pl.id = k.place_id WHERE k.run_id = r.id ORDER BY k.starts_at LIMIT 1), "
        "(SELECT MIN(k.starts_at) FROM course_class k WHERE k.run_id = r.id AND k.cancelled_at IS NULL), "
        "(SELECT MAX(k.ends_at) FROM course_class k WHERE k.run_id = r.id AND k.cancelled_at IS NULL), b.id "
        "FROM run r JOIN course_version v ON v.id = r.version_id JOIN course_unit cu ON cu.version_id = v.id "
        "JOIN unit u ON u.id = cu.unit_id JOIN awarding_body b ON b.id = u.body_id "
        "LEFT JOIN qualification q ON q.id = v.qualification_id WHERE r.id = ? ORDER BY b.name LIMIT 1",
        (run_id,),
    )
    if row is None:
        return None
    units = connection.rows(
        "SELECT COALESCE(NULLIF(u.body_code, ''), u.code), u.credit FROM run r "
        "JOIN course_unit cu ON cu.version_id = r.version_id JOIN unit u ON u.id = cu.unit_id "
        "WHERE r.id = ? AND u.body_id = ? ORDER BY u.code",
        (run_id, row[11]),
    )
    starts_on, ends_on = (None if value is None else local_day(as_instant(value)) for value in row[9:11])
    credit = sum(int(unit[1]) for unit in units)
    codes = tuple(str(unit[0]) for unit in units)
    return BodyRun(*[run_id, *row[:8], row[8] or "", starts_on, ends_on, credit, codes])
