"""Tables, desks, drawers, cupboards: what is made of boards."""

from .shapes import WOODS, Tone, box, disc, grain, knob, legs, oval, shadow, shape, stroke

TOP = WOODS["oak"]


def drawer(x: float, y: float, wide: float, high: float, wood: Tone, knobs: int = 2) -> str:
    """A drawer front with its lit edge and knobs."""
    places = [x + wide / 2] if knobs == 1 else [x + wide * 0.26, x + wide * 0.74]
    metal, glint = (wood.deep, wood.light)
    return (
        box(x, y, wide, high, wood.mid)
        + stroke(f"M{x + 5:g} {y + 4:g}h{wide - 10:g}", wood.light, 3.4)
        + "".join(
            knob(place, y + high / 2, metal, glint, min(6.5, high / 5)) for place in places[: max(knobs, 0)]
        )
    )


def door(x: float, y: float, wide: float, high: float, wood: Tone, hinge_left: bool = True) -> str:
    """A door with a raised panel and a knob."""
    inner = min(13, wide * 0.16)
    at = x + wide - 7 if hinge_left else x + 7
    return (
        box(x, y, wide, high, wood.mid)
        + box(x + inner, y + inner, wide - 2 * inner, high - 2 * inner, wood.light)
        + grain(x + inner, y + high * 0.24, wide - 2 * inner, 5, high * 0.13, wood.dark)
        + knob(at, y + high / 2, wood.deep, wood.light, 5)
    )


def carcass(x: float, y: float, wide: float, high: float, wood: Tone, top: Tone | None = None) -> str:
    """The box of a cupboard with its overhanging top."""
    lid = top or wood
    return (
        box(x, y, wide, high, wood.dark, 6)
        + box(x - 8, y - 10, wide + 16, 16, lid.light, 6)
        + box(x, y + 6, wide, 5, wood.deep, 0, ' opacity=".5"')
    )


def books(x: float, foot: float, sizes: list[tuple[int, int, str]]) -> str:
    """Books standing on a shelf."""
    drawn = ""
    for wide, high, fill in sizes:
        drawn += box(x, foot - high, wide, high, fill, 2)
        x += wide + 2
    return drawn


SHELF = [
    (13, 40, "#C9765A"),
    (11, 46, "#E9D9B2"),
    (15, 36, "#7FA38C"),
    (11, 42, "#D9A84A"),
    (14, 34, "#8FAAB5"),
]


def table(
    wood: Tone, half: float = 160, top: float = 190, thick: float = 16, drawer_front: bool = False
) -> str:
    """A table seen a little from above."""
    back = top - 34
    parts = [
        shadow(half + 4),
        shape(
            f"M{200 - half * 0.66:g} {top}h13l-2 {300 - top}h-8ZM{200 + half * 0.6:g} {top}h13l2"
            f" {300 - top}h-8Z",
            wood.dark,
        ),
    ]
    parts.append(
        shape(f"M{200 - half + 22:g} {top + 14:g}h22l-7 {326 - top:g}h-9Z", wood.light)
        + shape(f"M{200 + half - 44:g} {top + 14:g}h22l-6 {326 - top:g}h-9Z", wood.mid)
    )
    parts.append(box(200 - half + 22, top + 8, 2 * half - 44, 26, wood.dark, 3))
    if drawer_front:
        parts.append(drawer(164, top + 12, 72, 20, wood, 1))
    parts.append(
        shape(
            f"M{200 - half} {top}L{200 - half * 0.7:g} {back}H{200 + half * 0.7:g}L{200 + half} {top}Z",
            wood.light,
            8,
        )
    )
    parts.append(
        box(200 - half - 3, top + 1, 2 * half + 6, thick, wood.mid, 4)
        + grain(200 - half * 0.7, back + 10, 1.4 * half, 3, 9, wood.dark)
    )
    return "".join(parts)


