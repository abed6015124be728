"""Words for illnesses and impairments: what helps a learner is kept, never why it helps."""

from __future__ import annotations

import re
from typing import Final

from core.errors import N_, RuleBroken

_NAMED: Final = (
    "dyslexi",
    "dyspraxi",
    "dyscalculi",
    "autis",
    "asperger",
    "adhd",
    "ptsd",
    "trauma",
    "depressi",
    "anxiety",
    "bipolar",
    "schizo",
    "epilep",
    "diabet",
    "cancer",
    "hiv",
    "tourette",
    "dementia",
    "stroke",
    "cerebral palsy",
    "multiple sclerosis",
    "arthritis",
    "asthma",
    "diagnos",
    "disorder",
    "syndrome",
    "illness",
    "medication",
)
_DIAGNOSIS: Final = re.compile(r"\b(" + "|".join(_NAMED) + ")", re.I)


def refuse_diagnosis(field: str, text: str) -> str:
    """`text`, or RuleBroken on `field` where it names an illness or impairment: a help, no proof that none is there."""
    if _DIAGNOSIS.search(text):
        raise RuleBroken(
            field,
            N_("This names a health condition. We keep what helps, never why."),
            N_("Write what is done: more time, somebody reads aloud, larger print."),
        )
    return text
