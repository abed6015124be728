"""Which picture each answer of each gate question gets, and where to look for a fire label."""

from . import beds, cases, seats
from .asks import (
    BRICK,
    INK,
    MOSS,
    OAK,
    OCHRE,
    PAPER,
    PINE,
    RUST,
    STEEL,
    TEAL,
    TIRED,
    WORN,
    Answers,
    asked,
    bracket,
    broken,
    card,
    cloth_ground,
    crossed,
    fire_label,
    flaking,
    foam,
    gauge,
    holes,
    label_answers,
    loose_leg,
    mask_and_spray,
    moved,
    pane,
    paper,
    pieces,
    plug,
    rain_and_skip,
    scales,
    shine,
    springs,
    stick,
    ticked,
    under_a_roof,
    wood_ground,
)
from .shapes import FABRICS, METALS, WOODS, box, disc, oval, over, scene, shape, stroke


def every_question() -> dict[str, Answers]:
    """All questions: slug → answer → picture."""
    sofa, chair = seats.sofa(TEAL, 2), seats.padded_chair(TEAL, OAK)
    heart = moved(shape("M0 40l-44-42a26 26 0 0 1 44-30 26 26 0 0 1 44 30Z", BRICK, 8), 320, 92, 0.8)
    skip_side = shape("M250 236H392L376 344H266Z", "#C48F22", 8)
    wobble = moved(seats.padded_chair(RUST, OAK), -34, 30, 1, -7) + stroke(
        "M60 330q-20-14-22-40M330 330q22-12 26-40", INK, 7
    )
    old_wood, clean_wood = wood_ground(TIRED), wood_ground(OAK)
    green = stroke("M36 40l20 22 42-46", PAPER, 12)
    red = stroke("M44 26l44 44M88 26l-44 44", PAPER, 12)
    return {
        "intent": {
            "yes": pieces(sofa, "sage", heart),
            "no": pieces(moved(chair, -60, 0), "clay", skip_side),
            "not_sure": pieces(chair, "sand", asked(320, 110)),
        },
        "infestation": {
            "no": card(clean_wood + shine()),
            "yes": card(wood_ground(PINE) + holes()),
            "not_sure": card(old_wood + oval(180, 220, 90, 46, "#57432E", ' opacity=".5"') + asked(270, 150)),
        },
        "before_1950": {
            "no": card(foam()),
            "yes": card(springs()),
            "not_sure": card(cloth_ground(WORN) + asked()),
        },
        "fire_label": label_answers(TEAL),
        "fire_label_release": label_answers(FABRICS["mustard"]),
        "minor_repair": {
            "yes": card(loose_leg()),
            "no": card(broken()),
            "not_sure": pieces(seats.sofa(WORN, 2), "sand", asked(200, 150)),
        },
        "kept_apart": {
            "yes": card(under_a_roof()),
            "no": card(rain_and_skip()),
            "not_sure": pieces(seats.sofa(WORN, 2), "mist", asked(200, 120)),
        },
        "electrical": {
            "none": pieces(chair, "sage"),
            "mains": card(plug(METALS["steel"].light, "")),
            "battery": card(
                box(-200, -20, 800, 440, "#E1EBDB", 0)
                + box(80, 130, 220, 130, INK, 14)
                + box(80, 130, 92, 130, OCHRE, 14)
                + box(300, 168, 22, 54, STEEL.mid, 6)
                + stroke("M112 195h34M129 178v34M212 195h46", PAPER, 9)
            ),
        },
        "old_paint": {
            "no": card(clean_wood),
            "yes": card(flaking()),
            "not_sure": card(wood_ground(WOODS["cream"]) + asked()),
        },
        "lead_test": {
            "yes": card(stick("#EAD9B4")),
            "no": card(stick("#C33A3A")),
            "not_sure": card(stick("#D8CFB8", False) + asked(320, 110)),
        },
        "wet_only": {
            "yes": card(mask_and_spray()),
            "no": card(
                box(-200, -20, 800, 440, "#F3E1D6", 0)
                + moved(cases.drawer(0, 0, 230, 90, OAK), 60, 220)
                + "".join(disc(80 + 31 * n, 150 + 22 * (n % 3), 9, "#CDB08A") for n in range(9))
                + crossed()
            ),
        },
        "new_filling": {
            "no": pieces(sofa, "sage"),
            "yes": card(
                foam()
                + moved(
                    stroke("M0 0l70 90M70 0L0 90", STEEL.dark, 14)
                    + disc(-6, 108, 22, "#B05F44")
                    + disc(-6, 108, 10, "#EFD68C")
                    + disc(76, 108, 22, "#B05F44")
                    + disc(76, 108, 10, "#EFD68C"),
                    250,
                    40,
                )
            ),
            "not_sure": card(cloth_ground(FABRICS["blue"]) + asked()),
        },
        "stable": {
            "yes": pieces(chair, "sage", ticked()),
            "no": pieces(wobble, "clay"),
            "not_sure": pieces(chair, "sand", asked(320, 110)),
        },
        "fire_exempt": {"yes": card(paper(True)), "no": card(paper(False))},
        "electrical_test": {"yes": card(plug("#487D54", green)), "no": card(plug(BRICK, red))},
        "children_gaps": {
            "yes": card(gauge(True)),
            "no": card(gauge(False)),
            "not_sure": card(gauge(True) + asked(280, 140)),
        },
        "wall_fixing": {"yes": card(bracket(True)), "no": card(bracket(False))},
        "glass": {
            "yes": card(pane(True)),
            "no": card(pane(False)),
            "not_sure": card(pane(False, False) + asked(200, 170)),
        },
        "quality_check": {
            "yes": pieces(seats.sofa(FABRICS["mustard"], 2), "sage", ticked(330, 90)),
            "no": pieces(
                moved(
                    cases.carcass(80, 150, 240, 160, OAK)
                    + cases.drawer(92, 166, 216, 60, OAK)
                    + moved(cases.drawer(0, 0, 216, 60, OAK), 88, 250, 1, 9),
                    0,
                    0,
                ),
                "clay",
                crossed(340, 80),
            ),
        },
        "weight": {"measured": card(scales(True)), "average": card(scales(False))},
        "pair": {
            "together": pieces(
                moved(chair, 10, 60, 0.8) + moved(seats.padded_chair(RUST, OAK), 130, 60, 0.8), "sage"
            ),
            "instead": pieces(chair, "sand"),
        },
    }


