"""What the rooms hold that no count of their own counts: courses run, qualifications, organisations given pieces."""

from __future__ import annotations

from typing import Final

from core.errors import N_
from core.merges import one_person
from factory.programme.indicators import Work
from factory.programme.through import OF_PERSON

KINDS_OF_ORGANISATION: Final = {
    "charity": N_("Charity"),
    "school": N_("School"),
    "council": N_("Council"),
    "health": N_("Health service"),
    "firm": N_("Firm"),
    "community": N_("Community group"),
    "other": N_("Other"),
}
_FIRST_CLASS: Final = (
    "SELECT MIN(k.starts_at) FROM course_class k WHERE k.run_id = r.id AND k.cancelled_at IS NULL"
)
_GIVEN_THEN: Final = "c.event_id = l.event_id AND c.indicator = 'pieces_given_out' AND c.amount > 0"

COUNTED: Final[tuple[Work, ...]] = (
    Work(
        "courses_run",
        N_("Workshops and courses run"),
        "courses",
        N_("each run once, on its first day"),
        N_("Runs of workshops and courses, counted on the day of the first class at the site that gives it."),
        "1",
        (
            N_("Drafts of runs, cancelled runs and practice sites are not counted."),
            N_("A run whose first class is still to come is not counted."),
        ),
        facts=(
            "SELECT q.number AS key, q.site_id, LOCAL_DAY[q.at] AS day, q.split, 1 AS amount, "
            "CAST(NULL AS INTEGER) AS person_id, q.title AS what, q.number AS ref FROM "
            f"(SELECT r.number, r.site_id, v.title, ({_FIRST_CLASS}) AS at, "
            "CASE WHEN v.is_accredited THEN 'accredited' ELSE 'workshop' END AS split "
            "FROM run r JOIN course_version v ON v.id = r.version_id JOIN site s ON s.id = r.site_id "
            "WHERE r.state NOT IN ('draft', 'cancelled') AND NOT s.is_practice AND ONLY[r.id]) q "
            "WHERE q.at IS NOT NULL"
        ),
        opens=("training.show_run", "number"),
        splits={"accredited": N_("Accredited course"), "workshop": N_("Workshop or other course")},
        has_line=True,
    ),
    Work(
        "qualifications_awarded",
        N_("Qualifications awarded"),
        "awards",
        N_("whole qualifications, each once a person"),
        N_(
            "Qualifications whose units a learner was awarded by the body, counted on the day of the last unit "
            "at the site of its run."
        ),
        "1",
        (N_("Practice sites are not counted."),),
        facts=(
            "SELECT CAST(y.id AS TEXT) AS key, y.site_id, y.day, y.level AS split, 1 AS amount, y.person_id, "
            "y.title AS what, p.number AS ref FROM (SELECT q.*, ROW_NUMBER() OVER "
            "(PARTITION BY q.person_id, q.qualification_id ORDER BY q.day, q.id) AS turn FROM "
            f"(SELECT a.id, a.awarded_on AS day, a.qualification_id, {one_person('a.person_id')} AS person_id, "
            "f.title, f.level, COALESCE((SELECT MIN(r.site_id) FROM unit_award u "
            "JOIN rac_line l ON l.id = u.line_id JOIN rac c ON c.id = l.rac_id JOIN run r ON r.id = c.run_id "
            "WHERE u.person_id = a.person_id AND u.body_id = f.body_id AND u.awarded_on = a.awarded_on), "
            "o.home_site_id) AS site_id FROM qualification_award a JOIN qualification f ON f.id = a.qualification_id "
            "JOIN person o ON o.id = a.person_id) q JOIN site s ON s.id = q.site_id WHERE NOT s.is_practice) y "
            "JOIN person p ON p.id = y.person_id WHERE y.turn = 1"
        ),
        opens=("training.show_learner", "number"),
        partner=OF_PERSON,
        has_line=True,
    ),
    Work(
        "organisations_given",
        N_("Organisations given pieces"),
        "organisations",
        N_("each organisation once, on its first piece"),
        N_(
            "Distinct organisations that a piece was given to, counted on the day of the first one "
            "at the site that gave it."
        ),
        "1",
        (N_("A release that was taken back is not counted."), N_("Practice labels are not counted.")),
        facts=(
            "SELECT CAST(o.id AS TEXT) AS key, (SELECT MIN(c.site_id) FROM count_entry c WHERE c.piece_id = l.piece_id "
            f"AND {_GIVEN_THEN}) AS site_id, l.released_on AS day, o.kind AS split, 1 AS amount, "
            "CAST(NULL AS INTEGER) AS person_id, o.name AS what, CAST(o.id AS TEXT) AS ref FROM organisation o "
            "JOIN release l ON l.event_id = (SELECT n.event_id FROM release n WHERE n.organisation_id = o.id "
            "AND n.destination = 'organisation' AND NOT EXISTS (SELECT 1 FROM event_verdict v "
            "WHERE v.event_id = n.event_id AND v.verdict <> 'already') "
            "AND EXISTS (SELECT 1 FROM count_entry c WHERE c.piece_id = n.piece_id "
            f"AND {_GIVEN_THEN.replace('l.', 'n.')}) AND 0 < (SELECT SUM(m.amount) FROM count_entry m "
            "WHERE m.piece_id = n.piece_id AND m.life = n.life AND m.indicator = 'pieces_given_out') "
            "ORDER BY n.released_on, n.piece_id, n.life LIMIT 1)"
        ),
        opens=("inventory.show_recipient", "recipient_id"),
        opens_with={"group": "organisations"},
        city="(SELECT g.city FROM organisation g WHERE g.id = CAST(f.ref AS INTEGER))",
        splits=KINDS_OF_ORGANISATION,
        has_line=True,
    ),
)
