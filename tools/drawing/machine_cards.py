"""The pictures of a machine's card: the machines, what protects, how it is done, what may lie in it and what not."""

from __future__ import annotations

from .asks import BRICK, INK, MOSS, OCHRE, PAPER, moved
from .shapes import FABRICS, METALS, WOODS, Tone, box, disc, grain, legs, oval, scene, shadow, shape, stroke

OAK, PINE, WALNUT, CREAM, SAGE = (WOODS[name] for name in ("oak", "pine", "walnut", "cream", "sage"))
TEAL, RUST, BLUE, MUSTARD = (FABRICS[name] for name in ("teal", "rust", "blue", "mustard"))
STEEL, BLACK, WHITE, RED, GREEN = (METALS[name] for name in ("steel", "black", "white", "red", "green"))
TINTS = {"sage": "#E1EBDB", "clay": "#F3E1D6", "sand": "#F5EAD2", "mist": "#E1E7E6"}
GLOW = "#F6B13C"
Cards = dict[str, str]


def plain(inside: str, tint: str = "sage") -> str:
    """A close-up on one tint, which goes on beyond its frame, so that a wide or a high box shows all of it."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 10 400 366" preserveAspectRatio="xMidYMid meet">'
        f"{box(-1000, -1000, 2400, 2400, TINTS[tint], 0)}{inside}</svg>\n"
    )


def barred() -> str:
    """The ring and bar of what may not be."""
    return f'<circle cx="200" cy="193" r="150" fill="none" stroke="{BRICK}" stroke-width="24"/>' + stroke(
        "M96 89L304 297", BRICK, 24
    )


def arrow(x: float, y: float, turn: float = 0, colour: str = MOSS, size: float = 1) -> str:
    """A short thick arrow that points down, before it is turned."""
    return moved(stroke("M0 -40V34M-30 6L0 38 30 6", colour, 14), x, y, size, turn)


def spindle(x: float = 200, y: float = 60, tip: str = STEEL.mid) -> str:
    """A router's spindle with its bit."""
    return moved(
        box(-44, 0, 88, 118, BLACK.mid, 10)
        + box(-44, 0, 26, 118, BLACK.light, 10)
        + box(-26, 118, 52, 26, STEEL.mid, 4)
        + box(-12, 144, 24, 66, tip, 3)
        + stroke("M-10 158l20 10M-10 178l20 10M-10 198l20 10", STEEL.deep, 5),
        x,
        y,
    )


def bench(top: float = 262) -> str:
    """The stand that a machine stands on."""
    return (
        shadow(176)
        + legs([52, 332], top + 14, PINE, 18)
        + box(26, top, 348, 18, PINE.mid, 4)
        + box(26, top, 348, 6, PINE.light, 3)
    )


def router() -> str:
    """A CNC router: a bed, a gantry, a spindle over a board."""
    bed = (
        box(46, 236, 308, 26, STEEL.dark, 4)
        + box(92, 220, 216, 18, OAK.light, 3)
        + grain(100, 229, 200, 1, 4, OAK.deep)
    )
    gantry = (
        box(56, 118, 26, 126, STEEL.mid, 6)
        + box(318, 118, 26, 126, STEEL.dark, 6)
        + box(50, 106, 300, 40, STEEL.light, 8)
        + box(50, 128, 300, 18, STEEL.mid, 6)
    )
    chips = "".join(disc(214 + 13 * n, 216 - 5 * (n % 3), 3.4, PINE.mid) for n in range(5))
    hose = stroke("M186 92C186 40 250 30 330 34", BLACK.light, 15)
    return bench() + bed + gantry + hose + moved(spindle(0, 0), 186, 84, 0.64) + chips


def laser() -> str:
    """A laser cutter with its lid up, cutting a leaf."""
    lid = shape("M82 160L104 78H288L312 160Z", BLACK.mid, 6) + shape(
        "M104 150L120 92H272L290 150Z", "#8FB2B8", 4
    )
    body = (
        box(64, 160, 272, 104, RED.mid, 12)
        + box(64, 160, 272, 16, RED.light, 8)
        + box(90, 186, 168, 58, BLACK.dark, 6)
    )
    sheet = shape("M104 238L120 202H232L246 238Z", OAK.light)
    leaf = stroke("M160 230c-8-14 6-20 22-20 2 14-8 22-22 20ZM162 229L176 214", OAK.deep, 2.6)
    beam = stroke("M188 172V210", GLOW, 5) + disc(188, 210, 8, GLOW) + disc(188, 210, 3.4, "#FFF6DC")
    rail = box(94, 174, 160, 8, STEEL.light, 3) + box(176, 168, 24, 18, STEEL.mid, 4)
    panel = disc(298, 202, 11, GLOW) + box(282, 224, 34, 9, RED.dark, 4) + box(282, 238, 34, 9, RED.dark, 4)
    return bench() + lid + body + sheet + leaf + rail + beam + panel


