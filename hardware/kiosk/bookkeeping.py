"""Makes jobs of facts. It moves only with facts, so that the kiosk and the server, given the same, make the same.

The rules (each with the reason seen on machines in use):

    opens        with a busy spell that is sure, at the first sample of it (single stray reports happen)
    rests        while idle; G4 dwells and gaps of the sender read Idle. After `quiet` seconds it has ended, and ended
                 at the first idle. Jogging breaks that count, and adds nothing to a job that then ends
    pauses       in hold, door, tool change, for as long as it takes (M0 is Hold:0); flagged after half an hour
    alarm        ends it at once, with the code
    banner       ends it, unless it was check mode that ended
    silence      ends it at the last good sample, as lost
    port gone    ends it at the last good sample, as unplugged; back within 30 s and still at it: the same job, a gap
    port shared  what is told while another program has the port is to be looked at: bytes are missing
    left         a kiosk that was taken from the machine leaves nothing open: agent_down at the last it told
    agent down   the same with the agent itself: still at it is the same job, else agent_down, to be looked at

What rested when it was last seen had finished, whatever took it from sight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from hardware.kiosk.job_parts import TOLD_SUMS, Change, Open, Sums, Unseen, as_job
from hardware.vocabulary import EventKind, Job, Outcome, Profile, StateClass
from hardware.vocabulary.events import MOST_NUMBER

WORKING = (StateClass.BUSY, StateClass.PAUSED)
SETTLE_MS = 5_000
"""So long after a port is back may the first report take."""


class Book:
    """The jobs of one machine at one kiosk, fact by fact. Only a live one tells what opened and goes on."""

    def __init__(
        self, profile: Profile, kiosk: str = "", machine: str = "", boot: str = "", *, is_live: bool = True
    ) -> None:
        self._profile = profile
        self._is_live = is_live
        self._kiosk, self._machine, self._boot = kiosk, machine, boot
        self._open: Open | None = None
        self._state: StateClass | None = None
        self._at_ms = 0
        self._rest_ms: int | None = None
        self._paused_ms: int | None = None
        self._unseen: Unseen | None = None
        self._is_spindle_on = False
        self._counted: dict[str, int] = {}
        self._changes: list[Change] = []

    def take(self, mono_ms: int, kind: EventKind, body: Mapping[str, Any], boot: str = "") -> list[Change]:
        """What one fact does to the jobs."""
        if boot and boot != self._boot:
            self._begin_boot(boot)
        mono_ms = max(mono_ms, self._at_ms)
        if kind is EventKind.MACHINE_STATE:
            self._machine_state(mono_ms, body)
        elif kind is EventKind.PORT_LOST:
            self._port_lost(mono_ms, body)
        elif kind is EventKind.PORT_BACK:
            self._port_back(mono_ms)
        elif kind is EventKind.AGENT_STARTED:
            self._agent_started(mono_ms)
        elif kind is EventKind.NOISE:
            if self._open is not None and body.get("is_shared") is True:
                self._open.is_shared = True
        elif kind in (EventKind.ALARM, EventKind.BANNER, EventKind.JOB_WORD):
            self._ending_word(mono_ms, kind, body)
        return self._taken()

    def leave(self) -> list[Change]:
        """Nothing more will be told: what is open ended where the machine was last seen."""
        if self._open is not None:
            if self._unseen is None:
                self._lose_sight(self._at_ms)
            self._give_up()
        return self._taken()

    def is_over(self, mono_ms: int, known_ms: int) -> bool:
        """Whether telling the state now would end the open job; up to `known_ms` everything is known."""
        if self._open is None:
            return False
        if self._unseen is not None:
            return mono_ms > self._unseen.until_ms
        return self._rest_ms is not None and known_ms - self._rest_ms >= self._quiet_ms

    def limit_ms(self) -> int | None:
        """When the open job ends if nothing more is told."""
        if self._open is None:
            return None
        if self._unseen is not None:
            return self._unseen.until_ms
        return None if self._rest_ms is None else self._rest_ms + self._quiet_ms

    def job(self, until_ms: int | None = None) -> Job | None:
        """The open job, as far as it is known; None without one."""
        if self._open is None:
            return None
        now = replace(self._open, sums=replace(self._open.sums), rest=replace(self._open.rest))
        if until_ms is not None and self._unseen is None:
            self._add_time(now, until_ms)
        return self._as_job(now, None, "", Outcome.OPEN)

    def keepsake(self) -> dict[str, Any] | None:
        """The open job in plain JSON values, to outlive the agent; None without one."""
        if self._open is None:
            return None
        unseen = None if self._unseen is None else asdict(self._unseen)
        return {
            "boot": self._boot,
            "open": asdict(self._open),
            "state": self._state,
            "at_ms": self._at_ms,
            "rest_ms": self._rest_ms,
            "paused_ms": self._paused_ms,
            "is_spindle_on": self._is_spindle_on,
            "unseen": unseen,
        }

    def remember(self, keepsake: Mapping[str, Any]) -> None:
        """Go on where a keepsake left off. Raises KeyError, TypeError or ValueError for one that is broken."""
        held = dict(keepsake["open"])
        held["sums"], held["rest"] = Sums(**held["sums"]), Sums(**held["rest"])
        unseen = keepsake["unseen"]
        if unseen is not None:
            unseen = Unseen(**{**unseen, "outcome": Outcome(unseen["outcome"])})
        boot, state, at_ms = keepsake["boot"], StateClass(keepsake["state"]), int(keepsake["at_ms"])
        self._open, self._unseen, self._state = Open(**held), unseen, state
        present, self._boot, self._at_ms = self._boot, boot, at_ms
        self._rest_ms, self._paused_ms = keepsake["rest_ms"], keepsake["paused_ms"]
        self._is_spindle_on = bool(keepsake["is_spindle_on"])
        if present and present != boot:
            self._begin_boot(present)

    @property
    def _quiet_ms(self) -> int:
        return int(self._profile.quiet * 1000)

    def _taken(self) -> list[Change]:
        changes, self._changes = self._changes, []
        return changes

    def _machine_state(self, mono_ms: int, body: Mapping[str, Any]) -> None:
        try:
            state = StateClass(body.get("class", ""))
        except ValueError:
            return
        since = min(max(_ms(body, "since_ms", mono_ms), self._at_ms), mono_ms)
        last = min(max(_ms(body, "last_ms", mono_ms), since), mono_ms)
        self._count(body)
        if state is StateClass.SILENT and self._unseen is not None:
            self._look_at_limits(mono_ms)
            return
        is_first = self._open is None and state is StateClass.BUSY
        if state is not self._state or self._unseen is not None or is_first:
            self._look_at_limits(since)
            self._spend_until(since)
            self._enter(state, since, _ms(body, "sub", 0))
        self._is_spindle_on = body.get("spindle") is True
        if state is not StateClass.SILENT:
            self._look_at_limits(last)
            self._spend_until(last)
        if self._open is not None and self._unseen is None:
            self._say_open("refreshed", mono_ms)

    def _enter(self, state: StateClass, since: int, code: int) -> None:
        """The machine is in another state since `since`, up to which all time is spent."""
        if self._open is not None:
            if self._unseen is not None:
                self._see_again(state, since)
            elif state is StateClass.FAULT:
                self._close(f"{Outcome.ALARM}:{code}" if code else Outcome.ALARM, since)
            elif state is StateClass.SILENT:
                self._close(Outcome.LOST if self._rest_ms is None else Outcome.FINISHED, since)
        if self._open is None and state is StateClass.BUSY:
            self._open = Open(self._boot, since)
            self._say_open("opened", since)
        self._turn_to(state, since)
        self._at_ms = max(self._at_ms, since)

    def _say_open(self, what: str, mono_ms: int) -> None:
        if self._is_live and self._open is not None:
            self._changes.append(Change(what, mono_ms, self._as_job(self._open, None, "", Outcome.OPEN)))

    def _turn_to(self, state: StateClass, since: int) -> None:
        was_working = self._state in WORKING
        held = self._open
        if state in WORKING:
            if held is not None:
                held.sums.add(held.rest)
                held.rest, held.end_ms = Sums(), None
            self._rest_ms = None
        else:
            if held is not None and was_working and held.end_ms is None:
                held.end_ms, held.end_boot = since, self._boot
            if state is StateClass.SETUP:
                self._rest_ms = None
            elif self._rest_ms is None:
                self._rest_ms = since
        self._paused_ms = since if state is StateClass.PAUSED else None
        self._state = state

    def _see_again(self, state: StateClass, since: int) -> None:
        """The machine is seen after a while unseen: the same job if it is still at it, else it ended back then."""
        held, unseen = self._open, self._unseen
        if held is None or unseen is None:
            return
        is_same_boot = unseen.from_boot == self._boot
        gap = since - unseen.from_ms if is_same_boot else since  # since it was switched on: at least so long
        was_at_rest = self._state not in WORKING
        is_over = self._rest_ms is not None and unseen.from_ms - self._rest_ms + gap >= self._quiet_ms
        if since > unseen.until_ms or is_over or not (state in WORKING or was_at_rest):
            self._give_up()
            return
        self._unseen = None
        if was_at_rest and state not in WORKING:
            held.rest.gaps_ms += gap
        else:
            held.sums.gaps_ms += gap
        if not is_same_boot and self._rest_ms is not None:
            self._rest_ms = since
        self._at_ms = since

    def _give_up(self) -> None:
        """What was unseen for too long ended where it was last seen."""
        if self._open is not None and self._unseen is not None:
            is_finished = self._rest_ms is not None
            outcome = Outcome.FINISHED if is_finished else self._unseen.outcome
            self._close(outcome, self._unseen.from_ms, self._unseen.from_boot)
        self._forget_state()

    def _port_lost(self, mono_ms: int, body: Mapping[str, Any]) -> None:
        self._count(body)
        if self._unseen is not None or self._open is None:
            self._forget_state()
            return
        last = min(max(_ms(body, "last_ms", mono_ms), self._at_ms), mono_ms)
        self._look_at_limits(last)
        self._spend_until(last)
        if self._open is not None:
            until = last + int(self._profile.reopen_within_seconds * 1000)
            self._unseen = Unseen(Outcome.UNPLUGGED, last, self._boot, until)
        self._forget_state()

    def _forget_state(self) -> None:
        if self._open is None:
            self._state, self._rest_ms, self._paused_ms = None, None, None

    def _port_back(self, mono_ms: int) -> None:
        unseen = self._unseen
        if unseen is None or unseen.outcome is not Outcome.UNPLUGGED:
            return
        if mono_ms <= unseen.until_ms:
            unseen.until_ms = max(unseen.until_ms, mono_ms + SETTLE_MS)
        else:
            self._give_up()

    def _begin_boot(self, boot: str) -> None:
        if self._open is not None:
            self._lose_sight(int(self._profile.readopt_within_seconds * 1000))
        self._boot, self._at_ms, self._counted = boot, 0, {}
        self._forget_state()

    def _agent_started(self, mono_ms: int) -> None:
        self._counted = {}
        if self._open is not None and (self._unseen is None or self._unseen.from_boot == self._boot):
            self._lose_sight(self._at_ms + int(self._profile.readopt_within_seconds * 1000))
            if self._unseen is not None and mono_ms > self._unseen.until_ms:
                self._give_up()
        self._forget_state()

    def _lose_sight(self, until_ms: int) -> None:
        if self._unseen is None:
            self._unseen = Unseen(Outcome.AGENT_DOWN, self._at_ms, self._boot, until_ms)
        else:
            self._unseen.outcome, self._unseen.until_ms = Outcome.AGENT_DOWN, until_ms

    def _ending_word(self, mono_ms: int, kind: EventKind, body: Mapping[str, Any]) -> None:
        self._count(body)
        outcome = _outcome_of(kind, body)
        if outcome is None or self._open is None:
            return
        if self._unseen is not None:
            unseen = self._unseen
            self._close(
                outcome if kind is EventKind.BANNER else unseen.outcome, unseen.from_ms, unseen.from_boot
            )
            return
        self._look_at_limits(mono_ms)
        self._spend_until(mono_ms)
        if self._open is not None:
            code = _ms(body, "code", 0) if kind is EventKind.ALARM else 0
            self._close(f"{outcome}:{code}" if code else outcome, mono_ms)

    def _count(self, body: Mapping[str, Any]) -> None:
        """Take over what was counted since the last fact, also for those in between that never came."""
        held = self._open
        part = None if held is None else held.sums if self._state in WORKING else held.rest
        for name, whole in TOLD_SUMS:
            grown = _ms(body, name, 0)
            if whole in body:
                now, before = _ms(body, whole, 0), self._counted.get(name, 0)
                grown = now - before if now >= before else now
                self._counted[name] = now
            if part is not None:
                setattr(part, name, getattr(part, name) + grown)

    def _spend_until(self, to_ms: int) -> None:
        if self._open is not None and self._unseen is None:
            self._add_time(self._open, to_ms)
        self._at_ms = max(self._at_ms, to_ms)

    def _add_time(self, held: Open, to_ms: int) -> None:
        span = max(to_ms - self._at_ms, 0)
        if self._state is StateClass.BUSY:
            held.sums.busy_ms += span
        elif self._state is StateClass.PAUSED:
            held.sums.paused_ms += span
            paused_for = to_ms - (self._paused_ms if self._paused_ms is not None else to_ms)
            held.is_long_pause |= paused_for >= self._profile.long_pause_seconds * 1000
        elif self._state is StateClass.SETUP:
            held.rest.setup_ms += span
        else:
            held.rest.idle_ms += span

    def _look_at_limits(self, until_ms: int) -> None:
        if self._open is None:
            return
        if self._unseen is not None:
            if until_ms > self._unseen.until_ms:
                self._give_up()
        elif self._rest_ms is not None and until_ms - self._rest_ms >= self._quiet_ms:
            self._close(Outcome.FINISHED, self._rest_ms)

    def _close(self, outcome: str, at_ms: int, boot: str = "") -> None:
        """End the open job at `at_ms`, or where its work ended before."""
        held = self._open
        if held is None:
            return
        if held.end_ms is not None:
            at_ms, boot = held.end_ms, held.end_boot
        job = self._as_job(held, at_ms, boot or self._boot, outcome)
        self._open, self._unseen = None, None
        self._changes.append(Change("closed", at_ms, job))

    def _as_job(self, held: Open, closed_ms: int | None, boot: str, outcome: str) -> Job:
        return as_job(
            held,
            self._profile,
            kiosk=self._kiosk,
            machine=self._machine,
            closed_ms=closed_ms,
            closed_boot=boot,
            outcome=outcome,
            is_spindle_on=self._is_spindle_on,
        )


def _outcome_of(kind: EventKind, body: Mapping[str, Any]) -> Outcome | None:
    if kind is EventKind.ALARM:
        return Outcome.ALARM
    if kind is EventKind.BANNER:
        return Outcome.RESET if body.get("is_reset", True) is True else None
    return {"done": Outcome.FINISHED, "cancelled": Outcome.CANCELLED}.get(str(body.get("kind")))


def _ms(body: Mapping[str, Any], name: str, otherwise: int) -> int:
    """A whole number that is not negative, nor beyond counting, whatever the body holds."""
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        return otherwise
    return value if 0 <= value < MOST_NUMBER else otherwise
