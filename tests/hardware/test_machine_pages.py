"""Machines at the desk: the live board, a machine's page, kinds, profiles, faults by picture and their release."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from core.clock import now
from core.config import Settings
from core.db import as_json, transaction
from core.ids import new_client_id
from hardware.queries.board import UNHEARD_AFTER, tiles_of
from hardware.services.faults import FaultData, report_fault
from hardware.vocabulary import EventKind
from tests.front_desk.doors import sign_in
from tests.hardware.workshop import NINE, Workshop, make_machine, rows
from tests.pages import PageClient, fields_of

MACHINE = "/machines/{}"


@pytest.fixture
def ruth(workshop: Workshop, page_client: PageClient) -> PageClient:
    """The coordinator of Coventry at her desk."""
    sign_in(page_client, "Ruth")
    return page_client


@pytest.fixture
def sunil(workshop: Workshop, page_client: PageClient) -> PageClient:
    """The maintainer of Coventry."""
    sign_in(page_client, "Sunil")
    return page_client


def router(workshop: Workshop) -> str:
    """The address of the router's page."""
    return MACHINE.format(workshop.machines["router"].code)


def signs(workshop: Workshop, seconds: float = 0) -> dict[str, str]:
    """How the machines of Coventry stand at nine and so many seconds."""
    at = NINE + timedelta(seconds=seconds)
    return {tile.name: tile.sign for tile in tiles_of(workshop.cast.sites["coventry"], at)}


def test_a_machine_at_work_shows_who_by_alias_and_is_silent_when_its_kiosk_is(workshop: Workshop) -> None:
    tape = workshop.tape()
    tape.on("amina")
    tape.run(60, then="")
    workshop.play(tape)
    tiles = tiles_of(workshop.cast.sites["coventry"], NINE + timedelta(seconds=70))
    tile = next(one for one in tiles if one.name == "Router")
    assert (tile.sign, tile.who) == ("running", "Amina")
    late = UNHEARD_AFTER.total_seconds() + 120
    assert signs(workshop, late)["Router"] == "silent"


def test_a_machine_that_is_out_is_out_whatever_its_kiosk_says(workshop: Workshop, ruth: PageClient) -> None:
    tape = workshop.tape()
    tape.run(60, then="")
    tape.tell(EventKind.FAULT_REPORTED, what="smoke", is_not_safe=True)
    workshop.play(tape)
    assert signs(workshop, 70)["Router"] == "out"
    page = ruth.get("/machines")
    assert "Out of order" in page.text and "1 fault" in page.text


def test_the_board_can_be_narrowed_to_one_sign(ruth: PageClient) -> None:
    page = ruth.get("/machines?sign=silent")
    assert "Router" in page.text
    assert "Router" in ruth.get("/machines?sign=nothing").text


def test_more_machines_cost_the_board_no_more_statements(
    workshop: Workshop, ruth: PageClient, statements: Callable[[], Any]
) -> None:
    site, at = workshop.cast.sites["coventry"], NINE
    for number in range(10):
        make_machine(workshop.cast, f"Printer {number:02}", f"machine:printer_{number:02}")
    with statements() as seen:
        tiles = tiles_of(site, at)
    assert len(tiles) == 12 and len(seen) == 1
    assert "Printer 09" in ruth.get("/machines").text


def test_a_coordinator_adds_a_kind_and_a_machine_with_its_hours(ruth: PageClient) -> None:
    ruth.submit(
        ruth.get("/machines/kinds"), {"name": "Vinyl cutter", "permit_kind": "vinyl cutter"}, button="Keep it"
    )
    assert rows("SELECT slug, permit_kind FROM machine_type WHERE name = 'Vinyl cutter'") == [
        ("vinyl-cutter", "machine:vinyl_cutter")
    ]
    told = {"name": "Vinyl one", "type_slug": "vinyl-cutter", "opening": "mon 09:00-12:30 13:00-17:00"}
    page = ruth.submit(ruth.get("/machines/new"), told, button="Keep it")
    assert page.heading == "Vinyl one"
    kept = as_json(rows("SELECT opening FROM machine WHERE name = 'Vinyl one'")[0][0])
    assert kept == {"0": [["09:00", "12:30"], ["13:00", "17:00"]]}


def test_hours_that_cannot_be_read_are_said_beside_the_field(ruth: PageClient) -> None:
    told = {"name": "Odd", "type_slug": "router", "opening": "someday 9 to 5"}
    page = ruth.submit(ruth.get("/machines/new"), told, button="Keep it", status=422)
    assert "These hours are not right" in page.text


