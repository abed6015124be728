"""What a tablet takes along of training: classes of the next days, who is booked, what is assessed and signed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from core.access import RIGHTS, Actor
from core.clock import local_day, milliseconds, start_of_day
from core.db import as_instant, fast
from training.queries.checklists import approvals_of, checklists

AHEAD = timedelta(days=8)
BEHIND = timedelta(days=1)
STAFF_RIGHTS = ("take_register", "assess", "see_accreditation", "give_inductions")


def register_pack(site_id: int, device_id: int, at: datetime) -> dict[str, Any]:
    """The pack. Of people it holds what they want to be called, their drawn picture, language, card's lookup key."""
    classes = _classes(site_id, at)
    runs = sorted({one["run_id"] for one in classes})
    return {
        "classes": classes,
        "runs": [_run(run_id, device_id, at) for run_id in runs],
        "units": _units(runs),
        "inductions": _inductions(),
        "staff": _staff(site_id, at),
    }


def _classes(site_id: int, at: datetime) -> list[dict[str, Any]]:
    first = start_of_day(local_day(at))
    rows = fast().rows(
        "SELECT k.token, k.run_id, r.number, v.title, k.number, k.starts_at, k.ends_at, "
        "COALESCE(NULLIF(k.venue, ''), pl.name, s.name), k.signed_at, k.id, "
        "(SELECT MIN(f.starts_at) FROM course_class f WHERE f.run_id = r.id AND f.cancelled_at IS NULL) "
        "FROM course_class k JOIN run r ON r.id = k.run_id JOIN course_version v ON v.id = r.version_id "
        "JOIN site s ON s.id = r.site_id LEFT JOIN place pl ON pl.id = k.place_id "
        "WHERE r.site_id = ? AND k.cancelled_at IS NULL AND r.state NOT IN ('draft', 'cancelled', 'archived') "
        "AND k.starts_at >= ? AND k.starts_at < ? ORDER BY k.starts_at, k.id",
        (site_id, first - BEHIND, first + AHEAD),
    )
    marks, titles = _marks([row[9] for row in rows]), _titles([row[1] for row in rows])
    return [
        {
            "token": row[0],
            "run_id": row[1],
            "run": row[2],
            "title": row[3],
            "titles": titles[row[1]],
            "number": row[4],
            "starts": milliseconds(as_instant(row[5])),
            "ends": milliseconds(as_instant(row[6])),
            "where": row[7],
            "signed": row[8] is not None,
            "first": row[10] is not None and as_instant(row[10]) == as_instant(row[5]),
            "marks": marks[row[9]],
        }
        for row in rows
    ]


def _titles(run_ids: Iterable[int]) -> defaultdict[int, dict[str, str]]:
    """Run → language → the title of its course in it."""
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for run_id, language, title in fast().rows(
        "SELECT r.id, w.language, w.title FROM run r JOIN course_words w ON w.version_id = r.version_id "
        f"WHERE r.id IN ({_list(run_ids)})",
        (),
    ):
        found[run_id][language] = title
    return found


def _marks(class_ids: list[int]) -> defaultdict[int, dict[str, Any]]:
    """Class → person's number → the mark that counts, its minutes, when and under which id."""
    found: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    for class_id, number, mark, minutes, mark_id in fast().rows(
        "SELECT m.class_id, p.number, m.mark, m.minutes, m.id FROM attendance_mark m JOIN person p "
        f"ON p.id = m.person_id WHERE m.superseded_by IS NULL AND m.class_id IN ({_list(class_ids)})",
        (),
    ):
        found[class_id][number] = {"mark": mark, "minutes": minutes, "id": mark_id}
    return found


def _list(ids: Iterable[int]) -> str:
    """Row ids as the inside of an SQL IN (…)."""
    return ", ".join(str(int(one)) for one in ids) or "0"


def _run(run_id: int, device_id: int, at: datetime) -> dict[str, Any]:
    connection = fast()
    row = connection.row("SELECT number, capacity, allows_late_joining FROM run WHERE id = ?", (run_id,))
    lease = connection.row(
        "SELECT t.until, (SELECT COALESCE(SUM(h.seats - h.used), 0) FROM seat_hold h WHERE h.run_id = t.run_id "
        "AND h.kind = 'tablet' AND h.device_id = t.device_id AND h.ended_at IS NULL) FROM taken_run t "
        "WHERE t.run_id = ? AND t.device_id = ? AND t.ended_at IS NULL AND t.until > ? ORDER BY t.id DESC",
        (run_id, device_id, at),
    )
    taken = connection.row(
        "SELECT COUNT(*) FROM booking WHERE run_id = ? AND state IN ('offered', 'booked', 'attending')",
        (run_id,),
    )
    held = connection.row(
        "SELECT COALESCE(SUM(seats - used), 0) FROM seat_hold WHERE run_id = ? AND ended_at IS NULL",
        (run_id,),
    )
    number, capacity, is_late = row if row is not None else ("", 0, False)
    free = capacity - (taken[0] if taken else 0) - (held[0] if held else 0)
    return {
        "id": run_id,
        "number": number,
        "late": bool(is_late),
        "free": max(0, int(lease[1] if lease else free)),
        "lease": milliseconds(as_instant(lease[0])) if lease else 0,
        "learners": _learners(run_id),
    }


