"""Things of the workshop close by, for checklists: what somebody wears, holds, presses, hears; no faces."""

from __future__ import annotations

from tools.drawing.asks import BRICK, INK, MOSS, OCHRE, PAPER, moved
from tools.drawing.shapes import FABRICS, METALS, WOODS, box, disc, grain, oval, shape, stroke

OAK, PINE, WALNUT = WOODS["oak"], WOODS["pine"], WOODS["walnut"]
STEEL, BLACK, WHITE, RED = (METALS[name] for name in ("steel", "black", "white", "red"))
TEAL, MUSTARD, RUST, BLUE = (FABRICS[name] for name in ("teal", "mustard", "rust", "blue"))
SKIN, SKIN_DARK, GLOW = "#B9835A", "#8F5F3C", "#F6B13C"


def ground(tint: str = "#E1EBDB") -> str:
    """A plain ground."""
    return box(-200, -20, 800, 440, tint, 0)


def bench() -> str:
    """A plain ground with the edge of a bench."""
    return ground("#EFE3CC") + box(-60, 300, 520, 120, PINE.mid, 0) + box(-60, 300, 520, 12, PINE.light, 0)


def flame(x: float = 200, y: float = 320, size: float = 1) -> str:
    """A flame that stands on a point."""
    outer = (
        "M0 0C-70-10-86-78-40-128-36-96-16-92-18-128-20-168 0-200 26-222 20-176 84-132 70-62 62-20 36 0 0 0Z"
    )
    inner = "M2-8C-34-14-38-54-10-84-4-62 6-60 8-84 34-58 40-14 2-8Z"
    return moved(
        shape(outer, BRICK, 6) + moved(shape(outer, "#D9683A"), 2, -8, 0.82) + shape(inner, OCHRE, 4),
        x,
        y,
        size,
    )


def hand(x: float, y: float, size: float = 1, turn: float = 0, sleeve: str = TEAL.mid) -> str:
    """A hand that points to the left, with its sleeve."""
    fingers = box(-78, -16, 96, 24, SKIN, 12) + box(-20, 4, 60, 22, SKIN, 11) + box(-14, 24, 54, 20, SKIN, 10)
    fingers += (
        box(-8, 42, 46, 18, SKIN_DARK, 9)
        + shape("M0 -22H70V66H6Z", SKIN, 14)
        + box(14, -44, 26, 50, SKIN, 13)
    )
    return moved(
        fingers + box(66, -30, 120, 104, sleeve, 14) + box(66, -30, 22, 104, PAPER, 8), x, y, size, turn
    )


def stop_button(is_pressed: bool = True) -> str:
    """The red mushroom on its yellow plate."""
    plate = box(70, 90, 200, 230, "#000", 18, ' opacity=".15"') + box(62, 82, 200, 230, OCHRE, 18)
    head = disc(162, 196, 74, RED.deep) + disc(162, 188, 70, BRICK) + oval(146, 166, 34, 20, RED.light)
    arrows = stroke("M120 196a44 44 0 0 1 76-30M204 198a44 44 0 0 1-74 32", PAPER, 7, 0.8)
    return ground("#D5DDDD") + plate + head + arrows + (hand(262, 210, 0.95, 8) if is_pressed else "")


def clock(hand_at: str = "M200 200V116M200 200L258 232", tint: str = "#E9DFF0") -> str:
    """A clock on the wall."""
    ticks = stroke("M200 84v18M200 298v18M84 200h18M298 200h18", INK, 8)
    return (
        ground(tint)
        + disc(204, 210, 138, "#000").replace("/>", ' opacity=".12"/>')
        + disc(200, 200, 138, OAK.dark)
        + disc(200, 200, 120, PAPER)
        + ticks
        + stroke(hand_at, INK, 12)
        + disc(200, 200, 12, BRICK)
    )


def camera() -> str:
    """A camera on its bracket."""
    body = box(84, 140, 190, 104, WHITE.light, 18) + box(84, 214, 190, 30, WHITE.mid, 14)
    return (
        ground("#D5DDDD")
        + box(292, 96, 30, 200, STEEL.mid, 6)
        + box(262, 176, 40, 24, STEEL.dark, 4)
        + body
        + disc(120, 192, 34, BLACK.dark)
        + disc(120, 192, 18, BLUE.mid)
        + disc(112, 184, 6, PAPER)
        + disc(246, 168, 8, BRICK)
    )


