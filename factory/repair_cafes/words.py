"""Words of repair cafés: kinds of things, what is wrong, what became of it, and why nothing could be done.

Kinds of powered things, outcomes and barriers are the code lists of the Open Repair Data Standard v0.3 (Open Repair
Alliance, CC BY-SA 4.0, standard.openrepair.org), in its own words and numbers; kinds without power are those of its
published summary (openrepair/data, aggregated/202507). What a person reads is translated, what is published is not.
"""

from __future__ import annotations

from typing import Final

from core.errors import N_

POWERED: Final = {
    1: N_("Aircon/dehumidifier"),
    2: N_("Battery/charger/adapter"),
    3: N_("Decorative or safety lights"),
    4: N_("Desktop computer"),
    5: N_("Digital compact camera"),
    6: N_("DSLR/video camera"),
    7: N_("Fan"),
    8: N_("Flat screen"),
    9: N_("Hair & beauty item"),
    10: N_("Handheld entertainment device"),
    11: N_("Headphones"),
    12: N_("Hi-Fi integrated"),
    13: N_("Hi-Fi separates"),
    14: N_("Kettle"),
    15: N_("Lamp"),
    16: N_("Laptop"),
    17: N_("Large home electrical"),
    18: N_("Misc"),
    19: N_("Mobile"),
    20: N_("Musical instrument"),
    21: N_("Paper shredder"),
    22: N_("PC accessory"),
    23: N_("Portable radio"),
    24: N_("Power tool"),
    25: N_("Printer/scanner"),
    26: N_("Projector"),
    27: N_("Sewing machine"),
    28: N_("Small home electrical"),
    29: N_("Small kitchen item"),
    30: N_("Tablet"),
    31: N_("Toaster"),
    32: N_("Toy"),
    33: N_("TV and gaming-related accessories"),
    34: N_("Vacuum"),
    35: N_("Watch/clock"),
    36: N_("Coffee maker"),
    37: N_("Food processor"),
    38: N_("Games console"),
    39: N_("Hair dryer"),
    40: N_("Iron"),
}
UNPOWERED: Final = {
    101: N_("Furniture"),
    102: N_("Textile"),
    103: N_("Bicycle"),
    104: N_("Household"),
    105: N_("Jewellery"),
    106: N_("Other"),
}
"""Numbers of our own above the standard's; each is published as "Unpowered - " and its word."""
CATEGORIES: Final = {**POWERED, **UNPOWERED}
FIRST_UNPOWERED: Final = 101
OUTCOMES: Final = {
    "fixed": N_("Fixed"),
    "repairable": N_("Repairable"),
    "end_of_life": N_("End of life"),
    "unknown": N_("Unknown"),
}
BARRIERS: Final = {
    1: N_("Spare parts not available"),
    2: N_("Spare parts too expensive"),
    3: N_("No way to open product"),
    4: N_("Repair information not available"),
    5: N_("Lack of equipment"),
    6: N_("Item too worn out"),
}
PROBLEMS: Final = {
    "dead": N_("It does nothing"),
    "stops": N_("It stops and starts"),
    "noise": N_("It makes a noise"),
    "smell": N_("It smells of burning"),
    "cable": N_("Cable or plug"),
    "battery": N_("Battery"),
    "broken": N_("A part is broken"),
    "loose": N_("Loose or wobbly"),
    "torn": N_("Torn or a seam"),
    "leak": N_("It leaks"),
    "stuck": N_("It is stuck"),
    "other": N_("Something else"),
}
"""What is wrong, by a picture that anybody can press."""
PROBLEM_ICONS: Final = {
    "dead": "circle-x",
    "stops": "player-pause",
    "noise": "volume",
    "smell": "flame",
    "cable": "plug",
    "battery": "bolt",
    "broken": "puzzle",
    "loose": "armchair",
    "torn": "scissors",
    "leak": "arrow-down",
    "stuck": "lock",
    "other": "question-mark",
}
LONGEST_REPAIR: Final = 1440
MOST_TICKETS: Final = 9_999
OLDEST_YEAR: Final = 1850
