"""Names of decisions, evidence, papers and outcomes in the person's language, for the templates of assessment."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from core.errors import N_
from training.routes import blueprint

DECISION_NAMES = {
    "": N_("not looked at yet"),
    "achieved": N_("achieved"),
    "not_yet": N_("not yet"),
    "referred": N_("referred"),
    "lapsed": N_("counts no more: the assessor was not entitled"),
}
EVIDENCE_NAMES = {
    "observed": N_("seen done"),
    "product": N_("finished piece"),
    "photo": N_("photo"),
    "question": N_("question answered"),
    "witness": N_("witness"),
    "prior_learning": N_("learned before"),
}
PROOF_NAMES = {
    "cpd": N_("Log of further learning (CPD)"),
    "competence": N_("Occupational competence"),
    "qualification": N_("Qualification for assessing or verifying"),
}
RELATION_NAMES = {
    "mentor": N_("mentor"),
    "trainer": N_("trainer"),
    "colleague": N_("works beside them"),
    "other": N_("somebody else"),
}
ADJUSTMENT_NAMES = {
    "reasonable_adjustment": N_("done differently from the start"),
    "special_consideration": N_("something happened on the day"),
    "prior_learning": N_("learned before"),
}
ANSWER_NAMES = {
    "": N_("waits"),
    "asked": N_("waits"),
    "agreed": N_("agreed"),
    "refused": N_("refused"),
    "stands": N_("the decision stands"),
    "changed": N_("it is decided again"),
    "waits": N_("waits"),
}
REGISTRATION_NAMES = {
    "": N_("not begun"),
    "pending": N_("to be registered"),
    "sent": N_("sent"),
    "registered": N_("registered"),
    "withdrawn": N_("withdrawn"),
    "transferred": N_("moved elsewhere"),
}
ENTITLED_NAMES = {
    "live": N_("entitled"),
    "soon": N_("ends soon"),
    "coming": N_("not yet"),
    "ended": N_("ended"),
}
ENTITLED_PARTS = {"assessor": N_("Assessor"), "verifier": N_("Internal verifier")}
WORDS: dict[str, dict[str, str]] = {
    "decision_name": DECISION_NAMES,
    "evidence_name": EVIDENCE_NAMES,
    "proof_name": PROOF_NAMES,
    "relation_name": RELATION_NAMES,
    "adjustment_name": ADJUSTMENT_NAMES,
    "answer_name": ANSWER_NAMES,
    "registration_name": REGISTRATION_NAMES,
    "entitled_name": ENTITLED_NAMES,
    "entitled_part": ENTITLED_PARTS,
}


def _filter(table: dict[str, str]) -> Any:
    return lambda word: gettext(table[word]) if word in table else word


for _name, _table in WORDS.items():
    blueprint.add_app_template_filter(_filter(_table), _name)
