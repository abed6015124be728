"""The agent: one process beside the machines of a kiosk. It starts threads, lets time pass, and stops in good order.

A thread carries each machine's bytes; one makes sense of them and writes; one talks to the server; one serves the
screen. None waits for another: with the server away, the disk full or the screen shut, a machine works as before.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from hardware.kiosk.beside import Beside
from hardware.kiosk.clock import Clock, KioskClock
from hardware.kiosk.photos import Photos
from hardware.kiosk.settings import KioskSettings, Unready, read_token, watcher_address, write_token
from hardware.kiosk.spool import Spool
from hardware.kiosk.spool_file import InUse
from hardware.kiosk.station import Station
from hardware.kiosk.uplink import Http, Uplink
from hardware.kiosk.watchdog import ALIVE, READY, STOPPING, Watchdog, may_go_on
from hardware.vocabulary import EventKind, Pack, Profile

LOG = logging.getLogger("eco.kiosk")
WORKS_EVERY_SECONDS = 0.1
STATUS_EVERY_MS = 10_000
CLOCK_EVERY_MS = 600_000
LOST_EVERY_MS = 600_000
SENDS_EVERY_SECONDS = 2.0
SWITCH_SECONDS = 0.001
"""So long at most one thread keeps the interpreter from another: a sender's byte waits no longer than that."""