def printer() -> str:
    """A 3D printer: a frame, a bed, a small chair half printed, its spool."""
    frame = stroke("M92 262V84H308V262", BLACK.mid, 18) + stroke("M92 130H308", STEEL.mid, 10)
    head = box(178, 112, 52, 36, BLACK.light, 6) + shape("M192 148h24l-12 18Z", STEEL.mid)
    chair = box(170, 208, 60, 14, TEAL.mid, 3) + stroke("M174 222V240M226 222V240M176 208V178", TEAL.dark, 8)
    spool = (
        disc(334, 96, 34, MUSTARD.mid)
        + disc(334, 96, 13, BLACK.dark)
        + stroke("M316 72C276 52 224 76 206 112", TEAL.mid, 4)
    )
    return bench() + frame + head + chair + box(120, 242, 168, 20, STEEL.dark, 4) + spool


def machine() -> str:
    """Any machine: a body, a dial, a wheel."""
    return (
        bench()
        + box(86, 122, 228, 140, GREEN.mid, 14)
        + box(86, 122, 228, 18, GREEN.light, 9)
        + disc(154, 196, 40, STEEL.light)
        + stroke("M154 196L174 174", INK, 6)
        + box(220, 166, 70, 22, BLACK.dark, 6)
        + disc(236, 222, 13, GLOW)
        + disc(274, 222, 13, RED.mid)
    )


def machines() -> Cards:
    """Each kind of machine in its room."""
    drawn = {
        "cnc_router": (router(), "sage"),
        "laser_cutter": (laser(), "mist"),
        "printer_3d": (printer(), "sand"),
        "machine": (machine(), "clay"),
    }
    return {name: scene(inside, room_name) for name, (inside, room_name) in drawn.items()}


def _goggles() -> str:
    rim = (
        "M62 150H338Q352 150 352 168V214Q352 262 300 262H256Q228 262 218 236 210 222 200 "
        "222T182 236Q172 262 144 262H100Q48 262 48 214V168Q48 150 62 150Z"
    )
    glass = box(76, 174, 100, 62, "#CFE3E1", 24) + box(224, 174, 100, 62, "#CFE3E1", 24)
    return (
        stroke("M-400 124L60 178M800 124L340 178", TEAL.dark, 26)
        + shape(rim, TEAL.mid, 8)
        + glass
        + stroke("M98 196l24-12M246 196l24-12", PAPER, 9)
    )


def _ears() -> str:
    cup = box(-36, -62, 72, 124, OCHRE, 32) + box(-36, -62, 26, 124, "#F7CC74", 16)
    return (
        stroke("M100 212C92 56 308 56 300 212", BLACK.mid, 24) + moved(cup, 100, 240) + moved(cup, 300, 240)
    )


def _mask() -> str:
    straps = stroke("M92 160L-320 0M92 246L-320 410M308 160L720 0M308 246L720 410", STEEL.mid, 12)
    body = shape("M92 146Q200 84 308 146V252Q200 336 92 252Z", WHITE.light, 10) + shape(
        "M92 146Q200 84 308 146V160Q200 104 92 160Z", STEEL.light
    )
    return (
        straps
        + body
        + stroke("M120 196Q200 158 280 196M120 234Q200 206 280 234", WHITE.dark, 6)
        + disc(252, 262, 24, STEEL.mid)
    )


def glove(tone: Tone = MUSTARD) -> str:
    """A working glove."""
    return (
        "".join(box(136 + 34 * n, 84 + (14, 0, 6, 26)[n], 30, 130, tone.mid, 15) for n in range(4))
        + box(136, 170, 132, 96, tone.mid, 20)
        + moved(box(-15, -64, 30, 84, tone.mid, 15), 122, 232, 1, -38)
        + box(142, 256, 122, 54, tone.dark, 8)
        + stroke("M142 274H264", tone.deep, 5)
    )


def _hair() -> str:
    return (
        shape("M40 400Q60 300 150 290H250Q340 300 360 400Z", TEAL.mid, 6)
        + box(166, 250, 68, 60, "#C99A74", 20)
        + oval(200, 208, 82, 94, WALNUT.mid)
        + stroke("M140 168Q200 116 260 168M136 206Q200 150 264 206", WALNUT.dark, 6)
        + disc(200, 92, 48, WALNUT.mid)
        + stroke("M170 128Q200 144 230 128", MUSTARD.mid, 14)
        + stroke("M176 80Q200 60 224 80", WALNUT.dark, 6)
    )


