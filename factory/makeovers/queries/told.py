"""What a tablet takes along of work days, by codes only; and what tablets told of them that a coordinator looks at."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.access import RIGHTS, Actor
from core.clock import local_day, milliseconds
from core.db import as_day, as_instant, as_json, fast

BEHIND, AHEAD = timedelta(days=1), timedelta(days=2)


def work_pack(site_id: int, at: datetime) -> dict[str, Any]:
    """The pack: yesterday to the day after tomorrow. No address, household or free words: codes and kinds.

    Of people it holds what they want to be called, their drawn picture and their cards' lookup keys.
    """
    rows = fast().rows(
        "SELECT d.id, d.token, m.id, m.code, m.kind, d.works_on, d.starts_at, d.ends_at, EXISTS (SELECT 1 FROM "
        "makeover_consent c WHERE c.makeover_id = m.id AND c.withdrawn_at IS NULL) FROM makeover_day d "
        "JOIN makeover m ON m.id = d.makeover_id JOIN makeover_case k ON k.makeover_id = m.id WHERE m.site_id = ? "
        "AND d.cancelled_at IS NULL AND k.state IN ('planned', 'in_work', 'finished') AND d.works_on BETWEEN ? AND ? "
        "ORDER BY d.starts_at, d.id LIMIT 60",
        (site_id, local_day(at) - BEHIND, local_day(at) + AHEAD),
    )
    people, makeovers = _people([row[0] for row in rows]), [row[2] for row in rows]
    tasks, rooms = _tasks(makeovers), _rooms(makeovers)
    return {
        "days": [
            {
                "day": row[1],
                "makeover": row[3],
                "kind": row[4],
                "on": str(as_day(row[5])),
                "starts": milliseconds(as_instant(row[6])),
                "ends": milliseconds(as_instant(row[7])),
                "agrees": bool(row[8]),
                "people": people[row[0]],
                "tasks": tasks[row[2]],
                "rooms": rooms[row[2]],
            }
            for row in rows
        ],
        "criteria": _criteria([row[0] for row in rows], site_id),
        "staff": _staff(site_id, at),
    }


def _list(ids: list[int]) -> str:
    """Row ids as the inside of an SQL IN (…)."""
    return ", ".join(str(int(one)) for one in ids) or "0"


def _people(days: list[int]) -> defaultdict[int, list[dict[str, Any]]]:
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = fast().rows(
        "SELECT x.day_id, p.id, p.number, COALESCE(n.called, p.number), p.avatar, p.language, x.part, x.arrived_at, "
        "x.left_at FROM makeover_day_person x JOIN person p ON p.id = x.person_id "
        f"LEFT JOIN person_name n ON n.person_id = p.id WHERE x.day_id IN ({_list(days)}) "
        "ORDER BY CASE x.part WHEN 'lead' THEN 0 WHEN 'helper' THEN 1 ELSE 2 END, x.id"
    )
    cards: defaultdict[int, list[str]] = defaultdict(list)
    for person_id, lookup in fast().rows(
        "SELECT person_id, lookup_key FROM card WHERE state = 'live' "
        f"AND person_id IN ({_list(sorted({row[1] for row in rows}))}) ORDER BY id"
    ):
        cards[person_id].append(lookup)
    for row in rows:
        found[row[0]].append(
            {
                "number": row[2],
                "alias": row[3],
                "avatar": row[4],
                "language": row[5],
                "part": row[6],
                "arrived": _moment(row[7]),
                "left": _moment(row[8]),
                "cards": cards[row[1]],
            }
        )
    return found


def _moment(value: Any) -> int:
    return 0 if value is None else milliseconds(as_instant(value))


def _tasks(makeovers: list[int]) -> defaultdict[int, list[dict[str, Any]]]:
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in fast().rows(
        "SELECT t.makeover_id, t.token, t.kind, COALESCE(r.kind, ''), t.done_at FROM makeover_task t "
        f"LEFT JOIN makeover_room r ON r.id = t.room_id WHERE t.makeover_id IN ({_list(makeovers)}) ORDER BY t.id"
    ):
        found[row[0]].append({"task": row[1], "kind": row[2], "room": row[3], "done": row[4] is not None})
    return found


def _rooms(makeovers: list[int]) -> defaultdict[int, list[dict[str, Any]]]:
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in fast().rows(
        f"SELECT makeover_id, token, kind FROM makeover_room WHERE makeover_id IN ({_list(makeovers)}) ORDER BY id"
    ):
        found[row[0]].append({"room": row[1], "kind": row[2]})
    return found


def _criteria(days: list[int], site_id: int) -> dict[str, list[dict[str, Any]]]:
    """Trainee's number → the criteria of the units that their runs at the site teach."""
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in fast().rows(
        "SELECT DISTINCT p.number, u.code, u.title, o.number, c.number, c.text, c.easy_text, c.picture "
        "FROM makeover_day_person x JOIN person p ON p.id = x.person_id JOIN registration g ON g.person_id = p.id "
        "JOIN run r ON r.id = g.run_id JOIN course_unit cu ON cu.version_id = r.version_id "
        "JOIN unit u ON u.id = cu.unit_id JOIN criterion c ON c.unit_id = u.id "
        f"JOIN learning_outcome o ON o.id = c.outcome_id WHERE x.day_id IN ({_list(days)}) AND x.part = 'trainee' "
        "AND r.site_id = ? AND r.state NOT IN ('cancelled', 'archived') "
        "AND g.state NOT IN ('withdrawn', 'transferred') ORDER BY 1, 2, 4, 5",
        (site_id,),
    ):
        names = ("unit", "title", "outcome", "number", "text", "easy", "picture")
        found[row[0]].append(dict(zip(names, row[1:], strict=True)))
    return found