class Agent:
    """Everything of one kiosk."""

    def __init__(self, settings: KioskSettings, clock: Clock, http: Callable[..., Any] | None) -> None:
        self.settings, self.clock = settings, clock
        self.spool = Spool(settings.spool, settings.name or "unpaired", clock)
        self.photos = Photos(settings.folder / "photos")
        self.uplink = (
            Uplink(http, self.spool, clock, settings.public_key, on_token=self._renew) if http else None
        )
        self.beside: dict[str, Beside] = {}
        for code, profile in settings.machines.items():
            self.beside[code] = self._set_up(code, profile)
        self._stop = threading.Event()
        self._send_now = threading.Event()
        self._threads: list[threading.Thread] = []
        self._status_ms = self._clock_ms = -CLOCK_EVERY_MS
        self._was_in_trouble = False
        self._lost_told = self._disk_ms = 0
        self.wants_restart = False
        """True once a machine is to be read in another way and nobody is at it: the agent begins anew."""

    @classmethod
    def from_settings(cls, settings: KioskSettings) -> Agent:
        """The agent of this computer. Raises Unready."""
        if not settings.machines:
            raise Unready("No machine is set up. Add [machines.CODE] with its port: docs/kiosk.md, step 4.")
        http = Http(settings.server, read_token(settings), settings.ca_file) if settings.server else None
        try:
            agent = cls(settings, KioskClock(), http)
            agent.spool.claim()
        except InUse as problem:
            raise Unready(f"{problem} Stop that one first: systemctl stop eco-kiosk") from problem
        except (OSError, ValueError) as problem:
            raise Unready(f"{problem} Run: eco kiosk doctor") from problem
        return agent

    def _set_up(self, code: str, profile: Profile) -> Beside:
        station = Station(code, self._profile(code, profile), self.settings, self.spool, self.clock)

        def pack() -> Pack | None:
            return self.uplink.pack(code) if self.uplink else None

        return Beside(station, self.spool, self.clock, pack, self.settings.pepper, self.photos, self.hurry)

    def _profile(self, code: str, local: Profile) -> Profile:
        """How a machine is read: as the server's last pack says, at the port that this kiosk knows."""
        pack = self.uplink.pack(code) if self.uplink else None
        return at_port(pack.profile, local) if pack else local

    def _renew(self, token: str) -> None:
        """The server has turned our token: the new one is kept before it is used."""
        try:
            write_token(self.settings, token)
        except OSError:
            LOG.exception("the new token cannot be kept; the one before holds for a week")
            return
        if self.uplink is not None and isinstance(self.uplink.http, Http):
            self.uplink.http.token = token

    def hurry(self) -> None:
        """Something must be sent at once."""
        if self.uplink is not None:
            self.uplink.hurry()
        self._send_now.set()

    # --- running

    def start(self) -> None:
        """Start the threads."""
        sys.setswitchinterval(SWITCH_SECONDS)
        for one in self.beside.values():
            self._thread(one.station.carry, f"carry {one.machine}")
        self._thread(self._keep_working, "work")
        if self.uplink is not None:
            self._thread(self._keep_sending, "send")

    def _thread(self, target: Callable[[], None], name: str) -> None:
        thread = threading.Thread(target=self._guarded, args=(target, name), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _guarded(self, target: Callable[[], None], name: str) -> None:
        """Whatever breaks in one thread is told, and the thread begins anew a second later: the others go on."""
        while not self._stop.is_set():
            try:
                target()
                return
            except Exception:
                LOG.exception("%s broke; it begins again", name)
                self._stop.wait(1)

    def run(self) -> None:
        """Run until a signal says stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        watchdog = Watchdog(watcher_address())
        self.start()
        screen = self._serve_screen()
        watchdog.say(READY)
        while not self._stop.wait(1) and not self.wants_restart:
            if self.is_alive:
                watchdog.say(ALIVE)
        watchdog.say(STOPPING)
        if screen is not None:
            screen()
        self.stop()

    @property
    def is_alive(self) -> bool:
        """False once a machine's bytes are carried no more and to begin anew would hurt nobody."""
        return may_go_on([one.station for one in self.beside.values()], self.clock.mono_ms())

    def _serve_screen(self) -> Callable[[], None] | None:
        """The screen of all machines, on this computer only; without it the agent works all the same."""
        if not self.settings.screen_port or not self.beside:
            return None
        from hardware.kiosk.screen.app import build_screen
        from hardware.kiosk.screen.serving import ScreenServer

        here, looks = self.settings, self.beside.values()
        app = build_screen(*looks, language=here.language, theme=here.theme, is_silent=here.sound == "off")
        try:
            return ScreenServer(app, self.settings.screen_port).close
        except OSError:
            return None

    def stop(self) -> None:
        """End the threads, write what is left, let go of the ports."""
        self._stop.set()
        self._send_now.set()
        for one in self.beside.values():
            one.station.stop()
        for thread in self._threads:
            thread.join(3)
        self.work()
        for one in self.beside.values():
            one.keep()
        self.spool.close()

    def _keep_working(self) -> None:
        while not self._stop.wait(WORKS_EVERY_SECONDS):
            self.work()

    def work(self) -> None:
        """Make sense of what came, and let time pass. A fault in one machine's work never stops another's."""
        for one in self.beside.values():
            one.station.work()
            one.tick()
        self._look_after_disk()
        at = self.clock.mono_ms()
        if at - self._clock_ms >= CLOCK_EVERY_MS:
            self._clock_ms = at
            self.spool.add(EventKind.CLOCK, "", {"source": "server" if self.clock.is_wall_ok() else "none"})
        if at - self._status_ms >= STATUS_EVERY_MS:
            self._status_ms = at
            self._write_status()

    def _look_after_disk(self) -> None:
        if self.spool.trouble and not self._was_in_trouble:
            self._was_in_trouble = True
            self._tell_of_disk("full")
        elif self.spool.look_after_disk() or (self._was_in_trouble and not self.spool.trouble):
            self._was_in_trouble = False
            self._tell_of_disk("ok")
        elif self.spool.lost > self._lost_told and self.clock.mono_ms() - self._disk_ms >= LOST_EVERY_MS:
            self._tell_of_disk("full")

    def _tell_of_disk(self, state: str) -> None:
        """How it stands with the disk, and what is lost for good: all since the agent began, so that one event does."""
        spool = self.spool
        self._lost_told, self._disk_ms = spool.lost, self.clock.mono_ms()
        told = {"lost": spool.lost, "lost_facts": spool.lost_facts, "thinned": spool.thinned}
        spool.add(EventKind.DISK, "", {"state": state, **told})

    def _write_status(self) -> None:
        """Tell the doctor how it goes; a run folder that cannot be written is no reason to stop."""
        told = {
            "boot": self.clock.boot,
            "mono_ms": self.clock.mono_ms(),
            "pid": os.getpid(),
            "machines": {code: one.station.status() for code, one in self.beside.items()},
            "spool": {
                "waiting": self.spool.waiting,
                "rejected": len(self.spool.rejected()),
                "trouble": self.spool.trouble,
                "lost": self.spool.lost,
                "lost_facts": self.spool.lost_facts,
            },
            "server": self.uplink.said if self.uplink else "none",
        }
        write_quietly(self.settings.run_folder / "status.json", json.dumps(told))

    # --- the server

    def _keep_sending(self) -> None:
        while not self._stop.is_set():
            self._send_now.wait(SENDS_EVERY_SECONDS)
            self._send_now.clear()
            self.exchange()

    def exchange(self) -> None:
        """Send what waits, as long as it goes well; fetch the packs; send the photos."""
        uplink = self.uplink
        if uplink is None:
            return
        while not self._stop.is_set() and uplink.is_due() and uplink.send():
            continue
        for code, one in self.beside.items():
            uplink.fetch(code)
            if self._profile(code, self.settings.machines[code]) != one.station.profile and one.is_at_rest:
                self.wants_restart = True
        while not uplink.failures and not self._stop.is_set() and self.photos.send(uplink.http):
            continue


def at_port(profile: Profile, local: Profile) -> Profile:
    """The server's profile at the port that this kiosk knows the machine by, else at a device that the server names.

    Other names are handed on by the serial library to whatever they say: a host, or a file that it writes into.
    """
    is_device = profile.port.startswith(("/dev/", "virtual://")) and ".." not in profile.port
    return replace(profile, port=local.port or (profile.port if is_device else ""))


def write_quietly(path: Path, text: str) -> None:
    """Replace a file in one step; a disk that refuses is no matter."""
    fresh = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text)
        fresh.chmod(0o644)  # whoever runs the doctor may read it
        os.replace(fresh, path)
    except OSError:
        return
