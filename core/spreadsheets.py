"""Spreadsheets in and out: typed XLSX, CSV that Excel reads, no live formula, tables read safely."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from core.clock import today, zone
from core.errors import N_, RuleBroken

Cell = str | int | float | bool | Decimal | date | datetime | None

MAX_ROWS: Final = 5_000
MAX_COLUMNS: Final = 60
MAX_CELL: Final = 500
MAX_UNPACKED: Final = 80 * 1024 * 1024
MOST_CELLS: Final = (MAX_ROWS + 50) * MAX_COLUMNS
LARGEST_FILE: Final = 10 * 1024 * 1024
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE: Final = "text/csv; charset=utf-8"

_STARTS_FORMULA: Final = tuple("=+-@\t\r\n|%") + ("\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER: Final = re.compile(r"[+-]?\d[\d ]*([.,]\d+)?")
_CHUNK: Final = 1024 * 1024
_LONGEST_START: Final = 200
_ELEMENT: Final = re.compile(rb"<[A-Za-z_]")
_CELL: Final = re.compile(rb"<(?:[\w.-]{1,60}:)?(?:c|si)(?=[\s/>])")
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its tab, its head line and its rows of typed values."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]


@dataclass(frozen=True)
class Table:
    """What was read from a file: the head line and the rows, each as long as the head, every cell plain text."""

    header: list[str]
    rows: list[list[str]]


# --- out ---


def inert(text: str) -> str:
    """`text` so that no spreadsheet program takes it for a formula; plain numbers stay as they are."""
    text = _UNWRITABLE.sub("", text)
    lead = text.lstrip(" \u00a0")
    if lead == "-":  # alone it is a dash: what a body wants where somebody has one name
        return text
    if lead.startswith(_STARTS_FORMULA) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def write_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Rows (the first is the head line) as CSV in UTF-8 with a mark that tells Excel so; no live formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_as_csv(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _as_csv(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return f"{_local(cell):%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, date):
        return cell.isoformat()
    return inert(cell) if isinstance(cell, str) else str(cell)


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook with typed cells: numbers are numbers, days are days, text is text even if it begins with `=`."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    taken: set[str] = set()
    for sheet in sheets:
        _write_sheet(book, sheet, _tab_name(sheet.title, taken))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@dataclass(frozen=True)
class TableFile:
    """A table as a file: its bytes, their media type, and a name with the day."""

    body: bytes
    media: str
    name: str


def table_file(
    kind: str, name: str, title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> TableFile | None:
    """The rows under their heads as "csv" or "xlsx" (on a sheet called `title`); None for another kind of file."""
    if kind == "csv":
        body, media = write_csv([heads, *rows]), CSV_TYPE
    elif kind == "xlsx":
        body, media = write_xlsx([Sheet(title, heads, rows)]), XLSX_TYPE
    else:
        return None
    return TableFile(body, media, f"{name}-{today().isoformat()}.{kind}")


def _write_sheet(book: Any, sheet: Sheet, title: str) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    page = book.create_sheet(title)
    page.freeze_panes = "A2"
    for number, words in enumerate(sheet.header, 1):
        page.column_dimensions[get_column_letter(number)].width = max(10, min(40, len(words) + 6))
    bold = Font(bold=True)
    page.append([_typed_cell(page, words, bold) for words in sheet.header])
    for row in sheet.rows:
        page.append([_typed_cell(page, value) for value in row])


def _typed_cell(page: Any, value: Cell, font: Any = None) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, datetime):
        value = _local(value).replace(tzinfo=None)
    if isinstance(value, str):
        cell = WriteOnlyCell(page, value=_UNWRITABLE.sub("", value)[:32_000])
        cell.data_type = "s"  # openpyxl would make a formula of text that begins with "="
        if value.startswith(_STARTS_FORMULA):
            cell.quotePrefix = True
    else:
        cell = WriteOnlyCell(page, value=value)
    if isinstance(value, datetime):
        cell.number_format = "dd mmm yyyy hh:mm"
    elif isinstance(value, date):
        cell.number_format = "dd mmm yyyy"
    if font is not None:
        cell.font = font
    return cell


def _tab_name(title: str, taken: set[str]) -> str:
    """A sheet name that Excel takes: 31 characters, none of []:*?/\\, none twice."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip(" '")[:31] or "Sheet"
    name, number = plain, 2
    while name.lower() in taken:
        name = f"{plain[:28]} {number}"
        number += 1
    taken.add(name.lower())
    return name


