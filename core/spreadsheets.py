"""Spreadsheets out: typed XLSX, CSV that Excel reads, no live formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from core.clock import today, zone

Cell = str | int | float | bool | Decimal | date | datetime | None

XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE: Final = "text/csv; charset=utf-8"

_STARTS_FORMULA: Final = tuple("=+-@\t\r\n|%") + ("\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER: Final = re.compile(r"[+-]?\d[\d ]*([.,]\d+)?")
UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its tab, its head line and its rows of typed values."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def inert(text: str) -> str:
    """`text` so that no spreadsheet program takes it for a formula; plain numbers stay as they are."""
    text = UNWRITABLE.sub("", text)
    lead = text.lstrip(" \u00a0")
    if lead == "-":  # alone it is a dash: what a body wants where somebody has one name
        return text
    if lead.startswith(_STARTS_FORMULA) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def write_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Rows (the first is the head line) as CSV in UTF-8 with a mark that tells Excel so; no live formula."""
    out = io.BytesIO()
    out.write(b"\xef\xbb\xbf")
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")  # a StringIO would take four bytes a letter
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_as_csv(cell) for cell in row])
    text.flush()
    return out.getvalue()


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
    text = UNWRITABLE.sub("", value)[:32_000] if isinstance(value, str) else None
    if font is None and (value is None or isinstance(value, int | float) or _is_plain(text)):
        return value if text is None else text  # written the same, without a cell of its own
    if isinstance(value, str):
        cell = WriteOnlyCell(page, value=text)
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


def _is_plain(text: str | None) -> bool:
    """True for text that openpyxl writes as text by itself: no formula and no error's name ("#N/A")."""
    return text is not None and not text.startswith((*_STARTS_FORMULA, "#"))


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
