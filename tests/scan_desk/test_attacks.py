"""Hostile events: what a tablet's queue may never be made to swallow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from core.clock import local_day, milliseconds, now
from core.db import fast, transaction
from core.ids import new_client_id
from core.sign_ins import start_sign_in
from tests.browser.stage import Stage
from tests.scan_desk.tablet_client import TabletClient


@pytest.mark.parametrize("is_live", [True, False])
def test_a_photo_event_without_its_photo_is_said_to_be_wrong(
    tablet: TabletClient, stage: Stage, is_live: bool
) -> None:
    card = stage.cast.cards["amina"]
    event = tablet.event(card, stage.codes[0], "photographed", {"as": "before"})
    assert tablet.answers(event, live=is_live)[0]["result"] in ("refused", "stray")


def test_half_a_character_does_not_stay_in_the_queue_for_ever(tablet: TabletClient, stage: Stage) -> None:
    card = stage.cast.cards["amina"]
    torn = tablet.event(card, stage.codes[0], "moved", {"to": "\ud83d"})
    named = {**tablet.event(card, stage.codes[0], "weighed", {"grams": 5}), "by": {"card": "\ud83d"}}
    told = tablet.answers(torn, named, live=False)
    assert [answer["result"] for answer in told] == ["stray", "stray"]


def test_a_sign_in_that_nobody_ended_names_nobody_the_next_day(
    app: Flask, tablet: TabletClient, stage: Stage
) -> None:
    """Mary signs in by PIN and walks away; whoever finds her sign-in's name on the tablet is not her for ever."""
    cast = stage.cast
    answers = []
    for hours in (1, 9):
        with app.app_context(), transaction():
            secret = start_sign_in(
                person_id=cast.people["mary"],
                site_id=cast.sites["coventry"],
                device_id=cast.tablet_ids["coventry"],
                method="pin",
                at=now() - timedelta(hours=hours),
            )
            public_id = fast().row("SELECT public_id FROM sign_in WHERE id = ?", (secret,))[0]  # type: ignore[index]
        event = {
            **tablet.event(cast.cards["amina"], stage.codes[0], "weighed", {"grams": 4_000}),
            "id": new_client_id(),
            "at": milliseconds(now()),
            "by": {"sign_in": public_id},
        }
        answers.append(tablet.answers(event, live=False)[0]["message"])
    assert "who did this" not in answers[0] and "who did this" in answers[1]


def test_a_card_whose_days_are_over_names_nobody(app: Flask, tablet: TabletClient, stage: Stage) -> None:
    card = stage.cast.cards["amina"]
    event = tablet.event(card, stage.codes[0], "weighed", {"grams": 4_000})
    with app.app_context(), transaction():
        fast().run("UPDATE card SET ends_on = ?", (local_day(now() - timedelta(days=2)),))
    assert tablet.answers(event, live=False)[0]["result"] == "stray"
