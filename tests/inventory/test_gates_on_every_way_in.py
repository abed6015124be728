"""Every gate against every way in: form, many at once, a tablet live or from its queue, a spreadsheet, plain SQL.

The test is the product of the gate table and the app's own write routes: a new gate or route without a case fails.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from datetime import timedelta

import pytest
from flask import Flask

from core.clock import now
from core.db import fast, transaction
from inventory.facts import PieceEvent
from inventory.gates import GATES
from tests.cast import PASSWORD, Cast
from tests.house.sources import Source, our_modules, sample
from tests.inventory.scene import make_scene
from tests.inventory.stories import (
    CHAIR,
)
from tests.inventory.ways_in import (
    CASES,
    WAYS,
    Case,
    Hands,
    Way,
    by_intake_form,
    by_live_scan,
    by_many,
    by_move_form,
    by_queued_scan,
    by_release_form,
    by_station,
    story_of,
)
from tests.markup import read_html
from tests.pages import Client

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
OTHERS = {
    "inventory.answer_question": "gives answers: what the gates ask for",
    "inventory.override_gate": "sets house rules aside: test_gates says which and by whom",
    "inventory.undo_move": "goes back only",
    "inventory.undo_at_station": "goes back only",
    "inventory.receive_piece": "changes the site, keeps the stage",
    "inventory.place_piece": "changes the place, keeps the stage",
    "inventory.keep_pieces_together": "names what belongs together, moves nothing",
    "inventory.end_piece_set": "names what belongs together, moves nothing",
    "inventory.relabel_piece": "changes the label, keeps the stage",
    "inventory.weigh_piece": "a weight: what the intake asks for",
    "inventory.describe_piece": "a category or title: what the intake asks for",
    "inventory.note_filling": "papers: what the release asks for",
    "inventory.note_waste": "a waste note on what has ended",
    "inventory.add_piece_photo": "a photo: what intake and release ask for",
    "inventory.take_photo": "bytes of a photo",
    "inventory.approve_piece_photo": "what the public page shows",
    "inventory.settle_refused": "a coordinator's note on a refused event",
    "inventory.map_import": "which column is which; writes no piece",
    "inventory.list_imports": "opens an import; writes no piece",
    "inventory.close_open_import": "closes an import; writes no piece",
    "inventory.decode_label": "reads a picture; writes nothing",
    "inventory.report_tablet": "how many things wait on a tablet",
}
NO_PIECE = frozenset(
    {
        "inventory.archive_recipient",
        "inventory.finish_messages",
        "inventory.open_message_again",
        "inventory.show_recipient",
        "inventory.write_at_door",
        "inventory.add_donor_donation",
        "inventory.add_new_donor",
        "inventory.add_new_makeover",
        "inventory.add_new_organisation",
        "inventory.edit_place",
        "inventory.list_places",
        "inventory.make_label_batch",
        "inventory.retire_old_place",
        "inventory.set_printer",
        "inventory.show_donor",
        "inventory.take_in_again",
        "inventory.void_batch_labels",
    }
)
"""Write routes about something else than a piece; each by its whole name, so that no new one slips in by a word."""
RECORDERS = ("record", "desk", "bulk", "replay", "intake", "imports", "store")
"""Services of the room that write what happens to a piece."""


def without_case(gates: Iterable[str]) -> set[str]:
    """Gates that no case closes, and cases of no gate."""
    return set(gates) ^ set(CASES)


def unsaid_ways(app: Flask) -> set[str]:
    """Write routes of the room of which nobody said what they do to a piece's stage; and names that are gone."""
    writing = {rule.endpoint for rule in app.url_map.iter_rules() if (rule.methods or set()) & WRITES}
    said = set(WAYS) | set(OTHERS) | NO_PIECE
    return {name for name in writing if name.startswith("inventory.")} ^ said


def back_doors(sources: Iterable[Source]) -> list[str]:
    """Modules outside the room's own that call what writes a piece's history, so that their routes could."""
    return [
        f"{source.path} imports {name}"
        for source in sources
        if source.path.startswith("factory/") and "/routes" in source.path
        for name in imported(source)
        if name.startswith("inventory.services.") and name.split(".")[2] in RECORDERS
    ]


def imported(source: Source) -> Iterator[str]:
    """The modules that a module imports."""
    for node in source.nodes:
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_every_gate_has_its_case() -> None:
    assert without_case(GATES) == set()


def test_a_new_gate_without_a_case_is_seen() -> None:
    assert without_case([*GATES, "a_new_gate"]) == {"a_new_gate"}


