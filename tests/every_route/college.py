"""What of training is really there in the house that every route is tried in: a value for each place of a rule."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from flask import Flask

from core.access import Actor, actor_for
from core.clock import local_day, now
from core.db import as_json, fast, transaction
from core.errors import RuleBroken
from core.ids import new_client_id
from training.next_steps import link_code
from training.services.calendars import make_own_key, make_run_key
from training.services.checklist_drafts import begin_draft
from training.services.inductions import begin_induction
from training.services.learner_imports import open_learner_import
from training.services.queue import hold_seats
from training.services.skills import make_record
from training.services.unit_imports import open_unit_import
from training.services.visits import VisitData, add_guest, add_visit

UNITS = b"code,title,level,credit,outcome,outcome text,criterion,text\nDEMO-X1,A unit,L1,3,1,Work,1,Say it\n,,,,,,,x\n"
LEARNERS = b"called,language\nNadia,ar\n,\n"
OF_A_RULE = (
    ("/runs/", "number", "run"),
    ("/runs/", "position", "one"),
    ("/runs/", "state", "closed"),
    ("/runs/", "booking_id", "booking"),
    ("/runs/", "part", "tutor"),
    *((f"/runs/<number>/{word}", "number", "open_run") for word in ("edit", "classes", "bookings", "holds")),
    *((f"/runs/<number>/{word}", "number", "open_run") for word in ("capacity", "cancellation", "steps")),
    ("/runs/<number>/holds/", "number", "held_run"),
    ("/runs/new/", "slug", "course"),
    ("/classes/", "token", "class"),
    ("/classes/", "booking_id", "booking"),
    ("/certificates", "serial", "serial"),
    ("/mine/certificates", "serial", "serial"),
    ("/V/", "code", "issued_paper"),
    ("/v/", "code", "issued_paper"),
    ("/mine/records/", "code", "record"),
    ("/mine/runs/", "number", "run"),
    ("/mine/answers/", "token", "own_passing"),
    ("/mine/inductions/", "slug", "induction"),
    ("/inductions/", "slug", "induction"),
    ("/inductions/waiting/", "token", "passing"),
    ("/inductions/<slug>/draft/questions/", "key", "question"),
    ("/inductions/<slug>/draft/steps/", "key", "practice"),
    ("/catalogue/", "slug", "body"),
    ("/catalogue/", "code", "unit"),
    ("/catalogue/acts/", "word", "retire"),
    ("/catalogue/courses/", "slug", "course"),
    ("/catalogue/courses/", "word", "off"),
    ("/catalogue/bodies/", "token", "qualification"),
    ("/catalogue/imports/", "import_id", "unit_import"),
    ("/courses/", "slug", "course"),
    ("/learners/", "number", "learner"),
    ("/learners/", "part", "needs"),
    ("/learners/files/", "name", "bookings"),
    ("/learners/imports/", "import_id", "learner_import"),
    ("/learners/imports/<any", "kind", "learners"),
    ("/assessors/", "number", "assessor"),
    ("/offers/", "secret", "offer"),
    ("/calendars/", "key", "feed"),
    ("/me/calendar/", "kind", "learner_kind"),
    ("/to-tell/", "message_id", "outbox"),
    ("/visits/", "token", "visit"),
    ("/next/", "code", "next"),
    ("/outcomes/", "booking_id", "past_booking"),
    ("/outcomes/", "months", "three"),
    ("/runs/<number>/files/", "kind", "registration"),
)
"""Names that mean different things in different addresses of training; the last that fits counts."""
BY_POLICY = {"right:assess": "joan", "right:verify": "harjit"}
WHO = {"training.sign": "joan"}
_MADE = "criterion_decision d WHERE d.registration_id IN"
_OF_RUN = (
    "FROM registration g JOIN run r ON r.id = g.run_id WHERE r.site_id = ? AND r.state = 'result_received'"
)
THERE = {
    "run": "SELECT number FROM run WHERE site_id = ? ORDER BY CASE state WHEN 'result_received' THEN 0 ELSE 1 END, id",
    "open_run": "SELECT number FROM run WHERE site_id = ? AND state = 'open' ORDER BY id LIMIT 1",
    "held_run": "SELECT r.number FROM seat_hold h JOIN run r ON r.id = h.run_id WHERE r.site_id = ? "
    "ORDER BY h.id DESC LIMIT 1",
    "booking": "SELECT b.id FROM booking b JOIN run r ON r.id = b.run_id WHERE r.site_id = ? AND r.state = 'open' "
    "ORDER BY CASE b.state WHEN 'waitlisted' THEN 0 ELSE 1 END, b.id LIMIT 1",
    "class": "SELECT k.token FROM course_class k JOIN run r ON r.id = k.run_id WHERE r.site_id = ? "
    "ORDER BY CASE r.state WHEN 'running' THEN 0 ELSE 1 END, k.id LIMIT 1",
    "registration_id": f"SELECT MAX(g.id) {_OF_RUN}",
    "criterion_id": f"SELECT MIN(d.criterion_id) FROM {_MADE} (SELECT g.id {_OF_RUN})",
    "unit_id": f"SELECT MIN(d.unit_id) FROM {_MADE} (SELECT g.id {_OF_RUN})",
    "decision_id": f"SELECT MIN(d.id) FROM {_MADE} (SELECT g.id {_OF_RUN})",
    "line_id": f"SELECT MAX(l.id) FROM rac_line l WHERE l.registration_id IN (SELECT g.id {_OF_RUN})",
    "claim_id": f"SELECT MAX(c.id) FROM prior_claim c WHERE c.registration_id IN (SELECT g.id {_OF_RUN})",
    "adjustment_id": f"SELECT MAX(a.id) FROM learner_adjustment a WHERE a.registration_id IN (SELECT g.id {_OF_RUN})",
    "appeal_id": f"SELECT MAX(a.id) FROM appeal a WHERE a.registration_id IN (SELECT g.id {_OF_RUN})",
    "item_id": f"SELECT MAX(i.id) FROM sample_item i WHERE i.registration_id IN (SELECT g.id {_OF_RUN})",
    "plan_id": "SELECT MAX(p.id) FROM sample_plan p JOIN run r ON r.id = p.run_id WHERE r.site_id = ?",
    "action_id": "SELECT MAX(id) FROM verifier_action WHERE ? > 0",
    "hold_id": "SELECT MAX(h.id) FROM seat_hold h JOIN run r ON r.id = h.run_id WHERE r.site_id = ?",
    "serial": "SELECT serial FROM certificate WHERE site_id = ? AND state = 'valid' ORDER BY id LIMIT 1",
    "issued_paper": "SELECT code FROM certificate WHERE site_id = ? AND state = 'valid' ORDER BY id LIMIT 1",
    "induction": "SELECT slug FROM induction WHERE ? > 0 ORDER BY id LIMIT 1",
    "passing": "SELECT token FROM induction_pass WHERE site_id = ? AND state = 'begun' ORDER BY id LIMIT 1",
    "question": "SELECT questions FROM induction_version WHERE ? > 0 ORDER BY id LIMIT 1",
    "practice": "SELECT practice FROM induction_version WHERE ? > 0 ORDER BY id LIMIT 1",
    "course": "SELECT c.slug FROM course c JOIN course_version v ON v.course_id = c.id "
    "JOIN run r ON r.version_id = v.id WHERE r.site_id = ? "
    "ORDER BY CASE r.state WHEN 'open' THEN 0 ELSE 1 END, r.id LIMIT 1",
    "body": "SELECT slug FROM awarding_body WHERE ? > 0",
    "unit": "SELECT code FROM unit WHERE ? > 0 ORDER BY id LIMIT 1",
    "qualification": "SELECT token FROM qualification WHERE ? > 0",
    "unit_import": "SELECT MAX(id) FROM training_import WHERE site_id = ? AND kind = 'units'",
    "learner_import": "SELECT MAX(id) FROM training_import WHERE site_id = ? AND kind = 'learners'",
    "learner": "SELECT p.number FROM person p JOIN booking b ON b.person_id = p.id WHERE p.home_site_id = ? "
    "AND b.state = 'completed' ORDER BY p.id LIMIT 1",
    "assessor": "SELECT p.number FROM person p JOIN assessor_unit a ON a.person_id = p.id WHERE ? > 0 "
    "ORDER BY a.id LIMIT 1",
    "entitlement_id": "SELECT MIN(id) FROM assessor_unit WHERE ? > 0",
    "outbox": "SELECT MAX(id) FROM outbox_message WHERE site_id = ? AND state = 'waiting'",
    "past_booking": "SELECT b.id FROM booking b JOIN run r ON r.id = b.run_id WHERE r.site_id = ? "
    "AND b.state = 'completed' ORDER BY b.id LIMIT 1",
    "visit": "SELECT token FROM verifier_visit WHERE site_id = ? ORDER BY id LIMIT 1",
    "key_id": "SELECT MIN(id) FROM calendar_key WHERE site_id = ?",
}
FIXED = {
    "one": "1",
    "three": "3",
    "registration": "registration",
    "next": "none",
    "closed": "closed",
    "tutor": "tutor",
    "retire": "retire",
    "needs": "needs",
    "bookings": "bookings",
    "learners": "learners",
    "learner_kind": "learner",
    "sha256": "0" * 64,
    "feed": "none",
    "offer": "none",
    "record": "none",
    "own_passing": "none",
}
NOWHERE = dict.fromkeys(THERE, "0")
"""What a site has none of."""


def leave_training_ends(app: Flask) -> dict[str, str]:
    """Helen has begun an induction and a checklist's next version, made a record and calendars, opened two imports.

    Returns what only she was told.
    """
    with app.app_context():
        by = {name: _actor(name) for name in ("Helen", "Gurpreet")}
        for actor in by.values():
            with transaction():
                slug = _one("SELECT slug FROM awarding_body")
                open_unit_import(by=actor, body_slug=slug, data=UNITS, at=now(), token=new_client_id())
                open_learner_import(by=actor, kind="learners", data=LEARNERS, at=now(), token=new_client_id())
                _keep_a_seat(actor)
        helen = by["Helen"]
        with transaction():
            kind = _one("SELECT slug FROM induction ORDER BY id")
            begin_draft(by=helen, slug=kind, at=now(), token=new_client_id())
            passing = begin_induction(by=helen, slug=kind, at=now(), token=new_client_id())
            secret = app.config["ECO_SETTINGS"].secret_key
            record = make_record(by=helen, secret=secret, at=now(), token=new_client_id())
            make_own_key(by=helen, kind="learner", at=now())
            feed = make_run_key(
                by=helen, number=_one("SELECT number FROM run WHERE site_id = 1 ORDER BY id"), at=now()
            )
            told = {"own_passing": passing.token, "record": record.code, "feed": feed}
            told["next"] = _ask_in(app, helen)
        facts = as_json(_first("SELECT facts FROM outbox_message WHERE kind = 'offer' AND state = 'waiting'"))
    return {**told, "offer": facts["link"]}


def _ask_in(app: Flask, helen: Actor) -> str:
    """An external verifier is asked in to see a run; the link by which a learner says what came next."""
    number = _one("SELECT number FROM run WHERE state = 'result_received'")
    days = (local_day(now()), local_day(now()) + timedelta(days=5))
    visit = VisitData(number, *days, purpose="A year's look")
    login = {"called": "Evelyn", "login": "evelyn", "password": "quiet slate orchard comet"}
    guest = add_guest(by=helen, **login, visit=visit, at=now(), token=new_client_id())
    add_visit(by=helen, person_number=guest.number, visit=visit, at=now(), token=new_client_id())
    booking = int(_one("SELECT MIN(id) FROM booking WHERE state = 'completed'"))
    return link_code(app.config["SECRET_KEY"], booking, 3)


def _keep_a_seat(by: Actor) -> None:
    """A place is kept back for a partner in the first run of a site that has one free."""
    numbers = fast().rows(
        "SELECT number FROM run WHERE site_id = ? AND state IN ('open', 'draft') ORDER BY id", (by.site_id,)
    )
    said: dict[str, Any] = {
        "kind": "partner",
        "seats": 1,
        "until": now() + timedelta(days=5),
        "partner": "Example Hostel",
    }
    for (number,) in numbers:
        with suppress(RuleBroken):  # all its places are taken
            hold_seats(by=by, run_number=number, at=now(), token=new_client_id(), **said)
            return


def read(name: str, value: Any) -> str:
    """What a query of THERE found, as it stands in an address: of a checklist its first question or step."""
    return str(as_json(value)[0]["key"]) if name in ("question", "practice") else str(value)


def _actor(called: str) -> Actor:
    row = fast().row(
        "SELECT p.id, p.home_site_id FROM person p JOIN person_name n ON n.person_id = p.id WHERE n.called = ?",
        (called,),
    )
    assert row is not None
    actor = actor_for(row[0], site_id=row[1], strength="password", at=now())
    assert actor is not None
    return actor


def _first(sql: str) -> Any:
    row = fast().row(f"{sql} LIMIT 1")
    assert row is not None, sql
    return row[0]


def _one(sql: str) -> str:
    return str(_first(sql))
