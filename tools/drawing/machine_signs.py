"""The pictures of what can be wrong with a machine, of its line, its care, and of what to show it."""

from __future__ import annotations

from .asks import BRICK, INK, MOSS, OCHRE, PAPER, asked, moved, ticked
from .machine_cards import (
    BLACK,
    BLUE,
    GLOW,
    MUSTARD,
    OAK,
    RED,
    STEEL,
    TEAL,
    WHITE,
    Cards,
    laser,
    plain,
    router,
    spindle,
)
from .shapes import box, disc, grain, oval, shape, stroke

SMOKE = "#8B8577"


def _noise() -> str:
    return moved(spindle(0, 0), 200, 70) + stroke(
        "M116 110l-26 18 22 20-34 22M284 110l26 18-22 20 34 22M96 214l-34 10M304 214l34 10", RUST_INK, 12
    )


RUST_INK = "#8C4832"


def _worn_tool() -> str:
    whole = box(-16, -130, 32, 120, STEEL.mid, 3) + stroke(
        "M-14 -104l28 14M-14 -74l28 14M-14 -44l28 14", STEEL.deep, 6
    )
    broken = shape("M-16 20L0 8 16 26V120Q0 150 -16 120Z", STEEL.mid, 3) + stroke(
        "M-14 50l28 14M-14 84l28 14", STEEL.deep, 6
    )
    return (
        moved(whole, 170, 190)
        + moved(broken, 228, 190, 1, 22)
        + stroke("M128 196l-26-8M130 214l-22 12M270 160l24-14", INK, 8)
    )


def _smell() -> str:
    wave = "q-34-30 0-60t0-60"
    return (
        stroke(f"M110 220{wave}M200 200{wave}M290 220{wave}", SMOKE, 18)
        + box(60, 244, 280, 110, RED.mid, 14)
        + box(60, 244, 280, 18, RED.light, 9)
        + box(96, 282, 150, 44, BLACK.dark, 6)
        + disc(296, 304, 16, GLOW)
    )


def _switch(is_on: bool) -> str:
    frame = box(116, 68, 168, 250, BLACK.dark, 22) + box(140, 92, 120, 202, BLACK.light, 12)
    up, down = ("#E9E4DA", BLACK.mid) if is_on else (BLACK.mid, "#E9E4DA")
    return (
        frame
        + box(140, 92, 120, 101, up, 12)
        + box(140, 193, 120, 101, down, 12)
        + stroke("M200 122V160", INK if is_on else WHITE.dark, 12)
        + f'<circle cx="200" cy="246" r="22" fill="none" stroke="{WHITE.dark if is_on else INK}" stroke-width="11"/>'
    )


def _no_start() -> str:
    return _switch(True) + asked(306, 112)


def _stuck() -> str:
    rollers = (
        disc(120, 150, 50, STEEL.mid)
        + disc(120, 250, 50, STEEL.dark)
        + disc(120, 150, 16, BLACK.dark)
        + disc(120, 250, 16, BLACK.dark)
    )
    crumpled = (
        "M120 186L196 176 220 140 252 206 284 150 300 226 380 190 1200 170V210L380 230 306 262 276 214 "
        "246 258 214 200 190 214 120 214Z"
    )
    return shape(crumpled, OAK.light, 6) + stroke("M196 180l20 24 30-4 28-30 24 44", OAK.dark, 6) + rollers


def _lens() -> str:
    return (
        disc(200, 190, 128, BLACK.mid)
        + disc(200, 190, 100, "#BFD6DA")
        + stroke("M148 150Q166 124 196 120", PAPER, 12)
        + oval(226, 214, 50, 34, "#6B5A43", ' opacity=".7"')
        + disc(160, 240, 14, "#6B5A43")
        + disc(252, 158, 10, "#6B5A43")
    )


def _wrench() -> str:
    return moved(
        stroke("M-84 84L42 -42", STEEL.dark, 34)
        + stroke("M18 -76a46 46 0 1 0 66 66l-38 8-36-36Z", STEEL.mid, 16)
        + disc(-84, 84, 9, PAPER),
        176,
        208,
        1.15,
    )


def _dots() -> str:
    return "".join(disc(x, 193, 26, INK) for x in (110, 200, 290))


