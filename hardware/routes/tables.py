"""Tables of the room as a file: typed cells, no live formula, never kept on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Response, abort

from core.spreadsheets import Cell, table_file


def sent_table(
    kind: str, name: str, title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> Response:
    """The rows under their heads as an attachment named after the table and the day; 404 for another kind of file."""
    file = table_file(kind, name, title, heads, rows)
    if file is None:
        abort(404)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "Cache-Control": "no-store"}
    return Response(file.body, content_type=file.media, headers=headers)
