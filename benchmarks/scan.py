"""What one scan costs: a bare Flask + sqlite3 floor, ours with every duty on, the usual stack.

Run: python -m benchmarks.scan

Ours is `POST /api/v1/scans` with the device cookie, the browser-session row, role, rule, audit line and counters; the
answer carries what the tablet shows next. The floor does the same three statements (SELECT, UPDATE, INSERT) in one
transaction behind an HMAC cookie.
"""

from __future__ import annotations

import contextlib
import hmac
import http.client
import io
import json
import logging
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, request

from benchmarks.idiomatic import idiomatic_app, idiomatic_headers
from benchmarks.table import Line, as_text, interleaved, ratio_of
from benchmarks.works import Works, build_works, hmac_cookie
from core.ids import new_client_id

ROUNDS, REQUESTS = 15, 60
SERVED_ROUNDS, SERVED_REQUESTS = 3, 160
MOST_CPU_RATIO, MOST_P50_RATIO, MOST_P99_TO_P50 = 4.0, 3.5, 5.0
SECRET = b"floor" * 8
STEPS = ("repair", "make")


def floor_app(path: Path) -> Flask:
    """A bare Flask route: cookie, SELECT, UPDATE, INSERT, commit."""
    app = Flask("floor")
    local = threading.local()
    lock = threading.Lock()

    def connection() -> sqlite3.Connection:
        if not hasattr(local, "db"):
            local.db = sqlite3.connect(path, isolation_level=None, timeout=10)
            local.db.execute("PRAGMA journal_mode=WAL")
            local.db.execute("PRAGMA synchronous=FULL")
        found: sqlite3.Connection = local.db
        return found

    @app.post("/scan")
    def scan() -> Response | tuple[str, int]:
        value, _, mac = request.cookies.get("who", "").rpartition(".")
        if not hmac.compare_digest(hmac_cookie(SECRET, value), f"{value}.{mac}"):
            return "no", 403
        body = json.loads(request.get_data())
        db = connection()
        with lock:
            db.execute("BEGIN IMMEDIATE")
            row = db.execute("SELECT id, stage FROM piece WHERE code = ?", (body["code"],)).fetchone()
            db.execute("UPDATE piece SET stage = ? WHERE id = ?", (body["to"], row[0]))
            db.execute(
                "INSERT INTO move (id, piece_id, stage, by_id) VALUES (?, ?, ?, ?)",
                (body["id"], row[0], body["to"], value),
            )
            db.execute("COMMIT")
        return jsonify({"code": body["code"], "stage": body["to"], "was": row[1]})

    db = connection()
    db.execute("CREATE TABLE piece (id INTEGER PRIMARY KEY, code TEXT UNIQUE, stage TEXT)")
    db.execute("CREATE TABLE move (id TEXT PRIMARY KEY, piece_id INTEGER, stage TEXT, by_id TEXT)")
    return app


