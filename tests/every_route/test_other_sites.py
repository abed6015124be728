"""Forged addresses: nobody reads or changes what is another site's, nor a learner what is another's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from core.access import system_actor
from core.clock import local_day, now
from core.credentials import make_account
from core.db import fast, transaction
from core.ids import new_client_id
from core.people_roles import give_role
from core.people_services import add_person
from tests.cast import PASSWORD
from tests.every_route.house import PLACE, SITES, House, _at_a_desk, known_as
from tests.every_route.route_list import ROWS
from tests.every_route.test_bad_input import PLAUSIBLE
from tests.front_desk.doors import sign_in
from tests.house.endpoints import Row
from tests.house.test_reading import facts
from tests.pages import Client, PageClient

pytestmark = pytest.mark.slow
OF_A_SITE = frozenset(
    {
        "run",
        "open_run",
        "booking",
        "class",
        "registration_id",
        "line_id",
        "claim_id",
        "adjustment_id",
        "decision_id",
    }
    | {"appeal_id", "item_id", "plan_id", "action_id", "hold_id", "serial", "passing", "unit_import", "visit"}
    | {"learner_import", "learner", "outbox", "past_booking", "key_id"}
    | {"machine", "machine_booking", "maintenance_plan", "fault", "kiosk", "rejected_id", "fault_photo"}
    | {"occasion_id", "ticket_number", "artefact_id", "help_id"}
    | {"session_id", "correction", "bookings_key", "booking_move", "unknown_sitting", "tag_id"}
    | {
        "held_run",
        "evidence_hold",
        "merge_id",
        "paper",
        "scan_id",
        "form_id",
        "entry_id",
        "hook_id",
        "public_delivery",
        "open_key_id",
    }
    | {
        "makeover",
        "sheet",
        "task_id",
        "material_id",
        "day_id",
        "makeover_photo",
        "kept_piece",
        "day_person",
        "practice_id",
        "day_event",
    }
    | {"furniture_offer", "collection_round", "stop_id", "delivery", "van_piece", "van_event"}
    | {"pair_id", "meeting_id", "skill_id", "mishap_id", "stay_id", "target_id"}
)
"""What stands in an address and belongs to one site."""
OF_A_LEARNER = frozenset(
    {
        "booking",
        "registration_id",
        "decision_id",
        "own_passing",
        "record",
        "serial",
        "key_id",
        "run",
        "sha256",
    }
)
"""What stands in an address and belongs to one person."""
FOR_EVERYBODY = frozenset({"training.book_myself"})
"""Whoever is signed in may come to a course anywhere."""
ROOMS = (
    "training.",
    "hardware.",
    "makeovers.",
    "van.",
    "privacy.",
    "profiles.",
    "webhooks.",
    "open_data.",
) + (
    "occasions.",
    "skills.",
    "mishaps.",
    "visits.",
    "programme.",
)
"""Whose addresses are forged."""
OWN_RUNS = ("run", "open_run", "held_run")
ROLES = ("coordinator", "trainer", "assessor", "internal_verifier", "maintainer")
SAID = {
    **PLAUSIBLE,
    "kind": "action",
    "what": "What is to be done",
    "reason": "A reason long enough",
    "because": "asked",
    "done": "It is done",
    "decision": "yes",
    "outcome": "agreed",
    "result": "achieved",
    "step": "job",
    "answer": "yes",
}
AT_ONCE = 12
"""So many forged presses are sent before the facts are looked at."""
PARENTS = ("makeover", "collection_round", "delivery", "pair_id")
"""Under whose own number what is another's is asked for too; a sheet is counted within its makeover."""
ONLY_THERE = (
    "SELECT p.number FROM person p JOIN site s ON s.id = p.home_site_id WHERE s.slug = ? AND EXISTS "
    "(SELECT 1 FROM booking b WHERE b.person_id = p.id) AND NOT EXISTS (SELECT 1 FROM booking b JOIN run r "
    "ON r.id = b.run_id WHERE b.person_id = p.id AND r.site_id <> p.home_site_id) AND NOT EXISTS "
    "(SELECT 1 FROM role o WHERE o.person_id = p.id AND (o.site_id IS NULL OR o.site_id <> p.home_site_id)) "
    "ORDER BY p.id LIMIT 1"
)


@pytest.fixture
def forger(app: Flask, house: House) -> Client:
    """Gurpreet of Wolverhampton with every right of these rooms there, and what is in Coventry known to her."""
    with app.app_context():
        row = fast().row(
            "SELECT p.id, p.home_site_id FROM person p JOIN person_name n ON n.person_id = p.id "
            "WHERE n.called = 'Gurpreet'"
        )
        assert row is not None
        with transaction():
            for role in ROLES:
                give_role(
                    by=system_actor(row[1]),
                    person_id=row[0],
                    role=role,
                    site_id=row[1],
                    starts_on=local_day(now()) - timedelta(days=20),
                    ends_on=None,
                    at=now(),
                )
    house.askers["gurpreet"] = _at_a_desk(app, "gurpreet")
    return house.askers["gurpreet"].client(app)


