"""The fire list on paper: big names, drawn pictures, a box to tick for whoever stands outside."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from flask_babel import format_datetime, gettext, ngettext

from core.commas import comma
from core.paper import LINE, MM, Paper, draw_footer, draw_header, draw_svg, start_paper
from factory.visits.fire_list import FireList, Inside
from factory.visits.wording import visit_role_words

ART: Final = Path(__file__).resolve().parents[2] / "static" / "art"
ROW: Final = 13 * MM
EDGE: Final = 15 * MM


def draw_fire_list(found: FireList, *, language: str) -> bytes:
    """The list as A4, in one language; always at least one page, so that an empty building is said too."""
    title = gettext("Who is in the building")
    day, clock = (str(format_datetime(found.at, pattern)) for pattern in ("d MMM y", "HH:mm"))
    moment = f"{day}{comma(language)}{clock}"
    paper = start_paper(title=f"{title}, {found.site}, {moment}", language=language, subject=found.site)
    room = paper.height - 62 * MM
    each = max(1, int(room // ROW))
    pages = [found.people[start : start + each] for start in range(0, len(found.people), each)] or [[]]
    for number, people in enumerate(pages, 1):
        y = draw_header(paper, title, f"{moment} · {found.site}", _total(found))
        for one in people:
            y -= ROW
            _row(paper, one, y)
        if number == len(pages):
            _heads(paper, found, y - 12 * MM)
        numbered = gettext("Page %(page)s of %(pages)s", page=number, pages=len(pages))
        draw_footer(paper, gettext("Tick whoever stands outside."), numbered)
        paper.canvas.showPage()
    return paper.finish()


def _total(found: FireList) -> str:
    return str(ngettext("%(num)s person inside", "%(num)s people inside", found.total))


def _row(paper: Paper, one: Inside, y: float) -> None:
    """A box, the picture, the name, since when and as what."""
    start, end = (paper.width - EDGE, EDGE) if paper.is_rtl else (EDGE, paper.width - EDGE)
    way = -1 if paper.is_rtl else 1
    box, canvas = 6 * MM, paper.canvas
    canvas.setStrokeColor("#1D2721")
    canvas.setLineWidth(1.1)
    canvas.rect(start if way > 0 else start - box, y + 3 * MM, box, box)
    drawing = ART / f"person-{one.avatar}.svg"
    if drawing.exists():
        at = start + way * 9 * MM
        draw_svg(
            canvas,
            drawing.read_text(encoding="utf-8"),
            at if way > 0 else at - 10 * MM,
            y + MM,
            10 * MM,
            10 * MM,
        )
    near, far = ("right", "left") if paper.is_rtl else ("left", "right")
    paper.write(one.called, start + way * 22 * MM, y + 4 * MM, 17, "bold", 95 * MM, anchor=near)  # type: ignore[arg-type]
    since = gettext("since %(time)s", time=str(format_datetime(one.since, "HH:mm")))
    paper.write(f"{since} · {_as_what(one)}", end, y + 4.4 * MM, 11, "regular", 62 * MM, anchor=far)  # type: ignore[arg-type]
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.6)
    canvas.line(EDGE, y, paper.width - EDGE, y)


def _as_what(one: Inside) -> str:
    said = {"class": gettext("in a class"), "machine": gettext("at a machine")}
    return str(said.get(one.kind) or visit_role_words(one.role))


def _heads(paper: Paper, found: FireList, y: float) -> None:
    """Visitors whose names nobody asked for."""
    start = paper.width - EDGE if paper.is_rtl else EDGE
    words = ngettext("and %(num)s visitor without a name", "and %(num)s visitors without a name", found.heads)
    if not found.heads:
        words = gettext("No visitors without a name are noted.")
    paper.write(words, start, y, 14, "bold", anchor="right" if paper.is_rtl else "left")
