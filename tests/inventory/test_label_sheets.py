"""Label sheets as PDF: each label in its own cell, readable, none lost or doubled, small and fast."""

import time
from collections.abc import Iterator

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.errors import RuleBroken
from core.ids import new_public_code, read_qr
from inventory.drawing.label_layout import layout_of
from inventory.drawing.label_sheets import LabelFace, draw_label_sheets
from inventory.drawing.ruler_page import draw_ruler_page
from inventory.label_symbols import LabelSymbols
from inventory.stationery import Stationery, load_stationery, stationery_by_name

HOST = "eco.example"
ALL = list(load_stationery().values())
DPI = 200
MM = DPI / 25.4


def name(stationery: Stationery) -> str:
    return stationery.name


def faces(count: int, site_name: str = "Coventry") -> list[LabelFace]:
    codes: set[str] = set()
    while len(codes) < count:
        codes.add(new_public_code())
    return [LabelFace(code, site_name) for code in sorted(codes)]


def sheets(labels: list[LabelFace], stationery: Stationery, **options: object) -> bytes:
    return draw_label_sheets(
        labels,
        stationery=stationery,
        host=HOST,
        batch_number=14,
        title="Batch 14",
        **options,  # type: ignore[arg-type]
    )


def pages(pdf: bytes, dpi: int = DPI) -> Iterator[Image.Image]:
    for page in pypdfium2.PdfDocument(pdf):
        yield page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L")


def cell(page: Image.Image, stationery: Stationery, position: int) -> Image.Image:
    left, top = stationery.corner_mm(position)
    right, bottom = left + stationery.label_width_mm, top + stationery.label_height_mm
    return page.crop((round(left * MM), round(top * MM), round(right * MM), round(bottom * MM)))


def codes_in(image: Image.Image) -> list[str]:
    scanned = [read_qr(found.text) for found in zxingcpp.read_barcodes(image)]
    return [scan.value for scan in scanned if scan is not None]


def is_blank(image: Image.Image) -> bool:
    return image.getextrema()[0] > 250  # type: ignore[operator]


def read_by_cell(pdf: bytes, stationery: Stationery) -> list[list[str]]:
    """What each cell of each page holds, in order; asserts that a cell is blank or holds one code."""
    found = []
    for page in pages(pdf):
        for position in range(1, stationery.per_page + 1):
            image = cell(page, stationery, position)
            found.append([] if is_blank(image) else codes_in(image))
    return found


@pytest.mark.parametrize("stationery", ["L7160", "DK-1201"])
def test_a_thousand_labels_are_a_thousand_codes_each_in_its_own_cell(stationery: str) -> None:
    sheet, labels = stationery_by_name(stationery), faces(1000)
    found = read_by_cell(sheets(labels, sheet), sheet)
    assert found[:1000] == [[face.code] for face in labels]
    assert found[1000:] == [[]] * (-1000 % sheet.per_page)


