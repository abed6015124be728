"""Everything about one machine that people see and do: what its screen shows, and what each press and card does.

Every method returns at once and works without a network; what it does is an event in the spool.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from hardware.kiosk.attendance import TAG_TAKEN, Attendance, Present, Told, who_can_help
from hardware.kiosk.cards_shown import CardsShown
from hardware.kiosk.checking import Checklist
from hardware.kiosk.clock import Clock
from hardware.kiosk.latest import Latest
from hardware.kiosk.moments import WARNS_BEFORE_SECONDS, Moment, closes_in, open_until, opens_at, refusal
from hardware.kiosk.photos import Photos
from hardware.kiosk.showing import (
    CardAnswer,
    Due,
    Fault,
    Role,
    Snapshot,
    Somebody,
    Standing,
    Verdict,
)
from hardware.kiosk.signatures import card_hash, tag_hash
from hardware.kiosk.spool import Spool
from hardware.kiosk.standing import MachineStanding
from hardware.kiosk.station import Station
from hardware.kiosk.told_by_pack import corrected_of, languages_of, machine_of, piece_of
from hardware.vocabulary import (
    ButtonSeen,
    EndCause,
    EventKind,
    Pack,
    Purpose,
    Reason,
    ShownAs,
    StateClass,
    TagSeen,
)

JOURNAL_EVERY_MS = 10_000
DOOR_WORD = "Door"
"""A firmware's own word for a pause because its door was opened."""
IN_A_JOB = (StateClass.BUSY, StateClass.SETUP, StateClass.PAUSED)


