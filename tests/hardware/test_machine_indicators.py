"""What machines count for the programme: by its rule, once corrected, to each reader what they may see."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine

from core.db import fast, transaction
from core.ids import new_client_id
from factory.programme.indicators import INDICATORS
from factory.programme.machine_hours import MACHINES
from factory.programme.queries.overview import View, overview
from factory.programme.services import set_target
from factory.programme.spans import Span, month_by_name
from factory.recounting import all_differences
from hardware.services.corrections import CorrectionData, ask_for_correction, decide_correction
from hardware.vocabulary import EventKind
from tests.front_desk.doors import sign_in
from tests.hardware.workshop import NINE, Workshop, rows
from tests.inventory.scene import make_scene
from tests.pages import PageClient
from tests.programme.year import csv_rows

EVENING = NINE + timedelta(hours=8)
JANUARY = "span=month-2030-01"
MINUTE = 60_000


@pytest.fixture
def morning(workshop: Workshop) -> Iterator[str]:
    """Amina works twice five minutes, the second time at a piece; Tomasz twenty; the router two alone. The piece."""
    code = make_scene(workshop.cast).bring("ready")
    tape = workshop.tape().on("amina").run(300).off("amina").wait(30).on("amina")
    tape.tell(EventKind.PIECE_SCANNED, code=code)
    tape.run(300).off("amina").wait(30).on("tomasz").run(1200).off("tomasz").wait(60).run(120)
    workshop.play(tape)
    with time_machine.travel(EVENING, tick=False):
        yield code


def figures(span: Span | None = None) -> dict[str, int]:
    """The dashboard's figures of machines."""
    view = View(
        span or month_by_name("2030-01"), None, "", INDICATORS["pieces_upcycled"], EVENING, machines=True
    )
    count = overview(view)
    return {slug: count.sums.total(slug) for slug in MACHINES}


def test_each_figure_counts_by_its_rule(workshop: Workshop, morning: str) -> None:
    found = figures()
    held = found.pop("machine_held_hours")
    assert found.pop("machine_idle_hours") == held - 30 * MINUTE
    assert found == {
        "machine_hours": 32 * MINUTE,
        "machine_people": 2,
        "machine_sessions": 3,
        "machine_piece_hours": 5 * MINUTE,
    }
    assert all_differences() == []


def test_days_before_and_after_are_not_counted_and_nobody_is_new_twice(
    workshop: Workshop, morning: str
) -> None:
    tape = workshop.tape(boot="00000002-aa", mono=120_000).on("amina").run(60).off("amina")
    workshop.send(tape.events, at=NINE + timedelta(days=31), boot=tape.boot, mono=tape.mono)
    february = View(
        month_by_name("2030-02"),
        None,
        "",
        INDICATORS["pieces_upcycled"],
        NINE + timedelta(days=32),
        machines=True,
    )
    sums = overview(february).sums
    assert (sums.total("machine_sessions"), sums.total("machine_people")) == (1, 0)
    assert figures(Span("own", date(2030, 1, 1), date(2030, 1, 6))) == dict.fromkeys(MACHINES, 0)


def test_an_accepted_correction_moves_the_figures_and_the_recount_agrees(
    workshop: Workshop, morning: str
) -> None:
    ((sitting,),) = rows("SELECT id FROM machine_session WHERE piece_code <> ''")
    data = CorrectionData("other_piece", person_number=workshop.cast.numbers["dev"], busy_seconds=60)
    with transaction():
        asked = ask_for_correction(
            by=workshop.actor("mary"), session_id=sitting, data=data, at=EVENING, token=new_client_id()
        )
    before = figures()
    assert before["machine_piece_hours"] == 5 * MINUTE
    with transaction():
        decide_correction(by=workshop.actor("ruth"), token=asked.token, is_accepted=True, text="", at=EVENING)
    after = figures()
    assert after["machine_piece_hours"] == MINUTE
    assert after["machine_people"] == 3
    assert after["machine_hours"] == before["machine_hours"]
    assert after["machine_idle_hours"] == before["machine_idle_hours"] + 4 * MINUTE
    assert all_differences() == []


