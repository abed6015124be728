"""Courses and their versions. A version that a run teaches is never edited: a change is a new version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from core.access import Actor, require
from core.db import db
from core.errors import N_, NotFound, RuleBroken
from core.people import LANGUAGES
from training.models.catalogue import (
    AwardingBody,
    Course,
    CourseUnit,
    CourseVersion,
    CourseWords,
    Prerequisite,
    Qualification,
    Unit,
)
from training.profiles import profile
from training.queries.courses import course_by_slug, newest_version, version_is_used
from training.services.bodies import slug_of
from training.services.noting import note, tidy, within
from training.titles import check_title
from training.words import CATEGORIES, ESOL_LEVELS, PREREQUISITES

COMPLETION = {"minutes_percent": 80, "classes_percent": 0, "criteria_percent": 0, "needs_word": True}
"""The rule of completion unless a version has its own: shares in percent, and the trainer's word."""
MOST_EQUIPMENT = 30


@dataclass(frozen=True)
class VersionData:
    """What a course is from one day on; needs are (kind, what is wanted)."""

    title: str
    summary: str = ""
    is_accredited: bool = False
    qualification_id: int | None = None
    unit_ids: tuple[int, ...] = ()
    capacity: int = 10
    learners_per_trainer: int = 10
    guided_minutes: int = 0
    advised_esol: str = "none"
    equipment: tuple[str, ...] = ()
    needs: tuple[tuple[str, str], ...] = ()
    completion: dict[str, Any] = field(default_factory=lambda: dict(COMPLETION))


