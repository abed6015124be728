"""Builds static/icons/sprite.svg from a folder of Tabler outline icons and our own drawings.

Get the icons with `npm pack @tabler/icons@3.51.0`, unpack it and pass its `icons/outline` folder.
"""

import argparse
import re
import sys
from pathlib import Path

from tools.icon_drawings import DRAWN

SPRITE = Path(__file__).parents[1] / "static" / "icons" / "sprite.svg"

# Only those in use: name in Tabler = name in the sprite.
TABLER = [
    "scan",
    "chevron-down",
    "chevron-right",
    "chevron-left",
    "chevron-up",
    "language",
    "cloud-check",
    "cloud-up",
    "cloud-off",
    "volume",
    "keyboard",
    "plus",
    "minus",
    "repeat",
    "stack-2",
    "arrow-back-up",
    "check",
    "x",
    "question-mark",
    "arrow-left",
    "arrow-right",
    "arrow-up",
    "arrow-down",
    "arrow-forward-up",
    "arrows-sort",
    "hand-stop",
    "map-pin",
    "camera",
    "camera-off",
    "camera-plus",
    "photo",
    "photo-off",
    "dots",
    "refresh",
    "clock",
    "hammer",
    "gauge",
    "armchair",
    "school",
    "cpu",
    "home",
    "home-heart",
    "clipboard-data",
    "users",
    "search",
    "calendar",
    "download",
    "upload",
    "printer",
    "moon",
    "sun",
    "table",
    "layout-board",
    "filter",
    "adjustments",
    "tool",
    "brush",
    "scissors",
    "flame",
    "bug",
    "bolt",
    "plug",
    "alert-triangle",
    "info-circle",
    "circle-check",
    "circle-x",
    "lock",
    "key",
    "id-badge-2",
    "qrcode",
    "device-tablet",
    "device-tablet-off",
    "equal",
    "logout",
    "login",
    "settings",
    "trash",
    "recycle",
    "pencil",
    "history",
    "tag",
    "tags",
    "package",
    "truck",
    "truck-delivery",
    "heart-handshake",
    "building",
    "building-warehouse",
    "building-community",
    "user",
    "user-plus",
    "users-group",
    "phone",
    "mail",
    "star",
    "eye",
    "eye-off",
    "copy",
    "link",
    "external-link",
    "file-text",
    "file-spreadsheet",
    "note",
    "scale",
    "ruler-2",
    "bell",
    "gift",
    "shopping-cart",
    "list",
    "list-check",
    "menu-2",
    "player-pause",
    "player-play",
    "shield-check",
    "certificate",
    "chart-bar",
    "database",
    "server",
    "heart",
    "help",
    "hourglass",
    "bulb",
    "clipboard-list",
    "clipboard-check",
    "rosette-discount-check",
    "send",
    "wifi-off",
    "message-circle",
    "flag",
    "rotate-clockwise",
    "archive",
    "sticker",
    "puzzle",
    "wand",
    "calendar-event",
    "world",
    "microphone",
    "circle",
    "confetti",
    "crown",
    "route",
]


def tabler_symbol(folder: Path, name: str) -> str:
    """One Tabler icon as a symbol, without its empty bounding box."""
    text = (folder / f"{name}.svg").read_text(encoding="utf-8")
    paths = re.findall(r' d="([^"]+)"', text)
    return symbol(name, [path for path in paths if path != "M0 0h24v24H0z"])


def symbol(name: str, paths: list[str]) -> str:
    """One symbol on the 24 grid; stroke and colour come from the page."""
    drawn = "".join(f'<path d="{path}"/>' for path in paths)
    return f'<symbol id="{name}" viewBox="0 0 24 24">{drawn}</symbol>'


def main() -> int:
    """Writes the sprite and says how many icons it holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tabler", type=Path, help="folder icons/outline of @tabler/icons")
    folder = parser.parse_args().tabler
    symbols = [tabler_symbol(folder, name) for name in sorted(set(TABLER))]
    symbols += [symbol(name, [path]) for name, path in sorted(DRAWN.items())]
    SPRITE.parent.mkdir(parents=True, exist_ok=True)
    body = "\n".join(symbols)
    SPRITE.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n', encoding="utf-8")
    sys.stdout.write(f"{len(symbols)} icons in {SPRITE}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
