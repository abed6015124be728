"""The permit pack of a machine: what its kiosk must know to answer without a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from core.clock import SITE_ZONE, iso, local_day
from core.crossings import crossings
from core.db import as_day, as_json, fast
from core.errors import NotFound
from hardware.may import MachineStanding, Occasion, judge
from hardware.queries.basis import latest_profile
from hardware.queries.cards import card_hash
from hardware.queries.checklists import checked_on
from hardware.queries.kiosk_words import corrected_words
from hardware.queries.kiosks import KnownKiosk
from hardware.queries.maintenance import due_on
from hardware.queries.permission import machine_standing, next_induction
from hardware.queries.persons import person_standings, trainers_at
from hardware.queries.tags import waits_for_tag
from hardware.vocabulary import Allowed, KnownPiece, Pack, Reason, Verdict
from hardware.vocabulary.pack_parts import MOST_PIECES
from hardware.vocabulary.reading import UNSEEN

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
_TAGS = (
    "SELECT t.card_hash, t.state, p.id, COALESCE(n.called, p.number), p.language, p.avatar, NULL FROM kiosk_tag t "
    "JOIN person p ON p.id = t.person_id LEFT JOIN person_name n ON n.person_id = p.id WHERE t.kiosk_id = ? "
    "ORDER BY t.state DESC, t.id DESC LIMIT ?"
)
_MACHINE = (
    "SELECT m.id, m.name, m.ppe, m.method, t.slug, t.wants_material, s.name, m.idle_minutes, t.checklist, "
    "t.checklist_due FROM kiosk_machine k "
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
        materials_test_first=tuple(
            sorted(name for name, rule in machine.materials.items() if rule == "test_first")
        ),
        needs_second_person=machine.wants_second_person,
        site=row[6],
        kind=row[4],
        protection=tuple(as_json(row[2]) or ()),
        method=tuple(as_json(row[3]) or ()),
        asks_material=bool(row[5]),
        next_induction=next_induction(machine, at),
        pieces=_pieces(machine),
        corrected=corrected_words(),
        checklist=tuple(as_json(row[8]) or ()),
        is_checked_each_time=row[9] == "sitting",
        checked_on=checked_on(machine.id, at),
        opening={day: [_hhmm(span) for span in spans] for day, spans in machine.opening.items()},
        zone=SITE_ZONE,
        takes_tags_until=iso(waits) if (waits := waits_for_tag(kiosk.id, at)) else "",
    )


def _pieces(machine: MachineStanding) -> tuple[KnownPiece, ...]:
    """The pieces that may be brought to the machine, by name; of a name only what a screen can show."""
    found = crossings.pieces_at_work(machine.permit_kind, machine.site_id)
    return tuple(
        KnownPiece(one.code, _shown(one.called)[:120], one.category[:60]) for one in found[:MOST_PIECES]
    )


def _shown(called: str) -> str:
    return "".join(letter for letter in " ".join(called.split()) if letter.isprintable() or letter in UNSEEN)


def _hhmm(span: Sequence[str]) -> list[str]:
    return [f"{time.fromisoformat(one):%H:%M}" for one in span]


def _people(kiosk: KnownKiosk, machine: MachineStanding, at: datetime) -> list[Allowed]:
    """Everybody with a card at the site: alone, beside somebody, or why not. The machine's own state is told apart."""
    plain = replace(machine, state="in_service", opening={}, booked_by=None, booked_with=None)
    ends = _permit_ends(machine.permit_kind, at)
    cards = _cards(kiosk)
    standings = person_standings((one[2] for one in cards), machine, at)
    trainers = trainers_at(machine.site_id, local_day(at))
    found = []
    for card, state, person_id, called, language, avatar, ends_on in cards:
        person = standings[person_id]
        verdict, reason = judge(plain, person, Occasion(at))
        if state != "live" or (ends_on is not None and as_day(ends_on) < local_day(at)):
            verdict, reason = Verdict.REFUSED, Reason.CARD_WITHDRAWN
        is_refused = verdict is Verdict.REFUSED
        can_supervise = verdict is Verdict.ALLOWED and person.permit == "live"
        found.append(
            Allowed(
                card=card,
                alias=called[:80],
                language=language,
                verdict=verdict,
                until="" if is_refused else ends.get(person_id, ""),
                reason=reason if is_refused else Reason.NONE,
                can_supervise=can_supervise,
                can_maintain=person.is_active
                and person.is_maintainer
                and reason is not Reason.CARD_WITHDRAWN,
                can_pass=can_supervise and person_id in trainers,
                picture=avatar,
            )
        )
    return found


def _cards(kiosk: KnownKiosk) -> list[tuple[Any, ...]]:
    """Every card of the site by the kiosk's own name for it, printed ones and this kiosk's tags."""
    printed = fast().rows(_CARDS, (kiosk.site_id, kiosk.site_id, MOST_PEOPLE))
    tags = [tuple(row) for row in fast().rows(_TAGS, (kiosk.id, MOST_PEOPLE))]
    return [*tags, *((card_hash(kiosk.pepper, row[0]), *row[1:]) for row in printed)][:MOST_PEOPLE]


def _permit_ends(kind: str, at: datetime) -> dict[int, str]:
    """By person the last day of a live permit of a kind."""
    day = local_day(at)
    rows = fast().rows(
        "SELECT person_id, MAX(ends_on) FROM permit WHERE kind = ? AND ended_at IS NULL AND confirmed_at IS NOT NULL "
        "AND starts_on <= ? AND ends_on >= ? GROUP BY person_id",
        (kind, day, day),
    )
    return {row[0]: as_day(row[1]).isoformat() for row in rows}
