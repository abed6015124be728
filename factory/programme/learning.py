"""The indicators of training: what is counted of courses, by which rule, and what is left out."""

from __future__ import annotations

from typing import Final

from core.errors import N_
from factory.programme.indicators import INDICATORS, NOT_TOLD_APART, Indicator
from factory.programme.machine_hours import MACHINES
from factory.programme.works import WORKS
from training.words import CATEGORY_NAMES, WORK_OR_STUDY

NO_NEVER: Final = N_("Somebody who never came is not counted.")
NO_CANCELLED: Final = N_("Drafts of runs, cancelled runs and practice sites are not counted.")
_VOLUNTARY: Final = N_("Telling is voluntary: who said nothing, or is still looking, is not counted.")
_NO_WORK: Final = N_("Volunteering is neither work nor study.")

_ALL: Final = (
    Indicator(
        "enrolments",
        N_("Enrolments"),
        "enrolments",
        N_("places taken in courses that have begun"),
        N_(
            "Bookings with a place in a run, counted on the day of the run’s first class at the site that gives it. "
            "One learner in two runs is two enrolments."
        ),
        "1",
        (
            NO_CANCELLED,
            NO_NEVER,
            N_("Who left before the end of the run without coming once is not counted."),
        ),
    ),
    Indicator(
        "attended",
        N_("Attended"),
        "enrolments",
        N_("in at least one class"),
        N_(
            "Learners of a run who were in at least one of its classes, counted on the day of the first such class."
        ),
        "1",
        (NO_CANCELLED, N_("A mark that was corrected counts as corrected.")),
    ),
    Indicator(
        "completed",
        N_("Completed"),
        "enrolments",
        N_("confirmed by the trainer"),
        N_("Bookings whose ending a trainer confirmed as completed, counted on the day of that ending."),
        "1",
        (NO_CANCELLED, N_("What the rule only proposes is not counted before it is confirmed.")),
    ),
    Indicator(
        "awarded",
        N_("Units awarded"),
        "awards",
        N_("results received from the body"),
        N_("Units that an awarding body awarded, counted on the day of its answer, once a learner and unit."),
        "1",
        (
            N_("What was recommended and not answered is not counted."),
            N_("Our own certificates are no awards."),
        ),
    ),
    Indicator(
        "trained_digital",
        N_("Trained in digital fabrication"),
        "people",
        N_("completed a first course"),
        N_(
            "Distinct learners who completed at least one run of a course in digital fabrication, "
            "counted once, on the day of the first."
        ),
        "1",
        (NO_CANCELLED, N_("A second course of the same learner is not counted again.")),
    ),
    Indicator(
        "trained_painting",
        N_("Trained in painting, decorating and DIY"),
        "people",
        N_("completed a first course"),
        N_(
            "Distinct learners who completed at least one run of a course in painting, decorating or DIY, "
            "counted once, on the day of the first."
        ),
        "1",
        (NO_CANCELLED, N_("A second course of the same learner is not counted again.")),
    ),
    Indicator(
        "next_steps",
        N_("Went on to something"),
        "enrolments",
        N_("told us of a next step, volunteering too"),
        N_(
            "Learners of a run who told that they went on to work, an apprenticeship, a placement, volunteering, "
            "another course or their own enterprise, whenever they were asked, counted once a run, on the day when "
            "they first told it."
        ),
        "1",
        (NO_CANCELLED, _VOLUNTARY),
    ),
    Indicator(
        "in_work_or_study_3",
        N_("In work or study after 3 months"),
        "people",
        N_("told us so, each once"),
        N_(
            "Distinct learners who told, when asked three months after a run, that they have a job, an apprenticeship, "
            "a placement, another course or their own enterprise, counted once, on the day when they first told it."
        ),
        "1",
        (NO_CANCELLED, _VOLUNTARY, _NO_WORK),
    ),
    Indicator(
        "in_work_or_study_6",
        N_("In work or study after 6 months"),
        "people",
        N_("told us so, each once"),
        N_(
            "Distinct learners who told, when asked six months after a run, that they have a job, an apprenticeship, "
            "a placement, another course or their own enterprise, counted once, on the day when they first told it."
        ),
        "1",
        (NO_CANCELLED, _VOLUNTARY, _NO_WORK),
    ),
)

LEARNING: Final[dict[str, Indicator]] = {indicator.slug: indicator for indicator in _ALL}
"""The indicators of training by slug, in the order of the dashboard; shown where that room is open."""
EVERY: Final[dict[str, Indicator]] = {**INDICATORS, **LEARNING, **MACHINES, **WORKS}
"""Every indicator: what a target may be of."""
BY_STEP: Final = ("next_steps", "in_work_or_study_3", "in_work_or_study_6")
BY_CATEGORY: Final = tuple(slug for slug in LEARNING if slug not in BY_STEP)
"""Those that are split by what a course is about; the others are split by what learners went on to."""
STEP_NAMES: Final = {
    "job": N_("A job"),
    "apprenticeship": N_("An apprenticeship"),
    "placement": N_("A placement"),
    "volunteering": N_("Volunteering"),
    "further_course": N_("Another course"),
    "own_enterprise": N_("Own enterprise"),
}
WORK_NAMES: Final = {step: STEP_NAMES[step] for step in WORK_OR_STUDY}
"""The steps that are work or study."""


def learning_split(split: str) -> str:
    """The words (English msgid) for a split of an indicator of training."""
    return STEP_NAMES.get(split) or CATEGORY_NAMES.get(split, split) if split else NOT_TOLD_APART