def _local(instant: datetime) -> datetime:
    return instant.astimezone(zone()) if instant.tzinfo else instant


# --- in ---


def read_table(data: bytes, *, longest_cell: int = MAX_CELL) -> Table:
    """The first sheet of an XLSX file, or a CSV file (comma, semicolon or tab; UTF-8 or Windows-1252).

    A cell is cut at `longest_cell` characters.

    Told apart by content, never by the name. Raises RuleBroken on the field "sheet" for whatever cannot be read,
    has no rows, or is larger than the limits.
    """
    if len(data) > LARGEST_FILE:
        raise RuleBroken("sheet", N_("This file is larger than 10 MB."), N_("Split it into smaller files."))
    try:
        lines = _read_xlsx(data) if data.startswith(b"PK\x03\x04") else _read_csv(data)
    except RuleBroken:
        raise
    except Exception as fault:  # readers fail in many ways of their own; each means the same to the person
        raise _unreadable() from fault
    return _shaped(lines, longest_cell)


def _unreadable() -> RuleBroken:
    return RuleBroken(
        "sheet", N_("This file cannot be read as a table."), N_("Save it as CSV or XLSX and try again.")
    )


def _read_xlsx(data: bytes) -> list[list[str]]:
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        _refuse_bombs(packed)
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    page = book.worksheets[0]
    page.reset_dimensions()
    rows = islice(page.iter_rows(values_only=True, max_col=MAX_COLUMNS), MAX_ROWS + 50)
    return [[_as_text(value) for value in row] for row in rows]


def _refuse_bombs(packed: zipfile.ZipFile) -> None:
    """A few kilobytes unpack to millions of cells: so they are counted before anything is built of them."""
    parts = packed.infolist()
    is_large = sum(part.file_size for part in parts) > MAX_UNPACKED
    if is_large or any(_is_crowded(packed, part) for part in parts):
        raise RuleBroken(
            "sheet", N_("This file is far too large when unpacked."), N_("Save only the rows you need.")
        )


def _is_crowded(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """True if a part, whatever its name, has more cells or shared texts than a table may have, or far more elements."""
    cells = elements = 0
    left = b""
    with packed.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            text = left + chunk.replace(b"\0", b"")  # so that UTF-16 is seen through
            if b"<!DOCTYPE" in text:  # entities would multiply what is counted here
                raise _unreadable()
            cut = max(text.rfind(b"<"), len(text) - _LONGEST_START)
            text, left = text[:cut], text[cut:]
            cells += len(_CELL.findall(text))
            elements += len(_ELEMENT.findall(text))
            if cells > MOST_CELLS or elements > 4 * MOST_CELLS:
                return True
    return False


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "seconds")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _read_csv(data: bytes) -> list[list[str]]:
    text = _decoded(data)
    if "\x00" in text:
        raise _unreadable()
    head = text[:8192]
    first = head.splitlines()[0] if head.strip() else ""
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [row[:MAX_COLUMNS] for row in islice(rows, MAX_ROWS + 50)]


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _shaped(lines: list[list[str]], longest_cell: int) -> Table:
    """Head and rows of equal width, cells trimmed, empty lines left out."""
    cleaned = [[_UNWRITABLE.sub("", cell).strip()[:longest_cell] for cell in line] for line in lines]
    filled = [line for line in cleaned if any(line)]
    if len(filled) < 2:
        raise RuleBroken(
            "sheet",
            N_("There is no table in this file."),
            N_("The first line names the columns; the rows follow below it."),
        )
    if len(filled) - 1 > MAX_ROWS:
        raise RuleBroken(
            "sheet",
            N_("This file has more than %(most)s rows."),
            N_("Split it into smaller files."),
            most=MAX_ROWS,
        )
    width = max(index + 1 for line in filled[:1] for index, cell in enumerate(line) if cell)
    rows = [(line + [""] * width)[:width] for line in filled[1:]]
    return Table((filled[0] + [""] * width)[:width], [row for row in rows if any(row)])
