"""What a kiosk says of another program at the port, and of its own disk, stands on the kiosks' page."""

from __future__ import annotations

from hardware.queries.kiosk_lists import kiosk_lines
from hardware.queries.recount import machine_differences
from hardware.vocabulary import EventKind
from tests.front_desk.doors import sign_in
from tests.hardware.workshop import Tape, Workshop, rows
from tests.pages import PageClient


def shared(tape: Tape, by: str) -> None:
    tape.tell(EventKind.NOISE, is_shared=bool(by), by=by)


def troubles(workshop: Workshop) -> list[tuple[str, str, str, int]]:
    lines = kiosk_lines(workshop.cast.sites["coventry"])
    return [(one.kind, one.machine, one.by, one.lost) for line in lines for one in line.troubles]


def test_a_program_at_the_machines_port_stands_on_the_kiosks_page_until_it_has_gone(
    workshop: Workshop, page_client: PageClient
) -> None:
    tape = workshop.tape()
    tape.run(60)
    shared(tape, "bCNC (4242)")
    tape.run(60)
    workshop.play(tape)
    assert troubles(workshop) == [("shared", "Router", "bCNC (4242)", 0)]
    sign_in(page_client, "Ruth")
    assert "bCNC (4242)" in page_client.get("/machines/kiosks").text
    shared(tape.wait(20), "")
    workshop.play(tape)
    assert troubles(workshop) == []


def test_a_job_that_was_told_over_a_shared_port_is_to_be_looked_at_however_it_is_counted(
    workshop: Workshop,
) -> None:
    tape = workshop.tape()
    tape.on("amina")
    tape.run(60)
    tape.run(30, then="")
    shared(tape, "bCNC (4242)")
    tape.wait(1).state("idle")
    tape.wait(30).state("idle")
    shared(tape, "")
    tape.run(60)
    workshop.play(tape)
    jobs = rows("SELECT is_to_review FROM machine_job ORDER BY opened_mono_ms")
    assert [bool(row[0]) for row in jobs] == [False, True, False]
    assert list(machine_differences()) == []


def test_what_a_kiosk_could_neither_write_nor_hold_stands_on_its_page(
    workshop: Workshop, page_client: PageClient
) -> None:
    tape = workshop.tape()
    tape.write(EventKind.DISK, "", {"state": "full", "lost": 0, "lost_facts": 0, "thinned": 9})
    workshop.play(tape)
    assert troubles(workshop) == [("disk", "", "", 0)]
    tape.write(EventKind.DISK, "", {"state": "ok", "lost": 12, "lost_facts": 1, "thinned": 9})
    workshop.play(tape)
    assert troubles(workshop) == [("disk", "", "", 12)]
    sign_in(page_client, "Ruth")
    assert "12 events" in page_client.get("/machines/kiosks").text


def test_an_agent_that_is_started_anew_with_a_mended_disk_has_no_old_trouble(workshop: Workshop) -> None:
    tape = workshop.tape()
    tape.tell(EventKind.AGENT_STARTED, version="1")
    tape.write(EventKind.DISK, "", {"state": "full", "lost": 12, "lost_facts": 1, "thinned": 9})
    workshop.play(tape)
    assert troubles(workshop) == [("disk", "", "", 12)]
    tape.wait(60).tell(EventKind.AGENT_STARTED, version="1")
    workshop.play(tape)
    assert troubles(workshop) == []
    tape.wait(60).write(EventKind.DISK, "", {"state": "full", "lost": 0, "lost_facts": 0, "thinned": 0})
    workshop.play(tape)
    assert troubles(workshop) == [("disk", "", "", 0)]
    tape.restart("00000002-aa")
    workshop.play(tape)
    assert troubles(workshop) == []


def test_a_kiosk_that_is_well_has_no_trouble(workshop: Workshop) -> None:
    tape = workshop.tape()
    tape.tell(EventKind.NOISE, good=10, bad=1, seconds=60, sample="x")
    tape.write(EventKind.DISK, "", {"state": "ok", "lost": 0})
    workshop.play(tape)
    assert troubles(workshop) == []
