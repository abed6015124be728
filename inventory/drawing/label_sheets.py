"""Sheets and rolls of piece labels as PDF: sharp, small and fast, whatever the stationery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.drawings import draw_symbol
from core.errors import N_, RuleBroken
from core.ids import read_code
from core.paper import MM, Paper, draw_mark, draw_text, font_name, fonts, start_paper
from core.pdf_packing import packed
from inventory.drawing.label_layout import LabelLayout, layout_of
from inventory.drawing.sheet_head import Translate, define_head, draw_head, draw_outline, refuse_offset
from inventory.drawing.symbols import inline_mask
from inventory.label_symbols import LabelSymbols
from inventory.stationery import Stationery, fits

MAX_LABELS: Final = 5000
BLACK: Final = "#000000"
"""Labels are black only: printers make coarse dots of any other ink, and the edges of a symbol must be sharp."""


@dataclass(frozen=True)
class LabelFace:
    """What one label shows: its public code and the site that printed it."""

    code: str
    site_name: str


@dataclass(frozen=True)
class _Job:
    """One printing: everything but the labels themselves."""

    paper: Paper
    stationery: Stationery
    symbols: LabelSymbols
    layout: LabelLayout
    offset: tuple[float, float]
    translate: Translate
    has_outlines: bool
    forms: Mapping[str, str]


def draw_label_sheets(
    faces: Sequence[LabelFace],
    *,
    stationery: Stationery,
    host: str,
    start_position: int = 1,
    offset_mm: tuple[float, float] = (0.0, 0.0),
    batch_number: int,
    title: str,
    language: str = "en",
    translate: Translate = str,
    has_outlines: bool = False,
) -> bytes:
    """A PDF with one label a face, in order, from `start_position` of the first sheet on.

    Positions before it stay empty. `offset_mm` moves all labels right and down, as measured on the ruler page.
    `has_outlines` adds hairlines to cut along on plain paper. Raises RuleBroken when the symbol does not fit, or for
    a position, an offset or a number of labels out of range; ValueError for a code that is none.
    """
    _refuse(faces, stationery, host, start_position)
    refuse_offset(offset_mm)
    paper = start_paper(
        title=title,
        language=language,
        page_size=(stationery.page_width_mm * MM, stationery.page_height_mm * MM),
    )
    offset = (offset_mm[0] * MM, -offset_mm[1] * MM)
    forms = {name: f"face{i}" for i, name in enumerate(sorted({face.site_name for face in faces}))}
    job = _Job(
        paper,
        stationery,
        LabelSymbols(host),
        layout_of(stationery, host),
        offset,
        translate,
        has_outlines,
        forms,
    )
    _define_forms(job)
    define_head(paper, stationery, translate)
    if stationery.is_roll:
        return _draw_roll(job, faces)
    starts = [0, *range(stationery.per_page - start_position + 1, len(faces), stationery.per_page)]
    for sheet, (start, end) in enumerate(zip(starts, [*starts[1:], len(faces)], strict=True), start=1):
        draw_head(paper, stationery, (sheet, len(starts), batch_number), translate)
        _draw_sheet(job, faces[start:end], start_position if sheet == 1 else 1)
        paper.canvas.showPage()
    return paper.finish()


def _refuse(faces: Sequence[LabelFace], stationery: Stationery, host: str, start_position: int) -> None:
    reason = fits(stationery, host)
    if reason is not None:
        raise reason
    if not 1 <= len(faces) <= MAX_LABELS:
        raise RuleBroken(
            "count",
            N_("One printing holds 1 to %(most)s labels."),
            N_("Ask for another number of labels."),
            most=MAX_LABELS,
        )
    if not 1 <= start_position <= stationery.per_page:
        raise RuleBroken(
            "start_position",
            N_("This sheet has positions 1 to %(last)s."),
            N_("Choose the first label that is still on the sheet."),
            last=stationery.per_page,
        )
    for face in faces:
        if read_code(face.code) != face.code:
            raise ValueError("a label needs a canonical public code")


def _define_forms(job: _Job) -> None:
    """What is the same on every label is drawn once for each site and referred to from the labels."""
    canvas, layout = job.paper.canvas, job.layout
    width, height = job.stationery.label_width_mm * MM, job.stationery.label_height_mm * MM
    for site_name, form in job.forms.items():
        canvas.beginForm(form, 0, 0, width, height)
        draw_mark(canvas, layout.words_x, layout.mark_y, layout.mark_size, is_mono=True, ink=BLACK)
        beside = layout.mark_size * 1.32
        draw_text(
            canvas, "EcoWorks", layout.words_x + beside, layout.name_y, layout.name_size, "bold", "ltr",
            layout.words_width - beside, colour=BLACK,
        )  # fmt: skip
        _draw_small(job, site_name, layout.site_y)
        if layout.story_y is not None:
            _draw_small(job, job.translate(N_("Scan for its story")), layout.story_y)
        canvas.endForm()


def _draw_small(job: _Job, text: str, y: float) -> None:
    layout = job.layout
    job.paper.write(
        text, layout.words_x, y, layout.small_size, "regular", layout.words_width, anchor="left", colour=BLACK
    )


def _draw_sheet(job: _Job, faces: Sequence[LabelFace], first: int) -> None:
    canvas, stationery = job.paper.canvas, job.stationery
    canvas.setFillColor(BLACK)
    for position, face in enumerate(faces, start=first):
        left, top = stationery.corner_mm(position)
        x = left * MM + job.offset[0]
        y = job.paper.height - (top + stationery.label_height_mm) * MM + job.offset[1]
        if job.has_outlines:
            draw_outline(canvas, stationery, x, y)
        _draw_label(job, face, x, y)


def _draw_roll(job: _Job, faces: Sequence[LabelFace]) -> bytes:
    """A page a label. What pages share is drawn by the library and stored once; each ends in its own few bytes."""
    canvas, layout, bold = job.paper.canvas, job.layout, fonts()[font_name("bold")]
    side, endings = layout.symbol_side, []
    aside, above = layout.symbol_x - layout.words_x, layout.symbol_y - layout.code_y
    for face in faces:
        size = layout.code_size * min(1.0, layout.words_width / bold.stringWidth(face.code, layout.code_size))
        ((subset, letters),) = bold.splitString(face.code, canvas._doc)
        canvas.addLiteral(f"q 1 0 0 1 {job.offset[0]:.3f} {job.offset[1]:.3f} cm")
        canvas.doForm(job.forms[face.site_name])
        canvas.setFillColor(BLACK)
        canvas.addLiteral(f"BT {bold.getSubsetInternalName(subset, canvas._doc)} {size:.2f} Tf ET")
        canvas.addLiteral(f"1 0 0 1 {layout.words_x:.3f} {layout.code_y:.3f} cm q")
        canvas.addLiteral(f"{side:.3f} 0 0 {side:.3f} {aside:.3f} {above:.3f} cm")
        endings.append(b"%s Q BT (%s) Tj ET Q" % (inline_mask(job.symbols.of(face.code)), letters))
        canvas.showPage()
    return packed(job.paper.finish(), endings)


def _draw_label(job: _Job, face: LabelFace, x: float, y: float) -> None:
    canvas, layout = job.paper.canvas, job.layout
    canvas.addLiteral(f"q 1 0 0 1 {x:.3f} {y:.3f} cm")
    canvas.doForm(job.forms[face.site_name])
    canvas.addLiteral("Q")
    draw_symbol(
        canvas, job.symbols.of(face.code), x + layout.symbol_x, y + layout.symbol_y, layout.symbol_side
    )
    bold = font_name("bold")
    wide = fonts()[bold].stringWidth(face.code, layout.code_size)
    canvas.setFont(bold, layout.code_size * min(1.0, layout.words_width / wide))
    canvas.drawString(x + layout.words_x, y + layout.code_y, face.code)
