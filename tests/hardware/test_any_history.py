"""Any history with any faults: nothing negative, the server agrees with the kiosk, order means nothing."""

from __future__ import annotations

import os
import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.kiosk.inference import jobs_of
from hardware.kiosk.protocols import parser_for
from hardware.vocabulary import (
    AlarmSeen,
    Answered,
    BadLine,
    BannerSeen,
    EventKind,
    JobWord,
    JobWordKind,
    KioskEvent,
    LineSent,
    Observation,
    PortBack,
    PortLost,
    Profile,
    SentKind,
    StateClass,
    StateSeen,
    in_order,
)
from tests.hardware.watched import ALARM, CHECK, CUTTING, HOLD, HOME, IDLE, IDLE_SPINNING, JOG, RUN, Watched

SEEN: list[Observation] = [
    *(RUN, RUN, CUTTING, CUTTING, IDLE, IDLE, IDLE_SPINNING, HOLD, JOG, HOME, ALARM, CHECK),
    *(
        AlarmSeen(3),
        BannerSeen("Grbl 1.1h"),
        BadLine(9, "report"),
        Answered(True),
        PortLost("gone"),
        PortBack("p"),
    ),
    *(
        LineSent(SentKind.HOMING),
        LineSent(SentKind.CHECK),
        JobWord(JobWordKind.DONE),
        JobWord(JobWordKind.PAUSED),
    ),
    StateSeen(StateClass.FAULT, "Alarm", 2),
    StateSeen(StateClass.IDLE, "NotSD", is_sure=False),
    StateSeen(StateClass.BUSY, "Streaming", is_sure=False),
]
STEPS = st.one_of(
    st.tuples(st.just("stays"), st.sampled_from(SEEN), st.floats(0, 40)),
    st.tuples(st.just("stays"), st.sampled_from([RUN, CUTTING, IDLE, HOLD]), st.floats(0, 90)),
    st.tuples(st.just("sees"), st.sampled_from(SEEN), st.just(0.0)),
    st.tuples(st.just("passes"), st.just(IDLE), st.floats(0, 80)),
    st.tuples(st.just("unplugged"), st.just(IDLE), st.floats(0, 60)),
    st.tuples(st.just("killed"), st.just(IDLE), st.floats(0, 900)),
    st.tuples(st.just("rebooted"), st.just(IDLE), st.floats(1, 900)),
)


def lived(steps: list[tuple[str, Observation, float]], profile: Profile) -> Watched:
    watched = Watched(profile, step=1000)
    for what, seen, seconds in steps:
        if what == "stays":
            watched.stays(seen, seconds)
        elif what == "sees":
            watched.see(seen)
        elif what == "passes":
            watched.passes(seconds)
        elif what == "unplugged":
            watched.unplugged(seconds)
        else:
            watched.killed(seconds, is_new_boot=what == "rebooted")
    return watched


@settings(max_examples=int(os.environ.get("ECO_TEST_HISTORIES", "150")), deadline=None)
@given(
    st.lists(STEPS, max_size=14),
    st.sampled_from([Profile(), Profile(is_laser=True), Profile(dialect="marlin")]),
)
def test_the_server_makes_the_kiosks_jobs_of_any_history(
    steps: list[tuple[str, Observation, float]], profile: Profile
) -> None:
    watched = lived(steps, profile)
    for job in watched.jobs():
        if job.boot == job.closed_boot and job.closed_mono_ms is not None:
            assert job.closed_mono_ms >= job.opened_mono_ms
            assert abs(job.length_s - (job.closed_mono_ms - job.opened_mono_ms) / 1000) < 0.001
        assert job.spindle_on_s <= job.length_s + 0.001


@settings(max_examples=100, deadline=None)
@given(st.lists(STEPS, max_size=10), st.randoms(use_true_random=False), st.integers(-(10**9), 10**9))
def test_order_repetition_and_the_wall_clock_change_nothing(
    steps: list[tuple[str, Observation, float]], chance: random.Random, jump: int
) -> None:
    events = lived(steps, Profile()).events
    truth = jobs_of(events, {})
    shuffled = [*events, *chance.choices(events, k=len(events))] if events else []
    chance.shuffle(shuffled)
    wild = [
        replace(event, wall_utc=f"{1970 + abs(jump) % 99}-01-01T00:00:00Z", is_wall_ok=True)
        for event in shuffled
    ]
    assert jobs_of(wild, {}) == truth
    halves = [*events[1::2], *events[::2]]
    assert jobs_of(halves, {}) == truth


def test_without_the_one_order_the_jobs_would_differ() -> None:
    watched = Watched().stays(RUN, 60).stays(IDLE, 30).stays(RUN, 60).stays(IDLE, 30)
    backwards = [
        replace(event, seq=1000 - event.seq) for event in watched.events
    ]  # as if nobody put them in order
    assert jobs_of(backwards, {}) != jobs_of(watched.events, {})
    assert in_order(reversed(watched.events)) == watched.events


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(EventKind)),
            st.integers(0, 10**7),
            st.dictionaries(
                st.sampled_from(
                    ["class", "since_ms", "last_ms", "samples", "bad", "spindle_ms", "code", "kind"]
                ),
                st.one_of(
                    st.sampled_from([*StateClass, "done", "nonsense"]),
                    st.integers(-(10**9), 10**9),
                    st.none(),
                ),
            ),
            st.sampled_from(["b1", "b2"]),
            st.sampled_from(["m", "n", ""]),
        ),
        max_size=25,
    )
)
def test_events_that_make_no_sense_raise_nothing_and_nothing_is_negative(
    rows: list[tuple[EventKind, int, dict[str, object], str, str]],
) -> None:
    events = [
        KioskEvent("k", boot, seq, mono, machine, kind, body)
        for seq, (kind, mono, body, boot, machine) in enumerate(rows)
    ]
    for job in jobs_of(events, {}):
        assert min(job.busy_s, job.paused_s, job.idle_s, job.gaps_s, job.spindle_on_s, job.length_s) >= 0


def test_a_cable_pulled_a_thousand_times_at_any_byte_leaves_one_job_of_the_true_length() -> None:
    chance = random.Random(11)
    watched, parser = Watched(), parser_for("grbl")
    report = b"<Run|MPos:1.000,2.000,3.000|FS:400,0>\r\n"
    began = watched.now
    for _ in range(1000):
        for _ in range(chance.randrange(4, 40)):
            watched.see(*parser.feed(report))
            watched.passes(0.25)
        watched.see(*parser.feed(report[: chance.randrange(len(report))]))
        watched.unplugged(chance.choice([0.5, 2, 9, 20]))
        parser = parser_for("grbl")
    watched.stays(RUN, 5)
    truth = (watched.now - began) / 1000
    job = watched.stays(IDLE, 60).job()
    assert job.outcome == "finished"
    assert abs(job.length_s - truth) <= 1
    assert job.gaps_s > 5000


def test_an_agent_killed_five_hundred_times_leaves_one_job_with_its_gaps() -> None:
    chance = random.Random(12)
    watched = Watched(step=1000)
    began = watched.now
    for _ in range(500):
        watched.stays(chance.choice([RUN, CUTTING, HOLD]), chance.randrange(3, 40))
        watched.killed(chance.randrange(1, 60))
    watched.stays(RUN, 30)
    truth = (watched.now - began) / 1000
    job = watched.stays(IDLE, 60).job()
    assert (job.outcome, job.needs_review) == ("finished", False)
    assert abs(job.length_s - truth) <= 1
    assert job.gaps_s > 500
