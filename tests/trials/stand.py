"""A machine, the agent as it is run beside one, a sender's port, and wires between that remember."""

from __future__ import annotations

import contextlib
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from hardware.kiosk.clock import KioskClock
from hardware.kiosk.inference import jobs_of
from hardware.kiosk.spool import Spool
from hardware.kiosk.virtual.bench import Bench
from hardware.kiosk.virtual.pty_server import PtyServer
from hardware.vocabulary import Job, KioskEvent, Profile
from tests.trials.tap import Tap

CODE = "TRY-1"


class Watched(Bench):
    """A virtual machine that also keeps how long it was in which state: the truth of it."""

    def __init__(self, address: str) -> None:
        self.spent: dict[str, float] = {}
        super().__init__(address)
        self._looked_at = time.monotonic()

    def take_output(self) -> bytes:
        """As before; and look at the state, which is done some hundred times a second."""
        said = super().take_output()
        now = time.monotonic()
        word = getattr(self.board, "state", lambda: "")()
        self.spent[word] = self.spent.get(word, 0.0) + now - self._looked_at
        self._looked_at = now
        return said


class Stand:
    """With `is_direct` the agent is left out, to see what the sender and the machine do without it."""

    def __init__(
        self, folder: Path, machine: str, profile: dict[str, Any], *, is_direct: bool = False
    ) -> None:
        self.folder, self._profile, self.is_direct = folder, profile, is_direct
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.bench: Watched | None = None
        self._server: PtyServer | None = None
        if Path(machine).is_absolute():
            self._machine = Path(machine)
        else:
            self.bench = Watched(f"virtual://{machine}")
            self._machine = folder / "machine"
            self._server = PtyServer(self.bench, self._machine)
        self.port = folder / "port"
        self._agent: subprocess.Popen[bytes] | None = None
        self.machine_side: Tap | None = None
        self.sender_side: Tap | None = None

    def __enter__(self) -> Stand:
        if self._server is not None:
            self._server.__enter__()
        time.sleep(0.3)
        if self.is_direct:
            self.sender_side = Tap(self.port, self._machine)
            return self
        self.machine_side = Tap(self.folder / "before", self._machine)
        door = self.folder / "run" / CODE
        self._agent = self._started(door)
        if self._profile.get("mode", "proxy") == "proxy":
            self.sender_side = Tap(self.port, door)
        time.sleep(1)
        return self

    def _started(self, door: Path) -> subprocess.Popen[bytes]:
        settings = self.folder / "kiosk.toml"
        values = {"mode": "proxy", "port": str(self.folder / "before"), **self._profile}
        top = {"folder": str(self.folder), "run_folder": str(self.folder / "run"), "screen_port": 0}
        settings.write_text(
            "\n".join(f"{name} = {_toml(value)}" for name, value in top.items())
            + f"\n[machines.{CODE}]\n"
            + "\n".join(f"{name} = {_toml(value)}" for name, value in values.items())
            + "\n"
        )
        program = Path(sys.executable).parent / "eco"
        log = (self.folder / "agent.log").open("ab")
        agent = subprocess.Popen([program, "kiosk", "--file", settings], stdout=log, stderr=log)
        until = time.monotonic() + 20
        is_proxy = self._profile.get("mode", "proxy") == "proxy"
        while is_proxy and not door.exists() and time.monotonic() < until:
            time.sleep(0.05)
        return agent

    def run(self, command: list[str], patience: float = 600) -> int:
        """Run a sender on the port (`{port}` in its words), to its end."""
        words = [word.replace("{port}", str(self.port)) for word in command]
        with (self.folder / "sender.log").open("ab") as log:
            return subprocess.run(words, stdout=log, stderr=log, timeout=patience, check=False).returncode

    def rest(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._agent is not None:
            self._agent.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._agent.wait(15)
        for name in ("machine_side", "sender_side"):
            tap: Tap | None = getattr(self, name)
            if tap is not None:
                tap.close()
                tap.write(self.folder / f"{name}.jsonl")
        if self._server is not None:
            self._server.stop()

    def events(self) -> list[KioskEvent]:
        """Everything that the agent wrote down."""
        spool = Spool(self.folder / "spool.sqlite3", "", KioskClock())
        try:
            return spool.batch(10**6, 10**9)
        finally:
            spool.close()

    def jobs(self) -> list[Job]:
        """The jobs that the server would make of it."""
        read = Profile.from_json({"port": "x", **self._profile})
        return jobs_of(self.events(), {CODE: read})

    def status(self) -> dict[str, Any]:
        """What the doctor would read."""
        with contextlib.suppress(OSError, ValueError):
            return dict(json.loads((self.folder / "run" / "status.json").read_text()))
        return {}


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_toml(one)}" for name, one in value.items()) + "}"
    return json.dumps(value)
