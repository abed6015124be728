"""Organisations, makeovers and days of people by import: seen first, taken once, and taken back whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from core.clock import now
from core.db import db, fast, transaction
from core.errors import NotFound
from core.forbidden import is_head_never_kept
from core.ids import new_client_id
from core.people_services import set_contact, switch_person
from core.spreadsheets import Cell, write_csv
from core.tables_read import read_table
from factory.bringing.columns import drop_forbidden, guess_columns
from factory.bringing.services import look_at_works_rows, open_works_import, take_works_rows
from factory.bringing.services.forgetting import close_forgotten_imports
from factory.bringing.services.undoing import take_back
from factory.makeovers.services.referrals import Referral, refer_makeover
from factory.privacy.trying import erase_now
from inventory.import_rows import drop_forbidden as drop_of_pieces
from tests.bringing.conftest import Opening, totals, value
from tests.bringing.test_ugly import send
from tests.training.conftest import College
from training.services.retention import purge_training
from training.unit_rows import FIELDS as UNITS
from training.unit_rows import lawful as drop_of_units

OURS: list[list[Cell]] = [
    ["Foleshill Community Centre", "community group", "Coventry", "12 Foleshill Road"],
    ["St John's School", "school", "Coventry", "CV1 2AB"],
    ["", "school", "", ""],
    ["A firm", "wizardry", "", ""],
]


def test_a_house_number_behind_its_street_is_an_address_too() -> None:
    told = (
        "Hillfields Road 12",
        "St Margaret Rd. 7a, Coventry",
        "Far Gosford Street, no. 4",
        "12 Hillfields Road",
    )
    for address in told:
        assert drop_forbidden("makeovers", ["where"], [[address]]) == ([], [[]], ["where"]), address
    for ward in (
        "Foleshill Road",
        "Foleshill",
        "Ward 12",
        "Garden walk of 20 people",
        "Hillfields Road library",
    ):
        assert drop_forbidden("makeovers", ["where"], [[ward]])[0] == ["where"], ward


def organisations(opening: Opening) -> None:
    page = opening.bring("/bring/organisations", ["Who", "Type", "City", "Where"], OURS)
    assert "Where" in page.text and "Dropped before anything was kept" in page.text
    assert "4 to mend" in page.text  # nobody said that “Who” is the name
    page = opening.browser.submit(page, {"column_name": "0"}, action="/columns")
    assert "2 good" in page.text and "2 to mend" in page.text and "wizardry" in page.text
    opening.take(page)


@pytest.mark.parametrize(
    "head", ["D.O.B.", "N.I. no", "Nationality", "date_of_birth", "Arrived in the UK", "الجنسية"]
)
def test_a_head_of_what_is_never_kept_is_known_however_it_is_written(head: str) -> None:
    for drop in (partial(drop_forbidden, "visits"), drop_of_pieces, drop_of_units):
        assert drop([head, "day"], [["x", "y"]])[2] == [head]
    assert is_head_never_kept(head)


def test_the_hour_at_which_somebody_arrived_is_read() -> None:
    header, _, dropped = drop_forbidden("visits", ["Volunteer", "Date", "Arrived", "Departed"], [])
    assert dropped == []
    assert guess_columns("visits", header) == {"called": 0, "day": 1, "came": 2, "left": 3}


def test_organisations_are_brought_once_and_taken_back_where_nothing_was_built_upon_them(
    opening: Opening,
) -> None:
    before = value("SELECT COUNT(*) FROM organisation")
    organisations(opening)
    assert value("SELECT COUNT(*) FROM organisation") == before + 2  # type: ignore[operator]
    assert "Foleshill Road" not in str(value("SELECT rows FROM works_import"))
    page = opening.bring("/bring/organisations", ["Name", "Type", "City"], [row[:3] for row in OURS])
    assert "2 taken before" in page.text and not page.tree.all("button", class_="slab")
    opening.browser.submit(page, action="/closing")
    assert value("SELECT CAST(rows AS TEXT) FROM works_import ORDER BY id DESC LIMIT 1") == "[]"

    page = opening.bring(
        "/bring/makeovers",
        ["Code", "Kind", "Ward", "Partner", "Signed off"],
        [["OLD-1", "home", "Foleshill", "St John's School", "2024-03-11"]],
    )
    opening.take(page)
    page = opening.undo("works", 2)
    assert "1 thing is taken back" in page.text and "1 stays" in page.text
    assert "Something was built upon it since" in page.text and "St John's School" in page.text
    assert value("SELECT COUNT(*) FROM organisation") == before + 1  # type: ignore[operator]


def test_makeovers_of_earlier_years_count_on_their_day_and_come_without_any_address(
    opening: Opening,
) -> None:
    before = totals()
    heads = ["No", "Type", "Ward", "Referral", "Client name", "Where", "Done"]
    rows: list[list[Cell]] = [
        ["OLD-1", "home", "Foleshill", "CV-2041", "Rosa", "12 Hillfields Road", "11/03/2024"],
        ["OLD-2", "community", "CV6", "CV-2042", "", "", "2024-05-02"],
        ["OLD-2", "home", "CV6", "CV-2043", "", "", "2024-05-03"],
        ["OLD-4", "home", "CV6", "no number", "", "", "2024-05-03"],
        ["OLD-5", "home", "CV6", "CV-2045", "", "", "2094-05-03"],
    ]
    page = opening.bring("/bring/makeovers", heads, rows)
    assert "Client name, Where" in page.text and "Rosa" not in page.text
    page = opening.browser.submit(
        page, {"column_code": "0", "column_reference": "3", "column_signed_on": "4"}, action="/columns"
    )
    assert "2 good" in page.text and "3 to mend" in page.text
    faults = read_table(
        opening.browser.client.get(next(link for link in page.links if link.endswith("bad.csv"))).data
    )
    assert [row[0] for row in faults.rows] == ["OLD-2", "OLD-4", "OLD-5"]
    opening.take(page)
    taken = totals() - before
    assert dict(taken) == {("makeovers", "home"): 1, ("makeovers", "community"): 1}
    assert "OLD-1" in opening.browser.get("/makeovers/OLD-1").text
    again = opening.bring("/bring/makeovers", ["No", "Type", "Ward", "Referral", "Done"],
                          [[*row[:4], row[6]] for row in rows[:2]])  # fmt: skip
    again = opening.browser.submit(
        again, {"column_code": "0", "column_reference": "3", "column_signed_on": "4"}, action="/columns"
    )
    assert "2 taken before" in again.text
    assert "2 things are taken back" in opening.undo("works", 1).text
    assert totals() == before
    assert "2 good" in opening.browser.get(again.url).text


def test_a_code_that_came_with_an_import_is_counted_past_by_what_comes_after_it(opening: Opening) -> None:
    heads = ["Code", "Kind", "Ward", "Signed off"]
    taken = int(str(value("SELECT COALESCE(MAX(id), 0) FROM makeover"))) + 2
    for row in (
        [f"MK-{taken:04d}", "home", "Foleshill", "2024-03-11"],
        ["", "home", "Foleshill", "2024-03-12"],
    ):
        opening.take(opening.bring("/bring/makeovers", heads, [list(row)]))
    assert value("SELECT COUNT(*) FROM makeover WHERE id >= ?", taken - 1) == 2
    said = Referral(kind="home", city="Coventry", area="Foleshill", reference="CV-9", needs=["beds"])
    with transaction():
        made = refer_makeover(by=opening.cast.actor("ruth"), referral=said, at=now(), token=new_client_id())
        assert made.code == f"MK-{taken + 2:04d}"


def test_a_makeover_that_does_not_say_what_place_it_was_is_given_back(opening: Opening) -> None:
    rows: list[list[Cell]] = [["OLD-1", "Community centre", "2024-03-11"], ["OLD-2", "", "2024-03-12"]]
    page = opening.bring("/bring/makeovers", ["Code", "Sort", "Signed off"], rows)
    assert "1 good" in page.text and "Nothing says whether it was a home or a community place." in page.text
    opening.take(page)
    assert totals()["makeovers", "community"] == 1 and totals()["makeovers", "home"] == 0
    page = opening.bring("/bring/makeovers", ["Code", "Art", "Signed off"], rows)
    assert "0 good" in page.text, "a column that nobody named is no guess"


def test_days_from_paper_make_people_and_hours_and_all_of_it_goes_again(opening: Opening) -> None:
    before, people = totals(), value("SELECT COUNT(*) FROM person WHERE is_active")
    heads = ["Volunteer", "Language", "Date", "In", "Out", "Hrs", "Activity", "Date of birth", "Phone"]
    rows: list[list[Cell]] = [
        ["Zahra", "Arabic", "2024-03-04", "10:00", "13:00", "", "Bench", "1990-01-01", "07700 900123"],
        ["Zahra", "Arabic", "2024-03-04", "", "", 1.5, "Makeover", "", ""],
        ["Zahra", "Arabic", "2024-03-05", "", "", 2, "bench", "", ""],
        ["Piotr", "Polish", "2024-03-05", "9:30", "11:30", "", "", "", ""],
        ["Piotr", "Polish", "2024-03-05", "10:30", "12:30", "", "", "", ""],
        ["Mary", "", "2024-03-05", "", "", 4, "", "", ""],
        ["Olena", "Klingon", "2024-03-05", "", "", 4, "", "", ""],
    ]
    page = opening.bring("/bring/visits", heads, rows)
    assert "Date of birth, Phone" in page.text and "4 good" in page.text and "3 to mend" in page.text
    assert "Somebody of this name is here already" in page.text
    opening.take(page)
    hours = {split: amount / 3_600_000 for (slug, split), amount in (totals() - before).items()
             if slug == "volunteer_hours"}  # fmt: skip
    assert hours == {"bench": 5, "makeover": 1.5, "other": 2}
    assert totals()["volunteers", ""] - before["volunteers", ""] == 2
    again = opening.bring("/bring/visits", heads, rows)
    assert "4 taken before" in again.text and not again.tree.all("button", class_="slab")
    page = opening.undo("works", 1)
    assert "taken back" in page.text and "stays" not in page.text
    assert totals() == before
    assert value("SELECT COUNT(*) FROM person WHERE is_active") == people
    opening.take(opening.browser.get(again.url))
    assert totals()["volunteer_hours", "bench"] - before["volunteer_hours", "bench"] == 5 * 3_600_000
    opening.browser.submit(opening.browser.get(again.url), action="/closing")
    assert value("SELECT CAST(rows AS TEXT) FROM works_import ORDER BY id DESC LIMIT 1") == "[]"


def test_rows_of_an_import_that_was_left_open_go_after_two_weeks(opening: Opening) -> None:
    opening.bring("/bring/visits", ["Name", "Date", "Hours"], [["Zahra", "2024-03-04", 3]])
    assert close_forgotten_imports(now() + timedelta(days=13)) == 0
    assert "Zahra" in str(value("SELECT CAST(rows AS TEXT) FROM works_import"))
    with transaction():
        assert close_forgotten_imports(now() + timedelta(days=15)) == 1
    assert value("SELECT CAST(rows AS TEXT) FROM works_import") == "[]"


@pytest.mark.parametrize("kind", ["pieces", "units"])
def test_forgotten_files_of_pieces_and_units_are_closed_too(opening: Opening, kind: str) -> None:
    table = "piece_import" if kind == "pieces" else "training_import"
    if kind == "pieces":
        opening.bring("/imports", ["Category", "Title"], [["Dining chair", "Oak of Zahra"]])
    else:
        College(opening.cast).body()
        send(opening, "units", write_csv([list(UNITS), ["Oak of Zahra"] * len(UNITS)]))
    close = close_forgotten_imports if kind == "pieces" else purge_training
    assert "Oak of Zahra" in str(value(f"SELECT CAST(rows AS TEXT) FROM {table}"))
    with transaction():
        assert close(now() + timedelta(days=13)) == 0
        assert close(now() + timedelta(days=15)) == 1
        assert close(now() + timedelta(days=15)) == 0
    assert value(f"SELECT CAST(header AS TEXT) FROM {table}") == "[]"
    assert value(f"SELECT CAST(rows AS TEXT) FROM {table}") == "[]"
    assert value(f"SELECT state FROM {table}") == "closed"


def test_whoever_is_erased_is_not_made_again_by_an_import_that_is_open(opening: Opening) -> None:
    heads = ["Volunteer", "Reference", "Date", "Hours"]
    first: list[list[Cell]] = [["Quentin", "Q-7", "2024-03-04", 2]]
    opening.take(opening.bring("/bring/visits", heads, first))
    person = value("SELECT person_id FROM person_name WHERE called = 'Quentin'")
    rows: list[list[Cell]] = [
        ["quentin", "", "2024-03-05", 2],
        ["", "Q-7", "2024-03-06", 2],
        ["Zahra", "", "2024-03-06", 2],
    ]
    page = opening.bring("/bring/visits", heads, rows)
    erase_now(by=opening.cast.actor("ann", strength="password"), person_id=int(str(person)), at=now())
    kept = str(value("SELECT CAST(rows AS TEXT) FROM works_import ORDER BY id DESC LIMIT 1"))
    assert "Zahra" in kept and "quentin" not in kept and "Q-7" not in kept
    page = opening.browser.get(page.url)
    assert "1 good" in page.text and "2 to mend" in page.text and "Nobody is named here" in page.text
    people = value("SELECT COUNT(*) FROM person")
    opening.take(page)
    assert value("SELECT COUNT(*) FROM person") == int(str(people)) + 1
    assert value("SELECT COUNT(*) FROM person_name WHERE LOWER(called) = 'quentin'") == 0


def test_a_title_too_long_for_its_place_is_told_at_the_look_and_holds_up_no_other(opening: Opening) -> None:
    rows: list[list[Cell]] = [
        ["OLD-1", "Flat " + "o" * 80, "home", "CV6", "2024-03-11"],
        ["OLD-2", "A flat", "home", "CV6", "2024-03-12"],
    ]
    page = opening.bring("/bring/makeovers", ["Code", "Title", "Kind", "Ward", "Signed off"], rows)
    assert "1 good" in page.text and "1 to mend" in page.text and "longer than 80 letters" in page.text
    assert "1 row taken" in opening.take(page).text


def test_a_line_that_the_database_refuses_is_refused_alone(opening: Opening) -> None:
    rows: list[list[Cell]] = [[f"OLD-{n}", "home", "CV6", "2024-03-11"] for n in (1, 2)]
    opening.bring("/bring/makeovers", ["Code", "Kind", "Ward", "Signed off"], rows)
    ruth, made = opening.cast.actor("ruth"), int(str(value("SELECT MAX(id) FROM works_import")))
    good = look_at_works_rows(by=ruth, import_id=made, at=now()).rows
    db.session.rollback()
    good[0].facts["title"] = "o" * 500
    with transaction():
        assert take_works_rows(by=ruth, import_id=made, rows=good, at=now()) == (1, 1)
    assert value("SELECT COUNT(*) FROM makeover WHERE code LIKE 'OLD-%'") == 1


ZAHRA: list[list[Cell]] = [["Zahra", "Z-1", "2024-03-04", 3]]
HEADS = ["Name", "Reference", "Date", "Hours"]


def zahra(column: str) -> int:
    """A number of hers."""
    query = f"SELECT {column} FROM person p JOIN person_name n ON n.person_id = p.id WHERE n.called = 'Zahra'"
    found: Any = value(query)
    return int(found)  # a truth too, which PostgreSQL gives as one


def test_whom_somebody_switched_off_no_import_switches_on_again(opening: Opening) -> None:
    page = opening.bring("/bring/visits", HEADS, ZAHRA)
    opening.take(page)
    opening.undo("works")
    assert zahra("p.is_active") == 0
    opening.take(opening.browser.get(page.url))  # an import put her away, so an import brings her back
    assert zahra("p.is_active") == 1
    lines = "SELECT COUNT(*) FROM audit_line WHERE verb = 'switch_person'"
    assert value(lines) == 2
    with transaction():
        switch_person(by=opening.cast.actor("ruth"), person_id=zahra("p.id"), is_on=False, at=now())
    opening.take(opening.bring("/bring/visits", HEADS, [["Zahra", "Z-1", "2024-03-05", 3]]))
    assert value("SELECT COUNT(*) FROM visit WHERE NOT is_void AND person_id = ?", zahra("p.id")) == 2
    assert zahra("p.is_active") == 0 and value(lines) == 3


def test_a_role_whose_end_was_opened_since_stays_and_so_does_whoever_holds_it(opening: Opening) -> None:
    opening.take(opening.bring("/bring/visits", HEADS, ZAHRA))
    with transaction():
        fast().run("UPDATE role SET ends_on = NULL WHERE person_id = ?", (zahra("p.id"),))
    page = opening.undo("works")
    assert "1 thing is taken back" in page.text and "2 stay" in page.text and "changed since" in page.text
    assert value("SELECT COUNT(*) FROM role WHERE person_id = ?", zahra("p.id")) == 1
    assert zahra("p.is_active") == 1


def test_whoever_was_changed_by_hand_since_their_import_stays_with_all_that_was_written(
    opening: Opening,
) -> None:
    learners: list[list[Cell]] = [["A-1", "Zahra", "ar"], ["A-2", "Ivana", "uk"]]
    opening.take(opening.bring("/learners/imports", ["ref", "called", "language"], learners, "learners"))
    with transaction():
        set_contact(
            by=opening.cast.actor("ruth"), person_id=zahra("p.id"), email="z@example.org", phone="", at=now()
        )
    page = opening.undo("training")
    assert "3 things are taken back" in page.text and "1 stays" in page.text
    assert value("SELECT email FROM person_contact WHERE person_id = ?", zahra("p.id")) == "z@example.org"
    assert zahra("p.is_active") == 1
    assert value("SELECT COUNT(*) FROM person_name WHERE called = 'Ivana'") == 0


def test_what_another_site_brought_is_nobody_elses_to_open_or_take_back(opening: Opening) -> None:
    opening.take(opening.bring("/bring/visits", HEADS, ZAHRA))
    things = [row[0] for row in fast().rows("SELECT id FROM imported_thing")]
    token = str(value("SELECT token FROM works_import"))
    elsewhere = replace(opening.cast.actor("ruth"), site_id=opening.cast.sites["wolverhampton"])
    with transaction():
        assert take_back(by=elsewhere, source="works", things=things, at=now()) == (0, 0)
        assert take_back(by=opening.cast.actor("ruth"), source="pieces", things=things, at=now()) == (0, 0)
    with pytest.raises(NotFound), transaction():
        open_works_import(by=elsewhere, kind="visits", data=b"Name\nZahra", at=now(), token=token)
    with pytest.raises(NotFound), transaction():
        switch_person(by=elsewhere, person_id=zahra("p.id"), is_on=False, at=now())
    assert zahra("p.is_active") == 1
