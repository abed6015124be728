"""What the audit trail's verbs of the van's day are called."""

from __future__ import annotations

from core.errors import N_

VAN_VERBS = {
    "accept_offer": N_("Accepted an offer"),
    "add_delivery_piece": N_("Put a piece on a delivery"),
    "add_stop": N_("Put a stop on a round"),
    "cancel_delivery": N_("Called a delivery off"),
    "decline_offer": N_("Declined an offer"),
    "forget_offer": N_("Deleted who offered, and the photos"),
    "keep_offer": N_("Wrote down an offer"),
    "settle_van_event": N_("Settled what was told from the van"),
    "keep_van_event": N_("Told something from the van"),
    "move_stop": N_("Moved a stop"),
    "plan_delivery": N_("Planned a delivery"),
    "plan_round": N_("Planned a collection round"),
    "receive_offer": N_("Received an offer"),
    "take_off_piece": N_("Took a piece off a delivery"),
    "take_off_stop": N_("Took a stop off a round"),
    "write_kilometres": N_("Wrote down kilometres"),
}
