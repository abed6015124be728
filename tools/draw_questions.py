"""Draws the pictures of gate questions and of empty or stopped screens into static/art.

`answers/<question>-<answer>.svg`; `questions/<question>.svg`, where to look (`fire_label-<category>.svg` for each
covered category; `<question>-over.svg` lies over the piece's own picture); the rest lies beside them, named by its
subject.
"""

import sys
from pathlib import Path

from tools.draw_furniture import draw_by_hand, room_for
from tools.drawing.catalogue import BY_HAND, CATEGORIES
from tools.drawing.questions import LOOK_AT, every_look, every_question, overlays, where_to_look
from tools.drawing.still import camera_steps, empties, stopped

ART = Path(__file__).parents[1] / "static" / "art"


def piece_of(slug: str) -> tuple[str, str]:
    """A category in its first finish, and the room it stands in."""
    if slug in BY_HAND:
        drawn = draw_by_hand(slug)
        finish = "teal" if "teal" in drawn else next(iter(drawn))
        return drawn[finish], room_for(slug, finish)
    finish, tone = next(iter(CATEGORIES[slug].tones.items()))
    return CATEGORIES[slug].draw(tone), room_for(slug, finish)


def write(folder: str, pictures: dict[str, str]) -> int:
    """Writes pictures into a folder of static/art; returns how many."""
    (ART / folder).mkdir(exist_ok=True)
    for name, svg in pictures.items():
        (ART / folder / f"{name}.svg").write_text(svg, encoding="utf-8")
    return len(pictures)


def main() -> int:
    """Draws everything."""
    answers = {
        f"{slug}-{answer}": svg for slug, given in every_question().items() for answer, svg in given.items()
    }
    looks = every_look()
    for slug in LOOK_AT:
        inside, room_name = piece_of(slug)
        looks[f"fire_label-{slug}"] = where_to_look(slug, inside, room_name)
    looks["fire_label"] = looks["fire_label-sofa-2-seat"]
    looks["fire_label_release"] = looks["fire_label-armchair"]
    drawn = (
        write("answers", answers)
        + write("questions", looks | overlays())
        + write(".", camera_steps() | empties() | stopped())
    )
    sys.stdout.write(f"{drawn} pictures\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
