"""How a finished file is sent: its type, its name, and never kept by anybody on the way."""

from __future__ import annotations

from flask import Response

from core.spreadsheets import CSV_TYPE, XLSX_TYPE

TYPES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE, "pdf": "application/pdf"}


def sent_file(body: bytes, name: str, ending: str, *, inline: bool = False) -> Response:
    """A file as a response; `inline` shows it in the browser, so that it can be printed at once."""
    response = Response(body, content_type=TYPES[ending])
    way = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = f'{way}; filename="ecoworks-{name}.{ending}"'
    response.headers["Cache-Control"] = "no-store"
    return response
