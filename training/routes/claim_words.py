"""Template filters for what lies between assessment and award: reasons, outcomes, answers, kinds of findings."""

from __future__ import annotations

from flask_babel import gettext

from core.errors import N_
from training.routes import blueprint

REASON_WORDS = {
    "first_run": N_("the assessor's first run of this unit"),
    "new_unit": N_("the unit is new here"),
    "second_run": N_("half of the assessor's second run"),
    "drawn": N_("drawn by lot"),
    "borderline": N_("marked as borderline"),
    "adjusted": N_("an adjustment was asked for"),
    "prior_learning": N_("learned before the course"),
    "chosen": N_("chosen by a verifier"),
    "decided_again": N_("decided again after a verifier looked"),
}
OUTCOME_WORDS = {"agreed": N_("agreed"), "action": N_("to be put right")}
RESULT_WORDS = {"achieved": N_("achieved"), "refused": N_("refused"), "query": N_("a query")}
DECISION_WORDS = {"achieved": N_("achieved"), "not_yet": N_("not yet"), "referred": N_("referred")}
EVIDENCE_WORDS = {
    "observed": N_("seen"),
    "product": N_("the piece itself"),
    "photo": N_("photo"),
    "question": N_("asked and answered"),
    "witness": N_("a witness"),
    "prior_learning": N_("learned before the course"),
}
ADJUSTMENT_WORDS = {
    "reasonable_adjustment": N_("Reasonable adjustment"),
    "special_consideration": N_("Special consideration"),
    "prior_learning": N_("Prior learning"),
    "asked": N_("asked for"),
    "agreed": N_("agreed"),
    "refused": N_("refused"),
}
FINDING_WORDS = {
    "seen": N_("Work looked at"),
    "good": N_("Good practice"),
    "finding": N_("Finding"),
    "action": N_("Action by a day"),
}
PART_WORDS = {"assessor": N_("assesses"), "verifier": N_("verifies")}
PROOF_WORDS = {
    "qualification": N_("qualification"),
    "competence": N_("occupational competence"),
    "cpd": N_("continuing development"),
}
STATEMENT_WORDS = {"witness": N_("Witness"), "claim": N_("Prior learning"), "appeal": N_("Appeal")}
STATEMENT_OUTCOMES = {
    "mentor": N_("mentor"),
    "trainer": N_("trainer"),
    "colleague": N_("colleague"),
    "other": N_("somebody else"),
    "agreed": N_("agreed"),
    "refused": N_("refused"),
    "stands": N_("the decision stands"),
    "changed": N_("the decision is changed"),
}
TABLES = {
    "statement_kind": STATEMENT_WORDS,
    "statement_outcome": STATEMENT_OUTCOMES,
    "sample_reason": REASON_WORDS,
    "sample_outcome": OUTCOME_WORDS,
    "body_result": RESULT_WORDS,
    "decision_word": DECISION_WORDS,
    "evidence_kind": EVIDENCE_WORDS,
    "adjustment_word": ADJUSTMENT_WORDS,
    "finding_kind": FINDING_WORDS,
    "assessor_part": PART_WORDS,
    "proof_kind": PROOF_WORDS,
}


def _named(table: dict[str, str], slug: str) -> str:
    return gettext(table[slug]) if slug in table else slug


for _name, _table in TABLES.items():
    blueprint.add_app_template_filter(lambda slug, table=_table: _named(table, slug), _name)


@blueprint.app_template_filter("why_not")
def why_not(words: str) -> str:
    """Why a line is not recommended, in the person's language."""
    return gettext(words) if words else ""
