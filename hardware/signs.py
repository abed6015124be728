"""The words of machines as people read them, and the drawing of each: what is worn, done, fed, and why it is used."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from core.errors import N_

ART: Final = Path(__file__).resolve().parents[1] / "static" / "art" / "machines"
PPE_WORDS: Final = {
    "goggles": N_("Goggles"),
    "ear_defenders": N_("Ear defenders"),
    "mask": N_("Mask"),
    "no_gloves": N_("No gloves"),
    "hair_tied": N_("Hair tied back"),
    "shoes": N_("Closed shoes"),
    "extraction": N_("Extraction on"),
    "gloves": N_("Gloves"),
    "apron": N_("Apron"),
}
METHOD_WORDS: Final = {
    "clamp": N_("Clamp it down"),
    "close_lid": N_("Close the lid"),
    "stay_beside": N_("Stay beside it"),
    "set_zero": N_("Set the zero"),
    "fire_blanket": N_("Fire blanket near"),
    "extraction": N_("Extraction on"),
}
MATERIAL_WORDS: Final = {
    "plywood": N_("Plywood"),
    "mdf": N_("MDF"),
    "solid_wood": N_("Solid wood"),
    "acrylic": N_("Acrylic"),
    "cardboard": N_("Cardboard"),
    "felt": N_("Felt"),
    "leather": N_("Leather"),
    "filament": N_("Filament"),
    "pvc": N_("PVC"),
    "polycarbonate": N_("Polycarbonate"),
    "painted": N_("Painted board"),
    "varnished": N_("Varnished board"),
    "laminated": N_("Laminated board"),
    "foam": N_("Foam"),
    "metal": N_("Metal"),
    "unknown": N_("Anything unknown"),
}
USE_WORDS: Final = {
    "own_work": N_("My own work"),
    "piece": N_("A piece of furniture"),
    "class": N_("A class"),
    "makeover": N_("A makeover"),
    "artefacts": N_("Things we make"),
    "maintenance": N_("Maintenance"),
    "unknown": N_("Not said"),
}
BOOKING_WORDS: Final = {
    "booked": N_("booked"),
    "used": N_("used"),
    "no_show": N_("nobody came"),
    "cancelled": N_("given back"),
}
STATE_WORDS: Final = {
    "in_service": N_("in service"),
    "needs_check": N_("needs a check or a clean"),
    "out_of_order": N_("out of order"),
    "retired": N_("retired"),
}
KINDS: Final = (
    ("laser", "laser_cutter"),
    ("cnc", "cnc_router"),
    ("router", "cnc_router"),
    ("print", "printer_3d"),
)


def sign_words(word: str) -> str:
    """What a sign says, in English; a site's own word as it stands."""
    for known in (PPE_WORDS, METHOD_WORDS, MATERIAL_WORDS):
        if word in known:
            return known[word]
    return word.replace("_", " ").capitalize()


@lru_cache(maxsize=256)
def sign_file(word: str) -> str:
    """The drawing of a sign inside `static/`; of one that nobody drew, that of anything unknown."""
    is_plain = word.replace("_", "").isalnum()
    drawn = word if is_plain and (ART / f"{word}.svg").is_file() else "unknown"
    return f"art/machines/{drawn}.svg"


def kind_file(kind: str) -> str:
    """The drawing of a kind of machine inside `static/`; of any machine where nobody drew that kind."""
    drawn = next((drawing for part, drawing in KINDS if part in kind.lower()), "machine")
    return f"art/machines/{drawn}.svg"
