"""A machine's profile: how its port is spoken to and read. Data that a site edits, never code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from hardware.vocabulary.reading import known_only, mapping, number, one_of, refuse, text, whole, yes_or_no

DIALECTS = ("grbl", "grblhal", "fluidnc", "marlin", "fm1", "raw", "contact")
MODES = ("proxy", "poller", "listen", "contact")
BAUDS = (9600, 19200, 38400, 57600, 115200, 230400, 250000, 460800, 500000, 921600, 1000000, 2000000)
DAY = 86_400.0
CNC_QUIET = 20.0
LASER_QUIET = 45.0
SILENCE = 5.0
METER_SILENCE = 15.0
LONG_RUN = 4 * 3600.0
LONG_PRINT = DAY


@dataclass(frozen=True, slots=True)
class TcpDoor:
    """A door for a sender: it listens on `host`:`port` and lets one writer at address `writer` in ("" = loopback)."""

    host: str = "127.0.0.1"
    port: int = 0
    writer: str = ""

    @classmethod
    def from_json(cls, value: object) -> TcpDoor:
        """Read it; an open door on a network must name who may write. Raises NotUnderstood."""
        values = mapping(value, "tcp")
        known_only(values, ("host", "port", "writer"), "tcp")
        door = cls(
            host=text(values.get("host", "127.0.0.1"), "tcp.host", least=1, most=45),
            port=whole(values.get("port", 0), "tcp.port", most=65535),
            writer=text(values.get("writer", ""), "tcp.writer", most=45),
        )
        is_near = door.host in ("127.0.0.1", "::1", "localhost")
        if door.host in ("0.0.0.0", "::", "*"):
            refuse("tcp.host", "name the one address to listen on; every interface is never opened")
        if not is_near and not door.writer:
            refuse("tcp.writer", "name the one address that may write, or listen on 127.0.0.1")
        return door


@dataclass(frozen=True, slots=True)
class MeterBounds:
    """When a current counts as working: at or above `hi` for `on_seconds`; not below `lo` for `off_seconds`."""

    channel: int
    hi_milliamps: int
    lo_milliamps: int
    on_seconds: float = 2.0
    off_seconds: float = 20.0

    @classmethod
    def from_json(cls, value: object) -> MeterBounds:
        """Read it; `lo` stays at or below 0.8 × `hi`, so that readings cannot flutter. Raises NotUnderstood."""
        values = mapping(value, "meter")
        known_only(values, [one.name for one in fields(cls)], "meter")
        bounds = cls(
            channel=whole(values.get("channel", 0), "meter.channel", most=15),
            hi_milliamps=whole(values.get("hi_milliamps"), "meter.hi_milliamps", least=1, most=1_000_000),
            lo_milliamps=whole(values.get("lo_milliamps"), "meter.lo_milliamps", most=1_000_000),
            on_seconds=number(values.get("on_seconds", 2.0), "meter.on_seconds", most=600),
            off_seconds=number(values.get("off_seconds", 20.0), "meter.off_seconds", most=3600),
        )
        if bounds.lo_milliamps > 0.8 * bounds.hi_milliamps:
            refuse("meter.lo_milliamps", "keep it at or below 0.8 × hi_milliamps; run the three steps again")
        return bounds


@dataclass(frozen=True, slots=True)
class ContactLine:
    """The wire that says "working": `line` of the adapter (cts, dsr), or an input that a meter reports by name."""

    line: str = "cts"
    is_active_high: bool = True

    @classmethod
    def from_json(cls, value: object) -> ContactLine:
        """Read it. Raises NotUnderstood."""
        values = mapping(value, "contact")
        known_only(values, [one.name for one in fields(cls)], "contact")
        return cls(
            line=text(values.get("line", "cts"), "contact.line", least=1, most=24),
            is_active_high=yes_or_no(values.get("is_active_high", True), "contact.is_active_high"),
        )


@dataclass(frozen=True, slots=True)
class Profile:
    """How a machine is read. Seconds throughout; None means what suits the kind: `quiet`, `silent_after` and
    `long_run` tell it."""

    dialect: str = "grbl"
    mode: str = "proxy"
    port: str = ""
    baud: int = 115200
    is_laser: bool = False
    identity: str = ""
    quiet_seconds: float | None = None
    open_after_seconds: float = 2.0
    silent_after_seconds: float | None = None
    homing_silence_seconds: float = 60.0
    reopen_within_seconds: float = 30.0
    readopt_within_seconds: float = 600.0
    long_pause_seconds: float = 1800.0
    long_run_seconds: float | None = None
    refresh_seconds: float = 10.0
    poll_seconds: float = 1.0
    min_counted_seconds: float = 5.0
    idle_timeout_seconds: float = 900.0
    replay_banner: bool = False
    tcp: TcpDoor | None = None
    meter: MeterBounds | None = None
    contact: ContactLine | None = None

    @property
    def quiet(self) -> float:
        """Seconds of idleness after which a job has ended."""
        if self.quiet_seconds is not None:
            return self.quiet_seconds
        if self.meter is not None and self.dialect == "fm1":
            return self.meter.off_seconds
        return LASER_QUIET if self.is_laser else CNC_QUIET

    @property
    def silent_after(self) -> float:
        """Seconds without a word after which nobody knows what the machine does; a meter speaks every 5 s at least."""
        if self.silent_after_seconds is not None:
            return self.silent_after_seconds
        return METER_SILENCE if self.dialect == "fm1" else SILENCE

    @property
    def long_run(self) -> float:
        """Seconds at work in one job after which somebody is to look at it; a printer may print for a day."""
        if self.long_run_seconds is not None:
            return self.long_run_seconds
        return LONG_PRINT if self.dialect == "marlin" else LONG_RUN

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values, all fields; `long_run_seconds` only where it is given: agents of before do not know it."""
        values = asdict(self)
        if self.long_run_seconds is None:
            del values["long_run_seconds"]
        return values

    @classmethod
    def from_json(cls, value: object) -> Profile:
        """Read a profile; what is not given keeps its default. Raises NotUnderstood with what to do."""
        values = mapping(value, "profile")
        known_only(values, [one.name for one in fields(cls)], "profile")
        given: dict[str, Any] = {name: READ[name](values, name) for name in values if name in READ}
        for name, part in PARTS.items():
            if values.get(name) is not None:
                given[name] = part.from_json(values[name])
        profile = cls(**given)
        _hangs_together(profile)
        return profile

    @classmethod
    def of_any_version(cls, value: object) -> Profile:
        """Read a profile that an older or a newer program wrote: names that are not known here are passed over."""
        values = _known(mapping(value, "profile"), cls)
        for name, part in PARTS.items():
            if isinstance(values.get(name), Mapping):
                values[name] = _known(values[name], part)
        return cls.from_json(values)


