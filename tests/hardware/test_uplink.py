"""Events reach the server once in effect, whatever happens on the way; packs are believed if they are signed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.sealing import sign, signing_key
from hardware.kiosk.signatures import card_hash, is_signed
from hardware.kiosk.spool import Spool
from hardware.kiosk.uplink import Uplink, pause_after
from hardware.vocabulary import Allowed, EventKind, Pack, Profile, Verdict
from tests.hardware.fakes import FakeServer, HandClock

SECRET = "the server's own secret, forty letters long"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def uplink(tmp_path: Path, clock: HandClock, server: FakeServer) -> Uplink:
    spool = Spool(tmp_path / "spool", "k1", clock)
    spool._file._db.execute("PRAGMA synchronous=OFF")  # type: ignore[union-attr]  # no power is cut here
    return Uplink(server, spool, clock, signing_key(SECRET), rng=lambda: 0.5)


def fill(uplink: Uplink, count: int) -> None:
    for _ in range(count):
        uplink.spool.add(EventKind.CARD_SHOWN, "CNC-1", {"as": "owner"})


def a_pack(machine: str = "CNC-1", **more: object) -> Pack:
    people = (Allowed("c" * 64, "Sunny Amina", "ar", Verdict.ALLOWED),)
    pack = Pack(
        machine, "CNC", "2026-11-26T09:00:00Z", "2026-12-03T09:00:00Z", "in_service", Profile(), people
    )
    return replace(pack, **more)  # type: ignore[arg-type]


def offer(server: FakeServer, pack: Pack, tag: str = '"1"', secret: str = SECRET) -> None:
    server.packs[pack.machine] = (pack.as_bytes(), sign(secret, pack.as_bytes()), tag)


def test_what_waits_is_sent_in_batches_and_forgotten(uplink: Uplink, server: FakeServer) -> None:
    fill(uplink, 1_200)
    assert [uplink.send() for _ in range(4)] == [500, 500, 200, 0]
    assert len(server.got) == 1_200
    assert uplink.spool.waiting == 0


def test_a_lost_answer_is_asked_for_again_and_nothing_is_doubled(
    uplink: Uplink, server: FakeServer, clock: HandClock
) -> None:
    fill(uplink, 10)
    server.loses_answers = True
    assert uplink.send() == 0
    server.loses_answers = False
    clock.wind(5)
    assert uplink.send() == 10
    assert (len(server.got), server.doubles) == (10, 10)


def test_seven_days_without_a_server_are_drained_with_nothing_lost_or_doubled(
    uplink: Uplink, server: FakeServer, clock: HandClock
) -> None:
    server.is_away, tries = True, 0
    for _ in range(7 * 24 * 6):
        fill(uplink, 2)
        for _ in range(10):
            clock.wind(60)
            if uplink.is_due():
                uplink.send()
                tries += 1
    assert 7 * 24 * 60 / 5 / 1.3 <= tries <= 7 * 24 * 60 / 5 * 1.3
    server.is_away = False
    clock.wind(300)
    rounds = 0
    while uplink.is_due():
        uplink.send()
        rounds += 1
    assert len(server.got) == 7 * 24 * 6 * 2
    assert server.doubles == 0
    assert rounds <= 12


def test_a_rejected_event_is_put_aside_and_blocks_nothing(uplink: Uplink, server: FakeServer) -> None:
    fill(uplink, 5)
    poison = uplink.spool.batch()[2]
    server.rejects = lambda event: "other_machine" if event["seq"] == poison.seq else ""
    assert uplink.send() == 5
    assert [one.seq for one in uplink.spool.rejected()] == [poison.seq]
    assert uplink.spool.waiting == 0


def test_a_batch_that_cannot_be_read_is_halved_until_the_bad_event_stands_alone(
    uplink: Uplink, server: FakeServer
) -> None:
    fill(uplink, 40)
    poison = uplink.spool.batch()[17].seq
    whole = FakeServer.__call__

    def picky(method: str, path: str, body: bytes = b"", headers: object = None) -> object:
        import gzip

        server.status = 400 if f'"seq":{poison},' in gzip.decompress(body).decode() else 0
        return whole(server, method, path, body)

    uplink.http = picky  # type: ignore[assignment]
    for _ in range(60):
        if uplink.is_due():
            uplink.send()
    assert len(server.got) == 39
    assert [one.seq for one in uplink.spool.rejected()] == [poison]


@pytest.mark.parametrize("status", [0, 500, 502, 503, 429, 302])
def test_it_waits_longer_after_each_failure(
    uplink: Uplink, server: FakeServer, clock: HandClock, status: int
) -> None:
    fill(uplink, 1)
    server.is_away, server.status = status == 0, status
    pauses = []
    for _ in range(9):
        uplink.send()
        began = clock.at_ms
        while not uplink.is_due():
            clock.wind(1)
        pauses.append((clock.at_ms - began) // 1000)
    assert pauses == [5, 10, 20, 40, 80, 160, 300, 300, 300]
    assert uplink.spool.waiting == 1


def test_pauses_differ_from_kiosk_to_kiosk_and_stay_between_five_seconds_and_five_minutes() -> None:
    assert [pause_after(3, luck) for luck in (0.0, 0.5, 1.0)] == [30.0, 40.0, 50.0]
    assert all(5 <= pause_after(count, luck) <= 300 for count in range(2000) for luck in (0.0, 0.999))


def test_not_safe_does_not_wait_for_the_end_of_a_pause(uplink: Uplink, server: FakeServer) -> None:
    fill(uplink, 1)
    server.status = 503
    uplink.send()
    assert not uplink.is_due()
    uplink.hurry()
    assert uplink.is_due()


def test_a_kiosk_that_the_server_does_not_know_says_so_and_keeps_everything(
    uplink: Uplink, server: FakeServer
) -> None:
    fill(uplink, 3)
    server.status = 401
    uplink.send()
    assert uplink.is_refused
    assert uplink.spool.waiting == 3


def test_an_answer_about_other_events_settles_nothing(uplink: Uplink, server: FakeServer) -> None:
    fill(uplink, 3)
    uplink.http = lambda *_: _reply([{"boot": "x", "seq": 1, "answer": "accepted"}])
    assert uplink.send() == 0
    assert uplink.spool.waiting == 3


def _reply(answers: object) -> object:
    from hardware.kiosk.uplink import Reply

    return Reply(200, json.dumps({"answers": answers}).encode())


def test_the_servers_date_judges_the_clock(uplink: Uplink, clock: HandClock) -> None:
    fill(uplink, 1)
    uplink.send()
    assert clock.judged == ["Thu, 26 Nov 2026 09:00:00 GMT"]


def test_a_signed_pack_is_taken_and_kept_over_a_restart_without_network(
    uplink: Uplink, server: FakeServer, clock: HandClock
) -> None:
    offer(server, a_pack())
    assert uplink.fetch("CNC-1")
    server.is_away = True
    later = Uplink(server, Spool(uplink.spool.path, "k1", clock), clock, signing_key(SECRET))
    assert later.pack("CNC-1") == a_pack()


def test_an_unchanged_pack_is_not_sent_again(uplink: Uplink, server: FakeServer, clock: HandClock) -> None:
    offer(server, a_pack())
    uplink.fetch("CNC-1")
    clock.wind(60)
    assert not uplink.fetch("CNC-1")
    assert server.asked[-1][2]["If-None-Match"] == '"1"'
    offer(server, a_pack(state="out_of_order"), '"2"')
    clock.wind(60)
    assert uplink.fetch("CNC-1")
    assert uplink.pack("CNC-1") == a_pack(state="out_of_order")


@pytest.mark.parametrize("wrong", ["other server", "changed", "other machine", "no signature"])
def test_a_pack_that_is_not_signed_for_this_machine_is_not_believed(
    uplink: Uplink, server: FakeServer, wrong: str
) -> None:
    pack = a_pack("LASER-1") if wrong == "other machine" else a_pack()
    body, signature = (
        pack.as_bytes(),
        sign("another secret" if wrong == "other server" else SECRET, pack.as_bytes()),
    )
    if wrong == "changed":
        body = body.replace(b"allowed", b"refused")
    server.packs["CNC-1"] = (body, "" if wrong == "no signature" else signature, '"1"')
    assert not uplink.fetch("CNC-1")
    assert uplink.pack("CNC-1") is None


def test_the_signature_is_what_keeps_it_out(
    uplink: Uplink, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.kiosk.uplink.is_signed", lambda *_: True)
    offer(server, a_pack(), secret="another secret")
    assert uplink.fetch("CNC-1")


def test_a_pack_changed_on_the_kiosks_own_disk_is_not_believed(
    uplink: Uplink, server: FakeServer, clock: HandClock
) -> None:
    offer(server, a_pack())
    uplink.fetch("CNC-1")
    kept = uplink.spool.recall("pack CNC-1")
    uplink.spool.remember("pack CNC-1", kept.replace("allowed", "refused"))
    assert Uplink(server, uplink.spool, clock, signing_key(SECRET)).pack("CNC-1") is None


@pytest.mark.parametrize("nonsense", ["", "AAAA", "not base64!", "A" * 88])
def test_nonsense_is_no_signature(nonsense: str) -> None:
    assert not is_signed(b"x", nonsense, signing_key(SECRET))
    assert not is_signed(b"x", sign(SECRET, b"x"), nonsense)


def test_a_card_has_another_name_at_each_kiosk_and_none_of_them_tells_its_letters() -> None:
    token = "ABCDEFGHJKMNPQRSTVWXYZ2345"
    assert card_hash("one", token) == card_hash("one", f"ECO:{token.lower()}")
    assert card_hash("one", token) != card_hash("two", token)
    assert token not in card_hash("one", token)
