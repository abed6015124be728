"""Takes what kiosks tell: each event once, an answer for each, and what cannot be taken put aside for a maintainer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.clock import from_iso, milliseconds
from core.db import as_instant, as_json_text, fast
from hardware.queries.cards import Cardholders
from hardware.queries.kiosks import KnownKiosk
from hardware.services.boots import note_boots
from hardware.services.doing import note_doing
from hardware.services.kiosks import hold_kiosk
from hardware.services.tags import take_shown_tags
from hardware.sitting_parts import place_text
from hardware.vocabulary import EventKind, KioskEvent, NotUnderstood

MOST_EVENTS = 500
MOST_KEPT = 4000
QUIET_KINDS = (EventKind.JOB_REFRESHED, EventKind.CLOCK, EventKind.DISK, EventKind.NOISE)
"""Kinds that change no job and no sitting."""
ONCE = "ON CONFLICT (kiosk_id, boot, seq) DO NOTHING"
"""Whoever told the same at the same moment has stored it."""
GOES_MS = 60_000
"""So long after it was moved on the page a kiosk may still tell of a machine."""
NEVER = 2**60
Place = tuple[str, int]


@dataclass(frozen=True)
class Upload:
    """One request of a kiosk: its boot and running clock at that moment, how much waits behind, and the events."""

    boot: str
    mono_ms: int
    waiting: int
    events: Sequence[object]


@dataclass
class Taken:
    """What became of an upload: an answer for each event in its order, and what is new for which machine.

    `stale` is the place of the first new event by machine; `told` are new events of faults and maintenance. `matters`:
    something else came than that machines go on doing what they did, so that it is worth counting at once.
    `has_new_pack`: a card was taken in, and the kiosk should fetch its pack.
    """

    answers: list[dict[str, Any]] = field(default_factory=list)
    stale: dict[int, str] = field(default_factory=dict)
    told: list[KioskEvent] = field(default_factory=list)
    count: int = 0
    matters: bool = False
    has_new_pack: bool = False


@dataclass(frozen=True)
class Read:
    """An event that could be read, with what it is stored as."""

    event: KioskEvent
    machine_id: int | None
    body: str
    body_hash: str
    wall_at: datetime | None

    @property
    def place(self) -> Place:
        """Its boot and number."""
        return self.event.boot, self.event.seq


def take_events(*, kiosk: KnownKiosk, upload: Upload, at: datetime) -> Taken:
    """Store what is new of an upload. Never raises for what an event says: it is answered and put aside."""
    hold_kiosk(kiosk.id)
    machines = machine_ids_of(kiosk.id)
    gone = _gone(kiosk.id, upload, at)
    taken = Taken()
    read: list[Read] = []
    for value in upload.events:
        found = _read(value, kiosk, machines)
        if isinstance(found, Read) and found.event.mono_ms > gone.get(
            (found.event.boot, found.event.machine), NEVER
        ):
            found = "other_machine", f"this kiosk stands beside machine {found.event.machine} no more"
        if isinstance(found, Read):
            read.append(found)
            taken.answers.append({"boot": found.event.boot, "seq": found.event.seq})
        else:
            reason, detail = found
            _put_aside(kiosk.id, value, reason, detail, at)
            taken.answers.append({**_place_told(value), "answer": "rejected", "why": f"{reason}: {detail}"})
    _store(kiosk, read, taken, at)
    fresh = [one.event for one in read]
    taken.has_new_pack = bool(
        take_shown_tags(kiosk=kiosk, boot=upload.boot, mono_ms=upload.mono_ms, events=fresh, at=at)
    )
    _remember_cards(kiosk, read, at)
    _note_kiosk(kiosk, upload, at)
    note_boots(kiosk_id=kiosk.id, upload=(upload.boot, upload.mono_ms), read=_clock_pairs(read), at=at)
    taken.matters = note_doing(kiosk_id=kiosk.id, told=_doings(read)) or any(
        one.event.kind is not EventKind.MACHINE_STATE and not is_quiet(one.event) for one in read
    )
    return taken


def is_quiet(event: KioskEvent) -> bool:
    """Whether it changes no job and no sitting; that another program has the port flags the job that goes on."""
    return event.kind in QUIET_KINDS and "is_shared" not in event.body


def machine_ids_of(kiosk_id: int) -> dict[str, int]:
    """Code → id of the machines that a kiosk stands or stood beside: what waited in its spool is still taken."""
    rows = fast().rows(
        "SELECT DISTINCT m.code, m.id FROM kiosk_machine k JOIN machine m ON m.id = k.machine_id WHERE k.kiosk_id = ?",
        (kiosk_id,),
    )
    return dict(rows)


def _gone(kiosk_id: int, upload: Upload, at: datetime) -> dict[tuple[str, str], int]:
    """By present boot and machine: when on its running clock the kiosk ceased to stand beside it, and was to be heard.

    One that was moved and still listens would count the same work a second time, beside the kiosk that is there now.
    """
    rows = fast().rows(
        "SELECT m.code, MAX(k.ends_at) FROM kiosk_machine k JOIN machine m ON m.id = k.machine_id WHERE k.kiosk_id = ? "
        "GROUP BY m.code HAVING COUNT(*) = COUNT(k.ends_at)",
        (kiosk_id,),
    )
    since = upload.mono_ms - milliseconds(at) + GOES_MS
    return {(upload.boot, code): since + milliseconds(as_instant(ends_at)) for code, ends_at in rows}


def _read(value: object, kiosk: KnownKiosk, machines: Mapping[str, int]) -> Read | tuple[str, str]:
    """The event, or why it cannot be taken."""
    try:
        event = KioskEvent.from_json(value)
        wall_at = from_iso(event.wall_utc.replace("Z", "+00:00")) if event.wall_utc else None
    except NotUnderstood as problem:
        return "unreadable", str(problem)
    except (ValueError, OverflowError):
        return "unreadable", "event.wall_utc: there is no such instant"
    if event.kiosk != kiosk.public_id:
        return "other_kiosk", "event.kiosk is not the kiosk whose token this is"
    if event.machine and event.machine not in machines:
        return "other_machine", f"this kiosk does not stand beside machine {event.machine}"
    body = as_json_text(event.body)
    return Read(event, machines.get(event.machine), body, _hash(event), wall_at)


def _hash(event: KioskEvent) -> str:
    """What tells a repeat from another event under the same number."""
    told = (event.kiosk, event.boot, event.seq, event.mono_ms, event.machine, event.kind, event.wall_utc)
    whole = json.dumps((*told, event.is_wall_ok, event.body), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()


def _place_told(value: object) -> dict[str, Any]:
    """Boot and number of an event that cannot be read, as far as it says them: its kiosk must know which."""
    boot, seq = (value.get("boot"), value.get("seq")) if isinstance(value, Mapping) else (None, None)
    return {
        "boot": boot if isinstance(boot, str) else None,
        "seq": seq if isinstance(seq, int) and not isinstance(seq, bool) else None,
    }


def _store(kiosk: KnownKiosk, read: Sequence[Read], taken: Taken, at: datetime) -> None:
    """Insert what is new; answer each that could be read, in the order in which they came."""
    there = hashes_there(kiosk.id, read)
    fresh: dict[Place, Read] = {}
    verdicts: dict[int, tuple[str, str]] = {}
    for index, one in enumerate(read):
        known = there.get(one.place) or (fresh[one.place].body_hash if one.place in fresh else None)
        if known is None:
            fresh[one.place] = one
            verdicts[index] = ("accepted", "")
        elif known == one.body_hash:
            verdicts[index] = ("duplicate", "")
        else:
            _put_aside(kiosk.id, one.event.as_json(), "changed", "its number stood for another event", at)
            verdicts[index] = ("rejected", "changed: its number stood for another event")
    waiting = iter(range(len(read)))
    for answer in taken.answers:
        if "answer" not in answer:
            answer["answer"], why = verdicts[next(waiting)]
            if why:
                answer["why"] = why
    _insert(kiosk.id, fresh.values(), at)
    _note_stale(kiosk.id, fresh.values(), taken)


def hashes_there(kiosk_id: int, read: Sequence[Read]) -> dict[Place, str]:
    """The hashes of events that are stored already, by place."""
    spans: dict[str, list[int]] = {}
    for one in read:
        spans.setdefault(one.event.boot, []).append(one.event.seq)
    found: dict[Place, str] = {}
    for boot, seqs in spans.items():
        rows = fast().rows(
            "SELECT seq, body_hash FROM kiosk_event WHERE kiosk_id = ? AND boot = ? AND seq BETWEEN ? AND ?",
            (kiosk_id, boot, min(seqs), max(seqs)),
        )
        found |= {(boot, seq): body_hash for seq, body_hash in rows}
    return found


def _insert(kiosk_id: int, fresh: Iterable[Read], at: datetime) -> None:
    rows = [
        (
            kiosk_id,
            one.event.boot,
            one.event.seq,
            one.event.mono_ms,
            one.wall_at,
            one.event.is_wall_ok,
            one.machine_id,
            str(one.event.kind),
            one.body,
            one.body_hash,
            at,
        )
        for one in fresh
    ]
    if rows:
        fast().run_many(
            "INSERT INTO kiosk_event (kiosk_id, boot, seq, mono_ms, wall_at, is_wall_ok, machine_id, kind, body, "
            f"body_hash, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) {ONCE}",
            rows,
        )


def _note_stale(kiosk_id: int, fresh: Iterable[Read], taken: Taken) -> None:
    """From which place on each machine has to be counted again."""
    everywhere: list[str] = []
    for one in fresh:
        taken.count += 1
        if is_quiet(one.event):
            continue
        place = place_text(*one.place)
        if one.machine_id is None:
            everywhere.append(place)
            continue
        taken.stale[one.machine_id] = min(place, taken.stale.get(one.machine_id, place))
        if one.event.kind in (EventKind.FAULT_REPORTED, EventKind.MAINTENANCE_DONE):
            taken.told.append(one.event)
    if everywhere:
        first = min(everywhere)
        for (machine_id,) in fast().rows(
            "SELECT DISTINCT machine_id FROM kiosk_machine WHERE kiosk_id = ? ORDER BY 1", (kiosk_id,)
        ):
            taken.stale[machine_id] = min(first, taken.stale.get(machine_id, first))
    for machine_id, place in sorted(taken.stale.items()):
        mark_stale(kiosk_id, machine_id, place)


def mark_stale(kiosk_id: int, machine_id: int, place: str) -> None:
    """A machine's events from this place on are to be counted (again)."""
    fast().run(
        "INSERT INTO machine_fold (kiosk_id, machine_id, stale_from, rule_version, state_class, word) "
        "VALUES (?, ?, ?, 0, '', '') ON CONFLICT (kiosk_id, machine_id) DO UPDATE SET stale_from = "
        "CASE WHEN machine_fold.stale_from IS NULL OR machine_fold.stale_from > excluded.stale_from "
        "THEN excluded.stale_from ELSE machine_fold.stale_from END",
        (kiosk_id, machine_id, place),
    )


