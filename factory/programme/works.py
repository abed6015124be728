"""The works: indicators of every other part of the house, each with its own rows, registered here in one line."""

from __future__ import annotations

from typing import Final

from factory.makeovers import counted as makeovers
from factory.occasions import counted as occasions
from factory.programme import counted as courses
from factory.programme.indicators import NOT_TOLD_APART
from factory.programme.indicators import Work as Work
from factory.repair_cafes import counted as repairs
from factory.skills import counted as skills
from factory.visits import counted as visits

_ALL: Final[tuple[Work, ...]] = (
    *courses.COUNTED,
    *visits.COUNTED,
    *occasions.COUNTED,
    *repairs.COUNTED,
    *makeovers.COUNTED,
    *skills.COUNTED,
)

WORKS: Final[dict[str, Work]] = {work.slug: work for work in _ALL}
"""Every work by slug, in the order of the dashboard."""
PLANNED: Final = (
    "courses_run",
    "qualifications_awarded",
    "organisations_given",
    "people_taking_part",
    "volunteers",
    "volunteer_hours",
    "heads_without_names",
    "occasions",
    "repair_attempts",
    "repairs_fixed",
    "artefacts",
    "organisations_helped",
    "help_hours",
    "enterprises_started",
    "skill_pairs",
    "pair_hours",
    "people_mentored",
    "makeovers",
)
"""The slugs that a target of the works may be of; the database knows them all."""


def work_split(slug: str, split: str) -> str:
    """The words (English msgid) for a split of a work."""
    return WORKS[slug].splits.get(split, split) if split else NOT_TOLD_APART
