"""Who is at a machine, by their cards: who begins, who helps, who takes over, who is refused. Pure, and works offline.

Whether somebody may use the machine was decided by the server and lies in the signed pack; here it is only looked up.
A refusal never touches whoever is there, and nothing here ever stops a machine.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from hardware.kiosk.moments import STATES_OUT, Moment, closes_in, has_passed, may_mend, refusal
from hardware.kiosk.showing import CardAnswer, Role, Somebody
from hardware.kiosk.showing import Verdict as Shown
from hardware.vocabulary import (
    Allowed,
    EndCause,
    EventKind,
    Pack,
    Purpose,
    Reason,
    ShownAs,
    Verdict,
)
from hardware.vocabulary.guests import GUESTS, guest_of

WAITS_FOR_SUPERVISOR_MS = 120_000
MOST_HELPERS = 3
TAG_TAKEN = "tag_taken"
"""Told of a contactless card that the desk waits for."""
NEVER = "1970-01-01"
LACKS_PERMIT = (Reason.NO_PERMIT, Reason.PERMIT_ENDED, Reason.PERMIT_LAPSED)
ASKS_BEFORE_MS = 120_000
"""So long before the idle time-out the screen asks whether somebody is still there."""

Told = tuple[EventKind, dict[str, Any]]
"""A kind of event and its body, still without a time."""


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody at the machine, as the pack calls them."""

    card: str
    alias: str
    language: str
    verdict: str
    until: str = ""
    can_supervise: bool = False
    picture: str = ""
    can_maintain: bool = False
    is_guest: bool = False
    """Nobody knows them yet: a drawing and its word stand for them."""
    is_mending: bool = False
    """A maintainer at a machine that they may not use otherwise: for its care, and for nothing else."""

    @property
    def somebody(self) -> Somebody:
        """As the screen shows them."""
        return Somebody(self.alias, self.language, self.picture, self.is_guest)


