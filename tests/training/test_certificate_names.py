"""Names on certificates: eight scripts as an independent shaper draws them, and any name at all without a fault.

`ECO_TEST_NAMES=10000 pytest tests/training/test_certificate_names.py` tries ten thousand; the suite three hundred.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFont, features

from core.fonts import FONT_FOLDER, fonts
from core.ids import new_certificate_code
from core.paper import start_paper
from training.drawing.certificates import HEIGHT, MANY, WIDTH, PrintedPaper, draw_certificates, draw_name
from training.drawing.symbols import paper_address
from training.papers import masked, name_lines

DPI = 150
CODE = "0123456789ABCDEFGHJK"
NAMES = {
    "ar": ("عبد الرحمن الهاشمي", "NotoSansArabic", "rtl"),
    "fa": ("می‌خواهم رضایی", "NotoSansArabic", "rtl"),
    "ckb": ("شێرزاد کەریم", "NotoSansArabic", "rtl"),
    "ur": ("محمد ٹوٹی ہے", "NotoSansArabic", "rtl"),
    "ti": ("ሰላም ገብረ", "NotoSansEthiopic", "ltr"),
    "uk": ("Олена Ґалаґан", "NotoSans", "ltr"),
    "vi": ("Nguyễn Thị Ánh", "NotoSans", "ltr"),
    "pl": ("Żaneta Gęśla", "AtkinsonHyperlegible", "ltr"),
}


def snapshot(name: list[str]) -> dict[str, object]:
    return {
        "v": 1,
        "kind": "completion",
        "name": name,
        "title": "Safe use of the laser cutter",
        "title_also": "",
        "language": "en",
        "level": "",
        "minutes": 1080,
        "from": "2026-10-12",
        "to": "2026-10-16",
        "units": [],
        "trainers": ["Mary"],
        "site": "FabLab Coventry",
        "run": "R-1",
        "issued": "2026-10-19",
        "serial": "C26-1-0001",
    }


def drawn(*names: list[str]) -> bytes:
    return draw_certificates([PrintedPaper(snapshot(name), CODE) for name in names], host="eco.example")


def name_of(name: str) -> Image.Image:
    """The name alone as a certificate draws it, cut to its ink."""
    paper = start_paper(title="A name", page_size=(WIDTH, HEIGHT))
    draw_name(paper, [name], WIDTH / 2, 300, 650)
    paper.canvas.showPage()
    page = pypdfium2.PdfDocument(paper.finish())[0].render(scale=DPI / 72, grayscale=True)
    return cut(page.to_pil().convert("L"))


def cut(image: Image.Image) -> Image.Image:
    box = ImageChops.invert(image).point(lambda value: 255 if value > 90 else 0).getbbox()
    assert box is not None, "no name was drawn"
    return image.crop(box)


def shaped(text: str, family: str, direction: str) -> Image.Image:
    """The name as raqm (HarfBuzz, FriBidi) alone lays it out, with no code of ours between."""
    face = ImageFont.truetype(
        str(FONT_FOLDER / f"{family}-Bold.ttf"), 48 * DPI / 72, layout_engine=ImageFont.Layout.RAQM
    )
    image = Image.new("L", (2400, 400), 255)
    ImageDraw.Draw(image).text(
        (60, 220), text, fill=29, font=face, direction=direction, anchor="ls", features=["-kern"]
    )
    return cut(image)


def difference(one: Image.Image, other: Image.Image) -> float:
    assert abs(one.width - other.width) <= 8 and abs(one.height - other.height) <= 8, (one.size, other.size)
    delta = ImageChops.difference(one, other.resize(one.size))
    return sum(value * count for value, count in enumerate(delta.histogram())) / (
        255 * one.width * one.height
    )


@pytest.mark.parametrize("language", NAMES)
def test_a_name_is_drawn_as_an_independent_shaper_draws_it(language: str) -> None:
    assert features.check("raqm")
    name, family, direction = NAMES[language]
    assert difference(name_of(name), shaped(name, family, direction)) < 0.09


@pytest.mark.parametrize("language", ["ar", "fa", "ckb", "ur"])
def test_control_letters_unjoined_or_turned_round_are_told_apart(language: str) -> None:
    name, family, _ = NAMES[language]
    face = ImageFont.truetype(
        str(FONT_FOLDER / f"{family}-Bold.ttf"), 48 * DPI / 72, layout_engine=ImageFont.Layout.BASIC
    )
    image = Image.new("L", (2400, 400), 255)
    ImageDraw.Draw(image).text((60, 220), name, fill=29, font=face, anchor="ls")
    ours, naive = name_of(name), cut(image)
    assert abs(ours.width - naive.width) > 8 or difference(ours, naive) > 0.12


def test_a_long_name_is_made_smaller_and_never_cut() -> None:
    name = "Maximiliana Konstantinopoulou-Featherstonehaugh von und zu der langen Mauer"
    said = pypdfium2.PdfDocument(drawn([name]))[0].get_textpage().get_text_range()
    assert name in said


@pytest.mark.parametrize("count", [2, MANY])
def test_each_paper_bears_the_symbol_of_its_own_code(count: int) -> None:
    codes = [new_certificate_code() for _ in range(count)]
    made = [PrintedPaper(snapshot(["Amina"]), code) for code in codes]
    pages = pypdfium2.PdfDocument(draw_certificates(made, host="eco.example"))
    for page, code in list(zip(pages, codes, strict=True))[-2:]:
        (found,) = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
        assert found.text == paper_address("eco.example", code)


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert drawn(["Amina"], ["أمينة"]) == drawn(["Amina"], ["أمينة"])


WATCHED: list[str] = []
IS_SHUT = threading.local()
LINES_OUT = (
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.sendto",
    "subprocess.Popen",
)


def _watch(event: str, given: tuple[object, ...]) -> None:
    """The interpreter's own word of each file opened and each line taken, whoever asks for it."""
    is_file = event == "open" and not str(given[0]).startswith(str(FONT_FOLDER))
    if getattr(IS_SHUT, "now", False) and (is_file or event in LINES_OUT):
        WATCHED.append(f"{event} {given[:1]}")
        raise AssertionError(f"opened {given[:1]}")