def _learners(run_id: int) -> list[dict[str, Any]]:
    rows = fast().rows(
        "SELECT p.id, p.number, COALESCE(n.called, p.number), p.avatar, b.state, p.language FROM booking b "
        "JOIN person p ON p.id = b.person_id LEFT JOIN person_name n ON n.person_id = p.id "
        "WHERE b.run_id = ? AND b.state IN ('booked', 'attending', 'waitlisted', 'no_show') "
        "ORDER BY LOWER(COALESCE(n.called, p.number)), b.id",
        (run_id,),
    )
    cards: defaultdict[int, list[str]] = defaultdict(list)
    people = _list(row[0] for row in rows)
    for person_id, lookup in fast().rows(
        f"SELECT person_id, lookup_key FROM card WHERE state = 'live' AND person_id IN ({people})", ()
    ):
        cards[person_id].append(lookup)
    return [
        {
            "number": row[1],
            "alias": row[2],
            "avatar": row[3],
            "state": row[4],
            "language": row[5],
            "cards": cards[row[0]],
        }
        for row in rows
    ]


def _units(runs: list[int]) -> list[dict[str, Any]]:
    rows = fast().rows(
        "SELECT r.number, u.code, u.title, c.id, o.number, c.number, c.text, c.easy_text, c.picture "
        "FROM run r JOIN course_unit cu ON cu.version_id = r.version_id JOIN unit u ON u.id = cu.unit_id "
        "JOIN criterion c ON c.unit_id = u.id JOIN learning_outcome o ON o.id = c.outcome_id "
        f"WHERE r.id IN ({_list(runs)}) ORDER BY r.id, u.code, o.number, c.number",
        (),
    )
    return [
        {
            "run": row[0],
            "unit": row[1],
            "title": row[2],
            "criterion": row[3],
            "number": f"{row[4]}.{row[5]}",
            "text": row[6],
            "easy": row[7],
            "picture": row[8],
        }
        for row in rows
    ]


def _inductions() -> list[dict[str, Any]]:
    """Each checklist in its newest version, with the languages that somebody stands for."""
    kept = ("slug", "number", "permit_kind", "title", "picture", "pass_percent", "supervised_minutes")
    found = []
    for one in checklists():
        told = {name: value for name, value in asdict(one).items() if name in kept}
        texts = {"questions": one.questions, "practice": one.practice, "words": one.words}
        found.append({**told, **texts, "approved": sorted(approvals_of(one.version_id))})
    return found


def _staff(site_id: int, at: datetime) -> list[dict[str, Any]]:
    """Cards of those who may take registers, assess or give inductions here, and the machines of their permits."""
    day, held = local_day(at), defaultdict[int, set[str]](set)
    for person_id, kind in fast().rows(
        "SELECT person_id, kind FROM permit WHERE ended_at IS NULL AND confirmed_at IS NOT NULL "
        "AND starts_on <= ? AND ends_on >= ?",
        (day, day),
    ):
        held[person_id].add(kind)
    roles: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
    for person_id, lookup, role in fast().rows(
        "SELECT c.person_id, c.lookup_key, r.role FROM card c JOIN role r ON r.person_id = c.person_id "
        "WHERE c.state = 'live' AND (r.site_id IS NULL OR r.site_id = ?) AND r.starts_on <= ? "
        "AND (r.ends_on IS NULL OR r.ends_on >= ?) ORDER BY c.id",
        (site_id, day, day),
    ):
        roles[person_id, lookup].add(role)
    found = []
    for (person_id, lookup), mine in roles.items():
        actor = Actor(person_id, site_id, roles=frozenset(mine), strength="pin")
        rights = [right for right in STAFF_RIGHTS if right in RIGHTS and actor.may(right)]
        if rights:
            found.append({"lookup": lookup, "rights": rights, "permits": sorted(held[person_id])})
    return found
