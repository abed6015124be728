"""A script: what a virtual machine does by itself, step by step, over and over if asked.

`run:60,hold:10,run:20,idle:30,alarm:3,idle:5,reset,unlock,unplug:10,noise:5` in seconds (an alarm's number is its code;
alarm, reset and unlock take no time). The wire's steps: `unplug` (the port is gone), `noise` (garbage and torn lines
among the reports).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

AT_ONCE = frozenset(("alarm", "reset", "unlock", "card", "button", "done", "cancel"))
STEP = re.compile(r"([a-z]{2,12})(?::([0-9A-Za-z._-]{1,24}))?")


@dataclass(frozen=True)
class Step:
    """One step: its word, what stands behind the colon, and how long it takes."""

    word: str
    value: str
    seconds: float


class ScriptError(ValueError):
    """A script that cannot be read; the message says where."""


def read_script(text: str) -> tuple[Step, ...]:
    """The steps of a script. Raises ScriptError."""
    steps = []
    for part in filter(None, text.replace(" ", "").split(",")):
        match = STEP.fullmatch(part)
        if match is None:
            raise ScriptError(f"{part!r} is no step: write a word and seconds, such as run:60")
        word, value = match[1], match[2] or ""
        try:
            seconds = 0.0 if word in AT_ONCE else float(value or 0)
        except ValueError as problem:
            raise ScriptError(f"{part!r}: give seconds behind the colon, such as {word}:60") from problem
        steps.append(Step(word, value, seconds))
    return tuple(steps)


class Playing:
    """Where a script stands at a given time."""

    def __init__(self, steps: tuple[Step, ...], *, is_looped: bool = False) -> None:
        self._steps = steps
        self._is_looped = is_looped and sum(step.seconds for step in steps) > 0
        self._next = 0
        self._begins = 0.0

    @property
    def next_at(self) -> float | None:
        """When the next step begins; None after the last."""
        return self._begins if self._next < len(self._steps) else None

    def step(self) -> Step:
        """Go on to the next step."""
        step = self._steps[self._next]
        self._next += 1
        self._begins += step.seconds
        if self._next == len(self._steps) and self._is_looped:
            self._next = 0
        return step

    @property
    def ends_at(self) -> float:
        """When the step that was begun last is over."""
        return self._begins
