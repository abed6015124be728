"""A scene for each category of course: the tools of the trade on a bench, no faces."""

from __future__ import annotations

from tools.drawing.shapes import (
    BRASS,
    FABRICS,
    METALS,
    ROOMS,
    WOODS,
    box,
    disc,
    grain,
    legs,
    oval,
    scene,
    shadow,
    shape,
    stroke,
)

OAK, PINE, WALNUT = WOODS["oak"], WOODS["pine"], WOODS["walnut"]
STEEL, BLACK, WHITE, RED, GREEN = (METALS[name] for name in ("steel", "black", "white", "red", "green"))
TEAL, MUSTARD, RUST, BLUE = (FABRICS[name] for name in ("teal", "mustard", "rust", "blue"))
LIGHT = "#F6B13C"


def _bench(top: float = 262) -> str:
    """The workbench that the tools stand on."""
    return (
        shadow(170)
        + legs([52, 332], top + 14, PINE, 18)
        + box(70, top + 34, 260, 12, PINE.dark, 3)
        + box(30, top, 340, 18, PINE.mid, 4)
        + box(30, top, 340, 6, PINE.light, 3)
        + grain(40, top + 11, 320, 1, 4, PINE.dark)
    )


def digital_fabrication() -> str:
    """A laser cutter with its lid up, cutting a leaf out of a sheet; a small printer's spool beside it."""
    lid = shape("M92 168L112 92H292L312 168Z", BLACK.mid, 6) + shape(
        "M112 158L126 104H278L292 158Z", "#8FB2B8", 4
    )
    lid += stroke("M136 148L150 112M158 150L172 112", "#C9DEE1", 5, 0.7)
    body = (
        box(80, 168, 244, 96, RED.mid, 10)
        + box(80, 168, 244, 14, RED.light, 7)
        + box(104, 190, 150, 54, BLACK.dark, 6)
    )
    sheet = shape("M116 236L130 204H230L242 236Z", OAK.light)
    leaf = stroke("M166 228c-8 -14 6 -20 22 -20c2 14 -8 22 -22 20ZM168 227L182 212", OAK.deep, 2.4)
    beam = stroke("M188 176V208", LIGHT, 4) + disc(188, 208, 7, LIGHT) + disc(188, 208, 3, "#FFF6DC")
    rail = box(108, 176, 142, 7, STEEL.light, 3) + box(178, 172, 20, 16, STEEL.mid, 4)
    panel = disc(288, 204, 9, LIGHT) + box(272, 222, 34, 8, RED.dark, 4) + box(272, 236, 34, 8, RED.dark, 4)
    return _bench() + lid + body + sheet + leaf + rail + beam + panel


def painting() -> str:
    """A wall half painted, a tin, a brush on it, a roller against the wall."""
    wall = shape("M-60 60H210C228 120 196 180 222 272H-60Z", TEAL.light) + stroke(
        "M210 62C226 120 198 180 222 268", TEAL.mid, 6, 0.35
    )
    roller = stroke("M262 330L262 190q0 -14 -14 -14h-20", STEEL.dark, 6) + box(150, 158, 84, 34, TEAL.mid, 12)
    roller += box(150, 158, 84, 12, TEAL.light, 6) + stroke("M262 334V262", WALNUT.mid, 15)
    tin = (
        shadow(66, 338, 140) + box(86, 252, 108, 86, STEEL.light, 8) + box(86, 270, 108, 50, MUSTARD.light, 0)
    )
    tin += (
        box(166, 252, 28, 86, STEEL.mid, 8, ' opacity=".5"')
        + oval(140, 252, 54, 13, STEEL.mid)
        + oval(140, 252, 46, 9, TEAL.mid)
    )
    tin += stroke("M88 262C90 214 190 214 192 262", STEEL.dark, 3.4)
    brush = (
        '<g transform="translate(150 250) rotate(-52)">'
        + box(0, -8, 34, 16, TEAL.dark, 3)
        + box(30, -11, 22, 22, BRASS, 3)
    )
    brush += box(50, -7, 66, 14, OAK.mid, 7) + box(50, -7, 66, 5, OAK.light, 3) + "</g>"
    ladder = stroke("M306 340L322 120M366 340L350 120", PINE.mid, 11) + stroke(
        "M312 292h48M316 240h40M320 188h33M322 142h27", PINE.dark, 8
    )
    return wall + shadow(60, 342, 336) + ladder + roller + tin + brush


