"""What the kiosk has to tell is kept over power cuts, full disks and weeks without a network, and told once."""

from __future__ import annotations

import itertools
import os
import resource
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from hardware.kiosk.spool import Spool
from hardware.kiosk.spool_file import InUse
from hardware.vocabulary import EventKind
from tests.hardware.fakes import HandClock

CHANGE = {"class": "busy", "since_ms": 1, "last_ms": 2}


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def spool(tmp_path: Path, clock: HandClock) -> Spool:
    return Spool(tmp_path / "spool.sqlite3", "k1", clock)


def again(spool: Spool, clock: HandClock) -> Spool:
    """The agent is started once more on the same file."""
    spool.close()
    return Spool(spool.path, "k1", clock)


def test_an_event_carries_its_place_and_both_times(spool: Spool, clock: HandClock) -> None:
    event = spool.add(EventKind.MACHINE_STATE, "CNC-1", CHANGE)
    assert (event.kiosk, event.mono_ms, event.wall_utc) == ("k1", clock.at_ms, "2026-11-26T09:00:00.000Z")
    assert event.is_wall_ok
    assert spool.batch() == [event]


def test_an_event_of_a_while_ago_has_no_wall_time(spool: Spool, clock: HandClock) -> None:
    event = spool.add(EventKind.MACHINE_STATE, "CNC-1", CHANGE, mono_ms=clock.at_ms - 5_000)
    assert (event.wall_utc, event.is_wall_ok) == (None, False)


def test_numbers_are_never_used_twice_over_restarts_and_reboots(spool: Spool, clock: HandClock) -> None:
    places = set()
    for boot in ("a" * 16, "a" * 16, "b" * 16):
        clock.boot = boot
        spool = again(spool, clock)
        for _ in range(3):
            places.add(spool.add(EventKind.CLOCK, "", {}).place)
    assert len(places) == 9
    assert len({boot for _, boot, _ in places}) == 2
    assert sorted(places) == sorted(places, key=lambda place: place[2])


def test_a_lost_file_begins_beyond_the_old_numbers(spool: Spool, clock: HandClock, tmp_path: Path) -> None:
    old = spool.add(EventKind.CLOCK, "", {})
    spool.close()
    spool.path.unlink()
    clock.wind(3600)
    new = Spool(spool.path, "k1", clock).add(EventKind.CLOCK, "", {})
    assert new.seq > old.seq
    assert new.boot != old.boot
    assert new.place > old.place


def test_events_wait_until_the_server_answers_for_each(spool: Spool, clock: HandClock) -> None:
    one, two, three = (spool.add(EventKind.BANNER, "CNC-1", {"text": name}) for name in "abc")
    spool.settle([(one, "accepted", ""), (two, "rejected", "too_big"), (three, "later", "")])
    assert again(spool, clock).batch() == [three]


def test_what_was_rejected_is_put_aside_to_be_looked_at(spool: Spool, clock: HandClock) -> None:
    event = spool.add(EventKind.BANNER, "CNC-1", {"text": "x"})
    spool.settle([(event, "rejected", "other_machine")])
    (aside,) = again(spool, clock).rejected()
    assert (aside.seq, aside.why, aside.event) == (event.seq, "other_machine", event.as_json())
    assert spool.waiting == 0


def test_a_batch_is_five_hundred_events_or_less_if_they_are_large(spool: Spool) -> None:
    spool._file._db.execute("PRAGMA synchronous=OFF")  # type: ignore[union-attr]  # no power is cut here
    for _ in range(600):
        spool.add(EventKind.CLOCK, "", {})
    assert len(spool.batch()) == 500
    assert len(spool.batch(most_bytes=2_000)) < 12


def test_over_the_cap_repeated_samples_go_and_nothing_else(tmp_path: Path, clock: HandClock) -> None:
    spool = Spool(tmp_path / "s", "k1", clock, cap_bytes=400_000)
    spool._file._db.execute("PRAGMA synchronous=OFF")  # type: ignore[union-attr]  # no power is cut here
    for number in range(1_500):
        spool.add(EventKind.MACHINE_STATE, "CNC-1", {**CHANGE, "word": "Run" * 60}, is_sample=True)
        if number % 10 == 0:
            spool.add(EventKind.MACHINE_STATE, "CNC-1", CHANGE)
            spool.add(EventKind.CARD_SHOWN, "CNC-1", {"card": "c" * 64, "as": "owner"})
    spool.thin()
    kinds = [event.kind for event in spool.batch(10_000, 10**9) if "word" not in event.body]
    assert len(kinds) == 300
    assert spool.waiting < 1_500
    assert spool.waiting == len(spool.batch(10_000, 10**9))