def sheets(kind: str) -> str:
    """What lies on the bench: vinyl, plywood, card or paper."""
    if kind == "vinyl":
        roll = (
            box(80, 150, 230, 96, BLUE.mid, 48)
            + oval(310, 198, 26, 48, BLUE.dark)
            + oval(310, 198, 11, 20, PAPER)
        )
        loose = shape("M96 232L40 306H240L300 244Z", BLUE.light, 6)
        fumes = stroke(
            "M120 130q-16-24 4-44t0-44M190 130q-16-24 4-44t0-44M260 130q-16-24 4-44t0-44", "#7B8F3A", 9, 0.7
        )
        return bench() + loose + roll + fumes
    if kind == "plywood":
        layers = "".join(box(70, 190 + 22 * n, 260, 22, (OAK.light, OAK.dark)[n % 2], 2) for n in range(5))
        return (
            bench()
            + shape("M70 190L130 120H370L330 190Z", OAK.light, 4)
            + grain(130, 136, 200, 3, 16, OAK.dark)
            + layers
        )
    if kind == "card":
        return (
            bench()
            + shape("M70 290L110 150H340L320 290Z", "#C9A271", 6)
            + stroke("M100 270L126 170M150 274L170 170M210 276L222 170M268 278L276 170", "#A9814F", 4)
        )
    lines = stroke("M136 132h128M136 164h128M136 196h96M136 228h128", "#857A67", 8)
    return (
        bench()
        + moved(box(8, 8, 180, 240, "#000", 4, ' opacity=".15"') + box(0, 0, 180, 240, PAPER, 4), 110, 80)
        + lines
    )


def nothing() -> str:
    """Nothing: an empty outline."""
    ring = ' fill="none" stroke="#857A67" stroke-width="9" stroke-dasharray="26 22" stroke-linecap="round"'
    return ground("#EFE6D3") + disc(200, 196, 110, "none").replace(' fill="none"', ring)


def radio() -> str:
    """A radio with its notes."""
    body = (
        box(80, 170, 240, 140, RUST.mid, 16)
        + box(80, 170, 240, 30, RUST.light, 14)
        + disc(148, 250, 40, BLACK.mid)
        + disc(148, 250, 22, BLACK.light)
    )
    notes = stroke("M330 130v-50l36-10v46", INK, 7) + disc(322, 132, 13, INK) + disc(358, 118, 13, INK)
    return (
        bench()
        + stroke("M280 170L330 80", STEEL.dark, 6)
        + body
        + box(212, 226, 86, 20, PAPER, 4)
        + disc(236, 274, 13, PAPER)
        + disc(276, 274, 13, PAPER)
        + notes
    )


def fan(air: bool = True) -> str:
    """The extraction: a fan in its grille, and air that goes in."""
    blades = "".join(
        moved(shape("M0-14C40-60 84-40 78 4 52-10 30-10 14 6Z", STEEL.light, 4), 236, 196, 1, turn)
        for turn in (0, 90, 180, 270)
    )
    flow = (
        stroke(
            "M20 130q50 20 90 6M10 196h96M20 262q50-20 90-6M84 116l26 20-24 20M82 176l26 20-26 20M86 236l24 20-26 20",
            TEAL.mid,
            9,
        )
        if air
        else ""
    )
    return (
        ground("#D5DDDD")
        + box(118, 78, 236, 236, STEEL.dark, 22)
        + disc(236, 196, 104, BLACK.dark)
        + blades
        + disc(236, 196, 22, STEEL.mid)
        + flow
    )


def cup(is_hot: bool) -> str:
    """A cup of tea, or ice."""
    if is_hot:
        return (
            bench()
            + shape("M110 190H270L252 300H128Z", RUST.mid, 10)
            + oval(190, 192, 80, 18, OAK.deep)
            + stroke("M270 212c60-8 56 66-8 62", RUST.dark, 16)
            + stroke("M150 160q-16-24 0-44t0-40M200 160q-16-24 0-44t0-40M250 160q-16-24 0-44t0-40", PAPER, 9)
        )
    arms = "".join(
        moved(
            stroke("M0 0V-120M0-80l-26-24M0-80l26-24M0-46l-18-18M0-46l18-18", "#5E7999", 12),
            200,
            196,
            1,
            turn,
        )
        for turn in range(0, 360, 60)
    )
    return ground("#D9E6EC") + arms


def sign(what: str, colour: str = MOSS) -> str:
    """A round push button: pause, play, off or fast."""
    marks = {
        "pause": box(148, 136, 34, 120, PAPER, 8) + box(218, 136, 34, 120, PAPER, 8),
        "play": shape("M164 132L266 196 164 260Z", PAPER, 12),
        "off": stroke("M150 152a70 70 0 1 0 100 0M200 112v76", PAPER, 20),
        "fast": shape("M224 92L136 214h56l-18 92 92-128h-58Z", OCHRE, 8),
    }
    return (
        ground("#D5DDDD")
        + disc(204, 206, 134, "#000").replace("/>", ' opacity=".15"/>')
        + disc(200, 196, 134, STEEL.dark)
        + disc(200, 196, 114, colour)
        + marks[what]
    )


