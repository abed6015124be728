"""Draws the pictures of courses, one for each category, into `static/art/courses`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.drawing.courses import drawings  # noqa: E402

FOLDER = ROOT / "static" / "art" / "courses"


def main() -> int:
    """Write every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in drawings().items():
        (FOLDER / f"{name}.svg").write_text(text, encoding="utf-8")
    print(f"{len(drawings())} pictures of courses")
    return 0


if __name__ == "__main__":
    sys.exit(main())
