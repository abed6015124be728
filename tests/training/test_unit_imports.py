"""Units and criteria in and out: tried out first, good lines taken once, bad ones given back, used units renewed."""

from __future__ import annotations

import io

import pytest

from core.spreadsheets import Cell, Sheet, write_csv, write_xlsx
from core.tables_read import read_table
from tests.pages import Page
from tests.training.conftest import Desk, value
from training.queries.catalogue import newest_unit, outcomes_of
from training.unit_rows import FIELDS, guess_columns, read_rows

HEADS = list(FIELDS)


def line(code: str, number: str, text: str = "Do it", **more: object) -> list[Cell]:
    plain = {"title": f"Unit {code}", "level": "L1", "credit": 3, "glh": 24, "outcome_text": "Work safely"}
    values = {"code": code, "criterion": number, "text": text} | plain | more
    return [values.get(name, "") for name in HEADS]  # type: ignore[misc]


GOOD = [
    line("DEMO-A", "1.1"),
    line("DEMO-A", "1.2"),
    line("DEMO-B", "1.1", easy_text="Easy", level="Level 2"),
]
BAD = [
    line("", "1.1"),
    line("A", "one"),
    line("A-1", "1.1", level="L9"),
    line("A-2", "1.1", credit="lots"),
    line("A-3", "1.1", text="x" * 601),
    line("DEMO-Ä", "1.1"),
    line("DEMO-A", "1.1"),
    line("DEMO-A", "1.3", title="Another title"),
]


def bring(desk: Desk, rows: list[list[Cell]], kind: str = "csv", status: int = 303) -> Page:
    body = "body-of-tests"
    if not value("SELECT COUNT(*) FROM awarding_body"):
        desk.college.body()
    data = write_csv([HEADS, *rows]) if kind == "csv" else write_xlsx([Sheet("Units", HEADS, rows)])
    page = desk.get("/catalogue/imports")
    return desk.browser.submit(
        page,
        {"body": body, "sheet": (io.BytesIO(data), f"units.{kind}")},
        action="/catalogue/imports",
        status=status,
    )


def take(desk: Desk, page: Page) -> Page:
    return desk.browser.submit(page, action="/rows")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_nothing_is_written_before_the_good_lines_are_taken(desk: Desk, kind: str) -> None:
    page = bring(desk, GOOD, kind)
    assert "3 good" in page.text and value("SELECT COUNT(*) FROM unit") == 0
    page = take(desk, page)
    assert "3 rows taken" in page.text and "3 taken before" in page.text
    assert (
        value("SELECT COUNT(*) FROM unit") == 2
        and value("SELECT level FROM unit WHERE code = 'DEMO-B'") == "L2"
    )


def test_the_same_file_brought_twice_changes_nothing(desk: Desk) -> None:
    take(desk, bring(desk, GOOD))
    lines = value("SELECT COUNT(*) FROM audit_line")
    page = bring(desk, GOOD)
    assert "3 taken before" in page.text and not [
        form for form in page.tree.all("form") if "/rows" in form.get("action")
    ]
    assert value("SELECT COUNT(*) FROM criterion") == 3 and value("SELECT COUNT(*) FROM unit") == 2
    assert value("SELECT COUNT(*) FROM audit_line") == int(str(lines)) + 1


def test_good_lines_are_taken_and_bad_ones_given_back_to_be_mended(desk: Desk) -> None:
    page = bring(desk, [*GOOD, *BAD])
    assert f"{len(BAD)} to mend" in page.text
    page = take(desk, page)
    assert value("SELECT COUNT(*) FROM criterion") == 3
    address = next(link for link in page.links if link.endswith("bad.csv"))
    given = read_table(desk.browser.client.get(address).data)
    assert len(given.rows) == len(BAD) and all(row[-2] and row[-1] for row in given.rows)
    mended = [line("DEMO-A", "1.3")]
    take(desk, bring(desk, mended))
    assert value("SELECT COUNT(*) FROM criterion") == 4
    desk.browser.submit(page, action="/closing")
    assert value("SELECT COUNT(*) FROM training_import WHERE state = 'closed'") == 1


def test_a_unit_in_use_gets_a_new_version_and_what_runs_teach_stays(desk: Desk) -> None:
    course, unit = desk.college.accredited()
    desk.college.run(course)
    page = bring(desk, [line("DEMO-LC1", "1.1", "Name another danger", title="Unit DEMO-LC1")])
    assert "get a new version" in page.text and "DEMO-LC1" in page.text
    page = take(desk, page)
    newest = newest_unit(unit.body_id, unit.code)
    assert newest is not None and newest.version == 2
    assert [row.text for row in outcomes_of(unit.id)[0].criteria] == ["Name danger 1", "Name danger 2"]
    assert [row.text for row in outcomes_of(newest.id)[0].criteria] == [
        "Name another danger",
        "Name danger 2",
    ]
    assert "1 taken before" in page.text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_taken_along_can_be_brought_again(desk: Desk, kind: str) -> None:
    take(desk, bring(desk, GOOD))
    table = read_table(desk.browser.client.get(f"/catalogue/units.{kind}").data)
    assert len(read_rows(table.rows, guess_columns(table.header))) == 3
    page = bring(desk, [list(row) for row in table.rows], kind)
    assert "3 taken before" in page.text
    assert desk.browser.client.get("/catalogue/units.pdf").status_code == 404


