"""Pages of machines cost as many SQL statements beside fourteen machines as beside two."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from core.clock import now
from core.db import db, fast, transaction
from core.ids import new_client_id
from hardware.services.bookings import BookingData, book_machine
from hardware.services.faults import FaultData, report_fault
from hardware.services.upkeep import PlanData, add_plan
from tests.front_desk.doors import sign_in
from tests.hardware.workshop import LASER, ROUTER, Workshop, make_kiosk, make_machine, permit
from tests.pages import PageClient

Statements = Callable[[], Any]
MOST = 36
PAGES = (
    "/machines",
    "/machines/kinds",
    "/machines/faults",
    "/machines/maintenance",
    "/machines/sessions",
    "/machines/sessions.csv",
    "/machines/claims",
    "/machine-bookings",
    "/machine-bookings?days=7",
    "/machine-bookings.csv",
    "/machine-cards",
    "/machine-use",
    "/machine-use/reliability.csv",
    "/machine-use/months.csv",
)
"""Pages that show machines, but for /machines/kiosks: it looks at the last words of each of its few kiosks."""


def fill(workshop: Workshop, name: str, people: tuple[str, ...]) -> None:
    """Sittings of these people, work of nobody, a fault, a plan and a booking."""
    tape = workshop.tape(name)
    for person in people:
        tape.on(person).run(60)
        tape.off(person).wait(30)
    tape.run(40)
    workshop.play(tape, machine=name)
    code, at = workshop.machines[name].code, now()
    with transaction():
        ruth = workshop.actor("ruth")
        report_fault(by=ruth, code=code, data=FaultData("noise", False), at=at, token=new_client_id())
        plan = PlanData("Oil it", "hours", 20, machine_code=code)
        add_plan(by=ruth, data=plan, at=at, token=new_client_id())
        begin = (at + timedelta(days=1)).replace(hour=11, minute=0, second=0, microsecond=0)
        data = BookingData(begin, begin + timedelta(hours=1))
        book_machine(by=workshop.actor("mary"), code=code, data=data, at=at, token=new_client_id())


def bring_near() -> None:
    """What the tapes tell of 2030 was yesterday."""
    moved = now() - timedelta(days=1)
    with transaction():
        for table in ("machine_session", "machine_job"):
            fast().run(
                f"UPDATE {table} SET began_at = ?, ended_at = ? WHERE began_at > ?",
                (moved, moved + timedelta(seconds=60), now()),
            )


@pytest.fixture
def ruth(workshop: Workshop, page_client: PageClient) -> PageClient:
    """The coordinator of Coventry at her desk, beside a router and a laser at work."""
    for kind in (ROUTER, LASER):
        permit(workshop.cast, "mary", kind, on=(now() - timedelta(days=9)).date())
    for name in ("router", "laser"):
        fill(workshop, name, ("mary",))
    bring_near()
    sign_in(page_client, "Ruth")
    return page_client


def add_more(workshop: Workshop) -> None:
    """Twelve more machines, each with a kiosk, and more people at the first."""
    with transaction():
        fast().run("UPDATE machine SET most_bookings = 50")
    for turn in range(12):
        name, kind = f"machine {turn}", (ROUTER, LASER)[turn % 2]
        workshop.machines[name] = make_machine(workshop.cast, name, kind, most_bookings=50)
        workshop.kiosks[name] = make_kiosk(workshop.cast, workshop.machines[name])
        fill(workshop, name, ("mary", "amina", "tomasz") if kind == ROUTER else ("mary",))
    bring_near()


def cost(browser: PageClient, address: str, statements: Statements) -> list[str]:
    """The statements of one visit, the second: the first may note that the browser was seen."""
    browser.client.get(address)
    db.session.remove()  # a connection that a test still holds is not seen
    with statements() as seen:
        answer = browser.client.get(address)
    assert answer.status_code == 200, address
    return list(seen)


def test_pages_of_machines_cost_the_same_beside_two_and_beside_fourteen(
    app: Flask, ruth: PageClient, workshop: Workshop, statements: Statements
) -> None:
    few = {page: cost(ruth, page, statements) for page in PAGES}
    add_more(workshop)
    many = {page: cost(ruth, page, statements) for page in PAGES}
    grown = {page: many[page] for page in PAGES if len(many[page]) > len(few[page])}
    assert grown == {}
    assert max(len(seen) for seen in many.values()) <= MOST
    assert "machine 11" in ruth.get("/machines").text


def test_a_pack_costs_the_same_beside_few_people_and_beside_many(
    app: Flask, workshop: Workshop, statements: Statements
) -> None:
    headers = {"Authorization": f"Bearer {workshop.kiosks['router'].token}"}
    address = f"/api/v1/kiosk/pack?machine={workshop.machines['router'].code}"
    browser = app.test_client()

    def seen() -> int:
        db.session.remove()
        with statements() as told:
            assert browser.get(address, headers=headers, base_url="https://eco.example").status_code == 200
        return len(told)

    seen()
    few = seen()
    for name in ("yusuf", "ruth", "petra", "sunil", "nia"):
        permit(workshop.cast, name, ROUTER, on=now().date() - timedelta(days=3))
    assert seen() == few <= MOST