def forged(app: Flask, house: House) -> list[tuple[Row, str]]:
    """Addresses of what is Coventry's: as they are, and under a run of one's own where they hang below one."""
    with app.app_context():
        learner, own = fast().row(ONLY_THERE, (SITES[0],)), house.real[SITES[1]]["open_run"]
    assert learner is not None and own != house.real[SITES[0]]["open_run"]
    found = []
    for row in ROWS:
        names = {name: known_as(row.rule, name) for name in PLACE.findall(row.rule)}
        is_meant = row.endpoint.startswith(ROOMS) and row.policy != "public"
        if not is_meant or row.endpoint in FOR_EVERYBODY or not OF_A_SITE & set(names.values()):
            continue
        more = {"learner": learner[0]}
        found.append((row, house.address(row, **more)))
        if row.rule.startswith("/runs/<number>/") and OF_A_SITE & set(names.values()) - {*OWN_RUNS}:
            found.append((row, house.address(row, **more, **dict.fromkeys(OWN_RUNS, own))))
        for place in PARENTS:
            if place in names.values() and OF_A_SITE & set(names.values()) - {place, "sheet"}:
                found.append((row, house.address(row, **more, **{place: house.real[SITES[1]][place]})))
    return found


def test_nothing_of_another_site_is_shown(app: Flask, house: House, forger: Client) -> None:
    shown, asked = [], 0
    for row, address in forged(app, house):
        if "GET" in row.methods:
            asked += 1
            if forger.get(address).status_code not in (403, 404):
                shown.append(f"{row.endpoint} {address}")
    assert shown == [] and asked > 40


def test_nothing_of_another_site_is_changed(app: Flask, house: House, forger: Client) -> None:
    presses = [one for one in forged(app, house) if "POST" in one[0].methods]
    changed, before, csrf = [], facts(app), house.askers["gurpreet"].csrf
    for start in range(0, len(presses), AT_ONCE):
        some = presses[start : start + AT_ONCE]
        for row, address in some:
            told = {**SAID, **house.real[SITES[0]], "csrf_token": csrf, "token": new_client_id()}
            assert forger.post(address, data=told).status_code < 500, row.endpoint
        after = facts(app)
        if after != before:
            changed += [address for _, address in some]
            before = after
    assert changed == [] and len(presses) > 80


def another_learner(app: Flask) -> tuple[Client, str]:
    """A trainee in Coventry who has booked nothing, at a browser of their own, and the token of its forms."""
    with app.app_context(), transaction():
        by, at = system_actor(1), now()
        person = add_person(by=by, called="Zara", language="en", at=at, token=new_client_id())
        give_role(
            by=by,
            person_id=person.id,
            role="trainee",
            site_id=1,
            starts_on=local_day(at),
            ends_on=None,
            at=at,
        )
        make_account(by=by, person_id=person.id, login="zara", password=PASSWORD, at=at, is_owners=True)
    pages = PageClient(app)
    sign_in(pages, "zara")
    return pages.client, pages.get("/me").tree.all("input", name="csrf_token")[0].get("value")


def of_learners(app: Flask, house: House) -> list[tuple[Row, str]]:
    """Addresses under which a learner finds what is theirs, forged with what is somebody else's."""
    with app.app_context():
        photo = fast().row("SELECT photo FROM criterion_decision WHERE photo <> '' ORDER BY id")
    found = []
    for row in ROWS:
        names = {known_as(row.rule, name) for name in PLACE.findall(row.rule)}
        is_open = row.endpoint in FOR_EVERYBODY or not names & OF_A_LEARNER
        if row.endpoint.startswith("training.") and row.policy == "signed_in" and not is_open:
            found.append((row, house.address(row, sha256=photo[0] if photo else "0" * 64)))
    return found


def test_nothing_of_another_learner_is_shown_or_changed(app: Flask, house: House) -> None:
    learner, csrf = another_learner(app)
    before, answers = facts(app), {}
    for row, address in of_learners(app, house):
        for method in set(row.methods.split(",")) & {"GET", "POST"}:
            told = {**SAID, "secret": PASSWORD, "csrf_token": csrf, "token": new_client_id()}
            answer = learner.open(address, method=method, data=told if method == "POST" else None)
            answers[f"{method} {row.endpoint}"] = answer.status_code
    assert {what: status for what, status in answers.items() if status != 404} == {}
    assert facts(app) == before and len(answers) > 12


def test_control_a_page_of_ones_own_site_is_shown(house: House, forger: Client) -> None:
    assert forger.get(f"/runs/{house.real[SITES[1]]['open_run']}").status_code == 200
