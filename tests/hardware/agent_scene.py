"""A whole agent beside a machine on a pseudo-terminal, its clock wound by hand: hours pass in a second."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from core.sealing import sign, signing_key
from hardware.kiosk.agent import Agent
from hardware.kiosk.beside import Beside
from hardware.kiosk.settings import KioskSettings
from hardware.kiosk.signatures import card_hash
from hardware.kiosk.spool import Spool
from hardware.vocabulary import Allowed, Job, KioskEvent, Pack, Profile, Reason, Verdict
from tests.hardware.fakes import Cable, FakeServer, HandClock

SECRET = "the server's own secret, forty letters long"
PEPPER = "the pepper of this kiosk"
CARDS = {
    name: (letter * 26)
    for name, letter in zip(("amina", "tomasz", "mary", "grace", "lena"), "ABCDE", strict=True)
}
STEP = 0.25


def report(state: str, x: float = 0.0, spindle: int = 0) -> bytes:
    """A report as Grbl 1.1 prints it."""
    return f"<{state}|MPos:{x:.3f},0.000,0.000|FS:0,{spindle}>\r\n".encode()


def a_pack(machine: str = "CNC-1", **changes: Any) -> Pack:
    """What the server lets whom do, for a week."""
    people = (
        _allowed("amina", "ar", Verdict.ALLOWED),
        _allowed("tomasz", "pl", Verdict.ALLOWED),
        _allowed("mary", "en", Verdict.ALLOWED, can_supervise=True, can_maintain=True, can_pass=True),
        _allowed("grace", "en", Verdict.SUPERVISED),
        _allowed("lena", "uk", Verdict.REFUSED, reason=Reason.PERMIT_LAPSED),
    )
    pack = Pack(
        machine, "CNC router", "2026-11-26T08:00:00Z", "2026-12-03T08:00:00Z", "in_service", Profile(), people
    )
    return replace(pack, **changes)


def _allowed(name: str, language: str, verdict: Verdict, **more: Any) -> Allowed:
    return Allowed(card_hash(PEPPER, CARDS[name]), name.capitalize(), language, verdict, **more)


@dataclass
class Kiosk:
    """A machine, its cable, the agent and the server. The machine answers each `?` with its `state`."""

    folder: Path
    profile: Profile = field(default_factory=lambda: Profile(mode="poller"))
    clock: HandClock = field(default_factory=HandClock)
    server: FakeServer = field(default_factory=FakeServer)
    state: str = "Idle"
    spindle: int = 0
    heard: bytes = b""
    pack: Pack | None = None
    http: Any = None
    """The way to a real server, in place of the fake."""
    code: str = "CNC-1"
    name: str = "k1"
    pepper: str = PEPPER
    public_key: str = field(default_factory=lambda: signing_key(SECRET))

    def __post_init__(self) -> None:
        self.cable = Cable()
        self.port = self.folder / "real"
        self.port.symlink_to(self.cable.port)
        self.settings = KioskSettings(
            name=self.name,
            public_key=self.public_key,
            pepper=self.pepper,
            token_file=self.folder / "token",
            folder=self.folder,
            run_folder=self.folder / "run",
            machines={self.code: replace(self.profile, port=str(self.port))},
            screen_port=0,
        )
        self.offer(self.pack or a_pack(profile=self.profile))
        self.agent = self._begun()

    def _begun(self) -> Agent:
        agent = Agent(self.settings, self.clock, self.http or self.server)
        agent.spool._file._db.execute("PRAGMA synchronous=OFF")  # type: ignore[union-attr]  # no power is cut here
        agent.exchange()
        return agent

    @property
    def beside(self) -> Beside:
        """The machine as people see it."""
        return self.agent.beside[self.code]

    @property
    def spool(self) -> Spool:
        return self.agent.spool

    def offer(self, pack: Pack) -> None:
        """The server has a new pack."""
        self.server.packs["CNC-1"] = (
            pack.as_bytes(),
            sign(SECRET, pack.as_bytes()),
            f'"{hash(pack.as_bytes())}"',
        )

    def turn(self) -> None:
        """Everything that is to be done at this moment."""
        self.beside.station.port.step(0)
        asked = self.cable.hears() if self.cable.is_in else b""
        self.heard += asked
        if b"?" in asked:
            self.cable.says(report(self.state, spindle=self.spindle))
            self.beside.station.port.step(0)
        self.agent.work()

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        for _ in range(int(seconds / STEP)):
            self.clock.wind(STEP)
            self.turn()

    def run(self, seconds: float, then: str = "Idle") -> None:
        """The machine works for so long."""
        self.state = "Run"
        self.wait(seconds)
        self.state = then

    def pull(self) -> None:
        """Pull the cable out."""
        self.cable.pull()

    def plug(self) -> None:
        """Put it in again; the port has another number now."""
        self.port.unlink()
        self.cable = Cable()
        self.port.symlink_to(self.cable.port)

    def card(self, name: str) -> Any:
        """Somebody shows their card."""
        return self.beside.show_card(CARDS[name])

    def die(self) -> None:
        """The agent ends without a word."""
        for door in getattr(self.beside.station.port, "doors", ()):
            door.close()
        self.beside.station.port.link.close()
        self.spool.close()

    def begin_again(self) -> None:
        """The agent is started again."""
        self.agent = self._begun()

    def events(self) -> list[KioskEvent]:
        """All that was ever told: what the server has, and what waits."""
        sent = [KioskEvent.from_json(one) for one in self.server.got.values()]
        return sent + self.spool.batch(10**6, 10**9)

    def jobs(self) -> list[Job]:
        """The jobs that the server makes of it."""
        from hardware.kiosk.inference import jobs_of

        return jobs_of(self.events(), {"CNC-1": self.profile})

    def bodies(self, kind: str) -> list[dict[str, Any]]:
        """The bodies of all events of a kind, in their order."""
        return [one.body for one in sorted(self.events(), key=lambda one: one.place) if one.kind == kind]

    def close(self) -> None:
        self.die()
        self.cable.pull()
