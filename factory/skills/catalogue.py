"""The pictured skills of the house and the subjects of mentoring: a table whose rows no rule knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.bounds import whole
from core.errors import N_
from core.people import LANGUAGES

LONGEST_NAME: Final = 40
OWN: Final = "own:"
"""How the slug of a site's own skill begins; its row's id follows."""
SPOKEN: Final = "language:"
"""How the slug of a language begins; its code follows."""
WAYS: Final = ("offers", "wants")
KINDS: Final = ("skill", "mentoring")


@dataclass(frozen=True)
class Skill:
    """Something that one person can show another: its English name, to be translated, and its picture in `static/`."""

    slug: str
    name: str
    picture: str


SKILLS: Final = (
    Skill("sanding", N_("Sanding"), "art/inductions/tool-sand.svg"),
    Skill("joinery", N_("Joinery"), "art/courses/carpentry.svg"),
    Skill("repair", N_("Repairing furniture"), "art/courses/repair.svg"),
    Skill("upholstery", N_("Upholstery"), "art/courses/upholstery.svg"),
    Skill("painting", N_("Painting and decorating"), "art/courses/painting.svg"),
    Skill("sewing", N_("Sewing"), "art/sewing-machine-red.svg"),
    Skill("hand_tools", N_("Hand power tools"), "art/inductions/drill.svg"),
    Skill("electrics", N_("Electrics"), "art/inductions/plug-checked.svg"),
    Skill("bicycles", N_("Bicycles"), "art/bicycle-adult-green.svg"),
    Skill("cnc", N_("CNC router"), "art/inductions/router.svg"),
    Skill("laser", N_("Laser cutter"), "art/inductions/laser.svg"),
    Skill("print_3d", N_("3D printing"), "art/inductions/printer.svg"),
    Skill("design", N_("Drawing on a computer"), "art/courses/digital-fabrication.svg"),
    Skill("photos", N_("Taking photos"), "art/inductions/camera.svg"),
    Skill("tea", N_("Tea and welcome"), "art/person-teapot.svg"),
)
"""In the order in which they are shown; a site adds its own."""
SUBJECTS: Final = (
    Skill("painting", N_("Painting"), "art/courses/painting.svg"),
    Skill("decorating", N_("Decorating"), "art/person-brush.svg"),
    Skill("diy", N_("DIY at home"), "art/inductions/drill.svg"),
    Skill("enterprise", N_("Starting a business"), "art/courses/enterprise.svg"),
    Skill("work", N_("Finding work"), "art/person-key.svg"),
    Skill("other", N_("Something else"), "art/courses/other.svg"),
)
"""What mentoring is about. It stands apart from courses: nobody enrols and nobody is assessed."""
OWN_PICTURE: Final = "art/person-star.svg"
SPOKEN_PICTURE: Final = "art/courses/language.svg"
BY_SLUG: Final = {skill.slug: skill for skill in SKILLS}
SUBJECT_BY_SLUG: Final = {subject.slug: subject for subject in SUBJECTS}


def is_spoken(slug: str) -> bool:
    """True for a language."""
    return slug.startswith(SPOKEN) and slug.removeprefix(SPOKEN) in LANGUAGES


def spoken_slugs() -> tuple[str, ...]:
    """The languages as skills, in the order of the house."""
    return tuple(f"{SPOKEN}{code}" for code in LANGUAGES)


def own_id(slug: str) -> int:
    """The id of a site's own skill; 0 for another slug."""
    number = slug.removeprefix(OWN) if slug.startswith(OWN) else ""
    return whole(number, 11) or 0
