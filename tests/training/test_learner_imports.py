"""Learners, bookings and past courses from spreadsheets: tried out, good rows taken once, bad ones given back."""

from __future__ import annotations

import io
import time

import pytest

from core.clock import now
from core.db import fast, transaction
from core.import_files import remember_heads
from core.spreadsheets import Cell, Sheet, write_csv, write_xlsx
from core.tables_read import read_table
from tests.cast import Cast
from tests.pages import Page
from tests.training import scene
from tests.training.conftest import Desk, Run, value
from training.services.learners import set_uln
from training.ulns import check_digit

HEADS = ["ref", "called", "full_name", "language", "phone", "uln"]
HESA = "9276308686"


def uln(number: int) -> str:
    """The first right ULN from a body of nine digits on."""
    body = number
    while check_digit(str(body)) is None:
        body += 1
    return f"{body}{check_digit(str(body))}"


def bring(
    desk: Desk,
    heads: list[str],
    rows: list[list[Cell]],
    kind: str = "learners",
    ending: str = "csv",
    status: int = 303,
) -> Page:
    data = write_csv([heads, *rows]) if ending == "csv" else write_xlsx([Sheet("Rows", heads, rows)])
    return desk.browser.submit(
        desk.get("/learners/imports"),
        {"kind": kind, "sheet": (io.BytesIO(data), f"rows.{ending}")},
        action="/learners/imports",
        status=status,
    )


def take(desk: Desk, page: Page) -> Page:
    return desk.browser.submit(page, action="/rows")


def bad_rows(desk: Desk, page: Page) -> tuple[list[str], list[list[str]]]:
    """Head and rows of the file that is given back."""
    address = next(link for link in page.links if link.endswith("bad.csv"))
    table = read_table(desk.browser.client.get(address).data)
    return table.header, table.rows


def a_thousand() -> list[list[Cell]]:
    """950 good learners and 50 rows with ten kinds of fault."""
    rows: list[list[Cell]] = [
        [f"A-{n}", f"Learner{n}", f"Learner{n} Of the List", ("Arabic", "uk", "")[n % 3], "", ""]
        for n in range(950)
    ]
    for n in range(0, 950, 2):
        rows[n][5] = uln(100_000_000 + 37 * n)
    faults: list[list[Cell]] = [
        ["B-{n}", "", "", "", "", ""],
        ["B-{n}", "Bad{n}", "", "Klingon", "", ""],
        ["B-{n}", "Bad{n}", "", "", "call me", ""],
        ["B-{n}", "Bad{n}", "", "", "", "1234567890"],
        ["B-{n}", "Bad{n}", "", "", "", str(rows[0][5])],
        ["B-{n}", "x" * 400, "", "", "", ""],
        ["", "Learner{n}", "", "", "", "12"],
        ["", "Bad{n} QQ 12 34 56 C", "", "", "", "0000000001"],
        ["", "", "", "", "07700 900123", ""],
        ["", "Bad{n}", "", "", "12ab", ""],
    ]
    for n in range(50):
        rows.insert(n * 19, [str(cell).replace("{n}", f"{n}") for cell in faults[n % 10]])
    return rows


def test_of_a_thousand_learners_the_good_are_taken_and_fifty_are_given_back(desk: Desk) -> None:
    rows = a_thousand()
    before = int(str(value("SELECT COUNT(*) FROM person")))
    began = time.process_time()
    page = bring(desk, HEADS, rows)
    assert "950 good" in page.text and "50 to mend" in page.text
    assert value("SELECT COUNT(*) FROM person") == before
    page = take(desk, page)
    assert time.process_time() - began < 60
    assert "950 rows taken" in page.text and "950 taken before" in page.text
    assert value("SELECT COUNT(*) FROM person") == before + 950
    assert value("SELECT COUNT(*) FROM learner_number") == 475
    heads, given = bad_rows(desk, page)
    assert len(given) == 50 and all(row[-2] and row[-1] for row in given) and "uln" not in heads
    counted = [
        value(f"SELECT COUNT(*) FROM {table}")
        for table in ("person", "person_name", "role", "learner_number", "person_contact", "learner_needs")
    ]
    page = bring(desk, HEADS, rows)
    assert "950 taken before" in page.text and "50 to mend" in page.text and "0 good" in page.text
    assert not [form for form in page.tree.all("form") if form.get("action").endswith("/rows")]
    assert counted == [
        value(f"SELECT COUNT(*) FROM {table}")
        for table in ("person", "person_name", "role", "learner_number", "person_contact", "learner_needs")
    ]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_single_name_is_kept_as_it_was_typed(desk: Desk, ending: str) -> None:
    names = ["سمر", "Nguyễn", "de la Cruz", "ВАСИЛЬ", "O'Neill-Brânză"]
    take(desk, bring(desk, ["name"], [[name] for name in names], ending=ending))
    for name in names:
        assert value("SELECT full_name FROM person_name WHERE called = ?", name) == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\u202eقادر", "قادر"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("Zo\u0065\u0301", "Zo\u0065\u0301"),
        ("\u200fسما\u200c ", "سما"),
    ],
)
def test_a_name_with_marks_that_nobody_sees_is_the_same_one_the_next_time(
    desk: Desk, typed: str, kept: str
) -> None:
    rows: list[list[Cell]] = [["A-1", typed]]
    take(desk, bring(desk, ["ref", "called"], rows))
    assert fast().row("SELECT called FROM person_name WHERE called = ?", (kept,)) == (kept,)
    again = bring(desk, ["ref", "called"], rows)
    assert "has another name" not in again.text and not [one for one in again.links if "bad.csv" in one]


