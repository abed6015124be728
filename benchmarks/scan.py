"""What one scan costs, side by side: a bare Flask + sqlite3 floor and ours with every duty on. Run: python -m benchmarks.scan

Ours is `POST /api/v1/scans` with the device cookie, the browser-session row, role, rule, audit line and counters; the
answer carries what the tablet shows next. The floor does the same three statements (SELECT, UPDATE, INSERT) in one
transaction behind an HMAC cookie.
"""

from __future__ import annotations

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

from benchmarks.works import Works, build_works, hmac_cookie
from core.ids import new_client_id

ROUNDS, REQUESTS = 7, 150
MOST_CPU_RATIO, MOST_P50_RATIO, MOST_P99_TO_P50 = 4.0, 3.5, 5.0
SECRET = b"floor" * 8
STEPS = ("repair", "make")


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    floor: float
    ours: float
    bar: float
    unit: str

    @property
    def ratio(self) -> float:
        """Ours over the floor."""
        return self.ours / self.floor if self.floor else float("inf")


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
        environ = {**self.environ, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        chunks = self.app.wsgi_app(
            environ, lambda status, headers, info=None: said.append(status) or (lambda data: None)
        )
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


def cpu_each(send: Callable[[], None], count: int) -> float:
    """CPU microseconds of one call, over `count` of them."""
    began = time.process_time()
    for _ in range(count):
        send()
    return (time.process_time() - began) / count * 1e6


def in_process(works: Works, floor: Flask, codes: list[str]) -> Row:
    """CPU of one scan in process: medians of interleaved rounds."""
    ours, bare = (
        Caller(works.app, "/api/v1/scans", our_headers(works)),
        Caller(floor, "/scan", {"Cookie": _who()}),
    )
    our_body, floor_body = our_bodies(works), floor_bodies(codes)

    def send_ours() -> None:
        status, body = ours.post(next(our_body))
        assert status.startswith("200") and b'"stored"' in body, (status, body[:300])

    def send_floor() -> None:
        assert bare.post(next(floor_body))[0].startswith("200")

    cpu_each(send_ours, 60), cpu_each(send_floor, 60)
    rounds = [(cpu_each(send_floor, REQUESTS), cpu_each(send_ours, REQUESTS)) for _ in range(ROUNDS)]
    return Row(
        "scan write, CPU in process",
        statistics.median(item[0] for item in rounds),
        statistics.median(item[1] for item in rounds),
        MOST_CPU_RATIO,
        "us",
    )


def _who() -> str:
    return f"who={hmac_cookie(SECRET, '1')}"


@dataclass(frozen=True)
class Served:
    """What clients of a real server saw."""

    p50: float
    p99: float
    failed: int


def through_server(
    app: Flask, path: str, headers: dict[str, str], bodies: Iterator[bytes], clients: int
) -> Served:
    """Latency in ms through waitress on loopback with `clients` at once; bounded in count."""
    from waitress.server import create_server

    server = create_server(app, host="127.0.0.1", port=0, threads=8, ident=None)
    thread = threading.Thread(target=server.run, daemon=True)
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

    workers = [threading.Thread(target=client, args=(400 // clients,)) for _ in range(clients)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    server.close()
    ordered = sorted(times)
    return Served(statistics.median(ordered), ordered[int(len(ordered) * 0.99) - 1], failed[0])


def served_rows(works: Works, floor: Flask, codes: list[str]) -> list[str]:
    """Lines for one and eight clients."""
    lines = []
    for clients in (1, 8):
        pairs = []
        for _ in range(3):
            bare = through_server(floor, "/scan", {"Cookie": _who()}, floor_bodies(codes), clients)
            ours = through_server(works.app, "/api/v1/scans", our_headers(works), our_bodies(works), clients)
            pairs.append((bare, ours))
        bare, ours = pairs[1]
        ratio = statistics.median(pair[1].p50 / pair[0].p50 for pair in pairs)
        tail = statistics.median(pair[1].p99 / pair[1].p50 for pair in pairs)
        failed = sum(pair[1].failed for pair in pairs)
        lines.append(
            f"{clients} client(s), synchronous=FULL: p50 floor {bare.p50:.2f} ms, ours {ours.p50:.2f} ms, "
            f"ratio {ratio:.2f} (bar {MOST_P50_RATIO} at one client); ours p99 {ours.p99:.2f} ms = {tail:.1f} x p50 "
            f"(bar {MOST_P99_TO_P50} at eight); failed {failed}"
        )
    return lines


def main() -> int:
    """Print the table; 0 when the CPU bar holds."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        works = build_works(Path(folder), pieces=40)
        floor = floor_app(Path(folder) / "floor.sqlite3")
        with sqlite3.connect(Path(folder) / "floor.sqlite3") as db:
            db.executemany(
                "INSERT INTO piece (code, stage) VALUES (?, 'stored')", [(code,) for code in works.codes]
            )
        row = in_process(works, floor, works.codes)
        print(
            f"{row.what}: floor {row.floor:.0f} {row.unit}, ours {row.ours:.0f} {row.unit}, "
            f"ratio {row.ratio:.2f} (bar {row.bar}), one request with what the tablet shows next"
        )
        for line in served_rows(works, floor, works.codes):
            print(line)
    return 0 if row.ratio <= row.bar else 1


if __name__ == "__main__":
    raise SystemExit(main())
