"""The thanks letter of a donation: what came, what became of it, never who received it."""

from __future__ import annotations

import io
from datetime import timedelta

import pypdfium2
import pytest

from core.clock import now, today
from core.db import fast, transaction
from core.ids import new_client_id
from inventory.services.donors import add_donation, add_donor
from tests.inventory.conftest import Desk
from tests.inventory.test_recipients import organisation

RECIPIENT = "Canary Wharfingers"


def words_of(pdf: bytes) -> str:
    """All words of a PDF, line ends as blanks."""
    file = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in file)


def letter(desk: Desk, number: str, language: str = "en") -> str:
    """The words of a donation's letter."""
    answer = desk.browser.client.get(f"/donations/{number}/thanks.pdf?language={language}")
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    return words_of(answer.get_data())


@pytest.fixture
def donation(desk: Desk) -> str:
    """A donation of Mrs Quillfeather's with a piece given out, one in work and one that went to waste."""
    by, at = desk.scene.cast.actor("ruth"), now()
    codes = [desk.scene.bring(stage) for stage in ("ready", "in_work", "received")]
    hall = {"destination": "organisation", "organisation_id": organisation(desk, RECIPIENT)}
    assert desk.scene.take(codes[0], "released", hall).result == "stored"
    assert desk.scene.take(codes[-1], "moved", {"to": "waste"}).result == "stored"
    with transaction():
        donor = add_donor(
            by=by, kind="person", name="Mrs Quillfeather", email="", phone="", at=at, token=new_client_id()
        )
        made = add_donation(
            by=by,
            donor_number=donor.number,
            given_on=today() - timedelta(days=9),
            at=at,
            token=new_client_id(),
        )
        for code in codes:
            fast().run("UPDATE piece SET donation_id = ? WHERE code = ?", (made.id, code))
        return made.number


def test_it_says_what_became_of_each_piece(desk: Desk, donation: str) -> None:
    words = letter(desk, donation)
    assert "Dear Mrs Quillfeather," in words and "3 pieces of furniture" in words
    for told in ("Given out: somebody uses it now.", "Still with us", "It could not be saved."):
        assert words.count(told) == 1, told


def test_it_never_says_who_received_anything(desk: Desk, donation: str) -> None:
    assert RECIPIENT not in letter(desk, donation) and "organisation" not in letter(desk, donation).lower()


def test_it_greets_a_donor_whose_name_is_gone_and_is_written_in_their_language(
    desk: Desk, donation: str
) -> None:
    with transaction():
        fast().run("DELETE FROM donor_contact")
    assert "Hello," in letter(desk, donation)
    assert "Hello," not in letter(desk, donation, "ar") and "EcoWorks" in letter(desk, donation, "ar")
    assert "Hello," in letter(desk, donation, "xx")


def test_a_look_at_the_donor_is_noted_and_another_sites_donation_is_not_there(
    desk: Desk, donation: str
) -> None:
    letter(desk, donation)
    row = fast().row("SELECT COUNT(*) FROM look_log WHERE page = 'inventory.print_thanks'")
    assert row == (1,)
    with transaction():
        fast().run("UPDATE donation SET site_id = ?", (desk.scene.cast.sites["wolverhampton"],))
    assert desk.browser.client.get(f"/donations/{donation}/thanks.pdf").status_code == 404


def test_many_pieces_turn_the_page(desk: Desk, donation: str) -> None:
    for _ in range(24):
        desk.scene.bring("received")
    with transaction():
        fast().run("UPDATE piece SET donation_id = (SELECT id FROM donation WHERE number = ?)", (donation,))
    body = desk.browser.client.get(f"/donations/{donation}/thanks.pdf").get_data()
    assert len(pypdfium2.PdfDocument(io.BytesIO(body))) > 1
    assert words_of(body).count("Still with us") == 25
