"""`eco kiosk doctor`: looks at ports, machines, clock, spool and server, and says in plain words what to do."""

from __future__ import annotations

import json
import select
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hardware.kiosk.clock import Clock, agrees
from hardware.kiosk.link import Link, LinkLost, PortName, ports
from hardware.kiosk.others import holders
from hardware.kiosk.protocols import PARSERS
from hardware.kiosk.settings import KioskSettings, read_token
from hardware.kiosk.spool_file import look_into
from hardware.kiosk.uplink import PACK_PATH, Reply
from hardware.vocabulary import BadLine, BannerSeen, IdentitySeen, Observation, Profile, StateClass, StateSeen

GRBL_KIN = ("grbl", "grblhal", "fluidnc")
LISTENS_SECONDS = 2.5
BAD_SHARE = 0.2
LEAST_LINES = 5
LEAST_FREE_MB = 200
STATUS_FRESH_MS = 30_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: `state` is good, look or bad; `remedy` says what to do about it."""

    state: str
    what: str
    said: str
    remedy: str = ""


@dataclass
class Doctor:
    """What the doctor looks at. Everything at the edge can be replaced by a test."""

    settings: KioskSettings
    clock: Clock
    http: Callable[..., Reply] | None = None
    names: Callable[[], list[PortName]] = ports
    asks_identity: bool = False
    listens_seconds: float = LISTENS_SECONDS
    _status: Mapping[str, Any] = field(default_factory=dict)

    def examine(self) -> Iterator[Finding]:
        """Everything, in the order in which a person would look."""
        self._status = read_status(self.settings.run_folder / "status.json", self.clock)
        yield from self._pairing()
        yield self._agent()
        yield from self._ports()
        for code, profile in sorted(self.settings.machines.items()):
            yield from self._machine(code, profile)
        if not self.settings.machines:
            yield Finding(
                "bad",
                "machines",
                "none is set up",
                "Add [machines.CODE] with its port: docs/kiosk.md, step 4.",
            )
        yield from self._spool()
        yield from self._server()

    # --- the kiosk itself

    def _pairing(self) -> Iterator[Finding]:
        pair = "Pair it: eco kiosk pair (docs/kiosk.md, step 3)."
        if not self.settings.name or not read_token(self.settings):
            yield Finding("bad", "pairing", "this kiosk belongs to no server yet", pair)
        elif not self.settings.public_key:
            yield Finding("bad", "pairing", "the server's public key is missing: no permit is believed", pair)
        else:
            yield Finding("good", "pairing", f"{self.settings.name} at {self.settings.server}")

    def _agent(self) -> Finding:
        if self._status:
            return Finding("good", "agent", "is running")
        return Finding(
            "look",
            "agent",
            "is not running: nothing is recorded, and senders find no port",
            "Start it: systemctl start eco-kiosk. Until then open the machine's real port in the sender.",
        )

    def _ports(self) -> Iterator[Finding]:
        found = self.names()
        used = {str(Path(profile.port).resolve()): code for code, profile in self.settings.machines.items()}
        if not found:
            yield Finding(
                "bad", "ports", "no serial port is there", "Plug the machine's USB cable in, then look again."
            )
        for port in found:
            code = used.get(str(Path(port.device).resolve()))
            yield _port(port, code or "no machine")

    # --- a machine

    def _machine(self, code: str, profile: Profile) -> Iterator[Finding]:
        told = self._status.get("machines", {}).get(code)
        if isinstance(told, Mapping):
            yield from self._as_the_agent_says(code, told)
            return
        link = Link(profile.port, profile.baud)
        others = holders(link.device) if link.device else []
        if others:
            yield _shared(code, ", ".join(others), self._door(code, profile))
        if not link.try_open(0):
            yield Finding(
                "bad", code, f"its port does not open: {link.why_closed}", cannot_open(link.why_closed)
            )
            return
        try:
            yield from self._heard(code, profile, self._listen(link, profile))
        except LinkLost as loss:
            yield Finding("bad", code, f"its port went away: {loss.why}", "Look at the cable and its plugs.")
        finally:
            link.close()

    def _door(self, code: str, profile: Profile) -> str:
        return str(self.settings.door(code)) if profile.mode == "proxy" else ""

    def _as_the_agent_says(self, code: str, told: Mapping[str, Any]) -> Iterator[Finding]:
        line, good, bad = told.get("line", ""), int(told.get("good", 0)), int(told.get("bad", 0))
        yield Finding(
            "good" if line == "good" else "bad",
            code,
            f"{told.get('state', '?')}; line {line}",
            LINES.get(line, ""),
        )
        if told.get("shared_by"):
            yield _shared(code, str(told["shared_by"]), str(told.get("door") or ""))
        yield Finding("good", f"{code} identity", str(told.get("identity") or "not told yet"))
        yield _share(code, good, bad)

    def _listen(self, link: Link, profile: Profile) -> list[Observation]:
        """What the machine says in a few seconds; a Grbl is asked for its state once, and for its name if wished."""
        if profile.mode == "contact":
            return []
        parser = PARSERS[profile.dialect]()
        seen: list[Observation] = []
        if profile.dialect in GRBL_KIN and profile.mode != "listen":
            link.write(b"?")
        seen += self._read(link, parser)
        is_idle = any(isinstance(one, StateSeen) and one.state_class is StateClass.IDLE for one in seen)
        if self.asks_identity and profile.mode != "listen" and (is_idle or profile.dialect == "marlin"):
            link.write(b"M115\n" if profile.dialect == "marlin" else b"$I\n")
            seen += self._read(link, parser)
        return seen

    def _read(self, link: Link, parser: Any) -> list[Observation]:
        seen: list[Observation] = []
        until = self.clock.mono_ms() + int(self.listens_seconds * 1000)
        while (left := until - self.clock.mono_ms()) > 0:
            if select.select([link.fileno()], [], [], left / 1000)[0]:
                seen += parser.feed(link.read())
        return seen

    def _heard(self, code: str, profile: Profile, seen: list[Observation]) -> Iterator[Finding]:
        states = [one for one in seen if isinstance(one, StateSeen)]
        bad = sum(isinstance(one, BadLine) for one in seen)
        names = [one.text for one in seen if isinstance(one, IdentitySeen | BannerSeen)]
        if profile.mode == "contact":
            yield Finding("good", code, "its port opens; watch the screen while the machine works")
        elif not seen:
            yield Finding("bad", code, "its port opens, but it says nothing", SILENT)
        else:
            yield Finding("good", code, f"answers: {states[-1].word}" if states else "talks")
            yield _share(code, len(seen) - bad, bad)
        if names:
            yield _identity(code, profile, names)

    # --- spool and server

    def _spool(self) -> Iterator[Finding]:
        free = shutil.disk_usage(_nearest(self.settings.folder)).free // 1_000_000
        if free < LEAST_FREE_MB:
            yield Finding(
                "bad", "disk", f"{free} MB free", "Free some space: the record stops when it is full."
            )
        else:
            yield Finding("good", "disk", f"{free} MB free")
        told = self._status.get("spool")
        if not isinstance(told, Mapping):
            if not self.settings.spool.exists():
                yield Finding("look", "spool", "is not there yet", "It is made when the agent first starts.")
                return
            told = look_into(self.settings.spool)
        if told.get("trouble"):
            yield Finding(
                "bad",
                "spool",
                f"the disk refuses: {told['trouble']}",
                "Change the memory card; the machine still works.",
            )
        if told.get("lost"):
            yield Finding(
                "bad",
                "lost",
                f"{told['lost']} events, {told.get('lost_facts', 0)} of them no mere repeats: neither disk nor memory "
                "could hold them",
                "Change the memory card, and tell the workshop that hours or people are missing.",
            )
        yield Finding("good", "spool", f"{told.get('waiting', 0)} waiting to be sent")
        if told.get("rejected"):
            yield Finding(
                "look",
                "put aside",
                f"{told['rejected']} events that the server would not take",
                "See them on the server's page of this kiosk.",
            )

    def _server(self) -> Iterator[Finding]:
        if self.http is None or not self.settings.server:
            yield Finding("bad", "server", "none is set", "Pair this kiosk: docs/kiosk.md, step 3.")
            return
        asked = self.clock.mono_ms()
        machine = next(iter(self.settings.machines), "")
        reply = self.http("GET", f"{PACK_PATH}?machine={machine}")
        if not reply.status:
            yield Finding(
                "bad",
                "server",
                f"cannot be reached: {reply.why}",
                "Look at the network; everything is kept meanwhile.",
            )
        elif reply.status in (401, 403):
            yield Finding(
                "bad", "server", "does not know this kiosk (any more)", "Pair it anew: eco kiosk pair."
            )
        elif reply.status >= 400:
            yield Finding("look", "server", f"answers {reply.status}", "Tell whoever looks after the server.")
        else:
            yield Finding("good", "server", "answers")
        yield self._wall(reply, asked)

    def _wall(self, reply: Reply, asked: int) -> Finding:
        wall = self.clock.wall()
        verdict = agrees(reply.headers.get("date", ""), wall, self.clock.mono_ms() - asked)
        shown = wall.strftime("%Y-%m-%d %H:%M:%S UTC")
        if verdict is None:
            return Finding(
                "look",
                "clock",
                f"{shown}; nobody to compare it with",
                "It is compared once the server answers.",
            )
        if verdict:
            return Finding("good", "clock", shown)
        return Finding(
            "look",
            "clock",
            f"{shown} is not the server's time; spans are right all the same",
            "Look at the network's time service: timedatectl.",
        )


LINES = {
    "unplugged": "Look at the cable and its plugs, and whether the machine is switched on.",
    "silent": "Is the machine switched on? Is another program holding its port?",
    "wrong_machine": "Another machine is on this cable: put it right, or have a maintainer confirm it on the screen.",
    "check_baud": "Most lines are unreadable: set the baud (Grbl mostly 115200), or another program reads along.",
}
SILENT = (
    "Is it switched on? Is the baud right (Grbl mostly 115200, Marlin 115200 or 250000)? Some machines speak only when "
    "asked: open it in the sender once."
)


def cannot_open(why: str) -> str:
    """What to do about a port that does not open, from the system's words for it."""
    lowered = why.lower()
    if "permission" in lowered:
        return "This account may not use serial ports: add it to the group dialout and sign in again."
    if "exclusively lock" in lowered or "busy" in lowered or "unavailable" in lowered:
        return "Another program holds it: close the sender, or open the kiosk's own port in it (docs/kiosk.md, step 6)."
    if "no such file" in lowered:
        return "Nothing is plugged in under that name: plug it in, or take the name from the list of ports above."
    return "Look at the cable, and take the port's name from the list above."


