"""Words of the room in the person's language: signs of the board, states, causes, materials; and how long it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext, ngettext

from core.clock import now
from core.errors import N_
from core.people import permit_name
from hardware.kiosk.screen.pictures import (
    DANGERS,
    MATERIALS,
    METHOD,
    PROBLEMS,
    PROTECTION,
    machine_picture,
    picture,
)
from hardware.routes import blueprint

SIGNS = {
    "running": N_("Running"),
    "paused": N_("Paused"),
    "setup": N_("Being set up"),
    "alarm": N_("Alarm"),
    "held": N_("In use, idle"),
    "free": N_("Free"),
    "silent": N_("No answer"),
    "unwatched": N_("Free, not watched"),
    "check": N_("Needs a check"),
    "out": N_("Out of order"),
}
SIGN_ICONS = {
    "running": "machine-running",
    "paused": "machine-paused",
    "setup": "adjustments",
    "alarm": "alert-triangle",
    "held": "user",
    "free": "machine-free",
    "silent": "wifi-off",
    "unwatched": "eye-off",
    "check": "machine-needs-check",
    "out": "machine-not-safe",
}
STATES = {
    "in_service": N_("In service"),
    "needs_check": N_("Needs a check"),
    "out_of_order": N_("Out of order"),
    "retired": N_("Retired"),
}
STATE_CAUSES = {
    "set_up": N_("Set up"),
    "fault": N_("A fault"),
    "not_safe": N_("Not safe"),
    "maintenance": N_("Maintenance"),
    "cleaning": N_("Cleaning"),
    "check": N_("A check"),
    "test_run": N_("After a test run"),
    "moved": N_("Moved"),
    "retired": N_("Retired"),
    "other": N_("Another reason"),
}
RULES = {"allowed": N_("Allowed"), "test_first": N_("Test first"), "forbidden": N_("Never")}
PURPOSES = {
    "own_work": N_("Own work"),
    "piece": N_("A piece"),
    "class": N_("A class"),
    "makeover": N_("A makeover"),
    "artefacts": N_("Artefacts"),
    "maintenance": N_("Maintenance"),
    "unknown": N_("Not told"),
}
FAULT_CAUSES = {
    "wear": N_("Wear"),
    "dirt": N_("Dirt"),
    "material": N_("The material"),
    "setting": N_("A setting"),
    "power": N_("Power"),
    "software": N_("Software"),
    "nothing_found": N_("Nothing was found"),
    "unknown": N_("Nobody knows"),
}
END_CAUSES = {
    "finished": N_("Finished"),
    "sign_out": N_("Signed off"),
    "idle_timeout": N_("Nobody worked any more"),
    "hand_over": N_("Handed over"),
    "closing_time": N_("Closing time"),
    "permit_ended": N_("Permit ended"),
    "alarm": N_("Alarm"),
    "door": N_("Door opened"),
    "reset": N_("Reset"),
    "unplugged": N_("Unplugged"),
    "lost": N_("Connection lost"),
    "power": N_("Power went"),
    "fault_reported": N_("Fault reported"),
    "agent_down": N_("Kiosk stopped"),
    "estimated": N_("Estimated"),
    "corrected": N_("Corrected"),
}
ASKED_FOR = {
    "forgot_sign_out": N_("Forgot to sign off"),
    "not_me": N_("It was not me"),
    "other_person": N_("It was somebody else"),
    "other_piece": N_("It was another piece"),
    "ran_alone": N_("The machine ran alone"),
    "other": N_("Something else"),
}
MEASURES = {"hours": N_("running hours"), "jobs": N_("jobs"), "days": N_("days")}
REJECTED = {
    "unreadable": N_("It could not be read"),
    "too_big": N_("It is too big"),
    "other_kiosk": N_("It names another kiosk"),
    "other_machine": N_("It names a machine that does not stand there"),
    "changed": N_("Its number stood for something else before"),
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "sign": SIGNS,
    "state": STATES,
    "state_cause": STATE_CAUSES,
    "rule": RULES,
    "purpose": PURPOSES,
    "fault_cause": FAULT_CAUSES,
    "end": END_CAUSES,
    "asked_for": ASKED_FOR,
    "measure": MEASURES,
    "rejected": REJECTED,
    "fault": {**PROBLEMS, **DANGERS},
    "ppe": PROTECTION,
    "method": METHOD,
    "material": MATERIALS,
}


@blueprint.app_template_filter("machine_word")
def machine_word(word: str, group: str) -> str:
    """A word of the room in the person's language; one that a site made up itself as it is written."""
    known = WORDS[group].get(word)
    return gettext(known) if known else word.replace("_", " ").capitalize()


@blueprint.app_template_filter("machine_art")
def machine_art(word: str) -> str:
    """The drawing of a material, of what is worn or done, or of what was seen."""
    return picture(word, "unknown")


@blueprint.app_template_filter("kind_art")
def kind_art(permit_kind: str) -> str:
    """The drawing of a kind of machine."""
    return machine_picture(permit_kind)


@blueprint.app_template_filter("sign_icon")
def sign_icon(sign: str) -> str:
    """The symbol of a sign of the board: its shape tells it without its colour."""
    return SIGN_ICONS[sign]


@blueprint.app_template_filter("permit_words")
def permit_words(kind: str) -> str:
    """A kind of permit in the person's language."""
    return gettext(permit_name(kind))


@blueprint.app_template_filter("how_long")
def how_long(since: datetime) -> str:
    """How long ago it began, in minutes, hours or days."""
    return lasted(int((now() - since).total_seconds() * 1000))


@blueprint.app_template_filter("lasted")
def lasted(milliseconds: int) -> str:
    """A length of time: minutes, then hours and minutes, then days."""
    minutes = max(0, milliseconds) // 60_000
    if minutes < 60:
        return ngettext("%(num)s min", "%(num)s min", minutes)
    if minutes < 48 * 60:
        return gettext("%(hours)s h %(minutes)s min", hours=minutes // 60, minutes=minutes % 60)
    return ngettext("%(num)s day", "%(num)s days", minutes // (24 * 60))
