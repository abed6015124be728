"""A work day at a home is told while the server's process is stopped, survives a restart, and arrives exactly once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from core.db import db, fast
from core.ids import new_client_id
from factory.makeovers.models.work import MakeoverDay
from factory.makeovers.services.days import put_on_day
from factory.makeovers.services.planning import add_task
from tests import browsers
from tests.browser.stage import Stage
from tests.browser.tablets import Tablet, durable_context, until
from tests.browser.test_what_lies_on_the_tablet import lies_there
from tests.inventory.scene import Scene
from tests.live import ProcessServer
from tests.makeovers.conftest import Home, may_enter_homes
from tests.training.assessment_scene import make_assessed

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CANARY = "Xavier Quillfeather"
"""A name that no tablet may hold."""


class Day:
    """Today's work at a home: Mary leads, Yusuf learns, Amina and Dev help."""

    def __init__(self, app: Flask, stage: Stage) -> None:
        self.cast = stage.cast
        may_enter_homes(stage.cast, "mary", "yusuf", "amina", "dev")
        self.shop = make_assessed(stage.cast, learners=1, own="yusuf")
        home = Home(stage.cast, Scene(stage.cast, stage.codes), None, app.config["ECO_SETTINGS"].photo_folder)  # type: ignore[arg-type]
        made = home.refer(reference="REF-7CANARY")
        home.plan(made)
        home.do(add_task, made, kind="floor", words=f"Ask {CANARY}", token=new_client_id())
        self.day_id = home.day(made)
        for name, part in (("mary", "lead"), ("yusuf", "trainee"), ("amina", "helper"), ("dev", "helper")):
            home.do(put_on_day, made, day_id=self.day_id, person=stage.cast.numbers[name], part=part)
        self.token = db.session.get_one(MakeoverDay, self.day_id).token
        self.tasks = [str(row[0]) for row in fast().rows("SELECT token FROM makeover_task ORDER BY id")]
        self.code = str(fast().rows("SELECT code FROM makeover WHERE id = ?", (made,))[0][0])

    def tile(self, who: str, state: str) -> str:
        """The tile of somebody in a state."""
        return f"[data-person='{self.cast.numbers[who]}'][data-state='{state}']"


@pytest.fixture
def day(app: Flask, stage: Stage) -> Day:
    """Work today."""
    with app.app_context():
        return Day(app, stage)


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


def there(app: Flask, day: Day) -> dict[str, tuple[bool, bool]]:
    """Number → whether the server knows that they arrived and left."""
    with app.app_context():
        rows = fast().rows(
            "SELECT p.number, x.arrived_at, x.left_at FROM makeover_day_person x JOIN person p ON p.id = x.person_id "
            "WHERE x.day_id = ?",
            (day.day_id,),
        )
        return {row[0]: (row[1] is not None, row[2] is not None) for row in rows}


def told(app: Flask) -> Counter[tuple[str, str]]:
    """How often the server holds each kind of event in each state."""
    with app.app_context():
        return Counter((row[0], row[1]) for row in fast().rows("SELECT kind, state FROM work_day_event"))


def come(tablet: Tablet, day: Day, who: str, state: str = "arrived") -> None:
    """Somebody shows a card at the work day."""
    tablet.show(day.cast.cards[who])
    tablet.page.wait_for_selector(day.tile(who, state))


def test_a_work_day_is_told_without_a_server_and_arrives_exactly_once(
    app: Flask, stage: Stage, day: Day, durable: Tablet, process_server: ProcessServer
) -> None:
    tablet, numbers = durable.open(), stage.cast.numbers
    tablet.is_kept()
    tablet.page.wait_for_selector("#work-days")
    process_server.kill()
    tablet.reload()
    tablet.line("away")

    tablet.tap("#work-days")
    tablet.tap(f"[data-day='{day.token}']")
    come(tablet, day, "mary")
    come(tablet, day, "yusuf")
    tablet.taps = 0
    tablet.tap(f"[data-tap='arrived {numbers['amina']}']")
    tablet.page.wait_for_selector(day.tile("amina", "arrived"))
    assert tablet.taps == 1, "one tap of whoever leads for who has no card"
    tablet.tap(f"[data-task='{day.tasks[0]}']")
    tablet.page.wait_for_selector(f"[data-task='{day.tasks[0]}'][aria-pressed='true']")

    tablet.tap(f"[data-practice='{numbers['yusuf']}']")
    tablet.tap("[data-criterion]")
    tablet.page.fill("#practice-words", "Cut in along a ceiling")
    tablet.tap("#practised")
    tablet.page.wait_for_selector("#day-people")

    tablet.tap("#day-photos")
    tablet.tap("#agree")
    tablet.tap("[data-part='after']")
    tablet.tap("[data-room='all']")
    tablet.tap("#shutter")
    tablet.page.wait_for_selector("[data-room='all']")
    assert len(tablet.sealed()) == 1

    tablet.reload()
    tablet.line("away")
    tablet.page.goto(f"{tablet.url}/scan#work_day/{day.token}")
    tablet.page.reload()
    tablet.page.wait_for_selector(day.tile("amina", "arrived"))
    tablet.show(day.cast.cards["mary"])
    tablet.page.wait_for_selector("#here")
    tablet.tap(f"[data-tap='left {numbers['yusuf']}']")
    tablet.page.wait_for_selector(day.tile("yusuf", "left"))

    found = str(lies_there(tablet))
    for word in (CANARY, "REF-7CANARY", "Cut in along", "JFIF", "KEY"):
        assert word not in found, word
    assert "Amina" in found, "the control: what the pack may hold is seen by this reading"
    assert set(there(app, day).values()) == {(False, False)} and told(app) == Counter()

    process_server.start()
    tablet.tap("#line")  # a pause before the next look at the line has grown to a minute by now
    tablet.line("saved", timeout=60_000)
    until(lambda: tablet.queue() == [] and tablet.sealed() == [], 30)
    assert there(app, day) == {
        numbers["mary"]: (True, False),
        numbers["yusuf"]: (True, True),
        numbers["amina"]: (True, False),
        numbers["dev"]: (False, False),
    }
    assert told(app) == Counter(
        {
            ("arrived", "done"): 3,
            ("task", "done"): 1,
            ("practice", "done"): 1,
            ("consent", "done"): 1,
            ("photo", "done"): 1,
            ("left", "done"): 1,
        }
    )
    with app.app_context():
        assert fast().rows("SELECT words FROM makeover_practice") == [("Cut in along a ceiling",)]
        assert fast().rows("SELECT part FROM makeover_photo") == [("after",)]


