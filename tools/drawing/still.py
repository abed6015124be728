"""Drawings that are no furniture category: empty lists, the camera's troubles, the workshop seen by the camera."""

from . import cases, seats
from .asks import INK, MOSS, OCHRE, PAPER, fire_label, moved
from .shapes import FABRICS, METALS, WOODS, box, disc, oval, scene, shadow, shape, stroke

OAK, PINE = WOODS["oak"], WOODS["pine"]


def qr(x: float, y: float, cell: float) -> str:
    """Something that looks like a label's code but is none: no scanner can read it."""
    rows = (
        "1111101011111",
        "1000100101000",
        "1010101110101",
        "1000101001000",
        "1111101011111",
        "0000010110000",
        "1011011010110",
        "0100101101001",
        "1111100110110",
        "1000101011010",
        "1010100110011",
        "1000101101100",
        "1111101001011",
    )
    cells = "".join(
        f"M{x + n * cell:g} {y + m * cell:g}h{cell:g}v{cell:g}h-{cell:g}Z"
        for m, row in enumerate(rows)
        for n, on in enumerate(row)
        if on == "1"
    )
    return shape(cells, "#1E2A24")


def label(x: float, y: float, size: float, turn: float) -> str:
    """A label on a string."""
    body = (
        shape("M34 0H196Q206 0 206 10V290Q206 300 196 300H10Q0 300 0 290V34Z", "#FBF3DF")
        + disc(34, 34, 11, "#D9BE91")
        + disc(34, 34, 6, "#5E7264")
        + qr(38, 70, 10)
    )
    return moved(
        shape("M44 10H208Q216 10 216 20V300Q216 310 206 310H18Z", "#000").replace("/>", ' opacity=".2"/>')
        + body
        + stroke("M40 250h126M66 272h76", "#1E2A24", 9),
        x,
        y,
        size,
        turn,
    )


def label_and_its_code() -> str:
    """A label with the letters under its code ringed: these are typed."""
    code = "".join(box(114 + 20 * n, 226, 12, 20, INK, 3) for n in range(7))
    ring = '<rect x="100" y="214" width="160" height="44" rx="22" fill="none"'
    return (
        box(90, 84, 180, 184, "#000", 12, ' opacity=".15"')
        + box(84, 78, 180, 184, "#FBF3DF", 12)
        + qr(122, 90, 8.6)
        + moved(code, -8, 0)
        + moved(f'{ring} stroke="{OCHRE}" stroke-width="9"/>', -6, 0)
        + stroke("M350 150Q306 168 276 214m2-34l-2 34 34-6", INK, 9)
    )


def workshop() -> str:
    """What the camera sees before it has a label: a bench, tools on a pegboard, a label."""
    pegs = "".join(disc(-190 + 40 * n, 30 + 44 * m, 3, "#51655A") for n in range(20) for m in range(8))
    wall = box(-200, -200, 800, 560, "#69806F", 0) + shape("M40 -60L150 -60 20 300H-100Z", "#748B7A") + pegs
    bench = (
        box(-200, 320, 800, 200, "#B9834E", 0)
        + box(-200, 312, 800, 12, "#D09A63", 0)
        + stroke("M-200 352h800M-200 396h800", "#9A6A3C", 2, 0.6)
    )
    seat = (
        shape("M-160 96H84Q104 102 108 126V140H-160Z", "#E9D6AE")
        + stroke("M-150 112H90M-150 122H98", "#C9B483", 1.6)
        + box(-160, 126, 274, 22, OAK.mid, 8)
        + box(-160, 146, 268, 14, OAK.dark, 4)
        + shape("M-70 158H-34L-42 330H-62Z", OAK.dark)
        + oval(40, 372, 110, 12, "#3A2412", ' opacity=".25"')
        + shape("M50 158H90L80 374H62Z", OAK.light)
        + shape("M74 158H90L80 374H72Z", OAK.mid)
    )
    tools = (
        box(232, 46, 58, 11, "#454E4A", 5)
        + box(254, 54, 11, 70, OAK.mid, 5)
        + box(334, 50, 22, 22, OAK.mid, 4)
        + box(330, 70, 30, 14, "#454E4A", 2)
        + shape("M332 84h26c0 26-4 38-13 42-9-4-13-16-13-42Z", "#D9C9A2")
        + box(384, 56, 24, 46, "#A8604A", 7)
        + shape("M388 102h16l-5 112h-6Z", "#A3ADA9")
    )
    string = stroke("M56 196H92M74 196Q116 150 156 142", PAPER, 3.4)
    return wall + tools + bench + seat + string + label(142, 118, 0.52, 5)


