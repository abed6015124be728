"""The file store: photos checked, turned, stripped, re-encoded, and other content, kept by the hash of what is kept."""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from core.errors import N_, NotFound, RuleBroken

if TYPE_CHECKING:
    from PIL.Image import Image, Transpose

PhotoSize = Literal["large", "small"]

MAX_BYTES: Final = 15 * 1024 * 1024
MAX_PIXELS: Final = 25_000_000
LARGE_SIDE: Final = 1600
SMALL_SIDE: Final = 400

_PAPER: Final = (255, 253, 248)
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_ENDINGS: Final[dict[str, str]] = {"large": ".jpg", "small": ".small.jpg"}
_ORIENTATION: Final = 0x0112


@dataclass(frozen=True)
class StoredPhoto:
    """A kept photo: the hash of its large form, that form's size in pixels and in bytes."""

    sha256: str
    width: int
    height: int
    byte_count: int


def store_photo(data: bytes, folder: Path) -> StoredPhoto:
    """Keep a photo under `folder` as a JPEG of at most 1600 pixels a side and a small one of 400.

    Nothing of the file that came in is kept, only its picture: no EXIF, no place, no hidden second content.
    Storing the same picture again changes nothing. Raises RuleBroken on the field "photo" for whatever is not
    a sound JPEG, PNG or WEBP within the limits, and OSError when the disk refuses.
    """
    _refuse_by_size(data)
    try:
        picture = _upright(data)
        large, small = _as_jpeg(picture, LARGE_SIDE, 85), _as_jpeg(picture, SMALL_SIDE, 80)
    except RuleBroken:
        raise
    except (
        Exception
    ) as fault:  # image decoders fail in many ways of their own; each means the same to the person
        raise _broken() from fault
    sha256 = hashlib.sha256(large).hexdigest()
    # the small one first: whoever finds the large one finds both
    _keep(small, folder, _place(folder, sha256, "small"))
    _keep(large, folder, _place(folder, sha256, "large"))
    return StoredPhoto(sha256, picture.width, picture.height, len(large))


def photo_path(folder: Path, sha256: str, size: PhotoSize = "large") -> Path:
    """The file of a photo in one of its sizes. Raises NotFound when it is not there or is no photo's name."""
    if not isinstance(sha256, str) or not _SHA256.fullmatch(sha256) or size not in _ENDINGS:
        raise NotFound()
    path = _place(folder, sha256, size)
    if not path.is_file():
        raise NotFound()
    return path


def delete_photo(folder: Path, sha256: str) -> bool:
    """Remove a photo in all its sizes; says whether anything was there."""
    was_there = False
    sizes: tuple[PhotoSize, ...] = ("large", "small")
    for size in sizes:
        with suppress(NotFound, FileNotFoundError):
            path = photo_path(folder, sha256, size)
            path.unlink()
            _sync_folder(path.parent)
            was_there = True
    return was_there


def keep_file(content: bytes, folder: Path, sha256: str, ending: str) -> None:
    """Keep other content by its hash beside the photos, as safe from a power cut as they are."""
    _keep(content, folder, _folder_of(folder, sha256) / (sha256 + ending))


def kept_file(folder: Path, sha256: str, ending: str) -> Path:
    """The file of such content. Raises NotFound when it is not there or is no such name."""
    path = _folder_of(folder, sha256) / (sha256 + ending) if _SHA256.fullmatch(sha256) else None
    if path is None or not path.is_file():
        raise NotFound()
    return path


def wipe_file(path: Path) -> None:
    """Remove a kept file for good."""
    path.unlink()
    _sync_folder(path.parent)


def _folder_of(folder: Path, sha256: str) -> Path:
    return folder / sha256[:2] / sha256[2:4]


def _broken() -> RuleBroken:
    return RuleBroken(
        "photo",
        N_("This photo cannot be read."),
        N_("Take the photo again, or choose a JPEG, PNG or WEBP picture."),
    )


def _refuse_by_size(data: bytes) -> None:
    if not data:
        raise RuleBroken("photo", N_("There is no picture in this file."), N_("Take the photo again."))
    if len(data) > MAX_BYTES:
        raise RuleBroken(
            "photo",
            N_("This photo is larger than 15 MB."),
            N_("Take it again with the camera of the tablet."),
        )


def _format_of(data: bytes) -> str:
    """The format by content; what the sender calls the file is never asked."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    raise _broken()


def _refuse_by_pixels(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise RuleBroken(
            "photo", N_("This photo has more than 25 million pixels."), N_("Take it again in a smaller size.")
        )


def _webp_size(data: bytes) -> tuple[int, int]:
    """Width and height as the header says: the WEBP reader takes memory for the picture on opening."""
    kind, body = data[12:16], data[20:30]
    if len(body) < 10:
        raise _broken()
    if kind == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    raise _broken()


def open_safely(data: bytes) -> Image:
    """The picture, opened, not yet decoded, its size within the limits; the caller closes it. Raises RuleBroken."""
    from PIL import Image

    _refuse_by_size(data)
    form = _format_of(data)
    if form == "WEBP":
        _refuse_by_pixels(*_webp_size(data))
    try:
        image = Image.open(io.BytesIO(data), formats=[form])
    except Exception as fault:
        raise _broken() from fault
    _refuse_by_pixels(*image.size)
    return image


def _upright(data: bytes) -> Image:
    """The picture in RGB, at most LARGE_SIDE, the right way up, decoded only once its size is known."""
    from PIL import Image

    with open_safely(data) as image:
        turn = _orientation(image)
        if image.format == "JPEG":
            image.draft(
                "RGB", (LARGE_SIDE, LARGE_SIDE)
            )  # decodes at a half, a quarter or an eighth where it may
        picture = _flat(image)
    picture.thumbnail((LARGE_SIDE, LARGE_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return picture.transpose(turn) if turn is not None else picture


def _orientation(image: Image) -> Transpose | None:
    """How the camera was held, if the picture says so; a damaged note costs only the turning."""
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    try:
        return turns.get(image.getexif().get(_ORIENTATION, 1))
    except Exception:
        return None


def _flat(image: Image) -> Image:
    """The first frame in RGB; what is transparent shows paper."""
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        layered = image.convert("RGBA")
        ground = Image.new("RGB", layered.size, _PAPER)
        ground.paste(layered, mask=layered.getchannel("A"))
        return ground
    return image.convert("RGB")


def _as_jpeg(picture: Image, side: int, quality: int) -> bytes:
    from PIL import Image

    sized = picture.copy()
    sized.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=3.0)
    sized.info.clear()  # the writer would copy a comment, a profile or EXIF from here
    out = io.BytesIO()
    sized.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def _place(folder: Path, sha256: str, size: str) -> Path:
    return _folder_of(folder, sha256) / (sha256 + _ENDINGS[size])


def _keep(content: bytes, folder: Path, path: Path) -> None:
    """Write `content` so that after a power cut `path` holds all of it or does not exist."""
    with suppress(FileNotFoundError):  # somebody may be taking it away
        if path.stat().st_size == len(content):
            os.utime(path)  # brought again just now: whoever tidies leaves it
            return
    for parent in (folder, path.parent.parent, path.parent):
        if not parent.is_dir():
            parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync_folder(parent.parent)
    draft = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make a new name in `folder` outlive a power cut; where a system cannot sync folders it need not."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
