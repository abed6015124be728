"""A piece given out without a network to somebody who was archived meanwhile: a coordinator reads all of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from core.clock import now
from core.db import fast, transaction
from core.ids import new_client_id
from core.recipient_changes import archive_makeover, archive_organisation
from core.recipients import add_makeover, add_organisation
from tests.browser.stage import Stage
from tests.front_desk.doors import sign_in
from tests.inventory.scene import make_scene
from tests.inventory.stories import release_answers
from tests.pages import PageClient
from tests.scan_desk.tablet_client import TabletClient


@pytest.fixture
def chair(app: Flask, stage: Stage) -> str:
    """A chair that is ready and answered for."""
    with app.app_context():
        scene = make_scene(stage.cast)
        code = scene.bring("ready")
        for number, said in enumerate(release_answers(), start=1):
            scene.take(code, said.kind, said.data, at=now() - timedelta(minutes=60 - number))
        return code


def make(stage: Stage, what: str) -> dict[str, Any]:
    """A recipient of that kind, and how a release names it."""
    site = stage.cast.sites["coventry"]
    with transaction():
        if what == "organisation":
            firm = add_organisation(
                name="Hillfields Hall", kind="charity", city="Coventry", site_id=site, by_id=None, at=now(),
                token=new_client_id(),
            )  # fmt: skip
            return {"destination": what, "organisation_id": firm.id}
        flat = add_makeover(
            site_id=site, code="COV-7", title="Flat of seven", kind="home", city="", by_id=None, at=now(),
            token=new_client_id(),
        )  # fmt: skip
        return {"destination": what, "makeover_id": flat.id}


def put_away(stage: Stage, named: dict[str, Any], is_archived: bool = True) -> None:
    by = stage.cast.actor("ruth")
    with transaction():
        if "organisation_id" in named:
            archive_organisation(
                by=by, organisation_id=named["organisation_id"], is_archived=is_archived, at=now()
            )
        else:
            archive_makeover(by=by, makeover_id=named["makeover_id"], is_archived=is_archived, at=now())


@pytest.mark.parametrize(
    ("what", "name"), [("organisation", "Hillfields Hall"), ("makeover", "Flat of seven")]
)
@pytest.mark.parametrize("is_archived", [True, False], ids=["archived", "control: still in use"])
def test_it_goes_to_the_coordinator_with_words_and_names(
    app: Flask, stage: Stage, tablet: TabletClient, page_client: PageClient, chair: str, what: str, name: str,
    is_archived: bool,
) -> None:  # fmt: skip
    with app.app_context():
        named = make(stage, what)
        event = tablet.event(stage.cast.cards["mary"], chair, "released", named)
        if is_archived:
            put_away(stage, named)
    (answer,) = tablet.answers(event, live=False)
    (again,) = tablet.answers(event, live=False)
    sign_in(page_client, "Ruth")
    listed = page_client.get("/refused")
    if not is_archived:
        assert answer["result"] == "stored" and "Nothing was refused" in listed.text
        return
    assert answer["result"] == again["result"] == "stray"
    assert answer["message"] == "Who receives it was archived."
    for words in (
        chair,
        "Given out",
        name,
        "Mary",
        "Who receives it was archived.",
        "Take them into use again",
    ):
        assert words in listed.text, words
    assert name in page_client.get("/refused", query_string={"q": chair}).text
    assert "archived" in page_client.client.get("/refused.csv").get_data(as_text=True)
    with app.app_context():
        assert fast().row("SELECT COUNT(*) FROM release") == (0,)
        put_away(stage, named, is_archived=False)
    (fresh,) = tablet.answers(tablet.event(stage.cast.cards["mary"], chair, "released", named))
    assert fresh["result"] == "stored"


def test_before_the_screen_it_is_refused_in_words_and_nothing_is_kept(
    app: Flask, stage: Stage, tablet: TabletClient, chair: str
) -> None:
    with app.app_context():
        named = make(stage, "organisation")
        put_away(stage, named)
    (answer,) = tablet.answers(tablet.event(stage.cast.cards["mary"], chair, "released", named))
    assert (answer["result"], answer["message"]) == ("refused", "Who receives it was archived.")
    with app.app_context():
        assert fast().row("SELECT COUNT(*) FROM stray_scan") == (0,)
