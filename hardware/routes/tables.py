"""Tables of the room as a file: typed cells, no live formula, never kept on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Response, abort

from core.clock import today
from core.spreadsheets import CSV_TYPE, XLSX_TYPE, Cell, Sheet, write_csv, write_xlsx


def sent_table(
    kind: str, name: str, title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> Response:
    """The rows under their heads as an attachment named after the table and the day; 404 for another kind of file."""
    if kind not in ("csv", "xlsx"):
        abort(404)
    if kind == "csv":
        body, media = write_csv([heads, *rows]), CSV_TYPE
    else:
        body, media = write_xlsx([Sheet(title, heads, rows)]), XLSX_TYPE
    file = f"{name}-{today().isoformat()}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{file}"', "Cache-Control": "no-store"}
    return Response(body, content_type=media, headers=headers)
