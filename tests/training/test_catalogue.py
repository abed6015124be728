"""Bodies, qualifications and courses: written once, versioned, never edited once used."""

from __future__ import annotations

import pytest

from core.db import transaction
from core.errors import NotAllowed, RuleBroken
from core.ids import new_client_id
from tests.training.conftest import College, value
from training.combination import UnitFacts, decide
from training.models.catalogue import Course
from training.queries.catalogue import (
    groups_of,
    qualification_by_token,
    rule_of,
)
from training.queries.courses import (
    course_by_slug,
    needs_of,
    newest_version,
    title_in,
    version_is_used,
    versions_of,
    words_of_version,
)
from training.services.bodies import (
    GroupData,
    QualificationData,
    add_body,
    add_qualification,
    change_body,
    change_qualification,
    set_combination,
)
from training.services.courses import (
    VersionData,
    add_course,
    change_course,
    change_version,
    save_version,
    set_words,
)
from training.services.units import (
    new_unit_version,
)


def refused(field: str, words: str = "") -> pytest.RaisesExc[RuleBroken]:
    return pytest.raises(RuleBroken, match=words or None, check=lambda problem: problem.field == field)


# --- bodies and qualifications ---


def test_a_body_is_stored_once_and_changed(college: College) -> None:
    token = new_client_id()
    for _ in range(2):
        with transaction():
            add_body(
                by=college.ruth,
                name=" OCN  Somewhere ",
                centre_number="1",
                profile="generic",
                at=college.at,
                token=token,
            )
    assert value("SELECT COUNT(*) FROM awarding_body") == 1
    slug = str(value("SELECT slug FROM awarding_body"))
    with transaction():
        change_body(
            by=college.ruth,
            slug=slug,
            name="OCN Here",
            centre_number="2",
            profile="demo-tame",
            is_active=False,
            at=college.at,
        )
    assert value("SELECT name || centre_number || profile FROM awarding_body") == "OCN Here2demo-tame"


@pytest.mark.parametrize(
    ("field", "name", "profile"),
    [
        ("name", "", "generic"),
        ("name", "x" * 121, "generic"),
        ("profile", "A", "gone"),
        ("name", "Body of Tests", "generic"),
    ],
)
def test_a_body_without_a_name_of_its_own_or_a_profile_is_refused(
    college: College, field: str, name: str, profile: str
) -> None:
    college.body()
    with refused(field), transaction():
        add_body(
            by=college.ruth,
            name=name,
            centre_number="",
            profile=profile,
            at=college.at,
            token=new_client_id(),
        )


def test_only_the_desk_edits_the_catalogue(college: College) -> None:
    for name in ("mary", "amina", "nia"):
        with pytest.raises(NotAllowed), transaction():
            add_body(
                by=college.cast.actor(name),
                name="B",
                centre_number="",
                profile="generic",
                at=college.at,
                token=new_client_id(),
            )


def qualification(college: College, *, credit: int = 6) -> tuple[str, list[int]]:
    body = college.body()
    ids = [college.unit(body, f"DEMO-{letter}", credit=3).id for letter in "ABC"]
    with transaction():
        made = add_qualification(
            by=college.ruth,
            body_slug=body.slug,
            data=QualificationData("Q/1", "Making", "L1", min_credit=credit),
            at=college.at,
            token=new_client_id(),
        )
    return made.token, ids


def test_a_rule_of_combination_is_kept_and_decides(college: College) -> None:
    token, (a, b, c) = qualification(college)
    groups = [GroupData((a,), "Core", is_mandatory=True), GroupData((b, c), "Choice", min_units=1)]
    with transaction():
        set_combination(by=college.ruth, token=token, groups=groups, at=college.at)
        set_combination(by=college.ruth, token=token, groups=groups, at=college.at)
    row = qualification_by_token(token)
    assert [line.name for line in groups_of(row.id)] == ["Core", "Choice"]
    assert decide(rule_of(row), [UnitFacts("DEMO-A", 3), UnitFacts("DEMO-C", 3)]).is_met
    assert not decide(rule_of(row), [UnitFacts("DEMO-B", 3), UnitFacts("DEMO-C", 3)]).is_met


def test_a_rule_that_nobody_could_meet_and_a_strangers_unit_are_refused(college: College) -> None:
    token, (a, _, _) = qualification(college, credit=60)
    other = college.unit(college.body("Another"), "DEMO-Z").id
    for groups in ([GroupData((a,))], [GroupData((other,), is_mandatory=True)]):
        with refused("groups"), transaction():
            set_combination(by=college.ruth, token=token, groups=groups, at=college.at)


def test_a_used_qualification_may_only_end(college: College) -> None:
    token, ids = qualification(college)
    row_id = value("SELECT id FROM qualification")
    course = college.course("Making", is_accredited=True, unit_ids=tuple(ids), qualification_id=row_id)
    college.run(course)
    data = QualificationData("Q/1", "Making", "L1", min_credit=6)
    with refused("title"), transaction():
        change_qualification(
            by=college.ruth,
            token=token,
            data=QualificationData("Q/1", "Other", "L1", min_credit=6),
            at=college.at,
        )
    with refused("groups"), transaction():
        set_combination(by=college.ruth, token=token, groups=[], at=college.at)
    ended = QualificationData(**{**vars(data), "operational_to": college.at.date()})
    with transaction():
        change_qualification(by=college.ruth, token=token, data=ended, at=college.at)
    assert value("SELECT operational_to FROM qualification") is not None


# --- courses ---