@dataclass
class Attendance:
    """The people at one machine now."""

    owner: Present | None = None
    helpers: list[Present] = field(default_factory=list)
    supervisor: Present | None = None
    piece: str = ""
    material: str = ""
    purpose: str = ""
    is_purpose_asked: bool = False
    """True once whoever began has said what for, or that they do not say."""
    looked_at: tuple[str, ...] = ()
    """The steps of the checklist that whoever began has looked at, and whether all of it is written down."""
    is_looked_at: bool = False
    is_after_restart: bool = False
    last_sign_ms: int = 0
    """When somebody or something last showed that the machine is in use."""
    _waiting: Present | None = None
    _waits_until_ms: int = 0
    _shown_ms: dict[str, int] = field(default_factory=dict)
    """When each supervisor who is here last showed their card."""

    # --- cards

    def show(self, card: str, now: Moment, tail: str = "") -> tuple[CardAnswer, list[Told]]:
        """What a card is told, and what is written down of it. `tail`: two digits of a contactless one."""
        found = _known(card, now.pack)
        if found is None:
            return self._unknown(card, now, tail)
        person = _present(found)
        reason = refusal(found, now)
        if may_mend(found, reason, now) and not self._is_anothers(card, now):
            return self._mend(person, now)
        if reason is not Reason.NONE:
            return _refused(reason, person, found, now.pack), [_shown(card, ShownAs.REFUSED, reason)]
        self.last_sign_ms, self.is_after_restart = now.mono_ms, False
        if person.can_supervise:
            self._shown_ms = {**self._shown_ms, card: now.mono_ms}
        if self._waits_for(person, now):
            assert self._waiting is not None
            return self._begin_supervised(self._waiting, person)
        if self._is_here(card):
            self._mended(person)
            return self._greeted(person), [_shown(card, self._here_as(card), Reason.NONE)]
        return self._admit(person, now)

    def _is_anothers(self, card: str, now: Moment) -> bool:
        """Whether somebody else is at the machine while it runs: they stay, whoever comes."""
        return now.is_running and self.owner is not None and self.owner.card != card

    def _mend(self, person: Present, now: Moment) -> tuple[CardAnswer, list[Told]]:
        """A maintainer begins where nobody else may: what for is said by that."""
        self.last_sign_ms, self.is_after_restart = now.mono_ms, False
        is_owner = self.owner is not None and self.owner.card == person.card
        if self.owner is not None and is_owner and (self.owner.is_mending or now.is_running):
            return self._greeted(person), [_shown(person.card, ShownAs.OWNER, Reason.NONE)]
        mender = replace(person, verdict=str(Verdict.ALLOWED), until="", is_mending=True)
        told = [_shown(person.card, ShownAs.OWNER, Reason.NONE), *self._begin(mender)]
        told.extend(self.choose_purpose(Purpose.MAINTENANCE))
        return CardAnswer(Shown.ALLOWED, Role.OWNER, "", person.somebody), told

    def _mended(self, person: Present) -> None:
        """The machine works again, and its maintainer shows their card again: now it is theirs as anybody's."""
        owner = self.owner
        is_theirs = owner is not None and owner.card == person.card and owner.is_mending
        if is_theirs and person.verdict == Verdict.ALLOWED:
            self.owner, self.is_purpose_asked = person, False

    def _waits_for(self, person: Present, now: Moment) -> bool:
        """Whether somebody waits for a supervisor, and this is one; whoever is at a running machine is not moved."""
        waiting = self._waiting if now.mono_ms < self._waits_until_ms else None
        if waiting is None or not person.can_supervise or waiting.card == person.card:
            return False
        return not (now.is_running and self.owner is not None)

    def _unknown(self, card: str, now: Moment, tail: str) -> tuple[CardAnswer, list[Told]]:
        """A card that nobody knows: refused, unless a supervisor shows theirs beside it."""
        reason = Reason.UNKNOWN_CARD if now.pack else Reason.PACK_TOO_OLD
        told = [_shown(card, ShownAs.UNKNOWN, reason, tail)]
        if now.pack is None or now.is_unsafe or now.pack.state in STATES_OUT or now.is_wrong_machine:
            return _refused(reason), told
        if tail and now.wall is not None and not has_passed(now.pack.takes_tags_until or NEVER, now.wall):
            return CardAnswer(Shown.SUPERVISED, Role.NOBODY, TAG_TAKEN), told
        guest = _guest(card)
        if self.owner is not None and self.owner.card == card:
            return self._greeted(self.owner), told
        if now.is_running and self.owner is not None:
            return _refused(reason), told
        fresh = now.mono_ms - WAITS_FOR_SUPERVISOR_MS
        able = [one for one in self._everybody() if one.can_supervise]
        beside = next((one for one in able if self._shown_ms.get(one.card, -1) >= max(fresh, 0)), None)
        if beside is not None:
            self.last_sign_ms = now.mono_ms
            answer, more = self._begin_supervised(guest, beside)
            return answer, [*told, *more]
        self._waiting, self._waits_until_ms = guest, now.mono_ms + WAITS_FOR_SUPERVISOR_MS
        return replace(_refused(reason), who_can_help=who_can_help(now.pack, card)), told

    def _admit(self, person: Present, now: Moment) -> tuple[CardAnswer, list[Told]]:
        joins = self.owner is not None and (now.is_running or self._lacks_second(now.pack))
        if joins:
            return self._join(person)
        if person.verdict == Verdict.SUPERVISED:
            return self._supervised_alone(person, now)
        told = [_shown(person.card, ShownAs.OWNER, Reason.NONE), *self._begin(person)]
        if now.pack is not None and now.pack.needs_second_person:
            answer = CardAnswer(
                Shown.SUPERVISED, Role.OWNER, str(Reason.NEEDS_SECOND_PERSON), person.somebody
            )
            return answer, told
        return CardAnswer(Shown.ALLOWED, Role.OWNER, "", person.somebody), told

    def _supervised_alone(self, person: Present, now: Moment) -> tuple[CardAnswer, list[Told]]:
        """Somebody who may work beside a supervisor: one who is here already serves, else one is waited for."""
        beside = next((one for one in self._everybody() if one.can_supervise), None)
        if beside is not None:
            return self._begin_supervised(person, beside)
        self._waiting, self._waits_until_ms = person, now.mono_ms + WAITS_FOR_SUPERVISOR_MS
        reason, helpers = str(Reason.NEEDS_SUPERVISOR), who_can_help(now.pack, person.card)
        answer = CardAnswer(Shown.SUPERVISED, Role.NOBODY, reason, person.somebody, who_can_help=helpers)
        return answer, [_shown(person.card, ShownAs.REFUSED, Reason.NEEDS_SUPERVISOR)]

    def _begin_supervised(self, person: Present, supervisor: Present) -> tuple[CardAnswer, list[Told]]:
        self._waiting = None
        told = [_shown(supervisor.card, ShownAs.SUPERVISOR, Reason.NONE), *self._begin(person, supervisor)]
        self.supervisor = supervisor
        told.append(_signed_on(supervisor, ShownAs.SUPERVISOR))
        return CardAnswer(Shown.ALLOWED, Role.SUPERVISOR, "", supervisor.somebody), told

    def _begin(self, person: Present, beside: Present | None = None) -> list[Told]:
        """Sign somebody on as the owner; whoever was there hands over."""
        told = self.leave(EndCause.HAND_OVER)
        self.owner, self._waiting = person, None
        kind, body = _signed_on(person, ShownAs.OWNER)
        if beside is not None and person.is_guest:
            body["beside"] = beside.card
        return [*told, (kind, body)]

    def _join(self, person: Present) -> tuple[CardAnswer, list[Told]]:
        """A further card at a running machine: a helper, or the supervisor of somebody who needs one."""
        supervises = person.can_supervise and self.supervisor is None
        if supervises:
            self.supervisor = person
        else:
            self.helpers.append(person)
        shown_as = ShownAs.SUPERVISOR if supervises else ShownAs.HELPER
        role = Role.SUPERVISOR if supervises else Role.HELPER
        told = [_shown(person.card, shown_as, Reason.NONE), _signed_on(person, shown_as)]
        return CardAnswer(Shown.ALLOWED, role, "", person.somebody), told

    def _lacks_second(self, pack: Pack | None) -> bool:
        return bool(pack and pack.needs_second_person and not self.helpers and self.supervisor is None)

    def _greeted(self, person: Present) -> CardAnswer:
        role = {ShownAs.OWNER: Role.OWNER, ShownAs.SUPERVISOR: Role.SUPERVISOR}.get(
            self._here_as(person.card), Role.HELPER
        )
        return CardAnswer(Shown.ALLOWED, role, "", person.somebody)

    def _everybody(self) -> list[Present]:
        return [one for one in (self.owner, self.supervisor, *self.helpers) if one is not None]

    def _is_here(self, card: str) -> bool:
        return any(one.card == card for one in self._everybody())

    def _here_as(self, card: str) -> ShownAs:
        if self.owner is not None and self.owner.card == card:
            return ShownAs.OWNER
        is_supervisor = self.supervisor is not None and self.supervisor.card == card
        return ShownAs.SUPERVISOR if is_supervisor else ShownAs.HELPER

    # --- what it is used for

    def purposes(self) -> tuple[str, ...]:
        """What whoever began may use the machine for: its care is a maintainer's."""
        if self.owner is None:
            return ()
        if self.owner.is_mending:
            return (str(Purpose.MAINTENANCE),)
        can_maintain = self.owner.can_maintain
        return tuple(str(one) for one in Purpose if one is not Purpose.MAINTENANCE or can_maintain)

    def choose_purpose(self, purpose: str) -> list[Told]:
        """Say what for; a piece that was scanned stays what it is for where nobody says otherwise."""
        if self.owner is None or (purpose and purpose not in self.purposes()):
            return []
        self.is_purpose_asked = True
        if not purpose or purpose == self.purpose:
            return []
        self.purpose = purpose
        return [(EventKind.PURPOSE_CHOSEN, {"purpose": purpose})]

    # --- leaving

    def leave(self, cause: EndCause) -> list[Told]:
        """Everybody leaves; what is written down of it. Nothing if nobody was there."""
        gone, owner = self.owner is not None or bool(self.helpers), self.owner
        self.owner, self.helpers, self.supervisor = None, [], None
        self.piece = self.material = self.purpose = ""
        self.is_after_restart = self.is_purpose_asked = self.is_looked_at = False
        self.looked_at = ()
        if not gone:
            return []
        return [(EventKind.SIGNED_OFF, {"cause": str(cause), **({"card": owner.card} if owner else {})})]

    def still_there_ms(self, now: Moment, idle_timeout_s: float) -> int | None:
        """How long the question "still using it?" waits yet; None while it is not asked."""
        if self.owner is None or now.is_running:
            return None
        left = self.last_sign_ms + int(idle_timeout_s * 1000) - now.mono_ms
        return max(0, left) if left <= ASKS_BEFORE_MS or self.is_after_restart else None

    def tick(self, now: Moment, idle_timeout_s: float) -> list[Told]:
        """Somebody who forgot to sign off, or whose permit has ended, is signed off; never while the machine runs."""
        if self.owner is None:
            return []
        if now.is_running:
            self.last_sign_ms = now.mono_ms
            return []
        if now.mono_ms - self.last_sign_ms >= idle_timeout_s * 1000:
            return self.leave(EndCause.AGENT_DOWN if self.is_after_restart else EndCause.IDLE_TIMEOUT)
        if has_passed(self.owner.until, now.wall):
            return self.leave(EndCause.PERMIT_ENDED)
        return self.leave(EndCause.CLOSING_TIME) if closes_in(now) == 0 else []

    # --- over a restart

    def as_json(self) -> dict[str, Any]:
        """What the journal keeps."""
        return {
            "owner": asdict(self.owner) if self.owner else None,
            "helpers": [asdict(one) for one in self.helpers],
            "supervisor": asdict(self.supervisor) if self.supervisor else None,
            "piece": self.piece,
            "material": self.material,
            "purpose": self.purpose,
            "is_purpose_asked": self.is_purpose_asked,
            "looked_at": list(self.looked_at),
            "is_looked_at": self.is_looked_at,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any], mono_ms: int) -> Attendance:
        """Who was there when the agent stopped: they are asked whether they still are."""
        if not kept.get("owner"):
            return cls(last_sign_ms=mono_ms)
        try:
            return cls(
                owner=Present(**kept["owner"]),
                helpers=[Present(**one) for one in kept.get("helpers", [])],
                supervisor=Present(**kept["supervisor"]) if kept.get("supervisor") else None,
                piece=str(kept.get("piece", "")),
                material=str(kept.get("material", "")),
                purpose=str(kept.get("purpose", "")),
                is_purpose_asked=bool(kept.get("is_purpose_asked", False)),
                looked_at=tuple(str(one) for one in kept.get("looked_at", [])),
                is_looked_at=bool(kept.get("is_looked_at", False)),
                is_after_restart=True,
                last_sign_ms=mono_ms,
            )
        except TypeError:
            return cls(last_sign_ms=mono_ms)


