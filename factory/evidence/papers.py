"""The register of a class on paper: when it was, who signed it, and the marks of the learners in the sample."""

from __future__ import annotations

from core.clock import local_day
from core.paper import INK, MM, QUIET, draw_footer, draw_header, start_paper
from factory.evidence.queries import ClassRegister, day_of

ROW = 7 * MM


def register_pdf(registers: list[ClassRegister], called: dict[int, str]) -> bytes:
    """One page a class; `called` is what each learner in the sample is called here. In English, as auditors read it."""
    paper = start_paper(title=f"Registers of {registers[0].run}", subject="Evidence of attendance")
    for number, one in enumerate(registers, 1):
        head = f"{one.title}, class {one.number}"
        y = draw_header(paper, head, f"{local_day(one.starts_at):%d %b %Y}", one.run)
        signed = f"signed {day_of(one.signed_at)} by {one.signed_by}" if one.signed_at else "not signed"
        paper.write(f"Register {signed}", 15 * MM, y, 11, "bold", colour=INK)
        y -= 2 * ROW
        for learner, mark, minutes in one.marks:
            paper.write(called.get(learner, ""), 15 * MM, y, 10, colour=INK)
            paper.write(f"{mark.replace('_', ' ')}, {minutes} min", 90 * MM, y, 10, colour=INK)
            y -= ROW
        if not one.marks:
            paper.write("No mark of the learners in the sample.", 15 * MM, y, 10, colour=QUIET)
        draw_footer(paper, "Learners outside the sample are left out.", f"{number} / {len(registers)}")
        paper.canvas.showPage()
    return paper.finish()
