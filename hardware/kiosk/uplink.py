"""Sends what the spool holds to the server and fetches the permit packs: at least once, patiently, and in the open.

The server answers for each event by itself. Whatever else happens on the way, the events stay in the spool and are
sent again; the server knows those that it has.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import urllib3

from hardware.kiosk.clock import Clock
from hardware.kiosk.signatures import is_signed
from hardware.kiosk.spool import Spool
from hardware.vocabulary import KioskEvent, NotUnderstood, Pack

MOST_EVENTS, PROBE_EVENTS = 500, 20
"""In one batch; after a failure a small one tries the way, and each that arrives lets the next be twice as large."""
SOONEST_SECONDS, LATEST_SECONDS = 5.0, 300.0
PACK_EVERY_SECONDS = 60.0
EVENTS_PATH = "/api/v1/kiosk/events"
PACK_PATH = "/api/v1/kiosk/pack"
PHOTOS_PATH = "/api/v1/kiosk/photos"
TOO_MUCH = (400, 413, 422)
"""Answers about a whole batch: it is halved until the one event that the server cannot read stands alone."""
NOT_OURS = (401, 403)
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back over HTTP; status 0 where nothing did."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    why: str = ""


class Http:
    """The way to one server, with a token that may be renewed on the way."""

    def __init__(self, server: str, token: str, ca_file: str = "") -> None:
        self.server, self.token = server.rstrip("/"), token
        more: dict[str, Any] = {"ca_certs": ca_file} if ca_file else {}
        self._pool = urllib3.PoolManager(
            num_pools=2, retries=False, timeout=urllib3.Timeout(connect=5, read=30), **more
        )

    def __call__(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] = NOTHING
    ) -> Reply:
        """Ask; no redirect is followed. A connection that the server had let go of is made anew, once."""
        told = {"Authorization": f"Bearer {self.token}", "User-Agent": "eco-kiosk", **headers}
        reply = self._ask(method, path, body, told)
        if reply.why.startswith("ProtocolError"):
            self._pool.clear()
            reply = self._ask(method, path, body, told)
        return reply

    def _ask(self, method: str, path: str, body: bytes, told: Mapping[str, str]) -> Reply:
        try:
            answer = self._pool.request(
                method, self.server + path, body=body or None, headers=told, redirect=False
            )
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as problem:
            return Reply(0, why=f"{type(problem).__name__}: {problem}"[:200])
        return Reply(answer.status, answer.data, {k.lower(): v for k, v in answer.headers.items()})

    def close(self) -> None:
        """Hang up."""
        self._pool.clear()


@dataclass
class Uplink:
    """One kiosk's line to its server. `send` and `fetch` are called by one thread."""

    http: Callable[..., Reply]
    spool: Spool
    clock: Clock
    public_key: str = ""
    rng: Callable[[], float] = random.random
    on_token: Callable[[str], None] = lambda token: None
    failures: int = 0
    is_refused: bool = False
    """True while the server does not know this kiosk (any more)."""
    last_heard_ms: int | None = None
    said: str = ""
    _most: int = MOST_EVENTS
    _not_before_ms: int = 0
    _packs: dict[str, Pack] = field(default_factory=dict)
    _next_pack_ms: dict[str, int] = field(default_factory=dict)

    # --- events

    def is_due(self) -> bool:
        """True if something waits and no pause after a failure holds it back."""
        return self.spool.waiting > 0 and self.clock.mono_ms() >= self._not_before_ms

    def hurry(self) -> None:
        """Something must not wait for the end of a pause, such as "not safe"."""
        self._not_before_ms = 0

    def send(self) -> int:
        """Send one batch; returns how many events the server answered for."""
        events = self.spool.batch(self._most)
        if not events:
            return 0
        reply = self._post(events)
        if reply.status == 200:
            answers = _answers(reply.body, events)
            if answers is not None:
                settled = self.spool.settle(answers)
                if settled:
                    self._went_well(reply)
                    return settled
            self._failed(Reply(200, why="the server's answer says nothing about what was sent"))
            return 0
        if reply.status in TOO_MUCH:
            return self._smaller(events, reply)
        self._failed(reply)
        return 0

    def _post(self, events: list[KioskEvent]) -> Reply:
        asked = self.clock.mono_ms()
        told = {
            "kiosk": self.spool.kiosk,
            "boot": self.spool.boot,
            "mono_ms": asked,
            "waiting": self.spool.waiting,
            "events": [event.as_json() for event in events],
        }
        body = gzip.compress(json.dumps(told, separators=(",", ":")).encode(), 6, mtime=0)
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        reply = self.http("POST", EVENTS_PATH, body, headers)
        self._heard(reply, asked)
        return reply

    def _smaller(self, events: list[KioskEvent], reply: Reply) -> int:
        """The server cannot read the batch: send half; an event that it cannot read alone is put aside."""
        if len(events) > 1:
            self._most = max(1, len(events) // 2)
            return 0
        self._most = MOST_EVENTS
        why = f"the server cannot read it (HTTP {reply.status})"
        return self.spool.settle([(events[0], "rejected", why)])

    def _heard(self, reply: Reply, asked: int) -> None:
        if "date" in reply.headers:
            self.clock.judge(reply.headers["date"], asked)
        if reply.status:
            self.last_heard_ms = self.clock.mono_ms()

    def _went_well(self, reply: Reply) -> None:
        self.failures, self.said, self.is_refused = 0, "", False
        self._most = min(MOST_EVENTS, self._most * 2)
        if _told(reply.body).get("pack"):  # a card was taken in: its person stands there and waits
            self._next_pack_ms.clear()
        token = _told(reply.body).get("token")
        if isinstance(token, str) and token:
            self.on_token(token)

    def _failed(self, reply: Reply) -> None:
        """Wait: five seconds, then twice as long each time up to five minutes, never all kiosks at once."""
        self.is_refused = reply.status in NOT_OURS
        self.said = reply.why or f"HTTP {reply.status}"
        self._not_before_ms = self.clock.mono_ms() + int(1000 * pause_after(self.failures, self.rng()))
        self.failures += 1
        self._most = min(self._most, PROBE_EVENTS)

    # --- packs

    def pack(self, machine: str) -> Pack | None:
        """The last pack of a machine whose signature was the server's; also after a restart without a network."""
        if machine not in self._packs:
            kept = self.spool.recall(f"pack {machine}")
            signature, _, body = kept.partition("\n")
            found = self._proved(machine, body.encode(), signature) if kept else None
            if found is not None:
                self._packs[machine] = found
        return self._packs.get(machine)

    def fetch(self, machine: str) -> bool:
        """Ask for a machine's pack if it is time; True if there is a new one, signed by the server."""
        at = self.clock.mono_ms()
        if at < max(self._next_pack_ms.get(machine, 0), self._not_before_ms):
            return False
        self._next_pack_ms[machine] = at + int(PACK_EVERY_SECONDS * 1000)
        tag = self.spool.recall(f"etag {machine}") if self.pack(machine) else ""
        headers = {"If-None-Match": tag} if tag else {}
        reply = self.http("GET", f"{PACK_PATH}?machine={quote(machine)}", b"", headers)
        self._heard(reply, at)
        if reply.status == 200:
            return self._take_pack(machine, reply)
        if reply.status == 0 or reply.status >= 500 or reply.status in NOT_OURS:
            self._failed(reply)
        elif reply.status != 304:  # a machine that the server does not know holds no event back
            self.said = f"no permit pack for {machine} (HTTP {reply.status})"
        return False

    def _take_pack(self, machine: str, reply: Reply) -> bool:
        signature = reply.headers.get("x-eco-signature", "")
        found = self._proved(machine, reply.body, signature)
        if found is None:
            self.said = (
                "a permit pack came that the server of this kiosk did not sign, or for another machine"
            )
            return False
        self._packs[machine] = found
        self.spool.remember(f"pack {machine}", f"{signature}\n{reply.body.decode()}")
        self.spool.remember(f"etag {machine}", reply.headers.get("etag", ""))
        return True

    def _proved(self, machine: str, body: bytes, signature: str) -> Pack | None:
        if not is_signed(body, signature, self.public_key):
            return None
        try:
            found = Pack.from_bytes(body)
        except (NotUnderstood, UnicodeDecodeError):
            return None
        return found if found.machine == machine else None


def pause_after(failures: int, luck: float) -> float:
    """Seconds to wait after so many failures before: 5, 10, 20 … 300, each up to a quarter longer or shorter."""
    wait = min(LATEST_SECONDS, SOONEST_SECONDS * float(1 << min(failures, 10)))
    return max(SOONEST_SECONDS, min(LATEST_SECONDS, wait * (0.75 + luck / 2)))


def _told(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _answers(body: bytes, events: list[KioskEvent]) -> list[tuple[KioskEvent, str, str]] | None:
    """The answers that are about events which were sent; None where the body is no list of answers."""
    said = _told(body).get("answers")
    if not isinstance(said, list):
        return None
    sent = {(event.boot, event.seq): event for event in events}
    found = []
    for one in said:
        if isinstance(one, dict) and (one.get("boot"), one.get("seq")) in sent:
            event = sent[one["boot"], one["seq"]]
            found.append((event, str(one.get("answer", "")), str(one.get("why", ""))))
    return found
