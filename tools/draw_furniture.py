"""Draws a scene for every category and finish into static/art, and writes static/art/index.json.

The list of categories is the program's own; a category without a drawing stops the script.
"""

import csv
import json
import re
import sys
from pathlib import Path

from tools.drawing.catalogue import BY_HAND, CATEGORIES, HAND_WEAR, Category
from tools.drawing.shapes import ROOMS, scene
from tools.drawing.wear import placed

ROOT = Path(__file__).parents[1]
ART = ROOT / "static" / "art"
HAND = Path(__file__).parent / "drawing" / "by_hand"
WEIGHTS = ROOT / "inventory" / "data" / "furniture_weights.csv"
BEFORE_ROOM = "rose"


def slug_of(category: str) -> str:
    """Lower case, runs of anything else as single hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", category.lower()).strip("-")


def room_for(slug: str, finish: str) -> str:
    """The same piece always stands in the same room; never the room of its before picture."""
    names = [name for name in ROOMS if name != BEFORE_ROOM]
    return names[sum(map(ord, slug + finish)) % len(names)]


def inside_of(path: Path) -> str:
    """The piece of a hand-drawn scene, without its room (which ends with the last floor board)."""
    text = path.read_text(encoding="utf-8")
    boards_end = text.rindex('stroke-width="1.6" opacity=".16"/>') + len('stroke-width="1.6" opacity=".16"/>')
    return text[boards_end : text.rindex("</svg>")]


def draw_by_hand(slug: str) -> dict[str, str]:
    """The finishes of a category that was drawn by hand, and its before picture."""
    name, finishes = BY_HAND[slug]
    drawn = {finish: inside_of(HAND / f"{name}-{finish}.svg") for finish in finishes.split()}
    before = HAND / f"{name}-before.svg"
    if before.exists():
        drawn["before"] = inside_of(before)
    else:
        mark, at = HAND_WEAR[slug]
        tired = HAND / f"{name}-worn.svg"
        plain = inside_of(tired if tired.exists() else HAND / f"{name}-grey.svg")
        drawn["before"] = plain + placed(mark, at)
    return drawn


def draw_by_rule(category: Category) -> dict[str, str]:
    """The finishes of a parametrised category, and its before picture."""
    drawn = {finish: category.draw(tone) for finish, tone in category.tones.items()}
    drawn["before"] = category.draw(category.worn) + placed(category.wear, category.at)
    return drawn


def main() -> int:
    """Draws everything and says how many files it wrote."""
    index: dict[str, list[str]] = {}
    with WEIGHTS.open(encoding="utf-8", newline="") as file:
        slugs = [slug_of(row["category"]) for row in csv.DictReader(file)]
    for slug in slugs:
        drawn = draw_by_hand(slug) if slug in BY_HAND else draw_by_rule(CATEGORIES[slug])
        for finish, inside in drawn.items():
            room_name = BEFORE_ROOM if finish == "before" else room_for(slug, finish)
            (ART / f"{slug}-{finish}.svg").write_text(scene(inside, room_name), encoding="utf-8")
        index[slug] = [finish for finish in drawn if finish != "before"]
    (ART / "index.json").write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{sum(len(f) + 1 for f in index.values())} scenes of {len(index)} categories\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
