"""The words for stages and work steps on the administration's pages."""

from __future__ import annotations

from flask_babel import gettext

from core.errors import N_

STAGE_NAMES = {
    "received": N_("Received"),
    "checked": N_("Checked"),
    "stored": N_("Stored"),
    "in_work": N_("In work"),
    "quality_check": N_("Quality check"),
    "ready": N_("Ready"),
    "quarantine": N_("Quarantine"),
}
STEP_NAMES = {
    "repair": N_("Repair"),
    "strip": N_("Strip"),
    "make": N_("Make"),
    "finish": N_("Finish"),
    "upholster": N_("Upholster"),
}


def stage_name(stage: str) -> str:
    """The name of a stage."""
    return str(gettext(STAGE_NAMES.get(stage, stage)))


def step_name(step: str) -> str:
    """The name of a work step."""
    return str(gettext(STEP_NAMES.get(step, step)))
