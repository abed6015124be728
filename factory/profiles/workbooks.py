"""A funder's own workbook: checked before it is kept, filled cell by cell with typed numbers, its looks left alone."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from core.errors import N_, RuleBroken
from core.tables_read import LARGEST_FILE

ENDING: Final = ".form.xlsx"
"""How the file store ends the names of funders' workbooks."""
MOST_PARTS: Final = 500
MOST_UNPACKED: Final = 40 * 1024 * 1024
MOST_SHEETS: Final = 60
CELL: Final = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
_LIVE: Final = re.compile(r"vbaproject|macrosheets|dialogsheets|activex|/embeddings/|\.bin$|\.exe$", re.I)
_HARMLESS: Final = re.compile(r"printersettings\d*\.bin$", re.I)
"""What a program remembers of a printer: dropped when the workbook is saved."""
NO_SHEET = N_("The workbook has no such sheet.")
IS_FORMULA = N_("A formula of the funder's stands in this cell: it is left alone.")
IS_MERGED = N_("This cell is covered by a merged one: name its first cell.")
IS_TAKEN = N_("Words stand in this cell: they are left alone.")
IS_A_DAY = N_("This cell is for a date: it is left alone.")
IS_DOUBLE = N_("Another line of this form fills this cell already.")
NO_CELL_THERE = N_("There is no such cell in a workbook.")
MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384
"""How far a sheet reaches: to XFD1048576."""


@dataclass(frozen=True)
class Entry:
    """A number for a cell; `key` names it to whoever asked."""

    key: int
    sheet: str
    cell: str
    value: int | float


def check_workbook(data: bytes) -> list[str]:
    """The names of its sheets. Raises RuleBroken on "sheet" for what is no plain XLSX: too large, macros, broken."""
    if len(data) > LARGEST_FILE:
        raise RuleBroken(
            "sheet", N_("This file is larger than 10 MB."), N_("Ask the funder for the empty form.")
        )
    if not data.startswith(b"PK\x03\x04"):
        raise _no_workbook()
    try:
        _check_parts(data)
        names: list[str] = _opened(data).sheetnames
    except RuleBroken:
        raise
    except Exception as fault:  # readers fail in many ways of their own; each means the same to the person
        raise _no_workbook() from fault
    if not 1 <= len(names) <= MOST_SHEETS:
        raise _no_workbook()
    return names


def sheets_of(data: bytes) -> list[str]:
    """The names of the sheets of a workbook that was checked before."""
    names: list[str] = _opened(data).sheetnames
    return names


def is_cell(cell: str) -> bool:
    """True for a column and a row that a sheet has, such as C12."""
    if not CELL.fullmatch(cell):
        return False
    from openpyxl.utils.cell import coordinate_to_tuple

    row, column = coordinate_to_tuple(cell)
    return bool(row <= MOST_ROWS and column <= MOST_COLUMNS)


def fill_workbook(data: bytes, entries: Iterable[Entry]) -> tuple[bytes, dict[int, str]]:
    """The workbook with the numbers in it; and, by key, why one could not be put there (an English msgid)."""
    filling = _Filling(_opened(data))
    found = [(entry.key, filling.put(entry)) for entry in entries]
    out = io.BytesIO()
    filling.book.save(out)
    return out.getvalue(), {key: why for key, why in found if why}


class _Filling:
    """A workbook being filled: which cells are filled already, and which a formula over several cells fills itself."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self._filled: set[tuple[str, str]] = set()
        self._spilled: dict[str, list[tuple[int, int, int, int]]] = {}

    def put(self, entry: Entry) -> str:
        """Put a number into its cell; "" or why it cannot be."""
        page = self._page(entry.sheet)
        if page is None:
            return NO_SHEET
        if not is_cell(entry.cell):
            return NO_CELL_THERE
        cell = page[entry.cell]
        why = self._refused(page, cell)
        if not why:
            cell.value = entry.value
            self._filled.add((page.title, entry.cell))
        return why

    def _page(self, name: str) -> Any:
        """The sheet of that name, where case and runs of spaces make no other one; None where there is none."""
        if not name:
            return next(iter(self.book.worksheets), None)
        pages = {_folded(page.title): page for page in self.book.worksheets}
        return pages.get(_folded(name))

    def _refused(self, page: Any, cell: Any) -> str:
        from openpyxl.cell.cell import MergedCell

        if isinstance(cell, MergedCell):
            return IS_MERGED
        if (page.title, cell.coordinate) in self._filled:
            return IS_DOUBLE
        if cell.data_type == "f" or self._is_spilled(page, cell):
            return IS_FORMULA
        if cell.is_date:
            return IS_A_DAY
        is_taken = cell.data_type in ("b", "e") or (isinstance(cell.value, str) and cell.value.strip())
        return IS_TAKEN if is_taken else ""

    def _is_spilled(self, page: Any, cell: Any) -> bool:
        """True if a formula that stands elsewhere fills this cell: it would be broken, and the workbook with it."""
        if page.title not in self._spilled:
            self._spilled[page.title] = list(_formula_ranges(page))
        return any(
            left <= cell.column <= right and top <= cell.row <= bottom
            for left, top, right, bottom in self._spilled[page.title]
        )


def _formula_ranges(page: Any) -> Iterator[tuple[int, int, int, int]]:
    """Where array formulas and data tables of a sheet reach: first column and row, last column and row."""
    from openpyxl.utils.cell import range_boundaries

    for cell in (
        page._cells.values()
    ):  # those that are there: `iter_rows` makes all up to the last, billions at XFD1048576
        ref = getattr(cell.value, "ref", None)
        if ref:
            yield range_boundaries(ref)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _check_parts(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise RuleBroken(
                "sheet",
                N_("This file is far too large when unpacked."),
                N_("Ask the funder for the empty form."),
            )
        for part in parts:
            if _LIVE.search(part.filename) and not _HARMLESS.search(part.filename):
                raise _has_macros()
            if part.filename.endswith((".xml", ".rels")):
                _check_part(part.filename, packed.read(part))
        if "[Content_Types].xml" not in packed.namelist():
            raise _no_workbook()


def _check_part(name: str, text: bytes) -> None:
    """No part may define entities of its own; none may say that the workbook holds macros."""
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\x00" in text[:200]:
        raise _no_workbook()
    if name == "[Content_Types].xml" and b"macroEnabled" in text:
        raise _has_macros()


def _opened(data: bytes) -> Any:
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(data), keep_links=False)


def _no_workbook() -> RuleBroken:
    return RuleBroken(
        "sheet", N_("This file cannot be read as a workbook."), N_("Save it as XLSX and choose it again.")
    )


def _has_macros() -> RuleBroken:
    return RuleBroken(
        "sheet",
        N_("This workbook holds macros or other programs, which are never kept."),
        N_("Save it as a plain XLSX, without macros, and choose it again."),
    )