def _staff(site_id: int, at: datetime) -> list[str]:
    """Cards of those who may write in makeovers here: on a work day such a card says what a PIN would."""
    day, roles = local_day(at), defaultdict[str, set[str]](set)
    for lookup, role in fast().rows(
        "SELECT c.lookup_key, r.role FROM card c JOIN role r ON r.person_id = c.person_id WHERE c.state = 'live' "
        "AND (r.site_id IS NULL OR r.site_id = ?) AND r.starts_on <= ? AND (r.ends_on IS NULL OR r.ends_on >= ?) "
        "ORDER BY c.id",
        (site_id, day, day),
    ):
        roles[lookup].add(role)
    return [
        lookup
        for lookup, mine in roles.items()
        if "edit_makeovers" in RIGHTS
        and Actor(0, site_id, roles=frozenset(mine), strength="pin").may("edit_makeovers")
    ]


@dataclass(frozen=True)
class ToldLine:
    """What a tablet told of a work day and could not be done yet."""

    id: str
    kind: str
    at: datetime
    message: str
    who: str
    whom: str
    makeover: str
    criterion: str
    words: str


def open_day_events(site_id: int) -> list[ToldLine]:
    """What waits for a coordinator, the oldest first."""
    rows = fast().rows(
        "SELECT e.id, e.kind, e.at, e.message, COALESCE(b.called, ''), COALESCE(n.called, p.number, ''), "
        "COALESCE(m.code, ''), e.body, e.words FROM work_day_event e LEFT JOIN person_name b ON b.person_id = e.by_id "
        "LEFT JOIN person p ON p.id = e.person_id LEFT JOIN person_name n ON n.person_id = e.person_id "
        "LEFT JOIN makeover_day d ON d.id = e.day_id LEFT JOIN makeover m ON m.id = d.makeover_id "
        "WHERE e.site_id = ? AND e.state <> 'done' AND NOT EXISTS "
        "(SELECT 1 FROM work_day_event_settled s WHERE s.event_id = e.id) ORDER BY e.received_at, e.id LIMIT 200",
        (site_id,),
    )
    found = []
    for row in rows:
        criterion = str(as_json(row[7]).get("criterion") or "")[:60]
        names = dict(zip(("message", "who", "whom", "makeover"), row[3:7], strict=True))
        found.append(
            ToldLine(
                id=row[0], kind=row[1], at=as_instant(row[2]), criterion=criterion, words=row[8], **names
            )
        )
    return found
