"""A copied run keeps weekdays and times, and looks anew at every trainer, place and machine."""

from __future__ import annotations

from datetime import date

import pytest

from core.clock import zone
from core.db import transaction
from core.errors import RuleBroken
from core.ids import new_client_id
from tests.training.conftest import College, at_ten, value
from training.models.delivery import Run
from training.queries.classes import classes_of
from training.services.run_copies import copy_run, plan_copy


def refused(field: str, words: str = "") -> pytest.RaisesExc[RuleBroken]:
    return pytest.raises(RuleBroken, match=words or None, check=lambda problem: problem.field == field)


def copy(
    college: College, run: Run, first: date, *, leave_out: bool = False, token: str = ""
) -> tuple[Run, int]:
    with transaction():
        made, left = copy_run(
            by=college.ruth,
            number=run.number,
            first_on=first,
            leave_out=leave_out,
            at=college.at,
            token=token or new_client_id(),
        )
    return made, len(left)


# --- copies ---


def test_a_copy_keeps_weekdays_and_times_over_the_change_of_the_clocks(college: College) -> None:
    run = college.open_run(givers=((college.number("mary"), "trainer"),), machines=("Laser",))
    made, left = copy(college, run, date(2030, 6, 1))
    starts = [line.starts_at.astimezone(zone()) for line in classes_of(made.id)]
    assert [f"{start:%a %d %b %H:%M}" for start in starts] == [
        "Mon 03 Jun 10:00",
        "Mon 10 Jun 10:00",
        "Mon 17 Jun 10:00",
    ]
    assert left == 0 and made.state == "draft" and made.copied_from_id == run.id
    assert classes_of(made.id)[0].machines == ("Laser",) and classes_of(made.id)[0].trainers == 1


def test_a_copy_takes_the_newest_version_of_the_course(college: College) -> None:
    from training.services.courses import VersionData, save_version

    course = college.course()
    run = college.open_run(course)
    with transaction():
        save_version(
            by=college.ruth,
            slug=course.slug,
            data=VersionData("Lasers, newer"),
            at=college.at,
            token=new_client_id(),
        )
    made, _ = copy(college, run, date(2030, 6, 1))
    assert made.version_id != run.version_id


def test_a_copy_that_clashes_is_refused_or_leaves_out_what_clashes(college: College) -> None:
    more = {
        "givers": ((college.number("mary"), "trainer"), (college.number("dev"), "assistant")),
        "machines": ("Laser", "Saw"),
    }
    run = college.open_run(college.course("Sewing"), **more)
    busy = college.run(college.course("Painting"))
    college.classes(
        busy, [at_ten(date(2030, 6, 10))], givers=((college.number("mary"), "trainer"),), machines=("saw",)
    )
    plan = plan_copy(by=college.ruth, number=run.number, first_on=date(2030, 6, 1), at=college.at)
    assert [len(found) for found in plan.clashes] == [0, 2, 0] and plan.has_clashes
    with refused("person", "Painting"):
        copy(college, run, date(2030, 6, 1))
    assert value("SELECT COUNT(*) FROM run") == 2
    made, left = copy(college, run, date(2030, 6, 1), leave_out=True)
    lines = classes_of(made.id)
    assert left == 2
    assert [line.trainers for line in lines] == [1, 0, 1] and lines[1].machines == ("Laser",)


def test_a_copy_is_made_once_never_into_the_past_and_never_of_nothing(college: College) -> None:
    run, token = college.open_run(), new_client_id()
    first, _ = copy(college, run, date(2030, 6, 1), token=token)
    again, _ = copy(college, run, date(2030, 6, 1), token=token)
    assert first.id == again.id and value("SELECT COUNT(*) FROM run") == 2
    with refused("first_on"):
        copy(college, run, date(2020, 6, 1))
    with refused("first_on"):
        copy(college, college.run(college.course("Empty")), date(2030, 6, 1))


def test_a_copy_leaves_out_people_who_have_left(college: College) -> None:
    run = college.open_run(givers=((college.number("yusuf"), "helper"),))
    with transaction() as scope:
        scope.connection().exec_driver_sql(
            "UPDATE role SET ends_on = '2020-01-01', starts_on = '2020-01-01'  WHERE role = 'trainee'"
        )
    plan = plan_copy(by=college.ruth, number=run.number, first_on=date(2030, 6, 1), at=college.at)
    assert plan.gone == (college.number("yusuf"),)
    assert not classes_of(copy(college, run, date(2030, 6, 1))[0].id)[0].givers