def test_own_columns_of_units_are_named_once_and_known_the_next_time(desk: Desk) -> None:
    heads = ["Einheit", "Titel", "Stufe", "Punkte", "Ergebnis", "Nummer", "Kriterium", "Assessor"]
    rows = [["DEMO-A", "Unit DEMO-A", "L1", 3, "Work safely", "1.1", "Do it", "Grace"]]

    def upload() -> Page:
        data = {"body": "body-of-tests", "sheet": (io.BytesIO(write_csv([heads, *rows])), "x.csv")}
        return desk.browser.submit(desk.get("/catalogue/imports"), data, action="/catalogue/imports")

    desk.college.body()
    page = upload()
    assert "0 good" in page.text and "Assessor" in page.text and "Grace" not in page.text
    named = dict(
        zip(("code", "title", "level", "credit", "outcome_text", "criterion", "text"), range(7), strict=True)
    )
    said = {f"column_{name}": str(at) for name, at in named.items()}
    desk.browser.submit(page, {**said, "column_text": "-1"}, action="/columns", status=422)
    assert "1 good" in desk.browser.submit(page, said, action="/columns").text
    desk.browser.submit(desk.get(page.url), action="/closing")
    assert "1 good" in upload().text


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\x01", b"PK\x03\x04broken", b"code\n", b"learner,uln\nA,1\n", b"%PDF-1.4"],
    ids=range(6),
)
def test_a_file_that_is_none_is_refused_with_words(desk: Desk, data: bytes) -> None:
    desk.college.body()
    page = desk.get("/catalogue/imports")
    sent = {"body": "body-of-tests", "sheet": (io.BytesIO(data), "x.csv")}
    assert (
        desk.browser.submit(page, sent, action="/catalogue/imports", status=422)
        .tree.one("div", class_="errors")
        .text
    )


def test_the_templates_can_be_brought_as_they_are(desk: Desk) -> None:
    for kind in ("csv", "xlsx"):
        table = read_table(desk.browser.client.get(f"/catalogue/imports/template.{kind}").data)
        assert "1 good" in bring(desk, [list(row) for row in table.rows]).text


def test_words_that_bodies_use_for_columns_are_known() -> None:
    found = guess_columns(
        ["Unit Number", "Unit Title", "Level", "Credit value", "LO", "Learning outcome", "AC", "AC text"]
    )
    assert set(found) == {"code", "title", "level", "credit", "outcome", "outcome_text", "criterion", "text"}
    (row,) = read_rows([["H/600/8573", "CNC", "Level 2", "22", "1", "Be safe", "1", "Say so"]], found)
    assert row.problems == [] and (row.code, row.label, row.level) == ("H/600/8573", "1.1", "L2")


# --- the desk's pages of the catalogue ---


def test_a_body_a_qualification_its_rule_and_a_unit_are_written_at_the_desk(desk: Desk) -> None:
    page = desk.browser.submit(
        desk.get("/catalogue/bodies"), {"name": "Tame", "profile": "demo-tame"}, action="/bodies"
    )
    assert "invented" in page.text and "30 days" in page.text
    unit = {"code": "demo-x1", "title": "Cut", "credit": "3", "is_invented": "y"}
    page = desk.browser.submit(desk.get("/catalogue/bodies/tame/units"), unit, action="/units")
    criterion = {"outcome": "1", "outcome_text": "Be safe", "number": "1", "text": "Name dangers"}
    page = desk.browser.submit(page, criterion, action="/criteria/")
    assert "1.1 Name dangers" in page.text
    page = desk.browser.submit(
        desk.get("/catalogue/bodies/tame/qualifications/new"),
        {"reference": "Q/1", "title": "Making", "level": "L1", "min_credit": "3"},
        action="/new",
    )
    ids = [str(value("SELECT id FROM unit"))]
    page = desk.browser.submit(page, {"units_0": ids, "mandatory_0": "y"}, action="/rule")
    assert "The rule is kept" in page.text
    page = desk.browser.submit(page, {"units_0": ids, "credit_0": "99"}, action="/rule", status=422)
    assert "more credit" in page.text
    page = desk.browser.submit(
        desk.get("/catalogue/bodies/tame/units/DEMO-X1"), action="/remove/", button="Take out"
    )
    assert "no criteria yet" in page.text
    assert "DEMO-X1" in desk.get("/catalogue/units?q=cut&body=tame").text


@pytest.mark.parametrize(
    "data", [{"code": ""}, {"code": "X1"}, {"credit": "x"}, {"level": "L9"}, {"title": ""}]
)
def test_a_unit_that_cannot_be_is_refused(desk: Desk, data: dict[str, str]) -> None:
    desk.college.body()
    good = {"code": "DEMO-X", "title": "Cut", "credit": "3", "level": "L1", "is_invented": "y"}
    page = desk.get("/catalogue/bodies/body-of-tests/units")
    assert (
        desk.browser.submit(page, good | data, action="/units", status=422)
        .tree.one("div", class_="errors")
        .text
    )


def test_a_used_unit_offers_a_new_version_and_no_change(desk: Desk) -> None:
    course, _unit = desk.college.accredited()
    desk.college.run(course)
    page = desk.get("/catalogue/bodies/body-of-tests/units/DEMO-LC1")
    assert "it stays as it is" in page.text and "Write a criterion" not in page.text
    page = desk.browser.submit(page, action="/renew/")
    assert "version 2" in page.text and "Write a criterion" in page.text
    assert (
        "Write a criterion" not in desk.get("/catalogue/bodies/body-of-tests/units/DEMO-LC1?version=1").text
    )
    desk.get("/catalogue/bodies/body-of-tests/units/DEMO-LC1?version=7", 404)
    desk.get("/catalogue/bodies/nobody/units/DEMO-LC1", 404)
