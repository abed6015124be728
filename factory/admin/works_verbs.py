"""What the audit trail calls the acts of occasions, repair cafés, artefacts and help."""

from __future__ import annotations

from core.errors import N_

WORKS_VERBS = {
    "add_artefact": N_("Wrote down a batch"),
    "add_help": N_("Wrote down help to an organisation"),
    "add_occasion": N_("Wrote down an occasion"),
    "bring_makeover": N_("Brought a makeover of earlier years"),
    "close_works_import": N_("Closed an import of the works"),
    "map_works_import": N_("Matched the columns of a spreadsheet of the works"),
    "open_works_import": N_("Brought a spreadsheet of the works"),
    "take_back_makeover": N_("Took a makeover of earlier years back"),
    "take_works_rows": N_("Took in rows of the works"),
    "undo_import": N_("Took a whole import back"),
    "begin_repair": N_("Began to mend a visitor's thing"),
    "call_off": N_("Called an occasion off"),
    "call_on": N_("Took back that an occasion was called off"),
    "change_artefact": N_("Corrected a batch"),
    "change_help": N_("Corrected help to an organisation"),
    "change_item": N_("Corrected a ticket"),
    "change_occasion": N_("Corrected an occasion"),
    "count_heads": N_("Counted heads"),
    "end_repair": N_("Said what became of a visitor's thing"),
    "reopen_item": N_("Took an outcome back"),
    "take_in_item": N_("Gave out a ticket"),
    "withdraw_artefact": N_("Took a batch out of the count, or back"),
    "withdraw_help": N_("Took help out of the count, or back"),
    "withdraw_item": N_("Withdrew a ticket, or took that back"),
}
