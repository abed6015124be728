"""Occasions: planned, counted head by head without names, corrected with their history, called off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from core.clock import now
from core.db import db, fast, transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from factory.occasions.queries.history import edits_of
from factory.occasions.queries.occasions import OccasionFilter, occasion_by_id, occasions_page
from factory.occasions.services.occasions import OccasionData, call_off, change_occasion, count_heads
from factory.occasions.words import MOST_HEADS
from tests.cast import Cast
from tests.front_desk.doors import give_pin, pair, show_card, sign_in
from tests.occasions.scene import LAST_WEEK, TODAY, a_ticket, an_occasion, an_organisation, heads
from tests.pages import Client, PageClient, fields_of


def test_a_coordinator_plans_counts_and_corrects_an_occasion(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "ruth")
    assert "No occasion is written down yet" in page_client.get("/occasions").text
    page = page_client.get("/occasions/new")
    values = {"title": "Family Saturday", "kind": "family_workshop", "city": "Birmingham"}
    shown = page_client.submit(page, values, button="Keep it")
    assert "Family Saturday" in shown.text and "Birmingham" in shown.text
    counter = page_client.get(next(link for link in shown.links if link.endswith("/heads")))
    counter = page_client.submit(counter, {"who": "child", "change": "12"}, button="Count them")
    assert "12" in counter.text
    edit = page_client.get(next(link for link in shown.links if link.endswith("/edit")))
    shown = page_client.submit(edit, {"title": "Family Sunday"}, button="Keep it")
    assert "Family Sunday" in shown.text and "Family Saturday" in shown.text, "what it said before stays"
    assert "Call it off" not in shown.text, "people were there"


def test_a_press_of_the_counter_is_one_head_and_pressed_again_none(
    page_client: PageClient, cast: Cast, app: Flask
) -> None:
    sign_in(page_client, "ruth")
    with app.app_context():
        occasion_id = an_occasion(cast)
    address = f"/occasions/{occasion_id}/heads"
    form = page_client.get(address).tree.all("form")[-3]
    sent = {**fields_of(form), "change": "1"}
    assert sent["who"] == "adult"
    for _ in range(2):
        assert page_client.client.post(address, data=sent).status_code == 303
    with app.app_context():
        assert fast().row("SELECT adults, children FROM occasion") == (1, 0)
        assert fast().row("SELECT COUNT(*) FROM head_count") == (1,)


def test_nobody_is_counted_below_nobody_before_the_day_or_where_it_was_called_off(
    app_context: Flask, cast: Cast
) -> None:
    occasion_id = an_occasion(cast)
    with pytest.raises(RuleBroken, match="fewer than nobody"):
        heads(cast, occasion_id, -1)
    ahead = an_occasion(cast, day=TODAY + timedelta(days=1))
    with pytest.raises(RuleBroken, match="still to come"):
        heads(cast, ahead, 1)
    with transaction():
        call_off(by=cast.actor("ruth"), occasion_id=occasion_id, is_off=True, at=now())
    with pytest.raises(RuleBroken, match="called off"):
        heads(cast, occasion_id, 1)


def test_an_occasion_with_heads_is_not_called_off_by_the_service_or_by_the_database(
    app_context: Flask, cast: Cast
) -> None:
    occasion_id = an_occasion(cast)
    heads(cast, occasion_id, 3)
    with pytest.raises(RuleBroken, match="it took place"), transaction():
        call_off(by=cast.actor("ruth"), occasion_id=occasion_id, is_off=True, at=now())
    for statement in (
        "UPDATE occasion SET called_off_at = made_at",
        "UPDATE occasion SET adults = -1",
        "DELETE FROM occasion",
        "DELETE FROM head_count",
        "UPDATE head_count SET change = 9",
    ):
        with pytest.raises(Exception, match=r"(?i)check|never deleted|append-only"), transaction():
            fast().run(statement)
        db.session.rollback()


def test_the_sums_of_heads_are_those_of_the_presses(app_context: Flask, cast: Cast) -> None:
    occasion_id = an_occasion(cast)
    for change, is_child in ((5, False), (-2, False), (30, True)):
        heads(cast, occasion_id, change, is_child=is_child)
    line = occasion_by_id(occasion_id, cast.sites["coventry"])
    assert line is not None and (line.adults, line.children) == (3, 30)
    pressed = fast().rows("SELECT is_child, SUM(change) FROM head_count GROUP BY is_child ORDER BY is_child")
    assert [int(row[1]) for row in pressed] == [3, 30]


def test_a_card_alone_counts_nobody_and_a_pin_does(client: Client, cast: Cast, app: Flask) -> None:
    with app.app_context():
        occasion_id = an_occasion(cast)
        with pytest.raises(NotAllowed), transaction():
            count_heads(
                by=cast.actor("amina", strength="card"),
                occasion_id=occasion_id,
                is_child=False,
                change=1,
                at=now(),
                token=new_client_id(),
            )
    pair(client, cast)
    show_card(client, cast, "amina")
    give_pin(client, cast, "amina")
    assert client.get(f"/occasions/{occasion_id}/heads").status_code == 200
    assert client.get(f"/occasions/{occasion_id}/edit").status_code == 403


def test_another_sites_occasion_is_not_there(app_context: Flask, cast: Cast, page_client: PageClient) -> None:
    occasion_id = an_occasion(cast, who="oluwaseun", title="Wolverhampton canary")
    with pytest.raises(NotFound):
        heads(cast, occasion_id, 1)
    sign_in(page_client, "ruth")
    assert "canary" not in page_client.get("/occasions").text
    for address in ("", "/edit", "/heads", "/cafe"):
        assert page_client.client.get(f"/occasions/{occasion_id}{address}").status_code == 404


def test_a_correction_keeps_what_was_said_and_a_number_of_identity_is_refused(
    app_context: Flask, cast: Cast
) -> None:
    partner = an_organisation(cast)
    occasion_id = an_occasion(cast)
    with transaction():
        data = OccasionData(LAST_WEEK, "Exhibition", "exhibition", "other", partner)
        change_occasion(by=cast.actor("ruth"), occasion_id=occasion_id, data=data, at=now())
    said = {edit.field: (edit.was, edit.became) for edit in edits_of(f"occasion:{occasion_id}")}
    assert said["title"] == ("Open day", "Exhibition") and said["kind"] == ("open_day", "exhibition")
    with pytest.raises(RuleBroken), transaction():
        data = OccasionData(LAST_WEEK, "Visit of QQ 12 34 56 C", "exhibition", "other")
        change_occasion(by=cast.actor("ruth"), occasion_id=occasion_id, data=data, at=now())


def test_the_list_is_filtered_and_goes_out_as_a_file_without_live_formulas(
    page_client: PageClient, cast: Cast, app: Flask
) -> None:
    with app.app_context():
        an_occasion(cast, title="=1+1 evil")
        an_occasion(cast, "van_stop", title="Van in Lozells", city="Birmingham")
        site_id = cast.sites["coventry"]
        found = occasions_page(OccasionFilter(site_id, city="Birmingham"), TODAY)
        assert [line.title for line in found] == ["Van in Lozells"]
        assert not occasions_page(OccasionFilter(site_id, state="ahead"), TODAY)
    sign_in(page_client, "ruth")
    sheet = page_client.client.get("/occasions.csv").get_data(as_text=True)
    assert "'=1+1 evil" in sheet and "Van in Lozells" in sheet
    only = page_client.client.get("/occasions.csv?kind=van_stop").get_data(as_text=True)
    assert "evil" not in only and "Van in Lozells" in only


def test_what_took_place_is_not_moved_to_a_day_to_come(app_context: Flask, cast: Cast) -> None:
    counted, cafe = an_occasion(cast), an_occasion(cast, "repair_cafe")
    heads(cast, counted, 3)
    a_ticket(cast, cafe)
    for occasion_id, kind in ((counted, "open_day"), (cafe, "repair_cafe")):
        data = OccasionData(TODAY + timedelta(days=1), "Open day", kind, "Coventry")
        with pytest.raises(RuleBroken, match="it took place") as refused, transaction():
            change_occasion(by=cast.actor("ruth"), occasion_id=occasion_id, data=data, at=now())
        assert refused.value.field == "day"
    planned = an_occasion(cast)
    with transaction():
        change_occasion(by=cast.actor("ruth"), occasion_id=planned, data=data, at=now())


def test_more_heads_than_can_be_are_refused_in_words_of_their_own(app_context: Flask, cast: Cast) -> None:
    occasion_id = an_occasion(cast)
    heads(cast, occasion_id, MOST_HEADS)
    with pytest.raises(RuleBroken, match="cannot be counted"):
        heads(cast, occasion_id, 1)