def camera(inside: str) -> str:
    """A camera as a drawn thing."""
    return (
        shape(
            "M96 120h44l20-34h80l20 34h44q20 0 20 20v130q0 20-20 20H96q-20 0-20-20V140q0-20 20-20Z",
            "#50524D",
            4,
        )
        + disc(200, 204, 62, "#3A3C38")
        + disc(200, 204, 46, "#627F8B")
        + disc(184, 188, 12, "#CFDDDC")
        + disc(292, 150, 9, OCHRE)
        + inside
    )


def tablet_frame(inside: str) -> str:
    """A tablet with something on its screen."""
    return box(100, 34, 200, 322, INK, 22) + box(112, 52, 176, 286, PAPER, 8) + inside


def camera_steps() -> dict[str, str]:
    """Denied camera, in four pictures: it is shut, press the lock, choose allow, try again."""
    shut = camera(stroke("M84 96L316 300", "#A33520", 20))
    lock = (
        tablet_frame(
            box(122, 62, 156, 34, "#ECE4D5", 17)
            + box(134, 76, 16, 13, MOSS, 3)
            + stroke("M138 76v-4a4 4 0 0 1 8 0v4", MOSS, 3.4)
            + stroke("M162 80h92", "#857A67", 6)
        )
        + f'<circle cx="142" cy="80" r="30" fill="none" stroke="{OCHRE}" stroke-width="8"/>'
        + stroke("M186 176Q156 150 150 118m-14 20l14-22 18 18", INK, 8)
    )
    allow = (
        tablet_frame(
            box(124, 150, 152, 124, "#ECE4D5", 12)
            + moved(camera(""), 152, 146, 0.24)
            + box(136, 236, 60, 26, PAPER, 8)
            + box(204, 236, 60, 26, MOSS, 8)
            + stroke("M222 249l8 8 16-16", PAPER, 5)
        )
        + f'<circle cx="234" cy="249" r="42" fill="none" stroke="{OCHRE}" stroke-width="8"/>'
    )
    again = camera(disc(316, 276, 46, "#D8E9DA") + stroke("M296 278l14 15 27-31", MOSS, 11))
    return {
        "camera-denied-1-shut": scene(shut, "clay"),
        "camera-denied-2-lock": scene(lock, "sand"),
        "camera-denied-3-allow": scene(allow, "sand"),
        "camera-denied-4-again": scene(again, "sage"),
        "camera-photo": scene(
            moved(tablet_frame(label(142, 88, 0.55, 0)), 0, 0) + moved(camera(""), 216, 190, 0.42), "mist"
        ),
    }


