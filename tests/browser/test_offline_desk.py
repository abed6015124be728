"""Offline is real: the server's process is stopped, a Chromium is killed, and every event arrives exactly once."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from core.db import fast
from core.ids import new_client_id
from tests import browsers
from tests.browser.stage import CHAIR, Stage, take_in, wall
from tests.browser.tablets import Tablet, durable_context, pull_the_plug, until
from tests.live import ProcessServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WANTED_SCANS = 40


def stored_events(app: Flask) -> dict[str, list[str]]:
    """Every event that the server holds by its id: where it lies, and its verdict."""
    with app.app_context():
        rows = fast().rows(
            "SELECT e.id, 'event', coalesce(v.verdict, 'done') FROM piece_event e "
            "LEFT JOIN event_verdict v ON v.event_id = e.id UNION ALL SELECT event_id, 'stray', reason FROM stray_scan"
        )
    found: dict[str, list[str]] = {}
    for event_id, where, verdict in rows:
        found.setdefault(event_id, []).append(f"{where}: {verdict}")
    return found


def stored_visits(app: Flask) -> dict[str, list[str]]:
    """Every coming and going that the server holds by its id."""
    with app.app_context():
        return {row[0]: [f"visit: {row[1]}"] for row in fast().rows("SELECT id, kind FROM visit_event")}


def scans_of(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was done to pieces, without who came."""
    return [row for row in rows if row["kind"] != "visit"]


def not_exactly_once(made: set[str], arrived: dict[str, list[str]], before: set[str]) -> list[str]:
    """What went wrong with events that a tablet called saved: lost, or doubled under their own or another id."""
    lost = [f"{event_id} is lost" for event_id in sorted(made - set(arrived))]
    twice = [f"{event_id} is there twice" for event_id in sorted(made) if len(arrived.get(event_id, [])) > 1]
    strange = [f"{event_id} was made by nobody" for event_id in sorted(set(arrived) - made - before)]
    return [*lost, *twice, *strange]


def work_a_station(tablet: Tablet, station: str, codes: list[str]) -> None:
    """Choose what every scan does, then scan."""
    tablet.tap("#station")
    tablet.tap(f"[data-station='{station}']")
    tablet.page.wait_for_selector("#tally")
    for number, code in enumerate(codes, start=1):
        tablet.scan(code)
        tablet.page.wait_for_function("n => document.querySelectorAll('.verdict').length >= n", arg=number)
    tablet.tap("#leave")
    tablet.page.wait_for_selector("#type-code")


def come(tablet: Tablet, card: str, name: str) -> None:
    """Somebody shows a card; they take over where another is there."""
    tablet.show(card)
    tablet.page.wait_for_function(
        "() => document.querySelector('#who') || document.querySelector('#instead')"
    )
    tablet.page.wait_for_timeout(300)
    if tablet.page.locator("#instead").count():
        tablet.tap("#instead")
    tablet.page.wait_for_function(
        "name => document.querySelector('#who')?.innerText.includes(name)", arg=name
    )


def take_in_a_chair(tablet: Tablet, code: str) -> None:
    """One intake, its photo taken by the camera."""
    tablet.scan(code)
    for selector in (
        "#shutter",
        f"[data-category='{CHAIR}']",
        "#usual-weight",
        "[data-answer='yes']",
        "[data-answer='no']",
        "#take-in",
        "#next-piece",
    ):
        tablet.tap(selector)
        tablet.page.wait_for_timeout(250)


@pytest.fixture
def profiles(tmp_path: Path) -> list[Path]:
    """Profiles of two browsers that outlive them."""
    return [tmp_path / "one", tmp_path / "two"]


def test_forty_scans_and_an_intake_arrive_exactly_once_though_server_and_browser_died(
    app: Flask,
    stage: Stage,
    process_server: ProcessServer,
    playwright: Any,
    camera: browsers.FakeCamera,
    profiles: list[Path],
    second_device: Callable[[], str],
) -> None:
    with app.app_context():
        pieces = [take_in(stage) for _ in range(16)]
    before = set(stored_events(app))
    blank, secrets = stage.take_blank(), [stage.tablet, second_device()]
    process_server.start()
    url, cards = process_server.url, stage.cast.cards
    contexts = [
        durable_context(playwright, folder, url, camera.file, secret)
        for folder, secret in zip(profiles, secrets, strict=True)
    ]
    one, two = (Tablet(context.new_page(), url).open() for context in contexts)
    for tablet in (one, two):
        tablet.is_kept()
        tablet.line("saved")

    process_server.kill()
    for tablet in (one, two):
        tablet.reload()
        tablet.line("away")

    come(one, cards["amina"], "Amina")
    work_a_station(one, "checked", pieces[:8])
    come(two, cards["mary"], "Mary")
    work_a_station(two, "checked", pieces[8:])
    come(one, cards["tomasz"], "Tomasz")
    work_a_station(one, "stored", pieces[:8])
    work_a_station(two, "stored", pieces[8:])
    work_a_station(two, "repair", pieces[10:14])
    take_in_a_chair(two, blank)
    for code in pieces[:3]:
        one.show(wall("STEP.REPAIR"))
        one.scan(code)
        one.page.wait_for_function(
            "code => document.querySelector('#last')?.innerText.includes(code)", arg=code
        )
    one.show(wall("UNDO"))
    until(lambda: len(scans_of(one.queue())) >= 20, 15)

    made = {row["id"]: row for tablet in (one, two) for row in tablet.queue()}
    before_kill = {row["id"] for row in one.queue()}
    photos = [row["id"] for row in two.sealed()]
    assert len(scans_of(list(made.values()))) >= WANTED_SCANS + 1 and len(photos) == 1
    assert len(made) - len(scans_of(list(made.values()))) == 3, "Amina, Mary and Tomasz came"
    one.line("away")
    assert pull_the_plug(profiles[0]) > 0

    context = durable_context(playwright, profiles[0], url, camera.file, secrets[0])
    one = Tablet(context.new_page(), url).open()
    assert {row["id"] for row in one.queue()} == before_kill

    process_server.start()
    for tablet in (one, two):
        tablet.page.evaluate("() => window.dispatchEvent(new Event('online'))")
        tablet.line("saved", timeout=60_000)
        assert tablet.queue() == [] and tablet.sealed() == []
    arrived = {**stored_events(app), **stored_visits(app)}
    print_table(made, arrived)
    assert not_exactly_once(set(made), arrived, before) == []
    with app.app_context():
        assert fast().rows("SELECT sha256 <> '' FROM photo WHERE id = ?", (photos[0],))[0][0]
        assert fast().row("SELECT count(*) FROM event_verdict WHERE verdict = 'refused'")[0] == 0  # type: ignore[index]
    context.close()
    contexts[1].close()


