"""Every page of the desk loads, holds to the rules of pages, and answers nonsense with a clear 4xx."""

from __future__ import annotations

import pytest

from tests.inventory.conftest import Desk

PAGES = (
    "/pieces/board",
    "/pieces",
    "/pieces?stage=all&sort=code",
    "/pieces?site=all&stage=ready",
    "/search",
    "/search?q=chair",
    "/labels",
    "/labels/new",
    "/labels/new?stationery=L7160",
    "/labels/new?stationery=DK-1201",
    "/labels/batches/1",
    "/labels/printers",
    "/wall-cards",
    "/places",
    "/places/COV-A1",
    "/donors",
    "/donors/new",
    "/recipients",
    "/refused",
    "/refused?settled=1",
    "/imports",
)


@pytest.mark.parametrize("url", PAGES)
def test_the_page_loads_for_a_coordinator(desk: Desk, url: str) -> None:
    desk.get(url)


@pytest.mark.parametrize("url", PAGES)
def test_the_page_loads_in_arabic(desk: Desk, url: str) -> None:
    from core.db import fast, transaction

    with transaction():
        fast().run("UPDATE person SET language = 'ar' WHERE id = ?", (desk.scene.cast.people["ruth"],))
    assert desk.get(url).tree.one("html").get("dir") == "rtl"


@pytest.mark.parametrize("stage", ["received", "checked", "in_work", "quality_check", "ready", "released"])
def test_the_piece_page_loads_in_each_stage(desk: Desk, stage: str) -> None:
    code = desk.scene.bring(stage)
    page = desk.get(f"/pieces/{code}")
    assert code in page.text


@pytest.mark.parametrize("kind", ["sofa-2-seat", "wardrobe-double", "lamp", "cot"])
def test_the_piece_page_loads_for_each_kind_with_gates(desk: Desk, kind: str) -> None:
    desk.get(f"/pieces/{desk.scene.bring('ready', kind)}")


def test_pdfs_and_sheets_come_as_such(desk: Desk) -> None:
    for url, start in (
        ("/labels/batches/1.pdf", b"%PDF"),
        ("/labels/ruler.pdf?stationery=L7160", b"%PDF"),
        ("/wall-cards.pdf?kind=steps", b"%PDF"),
        ("/wall-cards.pdf?kind=stages", b"%PDF"),
        ("/wall-cards.pdf?kind=answers", b"%PDF"),
        ("/wall-cards.pdf?kind=places", b"%PDF"),
        ("/pieces.xlsx", b"PK"),
        ("/pieces.csv", b"\xef\xbb\xbf"),
        ("/imports/template.xlsx", b"PK"),
        ("/imports/template.csv", b"\xef\xbb\xbf"),
    ):
        answer = desk.browser.client.get(url)
        assert answer.status_code == 200, url
        assert answer.get_data().startswith(start), url


NONSENSE = (
    "/pieces?sort=;DROP&after=x~y&before=~&stage=nowhere&age=9&site=../&place=%27&donor=%00x"[:-6],
    "/pieces?after=2026-99-99T00:00Z~1&sort=-since",
    "/pieces?after=99999999999999999999~99999999999&sort=weight",
    "/pieces/board?piece=" + "Z" * 500,
    "/pieces/board?group=" + "%E2%80%AE" * 40 + "&waiting=2",
    "/search?q=" + "%22%20OR%20*%20(NEAR%20%27" * 20,
    "/search?q=%E2%80%AE%F0%9F%AA%91%20%00"[:-3],
    "/search?q=chair&before=99999999999999999999",
    "/search?q=%25_%25",
)


@pytest.mark.parametrize("url", NONSENSE)
def test_nonsense_in_an_address_means_nothing(desk: Desk, url: str) -> None:
    desk.get(url)


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/pieces/NOTACODE", 404),
        ("/pieces/7K3M9QX", 404),
        ("/labels/batches/999999", 404),
        ("/labels/batches/999999.pdf", 404),
        ("/labels/batches/9" + "9" * 30, 404),
        ("/labels/ruler.pdf?stationery=nothing", 422),
        ("/wall-cards.pdf?kind=nothing", 422),
        ("/places/XXX", 404),
        ("/donors/D-99999", 404),
        ("/donations/N-99999", 404),
        ("/imports/999", 404),
        ("/imports/9" + "9" * 30, 404),
        ("/imports/template.doc", 404),
        ("/pieces.doc", 404),
        ("/photos/x", 404),
        ("/P/x", 404),
        ("/p/" + "Z" * 400, 404),
    ],
)
def test_what_is_not_there_is_said(desk: Desk, url: str, status: int) -> None:
    answer = desk.browser.client.get(url)
    assert answer.status_code in (status, 400), answer.get_data(as_text=True)[:300]
