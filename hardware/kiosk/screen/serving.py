"""Serves the screen on this computer alone, quietly: nobody wants a line in the log for each look at the clock."""

from __future__ import annotations

import threading

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

HOST = "127.0.0.1"


class Quiet(WSGIRequestHandler):
    """Answers, and writes down nothing but what went wrong."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


class ScreenServer:
    """The screen's page at `url`, until it is closed."""

    def __init__(self, app: Flask, port: int) -> None:
        """Begin to serve. Raises OSError where the port is taken."""
        try:
            self._server = make_server(HOST, port, app, threaded=True, request_handler=Quiet)
        except SystemExit as problem:  # the library's way to say that the port is taken
            raise OSError(f"port {port} on {HOST} is taken") from problem
        self.url = f"http://{HOST}:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, name="screen", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(3)
