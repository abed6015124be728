"""The demo's college: three terms of runs in every state, learners who wait, papers to verify, permits given."""

from __future__ import annotations

from typing import Any

from flask import Flask

from core.config import Settings
from core.db import fast
from factory.demo.handing_out import sign_in_lines
from factory.demo.training.courses import COURSES, UNITS
from factory.demo.training.terms import RUNS
from tests.works.conftest import AT
from training.services.verification import check_paper
from training.words import CATEGORIES


def one(sql: str, *values: object) -> Any:
    """One value."""
    row = fast().row(sql, values)
    return row[0] if row else None


def test_its_units_are_marked_invented_and_its_courses_are_of_many_kinds(open_demo: Flask) -> None:
    assert all(unit.code.startswith("DEMO-") for unit in UNITS)
    assert {plan.category for plan in COURSES} <= set(CATEGORIES)
    assert {"digital_fabrication", "painting_decorating_diy"} <= {plan.category for plan in COURSES}
    assert {bool(plan.units) for plan in COURSES} == {True, False}
    assert one("SELECT COUNT(*) FROM unit WHERE NOT is_invented") == 0


def test_three_terms_have_runs_in_every_state_at_every_site(open_demo: Flask) -> None:
    states = {row[0] for row in fast().rows("SELECT DISTINCT state FROM run")}
    assert {
        "draft",
        "open",
        "running",
        "finished",
        "claimed",
        "result_received",
        "handed_over",
        "archived",
        "cancelled",
    } <= states
    assert one("SELECT COUNT(*) FROM run") == len(RUNS)
    assert one("SELECT COUNT(DISTINCT site_id) FROM run") == 4
    assert {row[0] for row in fast().rows("SELECT DISTINCT is_off_grid FROM run")} == {True, False}


def test_a_full_run_has_people_waiting_and_one_who_is_offered_a_place(open_demo: Flask) -> None:
    run = one("SELECT b.run_id FROM booking b JOIN offer o ON o.booking_id = b.id WHERE o.outcome IS NULL")
    held = dict(fast().rows("SELECT state, COUNT(*) FROM booking WHERE run_id = ? GROUP BY state", (run,)))
    assert held["booked"] + held["offered"] == one("SELECT capacity FROM run WHERE id = ?", run)
    assert held["waitlisted"] >= 2
    half = one(
        "SELECT COUNT(*) FROM run r WHERE r.state = 'open' AND r.capacity >= 2 * (SELECT COUNT(*) FROM booking b "
        "WHERE b.run_id = r.id AND b.state IN ('booked', 'offered'))"
    )
    assert half >= 2


def test_every_class_that_was_has_a_signed_register(open_demo: Flask) -> None:
    unsigned = one(
        "SELECT COUNT(*) FROM course_class k JOIN run r ON r.id = k.run_id WHERE k.ends_at < ? "
        "AND r.state <> 'cancelled' AND k.signed_at IS NULL",
        AT,
    )
    assert unsigned == 0
    assert {row[0] for row in fast().rows("SELECT DISTINCT mark FROM attendance_mark")} >= {
        "present",
        "late",
        "absent",
    }


def test_one_run_is_in_sampling_one_claim_is_sent_and_results_have_come(open_demo: Flask) -> None:
    assert one("SELECT COUNT(*) FROM sample_item WHERE outcome IS NULL") >= 2
    assert one("SELECT COUNT(*) FROM verifier_action WHERE closed_at IS NULL") == 1
    assert one("SELECT COUNT(*) FROM rac WHERE sent_at IS NOT NULL") == 3
    assert one("SELECT COUNT(*) FROM unit_award") >= 12
    for table in ("prior_claim", "learner_adjustment", "witness_statement", "appeal", "standardisation_note"):
        assert one(f"SELECT COUNT(*) FROM {table}") >= 1, table


def test_papers_of_three_states_in_four_scripts_can_be_verified(open_demo: Flask) -> None:
    settings: Settings = open_demo.config["ECO_SETTINGS"]
    rows = fast().rows("SELECT state, code, snapshot FROM certificate")
    assert {row[0] for row in rows} == {"valid", "replaced", "revoked"}
    names = " ".join(str(row[2]) for row in rows)
    for letter in ("\\u0641", "\\u1208", "\\u041e", "B"):
        assert letter in names or letter.encode().decode("unicode_escape") in names, letter
    printed = "\n".join(sign_in_lines(open_demo))
    for state in ("valid", "replaced", "revoked"):
        code = one("SELECT code FROM certificate WHERE state = ? ORDER BY id LIMIT 1", state)
        assert f"/V/{code}" in printed
        found = check_paper(
            code=code, letters="", address="1.2.3.4", secrets=settings.secret_key.split(), at=AT
        )
        assert found is not None and found.state == state


def test_inductions_gave_permits_and_two_wait_to_be_signed(open_demo: Flask) -> None:
    passed = one("SELECT COUNT(*) FROM induction_pass WHERE state = 'passed' AND permit_id IS NOT NULL")
    trained = "SELECT COUNT(*) FROM permit WHERE source = 'training' AND kind NOT LIKE 'lead:%'"
    assert passed == one(trained) >= 5  # who may lead work days was trained before the house
    assert one("SELECT COUNT(*) FROM induction_pass WHERE state = 'begun'") == 2


def test_nothing_of_it_lies_in_the_future_but_what_is_planned(open_demo: Flask) -> None:
    for table, column in (
        ("booking_event", "at"),
        ("attendance_mark", "at"),
        ("criterion_decision", "at"),
        ("certificate", "made_at"),
    ):
        assert one(f"SELECT COUNT(*) FROM {table} WHERE {column} > ?", AT) == 0, table


def test_its_trainer_assessor_and_verifier_can_sign_in(open_demo: Flask) -> None:
    printed = "\n".join(sign_in_lines(open_demo))
    for office in ("trainer", "assessor", "internal_verifier"):
        assert office in printed