def stopped() -> dict[str, str]:
    """What an error page shows: a shut door, a clock, a broken chair, a full shelf, a torn sheet."""
    door = shadow(110) + box(112, 44, 176, 296, OAK.dark, 6) + box(126, 58, 148, 282, OAK.mid, 4)
    door += (
        box(144, 80, 112, 104, OAK.light, 4)
        + box(144, 206, 112, 112, OAK.light, 4)
        + disc(258, 200, 9, OCHRE)
    )
    clock = (
        disc(200, 170, 104, OAK.dark)
        + disc(200, 170, 90, PAPER)
        + stroke("M200 170V108M200 170l42 26", INK, 12)
    )
    ticks = stroke("M200 92v10M200 238v10M122 170h10M268 170h10", INK, 8)
    chair = moved(seats.padded_chair(FABRICS["worn"], WOODS["tired"]), 352, 72, 0.86, 78)
    leg = moved(shape("M0 0l10-12 8 10 8-10v96l-20 4Z", WOODS["tired"].mid), 96, 200, 1, 24)
    shelf = shadow(150) + shape("M70 70h14v270H70ZM316 70h14v270h-14Z", OAK.mid)
    colours = ("#C9765A", "#E0CDA6", "#7FA38C", "#D9A84A", "#8FAAB5")
    for row, y in enumerate((120, 210, 300)):
        shelf += box(64, y, 272, 14, OAK.light, 4)
        shelf += "".join(box(88 + 46 * n, y - 60, 42, 60, colours[(n + row) % 5], 5) for n in range(5))
    torn = shape("M118 60H282V300L254 272 226 304 198 270 170 302 144 274 118 296Z", PAPER, 6)
    lines = stroke("M144 104h112M144 136h112M144 168h84M144 200h112", "#857A67", 8)
    return {
        "stopped-door": scene(door, "clay"),
        "stopped-clock": scene(clock + ticks, "sand"),
        "stopped-broken": scene(shadow(150) + chair + leg, "mist"),
        "stopped-full": scene(shelf, "mist"),
        "stopped-torn": scene(torn + lines, "sand"),
    }


