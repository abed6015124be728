"""Text and furniture of PDFs: right-to-left text as independent shaping draws it, markup inert, no letter lost."""

import subprocess
import sys
import unicodedata
from collections.abc import Callable

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFont

from core.drawings import draw_mark, draw_svg
from core.fonts import FONT_FOLDER
from core.paper import (
    Paper,
    column,
    draw_footer,
    draw_header,
    draw_text,
    escaped,
    missing_letters,
    plain,
    start_paper,
    text_width,
)

DPI = 150
LISTED = {
    "en": "Dining chair, shelf B4",
    "ar": "كرسي طعام على الرف",
    "fa": "میز ناهارخوری می‌خواهم",
    "ckb": "کوردیی ناوەندی، سەردار",
    "ti": "ትግርኛ ሰላም",
    "uk": "Олена Ґалаґан їде",
    "pl": "Zażółć gęślą jaźń",
    "ro": "Țară și pâine, mâță",
    "fr": "Où est l’œuvre ?",
    "ur": "اردو میں کرسی ٹوٹی ہے",
    "ps": "پښتو ژبه ټولګی ځای",
    "am": "አማርኛ ወንበር",
    "vi": "Nguyễn Thị Ánh",
}


def drawn(draw: Callable[[Paper], object], size: tuple[float, float] = (300, 100)) -> bytes:
    paper = start_paper(title="A page", page_size=size)
    draw(paper)
    paper.canvas.showPage()
    return paper.finish()


def picture(pdf: bytes, dpi: int = DPI) -> Image.Image:
    image: Image.Image = pypdfium2.PdfDocument(pdf)[0].render(scale=dpi / 72, grayscale=True).to_pil()
    return image.convert("L")


def words_of(pdf: bytes) -> str:
    return str(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()).strip()


