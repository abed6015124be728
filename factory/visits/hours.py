"""Volunteer hours by person, day, site and work: how the same hour is never counted twice, in SQL for both databases.

The rule: what counts is the time of ended visits in a volunteer's or driver's role, by the work of each visit. Minutes
on site that the person sat in a class as a learner are learning, and are taken off: of each class no more than lies
within the time on site, and than they sat there. Minutes that training noted as help in a class (`help_time`) are
course help: they are part of that day's visits where there were any, so they replace as much of them; what goes beyond
is counted as well, for it was told. What is taken off comes from the work with the most time first, and from visits
given as course help last.

Time between arriving at a makeover and leaving it is work of the kind "makeover" for whoever volunteers or drives at
its site on that day and does not learn there: in place of the same time of a visit, and once where two work days lie
over each other.

Numbers that turned out to be one person are one person here: what one of them sat in a class is taken off the visits
of another, and a minute in which both were in counts for the visit that began first. A row keeps the number of its
visit; course help has that of the first of those who helped.
"""

from __future__ import annotations

import re
from typing import Final

from core.merges import one_person
from core.visits import VOLUNTEERING

_ROLES: Final = ", ".join(f"'{role}'" for role in VOLUNTEERING)
_COUNTS: Final = f"NOT v.is_void AND v.length_ms IS NOT NULL AND v.role IN ({_ROLES}) AND NOT s.is_practice"
_LATER: Final = "CASE WHEN {0}.came_at > {1}.came_at THEN {0}.came_at ELSE {1}.came_at END"
_EARLIER: Final = "CASE WHEN {0}.left_at < {1}.left_at THEN {0}.left_at ELSE {1}.left_at END"

