"""Serves a virtual machine on a pseudo-terminal, where any sender finds a port with a name that stays."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import threading
import tty
from pathlib import Path
from types import TracebackType

from hardware.kiosk.virtual.bench import Bench

TURN = 0.002


class PtyServer:
    """A thread that carries bytes between a bench and a pseudo-terminal; `path` is what a sender opens."""

    def __init__(self, bench: Bench, link: Path | None = None) -> None:
        self.bench = bench
        self._link = link
        self._is_over = threading.Event()
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.path = os.ttyname(self._slave)
        self._unsent = b""
        self._problem: BaseException | None = None
        self._thread = threading.Thread(target=self._serve, name="virtual machine", daemon=True)

    def __enter__(self) -> PtyServer:
        if self._link is not None:
            self._link.unlink(missing_ok=True)
            self._link.symlink_to(self.path)
            self.path = str(self._link)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the thread and take the port away."""
        self._is_over.set()
        self._thread.join(timeout=5)
        for one in (self._master, self._slave):
            with contextlib.suppress(OSError):
                os.close(one)
        if self._link is not None:
            self._link.unlink(missing_ok=True)

    def wait(self) -> None:
        """Serve until it is stopped from elsewhere."""
        self._thread.join()

    def _serve(self) -> None:
        while not self._is_over.is_set():
            if select.select([self._master], [], [], TURN)[0]:
                self.bench.receive(self._heard())
            self._unsent += self.bench.take_output()
            self._send()

    def _heard(self) -> bytes:
        try:
            return os.read(self._master, 4096)
        except OSError as problem:
            if problem.errno not in (errno.EIO, errno.EAGAIN):
                raise
            return b""

    def _send(self) -> None:
        """What the pseudo-terminal takes; a real wire does not wait either, so old words are dropped in the end."""
        if self._unsent:
            with contextlib.suppress(BlockingIOError):
                self._unsent = self._unsent[os.write(self._master, self._unsent) :]
            self._unsent = self._unsent[-65_536:]
