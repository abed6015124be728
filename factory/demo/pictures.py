"""Photos of the demo: our own drawings, framed and lit a little differently each time, kept through the photo store."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from core.files import StoredPhoto, store_photo
from factory.demo.lives.turns import LABEL_PICTURE
from factory.demo.story import Picture

if TYPE_CHECKING:
    from PIL.Image import Image

ART = Path(__file__).resolve().parents[2] / "static" / "art"
RENDERED = ART / "rendered"


@lru_cache(maxsize=1)
def finishes() -> dict[str, list[str]]:
    """The finishes in which each category is drawn."""
    found: dict[str, list[str]] = json.loads((ART / "index.json").read_text(encoding="utf-8"))
    return found


class PhotoShelf:
    """Makes each picture once and keeps it; the same picture again is the same file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kept: dict[Picture, StoredPhoto] = {}

    def prepare(self, pictures: Iterable[Picture]) -> None:
        """Make those that are not there yet, several at once: decoding, encoding and the disk all wait for others."""
        wanted = list(dict.fromkeys(one for one in pictures if one not in self._kept))
        with ThreadPoolExecutor(max_workers=4) as pool:
            for picture, kept in zip(wanted, pool.map(self._keep, wanted), strict=True):
                self._kept[picture] = kept

    def stored(self, picture: Picture) -> StoredPhoto:
        """The kept photo of a picture."""
        if picture not in self._kept:
            self._kept[picture] = self._keep(picture)
        return self._kept[picture]

    def _keep(self, picture: Picture) -> StoredPhoto:
        return store_photo(_as_jpeg(_taken(picture)), self.folder)


def _taken(picture: Picture) -> Image:
    """The picture as if somebody had taken it: another crop, another light."""
    from PIL import Image, ImageEnhance

    rng = Random(f"{picture}")
    if picture.category == LABEL_PICTURE:
        return _fire_label(rng)
    with Image.open(RENDERED / f"{picture.category}-{picture.finish}.jpg") as drawn:
        image = drawn.convert("RGB")
    if picture.variant:
        width, height = image.size
        cut = rng.uniform(0.02, 0.07)
        left, top = rng.uniform(0, cut) * width, rng.uniform(0, cut) * height
        image = image.crop(
            (round(left), round(top), round(width * (1 - cut) + left), round(height * (1 - cut) + top))
        )
        image = ImageEnhance.Brightness(image).enhance(rng.uniform(0.92, 1.05))
    return image


def _fire_label(rng: Random) -> Image:
    """A permanent fire label sewn under a seat, drawn: rectangle, green edge, lines that stand for its words."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (480, 384), (rng.randint(70, 110), rng.randint(60, 90), rng.randint(52, 74)))
    draw = ImageDraw.Draw(image)
    for y in range(0, 384, 7):
        draw.line((0, y, 480, y + 3), fill=(96, 84, 70), width=1)
    x, y = 90 + rng.randint(-14, 14), 66 + rng.randint(-10, 10)
    draw.rounded_rectangle((x, y, x + 300, y + 250), 6, fill=(247, 243, 232), outline=(52, 92, 66), width=9)
    draw.rectangle((x + 26, y + 28, x + 274, y + 66), fill=(52, 92, 66))
    for row, length in enumerate((240, 210, 244, 180, 226, 150)):
        draw.rectangle((x + 28, y + 86 + 24 * row, x + 28 + length, y + 96 + 24 * row), fill=(92, 96, 90))
    for stitch in range(x + 6, x + 300, 16):
        draw.line((stitch, y + 4, stitch + 8, y + 4), fill=(214, 204, 180), width=2)
    return image


def _as_jpeg(image: Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88)
    return out.getvalue()