sys.addaudithook(_watch)


@contextmanager
def shut_in() -> Iterator[None]:
    """No file and no line: whatever opens one fails, even where its error is swallowed, but for our own fonts."""
    WATCHED.clear()
    IS_SHUT.now = True
    try:
        yield
    finally:
        IS_SHUT.now = False
    assert WATCHED == []


@pytest.mark.parametrize("way", ["file", "low", "line"])
def test_control_a_file_or_line_that_is_opened_is_seen(tmp_path: Path, way: str) -> None:
    (tmp_path / "x").write_text("x")
    ways: dict[str, Callable[[], object]] = {
        "file": lambda: (tmp_path / "x").read_text(),
        "low": lambda: os.open(tmp_path / "x", os.O_RDONLY),
        "line": lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
    }
    with pytest.raises(AssertionError, match="opened"), shut_in():
        ways[way]()


ANY_NAME = st.text(max_size=60)
NEAR_NAME = st.tuples(st.sampled_from([name for name, _, _ in NAMES.values()]), st.text(max_size=12)).map(
    lambda pair: f"{pair[0]} / {pair[1]}<b>&amp;{pair[0]}"
)


A_PAPERFUL = st.lists(ANY_NAME | NEAR_NAME, min_size=20, max_size=20)
"""Twenty names to a file."""
PAPERS = int(os.environ.get("ECO_TEST_NAMES", "300")) // 20


@cache
def warm() -> None:
    """Load what is loaded at the first name."""
    fonts()
    name_of("سميرة Ánh")


@pytest.mark.slow
@settings(max_examples=PAPERS, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(A_PAPERFUL)
def test_any_name_at_all_is_drawn_without_a_fault_a_file_or_a_line(names: list[str]) -> None:
    warm()
    with shut_in():
        paper = start_paper(title="Names", page_size=(WIDTH, HEIGHT))
        for name in names:
            lines = name_lines(name, "", "somebody")
            draw_name(paper, lines, WIDTH / 2, 300, 650)
            paper.canvas.showPage()
            for line in lines:
                masked(line)
        assert paper.finish().startswith(b"%PDF")
