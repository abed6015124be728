"""A machine that was out of order comes back by a maintainer's test run, by no way round it; what was said is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.db import fast, transaction
from core.errors import RuleBroken
from core.ids import new_client_id
from hardware.queries.permission import may_operate
from hardware.services.corrections import CorrectionData, ask_for_correction
from hardware.services.faults import FaultData, report_fault
from hardware.services.states import set_state
from hardware.vocabulary import Reason
from tests.hardware.workshop import NINE, Workshop, rows

HOUR = timedelta(hours=1)


def unsafe(workshop: Workshop) -> None:
    """Amina says that the router is not safe."""
    data = FaultData("smoke", is_unsafe=True)
    code = workshop.machines["router"].code
    with transaction():
        report_fault(
            by=workshop.cast.actor("amina", at=NINE), code=code, data=data, at=NINE, token=new_client_id()
        )


def put(workshop: Workshop, state: str, cause: str = "other") -> None:
    """Ruth, who mends nothing, puts the router into a state an hour later."""
    with transaction():
        set_state(
            by=workshop.cast.actor("ruth", at=NINE),
            code=workshop.machines["router"].code,
            state=state,
            cause=cause,
            at=NINE + HOUR,
            token=new_client_id(),
        )


def insert(workshop: Workshop, state: str, hours: int, *, has_test_run: bool, by: str | None) -> None:
    """Write a state into the database itself, whoever writes."""
    with transaction():
        fast().run(
            "INSERT INTO machine_state (token, machine_id, state, cause, has_test_run, note, starts_at, by_id) "
            "VALUES (?, ?, ?, 'other', ?, '', ?, ?)",
            (
                new_client_id(),
                workshop.machines["router"].id,
                state,
                has_test_run,
                NINE + hours * HOUR,
                workshop.cast.people[by] if by else None,
            ),
        )


def end(workshop: Workshop, hours: int) -> None:
    """End the router's present state in the database itself."""
    with transaction():
        fast().run(
            "UPDATE machine_state SET ends_at = ? WHERE machine_id = ? AND ends_at IS NULL",
            (NINE + hours * HOUR, workshop.machines["router"].id),
        )


def test_a_machine_out_of_order_does_not_come_back_by_being_retired_first(workshop: Workshop) -> None:
    unsafe(workshop)
    put(workshop, "retired")
    with pytest.raises(RuleBroken):
        put(workshop, "in_service")


def test_nor_by_a_gap_or_another_state_between_in_the_database_itself(workshop: Workshop) -> None:
    unsafe(workshop)
    end(workshop, 1)
    answer = may_operate(
        person_id=workshop.cast.people["amina"], machine_id=workshop.machines["router"].id, at=NINE + 2 * HOUR
    )
    assert answer.reason is Reason.MACHINE_NEEDS_CHECK
    for has_test_run, by in ((False, "sunil"), (True, None), (True, "ruth")):
        with pytest.raises(Exception, match="test run"):
            insert(workshop, "in_service", 2, has_test_run=has_test_run, by=by)
    insert(workshop, "retired", 2, has_test_run=False, by="ruth")
    end(workshop, 3)
    with pytest.raises(Exception, match="test run"):
        insert(workshop, "needs_check", 4, has_test_run=False, by="ruth")
    insert(workshop, "in_service", 4, has_test_run=True, by="sunil")
    end(workshop, 5)
    insert(workshop, "needs_check", 5, has_test_run=False, by="ruth")


def test_states_and_corrections_are_never_deleted(workshop: Workshop) -> None:
    unsafe(workshop)
    workshop.play(workshop.tape().on("amina").run(60).off("amina"))
    (sitting,) = rows("SELECT id FROM machine_session")[0]
    data = CorrectionData("not_me", text="I was not there", busy_seconds=30)
    with transaction():
        ask_for_correction(
            by=workshop.actor("ruth"), session_id=sitting, data=data, at=NINE + HOUR, token=new_client_id()
        )
    for table in ("machine_state", "session_correction"):
        with pytest.raises(Exception, match="kept|decided once"), transaction():
            fast().run(f"DELETE FROM {table}")
