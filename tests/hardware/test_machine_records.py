"""Sessions, claims, maintenance and kiosks at the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.clock import now
from core.db import fast, transaction
from hardware.queries.kiosks import known_kiosk
from hardware.services.intake import Upload, take_events
from tests.front_desk.doors import sign_in
from tests.hardware.workshop import Workshop, rows
from tests.pages import PageClient

ADDRESS = "/machines/sessions"


@pytest.fixture
def ruth(workshop: Workshop, page_client: PageClient) -> PageClient:
    """The coordinator of Coventry at her desk, after Amina's and a nameless job at the router."""
    tape = workshop.tape()
    tape.on("amina")
    tape.run(300)
    tape.off("amina")
    tape.run(120)
    workshop.play(tape)
    sign_in(page_client, "Ruth")
    return page_client


def test_sessions_are_listed_filtered_and_sent_as_a_file(ruth: PageClient, workshop: Workshop) -> None:
    page = ruth.get(ADDRESS)
    assert "Amina" in page.text and "5 min" in page.text
    assert "Amina" in ruth.get(f"{ADDRESS}?machine={workshop.machines['router'].code}").text
    assert "No session fits" in ruth.get(f"{ADDRESS}?machine={workshop.machines['laser'].code}").text
    assert "No session fits" in ruth.get(f"{ADDRESS}?last=2029-01-01").text
    sent = ruth.client.get(f"{ADDRESS}.csv").get_data(as_text=True)
    assert "Amina" in sent and "Router" in sent
    assert ruth.client.get(f"{ADDRESS}.xlsx").data[:2] == b"PK"


def test_a_correction_stands_beside_the_original_and_who_asked_does_not_decide(ruth: PageClient) -> None:
    with transaction():
        fast().run(
            "UPDATE machine_session SET began_at = ?, ended_at = ?",
            (now() - timedelta(hours=2), now() - timedelta(hours=1)),
        )
    session_id = rows("SELECT id FROM machine_session")[0][0]
    page = ruth.get(f"{ADDRESS}/{session_id}")
    told = {"asked_for": "other", "busy_minutes": "3", "note": "It stood still."}
    page = ruth.submit(page, told, action="/corrections")
    assert "It stood still" in page.text
    assert "Nobody decides on their own hours" in page.text and "/corrections/" not in page.text
    sign_out_and_in(ruth, "Ann")
    page = ruth.submit(ruth.get(f"{ADDRESS}/{session_id}"), {"verdict": "accepted"}, action="/corrections/")
    assert "3 min" in page.text and "5 min" in page.text
    assert rows("SELECT busy_ms FROM machine_session")[0][0] == 300_000


def sign_out_and_in(browser: PageClient, name: str) -> None:
    """Somebody else comes to the desk."""
    browser.client.delete_cookie("session")
    browser.client.delete_cookie("eco-session")
    sign_in(browser, name)


def test_maintenance_is_planned_due_and_done(ruth: PageClient, workshop: Workshop) -> None:
    told = {"task": "Clean the collet", "on": "kind:router", "every": "1", "measure": "jobs"}
    page = ruth.submit(ruth.get("/machines/maintenance"), told, button="Keep it")
    assert "Clean the collet" in page.text and "Each: Router" in page.text
    page = ruth.submit(page, {"note": "It was dirty."}, button="It is done")
    assert "It was dirty" in page.text
    page = ruth.submit(page, action="/end")
    assert "Nothing is planned" in page.text and "It was dirty" in page.text


def test_a_kiosk_is_paired_by_a_code_moved_and_ended(ruth: PageClient, workshop: Workshop) -> None:
    page = ruth.get("/machines/kiosks")
    code = workshop.machines["laser"].code
    page = ruth.submit(
        page, {"name": "By the door", "machines": [code]}, button="Make a pairing code", status=200
    )
    assert "Pairing code" in page.text
    public = workshop.kiosks["router"].public_id
    page = ruth.submit(ruth.get("/machines/kiosks"), {"machines": [code]}, action=f"{public}/machines")
    assert rows("SELECT COUNT(*) FROM kiosk_machine WHERE ends_at IS NULL") == [(1,)]
    ruth.submit(page, action=f"{public}/end")
    assert known_kiosk(workshop.kiosks["router"].token, now()) is None


def test_a_kiosk_that_has_ended_takes_no_machine_from_the_one_that_stands_there(
    ruth: PageClient, workshop: Workshop
) -> None:
    page, laser = ruth.get("/machines/kiosks"), workshop.machines["laser"]
    public = workshop.kiosks["router"].public_id
    ruth.submit(page, action=f"{public}/end")
    told = ruth.submit(page, {"machines": [laser.code]}, action=f"{public}/machines")  # a page from before
    assert "This kiosk has ended" in told.text
    beside = rows("SELECT kiosk_id FROM kiosk_machine WHERE machine_id = ? AND ends_at IS NULL", laser.id)
    assert beside == [(workshop.kiosk("laser").id,)]
    assert "This kiosk has ended" in ruth.submit(page, action=f"{public}/turn").text


def test_what_was_put_aside_is_seen_and_settled_but_kept(ruth: PageClient, workshop: Workshop) -> None:
    with transaction():
        take_events(kiosk=workshop.kiosk(), upload=Upload("00000001-aa", 90_000, 0, [{"odd": 1}]), at=now())
    page = ruth.get("/machines/kiosks/put-aside")
    assert "It could not be read" in page.text and "odd" in page.text
    page = ruth.submit(page, button="Settled")
    assert "Nothing was put aside" in page.text
    assert "odd" in ruth.get("/machines/kiosks/put-aside?settled=1").text


def test_a_nameless_job_is_on_the_claim_list_for_a_day(ruth: PageClient, workshop: Workshop) -> None:
    moment = now() - timedelta(hours=1)
    with transaction():
        fast().run(
            "UPDATE machine_job SET began_at = ?, ended_at = ? WHERE session_id IS NULL",
            (moment - timedelta(minutes=2), moment),
        )
    page = ruth.get("/machines/claims")
    assert "2 min at work" in page.text
    ruth.submit(
        page, {"person": workshop.cast.numbers["amina"], "used_for": "own_work"}, button="It was theirs"
    )
    assert rows("SELECT COUNT(*) FROM job_claim") == [(1,)]