def _clock_pairs(read: Sequence[Read]) -> dict[str, tuple[int, int | None]]:
    """By boot: the latest running time, and the least offset of a wall clock known to be right."""
    found: dict[str, tuple[int, int | None]] = {}
    for one in read:
        event = one.event
        last, wall = found.get(event.boot, (0, None))
        if event.is_wall_ok and one.wall_at is not None:
            offset = milliseconds(one.wall_at) - event.mono_ms
            wall = offset if wall is None else min(wall, offset)
        found[event.boot] = (max(last, event.mono_ms), wall)
    return found


def _remember_cards(kiosk: KnownKiosk, read: Sequence[Read], at: datetime) -> None:
    """Whose card it is today stays whose it was, also when the card has gone."""
    shown = sorted({str(one.event.body["card"]) for one in read if one.event.body.get("card")})
    if not shown:
        return
    holders = Cardholders(kiosk.id, kiosk.pepper)
    for hashed in shown:
        person_id = None if holders.is_told(hashed) else holders(hashed)
        if person_id is not None:
            fast().run(
                "INSERT INTO kiosk_card (kiosk_id, card_hash, person_id, at) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (kiosk_id, card_hash) DO NOTHING",
                (kiosk.id, hashed, person_id, at),
            )


def _doings(read: Sequence[Read]) -> dict[int, KioskEvent]:
    """The last state that is told of each machine."""
    states = [one for one in read if one.event.kind is EventKind.MACHINE_STATE and one.machine_id is not None]
    return {one.machine_id: one.event for one in sorted(states, key=lambda one: one.place) if one.machine_id}


def _put_aside(kiosk_id: int, value: object, reason: str, detail: str, at: datetime) -> None:
    """Keep what could not be taken, once, for somebody to look at."""
    told = json.dumps(value, sort_keys=True, ensure_ascii=True, default=str)
    hashed = hashlib.sha256(told.encode()).hexdigest()
    fast().run(
        "INSERT INTO kiosk_rejected (kiosk_id, reason, detail, body, body_hash, received_at) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (kiosk_id, body_hash) DO NOTHING",
        (kiosk_id, reason, detail[:200], told[:MOST_KEPT], hashed, at),
    )


def _note_kiosk(kiosk: KnownKiosk, upload: Upload, at: datetime) -> None:
    """When it was heard and how much waits on it: what the coordinator sees of it."""
    fast().run(
        "UPDATE device SET last_seen_at = ?, waiting = ?, waiting_since = CASE WHEN ? = 0 THEN NULL "
        "ELSE COALESCE(waiting_since, ?) END WHERE id = ?",
        (at, upload.waiting, upload.waiting, at, kiosk.id),
    )
