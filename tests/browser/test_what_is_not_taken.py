"""What the server does not take stays on the tablet and is tried ever more slowly; at once when somebody asks."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.stage import Stage
from tests.browser.tablets import Tablet

pytestmark = pytest.mark.browser
KEEP_A_PHOTO = """() => new Promise((done, fail) => {
  const opening = indexedDB.open('eco');
  opening.onsuccess = () => {
    const work = opening.result.transaction('sealed', 'readwrite');
    const photo = {id: crypto.randomUUID(), code: 'X', kind: 'work', at: Date.now(), by: {}, bytes: new Uint8Array(9)};
    work.objectStore('sealed').put(photo);
    work.oncomplete = () => { opening.result.close(); done(); };
    work.onerror = fail;
  };
})"""


KEEP_TWO_PHOTOS = """() => new Promise((done, fail) => {
  const opening = indexedDB.open('eco');
  opening.onsuccess = () => {
    const work = opening.result.transaction('sealed', 'readwrite');
    for (const id of ['00000000-0000-4000-8000-00000000000a', 'ffffffff-0000-4000-8000-00000000000b'])
      work.objectStore('sealed').put({id, code: 'X', kind: 'work', at: Date.now(), by: {}, bytes: new Uint8Array(9)});
    work.oncomplete = () => { opening.result.close(); done(); };
    work.onerror = fail;
  };
})"""


def test_a_photo_on_which_the_server_always_fails_holds_up_none_behind_it(tablet: Tablet) -> None:
    tried = {"bad": 0, "good": 0}

    def answer(route: Any) -> None:
        what = (
            "bad"
            if b"00000000-0000-4000-8000-00000000000a" in (route.request.post_data_buffer or b"")
            else "good"
        )
        tried[what] += 1
        route.fulfill(status=500 if what == "bad" else 200, json={"result": "stored"})

    tablet.page.route("**/api/v1/photos", answer)
    tablet.page.clock.install()
    tablet.open()
    tablet.page.evaluate(KEEP_TWO_PHOTOS)
    tablet.page.evaluate("dispatchEvent(new Event('online'))")
    for _ in range(60):
        tablet.page.clock.run_for(2000)
        tablet.page.wait_for_timeout(20)
    assert tried["good"] == 1, "it passes, once"
    assert 2 <= tried["bad"] <= 9, (
        "the failing one is tried ever more slowly: every two seconds it were sixty"
    )


class Refusals:
    """The server's door for photos and newcomers, which takes none, and how often somebody knocked."""

    def __init__(self, tablet: Tablet) -> None:
        self.photos = self.newcomers = 0
        self.tablet, self.is_open = tablet, False
        tablet.page.route("**/api/v1/photos", lambda route: self.answer(route, "photos"))
        tablet.page.route("**/api/v1/newcomers", lambda route: self.answer(route, "newcomers"))

    def answer(self, route: Any, what: str) -> None:
        if self.is_open:
            route.continue_()
            return
        setattr(self, what, getattr(self, what) + 1)
        route.fulfill(status=422, json={"problem": "not taken"})

    def pass_time(self, seconds: int) -> None:
        """So many seconds on the tablet's own clock; its requests take real ones between."""
        for _ in range(seconds // 2):
            self.tablet.page.clock.run_for(2000)
            self.tablet.page.wait_for_timeout(20)


def leave_a_newcomer(tablet: Tablet, stage: Stage) -> None:
    """Somebody new at the tablet: their name waits to be sent."""
    tablet.show(stage.cast.blank_cards[0])
    tablet.tap("[data-language='en']")
    tablet.page.fill("#called", "Lotta")
    tablet.tap("form .slab")
    tablet.tap("[data-avatar='fox']")
    tablet.tap("#notice")
    expect(tablet.page.locator("#who")).to_contain_text("Lotta")


def test_it_is_tried_ever_more_slowly_and_at_once_when_asked(tablet: Tablet, stage: Stage) -> None:
    door = Refusals(tablet)
    tablet.page.clock.install()
    tablet.open()
    leave_a_newcomer(tablet, stage)
    tablet.page.evaluate(KEEP_A_PHOTO)
    door.pass_time(10)
    before = door.photos, door.newcomers
    assert before[0] >= 1 and before[1] >= 1
    door.pass_time(120)
    photos, newcomers = door.photos - before[0], door.newcomers - before[1]
    assert 2 <= photos <= 6 and 2 <= newcomers <= 6, "every two seconds it were sixty"
    tablet.line("waiting")

    for press in (
        lambda: tablet.tap("#line"),
        lambda: tablet.page.evaluate("dispatchEvent(new Event('online'))"),
    ):
        tried = door.photos, door.newcomers
        press()
        tablet.page.clock.run_for(10)
        tablet.page.wait_for_timeout(400)
        assert (door.photos, door.newcomers) == (tried[0] + 1, tried[1] + 1)
