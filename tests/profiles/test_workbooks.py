"""A funder's workbook: what is taken, what is refused, and that filling leaves its looks alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from core.errors import RuleBroken
from factory.demo.sharing import funders_workbook
from factory.profiles import workbooks
from factory.profiles.workbooks import Entry, check_workbook, fill_workbook


def with_part(name: str, text: bytes) -> bytes:
    """The funder's workbook with one part more, or in place of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(funders_workbook())) as packed, zipfile.ZipFile(out, "w") as again:
        for part in packed.infolist():
            if part.filename != name:
                again.writestr(part, packed.read(part))
        again.writestr(name, text)
    return out.getvalue()


def bomb() -> bytes:
    """A small file that unpacks to more than is ever taken."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (workbooks.MOST_UNPACKED + 1))
    return out.getvalue()


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "macros": (lambda: with_part("xl/vbaProject.bin", b"x"), "macros"),
    "a macro sheet": (lambda: with_part("xl/macrosheets/sheet1.xml", b"<x/>"), "macros"),
    "something embedded": (lambda: with_part("xl/embeddings/oleObject1.bin", b"x"), "macros"),
    "entities": (
        lambda: with_part("xl/x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        "cannot be read",
    ),
    "a bomb": (bomb, "far too large"),
    "no workbook": (lambda: b"PK\x03\x04 nothing", "cannot be read"),
    "an old XLS": (lambda: b"\xd0\xcf\x11\xe0" + b"0" * 600, "cannot be read"),
    "nothing": (lambda: b"", "cannot be read"),
    "a huge file": (lambda: b"PK\x03\x04" + b"0" * (11 * 1024 * 1024), "larger than 10 MB"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_refuses(what: str) -> None:
    data, words = REFUSED[what]
    with pytest.raises(RuleBroken, match=words) as refused:
        check_workbook(data())
    assert refused.value.field == "sheet"


def test_numbers_go_in_typed_and_the_looks_stay() -> None:
    data = funders_workbook()
    assert check_workbook(data) == ["Return"]
    body, left = fill_workbook(data, [Entry(1, "Return", "B3", 12), Entry(2, "", "B7", 41.5)])
    assert left == {}
    page, before = load_workbook(io.BytesIO(body))["Return"], load_workbook(io.BytesIO(data))["Return"]
    assert (page["B3"].value, page["B7"].value) == (12, 41.5)
    assert page["B3"].data_type == "n" and page["B7"].number_format == before["B7"].number_format
    assert page["B3"].fill.fgColor.rgb == before["B3"].fill.fgColor.rgb
    assert page["A1"].font.bold and page.column_dimensions["A"].width == 58
    assert page["B12"].value == "=SUM(B8:B9)"


def test_what_cannot_be_put_there_is_named() -> None:
    book = Workbook()
    page = book.worksheets[0]
    page.merge_cells("A1:B2")
    page["C1"], page["C2"] = "=1+1", "words"
    out = io.BytesIO()
    book.save(out)
    wanted = {
        1: ("", "B2", workbooks.IS_MERGED),
        2: ("", "C1", workbooks.IS_FORMULA),
        3: ("", "C2", workbooks.IS_TAKEN),
        4: ("Nowhere", "A1", workbooks.NO_SHEET),
    }
    _, left = fill_workbook(out.getvalue(), [Entry(key, one[0], one[1], 5) for key, one in wanted.items()])
    assert left == {key: one[2] for key, one in wanted.items()}


def refusals(book: Workbook, *cells: tuple[str, str]) -> list[str]:
    """Why each cell of a sheet is not filled, in order; "" where it is."""
    out = io.BytesIO()
    book.save(out)
    _, left = fill_workbook(out.getvalue(), [Entry(key, *cell, 5) for key, cell in enumerate(cells)])
    return [left.get(key, "") for key in range(len(cells))]


def test_what_stands_in_a_cell_but_a_number_stays() -> None:
    book = Workbook()
    page = book.worksheets[0]
    page["A1"], page["B1"], page["C1"] = date(2026, 4, 1), True, 12
    page["D1"].number_format = "yyyy-mm-dd"
    found = refusals(book, ("", "A1"), ("", "B1"), ("", "C1"), ("", "D1"))
    assert found == [workbooks.IS_A_DAY, workbooks.IS_TAKEN, "", workbooks.IS_A_DAY]


def test_the_cells_that_one_formula_fills_together_are_left_to_it() -> None:
    book = Workbook()
    book.worksheets[0]["B2"] = ArrayFormula("B2:B4", "=A2:A4*2")
    found = refusals(book, ("", "B2"), ("", "B4"), ("", "B5"), ("", "A3"))
    assert found == [workbooks.IS_FORMULA, workbooks.IS_FORMULA, "", ""]


def test_two_lines_never_share_a_cell_in_silence() -> None:
    book = Workbook()
    assert refusals(book, ("", "B2"), ("Sheet", "B2"), ("", "B3")) == ["", workbooks.IS_DOUBLE, ""]


def test_a_sheet_is_found_whatever_its_case_and_spaces() -> None:
    book = Workbook()
    book.worksheets[0].title = "Return  Q1 "
    book.create_sheet("Other")
    assert refusals(book, ("return q1", "A1"), ("OTHER", "A1"), ("Q1", "A1")) == ["", "", workbooks.NO_SHEET]


@pytest.mark.parametrize("cell", ["XFE1", "ZZZ9999999", "A1048577"])
def test_a_cell_beyond_the_last_of_a_sheet_is_named_and_breaks_nothing(cell: str) -> None:
    assert refusals(Workbook(), ("", cell), ("", "A1")) == [workbooks.NO_CELL_THERE, ""]


def test_the_very_last_cell_of_a_sheet_is_filled_as_quickly_as_the_first() -> None:
    assert refusals(Workbook(), ("", "XFD1048576"), ("", "A1")) == ["", ""]