def _apron() -> str:
    """A leather apron with its pocket."""
    bib = "M150 96H250L268 176Q316 186 322 214V344H78V214Q84 186 132 176Z"
    strings = stroke("M152 100Q150 40 200 40T248 100M80 214L-320 250M320 214L720 250", WALNUT.dark, 14)
    return (
        strings
        + shape(bib, RUST.mid, 10)
        + box(146, 232, 108, 70, RUST.dark, 10)
        + stroke("M150 250H250", RUST.deep, 5)
    )


def _shoe() -> str:
    return (
        shadow(140, 312)
        + shape("M92 90H204V196Q300 206 330 250V286H92Z", RUST.mid, 12)
        + shape("M262 220Q316 226 330 254V286H250Q246 246 262 220Z", STEEL.mid, 8)
        + box(80, 284, 264, 26, BLACK.dark, 8)
        + stroke("M204 118H166M204 148H166M212 178H174", PAPER, 8)
    )


def _extraction() -> str:
    hose = stroke("M1000 70H330Q250 70 250 150V180", BLACK.light, 58) + stroke(
        "".join(f"M{300 + 30 * n} 44v52" for n in range(12)) + "M224 128h52M224 154h52", BLACK.dark, 6
    )
    mouth = shape("M204 178H296L330 236H170Z", STEEL.mid, 6)
    dust = "".join(disc(120 + 26 * n, 312 - 8 * (n % 4), 7, PINE.dark) for n in range(10))
    board = box(-1000, 326, 2400, 900, OAK.light, 0) + grain(0, 344, 400, 2, 14, OAK.deep)
    return (
        hose
        + mouth
        + board
        + dust
        + arrow(160, 268, 206, MOSS, 0.7)
        + arrow(250, 280, 180, MOSS, 0.7)
        + arrow(340, 268, 154, MOSS, 0.7)
    )


def protection() -> Cards:
    """What one wears and switches on."""
    return {
        "goggles": plain(_goggles()),
        "ear_defenders": plain(_ears(), "mist"),
        "mask": plain(_mask(), "clay"),
        "no_gloves": plain(glove() + barred(), "sand"),
        "hair_tied": plain(_hair(), "sand"),
        "shoes": plain(_shoe(), "sage"),
        "extraction": plain(_extraction(), "mist"),
        "gloves": plain(glove(), "sage"),
        "apron": plain(_apron(), "clay"),
    }


def _clamps() -> str:
    jaw = (
        stroke("M-6 -74H60M-6 -74V70H60", BLACK.mid, 20)
        + stroke("M48 -70V-8", STEEL.mid, 12)
        + box(28, -10, 40, 16, OCHRE, 5)
    )
    return (
        box(-1000, 236, 2400, 900, STEEL.light, 0)
        + box(70, 196, 260, 44, OAK.mid, 3)
        + box(70, 196, 260, 12, OAK.light, 3)
        + moved(jaw, 62, 200)
        + moved(jaw, 338, 200).replace("rotate(0) scale(1)", "scale(-1 1)")
    )


def _lid() -> str:
    return (
        box(40, 196, 320, 170, RED.mid, 14)
        + box(70, 236, 260, 70, BLACK.dark, 8)
        + shape("M48 196L78 148H322L352 196Z", BLACK.mid, 6)
        + shape("M78 190L96 160H304L322 190Z", "#8FB2B8", 4)
        + arrow(200, 84, 0, MOSS, 1.3)
    )


def _stay() -> str:
    clock = disc(296, 110, 56, PAPER) + stroke("M296 78V110L318 124", INK, 9)
    stool = box(220, 238, 120, 22, OAK.mid, 10) + stroke(
        "M240 260L228 352M320 260L332 352M234 312H326", OAK.dark, 12
    )
    return box(-1000, 342, 2400, 900, "#B4A384", 0) + moved(laser(), -30, 130, 0.62) + stool + clock


def _zero() -> str:
    return (
        box(-1000, 306, 2400, 900, OAK.light, 0)
        + box(150, 286, 100, 22, STEEL.mid, 4)
        + moved(spindle(0, 0), 200, 56)
        + arrow(310, 190, 0, MOSS, 1.2)
    )


def _blanket() -> str:
    flame = "M200 190c-40 24-46 66 0 84 46-18 42-56 18-74 2 18-6 26-14 22 8-16 4-26-4-32Z"
    return (
        box(104, 84, 192, 224, RED.mid, 16)
        + box(104, 84, 192, 30, RED.light, 12)
        + shape(flame, PAPER)
        + stroke("M160 308V352M240 308V352", PAPER, 16)
    )


def methods() -> Cards:
    """How the work is done."""
    return {
        "clamp": plain(_clamps(), "sand"),
        "close_lid": plain(_lid(), "mist"),
        "stay_beside": plain(_stay(), "sage"),
        "set_zero": plain(_zero(), "clay"),
        "fire_blanket": plain(_blanket(), "sand"),
    }
