"""The words of the van's day that the database, the forms and the tablets share."""

from __future__ import annotations

from core.errors import N_

CAME_BY = {
    "phone": N_("By phone"),
    "desk": N_("At the desk"),
    "form": N_("By the public form"),
    "council": N_("From the council's tip"),
}
OFFER_STATES = {
    "offered": N_("To decide"),
    "accepted": N_("Accepted"),
    "declined": N_("Declined"),
    "received": N_("Received"),
}
DECLINE_REASONS = {
    "no_fire_label": N_("No fire label on soft seating"),
    "damaged": N_("Too damaged"),
    "infested": N_("Insects or mould"),
    "too_big": N_("Too big for the van"),
    "no_space": N_("No space here"),
    "too_far": N_("Too far away"),
    "not_used": N_("Nobody needs it"),
    "taken_back": N_("The donor changed their mind"),
}
"""Why an offer is not taken. Each is counted."""
STOP_OUTCOMES = {
    "collected": N_("Collected"),
    "nobody_in": N_("Nobody in"),
    "not_taken": N_("Not taken at the door"),
}
PIECE_STATES = {
    "planned": N_("To load"),
    "loaded": N_("In the van"),
    "delivered": N_("Delivered"),
    "undelivered": N_("Back to ready"),
}
BACK_REASONS = {
    "nobody_in": N_("Nobody in"),
    "refused": N_("They did not want it"),
    "does_not_fit": N_("It does not fit"),
    "damaged": N_("Damaged on the way"),
    "not_taken": N_("Not taken along"),
}
"""Why a piece came back and is ready again. The last one is said at the desk."""
NOT_SIGNED = {
    "asked_not_to": N_("They would rather not sign"),
    "cannot": N_("They cannot sign"),
    "other_language": N_("Nobody could explain it in their language"),
    "nobody_in": N_("Nobody in"),
}
VAN_EVENTS = (
    "loaded", "delivered", "back", "arrived", "left", "signed", "not_signed",
    "stop_arrived", "stop_left", "nobody_in", "not_taken", "collected", "unread",
    "not_arrived", "not_left", "stop_not_arrived",
)  # fmt: skip
"""What a tablet in the van tells; the last three take back what was tapped by mistake."""
SETTLED = {
    "by_hand": N_("Put right by hand"),
    "not_so": N_("It was not so"),
}
"""What a coordinator says of what a tablet told and could not be done."""
EVENT_STATES = ("done", "refused", "unproven")
