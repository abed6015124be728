"""Text on paper: the fonts of PDFs, and lines in any script we carry, whichever way they run.

The PDF library prints Arabic letters unjoined and backwards and says nothing. So right-to-left runs are shaped by
Pillow (raqm), drawn as pictures, and the words themselves lie invisibly over them for search and screen readers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal

from core.bidi import starts_rtl, visual_runs
from core.fonts import FAMILIES, FONT_FOLDER, Weight, font_name, fonts, letters_of

if TYPE_CHECKING:
    from PIL.Image import Image

Canvas = Any
"""A reportlab canvas; the library has no types."""

Direction = Literal["auto", "ltr", "rtl"]
Anchor = Literal["start", "left", "centre", "right"]

INK: Final = "#1D2721"
MAX_LETTERS: Final = 500
SHAPED_DPI: Final = 300
LEAST_SHRINK: Final = 0.7

_SHAPED_FIRST: Final = ("NotoSansArabic", "AtkinsonHyperlegible", "NotoSans", "NotoSansEthiopic")
_JOINERS: Final = frozenset("\u200c\u200d")
_ELLIPSIS: Final = "…"


@dataclass(frozen=True)
class _Piece:
    """Letters that one font draws in one direction."""

    text: str
    font: str
    is_rtl: bool


@dataclass(frozen=True)
class _Shaped:
    """A shaped run as a picture, and where its lower left corner lies from the start of the base line, in points."""

    picture: Image
    left: float
    below: float
    width: float
    height: float
    advance: float


def plain(text: object) -> str:
    """One printable line: composed, without control characters, direction marks or line breaks."""
    kept = []
    for letter in str(text)[:MAX_LETTERS]:
        kind = unicodedata.category(letter)
        if letter.isspace():
            kept.append(" ")
        elif letter in _JOINERS or kind not in ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp"):
            kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept))


def escaped(text: object) -> str:
    """`text` for a reportlab Paragraph, so that no markup in it works."""
    return plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def missing_letters(text: str) -> str:
    """The letters of `text` that no font of ours can draw; `draw_text` prints a question mark for each."""
    known = [letters_of(font_name("regular", family)) for family in FAMILIES]
    return "".join(
        c for c in plain(text) if c not in _JOINERS and not any(ord(c) in letters for letters in known)
    )


def text_width(
    text: str,
    size: float,
    font: Weight = "regular",
    direction: Direction = "auto",
    language: str | None = None,
) -> float:
    """How wide `draw_text` draws `text`, in points."""
    pieces = _pieces(plain(text), font, direction)
    return sum(_piece_width(piece, size, language) for piece in pieces)


def draw_text(
    canvas: Canvas,
    text: str,
    x: float,
    y: float,
    size: float,
    font: Weight = "regular",
    direction: Direction = "auto",
    max_width: float | None = None,
    language: str | None = None,
    *,
    anchor: Anchor = "start",
    colour: str = INK,
) -> float:
    """Draw one line with its base line at `y` (points) and return its width.

    `anchor` says which end of the line lies at `x`: "start" is the left end of a left-to-right and the right end of
    a right-to-left line. A line wider than `max_width` is drawn smaller, to 70 % at most, then cut with an ellipsis.
    Markup in `text` is drawn as written. `language` chooses the letter forms of that language.
    """
    line = plain(text)
    is_rtl = direction == "rtl" or (direction == "auto" and starts_rtl(line))
    way: Direction = "rtl" if is_rtl else "ltr"
    if max_width is not None:
        line, size = _fitted(line, size, font, way, max_width, language)
    pieces = _pieces(line, font, way)
    widths = [_piece_width(piece, size, language) for piece in pieces]
    total = sum(widths)
    if anchor == "centre":
        x -= total / 2
    elif anchor == "right" or (anchor == "start" and is_rtl):
        x -= total
    canvas.setFillColor(colour)
    for piece, width in zip(pieces, widths, strict=True):
        if piece.is_rtl:
            _draw_shaped(canvas, piece, x, y, size, language, colour)
        else:
            canvas.setFont(piece.font, size)
            canvas.drawString(x, y, piece.text)
        x += width
    return total


def _fitted(
    line: str, size: float, font: Weight, way: Direction, max_width: float, language: str | None
) -> tuple[str, float]:
    width = text_width(line, size, font, way, language)
    if width <= max_width or width == 0:
        return line, size
    size *= max(LEAST_SHRINK, max_width / width * 0.999)
    clusters = list(_clusters(line))
    shortest, longest = 0, len(clusters)
    if text_width(line, size, font, way, language) <= max_width:
        return line, size
    while shortest < longest:
        middle = (shortest + longest + 1) // 2
        attempt = "".join(clusters[:middle]).rstrip() + _ELLIPSIS
        if text_width(attempt, size, font, way, language) <= max_width:
            shortest = middle
        else:
            longest = middle - 1
    return "".join(clusters[:shortest]).rstrip() + _ELLIPSIS, size


def _clusters(line: str) -> Iterator[str]:
    """Letters together with the marks and joiners that follow them."""
    cluster = ""
    for letter in line:
        if cluster and not unicodedata.combining(letter) and letter not in _JOINERS:
            yield cluster
            cluster = ""
        cluster += letter
    if cluster:
        yield cluster


@lru_cache(maxsize=512)  # most lines of a page stand on the next one too
def _pieces(line: str, weight: Weight, direction: Direction) -> tuple[_Piece, ...]:
    """The line from left to right, each piece with the font that has all its letters."""
    is_rtl = direction == "rtl" or (direction == "auto" and starts_rtl(line))
    pieces: list[_Piece] = []
    for run in visual_runs(line, is_rtl=is_rtl):
        families = _SHAPED_FIRST if run.is_rtl else FAMILIES
        parts = list(_by_font(run.text, weight, families))
        pieces += [
            _Piece(text, font, run.is_rtl) for text, font in (reversed(parts) if run.is_rtl else parts)
        ]
    return tuple(pieces)


def _by_font(text: str, weight: Weight, families: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Parts of `text` with their fonts: all of it in one font where one has it, else word by word, else by letters."""
    one = _font_for(text, weight, families)
    if one is not None:
        yield text, one
        return
    font, part = "", ""
    for word in _words(text):
        whole = _font_for(word, weight, families)
        for cluster in [word] if whole else _clusters(word):
            wanted = whole or _font_for(cluster, weight, families)
            if wanted is None:
                cluster, wanted = "?", font or font_name(weight)
            if wanted != font and part:
                yield part, font
                part = ""
            font, part = wanted, part + cluster
    if part:
        yield part, font


