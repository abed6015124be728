"""One function says who may use a machine: for the kiosk, for a booking, at the desk and in the offline pack."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.audit import write_audit_line
from core.crossings import NextInduction, WayToPermit, crossings
from core.db import fast, transaction
from core.ids import new_client_id
from hardware.queries.permission import may_operate
from hardware.services.bookings import BookingData, book_machine
from hardware.services.machine_materials import set_material
from hardware.services.machines import MachineData, change_machine
from hardware.services.states import set_state
from hardware.services.upkeep import PlanData, add_plan
from hardware.vocabulary import Answer, Reason, Verdict
from tests.hardware.workshop import LASER, NINE, ROUTER, Workshop, permit


def ask(workshop: Workshop, name: str, machine: str = "router", **more: object) -> Answer:
    """What somebody is answered at nine."""
    found = {"at": NINE, **more}
    return may_operate(
        person_id=workshop.cast.people[name],
        machine_id=workshop.machines[machine].id,
        **found,  # type: ignore[arg-type]
    )


def verdict(answer: Answer) -> tuple[Verdict, Reason]:
    """The answer in two words."""
    return answer.verdict, answer.reason


def test_a_permit_opens_its_kind_of_machine_and_no_other(workshop: Workshop) -> None:
    assert verdict(ask(workshop, "amina")) == (Verdict.ALLOWED, Reason.NONE)
    assert verdict(ask(workshop, "amina", "laser")) == (Verdict.REFUSED, Reason.NO_PERMIT)


def test_a_refusal_says_what_is_missing_when_it_can_be_learned_and_who_helps(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon = NextInduction(NINE + timedelta(days=2), "Laser induction", 3)
    monkeypatch.setattr(crossings, "way_to_permit", lambda person, kind: WayToPermit("Laser cutter"))
    monkeypatch.setattr(crossings, "next_induction", lambda kind, site, at: soon)
    answer = ask(workshop, "amina", "laser")
    assert answer.missing == ("Laser cutter",)
    assert answer.next_induction == "2030-01-09T09:00:00.000Z"
    assert answer.who_can_help == ("Mary",)


def test_an_ended_permit_and_one_that_lapsed_are_told_apart(workshop: Workshop) -> None:
    permit(workshop.cast, "yusuf", LASER, days=30)
    assert verdict(ask(workshop, "yusuf", "laser")) == (Verdict.REFUSED, Reason.PERMIT_ENDED)


def test_somebody_who_has_begun_may_beside_a_holder(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crossings, "begun_inductions", lambda people, kind: set(people))
    assert verdict(ask(workshop, "yusuf")) == (Verdict.SUPERVISED, Reason.NEEDS_SUPERVISOR)
    people = workshop.cast.people
    assert verdict(ask(workshop, "yusuf", with_ids=[people["mary"]])) == (Verdict.SUPERVISED, Reason.NONE)
    alone = ask(workshop, "yusuf", with_ids=[people["dev"]])
    assert verdict(alone) == (Verdict.SUPERVISED, Reason.NEEDS_SUPERVISOR)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("out_of_order", Reason.MACHINE_OUT),
        ("needs_check", Reason.MACHINE_NEEDS_CHECK),
        ("retired", Reason.MACHINE_RETIRED),
    ],
)
def test_a_machine_that_is_not_in_service_is_nobodys(workshop: Workshop, state: str, reason: Reason) -> None:
    with transaction():
        set_state(
            by=workshop.actor("ruth"),
            code=workshop.machines["router"].code,
            state=state,
            cause="fault",
            at=NINE - timedelta(hours=1),
            token=new_client_id(),
        )
    assert verdict(ask(workshop, "amina")) == (Verdict.REFUSED, reason)
    repairs = ask(workshop, "sunil", used_for="maintenance")
    assert repairs.may is (state != "retired")
    assert ask(workshop, "amina", is_later=True).may is (state != "retired")


def test_hours_a_second_person_and_materials_are_asked(workshop: Workshop) -> None:
    router, ruth = workshop.machines["router"], workshop.actor("ruth")
    data = MachineData("Router", "router", wants_second_person=True, opening={"0": [["08:00", "12:00"]]})
    with transaction():
        change_machine(by=ruth, code=router.code, data=data, at=NINE)
        set_material(by=ruth, code=router.code, name="pvc", rule="forbidden", at=NINE)
    people = workshop.cast.people
    assert verdict(ask(workshop, "amina", at=NINE + timedelta(hours=3))) == (
        Verdict.REFUSED,
        Reason.CLOSED_NOW,
    )
    assert verdict(ask(workshop, "amina", with_ids=[])) == (Verdict.REFUSED, Reason.NEEDS_SECOND_PERSON)
    assert ask(workshop, "amina", with_ids=[people["dev"]]).may
    assert verdict(ask(workshop, "amina", material="pvc")) == (Verdict.REFUSED, Reason.MATERIAL_FORBIDDEN)


def test_a_booked_machine_is_its_bookers(workshop: Workshop) -> None:
    with transaction():
        data = BookingData(NINE, NINE + timedelta(hours=1))
        book_machine(
            by=workshop.cast.actor("tomasz", at=NINE),
            code=workshop.machines["router"].code,
            data=data,
            at=NINE - timedelta(hours=2),
            token=new_client_id(),
        )
    assert verdict(ask(workshop, "amina")) == (Verdict.REFUSED, Reason.BOOKED_BY_OTHER)
    assert ask(workshop, "tomasz").may
    assert ask(workshop, "amina", at=NINE + timedelta(hours=1)).may


def test_maintenance_that_is_due_warns_and_refuses_nothing(workshop: Workshop) -> None:
    with transaction():
        plan = PlanData("Tighten the belt", "days", 7, machine_code=workshop.machines["router"].code)
        add_plan(by=workshop.actor("ruth"), data=plan, at=NINE - timedelta(days=8), token=new_client_id())
    answer = ask(workshop, "amina")
    assert answer.may
    assert answer.warnings == (Reason.MAINTENANCE_DUE,)


def test_somebody_switched_off_may_nothing(workshop: Workshop) -> None:
    with transaction():
        fast().run("UPDATE person SET is_active = ? WHERE id = ?", (False, workshop.cast.people["amina"]))
    assert verdict(ask(workshop, "amina")) == (Verdict.REFUSED, Reason.PERSON_ARCHIVED)


def test_a_permit_that_lapsed_for_want_of_use_says_so(workshop: Workshop) -> None:
    with transaction():
        person = workshop.cast.people["amina"]
        fast().run("UPDATE permit SET ended_at = ? WHERE person_id = ? AND kind = ?", (NINE, person, ROUTER))
        subject = f"person:{workshop.cast.numbers['amina']}"
        site = workshop.cast.sites["coventry"]
        write_audit_line("lapse_permit", subject, site_id=site, at=NINE, fields=[ROUTER])
    assert verdict(ask(workshop, "amina")) == (Verdict.SUPERVISED, Reason.NEEDS_SUPERVISOR)
    with transaction():
        fast().run(
            "UPDATE permit SET ended_at = ? WHERE person_id = ? AND kind = ?",
            (NINE + timedelta(days=1), person, ROUTER),
        )
    assert verdict(ask(workshop, "amina", at=NINE + timedelta(days=2))) == (
        Verdict.REFUSED,
        Reason.PERMIT_ENDED,
    )
