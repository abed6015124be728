"""What the words of makeovers are called on screens and papers, and the picture that stands beside each."""

from __future__ import annotations

from core.errors import N_

WORDS: dict[str, dict[str, str]] = {
    "state": {
        "referred": N_("Referred"),
        "surveyed": N_("Surveyed"),
        "planned": N_("Planned"),
        "in_work": N_("In work"),
        "finished": N_("Finished"),
        "signed_off": N_("Handed over"),
        "cancelled": N_("Cancelled"),
    },
    "kind": {"home": N_("Home"), "community": N_("Community place")},
    "need": {
        "beds": N_("Beds"),
        "seating": N_("Somewhere to sit"),
        "table": N_("A table"),
        "storage": N_("Cupboards and shelves"),
        "painting": N_("Painting"),
        "floor": N_("A floor"),
        "repairs": N_("Repairs"),
        "cleaning": N_("Cleaning"),
        "garden": N_("The garden"),
    },
    "city": {
        "Coventry": N_("Coventry"),
        "Wolverhampton": N_("Wolverhampton"),
        "Birmingham": N_("Birmingham"),
        "other": N_("Another place"),
    },
    "permission": {
        "unknown": N_("Not asked yet"),
        "owner": N_("The owner allowed it"),
        "landlord": N_("The landlord allowed it"),
        "refused": N_("Refused"),
    },
    "substance": {"unknown": N_("Not found out yet"), "no": N_("No"), "yes": N_("Yes")},
    "risk": {
        "steep_stairs": N_("Steep or narrow stairs"),
        "damp": N_("Damp or mould"),
        "loose_wires": N_("Loose wires or sockets"),
        "weak_floor": N_("A weak floor"),
        "leak": N_("A leak"),
        "heavy_lifting": N_("Heavy lifting"),
    },
    "room": {
        "living": N_("Living room"),
        "bedroom": N_("Bedroom"),
        "kitchen": N_("Kitchen"),
        "bathroom": N_("Bathroom"),
        "hall": N_("Hall and stairs"),
        "garden": N_("The garden"),
        "shared": N_("Shared room"),
        "other": N_("Another room"),
    },
    "task": {
        "clean": N_("Cleaning"),
        "paint": N_("Painting"),
        "paper": N_("Papering"),
        "floor": N_("Laying a floor"),
        "mend": N_("Mending"),
        "fit": N_("Fitting and hanging"),
        "build": N_("Building furniture"),
        "garden": N_("Gardening"),
        "other": N_("Something else"),
    },
    "photo": {"survey": N_("Survey"), "before": N_("Before"), "after": N_("After")},
    "piece": {
        "allocated": N_("held for it"),
        "on_van": N_("on the van"),
        "delivered": N_("delivered"),
        "came_back": N_("came back"),
        "taken_off": N_("taken off the list"),
        "wish": N_("wished for"),
    },
    "back": {
        "nobody_in": N_("Nobody was in"),
        "refused": N_("They did not want it"),
        "does_not_fit": N_("It does not fit"),
        "damaged": N_("It was damaged"),
        "cancelled": N_("The makeover was over"),
        "changed": N_("No longer wanted"),
        "undone": N_("The delivery was taken back"),
    },
    "cancel": {
        "no_contact": N_("Nobody can be reached"),
        "withdrawn": N_("They no longer want it"),
        "moved_away": N_("They moved away"),
        "no_permission": N_("The work is not allowed"),
        "not_safe": N_("It is not safe to work there"),
        "other": N_("Another reason"),
    },
    "outcome": {
        "signed": N_("Signed"),
        "marked": N_("Signed with a picture"),
        "refused": N_("Did not sign"),
    },
    "mark": {
        "sun": N_("Sun"),
        "tree": N_("Tree"),
        "key": N_("Key"),
        "bird": N_("Bird"),
        "flower": N_("Flower"),
        "cup": N_("Cup"),
    },
    "refusal": {
        "not_finished": N_("It is not finished"),
        "not_as_agreed": N_("It is not what we agreed"),
        "damage": N_("Something was damaged"),
        "no_reason": N_("They do not want to say"),
    },
    "question": {
        "home": N_("Do you like your rooms now?"),
        "people": N_("Were we kind and careful?"),
        "pieces": N_("Are the pieces right for you?"),
    },
    "face": {
        "1": N_("Very bad"),
        "2": N_("Bad"),
        "3": N_("So so"),
        "4": N_("Good"),
        "5": N_("Very good"),
    },
    "part": {"lead": N_("Leads"), "helper": N_("Helps"), "trainee": N_("Learns")},
    "told": {
        "arrived": N_("Arrived"),
        "left": N_("Left"),
        "task": N_("A task"),
        "practice": N_("Practice"),
        "consent": N_("The household agrees to photos"),
        "photo": N_("A photo"),
        "unread": N_("Could not be read"),
    },
    "sheet": {"out": N_("out"), "destroyed": N_("returned and destroyed")},
}
PICTURES: dict[str, dict[str, str]] = {
    "state": {
        "referred": "mail",
        "surveyed": "clipboard-check",
        "planned": "calendar",
        "in_work": "hammer",
        "finished": "brush",
        "signed_off": "rosette-discount-check",
        "cancelled": "x",
    },
    "need": {
        "beds": "category-bed-base-double",
        "seating": "category-sofa-2-seat",
        "table": "category-dining-table",
        "storage": "category-wardrobe-double",
        "painting": "brush",
        "floor": "stack-2",
        "repairs": "tool",
        "cleaning": "wand",
        "garden": "sun",
    },
    "piece": {
        "allocated": "lock",
        "on_van": "truck-delivery",
        "delivered": "circle-check",
        "came_back": "arrow-back-up",
        "taken_off": "x",
        "wish": "heart",
    },
}
MARK_ART = {
    "sun": "art/person-sun.svg",
    "tree": "art/person-tree.svg",
    "key": "art/person-key.svg",
    "bird": "art/person-swallow.svg",
    "flower": "art/person-tulip.svg",
    "cup": "art/person-teapot.svg",
}


def word_of(slug: str, kind: str) -> str:
    """The English message of a word, such as ("beds", "need"); the slug where there is none."""
    return WORDS.get(kind, {}).get(str(slug), str(slug))


def picture_of(slug: str, kind: str) -> str:
    """The icon of a word."""
    return PICTURES.get(kind, {}).get(slug, "home-heart")
