"""The permit pack: what a kiosk must know to answer without a network. The server signs the bytes that it sends."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from hardware.vocabulary.pack_parts import Corrected, KnownPiece, read_corrected, read_pieces
from hardware.vocabulary.profiles import Profile
from hardware.vocabulary.reading import mapping, refuse, several, spoken, text, word_or, yes_or_no
from hardware.vocabulary.states import Reason, Verdict

MOST_PEOPLE = 5000
MOST_WORDS = 200
DAYS = ("0", "1", "2", "3", "4", "5", "6")
HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class Allowed:
    """One card that this machine's kiosk knows. `card` is a hash keyed with the kiosk's own pepper, hex.

    `until` is the ISO instant at which the permit ends, "" for none; a refusal says why, and `missing` what is not
    there yet. `picture` is the word of the person's drawn picture. Whoever `can_maintain` puts the machine back in
    service and confirms its care; whoever `can_pass` says that a material was tested and may go in.
    """

    card: str
    alias: str
    language: str
    verdict: Verdict
    until: str = ""
    reason: Reason = Reason.NONE
    can_supervise: bool = False
    can_maintain: bool = False
    can_pass: bool = False
    missing: tuple[str, ...] = ()
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """What a kiosk is told about its machine; good until `until`, then every card that is not there is "ask staff".

    `site`, `kind` (the machine type's word), `protection` and `method` are what its picture card shows beside the
    materials; `asks_material` for a machine that wants to know what lies in it. Those forbidden that stand under
    `materials_test_first` too go in once whoever may pass them has shown their card; a kiosk of before goes on
    refusing them. `next_induction` is an ISO day or instant with places. `pieces` are known by name when their
    label is shown, those that wait for this machine first; `corrected` are words of the screen as the house wrote
    them. `checklist` is what is looked at before use, each time or once a day; it was last on `checked_on`.
    `opening` are its hours in the time of `zone` ({weekday 0..6: [[from, until], …]}, empty for always). Until
    `takes_tags_until` the next unknown contactless card is taken in for somebody.
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
    materials_test_first: tuple[str, ...] = ()
    needs_second_person: bool = False
    warn_from: str = ""
    site: str = ""
    kind: str = ""
    protection: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    asks_material: bool = False
    next_induction: str = ""
    pieces: tuple[KnownPiece, ...] = ()
    corrected: tuple[Corrected, ...] = ()
    checklist: tuple[str, ...] = ()
    is_checked_each_time: bool = False
    checked_on: str = ""
    opening: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    zone: str = "UTC"
    takes_tags_until: str = ""

    def as_bytes(self) -> bytes:
        """The bytes that are signed: JSON with sorted names, UTF-8."""
        values = {**asdict(self), "profile": self.profile.as_json()}
        return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Pack:
        """The pack in `data`, whose signature was proved before. Raises NotUnderstood.

        Kiosk and server are upgraded in any order: a name that is not known here is passed over, one that is not there
        keeps its default. What is known has its type and its size.
        """
        try:
            values = mapping(json.loads(data), "pack")
        except (ValueError, RecursionError):
            values = mapping(None, "pack")
        people = several(values.get("people", []), "pack.people", most=MOST_PEOPLE)
        return cls(
            machine=text(values.get("machine"), "pack.machine", least=1, most=40),
            title=spoken(values.get("title"), "pack.title", most=200),
            made_at=text(values.get("made_at"), "pack.made_at", least=1, most=40),
            until=text(values.get("until"), "pack.until", least=1, most=40),
            state=text(values.get("state"), "pack.state", least=1, most=40),
            profile=Profile.of_any_version(values.get("profile")),
            people=tuple(_allowed(mapping(one, "pack.people")) for one in people),
            maintenance_due=_words(values, "maintenance_due"),
            materials_allowed=_words(values, "materials_allowed"),
            materials_forbidden=_words(values, "materials_forbidden"),
            materials_test_first=_words(values, "materials_test_first"),
            needs_second_person=yes_or_no(
                values.get("needs_second_person", False), "pack.needs_second_person"
            ),
            warn_from=text(values.get("warn_from", ""), "pack.warn_from", most=40),
            site=spoken(values.get("site", ""), "pack.site", most=80),
            kind=text(values.get("kind", ""), "pack.kind", most=60),
            protection=_words(values, "protection"),
            method=_words(values, "method"),
            asks_material=yes_or_no(values.get("asks_material", False), "pack.asks_material"),
            next_induction=text(values.get("next_induction", ""), "pack.next_induction", most=40),
            pieces=read_pieces(values.get("pieces", [])),
            corrected=read_corrected(values.get("corrected", [])),
            checklist=_words(values, "checklist"),
            is_checked_each_time=yes_or_no(
                values.get("is_checked_each_time", False), "pack.is_checked_each_time"
            ),
            checked_on=text(values.get("checked_on", ""), "pack.checked_on", most=10),
            opening=_opening(values.get("opening", {})),
            zone=text(values.get("zone", "UTC"), "pack.zone", least=1, most=60),
            takes_tags_until=text(values.get("takes_tags_until", ""), "pack.takes_tags_until", most=40),
        )


def _opening(value: object) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for day, spans in mapping(value, "pack.opening").items():
        if day in DAYS:
            found[day] = [_span(one) for one in several(spans, "pack.opening", most=20)]
    return found


def _span(value: object) -> list[str]:
    span = [text(one, "pack.opening", most=5) for one in several(value, "pack.opening", most=2)]
    if len(span) != 2 or not all(HOUR.fullmatch(one) for one in span):
        refuse("pack.opening", "write hours as 09:00 and 17:00")
    return span


def _words(values: Mapping[str, Any], name: str) -> tuple[str, ...]:
    words = several(values.get(name, []), f"pack.{name}", most=MOST_WORDS)
    return tuple(text(one, f"pack.{name}", least=1, most=200) for one in words)


def _allowed(values: Mapping[str, Any]) -> Allowed:
    return Allowed(
        card=text(values.get("card"), "pack.people.card", least=16, most=128),
        alias=spoken(values.get("alias"), "pack.people.alias", most=80),
        language=text(values.get("language"), "pack.people.language", least=2, most=16),
        verdict=word_or(values.get("verdict"), "pack.people.verdict", Verdict, Verdict.REFUSED),
        until=text(values.get("until", ""), "pack.people.until", most=40),
        reason=word_or(values.get("reason", "none"), "pack.people.reason", Reason, Reason.NONE),
        can_supervise=yes_or_no(values.get("can_supervise", False), "pack.people.can_supervise"),
        can_maintain=yes_or_no(values.get("can_maintain", False), "pack.people.can_maintain"),
        can_pass=yes_or_no(values.get("can_pass", False), "pack.people.can_pass"),
        missing=_words(values, "missing"),
        picture=text(values.get("picture", ""), "pack.people.picture", most=40),
    )