@pytest.mark.parametrize("stationery", ALL, ids=name)
def test_a_thousand_labels_are_small_and_quick_on_every_stationery(stationery: Stationery) -> None:
    labels = faces(1000)
    sheets(labels[:3], stationery)  # fonts are read once
    started = time.process_time()
    pdf = sheets(labels, stationery)
    spent = time.process_time() - started
    assert len(pdf) <= 300 * 1024
    assert spent <= 1.5
    assert len(pypdfium2.PdfDocument(pdf)) == -(-1000 // stationery.per_page)


def test_a_symbol_whose_bits_spell_their_own_end_is_told_in_letters() -> None:
    stationery, symbols = stationery_by_name("99012"), LabelSymbols(HOST)
    spells = [
        face for face in faces(6000) if b"EI" in bytes(255 - row for row in symbols.of(face.code).rows)
    ][:3]
    pdf = sheets(spells, stationery)
    assert spells and b" ID \x01" not in pdf
    assert b" ID \x01" in sheets(faces(3), stationery)
    assert read_by_cell(pdf, stationery) == [[face.code] for face in spells]


@pytest.mark.parametrize("stationery", ALL, ids=name)
def test_every_stationery_holds_readable_labels_in_their_cells(stationery: Stationery) -> None:
    labels = faces(stationery.per_page + 2)
    found = read_by_cell(sheets(labels, stationery), stationery)
    assert [code for codes in found for code in codes] == [face.code for face in labels]
    assert all(len(codes) <= 1 for codes in found)


@pytest.mark.parametrize("stationery", ALL, ids=name)
def test_ink_stays_within_the_printable_part_of_each_label(stationery: Stationery) -> None:
    (page,) = pages(sheets(faces(stationery.per_page), stationery))
    inset_x, inset_y = (round((inset - 0.25) * MM) for inset in stationery.inset_mm)
    for position in range(1, stationery.per_page + 1):
        label = cell(page, stationery, position)
        inner = label.copy()
        inner.paste(255, (inset_x, inset_y, label.width - inset_x, label.height - inset_y))
        assert is_blank(inner)


@pytest.mark.parametrize("stationery", ALL, ids=name)
def test_the_quiet_zone_is_four_modules_of_half_a_millimetre(stationery: Stationery) -> None:
    (page,) = pages(sheets(faces(1), stationery))
    layout = layout_of(stationery, HOST)
    scale = DPI / 72
    module = layout.symbol_side / 25
    assert module * 25.4 / 72 >= 0.5
    left, top = (corner * MM for corner in stationery.corner_mm(1))
    x = left + layout.symbol_x * scale
    y = top + (stationery.label_height_mm * 72 / 25.4 - layout.symbol_y - layout.symbol_side) * scale
    side, quiet = layout.symbol_side * scale, 4 * module * scale
    zone = page.crop(
        (round(x - quiet) + 1, round(y - quiet) + 1, round(x + side + quiet) - 1, round(y + side + quiet) - 1)
    )
    edge = round(quiet) - 2
    zone.paste(255, (edge, edge, zone.width - edge, zone.height - edge))
    assert is_blank(zone)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(ALL), st.integers(1, 70), st.data())
def test_as_many_are_drawn_as_were_asked_from_any_position(
    stationery: Stationery, count: int, data: st.DataObject
) -> None:
    count = min(count, 3 * stationery.per_page)
    start = data.draw(st.integers(1, stationery.per_page))
    labels = faces(count)
    found = read_by_cell(sheets(labels, stationery, start_position=start), stationery)
    assert found[: start - 1] == [[]] * (start - 1)
    assert found[start - 1 : start - 1 + count] == [[face.code] for face in labels]
    assert all(codes == [] for codes in found[start - 1 + count :])


def test_an_offset_moves_all_labels_right_and_down() -> None:
    stationery, labels = stationery_by_name("L7160"), faces(21)
    (plain,) = pages(sheets(labels, stationery))
    (moved,) = pages(sheets(labels, stationery, offset_mm=(2.0, 1.0)))
    top = round(stationery.top_mm * MM)
    shift_x, shift_y = round(2.0 * MM), round(1.0 * MM)
    still = plain.crop((0, top, plain.width - shift_x, plain.height - shift_y))
    after = moved.crop((shift_x, top + shift_y, moved.width, moved.height))
    boxes = [image.point(lambda v: 255 if v < 128 else 0).getbbox() for image in (still, after)]
    assert boxes[0] is not None and boxes[1] is not None
    assert all(abs(a - b) <= 1 for a, b in zip(*boxes, strict=True))


def text_of(pdf: bytes, page: int = 0) -> str:
    return str(pypdfium2.PdfDocument(pdf)[page].get_textpage().get_text_range())


@pytest.mark.parametrize("stationery", [s for s in ALL if not s.is_roll], ids=name)
def test_the_head_says_sheet_batch_and_where_to_stick(stationery: Stationery) -> None:
    pdf = sheets(faces(stationery.per_page + 1), stationery)
    for page in (0, 1):
        words = text_of(pdf, page)
        assert f"Sheet {page + 1} of 2, batch 14" in words
        assert f"{stationery.name}, {stationery.per_page} labels. Print at 100 %." in words
        assert "never on a fire label" in words


def test_a_label_shows_its_code_in_letters_its_site_and_what_to_do() -> None:
    labels = faces(3, "Wolverhampton")
    words = text_of(sheets(labels, stationery_by_name("L7160")))
    for face in labels:
        assert face.code in words
    assert words.count("Wolverhampton") == words.count("Scan for its story") == words.count("EcoWorks") == 3


def test_a_roll_has_a_page_a_label_and_no_head() -> None:
    labels = faces(3)
    document = pypdfium2.PdfDocument(sheets(labels, stationery_by_name("DK-1201")))
    assert len(document) == 3
    width, height = document[0].get_size()
    assert (width, height) == pytest.approx((90 * 72 / 25.4, 29 * 72 / 25.4), abs=0.1)
    assert "Sheet" not in text_of(sheets(labels, stationery_by_name("DK-1201")))


