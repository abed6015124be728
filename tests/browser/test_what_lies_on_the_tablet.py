"""What waits on a tablet is sealed or harmless: everything that its disk holds is read back and looked through."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from core.clock import now
from core.db import fast, transaction
from core.ids import new_client_id
from inventory.services.record import record_event, state_of
from tests.browser.stage import CHAIR, Stage, take_in
from tests.browser.tablets import Tablet
from tests.browser.test_people_at_the_tablet import give_pin

pytestmark = pytest.mark.browser

READ_ALL = """() => new Promise((done, fail) => {
  const opening = indexedDB.open('eco');
  opening.onerror = () => fail(opening.error);
  opening.onsuccess = async () => {
    const db = opening.result, found = {};
    const plain = value => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
      ? 'bytes:' + [...new Uint8Array(value.buffer ?? value)].map(byte => String.fromCharCode(byte)).join('')
      : value instanceof Blob ? 'blob of ' + value.size
      : value instanceof CryptoKey ? 'KEY ' + value.type
      : Array.isArray(value) ? value.map(plain)
      : value && typeof value === 'object'
      ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]))
      : value;
    for (const name of db.objectStoreNames) {
      const store = db.transaction(name).objectStore(name);
      const [keys, values] = await Promise.all(['getAllKeys', 'getAll'].map(get => new Promise(ok => {
        const asked = store[get]();
        asked.onsuccess = () => ok(asked.result);
      })));
      found[name] = keys.map((key, index) => [key, plain(values[index])]);
    }
    db.close();
    done(found);
  };
})"""


def lies_there(tablet: Tablet) -> dict[str, list[Any]]:
    """Every store of the tablet's database, bytes as text, and what the browser keeps beside it."""
    found: dict[str, list[Any]] = tablet.page.evaluate(READ_ALL)
    found["beside"] = [tablet.page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")]
    return found


def test_a_newcomers_name_and_a_photo_lie_there_sealed_and_no_key_at_all(
    app: Flask, stage: Stage, keeping_tablet: Tablet
) -> None:
    tablet, name = keeping_tablet, "Żółtaryba"
    tablet.open()
    tablet.is_kept()
    tablet.page.context.set_offline(True)
    tablet.show(stage.cast.blank_cards[0])
    tablet.tap("[data-language='en']")
    tablet.page.fill("#called", name)
    tablet.tap("form .slab")
    tablet.tap("[data-avatar='fox']")
    tablet.tap("#notice")
    expect(tablet.page.locator("#who")).to_contain_text(name)
    tablet.scan(stage.take_blank())
    for selector in ("#shutter", f"[data-category='{CHAIR}']", "#usual-weight"):
        tablet.tap(selector)
    tablet.page.wait_for_selector("[data-answer='yes']")

    found = lies_there(tablet)
    assert [row[1]["kind"] for row in found["queue"]] == ["newcomer"]
    assert len(found["drafts"]) == 1 and found["drafts"][0][1]["photos"][0]["bytes"].startswith("bytes:")
    text = json.dumps(found, ensure_ascii=False)
    as_bytes = name.encode().decode("latin-1")
    assert "fox" in text, "the control: what is kept open is seen by this reading"
    for secret in (name, as_bytes, "JFIF", "KEY", stage.cast.blank_cards[0].removeprefix("ECO:")):
        assert secret not in text, secret

    tablet.reload()
    tablet.show(stage.cast.blank_cards[0])
    expect(tablet.page.locator("#who .avatar")).to_have_attribute("src", re.compile("fox"))
    tablet.page.context.set_offline(False)
    tablet.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    tablet.line("saved")
    with app.app_context():
        row = fast().row(
            "SELECT avatar FROM person p JOIN person_name n ON n.person_id = p.id WHERE n.called = ?", (name,)
        )
    assert row is not None and row[0] == "fox"


def test_what_was_done_after_a_pin_waits_with_a_proof_and_without_its_key(
    app: Flask, stage: Stage, tablet: Tablet
) -> None:
    """The line breaks after Mary gave her PIN: her move waits, arrives as hers, and what lies there makes no other."""
    with app.app_context():
        code = take_in(stage)
    tablet.open()
    tablet.tap("#who")
    tablet.tap("#by-number")
    tablet.page.fill("#number", stage.cast.numbers["mary"])
    give_pin(tablet)
    expect(tablet.page.locator("#who")).to_contain_text("Mary")
    tablet.page.context.set_offline(True)
    tablet.scan(code)
    tablet.tap("#next")
    tablet.page.wait_for_selector("#last")
    (event,) = tablet.queue()
    assert set(event["by"]) == {"sign_in", "proof"} and len(event["by"]["proof"]) == 64
    assert "KEY" not in json.dumps(lies_there(tablet))
    forged = {**event, "data": json.dumps({"to": "lost"}), "seq": 99}
    del forged["text"]
    tablet.page.context.set_offline(False)
    answer = tablet.page.evaluate(
        """async event => (await (await fetch('/api/v1/scans', {method: 'POST', headers: {'X-Eco': '1'},
        body: JSON.stringify({now: Date.now() + 60_000, live: true, events: [event]})})).json()).answers[0].result""",
        forged,
    )
    assert answer == "refused"
    tablet.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    tablet.line("saved")
    with app.app_context():
        row = fast().row("SELECT by_id, data FROM piece_event WHERE id = ?", (event["id"],))
    assert row is not None and row[0] == stage.cast.people["mary"] and "checked" in str(row[1])


def test_a_rule_is_set_aside_only_with_a_fresh_pin_and_whoever_stands_beside_stays(
    app: Flask, stage: Stage, tablet: Tablet
) -> None:
    with app.app_context():
        code = take_in(stage)
    tablet.page.clock.install()
    tablet.open()
    tablet.tap("#who")
    tablet.tap("#by-number")
    tablet.page.fill("#number", stage.cast.numbers["ruth"])
    give_pin(tablet)
    expect(tablet.page.locator("#who")).to_contain_text("Ruth")
    tablet.show(stage.cast.cards["amina"])
    tablet.tap("#together")
    expect(tablet.page.locator("#who")).to_contain_text("Ruth, Amina")
    for _ in range(3):
        tablet.page.clock.run_for(100_000)
        tablet.page.locator("h1").first.tap()
    tablet.scan(code)
    tablet.tap("#more")
    tablet.tap("#override")
    tablet.heading("Your PIN")
    give_pin(tablet)
    tablet.heading("Set a rule aside")
    expect(tablet.page.locator("#who")).to_contain_text("Ruth, Amina")
    tablet.page.check("input[value='stability']")
    tablet.page.fill("#reason", "it hangs on a wall")
    tablet.tap("form .slab")
    tablet.sees("Set aside")
    with app.app_context():
        row = fast().row("SELECT by_id, with_ids FROM piece_event WHERE kind = 'overridden'")
    assert row is not None and row[0] == stage.cast.people["ruth"]
    assert str(stage.cast.people["amina"]) in str(row[1])


def test_a_piece_that_comes_back_is_taken_in_again_though_there_is_no_network(
    app: Flask, stage: Stage, keeping_tablet: Tablet
) -> None:
    """It was given out last month; its label, scanned without a line, offers its next life."""
    with app.app_context():
        code = released(stage)
    tablet = keeping_tablet
    tablet.open()
    tablet.is_kept()
    tablet.line("saved")
    tablet.page.context.set_offline(True)
    tablet.reload()
    tablet.show(stage.cast.cards["amina"])
    expect(tablet.page.locator("#who")).to_contain_text("Amina")
    tablet.scan(code)
    expect(tablet.page.locator("#next")).to_contain_text(re.compile("."))
    tablet.tap("#next")
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
    tablet.page.context.set_offline(False)
    tablet.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    tablet.line("saved")
    with app.app_context():
        state = state_of(code)
    assert state is not None and (state.stage, state.life, state.lives[0].destination) == (
        "received",
        2,
        "sale",
    )


def released(stage: Stage) -> str:
    """A chair that was sold a month ago; its code."""
    at = now() - timedelta(days=30)
    code = take_in(stage, at=at)
    mary = replace(stage.cast.actor("mary"), strength="pin", permits=frozenset({"check:quality"}))
    steps: list[tuple[str, dict[str, Any]]] = [
        ("moved", {"to": "checked"}),
        ("moved", {"to": "in_work", "step": "repair"}),
        ("moved", {"to": "quality_check"}),
        ("answered", {"answers": {"quality_check": "yes"}}),
        ("photographed", {"as": "after", "photo": new_client_id()}),
        ("answered", {"answers": {"stable": "yes"}}),
        ("released", {"destination": "sale", "terms": "sale"}),
    ]
    for minute, (kind, data) in enumerate(steps, start=1):
        by = mary if "quality_check" in data.get("answers", {}) else stage.cast.actor("amina")
        with transaction():
            outcome = record_event(
                by=by,
                code=code,
                kind=kind,
                data=data,
                at=at + timedelta(minutes=minute),
                token=new_client_id(),
            )
        assert outcome.result == "stored", outcome
    return code