LOOK_AT: dict[str, tuple[float, float]] = {
    "sofa-2-seat": (262, 214), "sofa-3-seat": (262, 214), "sofa-bed-foam": (266, 190), "sofa-bed-metal": (266, 190),
    "armchair": (200, 252), "recliner": (200, 250), "easy-or-fireside-chair": (200, 262),
    "dining-chair-upholstered": (200, 230),
    "stool-or-pouffe": (200, 250), "office-chair": (200, 244), "futon": (262, 250), "chaise-longue": (250, 268),
    "bed-base-single": (200, 292), "bed-base-double": (262, 292), "bed-base-king": (280, 292),
    "mattress-single": (240, 304), "mattress-double": (270, 304), "mattress-king": (290, 304),
}  # fmt: skip


WHOLE, LOW = "-30 14 460 368", "-20 84 440 276"
TALL = ("armchair", "recliner", "easy-or-fireside-chair", "dining-chair-upholstered", "office-chair")


def where_to_look(slug: str, inside: str, room_name: str) -> str:
    """A piece with the place to look at ringed in ochre, an arrow, and the label as it looks there."""
    x, y = LOOK_AT[slug]
    ring = disc(x, y, 58, TEAL.deep) + fire_label(x - 33, y - 30, 0.35)
    ring += f'<circle cx="{x:g}" cy="{y:g}" r="58" fill="none" stroke="{OCHRE}" stroke-width="9"/>'
    tip_x, tip_y = x + 52, y - 48
    arrow = (
        f"M{tip_x + 84:g} {tip_y - 62:g}Q{tip_x + 24:g} {tip_y - 60:g} {tip_x:g} {tip_y:g}m6-36l-6 36 35-8"
    )
    frame = WHOLE if slug in TALL else LOW
    return scene(inside + ring + stroke(arrow, INK, 9), room_name, frame)