NOTE_IDS = """() => {
  const said = JSON.parse(sessionStorage.getItem('made') || '[]');
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, ...rest) {
    if (this.name !== 'queue') return put.call(this, value, ...rest);
    said.push(value.id);
    window.made = said;
    return KEEP;
  };
}"""
ON_THE_DISK, IN_MEMORY_ONLY = "put.call(this, value, ...rest)", "this.count()"


@pytest.mark.parametrize("is_kept", [True, False], ids=["on the disk first", "control: in memory only"])
def test_what_was_not_on_the_disk_when_the_browser_died_is_missed(
    app: Flask,
    stage: Stage,
    process_server: ProcessServer,
    playwright: Any,
    camera: browsers.FakeCamera,
    profiles: list[Path],
    is_kept: bool,
) -> None:
    with app.app_context():
        pieces = [take_in(stage) for _ in range(3)]
    before = set(stored_events(app))
    process_server.start()
    url = process_server.url
    context = durable_context(playwright, profiles[0], url, camera.file, stage.tablet)
    keep = ON_THE_DISK if is_kept else IN_MEMORY_ONLY
    context.add_init_script(f"({NOTE_IDS.replace('KEEP', keep)})()")
    tablet = Tablet(context.new_page(), url).open()
    tablet.is_kept()
    tablet.line("saved")
    process_server.kill()
    tablet.reload()
    tablet.line("away")
    come(tablet, stage.cast.cards["amina"], "Amina")
    work_a_station(tablet, "checked", pieces)
    made = set(tablet.page.evaluate("() => window.made"))
    assert len(made) == 1 + len(pieces), "Amina came, then each piece"
    assert pull_the_plug(profiles[0]) > 0

    context = durable_context(playwright, profiles[0], url, camera.file, stage.tablet)
    tablet = Tablet(context.new_page(), url).open()
    process_server.start()
    tablet.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    tablet.line("saved", timeout=60_000)
    wrong = not_exactly_once(made, {**stored_events(app), **stored_visits(app)}, before)
    assert wrong == ([] if is_kept else [f"{event_id} is lost" for event_id in sorted(made)])
    context.close()


@pytest.mark.parametrize("is_same", [True, False], ids=["its own id", "control: a new id each time"])
def test_an_event_whose_receipt_was_lost_is_sent_again_and_doubled_without_its_id(
    app: Flask, stage: Stage, tablet: Tablet, is_same: bool
) -> None:
    with app.app_context():
        code = take_in(stage)
    before, sent = set(stored_events(app)), []

    def lose_the_receipt(route: Any) -> None:
        body = route.request.post_data_json
        sent.append(body)
        if len(sent) > 1:
            route.continue_()
            return
        events = [event if is_same else {**event, "id": new_client_id()} for event in body["events"]]
        answer = route.fetch(post_data=json.dumps({**body, "live": False, "events": events}))
        assert answer.ok
        route.abort()

    tablet.page.route("**/api/v1/scans", lose_the_receipt)
    tablet.open()
    come(tablet, stage.cast.cards["amina"], "Amina")
    work_a_station(tablet, "checked", [code])
    until(lambda: tablet.queue() == [] and len(sent) > 1, 60)
    made = {event["id"] for body in sent for event in body["events"]}
    assert len(made) == 1
    wrong = not_exactly_once(made, stored_events(app), before)
    assert len(wrong) == (0 if is_same else 1)
    assert all(line.endswith("was made by nobody") for line in wrong)


def print_table(made: dict[str, dict[str, Any]], arrived: dict[str, list[str]]) -> None:
    """Every event that a tablet called saved, and how often the server holds it."""
    lines = [f"{'event':36} {'kind':12} {'piece':8} times  verdict"]
    for event_id, row in sorted(made.items(), key=lambda item: item[1]["at"]):
        places = arrived.get(event_id, [])
        lines.append(
            f"{event_id:36} {row['kind']:12} {row.get('code', ''):8} {len(places):5}  {', '.join(places)}"
        )
    once = sum(len(arrived.get(one, [])) == 1 for one in made)
    lines.append(f"{len(made)} events, {once} of them exactly once")
    sys.stdout.write("\n" + "\n".join(lines) + "\n")
