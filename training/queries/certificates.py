"""Certificates: what a paper would say, the register of a site, one by its serial or its code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.bounds import whole
from core.clock import local_day
from core.db import as_day, as_instant, as_json, fast
from training.words import MARKS_THERE, sql_list

PAGE = 100
_THERE = sql_list(MARKS_THERE)


@dataclass(frozen=True)
class RunFacts:
    """What certificates of a run have in common."""

    run_id: int
    number: str
    site_id: int
    site: str
    title: str
    level: str
    is_accredited: bool
    version_id: int
    guided_minutes: int
    first: date | None
    last: date | None
    classes: int
    trainers: tuple[str, ...]


@dataclass(frozen=True)
class Earner:
    """A learner of a run who may have a certificate, and the one that they hold."""

    person_id: int
    number: str
    called: str
    avatar: str
    full_name: str
    certificate_name: str
    language: str
    state: str
    minutes: int
    serial: str
    held_name: tuple[str, ...]
    was_revoked: bool


@dataclass(frozen=True)
class PaperLine:
    """A certificate in the register."""

    serial: str
    code: str
    kind: str
    person_number: str
    name: str
    title: str
    run_number: str
    issued_on: date
    state: str
    ended_at: datetime | None
    reason: str
    replaces: str
    replaced_by: str
    snapshot: dict[str, Any]
    sha256: str
    id: int
    person_id: int
    run_id: int
    site_id: int

    @property
    def ended_on(self) -> date | None:
        """The day on which it was replaced or revoked."""
        return local_day(self.ended_at) if self.ended_at else None


def run_facts(run_number: str, site_id: int) -> RunFacts | None:
    """The run as its papers tell it, or None where the site has no such run."""
    connection = fast()
    row = connection.row(
        "SELECT r.id, r.number, r.site_id, s.name, v.title, COALESCE(q.level, ''), v.is_accredited, v.id, "
        "v.guided_minutes FROM run r JOIN course_version v ON v.id = r.version_id JOIN site s ON s.id = r.site_id "
        "LEFT JOIN qualification q ON q.id = v.qualification_id WHERE r.number = ? AND r.site_id = ?",
        (run_number, site_id),
    )
    if row is None:
        return None
    classes = connection.rows(
        "SELECT starts_at FROM course_class WHERE run_id = ? AND cancelled_at IS NULL ORDER BY starts_at",
        (row[0],),
    )
    days = [local_day(as_instant(at)) for (at,) in classes]
    trainers = connection.rows(
        "SELECT n.called, COUNT(*) FROM class_trainer t JOIN course_class c ON c.id = t.class_id "
        "JOIN person_name n ON n.person_id = t.person_id WHERE c.run_id = ? AND t.part = 'trainer' "
        "GROUP BY n.called ORDER BY 2 DESC, 1 LIMIT 2",
        (row[0],),
    )
    return RunFacts(
        run_id=row[0],
        number=row[1],
        site_id=row[2],
        site=row[3],
        title=row[4],
        level=row[5],
        is_accredited=bool(row[6]),
        version_id=row[7],
        guided_minutes=row[8],
        first=days[0] if days else None,
        last=days[-1] if days else None,
        classes=len(days),
        trainers=tuple(name for name, _ in trainers),
    )


_EARNER = (
    "SELECT p.id, p.number, COALESCE(n.called, p.number), p.avatar, COALESCE(n.full_name, ''), "
    "COALESCE(l.certificate_name, ''), p.language, b.state, "
    "(SELECT COALESCE(SUM(m.minutes), 0) FROM attendance_mark m JOIN course_class c ON c.id = m.class_id "
    f"WHERE c.run_id = b.run_id AND m.person_id = p.id AND m.superseded_by IS NULL AND m.mark IN ({_THERE})), "
    "c.serial, c.snapshot, EXISTS (SELECT 1 FROM certificate x WHERE x.run_id = b.run_id AND x.person_id = p.id "
    "AND x.kind = ? AND x.state = 'revoked') FROM booking b JOIN person p ON p.id = b.person_id "
    "LEFT JOIN person_name n ON n.person_id = p.id LEFT JOIN learner_record l ON l.person_id = p.id "
    "LEFT JOIN certificate c ON c.run_id = b.run_id AND c.person_id = p.id AND c.state = 'valid' AND c.kind = ? "
    "WHERE b.run_id = ?"
)


def _earner(row: Sequence[Any]) -> Earner:
    held = tuple(as_json(row[10])["name"]) if row[10] else ()
    return Earner(
        person_id=row[0],
        number=row[1],
        called=row[2],
        avatar=row[3],
        full_name=row[4],
        certificate_name=row[5],
        language=row[6],
        state=row[7],
        minutes=int(row[8]),
        serial=row[9] or "",
        held_name=held,
        was_revoked=bool(row[11]),
    )


def earners_of(run_id: int, kind: str = "completion") -> list[Earner]:
    """Everybody who completed the run, or is or was in it, with the certificate of that kind that they hold."""
    wanted = "('attending', 'completed', 'not_completed', 'booked')"
    rows = fast().rows(
        f"{_EARNER} AND b.state IN {wanted} "
        "ORDER BY CASE b.state WHEN 'completed' THEN 0 ELSE 1 END, b.joined_at, b.id",
        (kind, kind, run_id),
    )
    return [_earner(row) for row in rows]


def earner(run_id: int, person_id: int, kind: str) -> Earner | None:
    """One learner of a run; the completed booking where there are several."""
    row = fast().row(
        f"{_EARNER} AND p.id = ? ORDER BY CASE b.state WHEN 'completed' THEN 0 ELSE 1 END, b.id DESC LIMIT 1",
        (kind, kind, run_id, person_id),
    )
    return _earner(row) if row else None


def title_in(version_id: int, language: str) -> str:
    """The title of a course version in a language, where somebody wrote one."""
    row = fast().row(
        "SELECT title FROM course_words WHERE version_id = ? AND language = ?", (version_id, language)
    )
    return row[0] if row else ""


def units_awarded(person_id: int, version_id: int | None = None) -> list[dict[str, Any]]:
    """The units that a learner was awarded, all or those of a course version."""
    only = "AND EXISTS (SELECT 1 FROM course_unit k WHERE k.version_id = ? AND k.unit_id = u.id)"
    rows = fast().rows(
        "SELECT u.code, u.title, u.level, u.credit, a.awarded_on FROM unit_award a JOIN unit u ON u.id = a.unit_id "
        f"WHERE a.person_id = ? {only if version_id else ''} ORDER BY u.code",
        (person_id, version_id) if version_id else (person_id,),
    )
    return [
        {"code": code, "title": title, "level": level, "credit": credit, "on": as_day(on).isoformat()}
        for code, title, level, credit, on in rows
    ]


_LINE = (
    "SELECT c.serial, c.code, c.kind, p.number, c.snapshot, r.number, c.issued_on, c.state, c.ended_at, c.reason, "
    "COALESCE(o.serial, ''), COALESCE(n.serial, ''), c.sha256, c.id, c.person_id, c.run_id, c.site_id "
    "FROM certificate c JOIN person p ON p.id = c.person_id JOIN run r ON r.id = c.run_id "
    "LEFT JOIN certificate o ON o.id = c.replaces_id LEFT JOIN certificate n ON n.replaces_id = c.id WHERE "
)


def _line(row: Sequence[Any]) -> PaperLine:
    snapshot = as_json(row[4])
    return PaperLine(
        serial=row[0],
        code=row[1],
        kind=row[2],
        person_number=row[3],
        name=" / ".join(snapshot["name"]),
        title=snapshot["title"],
        run_number=row[5],
        issued_on=as_day(row[6]),
        state=row[7],
        ended_at=as_instant(row[8]) if row[8] else None,
        reason=row[9],
        replaces=row[10],
        replaced_by=row[11],
        snapshot=snapshot,
        sha256=row[12],
        id=row[13],
        person_id=row[14],
        run_id=row[15],
        site_id=row[16],
    )


@dataclass(frozen=True)
class RegisterFilter:
    """What of the register is wanted; empty words want all."""

    state: str = ""
    kind: str = ""
    run: str = ""
    year: str = ""
    before: int = 0


def register_of(site_id: int, wanted: RegisterFilter, *, size: int = PAGE) -> list[PaperLine]:
    """The certificates of a site, the newest first; `before` is the id of the last one seen."""
    conditions, values = ["c.site_id = ?"], [site_id]  # type: list[str], list[Any]
    for column, value in (("c.state", wanted.state), ("c.kind", wanted.kind), ("r.number", wanted.run)):
        if value:
            conditions.append(f"{column} = ?")
            values.append(value)
    year = whole(wanted.year, 4) if len(wanted.year) == 4 else None
    if year is not None:
        year = max(1, year)
        conditions.append("c.issued_on BETWEEN ? AND ?")
        values += [date(year, 1, 1), date(year, 12, 31)]
    if wanted.before:
        conditions.append("c.id < ?")
        values.append(wanted.before)
    found = fast().rows(f"{_LINE}{' AND '.join(conditions)} ORDER BY c.id DESC LIMIT ?", (*values, size))
    return [_line(row) for row in found]


def certificate_by_serial(serial: str, site_id: int) -> PaperLine | None:
    """One certificate of a site."""
    row = fast().row(f"{_LINE} c.serial = ? AND c.site_id = ?", (serial.upper(), site_id))
    return _line(row) if row else None


def certificate_by_key(code_key: str) -> PaperLine | None:
    """The certificate whose code has that key, wherever it was issued."""
    row = fast().row(f"{_LINE} c.code_key = ?", (code_key,))
    return _line(row) if row else None


def certificates_of(person_id: int) -> list[PaperLine]:
    """A learner's own certificates that are valid, the newest first."""
    rows = fast().rows(f"{_LINE} c.person_id = ? AND c.state = 'valid' ORDER BY c.id DESC", (person_id,))
    return [_line(row) for row in rows]


def valid_papers_of_run(run_id: int, kind: str) -> list[PaperLine]:
    """The valid certificates of a run, in the order of their serials: one sheet for the whole run."""
    rows = fast().rows(
        f"{_LINE} c.run_id = ? AND c.state = 'valid' AND c.kind = ? ORDER BY c.id", (run_id, kind)
    )
    return [_line(row) for row in rows]


def runs_with_completed(site_id: int) -> list[tuple[str, str, int, int]]:
    """Runs of a site that somebody completed: number, title, how many completed, how many hold a certificate."""
    rows = fast().rows(
        "SELECT r.number, v.title, (SELECT COUNT(*) FROM booking b WHERE b.run_id = r.id AND b.state = 'completed'), "
        "(SELECT COUNT(DISTINCT c.person_id) FROM certificate c WHERE c.run_id = r.id AND c.state = 'valid') "
        "FROM run r JOIN course_version v ON v.id = r.version_id WHERE r.site_id = ? AND EXISTS "
        "(SELECT 1 FROM booking b WHERE b.run_id = r.id AND b.state = 'completed') ORDER BY r.id DESC LIMIT 60",
        (site_id,),
    )
    return [(row[0], row[1], int(row[2]), int(row[3])) for row in rows]
