"""What is counted of pairs and mentoring: pairs on the day they were first together, their hours, people mentored."""

from __future__ import annotations

from typing import Final

from core.errors import N_
from core.merges import one_person
from factory.programme.indicators import Work
from factory.programme.through import OF_PERSON
from factory.skills.catalogue import SKILLS, SPOKEN, SUBJECTS

NO_PRACTICE: Final = N_("Pairs of practice sites are not counted.")
NO_MENTORING: Final = N_("Mentoring is counted apart.")
_SPLIT: Final = (
    f"CASE WHEN p.topic LIKE '{SPOKEN}%' THEN 'language' "
    "WHEN p.topic LIKE 'own:%' THEN 'own' ELSE p.topic END"
)
_FROM: Final = "FROM pair p JOIN pair_day d ON d.pair_id = p.id JOIN site s ON s.id = p.site_id"
_SPLITS: Final = {
    **{skill.slug: skill.name for skill in SKILLS},
    "language": N_("Languages"),
    "own": N_("Skills of this site"),
}

COUNTED: Final[tuple[Work, ...]] = (
    Work(
        "skill_pairs",
        N_("Skill pairs"),
        "pairs",
        N_("an old hand and a newcomer, with time together"),
        N_(
            "Pairs of a person who shares a skill and a person who learns it, each pair once, "
            "on the day of their first time together."
        ),
        "1",
        (NO_PRACTICE, NO_MENTORING, N_("A pair that has had no time together is not counted.")),
        facts=(
            "SELECT CAST(q.id AS TEXT) AS key, q.site_id, q.day, q.split, 1 AS amount, q.newcomer_id AS person_id, "
            "q.split AS what, CAST(q.id AS TEXT) AS ref FROM (SELECT p.id, p.site_id, MIN(d.day) AS day, "
            f"{_SPLIT} AS split, p.newcomer_id {_FROM} WHERE p.kind = 'skill' AND NOT s.is_practice "
            "GROUP BY p.id, p.site_id, p.topic, p.newcomer_id) q"
        ),
        opens=("skills.show_pair", "pair_id"),
        partner=OF_PERSON,
        splits=_SPLITS,
        has_line=True,
    ),
    Work(
        "pair_hours",
        N_("Hours of pairs"),
        "hours",
        N_("time that pairs had together"),
        N_(
            "Time of pairs together by day. Steps that both recorded at the same piece count until the next one, at "
            "most an hour, and the last for a quarter of an hour; sittings at a machine from when the second came. "
            "What overlaps counts once. On a day with a typed meeting the longer of the two counts, never both. Two "
            "people who are paired twice share the time of their work once."
        ),
        "1",
        (NO_PRACTICE, NO_MENTORING, N_("An hour of one person with two others is an hour of each pair.")),
        facts=(
            "SELECT CAST(p.id AS TEXT) || ' ' || CAST(d.day AS TEXT) AS key, p.site_id, d.day, "
            f"{_SPLIT} AS split, d.amount_ms AS amount, p.newcomer_id AS person_id, {_SPLIT} AS what, "
            f"CAST(p.id AS TEXT) AS ref {_FROM} WHERE p.kind = 'skill' AND NOT s.is_practice"
        ),
        opens=("skills.show_pair", "pair_id"),
        partner=OF_PERSON,
        splits=_SPLITS,
    ),
    Work(
        "people_mentored",
        N_("People mentored"),
        "people",
        N_("first meeting with a mentor"),
        N_("Distinct people who met a mentor, counted once, on the day of their first meeting."),
        "1",
        (NO_PRACTICE, N_("Who gave the mentoring is not counted."), N_("Courses are counted apart.")),
        facts=(
            "SELECT CAST(q.newcomer_id AS TEXT) AS key, q.site_id, q.day, q.topic AS split, 1 AS amount, "
            "q.newcomer_id AS person_id, q.topic AS what, CAST(q.id AS TEXT) AS ref FROM (SELECT y.id, y.site_id, "
            "y.day, y.topic, y.newcomer_id, ROW_NUMBER() OVER (PARTITION BY y.newcomer_id ORDER BY y.day, y.id) "
            f"AS place FROM (SELECT p.id, p.site_id, d.day, p.topic, {one_person('p.newcomer_id')} AS newcomer_id "
            f"{_FROM} WHERE p.kind = 'mentoring' AND NOT s.is_practice) y) q WHERE q.place = 1"
        ),
        opens=("skills.show_pair", "pair_id"),
        partner=OF_PERSON,
        splits={subject.slug: subject.name for subject in SUBJECTS},
        has_line=True,
    ),
)
