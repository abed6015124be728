"""Many tablets at once through HTTP: a hundred on a server of its own, its threads and connections; with controls."""

from __future__ import annotations

import json
import random
import threading
import urllib.request
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

import core.db
import inventory.services.record
from core.clock import milliseconds, now
from core.db import fast, transaction
from core.devices import add_device
from core.ids import new_client_id
from inventory.services.recount import recount, stale_pieces
from tests.cast import Cast
from tests.inventory.scene import Scene, make_scene
from tests.inventory.stories import CHAIR
from tests.inventory.test_concurrency import (
    TABLETS,
    moves_of,
    queue_of,
    sign_queue,
    state_of_all,
    unprotected,
)
from tests.live import ProcessServer, ThreadServer
from tests.scan_desk.tablet_client import by_card, message_of


@pytest.fixture
def scene(app_context: Flask, cast: Cast) -> Scene:
    """A workshop with labels."""
    return make_scene(cast)


def pair_tablets(cast: Cast, count: int) -> list[str]:
    """The secrets of so many tablets of Coventry."""
    with transaction():
        return [
            add_device(
                site_id=cast.sites["coventry"],
                name=f"Bench {number}",
                by_id=None,
                at=now(),
                public_id=new_client_id(),
            )[1]
            for number in range(count)
        ]


def send(url: str, secret: str, events: list[dict[str, Any]], *, live: bool = True) -> list[dict[str, Any]]:
    """The events as a tablet sends them; what the server says of each."""
    asked = urllib.request.Request(
        f"{url}/api/v1/scans",
        data=json.dumps({"now": milliseconds(now()), "live": live, "events": events}).encode(),
        headers={
            "Content-Type": "application/json",
            "X-Eco": "1",
            "Origin": url,
            "Cookie": f"eco-device={secret}",
        },
    )
    with urllib.request.urlopen(asked, timeout=120) as answer:
        told: list[dict[str, Any]] = json.load(answer)["answers"]
    return told


def event_of(scene: Scene, code: str, kind: str, data: dict[str, Any]) -> dict[str, Any]:
    """An event that Amina's card signs."""
    event = {
        "id": new_client_id(),
        "kind": kind,
        "code": code,
        "at": milliseconds(now()),
        "seq": 1,
        "how": "scan",
        "data": json.dumps(data),
    }
    return {**event, "by": by_card(scene.cast.cards["amina"], message_of(event))}


def all_at_once(
    url: str, secrets: list[str], make: Callable[[int], dict[str, Any]]
) -> tuple[Counter[str], set[str]]:
    """Each tablet sends one event at the same moment: how often each result came, and the ids that were stored."""
    core.db.db.session.rollback()
    events = [make(number) for number in range(len(secrets))]
    gate, results, stored = threading.Barrier(len(secrets)), Counter[str](), set[str]()

    def run(number: int) -> None:
        gate.wait()
        try:
            (answer,) = send(url, secrets[number], [events[number]])
        except OSError as problem:
            answer = {"id": "", "result": type(problem).__name__}
        results[answer["result"]] += 1
        if answer["result"] == "stored":
            stored.add(answer["id"])

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(secrets))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results, stored


def to_work(scene: Scene, code: str) -> Callable[[int], dict[str, Any]]:
    """Everybody's move of one piece."""
    return lambda number: event_of(scene, code, "moved", {"to": "in_work", "step": "repair"})


def intake(scene: Scene, code: str) -> Callable[[int], dict[str, Any]]:
    """Everybody's intake on one blank label."""
    answers = {"intent": "yes", "infestation": "no"}
    return lambda number: event_of(
        scene,
        code,
        "intake",
        {"category": CHAIR, "weight": "average", "photos": [new_client_id()], "answers": answers},
    )


def test_a_hundred_tablets_at_a_served_process_make_one_move(
    scene: Scene, process_server: ProcessServer
) -> None:
    code, secrets = scene.bring("checked"), pair_tablets(scene.cast, TABLETS)
    process_server.start()
    results, stored = all_at_once(process_server.url, secrets, to_work(scene, code))
    assert results == Counter({"already": TABLETS - 1, "stored": 1}) and len(stored) == 1
    assert moves_of(code) == 1 and scene.stage(code) == "in_work"
    assert list(stale_pieces()) == [] and recount() == []


def test_two_tablets_at_a_served_process_claim_a_label_once(
    scene: Scene, process_server: ProcessServer
) -> None:
    secrets = pair_tablets(scene.cast, 2)
    process_server.start()
    for _ in range(5):
        code = scene.label()
        results, _stored = all_at_once(process_server.url, secrets, intake(scene, code))
        assert results == Counter({"stored": 1, "refused": 1}) and scene.events(code) == 1
    core.db.db.session.rollback()
    assert fast().row("SELECT COUNT(*) FROM piece") == (5,)


@pytest.mark.parametrize("what", [to_work, intake], ids=["one move", "one label"])
def test_without_the_protection_tablets_at_a_server_collide(
    scene: Scene, live_server: ThreadServer, monkeypatch: pytest.MonkeyPatch, what: Any
) -> None:
    secrets = pair_tablets(scene.cast, 8)

    def does_collide() -> bool:
        code = scene.bring("checked") if what is to_work else scene.label()
        with unprotected(monkeypatch):
            results, _stored = all_at_once(live_server.url, secrets, what(scene, code))
        return results["stored"] != 1 or results["already"] + results["refused"] != 7

    assert any(does_collide() for _ in range(10)), "a busy machine may take one of them after the other"


def replayed(scene: Scene, url: str, times: int) -> tuple[Counter[str], list[Any], list[Any]]:
    """A queue of three pieces sent so often, shuffled and split anew each time; results, and the states it gave."""
    codes, (secret,) = [scene.label() for _ in range(3)], pair_tablets(scene.cast, 1)
    queue, chance = sign_queue(scene, queue_of(scene, codes)), random.Random(5)
    results, states = Counter[str](), []
    for turn in range(times):
        chance.shuffle(queue)
        middle = chance.randrange(1, len(queue))
        for part in (queue[middle:], queue[:middle]):
            results.update(answer["result"] for answer in send(url, secret, part, live=False) if turn)
        core.db.db.session.rollback()
        states.append(state_of_all(codes))
    return results, states[0], states[-1]


def test_a_batch_sent_five_times_to_a_served_process_gives_one_state(
    scene: Scene, process_server: ProcessServer
) -> None:
    process_server.start()
    results, first, last = replayed(scene, process_server.url, 5)
    assert set(results) == {"repeated"} and first == last
    assert [row[0] for row in first] == ["quality_check"] * 3
    assert list(stale_pieces()) == [] and recount() == []


def test_without_knowing_its_events_a_server_would_not_take_the_batch_again(
    scene: Scene, live_server: ThreadServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inventory.services.record, "is_known_event", lambda token: None)
    results, _first, _last = replayed(scene, live_server.url, 2)
    assert set(results) != {"repeated"}
