"""Courses as strangers see them: in their language, with the next runs, how full they are in words, no names."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from core.db import as_instant, as_json, fast
from core.errors import NotFound
from training.queries.classes import ClassLine, classes_of
from training.queries.courses import Need, needs_of, title_in
from training.queries.seats import seats_of_runs
from training.staffing import places_word


@dataclass(frozen=True)
class PublicCourse:
    """A course on the public list or page; `language` is the one that its words are in."""

    slug: str
    version_id: int
    category: str
    picture: str
    title: str
    summary: str
    language: str
    is_accredited: bool
    advised_esol: str
    equipment: tuple[str, ...]
    next_start: datetime | None = None
    towns: tuple[str, ...] = ()
    places: str = ""
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True)
class PublicRun:
    """A run that somebody may come to."""

    id: int
    number: str
    site: str
    city: str
    phone: str
    places: str
    opens_at: datetime | None
    has_creche: bool
    help_languages: tuple[str, ...]
    allows_late_joining: bool
    classes: tuple[ClassLine, ...] = field(default=())


_COURSE = (
    "SELECT c.slug, v.id, c.category, c.picture, v.title, v.summary, v.is_accredited, v.advised_esol, v.equipment, "
    "c.id FROM course c JOIN course_version v ON v.course_id = c.id "
    "AND v.number = (SELECT MAX(n.number) FROM course_version n WHERE n.course_id = c.id) WHERE c.is_active = ?"
)
_RUNS = (
    "SELECT r.id, r.number, s.name, s.city, s.phone, r.state, r.opens_at, r.closes_at, r.has_creche, r.help_languages, "
    "r.allows_late_joining, MIN(k.starts_at), MIN(k.ends_at), v.course_id FROM run r "
    "JOIN course_version v ON v.id = r.version_id JOIN site s ON s.id = r.site_id "
    "JOIN course_class k ON k.run_id = r.id AND k.cancelled_at IS NULL "
    "WHERE r.state IN ('open', 'closed', 'running') AND s.is_practice = ? AND s.is_active = ? {which} "
    "GROUP BY r.id, r.number, s.name, s.city, s.phone, r.state, r.opens_at, r.closes_at, r.has_creche, "
    "r.help_languages, r.allows_late_joining, v.course_id HAVING MIN(k.ends_at) > ? "
    "ORDER BY MIN(k.starts_at), r.id LIMIT 300"
)


def public_courses(language: str, at: datetime, category: str = "") -> list[PublicCourse]:
    """The courses on offer, those that begin next first, in the reader's language."""
    values: list[object] = [True]
    sql = _COURSE
    if category:
        sql, values = f"{sql} AND c.category = ?", [True, category]
    rows = fast().rows(f"{sql} ORDER BY v.title LIMIT 200", values)
    by_course: dict[int, list[tuple[PublicRun, datetime]]] = {}
    for course_id, run, first in _open_runs(at):
        by_course.setdefault(course_id, []).append((run, first))
    found = []
    for row in rows:
        coming = by_course.get(row[9], [])
        best = next(
            (run for run, _ in coming if run.places in ("left", "few")), coming[0][0] if coming else None
        )
        found.append(_course(row, language, coming, best.places if best else ""))
    return sorted(found, key=lambda one: (one.next_start is None, one.next_start or at, one.title))


def _course(
    row: tuple[object, ...], language: str, coming: list[tuple[PublicRun, datetime]], places: str
) -> PublicCourse:
    title, summary, spoken = title_in(int(str(row[1])), language, str(row[4]), str(row[5]))
    return PublicCourse(
        slug=str(row[0]),
        version_id=int(str(row[1])),
        category=str(row[2]),
        picture=str(row[3]),
        title=title,
        summary=summary,
        language=spoken,
        is_accredited=bool(row[6]),
        advised_esol=str(row[7]),
        equipment=tuple(as_json(row[8]) or ()),
        next_start=coming[0][1] if coming else None,
        towns=tuple(dict.fromkeys(run.city or run.site for run, _ in coming)),
        places=places,
    )


def public_course(slug: str, language: str, at: datetime) -> tuple[PublicCourse, list[PublicRun]]:
    """A course and the runs that somebody may come to, with their classes. Raises NotFound."""
    row = fast().row(f"{_COURSE} AND c.slug = ?", (True, slug))
    if row is None:
        raise NotFound()
    coming = [(run, first) for _, run, first in _open_runs(at, row[9])]
    course = _course(row, language, coming, "")
    needs = tuple(needs_of(course.version_id))
    whole = [
        PublicRun(
            **{**vars(run), "classes": tuple(line for line in classes_of(run.id) if not line.is_cancelled)}
        )
        for run, _ in coming
    ]
    return PublicCourse(**{**vars(course), "needs": needs}), whole


def _open_runs(at: datetime, course_id: int = 0) -> list[tuple[int, PublicRun, datetime]]:
    """(course id, run, first start) of the runs whose first class has not ended."""
    which, values = ("AND v.course_id = ?", [course_id]) if course_id else ("", [])
    rows = fast().rows(_RUNS.format(which=which), (False, True, *values, at))
    seats = seats_of_runs([row[0] for row in rows])
    found = []
    for row in rows:
        opens, closes = (as_instant(value) if value else None for value in row[6:8])
        first = as_instant(row[11])
        word = places_word(
            seats[row[0]], state=row[5], at=at, opens_at=opens, closes_at=closes, first_start=first
        )
        run = PublicRun(*[*row[:5], word, opens, bool(row[8]), tuple(as_json(row[9]) or ()), bool(row[10])])
        found.append((row[13], run, first))
    return found