def carpentry() -> str:
    """Two boards with a dovetail, a hand saw, a plane with its curl of wood."""
    boards = box(56, 206, 150, 56, OAK.mid, 3) + grain(66, 222, 130, 3, 14, OAK.deep)
    boards += shape("M206 206v12l22 -8v20l-22 -7v16l22 -7v20l-22 -8v18h60v-56Z", WALNUT.mid) + stroke(
        "M206 206V218L228 210V230L206 223V239L228 232V252L206 244V262", "#FFFDF8", 2.4, 0.8
    )
    plane = (
        box(280, 226, 84, 36, WALNUT.dark, 8)
        + box(280, 226, 84, 10, WALNUT.light, 5)
        + shape("M300 226L318 190H332L326 226Z", STEEL.mid, 3)
    )
    plane += disc(356, 216, 10, WALNUT.mid) + stroke(
        "M280 228c-20 -4 -26 -26 -10 -30c14 -2 16 16 4 18", PINE.light, 6
    )
    saw = '<g transform="translate(84 176) rotate(-14)">' + shape("M0 0L196 -24V4L0 34Z", STEEL.light, 4)
    saw += stroke("M4 34" + "l6 3l3 -5" * 20, STEEL.dark, 2) + shape(
        "M-62 -12c34 -18 58 -6 70 8v36c-20 10 -44 14 -62 0c-8 -14 -10 -30 -8 -44Z", OAK.dark, 8
    )
    saw += oval(-28, 8, 16, 12, ROOMS["sand"].wall) + disc(-2, 10, 3, BRASS) + "</g>"
    return _bench() + boards + plane + saw


def upholstery() -> str:
    """A sewing machine with cloth under its needle, thread and a cushion."""
    cloth = shape("M20 258C70 240 120 262 180 254L176 276C120 280 70 262 30 284Z", RUST.light, 6) + stroke(
        "M36 268C80 252 130 270 172 264", "#FFFDF8", 2, 0.7
    )
    base = box(112, 236, 196, 28, WHITE.light, 10) + box(112, 252, 196, 12, WHITE.dark, 6)
    arm = shape(
        "M292 238V158C292 144 284 138 272 138H138C122 138 116 146 116 160V196H152V174H246V238Z",
        WHITE.light,
        8,
    )
    arm += shape("M292 238V158C292 144 284 138 272 138h-10V238Z", WHITE.mid, 8) + box(
        150, 146, 92, 8, TEAL.mid, 4
    )
    needle = box(126, 196, 16, 20, STEEL.mid, 3) + stroke("M134 214V240", STEEL.dark, 3)
    wheel = oval(304, 186, 12, 26, STEEL.mid) + oval(301, 186, 8, 20, STEEL.light)
    spool = (
        box(204, 110, 24, 26, MUSTARD.mid, 3)
        + box(200, 106, 32, 6, OAK.light, 3)
        + box(200, 134, 32, 6, OAK.mid, 3)
    )
    thread = stroke("M216 118C180 96 150 130 134 198", MUSTARD.dark, 1.8)
    cushion = shape(
        "M322 262c-10 -20 -8 -50 2 -58c16 6 34 6 50 0c10 10 10 42 2 58c-18 -5 -38 -5 -54 0Z", BLUE.light, 10
    ) + disc(350, 232, 5, BLUE.dark)
    return _bench() + cloth + base + arm + needle + wheel + spool + thread + cushion


def repair() -> str:
    """A lamp and a toaster on the bench with a screwdriver and a tester's plug."""
    toaster = (
        box(70, 196, 120, 66, STEEL.light, 18)
        + box(70, 236, 120, 26, STEEL.mid, 12)
        + box(92, 190, 76, 8, BLACK.dark, 4)
    )
    toaster += (
        shape("M98 192v-22c0 -8 64 -8 64 0v22Z", OAK.light, 4)
        + stroke("M106 176h48", OAK.mid, 3)
        + disc(176, 226, 6, BLACK.mid)
    )
    cord = stroke("M70 250C34 252 40 214 18 226S-2 290 30 288", BLACK.dark, 5)
    driver = (
        '<g transform="translate(222 250) rotate(-20)">'
        + box(0, -9, 54, 18, RED.mid, 9)
        + box(0, -9, 54, 7, RED.light, 4)
    )
    driver += box(52, -3, 58, 6, STEEL.mid, 2) + "</g>"
    lamp = (
        oval(324, 256, 34, 8, GREEN.dark)
        + stroke("M324 254L304 196L338 148", GREEN.mid, 9)
        + disc(304, 196, 7, GREEN.dark)
    )
    lamp += shape("M318 156L352 124L378 168L334 178Z", GREEN.light, 8) + disc(360, 172, 10, LIGHT)
    glow = shape("M340 182L386 172L424 262H330Z", "#FFF3CE", 0).replace("/>", ' opacity=".55"/>')
    return _bench() + glow + toaster + cord + driver + lamp


