"""The questions, the answers that may be given, and what they are called."""

from __future__ import annotations

from typing import Final

from core.errors import N_

NOT_SAID: Final = "not_said"
_YES_NO: Final = {"yes": N_("Yes"), "no": N_("No"), NOT_SAID: N_("I would rather not say")}
QUESTIONS: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "from_abroad": (N_("Did you come to live here from another country?"), _YES_NO),
    "age_band": (
        N_("How old are you?"),
        {
            "under_18": N_("Under 18"),
            "18_24": N_("18 to 24"),
            "25_34": N_("25 to 34"),
            "35_49": N_("35 to 49"),
            "50_64": N_("50 to 64"),
            "65_over": N_("65 or older"),
            NOT_SAID: N_("I would rather not say"),
        },
    ),
    "gender": (
        N_("What is your gender?"),
        {
            "woman": N_("Woman"),
            "man": N_("Man"),
            "own": N_("In my own words"),
            NOT_SAID: N_("I would rather not say"),
        },
    ),
    "disability": (N_("Do you have a disability?"), _YES_NO),
    "work": (
        N_("What is your work situation?"),
        {
            "working": N_("In work"),
            "looking": N_("Looking for work"),
            "studying": N_("In education or training"),
            "other": N_("Something else"),
            NOT_SAID: N_("I would rather not say"),
        },
    ),
}
