"""How people stand at a machine: who is active, whose permit is live, ended or lapsed, who mends. Many at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from core.clock import local_day
from core.crossings import crossings
from core.db import as_day, as_instant, fast
from hardware.may import MachineStanding, PersonStanding

Row = Sequence[Any]


def person_standing(person_id: int, machine: MachineStanding, at: datetime) -> PersonStanding:
    """What is to be known of a person at a machine."""
    return person_standings([person_id], machine, at)[person_id]


def person_standings(
    person_ids: Iterable[int], machine: MachineStanding, at: datetime
) -> dict[int, PersonStanding]:
    """What is to be known of people at a machine, in as many statements for one as for all."""
    wanted, day = sorted(set(person_ids)), local_day(at)
    if not wanted:
        return {}
    known = {
        row[0]: (bool(row[1]), str(row[2]))
        for row in fast().rows(
            f"SELECT id, is_active, number FROM person WHERE id IN ({_places(wanted)})", wanted
        )
    }
    permits = permit_states({one: number for one, (_, number) in known.items()}, machine.permit_kind, day)
    without = [one for one, state in permits.items() if state != "live"]
    begun = crossings.begun_inductions(without, machine.permit_kind) if without else set()
    menders = _maintainers(wanted, machine.site_id, day)
    return {
        one: PersonStanding(
            id=one,
            is_active=known[one][0],
            permit=permits[one],
            has_begun=one in begun,
            is_maintainer=one in menders,
        )
        if one in known
        else PersonStanding(one, is_active=False)
        for one in wanted
    }


def permit_states(numbers: dict[int, str], kind: str, day: date) -> dict[int, str]:
    """By person live, ended (its days are over, or somebody ended it), lapsed (for want of use) or none.

    `numbers` are the people's by id: the trail names them so.
    """
    ids = sorted(numbers)
    if not ids:
        return {}
    permits: dict[int, list[Row]] = defaultdict(list)
    for person_id, *permit in fast().rows(
        f"SELECT person_id, starts_on, ends_on, ended_at FROM permit WHERE person_id IN ({_places(ids)}) "
        "AND kind = ? AND confirmed_at IS NOT NULL ORDER BY ends_on DESC, id DESC",
        (*ids, kind),
    ):
        permits[person_id].append(permit)
    states = {one: _state_of(permits[one], day) for one in ids}
    ended = {one: at for one, (state, at) in states.items() if state == "ended" and at is not None}
    lapsed = _lapsed({numbers[one]: at for one, at in ended.items()}, kind)
    return {
        one: "lapsed" if one in ended and numbers[one] in lapsed else state
        for one, (state, _) in states.items()
    }


def _state_of(permits: Sequence[Row], day: date) -> tuple[str, datetime | None]:
    """How somebody's permits of a kind stand, the longest first; when somebody ended the last."""
    for starts_on, ends_on, ended_at in permits:
        if ended_at is None and as_day(starts_on) <= day <= as_day(ends_on):
            return "live", None
    begun = [permit for permit in permits if as_day(permit[0]) <= day]
    if not begun:
        return "none", None
    ended_at = begun[0][2]
    return "ended", None if ended_at is None else as_instant(ended_at)


def _lapsed(ended: dict[str, datetime], kind: str) -> set[str]:
    """Whose permit, by number, the trail says to have ended for want of use."""
    if not ended:
        return set()
    subjects = {f"person:{number}": at for number, at in ended.items()}
    rows = fast().rows(
        f"SELECT subject, at FROM audit_line WHERE subject IN ({_places(subjects)}) AND verb = 'lapse_permit' "
        "AND fields = ?",
        (*subjects, kind),
    )
    return {str(subject)[7:] for subject, at in rows if as_instant(at) >= subjects[subject]}


def is_maintainer(person_id: int, site_id: int, day: date) -> bool:
    """Whether a person mends machines at a site."""
    return bool(_maintainers([person_id], site_id, day))


def trainers_at(site_id: int, day: date) -> set[int]:
    """Whose role at a site, or at every site, is trainer on a day."""
    rows = fast().rows(
        "SELECT person_id FROM role WHERE role = 'trainer' AND (site_id IS NULL OR site_id = ?) AND starts_on <= ? "
        "AND (ends_on IS NULL OR ends_on >= ?)",
        (site_id, day, day),
    )
    return {row[0] for row in rows}


def _maintainers(person_ids: Sequence[int], site_id: int, day: date) -> set[int]:
    rows = fast().rows(
        f"SELECT person_id FROM role WHERE person_id IN ({_places(person_ids)}) AND role IN "
        "('maintainer', 'administrator') AND (site_id IS NULL OR site_id = ?) AND starts_on <= ? "
        "AND (ends_on IS NULL OR ends_on >= ?)",
        (*person_ids, site_id, day, day),
    )
    return {row[0] for row in rows}


def _places(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)
