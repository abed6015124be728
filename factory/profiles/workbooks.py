"""A funder's own workbook: checked before it is kept, filled cell by cell with typed numbers, its looks left alone."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
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


def fill_workbook(data: bytes, entries: Iterable[Entry]) -> tuple[bytes, dict[int, str]]:
    """The workbook with the numbers in it; and, by key, why one could not be put there (an English msgid)."""
    book, left = _opened(data), {}
    for entry in entries:
        why = _put(book, entry)
        if why:
            left[entry.key] = why
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), left


def _put(book: Any, entry: Entry) -> str:
    from openpyxl.cell.cell import MergedCell

    if entry.sheet and entry.sheet not in book.sheetnames:
        return NO_SHEET
    page = book[entry.sheet] if entry.sheet else book.worksheets[0]
    if not hasattr(page, "cell"):  # a sheet that is one chart
        return NO_SHEET
    cell = page[entry.cell]
    if isinstance(cell, MergedCell):
        return IS_MERGED
    if cell.data_type == "f":
        return IS_FORMULA
    if isinstance(cell.value, str) and cell.value.strip():
        return IS_TAKEN
    cell.value = entry.value
    return ""


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
