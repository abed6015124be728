"""The permit pack: what a kiosk must know to answer without a network. The server signs the bytes that it sends."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from hardware.vocabulary.profiles import Profile
from hardware.vocabulary.reading import known_only, mapping, one_of, several, text, yes_or_no
from hardware.vocabulary.states import Reason, Verdict

MOST_PEOPLE = 5000
MOST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Allowed:
    """One card that this machine's kiosk knows. `card` is a hash keyed with the kiosk's own pepper, hex.

    `until` is the ISO instant at which the permit ends, "" for none; a refusal says why, and `missing` what is not
    there yet. `picture` is the word of the person's drawn picture. Whoever `can_maintain` puts the machine back in
    service and confirms its care.
    """

    card: str
    alias: str
    language: str
    verdict: Verdict
    until: str = ""
    reason: Reason = Reason.NONE
    can_supervise: bool = False
    can_maintain: bool = False
    missing: tuple[str, ...] = ()
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """What a kiosk is told about its machine; good until `until`, then every card that is not there is "ask staff".

    `site`, `kind` (the machine type's word), `protection` and `method` are what its picture card shows beside the
    materials; `asks_material` for a machine that wants to know what lies in it; `next_induction` an ISO day or instant
    with places.
    """

    machine: str
    title: str
    made_at: str
    until: str
    state: str
    profile: Profile
    people: tuple[Allowed, ...] = ()
    maintenance_due: tuple[str, ...] = ()
    materials_allowed: tuple[str, ...] = ()
    materials_forbidden: tuple[str, ...] = ()
    needs_second_person: bool = False
    warn_from: str = ""
    site: str = ""
    kind: str = ""
    protection: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    asks_material: bool = False
    next_induction: str = ""

    def as_bytes(self) -> bytes:
        """The bytes that are signed: JSON with sorted names, UTF-8."""
        values = {**asdict(self), "profile": self.profile.as_json()}
        return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Pack:
        """The pack in `data`, whose signature was proved before. Raises NotUnderstood."""
        try:
            values = mapping(json.loads(data), "pack")
        except (ValueError, RecursionError):
            values = mapping(None, "pack")
        known_only(values, cls.__dataclass_fields__, "pack")
        people = several(values.get("people", []), "pack.people", most=MOST_PEOPLE)
        return cls(
            machine=text(values.get("machine"), "pack.machine", least=1, most=40),
            title=text(values.get("title"), "pack.title", most=200),
            made_at=text(values.get("made_at"), "pack.made_at", least=1, most=40),
            until=text(values.get("until"), "pack.until", least=1, most=40),
            state=text(values.get("state"), "pack.state", least=1, most=40),
            profile=Profile.from_json(values.get("profile")),
            people=tuple(_allowed(mapping(one, "pack.people")) for one in people),
            maintenance_due=_words(values, "maintenance_due"),
            materials_allowed=_words(values, "materials_allowed"),
            materials_forbidden=_words(values, "materials_forbidden"),
            needs_second_person=yes_or_no(
                values.get("needs_second_person", False), "pack.needs_second_person"
            ),
            warn_from=text(values.get("warn_from", ""), "pack.warn_from", most=40),
            site=text(values.get("site", ""), "pack.site", most=80),
            kind=text(values.get("kind", ""), "pack.kind", most=60),
            protection=_words(values, "protection"),
            method=_words(values, "method"),
            asks_material=yes_or_no(values.get("asks_material", False), "pack.asks_material"),
            next_induction=text(values.get("next_induction", ""), "pack.next_induction", most=40),
        )


def _words(values: Mapping[str, Any], name: str) -> tuple[str, ...]:
    words = several(values.get(name, []), f"pack.{name}", most=MOST_WORDS)
    return tuple(text(one, f"pack.{name}", least=1, most=200) for one in words)


def _allowed(values: Mapping[str, Any]) -> Allowed:
    return Allowed(
        card=text(values.get("card"), "pack.people.card", least=16, most=128),
        alias=text(values.get("alias"), "pack.people.alias", most=80),
        language=text(values.get("language"), "pack.people.language", least=2, most=16),
        verdict=Verdict(one_of(values.get("verdict"), "pack.people.verdict", tuple(Verdict))),
        until=text(values.get("until", ""), "pack.people.until", most=40),
        reason=Reason(one_of(values.get("reason", "none"), "pack.people.reason", tuple(Reason))),
        can_supervise=yes_or_no(values.get("can_supervise", False), "pack.people.can_supervise"),
        can_maintain=yes_or_no(values.get("can_maintain", False), "pack.people.can_maintain"),
        missing=_words(values, "missing"),
        picture=text(values.get("picture", ""), "pack.people.picture", most=40),
    )
