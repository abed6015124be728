"""Raw events: what a kiosk writes down and sends, append-only, each with its place in the kiosk's own order.

The words in the bodies (all optional but those in capitals; times are `_ms` of the same boot's monotonic clock):

    agent_started   version, cause
    machine_state   CLASS, word, sub, spindle; SINCE_MS when this state began; LAST_MS the last good sample.
                    Written when class or word change, when a busy spell is sure, every 10 s while not idle, and when
                    a job has ended.
    banner          text, is_reset (false when it only ends check mode)
    alarm           CODE, text
    identity        firmware, key, text, is_expected
    port_lost       LAST_MS the last good sample, why
    port_back       port
    job_word        KIND, text
    noise           good, bad, seconds, sample; or IS_SHARED, by: another program has the port as well, or no more
    meter_hello     boot, ident
    card_shown      card (hash), AS, reason; tail (the last two hex digits of a contactless card)
    signed_on       card, as, verdict; beside (card of the supervisor, where nobody knows whose `card` is)
    signed_off      CAUSE, card
    piece_scanned   CODE
    purpose_chosen  PURPOSE
    material_chosen MATERIAL, card (of the trainer who says that it was tested, where it goes in only then)
    material_refused MATERIAL (forbidden here: somebody chose it and was told so)
    fault_reported  WHAT, is_not_safe, photo
    maintenance_done TASK, card
    checklist_done  STEPS (their words, parted by blanks), card
    job_refreshed   KEY, busy_s, paused_s, outcome … (the kiosk's own sums, a cross-check)
    clock           server_offset_ms, source
    disk            STATE (full, ok), lost, lost_facts, thinned (each since the agent began)

The five that can end a job (machine_state, banner, alarm, port_lost, job_word) also hold `all_samples`, `all_bad` and
`all_spindle_ms`: what was seen since the agent began, so that one which is lost or thinned takes nothing along.
Without these, `samples`, `bad` and `spindle_ms` say what was seen since the last of them.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from hardware.vocabulary.reading import mapping, one_of, refuse, text, whole, yes_or_no
from hardware.vocabulary.states import EventKind

MOST_BODY_BYTES = 2000
MOST_MONO_MS = 10**12
"""A running clock of 31 years: no computer was on for so long, and every instant of it can be written as a date."""
MOST_NUMBER = 2**53
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
INSTANT = re.compile(r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|\+00:00)")


@dataclass(frozen=True, slots=True)
class KioskEvent:
    """One raw event.

    `boot` names one run of the kiosk's kernel and sorts by age (`boot_name`); `seq` counts up in one kiosk and is never
    used twice; `mono_ms` is the monotonic clock of that boot; `wall_utc` is what the kiosk's clock said, believed only
    where `is_wall_ok`. `machine` is "" for what belongs to the kiosk itself. `body` holds plain values only.
    """

    kiosk: str
    boot: str
    seq: int
    mono_ms: int
    machine: str
    kind: EventKind
    body: dict[str, Any] = field(default_factory=dict)
    wall_utc: str | None = None
    is_wall_ok: bool = False

    @property
    def place(self) -> tuple[str, str, int]:
        """What makes it this event and no other."""
        return self.kiosk, self.boot, self.seq

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {**asdict(self), "kind": str(self.kind)}

    @classmethod
    def from_json(cls, value: object) -> KioskEvent:
        """Read one event strictly; a name that only a newer kiosk has is passed over. Raises NotUnderstood."""
        values = mapping(value, "event")
        wall = values.get("wall_utc")
        if wall is not None and (not isinstance(wall, str) or not INSTANT.fullmatch(wall)):
            refuse("event.wall_utc", "give null or an instant such as 2026-03-01T09:30:00.250Z")
        return cls(
            kiosk=_name(values.get("kiosk"), "event.kiosk"),
            boot=_name(values.get("boot"), "event.boot"),
            seq=whole(values.get("seq"), "event.seq"),
            mono_ms=whole(values.get("mono_ms"), "event.mono_ms", most=MOST_MONO_MS),
            machine=_name(values.get("machine"), "event.machine") if values.get("machine") else "",
            kind=EventKind(one_of(values.get("kind"), "event.kind", tuple(EventKind))),
            body=_body(values.get("body", {})),
            wall_utc=wall,
            is_wall_ok=yes_or_no(values.get("is_wall_ok", False), "event.is_wall_ok"),
        )


def _name(value: object, what: str) -> str:
    word = text(value, what, least=1, most=64)
    if not NAME.fullmatch(word):
        refuse(what, "use letters, digits, dot, dash and underscore")
    return word


def _body(value: object) -> dict[str, Any]:
    body = dict(mapping(value, "event.body"))
    for key, one in body.items():
        is_plain = one is None or isinstance(one, str | bool | int)
        if not is_plain and not (isinstance(one, float) and math.isfinite(one)):
            refuse(f"event.body.{key[:40]}", "give a text, a number, true, false or null")
        if isinstance(one, int | float) and not -MOST_NUMBER < one < MOST_NUMBER:
            refuse(f"event.body.{key[:40]}", "give a number that a machine can have counted")
        if "\x00" in key or (isinstance(one, str) and "\x00" in one):
            refuse(f"event.body.{key[:40]}", "leave out the character of number nought")
    try:
        size = len(json.dumps(body, ensure_ascii=False).encode())
    except UnicodeEncodeError:
        refuse("event.body", "it holds half a character (a lone surrogate)")
    if size > MOST_BODY_BYTES:
        refuse("event.body", f"keep it under {MOST_BODY_BYTES} bytes; send pictures to photos")
    return body


def boot_name(count: int, kernel_id: str) -> str:
    """A name for a boot that sorts by age: how many boots this kiosk counted, and a part of the kernel's own id."""
    letters = re.sub(r"[^0-9a-f]", "", kernel_id.lower())[:12]
    return f"{count:08d}-{letters or '0'}"


def in_order(events: Iterable[KioskEvent]) -> list[KioskEvent]:
    """Each event once, by kiosk, boot and number: the one order that everything is derived in."""
    once: dict[tuple[str, str, int], KioskEvent] = {}
    for event in events:
        once.setdefault(event.place, event)
    return [once[place] for place in sorted(once)]
