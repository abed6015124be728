"""What a learner needs to take part, in words: the adjustment, never the diagnosis. Pure."""

from __future__ import annotations

import re
from typing import Final

from core.bounds import tidy
from core.errors import N_, RuleBroken

TEXTS: Final = {"adjustment": 300, "language_support": 200, "practical": 200}
"""The free texts of needs, and how long each may be."""
LEVELS: Final = ("speaking", "reading", "writing")
WISHES: Final = ("wants_interpreter", "wants_creche", "wants_step_free")
_DIAGNOSES: Final = re.compile(
    r"\b(autis\w*|asperger\w*|adhd|dyslexi\w*|dyspraxi\w*|dyscalculi\w*|epilep\w*|diabet\w*|asthma\w*|ptsd|"
    r"depress\w*|anxiety|schizo\w*|bipolar|psycho\w*|trauma\w*|hiv|aids|cancer|hepatitis|tubercul\w*|"
    r"parkinson\w*|dementia|alzheimer\w*|multiple sclerosis|cerebral palsy|down.?s? syndrome|pregnan\w*|"
    r"disorder|diagnos\w*|syndrome)\b"
    r"|التوحد|صرع|السكري|اكتئاب|سرطان|حامل|صدمة|епілепс|аутизм|діабет|депресі|autyzm|cukrzyc|padaczk",
    re.IGNORECASE,
)
"""Words that name a condition: the trainer needs what helps, and nobody here keeps why."""


def clean_need(field: str, text: str) -> str:
    """A text of needs as it is kept. Raises RuleBroken on `field` if too long, forbidden, or naming a condition."""
    return refuse_condition(field, tidy(field, text, TEXTS[field]))


def refuse_condition(field: str, text: str) -> str:
    """`text`. Raises RuleBroken on `field` where it names a condition: a help, no proof that none is there."""
    found = _DIAGNOSES.search(text)
    if found:
        raise RuleBroken(
            field,
            N_("“%(word)s” names a condition. We keep what helps, never why."),
            N_("Write what is done: larger print, more time, a seat near the door."),
            word=found[0][:30],
        )
    return text
