"""The words of the room as people read them: signs, states, causes, materials."""

from __future__ import annotations

from collections.abc import Mapping

from core.errors import N_
from hardware.vocabulary.signs import DANGERS, MATERIALS, METHOD, PROBLEMS, PROTECTION, PURPOSES

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
STEPS = {
    "repair": N_("Repair"),
    "strip": N_("Strip and sand"),
    "make": N_("Make a part"),
    "finish": N_("Paint and finish"),
    "upholster": N_("Upholster"),
}
CHECK_TIMES = {
    "day": N_("Before the first use of a day"),
    "sitting": N_("Each time somebody signs on"),
}
BOOKINGS = {
    "booked": N_("booked"),
    "used": N_("used"),
    "no_show": N_("nobody came"),
    "cancelled": N_("given back"),
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "sign": SIGNS,
    "state": STATES,
    "state_cause": STATE_CAUSES,
    "rule": RULES,
    "purpose": {**PURPOSES, "unknown": N_("Not told")},
    "fault_cause": FAULT_CAUSES,
    "end": END_CAUSES,
    "asked_for": ASKED_FOR,
    "measure": MEASURES,
    "rejected": REJECTED,
    "booking": BOOKINGS,
    "fault": {**PROBLEMS, **DANGERS},
    "ppe": PROTECTION,
    "method": METHOD,
    "material": MATERIALS,
}


def sign_words(word: str) -> str:
    """What a sign of a card says, in English; a site's own word as it stands."""
    for known in (PROTECTION, METHOD, MATERIALS):
        if word in known:
            return known[word]
    return word.replace("_", " ").capitalize()