class Beside:
    """The machine's side that people touch. For several threads: the screen's, and the agent's own."""

    def __init__(
        self,
        station: Station,
        spool: Spool,
        clock: Clock,
        pack: Callable[[], Pack | None],
        pepper: str,
        photos: Photos,
        hurry: Callable[[], None] = lambda: None,
    ) -> None:
        self.station, self.spool, self.clock, self.photos = station, spool, clock, photos
        self._server_pack, self._pepper, self._hurry = pack, pepper, hurry
        self._latest = Latest(spool, clock)
        self._lock = threading.RLock()
        self._journal_ms = 0
        self._answer: CardAnswer | None = None
        self._answered_ms = 0
        self._is_nobody_known = False
        self.shown = CardsShown()
        self.standing = MachineStanding(station.machine, spool)
        kept = spool.journal(self.machine)
        self.here = Attendance.from_json(kept.get("here", {}), clock.mono_ms())
        self.checklist = Checklist(station.machine, spool, self.here)
        station.on_tag, station.on_button, station.on_job = (
            self.take_tag,
            self.take_button,
            self._write_journal,
        )

    @property
    def machine(self) -> str:
        """The machine's code."""
        return self.station.machine

    def _pack(self) -> Pack | None:
        """What the server lets whom do, without what is over by now."""
        return self.standing.heard(self._server_pack())

    @property
    def is_at_rest(self) -> bool:
        """True while nothing runs and nobody is here, neither a person nor a sender."""
        with self._lock:
            is_idle = not self._now().is_running and self.here.owner is None
            return is_idle and not self.station.has_sender

    def keep(self) -> None:
        """Keep what must outlive the agent."""
        with self._lock:
            self._write_journal()

    # --- what is shown

    def snapshot(self) -> Snapshot:
        """What to show now."""
        with self._lock:
            now, pack = self._now(), self._pack()
            profile = self.station.profile
            still = self.here.still_there_ms(now, profile.idle_timeout_seconds)
            age = (now.mono_ms - self._answered_ms) / 1000
            return Snapshot(
                machine=machine_of(self.machine, pack, is_laser=profile.is_laser),
                standing=self._standing(pack),
                line=self.station.line(),
                door=self.station.door,
                busy_seconds=self._busy_seconds(),
                owner=_as_somebody(self.here.owner),
                helpers=tuple(one.somebody for one in self.here.helpers),
                supervisor=_as_somebody(self.here.supervisor),
                piece=piece_of(self.here.piece, pack),
                material=self.here.material,
                purpose=self.here.purpose,
                purposes=self.here.purposes(),
                asks_purpose=self.here.owner is not None and not self.here.is_purpose_asked,
                checks=self.checklist.due(pack, now.wall),
                looked_at=self.here.looked_at,
                answer=replace(self._answer, age_seconds=age) if self._answer else None,
                can_help=who_can_help(pack, self.here.owner.card if self.here.owner else ""),
                fault=self.standing.shown(),
                due=tuple(Due(what) for what in pack.maintenance_due) if pack else (),
                waiting=self.spool.waiting,
                is_disk_full=bool(self.spool.trouble),
                is_nobody_known=self.here.owner is None and now.is_running and not self._is_nobody_known,
                is_after_restart=self.here.is_after_restart,
                still_there_seconds=None if still is None else still / 1000,
                closes_in_seconds=self._closes_in(now),
                is_mending=self.here.owner is not None and self.here.owner.is_mending,
                open_until=open_until(now),
                opens_at=opens_at(now),
            )

    def corrected(self, language: str) -> Mapping[str, tuple[str, ...]]:
        """The house's own words of a language, by their English."""
        return corrected_of(self._server_pack(), language)

    def languages(self) -> frozenset[str]:
        """The languages in which the house has words of its own."""
        return languages_of(self._server_pack())

    def _closes_in(self, now: Moment) -> float | None:
        """Told to whoever is there, from ten minutes before on; a job that runs then is never touched."""
        left = closes_in(now) if self.here.owner is not None else None
        return left if left is not None and left <= WARNS_BEFORE_SECONDS else None

    def _busy_seconds(self) -> float:
        """Of the job that goes on, else of the last one since whoever is signed on came."""
        job = self.station.job or (self.station.last_job if self.here.owner is not None else None)
        return job.busy_s if job is not None else 0.0

    def _standing(self, pack: Pack | None) -> Standing:
        if self.standing.is_unsafe or (pack is not None and pack.state == "out_of_order"):
            return Standing.NOT_SAFE
        if pack is not None and pack.state == "needs_check":
            return Standing.NEEDS_CHECK
        if self.station.state in (StateClass.BUSY, StateClass.SETUP):
            return Standing.RUNNING
        if self.station.state is StateClass.FAULT:
            return Standing.STOPPED
        if self.station.state is StateClass.PAUSED:
            return Standing.DOOR if self.station.inference.word == DOOR_WORD else Standing.PAUSED
        return Standing.FREE

    def _now(self) -> Moment:
        is_running = self.station.job is not None or self.station.state in IN_A_JOB
        pack = self._pack()
        return Moment(
            self.clock.mono_ms(),
            self._latest.wall(pack.made_at if pack else ""),
            pack,
            is_running,
            self.standing.is_unsafe,
            self.station.is_wrong_machine,
        )

    # --- cards

    def show_card(self, token: str) -> CardAnswer:
        """A printed card was shown: `token` is its 26 letters."""
        return self._show(card_hash(self._pepper, token))

    def take_tag(self, tag: TagSeen) -> None:
        """A contactless card at a meter's reader: held to it is a card shown, taken out is done."""
        card = tag_hash(self._pepper, tag.uid)
        with self._lock:
            if tag.direction == "out":
                if self.here.owner is not None and self.here.owner.card == card:
                    self.done()
                return
            self._show(card, tag.uid.strip().upper()[-2:])

    def take_button(self, button: ButtonSeen) -> None:
        """A button at a meter: the one that ends."""
        if button.name == "end":
            self.done()

    def _show(self, card: str, tail: str = "") -> CardAnswer:
        with self._lock:
            answer, told = self.here.show(card, self._now(), tail)
            if answer.reason == TAG_TAKEN:
                self._hurry()
            return self._answered(answer, told)

    def _answered(self, answer: CardAnswer, told: list[Told]) -> CardAnswer:
        self._answer, self._answered_ms = answer, self.clock.mono_ms()
        self._tell(self.shown.worth_writing(told, self._answered_ms))
        return answer

    def done(self) -> None:
        """Whoever is signed on is done."""
        with self._lock:
            self._answer = None
            self._tell(self.here.leave(EndCause.SIGN_OUT))

    def still_here(self) -> None:
        """Whoever is signed on still uses it."""
        with self._lock:
            self.here.last_sign_ms, self.here.is_after_restart = self.clock.mono_ms(), False
            self._write_journal()

    def use_without_card(self) -> None:
        """Somebody without a card uses it: the job waits on the claim list, and the screen asks no more."""
        with self._lock:
            self._is_nobody_known = True

    # --- what is worked on

    def scan_piece(self, code: str) -> bool:
        """A piece's label was shown; False where nobody is signed on for it."""
        with self._lock:
            if self.here.owner is None or self.here.owner.is_mending:
                return False
            self.here.piece, self.here.purpose = code, ""
            told: list[Told] = [(EventKind.PIECE_SCANNED, {"code": code})]
            self._tell([*told, *self.here.choose_purpose(Purpose.PIECE)])
            return True

    def choose_purpose(self, purpose: str) -> None:
        """What whoever is signed on uses the machine for; "" where they do not say."""
        with self._lock:
            self.here.last_sign_ms = self.clock.mono_ms()
            self._tell(self.here.choose_purpose(purpose))
            self._write_journal()

    def look_at(self, step: str) -> None:
        """Whoever is signed on has looked at this step of the checklist."""
        with self._lock:
            self.here.last_sign_ms = self.clock.mono_ms()
            now = self._now()
            self._tell(self.checklist.touch(step, now.pack, now.wall))
            self._write_journal()

    def choose_material(self, material: str) -> None:
        """The material that lies in the machine. A forbidden one is not taken; that it was chosen is written down.

        One that goes in only after a test is neither: `pass_material` takes it.
        """
        with self._lock:
            pack = self._pack()
            if pack is not None and material in pack.materials_test_first:
                return
            is_forbidden = pack is not None and material in pack.materials_forbidden
            if not is_forbidden:
                self.here.material = material
            kind = EventKind.MATERIAL_REFUSED if is_forbidden else EventKind.MATERIAL_CHOSEN
            self._tell([(kind, {"material": material[:40]})])

    def pass_material(self, material: str, token: str) -> bool:
        """Whether a card says that this material was tested: a trainer's does, while somebody is signed on."""
        with self._lock:
            now, card = self._now(), card_hash(self._pepper, token)
            if now.pack is None or self.here.owner is None or material not in now.pack.materials_test_first:
                return False
            able = (one for one in now.pack.people if one.can_pass and refusal(one, now) is Reason.NONE)
            if card not in {one.card for one in able}:
                return False
            self.here.material = material
            self._tell([(EventKind.MATERIAL_CHOSEN, {"material": material[:40], "card": card})])
            return True

    # --- faults and maintenance

    def report_problem(self, what: str, *, is_unsafe: bool, photo: bytes | None = None) -> None:
        """Something is wrong. *Not safe* takes the machine out of service at once, with or without a network."""
        with self._lock:
            name = self.photos.keep(photo) if photo else ""
            body: dict[str, Any] = {"what": what[:60], "is_not_safe": is_unsafe}
            body |= {"photo": name} if name else {}
            body |= {"card": self.here.owner.card} if self.here.owner else {}
            event = self.spool.add(EventKind.FAULT_REPORTED, self.machine, body)
            wall = self.clock.wall().astimezone() if self.clock.is_wall_ok() else None
            said_at = f"{wall:%H:%M}" if wall else ""
            fault = Fault(what, _as_somebody(self.here.owner), said_at, has_photo=bool(name))
            self.standing.told(fault, event, is_unsafe=is_unsafe)
            if is_unsafe:
                self._tell(self.here.leave(EndCause.FAULT_REPORTED))
        self._hurry()

    def add_photo(self, photo: bytes) -> None:
        """A photo (JPEG) of the last fault: an event of its own, for the first one may be sent already."""
        with self._lock:
            fault = self.standing.fault
            if fault is None:
                return
            body = {"what": fault.what[:60], "is_not_safe": self.standing.is_unsafe}
            body |= {"photo": self.photos.keep(photo), "is_about": self.standing.about}
            self.spool.add(EventKind.FAULT_REPORTED, self.machine, body)
            self.standing.has_photo()
        self._hurry()

    def maintenance_done(self, what: str, token: str) -> CardAnswer:
        """A maintainer's card says that it was done; another card is refused."""
        return self._by_maintainer(token, EventKind.MAINTENANCE_DONE, {"task": what[:60]})

    def release(self, token: str) -> CardAnswer:
        """A maintainer's card puts the machine back in service after a test run; another card is refused.

        It also confirms that the machine on the cable is this one.
        """
        with self._lock:
            answer = self._by_maintainer(token, EventKind.MAINTENANCE_DONE, {"task": "release"})
            if answer.verdict is Verdict.ALLOWED:
                self.standing.release(self._server_pack())
                self.station.confirm_identity()
            return answer

    def _by_maintainer(self, token: str, kind: EventKind, body: dict[str, Any]) -> CardAnswer:
        card = card_hash(self._pepper, token)
        with self._lock:
            pack = self._pack()
            found = next((one for one in pack.people if one.card == card), None) if pack else None
            if found is None:
                reason, somebody = Reason.UNKNOWN_CARD, None
            elif not found.can_maintain:
                reason, somebody = Reason.NO_PERMIT, Somebody(found.alias, found.language, found.picture)
            else:
                person = Somebody(found.alias, found.language, found.picture)
                answer = CardAnswer(Verdict.ALLOWED, Role.MAINTAINER, "", person)
                return self._answered(answer, [(kind, {**body, "card": card})])
            shown = ShownAs.UNKNOWN if somebody is None else ShownAs.REFUSED
            told = [(EventKind.CARD_SHOWN, {"card": card, "as": str(shown), "reason": str(reason)})]
            return self._answered(CardAnswer(Verdict.REFUSED, Role.NOBODY, str(reason), somebody), told)

    # --- time

    def tick(self) -> None:
        """Let time pass: who forgot to sign off, and every ten seconds what goes on into the journal."""
        with self._lock:
            now = self._now()
            self._tell(self.here.tick(now, self.station.profile.idle_timeout_seconds))
            if not now.is_running:
                self._is_nobody_known = False
            if now.mono_ms - self._journal_ms >= JOURNAL_EVERY_MS:
                self._write_journal()

    def _tell(self, told: list[Told]) -> None:
        for kind, body in told:
            self.spool.add(kind, self.machine, body)
            if kind in (EventKind.SIGNED_ON, EventKind.SIGNED_OFF) and body.get("as", "owner") == "owner":
                self.station.last_job = None  # it was somebody else's
        if told:
            self._write_journal()

    def _write_journal(self) -> None:
        """Keep what must outlive the agent."""
        self._journal_ms = self.clock.mono_ms()
        job = self.station.inference.keepsake()
        if job is None and self.here.owner is None:
            body: dict[str, Any] | None = None
        else:
            body = {
                "mono_ms": self._journal_ms,
                "kernel": self.clock.boot,
                "job": job,
                "here": self.here.as_json(),
            }
        self.spool.write_journal(self.machine, body)


def _as_somebody(person: Present | None) -> Somebody | None:
    return person.somebody if person else None
