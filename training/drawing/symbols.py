"""The pictures on a certificate, and what its QR symbol says."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

STATIC: Final = Path(__file__).resolve().parents[2] / "static"


@lru_cache(maxsize=64)
def art(name: str) -> str:
    """The text of one of our own drawings."""
    return (STATIC / "art" / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=16)
def cut_out(name: str) -> str:
    """One of our drawings of a piece without the wall and the floor behind it: the piece and its shadow."""
    root = ElementTree.fromstring(art(name))
    parts = list(root)
    boards = next((at for at, part in enumerate(parts) if part.get("stroke") == "#6E4726"), -1)
    for part in parts[: boards + 1]:
        root.remove(part)
    return ElementTree.tostring(root, encoding="unicode")


def paper_address(host: str, code: str) -> str:
    """What the QR of a paper says: an upper-case address, so that the symbol stays small."""
    return f"HTTPS://{host.upper()}/V/{code}"
