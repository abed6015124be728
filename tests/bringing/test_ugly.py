"""Spreadsheets as coordinators have them, at each step: said beside the row, nothing lost, known again."""

from __future__ import annotations

import io

import pytest

from core.db import db
from core.spreadsheets import Cell, Sheet, write_csv, write_xlsx
from core.tables_read import read_table
from factory.bringing.columns import FIELDS as WORKS
from inventory.import_rows import FIELDS as PIECES
from tests.bringing.conftest import Opening, value
from tests.pages import Page
from tests.training.conftest import College
from training.import_rows import FIELDS as LEARNERS
from training.unit_rows import FIELDS as UNITS

KINDS = {
    "organisations": ("/bring/organisations", {}, list(WORKS["organisations"])),
    "makeovers": ("/bring/makeovers", {}, list(WORKS["makeovers"])),
    "visits": ("/bring/visits", {}, list(WORKS["visits"])),
    "repairs": ("/bring/repairs", {}, list(WORKS["repairs"])),
    "pieces": ("/imports", {}, list(PIECES)),
    "learners": ("/learners/imports", {"kind": "learners"}, list(LEARNERS["learners"])),
    "past_courses": ("/learners/imports", {"kind": "past_courses"}, list(LEARNERS["past_courses"])),
    "bookings": ("/learners/imports", {"kind": "bookings"}, list(LEARNERS["bookings"])),
    "units": ("/catalogue/imports", {"body": "body-of-tests"}, list(UNITS)),
}
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def send(opening: Opening, kind: str, data: bytes, status: int = 303) -> Page:
    address, more, _ = KINDS[kind]
    if kind == "units" and not value("SELECT COUNT(*) FROM awarding_body"):
        College(opening.cast).body()
    said = {**more, "sheet": (io.BytesIO(data), "rows.xlsx")}
    return opening.browser.submit(opening.browser.get(address), said, action=address, status=status)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_is_none_is_named_at_every_step(opening: Opening, kind: str) -> None:
    for data, words in (
        (OLD + "Workbook".encode("utf-16-le"), "old Excel file"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (b"%PDF-1.7", "a PDF"),
    ):
        assert words in send(opening, kind, data, 422).text
    other = "pieces" if kind != "pieces" else "visits"
    wrong = write_csv([KINDS[other][2], ["x"] * len(KINDS[other][2])])
    assert "This is the template for" in send(opening, kind, wrong, 422).text


@pytest.mark.parametrize("kind", KINDS)
def test_lines_are_told_as_they_stand_in_the_file_and_totals_are_left_out(
    opening: Opening, kind: str
) -> None:
    heads = KINDS[kind][2]
    bad: list[Cell] = ["?!"] * len(heads)
    blank: list[Cell] = [""] * len(heads)
    total: list[Cell] = ["Total:", *[12] * (len(heads) - 1)]
    title: list[Cell] = ["All of them, 2023", *blank[1:]]
    page = send(opening, kind, write_xlsx([Sheet("A", title, [blank, heads, bad, blank, total])]))  # type: ignore[arg-type]
    assert "adds up those above it" in page.text
    given = read_table(
        opening.browser.client.get(next(link for link in page.links if link.endswith("bad.csv"))).data
    )
    told = {row[-3]: row for row in given.rows}
    assert "6" in told and "left out" in told["6"][-1]
    assert set(told) <= {"4", "6"} and all(row[-2] for row in given.rows)
    opening.browser.submit(page, action="/closing")
    db.session.rollback()
    for table in ("works_import", "piece_import", "training_import"):
        assert "?!" not in str(value(f"SELECT rows FROM {table} ORDER BY id DESC LIMIT 1"))


def test_national_insurance_numbers_are_emptied_and_it_is_said_where(opening: Opening) -> None:
    rows: list[list[Cell]] = [["AB 12 34 56 C", "Samar", "2024-03-04", 3], ["QQ123456C", "Ivana", "45355", 2]]
    page = opening.bring("/bring/visits", ["Ref", "Name", "Date", "Hours"], rows)
    assert "were emptied" in page.text and "Ref (2)" in page.text and "2 good" in page.text
    assert "123456C" not in str(value("SELECT rows FROM works_import"))


def test_a_semicolon_file_of_excel_with_its_own_heads_is_understood_once_they_were_named(
    opening: Opening,
) -> None:
    text = "Größe;Wer;Wann;Stunden\r\nx;Zoë;03/04/2023;2,5\r\n;;;\r\nx;Łucja;45019;1:30\r\n".replace("Ł", "L")
    page = send(opening, "visits", text.encode("cp1252"))
    assert "0 good" in page.text
    named = {"column_called": "1", "column_day": "2", "column_hours": "3"}
    page = opening.browser.submit(page, named, action="/columns")
    assert "2 good" in page.text or "1 good" in page.text
    opening.browser.submit(page, action="/closing")
    again = send(opening, "visits", ("\ufeff" + text).encode())
    assert "0 good" not in again.text and "Zoë" in again.text


def test_the_sheet_that_is_not_read_is_named(opening: Opening) -> None:
    heads, rows = ["Name", "Kind", "City"], [["A", "charity", "Coventry"]]
    book = write_xlsx([Sheet("2023", heads, rows), Sheet("2024", heads, rows)])
    page = send(opening, "organisations", book)
    assert "2023" in page.text and "Not read: 2024" in page.text and "1 good" in page.text


def test_pieces_remember_what_a_column_is_called(opening: Opening) -> None:
    data = write_csv([["a", "b"], [opening.scene.label(), "Dining chair"]])
    page = opening.browser.submit(send(opening, "pieces", data), {"column_code": "0", "column_category": "1"},
                                  action="/columns")  # fmt: skip
    opening.browser.submit(page, action="/closing")
    assert "1 good" in send(opening, "pieces", data).text