def _words(text: str) -> Iterator[str]:
    word = ""
    for letter in text:
        word += letter
        if letter == " ":
            yield word
            word = ""
    if word:
        yield word


def _font_for(text: str, weight: Weight, families: tuple[str, ...]) -> str | None:
    for family in families:
        font = font_name(weight, family)
        letters = letters_of(font)
        if all(ord(c) in letters or c in _JOINERS for c in text):
            return font
    return None


def _piece_width(piece: _Piece, size: float, language: str | None) -> float:
    if piece.is_rtl:
        return _shape(piece.text, piece.font, size, language, INK).advance
    return float(fonts()[piece.font].stringWidth(piece.text, size))


@lru_cache(maxsize=256)
def _shape(text: str, font: str, size: float, language: str | None, colour: str) -> _Shaped:
    """The run as letters joined and ordered by raqm, in `colour` on nothing."""
    from PIL import Image, ImageColor, ImageDraw, ImageFont

    scale = SHAPED_DPI / 72
    path = FONT_FOLDER / f"{font}.ttf"
    face = ImageFont.truetype(str(path), size * scale, layout_engine=ImageFont.Layout.RAQM)
    left, top, right, bottom = face.getbbox(text, direction="rtl", language=language, anchor="ls")
    left, top, right, bottom = int(left) - 2, int(top) - 2, int(right) + 3, int(bottom) + 3
    mask = Image.new("L", (right - left, bottom - top))
    ink = ImageDraw.Draw(mask)
    ink.text((-left, -top), text, fill=255, font=face, direction="rtl", language=language, anchor="ls")
    picture = Image.new("RGB", mask.size, ImageColor.getrgb(colour))
    picture.putalpha(mask)
    advance = face.getlength(text, direction="rtl", language=language)
    return _Shaped(
        picture, left / scale, -bottom / scale, mask.width / scale, mask.height / scale, advance / scale
    )


def _draw_shaped(
    canvas: Canvas, piece: _Piece, x: float, y: float, size: float, language: str | None, colour: str
) -> None:
    from reportlab.lib.utils import ImageReader

    shaped = _shape(piece.text, piece.font, size, language, colour)
    canvas.drawImage(
        ImageReader(shaped.picture),
        x + shaped.left,
        y + shaped.below,
        shaped.width,
        shaped.height,
        mask="auto",
    )
    _draw_unseen(canvas, piece, x, y, size, shaped.advance)


def _draw_unseen(canvas: Canvas, piece: _Piece, x: float, y: float, size: float, width: float) -> None:
    """The words over their picture, in no ink; readers of PDFs expect the letters as they lie, left to right."""
    letters = "".join(c for c in reversed(piece.text) if c not in _JOINERS)
    natural = fonts()[piece.font].stringWidth(letters, size)
    words = canvas.beginText(x, y)
    words.setFont(piece.font, size)
    words.setTextRenderMode(3)
    words.setHorizScale(100 * width / natural if natural else 100)
    words.textOut(letters)
    words.setHorizScale(100)
    words.setTextRenderMode(0)
    canvas.drawText(words)
