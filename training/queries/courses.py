"""Courses and their versions, in the reader's language where words are kept in it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from core.db import db, fast
from core.errors import NotFound
from training.models.catalogue import Course, CourseUnit, CourseVersion, CourseWords, Prerequisite, Unit


@dataclass(frozen=True)
class CourseLine:
    """A course in its newest version, as the desk lists it."""

    slug: str
    category: str
    picture: str
    is_active: bool
    number: int
    title: str
    is_accredited: bool
    units: int
    runs: int
    open_runs: int
    learners: int


@dataclass(frozen=True)
class Need:
    """What a learner needs before a course: kind, the key that is kept, and what it is called."""

    kind: str
    wanted: str
    called: str


_LINE = (
    "SELECT c.slug, c.category, c.picture, c.is_active, v.number, v.title, v.is_accredited, "
    "(SELECT COUNT(*) FROM course_unit cu WHERE cu.version_id = v.id), "
    "(SELECT COUNT(*) FROM run r JOIN course_version o ON o.id = r.version_id "
    "WHERE o.course_id = c.id AND r.state <> 'cancelled'), "
    "(SELECT COUNT(*) FROM run r JOIN course_version o ON o.id = r.version_id "
    "WHERE o.course_id = c.id AND r.state IN ('open', 'running')), "
    "(SELECT COUNT(*) FROM booking b JOIN run r ON r.id = b.run_id JOIN course_version o ON o.id = r.version_id "
    "WHERE o.course_id = c.id AND b.state IN ('booked', 'attending', 'completed', 'not_completed')) "
    "FROM course c JOIN course_version v ON v.course_id = c.id "
    "AND v.number = (SELECT MAX(n.number) FROM course_version n WHERE n.course_id = c.id)"
)


def courses(*, category: str = "", text: str = "", with_ended: bool = False) -> list[CourseLine]:
    """Courses by title; of one category, holding `text`, and ended ones too if asked."""
    rows = fast().rows(
        f"{_LINE} WHERE (? = '' OR c.category = ?) AND (? = '' OR LOWER(v.title) LIKE ?) "
        "AND (c.is_active = ? OR ?) ORDER BY c.is_active DESC, v.title LIMIT 500",
        (category, category, text, f"%{text.lower()}%", True, with_ended),
    )
    return [
        CourseLine(row[0], row[1], row[2], bool(row[3]), row[4], row[5], bool(row[6]), *row[7:])
        for row in rows
    ]


def course_by_slug(slug: str) -> Course:
    """The course of that slug. Raises NotFound."""
    row = db.session.scalar(select(Course).where(Course.slug == slug))
    if row is None:
        raise NotFound()
    return row


def versions_of(course_id: int) -> list[CourseVersion]:
    """All versions of a course, the newest first."""
    return list(
        db.session.scalars(
            select(CourseVersion)
            .where(CourseVersion.course_id == course_id)
            .order_by(CourseVersion.number.desc())
        )
    )


def newest_version(course_id: int) -> CourseVersion:
    """The version that new runs teach."""
    return versions_of(course_id)[0]


def version_is_used(version_id: int) -> bool:
    """True once there is a run of the version."""
    return fast().row("SELECT 1 FROM run WHERE version_id = ? LIMIT 1", (version_id,)) is not None


def units_of_version(version_id: int) -> list[Unit]:
    """The units that a course version teaches."""
    return list(
        db.session.scalars(
            select(Unit)
            .join(CourseUnit, CourseUnit.unit_id == Unit.id)
            .where(CourseUnit.version_id == version_id)
            .order_by(Unit.code)
        )
    )


def words_of_version(version_id: int) -> list[CourseWords]:
    """Its title and summary in other languages."""
    return list(
        db.session.scalars(
            select(CourseWords).where(CourseWords.version_id == version_id).order_by(CourseWords.language)
        )
    )


def needs_of(version_id: int) -> list[Need]:
    """What a learner needs before it, with what each is called (a course by its title, a unit by its own)."""
    rows = db.session.scalars(
        select(Prerequisite).where(Prerequisite.version_id == version_id).order_by(Prerequisite.id)
    )
    return [Need(row.kind, row.wanted, _called(row.kind, row.wanted)) for row in rows]


def _called(kind: str, wanted: str) -> str:
    sql = {
        "course": "SELECT v.title FROM course c JOIN course_version v ON v.course_id = c.id WHERE c.slug = ? "
        "ORDER BY v.number DESC LIMIT 1",
        "unit": "SELECT title FROM unit WHERE code = ? ORDER BY version DESC LIMIT 1",
        "permit": "SELECT title FROM induction WHERE permit_kind = ? ORDER BY id LIMIT 1",
    }[kind]
    row = fast().row(sql, (wanted,))
    return row[0] if row else wanted


def title_in(version_id: int, language: str, title: str, summary: str) -> tuple[str, str, str]:
    """(title, summary, language they are in): the reader's language if words are kept in it, else English."""
    row = fast().row(
        "SELECT title, summary FROM course_words WHERE version_id = ? AND language = ?",
        (version_id, language),
    )
    return (row[0], row[1] or summary, language) if row else (title, summary, "en")


def course_choices() -> list[tuple[str, str]]:
    """(slug, title) of active courses."""
    rows = fast().rows(
        "SELECT c.slug, v.title FROM course c JOIN course_version v ON v.course_id = c.id AND v.number = "
        "(SELECT MAX(n.number) FROM course_version n WHERE n.course_id = c.id) WHERE c.is_active = ? "
        "ORDER BY v.title, c.slug LIMIT 500",
        (True,),
    )
    return [(row[0], row[1]) for row in rows]


def permit_choices() -> list[tuple[str, str]]:
    """(kind, title) of the permits that an induction grants."""
    rows = fast().rows("SELECT permit_kind, title FROM induction WHERE is_active = ? ORDER BY title", (True,))
    return [(row[0], row[1]) for row in rows]