def _shared(code: str, by: str, door: str) -> Finding:
    said = f"{by} has the machine's own port open: bytes go astray, for it and for the record"
    if door:
        return Finding(
            "bad", f"{code} port", said, f"Let it use {door} in place of that port (docs/kiosk.md, step 6)."
        )
    return Finding(
        "bad", f"{code} port", said, "Close it. For a sender beside the kiosk set mode to proxy (step 4)."
    )


def _port(port: PortName, whose: str) -> Finding:
    what = f"port {port.device}"
    if port.by_id:
        return Finding("good", what, f"{whose}, known by its own number: {port.best}")
    if port.by_path:
        remedy = "This adapter has no number of its own: keep it in this very socket."
        return Finding("look", what, f"{whose}, known by its socket: {port.best}", remedy)
    if "USB" in port.device or "ACM" in port.device:
        remedy = "Its name may change when it is plugged in again: is udev running?"
        return Finding("look", what, f"{whose}, known by a name that changes", remedy)
    return Finding("good", what, f"{whose}, built in")


def _share(code: str, good: int, bad: int) -> Finding:
    total = good + bad
    if total < LEAST_LINES:
        return Finding("good" if not bad else "look", f"{code} lines", f"{bad} of {total} unreadable")
    if bad > BAD_SHARE * total:
        return Finding("bad", f"{code} lines", f"{bad} of {total} unreadable", LINES["check_baud"])
    return Finding("good", f"{code} lines", f"{bad} of {total} unreadable")


def _identity(code: str, profile: Profile, names: list[str]) -> Finding:
    said = " ".join(names)
    if profile.identity and profile.identity not in said:
        return Finding(
            "bad",
            f"{code} identity",
            f"{said}; its profile expects {profile.identity}",
            LINES["wrong_machine"],
        )
    return Finding("good", f"{code} identity", said)


def _nearest(folder: Path) -> Path:
    return next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())


def read_status(path: Path, clock: Clock) -> Mapping[str, Any]:
    """What the running agent last said of itself; empty if none runs (it says so every ten seconds)."""
    try:
        told = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    if not isinstance(told, dict) or told.get("boot") != clock.boot:
        return {}
    age = clock.mono_ms() - int(told.get("mono_ms", 0))
    return told if 0 <= age <= STATUS_FRESH_MS else {}