def test_what_happens_at_a_practice_site_or_on_a_practice_piece_is_not_counted(
    workshop: Workshop, morning: str
) -> None:
    with transaction():
        fast().run("UPDATE piece SET is_practice = ?", (True,))
    assert figures()["machine_piece_hours"] == 0
    with transaction():
        fast().run("UPDATE site SET is_practice = ?", (True,))
    assert figures() == dict.fromkeys(MACHINES, 0)


def test_rows_hold_numbers_and_codes_and_never_a_name(
    workshop: Workshop, page_client: PageClient, morning: str
) -> None:
    sign_in(page_client, "ann")
    for slug in MACHINES:
        body = page_client.client.get(f"/count/{slug}/rows.csv?site=all&{JANUARY}").data.decode()
        page = page_client.get(f"/count/{slug}/rows?site=all&{JANUARY}").text
        assert "Amina" not in body + page and "Tomasz" not in body + page
        assert page_client.client.get(f"/count/{slug}/rows.xlsx?site=all&{JANUARY}").status_code == 200
    assert morning in page_client.get(f"/count/machine_piece_hours/rows?site=all&{JANUARY}").text
    assert (
        workshop.cast.numbers["amina"]
        in page_client.get(f"/count/machine_people/rows?site=all&{JANUARY}").text
    )


def test_a_funder_sees_pseudonyms_of_people_and_of_pieces(
    workshop: Workshop, page_client: PageClient, morning: str
) -> None:
    sign_in(page_client, "farah")
    people = csv_rows(page_client.client.get(f"/count/machine_sessions/rows.csv?site=all&{JANUARY}").data)[1:]
    assert len(people) == 3 and all(row[2].startswith("M-") for row in people)
    (piece,) = csv_rows(
        page_client.client.get(f"/count/machine_piece_hours/rows.csv?site=all&{JANUARY}").data
    )[1:]
    assert piece[3].startswith("R-") and piece[2] == "" and float(piece[-3]) == 300
    page = page_client.get(f"/count/machine_piece_hours/rows?site=all&{JANUARY}").text
    assert morning not in page and "0:05:00" in page


def test_a_target_in_hours_stands_on_the_dashboard_with_its_pace(
    workshop: Workshop, page_client: PageClient, morning: str
) -> None:
    with transaction():
        set_target(
            indicator="machine_hours",
            number=200,
            starts_on=date(2030, 1, 1),
            ends_on=date(2030, 1, 31),
            site_id=None,
            by=workshop.actor("ruth"),
            at=EVENING,
            token=new_client_id(),
        )
    sign_in(page_client, "ruth")
    assert "of 200.0" in page_client.get(f"/count?site=all&{JANUARY}").text
    assert "200 hours" in page_client.get("/count/targets").text
    assert "Machine hours on pieces" in page_client.get("/count/targets/new").text
    page_client.get(f"/count?site=all&{JANUARY}&show=machine_hours")
    assert "Machine hours" not in page_client.get(f"/count?site=all&{JANUARY}&group=seating").text


PLANTS = {
    "a job": "UPDATE machine_job SET busy_ms = busy_ms + 1000 WHERE session_id IS NULL",
    "a month": "UPDATE machine_month SET busy_ms = busy_ms + 1",
    "a session": "UPDATE machine_session SET busy_ms = busy_ms + 1000 WHERE piece_code <> ''",
}


@pytest.mark.parametrize("sql", PLANTS.values(), ids=PLANTS)
def test_a_row_planted_past_the_services_is_found_out(workshop: Workshop, morning: str, sql: str) -> None:
    assert all_differences() == []
    with transaction():
        assert fast().run(sql) == 1
    assert all_differences() != []


def test_where_machines_are_closed_nothing_of_them_is_shown(workshop: Workshop, morning: str) -> None:
    shut = overview(View(month_by_name("2030-01"), None, "", INDICATORS["pieces_upcycled"], EVENING))
    assert not [line for line in shut.lines if line.indicator.slug in MACHINES]
    assert not [cell for cell in shut.sums.cells if cell.indicator in MACHINES]


def test_the_programme_loads_nothing_of_machines_before_they_are_counted() -> None:
    asked = "import sys, factory.programme.routes; print([n for n in sys.modules if n.split('.')[0] == 'hardware'])"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