def test_a_machine_is_changed_and_its_materials_are_on_its_card(ruth: PageClient, workshop: Workshop) -> None:
    page = ruth.get(router(workshop) + "/edit")
    page = ruth.submit(page, {"name": "Big router", "ppe": ["goggles"]}, button="Keep it")
    assert page.heading == "Big router" and "Goggles" in page.text
    told = {"name": "pvc", "rule": "forbidden", "why": "It makes chlorine."}
    page = ruth.submit(page, told, action="/materials", button="Keep it")
    assert "PVC" in page.text and "chlorine" in page.text
    page = ruth.submit(page, action="/materials/pvc/drop")
    assert "chlorine" not in page.text


def test_a_profile_is_kept_as_a_new_version_and_nonsense_says_what_to_do(
    ruth: PageClient, workshop: Workshop
) -> None:
    address = router(workshop) + "/profile"
    page = ruth.submit(ruth.get(address), {"baud": "250000"}, button="Keep as a new version")
    assert "version 2" in page.text
    page = ruth.submit(page, {"profile": "{not json"}, button="Keep as a new version", status=422)
    assert "This is no JSON" in page.text
    page = ruth.submit(
        ruth.get(address), {"profile": '{"wings": 2}'}, button="Keep as a new version", status=422
    )
    assert "wings" in page.text


def test_two_who_change_a_profile_at_once_do_not_overwrite_one_another(
    ruth: PageClient, workshop: Workshop
) -> None:
    address = router(workshop) + "/profile"
    stale = ruth.get(address)
    ruth.submit(ruth.get(address), {"baud": "9600"}, button="Keep as a new version")
    page = ruth.submit(stale, {"baud": "57600"}, button="Keep as a new version", status=422)
    assert "Somebody changed this in the meantime" in page.text


def pictures(settings: Settings) -> list[str]:
    """The files of the photo store."""
    folder = settings.photo_folder
    return sorted(path.name for path in folder.rglob("*.jpg"))


def picture(colour: str = "grey") -> bytes:
    """A photo, as a camera gives one."""
    made = BytesIO()
    Image.new("RGB", (200, 150), colour).save(made, "JPEG")
    return made.getvalue()


def test_not_safe_takes_the_machine_out_and_shows_whom_it_concerns(
    ruth: PageClient, workshop: Workshop, settings: Settings
) -> None:
    page = ruth.get(router(workshop) + "/fault")
    told = {**fields_of(page.form("/fault", "Not safe")), "sign": "smoke", "safety": "unsafe"}
    told["picture"] = (BytesIO(picture()), "smoke.jpg")  # type: ignore[assignment]
    page = ruth.post(router(workshop) + "/fault", told)
    assert "0 things wait for Router" in page.heading
    kept = pictures(settings)
    other = {**told, "picture": (BytesIO(picture("olive")), "smoke.jpg")}
    ruth.post(router(workshop) + "/fault", other)  # type: ignore[arg-type]
    assert pictures(settings) == kept, "the press came twice: its first picture counts"
    assert "Not safe" in ruth.get("/machines/faults").text
    photo = rows("SELECT id FROM fault_photo")[0][0]
    assert ruth.client.get(f"/machines/photos/{photo}?size=small").mimetype == "image/jpeg"
    assert rows("SELECT state FROM machine_state WHERE ends_at IS NULL ORDER BY state") == [
        ("in_service",),
        ("out_of_order",),
    ]


def report(workshop: Workshop, is_unsafe: bool) -> None:
    """Amina sees smoke at the router."""
    with transaction():
        report_fault(
            by=workshop.actor("amina"),
            code=workshop.machines["router"].code,
            data=FaultData("smoke", is_unsafe),
            at=now(),
            token=new_client_id(),
        )


def test_only_a_maintainer_releases_a_machine_and_only_by_a_test_run(
    workshop: Workshop, sunil: PageClient
) -> None:
    report(workshop, is_unsafe=True)
    page = sunil.submit(sunil.get("/machines/faults"), action="/take")
    assert "Sunil looks after it" in page.text
    page = sunil.submit(page, {"cause": "dirt"}, action="/end", status=422)
    assert "after a test run" in page.text
    page = sunil.submit(page, {"cause": "dirt", "has_test_run": "y"}, action="/end")
    assert "No machine has a fault" in page.text
    assert rows("SELECT COUNT(*) FROM machine_state WHERE ends_at IS NULL AND state = 'in_service'") == [(2,)]
    assert "Test run done" in sunil.get("/machines/faults?mended=1").text


def test_a_coordinator_sees_the_fault_but_cannot_end_it(workshop: Workshop, ruth: PageClient) -> None:
    report(workshop, is_unsafe=False)
    page = ruth.get("/machines/faults")
    assert "It is mended" not in page.text
    token = rows("SELECT token FROM machine_fault")[0][0]
    key = fields_of(ruth.get("/machines/kinds").form("/machines/kinds", "Keep it"))["csrf_token"]
    ruth.post(f"/machines/faults/{token}/end", {"csrf_token": key, "cause": "dirt"}, status=403)
