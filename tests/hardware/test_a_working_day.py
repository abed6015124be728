"""A working day of four machines and ten people, whose truth is known, ends in just the right totals.

All that goes wrong on such days happens: cables come out, kiosks start anew with a clock of 1970, cards are refused,
people forget to sign off, a machine runs without anybody, the server is away until the evening, answers are lost and
everything is sent again, in any order.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from core.crossings import crossings
from core.db import transaction
from core.ids import new_client_id
from factory.recounting import all_differences
from hardware.queries.recount import machine_differences
from hardware.queries.sittings import jobs_to_claim, sittings_between
from hardware.services.corrections import claim_job
from hardware.services.derive import derive_stale
from tests.front_desk.doors import sign_in
from tests.hardware.working_day import DAY, EVENING, Truth, live_through
from tests.hardware.workshop import NINE, Workshop, rows
from tests.pages import PageClient
from tests.programme.year import csv_rows, pdf_text, xlsx_rows

MONTH = f"span=month-{DAY:%Y-%m}"


def shown(workshop: Workshop) -> dict[int, int]:
    """Milliseconds at work by person, as the record counts."""
    found: Counter[int] = Counter()
    for one in sittings_between([workshop.cast.sites["coventry"]], NINE - timedelta(days=2), EVENING):
        found[one.person_id] += one.busy_ms
    return {person: busy for person, busy in found.items() if busy}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_day_of_four_machines_and_ten_people_adds_up(workshop: Workshop, seed: int) -> None:
    truth = live_through(workshop, seed)
    people = {workshop.cast.people[name]: 1000 * seconds for name, seconds in truth.people.items()}
    assert shown(workshop) == people
    totals: dict[str, int] = dict(
        rows(
            "SELECT m.name, SUM(o.busy_ms) FROM machine_month o JOIN machine m ON m.id = o.machine_id GROUP BY m.name"
        )
    )
    assert {name.lower(): int(busy) for name, busy in totals.items()} == {
        name: 1000 * seconds for name, seconds in truth.machines.items()
    }
    for piece, seconds in truth.pieces.items():
        told = sum(minutes for _, minutes in crossings.minutes_at_machines(piece))
        assert abs(60 * told - seconds) <= 30 * len(truth.machines), piece
    assert rows("SELECT COUNT(*) FROM machine_job WHERE outcome = 'alarm'") == [(truth.alarms,)]
    assert rows("SELECT COUNT(*) FROM machine_job WHERE gap_ms > 0") == [(truth.gaps,)]
    assert list(machine_differences()) == []
    _what_nobody_had_is_claimed(workshop, truth)


@pytest.mark.parametrize("seed", [4, 5])
def test_such_a_day_ends_on_the_dashboard_in_just_the_right_figures(
    workshop: Workshop, page_client: PageClient, seed: int
) -> None:
    truth = live_through(workshop, seed)
    with time_machine.travel(EVENING, tick=False):
        sign_in(page_client, "ann")
        page = page_client.get(f"/count?site=all&{MONTH}").text
        assert all_differences() == []
        paper = pdf_text(page_client.client.get(f"/count/report.pdf?site=all&{MONTH}").data)
        whole = sum(truth.machines.values())
        for slug, name, seconds in (
            ("machine_hours", "Machine hours", whole),
            ("machine_piece_hours", "Machine hours on pieces", sum(truth.pieces.values())),
        ):
            assert name in page and f"{seconds / 3600:.1f}" in page and name in paper
            opened = page_client.get(f"/count/{slug}/rows?site=all&{MONTH}").text
            assert f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}" in opened
            assert _seconds(page_client, slug) == seconds
        for slug, many in (
            ("machine_people", len(truth.people)),
            ("machine_sessions", sum(truth.sittings.values())),
        ):
            listed = csv_rows(page_client.client.get(f"/count/{slug}/rows.csv?site=all&{MONTH}").data)[1:]
            assert len(listed) == many
            assert _table(page_client, f"months-{slug}")[-1][-1] == str(many)
        assert _by_kind(page_client) == {name: seconds for name, seconds in truth.machines.items()}
        purposes = _table(page_client, "machine-purposes")[1:-1]
        assert {row[0]: int(row[1]) for row in purposes} == dict(truth.sittings)
        kinds = _table(page_client, "machine-kinds")
        assert {row[0].lower(): row[1] for row in kinds[1:-1]} == {
            name: f"{seconds / 3600:.2f}" for name, seconds in truth.machines.items()
        }
        book = xlsx_rows(page_client.client.get(f"/count/tables.xlsx?site=all&{MONTH}").data)
        (line,) = [row for row in book if row[0] == "Machine hours"]
        assert float(line[5]) == round(whole / 3600, 2)


def _table(page_client: PageClient, slug: str) -> list[list[str]]:
    return csv_rows(page_client.client.get(f"/count/tables.csv?site=all&{MONTH}&table={slug}").data)


def _seconds(page_client: PageClient, slug: str) -> float:
    listed = csv_rows(page_client.client.get(f"/count/{slug}/rows.csv?site=all&{MONTH}").data)[1:]
    return sum(float(row[-3]) for row in listed)


def _by_kind(page_client: PageClient) -> dict[str, float]:
    found: Counter[str] = Counter()
    for row in csv_rows(page_client.client.get(f"/count/machine_hours/rows.csv?site=all&{MONTH}").data)[1:]:
        found[row[1].lower()] += float(row[-3])  # type: ignore[assignment]
    return dict(found)


def _what_nobody_had_is_claimed(workshop: Workshop, truth: Truth) -> None:
    waiting = jobs_to_claim(workshop.cast.sites["coventry"], EVENING)
    assert sum(one.busy_ms for one in waiting) == 1000 * truth.nobody
    with transaction():
        for one in waiting:
            claim_job(
                by=workshop.cast.actor("mary", at=NINE),
                job_key=one.key,
                person_number=workshop.cast.numbers["ruth"],
                used_for="own_work",
                at=EVENING,
                token=new_client_id(),
            )
        derive_stale(at=EVENING)
    assert sum(shown(workshop).values()) == 1000 * sum(truth.machines.values())
    assert list(machine_differences()) == []


def test_a_wrong_clock_changes_no_duration(workshop: Workshop) -> None:
    tape = workshop.tape(wall=datetime(1970, 1, 1, tzinfo=UTC))
    tape.on("amina").run(600)
    tape.wall = NINE + timedelta(days=3650)
    tape.run(300).off("amina")
    workshop.play(tape)
    assert rows("SELECT SUM(busy_ms) FROM machine_session") == [(900_000,)]
    (began,) = rows("SELECT began_at FROM machine_session")[0]
    assert str(began)[:10] == DAY.isoformat()