def empties() -> dict[str, str]:
    """Empty lists: a place that waits for something."""
    shelf = (
        shadow(150)
        + shape("M70 70h14v270H70ZM316 70h14v270h-14Z", OAK.mid)
        + "".join(box(64, y, 272, 14, OAK.light, 4) for y in (120, 210, 300))
    )
    plant = moved(
        shape("M0 40h50l-8 46H8Z", FABRICS["rust"].mid)
        + stroke("M25 40V6M25 26C10 24 6 12 8 2M25 20c14-2 20-12 18-22", "#5E9465", 8),
        250,
        124,
    )
    mop = moved(
        stroke("M0 0v170", OAK.mid, 12) + shape("M-34 170H34L44 230H-44Z", "#E9D9B2", 6), 92, 120, 1, -10
    )
    chair = moved(seats.padded_chair(FABRICS["teal"], OAK), 40, 40, 0.86)
    glass = moved(
        f'<circle cx="0" cy="0" r="62" fill="#D9E6EC" stroke="{INK}" stroke-width="14"/>'
        + stroke("M46 46l62 62", INK, 20)
        + stroke("M-30-14q10-24 34-24", PAPER, 9),
        180,
        170,
    )
    sheets = (
        "".join(box(120 + 12 * n, 80 + 16 * n, 150, 210, PAPER if n == 2 else "#ECE4D5", 6) for n in range(3))
        + qr(168, 140, 6)
        + stroke("M166 240h86M166 262h60", "#857A67", 7)
    )
    people = (
        box(96, 196, 208, 20, OAK.light, 6)
        + shape("M112 216h16v124h-16ZM272 216h16v124h-16Z", OAK.mid)
        + moved(seats.padded_chair(FABRICS["rust"], OAK), 200, 130, 0.6)
        + moved(seats.padded_chair(FABRICS["blue"], OAK), -36, 130, 0.6)
        + moved(
            box(0, 0, 34, 36, FABRICS["blue"].mid, 6)
            + stroke("M34 8c14 0 14 20 0 20M8-8c-6-8 4-12 0-20M22-8c-6-8 4-12 0-20", "#7590B0", 5),
            182,
            160,
        )
    )
    chart = (
        box(80, 70, 240, 200, PAPER, 10)
        + "".join(box(106 + 52 * n, 240 - h, 34, h, "#D8E9DA", 5) for n, h in enumerate((40, 76, 110, 60)))
        + stroke("M100 242h200", INK, 5)
        + shape("M130 270h12l-20 70h-12ZM258 270h12l20 70h-12Z", OAK.mid)
    )
    van = (
        shadow(170)
        + box(40, 150, 220, 150, MOSS, 16)
        + shape("M260 190h60q14 0 22 14l30 50v46H260Z", MOSS, 6)
        + shape("M276 204h38l24 42h-62Z", "#CFDDDC", 4)
        + "".join(disc(x, 306, 34, INK) + disc(x, 306, 14, "#A9B1AE") for x in (104, 300))
        + shape("M150 260l-28-27a17 17 0 0 1 28-19 17 17 0 0 1 28 19Z", OCHRE, 4)
    )
    photo = moved(
        box(0, 0, 220, 200, PAPER, 10)
        + box(16, 16, 188, 136, "#D9E6EC", 6)
        + shape("M16 152l56-64 40 44 28-26 64 46Z", "#8FAD94")
        + disc(160, 50, 16, OCHRE),
        90,
        90,
        1,
        -4,
    )
    tick = disc(200, 190, 92, "#D8E9DA") + stroke("M156 194l32 34 60-72", MOSS, 22)
    palm = (
        "M8 13V5.500a1.500 1.500 0 0 1 3 0V12M11 5.500v-2a1.500 1.500 0 0 1 3 0V12M14 5.500a1.500"
        " 1.500 0 0 1 3 0V12M17 7.500a1.500 1.500 0 0 1 3 0V16a6 6 0 0 1-6 6h-2a6 6 0 0 1-5-2.700"
        "C6.700 18.800 5.600 17 3.700 13.800a1.500 1.500 0 0 1 2.500-1.600L8 14"
    )
    hand = box(122, 92, 156, 156, "#A33520", 30) + moved(stroke(palm, PAPER, 2), 128, 92, 6)
    return {
        "empty-shelf": scene(shelf + plant, "sage"),
        "empty-board": scene(moved(cases.desk(PINE, 0, 120), -20, 0) + mop, "mist"),
        "empty-search": scene(chair + glass, "sand"),
        "empty-labels": scene(sheets, "clay"),
        "empty-people": scene(people, "sage"),
        "empty-chart": scene(chart, "sand"),
        "empty-van": scene(van, "mist"),
        "empty-photos": scene(photo, "clay"),
        "empty-done": scene(tick, "sage"),
        "quarantine-shelf": scene(shelf + hand, "clay"),
        "first-chair": scene(chair + label(286, 150, 0.36, 8), "sage"),
        "workshop-camera": scene(workshop(), "sage"),
        "label-code": scene(label_and_its_code(), "clay", "20 70 360 200"),
        "https": scene(
            tablet_frame(
                disc(200, 190, 70, "#D8E9DA")
                + box(164, 180, 72, 58, MOSS, 10)
                + stroke("M178 180v-18a22 22 0 0 1 44 0v18", MOSS, 11)
            ),
            "mist",
        ),
        "no-connection": scene(
            shape("M110 250q-50 0-50-44t48-46q12-54 66-54t68 52q60-4 62 46t-50 46Z", PAPER, 6)
            + stroke("M120 120L300 300", "#A33520", 18),
            "mist",
        ),
        "page-lost": scene(
            chair
            + disc(300, 110, 58, PAPER)
            + stroke("M278 98q0-28 22-28t22 24q0 14-15 21-7 4-7 15M300 150v.1", INK, 13),
            "sand",
        ),
        "machine-idle": scene(
            oval(200, 338, 100, 11, "#000", ' opacity=".12"')
            + box(100, 120, 200, 190, METALS["steel"].mid, 14)
            + box(170, 90, 60, 100, METALS["steel"].dark, 8)
            + shape("M190 190h20v26l-10 16-10-16Z", METALS["black"].mid)
            + box(80, 300, 240, 36, METALS["steel"].dark, 8),
            "mist",
        ),
        "fire-label": scene(moved(fire_label(0, 0, 1.2), 90, 90), "sand"),
    }