class Caller:
    """Calls a WSGI app in process with environments made once; no client library in the way."""

    def __init__(self, app: Flask, path: str, headers: dict[str, str]) -> None:
        self.app = app
        self.environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "CONTENT_TYPE": "application/json",
            "wsgi.url_scheme": "http",
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "wsgi.version": (1, 0),
            **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
        }

    def post(self, body: bytes) -> tuple[str, bytes]:
        """Send one request; (status, body)."""
        said: list[str] = []

        def start_response(status: str, headers: object, problem: object = None) -> Callable[[bytes], None]:
            said.append(status)
            return lambda data: None

        environ = {**self.environ, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        chunks = self.app.wsgi_app(environ, start_response)
        return said[0], b"".join(chunks)


def our_headers(works: Works, host: str = "localhost") -> dict[str, str]:
    """What the tablet's browser sends: its device cookie, the signed-in person's cookie, Origin and our header."""
    serializer = works.app.session_interface.get_signing_serializer(works.app)  # type: ignore[attr-defined]
    state = serializer.dumps({"_user_id": works.sign_in_id, "_fresh": True})
    return {
        "Cookie": f"eco-device={works.device_token}; eco={state}",
        "Origin": f"http://{host}",
        "X-Eco": "1",
    }


def our_bodies(works: Works) -> Iterator[bytes]:
    """Endless moves of the works' pieces between two work steps, each a new event."""
    turn = 0
    while True:
        for code in works.codes:
            now = int(time.time() * 1000)
            event = {
                "id": new_client_id(),
                "kind": "moved",
                "code": code,
                "at": now,
                "seq": turn,
                "how": "scan",
                "by": {"sign_in": works.sign_in_public_id},
                "data": {"to": "in_work", "step": STEPS[turn % 2]},
            }
            yield json.dumps({"now": now, "live": True, "events": [event]}).encode()
        turn += 1


def floor_bodies(codes: list[str]) -> Iterator[bytes]:
    """Endless moves for the floor."""
    turn = 0
    while True:
        for code in codes:
            yield json.dumps({"id": new_client_id(), "code": code, "to": STEPS[turn % 2]}).encode()
        turn += 1


def in_process(works: Works, floor: Flask, usual: Flask) -> list[Line]:
    """CPU of one scan in process: medians of interleaved rounds."""
    ours, bare, orm = (
        Caller(works.app, "/api/v1/scans", our_headers(works)),
        Caller(floor, "/scan", {"Cookie": _who()}),
        Caller(usual, "/scan", idiomatic_headers(usual)),
    )
    our_body, floor_body, orm_body = our_bodies(works), floor_bodies(works.codes), floor_bodies(works.codes)

    def send_ours() -> None:
        status, body = ours.post(next(our_body))
        if not status.startswith("200") or b'"stored"' not in body:
            raise SystemExit(f"{status} {body[:300]!r}")

    def send_orm() -> None:
        status, body = orm.post(next(orm_body))
        if not status.startswith("200"):
            raise SystemExit(f"{status} {body[:300]!r}")

    ways: dict[str, Callable[[], object]] = {
        "floor": lambda: bare.post(next(floor_body)),
        "ours": send_ours,
        "idiomatic": send_orm,
    }
    taken = interleaved(ways, rounds=ROUNDS, each=REQUESTS)
    middle = {name: statistics.median(times) * 1000 for name, times in taken.items()}
    ratio, usual_ratio = ratio_of(taken, "ours", "floor"), ratio_of(taken, "idiomatic", "floor")
    return [
        Line(
            "scan write, CPU in process (one request)",
            middle["ours"],
            "us",
            middle["floor"],
            ratio=ratio,
            bar=f"≤ {MOST_CPU_RATIO}×",
            is_held=ratio <= MOST_CPU_RATIO,
        ),
        Line(
            "  the idiomatic stack, without our duties",
            middle["idiomatic"],
            "us",
            middle["floor"],
            ratio=usual_ratio,
        ),
    ]


def _who() -> str:
    return f"who={hmac_cookie(SECRET, '1')}"


@dataclass(frozen=True)
class Served:
    """What clients of a real server saw."""

    p50: float
    p99: float
    failed: int


def _run(server: Any) -> None:
    with contextlib.suppress(OSError):  # its socket is closed under it at the end
        server.run()


def through_server(
    app: Flask, path: str, headers: dict[str, str], bodies: Iterator[bytes], clients: int
) -> Served:
    """Latency in ms through waitress on loopback with `clients` at once; bounded in count."""
    from waitress.server import create_server

    server = create_server(app, host="127.0.0.1", port=0, threads=8, ident=None)
    thread = threading.Thread(target=_run, args=(server,), daemon=True)
    thread.start()
    port, lock = server.effective_port, threading.Lock()
    headers = {**headers, "Host": f"127.0.0.1:{port}", "Content-Type": "application/json"}
    if "Origin" in headers:
        headers["Origin"] = f"http://127.0.0.1:{port}"
    times: list[float] = []
    failed = [0]

    def client(count: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for _ in range(count):
            with lock:
                body = next(bodies)
            began = time.perf_counter()
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            said = answer.read()
            took = (time.perf_counter() - began) * 1000
            with lock:
                times.append(took)
                failed[0] += answer.status != 200 or b'"failed"' in said
        connection.close()

    workers = [threading.Thread(target=client, args=(SERVED_REQUESTS // clients,)) for _ in range(clients)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    server.close()
    ordered = sorted(times)
    return Served(statistics.median(ordered), ordered[int(len(ordered) * 0.99) - 1], failed[0])


def served_lines(works: Works, floor: Flask, usual: Flask) -> list[Line]:
    """Lines for one and eight clients, synchronous=FULL: medians of interleaved rounds."""
    lines: list[Line] = []
    for clients in (1, 8):
        rounds: list[tuple[Served, Served, Served]] = []
        for _ in range(SERVED_ROUNDS):
            bare = through_server(floor, "/scan", {"Cookie": _who()}, floor_bodies(works.codes), clients)
            ours = through_server(works.app, "/api/v1/scans", our_headers(works), our_bodies(works), clients)
            orm = through_server(usual, "/scan", idiomatic_headers(usual), floor_bodies(works.codes), clients)
            rounds.append((bare, ours, orm))
        lines.extend(_lines_of(rounds, clients))
    return lines


def _lines_of(rounds: list[tuple[Served, Served, Served]], clients: int) -> list[Line]:
    def middle(of: Callable[[tuple[Served, Served, Served]], float]) -> float:
        return statistics.median(of(item) for item in rounds)

    ratio = middle(lambda item: item[1].p50 / item[0].p50)
    failed = sum(item[1].failed for item in rounds)
    name, floor = f"scan, {clients} at once, FULL", middle(lambda item: item[0].p50)
    is_one = clients == 1
    bar, is_held = (f"≤ {MOST_P50_RATIO}×", ratio <= MOST_P50_RATIO) if is_one else ("", None)
    lines = [
        Line(f"{name}: p50", middle(lambda item: item[1].p50), "ms", floor, "", ratio, bar, is_held),
        Line(
            "  the idiomatic stack: p50",
            middle(lambda item: item[2].p50),
            "ms",
            floor,
            ratio=middle(lambda item: item[2].p50 / item[0].p50),
        ),
        Line(f"{name}: failed", failed, "", bar="0", is_held=failed == 0),
    ]
    if not is_one:
        lines.append(_tail_of([item[1] for item in rounds], f"{name}: p99 over p50", MOST_P99_TO_P50))
        lines.append(_tail_of([item[0] for item in rounds], "  the floor: p99 over p50"))
        lines.append(_tail_of([item[2] for item in rounds], "  the idiomatic stack: p99 over p50"))
    return lines


def _tail_of(rounds: list[Served], what: str, most: float | None = None) -> Line:
    """How much longer the slowest take; that of the floor shows how much of it is the machine's."""
    p50, p99 = statistics.median(one.p50 for one in rounds), statistics.median(one.p99 for one in rounds)
    tail = statistics.median(one.p99 / one.p50 for one in rounds)
    bar, is_held = ("", None) if most is None else (f"≤ {most}×", tail <= most)
    return Line(what, p99, "ms", p50, "", tail, bar, is_held)


def measure() -> list[Line]:
    """All lines, on scratch databases."""
    logging.getLogger("waitress").setLevel(logging.CRITICAL)  # it mourns the socket that is closed at the end
    with tempfile.TemporaryDirectory(prefix="eco-scan-") as folder:
        works = build_works(Path(folder), pieces=40)
        floor = floor_app(Path(folder) / "floor.sqlite3")
        usual = idiomatic_app(Path(folder) / "idiomatic.sqlite3", works.codes)
        with sqlite3.connect(Path(folder) / "floor.sqlite3") as db:
            db.executemany(
                "INSERT INTO piece (code, stage) VALUES (?, 'stored')", [(code,) for code in works.codes]
            )
        return [*in_process(works, floor, usual), *served_lines(works, floor, usual)]


def main() -> int:
    """Print the table; 1 where a bar is missed."""
    lines = measure()
    print(as_text(lines))
    return 1 if any(line.is_held is False for line in lines) else 0


if __name__ == "__main__":
    raise SystemExit(main())
