"""Which drawing belongs to which category, in which finishes, and where its wear shows."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from . import beds, cases, seats, wear
from .shapes import FABRICS, METALS, WOODS, Tone

OAK, PINE, WALNUT = WOODS["oak"], WOODS["pine"], WOODS["walnut"]
Drawing = Callable[[Tone], str]
At = tuple[float, ...]  # x, y of the wear, then how far it is squeezed across and down


@dataclass(frozen=True)
class Category:
    """One category: how it is drawn from a tone, the tones it comes in, the tone and place of its wear."""

    draw: Drawing
    tones: dict[str, Tone]
    worn: Tone
    wear: wear.Wear
    at: At


def of(kinds: dict[str, Tone], names: str) -> dict[str, Tone]:
    """Some tones by name."""
    return {name: kinds[name] for name in names.split()}


def wooden(draw: Drawing, names: str, at: At) -> Category:
    """A category made of wood."""
    return Category(draw, of(WOODS, names), WOODS["tired"], wear.on_wood, at)


def covered(draw: Drawing, names: str, at: At) -> Category:
    """A category covered in cloth."""
    return Category(draw, of(FABRICS, names), FABRICS["worn"], wear.on_cloth, at)


def metal(draw: Drawing, names: str, at: At) -> Category:
    """A category of metal and enamel."""
    return Category(draw, of(METALS, names), METALS["dull"], wear.on_metal, at)


def on_oak(draw: Callable[[Tone, Tone], str]) -> Drawing:
    """A covered piece whose bare wood stays oak."""
    return lambda cloth: draw(cloth, OAK)


def a_bed(half: float) -> Drawing:
    """A bed base of some width."""
    return lambda cloth: beds.bed_base(cloth, OAK, half)


# Drawn by hand before this script; the files in `by_hand/<name>-<finish>.svg` are taken as they are.
BY_HAND = {
    "dining-or-kitchen-chair-wooden": ("chair", "oak pine walnut sage sky cream grey"),
    "armchair": ("armchair", "mustard teal rust blue"),
    "sofa-2-seat": ("sofa", "teal mustard rust blue"),
    "chest-of-drawers": ("drawers", "oak pine walnut sage sky cream grey"),
    "bedside-unit": ("bedside", "oak pine walnut sage sky cream grey"),
    "bookcase-or-shelving": ("bookcase", "oak walnut sage sky"),
    "dining-table": ("table", "oak pine walnut cream"),
    "wardrobe-double": ("wardrobe", "oak walnut sage sky cream"),
}
HAND_WEAR: dict[str, tuple[wear.Wear, At]] = {
    "sofa-2-seat": (wear.on_cloth, (232, 258)),
    "chest-of-drawers": (wear.on_wood, (190, 226)),
    "bedside-unit": (wear.on_wood, (196, 190, 0.8, 0.6)),
    "bookcase-or-shelving": (wear.on_wood, (200, 60, 0.8, 0.2)),
    "dining-table": (wear.on_wood, (196, 176, 1, 0.28)),
    "wardrobe-double": (wear.on_wood, (190, 210)),
}

CATEGORIES: dict[str, Category] = {
    "dining-chair-upholstered": covered(on_oak(seats.padded_chair), "blue teal rust", (206, 218, 0.7, 0.6)),
    "stool-or-pouffe": covered(on_oak(seats.pouffe), "rust mustard plum", (214, 240, 0.7, 0.55)),
    "easy-or-fireside-chair": covered(on_oak(seats.fireside), "teal rust plum", (208, 250, 0.8, 0.8)),
    "office-chair": covered(seats.office_chair, "blue plum teal", (206, 232, 0.7, 0.5)),
    "recliner": covered(seats.recliner, "rust blue teal", (206, 250)),
    "sofa-3-seat": covered(partial(seats.sofa, seats=3), "blue rust mustard teal", (220, 258)),
    "sofa-bed-foam": covered(partial(seats.sofa_bed, metal=False), "plum teal blue", (240, 284)),
    "sofa-bed-metal": covered(partial(seats.sofa_bed, metal=True), "blue mustard rust", (250, 210, 0.8, 0.8)),
    "futon": covered(on_oak(seats.futon), "teal plum mustard", (220, 254)),
    "chaise-longue": covered(seats.chaise, "plum mustard teal", (244, 258, 0.9, 0.6)),
    "coffee-or-small-table": wooden(cases.coffee_table, "oak walnut sage", (200, 226, 1, 0.3)),
    "kitchen-table": wooden(
        partial(cases.table, half=150, drawer_front=True), "pine cream sky", (200, 170, 1, 0.3)
    ),
    "small-desk": wooden(lambda wood: cases.desk(wood, 0, 120), "oak sage walnut", (194, 172, 0.8, 0.28)),
    "large-desk": wooden(lambda wood: cases.desk(wood, 2, 168), "walnut oak sky", (200, 172, 1, 0.28)),
    "office-desk": wooden(cases.office_desk, "pine grey walnut", (194, 172, 1, 0.28)),
    "bench-solid-wood": wooden(cases.bench, "oak pine sage", (200, 238, 1, 0.25)),
    "dressing-table": wooden(cases.dressing_table, "cream sage walnut", (196, 230, 0.9, 0.35)),
    "sideboard": wooden(cases.sideboard, "walnut sky oak", (190, 240, 1, 0.9)),
    "wardrobe-single": wooden(cases.wardrobe_single, "pine sage cream", (190, 200)),
    "wall-unit": wooden(cases.wall_unit, "oak walnut grey", (190, 250)),
    "welsh-dresser": wooden(cases.dresser, "pine sage oak", (190, 270)),
    "cabinet-or-bureau": wooden(cases.bureau, "walnut oak sky", (190, 230)),
    "tv-unit": wooden(cases.tv_unit, "oak sky walnut", (190, 282, 1, 0.5)),
    "blanket-box": wooden(cases.blanket_box, "pine sage cream", (200, 250)),
    "headboard": wooden(cases.headboard, "oak cream walnut", (200, 116, 1, 0.7)),
    "filing-cabinet-small": metal(partial(cases.filing, drawers=2), "green steel red", (190, 226, 0.9, 0.9)),
    "filing-cabinet-large": metal(partial(cases.filing, drawers=4), "steel green white", (190, 180)),
    "bed-base-single": covered(a_bed(92), "blue teal plum", (196, 284, 0.8, 0.55)),
    "bed-base-double": covered(a_bed(134), "teal rust blue", (206, 284, 1, 0.55)),
    "bed-base-king": covered(a_bed(170), "plum blue mustard", (216, 284, 1, 0.55)),
    "bunk-or-cabin-bed": wooden(
        lambda wood: beds.bunk(wood, FABRICS["teal"]), "pine sky cream", (170, 264, 0.9, 0.2)
    ),
    "mattress-single": covered(partial(beds.mattress, half=104), "blue teal rust", (206, 264, 0.8, 0.6)),
    "mattress-double": covered(partial(beds.mattress, half=140), "teal plum blue", (206, 264, 1, 0.6)),
    "mattress-king": covered(
        partial(beds.mattress, half=172, high=64), "mustard blue plum", (206, 264, 1, 0.6)
    ),
    "cot": wooden(beds.cot, "cream sage pine", (190, 288, 1, 0.2)),
    "high-chair": wooden(seats.high_chair, "pine sky oak", (196, 160, 0.8, 0.25)),
    "lamp": covered(on_oak(beds.lamp), "mustard teal rust", (196, 112, 0.6, 0.6)),
    "vacuum-cleaner": metal(beds.vacuum, "red green steel", (150, 262)),
    "microwave": metal(beds.microwave, "white steel red", (150, 250)),
    "sewing-machine": metal(
        lambda body: beds.sewing_machine(body, OAK), "black green red", (190, 148, 0.8, 0.6)
    ),
    "washing-machine": metal(beds.washing_machine, "white steel green", (130, 180)),
    "bicycle-adult": metal(beds.bicycle, "green red steel", (206, 164, 0.5, 0.2)),
}