def _cuts_badly() -> str:
    """A ragged cut with a burnt edge."""
    edge = "M-1000 190H-20L24 178 60 204 96 176 140 206 182 180 226 208 268 178 312 204 350 182 420 196H1400"
    board = box(-1000, 60, 2400, 130, OAK.light, 0) + grain(0, 90, 400, 3, 30, OAK.deep)
    return (
        board
        + box(-1000, 196, 2400, 900, OAK.mid, 0)
        + stroke(edge, "#3F2D1C", 26)
        + stroke(edge, BLACK.dark, 9)
        + grain(0, 260, 400, 3, 34, OAK.deep)
    )


def problems() -> Cards:
    """Something is not right, and nobody is to blame."""
    return {
        "noise": plain(_noise(), "sand"),
        "broken_part": plain(_worn_tool(), "clay"),
        "cuts_badly": plain(_cuts_badly(), "sage"),
        "stuck": plain(_stuck(), "sage"),
        "does_not_start": plain(_no_start(), "mist"),
        "smell": plain(_smell(), "sand"),
        "other": plain(_dots(), "sand"),
    }


def _guard() -> str:
    gone = (
        '<path d="M120 190V130Q120 90 160 90H240Q280 90 280 130V290H120Z" fill="none" '
        f'stroke="{BRICK}" stroke-width="12" stroke-dasharray="26 18" '
        'stroke-linecap="round"/>'
    )
    return box(-1000, 314, 2400, 900, OAK.light, 0) + moved(spindle(0, 0), 200, 96) + gone


def _cable() -> str:
    spark = moved(shape("M0 -46L12 -12 46 0 12 12 0 46 -12 12 -46 0 -12 -12Z", OCHRE, 4), 204, 128)
    return (
        stroke("M-900 290H-20C90 290 80 200 160 194", BLACK.mid, 38)
        + stroke("M1300 110H420C330 110 330 190 246 196", BLACK.mid, 38)
        + stroke("M160 190Q204 168 248 192", "#B5643A", 8)
        + stroke("M160 200Q204 230 248 202", "#D9A84A", 8)
        + spark
    )


def _fire() -> str:
    flame = (
        "M200 60c-96 70-128 130-104 204 14 44 54 70 104 70s92-28 "
        "104-72c16-58-20-100-50-138-4 40-18 56-38 52 22-44 8-84-16-116Z"
    )
    inner = (
        "M204 190c-44 34-52 62-40 92 8 20 22 30 40 30s34-12 38-32c6-28-12-44-26-60 0 "
        "18-6 24-14 22 8-20 8-36 2-52Z"
    )
    return box(-1000, 330, 2400, 900, OAK.dark, 0) + shape(flame, "#D9562F", 6) + shape(inner, OCHRE, 4)


def red_stop() -> str:
    """The red stop on its yellow plate, as it is on machines."""
    return (
        box(40, 36, 320, 320, OCHRE, 30)
        + disc(200, 202, 124, "#74220F")
        + disc(200, 192, 118, BRICK)
        + stroke("M118 160Q144 112 200 106", "#F8E2DA", 16, 0.9)
    )


def dangers() -> Cards:
    """It could hurt somebody."""
    return {
        "guard": plain(_guard(), "clay"),
        "cable": plain(_cable(), "sand"),
        "smoke": plain(_fire(), "clay"),
    }


def _unplugged() -> str:
    socket = box(270, 110, 900, 170, BLACK.mid, 14) + box(270, 150, 60, 90, BLACK.dark, 6)
    plug = (
        stroke("M-900 330H-20C60 330 40 196 120 196", BLACK.light, 26)
        + box(106, 146, 72, 100, BLACK.light, 12)
        + box(178, 162, 58, 68, STEEL.light, 4)
        + box(196, 176, 12, 12, STEEL.deep, 2)
        + box(196, 204, 12, 12, STEEL.deep, 2)
    )
    return socket + plug + stroke("M252 106l-10-26M250 290l-8 26", RUST_INK, 10)


def _garbled() -> str:
    marks = (
        "M86 150h40M150 132v36M186 150l24-18v36ZM240 132q40 18 0 36M290 150h36M86 "
        "232l34-18v36ZM150 214q34 18 0 36M196 232h40M262 214v36M290 214l30 36"
    )
    return (
        box(48, 84, 304, 206, BLACK.dark, 18)
        + stroke(marks, "#8FC4A4", 10)
        + box(160, 290, 80, 40, STEEL.mid, 0)
        + box(116, 326, 168, 18, STEEL.dark, 8)
    )


def _two_machines() -> str:
    return (
        box(-1000, 330, 2400, 900, "#B4A384", 0)
        + moved(laser(), -24, 146, 0.52)
        + moved(router(), 208, 146, 0.52)
        + disc(200, 96, 62, PAPER)
        + stroke("M172 82h56M172 110h56M222 60L178 132", INK, 11)
    )