def test_given_and_family_name_become_what_somebody_is_called_and_their_full_name(desk: Desk) -> None:
    take(desk, bring(desk, ["First name", "Surname"], [["Олена", "Ковальчук"], ["", "Tesfay"]]))
    assert value("SELECT full_name FROM person_name WHERE called = 'Олена'") == "Олена Ковальчук"
    assert value("SELECT full_name FROM person_name WHERE called = 'Tesfay'") == ""


def test_a_name_alone_is_no_proof(desk: Desk, cast: Cast) -> None:
    with transaction():
        known = scene.make_learners(cast.sites["coventry"], 1)[0].number
    page = bring(desk, ["our number", "called", "phone"], [["", "learner 0", "07700 900111"]])
    assert "Somebody of this name is here already" in page.text and known in page.text
    page = take(desk, bring(desk, ["our number", "called", "phone"], [[known, "Learner 0", "07700 900111"]]))
    assert value("SELECT COUNT(*) FROM person_contact WHERE phone = '07700 900111'") == 1
    page = take(desk, bring(desk, ["our number", "called"], [["new", "Learner 0"]]))
    assert "1 row taken" in page.text
    assert value("SELECT COUNT(*) FROM person_name WHERE called = 'Learner 0'") == 2
    page = bring(
        desk, ["our number", "called", "phone"], [[known, "Somebody Else", ""], [known, "", "1234567"]]
    )
    assert "2 to mend" in page.text and "has another name with us" in page.text
    assert "We hold something else here" in page.text


def test_two_of_one_name_in_a_file_are_told_apart_by_reference_only(desk: Desk) -> None:
    page = bring(desk, ["ref", "called"], [["1", "Maryam"], ["2", "Maryam"]])
    assert "2 good" in page.text
    page = bring(desk, ["called"], [["Ahmed"], ["ahmed "]])
    assert "1 good" in page.text and "The same name stands in row 2" in page.text


def test_a_uln_of_somebody_else_is_never_taken(desk: Desk, cast: Cast) -> None:
    with transaction():
        first, second = scene.make_learners(cast.sites["coventry"], 2)
        set_uln(by=cast.actor("ruth"), number=first.number, uln=HESA, because="letter", at=now())
        numbers = first.number, second.number
    page = bring(desk, ["our number", "uln"], [[numbers[1], HESA]])
    assert "name two different people" in page.text
    page = bring(desk, ["called", "uln"], [["Bilal", uln(100_000_000)], ["Zahra", uln(100_000_000)]])
    assert "The same ULN stands in row 2" in page.text


def test_columns_that_nobody_needs_are_dropped_before_anything_is_kept(desk: Desk) -> None:
    heads = ["called", "Nationality", "NI number", "Religion", "Date of birth"]
    page = bring(desk, heads, [["Samar", "Syrian", "QQ123456C", "x", "1990-01-01"]])
    assert "Nationality, NI number, Religion, Date of birth" in page.text
    kept = str(value("SELECT rows FROM training_import"))
    assert "Samar" in kept and "Syrian" not in kept and "1990" not in kept