def ringed(inside: str, at: tuple[float, float], inset: str = "", size: float = 52) -> str:
    """A piece with one place ringed in ochre and an arrow that points there."""
    x, y = at
    ring = f'<circle cx="{x:g}" cy="{y:g}" r="{size:g}" fill="none" stroke="{OCHRE}" stroke-width="9"/>'
    tip_x, tip_y = x + size * 0.86, y - size * 0.8
    arrow = (
        f"M{tip_x + 80:g} {tip_y - 52:g}Q{tip_x + 24:g} {tip_y - 54:g} {tip_x:g} {tip_y:g}m6-34l-6 34 34-8"
    )
    return inside + (disc(x, y, size, PAPER) if inset else "") + inset + ring + stroke(arrow, INK, 9)


def magnified(inside: str, x: float, y: float) -> str:
    """A piece under a magnifying glass."""
    glass = f'<circle cx="{x:g}" cy="{y:g}" r="54" fill="#FFFDF8" fill-opacity=".35" stroke="{INK}" stroke-width="13"/>'
    return inside + glass + stroke(f"M{x + 40:g} {y + 40:g}l56 56", INK, 19)


HEART = moved(shape("M0 40l-44-42a26 26 0 0 1 44-30 26 26 0 0 1 44 30Z", BRICK, 8), 320, 110, 0.9)
PUSH = stroke("M20 150h84m-30-28l30 28-30 28", INK, 11)


def overlays() -> dict[str, str]:
    """What lies over the piece's own picture, for questions that ask of the piece as a whole."""
    return {
        "intent-over": over(HEART),
        "infestation-over": over(magnified("", 216, 222)),
        "quality_check-over": over(magnified("", 230, 210)),
        "stable-over": over(PUSH),
    }


def every_look() -> dict[str, str]:
    """Where to look, for each question that has no picture of its own category."""
    chair, sofa = seats.padded_chair(TEAL, OAK), seats.sofa(TEAL, 2)
    coil = stroke("M168 300q-22-8 0-15t0-15q-20-7 0-14M200 300q-22-8 0-15t0-15q-20-7 0-14", STEEL.dark, 6)
    roof = stroke("M28 150L200 36 372 150", OAK.dark, 17)
    glue = moved(shape("M0 26h44v74q0 8-8 8H8q-8 0-8-8Z", PAPER) + box(0, 50, 44, 26, MOSS, 0), 320, 228)
    wall = stroke("M236 52q30-22 62-14", INK, 10) + box(288, 22, 44, 34, STEEL.mid, 6)
    painted = cases.sideboard(WOODS["sage"])
    return {
        "intent": scene(chair + HEART, "sage"),
        "infestation": scene(magnified(chair, 216, 222), "sand"),
        "before_1950": scene(ringed(seats.fireside(RUST, OAK), (184, 280), coil), "mist"),
        "minor_repair": scene(seats.padded_chair(WORN, OAK) + glue, "mist"),
        "kept_apart": scene(moved(sofa, 20, 34, 0.9) + roof, "sage"),
        "electrical": scene(ringed(beds.lamp(FABRICS["mustard"], OAK), (200, 300)), "mist"),
        "old_paint": scene(ringed(painted, (110, 250)), "sand"),
        "lead_test": scene(moved(stick("#EAD9B4"), 0, 0), "sage"),
        "wet_only": scene(mask_and_spray(), "sage"),
        "new_filling": scene(ringed(sofa, (262, 250)), "sand"),
        "stable": scene(chair + PUSH, "sand"),
        "fire_exempt": scene(paper(True), "sand"),
        "electrical_test": scene(plug("#487D54", stroke("M36 40l20 22 42-46", PAPER, 12)), "clay"),
        "children_gaps": scene(ringed(beds.cot(PINE), (200, 210)), "mist"),
        "wall_fixing": scene(
            ringed(moved(cases.wardrobe_single(OAK) + wall, 16, 44, 0.87), (286, 80), size=40), "sage"
        ),
        "glass": scene(ringed(cases.dressing_table(OAK), (240, 160), size=40), "clay"),
        "quality_check": scene(magnified(seats.sofa(FABRICS["mustard"], 2), 230, 210), "sage"),
    }
