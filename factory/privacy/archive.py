"""Subject access as one file: a page to read, a table for each kind of row, JSON for machines, photos, recordings."""

from __future__ import annotations

import csv
import html
import io
import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

from core.clips import clip_path
from core.clock import iso
from core.config import Settings
from core.errors import NotFound
from core.files import photo_path
from core.spreadsheets import inert
from factory.privacy.queries.everything import Everything, Part

_STYLE: Final = (
    "body{font-family:system-ui,sans-serif;max-inline-size:80rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;margin-block:.5rem 2rem}td,th{border:1px solid #999;padding:.25rem .5rem;"
    "text-align:start;vertical-align:top;unicode-bidi:plaintext}caption{text-align:start;font-weight:600}"
)


def write_access(found: Everything, settings: Settings, out: Path | IO[bytes], *, at: datetime) -> None:
    """Write everything that was found into a ZIP."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", as_page(found, at))
        archive.writestr("everything.json", json.dumps(as_data(found, at), ensure_ascii=False, indent=1))
        for part in found.parts:
            archive.writestr(f"tables/{_file_name(part)}.csv", as_csv(part))
        for sha256 in found.photos:
            _add_file(archive, f"photos/{sha256}.jpg", settings.photo_folder, sha256)
        for sha256, form in found.clips:
            _add_clip(archive, f"recordings/{sha256}.{form}", settings.photo_folder, sha256)


def _add_file(archive: zipfile.ZipFile, name: str, folder: Path, sha256: str) -> None:
    try:
        archive.write(photo_path(folder, sha256), name, zipfile.ZIP_STORED)
    except NotFound:
        archive.writestr(f"{name}.missing.txt", "This picture is named but not in the store any more.\n")


def _add_clip(archive: zipfile.ZipFile, name: str, folder: Path, sha256: str) -> None:
    try:
        archive.write(clip_path(folder, sha256), name, zipfile.ZIP_STORED)
    except NotFound:
        archive.writestr(f"{name}.missing.txt", "This recording is named but not in the store any more.\n")


def _file_name(part: Part) -> str:
    return f"{part.table}-done-by" if part.is_done_by else part.table


def as_data(found: Everything, at: datetime) -> dict[str, Any]:
    """The whole as JSON."""
    return {
        "numbers": list(found.numbers),
        "made_at": iso(at),
        "tables": [
            {
                "table": part.table,
                "is": "what this person did" if part.is_done_by else "what is kept of this person",
                "columns": dict(zip(part.columns, part.meanings, strict=True)),
                "rows": [dict(zip(part.columns, row, strict=True)) for row in part.rows],
            }
            for part in found.parts
        ],
        "photos": found.photos,
        "recordings": [sha256 for sha256, _ in found.clips],
    }


def as_csv(part: Part) -> str:
    """One table, its formulas inert."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(part.columns)
    writer.writerows([[inert(_text(value)) for value in row] for row in part.rows])
    return out.getvalue()


def _text(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def as_page(found: Everything, at: datetime) -> str:
    """A page that opens without this program and without network."""
    said = ", ".join(found.numbers)
    parts = "".join(_section(part) for part in found.parts)
    photos = "".join(f'<li><a href="photos/{one}.jpg">{one[:12]}</a></li>' for one in found.photos)
    clips = "".join(f'<li><a href="recordings/{one}.{form}">{one[:12]}</a></li>' for one, form in found.clips)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Everything kept of {html.escape(said)}</title>'
        f"<style>{_STYLE}</style><h1>Everything that is kept of number {html.escape(said)}</h1>"
        f"<p>Made on {html.escape(iso(at))}. Other people are left out. What each column is for, and until when "
        "it is kept, stands in the register of columns: ask for it at the desk. What you said of yourself for the sums "
        "nobody here can look up: it is on your own page; the administrator's file (eco subject-access) holds it.</p>"
        f"{parts}<h2>Photos</h2><ul>{photos or '<li>none</li>'}</ul>"
        f"<h2>Recordings</h2><ul>{clips or '<li>none</li>'}</ul>"
        "</html>"
    )


def _section(part: Part) -> str:
    heads = "".join(f"<th scope=col>{html.escape(what)}</th>" for what in part.meanings)
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(_text(value))}</td>" for value in row) + "</tr>"
        for row in part.rows
    )
    caption = f"{part.table}: what this person did" if part.is_done_by else part.table
    head = f"<caption>{html.escape(caption)}</caption><thead><tr>{heads}</tr></thead>"
    return f"<table>{head}<tbody>{rows}</tbody></table>"
