"""Draws the pictures of induction checklists into `static/art/inductions`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.drawing.workshop_scenes import drawings  # noqa: E402

FOLDER = ROOT / "static" / "art" / "inductions"


def main() -> int:
    """Write every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in drawings().items():
        (FOLDER / f"{name}.svg").write_text(text, encoding="utf-8")
    print(f"{len(drawings())} pictures of inductions")
    return 0


if __name__ == "__main__":
    sys.exit(main())
