"""Watches one machine: thousands of observations in, the few facts that are worth a raw event out.

Pure: no clock, no port. The caller says on the monotonic clock, in milliseconds, when each thing was seen, and calls
`tick` at least once a second, so that silence is noticed too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hardware.kiosk.counting import Counter, MeterSwitch
from hardware.kiosk.facts import (
    BUSY,
    BY_WORD,
    CHECK_MS,
    FAULT,
    IDENTITY_KEYS,
    IDLE,
    MUTE_ALARMS,
    NO_LIFE,
    OFFJOB,
    PAUSED,
    REFRESHED,
    SETUP,
    SILENT,
    STREAM_OPEN_MS,
    TRAFFIC,
    WEAK_MS,
    Fact,
    Suspicion,
    identified,
    shared,
    started,
)
from hardware.vocabulary import (
    AgentStarted,
    AlarmSeen,
    BadLine,
    BannerSeen,
    EventKind,
    IdentitySeen,
    InputSeen,
    JobWord,
    JobWordKind,
    LineLost,
    LineSent,
    MessageSeen,
    MeterHello,
    MeterReading,
    Observation,
    PortBack,
    PortLost,
    PortShared,
    Profile,
    SentKind,
    StateClass,
    StateSeen,
    Traffic,
)


class Watch:
    """What one machine does, as far as it was told."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._state: StateClass | None = None
        self._word = ""
        self._sub: int | None = None
        self._since_ms = 0
        self._told_ms = 0
        self._alive_ms = 0
        self._is_held = False
        self._is_homing = False
        self._switch = MeterSwitch()
        self._checked_ms: int | None = None
        self._is_input_alone = profile.dialect == "fm1" and profile.contact is not None
        self._suspicion: Suspicion | None = None
        self._identities: dict[str, str] = {}
        self.last_ms = 0
        self.count = Counter()
        self._readers: dict[type, Callable[[int, Any], list[Fact]]] = {
            StateSeen: self._report,
            Traffic: lambda at, seen: self._report(at, TRAFFIC),
            MeterReading: self._current,
            InputSeen: self._input,
            JobWord: self._job_word,
            AlarmSeen: self._alarm,
            BannerSeen: self._banner,
            BadLine: self._bad,
            LineLost: self._lost,
            LineSent: self._sent,
            MessageSeen: self._message,
            IdentitySeen: self._identity,
            MeterHello: self._hello,
            AgentStarted: lambda at, seen: [started(at, seen)],
            PortLost: self._port_lost,
            PortBack: self._port_back,
            PortShared: lambda at, seen: [shared(at, seen)],
        }

    @property
    def state(self) -> StateClass | None:
        """The class of state as it was told; None before anything was seen."""
        return self._state

    @property
    def word(self) -> str:
        """The machine's own word for it."""
        return self._word

    @property
    def refresh_due_ms(self) -> int:
        """When the state is next told although it has not changed; a thousand days ahead where it is not."""
        if self._state in REFRESHED:
            return self._told_ms + int(self._profile.refresh_seconds * 1000)
        return self.last_ms + 86_400_000_000

    def horizon(self, mono_ms: int) -> int:
        """Up to when it is certain what the machine did: nothing that is told later begins before."""
        if self._suspicion is not None:
            return min(self._suspicion.since_ms, self.last_ms)
        return mono_ms if self._is_held or self._state is SILENT else self.last_ms

    def take(self, mono_ms: int, seen: Observation) -> list[Fact]:
        """The facts that one observation makes, mostly none."""
        reader = self._readers.get(type(seen))
        at = max(mono_ms, self.last_ms)
        facts = self._look_at_clock(at)
        if not isinstance(seen, NO_LIFE):
            self._alive_ms = at
            if self._is_input_alone:
                self.last_ms = at  # the meter lives, and would have said that its input changed
        if reader is not None:
            facts += reader(at, seen)
        else:
            self.count.good += 1
            if self._is_homing and getattr(seen, "is_ok", None) is not None:
                self._is_homing = False
        return facts

    def tick(self, mono_ms: int) -> list[Fact]:
        """The facts that the passing of time makes."""
        at = max(mono_ms, self.last_ms)
        facts = self._look_at_clock(at)
        if self._profile.dialect == "contact" and self._state not in (None, SILENT):
            self.last_ms = at  # the agent looked at the line; it would have said that it changed
        facts += self._hold_on(at)
        if at >= self.refresh_due_ms:
            facts.append(self.tell(at))
        return facts

    def tell(self, mono_ms: int) -> Fact:
        """The state as it stands."""
        self.count.spindle_until(self.horizon(mono_ms) if self._is_held else self.last_ms)
        return self._state_fact(mono_ms, self.count.slice())

    def _state_fact(self, mono_ms: int, counted: dict[str, int]) -> Fact:
        self._told_ms = mono_ms
        body: dict[str, Any] = {"class": str(self._state), "word": self._word, "sub": self._sub}
        last_ms = self.last_ms if self._state is SILENT else self.horizon(mono_ms)
        times = {"since_ms": self._since_ms, "last_ms": last_ms}
        return Fact(
            mono_ms, EventKind.MACHINE_STATE, {**body, "spindle": self.count.spindle, **times, **counted}
        )

    def _become(self, at: int, since_ms: int, state: StateClass, word: str, sub: int | None = None) -> Fact:
        counted = self.count.slice()
        self._suspicion = None
        self._is_held = False
        self._state, self._word, self._sub, self._since_ms = state, word, sub, since_ms
        if word != "Home":
            self._is_homing = False
        return self._state_fact(at, counted)

    def _evidence(self, at: int, state: StateClass, word: str, sub: int | None, opens: int) -> list[Fact]:
        """A good sample. `opens` of them in a row make a busy spell sure, 0 if only time does."""
        self.last_ms = at
        if state is BUSY and self._state is not BUSY:
            return self._suspect(at, word, sub, opens)
        self._suspicion = None
        is_news = (
            word != self._word and self._profile.dialect != "marlin"
        )  # whose words are signs, not states
        if state is not self._state or is_news:
            self.count.spindle_until(at)
            fact = self._become(at, at, state, word, sub)
            self.count.samples += 1
            return [fact]
        self.count.samples += 1
        self._sub = sub
        return [self.tell(at)] if at >= self.refresh_due_ms else []

    def _suspect(self, at: int, word: str, sub: int | None, samples_open: int) -> list[Fact]:
        held = self._suspicion
        if held is None or at - held.last_ms > max(WEAK_MS, 3000 * self._profile.poll_seconds):
            self.count.spindle_until(at)
            held = Suspicion(at, at, word, sub, 0, self.count.spindle_ms)
            self._suspicion = held
        held.samples += 1
        held.last_ms, held.word, held.sub = at, word, sub
        is_long = held.samples > 2 * held.bad and at - held.since_ms >= self._open_after_ms
        is_sure = held.is_sure_after(samples_open) or is_long
        return [self._confirm(at, held)] if is_sure else []

    def _confirm(self, at: int, held: Suspicion) -> Fact:
        self.count.spindle_until(self.last_ms)
        later = self.count.spindle_ms - held.spindle_ms
        self.count.spindle_ms = held.spindle_ms
        fact = self._become(at, held.since_ms, BUSY, held.word, held.sub)
        self.count.begin(held.samples, later)
        return fact

    @property
    def _open_after_ms(self) -> int:
        profile = self._profile
        if profile.dialect == "fm1" and profile.meter is not None:
            return int(profile.meter.on_seconds * 1000)
        return STREAM_OPEN_MS if profile.dialect == "marlin" else int(profile.open_after_seconds * 1000)

    def _hold_on(self, at: int) -> list[Fact]:
        """A single sure report that nothing spoke against for long is believed as well; Marlin repeats its own."""
        held = self._suspicion
        if (
            held is None
            or held.bad
            or held.word in ("Traffic", "Current")
            or self._profile.dialect == "marlin"
        ):
            return []
        return [self._confirm(at, held)] if at - held.since_ms >= self._open_after_ms else []

    def _report(self, at: int, seen: StateSeen) -> list[Fact]:
        if self._state is FAULT:
            self._is_held = False  # this one goes on answering
        if seen.is_sure:
            facts = self._evidence(at, seen.state_class, seen.word, seen.sub, 2)
        elif self._word == "Paused" if seen.state_class is BUSY else self._is_streaming(at):
            return []
        else:
            facts = self._weakly(at, seen)
        self.count.spindle_is(at, seen.spindle)
        return facts

    def _weakly(self, at: int, seen: StateSeen) -> list[Fact]:
        """A weak sign. That the card prints nothing shows that lines stopped coming, not when: they did at the last."""
        if self._state is not BUSY or seen.state_class is not IDLE:
            return self._evidence(at, seen.state_class, seen.word, seen.sub, 0)
        self.count.spindle_until(self.last_ms)
        fact = self._become(at, self.last_ms, IDLE, seen.word, seen.sub)
        self.last_ms = at
        self.count.samples += 1
        return [fact]

    def _is_streaming(self, at: int) -> bool:
        held = self._suspicion
        last = held.last_ms if held is not None else self.last_ms if self._state is BUSY else at - WEAK_MS
        return at - last < WEAK_MS

    def _current(self, at: int, seen: MeterReading) -> list[Fact]:
        bounds = self._profile.meter
        self.count.good += 1
        if bounds is None or self._profile.contact is not None or seen.channel != bounds.channel:
            return []
        if not self._switch.is_working(at, seen.milliamps, bounds):
            return self._evidence(at, IDLE, "Standby", None, 2)
        facts = self._evidence(at, BUSY, "Current", None, 0)
        self._switch.is_on |= self._state is BUSY
        return facts

    def _input(self, at: int, seen: InputSeen) -> list[Fact]:
        contact = self._profile.contact
        self.count.good += 1
        if contact is None or seen.name != contact.line:
            return []
        is_busy = seen.is_on == contact.is_active_high
        return self._evidence(at, BUSY if is_busy else IDLE, "Working" if is_busy else "Resting", None, 0)

    def _job_word(self, at: int, seen: JobWord) -> list[Fact]:
        self.count.spindle_until(at)
        body = {"kind": str(seen.kind), "text": seen.text[:200], **self.count.slice()}
        fact = Fact(at, EventKind.JOB_WORD, body)
        word = "Paused" if seen.kind is JobWordKind.PAUSED else str(seen.kind).capitalize()
        if BY_WORD[seen.kind] is BUSY:
            return [fact, *self._evidence(at, BUSY, word, None, 2)]
        self.last_ms = at
        change = self._become(at, at, BY_WORD[seen.kind], word)
        self._is_held = True
        return [fact, change]

    def _alarm(self, at: int, seen: AlarmSeen) -> list[Fact]:
        self.count.spindle_until(at)
        fact = Fact(at, EventKind.ALARM, {"code": seen.code, "text": seen.text[:200], **self.count.slice()})
        self.last_ms = at
        self.count.spindle_is(at, None)
        self.count.spindle = None
        change = self._become(at, at, FAULT, "Alarm", seen.code or None)
        self._is_held = seen.code in MUTE_ALARMS
        return [fact, change]

    def _banner(self, at: int, seen: BannerSeen) -> list[Fact]:
        was_checked = self._checked_ms is not None and at - self._checked_ms <= CHECK_MS
        is_reset = not (was_checked or self._word == "Check")
        self._checked_ms = None
        self.count.spindle_until(at)
        fact = Fact(
            at, EventKind.BANNER, {"text": seen.text[:200], "is_reset": is_reset, **self.count.slice()}
        )
        if not is_reset:
            return [fact]
        self.count.spindle = False
        self.last_ms = at
        return [fact, self._become(at, at, OFFJOB, "Starting")]

    def _bad(self, at: int, seen: BadLine) -> list[Fact]:
        self.count.bad_line(seen)
        if self._suspicion is not None:
            self._suspicion.bad += 1
        return []

    def _lost(self, at: int, seen: LineLost) -> list[Fact]:
        self.count.lost += seen.count
        return []

    def _sent(self, at: int, seen: LineSent) -> list[Fact]:
        if seen.kind is SentKind.CHECK:
            self._checked_ms = at
        if seen.kind is not SentKind.HOMING or self._state in (None, SILENT):
            return []
        self._is_homing = True
        if self._state in (BUSY, PAUSED):
            return []  # Grbl refuses it, or homes when the work is done: its reports will tell
        self.last_ms = at
        self.count.spindle_until(at)
        return [self._become(at, at, SETUP, "Home")] if self._word != "Home" else []

    def _message(self, at: int, seen: MessageSeen) -> list[Fact]:
        self.count.good += 1
        if seen.text == "[MSG:Disabled]":
            self._checked_ms = at
        return []

    def _identity(self, at: int, seen: IdentitySeen) -> list[Fact]:
        self.count.good += 1
        if (
            seen.key not in (*IDENTITY_KEYS, "UUID", "FIRMWARE")
            or self._identities.get(seen.key) == seen.text
        ):
            return []
        self._identities[seen.key] = seen.text
        wanted = self._profile.identity.casefold()
        is_expected = seen.key not in IDENTITY_KEYS or wanted in seen.text.casefold()
        return [identified(at, seen, is_expected)]

    def _hello(self, at: int, seen: MeterHello) -> list[Fact]:
        fact = Fact(at, EventKind.METER_HELLO, {"boot": seen.boot, "ident": seen.ident[:40]})
        return [fact, *self._identity(at, IdentitySeen("FM1", seen.ident, "HELLO"))]

    def _port_lost(self, at: int, seen: PortLost) -> list[Fact]:
        until = at if self._is_held else self.last_ms
        self.count.spindle_until(until)
        body = {"last_ms": until, "why": seen.why[:200], **self.count.slice()}
        self.count.spindle = None
        self._suspicion, self._state, self._word, self._since_ms = None, SILENT, "Unplugged", until
        self._is_held = self._is_homing = self._switch.is_on = False
        return [Fact(at, EventKind.PORT_LOST, body)]

    def _port_back(self, at: int, seen: PortBack) -> list[Fact]:
        self._alive_ms = at
        return [Fact(at, EventKind.PORT_BACK, {"port": seen.port[:250]})]

    def _look_at_clock(self, at: int) -> list[Fact]:
        """Silence, and once a minute what was noise."""
        facts = self._silence(at)
        if noise := self.count.noise(at):
            facts.append(Fact(at, EventKind.NOISE, noise))
        return facts

    def _silence(self, at: int) -> list[Fact]:
        if self._state in (None, SILENT) or self._is_held or self._profile.dialect == "contact":
            return []
        is_homing = self._is_homing or self._word == "Home"
        wait = self._profile.homing_silence_seconds if is_homing else self._profile.silent_after
        is_printer = (
            self._profile.dialect == "marlin" and self._state is BUSY
        )  # it tells temperatures at rest too
        if at - max(0 if is_printer else self._alive_ms, self.last_ms) <= wait * 1000:
            return []
        self.count.spindle_until(self.last_ms)
        if self._profile.dialect not in ("marlin", "raw"):
            self.count.spindle = None
            return [self._become(at, self.last_ms, SILENT, "Silent")]
        if self._state is not BUSY:
            self._suspicion = None
            self._is_held |= self._state is IDLE  # it says nothing while it rests, and goes on resting
            return []
        fact = self._become(at, self.last_ms, IDLE, "Quiet")
        self._is_held = True
        return [fact]