def scraper(is_away: bool, is_hot: bool = False) -> str:
    """A scraper under a print; the arrow tells which way it goes."""
    print_ = shape("M170 214h110l-14-60h-82Z", TEAL.mid, 8) + box(50, 214, 300, 22, BLACK.mid, 6)
    blade = shape("M70 208L170 200v14H70Z", STEEL.light, 3) + box(-20, 196, 96, 26, OAK.mid, 12)
    arrow = stroke(
        "M60 286h210M222 250l50 36-50 36" if is_away else "M270 286H60M108 250l-50 36 50 36",
        MOSS if is_away else BRICK,
        16,
    )
    heat = stroke("M196 136q-14-22 2-40t0-38M246 136q-14-22 2-40t0-38", BRICK, 10) if is_hot else ""
    return ground("#EFE3CC") + print_ + blade + arrow + heat


def hammer() -> str:
    """A hammer."""
    return bench() + moved(
        box(-12, 0, 26, 220, OAK.mid, 12)
        + box(-12, 0, 10, 220, OAK.light, 5)
        + box(-70, -44, 150, 56, STEEL.mid, 12)
        + box(-70, -44, 150, 18, STEEL.light, 8),
        190,
        110,
        1,
        24,
    )


def clamp(holds: bool = True) -> str:
    """A board under a clamp, or held by hand."""
    board = box(40, 220, 240, 40, OAK.mid, 4) + grain(50, 232, 220, 2, 14, OAK.dark)
    if not holds:
        return bench() + board + hand(250, 214, 0.95, -12)
    screw = (
        stroke("M226 70V204", STEEL.dark, 16)
        + box(196, 202, 62, 18, STEEL.mid, 6)
        + stroke("M190 74h74", OAK.dark, 16)
    )
    return bench() + stroke("M226 116H330V330H230", BLACK.mid, 26) + board + screw


def dial() -> str:
    """A dial turned to slow."""
    return (
        ground("#EFE6D3")
        + disc(200, 206, 120, BLACK.mid)
        + disc(200, 200, 96, BLACK.light)
        + stroke("M200 200L132 258", PAPER, 14)
        + stroke(
            "M76 286l-16 14M60 190H36M104 92L88 74M200 56V34M296 92l16-18M340 190h24M324 286l16 14", INK, 9
        )
    )


def plugged(state: str) -> str:
    """A plug: with its cable and test tag, or pulled out of the wall."""
    body = (
        shape("M70 150H190V236Q190 262 164 262H96Q70 262 70 236Z", PAPER, 8)
        + stroke("M100 148V106M160 148V106M130 148V92", STEEL.dark, 14)
        + stroke("M130 266C130 350 250 360 330 340", INK, 14)
    )
    if state == "tag":
        tag = (
            box(0, 0, 134, 96, "#CFE3D2", 12)
            + disc(16, 16, 6, PAPER)
            + stroke("M38 52l20 20 44-44", MOSS, 12)
        )
        return ground("#F3E1D6") + body + moved(tag, 232, 150, 1, 8)
    wall = box(40, 110, 120, 150, PAPER, 14) + stroke("M82 156v26M118 156v26M100 200v26", INK, 10)
    pulled = moved(
        shape("M0 -44H70Q96-44 96-18V18Q96 44 70 44H0Z", BLACK.mid, 8)
        + stroke("M-2-22h-40M-2 22h-40M96 0q60 0 84 60", STEEL.dark, 13),
        232,
        186,
    )
    return ground("#EAD5C8") + wall + pulled + stroke("M240 300h90M290 264l44 36-44 36", MOSS, 13)


def swatches() -> str:
    """Colours."""
    return bench() + "".join(
        moved(box(0, 0, 70, 170, tone, 8), 120 + 20 * n, 130, 1, -24 + 18 * n)
        for n, tone in enumerate((BLUE.mid, MUSTARD.mid, RUST.mid, TEAL.mid))
    )


def switch() -> str:
    """A switch set to off."""
    return (
        ground("#EFE6D3")
        + box(110, 60, 180, 270, WHITE.light, 18)
        + box(146, 100, 108, 190, BLACK.mid, 14)
        + box(154, 196, 92, 86, BLACK.light, 10)
        + disc(200, 240, 20, PAPER)
        + disc(200, 240, 10, BLACK.light)
        + box(192, 122, 16, 54, STEEL.mid, 6)
    )
