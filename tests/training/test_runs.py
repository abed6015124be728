"""Runs: made once, changed, moved on by people and by the clock, cancelled, listed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.db import transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from tests.training.conftest import MONDAY, College, at_ten, in_utc, value
from training.queries.classes import classes_of
from training.queries.runs import (
    RunFilter,
    classes_between,
    run_count,
    runs,
    runs_due,
)
from training.queries.seats import seats_of_runs
from training.services.runs import RunData, cancel_run, change_run, make_run, step_run, take_due_steps

TUESDAY = MONDAY + timedelta(days=1)


def refused(field: str, words: str = "") -> pytest.RaisesExc[RuleBroken]:
    return pytest.raises(RuleBroken, match=words or None, check=lambda problem: problem.field == field)


# --- runs ---


def test_a_run_gets_its_number_once(college: College) -> None:
    course, token = college.course(), new_client_id()
    made = []
    for _ in range(2):
        with transaction():
            made.append(
                make_run(
                    by=college.ruth, slug=course.slug, data=RunData(8), at=college.at, token=token
                ).number
            )
    assert (
        made[0] == made[1] == f"R-{value('SELECT id FROM run'):05d}"
        and value("SELECT COUNT(*) FROM run") == 1
    )


def test_a_run_is_of_its_site_alone(college: College) -> None:
    run = college.run()
    with pytest.raises(NotFound), transaction():
        change_run(by=college.cast.actor("oluwaseun"), number=run.number, data=RunData(3), at=college.at)
    with pytest.raises(NotAllowed), transaction():
        change_run(by=college.cast.actor("amina"), number=run.number, data=RunData(3), at=college.at)


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("capacity", {"capacity": 201}),
        ("capacity", {"capacity": -1}),
        ("learners_per_trainer", {"learners_per_trainer": 0}),
        ("offer_hours", {"offer_hours": 0}),
        ("help_languages", {"help_languages": ("xx",)}),
        ("closes_at", {"opens_at": in_utc(2030, 1, 2, 9), "closes_at": in_utc(2030, 1, 1, 9)}),
        ("body_run_number", {"body_run_number": "9" * 41}),
    ],
)
def test_a_run_that_cannot_be_is_refused_beside_its_field(
    college: College, field: str, data: dict[str, object]
) -> None:
    course = college.course()
    with refused(field), transaction():
        make_run(
            by=college.ruth,
            slug=course.slug,
            data=replace(RunData(8), **data),  # type: ignore[arg-type]
            at=college.at,
            token=new_client_id(),
        )


def test_a_run_opens_with_classes_and_begins_and_finishes_by_the_clock(college: College) -> None:
    run = college.run()
    with refused("state", "without classes"):
        college.step(run, "open")
    college.classes(run, [at_ten(), at_ten(TUESDAY)])
    college.step(run, "open")
    assert runs_due(in_utc(2030, 1, 7, 9, 59)) == []
    with transaction():
        assert take_due_steps(in_utc(2030, 1, 7, 10)) == 1
        assert take_due_steps(in_utc(2030, 1, 8, 11, 59)) == 0
        assert take_due_steps(in_utc(2030, 1, 8, 12)) == 1
    assert value("SELECT state FROM run") == "finished"


def test_what_only_accreditation_has_needs_that_right(college: College) -> None:
    course, _ = college.accredited()
    run = college.open_run(course)
    with transaction():
        take_due_steps(in_utc(2031, 1, 1, 0))
        take_due_steps(in_utc(2031, 1, 1, 0))
    with pytest.raises(NotAllowed), transaction():
        step_run(by=college.cast.actor("mary"), number=run.number, state="verified", at=college.at)
    with pytest.raises(RuleBroken, match="sample"), transaction():
        step_run(by=college.cast.actor("hana"), number=run.number, state="verified", at=college.at)


def test_an_accredited_run_in_which_nobody_was_registered_can_be_archived(college: College) -> None:
    course, _ = college.accredited()
    run = college.open_run(course)
    with transaction():
        take_due_steps(in_utc(2031, 1, 1, 0))
        take_due_steps(in_utc(2031, 1, 1, 0))
    assert college.step(run, "archived").state == "archived"


def test_lowering_the_capacity_unseats_nobody(college: College) -> None:
    run = college.open_run(capacity=3)
    for name in ("amina", "tomasz", "yusuf"):
        college.book(run, name)
    with transaction():
        change_run(by=college.ruth, number=run.number, data=RunData(1), at=college.at)
    seats = seats_of_runs([run.id])[run.id]
    assert (seats.taken, seats.over, seats.free) == (3, 2, 0)


def test_a_cancelled_run_cancels_its_classes_once_and_stays_so(college: College) -> None:
    run = college.open_run()
    with refused("reason"), transaction():
        cancel_run(by=college.ruth, number=run.number, reason=" ", at=college.at)
    with refused("state"):
        college.step(run, "cancelled")
    for _ in range(2):
        with transaction():
            cancel_run(by=college.ruth, number=run.number, reason="No trainer", at=college.at)
    assert {(line.is_cancelled, line.sequence) for line in classes_of(run.id)} == {(True, 1)}
    with refused(""), transaction():
        change_run(by=college.ruth, number=run.number, data=RunData(1), at=college.at)
    with refused(""):
        college.classes(run)


# --- lists ---


def test_runs_are_listed_by_filter_with_seats_and_trainers(college: College) -> None:
    sewing = college.open_run(
        college.course("Sewing", category="upholstery"), givers=((college.number("mary"), "trainer"),)
    )
    draft = college.run(college.course("Painting", category="painting_decorating_diy"))
    college.book(sewing, "amina")
    site = (college.cast.sites["coventry"],)

    def numbers(**more: object) -> list[str]:
        wanted = RunFilter(site, **more)  # type: ignore[arg-type]
        assert run_count(wanted) == len(runs(wanted))
        return [line.number for line in runs(wanted)]

    assert numbers() == [draft.number, sewing.number]
    assert numbers(state="open") == numbers(category="upholstery") == numbers(text="SEW") == [sewing.number]
    assert numbers(trainer_id=college.cast.people["mary"]) == numbers(course="sewing") == [sewing.number]
    assert numbers(state="ended") == [] and len(numbers(state="all")) == 2
    assert runs(RunFilter(())) == [] and runs(RunFilter((college.cast.sites["wolverhampton"],))) == []
    line = runs(RunFilter(site, state="open"))[0]
    assert line.trainers == ("Mary",) and line.seats.taken == 1 and line.classes == 3
    assert len(classes_between(RunFilter(site, state="all"), MONDAY, MONDAY + timedelta(days=8))) == 2
