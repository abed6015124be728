"""Imports of units and of repairs taken back whole: what was used or changed since stays, and all comes again."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest

from core.clock import local_day, now
from core.db import db, transaction
from core.ids import new_client_id
from core.spreadsheets import Cell, write_csv
from factory.bringing.services.undoing import take_back, things_to_take_back
from factory.programme.services.periods import close_until
from factory.repair_cafes.queries import tickets_of
from factory.repair_cafes.services import OutcomeData, end_repair
from tests.bringing.conftest import Opening, totals, value
from tests.occasions.scene import LAST_WEEK, TODAY, a_cafe
from tests.pages import Page
from tests.training.conftest import College
from training.models.catalogue import Unit
from training.queries.catalogue import body_by_slug, newest_unit
from training.services.units import CriterionData, set_criterion
from training.services.units_back import unit_said

UNITS = ["Code", "Title", "Level", "Credit", "Learning outcome", "Number", "Criterion text"]
REPAIRS = ["Date", "Item", "Outcome", "Reason", "Brand", "Fault", "Minutes"]


def unit_line(code: str, number: str, text: str = "Do it") -> list[Cell]:
    return [code, f"Unit {code}", "L1", 3, "Work safely", number, text]


def bring_units(opening: Opening, rows: list[list[Cell]]) -> Page:
    address = "/catalogue/imports"
    data = {"body": "body-of-tests", "sheet": (io.BytesIO(write_csv([UNITS, *rows])), "units.csv")}
    page = opening.browser.submit(opening.browser.get(address), data, action=address)
    named = {"column_outcome_text": "4", "column_criterion": "5", "column_text": "6"}
    return opening.browser.submit(page, named, action="/columns")


def unit(code: str) -> Unit | None:
    db.session.rollback()
    db.session.expire_all()
    return newest_unit(1, code)


@pytest.fixture
def college(opening: Opening) -> College:
    made = College(opening.cast)
    made.body()
    return made


def test_new_units_go_again_and_the_same_file_brings_them_once_more(
    opening: Opening, college: College
) -> None:
    rows = [unit_line("DEMO-A", "1.1"), unit_line("DEMO-A", "1.2"), unit_line("DEMO-B", "1.1")]
    for _ in range(2):
        page = opening.take(bring_units(opening, rows))
        assert "3 rows taken" in page.text and value("SELECT COUNT(*) FROM unit") == 2
        page = opening.undo("training")
        assert "2 things are taken back" in page.text
        assert [value(f"SELECT COUNT(*) FROM {one}") for one in ("unit", "criterion", "unit_before")] == [
            0
        ] * 3
        assert "Take the whole import back" not in page.text
    assert value("SELECT COUNT(*) FROM audit_line WHERE verb = 'take_back_unit'") == 4


def test_within_one_open_import_units_are_taken_taken_back_and_taken_again(
    opening: Opening, college: College
) -> None:
    page = opening.take(bring_units(opening, [unit_line("DEMO-A", "1.1")]))
    opening.undo("training")
    page = opening.take(opening.browser.get(page.url))
    assert "1 row taken" in page.text and unit("DEMO-A") is not None
    assert "1 thing is taken back" in opening.undo("training").text and unit("DEMO-A") is None


def test_a_unit_that_nobody_used_says_again_what_it_said_before(opening: Opening, college: College) -> None:
    college.unit(body_by_slug("body-of-tests"), "DEMO-OLD")
    old = unit("DEMO-OLD")
    assert old is not None
    before = unit_said(old)
    opening.take(bring_units(opening, [unit_line("DEMO-OLD", "1.1", "Other words"),
                                       unit_line("DEMO-OLD", "2.1", "More")][:1]))  # fmt: skip
    changed = unit("DEMO-OLD")
    assert changed is not None and unit_said(changed) != before
    assert "1 thing is taken back" in opening.undo("training").text
    again = unit("DEMO-OLD")
    assert again is not None and again.id == old.id and unit_said(again) == before


def test_what_a_course_teaches_or_a_person_changed_since_stays_with_its_reason(
    opening: Opening, college: College
) -> None:
    opening.take(bring_units(opening, [unit_line(f"DEMO-{letter}", "1.1") for letter in "ABC"]))
    taught, mended = unit("DEMO-A"), unit("DEMO-B")
    assert taught is not None and mended is not None
    college.course("Teaches A", is_accredited=True, unit_ids=(taught.id,))
    with transaction():
        set_criterion(
            by=college.ruth, unit_id=mended.id, data=CriterionData(1, 1, "Better words"), at=now()
        )  # fmt: skip
    page = opening.undo("training")
    assert "1 thing is taken back" in page.text and "2 stay" in page.text
    assert "Something was built upon it since" in page.text and "It was changed since" in page.text
    assert unit("DEMO-A") is not None and unit("DEMO-B") is not None and unit("DEMO-C") is None


def test_a_version_that_an_import_made_of_a_used_unit_goes_and_the_used_one_stands(
    opening: Opening,
) -> None:
    college = College(opening.cast)
    course, used = college.accredited()
    college.run(course)
    before = unit_said(used)
    opening.take(bring_units(opening, [unit_line("DEMO-LC1", "1.1", "Other words")]))
    newest = unit("DEMO-LC1")
    assert newest is not None and newest.version == 2
    opening.undo("training")
    newest = unit("DEMO-LC1")
    assert newest is not None and newest.version == 1 and unit_said(newest) == before


def repair_line(day: str, item: str = "Kettle", outcome: str = "Fixed", **more: Cell) -> list[Cell]:
    return [day, item, outcome, more.get("reason", ""), "Swan", more.get("fault", "No light"), 20]


def test_repairs_of_earlier_cafes_come_by_their_days_and_go_again(opening: Opening) -> None:
    week, today = a_cafe(opening.cast), a_cafe(opening.cast, TODAY)
    before = totals()
    rows: list[list[Cell]] = [
        repair_line(LAST_WEEK.strftime("%d/%m/%Y")),
        repair_line(LAST_WEEK.isoformat(), "Furniture", "End of life", reason="Irreparable part or material"),
        repair_line(TODAY.isoformat(), "Lamp", "Repairable"),
        repair_line("2020-01-01"),
        repair_line(TODAY.isoformat(), "Spaceship"),
        repair_line(TODAY.isoformat(), fault="call 07700 900123"),
        ["Total", "", "", "", "", "", 120],
    ]
    for _ in range(2):
        page = opening.bring("/bring/repairs", REPAIRS, rows)
        for words in (
            "no repair café on this day",
            "is not known here",
            "This is published",
            "adds up those above",
        ):
            assert words in page.text, words
        page = opening.take(page)
        assert "rows taken" in page.text and totals() != before
        assert "4 to mend" in page.text or "5 to mend" in page.text
        there = len([one for cafe in (week, today) for one in tickets_of(cafe) if one.state == "done"])
        taken = opening.undo("works")
        assert f"{there} things are taken back" in taken.text and totals() == before
        assert "Take the whole import back" not in taken.text


def test_a_ticket_that_was_corrected_since_stays_with_its_reason(opening: Opening) -> None:
    cafe = a_cafe(opening.cast)
    opening.take(opening.bring("/bring/repairs", REPAIRS, [repair_line(LAST_WEEK.isoformat(), item)
                                                           for item in ("Kettle", "Lamp")]))  # fmt: skip
    with transaction():
        end_repair(by=opening.cast.actor("ruth"), occasion_id=cafe, number=2, data=OutcomeData("repairable"),
                   at=now() + timedelta(seconds=1))  # fmt: skip
    page = opening.undo("works")
    assert "1 thing is taken back" in page.text and "1 stays" in page.text
    assert "It was changed since" in page.text and f"{LAST_WEEK.isoformat()} 2" in page.text
    assert [line.state for line in tickets_of(cafe)] == ["out", "done"]


def test_repairs_of_a_closed_month_leave_its_figures_and_are_listed_as_adjustments(opening: Opening) -> None:
    last = local_day(now()).replace(day=1) - timedelta(days=1)
    a_cafe(opening.cast, last)
    opening.take(opening.bring("/bring/repairs", REPAIRS, [repair_line(last.isoformat())]))
    with transaction():
        close_until(month=f"{last:%Y-%m}", site_ids=(opening.cast.sites["coventry"],), by=opening.cast.actor("ruth"),
                    at=now(), token=new_client_id())  # fmt: skip
    page = opening.undo("works")
    assert "what changed in them is listed as adjustments" in page.text
    assert value("SELECT SUM(amount) FROM adjustment WHERE indicator = 'repairs_fixed'") == -1
    assert value("SELECT SUM(amount) FROM frozen_cell WHERE indicator = 'repairs_fixed'") == 1


def test_nobody_takes_back_what_another_site_brought(opening: Opening) -> None:
    a_cafe(opening.cast)
    opening.take(opening.bring("/bring/repairs", REPAIRS, [repair_line(LAST_WEEK.isoformat())]))
    made = int(str(value("SELECT MAX(id) FROM works_import")))
    things = things_to_take_back(by=opening.cast.actor("ruth"), source="works", import_id=made)
    with transaction():
        other = replace(opening.cast.actor("ruth"), site_id=opening.cast.sites["wolverhampton"])
        assert take_back(by=other, source="works", things=things, at=now()) == (0, 0)
