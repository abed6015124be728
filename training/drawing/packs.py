"""The pack for external quality assurance as a ZIP: an index, tables and their hashes; same facts, same bytes."""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import Final

from core.paper import A4, MM, MOSS, QUIET, draw_footer, draw_header, start_paper
from core.spreadsheets import write_csv
from training.packs import Pack

NO_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The day that a ZIP writes for every file, so that it never depends on when it was made."""
LEFT: Final = 15 * MM
MIDDLE: Final = 68 * MM
BOTTOM: Final = 25 * MM


def write_pack(pack: Pack) -> bytes:
    """The ZIP."""
    files = [
        (table.name, table.what, len(table.rows), write_csv([table.head, *table.rows]))
        for table in pack.tables
    ]
    listed = [(name, what, count, hashlib.sha256(data).hexdigest()) for name, what, count, data in files]
    index = write_csv([("file", "what", "rows", "sha256"), *((a, b, str(c), d) for a, b, c, d in listed)])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        _put(packed, "index.pdf", _index(pack, listed))
        _put(packed, "index.csv", index)
        for name, _what, _count, data in files:
            _put(packed, name, data)
    return out.getvalue()


def _put(packed: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, NO_DAY)
    entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
    packed.writestr(entry, data, zipfile.ZIP_DEFLATED, 6)


def _index(pack: Pack, listed: list[tuple[str, str, int, str]]) -> bytes:
    """A page that says what the pack is about and what lies in it."""
    title = f"External quality assurance: {pack.run_number}"
    paper = start_paper(title=title, language="en")
    y = draw_header(paper, title, pack.title, "EQA pack")
    for name, words in pack.facts:
        paper.write(name, LEFT, y, 10, "bold")
        paper.write(words or "–", MIDDLE, y, 10, max_width=A4[0] - MIDDLE - LEFT)
        y -= 6 * MM
    y -= 4 * MM
    paper.write("What lies in it", LEFT, y, 13, "bold", colour=MOSS)
    y -= 8 * MM
    for name, what, count, digest in listed:
        if y < BOTTOM + 12 * MM:
            draw_footer(paper, f"EcoWorks, {pack.run_number}")
            paper.canvas.showPage()
            y = draw_header(paper, title, pack.title, "EQA pack")
        paper.write(name, LEFT, y, 10, "bold", MIDDLE - LEFT)
        paper.write(f"{what} ({count})", MIDDLE, y, 10, max_width=A4[0] - MIDDLE - LEFT)
        paper.write(f"sha256 {digest}", MIDDLE, y - 4 * MM, 7, colour=QUIET, max_width=A4[0] - MIDDLE - LEFT)
        y -= 10 * MM
    draw_footer(paper, f"EcoWorks, {pack.run_number}")
    return paper.finish()