def test_a_course_is_changed_in_place_until_a_run_teaches_it(college: College) -> None:
    course = college.course("Sewing", category="upholstery")
    with transaction():
        set_words(
            by=college.ruth,
            version_id=newest_version(course.id).id,
            language="ar",
            title="الخياطة",
            summary="",
            is_reviewed=True,
            at=college.at,
        )
        save_version(
            by=college.ruth,
            slug=course.slug,
            data=VersionData("Sewing covers"),
            at=college.at,
            token=new_client_id(),
        )
    assert [row.number for row in versions_of(course.id)] == [1]
    college.run(course)
    used = newest_version(course.id)
    assert version_is_used(used.id)
    with refused(""), transaction():
        change_version(by=college.ruth, version_id=used.id, data=VersionData("Other"), at=college.at)
    token = new_client_id()
    for _ in range(2):
        with transaction():
            save_version(
                by=college.ruth,
                slug=course.slug,
                data=VersionData("Sewing covers", capacity=6),
                at=college.at,
                token=token,
            )
    assert [(row.number, row.capacity) for row in versions_of(course.id)] == [(2, 6), (1, 10)]
    assert [words.title for words in words_of_version(newest_version(course.id).id)] == ["الخياطة"]
    with transaction():
        save_version(
            by=college.ruth,
            slug=course.slug,
            data=VersionData("Sewing"),
            at=college.at,
            token=new_client_id(),
        )
    assert words_of_version(newest_version(course.id).id) == [] or newest_version(course.id).number == 2


def test_words_of_another_language_are_shown_in_it_and_may_go_again(college: College) -> None:
    course = college.course("Sewing", summary="Sew.")
    version = newest_version(course.id)
    ask = {"by": college.ruth, "version_id": version.id, "at": college.at}
    with transaction():
        set_words(**ask, language="ar", title="الخياطة", summary="نخيط", is_reviewed=False)  # type: ignore[arg-type]
    assert title_in(version.id, "ar", "Sewing", "Sew.") == ("الخياطة", "نخيط", "ar")
    assert title_in(version.id, "pl", "Sewing", "Sew.") == ("Sewing", "Sew.", "en")
    with transaction():
        set_words(**ask, language="ar", title="", summary="", is_reviewed=False)  # type: ignore[arg-type]
    assert words_of_version(version.id) == []
    for language, title, field in (
        ("en", "X", "language"),
        ("xx", "X", "language"),
        ("fr", "Diploma", "title"),
    ):
        with refused(field), transaction():
            set_words(**ask, language=language, title=title, summary="", is_reviewed=False)  # type: ignore[arg-type]


BAD_VERSIONS = [
    ("title", {"title": "Certificate in paint"}),
    ("title", {"title": "OCN paint"}),
    ("title", {"title": ""}),
    ("title", {"title": "x" * 121}),
    ("capacity", {"capacity": 0}),
    ("learners_per_trainer", {"learners_per_trainer": 61}),
    ("guided_minutes", {"guided_minutes": -1}),
    ("advised_esol", {"advised_esol": "fluent"}),
    ("unit_ids", {"is_accredited": True}),
    ("is_accredited", {"unit_ids": (1,)}),
    ("unit_ids", {"is_accredited": True, "unit_ids": (99_999,)}),
    ("needs", {"needs": (("passport", "x"),)}),
    ("completion", {"completion": {"minutes_percent": 101}}),
    ("equipment", {"equipment": tuple(f"thing {n}" for n in range(40))}),
    ("summary", {"summary": "QQ 12 34 56 C is her number"}),
]


@pytest.mark.parametrize(("field", "data"), BAD_VERSIONS)
def test_a_version_that_cannot_be_is_refused_beside_its_field(
    college: College, field: str, data: dict[str, object]
) -> None:
    with refused(field), transaction():
        add_course(
            by=college.ruth,
            category="other",
            picture="",
            data=VersionData(**({"title": "Paint"} | data)),  # type: ignore[arg-type]
            at=college.at,
            token=new_client_id(),
        )


def test_units_of_two_bodies_or_two_versions_of_one_do_not_make_a_course(college: College) -> None:
    course, unit = college.accredited()
    other = college.unit(college.body("Another"), "DEMO-Z")
    college.run(course)
    body = str(value("SELECT slug FROM awarding_body WHERE name = 'Body of Tests'"))
    with transaction():
        second = new_unit_version(
            by=college.ruth, body_slug=body, code=unit.code, at=college.at, token=new_client_id()
        )
    for ids in ((unit.id, other.id), (unit.id, second.id)):
        with refused("unit_ids"), transaction():
            save_version(
                by=college.ruth,
                slug=course.slug,
                data=VersionData("Both", is_accredited=True, unit_ids=ids),
                at=college.at,
                token=new_client_id(),
            )


def test_a_profiles_words_hold_for_its_courses(college: College) -> None:
    unit = college.unit(college.body("Tame Bridge", "demo-tame"))
    college.course("Tame painting", is_accredited=True, unit_ids=(unit.id,))
    with refused("title"):
        college.course("Licensed painting", is_accredited=True, unit_ids=(unit.id,))


def test_a_course_may_end_and_its_needs_are_called_by_name(college: College) -> None:
    first = college.course("Safety first", category="other")
    course: Course = college.course("Sewing", needs=(("course", first.slug), ("permit", "machine:laser")))
    assert [(need.kind, need.called) for need in needs_of(newest_version(course.id).id)] == [
        ("course", "Safety first"),
        ("permit", "machine:laser"),
    ]
    with transaction():
        change_course(
            by=college.ruth, slug=course.slug, category="repair", picture="", is_active=False, at=college.at
        )
    assert not course_by_slug(course.slug).is_active
    with refused("", "not offered"):
        college.run(course)
