"""Reading a label from a photo on the server, where a tablet's camera is missing or refused."""

from __future__ import annotations

import io

from core.errors import N_, RuleBroken
from core.files import MAX_PIXELS
from core.ids import read_qr


def read_label(data: bytes) -> str:
    """The text of the first of our codes on a photo. Raises RuleBroken where there is none, or no picture at all."""
    import zxingcpp
    from PIL import Image, ImageOps, UnidentifiedImageError

    nothing = RuleBroken(
        "photo",
        N_("There is no label of ours in this photo."),
        N_("Go nearer, or type the letters under it."),
    )
    try:
        picture = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP"))
        if picture.width * picture.height > MAX_PIXELS:
            raise nothing
        upright = ImageOps.exif_transpose(picture).convert("L")
    except (
        OSError,
        UnidentifiedImageError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
    ) as problem:
        raise nothing from problem
    for found in zxingcpp.read_barcodes(upright):
        if read_qr(found.text) is not None:
            return str(found.text)
    raise nothing
