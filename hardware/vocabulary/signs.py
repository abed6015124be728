"""The signs of a machine, said and drawn alike by the kiosk and the server: protection, method, materials, faults."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
ART = STATIC / "art" / "machines"


def N_(text: str) -> str:
    """Mark `text` for translation and return it unchanged; it is translated when it is shown."""
    return text


PROTECTION = {
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
METHOD = {
    "clamp": N_("Clamp it down"),
    "close_lid": N_("Close the lid"),
    "stay_beside": N_("Stay beside it"),
    "set_zero": N_("Set the zero"),
    "fire_blanket": N_("Fire blanket near"),
    "extraction": N_("Extraction on"),
}
MATERIALS = {
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
CHECKS = {
    "red_stop": N_("The red stop button is free"),
    "extraction": N_("Extraction runs"),
    "goggles": N_("Goggles on"),
    "ear_defenders": N_("Ear defenders on"),
    "mask": N_("Mask on"),
    "hair_tied": N_("Hair tied, sleeves up"),
    "guard": N_("All guards are there"),
    "cable": N_("Cables are whole"),
    "close_lid": N_("The lid closes"),
    "lens": N_("The lens is clean"),
    "fire_blanket": N_("The fire blanket is there"),
    "clamp": N_("The work is clamped"),
    "collet": N_("The tool sits tight"),
    "belt": N_("Belts are tight"),
    "filter": N_("The filter is not full"),
    "test_run": N_("A short run without load sounds right"),
}
"""What is looked at before a machine is used, each with a drawing: a kind of machine's checklist."""
PROBLEMS = {
    "noise": N_("Strange noise"),
    "broken_part": N_("Something is worn or broken"),
    "cuts_badly": N_("It cuts badly"),
    "stuck": N_("Something is stuck"),
    "does_not_start": N_("It does not start"),
    "smell": N_("Strange smell"),
    "other": N_("Something else"),
}
DANGERS = {
    "smoke": N_("Fire or smoke"),
    "guard": N_("A guard is missing"),
    "cable": N_("A cable is hurt"),
    "broken_part": N_("Something is broken"),
    "other": N_("Something else"),
}
PURPOSES = {
    "own_work": N_("Own work"),
    "piece": N_("A piece"),
    "class": N_("A class"),
    "makeover": N_("A makeover"),
    "artefacts": N_("Artefacts"),
    "maintenance": N_("Maintenance"),
}
KINDS = (("laser", "laser_cutter"), ("cnc", "cnc_router"), ("router", "cnc_router"), ("print", "printer_3d"))
"""What a kind of machine has in its word, and its drawing."""


def drawing_of_kind(kind: str) -> str:
    """The drawing of a kind of machine, inside `static/`; of any machine where nobody drew that kind."""
    drawing = next((drawing for part, drawing in KINDS if part in kind.lower()), "machine")
    return f"art/machines/{drawing}.svg"


@lru_cache(maxsize=256)
def drawing_of(word: str, otherwise: str = "unknown") -> str:
    """The drawing of a word, inside `static/`; of one that nobody drew, another drawing."""
    is_plain = word.replace("_", "").isalnum()
    return f"art/machines/{word if is_plain and (ART / f'{word}.svg').is_file() else otherwise}.svg"
