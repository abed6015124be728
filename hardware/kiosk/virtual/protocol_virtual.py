"""The port of a virtual machine as pyserial knows ports; `hardware.kiosk.virtual.register` makes it known."""

from __future__ import annotations

import time
from typing import Any

from serial.serialutil import PortNotOpenError, SerialBase, SerialException

from hardware.kiosk.virtual.bench import Bench, bench_at

NAP = 0.005


class Serial(SerialBase):
    """A port to the machine at a virtual:// address. It has lines to set and none that reset anything."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._bench: Bench | None = None
        self._waiting = bytearray()
        super().__init__(*args, **kwargs)

    def open(self) -> None:
        """Plug in. Raises SerialException while the machine is unplugged, or for an address that is none."""
        try:
            self._bench = bench_at(str(self.portstr))
        except ValueError as problem:
            raise SerialException(str(problem)) from problem
        self._bench.live()
        if not self._bench.is_plugged:
            raise SerialException(f"could not open port {self.portstr}: it is unplugged")
        self.is_open = True

    def close(self) -> None:
        """Let go; the machine goes on."""
        self.is_open = False

    def _plugged(self) -> Bench:
        if not self.is_open or self._bench is None:
            raise PortNotOpenError()
        self._waiting += self._bench.take_output()
        if not self._bench.is_plugged:
            raise SerialException("device reports readiness to read but returned no data: it was unplugged")
        return self._bench

    @property
    def in_waiting(self) -> int:
        """How many bytes can be read at once."""
        self._plugged()
        return len(self._waiting)

    def read(self, size: int = 1) -> bytes:
        """At most `size` bytes, waiting for the first of them as long as `timeout` says."""
        until = None if self.timeout is None else time.monotonic() + self.timeout
        self._plugged()
        while not self._waiting and (until is None or time.monotonic() < until):
            time.sleep(NAP)
            self._plugged()
        data, self._waiting = bytes(self._waiting[:size]), self._waiting[size:]
        return data

    def write(self, data: bytes) -> int:
        """Send; all of it fits."""
        self._plugged().receive(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits on this side."""

    def reset_input_buffer(self) -> None:
        """Throw away what has come."""
        self._plugged()
        self._waiting.clear()

    def reset_output_buffer(self) -> None:
        """Nothing waits on this side."""

    def _reconfigure_port(self) -> None:
        """Speed and parity mean nothing here."""

    def _update_dtr_state(self) -> None:
        """No machine here is reset by DTR."""

    def _update_rts_state(self) -> None:
        """Nor by RTS."""

    @property
    def cts(self) -> bool:
        """The "working" contact, wired here to a script's `run`."""
        return self._is_working()

    @property
    def dsr(self) -> bool:
        """The same contact, for those who wired it to DSR."""
        return self._is_working()

    def _is_working(self) -> bool:
        board = self._plugged().board
        state = getattr(board, "state", None)
        return state is not None and state() == "Run"
