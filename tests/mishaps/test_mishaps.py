"""Accidents and near misses: told by picture and place, followed up by a coordinator, never a name or an injury."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from core.clock import milliseconds, now
from core.db import as_instant, db, fast, transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.ids import lookup_key, new_client_id, proof_key, proof_message, sign_proof
from factory.mishaps.models import Mishap
from factory.mishaps.queries import mishap_by_id
from factory.mishaps.services import follow_mishap, tell_mishap
from inventory.services.desk_words import all_words
from tests.cast import Cast
from tests.front_desk.doors import pair, post_api, show_card, sign_in
from tests.pages import Client, PageClient


@pytest.fixture(autouse=True)
def _context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def tell(cast: Cast, who: str = "amina", **more: object) -> int:
    values: dict[str, object] = {
        "gravity": "near_miss",
        "kind": "slip",
        "happened_at": now() - timedelta(hours=1),
        "place_id": cast.places["coventry"],
        "machine_code": "",
        "piece": "",
        "book_page": "",
        "token": new_client_id(),
        **more,
    }
    with transaction():
        return tell_mishap(by=cast.actor(who), at=now(), **values).id  # type: ignore[arg-type]


def test_a_volunteer_tells_of_a_near_miss_at_a_tablet_and_a_coordinator_follows_it_up(
    page_client: PageClient, cast: Cast
) -> None:
    pair(page_client.client, cast)
    show_card(page_client.client, cast, "amina")
    page = page_client.get("/mishaps/new")
    told = page_client.submit(page, {"kind": "electrical"}, action="/mishaps/new")
    assert "Thank you" in told.text or "شكر" in told.text
    page_client.client.delete_cookie("eco-device")
    sign_in(page_client, "ruth")
    listed = page_client.get("/mishaps")
    assert "Electrical" in listed.text and "1 waits" in listed.text and "Amina" not in listed.text
    page = page_client.get(
        next(link for link in listed.links if link.startswith("/mishaps/") and "new" not in link)
    )
    page = page_client.submit(page, {"follow_up": "Cable replaced"}, button="Keep it")
    assert "Cable replaced" in page.text and "Ruth" in page.text
    assert "Nothing waits here." in page_client.get("/mishaps").text
    sheet = page_client.client.get("/mishaps.csv?state=done").get_data(as_text=True)
    assert "Cable replaced" in sheet and "Ruth" not in sheet
    assert (
        "Electrical" not in page_client.get("/mishaps?state=all&kind=fire").text.partition("What was done")[2]
    )


def test_an_accident_needs_its_page_in_the_paper_book_and_a_page_is_a_number(cast: Cast) -> None:
    with pytest.raises(RuleBroken, match="accident book"):
        tell(cast, gravity="accident")
    with pytest.raises(RuleBroken, match="number of the page"):
        tell(cast, book_page="Amina cut her hand")
    with pytest.raises(RuleBroken, match="never keep those"):
        tell(cast, book_page="AB 12 34 56 C")
    assert tell(cast, gravity="accident", book_page="17")


def test_things_of_another_site_and_moments_to_come_are_refused(cast: Cast) -> None:
    for wrong in (
        {"place_id": cast.places["wolverhampton"]},
        {"machine_code": "7K3M9QX"},
        {"piece": "7K3M9QX"},
        {"happened_at": now() + timedelta(hours=1)},
        {"kind": "injury"},
        {"gravity": "bad"},
    ):
        with pytest.raises(RuleBroken):
            tell(cast, **wrong)


def test_a_press_repeated_tells_of_one_thing_and_another_site_sees_nothing_of_it(cast: Cast) -> None:
    token = new_client_id()
    first = tell(cast, token=token)
    assert tell(cast, token=token) == first
    assert mishap_by_id(first, cast.sites["wolverhampton"]) is None
    with pytest.raises(NotFound), transaction():
        follow_mishap(by=cast.actor("oluwaseun"), mishap_id=first, follow_up="Seen", at=now())
    with pytest.raises(NotAllowed), transaction():
        follow_mishap(by=cast.actor("amina"), mishap_id=first, follow_up="Seen", at=now())


def test_what_was_told_stays_and_the_follow_up_is_written_once(cast: Cast) -> None:
    number = tell(cast)
    with transaction():
        follow_mishap(by=cast.actor("ruth"), mishap_id=number, follow_up="Floor dried", at=now())
    with pytest.raises(RuleBroken, match="already"), transaction():
        follow_mishap(by=cast.actor("ruth"), mishap_id=number, follow_up="Other", at=now())
    for wrong in (
        "UPDATE mishap SET kind = 'fire'",
        "UPDATE mishap SET follow_up = 'Other'",
        "DELETE FROM mishap",
        "UPDATE mishap SET gravity = 'accident'",
    ):
        with pytest.raises(DatabaseError), transaction():
            db.session.execute(text(wrong))


def test_no_column_holds_a_person_who_was_hurt_nor_how() -> None:
    columns = {column.name for column in Mishap.__table__.columns}
    assert not columns & {"person_id", "by_id", "name", "injury", "note", "what"}
    assert fast().rows("SELECT 1 FROM mishap") == []


def event(cast: Cast, who: str, at: datetime, **more: object) -> dict[str, Any]:
    """An accident or near miss as a tablet keeps it, proven by a card."""
    own, device_ms = str(more.pop("id", "") or new_client_id()), milliseconds(at)
    told: dict[str, Any] = {
        "gravity": "near_miss", "what": "slip", "machine": "", "piece": "", "page": "", "place": 0, "ago": 0, **more,
    }  # fmt: skip
    key = proof_key(cast.cards[who].removeprefix("ECO:"))
    names = ("gravity", "what", "machine", "piece", "page", "place", "ago")
    proof = sign_proof(key, proof_message("mishap", own, device_ms, *(told[name] for name in names)))
    return {"id": own, "at": device_ms, "by": {"card": lookup_key(key), "proof": proof}, **told}


def send(client: Client, *events: dict[str, Any]) -> list[str]:
    answer = post_api(client, "mishaps", {"now": milliseconds(now()), "events": list(events)})
    assert answer.status_code == 200
    return [one["result"] for one in answer.json["answers"]]


def test_what_a_tablet_kept_without_a_line_arrives_once_and_loses_nothing_by_a_label_of_elsewhere(
    client: Client, cast: Cast
) -> None:
    pair(client, cast)
    kinds = (client.get("/api/v1/mishaps").json or {})["kinds"]
    assert {kind["name"] for kind in kinds} <= set(all_words())
    noon = now() - timedelta(hours=2)
    first = event(cast, "amina", noon, place=cast.places["wolverhampton"], piece="7K3M9QX", ago=3_600_000)
    second = event(cast, "amina", noon, gravity="accident", page="12")
    forged = {**event(cast, "amina", noon), "what": "fire"}
    no_page = event(cast, "amina", noon, gravity="accident")
    torn = [{**event(cast, "amina", noon), name: "1\ud83d"} for name in ("what", "machine", "piece", "page")]
    torn.append({**event(cast, "amina", noon), "by": {"card": "\ud83d", "proof": "\ud83d"}})
    assert send(client, *torn) == ["refused"] * 5, "once, in words: what failed is sent again for ever"
    assert send(client, second, first, forged, no_page) == ["stored", "stored", "refused", "refused"]
    assert send(client, first, second) == ["repeated", "repeated"]
    rows = fast().rows(
        "SELECT kind, gravity, place_id, piece_code, happened_at FROM mishap ORDER BY happened_at"
    )
    assert [row[:4] for row in rows] == [("slip", "near_miss", None, ""), ("slip", "accident", None, "")]
    assert abs(as_instant(rows[0][4]) - (noon - timedelta(hours=1))) < timedelta(minutes=1)
    assert client.get("/mishaps").status_code in (302, 303, 401, 403)
