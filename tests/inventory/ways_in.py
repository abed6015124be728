"""The ways in to a piece (form, many, a tablet live or late, a spreadsheet), and the case of each closed gate."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from core.clock import milliseconds, now
from core.db import db, fast
from core.ids import lookup_key, new_client_id, proof_key, sign_proof
from inventory.facts import PieceEvent
from tests.inventory.scene import Scene
from tests.inventory.stories import (
    CHAIR,
    CHECKER,
    COT,
    LAMP,
    SOFA,
    WARDROBE,
    event,
    intake_of,
    release_answers,
    way_to_ready,
)
from tests.markup import read_html
from tests.pages import Client
from tests.scan_desk.tablet_client import message_of


@dataclass(frozen=True)
class Case:
    """A gate that stands closed: the story up to it, and the stage that the piece must not reach."""

    category: str
    to: str
    step: str = ""
    without: str = ""
    drop: str = ""


CASES = {
    "intent": Case(CHAIR, "checked", without="intent"),
    "before_photo": Case(CHAIR, "checked", drop="photos"),
    "category": Case("", "checked"),
    "weight": Case(CHAIR, "checked", drop="weight"),
    "infestation": Case(CHAIR, "checked", without="infestation"),
    "fire_intake": Case(SOFA, "checked", without="fire_label"),
    "pops": Case(SOFA, "checked", without="minor_repair"),
    "electrical_class": Case("recliner", "checked", without="electrical"),
    "lead_paint": Case(CHAIR, "in_work", "strip"),
    "quality_check": Case(CHAIR, "ready", without="quality_check"),
    "after_photo": Case(CHAIR, "released", drop="photographed"),
    "stability": Case(CHAIR, "released", without="stable"),
    "destination": Case(CHAIR, "released"),
    "fire_release": Case(SOFA, "released", without="fire_label_release"),
    "filling": Case(SOFA, "released", without="new_filling"),
    "electrical_release": Case(LAMP, "released", without="electrical_test"),
    "children": Case(COT, "released", without="children_gaps"),
    "wall_fixing": Case(WARDROBE, "released", without="wall_fixing"),
    "glass": Case(WARDROBE, "released", without="glass"),
}


def story_of(case: Case) -> list[PieceEvent]:
    """What happens before the attempt, with the one thing missing."""
    if case.to == "checked":
        story = [intake_of(case.category, 0, powers=CHECKER)]
    elif case.to == "in_work":
        story = [intake_of(case.category, 0, powers=CHECKER), event("moved", 1, to="checked")]
    else:
        story = [*way_to_ready(case.category)]
        if case.to == "released":
            story += release_answers()
    return [item for item in (_without(item, case) for item in story) if item is not None]


def _without(item: PieceEvent, case: Case) -> PieceEvent | None:
    answers = item.data.get("answers")
    if item.kind == case.drop or (answers is not None and set(answers) == {case.without}):
        return None
    data = {name: value for name, value in item.data.items() if name != case.drop}
    if answers is not None:
        data["answers"] = {slug: said for slug, said in answers.items() if slug != case.without}
    return replace(item, data=data)


@dataclass
class Hands:
    """Ruth at her desk and at the tablet of her site."""

    client: Client
    tablet: Client
    scene: Scene

    def post(self, url: str, data: dict[str, Any]) -> int:
        """Send a form with the page's CSRF token; the status."""
        tree = read_html(self.client.get("/pieces").get_data(as_text=True))
        csrf = next(item.get("value") for item in tree.all("input") if item.get("name") == "csrf_token")
        sent = {"csrf_token": csrf, "token": new_client_id(), **data}
        return self.client.post(url, data=sent, content_type="multipart/form-data").status_code

    def scan(self, code: str, kind: str, data: dict[str, Any], *, is_live: bool) -> int:
        """Send one event as the tablet does."""
        event_id, key = new_client_id(), proof_key(self.scene.cast.cards["ruth"].removeprefix("ECO:"))
        body: dict[str, Any] = {
            "id": event_id,
            "kind": kind,
            "code": code,
            "at": milliseconds(now()),
            "seq": 1,
            "how": "scan",
            "data": json.dumps(data),
        }
        body["by"] = {"card": lookup_key(key), "proof": sign_proof(key, message_of(body))}
        sent = json.dumps({"now": milliseconds(now()), "live": is_live, "events": [body]})
        answer = self.tablet.post(
            "/api/v1/scans",
            data=sent,
            content_type="application/json",
            headers={"Origin": "http://localhost", "X-Eco": "1"},
        )
        assert answer.status_code == 200, answer.get_data(as_text=True)
        assert answer.get_json()["answers"][0]["result"] != "failed", answer.get_json()
        return answer.status_code


