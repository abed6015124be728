"""What the audit trail calls the acts at machines."""

from __future__ import annotations

from core.errors import N_

MACHINE_VERBS = {
    "add_machine": N_("Added a machine"),
    "add_machine_type": N_("Added a kind of machine"),
    "add_plan": N_("Planned maintenance"),
    "ask_for_correction": N_("Asked for a correction of hours at a machine"),
    "book_machine": N_("Booked a machine"),
    "cancel_booking": N_("Gave a booking back"),
    "change_machine": N_("Changed a machine"),
    "change_machine_type": N_("Changed a kind of machine"),
    "match_sitting": N_("Said who it was at a machine"),
    "undo_match": N_("Took back who it was at a machine"),
    "open_tag_window": N_("Let a kiosk wait for somebody's card"),
    "take_in_tag": N_("Took in a contactless card"),
    "end_tag": N_("Withdrew a contactless card"),
    "use_tag_again": N_("Gave a contactless card back"),
    "ask_for_turn": N_("Asked for a new key for a kiosk"),
    "claim_job": N_("Said whose work at a machine it was"),
    "decide_correction": N_("Decided on a correction of hours at a machine"),
    "do_maintenance": N_("Did maintenance on a machine"),
    "drop_material": N_("Took a material off a machine's card"),
    "end_fault": N_("Ended a fault of a machine"),
    "end_plan": N_("Ended a plan of maintenance"),
    "move_booking": N_("Moved a booking of a machine"),
    "report_fault": N_("Reported a fault of a machine"),
    "set_kiosk_machines": N_("Chose the machines beside a kiosk"),
    "set_machine_state": N_("Put a machine into another state"),
    "set_material": N_("Said whether a machine takes a material"),
    "set_profile": N_("Changed how a machine is listened to"),
    "settle_rejected": N_("Looked at what a kiosk told and could not be taken"),
    "take_fault": N_("Took a fault of a machine on"),
    "turn_token": N_("Gave a kiosk a new key"),
}
