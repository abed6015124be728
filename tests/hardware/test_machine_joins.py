"""Machines and other rooms: use keeps a permit alive, minutes beside a holder count, a refusal says when to learn."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from core.clock import iso, local_day, now
from core.db import fast, transaction
from factory.clockwork import tick
from factory.recounting import all_differences
from hardware.queries.permission import may_operate
from hardware.vocabulary import Reason, Verdict
from tests.front_desk.doors import sign_in
from tests.hardware.workshop import Workshop, make_kiosk, rows
from tests.pages import PageClient
from tests.training.scene import make_course, make_run
from training.services.checklists import add_starter_checklists


def yesterday_at_work(workshop: Workshop) -> None:
    """Yusuf worked beside Mary for ten minutes, yesterday by the real clock."""
    with transaction():
        fast().run("UPDATE permit SET starts_on = ?", (local_day(now() - timedelta(days=90)),))
    at = now() - timedelta(days=1)
    workshop.kiosks["router"] = make_kiosk(workshop.cast, workshop.machines["router"], at - timedelta(days=1))
    tape = workshop.tape().on("yusuf").wait(2).on("mary", "supervisor").run(600).off("yusuf")
    for first in range(0, len(tape.events), 500):
        workshop.send(tape.events[first : first + 500], at=at, mono=tape.mono)


def test_the_clockwork_tells_training_once_and_the_recount_agrees(workshop: Workshop) -> None:
    yesterday_at_work(workshop)
    for _ in range(3):
        tick(now())
    mary = workshop.cast.people["mary"]
    assert rows(
        "SELECT u.minutes FROM permit_use u JOIN permit p ON p.id = u.permit_id WHERE p.person_id = ?", mary
    ) == [(10,)]
    assert rows("SELECT minutes, supervisor_id FROM induction_time") == [(10, mary)]
    assert all_differences() == []


def test_the_recount_sees_a_row_that_the_events_do_not_bear_out(workshop: Workshop) -> None:
    yesterday_at_work(workshop)
    with transaction():
        fast().run("UPDATE machine_job SET busy_ms = busy_ms + 1000")
    found = all_differences()
    assert "is not what its events say" in found[0]


def test_a_refusal_names_the_induction_and_the_next_class_with_a_place(
    app: Flask, workshop: Workshop, page_client: PageClient
) -> None:
    with transaction():
        add_starter_checklists(by=workshop.actor("ruth"), at=now())
        run = make_run(make_course("router"), workshop.cast.sites["coventry"])
        fast().run("""UPDATE course_version SET equipment = '["cnc_router"]'""")
        starts = fast().row("SELECT MIN(starts_at) FROM course_class WHERE run_id = ?", (run.id,))
    assert starts is not None
    answer = may_operate(
        person_id=workshop.cast.people["yusuf"], machine_id=workshop.machines["router"].id, at=now()
    )
    assert (answer.verdict, answer.reason) == (Verdict.REFUSED, Reason.NO_PERMIT)
    assert len(answer.missing) == 1
    assert answer.next_induction.startswith(iso(now())[:2])
    sign_in(page_client, "Petra")
    page = page_client.get(f"/machine-bookings/{workshop.machines['router'].code}")
    assert "The next induction with a place is on" in page.text
    (offer,) = [one for one in page.tree.all("a") if one.text.strip() == "Book a place"]
    assert offer.get("href") == f"/courses/{rows('SELECT slug FROM course')[0][0]}"
    with transaction():
        fast().run("UPDATE run SET capacity = 0")
    again = may_operate(
        person_id=workshop.cast.people["yusuf"], machine_id=workshop.machines["router"].id, at=now()
    )
    assert again.next_induction == ""