def coffee_table(wood: Tone) -> str:
    """Low, with a shelf for newspapers."""
    parts = [
        shadow(150),
        shape("M100 244h13l-2 76h-8ZM288 244h13l2 76h-8Z", wood.dark),
        box(92, 300, 216, 9, wood.mid, 3),
    ]
    parts.append(box(150, 288, 70, 6, "#E9D9B2", 2) + box(154, 294, 62, 6, "#8FAAB5", 2))
    parts.append(shape("M70 254h22l-8 86h-9Z", wood.light) + shape("M308 254h22l-5 86h-9Z", wood.mid))
    parts.append(
        shape("M46 242L92 212H308L354 242Z", wood.light, 8)
        + box(43, 243, 314, 14, wood.mid, 4)
        + grain(92, 222, 216, 2, 10, wood.dark)
    )
    return "".join(parts)


def desk(wood: Tone, pedestals: int, half: float = 140) -> str:
    """A writing desk with no, one or two banks of drawers."""
    start, end = 200 - half, 200 + half
    parts = [shadow(half + 8)]
    if pedestals == 0:
        parts.append(
            legs([start + 8, end - 24], 200, wood)
            + box(start + 6, 196, 2 * half - 12, 40, wood.dark, 4)
            + drawer(start + 16, 202, half - 20, 28, wood, 1)
            + drawer(204, 202, half - 20, 28, wood, 1)
        )
    else:
        sides = [end - 92] if pedestals == 1 else [start + 6, end - 92]
        parts.append(box(start + 8, 200, 2 * half - 16, 60, wood.deep, 4))
        if pedestals == 1:
            parts.append(legs([start + 10], 200, wood, 18))
        for x in sides:
            parts.append(
                box(x, 196, 86, 138, wood.dark, 5)
                + "".join(drawer(x + 8, 206 + 42 * n, 70, 36, wood, 1) for n in range(3))
            )
        gap_from = start + 34 if pedestals == 1 else start + 98
        parts.append(drawer(gap_from, 202, end - 98 - gap_from, 30, wood, 1))
    parts.append(
        shape(f"M{start - 6:g} 190L{start + 30:g} 160H{end - 30:g}L{end + 6:g} 190Z", wood.light, 8)
        + box(start - 9, 190, 2 * half + 18, 14, wood.mid, 4)
    )
    return "".join(parts) + grain(start + 30, 170, 2 * half - 60, 2, 10, wood.dark)


def office_desk(wood: Tone) -> str:
    """A plain top, steel legs, a pedestal on castors."""
    steel = "#848D8A"
    parts = [
        shadow(170),
        stroke("M66 204L58 338M44 338h30M334 204L342 338M326 338h30", steel, 10),
        box(70, 206, 150, 52, "#A9B1AE", 4),
    ]
    parts.append(
        box(232, 214, 84, 112, wood.dark, 5)
        + "".join(drawer(239, 220 + 35 * n, 70, 31, wood, 1) for n in range(3))
        + disc(246, 331, 7, "#3A3C38")
        + disc(302, 331, 7, "#3A3C38")
    )
    parts.append(shape("M36 192L74 160H326L364 192Z", wood.light, 8) + box(33, 192, 334, 14, wood.mid, 4))
    return "".join(parts) + grain(74, 170, 252, 2, 10, wood.dark)


def bench(wood: Tone) -> str:
    """A solid settle with a slatted back."""
    parts = [
        shadow(166),
        shape("M50 120h18v220h-14ZM332 120h18l-4 220h-14Z", wood.mid),
        box(46, 112, 308, 24, wood.light, 8),
        box(58, 196, 284, 14, wood.dark, 4),
    ]
    parts += [box(78 + 41 * n, 134, 24, 66, wood.mid if n < 4 else wood.dark, 4) for n in range(6)]
    parts.append(
        shape("M40 252L62 226H338L360 252Z", wood.light, 6)
        + box(37, 252, 326, 18, wood.mid, 4)
        + shape("M50 270h24l-4 70h-14Z", wood.light)
        + shape("M326 270h24l-6 70h-14Z", wood.dark)
        + box(66, 296, 268, 12, wood.deep, 4)
    )
    return "".join(parts) + grain(64, 234, 270, 2, 9, wood.dark)


