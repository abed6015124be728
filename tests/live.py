"""Real servers for browser tests: one in a thread on the test's app, and one as a process that can be killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import fields
from pathlib import Path

from flask import Flask
from waitress.server import create_server

from core.config import Settings

ROOT = Path(__file__).resolve().parent.parent
THREADS = 8
PATIENCE_SECONDS = 120


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class ThreadServer:
    """waitress in a thread of the test process, serving the test's own app and database."""

    def __init__(self, app: Flask) -> None:
        self._server = create_server(
            app,
            host="127.0.0.1",
            port=0,
            threads=THREADS,
            clear_untrusted_proxy_headers=True,
            asyncore_loop_timeout=0.05,  # how long closing waits: a second of each test else
        )
        self.url = f"http://127.0.0.1:{self._server.effective_port}"
        self._thread = threading.Thread(target=self._run, daemon=True, name="live-server")
        self._is_open = True
        self._thread.start()

    def _run(self) -> None:
        try:
            self._server.run()
        except OSError:  # it was closed while it looked whether somebody calls
            if self._is_open:
                raise

    def close(self) -> None:
        """Stop serving."""
        self._is_open = False
        self._server.close()
        self._server.task_dispatcher.shutdown()
        self._thread.join(timeout=5)


class ProcessServer:
    """The server as a process of its own, which a test may stop, kill and start again on the same port."""

    def __init__(self, settings: Settings, port: int | None = None) -> None:
        self.settings = settings
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ECO_")}
        for item in fields(self.settings):
            value = getattr(self.settings, item.name)
            if value not in (None, ""):
                environment[f"ECO_{item.name.upper()}"] = str(value)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.live", str(self.port)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
        )
        self._wait_until_up()

    def _wait_until_up(self) -> None:
        assert self.process is not None
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            assert self.process.poll() is None, f"the server ended with status {self.process.returncode}"
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"no answer on {self.url} within {PATIENCE_SECONDS} s")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it (SIGKILL for a crash) and wait until it is gone."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=15)
        self.process = None

    def kill(self) -> None:
        """End it as a power cut would."""
        self.stop(signal.SIGKILL)


def _serve(port: int) -> None:
    from core.config import load_settings
    from factory.app import create_app

    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    server = create_server(create_app(load_settings()), host="127.0.0.1", port=port, threads=THREADS)
    server.run()


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
