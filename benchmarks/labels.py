"""What a thousand labels cost, side by side: the floor, ours, and the usual way. Run: python -m benchmarks.labels"""

from __future__ import annotations

import gc
import io
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from core.drawings import draw_symbol
from core.ids import new_public_code
from core.paper import MM, font_name, start_paper
from core.qr import modules
from inventory.drawing.label_sheets import LabelFace, draw_label_sheets
from inventory.label_symbols import label_payload
from inventory.stationery import Stationery, load_stationery, stationery_by_name

HOST: Final = "ECO.EXAMPLE"
SITE: Final = "Coventry"
COUNT: Final = 1000
MOST_SECONDS: Final = 1.5
MOST_KIB: Final = 300
LEAST_GAIN: Final = 6.0


@dataclass(frozen=True)
class Measured:
    """One way of drawing the same labels: CPU seconds (the best round), and the size of the file."""

    name: str
    labels: int
    cpu_seconds: float
    kib: float


def measure(count: int = COUNT, rounds: int = 3) -> list[Measured]:
    """All ways in one run, in turns, so that what else the machine does falls on each alike."""
    stationery = stationery_by_name("L7160")
    codes = [new_public_code() for _ in range(count)]
    ways: list[tuple[str, Callable[[Sequence[str], Stationery], bytes], int]] = [
        ("text only, built-in font (floor)", text_only, rounds),
        ("ours", ours, rounds),
        ("ours, each symbol by the library", ours_by_library, rounds),
        ("usual: one PIL image a label", usual, 1),
    ]
    best: dict[str, tuple[float, int]] = {}
    for name, way, _ in ways:
        way(codes[:30], stationery)  # imports and fonts are not what is measured
        best[name] = (float("inf"), 0)
    for turn in range(rounds):
        for name, way, turns in ways:
            if turn < turns:
                best[name] = min(best[name], _timed(way, codes, stationery))
    return [Measured(name, count, best[name][0], best[name][1] / 1024) for name, _, _ in ways]


def _timed(
    way: Callable[[Sequence[str], Stationery], bytes], codes: Sequence[str], on: Stationery
) -> tuple[float, int]:
    gc.collect()
    started = time.process_time()
    pdf = way(codes, on)
    return time.process_time() - started, len(pdf)


def ours(codes: Sequence[str], stationery: Stationery) -> bytes:
    """The sheets as the site prints them: mark, name, code, site, story, head, symbol."""
    faces = [LabelFace(code, SITE) for code in codes]
    return draw_label_sheets(faces, stationery=stationery, host=HOST, batch_number=14, title="Batch 14")


def measure_rolls(count: int = COUNT, rounds: int = 3) -> list[Measured]:
    """Ours on every roll, where each label is a page of its own: the best round of each."""
    codes = [new_public_code() for _ in range(count)]
    rolls = [each for each in load_stationery().values() if each.is_roll]
    ours(codes[:30], rolls[0])
    best = {each.name: min(_timed(ours, codes, each) for _ in range(rounds)) for each in rolls}
    return [Measured(name, count, seconds, size / 1024) for name, (seconds, size) in best.items()]


def text_only(codes: Sequence[str], stationery: Stationery) -> bytes:
    """The least a PDF of labels can be: four lines of text, no symbol, no font of our own."""
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(
        buffer, pagesize=(stationery.page_width_mm * MM, stationery.page_height_mm * MM), pageCompression=1
    )
    for number, code in enumerate(codes):
        x, y = _corner(stationery, number, canvas)
        for line, text in enumerate(("EcoWorks", code, SITE, "Scan for its story")):
            canvas.setFont("Helvetica-Bold" if line < 2 else "Helvetica", 9)
            canvas.drawString(x + 36 * MM, y + (26 - 5 * line) * MM, text)
    canvas.save()
    return buffer.getvalue()


def ours_by_library(codes: Sequence[str], stationery: Stationery) -> bytes:
    """Our inline bits and fixed mask with every symbol made by the QR library, all text drawn anew."""
    paper = start_paper(title="Batch 14")
    for number, code in enumerate(codes):
        x, y = _corner(stationery, number, paper.canvas)
        draw_symbol(paper.canvas, modules(label_payload(HOST, code)), x + 6 * MM, y + 6 * MM, 26 * MM)
        for line, text in enumerate(("EcoWorks", code, SITE, "Scan for its story")):
            paper.canvas.setFont(font_name("bold" if line < 2 else "regular"), 9)
            paper.canvas.drawString(x + 36 * MM, y + (26 - 5 * line) * MM, text)
    return paper.finish()