HOURS_OF_SOME: Final = f"""
WITH on_days AS (
  SELECT x.person_id, {one_person("x.person_id")} AS into_id, m.site_id, d.works_on AS day, x.arrived_at, x.left_at,
    MAX(x.left_at) OVER (PARTITION BY {one_person("x.person_id")} ORDER BY x.arrived_at, x.id
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until
  FROM makeover_day_person x JOIN makeover_day d ON d.id = x.day_id JOIN makeover m ON m.id = d.makeover_id
    JOIN site s ON s.id = m.site_id
  WHERE x.left_at > x.arrived_at AND x.part <> 'trainee' AND NOT s.is_practice AND ONLY[x.person_id] AND EXISTS (
    SELECT 1 FROM role r WHERE r.person_id = x.person_id AND (r.site_id = m.site_id OR r.site_id IS NULL)
      AND r.role IN ({_ROLES}) AND r.starts_on <= d.works_on AND (r.ends_on IS NULL OR r.ends_on >= d.works_on))),
made_over AS (
  SELECT person_id, into_id, site_id, day, CASE WHEN until > arrived_at THEN until ELSE arrived_at END AS came_at,
    left_at FROM on_days WHERE until IS NULL OR until < left_at),
came AS (
  SELECT v.person_id, {one_person("v.person_id")} AS into_id, v.site_id, v.day, v.came_at, v.left_at, v.length_ms,
    CASE WHEN v.work = '' THEN 'other' ELSE v.work END AS work,
    MAX(v.left_at) OVER (PARTITION BY {one_person("v.person_id")} ORDER BY v.came_at, v.left_at, v.person_id, v.site_id
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until
  FROM visit v JOIN site s ON s.id = v.site_id WHERE {_COUNTS} AND ONLY[v.person_id]),
ended AS (
  SELECT person_id, into_id, site_id, day, CASE WHEN until > came_at THEN until ELSE came_at END AS came_at, left_at,
    CASE WHEN until > came_at THEN MS_BETWEEN{{until; left_at}} ELSE length_ms END AS length_ms, work
  FROM came WHERE until IS NULL OR until < left_at),
visited AS (
  SELECT v.person_id, v.into_id, v.site_id, v.day, v.work,
    v.length_ms - COALESCE((SELECT SUM(MS_BETWEEN{{{_LATER.format("b", "v")}; {_EARLIER.format("b", "v")}}})
      FROM made_over b WHERE b.into_id = v.into_id AND b.came_at < v.left_at AND b.left_at > v.came_at), 0) AS ms
  FROM ended v
  UNION ALL SELECT person_id, into_id, site_id, day, 'makeover', MS_BETWEEN{{came_at; left_at}} FROM made_over),
stayed AS (
  SELECT person_id, into_id, site_id, day, work, SUM(CASE WHEN ms > 0 THEN ms ELSE 0 END) AS ms,
    SUM(SUM(CASE WHEN ms > 0 THEN ms ELSE 0 END)) OVER (PARTITION BY into_id, site_id, day, work) AS of_all
  FROM visited GROUP BY person_id, into_id, site_id, day, work),
told AS (
  SELECT h.person_id, {one_person("h.person_id")} AS into_id, h.site_id, h.done_on AS day, h.minutes * 60000 AS ms
  FROM help_time h JOIN site s ON s.id = h.site_id WHERE h.kind = 'helping' AND NOT s.is_practice
    AND ONLY[h.person_id]),
sat AS (
  SELECT x.into_id, x.class_id, c.starts_at AS came_at, c.ends_at AS left_at, MAX(x.minutes) * 60000 AS most FROM (
    SELECT {one_person("a.person_id")} AS into_id, a.class_id, a.minutes FROM attendance_mark a
    WHERE a.minutes > 0 AND a.superseded_by IS NULL AND a.taken_back_by IS NULL AND ONLY[a.person_id]) x
    JOIN course_class c ON c.id = x.class_id
  GROUP BY x.into_id, x.class_id, c.starts_at, c.ends_at),
sat_there AS (
  SELECT w.into_id, w.site_id, w.day, w.came_at, w.left_at, t.class_id, t.most,
    MS_BETWEEN{{{_LATER.format("t", "w")}; {_EARLIER.format("t", "w")}}} AS ms
  FROM (SELECT into_id, site_id, day, came_at, left_at FROM ended
    UNION ALL SELECT into_id, site_id, day, came_at, left_at FROM made_over) w
    JOIN sat t ON t.into_id = w.into_id AND t.came_at < w.left_at AND t.left_at > w.came_at),
learnt AS (
  SELECT y.into_id, y.site_id, y.day, SUM(CASE WHEN y.before + y.ms <= y.most THEN y.ms
    WHEN y.before < y.most THEN y.most - y.before ELSE 0 END) AS ms FROM (
    SELECT into_id, site_id, day, most, ms, SUM(ms) OVER (PARTITION BY into_id, class_id
      ORDER BY came_at, left_at, site_id, day ROWS UNBOUNDED PRECEDING) - ms AS before FROM sat_there) y
  GROUP BY y.into_id, y.site_id, y.day),
days AS (
  SELECT y.into_id, y.site_id, y.day, MIN(y.helper_id) AS helper_id, SUM(y.helped) AS helped, SUM(y.others) AS others,
    SUM(y.told) AS told, SUM(y.learnt) AS learnt FROM (
    SELECT into_id, site_id, day, CASE WHEN work = 'course_help' THEN person_id END AS helper_id,
      CASE WHEN work = 'course_help' THEN ms ELSE 0 END AS helped,
      CASE WHEN work = 'course_help' THEN 0 ELSE ms END AS others, 0 AS told, 0 AS learnt FROM stayed
    UNION ALL SELECT into_id, site_id, day, person_id, 0, 0, ms, 0 FROM told
    UNION ALL SELECT into_id, site_id, day, NULL, 0, 0, 0, ms FROM learnt) y
  GROUP BY y.into_id, y.site_id, y.day),
taken AS (
  SELECT into_id, site_id, day, helper_id, helped, others, told,
    learnt + CASE WHEN told > helped THEN told - helped ELSE 0 END AS off FROM days),
split AS (
  SELECT v.person_id, v.site_id, v.day, v.work, v.ms, t.off,
    SUM(v.ms) OVER (PARTITION BY v.into_id, v.site_id, v.day ORDER BY v.of_all DESC, v.work, v.person_id
      ROWS UNBOUNDED PRECEDING) - v.ms AS before
  FROM taken t JOIN stayed v ON v.into_id = t.into_id AND v.site_id = t.site_id AND v.day = t.day
    AND v.work <> 'course_help'),
hours AS (
  SELECT person_id, site_id, day, work, CASE WHEN before >= off THEN ms WHEN before + ms <= off THEN 0
    ELSE before + ms - off END AS ms FROM split
  UNION ALL
  SELECT helper_id, site_id, day, 'course_help', CASE WHEN told > own THEN told ELSE own END FROM (
    SELECT helper_id, site_id, day, told, helped - CASE WHEN off > others THEN off - others ELSE 0 END AS own
    FROM taken WHERE helper_id IS NOT NULL) z)
"""
"""The same with ONLY[…] where it may be narrowed to some people (see `factory.programme.queries.facts`)."""
HOURS: Final = re.sub(r"ONLY\[[^]]+\]", "1 = 1", HOURS_OF_SOME)
"""A WITH clause whose last part `hours` has person_id, site_id, day, work and ms (more than 0 where it counts).

It is put in the words of the database by `core.dialects.spoken`.
"""