Way = Callable[[Hands, str, Case], int]
RELEASE = {
    "destination": "sale",
    "terms": "sale",
    "price": "5.00",
    "organisation_id": "0",
    "makeover_id": "0",
}


def by_move_form(hands: Hands, code: str, case: Case) -> int:
    """The form of the piece's own page."""
    return hands.post(
        f"/pieces/{code}/moves", {"to": case.to, "step": case.step, "place": "", "waste_note": ""}
    )


def by_release_form(hands: Hands, code: str, case: Case) -> int:
    """The form that gives out."""
    destination = "" if case == CASES["destination"] else "sale"
    return hands.post(f"/pieces/{code}/releases", {**RELEASE, "destination": destination})


def by_many(hands: Hands, code: str, case: Case) -> int:
    """Many at once."""
    data = {"codes": [code], "to": case.to, "step": case.step, "place": "", "confirmed": "yes"}
    return hands.post("/pieces/moves", data)


def _event_of(case: Case) -> tuple[str, dict[str, Any]]:
    if case.to != "released":
        return "moved", {"to": case.to, "step": case.step}
    return "released", {"destination": "" if case == CASES["destination"] else "sale"}


def by_live_scan(hands: Hands, code: str, case: Case) -> int:
    """A tablet with somebody before it."""
    return hands.scan(code, *_event_of(case), is_live=True)


def by_queued_scan(hands: Hands, code: str, case: Case) -> int:
    """A tablet's queue, and a plain move to the same stage as well."""
    hands.scan(code, "moved", {"to": case.to, "step": case.step}, is_live=False)
    return hands.scan(code, *_event_of(case), is_live=False)


def by_import(hands: Hands, code: str, case: Case) -> int:
    """A spreadsheet that names the label and the stage it wants."""
    sheet = f"code,category,kg,intent,stage,to\n{code},{case.category or CHAIR},7,yes,{case.to},{case.to}\n"
    hands.post("/imports", {"sheet": (io.BytesIO(sheet.encode()), "pieces.csv")})
    db.session.rollback()
    row = fast().row("SELECT MAX(id) FROM piece_import")
    assert row and row[0], "the import was not opened"
    return hands.post(f"/imports/{row[0]}/rows", {})


def by_station(hands: Hands, code: str, case: Case) -> int:
    """The plain page of station mode: what every scan does is chosen beforehand."""
    does = f"STEP.{case.step}" if case.step else f"STAGE.{case.to}"
    return hands.post("/station", {"does": does.upper().replace("_", "-"), "code": code})


def by_intake_form(hands: Hands, code: str, case: Case) -> int:
    """The plain form that takes in, sent again for the same label with as little as it lets through."""
    return hands.post(f"/pieces/{code}/intake", {"category": case.category or CHAIR, "kilograms": ""})


WAYS: dict[str, tuple[Way, ...]] = {
    "inventory.take_in": (by_intake_form,),
    "inventory.move_piece": (by_move_form,),
    "inventory.release_piece": (by_release_form,),
    "inventory.move_many_pieces": (by_many,),
    "inventory.take_scans": (by_live_scan, by_queued_scan),
    "inventory.take_import_rows": (by_import,),
    "inventory.scan_at_station": (by_station,),
}