def test_what_is_never_kept_cannot_be_named_as_another_column(desk: Desk, cast: Cast) -> None:
    heads = ["called", "Nationality", "D.O.B.", "Wunsch"]
    rows: list[list[Cell]] = [["Samar", "Syrian", "1990-01-01", "near the door"]]
    page = bring(desk, heads, rows)
    chooser = page.tree.one("select", name="column_practical").text
    assert "Wunsch" in chooser and "Nationality" not in chooser and "D.O.B." not in chooser
    said = {"column_called": "called", "column_practical": "Nationality"}
    desk.browser.submit(page, said, action="/columns", status=422)
    with transaction():
        site = cast.sites["coventry"]
        remember_heads(
            site_id=site, kind="learners", said={"called": "called", "practical": "Nationality"}, heads=heads
        )
    bring(desk, heads, rows)
    assert "Syrian" not in str(value("SELECT rows FROM training_import ORDER BY id DESC LIMIT 1"))


def test_a_list_with_heads_of_its_own_is_understood_once_somebody_said_which_is_which(desk: Desk) -> None:
    rows: list[list[Cell]] = [["Samar", "K-1", "Coventry"], ["Bilal", "K-2", "Coventry"]]
    page = bring(desk, ["Klient", "Kennung", "Stadt"], rows)
    assert "None of its columns is known here" in page.text
    assert value("SELECT rows FROM training_import") in ("[]", []), "no cell is kept before"
    said = {"column_called": "Klient", "column_ref": "Kennung"}
    twice = desk.browser.submit(page, {**said, "column_phone": "Klient"}, action="/columns", status=422)
    assert "One column cannot be two things." in twice.text
    page = desk.browser.submit(page, said, action="/columns")
    assert "bring the file once more" in page.text
    page = bring(desk, ["KLIENT", "Kennung", "Stadt"], rows)
    assert "2 good" in page.text and "Stadt" in page.text
    assert "Coventry" not in str(value("SELECT rows FROM training_import WHERE state = 'open'"))
    page = desk.browser.submit(page, {"column_called": "Kennung", "column_ref": "KLIENT"}, action="/columns")
    assert "2 good" in page.text, "columns that were kept are read anew at once"


def test_a_closed_import_keeps_nothing(desk: Desk) -> None:
    page = bring(desk, ["called"], [["Samar"]])
    desk.browser.submit(page, action="/closing")
    assert value("SELECT rows FROM training_import") in ("[]", [])
    assert "Samar" not in desk.get("/learners/imports").text


# --- bookings ---


def test_bookings_come_in_by_the_one_way_to_a_seat_and_once(desk: Desk, cast: Cast, run: Run) -> None:
    take(desk, bring(desk, ["ref", "called"], [[f"A{n}", f"Person {n}"] for n in range(4)]))
    rows: list[list[Cell]] = [[f"A{n}", run.number] for n in range(4)]
    rows += [["A9", run.number], ["A1", "R-99999"], ["", run.number]]
    page = bring(desk, ["ref", "run"], rows, "bookings")
    assert "4 good" in page.text and "3 to mend" in page.text
    take(desk, page)
    states = "SELECT COUNT(*) FROM booking WHERE state = ?"
    assert (value(states, "booked"), value(states, "waitlisted")) == (2, 2)
    assert value("SELECT COUNT(*) FROM booking WHERE source = 'import'") == 4
    page = bring(desk, ["ref", "run"], rows, "bookings")
    assert "4 taken before" in page.text and "0 good" in page.text
    assert len(bad_rows(desk, page)[1]) == 3


# --- past courses ---

PAST = ["ref", "course", "started", "ended", "hours", "ending"]
LASER = "First steps on the laser cutter"


def test_past_courses_are_kept_as_archived_runs_and_once(desk: Desk, run: Run) -> None:
    take(desk, bring(desk, ["ref", "called"], [[f"A{n}", f"Person {n}"] for n in range(3)]))
    rows: list[list[Cell]] = [
        ["A0", LASER, "2025-03-03", "07/03/2025", "20", "completed"],
        ["A1", LASER.upper(), "2025-03-03", "2025-03-07", "7.5", "withdrew"],
        ["A2", LASER, "2025-03-03", "2025-03-07", "", "no show"],
        ["A0", "Knitting", "2025-03-03", "2025-03-07", "", ""],
        ["A0", LASER, "2031-03-03", "", "", ""],
        ["A0", LASER, "2025-03-07", "2025-03-03", "", ""],
    ]
    page = bring(desk, PAST, rows, "past_courses")
    assert "3 good" in page.text and "3 to mend" in page.text
    take(desk, page)
    assert value("SELECT COUNT(*) FROM run WHERE state = 'archived'") == 1
    assert value("SELECT COUNT(*) FROM completion WHERE confirmed = 'completed'") == 1
    assert value("SELECT COUNT(*) FROM attendance_mark") == 3
    page = bring(desk, PAST, rows, "past_courses")
    assert "3 taken before" in page.text and "0 good" in page.text
    page = bring(desk, PAST, [["A0", LASER, "2025-03-03", "2025-03-07", "", "withdrawn"]], "past_courses")
    assert "with another ending" in page.text


