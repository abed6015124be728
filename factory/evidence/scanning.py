"""A scan that came in, as pictures of its pages: a photo, or a PDF whose pages are drawn anew. Nothing else is kept."""

from __future__ import annotations

import io
from contextlib import closing
from threading import Lock
from typing import Any, Final

from core.errors import N_, RuleBroken
from core.files import LARGE_SIDE, MAX_BYTES, MAX_PIXELS
from factory.evidence.models import MOST_PAGES

_DRAWING: Final = Lock()
"""The library that draws pages serves one thread at a time."""
_LARGEST: Final = 4.0
"""At most so many pixels a point: a stamp is not blown up to a poster."""

_DEEPEST: Final = 30
"""Pictures are looked for in so many drawings within drawings."""


def pages_of(data: bytes) -> list[bytes]:
    """The pages as pictures. What is no PDF is one page, looked at by whoever stores it.

    Raises RuleBroken on the field "scan" for a PDF that is too large, locked, broken, or longer than the most pages.
    """
    if not data.startswith(b"%PDF-"):
        return [data]
    if len(data) > MAX_BYTES:
        raise RuleBroken("scan", N_("This file is larger than 15 MB."), N_("Scan it in a lower resolution."))
    with _DRAWING:
        return _drawn(data)


def _drawn(data: bytes) -> list[bytes]:
    import pypdfium2

    try:
        with closing(pypdfium2.PdfDocument(data)) as paper:
            count = len(paper)
            if count <= MOST_PAGES:
                return [_picture(paper, number) for number in range(count)]
    except (pypdfium2.PdfiumError, OSError, ValueError, MemoryError) as fault:
        raise RuleBroken(
            "scan", N_("This PDF cannot be read."), N_("Scan it again without a password, or photograph it.")
        ) from fault
    raise RuleBroken(
        "scan",
        N_("This PDF has more than %(most)s pages."),
        N_("Split it into smaller ones."),
        most=MOST_PAGES,
    )


def _refuse_by_pixels(page: Any) -> None:
    """A few kilobytes unpack to a picture of any size: it is measured before it is drawn."""
    import pypdfium2.raw

    pixels = 0
    for picture in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST):
        width, height = picture.get_px_size()
        pixels += width * height
    if pixels > MAX_PIXELS:
        raise RuleBroken(
            "scan",
            N_("A page of this PDF has more than %(most)s million pixels."),
            N_("Scan it in a lower resolution."),
            most=MAX_PIXELS // 1_000_000,
        )


def _picture(paper: object, number: int) -> bytes:
    page = paper[number]  # type: ignore[index]
    try:
        _refuse_by_pixels(page)
        longest = max(*page.get_size(), 1.0)
        picture = page.render(scale=min(_LARGEST, LARGE_SIDE / longest), may_draw_forms=False).to_pil()
    finally:
        page.close()
    out = io.BytesIO()
    picture.convert("RGB").save(out, "PNG", compress_level=1)
    return out.getvalue()
