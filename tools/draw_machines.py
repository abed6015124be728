"""Draws the pictures of machines for cards and kiosks into static/art/machines."""

import sys
from pathlib import Path

from tools.drawing import machine_cards, machine_materials, machine_signs

OUT = Path(__file__).parents[1] / "static" / "art" / "machines"
SETS = (
    machine_cards.machines,
    machine_cards.protection,
    machine_cards.methods,
    machine_materials.allowed,
    machine_materials.forbidden,
    machine_signs.problems,
    machine_signs.dangers,
    machine_signs.lines,
    machine_signs.care,
    machine_signs.shown,
)


def main() -> int:
    """Draws everything; a name belongs to one picture."""
    OUT.mkdir(exist_ok=True)
    drawn: dict[str, str] = {}
    for draw in SETS:
        for name, picture in draw().items():
            if name in drawn:
                raise SystemExit(f"two pictures are called {name}")
            drawn[name] = picture
    for name, picture in drawn.items():
        (OUT / f"{name}.svg").write_text(picture, encoding="utf-8")
    sys.stdout.write(f"{len(drawn)} pictures\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
