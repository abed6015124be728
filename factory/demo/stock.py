"""What kinds of furniture come in, how often, and what is usually done with each."""

from __future__ import annotations

from random import Random

from inventory.catalogue import Category, categories

WEIGHTS = {
    "dining-or-kitchen-chair-wooden": 95,
    "dining-chair-upholstered": 38,
    "stool-or-pouffe": 22,
    "easy-or-fireside-chair": 14,
    "office-chair": 18,
    "armchair": 40,
    "recliner": 5,
    "sofa-2-seat": 34,
    "sofa-3-seat": 18,
    "sofa-bed-foam": 5,
    "futon": 4,
    "chaise-longue": 3,
    "bedside-unit": 44,
    "coffee-or-small-table": 42,
    "kitchen-table": 16,
    "dining-table": 30,
    "small-desk": 18,
    "large-desk": 7,
    "office-desk": 12,
    "bench-solid-wood": 12,
    "chest-of-drawers": 58,
    "dressing-table": 11,
    "sideboard": 15,
    "wardrobe-single": 22,
    "wardrobe-double": 11,
    "welsh-dresser": 4,
    "bookcase-or-shelving": 46,
    "cabinet-or-bureau": 14,
    "tv-unit": 12,
    "blanket-box": 11,
    "headboard": 8,
    "filing-cabinet-small": 6,
    "bed-base-single": 10,
    "bunk-or-cabin-bed": 5,
    "mattress-single": 4,
    "cot": 6,
    "high-chair": 5,
    "lamp": 24,
    "sewing-machine": 7,
    "bicycle-adult": 4,
}
SMALL = (
    "dining-or-kitchen-chair-wooden",
    "stool-or-pouffe",
    "bedside-unit",
    "coffee-or-small-table",
    "lamp",
    "bookcase-or-shelving",
    "sewing-machine",
    "high-chair",
)
"""What the FabLab and the van take: what one person can carry."""
TITLES = {
    "seating": (
        "one of a set",
        "with arms",
        "spindle back",
        "low and wide",
        "from a school hall",
        "turned legs",
    ),
    "tables": ("round", "with a drawer", "drop leaf", "school table", "with a worn top", "on castors"),
    "storage": (
        "brass handles",
        "two shelves missing",
        "with a mirror",
        "deep drawers",
        "painted before",
        "tall and narrow",
    ),
    "beds": ("slatted", "with bolts in a bag", "pine ends"),
    "other": ("1970s", "new cable wanted", "works", "from a hotel"),
}
WOOD_WORK = (
    ("repair",),
    ("repair", "finish"),
    ("strip", "finish"),
    ("repair", "strip", "finish"),
    ("make", "finish"),
    ("make",),
)
SOFT_WORK = (("repair",), ("repair", "upholster"), ("upholster",), ("strip", "upholster"))


def pick_category(rng: Random, *, small: bool = False) -> Category:
    """A kind of furniture, as often as it comes in."""
    names = [name for name in WEIGHTS if not small or name in SMALL]
    return categories()[rng.choices(names, [WEIGHTS[name] for name in names])[0]]


def pick_work(rng: Random, kind: Category) -> tuple[str, ...]:
    """The steps that a piece of this kind goes through."""
    if kind.is_upholstered:
        return rng.choices(SOFT_WORK, (5, 4, 3, 1))[0]
    if kind.is_wooden:
        return rng.choices(WOOD_WORK, (6, 5, 4, 3, 1, 1))[0]
    return ("repair",)


def pick_title(rng: Random, kind: Category) -> str:
    """A few words that tell it from its like, for some pieces."""
    return rng.choice(TITLES[kind.group]) if rng.random() < 0.45 else ""