def add_course(
    *, by: Actor, category: str, picture: str, data: VersionData, at: datetime, token: str
) -> Course:
    """Store a course with its first version; the same token again gives the same course."""
    require(by, "edit_catalogue")
    known = db.session.scalar(select(Course).where(Course.token == token))
    if known is not None:
        return known
    kept = _checked(data)
    taken = list(db.session.scalars(select(Course.slug)))
    row = Course(
        token=token,
        slug=slug_of(kept.title, taken, "course"),
        category=_category(category),
        picture=tidy("picture", picture, 80),
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()
    _write_version(row, 1, kept, at, token)
    note("add_course", f"course:{row.slug}", by, at, ("category", "title", "version"))
    return row


def change_course(
    *, by: Actor, slug: str, category: str, picture: str, is_active: bool, at: datetime
) -> None:
    """Change what stands outside the versions: category, picture, whether it is offered at all."""
    require(by, "edit_catalogue")
    course = course_by_slug(slug)
    course.category, course.picture, course.is_active = (
        _category(category),
        tidy("picture", picture, 80),
        is_active,
    )
    db.session.flush()
    note("change_course", f"course:{course.slug}", by, at, ("category", "picture", "is_active"))


def save_version(*, by: Actor, slug: str, data: VersionData, at: datetime, token: str) -> CourseVersion:
    """Write the newest version: in place while no run teaches it, else as a new version beside the old.

    The words in other languages come along to a new version where the English title and summary stayed the same.
    """
    require(by, "edit_catalogue")
    known = db.session.scalar(select(CourseVersion).where(CourseVersion.token == token))
    if known is not None:
        return known
    kept = _checked(data)
    course = course_by_slug(slug)
    newest = newest_version(course.id)
    if version_is_used(newest.id):
        made = _write_version(course, newest.number + 1, kept, at, token)
        _bring_words(newest, made)
        note("new_version", f"course:{course.slug}", by, at, ("version",))
        return made
    change_version(by=by, version_id=newest.id, data=kept, at=at)
    return newest


def change_version(*, by: Actor, version_id: int, data: VersionData, at: datetime) -> CourseVersion:
    """Change a version that no run teaches. Raises RuleBroken for one that is used."""
    require(by, "edit_catalogue")
    version = _version(version_id)
    if version_is_used(version.id):
        raise RuleBroken(
            "", N_("This version is in use: it cannot be changed."), N_("Make a new version and change that.")
        )
    kept = _checked(data)
    for name in _COLUMNS:
        setattr(version, name, _stored(getattr(kept, name)))
    _write_links(version, kept)
    note("change_version", f"course:{version.course_id}", by, at, ("version",))
    return version


_COLUMNS = (
    "title",
    "summary",
    "is_accredited",
    "qualification_id",
    "capacity",
    "learners_per_trainer",
    "guided_minutes",
    "advised_esol",
    "equipment",
    "completion",
)


def _stored(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _write_version(course: Course, number: int, data: VersionData, at: datetime, token: str) -> CourseVersion:
    fields = {name: _stored(getattr(data, name)) for name in _COLUMNS}
    row = CourseVersion(token=token, course_id=course.id, number=number, made_at=at, **fields)
    db.session.add(row)
    db.session.flush()
    _write_links(row, data)
    return row


def _write_links(version: CourseVersion, data: VersionData) -> None:
    db.session.execute(delete(CourseUnit).where(CourseUnit.version_id == version.id))
    db.session.execute(delete(Prerequisite).where(Prerequisite.version_id == version.id))
    for unit_id in dict.fromkeys(data.unit_ids):
        db.session.add(CourseUnit(version_id=version.id, unit_id=unit_id))
    for kind, wanted in dict.fromkeys(data.needs):
        db.session.add(Prerequisite(version_id=version.id, kind=kind, wanted=wanted))
    db.session.flush()


def _bring_words(old: CourseVersion, made: CourseVersion) -> None:
    if (old.title, old.summary) != (made.title, made.summary):
        return
    for words in list(db.session.scalars(select(CourseWords).where(CourseWords.version_id == old.id))):
        db.session.add(
            CourseWords(
                version_id=made.id,
                language=words.language,
                title=words.title,
                summary=words.summary,
                is_reviewed=words.is_reviewed,
            )
        )
    db.session.flush()


def set_words(
    *,
    by: Actor,
    version_id: int,
    language: str,
    title: str,
    summary: str,
    is_reviewed: bool,
    at: datetime,
) -> None:
    """Title and summary in one more language; both empty take them away. Words carry no rule: they may be mended.

    Raises RuleBroken for English or an unknown language.
    """
    require(by, "edit_catalogue")
    if language not in LANGUAGES or language == "en":
        raise RuleBroken("language", N_("Choose a language other than English."))
    version = _version(version_id)
    row = db.session.get(CourseWords, (version.id, language))
    if not title.strip() and not summary.strip():
        if row is not None:
            db.session.delete(row)
    else:
        kept = check_title(
            title, is_accredited=version.is_accredited, **_title_words(version.qualification_id)
        )
        fields = {"title": tidy("title", kept, 160), "summary": tidy("summary", summary, 800)}
        if row is None:
            row = CourseWords(version_id=version.id, language=language, **fields)
            db.session.add(row)
        row.title, row.summary, row.is_reviewed = fields["title"], fields["summary"], is_reviewed
    db.session.flush()
    note("set_words", f"course:{version.course_id}", by, at, (f"words.{language}",))


def _version(version_id: int) -> CourseVersion:
    row = db.session.get(CourseVersion, version_id)
    if row is None:
        raise NotFound()
    return row


def _category(category: str) -> str:
    if category not in CATEGORIES:
        raise RuleBroken("category", N_("There is no such category."), N_("Choose one of the list."))
    return category


def _title_words(qualification_id: int | None, unit_ids: Sequence[int] = ()) -> dict[str, tuple[str, ...]]:
    """The words that the profile of the course's awarding body bans, beside those banned everywhere."""
    body = None
    if qualification_id is not None:
        body = db.session.scalar(
            select(AwardingBody).join(Qualification).where(Qualification.id == qualification_id)
        )
    elif unit_ids:
        body = db.session.scalar(select(AwardingBody).join(Unit).where(Unit.id.in_(unit_ids)).limit(1))
    used = profile(body.profile) if body is not None else profile("generic")
    return {"never": used.never_words, "only_accredited": used.accredited_words}


def _checked(data: VersionData) -> VersionData:
    title = check_title(
        data.title, is_accredited=data.is_accredited, **_title_words(data.qualification_id, data.unit_ids)
    )
    _check_units(data)
    if data.advised_esol not in ESOL_LEVELS:
        raise RuleBroken("advised_esol", N_("There is no such level."), N_("Choose one of the list."))
    return VersionData(
        title=tidy("title", title, 120, is_needed=True),
        summary=tidy("summary", data.summary, 600),
        is_accredited=data.is_accredited,
        qualification_id=data.qualification_id,
        unit_ids=data.unit_ids,
        capacity=within("capacity", data.capacity, 1, 200),
        learners_per_trainer=within("learners_per_trainer", data.learners_per_trainer, 1, 60),
        guided_minutes=within("guided_minutes", data.guided_minutes, 0, 120_000),
        advised_esol=data.advised_esol,
        equipment=_equipment(data.equipment),
        needs=_needs(data.needs),
        completion=_completion(data.completion),
    )


def _check_units(data: VersionData) -> None:
    """An accredited course teaches units of one body; one that is not accredited teaches none."""
    if not data.is_accredited:
        if data.unit_ids or data.qualification_id is not None:
            raise RuleBroken(
                "is_accredited",
                N_("Only an accredited course has units or a qualification."),
                N_("Say that it is accredited, or take them away."),
            )
        return
    if not data.unit_ids:
        raise RuleBroken(
            "unit_ids", N_("An accredited course has at least one unit."), N_("Choose its units.")
        )
    found = list(db.session.scalars(select(Unit).where(Unit.id.in_(data.unit_ids))))
    if len(found) != len(set(data.unit_ids)):
        raise RuleBroken("unit_ids", N_("There is no such unit."), N_("Choose units of the list."))
    body_ids = {unit.body_id for unit in found}
    if data.qualification_id is not None:
        owner = db.session.get(Qualification, data.qualification_id)
        if owner is None:
            raise RuleBroken(
                "qualification_id", N_("There is no such qualification."), N_("Choose one of the list.")
            )
        body_ids.add(owner.body_id)
    if len(body_ids) > 1:
        raise RuleBroken(
            "unit_ids",
            N_("These units are of different awarding bodies."),
            N_("A course has one awarding body."),
        )
    if len({unit.code for unit in found}) < len(found):
        raise RuleBroken("unit_ids", N_("Two versions of one unit are chosen."), N_("Choose one of them."))


def _equipment(items: Sequence[str]) -> tuple[str, ...]:
    kept = tuple(dict.fromkeys(tidy("equipment", item, 60) for item in items if item.strip()))
    if len(kept) > MOST_EQUIPMENT:
        raise RuleBroken(
            "equipment", N_("At most %(most)s things."), N_("Name the important ones."), most=MOST_EQUIPMENT
        )
    return kept


def _needs(needs: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    for kind, wanted in needs:
        if kind not in PREREQUISITES or not wanted or len(wanted) > 80:
            raise RuleBroken("needs", N_("There is nothing of that kind."), N_("Choose one of the list."))
    return tuple(dict.fromkeys(needs))


def _completion(rule: dict[str, Any]) -> dict[str, Any]:
    kept = {
        name: within("completion", int(rule.get(name, COMPLETION[name])), 0, 100)
        for name in ("minutes_percent", "classes_percent", "criteria_percent")
    }
    return {**kept, "needs_word": bool(rule.get("needs_word", True))}