def _known(card: str, pack: Pack | None) -> Allowed | None:
    return next((one for one in pack.people if one.card == card), None) if pack else None


def _present(found: Allowed) -> Present:
    words = (found.card, found.alias, found.language, str(found.verdict))
    return Present(*words, found.until, found.can_supervise, found.picture, found.can_maintain)


def _guest(card: str) -> Present:
    word = guest_of(card)
    return Present(card, GUESTS[word], "", str(Verdict.SUPERVISED), picture=word, is_guest=True)


def who_can_help(pack: Pack | None, card: str) -> tuple[Somebody, ...]:
    """The first few who may supervise at this machine, whoever asks."""
    people = pack.people if pack else ()
    able = [one for one in people if one.can_supervise and one.card != card]
    called = dict.fromkeys(Somebody(one.alias, one.language, one.picture) for one in able)
    return tuple(called)[:MOST_HELPERS]  # somebody with two cards is one


def _refused(
    reason: Reason, person: Present | None = None, found: Allowed | None = None, pack: Pack | None = None
) -> CardAnswer:
    return CardAnswer(
        Shown.REFUSED,
        Role.NOBODY,
        str(reason),
        person.somebody if person else None,
        missing=found.missing if found else (),
        next_induction=pack.next_induction if pack and reason in LACKS_PERMIT else "",
        who_can_help=who_can_help(pack, found.card) if found else (),
    )


def _shown(card: str, shown_as: ShownAs, reason: Reason, tail: str = "") -> Told:
    body = {"card": card, "as": str(shown_as), **({"tail": tail} if tail else {})}
    return EventKind.CARD_SHOWN, {**body, "reason": str(reason)} if reason is not Reason.NONE else body


def _signed_on(person: Present, shown_as: ShownAs) -> Told:
    return EventKind.SIGNED_ON, {"card": person.card, "as": str(shown_as), "verdict": person.verdict}
