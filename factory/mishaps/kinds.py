"""What can happen, by picture: never an injury, and never a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.errors import N_

ACCIDENT: Final = "accident"
NEAR_MISS: Final = "near_miss"
GRAVITIES: Final = (NEAR_MISS, ACCIDENT)
GRAVITY_NAMES: Final = {
    NEAR_MISS: N_("Near miss: nobody was hurt"),
    ACCIDENT: N_("Accident: it is in the accident book"),
}


@dataclass(frozen=True)
class MishapKind:
    """What happened: its English name, to be translated, and its picture in `static/`."""

    slug: str
    name: str
    picture: str


KINDS: Final = (
    MishapKind("slip", N_("Slip or trip"), "art/inductions/water.svg"),
    MishapKind("cut_risk", N_("Sharp edge or blade"), "art/inductions/tool-saw.svg"),
    MishapKind("falling", N_("Something fell or tipped"), "art/answers/stable-no.svg"),
    MishapKind("lifting", N_("Lifting or carrying"), "art/inductions/two-hands.svg"),
    MishapKind("electrical", N_("Electrical"), "art/answers/electrical_test-no.svg"),
    MishapKind("dust", N_("Dust"), "art/inductions/dust-mask.svg"),
    MishapKind("fume", N_("Fumes or spray"), "art/inductions/booth.svg"),
    MishapKind("heat", N_("Heat or hot parts"), "art/inductions/printer-hot.svg"),
    MishapKind("fire", N_("Flame or smoke"), "art/inductions/flame.svg"),
    MishapKind("machine", N_("Machine did something unexpected"), "art/inductions/router-loose.svg"),
    MishapKind("other", N_("Something else"), "art/courses/other.svg"),
)
KIND_BY_SLUG: Final = {kind.slug: kind for kind in KINDS}
