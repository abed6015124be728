"""Six pieces are delivered to a home while the server is stopped, survive a restart, and arrive exactly once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from core.clock import now
from core.db import fast, transaction
from core.ids import new_client_id
from inventory.services.sets import keep_together
from tests import browsers
from tests.browser.stage import Stage
from tests.browser.tablets import Tablet, durable_context, until
from tests.inventory.scene import Scene
from tests.inventory.stories import CHAIR
from tests.live import ProcessServer
from tests.van.scene import VanDay

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def durable(
    tmp_path: Path,
    playwright: Any,
    process_server: ProcessServer,
    camera: browsers.FakeCamera,
    stage: Stage,
) -> Iterator[Tablet]:
    """A tablet whose server runs in a process of its own that can be killed."""
    process_server.start()
    context = durable_context(playwright, tmp_path / "one", process_server.url, camera.file, stage.tablet)
    yield Tablet(context.new_page(), process_server.url)
    context.close()


def van_of(app: Flask, stage: Stage) -> VanDay:
    """The van's day on the stage."""
    return VanDay(app, stage.cast, Scene(stage.cast, stage.codes), app.test_client())


def released(app: Flask, codes: list[str]) -> list[tuple[str, int]]:
    """Each code that was given out to a makeover, and how often it counts."""
    with app.app_context():
        rows = fast().rows(
            "SELECT l.code, SUM(c.amount) FROM count_entry c JOIN label l ON l.piece_id = c.piece_id "
            "WHERE c.indicator = 'pieces_given_out' AND c.split = 'makeover' GROUP BY l.code ORDER BY l.code"
        )
        return [(row[0], int(row[1])) for row in rows if row[0] in codes]


def draw(tablet: Tablet) -> None:
    """A finger draws on the pad."""
    box = tablet.page.locator("#pad").bounding_box()
    assert box is not None
    mouse = tablet.page.mouse
    mouse.move(box["x"] + 40, box["y"] + 60)
    mouse.down()
    for step in range(1, 8):
        mouse.move(box["x"] + 40 + 30 * step, box["y"] + 60 + 30 * (step % 3))
    mouse.up()


def come(tablet: Tablet, card: str) -> None:
    """The driver shows their card."""
    tablet.show(card)
    tablet.page.wait_for_function("() => document.querySelector('#who')?.innerText.includes('Petra')")


def test_six_pieces_reach_a_home_without_a_server_by_six_scans_and_a_signature(
    app: Flask, stage: Stage, durable: Tablet, process_server: ProcessServer
) -> None:
    with app.app_context():
        day = van_of(app, stage)
        *codes, stays = day.ready(7)
        with transaction():
            keep_together(
                by=day.cast.actor("ruth"), code=codes[0], others=[codes[1], stays], name="Two and a stool",
                at=now(), token=new_client_id(),
            )  # fmt: skip
        number = day.delivery(*codes)
    tablet, card = durable.open(), stage.cast.cards["petra"]
    tablet.is_kept()
    tablet.page.wait_for_selector("#van")
    process_server.kill()
    tablet.reload()
    tablet.line("away")

    come(tablet, card)
    tablet.tap("#van")
    tablet.tap(f"[data-delivery='{number}']")
    tablet.page.wait_for_selector(f"[data-set='Two and a stool']:has-text('{stays}')")
    for code in codes:
        tablet.scan(code)
        tablet.page.wait_for_selector(f"[data-piece='{code}'][data-state='loaded']")
    tablet.tap("#arrived")
    tablet.page.wait_for_selector("#left")
    tablet.tap("#undo")  # the wrong delivery
    tablet.page.wait_for_selector("#arrived")
    tablet.tap("#arrived")
    tablet.page.wait_for_selector("#left")

    tablet.taps = 0
    for code in codes[:-1]:
        tablet.scan(code)
        tablet.page.wait_for_selector(f"[data-piece='{code}'][data-state='delivered']")
        waits = tablet.page.locator(f"[data-set='Two and a stool']:has-text('{codes[1]}')").count()
        assert waits == (1 if code == codes[0] else 0), "the rest of its set is asked for until it is scanned"
    tablet.scan(codes[-1])
    tablet.page.wait_for_selector("#pad")
    draw(tablet)
    tablet.tap("#signed")
    tablet.page.wait_for_selector("#left")
    assert tablet.taps == 1, "six scans and the signature, no other tap"
    kinds = Counter(event["kind"] for event in tablet.queue())
    assert kinds == {"visit": 1, "van": 16}, "she came, then what the van did"
    assert not any("delivered" in str(event) or "strokes" in str(event) for event in tablet.queue())
    assert released(app, codes) == []

    tablet.reload()
    tablet.line("away")
    come(tablet, card)
    tablet.page.wait_for_selector(f"[data-piece='{codes[0]}'][data-state='delivered']")
    tablet.tap("#left")
    process_server.start()
    tablet.line("saved", timeout=60_000)
    until(lambda: tablet.queue() == [], 30)
    assert released(app, codes) == [(code, 1) for code in sorted(codes)]
    with app.app_context():
        row = van_of(app, stage).row(number)
        assert row.arrived_at and row.left_at and row.signed_at and not row.not_signed
        assert row.arrived_at < row.signed_at < row.left_at


