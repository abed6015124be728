"""What the audit trail calls the verbs of skills, pairs, mishaps, paper days and sign-ins ended."""

from __future__ import annotations

from core.errors import N_

FRONT_DESK_VERBS = {
    "set_skills": N_("Said what a person can show and wants to learn"),
    "add_site_skill": N_("Added a skill to the list"),
    "switch_site_skill": N_("Took a skill into or out of use"),
    "begin_pair": N_("Paired two people"),
    "end_pair": N_("Ended a pair"),
    "add_meeting": N_("Wrote down a meeting"),
    "strike_meeting": N_("Struck out a meeting"),
    "tell_mishap": N_("Told of an accident or near miss"),
    "key_paper": N_("Keyed in a line from paper"),
    "end_own_sign_in": N_("Ended a sign-in of their own"),
    "end_other_sign_ins": N_("Ended all other sign-ins of their own"),
    "end_every_sign_in_of": N_("Signed a person out everywhere"),
    "follow_mishap": N_("Wrote what was done after a mishap"),
}
