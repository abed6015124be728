"""Files that look like a spreadsheet to a person and are none that we read: each is refused by its name."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from core.errors import N_, RuleBroken

_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a file of Office before 2007 begins, and a newer one that is locked with a password (MS-CFB, MS-OFFCRYPTO)."""
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_OLD_BOOKS: Final = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))


def unreadable() -> RuleBroken:
    """What is said of a file that is no table."""
    return RuleBroken(
        "sheet", N_("This file cannot be read as a table."), N_("Save it as CSV or XLSX and try again.")
    )


def refuse_other_kinds(data: bytes) -> None:
    """Raises RuleBroken on "sheet" for a locked file, an old Excel file, OpenDocument, Numbers, PDF or a web page."""
    if data.startswith(_OLD_OFFICE):
        if _LOCKED in data:
            raise RuleBroken(
                "sheet",
                N_("This file is locked with a password."),
                N_("Open it, take the password off under File, Info, Protect, save it and try again."),
            )
        if any(name in data for name in _OLD_BOOKS):
            raise _other(N_("This is an old Excel file (.xls)."))
        raise unreadable()
    if data.startswith(b"PK\x03\x04"):
        _refuse_packed(data)
    if data.startswith(b"%PDF"):
        raise _other(N_("This is a PDF, not a spreadsheet."))
    start = data[:400].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"{\\rtf")):
        raise _other(N_("This is a page saved under the name of a spreadsheet."))


def _refuse_packed(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as fault:
        raise unreadable() from fault
    if "content.xml" in names and "mimetype" in names:
        raise _other(N_("This is an OpenDocument file (.ods)."))
    if any(name.endswith(".iwa") for name in names):
        raise _other(N_("This is a file of Numbers."))


def _other(message: str) -> RuleBroken:
    return RuleBroken("sheet", message, N_("Open it, choose Save as, take XLSX or CSV, and bring that file."))
