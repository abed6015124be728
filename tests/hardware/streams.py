"""Streams of bytes to try parsers with: whole lines, torn ones, mutated ones, and noise."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from hardware.kiosk.protocols.fm1 import record
from tests.hardware.recordings import ENDING, NAMES, turns

LINES: dict[str, list[bytes]] = {
    name: [line + ENDING[name] for way, line in turns(name) if way == "<"] for name in NAMES
}
LINES["raw"] = [b"IN;PU0,0;PD100,100;"]
LINES["fm1"] += [record(n, n * 1000, "CUR", ch=0, ma=2450) for n in range(44, 60)]
EVERY_LINE = [line for lines in LINES.values() for line in lines]


def streams(dialect: str) -> st.SearchStrategy[bytes]:
    """Anything that may come along a wire, for a dialect."""
    whole = st.sampled_from(LINES[dialect])
    torn = st.tuples(whole, st.integers(0, 60)).map(lambda pair: pair[0][: pair[1]])
    long = st.integers(500, 1200).map(lambda size: b"<Run|" + b"x" * size)
    parts = st.one_of(whole, whole, torn, st.binary(max_size=20), st.just(b"\n"), st.just(b"\r\n"), long)
    return st.lists(parts, max_size=12).map(b"".join)


def cuts(data: bytes, places: list[int]) -> list[bytes]:
    """The stream cut at these places."""
    at = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[begin:end] for begin, end in zip(at, at[1:], strict=False)]


def mutated(line: bytes, chance: random.Random) -> bytes:
    """The line with one thing wrong: a bit turned, a byte lost or doubled, an end torn off, another line run in."""
    place = chance.randrange(len(line))
    kind = chance.randrange(6)
    if kind == 0:
        return line[:place] + bytes([line[place] ^ 1 << chance.randrange(8)]) + line[place + 1 :]
    if kind == 1:
        return line[:place] + line[place + 1 :]
    if kind == 2:
        return line[:place] + line[place : place + 1] + line[place:]
    if kind == 3:
        return line[:place]
    if kind == 4:
        return line[:place] + chance.choice(EVERY_LINE)
    return line[:place] + chance.randbytes(chance.randrange(1, 9)) + line[place:]


def noise(lines: list[bytes], chance: random.Random) -> bytes:
    """One line of a bad day: mutated, random, or one without an end."""
    roll = chance.random()
    if roll < 0.6:
        return mutated(chance.choice(lines), chance)
    if roll < 0.97:
        return chance.randbytes(chance.randrange(80)) + b"\n"
    return chance.randbytes(chance.randrange(2000))