def test_the_journal_holds_what_goes_on(spool: Spool, clock: HandClock) -> None:
    spool.write_journal("CNC-1", {"key": "a", "busy_s": 12.5})
    spool = again(spool, clock)
    assert spool.journal("CNC-1") == {"key": "a", "busy_s": 12.5}
    spool.write_journal("CNC-1", None)
    assert again(spool, clock).journal("CNC-1") == {}


def test_a_broken_file_is_kept_aside_and_a_new_one_begun(spool: Spool, clock: HandClock) -> None:
    spool.close()
    spool.path.write_bytes(b"this is no database" * 1000)
    fresh = Spool(spool.path, "k1", clock)
    assert fresh.trouble == ""
    fresh.add(EventKind.CLOCK, "", {})
    assert Path(f"{spool.path}.broken").exists()


def refuse_writes(spool: Spool, is_refused: bool) -> None:
    """The disk takes no more, or takes writes again."""
    assert spool._file is not None
    spool._file._db.execute(f"PRAGMA query_only={int(is_refused)}")


def test_a_disk_that_refuses_loses_nothing_and_says_when_it_is_back(spool: Spool, clock: HandClock) -> None:
    first = spool.add(EventKind.CLOCK, "", {})
    refuse_writes(spool, True)
    second = spool.add(EventKind.BANNER, "CNC-1", {})
    assert spool.trouble
    assert spool.batch() == [first, second]
    assert not spool.look_after_disk()
    refuse_writes(spool, False)
    clock.wind(5)
    assert spool.look_after_disk()
    assert spool.trouble == ""
    assert again(spool, clock).batch() == [first, second]


def test_what_only_memory_holds_can_still_be_sent(spool: Spool) -> None:
    refuse_writes(spool, True)
    event = spool.add(EventKind.FAULT_REPORTED, "CNC-1", {"what": "smoke"})
    spool.settle([(event, "accepted", "")])
    assert spool.waiting == 0


