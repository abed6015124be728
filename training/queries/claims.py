"""What stands in the way of recommending a learner's unit, and what a run still lacks before its next step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.clock import local_day
from core.db import as_day, as_json, fast
from core.errors import N_
from training.queries.assessment import is_unit_met

NOT_TAUGHT: Final = N_("unit not taught in this run")
NOT_REGISTERED: Final = N_("not registered with the awarding body")
CRITERIA_LEFT: Final = N_("criteria are left")
NO_PLAN: Final = N_("no sample is drawn")
NOT_IN_PLAN: Final = N_("assessed after the sample was drawn")
SAMPLE_WAITS: Final = N_("the sample is not looked through")
ACTION_OPEN: Final = N_("a verifier's action is open")
AWARDED_BEFORE: Final = N_("credit was awarded before")


def why_not_achieved(registration_id: int, unit_id: int, at: datetime) -> str:
    """The words for why a unit cannot be recommended; "" when it can. The order is the order of mending."""
    connection = fast()
    known = connection.row(
        "SELECT g.state, g.registered_on, g.run_id, g.person_id FROM registration g JOIN run r ON r.id = g.run_id "
        "JOIN course_unit cu ON cu.version_id = r.version_id AND cu.unit_id = ? WHERE g.id = ?",
        (unit_id, registration_id),
    )
    if known is None:
        return NOT_TAUGHT
    if known[0] != "registered" or known[1] is None or as_day(known[1]) > local_day(at):
        return NOT_REGISTERED
    if not is_unit_met(registration_id, unit_id):
        return CRITERIA_LEFT
    if open_sampling := _sampling_open(registration_id, unit_id, known[2]):
        return open_sampling
    awarded = connection.row(
        "SELECT 1 FROM unit_award a JOIN unit u ON u.id = ? WHERE a.person_id = ? AND a.body_id = u.body_id "
        "AND a.unit_code = u.code",
        (unit_id, known[3]),
    )
    return AWARDED_BEFORE if awarded else ""


def _sampling_open(registration_id: int, unit_id: int, run_id: int) -> str:
    """Why sampling of a learner's unit is not over: no plan, drawn before it was assessed, items or actions wait."""
    connection = fast()
    plans = connection.rows(
        "SELECT p.id, b.assessed FROM sample_plan p LEFT JOIN sample_basis b ON b.plan_id = p.id WHERE p.run_id = ?",
        (run_id,),
    )
    if not plans:
        return NO_PLAN
    drawn_from = [as_json(row[1]) for row in plans if row[1] is not None]
    if drawn_from and not any(
        one["registration_id"] == registration_id and one["unit_id"] == unit_id
        for basis in drawn_from
        for one in basis
    ):
        return NOT_IN_PLAN
    waiting = connection.row(
        "SELECT 1 FROM sample_item i JOIN sample_plan p ON p.id = i.plan_id WHERE p.run_id = ? AND i.unit_id = ? "
        "AND i.outcome IS NULL",
        (run_id, unit_id),
    )
    if waiting is not None:
        return SAMPLE_WAITS
    action = connection.row(
        "SELECT 1 FROM verifier_action a LEFT JOIN sample_item i ON i.id = a.item_id "
        "WHERE a.run_id = ? AND a.closed_at IS NULL AND (i.id IS NULL OR i.unit_id = ?)",
        (run_id, unit_id),
    )
    return ACTION_OPEN if action is not None else ""


@dataclass(frozen=True)
class ClaimCounts:
    """How far a run is between assessment and hand-over, in numbers."""

    registered: int = 0
    drawn: int = 0
    waiting: int = 0
    open_actions: int = 0
    sent_racs: int = 0
    recommended: int = 0
    unanswered: int = 0
    achieved: int = 0
    not_handed: int = 0


def claim_counts(run_id: int) -> ClaimCounts:
    """The numbers of a run."""
    sent = (
        "FROM rac_line l JOIN rac c ON c.id = l.rac_id WHERE c.run_id = g.run_id AND c.sent_at IS NOT NULL "
        "AND l.is_achieved"
    )
    items = "FROM sample_item i JOIN sample_plan p ON p.id = i.plan_id WHERE p.run_id = g.run_id"
    row = fast().row(
        "SELECT (SELECT COUNT(*) FROM registration x WHERE x.run_id = g.run_id AND x.state = 'registered'), "
        f"(SELECT COUNT(*) {items}), (SELECT COUNT(*) {items} AND i.outcome IS NULL), "
        "(SELECT COUNT(*) FROM verifier_action a WHERE a.run_id = g.run_id AND a.closed_at IS NULL), "
        "(SELECT COUNT(*) FROM rac c WHERE c.run_id = g.run_id AND c.sent_at IS NOT NULL), "
        f"(SELECT COUNT(*) {sent}), "
        f"(SELECT COUNT(*) {sent} AND (l.result IS NULL OR l.result = 'query')), "
        f"(SELECT COUNT(*) {sent} AND l.result = 'achieved'), "
        f"(SELECT COUNT(*) {sent} AND l.result = 'achieved' AND l.handed_on IS NULL) "
        "FROM (SELECT CAST(? AS INTEGER) AS run_id) g",
        (run_id,),
    )
    return ClaimCounts(*(int(value) for value in row)) if row else ClaimCounts()


def why_no_step(run_id: int, state: str) -> tuple[str, str] | None:
    """(what is missing, what to do) before an accredited run may be said to be in `state`; None when nothing is."""
    counts = claim_counts(run_id)
    if state == "verified" and (not counts.drawn or counts.waiting):
        return N_("The sample is not looked through."), N_("The internal verifier does that first.")
    if state == "verified" and counts.open_actions:
        return N_("A verifier's action is open."), N_("It is put right and closed first.")
    if state == "claimed" and not counts.sent_racs:
        return N_("No recommendation was sent."), N_("Draw it up, have it signed and send it.")
    if state == "result_received" and (counts.unanswered or not counts.recommended):
        return N_("Lines still wait for the awarding body's answer."), N_("Enter the answers first.")
    if state == "handed_over" and counts.not_handed:
        return N_("Certificates still wait to be handed over."), N_("Note who was given theirs first.")
    return None
