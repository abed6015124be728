"""Each free-text column is written by code that refuses the numbers which are never kept, or it is told why not."""

from __future__ import annotations

import ast
import csv
from functools import lru_cache

import pytest

from core.forbidden import GONE, holds_forbidden_number, without_forbidden
from tests.house.sources import ROOT

pytestmark = pytest.mark.static
CHECKS = {"tidy", "refuse_forbidden", "clean_name", "_nameless", "_words", "_reason", "_words_of"}
"""The check itself and what calls it first: `core.bounds.tidy`, names, and short ways of single modules to it."""
CHECKED = {
    "action_answer.said": ("training/services/actions.py", "words"),
    "amendment.reason": ("training/services/racs.py", "reason"),
    "appeal.reason": ("training/services/appeals.py", "reason"),
    "appeal.note": ("training/services/appeals.py", "note"),
    "artefact.title": ("factory/occasions/services/artefacts.py", "title"),
    "assessor_proof.what": ("training/services/assessors.py", "what"),
    "assessor_unit.held": ("training/services/assessors.py", "held"),
    "booking.reason": ("training/services/bookings.py", "reason"),
    "booking_event.reason": ("training/services/offers.py", "reason"),
    "certificate.reason": ("training/services/certificates.py", "reason"),
    "completion.reason": ("training/services/completions.py", ""),
    "criterion_decision.reference": ("training/services/assessment.py", "reference"),
    "criterion_decision.feedback": ("training/services/assessment.py", "feedback"),
    "criterion_decision.because": ("training/services/assessment.py", "because"),
    "door_message.words": ("inventory/services/messages.py", ""),
    "door_message.note": ("inventory/services/messages.py", "note"),
    "form_line.label": ("factory/profiles/services.py", "label"),
    "form_profile.name": ("factory/profiles/services.py", "name"),
    "form_profile.funder": ("factory/profiles/services.py", "funder"),
    "form_profile.template_name": ("factory/profiles/services.py", "sheet"),
    "help_given.about": ("factory/occasions/services/helping.py", "about"),
    "help_time.about": ("training/services/outcomes.py", "about"),
    "induction_pass.interpreter": ("training/services/inductions.py", "interpreter"),
    "learner_adjustment.what": ("training/services/adjustments.py", "what"),
    "machine.instructions": ("hardware/services/machines.py", "instructions"),
    "machine_fault.note": ("hardware/services/faults.py", "note"),
    "machine_fault.mended_note": ("hardware/services/faults.py", "note"),
    "machine_material.why": ("hardware/services/machine_materials.py", "why"),
    "machine_state.note": ("hardware/services/states.py", "note"),
    "maintenance_done.note": ("hardware/services/upkeep.py", "note"),
    "makeover.title": ("factory/makeovers/services/referrals.py", "title"),
    "makeover_case.asbestos_plan": ("factory/makeovers/services/planning.py", ""),
    "makeover_case.lead_plan": ("factory/makeovers/services/planning.py", ""),
    "makeover_material.words": ("factory/makeovers/services/planning.py", "words"),
    "makeover_practice.words": ("factory/makeovers/services/practice.py", "words"),
    "makeover_room.words": ("factory/makeovers/services/planning.py", "words"),
    "makeover_task.words": ("factory/makeovers/services/planning.py", "words"),
    "mishap.follow_up": ("factory/mishaps/services.py", "follow_up"),
    "monitoring_answer.gender_own": ("factory/monitoring/services.py", "gender_own"),
    "occasion.title": ("factory/occasions/services/occasions.py", "title"),
    "open_key.name": ("factory/open_data/services.py", "name"),
    "opening_figure.source": ("factory/programme/services/openings.py", "source"),
    "piece.title": ("inventory/event_data.py", "title"),
    "piece_set.name": ("inventory/services/sets.py", "name"),
    "piece_event.data": ("inventory/event_data.py", "reason"),
    "prior_claim.claim": ("training/services/prior_learning.py", "claim"),
    "prior_claim.evidence": ("training/services/prior_learning.py", "evidence"),
    "prior_claim.because": ("training/services/prior_learning.py", "because"),
    "register_event.note": ("training/services/settling_by_hand.py", "note"),
    "repair_item.what": ("factory/repair_cafes/services.py", "what"),
    "repair_item.brand": ("factory/repair_cafes/services.py", "brand"),
    "repair_item.problem_words": ("factory/repair_cafes/services.py", "problem_words"),
    "run.cancelled_because": ("training/services/runs.py", "reason"),
    "sample_item.note": ("training/services/samples.py", "note"),
    "session_correction.note": ("hardware/services/corrections.py", "note"),
    "session_correction.verdict_note": ("hardware/services/corrections.py", "note"),
    "settlement.note": ("inventory/services/refusals.py", "note"),
    "standardisation_note.question": ("training/services/standardisation.py", "question"),
    "standardisation_note.agreed": ("training/services/standardisation.py", "agreed"),
    "verifier_action.what": ("training/services/actions.py", "what"),
    "verifier_action.done": ("training/services/actions.py", "done"),
    "verifier_visit.purpose": ("training/services/visits.py", "purpose"),
    "visit_entry.why": ("factory/visits/services.py", "why"),
    "visit_finding.what": ("training/services/visits.py", "what"),
    "webhook.name": ("factory/webhooks/services.py", "name"),
    "witness_statement.saw": ("training/services/witnesses.py", "saw"),
}
"""Column → the module that takes its words in, and under which field it refuses; "": under several."""
TAKEN_OUT = {
    "register_event.body": "training/services/register_events.py",
    "work_day_event.words": "factory/makeovers/services/told_events.py",
    "stray_scan.body": "inventory/services/replay.py",
    "piece_import.rows": "inventory/import_rows.py",
    "training_import.rows": "training/services/learner_imports.py",
}
"""Columns that keep what was told to us, whole but for such numbers."""
NO_WORDS_OF_PEOPLE = {
    "kiosk_rejected.body": "bytes of a machine's kiosk, which takes no words in",
    "record_edit.was": "what a checked column said before",
    "record_edit.became": "what a checked column says now",
    "sample_item.reason": "a word of a fixed set",
    "word_line.forms": "a translation of our own screens",
}


