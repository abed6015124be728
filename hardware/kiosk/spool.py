"""What the kiosk knows and the server has not said it has: kept over power cuts, full disks and weeks without network.

An event is kept until the server has answered for it by its own number. Numbers are never used twice: each start of
the agent reserves a block of them before it uses the first. The open job of each machine lies in the journal.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hardware.kiosk.clock import Clock, iso
from hardware.kiosk.held import REPEATS, Held
from hardware.kiosk.spool_file import THIN, TROUBLE, SpoolFile, hold_alone, put
from hardware.vocabulary import EventKind, KioskEvent, boot_name

BLOCK = 100_000
"""Numbers reserved at each start."""
CAP_BYTES = 200 * 1024 * 1024
HELD_IN_MEMORY = 20_000
RETRY_MS = 5_000
THINNED_AT_ONCE = 2_000
LOOKS_AT_SIZE_EVERY = 256
ROW_BYTES = 200
EPOCH_2024_MS = 1_704_067_200_000
HOUR_MS = 3_600_000
REPEATING = (EventKind.NOISE, EventKind.JOB_REFRESHED, EventKind.CLOCK)
SETTLED = ("accepted", "duplicate", "rejected")


@dataclass(frozen=True, slots=True)
class Rejected:
    """An event that the server would not take, and why: kept to be looked at, never sent again."""

    boot: str
    seq: int
    why: str
    event: dict[str, Any]


class Spool:
    """The kiosk's memory. For several threads. It never raises for a disk that is full, worn out or gone."""

    def __init__(self, path: Path, kiosk: str, clock: Clock, cap_bytes: int = CAP_BYTES) -> None:
        self.path, self.kiosk, self.cap_bytes = path, kiosk, cap_bytes
        self.trouble = ""
        """What the disk said last; empty while all is well."""
        self.lost = self.lost_facts = self.thinned = 0
        """Since the agent began: events that neither disk nor memory could hold, those of them that did not only
        repeat, and repeats that made room on the disk."""
        self._clock = clock
        self._lock = threading.RLock()
        self._file: SpoolFile | None = None
        self._claimed: int | None = None
        self._held = Held()
        self._unwritten_meta: dict[str, str] = {}
        self._unwritten_journal: dict[str, str | None] = {}
        self._next_try_ms = 0
        self._on_disk = self._since_look = 0
        self._next_seq, self._last_seq = 1, 0
        self.boot = boot_name(self._hours(), secrets.token_hex(6))
        self._open()

    def _open(self) -> None:
        try:
            self._file = SpoolFile(self.path)
            self._on_disk = self._file.number("SELECT count(*) FROM event")
            if not self._last_seq:
                self._begin_numbers(self._file)
            self.trouble = ""
        except TROUBLE as problem:
            self._in_trouble(problem)

    def claim(self) -> None:
        """Keep the spool to this agent until it closes or ends: the numbers of two at once do not follow time.

        Raises InUse. A folder that cannot be locked is no reason not to listen to the machines.
        """
        with suppress(OSError):
            self._claimed = hold_alone(self.path.parent)

    def _begin_numbers(self, file: SpoolFile) -> None:
        """Reserve this start's block of numbers, and count the boot if it is a new one.

        A new file begins both where no earlier file of this kiosk can have been, as far as the wall clock can say.
        """
        first = int(file.get("reserved") or max(1, self._wall_ms() - EPOCH_2024_MS))
        kernel, count = file.get("kernel"), int(file.get("boots") or self._hours())
        if kernel.partition(" ")[0] != self._clock.boot:
            kernel, count = f"{self._clock.boot} {secrets.token_hex(3)}", count + 1
        with file.writing() as db:
            put(db, "reserved", str(first + BLOCK))
            put(db, "kernel", kernel)
            put(db, "boots", str(count))
        self._next_seq, self._last_seq = first, first + BLOCK
        name, _, made = kernel.partition(" ")
        self.boot = boot_name(count, name[:6] + made)

    def _wall_ms(self) -> int:
        return int(self._clock.wall().timestamp() * 1000)

    def _hours(self) -> int:
        """Hours since 2024 by the wall clock: more than any kiosk boots."""
        return max(1, (self._wall_ms() - EPOCH_2024_MS) // HOUR_MS)

    # --- events come

    def add(
        self,
        kind: EventKind,
        machine: str,
        body: Mapping[str, Any],
        mono_ms: int | None = None,
        *,
        is_sample: bool = False,
    ) -> KioskEvent:
        """Keep one event, with its number and both times. Whether it could be written is in `trouble`.

        `is_sample` marks what only repeats: such events go first when there is no room.
        """
        with self._lock:
            event = self._event(kind, machine, body, mono_ms)
            is_repeat = is_sample or (kind in REPEATING and "is_shared" not in body)
            self._keep(event, is_sample=is_repeat)
            return event

    def _event(
        self, kind: EventKind, machine: str, body: Mapping[str, Any], mono_ms: int | None
    ) -> KioskEvent:
        if self._next_seq >= self._last_seq:
            self._reserve_more()
        seq, self._next_seq = self._next_seq, self._next_seq + 1
        at = self._clock.mono_ms()
        wall = self._clock.wall() if mono_ms is None or at - mono_ms < 1000 else None
        return KioskEvent(
            kiosk=self.kiosk,
            boot=self.boot,
            seq=seq,
            mono_ms=at if mono_ms is None else max(0, mono_ms),
            machine=machine,
            kind=kind,
            body=dict(body),
            wall_utc=iso(wall) if wall else None,
            is_wall_ok=wall is not None and self._clock.is_wall_ok(),
        )

    def _reserve_more(self) -> None:
        """The block is used up: reserve another, or go on under another boot's name if the disk refuses."""
        try:
            if self._file is None:
                raise OSError("no file")
            with self._file.writing() as db:
                put(db, "reserved", str(self._last_seq + BLOCK))
            self._last_seq += BLOCK
        except TROUBLE as problem:
            self._in_trouble(problem)
            self.boot = boot_name(self._hours(), secrets.token_hex(6))
            self._next_seq, self._last_seq = 1, BLOCK

    def _keep(self, event: KioskEvent, *, is_sample: bool) -> None:
        if self.trouble and not self._try_again():
            self._hold(event, is_sample=is_sample)
            return
        try:
            self._write([_row(event, is_sample)])
        except TROUBLE as problem:
            self._in_trouble(problem)
            self._hold(event, is_sample=is_sample)

    def _write(self, rows: Sequence[tuple[Any, ...]]) -> None:
        if self._file is None:
            raise OSError("no file")
        with self._file.writing() as db:
            db.executemany("INSERT OR IGNORE INTO event VALUES (?,?,?,?,?,?,?,?,?)", rows)
        self._on_disk += len(rows)
        self._since_look += len(rows)
        if self._since_look >= LOOKS_AT_SIZE_EVERY:
            self._since_look = 0
            self.thin()

    def _hold(self, event: KioskEvent, *, is_sample: bool) -> None:
        """Keep in memory what the disk would not take; what has to go when that is full too is counted."""
        self._held.add(event, is_repeat=is_sample)
        while len(self._held) > HELD_IN_MEMORY:
            self.lost_facts += self._held.drop_one() != REPEATS
            self.lost += 1

    def _in_trouble(self, problem: Exception) -> None:
        self.trouble = str(problem) or type(problem).__name__
        self._next_try_ms = self._clock.mono_ms() + RETRY_MS

    def _try_again(self) -> bool:
        """True if the disk takes writes again: everything held in memory is written first."""
        if self._clock.mono_ms() < self._next_try_ms:
            return False
        if self._file is None:
            self._open()
        try:
            self._write([_row(event, self._held.is_repeat(event)) for event in self._held])
        except TROUBLE as problem:
            self._in_trouble(problem)
            return False
        self._held.clear()
        self.trouble = ""
        self._write_memory()
        return not self.trouble

    def look_after_disk(self) -> bool:
        """Try a disk that was in trouble again when its time has come; True if it has just come back."""
        with self._lock:
            return bool(self.trouble) and self._try_again()

    # --- events go

    @property
    def waiting(self) -> int:
        """How many events the server has not answered for."""
        with self._lock:
            return self._on_disk + len(self._held)

    def batch(self, most: int = 500, most_bytes: int = 400_000) -> list[KioskEvent]:
        """The oldest events, so many or so large at most; those in memory too, if the disk is in trouble."""
        with self._lock:
            found: list[KioskEvent] = []
            size = 0
            for event in self._oldest(most):
                size += len(json.dumps(event.body)) + ROW_BYTES
                if found and size > most_bytes:
                    break
                found.append(event)
            return found

    def _oldest(self, most: int) -> list[KioskEvent]:
        rows = self._read("SELECT * FROM event ORDER BY boot, seq LIMIT ?", (most,))
        return [self._from_row(row) for row in rows] + list(self._held)[: most - len(rows)]

    def _from_row(self, row: Sequence[Any]) -> KioskEvent:
        seq, boot, mono_ms, wall_utc, is_wall_ok, machine, kind, body, _ = row
        return KioskEvent(
            kiosk=self.kiosk,
            boot=boot,
            seq=seq,
            mono_ms=mono_ms,
            machine=machine,
            kind=EventKind(kind),
            body=json.loads(body),
            wall_utc=wall_utc,
            is_wall_ok=bool(is_wall_ok),
        )

    def holds(self, boot: str, seq: int) -> bool:
        """True while the server has not answered for the event of that place."""
        with self._lock:
            return (boot, seq) in self._held or bool(
                self._read("SELECT 1 FROM event WHERE boot = ? AND seq = ?", (boot, seq))
            )

    def settle(self, answers: Iterable[tuple[KioskEvent, str, str]]) -> int:
        """Forget what the server has (accepted, duplicate); put aside what it rejected, with its reason.

        Returns how many were settled. An answer that says none of these leaves its event to be sent again.
        """
        with self._lock:
            said = [one for one in answers if one[1] in SETTLED]
            done = {(event.boot, event.seq) for event, _, _ in said}
            rejected = [
                (event.seq, event.boot, why[:200], json.dumps(event.as_json()))
                for event, answer, why in said
                if answer == "rejected"
            ]
            self._held.forget(done)
            try:
                self._forget(done, rejected)
            except TROUBLE as problem:  # they are sent again, and found to be duplicates
                self._in_trouble(problem)
            return len(done)

    def _forget(self, done: Iterable[tuple[str, int]], rejected: list[tuple[int, str, str, str]]) -> None:
        if self._file is None:
            return
        with self._file.writing() as db:
            db.executemany("INSERT OR IGNORE INTO rejected VALUES (?,?,?,?)", rejected)
            gone = db.executemany("DELETE FROM event WHERE boot = ? AND seq = ?", done).rowcount
        self._on_disk -= max(0, gone)

    def rejected(self) -> list[Rejected]:
        """What the server would not take, oldest first."""
        with self._lock:
            rows = self._read("SELECT boot, seq, why, event FROM rejected ORDER BY boot, seq")
            return [Rejected(boot, seq, why, json.loads(event)) for boot, seq, why, event in rows]

    def thin(self) -> int:
        """Over the cap: drop the oldest repeats, never a change, a card or a job; returns how many went.

        Their sums are in what follows them, and the last repeat before the agent ended or fell silent stays.
        """
        gone = 0
        with self._lock:
            while self._file is not None and self._file.bytes_used() > self.cap_bytes:
                with self._file.writing() as db:
                    cursor = db.execute(THIN, (THINNED_AT_ONCE,))
                if not cursor.rowcount:
                    break
                gone += cursor.rowcount
            self._on_disk -= gone
            self.thinned += gone
        return gone

    # --- what the agent remembers

    def remember(self, key: str, value: str) -> None:
        """Keep a text under a name; in memory only while the disk is in trouble."""
        with self._lock:
            self._unwritten_meta[key] = value
            self._write_memory()

    def recall(self, key: str) -> str:
        """The text under a name; empty for none."""
        with self._lock:
            if key in self._unwritten_meta:
                return self._unwritten_meta[key]
            found = self._read("SELECT value FROM meta WHERE key = ?", (key,))
            return str(found[0][0]) if found else ""

    def write_journal(self, machine: str, body: Mapping[str, Any] | None) -> None:
        """Keep the open job of a machine and who is at it, in place of what was there; None when there is none."""
        with self._lock:
            self._unwritten_journal[machine] = None if body is None else json.dumps(body)
            self._write_memory()

    def journal(self, machine: str) -> dict[str, Any]:
        """What was going on at a machine when the agent last wrote it down; empty for nothing."""
        with self._lock:
            found = self._read("SELECT body FROM journal WHERE machine = ?", (machine,))
            return dict(json.loads(found[0][0])) if found else {}

    def _write_memory(self) -> None:
        if self._file is None or self.trouble:
            return
        try:
            with self._file.writing() as db:
                for key, value in self._unwritten_meta.items():
                    put(db, key, value)
                for machine, body in self._unwritten_journal.items():
                    _put_journal(db, machine, body)
        except TROUBLE as problem:
            self._in_trouble(problem)
            return
        self._unwritten_meta.clear()
        self._unwritten_journal.clear()

    def _read(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """Rows; none where the disk refuses."""
        try:
            return self._file.rows(sql, values) if self._file else []
        except TROUBLE as problem:
            self._in_trouble(problem)
            return []

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None
            if self._claimed is not None:
                os.close(self._claimed)
                self._claimed = None


def _put_journal(db: sqlite3.Connection, machine: str, body: str | None) -> None:
    if body is None:
        db.execute("DELETE FROM journal WHERE machine = ?", (machine,))
    else:
        db.execute("INSERT OR REPLACE INTO journal VALUES (?, ?)", (machine, body))


def _row(event: KioskEvent, is_sample: bool) -> tuple[Any, ...]:
    body = json.dumps(event.body, ensure_ascii=False, separators=(",", ":"))
    times = (event.mono_ms, event.wall_utc, int(event.is_wall_ok))
    return (event.seq, event.boot, *times, event.machine, str(event.kind), body, int(is_sample))
