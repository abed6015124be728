"""A place's code holds whole words of its name, so that a wall card can be read."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Ready corner", "COV-READYCORNER"),
        ("Sanding booth", "COV-SANDINGBOOTH"),
        ("The long shelf behind the saw", "COV-THELONGSHELF"),
        ("Zwischenlagerungsregal", "COV-ZWISCHENLAGERUNG"),
    ],
)
def test_a_code_is_made_of_whole_words(page_client: PageClient, cast: Cast, name: str, code: str) -> None:
    sign_in(page_client, "ruth")
    page_client.submit(
        page_client.get("/places"), {"name": name, "kind": "shelf"}, action="/places", button="Add it"
    )
    assert code in page_client.get("/places").text.split()


def test_a_name_without_such_letters_gets_other_ones(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "ruth")
    page_client.submit(
        page_client.get("/places"),
        {"name": "الرف الطويل", "kind": "shelf"},
        action="/places",
        button="Add it",
    )
    page = page_client.get("/places")
    assert any(word.startswith("COV-") and len(word) == 9 for word in page.text.split())
