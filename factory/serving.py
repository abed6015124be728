"""Serving: one process of waitress with its threads, and what the demo prints."""

from __future__ import annotations

import gc
import logging
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click
from flask import Flask

from core.clock import now
from core.config import Settings
from core.errors import N_, Unconfigured
from factory.doors import LET_THROUGH
from factory.served import being_served

LOOPBACK = "127.0.0.1"
PORTS_TRIED = 50
QUEUE = 1024
"""Connections that may wait: who comes while the app is still being loaded is served a moment later."""
TICK_SECONDS = 60


def serve_site(settings: Settings, host: str, port: int) -> None:
    """Serve a site until stopped; the clockwork is systemd's (deploy/eco-tick.timer)."""
    from factory.schema import newest_version, present_version

    app = _made(settings)
    with app.app_context():
        if present_version() != newest_version():
            raise Unconfigured(
                N_("The database is not of this version."), N_("Bring it to this version with: eco migrate")
            )
    with _bound(host, port, port) as listener, being_served(settings):
        click.echo(
            f"EcoWorks on http://{host}:{port}, for {settings.public_url or 'nobody yet: set ECO_PUBLIC_URL'}"
        )
        _run(app, settings, listener)


def serve_demo(settings: Settings, port: int) -> None:
    """Make the demo if need be, print how to get in, and serve it on this machine only."""
    from factory.demo.handing_out import sign_in_lines
    from factory.demo.machines import kiosks_beside
    from factory.demo.making import make_demo

    app = make_demo(settings)
    with _bound(LOOPBACK, port, port + PORTS_TRIED) as listener, being_served(settings):
        address = f"http://localhost:{listener.getsockname()[1]}"
        with kiosks_beside(app, address) as kiosk_lines:
            for line in [*sign_in_lines(app, address), *kiosk_lines]:
                click.echo(line)
            threading.Thread(target=_keep_ticking, args=(app,), daemon=True).start()
            _run(app, settings, listener)


def _made(settings: Settings) -> Flask:
    from factory.app import create_app

    settings.instance_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return create_app(settings)


def _run(app: Flask, settings: Settings, listener: socket.socket) -> None:
    from waitress import create_server

    signal.signal(signal.SIGTERM, _stop)
    gc.collect()
    gc.freeze()  # what is loaded stays: no request waits for a look through it
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a browser opens six connections: no news
    server = create_server(
        app,
        sockets=[listener],
        threads=settings.threads,
        ident="",
        max_request_body_size=LET_THROUGH * settings.upload_limit_mb * 1024 * 1024,
        clear_untrusted_proxy_headers=settings.proxy_hops == 0,
        channel_timeout=60,
    )
    try:
        server.run()
    finally:
        server.close()


def _stop(number: int, frame: FrameType | None) -> None:
    """What systemd sends; waitress finishes the requests that are running."""
    sys.exit(0)


def _keep_ticking(app: Flask) -> None:
    """The clockwork of the demo, which has no systemd."""
    from factory.clockwork import tick

    pause = threading.Event()
    while not pause.wait(TICK_SECONDS):
        with app.app_context():
            tick(now())


@contextmanager
def _bound(host: str, first: int, last: int) -> Iterator[socket.socket]:
    """A socket on the first free port from `first` to `last`."""
    for port in range(first, last + 1):
        listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(QUEUE)
        except OSError:
            listener.close()
            continue
        with listener:
            yield listener
        return
    raise Unconfigured(
        N_("No free port between %(first)s and %(last)s on %(host)s."),
        N_("Choose another with --port, or stop what is using it."),
        first=first,
        last=last,
        host=host,
    )
