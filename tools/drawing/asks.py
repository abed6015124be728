"""The pictures of gate questions: for each answer, what the eye would see."""

from . import cases, seats
from .shapes import FABRICS, METALS, WOODS, Tone, box, disc, grain, oval, room, shadow, shape, stroke

TEAL, OAK, PINE, TIRED = FABRICS["teal"], WOODS["oak"], WOODS["pine"], WOODS["tired"]
WORN, STEEL, RUST = FABRICS["worn"], METALS["steel"], FABRICS["rust"]
INK, PAPER, OCHRE, BRICK, MOSS = "#1D2721", "#FFFDF8", "#F2B544", "#A33520", "#1F5B45"
Answers = dict[str, str]


def card(inside: str) -> str:
    """A close-up, as an answer card shows it."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 10 400 366" width="400" height="366"'
        f' preserveAspectRatio="xMidYMid slice">{inside}</svg>\n'
    )


def moved(inside: str, x: float, y: float, size: float = 1, turn: float = 0) -> str:
    """Something moved, made larger or smaller, or turned."""
    return f'<g transform="translate({x:g} {y:g}) rotate({turn:g}) scale({size:g})">{inside}</g>'


def asked(x: float = 200, y: float = 190) -> str:
    """A question mark on a disc of card: hard to say."""
    mark = f"M{x - 22:g} {y - 12:g}q0-28 22-28t22 24q0 14-15 21-7 4-7 15M{x:g} {y + 40:g}v.1"
    return disc(x, y, 64, PAPER) + stroke(mark, INK, 13)


def ticked(x: float = 320, y: float = 96) -> str:
    """A tick on a leaf disc."""
    return disc(x, y, 44, "#D8E9DA") + stroke(f"M{x - 19:g} {y + 2:g}l13 14 26-30", MOSS, 11)


def crossed(x: float = 320, y: float = 96) -> str:
    """A cross on a disc of card; it blames nobody."""
    return disc(x, y, 44, PAPER) + stroke(
        f"M{x - 16:g} {y - 16:g}l32 32M{x + 16:g} {y - 16:g}l-32 32", INK, 11
    )


def cloth_ground(cloth: Tone) -> str:
    """Cloth close by, with its seam and a stitched line."""
    return (
        box(-60, 0, 520, 170, cloth.light, 0)
        + box(-60, 164, 520, 120, cloth.mid, 0)
        + box(-60, 272, 520, 140, cloth.dark, 0)
        + stroke("M-60 164H460", cloth.deep, 5)
        + f'<path d="M-50 148H450" stroke="{PAPER}" stroke-width="4" stroke-dasharray="14 10" opacity=".4"/>'
    )


def wood_ground(wood: Tone) -> str:
    """Boards close by."""
    return (
        box(-200, -20, 800, 440, wood.mid, 0)
        + box(-60, 0, 520, 150, wood.light, 0)
        + grain(-20, 40, 440, 4, 30, wood.dark)
        + grain(-30, 190, 460, 6, 32, wood.dark)
        + stroke("M-60 150H460", wood.dark, 5)
    )


def fire_label(x: float = 106, y: float = 158, size: float = 1) -> str:
    """The permanent label: a black head with a flame, lines of text."""
    flame = "M34 62c-14-8-12-22-2-30 2 6 8 6 6-4 12 10 14 26 2 34Z"
    lines = "M18 92h152M18 112h128M18 132h152M18 150h96"
    drawn = (
        box(6, 8, 190, 164, "#000", 2, ' opacity=".2"')
        + box(0, 0, 188, 168, PAPER, 2)
        + box(0, 0, 188, 20, "#E4DFD2", 2)
    )
    drawn += (
        box(12, 28, 164, 48, INK, 2)
        + shape(flame, OCHRE)
        + stroke("M60 44h96M60 60h70", PAPER, 6)
        + stroke(lines, "#525C55", 6)
    )
    return moved(drawn, x, y, size)


def torn_label() -> str:
    """A label that cannot be read any more."""
    edge = "M106 158H296V250L262 276 246 250 214 284 196 262 160 300 150 268 106 292Z"
    return (
        moved(shape(edge, "#000"), 7, 7).replace('fill="#000"', 'fill="#000" opacity=".2"')
        + shape(edge, "#E6D8BC")
        + box(106, 158, 190, 20, "#CDBB95", 0)
        + box(122, 190, 158, 38, "#B5A68A", 2)
        + stroke("M124 246h52M196 246h40", "#B5A68A", 6)
    )


def label_answers(cloth: Tone) -> Answers:
    """The fire label there, gone, or torn."""
    gone = (
        f'<path d="M120 170v116h168V170" fill="none" stroke="{PAPER}" stroke-width="6"'
        ' stroke-dasharray="22 14" opacity=".55"/>'
    )
    threads = stroke("M178 166l-4 34q2 10 12 0M236 166q12 22 2 30", "#EADCC0", 6)
    return {
        "yes": card(cloth_ground(cloth) + fire_label()),
        "no": card(cloth_ground(cloth) + gone + threads),
        "not_sure": card(cloth_ground(cloth) + torn_label()),
    }


def holes() -> str:
    """Woodworm holes with fresh dust, and one small guest."""
    spots = (
        (92, 96),
        (128, 128),
        (106, 176),
        (186, 104),
        (224, 150),
        (168, 196),
        (262, 110),
        (286, 186),
        (232, 226),
        (140, 246),
    )
    dust = oval(196, 330, 120, 20, "#EFE0BD") + "".join(
        disc(110 + 17 * n, 318 + 9 * (n % 3), 5, "#F7ECD2") for n in range(11)
    )
    bug = (
        oval(300, 284, 24, 17, "#7B3B2A")
        + stroke("M284 272l-10-12M300 266v-14M316 272l10-12M284 298l-10 12M316 298l10 12", "#57281C", 5)
        + disc(322, 284, 8, "#57281C")
    )
    return "".join(disc(x, y, 8 if n % 2 else 6, "#3F2D1C") for n, (x, y) in enumerate(spots)) + dust + bug


def shine() -> str:
    """Clean: three glints."""
    return stroke("M300 70v40M280 90h40M336 124v24M324 136h24M264 130v18M255 139h18", PAPER, 9)


def springs() -> str:
    """An old seat opened: springs, webbing and horsehair."""
    coil = "".join(
        stroke(f"M{x} 318q-30-10 0-20t0-20q-26-9 0-18t0-18q-22-8 0-16", STEEL.light, 10)
        for x in (110, 200, 290)
    )
    hair = stroke(
        "M40 196q30-40 60 0t60 0 60 0 60 0 60 0M60 214q30-34 56 0t60 0 60 0 60 0 50 0", "#4B3524", 7
    )
    return (
        box(-200, -20, 800, 440, "#8A6A48", 0)
        + box(-60, 0, 520, 150, RUST.mid, 0)
        + stroke("M-60 152H460", RUST.deep, 7)
        + hair
        + coil
        + stroke("M20 336h360M20 356h360", "#C9A86F", 12)
    )


def foam() -> str:
    """A newer seat opened: a block of foam."""
    dots = "".join(
        disc(60 + 47 * (n % 7), 220 + 40 * (n // 7) + 12 * (n % 2), 7, "#E0BE62") for n in range(21)
    )
    return cloth_ground(FABRICS["blue"]) + shape("M24 190H376V352H24Z", "#EFD68C", 20) + dots


def rain_and_skip() -> str:
    """Out with the rubbish."""
    drops = stroke("".join(f"M{40 + 54 * n} {44 + 26 * (n % 3)}l-10 30" for n in range(7)), "#7590B0", 7)
    skip = (
        shape("M30 218H370L340 344H60Z", "#C48F22", 8)
        + shape("M20 206H380V232H20Z", "#E3B040", 8)
        + stroke("M120 244l-10 90M200 244v90M280 244l10 90", "#9A6E14", 7)
    )
    return room("mist") + moved(seats.sofa(WORN, 2), 70, -12, 0.66, 0) + skip + drops


def under_a_roof() -> str:
    """Clean and dry at home."""
    home = stroke("M40 150L200 40 360 150", OAK.dark, 18)
    return room("sage") + moved(seats.sofa(TEAL, 2), 28, 60, 0.86) + home


def broken() -> str:
    """A chair on its side, its frame snapped: not a small repair."""
    chair = moved(seats.padded_chair(WORN, TIRED).split("</ellipse>")[-1], 352, 72, 0.86, 78)
    snapped = moved(shape("M0 0l10-12 8 10 8-10v96l-20 4Z", TIRED.mid), 96, 200, 1, 24)
    cracks = stroke("M232 96l22 22-16 20 26 26M296 186l-18 14 8 16", INK, 8)
    return room("clay") + shadow(150) + chair + snapped + cracks


def loose_leg() -> str:
    """One loose leg, glue beside it: a small repair."""
    chair = moved(seats.padded_chair(TEAL, OAK), -30, 0)
    glue = moved(
        shape("M0 26h44v74q0 8-8 8H8q-8 0-8-8Z", PAPER)
        + shape("M14 26l8-30 8 30Z", OCHRE)
        + box(0, 50, 44, 26, MOSS, 0),
        296,
        226,
    )
    return room("sage") + chair + glue + stroke("M252 300q18-8 18-26M256 322q34-10 34-44", INK, 5, 0.7)


def pieces(inside: str, place: str = "sand", extra: str = "") -> str:
    """A piece in a room, as an answer."""
    return card(room(place) + inside + extra)


def flaking() -> str:
    """Old paint that flakes off in layers."""
    jagged = (
        (460, 250),
        (404, 232),
        (372, 268),
        (330, 240),
        (292, 286),
        (236, 244),
        (196, 300),
        (150, 262),
        (104, 296),
        (60, 250),
        (-60, 284),
    )
    under = shape("M-60 0H460" + "".join(f"L{x} {y}" for x, y in jagged) + "Z", "#E2D2B2", 5)
    paint = shape(
        "M-60 0H460" + "".join(f"L{x + 8} {y - 34 - n % 3 * 9}" for n, (x, y) in enumerate(jagged)) + "Z",
        "#8FAD94",
        5,
    )
    chips = shape("M96 330l30-8 6 22-26 8ZM214 340l22-14 14 20-20 12ZM318 318l26 4-4 22-24-4Z", "#8FAD94")
    return (
        wood_ground(TIRED)
        + under
        + paint
        + stroke("M60 60l40 30-10 30 46 22M250 50l-20 44 34 20", "#4F6C58", 5)
        + chips
    )


def stick(tip: str, wet: bool = True) -> str:
    """A lead test stick on paint."""
    rubbed = oval(150, 262, 66, 34, tip, ' opacity=".8"') if wet else ""
    return (
        box(-200, -20, 800, 440, "#8FAD94", 0)
        + stroke("M40 60q160 30 320 0M20 340q180-30 360 0", "#6F8F77", 5)
        + rubbed
        + moved(
            box(0, -17, 210, 34, PAPER, 17) + box(0, -17, 56, 34, tip, 17) + stroke("M84 0h90", "#C3BCAD", 6),
            160,
            252,
            1,
            -34,
        )
    )


def mask_and_spray() -> str:
    """Wet, and with a mask."""
    mask = (
        shape("M46 170Q120 128 194 170V226Q184 286 120 296 56 286 46 226Z", PAPER, 6)
        + stroke("M46 176Q16 156 14 214M194 176q30-20 32 38", "#B9AE9D", 7)
        + stroke("M64 200q56-20 112 0M64 232q56-16 112 0", "#D6CFBF", 6)
    )
    bottle = (
        shape("M256 214h92v112q0 18-18 18h-56q-18 0-18-18Z", "#9DB9C2", 6)
        + box(282, 176, 40, 40, "#627F8B", 4)
        + shape("M264 150h92v28H290l-26 12Z", "#46606B", 6)
        + stroke("M244 146l-26-16M240 164h-32M244 182l-24 18", "#5E7999", 7)
    )
    return box(-200, -20, 800, 440, "#E1EBDB", 0) + mask + bottle


def gauge(gap_ok: bool) -> str:
    """A gauge held between the bars of a cot."""
    xs = (60, 128, 196, 264, 332) if gap_ok else (60, 118, 262, 320)
    bars = "".join(
        box(x - 12, 60, 24, 290, PINE.mid, 10) + box(x - 12, 60, 9, 290, PINE.light, 4) for x in xs
    )
    held = box(142, 190, 40, 60, OCHRE, 6) if gap_ok else box(132, 176, 118, 90, OCHRE, 8)
    return (
        box(-200, -20, 800, 440, "#D9E6EC", 0)
        + box(-60, 300, 520, 100, "#EFE6D3", 0)
        + bars
        + box(-60, 44, 520, 32, PINE.light, 8)
        + box(-60, 330, 520, 30, PINE.mid, 8)
        + held
        + stroke("M162 206v28" if gap_ok else "M150 221h82M160 209l-12 12 12 12M222 209l12 12-12 12", INK, 6)
    )


def bracket(there: bool) -> str:
    """A strap from a bookcase to the wall, or none and the case tips."""
    shelf = moved(cases.wardrobe_single(OAK), 0, 8)
    if there:
        return (
            room("sage")
            + shelf
            + stroke("M236 52q30-22 62-14", INK, 10)
            + box(288, 22, 44, 34, STEEL.mid, 6)
            + disc(302, 39, 5, STEEL.deep)
            + disc(319, 39, 5, STEEL.deep)
        )
    return (
        room("clay")
        + moved(cases.wardrobe_single(OAK), 64, -42, 1, 13)
        + stroke("M96 120q-36 20-42 60M74 88q-48 28-54 84", INK, 7)
    )


def pane(marked: bool, sure: bool = True) -> str:
    """Glass with the etched safety mark in its corner, or without."""
    glass = box(56, 40, 288, 310, "#BFD3D6", 8) + stroke("M96 220L220 70M120 270L300 66", "#EAF3F3", 16, 0.8)
    mark = disc(296, 308, 26, "#EAF3F3") + stroke("M282 308l10 10 18-20", "#46606B", 6) if marked else ""
    smudge = oval(290, 306, 34, 20, "#9FB8BD") if not sure else ""
    return (
        box(-200, -20, 800, 440, OAK.mid, 0)
        + glass
        + mark
        + smudge
        + f'<rect x="56" y="40" width="288" height="310" rx="8" fill="none" stroke="{OAK.dark}"'
        ' stroke-width="12"/>'
    )


def plug(tag: str, tag_words: str) -> str:
    """A plug with its tester's tag."""
    body = (
        shape("M70 150H190V236Q190 262 164 262H96Q70 262 70 236Z", PAPER, 8)
        + stroke("M100 148V106M160 148V106M130 148V92", STEEL.dark, 14)
        + stroke("M130 266C130 350 250 360 330 340", INK, 14)
    )
    return (
        box(-200, -20, 800, 440, "#F3E1D6", 0)
        + body
        + moved(box(0, 0, 134, 96, tag, 12) + disc(16, 16, 6, PAPER) + tag_words, 232, 150, 1, 8)
    )