def ink_box(image: Image.Image) -> tuple[int, int, int, int]:
    box = ImageChops.invert(image).point(lambda value: 255 if value > 60 else 0).getbbox()
    assert box is not None, "nothing was drawn"
    return box


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of the two drawings, each cut to its ink, as a part of black."""
    first, second = one.crop(ink_box(one)), other.crop(ink_box(other))
    assert abs(first.width - second.width) <= 3 and abs(first.height - second.height) <= 3
    delta = ImageChops.difference(first, second.resize(first.size))
    return sum(value * count for value, count in enumerate(delta.histogram())) / (
        255 * first.width * first.height
    )


def shaped_by_raqm(text: str, size: float) -> Image.Image:
    face = ImageFont.truetype(
        str(FONT_FOLDER / "NotoSansArabic-Regular.ttf"), size * DPI / 72, layout_engine=ImageFont.Layout.RAQM
    )
    image = Image.new("L", (900, 200), 255)
    ImageDraw.Draw(image).text((880, 120), text, fill=29, font=face, direction="rtl", anchor="rs")
    return image


@pytest.mark.parametrize("language", ["ar", "fa", "ckb", "ur", "ps"])
def test_right_to_left_text_is_joined_and_ordered_as_raqm_does(language: str) -> None:
    text = LISTED[language]
    ours = picture(drawn(lambda p: draw_text(p.canvas, text, 290, 40, 24, language=language), (320, 100)))
    assert difference(ours, shaped_by_raqm(text, 24)) < 0.04


def test_control_the_library_alone_draws_arabic_wrongly() -> None:
    def naive(paper: Paper) -> None:
        paper.canvas.setFont("NotoSansArabic-Regular", 24)
        paper.canvas.drawString(20, 40, LISTED["ar"])

    naive_box = ink_box(picture(drawn(naive)))
    right_box = ink_box(shaped_by_raqm(LISTED["ar"], 24))
    assert abs((naive_box[2] - naive_box[0]) - (right_box[2] - right_box[0])) > 10


@pytest.mark.parametrize("language", LISTED)
def test_every_listed_language_has_all_its_letters(language: str) -> None:
    assert missing_letters(LISTED[language]) == ""
    assert missing_letters(LISTED[language].upper()) == ""


@pytest.mark.parametrize("language", ["ar", "ckb", "ur", "ps", "ti", "uk", "pl", "ro", "am", "vi", "en"])
def test_the_words_can_be_read_out_of_the_file(language: str) -> None:
    text = LISTED[language]
    found = words_of(drawn(lambda p: draw_text(p.canvas, text, 20, 40, 14, anchor="left")))
    assert unicodedata.normalize("NFKC", found) == unicodedata.normalize("NFKC", text)


def test_mixed_scripts_keep_number_code_and_brackets_in_place() -> None:
    mixed = picture(drawn(lambda p: draw_text(p.canvas, "كرسي (B4) 12.5", 280, 40, 24)))
    chair = picture(drawn(lambda p: draw_text(p.canvas, "كرسي", 280, 40, 24)))
    assert ink_box(mixed)[2] == pytest.approx(ink_box(chair)[2], abs=1)  # the first word stands at the right
    number = picture(drawn(lambda p: draw_text(p.canvas, "12.5", 0, 40, 24, anchor="left")))
    left = ink_box(mixed)[0]
    first = mixed.crop((left, 0, left + ink_box(number)[2] - ink_box(number)[0], mixed.height))
    assert difference(first, number) < 0.05


def test_a_letter_nobody_has_is_a_question_mark_and_never_a_box() -> None:
    assert missing_letters("漢 Amina") == "漢"
    assert words_of(drawn(lambda p: draw_text(p.canvas, "漢 Amina", 20, 40, 14))) == "? Amina"


def test_markup_in_a_name_is_drawn_as_written() -> None:
    name = '<b>Amina</b> & <img src="http://x/y.png"/>'
    assert words_of(drawn(lambda p: draw_text(p.canvas, name, 5, 40, 10))) == name
    assert escaped(name) == "&lt;b&gt;Amina&lt;/b&gt; &amp; &lt;img src=&quot;http://x/y.png&quot;/&gt;"


def test_the_library_may_fetch_nothing() -> None:
    from reportlab import rl_config
    from reportlab.lib.utils import open_for_read

    start_paper(title="A page")
    assert rl_config.trustedHosts == [] and rl_config.trustedSchemes == []
    for address in ("http://127.0.0.1:9/x", "file:///etc/hostname", "data:text/plain,x"):
        with pytest.raises(OSError):
            open_for_read(address)


ANY_TEXT = st.text(max_size=60) | st.text(alphabet="آمنةبش عab12()<>&\u200f\u202e\u0000\u064b\n", max_size=40)


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT, st.sampled_from(["auto", "ltr", "rtl"]))
def test_any_text_is_drawn_within_its_width(text: str, direction: str) -> None:
    def draw(paper: Paper) -> None:
        width = draw_text(paper.canvas, text, 20, 40, 14, "bold", direction, 120, "ar", anchor="left")  # type: ignore[arg-type]
        assert width <= 120.01

    assert drawn(draw).startswith(b"%PDF")


@given(st.text(max_size=80))
def test_plain_text_is_one_printable_line(text: str) -> None:
    line = plain(text)
    assert "\n" not in line and "\x00" not in line and "\u202e" not in line
    assert plain(line) == line


def test_a_long_line_is_made_smaller_then_cut() -> None:
    full = text_width("Maximilian Konstantinopoulos", 14, "bold")
    assert (
        words_of(drawn(lambda p: draw_text(p.canvas, "Maximilian", 20, 40, 14, max_width=50))) == "Maximilian"
    )
    cut = words_of(
        drawn(
            lambda p: draw_text(
                p.canvas, "Maximilian Konstantinopoulos", 20, 40, 14, "bold", max_width=full / 2
            )
        )
    )
    assert cut.startswith("Maximilian") and cut.endswith("…")


def furnished(language: str) -> bytes:
    paper = start_paper(title="القطع", language=language)
    begin = draw_header(paper, "Pieces upcycled", "Coventry", "22 Nov 2026")
    end = draw_footer(paper, "Counting rule 3", "Page 1 of 2")
    assert end < begin
    draw_mark(paper.canvas, 100, 100, 40)
    paper.canvas.showPage()
    return paper.finish()


def test_the_same_content_gives_the_same_bytes() -> None:
    assert furnished("en") == furnished("en")


def test_the_file_tells_title_language_and_maker() -> None:
    pdf = furnished("ar")
    facts = pypdfium2.PdfDocument(pdf).get_metadata_dict()
    assert (facts["Title"], facts["Producer"], facts["Author"]) == ("القطع", "EcoWorks", "EcoWorks")
    assert b"/Lang (ar)" in pdf


def test_an_arabic_page_is_mirrored() -> None:
    left_to_right, right_to_left = picture(furnished("en"), 50), picture(furnished("ar"), 50)
    head = (0, 0, left_to_right.width, 80)
    begins = ink_box(left_to_right.crop(head))[0]
    ends = ink_box(right_to_left.crop(head))[2]
    assert begins == pytest.approx(left_to_right.width - ends, abs=2)


def test_a_sentence_of_an_arabic_page_runs_its_way_though_it_begins_with_a_code() -> None:
    def page(language: str, line: str) -> Image.Image:
        paper = start_paper(title="A page", language=language, page_size=(300, 100))
        paper.write(line, 20, 40, 20, anchor="left")
        paper.canvas.showPage()
        return picture(paper.finish())

    arabic, english = page("ar", "L7160 ملصق"), page("en", "L7160 ملصق")
    code = page("en", "L7160")
    width = ink_box(code)[2] - ink_box(code)[0]
    last = arabic.crop((ink_box(arabic)[2] - width, 0, ink_box(arabic)[2] + 1, arabic.height))
    first = english.crop((ink_box(english)[0], 0, ink_box(english)[0] + width, english.height))
    assert difference(last, code) < 0.05 and difference(first, code) < 0.05
    assert difference(page("ar", "22 Nov 2026"), page("en", "22 Nov 2026")) == 0


def test_twelve_columns_fill_the_page_in_both_directions() -> None:
    edges = [column(i, 1) for i in range(12)]
    assert all(a[0] + a[1] < b[0] for a, b in zip(edges, edges[1:], strict=False))
    whole = column(0, 12)
    assert edges[0][0] == whole[0] and edges[-1][0] + edges[-1][1] == pytest.approx(whole[0] + whole[1])
    assert column(0, 3, is_rtl=True) == pytest.approx(column(9, 3))


ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
    'stroke-width="2"><path d="M3 11V4.500A1.500 1.500 0 0 1 4.500 3H11l9.500 9.500a2 2 0 0 1 0 2.800l-5.200 5.200a2 '
    '2 0 0 1-2.800 0Zm4 0q1-4 4 0t3 2s-1 1 2 2"/><circle cx="12" cy="12" r="4" fill="#1F5B45" opacity="0.5"/>'
    '<rect x="1" y="1" width="4" height="4" rx="1"/><polygon points="1,20 4,20 4,23"/><line x1="0" y1="0" x2="2" '
    'y2="2"/></svg>'
)


def test_a_drawing_stays_inside_its_box() -> None:
    image = picture(drawn(lambda p: draw_svg(p.canvas, ICON, 50, 20, 60, 60)), 72)
    left, top, right, bottom = ink_box(image)
    assert left >= 49 and top >= 19 and right <= 111 and bottom <= 81
    assert right - left > 50


@pytest.mark.parametrize(
    "bad", ["", "<svg", "<svg/>", '<svg viewBox="0 0 0 0"/>', '<svg viewBox="a b c d"/>']
)
def test_what_is_no_drawing_is_refused(bad: str) -> None:
    paper = start_paper(title="A page")
    with pytest.raises(ValueError):
        draw_svg(paper.canvas, bad, 0, 0, 10, 10)


def box_of_drawing(svg: str) -> tuple[int, int, int, int]:
    return ink_box(picture(drawn(lambda p: draw_svg(p.canvas, svg, 0, 0, 96, 96))))


def test_a_drawing_may_move_scale_and_turn_its_parts() -> None:
    bar = '<rect x="4" y="10" width="12" height="2"/>'
    turned = (
        f'<svg viewBox="0 0 24 24"><g transform="translate(12 0) rotate(90) scale(1, 0.5)">{bar}</g></svg>'
    )
    upright = '<svg viewBox="0 0 24 24"><rect x="6" y="4" width="1" height="12"/></svg>'
    about = (
        '<svg viewBox="0 0 24 24"><rect x="4" y="10" width="8" height="2" transform="rotate(90 4 10)"/></svg>'
    )
    direct = '<svg viewBox="0 0 24 24"><rect x="2" y="10" width="2" height="8"/></svg>'
    for svg, plainly in ((turned, upright), (about, direct)):
        assert box_of_drawing(svg) == pytest.approx(box_of_drawing(plainly), abs=1)


def test_a_drawing_may_be_seen_through() -> None:
    svg = '<svg viewBox="0 0 24 24"><rect width="24" height="24" fill="#000000" opacity=".2"/></svg>'
    grey = picture(drawn(lambda p: draw_svg(p.canvas, svg, 0, 0, 96, 96))).getpixel((50, 100))
    assert grey == pytest.approx(204, abs=2)


def test_a_stamp_is_kept_once_and_keeps_what_may_be_seen_through() -> None:
    svg = '<svg viewBox="0 0 24 24"><rect width="24" height="24" fill="#000000" opacity=".2"/></svg>'
    taken = []

    def draw_it(paper: Paper) -> None:
        taken.append(paper)
        draw_svg(paper.canvas, svg, 0, 0, 96, 96)
        paper.write("Dining chair", 100, 40, 12)

    def draw_page(paper: Paper) -> None:
        paper.stamp("chair", draw_it)
        paper.canvas.showPage()
        paper.stamp("chair", draw_it)

    stamped = drawn(draw_page)
    assert len(taken) == 1
    pages = pypdfium2.PdfDocument(stamped)
    for page in (pages[0], pages[1]):
        grey = page.render(scale=1, grayscale=True).to_pil().convert("L").getpixel((50, 50))
        assert grey == pytest.approx(204, abs=2)
        assert page.get_textpage().get_text_range().strip() == "Dining chair"
    assert ImageChops.difference(picture(stamped), picture(drawn(draw_it))).getbbox() is None


def test_pillow_shapes_in_this_installation() -> None:
    from PIL import features

    assert features.check("raqm")


def test_nothing_is_loaded_before_something_is_drawn() -> None:
    asked = (
        "import sys, core.paper, core.files, inventory.drawing.label_sheets, inventory.drawing.wall_cards\n"
    )
    told = "print([name for name in ('PIL', 'reportlab', 'qrcode') if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", asked + told], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