def usual(codes: Sequence[str], stationery: Stationery) -> bytes:
    """What most programs do: the library's picture of each code, best mask sought, put on the page as an image."""
    import qrcode
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(
        buffer, pagesize=(stationery.page_width_mm * MM, stationery.page_height_mm * MM), pageCompression=1
    )
    for number, code in enumerate(codes):
        x, y = _corner(stationery, number, canvas)
        picture = qrcode.make(f"https://{HOST.lower()}/p/{code}").get_image()
        canvas.drawImage(ImageReader(picture), x + 2 * MM, y + 2 * MM, 34 * MM, 34 * MM)
        for line, text in enumerate(("EcoWorks", code, SITE, "Scan for its story")):
            canvas.setFont("Helvetica-Bold" if line < 2 else "Helvetica", 9)
            canvas.drawString(x + 36 * MM, y + (26 - 5 * line) * MM, text)
    canvas.save()
    return buffer.getvalue()


def _corner(stationery: Stationery, number: int, canvas: object) -> tuple[float, float]:
    """The lower left corner of label `number` (0 is the first); turns the page where a sheet is full."""
    if number and number % stationery.per_page == 0:
        canvas.showPage()  # type: ignore[attr-defined]
    left, top = stationery.corner_mm(number % stationery.per_page + 1)
    return left * MM, (stationery.page_height_mm - top - stationery.label_height_mm) * MM


def table(rows: Sequence[Measured]) -> str:
    """The measured ways as lines of text, each with its ratio to the floor and to the usual way."""
    floor, slowest = rows[0].cpu_seconds, rows[-1].cpu_seconds
    head = f"{'1,000 labels' if rows[0].labels == COUNT else f'{rows[0].labels} labels':<36}"
    lines = [f"{head}{'CPU s':>8}{'labels/s':>10}{'KiB':>8}{'× floor':>9}{'× faster than usual':>21}"]
    for row in rows:
        lines.append(
            f"{row.name:<36}{row.cpu_seconds:>8.3f}{row.labels / row.cpu_seconds:>10,.0f}{row.kib:>8,.0f}"
            f"{row.cpu_seconds / floor:>9.1f}{slowest / row.cpu_seconds:>21.1f}"
        )
    return "\n".join(lines)


def breaches(rows: Sequence[Measured], rolls: Sequence[Measured] = ()) -> list[str]:
    """The bars that this run missed, in words; none when all held."""
    mine, other = rows[1], rows[-1]
    missed = [
        f"1,000 labels on {roll.name}: {roll.cpu_seconds:.2f} s, {roll.kib:.0f} KiB"
        for roll in rolls
        if roll.cpu_seconds > MOST_SECONDS or roll.kib > MOST_KIB
    ]
    if mine.cpu_seconds > MOST_SECONDS:
        missed.append(f"1,000 labels took {mine.cpu_seconds:.2f} s of CPU, more than {MOST_SECONDS}")
    if mine.kib > MOST_KIB:
        missed.append(f"1,000 labels are {mine.kib:.0f} KiB, more than {MOST_KIB}")
    if other.cpu_seconds < LEAST_GAIN * mine.cpu_seconds:
        missed.append(f"only {other.cpu_seconds / mine.cpu_seconds:.1f} times faster than the usual way")
    return missed


def main() -> int:
    """Measure, print the table and the bars; 1 when a bar was missed."""
    rows, rolls = measure(), measure_rolls()
    print(table(rows))
    for roll in rolls:
        print(f"{f'ours, roll {roll.name}':<36}{roll.cpu_seconds:>8.3f}{'':>10}{roll.kib:>8,.0f}")
    missed = breaches(rows, rolls)
    print(
        "\n".join(missed)
        or f"bars held: ≤ {MOST_SECONDS} s, ≤ {MOST_KIB} KiB, ≥ {LEAST_GAIN:.0f}× the usual way"
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
