"""Tables in: an XLSX or CSV file as people have it, read safely, with the line and the sheet where each row stands."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Final

from core.errors import N_, RuleBroken
from core.spreadsheets import UNWRITABLE
from core.table_kinds import refuse_other_kinds, unreadable

MAX_ROWS: Final = 5_000
MAX_COLUMNS: Final = 60
MAX_CELL: Final = 500
MAX_UNPACKED: Final = 80 * 1024 * 1024
MOST_CELLS: Final = (MAX_ROWS + 50) * MAX_COLUMNS
LARGEST_FILE: Final = 10 * 1024 * 1024
HEAD_WITHIN: Final = 12
"""How far down the heads may stand, below a title and heads that span several columns."""
TABLE_WIDTH: Final = 3
"""A sheet beside ours with that many heads is a table too; a list of words has fewer."""
_CHUNK: Final = 1024 * 1024
_LONGEST_START: Final = 200
_ELEMENT: Final = re.compile(rb"<[A-Za-z_]")
_CELL: Final = re.compile(rb"<(?:[\w.-]{1,60}:)?(?:c|si)(?=[\s/>])")

Lines = list[tuple[int, list[str]]]
"""Lines that hold something, each with its number in the file."""
Knows = Callable[[Sequence[str]], int]
"""How many of our columns a line of heads names."""


@dataclass(frozen=True)
class Table:
    """What was read from a file: the head line and the rows, each as long as the head, every cell plain text.

    `lines` says on which line of the file each row stands, `sheet` and `others` which sheet was read and which not,
    `headless` the letters of columns that hold something and have no head.
    """

    header: list[str]
    rows: list[list[str]]
    lines: tuple[int, ...] = ()
    sheet: str = ""
    others: tuple[str, ...] = ()
    headless: tuple[str, ...] = ()


def read_table(data: bytes, *, longest_cell: int = MAX_CELL, knows: Knows | None = None) -> Table:
    """A sheet of an XLSX file, or a CSV file (comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252).

    `knows` finds the heads below a title and the sheet that holds them; without it the first sheet is read. A cell is
    cut at `longest_cell` characters. Told apart by content, never by the name. Raises RuleBroken on the field "sheet"
    for whatever cannot be read, has no rows, or is larger than the limits.
    """
    if len(data) > LARGEST_FILE:
        raise RuleBroken("sheet", N_("This file is larger than 10 MB."), N_("Split it into smaller files."))
    refuse_other_kinds(data)
    try:
        is_packed = data.startswith(b"PK\x03\x04")
        sheets = _read_xlsx(data, longest_cell, knows) if is_packed else [("", _read_csv(data, longest_cell))]
    except RuleBroken:
        raise
    except Exception as fault:  # readers fail in many ways of their own; each means the same to the person
        raise unreadable() from fault
    return _shaped(sheets, knows)


def _read_xlsx(data: bytes, longest_cell: int, knows: Knows | None) -> list[tuple[str, Lines]]:
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        _refuse_bombs(packed)
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    pages = sorted(book.worksheets, key=lambda page: page.sheet_state != "visible")
    found = []
    for page in pages if knows else pages[:1]:
        page.reset_dimensions()
        rows = islice(page.iter_rows(values_only=True, max_col=MAX_COLUMNS), MAX_ROWS + 50)
        found.append(
            (page.title, _filled(([_as_text(value) for value in row] for row in rows), longest_cell))
        )
    return found


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
                raise unreadable()
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
    if isinstance(value, timedelta):  # hours and minutes that a spreadsheet sums
        return f"{value.total_seconds() / 3600:.2f}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _read_csv(data: bytes, longest_cell: int) -> Lines:
    text = _decoded(data)
    if "\x00" in text:
        raise unreadable()
    told = re.match(r"sep=([,;\t])\r?\n", text, re.I)  # a line by which Excel is told what parts the cells
    delimiter = told[1] if told else _delimiter(text[:8192].splitlines()[:HEAD_WITHIN])
    body = text[told.end() :] if told else text
    rows = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter)
    found = _filled((row[:MAX_COLUMNS] for row in islice(rows, MAX_ROWS + 50)), longest_cell)
    return [(number + bool(told), line) for number, line in found]


def _delimiter(lines: Sequence[str]) -> str:
    """What parts the cells: what the first line has most of that has any, a title above it has none."""
    for least in (2, 1):
        for line in lines:
            best = max(",;\t", key=line.count)
            if line.count(best) >= least:
                return best
    return ","


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _filled(rows: Iterable[Sequence[str]], longest_cell: int) -> Lines:
    cleaned = (
        (number, [UNWRITABLE.sub("", cell).strip()[:longest_cell] for cell in line])
        for number, line in enumerate(rows, 1)
    )
    return [(number, line) for number, line in cleaned if any(line)]


def _shaped(sheets: Sequence[tuple[str, Lines]], knows: Knows | None) -> Table:
    """Head and rows of equal width of the sheet whose heads we know best, the first of several."""
    tables = [(name, lines, _head_at(lines, knows)) for name, lines in sheets if len(lines) > 1]
    if not tables:
        raise RuleBroken(
            "sheet",
            N_("There is no table in this file."),
            N_("The first line names the columns; the rows follow below it."),
        )
    name, lines, head = max(tables, key=lambda one: knows(one[1][one[2]][1]) if knows else 0)
    if len(lines) - head - 1 > MAX_ROWS:
        raise RuleBroken(
            "sheet",
            N_("This file has more than %(most)s rows."),
            N_("Split it into smaller files."),
            most=MAX_ROWS,
        )
    heads = lines[head][1]
    width = max(index + 1 for index, cell in enumerate(heads) if cell)
    rows = [(number, (line + [""] * width)[:width]) for number, line in lines[head + 1 :]]
    rows = [(number, line) for number, line in rows if any(line)]
    bare = {
        index for _, line in lines[head + 1 :] for index, cell in enumerate(line)
        if cell and not (index < len(heads) and heads[index])
    }  # fmt: skip
    others = [one for one, told, at in tables if one != name and _width(told[at][1]) >= TABLE_WIDTH]
    return Table(
        (heads + [""] * width)[:width],
        [line for _, line in rows],
        tuple(number for number, _ in rows),
        name,
        tuple(others),
        tuple(_letter(index) for index in sorted(bare)),
    )


def _head_at(lines: Lines, knows: Knows | None) -> int:
    """Which of the lines names the columns: the first, unless a title or heads of several columns stand above it."""
    first = [line for _, line in lines[:HEAD_WITHIN]][: len(lines) - 1]
    known = [knows(line) if knows else 0 for line in first]
    best = max(range(len(first)), key=lambda at: known[at])
    if known[best] >= 2 and known[best] > known[0]:
        return best
    widest = max(_width(line) for line in first)
    if knows and not known[0] and _width(first[0]) == 1 and widest > 1:
        return next(at for at, line in enumerate(first) if 2 * _width(line) >= widest and _width(line) > 1)
    return 0


def _width(line: Sequence[str]) -> int:
    return sum(bool(cell) for cell in line)


def _letter(index: int) -> str:
    """The letters that a spreadsheet writes over a column, from 0 on."""
    return chr(65 + index) if index < 26 else f"{chr(64 + index // 26)}{chr(65 + index % 26)}"
