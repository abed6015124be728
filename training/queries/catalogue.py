"""Reads of the catalogue: bodies, qualifications and their rules, units with outcomes and criteria, what is used."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from core.db import db, fast
from core.errors import NotFound
from training.combination import Group, Rule, UnitFacts
from training.models.catalogue import (
    AwardingBody,
    CombinationGroup,
    CombinationUnit,
    Criterion,
    LearningOutcome,
    Qualification,
    Unit,
)


@dataclass(frozen=True)
class BodyLine:
    """An awarding body with how much it holds."""

    slug: str
    name: str
    centre_number: str
    profile: str
    is_active: bool
    qualifications: int
    units: int


@dataclass(frozen=True)
class UnitLine:
    """A unit in its newest version, as lists show it."""

    id: int
    body_slug: str
    body: str
    code: str
    version: int
    title: str
    level: str
    credit: int
    glh_hours: int
    is_invented: bool
    criteria: int
    is_used: bool
    is_retired: bool


@dataclass(frozen=True)
class CriterionLine:
    """A criterion as it is read: `number` is n.m."""

    id: int
    number: str
    text: str
    easy_text: str
    picture: str


@dataclass
class OutcomeLine:
    """A learning outcome with its criteria."""

    number: int
    text: str
    criteria: list[CriterionLine] = field(default_factory=list)


@dataclass(frozen=True)
class GroupLine:
    """A group of a rule of combination with its units."""

    position: int
    name: str
    is_mandatory: bool
    min_credit: int
    min_units: int
    units: tuple[Unit, ...]


_UNIT_USED = (
    "(EXISTS (SELECT 1 FROM course_unit cu JOIN run r ON r.version_id = cu.version_id WHERE cu.unit_id = u.id) "
    "OR EXISTS (SELECT 1 FROM criterion_decision d WHERE d.unit_id = u.id) "
    "OR EXISTS (SELECT 1 FROM rac_line l WHERE l.unit_id = u.id) "
    "OR EXISTS (SELECT 1 FROM unit_award a WHERE a.unit_id = u.id))"
)
_QUALIFICATION_USED = (
    "(EXISTS (SELECT 1 FROM course_version v JOIN run r ON r.version_id = v.id WHERE v.qualification_id = q.id) "
    "OR EXISTS (SELECT 1 FROM qualification_award a WHERE a.qualification_id = q.id))"
)


def unit_is_used(unit_id: int) -> bool:
    """True once a run teaches the unit, or anything was decided, claimed or awarded in it."""
    row = fast().row(f"SELECT {_UNIT_USED} FROM unit u WHERE u.id = ?", (unit_id,))
    return bool(row and row[0])


def qualification_is_used(qualification_id: int) -> bool:
    """True once a run leads to the qualification, or it was awarded."""
    row = fast().row(f"SELECT {_QUALIFICATION_USED} FROM qualification q WHERE q.id = ?", (qualification_id,))
    return bool(row and row[0])


def bodies() -> list[BodyLine]:
    """Every awarding body, those in use first."""
    rows = fast().rows(
        "SELECT b.slug, b.name, b.centre_number, b.profile, b.is_active, "
        "(SELECT COUNT(*) FROM qualification q WHERE q.body_id = b.id), "
        "(SELECT COUNT(DISTINCT u.code) FROM unit u WHERE u.body_id = b.id) "
        "FROM awarding_body b ORDER BY b.is_active DESC, b.name"
    )
    return [BodyLine(row[0], row[1], row[2], row[3], bool(row[4]), row[5], row[6]) for row in rows]


def body_by_slug(slug: str) -> AwardingBody:
    """The body of that slug. Raises NotFound."""
    row = db.session.scalar(select(AwardingBody).where(AwardingBody.slug == slug))
    if row is None:
        raise NotFound()
    return row


def units(body_slug: str = "", text: str = "") -> list[UnitLine]:
    """The newest version of each unit, of one body or all, whose code or title holds `text`."""
    rows = fast().rows(
        "SELECT u.id, b.slug, b.name, u.code, u.version, u.title, u.level, u.credit, u.glh_hours, u.is_invented, "
        f"(SELECT COUNT(*) FROM criterion c WHERE c.unit_id = u.id), {_UNIT_USED}, u.retired_at IS NOT NULL "
        "FROM unit u JOIN awarding_body b ON b.id = u.body_id "
        "WHERE u.version = (SELECT MAX(n.version) FROM unit n WHERE n.body_id = u.body_id AND n.code = u.code) "
        "AND (? = '' OR b.slug = ?) AND (? = '' OR LOWER(u.code || ' ' || u.title) LIKE ?) "
        "ORDER BY b.name, u.code LIMIT 500",
        (body_slug, body_slug, text, f"%{text.lower()}%"),
    )
    return [UnitLine(*[*row[:9], bool(row[9]), row[10], bool(row[11]), bool(row[12])]) for row in rows]


def unit_by_code(body_slug: str, code: str, version: int = 0) -> Unit:
    """A unit of a body, in one version or its newest. Raises NotFound."""
    query = (
        select(Unit)
        .join(AwardingBody, AwardingBody.id == Unit.body_id)
        .where(AwardingBody.slug == body_slug, Unit.code == code)
        .order_by(Unit.version.desc())
    )
    found = db.session.scalars(query.where(Unit.version == version) if version else query).first()
    if found is None:
        raise NotFound()
    return found


def newest_unit(body_id: int, code: str) -> Unit | None:
    """The newest version of a unit, or None."""
    return db.session.scalars(
        select(Unit).where(Unit.body_id == body_id, Unit.code == code).order_by(Unit.version.desc())
    ).first()


def versions_of_unit(body_id: int, code: str) -> list[Unit]:
    """All versions of a unit, the newest first."""
    return list(
        db.session.scalars(
            select(Unit).where(Unit.body_id == body_id, Unit.code == code).order_by(Unit.version.desc())
        )
    )


def outcomes_of(unit_id: int) -> list[OutcomeLine]:
    """The learning outcomes of a unit with their criteria, in the order of their numbers."""
    found: dict[int, OutcomeLine] = {}
    for outcome in db.session.scalars(
        select(LearningOutcome).where(LearningOutcome.unit_id == unit_id).order_by(LearningOutcome.number)
    ):
        found[outcome.id] = OutcomeLine(outcome.number, outcome.text)
    for row in db.session.scalars(
        select(Criterion).where(Criterion.unit_id == unit_id).order_by(Criterion.outcome_id, Criterion.number)
    ):
        line = found[row.outcome_id]
        line.criteria.append(
            CriterionLine(row.id, f"{line.number}.{row.number}", row.text, row.easy_text, row.picture)
        )
    return list(found.values())


def unit_choices() -> list[tuple[int, str]]:
    """(id, code and title) of the newest version of each unit that is not retired."""
    return [
        (line.id, f"{line.code} v{line.version} · {line.title} ({line.credit})")
        for line in units()
        if not line.is_retired
    ]


def qualifications(body_id: int = 0) -> list[Qualification]:
    """The qualifications of a body, or all."""
    query = select(Qualification).order_by(Qualification.reference)
    return list(db.session.scalars(query.where(Qualification.body_id == body_id) if body_id else query))


def qualification_by_token(token: str) -> Qualification:
    """The qualification of that token. Raises NotFound."""
    row = db.session.scalar(select(Qualification).where(Qualification.token == token))
    if row is None:
        raise NotFound()
    return row


def groups_of(qualification_id: int) -> list[GroupLine]:
    """The groups of a rule of combination with their units, in their order."""
    return _groups([qualification_id]).get(qualification_id, [])


def _groups(qualification_ids: Collection[int]) -> dict[int, list[GroupLine]]:
    inside: dict[int, list[Unit]] = {}
    for group_id, unit in db.session.execute(
        select(CombinationUnit.group_id, Unit)
        .join(Unit, Unit.id == CombinationUnit.unit_id)
        .join(CombinationGroup, CombinationGroup.id == CombinationUnit.group_id)
        .where(CombinationGroup.qualification_id.in_(qualification_ids))
        .order_by(Unit.code)
    ):
        inside.setdefault(group_id, []).append(unit)
    found: dict[int, list[GroupLine]] = {}
    for group in db.session.scalars(
        select(CombinationGroup)
        .where(CombinationGroup.qualification_id.in_(qualification_ids))
        .order_by(CombinationGroup.position)
    ):
        line = GroupLine(
            group.position,
            group.name,
            group.is_mandatory,
            group.min_credit,
            group.min_units,
            tuple(inside.get(group.id, ())),
        )
        found.setdefault(group.qualification_id, []).append(line)
    return found


def rules_of(wanted: Sequence[Qualification]) -> dict[int, Rule]:
    """Qualification id → its rule of combination, as `training.combination` decides by it."""
    groups = _groups([one.id for one in wanted])
    return {
        one.id: Rule(
            tuple(
                Group(
                    tuple(unit.code for unit in line.units),
                    line.is_mandatory,
                    line.min_credit,
                    line.min_units,
                    line.name,
                )
                for line in groups.get(one.id, ())
            ),
            one.min_credit,
            one.level,
        )
        for one in wanted
    }


def rule_of(qualification: Qualification) -> Rule:
    """The rule of combination of one qualification."""
    return rules_of([qualification])[qualification.id]


def unit_facts(unit: Unit) -> UnitFacts:
    """A unit as a rule of combination sees it."""
    return UnitFacts(unit.code, unit.credit, unit.level)


def next_version_number(body_id: int, code: str) -> int:
    """The number that a new version of a unit gets."""
    found = db.session.scalar(
        select(func.max(Unit.version)).where(Unit.body_id == body_id, Unit.code == code)
    )
    return (found or 0) + 1
