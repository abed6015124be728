"""Many tablets at once: one move, one piece, one state; each test with a control that fails without the protection."""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

import core.db
import inventory.services.record
import inventory.services.store
from core.clock import milliseconds, now
from core.db import fast, transaction
from core.ids import lookup_key, new_client_id, proof_key, sign_proof
from core.tablets import Tablet
from inventory.services.recount import recount, stale_pieces
from inventory.services.replay import replay_event
from tests.cast import Cast
from tests.inventory.scene import Scene, make_scene
from tests.inventory.stories import CHAIR
from tests.scan_desk.tablet_client import message_of

TABLETS = 100


@pytest.fixture
def scene(app_context: Flask, cast: Cast) -> Scene:
    """A workshop with labels."""
    return make_scene(cast)


def at_once(app: Flask, count: int, act: Callable[[int], str]) -> Counter[str]:
    """Run `act` in `count` threads that start together; what each came to, or the name of its error."""
    gate, results = threading.Barrier(count), Counter[str]()

    def run(number: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                result = act(number)
            except Exception as problem:
                result = type(problem).__name__
            finally:
                core.db.db.session.remove()
        results[result] += 1

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@contextmanager
def unprotected(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take the protection away: no write lock, plain BEGIN, no row lock; and a pause between reading and writing."""
    keep = inventory.services.record.find_label

    def slowly(*given: Any, **more: Any) -> Any:
        found = keep(*given, **more)
        time.sleep(0.05)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(core.db, "WRITE_BEGIN", "BEGIN")
        patch.setattr(core.db, "_write_lock", core.db._NO_LOCK)
        patch.setattr(inventory.services.store, "_lock", lambda *given: None)
        patch.setattr(inventory.services.record, "find_label", slowly)
        yield


def move_by_all(app: Flask, scene: Scene, code: str, count: int) -> Counter[str]:
    """`count` tablets send the same move of the same piece."""

    def act(number: int) -> str:
        return scene.take(code, "moved", {"to": "in_work", "step": "repair"}, how="scan").result

    return at_once(app, count, act)


def moves_of(code: str) -> int:
    """How many moves into work are stored of a piece."""
    core.db.db.session.rollback()
    row = fast().row(
        "SELECT COUNT(*) FROM piece_event e JOIN label l ON l.piece_id = e.piece_id "
        "WHERE l.code = ? AND e.kind = 'moved' AND e.data LIKE '%in_work%'"
        if core.db.is_sqlite()
        else "SELECT COUNT(*) FROM piece_event e JOIN label l ON l.piece_id = e.piece_id "
        "WHERE l.code = ? AND e.kind = 'moved' AND e.data->>'to' = 'in_work'",
        (code,),
    )
    return int(row[0]) if row else 0


def test_a_hundred_tablets_that_move_one_piece_at_once_make_one_move(
    app_context: Flask, scene: Scene
) -> None:
    code = scene.bring("checked")
    results = move_by_all(app_context, scene, code, TABLETS)
    assert results == Counter({"already": TABLETS - 1, "stored": 1})
    assert moves_of(code) == 1
    assert scene.stage(code) == "in_work"


def test_without_the_protection_they_would_make_several_or_fail(
    app_context: Flask, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [scene.bring("checked") for _ in range(5)]
    with unprotected(monkeypatch):
        rounds = (move_by_all(app_context, scene, code, 12) for code in codes)
        assert any(results != Counter({"already": 11, "stored": 1}) for results in rounds)


def claim_by_all(app: Flask, scene: Scene, code: str, count: int) -> Counter[str]:
    """`count` tablets take in a piece on the same blank label."""

    def act(number: int) -> str:
        data = {
            "category": CHAIR,
            "weight": "average",
            "photos": [new_client_id()],
            "answers": {"intent": "yes", "infestation": "no"},
        }
        return scene.take(code, "intake", data, how="scan").result

    return at_once(app, count, act)


def test_a_label_claimed_by_two_tablets_is_one_piece(app_context: Flask, scene: Scene) -> None:
    for _ in range(5):
        code = scene.label()
        assert claim_by_all(app_context, scene, code, 2) == Counter({"stored": 1, "refused": 1})
        assert scene.events(code) == 1
    core.db.db.session.rollback()
    assert fast().row("SELECT COUNT(*) FROM piece") == (5,)
    assert recount() == []


def test_without_the_protection_two_tablets_would_collide(
    app_context: Flask, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unprotected(monkeypatch):
        rounds = (claim_by_all(app_context, scene, scene.label(), 2) for _ in range(10))
        assert any(results != Counter({"stored": 1, "refused": 1}) for results in rounds)


def queue_of(scene: Scene, codes: list[str]) -> list[dict[str, Any]]:
    """What a tablet queued over two hours: an intake and moves, some of which contradict one another."""
    start, queue = milliseconds(now() - timedelta(hours=2)), []
    ways = (
        ("checked", ""),
        ("stored", ""),
        ("in_work", "repair"),
        ("in_work", "finish"),
        ("quality_check", ""),
        ("ready", ""),
    )
    for turn, code in enumerate(codes):
        intake = {
            "category": CHAIR,
            "weight": "average",
            "photos": [new_client_id()],
            "answers": {"intent": "yes", "infestation": "no"},
        }
        steps = [("intake", intake), *[("moved", {"to": to, "step": step}) for to, step in ways]]
        for number, (kind, data) in enumerate(steps):
            queue.append(
                {
                    "id": new_client_id(),
                    "kind": kind,
                    "code": code,
                    "at": start + turn * 60_000 + number * 1000,
                    "seq": len(queue),
                    "how": "scan",
                    "data": data,
                }
            )
    return queue


def replay(scene: Scene, queue: list[dict[str, Any]]) -> Counter[str]:
    """Send a queue, each event in a transaction of its own as the route does."""
    tablet = Tablet(scene.cast.tablet_ids["coventry"], "tablet", scene.cast.sites["coventry"])
    results = Counter[str]()
    for body in queue:
        with transaction():
            answer = replay_event(
                body, tablet=tablet, device_now=milliseconds(now()), arrived=now(), is_live=False
            )
        results[answer.result] += 1
    return results


def state_of_all(codes: list[str]) -> list[Any]:
    """What is folded of the pieces, without their ids of rows."""
    return [
        fast().row(
            "SELECT p.stage, p.step, p.life, p.folded FROM label l JOIN piece p ON p.id = l.piece_id WHERE l.code = ?",
            (code,),
        )
        for code in codes
    ]


@pytest.mark.parametrize("seed", range(6))
def test_a_batch_replayed_five_times_shuffled_and_split_gives_the_same_state(scene: Scene, seed: int) -> None:
    codes = [scene.label() for _ in range(3)]
    signed = sign_queue(scene, queue_of(scene, codes))
    chance = random.Random(seed)
    chance.shuffle(signed)
    first = replay(scene, signed)
    assert "stray" not in first and "invalid" not in first and "failed" not in first, first
    expected = state_of_all(codes)
    for _ in range(4):
        chance.shuffle(signed)
        middle = chance.randrange(len(signed))
        assert set(replay(scene, signed[middle:]) + replay(scene, signed[:middle])) == {"repeated"}
    assert state_of_all(codes) == expected
    assert [row[0] for row in expected] == ["quality_check"] * 3
    assert list(stale_pieces()) == []
    assert recount() == []


def sign_queue(scene: Scene, queue: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Name Amina on each event by her card."""
    key = proof_key(scene.cast.cards["amina"].removeprefix("ECO:"))
    told = [{**body, "data": json.dumps(body["data"])} for body in queue]
    return [
        {**body, "by": {"card": lookup_key(key), "proof": sign_proof(key, message_of(body))}} for body in told
    ]


def test_a_proof_for_another_event_is_kept_for_a_coordinator_and_moves_nothing(
    scene: Scene,
) -> None:
    code = scene.label()
    queue = sign_queue(scene, queue_of(scene, [code]))
    forged = [{**body, "by": queue[0]["by"]} for body in queue[1:]]
    assert replay(scene, forged) == Counter({"stray": len(forged)})
    assert scene.stage(code) == "blank"
    assert fast().row("SELECT COUNT(*) FROM stray_scan") == (len(forged),)
