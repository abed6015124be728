"""Many browsers pressing at the same moment over HTTP, and a lock that lets everybody look before anybody writes."""

from __future__ import annotations

import http.client
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask

import core.db
from core.clock import now
from core.db import fast, transaction
from core.ids import new_client_id
from core.sign_ins import start_sign_in
from tests.live import ThreadServer
from tests.pages import PageClient


@dataclass(frozen=True)
class Browser:
    """Somebody with a browser: what it sends."""

    headers: dict[str, str]
    csrf: str

    def press(self, port: int, address: str, said: Mapping[str, str]) -> int:
        """Send a form; the status of the answer."""
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        try:
            form = urlencode({"csrf_token": self.csrf, "token": new_client_id(), **said})
            line.request("POST", address, form, self.headers)
            return line.getresponse().status
        finally:
            line.close()


def browsers(app: Flask, site_id: int, person_ids: Sequence[int]) -> list[Browser]:
    """A browser for each, signed in by password just now."""
    with app.app_context(), transaction():
        secrets = [
            start_sign_in(person_id=one, site_id=site_id, device_id=None, method="password", at=now())
            for one in person_ids
        ]
    found = []
    for secret in secrets:
        pages = PageClient(app)
        with pages.client.session_transaction() as state:
            state["_user_id"] = secret
        csrf = pages.get("/me").tree.all("input", name="csrf_token")[0].get("value")
        assert pages.client._cookies is not None
        cookies = "; ".join(f"{one.key}={one.value}" for one in pages.client._cookies.values())
        headers = {
            "Cookie": cookies,
            "Content-Type": "application/x-www-form-urlencoded",
            "Host": "localhost",
        }
        found.append(Browser(headers, csrf))
    return found


def all_press(
    server: ThreadServer, everybody: Sequence[Browser], address: str, **said: str
) -> Counter[int | str]:
    """Everybody presses at the same moment; how often which status came."""
    port, gate, answers = (
        int(server.url.rpartition(":")[2]),
        threading.Barrier(len(everybody)),
        Counter[int | str](),
    )

    def act(one: Browser) -> None:
        gate.wait()
        try:
            answers[one.press(port, address, said)] += 1
        except Exception as problem:
            answers[type(problem).__name__] += 1

    threads = [threading.Thread(target=act, args=(one,)) for one in everybody]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


class LooksFirst:
    """Stands in for the write lock: who comes looks, waits until everybody has looked, and only then for the lock.

    So each acts on what it saw before the others wrote, on both databases: the fault that the lock prevents.
    """

    def __init__(self, everybody: int, look: Callable[[], Any], lock: Any) -> None:
        self._gate, self._look, self._lock = threading.Barrier(everybody), look, lock
        self._seen = threading.local()

    def __enter__(self) -> None:
        if not hasattr(self._seen, "what"):
            self._seen.what = self._look()
            with suppress(threading.BrokenBarrierError):
                self._gate.wait(timeout=5)
        self._lock.__enter__()

    def __exit__(self, *problem: object) -> None:
        self._lock.__exit__(*problem)

    @property
    def what(self) -> Any:
        """What this thread saw before it had the lock; None where it did not look."""
        return getattr(self._seen, "what", None)


def look_first(patch: pytest.MonkeyPatch, everybody: int, look: Callable[[], Any]) -> LooksFirst:
    """Let everybody look before anybody has the write lock."""
    name = "_write_lock" if core.db.is_sqlite() else "_NO_LOCK"
    lock = LooksFirst(everybody, look, getattr(core.db, name))
    patch.setattr(core.db, name, lock)
    return lock


@contextmanager
def without_triggers(table: str) -> Iterator[None]:
    """No trigger of a table: on SQLite dropped (the next test has a fresh file), on PostgreSQL asleep."""
    if fast().is_sqlite:
        found = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
        names = [row[0] for row in fast().rows(found, (table,))]
        assert names
        with transaction():
            for name in names:
                fast().run(f"DROP TRIGGER {name}")
        yield
        return
    with transaction():
        fast().run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    try:
        yield
    finally:
        with transaction():
            fast().run(f"ALTER TABLE {table} ENABLE TRIGGER USER")