def test_a_title_of_ones_own_is_said_once_and_known_in_the_files_that_follow(desk: Desk, run: Run) -> None:
    take(desk, bring(desk, ["ref", "called"], [["A0", "Person 0"], ["A1", "Person 1"]]))
    rows: list[list[Cell]] = [
        ["A0", "Laser  Intro", "2025-03-03", "", "", "completed"],
        ["A1", "laser intro", "2025-03-03", "", "", "completed"],
        ["A1", "Knitting_2", "2025-04-03", "", "", "completed"],
    ]
    page = bring(desk, PAST, rows, "past_courses")
    form = page.form("/courses")
    selects = [one.get("name") for one in form.all("select")]
    assert selects == ["course_0", "course_1"], "each title once"
    slug = value("SELECT slug FROM course ORDER BY id LIMIT 1")
    page = desk.browser.submit(page, {"course_0": slug}, action="/courses")
    assert "2 good" in page.text and "1 to mend" in page.text
    take(desk, page)
    again = bring(desk, PAST, [["A1", "LASER INTRO", "2025-05-05", "", "", ""]], "past_courses")
    assert "1 good" in again.text
    page = bring(desk, PAST, [["A1", "Sewing", "2025-05-06", "", "", ""]], "past_courses")
    desk.browser.submit(page, {"course_0": "no-such-course"}, action="/courses", status=422)


def test_a_course_that_was_really_held_here_is_not_counted_twice(desk: Desk, cast: Cast) -> None:
    with transaction():
        version = scene.make_course("lathe", title="The lathe")
        scene.make_run(version, cast.sites["coventry"], starts_at=scene.noon(-40), state="finished")
    take(desk, bring(desk, ["ref", "called"], [["A0", "Person 0"]]))
    day = scene.noon(-40).date().isoformat()
    page = bring(desk, PAST, [["A0", "lathe", day, "", "", ""]], "past_courses")
    assert "began that day here" in page.text


def test_a_past_course_is_found_by_its_title_however_its_words_are_parted(desk: Desk, cast: Cast) -> None:
    with transaction():
        scene.make_course("lathe", title="The_lathe,  and  after")
    take(desk, bring(desk, ["ref", "called"], [["A0", "Person 0"]]))
    for title in ("the lathe, and after", "THE LATHE, AND_AFTER", "The_lathe,  and  after"):
        page = bring(desk, PAST, [["A0", title, "2025-03-03", "", "", ""]], "past_courses")
        assert "1 good" in page.text


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"PK\x03\x04broken", b"%PDF-1.4"], ids=range(4))
def test_a_file_that_is_none_is_refused_in_words(desk: Desk, data: bytes) -> None:
    page = desk.browser.submit(
        desk.get("/learners/imports"),
        {"kind": "learners", "sheet": (io.BytesIO(data), "x.csv")},
        action="/learners/imports",
        status=422,
    )
    assert page.tree.one("div", class_="errors").text


@pytest.mark.parametrize("kind", ["learners", "bookings", "past_courses"])
def test_a_template_can_be_brought_as_it_is(desk: Desk, kind: str) -> None:
    for ending in ("csv", "xlsx"):
        table = read_table(desk.browser.client.get(f"/learners/imports/{kind}.{ending}").data)
        page = bring(desk, table.header, [list(row) for row in table.rows], kind)
        assert "1 row" in page.text
    assert desk.browser.client.get(f"/learners/imports/{kind}.pdf").status_code == 404


def test_another_site_opens_no_import_of_ours(desk: Desk, cast: Cast) -> None:
    from core.errors import NotFound
    from training.services.learner_imports import own_learner_import

    bring(desk, ["called"], [["Samar"]])
    number = int(str(value("SELECT id FROM training_import")))
    with pytest.raises(NotFound):
        own_learner_import(cast.actor("oluwaseun"), number)
