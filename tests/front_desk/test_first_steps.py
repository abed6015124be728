"""The overview of an empty house says what to do first, ticks what is done, and is silent once a piece has come in."""

from __future__ import annotations

from factory.front_desk.first_steps import first_steps
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.inventory.scene import make_scene
from tests.pages import PageClient


def test_each_step_is_ticked_when_it_is_done(app_context: None, cast: Cast) -> None:
    ruth = cast.actor("ruth", strength="password")
    assert [step.endpoint for step in first_steps(ruth)] == [
        "admin.list_people",
        "inventory.list_places",
        "admin.list_devices",
        "inventory.make_label_batch",
    ]
    assert not first_steps(ruth)[3].is_done
    make_scene(cast)
    assert first_steps(ruth)[3].is_done


def test_a_volunteer_is_told_no_steps_of_the_desk(app_context: None, cast: Cast) -> None:
    assert first_steps(cast.actor("amina")) == []


def test_a_first_piece_ends_them(app_context: None, cast: Cast) -> None:
    scene = make_scene(cast)
    ruth = cast.actor("ruth", strength="password")
    assert first_steps(ruth)
    scene.bring("received")
    assert first_steps(ruth) == []


def test_they_stand_on_the_overview(app_context: None, cast: Cast, page_client: PageClient) -> None:
    sign_in(page_client, "Ruth")
    page = page_client.get("/count")
    assert [link.get("href") for link in page.tree.all("a", class_="desk-door")][:2] == ["/people", "/places"]
