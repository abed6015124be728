"""A run as a picture: each figure that has a bar, as its share of that bar. Also puts a run into docs/speed.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import Final

from benchmarks.table import Line, as_text

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
PICTURE: Final = DOCS / "pictures" / "speed.svg"
PAGE: Final = DOCS / "speed.md"
BEGIN, END = "<!-- written by `make bench ARGS=--record` -->", "<!-- end of what is written -->"
_BAR: Final = re.compile(r"([≤≥]) ([\d.]+)")
_ROW, _NAMES, _FULL, _TOP, _SIDE = 24, 400, 300, 64, 170
_INK, _QUIET, _HELD, _MISSED, _TRACK = "#2B2620", "#6B6258", "#4E7A51", "#B3452F", "#EFE8DA"


def share_of_bar(line: Line) -> float | None:
    """How much of its bar a figure uses: 1 is just held, more is missed. None where nothing can be divided."""
    found = _BAR.match(line.bar)
    if found is None:
        return None
    limit, ratio = float(found[2]), line.shown_ratio()
    value = ratio if line.bar.endswith("×") and ratio is not None else line.ours
    return value / limit if found[1] == "≤" else limit / value


def drawn(lines: Sequence[Line], on: date) -> str:
    """The picture as SVG: a line for each bar, the upright stroke is the bar itself."""
    shares = [(line, share) for line in lines if (share := share_of_bar(line)) is not None]
    width, height = _NAMES + _FULL + _SIDE, _TOP + _ROW * len(shares) + 16
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        f'font-size="13" role="img" aria-label="Each measured figure as a share of its bar">',
        f'<rect width="{width}" height="{height}" fill="#FFFDF8"/>',
        f'<text x="16" y="26" font-size="16" font-weight="bold" fill="{_INK}">How much of each bar is used</text>',
        f'<text x="16" y="46" fill="{_QUIET}">One run, {on:%d %B %Y}. '
        "The shorter the better; at the upright stroke the bar is reached.</text>",
    ]
    for number, (line, share) in enumerate(shares):
        top = _TOP + number * _ROW
        colour = _HELD if line.is_held else _MISSED
        length, name = min(share, 1.25) * _FULL / 1.25, escape(line.what.strip())
        _, _, ours, ratio, bar, _ = line.cells()
        said = ratio if ratio and bar.endswith("×") else ours
        parts += [
            f'<text x="{_NAMES - 10}" y="{top + 15}" text-anchor="end" fill="{_INK}">{name}</text>',
            f'<rect x="{_NAMES}" y="{top + 3}" width="{_FULL}" height="16" rx="3" fill="{_TRACK}"/>',
            f'<rect x="{_NAMES}" y="{top + 3}" width="{max(length, 2):.1f}" height="16" rx="3" fill="{colour}"/>',
            f'<text x="{_NAMES + _FULL + 10}" y="{top + 15}" fill="{_INK}">{said}, bar {bar}</text>',
        ]
    stroke = _NAMES + _FULL / 1.25
    parts.append(
        f'<line x1="{stroke}" y1="{_TOP - 4}" x2="{stroke}" y2="{height - 12}" stroke="{_INK}" stroke-width="1.5"/>'
    )
    return "\n".join([*parts, "</svg>", ""])


def record(lines: Sequence[Line], heading: str, on: date) -> None:
    """Write the picture, and the table into the page between its two marks. Raises ValueError without the marks."""
    PICTURE.write_text(drawn(lines, on), encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"{PAGE} has no place for a run: {BEGIN} … {END}")
    table = "\n".join(f"    {row}" for row in as_text(lines).splitlines())
    PAGE.write_text(f"{before}{BEGIN}\n{heading}\n\n{table}\n\n{END}{after}", encoding="utf-8")
