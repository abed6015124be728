"""What the audit trail calls the acts at machines."""

from __future__ import annotations

from core.errors import N_

MACHINE_VERBS = {
    "add_machine": N_("Added a machine"),
    "add_machine_type": N_("Added a kind of machine"),
    "change_machine": N_("Changed a machine"),
    "change_machine_type": N_("Changed a kind of machine"),
    "drop_material": N_("Took a material off a machine's card"),
    "set_kiosk_machines": N_("Chose the machines beside a kiosk"),
    "set_machine_state": N_("Put a machine into another state"),
    "set_material": N_("Said whether a machine takes a material"),
    "set_profile": N_("Changed how a machine is listened to"),
    "turn_token": N_("Gave a kiosk a new key"),
}