def test_a_disk_that_refuses_for_ever_costs_samples_before_anything_else(
    spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.kiosk.spool.HELD_IN_MEMORY", 20)
    refuse_writes(spool, True)
    for _ in range(15):
        spool.add(EventKind.CARD_SHOWN, "CNC-1", {"as": "owner"})
    for _ in range(30):
        spool.add(EventKind.NOISE, "CNC-1", {"good": 1})
    assert spool.waiting == 20
    assert spool.lost == 25
    assert [event.kind for event in spool.batch()].count(EventKind.CARD_SHOWN) == 15


def test_people_go_after_everything_else_and_what_went_is_counted(
    spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.kiosk.held.Held.__len__", lambda held: 0)
    refuse_writes(spool, True)
    people = [
        spool.add(kind, "CNC-1", {"cause": "sign_out"})
        for kind in (EventKind.SIGNED_ON, EventKind.FAULT_REPORTED, EventKind.SIGNED_OFF)
    ]
    for number in range(30):
        spool.add(EventKind.MACHINE_STATE, "CNC-1", {"since_ms": number}, is_sample=number % 3 > 0)
        spool.add(EventKind.NOISE, "CNC-1", {"good": 1})
    monkeypatch.undo()
    monkeypatch.setattr("hardware.kiosk.spool.HELD_IN_MEMORY", 8)
    last = spool.add(EventKind.BANNER, "CNC-1", {})
    kept = spool.batch()
    assert kept[:3] == people
    assert kept[-1] == last
    assert [event.body.get("since_ms") for event in kept[3:-1]] == [18, 21, 24, 27]
    assert (spool.lost, spool.lost_facts) == (56, 6)


def test_the_last_sign_of_a_machine_goes_after_its_other_repeats(
    spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.kiosk.spool.HELD_IN_MEMORY", 3)
    refuse_writes(spool, True)
    spool.add(EventKind.MACHINE_STATE, "SAW-1", CHANGE, is_sample=True)
    for _ in range(9):
        spool.add(EventKind.MACHINE_STATE, "CNC-1", CHANGE, is_sample=True)
    assert [event.machine for event in spool.batch()] == ["SAW-1", "CNC-1", "CNC-1"]
    assert (spool.lost, spool.lost_facts) == (7, 0)


def test_a_start_on_a_read_only_disk_still_works(tmp_path: Path, clock: HandClock) -> None:
    place = tmp_path / "nowhere"
    place.write_text("a file where the folder should be")
    spool = Spool(place / "spool.sqlite3", "k1", clock)
    assert spool.trouble
    event = spool.add(EventKind.CLOCK, "", {})
    assert spool.batch() == [event]
    place.unlink()
    clock.wind(6)
    assert spool.look_after_disk()
    assert again(spool, clock).batch() == [event]


def test_a_full_disk_is_no_crash(tmp_path: Path, clock: HandClock) -> None:
    script = (
        "import sys; sys.path.insert(0, '.')\n"
        "from pathlib import Path\n"
        "from hardware.kiosk.spool import Spool\n"
        "from hardware.vocabulary import EventKind\n"
        "from tests.hardware.fakes import HandClock\n"
        f"spool = Spool(Path({str(tmp_path / 'spool.sqlite3')!r}), 'k1', HandClock())\n"
        "for n in range(2000): spool.add(EventKind.CARD_SHOWN, 'CNC-1', {'as': 'owner', 'reason': 'x' * 200})\n"
        "print(bool(spool.trouble), spool.waiting, spool.lost)\n"
    )

    def little_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    done = subprocess.run(
        [sys.executable, "-B", "-c", script],
        preexec_fn=little_room,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True", "2000", "0"]


KILLS = int(os.environ.get("ECO_TEST_SPOOL_KILLS", "8"))
WRITER = """
import sys; sys.path.insert(0, '.')
from pathlib import Path
from hardware.kiosk.spool import Spool
from hardware.vocabulary import EventKind
from tests.hardware.fakes import HandClock
spool = Spool(Path(sys.argv[1]), 'k1', HandClock())
while True:
    event = spool.add(EventKind.CARD_SHOWN, 'CNC-1', {'as': 'owner'})
    print(event.boot, event.seq, flush=True)
"""


def test_whatever_was_said_to_be_kept_is_there_after_a_kill(tmp_path: Path) -> None:
    import random
    import threading

    luck, told = random.Random(1), set()
    for _ in range(KILLS):
        agent = subprocess.Popen(
            [sys.executable, "-B", "-c", WRITER, str(tmp_path / "s")], stdout=subprocess.PIPE, text=True
        )
        assert agent.stdout is not None
        first = agent.stdout.readline()
        threading.Timer(luck.random() * 0.1, agent.kill).start()
        lines = [first, *itertools.takewhile(lambda line: line.endswith("\n"), agent.stdout)]
        agent.wait()
        said = {tuple(line.split()) for line in lines}
        assert not said & told
        told |= said
    kept = {
        (event.boot, str(event.seq)) for event in Spool(tmp_path / "s", "k1", HandClock()).batch(10**6, 10**9)
    }
    assert told <= kept


ANOTHER = """
import sys; sys.path.insert(0, '.')
from pathlib import Path
from hardware.kiosk.spool import Spool
from tests.hardware.fakes import HandClock
spool = Spool(Path(sys.argv[1]), 'k1', HandClock())
spool.claim()
print('alone', flush=True)
sys.stdin.read()
"""


def test_a_second_agent_on_the_same_spool_is_refused_until_the_first_has_ended(
    tmp_path: Path, clock: HandClock
) -> None:
    first = subprocess.Popen(
        [sys.executable, "-B", "-c", ANOTHER, str(tmp_path / "s")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert first.stdout is not None and first.stdout.readline() == "alone\n"
    second = Spool(tmp_path / "s", "k1", clock)
    with pytest.raises(InUse, match="Another agent"):
        second.claim()
    first.kill()
    first.wait()
    second.claim()
    second.close()
    third = Spool(tmp_path / "s", "k1", clock)
    third.claim()
    third.close()


def test_without_full_syncs_the_file_would_say_so(spool: Spool) -> None:
    assert spool._file is not None
    assert spool._file.number("PRAGMA synchronous") == 2
    assert sqlite3.connect(":memory:").execute("PRAGMA journal_mode").fetchone() != ("wal",)
    assert spool._file.rows("PRAGMA journal_mode") == [("wal",)]


def test_nobody_else_reads_the_spool_or_what_lies_beside_it(tmp_path: Path, clock: HandClock) -> None:
    before = os.umask(0)
    try:
        spool = Spool(tmp_path / "kept" / "spool.sqlite3", "k1", clock)
        spool.add(EventKind.CLOCK, "", {})
        beside = sorted(spool.path.parent.iterdir())
    finally:
        os.umask(before)
    assert len(beside) == 3
    assert {one.stat().st_mode & 0o777 for one in beside} == {0o600}
    assert spool.path.parent.stat().st_mode & 0o777 == 0o700
