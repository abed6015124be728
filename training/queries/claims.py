"""What stands in the way of recommending a learner's unit, and what a run still lacks before its next step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.clock import local_day
from core.db import as_day, fast
from core.errors import N_
from training.queries.assessment import units_met
from training.queries.due_samples import Why, due_for_sampling

NOT_REGISTERED: Final = N_("not registered with the awarding body")
CRITERIA_LEFT: Final = N_("criteria are left")
NO_PLAN: Final = N_("no sample is drawn")
NOT_IN_PLAN: Final = N_("assessed after the sample was drawn")
DECIDED_AGAIN: Final = N_("decided again after the verifier looked")
SAMPLE_WAITS: Final = N_("the sample is not looked through")
ACTION_OPEN: Final = N_("a verifier's action is open")
AWARDED_BEFORE: Final = N_("credit was awarded before")


def why_not_achieved(run_id: int, at: datetime) -> dict[tuple[int, int], str]:
    """(registration, unit taught in the run) → why it cannot be recommended, "" when it can; in the order of mending.

    A pair that is not there is of another run or of a unit that is not taught in it.
    """
    rows = fast().rows(
        "SELECT g.id, cu.unit_id, g.state, g.registered_on, EXISTS (SELECT 1 FROM unit_award a JOIN unit u "
        "ON u.body_id = a.body_id AND u.code = a.unit_code WHERE u.id = cu.unit_id AND a.person_id = g.person_id) "
        "FROM registration g JOIN run r ON r.id = g.run_id JOIN course_unit cu ON cu.version_id = r.version_id "
        "WHERE g.run_id = ?",
        (run_id,),
    )
    met, sampling, day = units_met(run_id), _sampling_of(run_id), local_day(at)
    found = {}
    for registration_id, unit_id, state, registered_on, is_awarded in rows:
        pair = (registration_id, unit_id)
        if state != "registered" or registered_on is None or as_day(registered_on) > day:
            found[pair] = NOT_REGISTERED
        elif pair not in met:
            found[pair] = CRITERIA_LEFT
        else:
            found[pair] = sampling.open_for(pair) or (AWARDED_BEFORE if is_awarded else "")
    return found


@dataclass(frozen=True)
class _Sampling:
    """How far a run's sampling is: what no verifier saw as it is now, units whose items or actions wait."""

    is_drawn: bool
    due: dict[tuple[int, int], Why]
    waiting: set[int]
    action_on: set[int | None]

    def open_for(self, pair: tuple[int, int]) -> str:
        """Why sampling of a learner's unit is not over; "" when it is."""
        if not self.is_drawn:
            return NO_PLAN
        if why := self.due.get(pair):
            return NOT_IN_PLAN if why == "new" else DECIDED_AGAIN
        if pair[1] in self.waiting:
            return SAMPLE_WAITS
        return ACTION_OPEN if self.action_on & {None, pair[1]} else ""


def _sampling_of(run_id: int) -> _Sampling:
    connection = fast()
    drawn = connection.row("SELECT 1 FROM sample_plan WHERE run_id = ?", (run_id,))
    due: dict[tuple[int, int], Why] = {}
    for key, why in due_for_sampling(run_id).items():
        due[key[:2]] = "new" if due.get(key[:2]) == "new" else why
    waiting = connection.rows(
        "SELECT DISTINCT i.unit_id FROM sample_item i JOIN sample_plan p ON p.id = i.plan_id WHERE p.run_id = ? "
        "AND i.outcome IS NULL",
        (run_id,),
    )
    actions = connection.rows(
        "SELECT DISTINCT i.unit_id FROM verifier_action a LEFT JOIN sample_item i ON i.id = a.item_id "
        "WHERE a.run_id = ? AND a.closed_at IS NULL",
        (run_id,),
    )
    return _Sampling(
        drawn is not None,
        due,
        {row[0] for row in waiting},
        {row[0] for row in actions},
    )


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
    if state == "verified" and due_for_sampling(run_id):
        return N_("Work was decided after the sample was drawn."), N_(
            "The internal verifier draws what is new."
        )
    if state == "verified" and counts.open_actions:
        return N_("A verifier's action is open."), N_("It is put right and closed first.")
    if state == "claimed" and not counts.sent_racs:
        return N_("No recommendation was sent."), N_("Draw it up, have it signed and send it.")
    if state == "result_received" and (counts.unanswered or not counts.recommended):
        return N_("Lines still wait for the awarding body's answer."), N_("Enter the answers first.")
    if state == "handed_over" and counts.not_handed:
        return N_("Certificates still wait to be handed over."), N_("Note who was given theirs first.")
    return None
