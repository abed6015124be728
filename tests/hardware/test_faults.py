"""Faults: two buttons, no blame. Not safe stops the machine at once; only a maintainer's test run brings it back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.clock import local_day
from core.db import fast, transaction
from core.errors import NotAllowed, NotFound
from core.ids import new_client_id
from hardware.queries.maintenance import due_on
from hardware.services import kiosk_acts
from hardware.services.faults import FaultData, end_fault, report_fault, take_fault
from hardware.services.states import set_state
from hardware.services.upkeep import PlanData, add_plan, do_maintenance
from hardware.vocabulary import EventKind
from tests.hardware.workshop import NINE, Workshop, rows

HOUR = timedelta(hours=1)
OUT = "SELECT state, cause FROM machine_state WHERE ends_at IS NULL AND machine_id = ?"


def state(workshop: Workshop) -> object:
    """The state of the router now."""
    return rows(OUT, workshop.machines["router"].id)[0][0]


def report(workshop: Workshop, name: str = "amina", *, is_unsafe: bool = True) -> str:
    """Somebody reports smoke at the router."""
    token = new_client_id()
    with transaction():
        report_fault(
            by=workshop.cast.actor(name, at=NINE),
            code=workshop.machines["router"].code,
            data=FaultData("smoke", is_unsafe),
            at=NINE,
            token=token,
        )
    return token


def mend(workshop: Workshop, token: str, *, by: str = "sunil", has_test_run: bool = True) -> None:
    """A fault is ended an hour later."""
    with transaction():
        end_fault(
            by=workshop.cast.actor(by, at=NINE),
            token=token,
            cause="dirt",
            text="cleaned",
            has_test_run=has_test_run,
            at=NINE + HOUR,
        )


def test_a_problem_is_written_down_and_the_machine_goes_on(workshop: Workshop) -> None:
    report(workshop, is_unsafe=False)
    assert state(workshop) == "in_service"


def test_not_safe_takes_it_out_and_only_a_maintainers_test_run_brings_it_back(workshop: Workshop) -> None:
    token = report(workshop)
    assert state(workshop) == "out_of_order"
    for by, has_test_run in (("amina", True), ("ruth", True), ("sunil", False)):
        with pytest.raises(NotAllowed):
            mend(workshop, token, by=by, has_test_run=has_test_run)
    with pytest.raises(NotAllowed), transaction():
        set_state(
            by=workshop.cast.actor("ruth", at=NINE),
            code=workshop.machines["router"].code,
            state="in_service",
            cause="check",
            at=NINE + HOUR,
            token=new_client_id(),
            has_test_run=True,
        )
    with transaction():
        take_fault(by=workshop.cast.actor("sunil", at=NINE), token=token, at=NINE)
    mend(workshop, token)
    assert state(workshop) == "in_service"
    with pytest.raises(NotFound):
        mend(workshop, token)


def test_a_second_unsafe_fault_keeps_it_out(workshop: Workshop) -> None:
    first, second = report(workshop), report(workshop, "tomasz")
    mend(workshop, first)
    assert state(workshop) == "out_of_order"
    mend(workshop, second)
    assert state(workshop) == "in_service"


def test_the_database_refuses_a_release_by_nobody_and_states_that_overlap(workshop: Workshop) -> None:
    report(workshop)
    router, later = workshop.machines["router"].id, NINE + HOUR
    insert = (
        "INSERT INTO machine_state (token, machine_id, state, cause, has_test_run, note, starts_at, ends_at, by_id) "
        "VALUES (?, ?, 'in_service', 'other', ?, '', ?, ?, ?)"
    )
    amina = workshop.cast.people["amina"]
    for has_test_run, by_id in ((False, workshop.cast.people["sunil"]), (True, amina), (True, None)):
        with pytest.raises(Exception, match="maintainer"), transaction():
            fast().run(
                "UPDATE machine_state SET ends_at = ? WHERE machine_id = ? AND ends_at IS NULL",
                (later, router),
            )
            fast().run(insert, (new_client_id(), router, has_test_run, later, None, by_id))
    with pytest.raises(Exception, match="overlap"), transaction():
        fast().run(insert, (new_client_id(), router, True, NINE - HOUR, later, workshop.cast.people["sunil"]))


def test_a_kiosk_tells_not_safe_and_a_maintainers_card_there_gives_it_back(workshop: Workshop) -> None:
    tape = workshop.tape()
    tape.tell(EventKind.FAULT_REPORTED, what="smoke", is_not_safe=True)
    tape.wait(600)
    tape.tell(EventKind.MAINTENANCE_DONE, task="release", card=tape.card("amina"))
    workshop.play(tape)
    assert state(workshop) == "out_of_order"
    tape.wait(600).tell(EventKind.MAINTENANCE_DONE, task="release", card=tape.card("sunil"))
    workshop.play(tape)
    assert state(workshop) == "in_service"
    assert rows("SELECT fault_cause FROM machine_fault") == [("unknown",)]
    spans = rows("SELECT starts_at, ends_at FROM machine_state WHERE state = 'out_of_order'")
    assert len(spans) == 1


def test_a_photo_added_later_belongs_to_the_fault_that_it_is_about(workshop: Workshop) -> None:
    tape = workshop.tape()
    first = tape.tell(EventKind.FAULT_REPORTED, what="stuck", is_not_safe=False)
    tape.wait(9).tell(
        EventKind.FAULT_REPORTED,
        what="stuck",
        is_not_safe=False,
        photo="00112233445566aa",
        is_about=first.seq,
    )
    workshop.play(tape)
    assert rows("SELECT COUNT(*) FROM machine_fault") == [(1,)]
    assert rows("SELECT id, fault_id IS NOT NULL FROM fault_photo")[0][0] == "00112233445566aa"


def test_maintenance_is_due_by_hours_and_is_done_at_the_kiosk(workshop: Workshop) -> None:
    router, ruth = workshop.machines["router"], workshop.cast.actor("ruth", at=NINE)
    with transaction():
        data = PlanData(
            "Clean the lens", "hours", 1, machine_code=router.code, picture="lens", wants_maintainer=True
        )
        plan = add_plan(by=ruth, data=data, at=NINE - HOUR, token=new_client_id())
    tape = workshop.tape().on("amina").run(3700).off("amina")
    workshop.play(tape)
    at = NINE + 2 * HOUR
    assert [(one.is_due, round(one.used, 2)) for one in due_on(router.id, at)] == [(True, 1.03)]
    tape.wait(60).tell(EventKind.MAINTENANCE_DONE, task="lens", card=tape.card("amina"))
    workshop.play(tape)
    assert due_on(router.id, at)[0].is_due
    tape.wait(60).tell(EventKind.MAINTENANCE_DONE, task="lens", card=tape.card("sunil"))
    workshop.play(tape)
    workshop.play(tape)
    assert [one.used for one in due_on(router.id, at)] == [0.0]
    assert rows("SELECT COUNT(*) FROM maintenance_done") == [(1,)]
    with pytest.raises(NotAllowed), transaction():
        do_maintenance(by=ruth, code=router.code, plan_id=plan.id, text="", at=at, token=new_client_id())


def test_a_maintainer_whose_role_begins_today_gives_a_machine_back_in_the_first_hour_of_a_summers_day(
    workshop: Workshop,
) -> None:
    midnight = datetime(2030, 7, 14, 23, tzinfo=UTC)  # the 15th has begun at the site
    assert local_day(midnight) > midnight.date()
    with transaction():
        fast().run(
            "UPDATE role SET starts_on = ? WHERE role = 'maintainer' AND person_id = ?",
            (local_day(midnight), workshop.cast.people["sunil"]),
        )
        set_state(
            by=workshop.cast.actor("ann", at=midnight - HOUR),
            code=workshop.machines["router"].code,
            state="out_of_order",
            cause="fault",
            at=midnight - HOUR,
            token=new_client_id(),
        )
        by = workshop.cast.actor("sunil", strength="card", at=midnight)
        kiosk_acts._release(by, workshop.machines["router"].id, midnight, new_client_id())
    assert state(workshop) == "in_service"
