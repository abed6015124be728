"""What somebody wears, does with their hands, sees and hears in the workshop, for checklists; no faces."""

from __future__ import annotations

from tools.drawing.asks import INK, MOSS, OCHRE, PAPER, moved
from tools.drawing.shapes import BRASS, FABRICS, METALS, WOODS, box, disc, grain, shape, stroke
from tools.drawing.workshop_signs import bench, ground, hand

OAK = WOODS["oak"]
STEEL, BLACK, RED = (METALS[name] for name in ("steel", "black", "red"))
MUSTARD, RUST, BLUE = (FABRICS[name] for name in ("mustard", "rust", "blue"))


def eye(is_open: bool = True) -> str:
    """An eye that watches, or a shut one."""
    if not is_open:
        return ground() + stroke("M70 190Q200 280 330 190M110 226l-20 30M200 240v36M290 226l20 30", INK, 14)
    white = shape("M50 200Q200 70 350 200Q200 330 50 200Z", PAPER, 8)
    return ground() + white + disc(200, 200, 66, MOSS) + disc(200, 200, 30, INK) + disc(184, 182, 12, PAPER)


def tweezers(picks: bool) -> str:
    """A thread taken with tweezers, or with the fingers."""
    thread = stroke("M60 300q40-90 80-60t60-50", OCHRE, 9)
    held = stroke("M196 190L350 90M200 198L356 150", STEEL.dark, 13) if picks else hand(250, 196, 0.9, -8)
    return bench() + thread + held + (stroke("M330 76l40 92", STEEL.mid, 26) if picks else "")


def door(out: bool = True) -> str:
    """A door, and the way out."""
    frame = box(150, 50, 190, 300, OAK.deep, 6) + box(166, 66, 158, 284, "#D9E6EC" if out else OAK.mid, 4)
    leaf = shape("M324 66V350L250 370V96Z", OAK.light, 4) + disc(262, 226, 10, BRASS)
    way = stroke("M40 236h120M116 186l50 50-50 50", MOSS, 20)
    return ground() + frame + leaf + way


def goggles(with_ears: bool = True, with_mask: bool = False) -> str:
    """Glasses, with ear protection and a mask where they are worn."""
    ears = (
        stroke("M84 190C70 40 330 40 316 190", BLACK.mid, 20)
        + box(54, 160, 54, 110, RED.mid, 24)
        + box(292, 160, 54, 110, RED.mid, 24)
    )
    glass = (
        box(108, 170, 84, 70, "#BFD3D6", 26)
        + box(208, 170, 84, 70, "#BFD3D6", 26)
        + stroke("M120 222l40-40M220 222l40-40", PAPER, 8)
    )
    rim = ' fill="none" stroke="#1D2721" stroke-width="11"'
    frame = "".join(box(x, 170, 84, 70, "none", 26).replace(' fill="none"', rim) for x in (108, 208))
    mask = shape("M130 262Q200 236 270 262V306Q250 350 200 354 150 350 130 306Z", PAPER, 6) + stroke(
        "M150 288q50-14 100 0M154 312q46-12 92 0", "#B9AE9D", 6
    )
    return (
        ground()
        + (ears if with_ears else "")
        + glass
        + frame
        + stroke("M192 200q8-10 16 0", INK, 11)
        + (mask if with_mask else "")
    )


def gloves() -> str:
    """Thick gloves."""
    one = shape(
        "M0 0C-6-60-14-110-14-130c0-20 26-20 30 0l8 54 2-80c2-22 30-22 32 0l4 78 10-70c4-20 30-18 30 2l-2 78"
        " 18-38c10-18 34-8 28 12L110 10Z",
        MUSTARD.mid,
        6,
    ) + box(-6, 0, 122, 50, RUST.dark, 10)
    return bench() + moved(one, 70, 262) + moved(one, 224, 270, 0.94, 8)


def scarf() -> str:
    """A loose scarf."""
    return (
        ground("#F3E1D6")
        + shape("M90 90Q200 160 310 90L326 150Q200 226 74 150Z", RUST.mid, 12)
        + shape("M150 176L120 340H190L214 186Z", RUST.light, 8)
        + stroke("M126 320v24M146 322v24M166 322v24M184 322v24", RUST.dark, 6)
    )


def ear() -> str:
    """Sound waves: one listens."""
    return (
        ground("#E9DFF0")
        + shape("M70 160h60l70-56v192l-70-56H70Z", BLUE.mid, 10)
        + stroke("M236 156q30 44 0 88M276 126q56 74 0 148M316 98q84 102 0 204", BLUE.dark, 14)
    )


def magnifier() -> str:
    """Somebody leans in to look."""
    return (
        ground("#F3E1D6")
        + disc(170, 170, 100, "#BFD3D6")
        + '<circle cx="170" cy="170" r="100" fill="none" stroke="#50524D" stroke-width="20"/>'
        + stroke("M246 246L340 340", OAK.dark, 34)
        + stroke("M120 150q14-36 50-40", PAPER, 12)
    )


def knee() -> str:
    """A board across the knee."""
    return (
        ground("#F3E1D6")
        + shape(
            "M30 380V230Q40 170 120 180L300 210Q350 224 346 280L340 380H250V300L130 280V380Z", BLUE.mid, 10
        )
        + box(60, 150, 290, 34, OAK.mid, 4)
        + grain(70, 160, 260, 2, 12, OAK.dark)
    )


def two_hands() -> str:
    """A friend holds it."""
    return (
        bench()
        + box(110, 200, 180, 44, OAK.mid, 4)
        + hand(300, 214, 0.8, 6, RUST.mid)
        + '<g transform="translate(400 0) scale(-1 1)">'
        + hand(300, 214, 0.8, 6)
        + "</g>"
    )


def respirator(filters: bool = True) -> str:
    """The mask with filters, or one of paper."""
    straps = stroke("M96 150Q30 120 26 190M304 150Q370 120 374 190", BLACK.mid, 14)
    if not filters:
        return (
            ground()
            + straps.replace(BLACK.mid, "#B9AE9D")
            + shape("M90 150Q200 100 310 150V214Q296 300 200 310 104 300 90 214Z", PAPER, 6)
            + stroke("M116 190q84-26 168 0M116 226q84-22 168 0", "#D6CFBF", 7)
        )
    body = shape("M120 130Q200 90 280 130L292 230Q250 310 200 312 150 310 108 230Z", BLACK.light, 10)
    sides = (
        disc(108, 240, 54, STEEL.dark)
        + disc(108, 240, 38, RUST.light)
        + disc(292, 240, 54, STEEL.dark)
        + disc(292, 240, 38, RUST.light)
    )
    return ground() + straps + body + sides + box(176, 244, 48, 40, BLACK.dark, 12)


def drop() -> str:
    """Water."""
    return (
        ground("#D9E6EC")
        + shape(
            "M200 60C250 140 290 190 290 240 290 300 248 330 200 330 152 330 110 300 110 240 110 190 150 140 200 60Z",
            BLUE.mid,
            8,
        )
        + stroke("M150 240q4 44 44 54", PAPER, 12, 0.8)
    )


def glass() -> str:
    """A glass of water."""
    return (
        bench()
        + shape("M130 90H270L252 302H148Z", "#BFD3D6", 8)
        + shape("M138 160H262L250 296H150Z", BLUE.light, 6)
        + stroke("M160 190v70", PAPER, 9, 0.8)
    )
