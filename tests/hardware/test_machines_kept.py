"""Machines as the desk keeps them: kinds, places, materials, profiles by version; what is wrong says what to do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.db import fast, transaction
from core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from hardware.queries.basis import latest_profile
from hardware.queries.recount import machine_differences
from hardware.services.derive import derive_stale
from hardware.services.machine_materials import drop_material, set_material
from hardware.services.machine_profiles import set_profile
from hardware.services.machine_types import TypeData, add_type, change_type
from hardware.services.machines import MachineData, add_machine, change_machine
from hardware.services.upkeep import PlanData, add_plan, end_plan
from tests.hardware.workshop import NINE, ROUTER, Workshop, rows


def add(workshop: Workshop, by: str = "ruth", **more: Any) -> str:
    """Somebody adds a machine; its code."""
    data = MachineData(**{"name": "Second router", "type_slug": "router", **more})
    with transaction():
        return add_machine(by=workshop.actor(by), data=data, at=NINE, token=new_client_id()).code


def profile(workshop: Workshop, seen: int | None = None, **values: Any) -> int:
    """Ruth gives the router a profile; its number."""
    with transaction():
        row = set_profile(
            by=workshop.actor("ruth"),
            code=workshop.machines["router"].code,
            profile=values,
            at=NINE,
            seen_number=seen,
        )
        return row.number


def test_a_machine_stands_at_a_place_of_its_site_and_is_in_service(workshop: Workshop) -> None:
    add(workshop, place_code="COV-A1", ppe=("goggles",), method=("clamp",))
    state = rows(
        "SELECT s.state FROM machine_state s JOIN machine m ON m.id = s.machine_id WHERE m.name = 'Second router'"
    )
    assert state == [("in_service",)]
    with pytest.raises(RuleBroken):
        add(workshop, name="Third", place_code="WOL-A1")
    with pytest.raises(Exception, match="another site"), transaction():
        fast().run("UPDATE machine SET place_id = ?", (workshop.cast.places["wolverhampton"],))


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Router"},
        {"name": " "},
        {"ppe": ("crown",)},
        {"method": ("pray",)},
        {"opening": {"0": [["17:00", "09:00"]]}},
        {"opening": {"8": [["09:00", "17:00"]]}},
        {"idle_minutes": 0},
        {"picture": "../etc"},
    ],
)
def test_what_is_wrong_of_a_machine_is_refused(workshop: Workshop, wrong: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken):
        add(workshop, **wrong)


def test_a_kind_of_machine_hangs_on_a_permit_for_machines(workshop: Workshop) -> None:
    for permit in ("check:pops", "machine:", "laser"):
        with pytest.raises(RuleBroken), transaction():
            data = TypeData("Kiln", permit)
            add_type(by=workshop.actor("ruth"), data=data, at=NINE, token=new_client_id())
    with pytest.raises(RuleBroken), transaction():
        add_type(by=workshop.actor("ruth"), data=TypeData("Router", ROUTER), at=NINE, token=new_client_id())


def test_only_staff_of_the_site_change_its_machines(workshop: Workshop) -> None:
    with pytest.raises(NotAllowed):
        add(workshop, by="amina")
    data = MachineData("Router", "router")
    with pytest.raises(NotFound), transaction():
        change_machine(
            by=workshop.actor("oluwaseun"), code=workshop.machines["router"].code, data=data, at=NINE
        )


def test_materials_are_allowed_tested_or_forbidden(workshop: Workshop) -> None:
    code, ruth = workshop.machines["laser"].code, workshop.actor("ruth")
    with transaction():
        set_material(by=ruth, code=code, name="pvc", rule="forbidden", at=NINE, why="Chlorine")
        set_material(by=ruth, code=code, name="pvc", rule="forbidden", at=NINE, why="Chlorine gas")
        set_material(by=ruth, code=code, name="plywood", rule="allowed", at=NINE)
        drop_material(by=ruth, code=code, name="plywood", at=NINE)
    assert rows("SELECT name, rule, why FROM machine_material") == [("pvc", "forbidden", "Chlorine gas")]
    with pytest.raises(RuleBroken), transaction():
        set_material(by=ruth, code=code, name="pvc", rule="sometimes", at=NINE)


def test_a_profile_is_kept_by_version_and_a_wrong_one_says_what_to_do(workshop: Workshop) -> None:
    assert profile(workshop, dialect="grbl") == 1
    assert profile(workshop, dialect="grbl", quiet_seconds=30, seen=1) == 2
    with pytest.raises(Conflict):
        profile(workshop, dialect="grbl", quiet_seconds=40, seen=1)
    with pytest.raises(RuleBroken, match="most Grbl boards speak 115200"):
        profile(workshop, dialect="grbl", baud=12)
    assert latest_profile(workshop.machines["router"].id).quiet == 30
    with pytest.raises(Exception, match="append-only"), transaction():
        fast().run("UPDATE machine_profile SET number = 9")


def test_a_profile_that_changes_jobs_has_everything_counted_anew(workshop: Workshop) -> None:
    tape = workshop.tape().on("amina").run(20).wait(60).run(20).off("amina")
    workshop.play(tape)
    assert rows("SELECT COUNT(*) FROM machine_job WHERE is_counted") == [(2,)]
    profile(workshop, dialect="grbl", min_counted_seconds=30)
    with transaction():
        derive_stale(at=NINE + timedelta(hours=1))
    assert rows("SELECT COUNT(*) FROM machine_job WHERE is_counted") == [(0,)]
    assert rows("SELECT busy_ms, job_count FROM machine_session") == [(0, 0)]
    assert rows("SELECT COUNT(*) FROM machine_month") == [(0,)]
    assert list(machine_differences()) == []


def test_what_a_kind_asks_for_is_not_one_sites_to_change_where_another_has_such_machines(
    workshop: Workshop,
) -> None:
    def change(permit: str, *, is_active: bool = True) -> None:
        data = TypeData("Router", permit)
        with transaction():
            change_type(by=workshop.actor(by), slug="router", data=data, is_active=is_active, at=NINE)

    ruth = workshop.actor("ruth")
    with transaction():
        plan = PlanData("Clean it", "hours", 40, type_slug="router")
        plan_id = add_plan(by=ruth, data=plan, at=NINE, token=new_client_id()).id
    by = "oluwaseun"
    with pytest.raises(RuleBroken):
        change("machine:broom")
    with pytest.raises(RuleBroken):
        change(ROUTER, is_active=False)
    with pytest.raises(NotAllowed), transaction():
        end_plan(by=workshop.actor(by), plan_id=plan_id, at=NINE)
    change(ROUTER)
    by = "ruth"
    change("machine:broom")
    with transaction():
        end_plan(by=ruth, plan_id=plan_id, at=NINE)