PARTS: dict[str, Any] = {"tcp": TcpDoor, "meter": MeterBounds, "contact": ContactLine}


def _known(values: Mapping[str, Any], kind: Any) -> dict[str, Any]:
    names = {one.name for one in fields(kind)}
    return {name: value for name, value in values.items() if name in names}


def _seconds(least: float, most: float) -> Any:
    return lambda values, name: number(values[name], name, least=least, most=most)


def _by_kind(values: Mapping[str, Any], name: str) -> float | None:
    return None if values[name] is None else number(values[name], name, least=1, most=3600)


def _long_run(values: Mapping[str, Any], name: str) -> float | None:
    return None if values[name] is None else number(values[name], name, least=60, most=7 * DAY)


def _baud(values: Mapping[str, Any], name: str) -> int:
    baud = whole(values[name], name, most=BAUDS[-1])
    if baud not in BAUDS:
        refuse(name, f"give one of {', '.join(map(str, BAUDS))}; most Grbl boards speak 115200")
    return baud


READ: dict[str, Any] = {
    "dialect": lambda values, name: one_of(values[name], name, DIALECTS),
    "mode": lambda values, name: one_of(values[name], name, MODES),
    "port": lambda values, name: text(values[name], name, most=250),
    "baud": _baud,
    "is_laser": lambda values, name: yes_or_no(values[name], name),
    "identity": lambda values, name: text(values[name], name, most=100),
    "quiet_seconds": _by_kind,
    "open_after_seconds": _seconds(0, 600),
    "silent_after_seconds": _by_kind,
    "homing_silence_seconds": _seconds(1, 3600),
    "reopen_within_seconds": _seconds(0, 3600),
    "readopt_within_seconds": _seconds(0, DAY),
    "long_pause_seconds": _seconds(60, DAY),
    "long_run_seconds": _long_run,
    "refresh_seconds": _seconds(1, 60),
    "poll_seconds": _seconds(0.1, 60),
    "min_counted_seconds": _seconds(0, 600),
    "idle_timeout_seconds": _seconds(60, DAY),
    "replay_banner": lambda values, name: yes_or_no(values[name], name),
}


def _hangs_together(profile: Profile) -> None:
    if profile.dialect == "fm1" and profile.meter is None and profile.contact is None:
        refuse(
            "meter",
            "an FM1 meter needs its bounds (or contact with the name of an input): run the three steps",
        )
    if profile.mode == "contact" and (profile.contact is None or profile.contact.line not in ("cts", "dsr")):
        refuse("contact", "say which line of the adapter is wired, cts or dsr")
    if (profile.mode == "contact") != (profile.dialect == "contact"):
        refuse("dialect", "mode contact and dialect contact go together")
    if profile.mode == "poller" and profile.dialect not in ("grbl", "grblhal", "fluidnc", "marlin"):
        refuse("mode", f"{profile.dialect} is only listened to: use mode listen")
    if profile.tcp is not None and profile.mode != "proxy":
        refuse("tcp", "only mode proxy has a door for a sender")
