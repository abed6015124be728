"""What the audit trail's verbs of makeovers are called on the page."""

from __future__ import annotations

from core.errors import N_

MAKEOVER_VERBS = {
    "add_material": N_("Added material of a makeover"),
    "add_room": N_("Added a room of a makeover"),
    "add_task": N_("Added a task of a makeover"),
    "allocate_piece": N_("Kept a piece for a makeover"),
    "arrive": N_("Arrived at a makeover"),
    "bring_back": N_("Brought a piece back from a makeover"),
    "call_off_day": N_("Called off a work day"),
    "cancel_makeover": N_("Cancelled a makeover"),
    "change_referral": N_("Changed a referral"),
    "finish_survey": N_("Finished a survey"),
    "finish_work": N_("Finished the work of a makeover"),
    "give_photo_consent": N_("Noted that a household agrees to photos"),
    "keep_address": N_("Kept a sealed address"),
    "keep_work_day_event": N_("Told something from a work day"),
    "keep_makeover_photo": N_("Kept a photo of a room"),
    "leave": N_("Left a makeover"),
    "load_piece": N_("Put a piece on the van"),
    "note_practice": N_("Noted practice at a makeover"),
    "pick_piece": N_("Noted a wish of a household"),
    "plan_day": N_("Planned a work day"),
    "plan_makeover": N_("Planned a makeover"),
    "print_run_sheet": N_("Numbered a run sheet"),
    "put_on_day": N_("Put somebody on a work day"),
    "refer_makeover": N_("Kept a referral"),
    "remove_makeover_photo": N_("Deleted a photo of a room"),
    "save_survey": N_("Answered a survey"),
    "settle_work_day_event": N_("Settled what was told from a work day"),
    "sign_off_makeover": N_("Kept the household's word"),
    "take_back_photo_consent": N_("A household took back its consent to photos"),
    "take_from_day": N_("Took somebody off a work day"),
    "take_off": N_("Took a piece off a makeover's list"),
    "tick_material": N_("Ticked material of a makeover"),
    "tick_run_sheet": N_("Ticked a run sheet as destroyed"),
    "tick_task": N_("Ticked a task of a makeover"),
    "unpick_piece": N_("Took back a wish of a household"),
    "want_pieces": N_("Changed the pieces wanted for a makeover"),
}