def dressing_table(wood: Tone) -> str:
    """A mirror over two drawers."""
    parts = [shadow(136), legs([82, 302], 250, wood), box(84, 206, 232, 54, wood.dark, 6)]
    parts.append(
        drawer(94, 214, 100, 38, wood, 1)
        + drawer(206, 214, 100, 38, wood, 1)
        + box(74, 196, 252, 15, TOP.light, 6)
    )
    parts.append(
        shape("M128 196V110Q128 44 200 44Q272 44 272 110V196Z", wood.mid)
        + shape("M142 188V112Q142 60 200 60Q258 60 258 112V188Z", "#CFDDDC")
    )
    parts.append(stroke("M168 150l46-58M178 172l64-80", "#F4F9F7", 6, 0.8))
    return "".join(parts)


def sideboard(wood: Tone) -> str:
    """Two doors with three drawers between."""
    parts = [shadow(168), legs([56, 322], 296, TOP, 18), carcass(44, 176, 312, 132, wood, TOP)]
    parts.append(
        door(54, 190, 92, 108, wood)
        + door(254, 190, 92, 108, wood, False)
        + "".join(drawer(152, 190 + 37 * n, 96, 33, wood, 1) for n in range(3))
    )
    return "".join(parts)


def wardrobe_single(wood: Tone) -> str:
    """One door over one drawer."""
    parts = [
        shadow(92),
        shape("M136 322h16v18h-12ZM248 322h16l-4 18h-12Z", wood.deep),
        box(128, 52, 144, 274, wood.dark, 5),
        box(120, 40, 160, 18, wood.light, 6),
    ]
    return "".join(parts) + door(138, 68, 124, 196, wood) + drawer(138, 272, 124, 44, wood, 2)


def wall_unit(wood: Tone) -> str:
    """Shelves beside a cupboard with a place for a television."""
    parts = [shadow(178), box(28, 84, 344, 256, wood.dark, 6), box(20, 74, 360, 16, wood.light, 6)]
    for x in (38, 286):
        parts.append(
            box(x, 98, 76, 130, wood.deep, 3)
            + box(x, 158, 76, 8, wood.light, 0)
            + books(x + 5, 158, SHELF[:4])
            + books(x + 8, 228, SHELF[1:])
        )
        parts.append(door(x, 236, 76, 94, wood, x < 200))
    parts.append(
        box(122, 98, 156, 116, wood.deep, 3)
        + box(134, 118, 132, 82, "#3A3C38", 6)
        + box(140, 124, 120, 70, "#5A6361", 4)
    )
    return "".join(parts) + drawer(122, 222, 156, 50, wood) + drawer(122, 280, 156, 50, wood)


def dresser(wood: Tone) -> str:
    """Plates above, drawers and doors below."""
    parts = [
        shadow(140),
        box(84, 48, 232, 160, wood.dark, 5),
        box(74, 38, 252, 16, wood.light, 6),
        box(94, 58, 212, 142, wood.deep, 2),
        box(94, 122, 212, 9, wood.light, 0),
    ]
    for x, fill in ((122, "#E9EFEA"), (174, "#8FAAB5"), (226, "#E9EFEA"), (278, "#D9A84A")):
        parts.append(
            disc(x, 98, 22, fill)
            + disc(x, 98, 12, "#FFFDF8")
            + disc(x, 172, 22, "#E9D9B2")
            + disc(x, 172, 12, fill)
        )
    parts.append(
        carcass(74, 212, 252, 120, wood)
        + "".join(drawer(83 + 80 * n, 226, 74, 34, wood, 1) for n in range(3))
    )
    return (
        "".join(parts)
        + door(83, 266, 114, 60, wood)
        + door(203, 266, 114, 60, wood, False)
        + shape("M82 330h20v12h-16ZM298 330h20l-4 12h-16Z", wood.deep)
    )


