"""What occasions, artefacts and help are called: words of fixed lists, with their names."""

from __future__ import annotations

from typing import Final

from core.errors import N_

OCCASION_KINDS: Final = {
    "open_day": N_("Open day"),
    "family_workshop": N_("Family workshop"),
    "exhibition": N_("Exhibition"),
    "school_visit": N_("School visit"),
    "van_stop": N_("Van stop"),
    "repair_cafe": N_("Repair café"),
}
CITIES: Final = {
    "Coventry": N_("Coventry"),
    "Wolverhampton": N_("Wolverhampton"),
    "Birmingham": N_("Birmingham"),
    "other": N_("Elsewhere"),
}
ARTEFACT_KINDS: Final = {
    "ppe": N_("Protective equipment"),
    "signage": N_("Signs"),
    "gifts": N_("Gifts"),
    "props": N_("Props and exhibits"),
    "parts": N_("Parts"),
    "other": N_("Something else"),
}
HELP_KINDS: Final = {
    "advice": N_("Advice"),
    "prototyping": N_("Making a prototype"),
    "machine_time": N_("Time at machines"),
    "training": N_("Training of its people"),
    "materials": N_("Materials"),
    "space": N_("Space to work"),
    "other": N_("Other help"),
}
MOST_HEADS: Final = 100_000
MOST_MADE: Final = 1_000_000
LONGEST_HELP: Final = 60_000
"""Minutes: a thousand hours in one entry is a slip of the keyboard."""
