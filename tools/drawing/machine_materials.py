"""The pictures of what may lie in a machine and what never: sheets that lean back, a hide, a spool."""

from __future__ import annotations

from .asks import INK, PAPER, asked
from .machine_cards import (
    BLACK,
    CREAM,
    MUSTARD,
    OAK,
    PINE,
    RUST,
    SAGE,
    STEEL,
    TEAL,
    WALNUT,
    WHITE,
    Cards,
    plain,
)
from .shapes import Tone, disc, oval, shape, stroke


def sheet(face: str, lit: str, edge: str, more: str = "") -> str:
    """A sheet that leans back: its face, its lit corner, its edge."""
    return (
        oval(200, 326, 150, 16, "#3A2412", ' opacity="0.2"')
        + shape("M84 92L312 68V290L84 318Z", face, 8)
        + shape("M84 92L196 80 84 210Z", lit)
        + shape("M312 68L338 82V302L312 290Z", edge, 6)
        + more
    )


def _wood(tone: Tone, lines: str = "") -> str:
    return sheet(
        tone.light,
        tone.light,
        tone.dark,
        stroke(
            "M110 128q90-20 170-12M104 176q90-22 188-16M104 226q80-18 150-14M112 276q90-20 176-18",
            tone.mid,
            5,
        )
        + lines,
    )


def _letters() -> str:
    return stroke(
        "M122 236V158h24q22 2 22 22t-22 22H124M184 154l22 78 22-80M290 162q-36-24-46 16-4 56 46 36", INK, 13
    )


def _puffs(colour: str = "#A9BE5C") -> str:
    return "".join(
        disc(x, y, r, colour) for x, y, r in ((292, 92, 34), (328, 66, 26), (346, 104, 28), (318, 124, 22))
    )


def allowed() -> Cards:
    """What may lie in a machine."""
    layers = stroke("M320 84V294M328 86V298", OAK.light, 4)
    specks = "".join(disc(110 + 37 * (n % 6), 120 + 42 * (n // 6), 4, PINE.dark) for n in range(24))
    fuzzy = stroke("M84 92L312 68V290L84 318Z", RUST.mid, 16).replace(
        'stroke-linejoin="round"', 'stroke-linejoin="round" stroke-dasharray="3 9"'
    )
    waves = stroke("M318 84" + "q10 6 0 12t0 12" * 8, CREAM.deep, 5)
    hide = "M96 96Q140 70 196 86T310 80Q330 130 312 186T322 296Q250 286 206 314T92 300Q70 240 88 190T96 96Z"
    return {
        "plywood": plain(_wood(OAK, layers), "sage"),
        "mdf": plain(sheet(PINE.mid, PINE.light, PINE.dark, specks), "mist"),
        "solid_wood": plain(_wood(WALNUT), "sand"),
        "acrylic": plain(
            sheet(
                "#8CC5C4", "#B4DEDB", "#4B918F", stroke("M116 250L190 130M146 268L200 182", PAPER, 10, 0.8)
            ),
            "sand",
        ),
        "cardboard": plain(sheet("#D6B283", "#E3C79E", "#B58E5C", waves), "sage"),
        "felt": plain(sheet(RUST.mid, RUST.light, RUST.dark, fuzzy), "mist"),
        "leather": plain(
            oval(200, 322, 140, 16, "#3A2412", ' opacity="0.2"')
            + shape(hide, "#9A5F3B", 8)
            + stroke("M120 124q70-26 160-12", "#B87C55", 8),
            "sand",
        ),
        "filament": plain(
            disc(200, 190, 132, MUSTARD.mid)
            + disc(200, 190, 100, TEAL.mid)
            + disc(200, 190, 46, MUSTARD.light)
            + disc(200, 190, 22, BLACK.dark)
            + stroke("M300 190C340 260 300 330 360 350", TEAL.mid, 12),
            "mist",
        ),
    }


def forbidden() -> Cards:
    """What may never lie in a machine; the page bars it."""
    drips = stroke("M112 96V160M150 92V204M190 88V150M230 84V186M272 80V140", SAGE.dark, 22)
    peel = shape("M84 92L312 68V150Q240 176 220 230L84 246Z", "#E9E4DA", 6) + shape(
        "M312 150Q240 176 220 230 280 236 312 196Z", "#C9C2B2", 4
    )
    gloss = stroke("M112 270L236 104M150 282L260 132M196 286L276 178", PAPER, 12, 0.75)
    foam = "".join(disc(112 + 36 * (n % 6), 126 + 42 * (n // 6), 8, "#E0BE62") for n in range(24))
    burnt = oval(200, 196, 70, 54, "#5E4A33", ' opacity=".75"') + oval(200, 196, 34, 24, "#2F2519")
    return {
        "pvc": plain(sheet(WHITE.light, "#FFFDF8", WHITE.dark, _letters()) + _puffs(), "clay"),
        "painted": plain(_wood(OAK, drips), "clay"),
        "varnished": plain(sheet("#B9733A", "#D08C4E", "#7E4A22", gloss), "sand"),
        "laminated": plain(_wood(PINE, peel), "clay"),
        "foam": plain(sheet("#EFD68C", "#F7E5AE", "#CDAE5B", foam), "mist"),
        "polycarbonate": plain(sheet("#CFDBDD", "#E6EEEF", "#9FB0B4", burnt), "sand"),
        "metal": plain(
            sheet(
                STEEL.mid, STEEL.light, STEEL.deep, stroke("M112 270L236 104M190 280L280 150", PAPER, 9, 0.6)
            ),
            "clay",
        ),
        "unknown": plain(sheet("#B9AE9D", "#CFC6B7", "#7C7162") + asked(200, 192), "sand"),
    }