def bureau(wood: Tone) -> str:
    """A writing flap, half open, over three drawers."""
    parts = [
        shadow(110),
        shape("M104 318h18v22h-14ZM278 318h18l-4 22h-14Z", wood.deep),
        shape("M100 326V150L134 92H266L300 150V326Z", wood.dark, 6),
        box(126, 82, 148, 14, wood.light, 5),
    ]
    parts.append(
        box(124, 106, 152, 52, wood.deep, 3)
        + books(132, 156, SHELF[:3])
        + box(196, 128, 70, 5, wood.light, 0)
        + box(200, 140, 44, 16, "#E9D9B2", 2)
    )
    parts.append(shape("M92 176L112 158H288L308 176Z", wood.light, 5) + box(90, 176, 220, 9, wood.mid, 3))
    return "".join(parts) + "".join(drawer(110, 194 + 42 * n, 180, 37, wood) for n in range(3))


def tv_unit(wood: Tone) -> str:
    """Low, with an open bay between two doors."""
    parts = [
        shadow(164),
        legs([60, 322], 306, TOP, 16),
        box(90, 110, 220, 122, "#3A3C38", 8),
        box(98, 118, 204, 106, "#5A6361", 4),
        stroke("M130 190l60-58M150 206l84-80", "#848D8A", 5, 0.5),
        box(150, 230, 100, 10, "#272926", 4),
    ]
    parts.append(
        carcass(44, 250, 312, 66, wood, TOP)
        + door(54, 262, 92, 46, wood)
        + door(254, 262, 92, 46, wood, False)
        + box(152, 262, 96, 46, wood.deep, 3)
        + box(164, 290, 60, 14, "#272926", 3)
    )
    return "".join(parts)


def blanket_box(wood: Tone) -> str:
    """A chest with its lid and strap hinges."""
    parts = [
        shadow(150),
        shape("M66 320h26v20h-22ZM308 320h26l-4 20h-22Z", wood.deep),
        box(60, 212, 280, 114, wood.mid, 6),
        box(72, 232, 76, 80, wood.light, 4),
        box(162, 232, 76, 80, wood.light, 4),
        box(252, 232, 76, 80, wood.light, 4),
    ]
    parts.append(grain(76, 250, 68, 4, 14, wood.dark) + grain(256, 250, 68, 4, 14, wood.dark))
    return (
        "".join(parts)
        + shape("M56 214L78 178H322L344 214Z", wood.light, 8)
        + box(52, 210, 296, 14, wood.dark, 5)
        + box(188, 206, 24, 30, "#6A6C66", 4)
        + disc(200, 224, 4, "#272926")
    )


def headboard(wood: Tone) -> str:
    """A slatted headboard leaning on the wall."""
    parts = [
        shadow(160),
        shape("M52 128h22v212h-18ZM326 128h22l-4 212h-18Z", wood.mid),
        shape("M48 150Q48 84 120 80Q200 66 280 80Q352 84 352 150V168H48Z", wood.light, 6),
        shape("M48 152h304v18H48Z", wood.mid),
    ]
    parts += [box(84 + 41 * n, 168, 26, 112, wood.mid if n < 4 else wood.dark, 4) for n in range(6)]
    return "".join(parts) + box(62, 272, 276, 22, wood.dark, 5) + grain(90, 104, 220, 4, 12, wood.dark)


def filing(metal: Tone, drawers: int) -> str:
    """A steel cabinet of two or four drawers."""
    high = 66 * drawers + 12
    top = 338 - high
    parts = [shadow(92), box(118, top, 164, high, metal.dark, 6), box(118, top, 164, 10, metal.light, 5)]
    for n in range(drawers):
        y = top + 12 + 65 * n
        parts.append(
            box(126, y, 148, 59, metal.mid, 4)
            + stroke(f"M132 {y + 4:g}h136", metal.light, 3)
            + box(180, y + 14, 40, 14, "#FFFDF8", 2)
            + box(176, y + 36, 48, 9, metal.deep, 4)
        )
    return "".join(parts) + disc(268, top + 20, 4, metal.deep)


def round_stool(wood: Tone) -> str:
    """A plain wooden stool."""
    return (
        shadow(90)
        + shape("M186 216h16l4 90h-12z", wood.deep)
        + shape("M134 210h20l-22 130h-12z", wood.mid)
        + shape("M246 210h20l16 130h-12z", wood.dark)
        + stroke("M136 282h130", wood.deep, 8)
        + oval(200, 206, 88, 24, wood.dark)
        + oval(200, 196, 88, 24, wood.light)
    )