def test_two_tablets_that_were_away_come_to_one_day(
    app: Flask, stage: Stage, day: Day, browser: Any, live_server: Any, second_device: Any, camera: Any
) -> None:
    from tests.browser.tablets import pair

    camera.show(None)
    tablets = []
    for secret in (stage.tablet, second_device()):
        context = browser.new_context(**browsers.context_arguments(live_server.url), service_workers="block")
        pair(context, live_server.url, secret)
        tablet = Tablet(context.new_page(), live_server.url).open()
        tablet.page.wait_for_selector("#work-days")
        tablet.tap("#work-days")
        tablet.tap(f"[data-day='{day.token}']")
        context.set_offline(True)
        tablets.append(tablet)
    one, two = tablets
    come(one, day, "mary")
    come(two, day, "mary")
    come(one, day, "dev")
    come(two, day, "yusuf")
    one.tap(f"[data-tap='arrived {stage.cast.numbers['yusuf']}']")
    one.page.wait_for_selector(day.tile("yusuf", "arrived"))
    two.tap(f"[data-tap='left {stage.cast.numbers['yusuf']}']")
    two.page.wait_for_selector(day.tile("yusuf", "left"))
    for tablet in (two, one):
        tablet.page.context.set_offline(False)
        tablet.page.evaluate("dispatchEvent(new Event('online'))")
        tablet.line("saved")
        until(lambda tablet=tablet: tablet.queue() == [], 30)  # type: ignore[misc]
    assert there(app, day)[stage.cast.numbers["yusuf"]] == (True, True)
    assert there(app, day)[stage.cast.numbers["dev"]] == (True, False)
    assert told(app) == Counter({("arrived", "done"): 5, ("left", "done"): 1})
    for tablet in tablets:
        assert tablet.errors == []
        tablet.page.context.close()


def test_a_pack_that_the_server_did_not_sign_is_not_used(
    app: Flask, stage: Stage, day: Day, tablet: Tablet
) -> None:
    """The control of the pack's signature: the same bytes under a broken signature show no work day."""

    def broken(route: Any) -> None:
        answer = route.fetch()
        headers = {**answer.headers, "x-eco-signature": "A" * 86 + "=="}
        route.fulfill(response=answer, headers=headers)

    tablet.page.route("**/api/v1/work-days/pack", broken)
    tablet.open()
    tablet.page.wait_for_timeout(1500)
    assert tablet.page.locator("#work-days").count() == 0
    tablet.page.unroute("**/api/v1/work-days/pack")
    tablet.reload()
    tablet.page.wait_for_selector("#work-days")


def test_who_does_not_lead_taps_for_nobody_else_and_a_stranger_is_told(
    app: Flask, stage: Stage, day: Day, tablet: Tablet
) -> None:
    tablet.open()
    tablet.page.wait_for_selector("#work-days")
    tablet.show(day.cast.cards["dev"])
    tablet.page.wait_for_function("() => document.querySelector('#who')?.innerText.includes('Dev')")
    tablet.tap("#work-days")
    tablet.tap(f"[data-day='{day.token}']")
    tablet.tap(f"[data-tap='arrived {stage.cast.numbers['amina']}']")
    tablet.sees("Whoever leads the day taps for others.")
    tablet.tap(f"[data-tap='arrived {stage.cast.numbers['dev']}']")
    tablet.page.wait_for_selector(day.tile("dev", "arrived"))
    tablet.show(day.cast.cards["tomasz"])
    tablet.sees("They are not on this work day.")
    assert told(app) == Counter({("arrived", "done"): 1})
