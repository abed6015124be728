"""What people say of sittings stands beside what was seen: corrections that another decides, claims within a day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.crossings import crossings
from core.db import fast, transaction
from core.errors import Conflict, NotAllowed
from core.ids import new_client_id
from hardware.queries.recount import machine_differences
from hardware.queries.sittings import jobs_to_claim, sittings_between
from hardware.services.corrections import CorrectionData, ask_for_correction, claim_job, decide_correction
from hardware.services.derive import derive_stale
from hardware.services.intake import mark_stale
from hardware.services.uses import note_uses
from tests.front_desk.doors import sign_in
from tests.hardware.workshop import NINE, ROUTER, Workshop, rows, sittings
from tests.pages import PageClient

HOUR = timedelta(hours=1)


def worked(workshop: Workshop) -> int:
    """Amina worked for an hour and signed off; the sitting's id."""
    tape = workshop.tape().on("amina").run(3600).off("amina")
    workshop.play(tape)
    return int(str(rows("SELECT id FROM machine_session")[0][0]))


def ask(workshop: Workshop, session_id: int, name: str = "amina", **more: object) -> str:
    """Somebody asks for a correction; its token."""
    token = new_client_id()
    with transaction():
        ask_for_correction(
            by=workshop.cast.actor(name, at=NINE),
            session_id=session_id,
            data=CorrectionData("other", **more),  # type: ignore[arg-type]
            at=NINE + 3 * HOUR,
            token=token,
        )
    return token


def decide(workshop: Workshop, token: str, name: str = "ruth", *, is_accepted: bool = True) -> None:
    """Somebody decides on it."""
    with transaction():
        by = workshop.cast.actor(name, at=NINE)
        decide_correction(by=by, token=token, is_accepted=is_accepted, text="", at=NINE + 4 * HOUR)


def lines(workshop: Workshop) -> list[tuple[int, int, bool]]:
    """Person, milliseconds and whether corrected, of every sitting as it counts."""
    found = sittings_between([workshop.cast.sites["coventry"]], NINE - HOUR, NINE + 24 * HOUR)
    return [(one.person_id, one.busy_ms, one.is_corrected) for one in found]


def test_a_correction_stands_beside_the_original(workshop: Workshop) -> None:
    sitting = worked(workshop)
    token = ask(workshop, sitting, busy_seconds=1800, piece_code="7K3M9QX")
    assert lines(workshop) == [(workshop.cast.people["amina"], 3_600_000, False)]
    decide(workshop, token)
    assert lines(workshop) == [(workshop.cast.people["amina"], 1_800_000, True)]
    assert sittings() == [(workshop.cast.people["amina"], 3_600_000, "sign_out", 1)]
    assert crossings.minutes_at_machines("7K3M9QX") == [("Router", 30)]
    assert list(machine_differences()) == []


def test_nobody_decides_on_their_own_hours_and_a_refusal_changes_nothing(workshop: Workshop) -> None:
    token = ask(workshop, worked(workshop), "ruth", person_number=workshop.cast.numbers["tomasz"])
    for name in ("ruth", "amina", "sunil"):
        with pytest.raises(NotAllowed):
            decide(workshop, token, name)
    decide(workshop, token, "mary", is_accepted=False)
    assert lines(workshop)[0][0] == workshop.cast.people["amina"]


def test_the_page_offers_the_decision_to_somebody_else_only(
    workshop: Workshop, page_client: PageClient
) -> None:
    sitting = worked(workshop)
    ask(workshop, sitting, name="ruth")
    sign_in(page_client, "Ruth")
    page = page_client.get(f"/machines/sessions/{sitting}")
    assert "Nobody decides on their own hours." in page.text and "Accept" not in page.text


def test_one_correction_at_a_time_and_only_ones_own(workshop: Workshop) -> None:
    sitting = worked(workshop)
    with pytest.raises(NotAllowed):
        ask(workshop, sitting, "tomasz", busy_seconds=1)
    ask(workshop, sitting, busy_seconds=60)
    with pytest.raises(Conflict):
        ask(workshop, sitting, busy_seconds=90)


def test_a_sitting_that_the_events_no_longer_bear_out_is_void_but_its_correction_stays(
    workshop: Workshop,
) -> None:
    tape = workshop.tape().on("amina").wait(5).on("amina").run(60)
    first, later = tape.events[:2], tape.events[2:]
    workshop.send(later, mono=tape.mono)
    ask(workshop, int(str(rows("SELECT id FROM machine_session")[0][0])), used_for="piece")
    workshop.send(first, mono=tape.mono)
    assert rows("SELECT COUNT(*) FROM session_correction") == [(1,)]
    assert len(sittings()) == 1
    assert rows("SELECT COUNT(*) FROM machine_session WHERE is_void") == [(1,)]
    assert list(machine_differences()) == []


def test_hours_stay_whose_they_were_when_the_card_has_gone(workshop: Workshop) -> None:
    worked(workshop)
    with transaction():
        amina = workshop.cast.people["amina"]
        fast().run("UPDATE card SET person_id = NULL, state = 'void' WHERE person_id = ?", (amina,))
        mark_stale(workshop.kiosk().id, workshop.machines["router"].id, "")
        derive_stale(at=NINE + HOUR)
    assert sittings() == [(amina, 3_600_000, "sign_out", 1)]
    assert list(machine_differences()) == []


def test_work_that_nobody_had_waits_a_day_to_be_claimed(workshop: Workshop) -> None:
    tape = workshop.tape().run(600)
    workshop.play(tape)
    site, at = workshop.cast.sites["coventry"], NINE + HOUR
    (job,) = jobs_to_claim(site, at)
    assert jobs_to_claim(site, at + timedelta(days=2)) == []
    amina, number = workshop.cast.actor("amina", at=NINE), workshop.cast.numbers["amina"]
    with pytest.raises(NotAllowed), transaction():
        claim_job(
            by=amina, job_key=job.key, person_number=number, used_for="own_work", at=at + timedelta(days=2),
            token=new_client_id(),
        )  # fmt: skip
    with transaction():
        claim_job(
            by=amina, job_key=job.key, person_number=number, used_for="own_work", at=at, token=new_client_id()
        )
        derive_stale(at=at)
    assert sittings() == [(workshop.cast.people["amina"], 600_000, "finished", 1)]
    assert jobs_to_claim(site, at) == []
    assert list(machine_differences()) == []
    with pytest.raises(Conflict), transaction():
        claim_job(
            by=amina, job_key=job.key, person_number=number, used_for="own_work", at=at, token=new_client_id()
        )


def test_real_use_is_told_to_the_permit_once(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[object, ...]] = []
    monkeypatch.setattr(crossings, "note_use", lambda *given: told.append(given))
    monkeypatch.setattr(crossings, "note_supervised", lambda *given: told.append(given[:5]))
    tape = workshop.tape().on("yusuf").wait(2).on("mary", "supervisor").run(600).off("yusuf")
    workshop.play(tape)
    people, day = workshop.cast.people, NINE.date()
    with transaction():
        assert note_uses(at=NINE + timedelta(minutes=30)) == 0
        assert note_uses(at=NINE + 3 * HOUR) == 1
        assert note_uses(at=NINE + 4 * HOUR) == 0
    assert told == [
        (people["yusuf"], ROUTER, day, 10),
        (people["mary"], ROUTER, day, 10),
        (people["yusuf"], people["mary"], ROUTER, day, 10),
    ]
