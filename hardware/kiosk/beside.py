"""Everything about one machine that people see and do: what its screen shows, and what each press and card does.

Every method returns at once and works without a network; what it does is an event in the spool.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hardware.kiosk.attendance import Attendance, Moment, Present, Told
from hardware.kiosk.clock import Clock
from hardware.kiosk.photos import Photos
from hardware.kiosk.showing import (
    CardAnswer,
    Due,
    Fault,
    Machine,
    Piece,
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
        self._lock = threading.RLock()
        self._journal_ms = 0
        self._answer: CardAnswer | None = None
        self._answered_ms = 0
        self._is_nobody_known = False
        self.standing = MachineStanding(station.machine, spool)
        kept = spool.journal(self.machine)
        self.here = Attendance.from_json(kept.get("here", {}), clock.mono_ms())
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
                machine=self._picture(pack),
                standing=self._standing(pack),
                line=self.station.line(),
                busy_seconds=self._busy_seconds(),
                owner=_as_somebody(self.here.owner),
                helpers=tuple(one.somebody for one in self.here.helpers),
                supervisor=_as_somebody(self.here.supervisor),
                piece=Piece(self.here.piece) if self.here.piece else None,
                material=self.here.material,
                answer=replace(self._answer, age_seconds=age) if self._answer else None,
                fault=self.standing.shown(),
                due=tuple(Due(what) for what in pack.maintenance_due) if pack else (),
                waiting=self.spool.waiting,
                is_disk_full=bool(self.spool.trouble),
                is_nobody_known=self.here.owner is None and now.is_running and not self._is_nobody_known,
                is_after_restart=self.here.is_after_restart,
                still_there_seconds=None if still is None else still / 1000,
            )

    def _busy_seconds(self) -> float:
        """Of the job that goes on, else of the last one since whoever is signed on came."""
        job = self.station.job or (self.station.last_job if self.here.owner is not None else None)
        return job.busy_s if job is not None else 0.0

    def _picture(self, pack: Pack | None) -> Machine:
        if pack is None:
            return Machine(self.machine, self.machine, "", "laser" if self.station.profile.is_laser else "")
        return Machine(
            code=self.machine,
            called=pack.title,
            site=pack.site,
            kind=pack.kind,
            protection=pack.protection,
            method=pack.method,
            allowed=pack.materials_allowed,
            forbidden=pack.materials_forbidden,
            asks_material=pack.asks_material,
        )

    def _standing(self, pack: Pack | None) -> Standing:
        if self.standing.is_unsafe or (pack is not None and pack.state == "out_of_order"):
            return Standing.NOT_SAFE
        if pack is not None and pack.state == "needs_check":
            return Standing.NEEDS_CHECK
        if self.station.state in (StateClass.BUSY, StateClass.SETUP):
            return Standing.RUNNING
        is_stopped = self.station.state in (StateClass.PAUSED, StateClass.FAULT)
        return Standing.PAUSED if is_stopped else Standing.FREE

    def _now(self) -> Moment:
        is_running = self.station.job is not None or self.station.state in IN_A_JOB
        wall = self.clock.wall() if self.clock.is_wall_ok() else None
        return Moment(
            self.clock.mono_ms(),
            wall,
            self._pack(),
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
            self._show(card)

    def take_button(self, button: ButtonSeen) -> None:
        """A button at a meter: the one that ends."""
        if button.name == "end":
            self.done()

    def _show(self, card: str) -> CardAnswer:
        with self._lock:
            answer, told = self.here.show(card, self._now())
            return self._answered(answer, told)

    def _answered(self, answer: CardAnswer, told: list[Told]) -> CardAnswer:
        self._answer, self._answered_ms = answer, self.clock.mono_ms()
        self._tell(told)
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
            if self.here.owner is None:
                return False
            self.here.piece = code
            told = [(EventKind.PIECE_SCANNED, {"code": code})]
            self._tell([*told, (EventKind.PURPOSE_CHOSEN, {"purpose": str(Purpose.PIECE)})])
            return True

    def choose_purpose(self, purpose: Purpose) -> None:
        """What whoever is signed on uses the machine for."""
        with self._lock:
            self._tell([(EventKind.PURPOSE_CHOSEN, {"purpose": str(purpose)})])

    def choose_material(self, material: str) -> None:
        """The material that lies in the machine. A forbidden one is written down all the same, and refused aloud."""
        with self._lock:
            self.here.material = material
            pack = self._pack()
            self._tell([(EventKind.MATERIAL_CHOSEN, {"material": material[:60]})])
            if pack is not None and material in pack.materials_forbidden:
                owner = _as_somebody(self.here.owner)
                reason = str(Reason.MATERIAL_FORBIDDEN)
                self._answered(CardAnswer(Verdict.REFUSED, Role.OWNER, reason, owner), [])

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
