"""Classes: added by slots, changed, cancelled; nobody and nothing is in two classes at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask

from core.db import db, transaction
from core.errors import RuleBroken
from core.ids import new_client_id
from tests.training.conftest import MONDAY, College, at_ten, value
from training.models.delivery import CourseClass, Run
from training.patterns import Slot
from training.queries.classes import classes_of, people_who_give
from training.services.classes import ClassData, add_classes, cancel_class, change_class, class_data
from training.services.runs import cancel_run

TUESDAY = MONDAY + timedelta(days=1)


def refused(field: str, words: str = "") -> pytest.RaisesExc[RuleBroken]:
    return pytest.raises(RuleBroken, match=words or None, check=lambda problem: problem.field == field)


def change(college: College, run: Run, number: int, item: Slot, data: ClassData) -> CourseClass:
    with transaction():
        return change_class(
            by=college.ruth, run_number=run.number, number=number, item=item, data=data, at=college.at
        )


# --- classes ---


def test_classes_are_added_once_and_their_sequence_rises_with_each_change(college: College) -> None:
    run, token = college.run(), new_client_id()
    for _ in range(2):
        with transaction():
            add_classes(
                by=college.ruth,
                run_number=run.number,
                slots=[at_ten(), at_ten(TUESDAY)],
                data=ClassData(venue="Hall"),
                at=college.at,
                token=token,
            )
    assert [(line.number, line.sequence) for line in classes_of(run.id)] == [(1, 0), (2, 0)]
    for expected in (1, 2):
        assert change(college, run, 1, at_ten(hours=3), ClassData(venue="Hall B")).sequence == expected
    with transaction():
        cancel_class(by=college.ruth, run_number=run.number, number=2, at=college.at)
        assert cancel_class(by=college.ruth, run_number=run.number, number=2, at=college.at).sequence == 1
    with refused("", "cancelled"):
        change(college, run, 2, at_ten(TUESDAY), ClassData(venue="Hall"))


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("venue", ClassData()),
        ("venue", ClassData(venue="x" * 121)),
        ("link", ClassData(is_online=True, link="javascript:alert(1)")),
        ("link", ClassData(is_online=True, link="https://a b")),
        ("place", ClassData(place_id=99_999)),
        ("access", ClassData(venue="Hall", access="x" * 301)),
        ("person", ClassData(venue="Hall", givers=(("P-99999", "trainer"),))),
        ("machines", ClassData(venue="Hall", machines=("x" * 61,))),
    ],
)
def test_a_class_that_cannot_be_is_refused_beside_its_field(
    college: College, field: str, data: ClassData
) -> None:
    run = college.run()
    with refused(field), transaction():
        add_classes(
            by=college.ruth,
            run_number=run.number,
            slots=[at_ten()],
            data=data,
            at=college.at,
            token=new_client_id(),
        )


def test_the_place_of_another_site_and_people_without_a_role_here_are_refused(college: College) -> None:
    run = college.run()
    for field, data in (
        ("place", ClassData(place_id=college.cast.places["wolverhampton"])),
        ("person", ClassData(venue="H", givers=((college.number("grace"), "helper"),))),
        ("person", ClassData(venue="H", givers=((college.number("lena"), "trainer"),))),
        ("person", ClassData(venue="H", givers=((college.number("mary"), "king"),))),
        (
            "person",
            ClassData(
                venue="H", givers=((college.number("mary"), "trainer"), (college.number("mary"), "helper"))
            ),
        ),
    ):
        with refused(field):
            college.classes(run, [at_ten()], **vars(data))


def test_an_online_class_has_a_link_and_one_with_a_place_has_none(college: College) -> None:
    run = college.run()
    (online,) = college.classes(run, [at_ten()], venue="", is_online=True, link="https://meet.example/x")
    assert online.link
    assert (
        change(college, run, 1, at_ten(), ClassData(venue="Hall", link="https://meet.example/x")).link == ""
    )


def test_only_trainers_count_for_the_staff_ratio(college: College) -> None:
    run = college.run(capacity=8)
    givers = (
        (college.number("mary"), "trainer"),
        (college.number("yusuf"), "helper"),
        (college.number("dev"), "assistant"),
    )
    college.classes(run, [at_ten()], givers=givers)
    line = classes_of(run.id)[0]
    assert line.short_of_trainers(8, 8) == 0 and line.short_of_trainers(9, 8) == 1
    assert [giver.part for giver in line.givers] == ["trainer", "assistant", "helper"]
    assert people_who_give(college.cast.sites["coventry"], college.at)[0][1] == "Mary"


CLASHING = [
    ("person", lambda college: {"givers": ((college.number("mary"), "trainer"),)}),
    ("place", lambda college: {"venue": "", "place_id": college.cast.places["coventry"]}),
    ("machines", lambda college: {"machines": ("Laser  CUTTER",)}),
]


@pytest.mark.parametrize(("field", "wants"), CLASHING)
def test_trainer_place_and_machine_are_refused_naming_the_other_class(
    college: College, field: str, wants: object
) -> None:
    more = wants(college)  # type: ignore[operator]
    first, second = college.run(college.course("Sewing")), college.run(college.course("Painting"))
    college.classes(
        first, [at_ten()], **(more | ({"machines": ("laser cutter",)} if field == "machines" else {}))
    )
    with refused(field, f"Sewing, {first.number}"):
        college.classes(second, [at_ten(hours=1)], **more)
    college.classes(second, [Slot(at_ten().ends_at, at_ten().ends_at + timedelta(hours=1))], **more)
    with refused(field, "Sewing"):
        change(college, second, 1, at_ten(), replace(ClassData(venue="Hall"), **more))


def test_a_trainer_is_in_one_class_at_a_time_whatever_the_site(college: College) -> None:
    ann = (college.number("ann"), "trainer")
    college.classes(college.run(), [at_ten()], givers=(ann,))
    other = college.cast.actor("oluwaseun")
    run = college.run(by=other, course=college.course("Elsewhere"))
    with refused("person"):
        college.classes(run, [at_ten()], by=other, givers=(ann,))


def test_machines_of_two_sites_are_two_machines(college: College) -> None:
    college.classes(college.run(), [at_ten()], machines=("Laser",))
    other = college.cast.actor("oluwaseun")
    college.classes(
        college.run(by=other, course=college.course("Elsewhere")), [at_ten()], by=other, machines=("Laser",)
    )


def test_what_is_cancelled_takes_nothing(college: College) -> None:
    more = {"givers": ((college.number("mary"), "trainer"),)}
    first = college.run(college.course("Sewing"))
    college.classes(first, [at_ten()], **more)
    with transaction():
        cancel_run(by=college.ruth, number=first.number, reason="Rain", at=college.at)
    college.classes(college.run(college.course("Painting")), [at_ten()], **more)


def test_classes_of_one_run_do_not_overlap(college: College) -> None:
    with refused("starts"):
        college.classes(college.run(), [at_ten(), at_ten(hours=1)])


def test_a_class_may_be_moved_though_its_helper_has_no_role_any_more(college: College) -> None:
    run = college.run()
    college.classes(run, [at_ten()], givers=((college.number("yusuf"), "helper"),))
    with transaction() as scope:
        scope.connection().exec_driver_sql(
            "UPDATE role SET ends_on = '2020-01-01', starts_on = '2020-01-01'  WHERE role = 'trainee'"
        )
    row = change(college, run, 1, at_ten(TUESDAY), replace(class_data(college_class(run)), venue="Hall B"))
    assert class_data(row).givers == ((college.number("yusuf"), "helper"),)


def college_class(run: Run) -> CourseClass:
    from training.queries.classes import class_by_number

    return class_by_number(run.id, 1)


def test_two_desks_cannot_take_one_trainer_at_once(college: College, app: Flask) -> None:
    """Both look before either writes: the second waits for the first and is then refused."""
    runs = [college.run(college.course(title)).number for title in ("Sewing", "Painting")]
    data = ClassData(venue="Hall", givers=((college.number("mary"), "trainer"),))
    ruth, told = college.ruth, list[str]()

    def press(number: str) -> None:
        with app.app_context():
            try:
                with transaction():
                    add_classes(
                        by=ruth,
                        run_number=number,
                        slots=[at_ten()],
                        data=data,
                        at=college.at,
                        token=new_client_id(),
                    )
                told.append("added")
            except RuleBroken as problem:
                told.append(problem.field)

    db.session.rollback()
    threads = [Thread(target=press, args=(number,)) for number in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["added", "person"]
    assert value("SELECT COUNT(*) FROM class_trainer") == 1
