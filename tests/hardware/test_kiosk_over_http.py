"""The kiosk's own way over HTTP: token, gzip, certificates, redirects, and a server that is not there."""

from __future__ import annotations

import gzip
import json
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme

from hardware.kiosk.agent import Agent
from hardware.kiosk.settings import KioskSettings, read_token, write_token
from hardware.kiosk.uplink import Http
from hardware.vocabulary import EventKind
from tests.hardware.fakes import HandClock


@dataclass
class Served:
    """A server that takes events and may turn the token."""

    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    new_token: str = ""
    moved_to: str = ""
    address: str = ""


@pytest.fixture
def served() -> Iterator[Served]:
    told = Served()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(told))
    told.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield told
    server.shutdown()
    server.server_close()


def _handler(told: Served) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.asked.append(("POST", self.path, dict(self.headers)))
            if told.moved_to:
                self.send_response(302)
                self.send_header("Location", told.moved_to)
                self.end_headers()
                return
            body = json.loads(gzip.decompress(self.rfile.read(int(self.headers["Content-Length"]))))
            told.events += body["events"]
            answers = [
                {"boot": one["boot"], "seq": one["seq"], "answer": "accepted"} for one in body["events"]
            ]
            self._answer(200, json.dumps({"answers": answers, "token": told.new_token}).encode())

        def do_GET(self) -> None:
            told.asked.append(("GET", self.path, dict(self.headers)))
            self._answer(404, b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    return Handler


def an_agent(folder: Path, address: str) -> Agent:
    settings = KioskSettings(
        name="k1", server=address, token_file=folder / "token", folder=folder, run_folder=folder
    )
    write_token(settings, "first-token")
    return Agent(settings, HandClock(), Http(address, read_token(settings)))


def test_events_go_packed_with_the_token_in_a_header_and_never_in_the_address(
    tmp_path: Path, served: Served
) -> None:
    agent = an_agent(tmp_path, served.address)
    agent.spool.add(EventKind.CLOCK, "", {})
    agent.exchange()
    method, path, headers = served.asked[0]
    assert (method, path) == ("POST", "/api/v1/kiosk/events")
    assert headers["Authorization"] == "Bearer first-token"
    assert headers["Content-Encoding"] == "gzip"
    assert len(served.events) == 1
    assert agent.spool.waiting == 0


def test_a_turned_token_is_kept_before_it_is_used(tmp_path: Path, served: Served) -> None:
    agent = an_agent(tmp_path, served.address)
    served.new_token = "second-token"
    agent.spool.add(EventKind.CLOCK, "", {})
    agent.exchange()
    assert read_token(agent.settings) == "second-token"
    agent.spool.add(EventKind.CLOCK, "", {})
    agent.exchange()
    assert served.asked[-1][2]["Authorization"] == "Bearer second-token"


def test_a_token_that_cannot_be_kept_is_not_used(tmp_path: Path, served: Served) -> None:
    agent = an_agent(tmp_path, served.address)
    served.new_token = "second-token"
    agent.settings.token_file.unlink()
    agent.settings.token_file.mkdir()
    agent.spool.add(EventKind.CLOCK, "", {})
    agent.exchange()
    assert isinstance(agent.uplink and agent.uplink.http, Http)
    assert agent.uplink is not None and agent.uplink.http.token == "first-token"  # type: ignore[attr-defined]
    assert agent.spool.waiting == 0


def test_no_redirect_takes_the_token_elsewhere(tmp_path: Path, served: Served) -> None:
    agent = an_agent(tmp_path, served.address)
    served.moved_to = f"{served.address}/elsewhere"
    agent.spool.add(EventKind.CLOCK, "", {})
    agent.exchange()
    assert [path for _, path, _ in served.asked] == ["/api/v1/kiosk/events"]
    assert agent.spool.waiting == 1


def test_a_server_that_is_not_there_is_no_fault_of_ours() -> None:
    reply = Http("http://127.0.0.1:9", "token")("GET", "/")
    assert reply.status == 0
    assert reply.why


def test_a_certificate_that_nobody_vouches_for_is_refused_unless_the_site_does(tmp_path: Path) -> None:
    authority = trustme.CA()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(Served()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    address = f"https://localhost:{server.server_port}"
    authority.cert_pem.write_to_path(tmp_path / "root.crt")
    assert Http(address, "token")("GET", "/").status == 0
    assert Http(address, "token", str(tmp_path / "root.crt"))("GET", "/").status == 404
    server.shutdown()
    server.server_close()


def test_a_machine_that_the_server_does_not_know_holds_no_event_back(tmp_path: Path, served: Served) -> None:
    agent = an_agent(tmp_path, served.address)
    uplink = agent.uplink
    assert uplink is not None
    assert not uplink.fetch("CNC-9")
    assert served.asked[-1][1] == "/api/v1/kiosk/pack?machine=CNC-9"
    agent.spool.add(EventKind.CLOCK, "", {})
    assert uplink.is_due()
