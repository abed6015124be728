"""Units, outcomes and criteria: written once, versioned, never edited once used."""

from __future__ import annotations

import pytest

from core.db import transaction
from core.errors import RuleBroken
from core.ids import new_client_id
from tests.training.conftest import College, value
from training.queries.catalogue import (
    outcomes_of,
    unit_by_code,
    units,
    versions_of_unit,
)
from training.queries.courses import (
    newest_version,
    units_of_version,
)
from training.services.units import (
    CriterionData,
    UnitData,
    add_unit,
    change_unit,
    new_unit_version,
    remove_criterion,
    retire_unit,
    set_criterion,
    set_outcome,
)

PLAIN = UnitData("Plain", "L1", 2, is_invented=True)


def refused(field: str, words: str = "") -> pytest.RaisesExc[RuleBroken]:
    return pytest.raises(RuleBroken, match=words or None, check=lambda problem: problem.field == field)


# --- units ---


def test_a_unit_has_outcomes_and_criteria_numbered_n_m(college: College) -> None:
    unit = college.unit(college.body())
    lines = outcomes_of(unit.id)
    assert [(row.number, row.easy_text) for row in lines[0].criteria] == [
        ("1.1", "Say danger 1"),
        ("1.2", "Say danger 2"),
    ]
    with transaction():
        remove_criterion(by=college.ruth, unit_id=unit.id, number="1.1", at=college.at)
        remove_criterion(by=college.ruth, unit_id=unit.id, number="1.2", at=college.at)
    assert outcomes_of(unit.id) == []


@pytest.mark.parametrize(
    ("code", "invented"),
    [("LC1", True), ("DEMO-LC1", False), ("", True), ("DEMO-Ä", True), ("DEMO-" + "9" * 40, True)],
)
def test_an_invented_unit_says_so_in_its_code(college: College, code: str, invented: bool) -> None:
    body = college.body()
    with refused("code"), transaction():
        add_unit(
            by=college.ruth,
            body_slug=body.slug,
            code=code,
            data=UnitData("A", "L1", 1, is_invented=invented),
            at=college.at,
            token=new_client_id(),
        )


def test_a_used_unit_is_never_edited_and_a_new_version_is_a_whole_copy(college: College) -> None:
    course, unit = college.accredited()
    with transaction():
        change_unit(
            by=college.ruth,
            unit_id=unit.id,
            data=UnitData("Before use", "L1", 3, 24, is_invented=True),
            at=college.at,
        )
    college.run(course)
    attempts = [
        lambda: change_unit(by=college.ruth, unit_id=unit.id, data=PLAIN, at=college.at),
        lambda: set_outcome(by=college.ruth, unit_id=unit.id, number=1, text="Other", at=college.at),
        lambda: set_criterion(
            by=college.ruth, unit_id=unit.id, data=CriterionData(1, 9, "More"), at=college.at
        ),
        lambda: remove_criterion(by=college.ruth, unit_id=unit.id, number="1.1", at=college.at),
    ]
    for attempt in attempts:
        with refused(""), transaction():
            attempt()
    body = str(value("SELECT slug FROM awarding_body"))
    token = new_client_id()
    for _ in range(2):
        with transaction():
            made = new_unit_version(
                by=college.ruth, body_slug=body, code=unit.code, at=college.at, token=token
            )
    assert made.version == 2 and [row.version for row in versions_of_unit(unit.body_id, unit.code)] == [2, 1]
    old, new = outcomes_of(unit.id), outcomes_of(made.id)
    assert [(c.number, c.text) for c in old[0].criteria] == [(c.number, c.text) for c in new[0].criteria]
    with transaction():
        set_criterion(by=college.ruth, unit_id=made.id, data=CriterionData(1, 1, "Changed"), at=college.at)
    assert outcomes_of(unit.id)[0].criteria[0].text == "Name danger 1"
    assert [unit.id for unit in units_of_version(newest_version(course.id).id)] == [unit.id]
    assert [(line.version, line.is_used) for line in units()] == [(2, False)]


def test_a_unit_that_nobody_used_needs_no_new_version(college: College) -> None:
    body = college.body()
    unit = college.unit(body)
    with refused(""), transaction():
        new_unit_version(
            by=college.ruth, body_slug=body.slug, code=unit.code, at=college.at, token=new_client_id()
        )
    with transaction():
        retire_unit(by=college.ruth, unit_id=unit_by_code(body.slug, unit.code).id, at=college.at)
    assert units()[0].is_retired


def test_a_criterion_needs_its_outcome(college: College) -> None:
    unit = college.unit(college.body())
    with refused("outcome"), transaction():
        set_criterion(by=college.ruth, unit_id=unit.id, data=CriterionData(7, 1, "No outcome"), at=college.at)
