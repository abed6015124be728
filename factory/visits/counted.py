"""The indicators of visits: people taking part, volunteers and their hours."""

from __future__ import annotations

from typing import Final

from core.errors import N_
from core.merges import one_person
from core.visits import VOLUNTEERING, WORK_NAMES
from factory.programme.indicators import Work
from factory.programme.through import OF_PERSON
from factory.tally.of_people import event_counts
from factory.visits.hours import HOURS_OF_SOME

_NO_PRACTICE: Final = N_("Practice sites are not counted.")
_ESTIMATED: Final = N_("Ends of visits that nobody saw are estimated, marked so on every page, and counted.")
_HERE: Final = ("visits.show_hours", "person")
_TAKING_PART: Final = ", ".join(f"'{role}'" for role in (*VOLUNTEERING, "trainee"))
_OF_SITTING: Final = "COALESCE(c.person_id, w.person_id)"
_FIRSTS: Final = (
    "SELECT v.person_id, v.site_id, MIN(v.day) AS day FROM visit v WHERE NOT v.is_void AND ONLY[v.person_id] "
    "GROUP BY v.person_id, v.site_id "
    "UNION ALL SELECT m.person_id, r.site_id, LOCAL_DAY[MIN(k.starts_at)] FROM attendance_mark m "
    "JOIN course_class k ON k.id = m.class_id JOIN run r ON r.id = k.run_id WHERE m.minutes > 0 "
    "AND m.superseded_by IS NULL AND m.taken_back_by IS NULL AND ONLY[m.person_id] GROUP BY m.person_id, r.site_id "
    "UNION ALL SELECT h.person_id, h.site_id, MIN(h.done_on) FROM help_time h WHERE ONLY[h.person_id] "
    "GROUP BY h.person_id, h.site_id "
    "UNION ALL SELECT x.person_id, m.site_id, MIN(d.works_on) FROM makeover_day_person x "
    "JOIN makeover_day d ON d.id = x.day_id JOIN makeover m ON m.id = d.makeover_id "
    "WHERE x.arrived_at IS NOT NULL AND ONLY[x.person_id] GROUP BY x.person_id, m.site_id "
    "UNION ALL SELECT w.person_id, w.site_id, LOCAL_DAY[MIN(w.began_at)] FROM machine_session w "
    "WHERE NOT w.is_void AND w.person_id IS NOT NULL AND ONLY[w.person_id] AND w.id NOT IN "
    "(SELECT c.session_id FROM session_correction c WHERE c.verdict = 'accepted') GROUP BY w.person_id, w.site_id "
    f"UNION ALL SELECT {_OF_SITTING}, w.site_id, LOCAL_DAY[MIN(COALESCE(c.began_at, w.began_at))] "
    "FROM session_correction c JOIN machine_session w ON w.id = c.session_id AND NOT w.is_void "
    "WHERE c.verdict = 'accepted' AND NOT EXISTS (SELECT 1 FROM session_correction l "
    "WHERE l.session_id = c.session_id AND l.verdict = 'accepted' AND l.id > c.id) "
    f"AND {_OF_SITTING} IS NOT NULL AND ONLY[{_OF_SITTING}] GROUP BY {_OF_SITTING}, w.site_id "
    "UNION ALL SELECT e.by_id, e.site_id, LOCAL_DAY[e.at] FROM (SELECT (SELECT x.id FROM piece_event x "
    f"WHERE x.by_id = p.id AND {event_counts('x')} ORDER BY x.at, x.id LIMIT 1) "
    "AS first_id FROM person p WHERE ONLY[p.id]) y JOIN piece_event e ON e.id = y.first_id"
)
_OF_PEOPLE: Final = (
    "SELECT p.number AS key, q.site_id, q.day, '' AS split, 1 AS amount, q.person_id, p.number AS what, "
    "p.number AS ref FROM (SELECT y.person_id, y.site_id, y.day, ROW_NUMBER() OVER "
    f"(PARTITION BY y.person_id ORDER BY y.day, y.site_id) AS place FROM (SELECT {one_person('z.person_id')} "
    "AS person_id, z.site_id, z.day FROM ({rows}) z {condition}) y) q "
    "JOIN person p ON p.id = q.person_id WHERE q.place = 1"
)

COUNTED: Final[tuple[Work, ...]] = (
    Work(
        "people_taking_part",
        N_("People taking part"),
        "people",
        N_("each person once, on their first day"),
        N_(
            "Distinct people who visited a site, attended a class, helped in one or mentored, worked at a machine, on "
            "a piece or at a makeover, counted once, on the first such day at the site where it was."
        ),
        "2",
        (
            N_("Staff who never were volunteer, trainee or driver are not counted."),
            N_("Visitors at the door without a name are not counted; heads at occasions are counted apart."),
            N_(
                "A sitting at a machine counts as it was last corrected; scans refused or taken back do not count."
            ),
            N_("Practice sites and practice labels are not counted."),
        ),
        facts=_OF_PEOPLE.format(
            rows=_FIRSTS,
            condition="JOIN site s ON s.id = z.site_id AND NOT s.is_practice WHERE EXISTS (SELECT 1 FROM role o "
            f"WHERE o.person_id = z.person_id AND o.role IN ({_TAKING_PART})) "
            "OR NOT EXISTS (SELECT 1 FROM role o WHERE o.person_id = z.person_id)",
        ),
        kept="p.number",
        opens=_HERE,
        partner=OF_PERSON,
        has_line=True,
    ),
    Work(
        "volunteers",
        N_("Volunteers"),
        "people",
        N_("each person once, on the first day with volunteer hours"),
        N_("Distinct people with volunteer hours, counted once, on the day of the first of them."),
        "2",
        (_NO_PRACTICE, _ESTIMATED),
        facts=_OF_PEOPLE.format(
            rows=f"{HOURS_OF_SOME} SELECT person_id, site_id, day FROM hours WHERE ms > 0", condition=""
        ),
        kept="p.number",
        opens=_HERE,
        partner=OF_PERSON,
        has_line=True,
    ),
    Work(
        "volunteer_hours",
        N_("Volunteer hours"),
        "hours",
        N_("time on site, each hour once"),
        N_(
            "Time of ended visits as volunteer or driver, by the work of each visit, on its day. Of it, time in a "
            "class as a learner is taken off; help in a class that training noted is part of that day’s visits, and "
            "counts beyond them where it was more. Time between arriving at a makeover and leaving it is work of "
            "makeovers, in place of the same time of a visit. Two numbers of one person are one person: a minute in "
            "which both were in counts once."
        ),
        "4",
        (
            N_("Visits that have not ended are not counted yet."),
            N_("Time at makeovers counts when they said that they left; trainees learn there."),
            N_("Who went without having been seen to come is counted with no time."),
            _ESTIMATED,
            _NO_PRACTICE,
        ),
        facts=(
            f"{HOURS_OF_SOME} "
            "SELECT p.number || ' ' || CAST(h.site_id AS TEXT) || ' ' || CAST(h.day AS TEXT) || ' ' || h.work "
            "AS key, h.site_id, h.day, h.work AS split, h.ms AS amount, h.person_id, p.number AS what, p.number AS ref "
            "FROM hours h JOIN person p ON p.id = h.person_id WHERE h.ms > 0"
        ),
        kept=("p.number || ' ' || CAST(r.site_id AS TEXT) || ' ' || CAST(r.day AS TEXT) || ' ' || r.split"),
        opens=_HERE,
        partner=OF_PERSON,
        splits=WORK_NAMES,
        has_line=True,
    ),
)
