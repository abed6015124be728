"""Reading a label from a photo on the server, where a tablet's camera is missing or refused."""

from __future__ import annotations

from core.errors import N_, RuleBroken
from core.files import open_safely
from core.ids import read_qr


def read_label(data: bytes) -> str:
    """The text of the first of our codes on a photo. Raises RuleBroken where there is none, or no picture at all."""
    import zxingcpp
    from PIL import ImageOps

    nothing = RuleBroken(
        "photo",
        N_("There is no label of ours in this photo."),
        N_("Go nearer, or type the letters under it."),
    )
    try:
        with open_safely(data) as picture:
            upright = ImageOps.exif_transpose(picture).convert("L")
    except Exception as problem:  # decoders fail in many ways of their own; each means the same to the person
        raise nothing from problem
    for found in zxingcpp.read_barcodes(upright):
        if read_qr(found.text) is not None:
            return str(found.text)
    raise nothing
