"""A machine's checklist: touched through at the kiosk without a network, told once, due each day or each time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.db import transaction
from core.errors import RuleBroken
from hardware.kiosk.screen.app import build_screen
from hardware.queries.checklists import checklists_of
from hardware.queries.packs import make_pack
from hardware.services.machine_types import TypeData, change_type
from hardware.vocabulary import EventKind, Pack
from hardware.words import PIECE_STEPS
from inventory.stages import STEPS
from tests.front_desk.doors import sign_in
from tests.hardware.agent_scene import Kiosk, a_pack
from tests.hardware.test_screen_pages import OWN
from tests.hardware.workshop import NINE, ROUTER, Workshop, rows
from tests.pages import PageClient

LOOKED = ("red_stop", "goggles", "clamp")


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    one = Kiosk(tmp_path, pack=a_pack(checklist=LOOKED))
    one.wait(5)
    one.server.is_away = True
    yield one
    one.close()


def touch(kiosk: Kiosk, *steps: str) -> None:
    for step in steps:
        kiosk.beside.look_at(step)


def test_each_drawing_is_touched_once_and_one_event_tells_of_all(kiosk: Kiosk) -> None:
    assert kiosk.beside.snapshot().checks == ()
    kiosk.card("amina")
    assert kiosk.beside.snapshot().checks == LOOKED
    touch(kiosk, "clamp", "clamp", "red_stop", "lens")
    shown = kiosk.beside.snapshot()
    assert (shown.checks, shown.looked_at) == (LOOKED, ("clamp", "red_stop"))
    assert kiosk.bodies("checklist_done") == []
    touch(kiosk, "goggles", "goggles")
    assert kiosk.beside.snapshot().checks == ()
    (body,) = kiosk.bodies("checklist_done")
    assert body["steps"] == "red_stop goggles clamp" and body["card"]


def test_it_is_due_once_a_day_or_at_each_sitting(kiosk: Kiosk) -> None:
    kiosk.card("amina")
    touch(kiosk, *LOOKED)
    kiosk.beside.done()
    kiosk.card("tomasz")
    assert kiosk.beside.snapshot().checks == ()
    kiosk.beside.done()
    kiosk.server.is_away = False
    kiosk.offer(a_pack(checklist=LOOKED, is_checked_each_time=True, made_at="2026-11-26T09:00:00Z"))
    kiosk.clock.wind(61)
    kiosk.agent.exchange()
    for name in ("amina", "tomasz"):
        kiosk.card(name)
        assert kiosk.beside.snapshot().checks == LOOKED
        touch(kiosk, *LOOKED)
        kiosk.beside.done()
    assert len(kiosk.bodies("checklist_done")) == 3


def test_the_next_day_it_is_due_again(kiosk: Kiosk) -> None:
    kiosk.card("amina")
    touch(kiosk, *LOOKED)
    kiosk.beside.done()
    kiosk.clock.wind(24 * 3600.0)
    kiosk.card("amina")
    assert kiosk.beside.snapshot().checks == LOOKED


def test_half_of_it_is_half_after_a_hand_over(kiosk: Kiosk) -> None:
    kiosk.card("amina")
    touch(kiosk, "clamp")
    kiosk.beside.done()
    kiosk.card("tomasz")
    assert kiosk.beside.snapshot().looked_at == ()


def test_the_screen_shows_every_drawing_and_takes_each_press(kiosk: Kiosk) -> None:
    app = build_screen(kiosk.beside)
    kiosk.card("mary")
    client, word = app.test_client(), app.config["START_WORD"]
    page = client.get("/", headers=OWN).get_data(as_text=True)
    assert "Look at each, then touch it" in page and page.count('name="step"') == 3
    for step in LOOKED:
        client.post("/checks", data={"step": step, "csrf_token": word}, headers=OWN)
    assert len(kiosk.bodies("checklist_done")) == 1
    client.post("/checks", data={"step": "smoke", "csrf_token": word}, headers=OWN)
    assert "What is it for?" in client.get("/", headers=OWN).get_data(as_text=True)


def test_a_pack_with_a_checklist_is_read_as_it_was_written() -> None:
    pack = a_pack(checklist=LOOKED, is_checked_each_time=True, checked_on="2026-11-26")
    assert Pack.from_bytes(pack.as_bytes()) == pack


# --- the server ---


def set_up(workshop: Workshop, due: str = "day", checklist: tuple[str, ...] = LOOKED) -> None:
    data = TypeData("router", ROUTER, checklist=checklist, checklist_due=due, piece_step="make")
    with transaction():
        change_type(by=workshop.actor("ruth"), slug="router", data=data, is_active=True, at=NINE)


def test_a_kind_of_machine_says_it_and_its_kiosks_hear_it(workshop: Workshop) -> None:
    set_up(workshop, due="sitting")
    code = workshop.machines["router"].code
    pack = make_pack(kiosk=workshop.kiosk(), machine_code=code, at=NINE)
    assert (pack.checklist, pack.is_checked_each_time, pack.checked_on) == (LOOKED, True, "")
    with pytest.raises(RuleBroken):
        set_up(workshop, checklist=("dance",))
    with pytest.raises(RuleBroken):
        set_up(workshop, due="never")


def test_what_a_kiosk_told_is_kept_once_and_every_kiosk_of_the_machine_knows(workshop: Workshop) -> None:
    set_up(workshop)
    tape = workshop.tape().on("amina")
    tape.tell(EventKind.CHECKLIST_DONE, steps=" ".join(LOOKED), card=tape.card("amina"))
    workshop.play(tape.run(60).off("amina"))
    workshop.play(tape)
    router = workshop.machines["router"]
    (found,) = checklists_of(router.id, NINE + timedelta(hours=1))
    assert (found.called, found.steps) == ("Amina", LOOKED)
    pack = make_pack(kiosk=workshop.kiosk(), machine_code=router.code, at=NINE + timedelta(hours=1))
    assert pack.checked_on == NINE.date().isoformat()
    assert rows("SELECT COUNT(*) FROM machine_session WHERE NOT is_void") == [(1,)]


def test_the_desk_chooses_the_drawings_and_reads_who_looked(
    workshop: Workshop, page_client: PageClient
) -> None:
    tape = workshop.tape()
    tape.tell(EventKind.CHECKLIST_DONE, steps="red_stop", card=tape.card("amina"))
    workshop.play(tape)
    sign_in(page_client, "Ruth")
    page = page_client.get("/machines/kinds/router")
    told = {"checklist": ["red_stop", "clamp"], "checklist_due": "sitting", "piece_step": "finish"}
    page_client.submit(page, told, action="/machines/kinds/router")  # type: ignore[arg-type]
    assert rows("SELECT checklist_due, piece_step FROM machine_type WHERE slug = 'router'") == [
        ("sitting", "finish")
    ]
    again = page_client.get("/machines/kinds/router")
    ticked = [one.get("value") for one in again.tree.all("input") if one.has("checked")]
    assert {"red_stop", "clamp"} <= set(ticked)
    shown = page_client.get(f"/machines/{workshop.machines['router'].code}").text
    assert "Looked at before use" in shown and "The red stop button is free" in shown


def test_the_steps_of_pieces_are_inventorys_own() -> None:
    assert PIECE_STEPS == STEPS
