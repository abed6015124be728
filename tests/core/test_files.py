"""The photo store: what it keeps of a picture, and that nothing but a sound picture gets in."""

import hashlib
import io
import os
import random
import stat
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from core.errors import NotFound, RuleBroken
from core.files import delete_photo, photo_path, store_photo

SECRET = b"<script>alert('Amina, 52.4N 1.5W')</script>"


def a_picture(size: tuple[int, int] = (640, 480), mode: str = "RGB") -> Image.Image:
    """A picture with a red left half, so that turning and mirroring can be seen."""
    picture = Image.new("RGB", size, (40, 90, 200))
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2, size[1]), fill=(200, 30, 30))
    return picture.convert(mode)


def as_bytes(picture: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def opened(folder: Path, sha256: str) -> Image.Image:
    return Image.open(photo_path(folder, sha256, "large"))


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_it_keeps_a_large_and_a_small_jpeg_under_the_hash_of_the_large(tmp_path: Path, form: str) -> None:
    photo = store_photo(as_bytes(a_picture((2400, 1800)), form), tmp_path)
    large, small = photo_path(tmp_path, photo.sha256, "large"), photo_path(tmp_path, photo.sha256, "small")
    content = large.read_bytes()
    assert photo.sha256 == hashlib.sha256(content).hexdigest()
    assert (photo.width, photo.height, photo.byte_count) == (1600, 1200, len(content))
    assert Image.open(large).size == (1600, 1200) and Image.open(small).size == (400, 300)
    assert Image.open(large).format == Image.open(small).format == "JPEG"
    assert large.relative_to(tmp_path).parts[:2] == (photo.sha256[:2], photo.sha256[2:4])
    assert {stat.S_IMODE(path.stat().st_mode) for path in files_in(tmp_path)} == {0o600}
    assert len(files_in(tmp_path)) == 2


def test_a_small_picture_is_not_blown_up(tmp_path: Path) -> None:
    photo = store_photo(as_bytes(a_picture((120, 90))), tmp_path)
    assert (photo.width, photo.height) == (120, 90)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_turns_the_picture_as_the_camera_was_held(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = store_photo(as_bytes(a_picture((640, 480)), exif=exif, quality=95), tmp_path)
    kept = opened(tmp_path, photo.sha256).convert("RGB")
    assert kept.size == ((640, 480) if orientation < 5 else (480, 640))
    middle_x, middle_y = kept.width // 2, kept.height // 2
    side_x, side_y = kept.width - 60, kept.height - 60
    red_at = {
        1: (60, middle_y), 2: (side_x, middle_y), 3: (side_x, middle_y), 4: (60, middle_y),
        5: (middle_x, 60), 6: (middle_x, 60), 7: (middle_x, side_y), 8: (middle_x, side_y),
    }[orientation]  # fmt: skip
    red, _, blue = kept.getpixel(red_at)  # type: ignore[misc]
    assert red > 150 > blue


def test_it_strips_place_comment_profile_and_hidden_content(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    data = as_bytes(a_picture(), exif=exif, comment=SECRET, icc_profile=SECRET * 5) + SECRET
    photo = store_photo(data, tmp_path)
    for path in files_in(tmp_path):
        content = path.read_bytes()
        assert SECRET not in content and b"Exif" not in content and b"ICC_PROFILE" not in content
    kept = opened(tmp_path, photo.sha256)
    assert not kept.getexif() and "comment" not in kept.info


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA", "P", "1", "I;16"])
def test_it_takes_every_kind_of_png(tmp_path: Path, mode: str) -> None:
    picture = a_picture(mode="I").convert("I;16") if mode == "I;16" else a_picture(mode=mode)
    assert store_photo(as_bytes(picture, "PNG"), tmp_path).width == 640


def test_it_takes_cmyk_and_a_moving_picture_by_its_first_frame(tmp_path: Path) -> None:
    store_photo(as_bytes(a_picture(mode="CMYK")), tmp_path)
    for form in ("WEBP", "PNG"):
        frames = as_bytes(a_picture(), form, save_all=True, append_images=[Image.new("RGB", (640, 480))])
        photo = store_photo(frames, tmp_path)
        assert opened(tmp_path, photo.sha256).convert("RGB").getpixel((60, 200))[0] > 150  # type: ignore[index]


def test_what_is_transparent_shows_paper(tmp_path: Path) -> None:
    photo = store_photo(as_bytes(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG"), tmp_path)
    assert min(opened(tmp_path, photo.sha256).getpixel((25, 25))) > 240  # type: ignore[arg-type]


def test_storing_the_same_picture_again_writes_no_file_and_says_that_it_was_brought(tmp_path: Path) -> None:
    data = as_bytes(a_picture())
    first = store_photo(data, tmp_path)
    for path in files_in(tmp_path):
        os.utime(path, (1, 1))
    before = {path: (path.stat().st_ino, path.read_bytes()) for path in files_in(tmp_path)}
    assert store_photo(data, tmp_path) == first
    assert {path: (path.stat().st_ino, path.read_bytes()) for path in files_in(tmp_path)} == before
    assert all(path.stat().st_mtime > 1 for path in files_in(tmp_path)), "whoever tidies leaves it"


def png_header(width: int, height: int) -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    idat = b"IDAT" + zlib.compress(bytes(1000))
    chunks = b"".join(
        struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in (body, idat)
    )
    return b"\x89PNG\r\n\x1a\n" + chunks


WEBP_BOMB = b"RIFF\x20\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02\x00\x00\x00\xfe\x3f\x00\xfe\x3f\x00" + bytes(
    40
)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html><body>GIF89a</body></html>",
        b"GIF89a" + bytes(50),
        b"%PDF-1.7",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x00\x00\x00\x00WEBP",
        b"RIFF\x00\x00\x00\x00WEBPJUNK" + bytes(20),
        png_header(5001, 5000),
        png_header(60_000, 60_000),
        png_header(0, 10),
        WEBP_BOMB,
        bytes(15 * 1024 * 1024 + 1),
    ],
    ids=lambda data: repr(data[:16]),
)
def test_it_refuses_what_is_no_sound_picture_and_keeps_nothing(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(RuleBroken) as refusal:
        store_photo(data, tmp_path)
    assert refusal.value.field == "photo" and refusal.value.message and refusal.value.remedy
    assert files_in(tmp_path) == []


def test_it_refuses_half_a_picture(tmp_path: Path) -> None:
    for form in ("JPEG", "PNG", "WEBP"):
        data = as_bytes(a_picture(), form)
        with pytest.raises(RuleBroken):
            store_photo(data[: len(data) // 2], tmp_path)


def test_a_thin_strip_is_kept(tmp_path: Path) -> None:
    assert store_photo(as_bytes(Image.new("RGB", (30_000, 2)), "PNG"), tmp_path).width == 1600


STARTS = [as_bytes(a_picture((64, 48)), form) for form in ("JPEG", "PNG", "WEBP")]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF0000WEBPVP8 "]),
)
def test_no_bytes_break_it(tmp_path: Path, data: bytes, start: bytes) -> None:
    try:
        store_photo(start + data, tmp_path)
    except RuleBroken as refusal:
        assert refusal.field == "photo"


@pytest.mark.parametrize("start", STARTS, ids=["jpeg", "png", "webp"])
@pytest.mark.filterwarnings("ignore")
def test_no_damaged_picture_breaks_it(tmp_path: Path, start: bytes) -> None:
    dice = random.Random(7)
    kept = 0
    for _ in range(400):
        data = bytearray(start)
        for _ in range(dice.choice([1, 2, 8])):
            data[dice.randrange(len(data))] = dice.randrange(256)
        try:
            store_photo(bytes(data), tmp_path)
            kept += 1
        except RuleBroken as refusal:
            assert refusal.field == "photo"
    assert kept < 400


def test_a_full_disk_is_told_as_such_and_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            store_photo(as_bytes(a_picture()), tmp_path)
    assert files_in(tmp_path) == []
    store_photo(as_bytes(a_picture()), tmp_path)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n", "a" * 64])
def test_a_name_that_is_no_photo_is_not_found(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFound):
        photo_path(tmp_path, name, "large")
    assert delete_photo(tmp_path, name) is False


def test_a_deleted_photo_leaves_no_byte(tmp_path: Path) -> None:
    photo = store_photo(as_bytes(a_picture()), tmp_path)
    assert delete_photo(tmp_path, photo.sha256) is True
    assert files_in(tmp_path) == []
    assert delete_photo(tmp_path, photo.sha256) is False
