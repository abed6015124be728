"""What the demo's learners told and did afterwards, what helps some of them, and the promises made for training."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from core.clock import local_day, start_of_day
from core.db import as_day, fast
from factory.demo.training.college import DAY, College, Pupil
from factory.programme.services import set_target
from training.next_steps import due_on
from training.services.learners import set_needs, set_uln
from training.services.outcomes import add_help, tell_step
from training.ulns import check_digit
from training.words import AFTER_MONTHS

STEPS: Final = (
    ("job", 16),
    ("volunteering", 24),
    ("further_course", 22),
    ("placement", 8),
    ("apprenticeship", 4),
    ("own_enterprise", 6),
    ("looking", 12),
    ("not_told", 8),
)
"""What they told, and how often among a hundred."""
TOLD_OF_TEN: Final = 7
NEEDS: Final[tuple[dict[str, Any], ...]] = (
    {"adjustment": "Larger print on sheets", "speaking": "entry_2"},
    {"adjustment": "A seat near the door, a short break each hour"},
    {
        "language_support": "Words in Arabic beside the machine",
        "speaking": "entry_1",
        "wants_interpreter": True,
    },
    {"practical": "Left-handed scissors; leaves at three"},
    {"language_support": "Somebody to read the sheet aloud", "reading": "pre_entry", "wants_creche": True},
    {"practical": "Gloves in size 7", "wants_step_free": True},
)
PROMISED: Final = (
    ("trained_digital", 250),
    ("trained_painting", 100),
    ("enrolments", 490),
    ("completed", 340),
)
"""What the programme promised for two years of training (covfablab.org.uk; enrolments of its year 2019/20, twice)."""


def tell_afterwards(college: College) -> None:
    """Everything of this module. In the caller's transaction."""
    learned = _tell_steps(college)
    _need_things(college)
    _help(college, learned)
    _promise(college)


def _tell_steps(college: College) -> list[Pupil]:
    """Answers to the questions that were due; returns who completed something, the first one first."""
    rows = fast().rows(
        "SELECT b.id, b.person_id, o.completed_on, s.slug, b.state FROM booking b JOIN completion o "
        "ON o.booking_id = b.id JOIN run r ON r.id = b.run_id JOIN site s ON s.id = r.site_id "
        "WHERE b.state IN ('completed', 'not_completed') ORDER BY b.id"
    )
    today, by_id = local_day(college.at), {pupil.person_id: pupil for pupil in college.pupils}
    learned: dict[int, Pupil] = {}
    words, often = [step for step, _ in STEPS], [share for _, share in STEPS]
    for booking, person_id, ended, site, state in rows:
        if state == "completed" and person_id in by_id:
            learned.setdefault(person_id, by_id[person_id])
        for months in AFTER_MONTHS:
            day = due_on(as_day(ended), months) + timedelta(days=college.rng.randint(0, 9))
            if day >= today or college.rng.randint(1, 10) > TOLD_OF_TEN:
                continue
            tell_step(
                by=college.world.system(site),
                booking_id=booking,
                months=months,
                step=college.rng.choices(words, often)[0],
                how="phone",
                at=_noon(day),
                token=college.token(),
            )
    return list(learned.values())


def _noon(day: date) -> datetime:
    return start_of_day(day) + timedelta(hours=12)


def _need_things(college: College) -> None:
    """What helps a few of them; and two numbers that are right and belong to nobody."""
    at = college.at - 20 * DAY
    for pupil, said in zip(college.pupils, NEEDS, strict=False):
        by = college.world.system(pupil.site)
        set_needs(by=by, number=pupil.number, said=said, because="told", at=at)
    for body, pupil in zip(range(100_000_003, 100_000_005), college.pupils, strict=False):
        uln = f"{body}{check_digit(str(body))}"
        by = college.world.system(pupil.site)
        set_uln(by=by, number=pupil.number, uln=uln, because="letter", at=at)


def _help(college: College, learned: list[Pupil]) -> None:
    """Former learners help in a run of their site, and mentor somebody."""
    for pupil in learned[:5]:
        runs = [held for held in college.held if held.plan.site == pupil.site and not held.plan.is_draft]
        others = [one for one in college.pupils if one.site == pupil.site and one.number != pupil.number]
        if not runs or not others:
            continue
        for turn, kind in enumerate(("helping", "helping", "mentoring")):
            add_help(
                by=college.world.system(pupil.site),
                helper=pupil.number,
                kind=kind,
                run=runs[turn % len(runs)].number,
                learner=others[turn % len(others)].number,
                about="Painting a wall" if kind == "mentoring" else "Sanding and measuring",
                done_on=local_day(college.at - (6 + 7 * turn) * DAY),
                minutes=60 + 30 * turn,
                at=college.at - (5 + 7 * turn) * DAY,
                token=college.token(),
            )


def _promise(college: College) -> None:
    today = local_day(college.at)
    first = (today.year if today.month >= 4 else today.year - 1) - 1
    for indicator, number in PROMISED:
        set_target(
            indicator=indicator,
            number=number,
            starts_on=date(first, 4, 1),
            ends_on=date(first + 2, 3, 31),
            site_id=None,
            by=college.world.system("coventry"),
            at=college.at,
            token=college.token(),
        )