def paper(signed: bool) -> str:
    """A sheet of evidence, signed or not."""
    name = stroke("M150 300q14-34 26-6t28-16 22 12 40-20", INK, 6) if signed else ""
    return (
        box(-200, -20, 800, 440, "#D9C3A0", 0)
        + moved(box(8, 10, 230, 320, "#000", 4, ' opacity=".15"') + box(0, 0, 230, 320, PAPER, 4), 86, 40)
        + stroke("M116 88h120M116 122h168M116 152h168M116 182h132M116 212h168", "#857A67", 7)
        + stroke("M136 316h150", "#857A67", 4)
        + name
    )


def scales(known: bool) -> str:
    """A chair on the scales, or a picture of many alike."""
    if known:
        return (
            room("mist")
            + moved(seats.padded_chair(RUST, OAK), 46, -6, 0.76)
            + box(86, 262, 228, 34, STEEL.mid, 10)
            + box(100, 290, 200, 44, STEEL.dark, 12)
            + disc(200, 312, 26, PAPER)
            + stroke("M200 312l12-14", BRICK, 6)
        )
    three = "".join(
        moved(seats.padded_chair(tone, OAK), x, y, 0.5)
        for tone, x, y in ((TEAL, 6, 60), (RUST, 190, 60), (WORN, 98, 150))
    )
    return room("sand") + three
