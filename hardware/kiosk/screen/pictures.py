"""What the words of an agent are called on the screen, and which picture of `static/art/machines` stands for each."""

from __future__ import annotations

from collections.abc import Sequence

from hardware.vocabulary.signs import MATERIALS, N_, STATIC, drawing_of

PURPOSE_DRAWINGS = {
    "own_work": "art/machines/own_work.svg",
    "piece": "art/first-chair.svg",
    "class": "art/machines/class.svg",
    "makeover": "art/courses/painting.svg",
    "artefacts": "art/courses/enterprise.svg",
    "maintenance": "art/machines/care.svg",
}
"""What stands for each purpose, inside `static/`."""

CARE = {
    "lens": N_("Clean the lens"),
    "filter": N_("Change the filter"),
    "tube": N_("Check the tube"),
    "belt": N_("Tighten the belt"),
    "oil": N_("Oil it"),
    "collet": N_("Clean the collet"),
}
REASONS = {
    "no_permit": N_("You have no permit for this machine yet."),
    "permit_ended": N_("Your permit for this machine has ended."),
    "permit_lapsed": N_("You have not used it for a long time, so your permit rests."),
    "machine_out": N_("This machine is out of order."),
    "machine_needs_check": N_("This machine needs a check first."),
    "machine_retired": N_("This machine is not used any more."),
    "closed_now": N_("This machine is closed now."),
    "needs_second_person": N_("This machine needs two people."),
    "needs_supervisor": N_("You may use it with somebody beside you."),
    "booked_by_other": N_("Somebody has booked it for now."),
    "unknown_card": N_("This card is not known here."),
    "tag_taken": N_("This card is being taken in."),
    "card_withdrawn": N_("This card has ended."),
    "person_archived": N_("This card has ended."),
    "material_forbidden": N_("This material may not go into it."),
    "pack_too_old": N_("This kiosk has had no connection for too long to know."),
}
REMEDIES = {
    "no_permit": N_("Come to an induction, or ask who can stand beside you."),
    "permit_ended": N_("Come to an induction again, or ask who can stand beside you."),
    "permit_lapsed": N_("A short refresher brings it back. Ask who can help."),
    "machine_out": N_("Ask staff which other machine you can use."),
    "machine_needs_check": N_("Ask a maintainer to look at it."),
    "machine_retired": N_("Ask staff which other machine you can use."),
    "closed_now": N_("Come back when it is open, or ask staff."),
    "needs_second_person": N_("Ask somebody to show their card here too."),
    "needs_supervisor": N_("Ask one of them to show their card here."),
    "unknown_card": N_("Ask staff. With a trainer beside you, let them show their card now."),
    "tag_taken": N_("Look at the desk. In a moment, show it here again."),
    "booked_by_other": N_("Ask them, or use it after them."),
    "material_forbidden": N_("Take it out and ask staff what to use instead."),
}
ASK_STAFF = N_("Ask staff. They can help at once.")


def gravest_first(materials: Sequence[str]) -> list[str]:
    """Materials in the order of our list: PVC leads what is never allowed, so that a small card shows it."""
    places = {word: place for place, word in enumerate(MATERIALS)}
    return sorted(materials, key=lambda word: (places.get(word, len(places)), word))


def piece_drawing(category: str) -> str:
    """The drawing of a piece of a category as it comes in, inside `static/`; of a label where nobody drew that."""
    name = f"art/{category}-before.svg"
    is_drawn = category.replace("-", "").isalnum() and (STATIC / name).is_file()
    return name if is_drawn else drawing_of("show_label")


def picture(word: str, otherwise: str = "care") -> str:
    """The drawing of a word, inside `static/`; of one that nobody drew, what is done to a machine."""
    return drawing_of(word, otherwise)
