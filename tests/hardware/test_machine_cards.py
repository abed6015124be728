"""Picture cards: one a page with the machine's code; on a phone nobody's name, and whether one may use it."""

from __future__ import annotations

import pypdfium2

from core.clock import now
from core.db import transaction
from hardware.services.machine_materials import set_material
from hardware.spoken import sign_words
from hardware.vocabulary.signs import drawing_of
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.hardware.workshop import Workshop
from tests.pages import PageClient


def feed_laser(workshop: Workshop) -> str:
    """PVC is forbidden in the laser; its code."""
    code = workshop.machines["laser"].code
    with transaction():
        set_material(by=workshop.actor("ruth"), code=code, name="pvc", rule="forbidden", at=now())
    return code


def test_a_card_a_machine_with_what_never_goes_in(page_client: PageClient, workshop: Workshop) -> None:
    code = feed_laser(workshop)
    sign_in(page_client, "Ruth")
    body = page_client.client.get("/machine-cards.pdf").get_data()
    assert len(pypdfium2.PdfDocument(body)) == 2
    assert page_client.client.get(f"/machine-cards/{code}.pdf").get_data().startswith(b"%PDF")
    assert "Laser" in page_client.get("/machine-cards").text


def test_a_strangers_phone_reads_the_card_and_no_name(
    page_client: PageClient, workshop: Workshop, cast: Cast
) -> None:
    code = feed_laser(workshop)
    page = page_client.get(f"/M/{code}")
    assert "PVC" in page.text and "Never" in page.text
    assert "Book Laser" not in page.text
    page_client.get("/M/AAAAAAA", status=404)


def test_whoever_is_signed_in_there_is_told_whether_they_may(
    page_client: PageClient, workshop: Workshop
) -> None:
    sign_in(page_client, "Petra")
    page = page_client.get(f"/M/{workshop.machines['laser'].code}")
    assert "needs an induction first" in page.text


def test_a_word_that_nobody_drew_has_the_drawing_of_the_unknown() -> None:
    assert drawing_of("../../etc/passwd") == drawing_of("bakelite") == "art/machines/unknown.svg"
    assert sign_words("bakelite") == "Bakelite"