@lru_cache
def called_with(path: str) -> frozenset[tuple[str, str]]:
    """Each call in a module: the function's name and its first argument, if that is a text."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            first = node.args[0] if node.args else None
            words = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
            found.add((node.func.id, words))
    return frozenset(found)


def free_texts() -> set[str]:
    with (ROOT / "docs" / "columns.csv").open(encoding="utf-8", newline="") as lines:
        return {
            f"{row['table']}.{row['column']}" for row in csv.DictReader(lines) if row["class"] == "free text"
        }


def test_each_free_text_is_told_of_here_and_no_more() -> None:
    told = {*CHECKED, *TAKEN_OUT, *NO_WORDS_OF_PEOPLE}
    assert free_texts() - told == set(), "who refuses the numbers that are never kept there?"
    assert told - free_texts() - {"training_import.rows"} == set()


@pytest.mark.parametrize(("column", "where"), CHECKED.items())
def test_each_is_checked_where_it_is_taken_in(column: str, where: tuple[str, str]) -> None:
    path, field = where
    checks = {words for name, words in called_with(path) if name in CHECKS}
    assert field in checks, f"{column}: {path} refuses only {sorted(checks)}"


@pytest.mark.parametrize(("column", "path"), TAKEN_OUT.items())
def test_what_is_kept_as_told_is_kept_without_them(column: str, path: str) -> None:
    assert {name for name, _ in called_with(path)} & {"without_forbidden", "holds_forbidden_number"}, column


@pytest.mark.parametrize(
    "number",
    [
        "QQ 12 34 56 C",
        "qq123456c",
        "AB-12-34-56-D",
        "RX1 234567",
        "ZU7654321",
        "ARC no. 123456",
        "A1234567/2",
        "AB.12.34.56.C",
        "ab.12.34.56.c",
        "AB 123 456 C",
        "ZX 123 4567",
        "zx 12 34 567",
        "AB\u200b12\u200c34\u206056\ufeffC",
        "ＡＢ１２３４５６Ｃ",
        "ＺＸ１２３４５６７",
        "AB–12–34–56–C",
        "Q\u00adQ123456C",
        "says\u200bQQ123456C",
    ],
)
def test_the_numbers_are_seen_however_they_are_written(number: str) -> None:
    for told in (
        number,
        f"says {number}, he does",
        number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
    ):
        assert holds_forbidden_number(told)
        clean = without_forbidden({"a": [told], "id": "a1234567-0000-4000-8000-000000000000"})
        assert GONE in clean["a"][0] and not holds_forbidden_number(clean["a"][0])
        assert clean["id"] == "a1234567-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    "text",
    [
        "7K3M9QX",
        "Sofa, 3 seats, 2026-11-27",
        "£12.50",
        "07700 900961",
        "CV1 5FB",
        "Unit A1/234",
        "on 12.11.26 a chair came",
        "Ring me at 024 7612 3456",
        "MK 1.11.2026",
        "to 10.30-11.30 a day",
        "Certificate SVA-001-001",
        "شكرًا ١٢٣٤٥٦",
    ],
)
def test_what_is_written_every_day_is_not_taken_for_one(text: str) -> None:
    assert not holds_forbidden_number(text)
    assert without_forbidden(text) == text
