"""What the kiosk and the server tell each other is read strictly, and says what to do where it does not fit."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from hardware.vocabulary import (
    Allowed,
    Answer,
    ContactLine,
    EventKind,
    Job,
    KioskEvent,
    MeterBounds,
    NotUnderstood,
    Pack,
    Profile,
    Reason,
    TcpDoor,
    Verdict,
    boot_name,
    in_order,
)


def an_event(**changes: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "kiosk": "k1",
        "boot": "00000001-9f3a",
        "seq": 7,
        "mono_ms": 52_000,
        "machine": "CNC-1",
        "kind": "machine_state",
        "body": {"class": "busy", "since_ms": 51_000, "last_ms": 52_000},
        "wall_utc": "2026-03-01T09:30:00.250Z",
        "is_wall_ok": True,
    }
    return whole | changes


def test_an_event_comes_back_as_it_went() -> None:
    event = KioskEvent.from_json(an_event())
    assert event.kind is EventKind.MACHINE_STATE
    assert KioskEvent.from_json(json.loads(json.dumps(event.as_json()))) == event


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"seq": -1}, "event.seq"),
        ({"seq": True}, "whole number"),
        ({"mono_ms": 1.5}, "event.mono_ms"),
        ({"kind": "machine_on_fire"}, "event.kind"),
        ({"kiosk": "../etc"}, "letters, digits"),
        ({"kiosk": ""}, "event.kiosk"),
        ({"machine": "x" * 65}, "event.machine"),
        ({"wall_utc": "yesterday"}, "2026-03-01T09:30:00.250Z"),
        ({"is_wall_ok": 1}, "true or false"),
        ({"body": {"photo": "x" * 3000}}, "under 2000 bytes"),
        ({"body": {"deep": {"er": 1}}}, "event.body.deep"),
        ({"body": {"sum": float("nan")}}, "event.body.sum"),
        ({"body": {"half": "\ud800"}}, "half a character"),
        ({"body": [1]}, "object"),
    ],
)
def test_an_event_that_does_not_fit_is_refused_with_what_to_do(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(NotUnderstood, match=says.replace(".", r"\.")):
        KioskEvent.from_json(an_event(**changes))


@pytest.mark.parametrize("value", [None, 3, "event", [], {1: 2}])
def test_what_is_no_object_is_no_event(value: object) -> None:
    with pytest.raises(NotUnderstood):
        KioskEvent.from_json(value)


def test_events_stand_in_one_order_whatever_order_and_repetition_they_came_in() -> None:
    events = [KioskEvent.from_json(an_event(seq=seq, boot=boot)) for boot in ("b1", "b2") for seq in range(5)]
    shuffled = [*events, *events[3:6]]
    random.Random(4).shuffle(shuffled)
    assert in_order(shuffled) == events


def test_boots_sort_by_age() -> None:
    names = [boot_name(count, "9F3a-4e21") for count in (9, 10, 100)]
    assert names == sorted(names)
    KioskEvent.from_json(an_event(boot=names[0]))


def test_a_profile_comes_back_as_it_went() -> None:
    profile = Profile(
        dialect="fm1",
        mode="listen",
        is_laser=True,
        meter=MeterBounds(channel=0, hi_milliamps=2000, lo_milliamps=900),
        contact=ContactLine("run"),
    )
    assert Profile.from_json(json.loads(json.dumps(profile.as_json()))) == profile
    assert Profile.from_json(Profile().as_json()) == Profile()
    door = {"tcp": {"host": "10.0.0.5", "port": 2323, "writer": "10.0.0.9"}}
    assert Profile.from_json(door).tcp == TcpDoor("10.0.0.5", 2323, "10.0.0.9")


def test_how_long_a_job_may_rest_follows_the_kind_of_machine() -> None:
    assert Profile().quiet == 20
    assert Profile(is_laser=True).quiet == 45
    assert Profile(is_laser=True, quiet_seconds=30).quiet == 30
    meter = MeterBounds(channel=0, hi_milliamps=2000, lo_milliamps=900, off_seconds=12)
    assert Profile(dialect="fm1", is_laser=True, meter=meter).quiet == 12


def test_a_meter_may_be_silent_for_longer_than_a_controller() -> None:
    assert Profile().silent_after == 5
    assert Profile(dialect="fm1").silent_after == 15
    assert Profile(dialect="fm1", silent_after_seconds=30).silent_after == 30


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"dialect": "gcode"}, "give one of grbl"),
        ({"mode": "spy"}, "give one of proxy"),
        ({"baud": 115201}, "115200"),
        ({"quiet_seconds": 0}, "from 1 to 3600"),
        ({"poll_seconds": 0}, "from 0.1"),
        ({"silent_after_seconds": "five"}, "give a number"),
        ({"silent_after_seconds": float("inf")}, "give a number"),
        ({"silent_after": 5}, "silent_after is not known"),
        ({"is_laser": "yes"}, "true or false"),
        ({"dialect": "fm1", "mode": "listen"}, "run the three steps"),
        ({"meter": {"hi_milliamps": 1000, "lo_milliamps": 900}}, "0.8"),
        ({"mode": "contact", "dialect": "contact"}, "cts or dsr"),
        ({"mode": "contact", "contact": {"line": "cts"}}, "go together"),
        ({"mode": "poller", "dialect": "raw"}, "mode listen"),
        ({"mode": "poller", "tcp": {"port": 2323}}, "only mode proxy"),
        ({"tcp": {"host": "0.0.0.0", "writer": "10.0.0.9"}}, "every interface"),
        ({"tcp": {"host": "10.0.0.5"}}, "name the one address that may write"),
        ({"port": "x" * 251}, "250"),
        (None, "object"),
    ],
)
def test_a_profile_that_does_not_fit_is_refused_with_what_to_do(values: object, says: str) -> None:
    with pytest.raises(NotUnderstood, match=says):
        Profile.from_json(values)


def test_a_pack_comes_back_as_it_went() -> None:
    pack = Pack(
        machine="CNC-1",
        title="CNC-Fräse",
        made_at="2026-03-01T09:30:00Z",
        until="2026-03-08T09:30:00Z",
        state="in_service",
        profile=Profile(),
        people=(
            Allowed("ab" * 16, "Amina", "ar", Verdict.ALLOWED, can_supervise=True, picture="pear"),
            Allowed("cd" * 16, "Tomasz", "pl", Verdict.REFUSED, "", Reason.PERMIT_ENDED, missing=("Laser",)),
            Allowed("ef" * 16, "Mary", "en", Verdict.ALLOWED, can_maintain=True, can_pass=True),
        ),
        materials_forbidden=("PVC", "painted"),
        materials_test_first=("painted",),
        site="Coventry",
        kind="laser_cutter",
        protection=("goggles",),
        method=("close_lid",),
        asks_material=True,
        next_induction="2026-03-07",
    )
    assert Pack.from_bytes(pack.as_bytes()) == pack


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b'{"machine": 3}'])
def test_a_broken_pack_is_refused(data: bytes) -> None:
    with pytest.raises(NotUnderstood):
        Pack.from_bytes(data)


def test_a_supervised_yes_is_a_yes_and_a_refusal_is_not() -> None:
    assert Answer(Verdict.SUPERVISED, Reason.NEEDS_SUPERVISOR).may
    assert not Answer(Verdict.REFUSED, Reason.NO_PERMIT).may


def test_a_job_is_as_long_as_its_parts() -> None:
    job = Job("k/b/m/0", "k", "m", "b", 0, busy_s=60, paused_s=30, setup_s=5, idle_s=4, gaps_s=1)
    assert job.length_s == 100
    assert job.is_open
    assert not job.but(outcome="finished").is_open
