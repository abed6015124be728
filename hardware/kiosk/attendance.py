"""Who is at a machine, by their cards: who begins, who helps, who takes over, who is refused. Pure, and works offline.

Whether somebody may use the machine was decided by the server and lies in the signed pack; here it is only looked up.
A refusal never touches whoever is there, and nothing here ever stops a machine.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from hardware.kiosk.showing import CardAnswer, Role, Somebody
from hardware.kiosk.showing import Verdict as Shown
from hardware.vocabulary import (
    Allowed,
    EndCause,
    EventKind,
    Pack,
    Reason,
    ShownAs,
    Verdict,
)

WAITS_FOR_SUPERVISOR_MS = 120_000
MOST_HELPERS = 3
LACKS_PERMIT = (Reason.NO_PERMIT, Reason.PERMIT_ENDED, Reason.PERMIT_LAPSED)
ASKS_BEFORE_MS = 120_000
"""So long before the idle time-out the screen asks whether somebody is still there."""
STATES_OUT = {
    "out_of_order": Reason.MACHINE_OUT,
    "needs_check": Reason.MACHINE_NEEDS_CHECK,
    "retired": Reason.MACHINE_RETIRED,
}

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

    @property
    def somebody(self) -> Somebody:
        """As the screen shows them."""
        return Somebody(self.alias, self.language, self.picture)


@dataclass(frozen=True, slots=True)
class Moment:
    """What must be known when a card is shown: the time (None where the clock is not believed) and the machine."""

    mono_ms: int
    wall: datetime | None
    pack: Pack | None
    is_running: bool = False
    is_unsafe: bool = False
    is_wrong_machine: bool = False


@dataclass
class Attendance:
    """The people at one machine now."""

    owner: Present | None = None
    helpers: list[Present] = field(default_factory=list)
    supervisor: Present | None = None
    piece: str = ""
    material: str = ""
    is_after_restart: bool = False
    last_sign_ms: int = 0
    """When somebody or something last showed that the machine is in use."""
    _waiting: Present | None = None
    _waits_until_ms: int = 0

    # --- cards

    def show(self, card: str, now: Moment) -> tuple[CardAnswer, list[Told]]:
        """What a card is told, and what is written down of it."""
        found = _known(card, now.pack)
        if found is None:
            reason = Reason.UNKNOWN_CARD if now.pack else Reason.PACK_TOO_OLD
            return _refused(reason), [_shown(card, ShownAs.UNKNOWN, reason)]
        person = _present(found)
        reason = refusal(found, now)
        if reason is not Reason.NONE:
            return _refused(reason, person, found, now.pack), [_shown(card, ShownAs.REFUSED, reason)]
        self.last_sign_ms, self.is_after_restart = now.mono_ms, False
        if self._is_here(card):
            return self._greeted(person), [_shown(card, self._here_as(card), Reason.NONE)]
        return self._admit(person, now)

    def _admit(self, person: Present, now: Moment) -> tuple[CardAnswer, list[Told]]:
        waiting = self._waiting if now.mono_ms < self._waits_until_ms else None
        if waiting is not None and person.can_supervise and waiting.card != person.card:
            return self._begin_supervised(waiting, person)
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
        told = [_shown(supervisor.card, ShownAs.SUPERVISOR, Reason.NONE), *self._begin(person)]
        self.supervisor = supervisor
        told.append(_signed_on(supervisor, ShownAs.SUPERVISOR))
        return CardAnswer(Shown.ALLOWED, Role.SUPERVISOR, "", supervisor.somebody), told

    def _begin(self, person: Present) -> list[Told]:
        """Sign somebody on as the owner; whoever was there hands over."""
        told = self.leave(EndCause.HAND_OVER)
        self.owner = person
        return [*told, _signed_on(person, ShownAs.OWNER)]

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

    # --- leaving

    def leave(self, cause: EndCause) -> list[Told]:
        """Everybody leaves; what is written down of it. Nothing if nobody was there."""
        gone, owner = self.owner is not None or bool(self.helpers), self.owner
        self.owner, self.helpers, self.supervisor = None, [], None
        self.piece = self.material = ""
        self.is_after_restart = False
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
        return []

    # --- over a restart

    def as_json(self) -> dict[str, Any]:
        """What the journal keeps."""
        return {
            "owner": asdict(self.owner) if self.owner else None,
            "helpers": [asdict(one) for one in self.helpers],
            "supervisor": asdict(self.supervisor) if self.supervisor else None,
            "piece": self.piece,
            "material": self.material,
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
                is_after_restart=True,
                last_sign_ms=mono_ms,
            )
        except TypeError:
            return cls(last_sign_ms=mono_ms)


def refusal(found: Allowed, now: Moment) -> Reason:
    """Why a card that the pack knows may not begin now; NONE if it may (alone or beside a supervisor)."""
    pack = now.pack
    assert pack is not None
    if now.is_unsafe:
        return Reason.MACHINE_OUT
    if now.is_wrong_machine:
        return Reason.MACHINE_NEEDS_CHECK
    if pack.state in STATES_OUT:
        return STATES_OUT[pack.state]
    if found.verdict == Verdict.REFUSED:
        return found.reason if found.reason is not Reason.NONE else Reason.NO_PERMIT
    if has_passed(found.until, now.wall):
        return Reason.PERMIT_ENDED
    if has_passed(pack.until, now.wall):
        return Reason.PACK_TOO_OLD
    return Reason.NONE


def has_passed(instant: str, wall: datetime | None) -> bool:
    """True if an ISO instant or day lies behind; never where there is none, or no clock to believe."""
    if not instant or wall is None:
        return False
    try:
        end = datetime.fromisoformat(instant)
    except ValueError:
        return False
    if len(instant) == 10:  # a day: good until its end
        return wall.date() > end.date()
    return wall >= (end if end.tzinfo else end.replace(tzinfo=wall.tzinfo))


def _known(card: str, pack: Pack | None) -> Allowed | None:
    return next((one for one in pack.people if one.card == card), None) if pack else None


def _present(found: Allowed) -> Present:
    words = (found.card, found.alias, found.language, str(found.verdict))
    return Present(*words, found.until, found.can_supervise, found.picture)


def who_can_help(pack: Pack | None, card: str) -> tuple[Somebody, ...]:
    """The first few who may supervise at this machine, whoever asks."""
    people = pack.people if pack else ()
    able = [one for one in people if one.can_supervise and one.card != card]
    return tuple(Somebody(one.alias, one.language, one.picture) for one in able[:MOST_HELPERS])


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


def _shown(card: str, shown_as: ShownAs, reason: Reason) -> Told:
    body = {"card": card, "as": str(shown_as)}
    return EventKind.CARD_SHOWN, {**body, "reason": str(reason)} if reason is not Reason.NONE else body


def _signed_on(person: Present, shown_as: ShownAs) -> Told:
    return EventKind.SIGNED_ON, {"card": person.card, "as": str(shown_as), "verdict": person.verdict}