def test_every_write_route_of_the_room_is_a_way_in_or_says_why_not(built_app: Flask) -> None:
    assert unsaid_ways(built_app) == set(), "say in WAYS, OTHERS or NO_PIECE what these do to a piece's stage"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("name", ["replace_donation_of_piece", "finish_piece"])
def test_a_new_write_route_without_a_case_is_seen(planted_app: Flask, name: str, method: str) -> None:
    planted_app.add_url_rule(f"/planted/{name}", f"inventory.{name}", lambda: "", methods=[method])
    assert unsaid_ways(planted_app) == {f"inventory.{name}"}


def test_no_route_of_another_room_writes_what_happens_to_a_piece() -> None:
    assert back_doors(our_modules()) == []
    planted = sample("factory/admin/routes/pieces.py", "from inventory.services.record import record_event\n")
    assert back_doors([planted]) != []


@pytest.fixture
def hands(app: Flask, cast: Cast) -> Iterator[Hands]:
    """Ruth, signed in with her password at the tablet's own hands."""
    with app.app_context():
        scene = make_scene(cast, labels=30)
        client = Client(app, use_cookies=True)
        tree = read_html(client.get("/sign-in").get_data(as_text=True))
        form = {item.get("name"): item.get("value") or "" for item in tree.all("input") if item.get("name")}
        names = {"login": "Ruth", "name": "Ruth", "password": PASSWORD}
        sent = {**form, **{name: value for name, value in names.items() if name in form}}
        assert client.post("/sign-in", data=sent).status_code in (302, 303)
        tablet = Client(app, use_cookies=True)
        tablet.set_cookie("eco-device", cast.tablets["coventry"], samesite="Strict", httponly=True)
        yield Hands(client, tablet, scene)


def stage_story(hands: Hands, story: list[PieceEvent]) -> str:
    """Bring a fresh piece through a story; its code."""
    from tests.inventory.scene import _fresh

    code, start = hands.scene.label(), now() - timedelta(hours=4)
    for minute, item in enumerate(story):
        who = "mary" if "quality_check" in item.data.get("answers", {}) else "ruth"
        at = start + timedelta(minutes=minute)
        outcome = hands.scene.take(code, item.kind, _fresh(item.data), who, at=at)
        assert outcome.result == "stored", (item.kind, outcome)
    return code


@pytest.mark.parametrize("way", [way for ways in WAYS.values() for way in ways], ids=lambda way: way.__name__)
@pytest.mark.parametrize("gate", sorted(CASES))
def test_a_closed_gate_holds(hands: Hands, gate: str, way: Way) -> None:
    case = CASES[gate]
    code = stage_story(hands, story_of(case))
    before = hands.scene.stage(code)
    status = way(hands, code, case)
    assert status < 500
    after = hands.scene.stage(code)
    assert after != case.to
    assert after == before or (way is by_intake_form and after in ("received", "quarantine"))
    assert fast().row("SELECT COUNT(*) FROM release") == (0,)


OPEN = {
    by_move_form: Case(CHAIR, "checked"),
    by_release_form: Case(CHAIR, "released", without="nothing"),
    by_many: Case(CHAIR, "checked"),
    by_station: Case(CHAIR, "checked"),
    by_live_scan: Case(CHAIR, "released", without="nothing"),
    by_queued_scan: Case(CHAIR, "released", without="nothing"),
}


@pytest.mark.parametrize("way", sorted(OPEN, key=lambda way: way.__name__), ids=lambda way: way.__name__)
def test_the_same_way_in_lets_a_piece_through_whose_gates_are_open(hands: Hands, way: Way) -> None:
    case = OPEN[way]
    code = stage_story(hands, story_of(case))
    way(hands, code, case)
    assert hands.scene.stage(code) == case.to


@pytest.mark.parametrize("gate", sorted(name for name, case in CASES.items() if case.to == "released"))
def test_plain_sql_cannot_release_either(hands: Hands, gate: str) -> None:
    code = stage_story(hands, story_of(CASES[gate]))
    for statement in (
        "UPDATE piece SET stage = 'released' WHERE code = ?",
        "INSERT INTO release (event_id, piece_id, life, released_on, destination, terms, price_pence, "
        "quality_answer_id) SELECT e.id, p.id, p.life, '2026-11-01', 'sale', 'gift', 0, "
        "(SELECT MAX(a.id) FROM check_answer a WHERE a.piece_id = p.id AND a.question = 'quality_check') "
        "FROM piece p JOIN piece_event e ON e.piece_id = p.id WHERE p.code = ? AND e.kind = 'moved'",
    ):
        with pytest.raises(Exception, match="release|stability_known|null|destination"), transaction():
            fast().run(statement, (code,))
    assert hands.scene.stage(code) == "ready"
