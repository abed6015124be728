"""Draws the pictures of gate questions and of empty or stopped screens into static/art.

Names: `question-<slug>-<answer>.svg`, `look-<category>.svg` (where its fire label hides), the rest by subject.
"""

import json
import sys
from pathlib import Path

from tools.draw_furniture import draw_by_hand, room_for
from tools.drawing.catalogue import BY_HAND, CATEGORIES
from tools.drawing.questions import LOOK_AT, every_question, where_to_look
from tools.drawing.still import camera_steps, empties

ART = Path(__file__).parents[1] / "static" / "art"


def piece_of(slug: str) -> tuple[str, str]:
    """A category in its first finish, and the room it stands in."""
    if slug in BY_HAND:
        drawn = draw_by_hand(slug)
        finish = "teal" if "teal" in drawn else next(iter(drawn))
        return drawn[finish], room_for(slug, finish)
    finish, tone = next(iter(CATEGORIES[slug].tones.items()))
    return CATEGORIES[slug].draw(tone), room_for(slug, finish)


def main() -> int:
    """Draws everything and writes questions.json: slug → answers."""
    pictures = {
        f"question-{slug}-{answer}": svg
        for slug, answers in every_question().items()
        for answer, svg in answers.items()
    }
    pictures |= camera_steps() | empties()
    for slug in LOOK_AT:
        inside, room_name = piece_of(slug)
        pictures[f"look-{slug}"] = where_to_look(slug, inside, room_name)
    for name, svg in pictures.items():
        (ART / f"{name}.svg").write_text(svg, encoding="utf-8")
    listed = {slug: list(answers) for slug, answers in every_question().items()}
    (ART / "questions.json").write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(pictures)} pictures\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