@pytest.mark.parametrize("site_name", ["<b>Coventry</b>&amp;", "مصنع كوفنتري", "x" * 400, "\x00\u202e", ""])
def test_any_site_name_is_inert_and_leaves_the_labels_readable(site_name: str) -> None:
    stationery, labels = stationery_by_name("L7160"), faces(4, site_name)
    found = read_by_cell(sheets(labels, stationery), stationery)
    assert found[:4] == [[face.code] for face in labels]


def test_two_sites_on_one_sheet_keep_their_names() -> None:
    labels = [LabelFace(new_public_code(), site) for site in ("Coventry", "Wolverhampton", "Coventry")]
    words = text_of(sheets(labels, stationery_by_name("L7160")))
    assert (words.count("Coventry"), words.count("Wolverhampton")) == (2, 1)


@pytest.mark.parametrize("stationery", ["L7163", "DK-1202"])
def test_the_same_labels_give_the_same_bytes(stationery: str) -> None:
    labels = faces(30)
    assert sheets(labels, stationery_by_name(stationery)) == sheets(labels, stationery_by_name(stationery))


def test_the_labels_of_two_sites_on_a_roll_keep_their_order_and_names() -> None:
    labels = [LabelFace(new_public_code(), site) for site in ("Coventry", "Wolverhampton", "Coventry")]
    pdf = sheets(labels, stationery_by_name("99014"), offset_mm=(0.5, 0.5))
    for page, face in enumerate(labels):
        words = text_of(pdf, page)
        assert face.code in words and face.site_name in words and "Scan for its story" in words


def test_words_are_translated_and_the_head_turns_round() -> None:
    translated = {"Scan for its story": "امسح لتعرف قصتها"}
    pdf = sheets(
        faces(2),
        stationery_by_name("L7160"),
        language="ar",
        translate=lambda words: translated.get(words, words),
    )
    assert "امسح لتعرف قصتها" in text_of(pdf)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"host": ""}, "stationery"),
        ({"host": "a-very-long-name.furniture.example.org"}, "stationery"),
        ({"start_position": 0}, "start_position"),
        ({"start_position": 66}, "start_position"),
        ({"offset_mm": (11.0, 0.0)}, "offset_mm"),
        ({"offset_mm": (0.0, float("nan"))}, "offset_mm"),
        ({"faces": []}, "count"),
        ({"faces": [LabelFace("0000000", "x")] * 5001}, "count"),
    ],
)
def test_what_cannot_be_printed_is_refused_on_its_field(change: dict[str, object], field: str) -> None:
    asked: dict[str, object] = {"faces": faces(1), "host": HOST, **change}
    labels = asked.pop("faces")
    with pytest.raises(RuleBroken) as refusal:
        draw_label_sheets(labels, stationery=stationery_by_name("L7651"), batch_number=1, title="x", **asked)  # type: ignore[arg-type]
    assert refusal.value.field == field and refusal.value.remedy


@pytest.mark.parametrize("code", ["0000001", "abc", "", "oooooo0"])
def test_a_wrong_code_is_never_printed(code: str) -> None:
    with pytest.raises(ValueError, match="canonical"):
        sheets([LabelFace(code, "x")], stationery_by_name("L7160"))


@pytest.mark.parametrize("stationery", ALL, ids=name)
def test_the_ruler_page_has_a_box_on_every_label(stationery: Stationery) -> None:
    (page,) = pages(draw_ruler_page(stationery))
    for position in range(1, stationery.per_page + 1):
        left, top = (corner * MM for corner in stationery.corner_mm(position))
        middle = top + stationery.label_height_mm * MM / 2
        strip = page.crop((max(0, round(left) - 2), round(middle) - 1, round(left) + 3, round(middle) + 1))
        assert stationery.is_roll or not is_blank(strip) or middle < 75 * MM


def test_the_ruler_page_moves_its_boxes_and_refuses_what_no_printer_has() -> None:
    stationery = stationery_by_name("L7160")
    assert draw_ruler_page(stationery, (1.5, -0.5)) != draw_ruler_page(stationery)
    assert "1.5" in text_of(draw_ruler_page(stationery, (1.5, -0.5)))
    with pytest.raises(RuleBroken):
        draw_ruler_page(stationery, (0, 40))
