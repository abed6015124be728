"""The awarding body's answers read from its file: whose unit each row is about, and what it says. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from core.errors import N_
from core.tables_read import Table
from training.profiles import Layout

HEADS: Final[dict[str, tuple[str, ...]]] = {
    "learner": (
        "learnernumber",
        "learnerref",
        "learner",
        "learnerid",
        "candidatenumber",
        "bodylearnernumber",
    ),
    "unit": ("unit", "unitcode", "unitreference", "unitref"),
    "result": ("result", "outcome", "status", "achieved", "answer"),
    "certificate": ("certificate", "certificatenumber", "certificateno", "certno", "body_certificate"),
    "day": ("date", "resultdate", "answeredon", "decidedon", "awarddate", "on"),
}
"""What a column may be called, without blanks and signs."""
WORDS: Final[dict[str, tuple[str, ...]]] = {
    "achieved": ("achieved", "a", "pass", "passed", "awarded", "yes", "y", "1"),
    "refused": ("refused", "n", "fail", "failed", "notachieved", "no", "0", "notyet", "rejected"),
    "query": ("query", "q", "queried", "pending", "?"),
}


@dataclass(frozen=True)
class SentLine:
    """A line that was sent, by what a file may call it."""

    line_id: int
    learner: str
    body_learner: str
    unit: str


@dataclass(frozen=True)
class ReadAnswer:
    """What a file says about a line."""

    line_id: int
    result: str
    certificate: str = ""
    day: date | None = None


@dataclass
class ReadFile:
    """The answers of a file by line, and what could not be read: (row, words, value)."""

    answers: dict[int, ReadAnswer] = field(default_factory=dict)
    faults: list[tuple[int, str, str]] = field(default_factory=list)

    def take(self, row: int, answer: ReadAnswer) -> None:
        """Keep an answer; two that differ about one line are a fault, and neither counts."""
        before = self.answers.get(answer.line_id)
        if before is not None and before != answer:
            del self.answers[answer.line_id]
            self.faults.append((row, N_("two answers to one line"), ""))
        else:
            self.answers[answer.line_id] = answer


def read_answers(table: Table, lines: Sequence[SentLine], layout: Layout) -> ReadFile:
    """The answers that a file holds, as rows (learner, unit, result) or as a grid of learners × units."""
    heads = [_plain(head) for head in table.header]
    places = {name: found for name, words in HEADS.items() if (found := _place(heads, words)) is not None}
    by_code = {_plain(line.unit): line.unit for line in lines}
    grid = {index: by_code[head] for index, head in enumerate(heads) if head in by_code}
    read = ReadFile()
    if "learner" not in places or not (grid or {"unit", "result"} <= set(places)):
        read.faults.append((0, N_("no columns for learner, unit and result"), ""))
        return read
    for number, row in enumerate(table.rows, 1):
        if grid:
            for index, unit in grid.items():
                _read(read, number, row, places, unit, row[index], lines, layout)
        else:
            _read(read, number, row, places, row[places["unit"]], row[places["result"]], lines, layout)
    return read


def _place(heads: Sequence[str], words: Sequence[str]) -> int | None:
    return next((heads.index(word) for word in words if word in heads), None)


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9?]+", "", text.lower())


def _read(
    read: ReadFile,
    number: int,
    row: Sequence[str],
    places: Mapping[str, int],
    unit: str,
    said: str,
    lines: Sequence[SentLine],
    layout: Layout,
) -> None:
    learner = row[places["learner"]].strip()
    if not said.strip():
        return
    line = _line(lines, learner, unit)
    if line is None:
        read.faults.append(
            (number, N_("no line was sent for this learner and unit"), f"{learner} {unit}".strip())
        )
        return
    result = _result(said, layout)
    if result is None:
        read.faults.append((number, N_("no known answer"), said))
        return
    certificate = row[places["certificate"]].strip() if "certificate" in places else ""
    day, is_fault = _day(row[places["day"]].strip() if "day" in places else "")
    if is_fault:
        read.faults.append((number, N_("no day"), row[places["day"]]))
        return
    read.take(number, ReadAnswer(line.line_id, result, certificate, day))


def _line(lines: Sequence[SentLine], learner: str, unit: str) -> SentLine | None:
    wanted = _plain(unit)
    for line in lines:
        if _plain(line.unit) == wanted and learner.lower() in {
            line.learner.lower(),
            line.body_learner.lower(),
        }:
            return line if learner else None
    return None


def _result(said: str, layout: Layout) -> str | None:
    plain = _plain(said)
    if plain == _plain(layout.achieved):
        return "achieved"
    if plain == _plain(layout.refused):
        return "refused"
    return next((name for name, words in WORDS.items() if plain in words), None)


def _day(text: str) -> tuple[date | None, bool]:
    """The day, and whether there is a text that is none."""
    if not text:
        return None, False
    for style in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(text[:10], style).date(), False  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
    return None, True