def test_what_does_not_fit_comes_back_and_somebody_would_rather_not_sign(
    app: Flask, stage: Stage, tablet: Tablet
) -> None:
    with app.app_context():
        day = van_of(app, stage)
        codes = day.ready(2)
        number = day.delivery(*codes, to="organisation")
    tablet.open()
    come(tablet, stage.cast.cards["petra"])
    tablet.tap("#van")
    tablet.tap(f"[data-delivery='{number}']")
    tablet.tap("#arrived")
    tablet.page.wait_for_selector("#left")
    tablet.scan(codes[0])
    tablet.page.wait_for_selector(f"[data-piece='{codes[0]}'][data-state='delivered']")
    tablet.tap(f"[data-back='{codes[1]}']")
    tablet.tap("[data-reason='does_not_fit']")
    tablet.tap("[data-not-signed='asked_not_to']")
    tablet.page.wait_for_selector(f"[data-piece='{codes[1]}'][data-state='undelivered']")
    with app.app_context():
        day = van_of(app, stage)
        assert day.lines(number) == {codes[0]: ("delivered", ""), codes[1]: ("undelivered", "does_not_fit")}
        assert day.row(number).not_signed == "asked_not_to"
        assert day.scene.stage(codes[1]) == "ready"


def test_a_stop_is_one_tap_each_and_its_labels_belong_to_the_donation(
    app: Flask, stage: Stage, tablet: Tablet
) -> None:
    with app.app_context():
        day = van_of(app, stage)
        here, gone = day.offer("CV1"), day.offer("CV2")
        number = day.round(here, gone)
        label = day.scene.label()
    tablet.open()
    come(tablet, stage.cast.cards["petra"])
    tablet.tap("#van")
    tablet.tap(f"[data-round='{number}']")
    tablet.tap(f"[data-stop='{gone}']")
    tablet.tap("#nobody-in")
    tablet.tap(f"[data-stop='{here}']")
    tablet.tap("#stop-arrived")
    tablet.page.wait_for_selector("#collected")
    tablet.scan(label)
    tablet.page.wait_for_selector("#stop-labels")
    tablet.tap("#collected")
    tablet.page.wait_for_selector(f"[data-stop='{here}']")
    with app.app_context():
        day = van_of(app, stage)
        taken = {
            "category": CHAIR,
            "weight": "average",
            "photos": [new_client_id()],
            "answers": {"intent": "yes", "infestation": "no"},
        }
        day.scene.take(label, "intake", taken)
        row = fast().row(
            "SELECT p.stage FROM piece p JOIN round_stop s ON s.donation_id = p.donation_id "
            "JOIN label l ON l.piece_id = p.id WHERE l.code = ?",
            (label,),
        )
        assert row is not None and row[0] == "received"
        assert day.state_of(gone) == ("accepted", "")
