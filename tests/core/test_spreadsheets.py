"""Spreadsheets carry typed values, never live formulas, and a bad file is refused with words."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.errors import RuleBroken
from core.spreadsheets import Sheet, inert, write_csv, write_xlsx
from core.tables_read import MAX_ROWS, read_table

FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "\uff1d1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_looks_like_a_formula_is_made_inert_in_csv(text: str) -> None:
    assert inert(text).startswith("'")


def test_negative_numbers_and_codes_are_left_alone() -> None:
    assert [inert(text) for text in ("-12.5", "7K3M9QX", "shelf B4")] == ["-12.5", "7K3M9QX", "shelf B4"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_workbook_is_a_formula(text: str) -> None:
    book = load_workbook(io.BytesIO(write_xlsx([Sheet("Pieces", ["Title"], [[text]])])))
    cell = book.active["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).strip() == text.strip()


def test_a_workbook_keeps_numbers_days_and_instants_as_such() -> None:
    at = datetime(2026, 7, 1, 10, 30, tzinfo=UTC)
    book = load_workbook(
        io.BytesIO(write_xlsx([Sheet("A/B", ["n", "d", "t"], [[6.4, date(2026, 7, 1), at]])]))
    )
    row = [cell.value for cell in book.active[2]]
    assert [str(value) for value in row] == ["6.4", "2026-07-01 00:00:00", "2026-07-01 11:30:00"]


def test_two_sheets_of_one_name_both_stay() -> None:
    data = write_xlsx([Sheet("Same", ["a"], []), Sheet("Same", ["a"], [])])
    assert len(load_workbook(io.BytesIO(data)).sheetnames) == 2


def test_what_is_written_is_read_back() -> None:
    rows = [["code", "kg", "title"], ["7K3M9QX", 6.4, "كرسي"], ["2F8TC4M", 12, 'a, "b"']]
    assert read_table(write_csv(rows)).rows == [["7K3M9QX", "6.4", "كرسي"], ["2F8TC4M", "12", 'a, "b"']]
    workbook = write_xlsx([Sheet("x", ["code", "kg", "title"], rows[1:])])
    assert read_table(workbook).rows == [["7K3M9QX", "6.4", "كرسي"], ["2F8TC4M", "12", 'a, "b"']]


def test_semicolons_and_an_old_windows_file_are_read() -> None:
    table = read_table("code;titel\n7K3M9QX;Büro\n".encode("cp1252"))
    assert (table.header, table.rows) == (["code", "titel"], [["7K3M9QX", "Büro"]])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x01\x02",
        b"PK\x03\x04broken",
        b"only one line",
        b"\xff\xfe\x00",
        b"a\x00b\n1,2",
        b",,,\n,,,",
    ],
)
def test_a_bad_file_is_refused_with_words(data: bytes) -> None:
    with pytest.raises(RuleBroken) as problem:
        read_table(data)
    assert problem.value.field == "sheet" and problem.value.remedy


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>")
    with pytest.raises(RuleBroken):
        read_table(packed.getvalue())


def workbook_with(part: str, text: bytes) -> bytes:
    """A sound workbook in which one part is another."""
    sound, packed = zipfile.ZipFile(io.BytesIO(write_xlsx([Sheet("S", ["a"], [["b"]])]))), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in {*sound.namelist(), part}:
            archive.writestr(name, text if name == part else sound.read(name))
    return packed.getvalue()


_SPREADSHEET = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("sheet", b'<worksheet xmlns="%s"><sheetData><row r="1">' + b"<c/>" * 400_000),
        ("sheet", b'<x:worksheet xmlns:x="%s"><x:sheetData><x:row r="1">' + b"<x:c/>" * 400_000),
        ("texts", b'<sst xmlns="%s">' + b"<si><t>a</t></si>" * 400_000),
        ("texts", b'<sst xmlns="%s"><si>' + b"<r><t/></r>" * 700_000),
    ],
    ids=["cells", "prefixed", "texts", "runs"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_small_file_of_very_many_cells_is_refused_before_they_are_built(
    part: str, text: bytes, encoding: str
) -> None:
    name = {"sheet": "xl/worksheets/sheet1.xml", "texts": "xl/sharedStrings.xml"}[part]
    bomb = workbook_with(name, text.replace(b"%s", _SPREADSHEET).decode().encode(encoding))
    assert len(bomb) < 100_000
    with pytest.raises(RuleBroken, match="far too large"):
        read_table(bomb)


def test_the_largest_table_that_is_taken_is_not_refused_for_its_cells() -> None:
    heads = [f"column {number}" for number in range(20)]
    table = read_table(
        write_xlsx([Sheet("S", heads, [[f"{n} {h}" for h in heads] for n in range(MAX_ROWS)])])
    )
    assert len(table.rows) == MAX_ROWS


def test_a_workbook_with_entities_is_refused() -> None:
    text = b"<!DOCTYPE x [<!ENTITY a '%s'>]><worksheet/>" % (b"<c/>" * 1000)
    with pytest.raises(RuleBroken, match="cannot be read"):
        read_table(workbook_with("xl/worksheets/sheet1.xml", text))


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(RuleBroken, match="more than"):
        read_table(b"code\n" + b"x\n" * (MAX_ROWS + 1))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        table = read_table(data)
    except RuleBroken:
        return
    assert all(len(row) == len(table.header) for row in table.rows)


def test_text_that_a_workbook_would_read_otherwise_stays_text() -> None:
    texts = ["=1+1", "\x01=1+1", "#N/A", "+4", "oak", "007", "TRUE"]
    book = load_workbook(
        io.BytesIO(write_xlsx([Sheet("T", ("What", "How many"), [(one, 7) for one in texts])]))
    )
    cells = [row[0] for row in book.active.iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(texts)
    assert [cell.value for cell in cells] == ["=1+1", "=1+1", "#N/A", "+4", "oak", "007", "TRUE"]
    assert [row[1].value for row in book.active.iter_rows(min_row=2)] == [7] * len(texts)
