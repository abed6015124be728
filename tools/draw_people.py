"""Draws the pictures people choose for themselves: things and animals, no faces of people."""

import sys
from pathlib import Path

from tools.drawing.people_garden import GARDEN
from tools.drawing.people_things import THINGS

ART = Path(__file__).parents[1] / "static" / "art"
PEOPLE = GARDEN | THINGS


def main() -> int:
    """Writes one file for each picture and the list of them all."""
    for word, (ground, inside) in PEOPLE.items():
        (ART / f"person-{word}.svg").write_text(
            '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96" viewBox="0 0 48 48"'
            ' aria-hidden="true">'
            f'<circle cx="24" cy="24" r="24" fill="{ground}"/>{inside}</svg>\n',
            encoding="utf-8",
        )
    words = sorted(path.stem.removeprefix("person-") for path in ART.glob("person-*.svg"))
    (ART / "people.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(words)} people\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
