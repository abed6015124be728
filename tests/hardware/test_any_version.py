"""The server and its kiosks are upgraded in any order: each reads what an older and a newer one says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.sealing import sign, signing_key
from hardware.kiosk.spool import Spool
from hardware.kiosk.uplink import Reply, Uplink
from hardware.vocabulary import Allowed, EventKind, KioskEvent, NotUnderstood, Pack, Profile, Reason, Verdict
from hardware.vocabulary.pack_parts import Corrected, KnownPiece
from hardware.vocabulary.profiles import ContactLine, MeterBounds, TcpDoor
from tests.hardware.fakes import FakeServer, HandClock

SECRET = "the server's own secret, forty letters long"
ALWAYS_SAID = {"machine", "title", "made_at", "until", "state", "profile"}


def a_pack() -> Pack:
    return Pack(
        machine="CNC-1",
        title="CNC",
        made_at="2026-11-26T09:00:00Z",
        until="2026-12-10T09:00:00Z",
        state="in_service",
        profile=Profile(
            tcp=TcpDoor(port=2300), meter=MeterBounds(0, 2000, 900), contact=ContactLine(), poll_seconds=0.5
        ),
        people=(Allowed("c" * 64, "Sunny Amina", "ar", Verdict.ALLOWED, can_supervise=True),),
        pieces=(KnownPiece("7K3M9QX", "Oak chair", "chair"),),
        corrected=(Corrected("ar", "Free", ("حرّة",)),),
        opening={"0": [["09:00", "17:00"]]},
        zone="Europe/London",
    )


def with_more(value: Any) -> Any:
    """The same with a name at every level that nobody knows yet."""
    if isinstance(value, list):
        return [with_more(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {**{name: with_more(one) for name, one in value.items()}, "colour": {"of": ["the", "year"]}}


def as_data(value: object) -> bytes:
    return json.dumps(value).encode()


def test_an_older_kiosk_passes_over_what_only_a_newer_server_says_at_every_level() -> None:
    told = with_more(json.loads(a_pack().as_bytes()))
    assert all("colour" in told[part] for part in ("profile", "opening"))
    assert all("colour" in one for one in (told["people"][0], told["profile"]["tcp"], told["pieces"][0]))
    assert Pack.from_bytes(as_data(told)) == a_pack()


def test_a_newer_kiosk_takes_the_default_for_what_an_older_server_does_not_say() -> None:
    told = json.loads(a_pack().as_bytes())
    for name in set(told) - ALWAYS_SAID:
        some = {one: value for one, value in told.items() if one != name}
        plain = Pack("CNC-1", "CNC", "now", "then", "in_service", Profile())
        assert getattr(Pack.from_bytes(as_data(some)), name) == getattr(plain, name)
    least = {**{name: told[name] for name in ALWAYS_SAID}, "profile": {"dialect": "grbl"}}
    assert Pack.from_bytes(as_data(least)).profile == Profile()
    least["people"] = [{"card": "c" * 64, "alias": "Amina", "language": "ar", "verdict": "allowed"}]
    assert Pack.from_bytes(as_data(least)).people == (Allowed("c" * 64, "Amina", "ar", Verdict.ALLOWED),)


@pytest.mark.parametrize(
    "change",
    [
        {"site": 3},
        {"site": "x" * 81},
        {"asks_material": "yes"},
        {"people": {"card": "c"}},
        {"opening": {"0": [["nine", "five"]]}},
        {"profile": {"poll_seconds": "one"}},
        {"profile": {"tcp": {"port": "2300"}}},
        {"profile": {"meter": 3}},
    ],
)
def test_what_is_known_still_has_its_type_and_its_size(change: dict[str, Any]) -> None:
    told = {**with_more(json.loads(a_pack().as_bytes())), **change}
    with pytest.raises(NotUnderstood):
        Pack.from_bytes(as_data(told))


def test_a_verdict_or_a_reason_that_only_a_newer_server_has_lets_nobody_in_and_keeps_the_pack() -> None:
    told = json.loads(a_pack().as_bytes())
    told["people"] = [
        {**told["people"][0], "verdict": "perhaps"},
        {**told["people"][0], "verdict": "refused", "reason": "moon_is_full"},
    ]
    people = Pack.from_bytes(as_data(told)).people
    assert [(one.verdict, one.reason) for one in people] == [(Verdict.REFUSED, Reason.NONE)] * 2


def test_a_slip_of_the_pen_in_the_kiosks_own_file_is_still_named() -> None:
    with pytest.raises(NotUnderstood, match="pol_seconds is not known"):
        Profile.from_json({"pol_seconds": 2})


def test_an_older_server_takes_an_event_of_a_newer_kiosk_with_all_that_its_body_says() -> None:
    event = KioskEvent("k1", "b1", 1, 5, "CNC-1", EventKind.CARD_SHOWN, {"as": "owner", "warmth": 3})
    assert KioskEvent.from_json({**event.as_json(), "colour": "blue"}) == event


# Over the line


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


def an_uplink(folder: Path, http: Any) -> Uplink:
    clock = HandClock()
    return Uplink(http, Spool(folder / "spool", "k1", clock), clock, signing_key(SECRET), rng=lambda: 0.5)


def test_the_pack_of_a_newer_server_is_taken_and_kept_over_a_restart(
    tmp_path: Path, server: FakeServer
) -> None:
    uplink = an_uplink(tmp_path, server)
    body = as_data(with_more(json.loads(replace(a_pack(), title="Newer").as_bytes())))
    server.packs["CNC-1"] = (body, sign(SECRET, body), '"1"')
    assert uplink.fetch("CNC-1")
    uplink._packs.clear()
    kept = uplink.pack("CNC-1")
    assert kept is not None and kept.title == "Newer"


def test_the_answers_of_a_newer_server_are_read_and_a_word_not_known_yet_settles_nothing(
    tmp_path: Path,
) -> None:
    sent: list[dict[str, Any]] = []

    def newer(method: str, path: str, body: bytes, headers: object) -> Reply:
        (first, second) = uplink.spool.batch(2)
        answers = [
            {"boot": first.boot, "seq": first.seq, "answer": "accepted", "why": "", "mood": "good"},
            {"boot": second.boot, "seq": second.seq, "answer": "put_off", "until": "noon"},
        ]
        sent.extend(answers)
        return Reply(200, as_data({"answers": answers, "advice": ["rest"]}))

    uplink = an_uplink(tmp_path, newer)
    for _ in range(2):
        uplink.spool.add(EventKind.CARD_SHOWN, "CNC-1", {"as": "owner"})
    assert uplink.send() == 1
    assert [event.seq for event in uplink.spool.batch(5)] == [sent[1]["seq"]]
