"""Whatever comes along the wire, cut however: the same observations, no crash, no growth, and no job that was none."""

from __future__ import annotations

import os
import random
import re
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.kiosk.inference import Inference
from hardware.kiosk.protocols import PARSERS, parser_for
from hardware.vocabulary import (
    BadLine,
    MeterBounds,
    Observation,
    Parser,
    Profile,
    StateClass,
    StateSeen,
)
from tests.hardware.streams import LINES, cuts, noise, streams

MANY = int(os.environ.get("ECO_TEST_LINES", "40000"))
"""Lines of noise; a night's run sets a million."""
SEED = os.environ.get("ECO_TEST_SEED", "")
"""Another noise, for a night's run."""
MOST_GROWTH = 5 * 1024 * 1024
PROFILES = {
    "fm1": Profile(dialect="fm1", mode="listen", meter=MeterBounds(0, 2000, 800)),
    "marlin": Profile(dialect="marlin"),
}


def at_once(dialect: str, data: bytes) -> list[Observation]:
    return parser_for(dialect).feed(data)


def in_parts(parser: Parser, parts: list[bytes]) -> list[Observation]:
    return [one for part in parts for one in parser.feed(part)]


@pytest.mark.parametrize("dialect", list(PARSERS))
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_cut_of_any_stream_gives_the_same_observations(dialect: str, data: st.DataObject) -> None:
    stream = data.draw(streams(dialect))
    parts = cuts(stream, data.draw(st.lists(st.integers(0, 5000), max_size=8)))
    whole = at_once(dialect, stream)
    assert in_parts(parser_for(dialect), parts) == whole
    assert in_parts(parser_for(dialect), [bytes([one]) for one in stream]) == whole


def test_a_parser_that_keeps_no_half_line_would_be_caught() -> None:
    class Forgetful:
        def feed(self, data: bytes) -> list[Observation]:
            return parser_for("grbl").feed(data)

    line = b"<Run|MPos:1.000,0.000,0.000|FS:400,0>\r\n"
    assert in_parts(Forgetful(), [line[:9], line[9:]]) != at_once("grbl", line)
    assert in_parts(parser_for("grbl"), [line[:9], line[9:]]) == at_once("grbl", line)


@pytest.mark.parametrize("dialect", [*PARSERS])
@settings(max_examples=100, deadline=None)
@given(stream=st.binary(max_size=3000))
def test_bytes_that_mean_nothing_raise_nothing(dialect: str, stream: bytes) -> None:
    for one in at_once(dialect, stream):
        assert not isinstance(one, BadLine) or len(one.sample) <= 200


def idle_lines(dialect: str) -> list[bytes]:
    """What a machine of the dialect says while it does not work."""
    if dialect == "fm1":
        from hardware.kiosk.protocols.fm1 import record

        return [record(n, n * 1000, "CUR", ch=0, ma=350) for n in range(200)]
    busy = re.compile(rb"<Run|busy|SD printing byte|^ok$|//|Done", re.MULTILINE)
    return [line for line in LINES[dialect] if line.strip() and not busy.search(line.replace(b"\r", b""))]


def jobs_in_noise(dialect: str, parser: Parser, count: int) -> tuple[int, int]:
    """(jobs opened, lines that were bad) in so many lines of noise of an idle machine, ten a second."""
    chance = random.Random(f"{dialect} {count}{SEED}")
    inference = Inference(PROFILES.get(dialect, Profile(dialect=dialect)))
    lines = idle_lines(dialect)
    opened = bad = 0
    for number in range(count):
        seen = parser.feed(noise(lines, chance))
        bad += sum(isinstance(one, BadLine) for one in seen)
        found = inference.take_all(number * 100, seen)
        if number % 10 == 0:
            found += inference.tick(number * 100)
        opened += sum(one.kind == "opened" for one in found)
    return opened, bad


@pytest.mark.parametrize("dialect", ["grbl", "grblhal", "fluidnc", "marlin", "fm1"])
def test_noise_crashes_nothing_grows_nothing_and_makes_no_job(dialect: str) -> None:
    parser = parser_for(dialect)
    jobs_in_noise(dialect, parser, 500)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        opened, bad = jobs_in_noise(dialect, parser, MANY // 5)
        growth = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert opened == 0
    assert bad > MANY // 20
    assert growth < MOST_GROWTH


def test_a_reader_that_believes_half_a_report_would_make_jobs_of_noise() -> None:
    class Believer:
        def feed(self, data: bytes) -> list[Observation]:
            return [StateSeen(StateClass.BUSY, "Run")] if b"R" in data else []

    opened, _ = jobs_in_noise("grbl", Believer(), 2000)
    assert opened > 0


def test_noise_amid_work_ends_nothing_and_adds_nothing() -> None:
    chance = random.Random(7)
    parser, inference = parser_for("grbl"), Inference(Profile())
    run, idle = b"<Run|MPos:1.000,0.000,0.000|FS:400,0>\r\n", b"<Idle|MPos:1.000,0.000,0.000|FS:0,0>\r\n"
    found = []
    for number in range(4000):
        line = run if number < 2400 else idle
        spoilt = chance.randbytes(20).replace(b"\n", b"") + b"\n" if chance.random() < 0.1 else b""
        found += inference.take_all(number * 250, parser.feed(spoilt + line))
    (job,) = [one.job for one in found if one.kind == "closed" and one.job is not None]
    assert (job.outcome, job.busy_s) == ("finished", 600)
    assert job.bad_lines > 200
