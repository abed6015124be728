"""Wall cards and people's cards: big, readable, in any script, with nothing of a person in the code."""

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from core.ids import Scanned, new_token, read_qr
from inventory.drawing.person_cards import HEIGHT, WIDTH, PersonCard, corner, draw_person_cards
from inventory.drawing.wall_cards import WallCard, draw_wall_cards

AVATAR = '<svg viewBox="0 0 48 48"><circle cx="24" cy="24" r="24" fill="#E9EFD3"/></svg>'
DPI = 150


def pages(pdf: bytes) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L") for page in document]


def text_of(pdf: bytes, page: int = 0) -> str:
    return str(pypdfium2.PdfDocument(pdf)[page].get_textpage().get_text_range())


def test_each_person_card_holds_its_own_token_in_its_own_place() -> None:
    tokens = [new_token() for _ in range(23)]
    pdf = draw_person_cards([PersonCard(token, str(number)) for number, token in enumerate(tokens)])
    found = []
    for page in pages(pdf):
        for place in range(10):
            x, y = (value * DPI / 72 for value in corner(place))
            width, height = WIDTH * DPI / 72, HEIGHT * DPI / 72
            card = page.crop(
                (round(x), round(page.height - y - height), round(x + width), round(page.height - y))
            )
            found += [read_qr(code.text) for code in zxingcpp.read_barcodes(card)]
    assert found == [Scanned("card", token) for token in tokens]


def test_a_person_card_has_the_size_of_a_bank_card() -> None:
    assert pytest.approx((85.6, 54.0)) == (WIDTH * 25.4 / 72, HEIGHT * 25.4 / 72)
    left, bottom = corner(8)
    assert left >= 0 and bottom >= 0 and corner(1)[0] + WIDTH <= 210 * 72 / 25.4


def test_a_card_shows_name_and_number_and_a_blank_one_a_line() -> None:
    pdf = draw_person_cards(
        [PersonCard(new_token(), "1041", AVATAR, "سميرة"), PersonCard(new_token(), "1042")],
        site_name="Coventry",
    )
    words = text_of(pdf)
    assert "سميرة" in words and "No. 1041" in words and "No. 1042" in words
    assert words.count("Coventry") == words.count("Show this card to the camera") == 2


def test_markup_in_a_name_is_inert() -> None:
    assert "<b>x</b>" in text_of(draw_person_cards([PersonCard(new_token(), "1", "", "<b>x</b>")]))


@pytest.mark.parametrize("token", ["", "0" * 25, "abc", "U" * 26, "i" * 26])
def test_a_token_that_is_none_is_never_printed(token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        draw_person_cards([PersonCard(token, "1")])


def test_wall_cards_stand_two_to_a_sheet_and_read_from_afar() -> None:
    payloads = [
        f"HTTPS://ECO.EXAMPLE/S/{word}" for word in ("STEP.REPAIR", "STAGE.STORED", "ANSWER.YES", "UNDO")
    ]
    payloads.append("HTTPS://ECO.EXAMPLE/L/0000000")
    pdf = draw_wall_cards([WallCard(payload, "إصلاح", "Repair", AVATAR, "#F1DBC7") for payload in payloads])
    images = pages(pdf)
    assert len(images) == 3
    found = []
    for page in images:
        afar = page.resize((page.width // 4, page.height // 4))
        for half in (0, 1):
            card = afar.crop((half * afar.width // 2, 0, (half + 1) * afar.width // 2, afar.height))
            found += [code.text for code in zxingcpp.read_barcodes(card)]
    assert found == payloads
    assert "إصلاح" in text_of(pdf) and "Repair" in text_of(pdf)


def test_a_card_in_one_language_says_its_word_once() -> None:
    words = text_of(draw_wall_cards([WallCard("HTTPS://ECO.EXAMPLE/S/UNDO", "Undo", "Undo")]))
    assert words.count("Undo") == 1


@pytest.mark.parametrize("payload", ["", "https://eco.example/s/undo", "HTTPS://ECO.EXAMPLE/S/<B>"])
def test_a_wall_card_that_no_camera_could_read_is_refused(payload: str) -> None:
    with pytest.raises(ValueError):
        draw_wall_cards([WallCard(payload, "x")])


def test_no_card_is_no_page() -> None:
    with pytest.raises(ValueError):
        draw_wall_cards([])
    with pytest.raises(ValueError):
        draw_person_cards([])
