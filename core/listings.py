"""Lists of a room: as a file (typed cells, no live formula, never kept on the way), and paged by the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response, abort, request, url_for
from flask_babel import gettext

from core.errors import RuleBroken
from core.spreadsheets import Cell, table_file


def sent_table(
    kind: str, name: str, title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> Response:
    """The rows under their heads as an attachment named after the table and the day; 404 for another kind of file."""
    file = table_file(kind, name, title, heads, rows)
    if file is None:
        abort(404)
    return sent_file(file.body, file.media, file.name)


def sent_file(body: bytes, media: str, name: str) -> Response:
    """A file that the browser keeps and nothing caches."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, content_type=media, headers=headers)


@dataclass(frozen=True)
class ListPage:
    """What a page of a list shows of its rows, and where the rows before and after it are; "" where there are none."""

    rows: Sequence[Any]
    newer: str = ""
    older: str = ""


def kept_address(endpoint: str, names: Sequence[str]) -> Callable[..., str]:
    """`address(to, **changes)`: a list's own address, or `to`, with what it was asked for under `names`, changed so."""

    def address(to: str = "", **changes: str) -> str:
        kept = {name: request.args.get(name, "") for name in names}
        asked = {name: value for name, value in {**kept, **changes}.items() if value}
        path = to or url_for(endpoint)
        return f"{path}?{urlencode(asked)}" if asked else path

    return address


def list_page(rows: Sequence[Any], start: int, size: int, address: Callable[..., str]) -> ListPage:
    """The page that begins at the `start`-th of `rows`, which reach at least one row further where there are more.

    Past the end it is the last page: the row that somebody settled there may have been its only one.
    """
    start = min(start, max(0, len(rows) - 1) // size * size)
    return ListPage(
        rows[start : start + size],
        address(start=str(max(0, start - size))) if start else "",
        address(start=str(start + size)) if len(rows) > start + size else "",
    )


def fault_heads() -> list[str]:
    """The heads over `told_faults`."""
    return [gettext("Row"), gettext("What is wrong"), gettext("What to do")]


def told_faults(line: int, faults: Iterable[RuleBroken]) -> list[Cell]:
    """The line of the file, what is wrong with it and what to do, in the person's language."""
    found = list(faults)
    return [
        line,
        " ".join(gettext(fault.message, **fault.params) for fault in found),
        " ".join(gettext(fault.remedy, **fault.params) for fault in found if fault.remedy),
    ]
