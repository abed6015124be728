"""Spreadsheets as people have them: titles above the heads, several sheets, odd separators, files of another kind."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import pytest

from core.errors import RuleBroken
from core.spreadsheets import Sheet, write_xlsx
from core.tables_read import read_table

OURS = {"name", "city", "kind"}


def knows(line: Sequence[str]) -> int:
    return len({cell.lower() for cell in line} & OURS)


def test_heads_are_found_below_a_title_and_below_heads_of_several_columns() -> None:
    text = "Our friends, 2023;;\r\n;;\r\nWho;;Where\r\nName;Kind;City\r\nA;charity;Coventry\r\n;;\r\nB;firm;Rugby\r\n"
    table = read_table(text.encode("cp1252"), knows=knows)
    assert table.header == ["Name", "Kind", "City"]
    assert table.rows == [["A", "charity", "Coventry"], ["B", "firm", "Rugby"]]
    assert table.lines == (5, 7)


def test_a_title_alone_is_passed_over_even_where_no_head_is_known() -> None:
    table = read_table(b"List of 2023,,\r\nWer,Wo,Was\r\na,b,c\r\n", knows=knows)
    assert table.header == ["Wer", "Wo", "Was"] and table.rows == [["a", "b", "c"]]


def test_the_sheet_with_our_heads_is_read_and_the_others_are_named() -> None:
    rows = [["A", "charity", "Coventry"]]
    book = write_xlsx([
        Sheet("Cover", ["Read this first", ""], [["by Ruth", ""]]),
        Sheet("2023", ["Name", "Kind", "City"], rows),
        Sheet("2024", ["Name", "Kind", "City"], rows),
        Sheet("Words", ["Word", "Meaning"], [["a", "b"]]),
    ])  # fmt: skip
    table = read_table(book, knows=knows)
    assert (table.sheet, table.others) == ("2023", ("2024",)) and table.rows == rows


@pytest.mark.parametrize(
    "text", ["sep=;\r\nName;City\r\nA;B\r\n", "\ufeffName;City\r\nA;B\r\n", "Name\tCity\nA\tB"]
)
def test_what_excel_writes_as_csv_is_understood(text: str) -> None:
    table = read_table(text.encode(), knows=knows)
    assert (table.header, table.rows) == (["Name", "City"], [["A", "B"]])


def test_a_column_without_a_head_that_holds_something_is_named_by_its_letter() -> None:
    assert read_table(b"Name,,City\r\nA,secret,B,more\r\n", knows=knows).headless == ("B", "D")


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def _packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (OLD + "Workbook".encode("utf-16-le"), "old Excel file"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (OLD, "cannot be read"),
        (_packed("mimetype", "content.xml"), "OpenDocument"),
        (_packed("Index/Document.iwa"), "Numbers"),
        (b"%PDF-1.7", "PDF"),
        (b"\xef\xbb\xbf<html><table><tr><td>a</td></tr></table>", "page saved under the name"),
        (b"PK\x03\x04broken", "cannot be read"),
    ],
)
def test_a_file_of_another_kind_is_refused_by_its_name_and_with_what_to_do(data: bytes, said: str) -> None:
    with pytest.raises(RuleBroken, match=said) as refused:
        read_table(data)
    assert refused.value.remedy and refused.value.field == "sheet"