def enterprise() -> str:
    """A market stall with a striped awning and things made here."""
    posts = stroke("M72 128V336M328 128V336", PINE.mid, 11)
    stripes = "".join(
        shape(f"M{50 + 60 * i} 96h60v40c0 18 -60 18 -60 0Z", RUST.light if i % 2 == 0 else "#FFF6E4", 2)
        for i in range(5)
    )
    roof = shape("M74 64H326L350 100H50Z", RUST.mid, 6)
    table = (
        box(48, 250, 304, 18, PINE.light, 4)
        + box(58, 268, 284, 70, TEAL.mid, 0)
        + stroke("M110 270V336M170 270V336M230 270V336M290 270V336", TEAL.dark, 3, 0.4)
    )
    stool = box(84, 196, 62, 12, OAK.mid, 5) + stroke("M94 206L88 250M136 206L142 250M92 232h48", OAK.dark, 7)
    box_made = (
        box(180, 204, 70, 46, WALNUT.mid, 4)
        + box(176, 196, 78, 12, WALNUT.light, 4)
        + disc(215, 222, 4, BRASS)
    )
    plant = shape("M284 250l-6 -30h40l-6 30Z", RUST.dark, 4) + stroke(
        "M298 220c-4 -30 -22 -34 -24 -42M298 220c0 -30 2 -40 4 -52M300 220c6 -26 20 -30 24 -38", GREEN.mid, 7
    )
    return shadow(160, 342) + posts + table + stool + box_made + plant + roof + stripes


def language() -> str:
    """Two speech bubbles over an open book, a cup of tea."""
    book = shape(
        "M96 254L104 206C140 192 176 196 200 212C224 196 260 192 296 206L304 254"
        "C262 244 226 246 200 258C174 246 138 244 96 254Z",
        "#FFFBEF",
        6,
    )
    book += stroke("M200 214V256", STEEL.mid, 3) + stroke(
        "M122 218c22 -6 42 -6 60 0M120 232c24 -6 44 -5 62 2M220 218c20 -6 40 -6 58 0M218 234c22 -7 42 -6 62 -2",
        BLUE.mid,
        3,
        0.7,
    )
    one = shape(
        "M70 86H188a14 14 0 0 1 14 14v44a14 14 0 0 1 -14 14H128L104 184V158H70"
        "a14 14 0 0 1 -14 -14V100a14 14 0 0 1 14 -14Z",
        TEAL.light,
    )
    one += disc(102, 122, 8, "#FFFDF8") + disc(130, 122, 8, "#FFFDF8") + disc(158, 122, 8, "#FFFDF8")
    two = shape(
        "M234 112H336a14 14 0 0 1 14 14v36a14 14 0 0 1 -14 14H306L288 198V176H234"
        "a14 14 0 0 1 -14 -14V126a14 14 0 0 1 14 -14Z",
        MUSTARD.light,
    )
    two += stroke("M244 136h82M244 154h54", "#6E4726", 6, 0.7)
    cup = (
        shape("M326 224h36l-5 34h-26Z", RUST.mid, 6)
        + stroke("M362 230c16 -2 14 22 -3 20", RUST.dark, 5)
        + stroke("M338 212c-6 -10 6 -12 0 -24M350 212c-6 -10 6 -12 0 -24", "#FFFDF8", 3, 0.8)
    )
    return _bench() + book + one + two + cup


def other() -> str:
    """A stool, a plant and a box of tools."""
    stool = (
        shadow(70, 340, 126)
        + oval(126, 218, 62, 16, OAK.mid)
        + oval(126, 213, 62, 15, OAK.light)
        + stroke("M90 226L74 336M162 226L178 336M88 282h76", OAK.dark, 10)
    )
    tools = (
        shadow(90, 342, 286)
        + box(206, 270, 160, 68, RED.mid, 8)
        + box(206, 270, 160, 16, RED.light, 8)
        + stroke("M246 270v-18q0 -8 8 -8h64q8 0 8 8v18", BLACK.mid, 8)
    )
    tools += (
        box(272, 282, 28, 14, STEEL.light, 4)
        + '<g transform="translate(228 268) rotate(-70)">'
        + box(0, -6, 70, 12, OAK.mid, 6)
        + box(60, -16, 20, 32, STEEL.mid, 5)
        + "</g>"
    )
    plant = shape("M104 214l-7 -34h58l-7 34Z", RUST.mid, 6) + stroke(
        "M126 180c-6 -40 -34 -44 -38 -60M126 180c0 -44 4 -58 2 -86M128 180c8 -36 32 -40 40 -54", GREEN.mid, 9
    )
    return stool + tools + plant


SCENES = {
    "digital-fabrication": (digital_fabrication, "mist"),
    "painting": (painting, "sand"),
    "carpentry": (carpentry, "sand"),
    "upholstery": (upholstery, "rose"),
    "repair": (repair, "sage"),
    "enterprise": (enterprise, "mist"),
    "language": (language, "clay"),
    "other": (other, "sage"),
}
"""File name → what is drawn, and in which room."""


def drawings() -> dict[str, str]:
    """Every scene as an SVG text, by file name."""
    return {name: scene(draw(), place) for name, (draw, place) in SCENES.items()}
