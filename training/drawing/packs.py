"""The pack for external quality assurance as a ZIP: an index, tables, photos, their hashes; same facts, same bytes."""

from __future__ import annotations

import hashlib
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from core.errors import NotFound
from core.files import photo_path
from core.paper import A4, MM, MOSS, QUIET, draw_footer, draw_header, start_paper
from core.spreadsheets import write_csv
from training.packs import Pack

NO_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The day that a ZIP writes for every file, so that it never depends on when it was made."""
LEFT: Final = 15 * MM
MIDDLE: Final = 68 * MM
BOTTOM: Final = 25 * MM


def photo_weight(pack: Pack, folder: Path) -> int:
    """How many bytes the photos of a pack are."""
    return sum(path.stat().st_size for _sha256, _name, path in _found(pack, folder))


def write_pack(pack: Pack, folder: Path, out: IO[bytes], *, with_photos: bool = True) -> None:
    """Write the ZIP; photos are copied as they are kept (re-encoded when they came, without EXIF), not pressed again.

    A photo that the store lacks, or whose bytes are not those of its hash, is left out and so named in the index.
    """
    files = [
        (table.name, table.what, len(table.rows), write_csv([table.head, *table.rows]))
        for table in pack.tables
    ]
    listed = [(name, what, count, hashlib.sha256(data).hexdigest()) for name, what, count, data in files]
    sound = _sound(pack, folder) if with_photos else []
    names = {name for name, _path, _digest in sound}
    photos = [(name, "photo", "", digest) for name, _path, digest in sound]
    if with_photos:
        photos += [(name, "photo is lost", "", sha) for sha, name in pack.photos if name not in names]
    rows = [(a, b, str(c), d) for a, b, c, d in listed]
    with zipfile.ZipFile(out, "w") as packed:
        _put(packed, "index.pdf", _index(pack, listed, len(sound)))
        _put(packed, "index.csv", write_csv([("file", "what", "rows", "sha256"), *rows, *photos]))
        for name, _what, _count, data in files:
            _put(packed, name, data)
        for name, path, _digest in sound:
            _put(packed, name, path.read_bytes(), zipfile.ZIP_STORED)


def _found(pack: Pack, folder: Path) -> list[tuple[str, str, Path]]:
    found = []
    for sha256, name in pack.photos:
        with suppress(NotFound):
            found.append((sha256, name, photo_path(folder, sha256)))
    return found


def _sound(pack: Pack, folder: Path) -> list[tuple[str, Path, str]]:
    """(name, file, hash) of the photos that are there as they were kept."""
    found = []
    for sha256, name, path in _found(pack, folder):
        with path.open("rb") as kept:
            if hashlib.file_digest(kept, "sha256").hexdigest() == sha256:
                found.append((name, path, sha256))
    return found


def _put(packed: zipfile.ZipFile, name: str, data: bytes, how: int = zipfile.ZIP_DEFLATED) -> None:
    entry = zipfile.ZipInfo(name, NO_DAY)
    entry.compress_type, entry.create_system, entry.external_attr = how, 3, 0o644 << 16
    packed.writestr(entry, data, how, 6)


def _index(pack: Pack, listed: list[tuple[str, str, int, str]], photos: int) -> bytes:
    """A page that says what the pack is about and what lies in it."""
    title = f"External quality assurance: {pack.run_number}"
    paper = start_paper(title=title, language="en")
    y = draw_header(paper, title, pack.title, "EQA pack")
    for name, words in pack.facts:
        paper.write(name, LEFT, y, 10, "bold")
        paper.write(words or "–", MIDDLE, y, 10, max_width=A4[0] - MIDDLE - LEFT)
        y -= 6 * MM
    paper.write("Photos", LEFT, y, 10, "bold")
    paper.write(f"{photos} in the folder photos, their hashes in index.csv", MIDDLE, y, 10)
    y -= 10 * MM
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
