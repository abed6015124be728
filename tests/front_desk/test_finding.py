"""The one search box, what somebody did last, and the day that each role begins with."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from core.clock import local_day, now
from core.db import fast, transaction
from core.ids import new_client_id
from core.recipients import add_organisation
from factory.front_desk.finding import KINDS, find_all
from factory.mishaps.services import tell_mishap
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient


def add(app: Flask, cast: Cast, name: str) -> None:
    with app.app_context(), transaction():
        add_organisation(
            name=name, kind="charity", city="Coventry", site_id=cast.sites["coventry"], by_id=None, at=now(),
            token=name,
        )  # fmt: skip


def test_a_coordinator_finds_people_organisations_and_places_with_one_word(
    app: Flask, page_client: PageClient, cast: Cast
) -> None:
    add(app, cast, "Amina’s kitchen")
    sign_in(page_client, "Ruth")
    page = page_client.get("/find?q=amin")
    assert f"/people/{cast.numbers['amina']}" in page.links
    assert "Amina’s kitchen" in page.text
    assert any(link.startswith("/recipients/organisations/") for link in page.links)


def test_who_may_not_see_people_finds_none(app: Flask, page_client: PageClient, cast: Cast) -> None:
    add(app, cast, "Amina’s kitchen")
    sign_in(page_client, "Petra")
    page = page_client.get("/find?q=amin")
    assert not [link for link in page.links if link.startswith(("/people/", "/recipients/"))]
    assert "Nothing found." in page.text


def test_people_of_another_site_are_not_found(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "Oluwaseun")
    assert "Tomasz" not in page_client.get("/find?q=tomasz").text
    assert "Grace" in page_client.get("/find?q=grace").text


def test_a_whole_number_goes_straight_to_its_page_and_a_strangers_does_not(
    page_client: PageClient, cast: Cast
) -> None:
    sign_in(page_client, "Ruth")
    number = cast.numbers["amina"]
    assert page_client.client.get(f"/find?q={number}").location == f"/people/{number}"
    elsewhere = page_client.client.get(f"/find?q={cast.numbers['grace']}")
    assert elsewhere.status_code == 200


def test_signs_that_mean_something_to_the_database_find_nothing(app_context: Flask, cast: Cast) -> None:
    ruth = cast.actor("ruth")
    for words in ("%", "_", "!", "' OR 1=1 --", "%_%"):
        assert find_all(words, ruth, local_day(now())) == [], words


def test_what_somebody_did_last_leads_back_to_it(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "Ruth")
    assert "What you did last" not in page_client.get("/find").text
    number = cast.numbers["amina"]
    page = page_client.get(f"/people/{number}")
    page_client.submit(page, {"called": "Amina B"}, action=f"/people/{number}/name")
    again = page_client.get("/find")
    assert "What you did last" in again.text and f"/people/{number}" in again.links
    other = page_client.get("/start")
    assert f"/people/{number}" in other.links


def test_a_trainer_begins_with_their_day_and_a_coordinator_with_the_count(
    new_page_client: Callable[[], PageClient], cast: Cast
) -> None:
    trainer, coordinator = new_page_client(), new_page_client()
    sign_in(trainer, "Mary")
    assert trainer.client.get("/").location == "/start"
    sign_in(coordinator, "Ruth")
    assert coordinator.client.get("/").location == "/count"


def test_occasions_and_mishaps_are_found_by_who_may_see_them_and_by_no_other_site(
    app: Flask, cast: Cast
) -> None:
    with app.app_context(), transaction():
        fast().run(
            "INSERT INTO occasion (token, site_id, day, title, kind, city, adults, children, made_at) "
            "VALUES ('o', ?, ?, 'Open day of lamps', 'open_day', 'Coventry', 1, 0, ?)",
            (cast.sites["coventry"], local_day(now()), now()),
        )
        tell_mishap(
            by=cast.actor("amina"), gravity="accident", kind="slip", happened_at=now(), place_id=None,
            machine_code="", piece="", book_page="771", at=now(), token=new_client_id(),
        )  # fmt: skip
    with app.app_context():
        day = local_day(now())
        found = {
            name: find_all("lamps", cast.actor(name), day) for name in ("ruth", "amina", "oluwaseun", "hana")
        }
        assert [bool(found[name]) for name in found] == [True, True, False, False]
        assert [group.name for group in find_all("771", cast.actor("ruth"), day)] == [
            "Accidents and near misses"
        ]
        assert (
            find_all("771", cast.actor("amina"), day) == find_all("771", cast.actor("oluwaseun"), day) == []
        )
        for group in KINDS:
            assert group.endpoint in app.view_functions, group.endpoint
        assert "Show and learn" in [
            group.name for group in find_all("sand", cast.actor("mary"), day, ["Sanding"])
        ]
