"""What the audit trail's verbs and subjects are called on the page, and where a subject has a page of its own."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext

from core.bounds import whole
from core.errors import N_
from factory.admin.front_desk_verbs import FRONT_DESK_VERBS
from factory.admin.machine_verbs import MACHINE_VERBS
from factory.admin.makeover_verbs import MAKEOVER_VERBS
from factory.admin.sharing_verbs import SHARING_PAGES, SHARING_SUBJECTS, SHARING_VERBS
from factory.admin.training_verbs import TRAINING_VERBS
from factory.admin.van_verbs import VAN_VERBS
from factory.admin.works_verbs import WORKS_VERBS

VERB_NAMES = {
    **FRONT_DESK_VERBS,
    "add_donation": N_("Wrote down a donation"),
    "add_donor": N_("Added a donor"),
    "add_household": N_("Added a household"),
    "add_makeover": N_("Added a makeover"),
    "add_organisation": N_("Added an organisation"),
    "add_person": N_("Added a person"),
    "add_photo": N_("Kept a photo"),
    "add_place": N_("Added a place"),
    "add_site": N_("Added a site"),
    "answered": N_("Answered a question on a piece"),
    "approve_photo": N_("Approved a photo for the public page"),
    "approve_text": N_("Approved a text"),
    "change_donor": N_("Changed a donor"),
    "change_household": N_("Changed a household"),
    "change_makeover": N_("Changed a makeover"),
    "change_organisation": N_("Changed an organisation"),
    "change_place": N_("Changed a place"),
    "change_site": N_("Changed a site"),
    "claim_card": N_("Took a blank card"),
    "close_month": N_("Closed a month of the count"),
    "enter_openings": N_("Took in opening figures"),
    "undo_openings": N_("Took opening figures out again"),
    "close_import": N_("Closed a spreadsheet"),
    "closed": N_("Closed a practice life"),
    "confirm_permit": N_("Confirmed a permit"),
    "correct_text": N_("Corrected a text"),
    "correct_visit": N_("Put a visit right"),
    "count_heads": N_("Counted visitors without a name"),
    "described": N_("Described a piece"),
    "drop_text": N_("Dropped a corrected text"),
    "drop_visit": N_("Left a visit out"),
    "end_permit": N_("Ended a permit"),
    "end_role": N_("Ended a role"),
    "end_target": N_("Ended a target"),
    "end_hold": N_("Took a hold of evidence back"),
    "erase_person": N_("Erased a person"),
    "hold_evidence": N_("Held evidence until a day"),
    "merge_people": N_("Merged two numbers of one person"),
    "say_not_same": N_("Said that two are two people"),
    "set_young": N_("Noted under 18, or a guardian's permission"),
    "undo_merge": N_("Took a merge of people back"),
    "purge_evidence": N_("Emptied evidence whose time was over"),
    "give_everything": N_("Drew up everything kept of a person"),
    "filled": N_("Noted a filling or cover"),
    "give_permit": N_("Gave a permit"),
    "give_role": N_("Gave a role"),
    "import_text": N_("Brought in a text"),
    "intake": N_("Took in a piece"),
    "keep_together": N_("Kept pieces together as a set"),
    "leave_set": N_("Took a piece out of its set"),
    "undo_set": N_("Undid a set"),
    "keep_clip": N_("Kept a recording"),
    "keep_door_event": N_("Kept what a door saw"),
    "key_in_paper": N_("Keyed in a visit from paper"),
    "keep_stray": N_("Kept a stray scan"),
    "leave_message": N_("Left a message"),
    "lose_card": N_("Ended a lost card"),
    "make_account": N_("Made an account"),
    "make_batch": N_("Made a batch of labels"),
    "make_blank_cards": N_("Made blank cards"),
    "make_card_for": N_("Made a card for a person"),
    "make_pairing_code": N_("Made a pairing code"),
    "map_import": N_("Matched the columns of a spreadsheet"),
    "moved": N_("Moved a piece"),
    "name_person": N_("Changed a person's name"),
    "note_consent": N_("Noted a consent"),
    "open_import": N_("Brought a spreadsheet"),
    "overridden": N_("Overruled a house rule"),
    "pair_device": N_("Paired a tablet"),
    "photographed": N_("Took a photo of a piece"),
    "placed": N_("Put a piece on a place"),
    "released": N_("Gave a piece out"),
    "remove_clip": N_("Removed a recording"),
    "rename_device": N_("Renamed a tablet"),
    "reopen_message": N_("Opened a message again"),
    "replace_clip": N_("Replaced a recording"),
    "replace_label": N_("Replaced a label"),
    "retire_place": N_("Retired a place"),
    "revoke_device": N_("Ended a tablet's pairing"),
    "set_contact": N_("Changed how to reach a person"),
    "set_look": N_("Changed how the screens look to a person"),
    "begin_code": N_("Made a secret for sign-in codes"),
    "prove_code": N_("Gives a code at sign-in from now on"),
    "end_code": N_("Took the sign-in code off"),
    "set_password": N_("Set a password"),
    "set_pin": N_("Set a PIN"),
    "set_printer_offset": N_("Aligned a printer"),
    "set_target": N_("Set or changed a target"),
    "choose_trained_rule": N_("Chose who counts as trained"),
    "settle_message": N_("Settled a message"),
    "settle_refusal": N_("Settled a refused scan"),
    "switch_account": N_("Switched an account on or off"),
    "switch_person": N_("Switched a person on or off"),
    "transferred": N_("Received a piece at another site"),
    "undone": N_("Took a step back"),
    "void_card": N_("Voided a card"),
    "void_labels": N_("Voided labels"),
    "waste_noted": N_("Noted a waste paper"),
    "weighed": N_("Weighed a piece"),
    "withdraw_consent": N_("Took back a consent"),
    "withdraw_photo": N_("Took a photo off the public page"),
    "work_alone": N_("Works alone again"),
    "work_instead": N_("Took over the tablet"),
    "work_together": N_("Joined somebody at the tablet"),
    **TRAINING_VERBS,
    **MACHINE_VERBS,
    **MAKEOVER_VERBS,
    **SHARING_VERBS,
    **WORKS_VERBS,
    **VAN_VERBS,
}
"""The name of each verb that the services write; a house test reads the code and misses none."""

SUBJECT_NAMES = {
    "artefact": N_("Batch of artefacts"),
    "batch": N_("Batch"),
    "card": N_("Card"),
    "cards": N_("Cards"),
    "delivery": N_("Delivery"),
    "device": N_("Tablet"),
    "donation": N_("Donation"),
    "donor": N_("Donor"),
    "event": N_("Scan"),
    "help_given": N_("Help to an organisation"),
    "household": N_("Household"),
    "import": N_("Spreadsheet"),
    "makeover": N_("Makeover"),
    "message": N_("Message"),
    "occasion": N_("Occasion"),
    "offer": N_("Offer"),
    "mishap": N_("Accident or near miss"),
    "organisation": N_("Organisation"),
    "pair": N_("Pair"),
    "pairing": N_("Pairing code"),
    "person": N_("Person"),
    "photo": N_("Photo"),
    "piece": N_("Piece"),
    "place": N_("Place"),
    "printer": N_("Printer"),
    "repair_item": N_("Ticket"),
    "round": N_("Collection round"),
    "set": N_("Set of pieces"),
    "site": N_("Site"),
    "site_skill": N_("Skill"),
    "target": N_("Target"),
    "text": N_("Text"),
    "trained_rule": N_("Who counts as trained"),
    **SHARING_SUBJECTS,
    "visit": N_("Visit"),
    "visit_event": N_("Door"),
}
PAGES = {
    "artefact": ("occasions.edit_artefact", "artefact_id"),
    "cards": ("admin.print_blank_cards", ""),
    "delivery": ("van.show_delivery", "number"),
    "device": ("admin.list_devices", ""),
    "donation": ("inventory.show_donation", "number"),
    "donor": ("inventory.show_donor", "number"),
    "event": ("inventory.list_refused", ""),
    "help_given": ("occasions.edit_help", "help_id"),
    "import": ("inventory.show_import", "import_id"),
    "occasion": ("occasions.show_occasion", "occasion_id"),
    "makeover": ("makeovers.show_makeover", "makeover"),
    "offer": ("van.show_offer", "number"),
    "mishap": ("mishaps.show_mishap", "mishap_id"),
    "pair": ("skills.show_pair", "pair_id"),
    "pairing": ("admin.list_devices", ""),
    "person": ("admin.show_person", "number"),
    "piece": ("inventory.show_piece", "code"),
    "place": ("inventory.edit_place", "code"),
    "printer": ("inventory.set_printer", ""),
    "round": ("van.show_round", "number"),
    "site": ("admin.edit_site", "slug"),
    "site_skill": ("skills.list_skills", ""),
    "target": ("programme.edit_target", "target_id"),
    "trained_rule": ("programme.list_trained_rules", ""),
    **SHARING_PAGES,
    "visit": ("visits.show_visit", "stay_id"),
}
"""Kinds of subject whose page is found by what stands behind the colon, or that share one page."""
GROUPS = {"organisation": "organisations", "household": "households"}
NAMELESS = frozenset({"device", "event", "photo", "visit_event"})
"""Subjects whose key is a long row of hex digits, which says nothing to anybody."""


def verb_name(verb: str) -> str:
    """The name of a verb; a verb of an older edition, which has none, as it is written."""
    return str(gettext(VERB_NAMES.get(verb, verb)))


def subject_name(subject: str, called: str = "") -> str:
    """A subject as people say it: "Piece 7K3M9QX", "Person Amina"; `called` is its name where it has one."""
    kind, _, key = subject.partition(":")
    if kind not in SUBJECT_NAMES:
        return subject
    if kind == "text":
        key = key.partition(":")[0]
    return " ".join(
        filter(None, (str(gettext(SUBJECT_NAMES[kind])), called or ("" if kind in NAMELESS else key)))
    )


def subject_page(subject: str, row_id: str = "") -> tuple[str, str]:
    """(endpoint, address) of the page of a subject, or empty words. `row_id` is what its page goes by, if not its key.

    A photo's `row_id` is the code of its piece.
    """
    kind, _, key = subject.partition(":")
    number = whole(row_id or key, 15)
    if kind in GROUPS and number is not None:
        endpoint = "inventory.show_recipient"
        return endpoint, url_for(endpoint, group=GROUPS[kind], recipient_id=number)
    if kind == "batch" and row_id:
        return "inventory.show_label_batch", url_for("inventory.show_label_batch", batch_id=int(row_id))
    if kind == "photo" and row_id:
        return "inventory.show_piece", url_for("inventory.show_piece", code=row_id)
    if kind == "message":
        return "inventory.list_messages", url_for(
            "inventory.list_messages", state="all", _anchor=f"message-{key}"
        )
    if kind == "text" and key.count(":") == 1:
        language, _, hashed = key.partition(":")
        return "words.show_text", url_for("words.show_text", language=language, key=hashed)
    endpoint, parameter = PAGES.get(kind, ("", ""))
    if not endpoint:
        return "", ""
    values: dict[str, Any] = {parameter: int(key) if parameter.endswith("_id") else key} if parameter else {}
    return endpoint, url_for(endpoint, **values)
