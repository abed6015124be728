"""The machines that one learns, and what is shown at each: scenes for the questions and the practice of checklists."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tools.drawing import workshop_signs as signs
from tools.drawing import workshop_wear as wear
from tools.drawing.asks import BRICK, MOSS, OCHRE, PAPER, card, moved
from tools.drawing.courses import digital_fabrication
from tools.drawing.shapes import METALS, WOODS, box, disc, grain, oval, room, shadow, shape, stroke

OAK, PINE = WOODS["oak"], WOODS["pine"]
STEEL, BLACK, WHITE, RED, GREEN = (METALS[name] for name in ("steel", "black", "white", "red", "green"))
GLOW = "#F6B13C"
Draw = Callable[[], str]


def _table() -> str:
    return (
        shadow(170)
        + box(52, 280, 20, 60, PINE.mid, 3)
        + box(328, 280, 20, 60, PINE.dark, 3)
        + box(30, 262, 340, 18, PINE.mid, 4)
        + box(30, 262, 340, 6, PINE.light, 3)
    )


def laser(inside: str = "") -> str:
    """The laser cutter with its lid shut."""
    body = (
        box(70, 130, 264, 134, RED.mid, 12)
        + box(70, 130, 264, 16, RED.light, 8)
        + box(92, 158, 176, 86, BLACK.dark, 8)
    )
    window = (
        box(100, 166, 160, 70, "#46606B", 6)
        + inside
        + stroke("M116 222L156 176M140 228L190 172", "#C9DEE1", 6, 0.5)
    )
    panel = disc(302, 178, 13, BRICK) + box(288, 204, 30, 8, RED.dark, 4) + box(288, 220, 30, 8, RED.dark, 4)
    return room("mist") + _table() + body + window + panel


def laser_open() -> str:
    """The laser cutter with its lid up, cutting."""
    return room("mist") + digital_fabrication()


def printer(extra: str = "") -> str:
    """A 3D printer: frame, nozzle, bed and a print."""
    frame = (
        box(96, 70, 22, 196, BLACK.mid, 6)
        + box(282, 70, 22, 196, BLACK.mid, 6)
        + box(90, 62, 220, 22, BLACK.light, 8)
        + box(84, 246, 232, 22, BLACK.mid, 8)
    )
    head = (
        box(112, 128, 176, 12, STEEL.mid, 6)
        + box(172, 112, 56, 46, STEEL.dark, 8)
        + shape("M186 158h28l-9 22h-10Z", "#C08A3A", 3)
    )
    made = shape("M168 236L180 190H224L234 236Z", signs.TEAL.mid, 6)
    spool = (
        disc(338, 110, 40, signs.MUSTARD.mid)
        + disc(338, 110, 15, PAPER)
        + stroke("M318 76C290 40 220 60 204 110", signs.MUSTARD.dark, 4)
    )
    return (
        room("sage") + _table() + frame + box(130, 234, 140, 12, STEEL.light, 4) + made + head + spool + extra
    )


def router(extra: str = "") -> str:
    """The CNC router: a board on its bed, the spindle on its gantry."""
    bed = (
        box(40, 226, 320, 36, STEEL.dark, 8)
        + box(84, 208, 232, 20, OAK.mid, 3)
        + grain(90, 214, 220, 1, 8, OAK.dark)
    )
    gantry = (
        box(58, 96, 26, 150, BLACK.mid, 6)
        + box(316, 96, 26, 150, BLACK.mid, 6)
        + box(50, 88, 300, 34, BLACK.light, 10)
    )
    spindle = (
        box(172, 76, 56, 90, GREEN.mid, 10)
        + box(172, 76, 56, 20, GREEN.light, 8)
        + box(186, 164, 28, 20, STEEL.mid, 4)
        + stroke("M200 184V208", STEEL.light, 8)
    )
    clamps = box(92, 198, 34, 16, OCHRE, 4) + box(274, 198, 34, 16, OCHRE, 4)
    return room("clay") + _table() + bed + gantry + clamps + spindle + extra


def drill(extra: str = "") -> str:
    """A drill over a clamped board."""
    body = (
        shape("M150 96H300Q324 96 324 120V150Q324 168 300 168H170Q150 168 150 150Z", signs.TEAL.mid, 8)
        + box(104, 116, 48, 34, BLACK.mid, 6)
        + stroke("M104 133H40", STEEL.dark, 8)
    )
    grip = (
        shape("M258 166h48l16 74h-54Z", signs.TEAL.dark, 8)
        + box(254, 236, 82, 34, BLACK.mid, 8)
        + box(244, 176, 16, 26, OCHRE, 5)
    )
    board = box(10, 90, 30, 172, OAK.mid, 4) + grain(12, 110, 26, 5, 28, OAK.dark)
    return room("sand") + _table() + board + body + grip + extra


def booth(extra: str = "") -> str:
    """The spray booth: a cabin with a filter wall and the gun."""
    cabin = box(40, 50, 320, 288, STEEL.mid, 10) + box(60, 70, 280, 250, "#E9EEEC", 6)
    slots = "".join(stroke(f"M80 {96 + 26 * n}H320", STEEL.light, 10) for n in range(8))
    gun = (
        shape("M150 206h96q16 0 16 16v22H160Z", STEEL.dark, 6)
        + shape("M216 244h34l10 62h-36Z", BLACK.mid, 6)
        + box(180, 162, 44, 46, RED.mid, 8)
        + box(128, 214, 26, 14, "#C08A3A", 3)
    )
    mist = stroke("M112 216L70 196M110 222H62M112 228L70 250", signs.TEAL.mid, 8, 0.8)
    return room("mist") + shadow(170, 342) + cabin + slots + gun + mist + extra


def _badge(inside: str, ring: str = PAPER) -> str:
    """A disc in the corner with something small on it."""
    return disc(316, 92, 66, "#000").replace("/>", ' opacity=".15"/>') + disc(312, 86, 66, ring) + inside


def _on_badge(draw: str, size: float = 0.26) -> str:
    return _badge(moved(draw, 312 - 200 * size, 86 - 196 * size, size))


def _asks() -> str:
    return _badge(stroke("M292 76q0-26 22-26t22 22q0 13-15 20-7 4-7 13M314 124v.1", "#1D2721", 12))


def _tick() -> str:
    return _badge(stroke("M284 88l20 22 40-46", MOSS, 15), "#D8E9DA")


def _flame() -> str:
    return _badge(signs.flame(312, 132, 0.48))


def _spool_hand() -> str:
    return signs.hand(338, 170, 0.62, 22)


def _look() -> str:
    return _badge(
        shape("M262 86Q312 36 362 86Q312 136 262 86Z", "#FFFDF8", 4)
        + disc(312, 86, 26, MOSS)
        + disc(312, 86, 11, "#1D2721"),
        "#D5DDDD",
    )


def _play() -> str:
    return _badge(shape("M294 58L344 86 294 114Z", MOSS, 10))


def _pause() -> str:
    return _badge(box(286, 60, 18, 54, BRICK, 6) + box(320, 60, 18, 54, BRICK, 6))


def _stop() -> str:
    return _badge(disc(312, 86, 44, BRICK) + oval(302, 72, 20, 11, RED.light), OCHRE)


def _cross_hair() -> str:
    return (
        stroke("M200 160v100M150 208h100", BRICK, 7)
        + '<circle cx="200" cy="208" r="30" fill="none" stroke="#A33520" stroke-width="7"/>'
    )


def _brush() -> str:
    return moved(
        box(-10, -150, 24, 120, OAK.mid, 10)
        + box(-34, -34, 72, 26, STEEL.mid, 4)
        + shape("M-34-8h72l8 54h-88Z", "#8C6A3C", 4),
        292,
        240,
        0.9,
        18,
    )


def _hose() -> str:
    return stroke("M292 150C350 120 372 170 360 262", STEEL.dark, 26) + stroke(
        "M292 150C350 120 372 170 360 262", STEEL.light, 12
    )


def _paper_list() -> str:
    marks = stroke("M120 128l14 14 26-28M120 186l14 14 26-28M122 234l28 28M150 234l-28 28", MOSS, 9)
    return (
        signs.ground("#D9C3A0")
        + box(92, 60, 220, 280, PAPER, 6)
        + marks
        + stroke("M182 132h96M182 190h96M182 248h80", "#857A67", 9)
    )


def _sander() -> str:
    tool = (
        shape("M110 190Q110 120 200 120H270Q310 120 310 160V200H110Z", signs.BLUE.mid, 10)
        + box(100, 198, 220, 30, BLACK.mid, 6)
        + box(306, 130, 70, 76, PINE.light, 20)
    )
    return (
        signs.bench()
        + box(20, 268, 360, 34, OAK.mid, 3)
        + tool
        + stroke("M70 250q-20-8-34 6M60 232q-24-10-44 2", PINE.dark, 7, 0.7)
    )


def _saw() -> str:
    blade = shape("M40 250L300 170V206L56 290Z", STEEL.light, 4) + stroke(
        "M58 292" + "l9 4l6 -10" * 15, STEEL.dark, 3
    )
    return (
        signs.bench()
        + box(20, 292, 360, 34, OAK.mid, 3)
        + blade
        + signs.hand(296, 176, 0.8, -16)
        + moved(signs.hand(0, 0, 0.7, 20), 150, 300)
    )


def _tidied() -> str:
    return (
        signs.bench()
        + box(60, 190, 280, 130, RED.mid, 10)
        + box(60, 190, 280, 22, RED.light, 8)
        + stroke("M140 190v-28q0-12 12-12h96q12 0 12 12v28", BLACK.mid, 12)
        + stroke("M200 216v60M170 248l30 34 30-34", PAPER, 14)
    )


def _tight() -> str:
    return (
        wear.respirator()
        + signs.hand(330, 200, 0.7, 10)
        + '<g transform="translate(400 0) scale(-1 1)">'
        + signs.hand(330, 200, 0.7, 10)
        + "</g>"
    )


def _three_clocks() -> str:
    return signs.fan() + "".join(
        disc(x, 336, 30, PAPER) + stroke(f"M{x} 336v-18M{x} 336l12 8", "#1D2721", 6) for x in (160, 236, 312)
    )


def _gun_clean() -> str:
    return (
        signs.bench()
        + shape("M90 150h130q20 0 20 20v30H104Z", STEEL.dark, 6)
        + shape("M190 200h44l12 84h-48Z", BLACK.mid, 6)
        + box(128, 92, 56, 60, RED.mid, 8)
        + shape("M270 160Q330 130 372 180L350 290Q300 300 262 270Z", signs.BLUE.light, 8)
    )


def _lid_up() -> str:
    return (
        laser_open()
        + signs.flame(190, 250, 0.62)
        + stroke("M60 120q40 20 70 0M44 156q44 22 80 0", signs.BLUE.mid, 9)
    )


def _cold() -> str:
    return signs.cup(False)


SCENES: dict[str, Draw] = {
    "laser": laser,
    "laser-asks": lambda: laser() + _asks(),
    "laser-fire": lambda: laser(signs.flame(180, 232, 0.4)) + _flame(),
    "laser-air": lambda: laser() + _hose(),
    "laser-watch": lambda: laser(stroke("M180 168V226", GLOW, 5) + disc(180, 226, 8, GLOW)) + _look(),
    "laser-lid": _lid_up,
    "laser-height": lambda: (
        laser_open() + stroke("M228 186v52M214 200l14-14 14 14M214 224l14 14 14-14", MOSS, 7)
    ),
    "laser-start": lambda: laser(stroke("M180 168V226", GLOW, 5) + disc(180, 226, 8, GLOW)) + _play(),
    "laser-stop": lambda: laser() + _stop(),
    "laser-clean": lambda: laser_open() + _brush(),
    "printer": printer,
    "printer-hot": lambda: printer() + _flame(),
    "printer-thread": lambda: printer(stroke("M176 182q-30 20-10 40t-14 30", OCHRE, 7)) + _asks(),
    "printer-load": lambda: printer() + _spool_hand(),
    "printer-look": lambda: printer() + _look(),
    "printer-pause": lambda: printer() + _pause(),
    "router": router,
    "router-guard": lambda: router() + _tick(),
    "router-zero": lambda: router(_cross_hair()),
    "router-run": lambda: router() + _play(),
    "router-stop": lambda: router() + _stop(),
    "router-asks": lambda: router() + _asks(),
    "router-loose": lambda: router(stroke("M60 200l-22-8M60 216H34M340 200l22-8M340 216h26", BRICK, 8)),
    "drill": drill,
    "drill-asks": lambda: drill() + _asks(),
    "drill-look": lambda: drill() + _look(),
    "tool-sand": _sander,
    "tool-saw": _saw,
    "tool-away": _tidied,
    "booth": booth,
    "booth-fire": lambda: booth() + _flame(),
    "booth-air": lambda: booth() + _on_badge(signs.fan(False).split("/>", 1)[1], 0.34),
    "booth-test": lambda: booth() + _tick(),
    "gun-clean": _gun_clean,
    "list": _paper_list,
    "flame": lambda: signs.ground("#F3E1D6") + signs.flame(200, 330, 1.25),
    "vinyl": partial(signs.sheets, "vinyl"),
    "plywood": partial(signs.sheets, "plywood"),
    "card": partial(signs.sheets, "card"),
    "paper": partial(signs.sheets, "paper"),
    "watch": wear.eye,
    "eyes-shut": partial(wear.eye, False),
    "clock": signs.clock,
    "camera": signs.camera,
    "stop": signs.stop_button,
    "nothing": signs.nothing,
    "radio": signs.radio,
    "fan": signs.fan,
    "fan-long": _three_clocks,
    "warm": partial(signs.cup, True),
    "cold": _cold,
    "pause": partial(signs.sign, "pause", "#B98112"),
    "play": partial(signs.sign, "play"),
    "off": partial(signs.sign, "off", BRICK),
    "fast": partial(signs.sign, "fast", BLACK.mid),
    "tweezers": partial(wear.tweezers, True),
    "grab": partial(wear.tweezers, False),
    "go": wear.door,
    "scrape-away": partial(signs.scraper, True),
    "scrape-hot": partial(signs.scraper, False, True),
    "hammer": signs.hammer,
    "eyes-ears": wear.goggles,
    "eyes-mask-ears": partial(wear.goggles, True, True),
    "gloves": wear.gloves,
    "scarf": wear.scarf,
    "clamp": signs.clamp,
    "by-hand": partial(signs.clamp, False),
    "slow": signs.dial,
    "listen": wear.ear,
    "lean-in": wear.magnifier,
    "plug-checked": partial(signs.plugged, "tag"),
    "unplugged": partial(signs.plugged, "out"),
    "colours": signs.swatches,
    "switch-off": signs.switch,
    "knee": wear.knee,
    "two-hands": wear.two_hands,
    "mask": wear.respirator,
    "mask-tight": _tight,
    "dust-mask": partial(wear.respirator, False),
    "water": wear.drop,
    "drink": wear.glass,
}
"""File name → what is drawn."""


def drawings() -> dict[str, str]:
    """Every picture as an SVG text, by file name."""
    return {name: card(draw()) for name, draw in SCENES.items()}
