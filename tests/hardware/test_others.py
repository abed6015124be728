"""A program that opens the machine's own port beside the kiosk is noticed, named where that can be, and told of."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hardware.kiosk import others
from hardware.kiosk.doctor import Doctor
from hardware.kiosk.showing import Line
from hardware.vocabulary import Profile
from tests.hardware.agent_scene import Kiosk

BYPASS = """
import os, sys
port = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    one = Kiosk(tmp_path, Profile(mode="proxy"))
    one.wait(5)
    yield one
    one.close()


@contextmanager
def bypass(port: str) -> Iterator[subprocess.Popen[str]]:
    """A sender that opens the machine's own port, without asking for it alone."""
    command = [sys.executable, "-c", BYPASS, port]
    sender = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert sender.stdin is not None and sender.stdout is not None
    try:
        assert sender.stdout.readline() == "open\n"
        yield sender
    finally:
        sender.stdin.close()
        sender.wait(10)


def test_a_sender_at_the_machines_own_port_is_named_and_told_where_to_go(kiosk: Kiosk) -> None:
    with bypass(kiosk.cable.port) as sender:
        kiosk.wait(3)
        shown = kiosk.beside.snapshot()
        assert shown.line is Line.SHARED
        assert shown.door == str(kiosk.settings.door("CNC-1"))
        assert f"({sender.pid})" in kiosk.beside.station.shared_by
    kiosk.wait(3)
    assert kiosk.beside.snapshot().line is Line.GOOD
    told = [body for body in kiosk.bodies("noise") if "is_shared" in body]
    assert [body["is_shared"] for body in told] == [True, False]
    assert str(sender.pid) in told[0]["by"]


def test_one_that_we_may_not_look_into_is_noticed_all_the_same(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(others, "holders", lambda device: [])
    with bypass(kiosk.cable.port):
        kiosk.wait(3)
        assert kiosk.beside.station.shared_by == others.UNNAMED
    kiosk.wait(1)
    assert kiosk.beside.station.shared_by == ""


def test_without_a_look_at_opens_and_holders_nobody_would_know(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(others, "holders", lambda device: [])
    monkeypatch.setattr(others.Opens, "look", lambda opens: False)
    with bypass(kiosk.cable.port):
        kiosk.wait(20)
        assert kiosk.beside.snapshot().line is Line.GOOD


def test_a_sender_at_our_own_port_is_no_other(kiosk: Kiosk) -> None:
    with bypass(str(kiosk.settings.door("CNC-1"))):
        kiosk.wait(30)
        assert kiosk.beside.station.has_sender
        assert kiosk.beside.snapshot().line is Line.GOOD


def test_a_look_at_the_port_is_not_told(kiosk: Kiosk) -> None:
    for _ in range(3):
        os.close(os.open(kiosk.cable.port, os.O_RDWR | os.O_NOCTTY))
        kiosk.wait(2)
    assert not [body for body in kiosk.bodies("noise") if "is_shared" in body]


def test_an_open_that_does_no_harm_for_a_minute_is_believed_no_longer(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(others, "holders", lambda device: [])
    with bypass(kiosk.cable.port):
        kiosk.wait(30)
        assert kiosk.beside.snapshot().line is Line.SHARED
        kiosk.wait(40)
        assert kiosk.beside.snapshot().line is Line.GOOD
        kiosk.cable.says(b"<Idle|MPos:0.|40,0\r\n")
        kiosk.wait(3)
        assert kiosk.beside.snapshot().line is Line.SHARED


def test_more_bytes_sent_than_we_gave_are_another_programs(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, more = kiosk.beside.station.port.link, [0]
    monkeypatch.setattr(others, "bytes_sent", lambda fileno: link.written + more[0])
    kiosk.wait(30)
    assert kiosk.beside.snapshot().line is Line.GOOD
    more[0] = 200
    kiosk.wait(15)
    assert kiosk.beside.snapshot().line is Line.SHARED
    kiosk.wait(70)
    assert kiosk.beside.snapshot().line is Line.GOOD


def test_a_port_that_counts_nothing_says_so(kiosk: Kiosk) -> None:
    assert others.bytes_sent(kiosk.beside.station.port.link.fileno()) is None


def test_what_is_made_while_bytes_are_taken_is_to_be_looked_at(kiosk: Kiosk) -> None:
    kiosk.beside.station.port.asker.is_identified = True  # type: ignore[union-attr]
    with bypass(kiosk.cable.port):
        kiosk.wait(5)
        kiosk.run(60)
        kiosk.wait(30)
    kiosk.wait(5)
    kiosk.run(60)
    kiosk.wait(30)
    shared, alone = kiosk.jobs()
    assert (shared.needs_review, alone.needs_review) == (True, False)
    assert [round(job.busy_s, -1) for job in (shared, alone)] == [60, 60]


def test_a_program_that_was_there_before_the_kiosk_is_noticed(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path, Profile(mode="proxy"))
    kiosk.die()
    with bypass(kiosk.cable.port) as sender:
        kiosk.begin_again()
        kiosk.wait(5)
        assert f"({sender.pid})" in kiosk.beside.station.shared_by
    kiosk.close()


def test_the_doctor_names_it_with_and_without_the_agent(kiosk: Kiosk) -> None:
    door = str(kiosk.settings.door("CNC-1"))
    with bypass(kiosk.cable.port) as sender:
        kiosk.wait(12)
        doctor = Doctor(kiosk.settings, kiosk.clock, lambda *_: None, list)  # type: ignore[arg-type,return-value]
        told = [
            one
            for one in doctor._machine("CNC-1", kiosk.settings.machines["CNC-1"])
            if one.what == "CNC-1 port"
        ]
        doctor._status = {"machines": {"CNC-1": kiosk.beside.station.status()}}
        said = [
            one
            for one in doctor._machine("CNC-1", kiosk.settings.machines["CNC-1"])
            if one.what == "CNC-1 port"
        ]
        for (one,) in (told, said):
            assert one.state == "bad"
            assert f"({sender.pid})" in one.said or "python" in one.said
            assert door in one.remedy
