"""The permit pack of a machine: what its kiosk must know to answer without a network."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from core.clock import iso, local_day
from core.db import as_day, as_json, fast
from core.errors import NotFound
from hardware.may import MachineStanding, Occasion, PersonStanding, judge
from hardware.queries.basis import latest_profile
from hardware.queries.cards import card_hash
from hardware.queries.maintenance import due_on
from hardware.queries.permission import machine_standing, next_induction, person_standing
from hardware.services.kiosks import KnownKiosk
from hardware.vocabulary import Allowed, Pack, Reason, Verdict

HOLDS = timedelta(days=14)
"""A kiosk answers from its pack for so long without a network."""
WARNED = timedelta(days=11)
MOST_PEOPLE = 5000
_CARDS = (
    "SELECT c.lookup_key, c.state, p.id, COALESCE(n.called, p.number), p.language, p.avatar, c.ends_on FROM card c "
    "JOIN person p ON p.id = c.person_id LEFT JOIN person_name n ON n.person_id = p.id "
    "WHERE c.state IN ('live', 'lost') AND (p.home_site_id = ? OR EXISTS (SELECT 1 FROM role r "
    "WHERE r.person_id = p.id AND (r.site_id IS NULL OR r.site_id = ?))) ORDER BY c.state, c.id DESC LIMIT ?"
)
_MACHINE = (
    "SELECT m.id, m.name, m.ppe, m.method, t.slug, t.wants_material, s.name, m.idle_minutes FROM kiosk_machine k "
    "JOIN machine m ON m.id = k.machine_id JOIN machine_type t ON t.id = m.type_id JOIN site s ON s.id = m.site_id "
    "WHERE k.kiosk_id = ? AND k.ends_at IS NULL AND m.code = ?"
)


def make_pack(*, kiosk: KnownKiosk, machine_code: str, at: datetime) -> Pack:
    """The pack of a machine beside a kiosk. Raises NotFound for another's machine."""
    row = fast().row(_MACHINE, (kiosk.id, machine_code))
    if row is None:
        raise NotFound
    machine = machine_standing(row[0], at)
    profile = replace(latest_profile(machine.id), idle_timeout_seconds=row[7] * 60.0)
    return Pack(
        machine=machine.code,
        title=row[1],
        made_at=iso(at),
        until=iso(at + HOLDS),
        warn_from=iso(at + WARNED),
        state="retired" if machine.is_retired else machine.state,
        profile=profile,
        people=tuple(_people(kiosk, machine, at)),
        maintenance_due=tuple(one.picture or one.task for one in due_on(machine.id, at) if one.is_due),
        materials_allowed=tuple(
            sorted(name for name, rule in machine.materials.items() if rule == "allowed")
        ),
        materials_forbidden=tuple(
            sorted(name for name, rule in machine.materials.items() if rule != "allowed")
        ),
        needs_second_person=machine.wants_second_person,
        site=row[6],
        kind=row[4],
        protection=tuple(as_json(row[2]) or ()),
        method=tuple(as_json(row[3]) or ()),
        asks_material=bool(row[5]),
        next_induction=next_induction(machine, at),
    )


def _people(kiosk: KnownKiosk, machine: MachineStanding, at: datetime) -> list[Allowed]:
    """Everybody with a card at the site: alone, beside somebody, or why not. The machine's own state is told apart."""
    plain = replace(machine, state="in_service", opening={}, booked_by=None, booked_with=None)
    ends = _permit_ends(machine.permit_kind, at)
    standings: dict[int, PersonStanding] = {}
    found = []
    for lookup, state, person_id, called, language, avatar, ends_on in fast().rows(
        _CARDS, (kiosk.site_id, kiosk.site_id, MOST_PEOPLE)
    ):
        if person_id not in standings:
            standings[person_id] = person_standing(person_id, machine, at)
        person = standings[person_id]
        verdict, reason = judge(plain, person, Occasion(at))
        if state != "live" or (ends_on is not None and as_day(ends_on) < local_day(at)):
            verdict, reason = Verdict.REFUSED, Reason.CARD_WITHDRAWN
        is_refused = verdict is Verdict.REFUSED
        found.append(
            Allowed(
                card=card_hash(kiosk.pepper, lookup),
                alias=called[:80],
                language=language,
                verdict=verdict,
                until="" if is_refused else ends.get(person_id, ""),
                reason=reason if is_refused else Reason.NONE,
                can_supervise=verdict is Verdict.ALLOWED and person.permit == "live",
                can_maintain=person.is_active and person.is_maintainer and state == "live",
                picture=avatar,
            )
        )
    return found


def _permit_ends(kind: str, at: datetime) -> dict[int, str]:
    """By person the last day of a live permit of a kind."""
    day = local_day(at)
    rows = fast().rows(
        "SELECT person_id, MAX(ends_on) FROM permit WHERE kind = ? AND ended_at IS NULL AND confirmed_at IS NOT NULL "
        "AND starts_on <= ? AND ends_on >= ? GROUP BY person_id",
        (kind, day, day),
    )
    return {row[0]: as_day(row[1]).isoformat() for row in rows}