def lines() -> Cards:
    """Why the kiosk does not hear its machine."""
    return {
        "unplugged": plain(_unplugged(), "sand"),
        "silent": plain(_switch(False), "mist"),
        "wrong_machine": plain(_two_machines(), "clay"),
        "check_baud": plain(_garbled(), "sand"),
    }


def _badge(tone: str = PAPER) -> str:
    dots = "".join(
        box(96 + 22 * (n % 4), 66 + 22 * (n // 4), 16, 16, INK if (n * 7) % 3 else tone, 2) for n in range(16)
    )
    return (
        box(0, 0, 210, 290, "#000", 18, ' opacity=".15"')
        + box(-6, -8, 210, 290, tone, 18)
        + box(66, 10, 66, 14, STEEL.mid, 7)
        + moved(
            disc(0, 0, 36, TEAL.light) + shape("M-16 14q-8-34 16-40 24 6 16 40-16 14-32 0Z", MUSTARD.mid),
            48,
            106,
        )
        + dots
        + stroke("M22 186h140M22 216h96", "#B9AE9D", 12)
    )


def show_card() -> str:
    """A card held to a reader."""
    reader = box(232, 224, 150, 116, BLACK.dark, 18) + stroke(
        "M272 296q36-40 70 0M290 312q18-18 34 0", "#8FC4A4", 9
    )
    return reader + moved(_badge(), 66, 62, 0.9, -8)


def _label() -> str:
    cells = "".join(
        box(120 + 20 * (n % 8), 120 + 20 * (n // 8), 17, 17, INK if n * 37 % 11 < 6 else PAPER, 1)
        for n in range(64)
    )
    return (
        moved(shape("M0 0h170L210 40V200H0Z", PAPER, 10), 96, 96)
        + cells
        + disc(270, 128, 10, OAK.dark)
        + stroke("M270 128C300 80 330 80 360 40", OAK.dark, 6)
    )


def care() -> Cards:
    """What a machine is given after so many hours."""
    belt = (
        stroke("M96 150H304M96 242H304", BLACK.mid, 16)
        + disc(96, 196, 52, STEEL.mid)
        + disc(304, 196, 52, STEEL.mid)
        + disc(96, 196, 16, BLACK.dark)
        + disc(304, 196, 16, BLACK.dark)
    )
    can = (
        box(110, 190, 130, 140, TEAL.mid, 14)
        + shape("M140 190L170 140H186L210 190Z", TEAL.dark, 6)
        + stroke("M180 140L316 74", STEEL.mid, 14)
        + shape("M330 118q-22 34 0 40 22-6 0-40Z", MUSTARD.mid, 4)
    )
    tube = (
        box(40, 152, 320, 82, "#CFE0E4", 40)
        + box(40, 172, 320, 42, "#E79BB8", 20)
        + box(20, 144, 46, 98, STEEL.mid, 10)
        + box(334, 144, 46, 98, STEEL.mid, 10)
    )
    pleats = box(84, 84, 232, 220, STEEL.mid, 14) + stroke(
        "".join(f"M{112 + 25 * n} 108v172" for n in range(8)), WHITE.light, 12
    )
    collet = moved(spindle(0, 0), 200, 30) + stroke("M92 210q20 30 54 24M308 210q-20 30-54 24", MOSS, 12)
    return {
        "lens": plain(_lens(), "mist"),
        "filter": plain(pleats, "sage"),
        "tube": plain(tube, "sand"),
        "belt": plain(belt, "clay"),
        "oil": plain(can, "sand"),
        "collet": plain(collet, "sage"),
        "care": plain(_wrench(), "mist"),
    }


def shown() -> Cards:
    """What one shows the kiosk, and whom one asks."""
    person = disc(0, -44, 40, BLUE.mid) + shape("M-66 92Q-60 14 0 10T66 92Z", BLUE.mid, 8)
    return {
        "show_card": plain(show_card(), "sage"),
        "show_label": plain(_label(), "sand"),
        "ask_staff": plain(
            moved(person, 150, 226, 1.3)
            + disc(292, 118, 62, PAPER)
            + stroke("M270 106q0-28 22-28t22 24q0 14-15 21-7 4-7 13M292 158v.1", INK, 11),
            "sage",
        ),
        "red_stop": plain(red_stop(), "clay"),
        "test_run": plain(moved(router(), 28, 30, 0.86) + ticked(312, 100), "sage"),
    }
