"""Pieces in number: lives that the product wrote once, cast again on other days, with other people, under other codes.

A mould is everything that the database holds of one piece, as text with gaps. What its events come to (the folded
state) is made by the product's own fold before it becomes a mould; whether each cast still is what its events say,
`eco recount` proves afterwards.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from core.db import as_json_text, fast
from core.ids import CROCKFORD, check_character
from inventory.fold import fold
from inventory.questions import questions
from inventory.services.store import events_of
from inventory.stages import OPEN_STAGES

TABLES: Final = ("piece", "label", "piece_event", "photo", "check_answer", "release", "count_entry")
PIECE, ANSWER, PERSON = 700_000_000, 710_000_000, 720_000_000
"""Numbers that stand in a mould for the piece, its answers and its people."""
MOST_EVENTS: Final = 9
_GAP: Final = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|20[23]\d-\d\d-\d\d"
    r"|(?<![0-9A-Za-z])7[0-2]\d{7}(?![0-9A-Za-z])|CODE_OF_THE_PIECE"
)
_PEOPLE: Final = {"piece_event": ("by_id",), "photo": ("by_id",), "check_answer": ("by_id",)}
Rows = dict[str, list[list[Any]]]


@dataclass(frozen=True)
class Mould:
    """A piece's rows as text between gaps; `last_on` is its last day, `events` how many it has.

    What was asked of it is asked in these words since `rules_from`: no cast may be older.
    """

    texts: list[str]
    gaps: list[str]
    site_id: int
    is_open: bool
    events: int
    answers: int
    first_on: date
    last_on: date
    rules_from: date

    def cast(self, number: int, piece_id: int, answer: int, shift: timedelta, people: Sequence[int]) -> Rows:
        """The rows of piece `piece_id`; `number` makes its ids its own, `answer` is the number of its first answer."""
        known: dict[str, str] = {"CODE_OF_THE_PIECE": code_of(number)}
        parts = [self.texts[0]]
        for gap, text in zip(self.gaps, self.texts[1:], strict=True):
            filled = known.get(gap)
            if filled is None:
                filled = known[gap] = _filled(gap, number, piece_id, answer, shift, people)
            parts.append(filled)
            parts.append(text)
        rows: Rows = json.loads("".join(parts))
        return rows


def _filled(
    gap: str, number: int, piece_id: int, answer: int, shift: timedelta, people: Sequence[int]
) -> str:
    if len(gap) == 36:
        return f"{gap[:24]}{number:08x}{gap[32:]}"  # what begins it decides between two events of one instant
    if len(gap) == 10:
        return str(date.fromisoformat(gap) + shift)
    value = int(gap)
    if value == PIECE:
        return str(piece_id)
    return str(answer + value - ANSWER) if value < PERSON else str(people[(value - PERSON) % len(people)])


def code_of(number: int) -> str:
    """The public code of the piece of that number: Z, five letters and the check letter."""
    body = ""
    for _ in range(5):
        number, letter = divmod(number, len(CROCKFORD))
        body = CROCKFORD[letter] + body
    return f"Z{body}{check_character(f'Z{body}')}"


def columns_of(scratch: sqlite3.Connection, table: str) -> list[str]:
    """The columns of a table in their order."""
    return [row[1] for row in scratch.execute(f"PRAGMA table_info({table})")]


def moulds(scratch: sqlite3.Connection) -> list[Mould]:
    """A mould of each piece that stands alone: no verdict, no makeover, no delivery, one label. Needs the context."""
    names = {table: columns_of(scratch, table) for table in TABLES}
    found = fast().rows(
        "SELECT p.id, p.claimed_site_id FROM piece p WHERE NOT p.is_practice AND p.stage <> 'draft' "
        "AND NOT EXISTS (SELECT 1 FROM event_verdict v WHERE v.piece_id = p.id) "
        "AND NOT EXISTS (SELECT 1 FROM makeover_piece m WHERE m.piece_id = p.id) "
        "AND NOT EXISTS (SELECT 1 FROM release r WHERE r.piece_id = p.id AND r.destination = 'makeover') "
        "AND 1 = (SELECT COUNT(*) FROM label l WHERE l.piece_id = p.id) "
        "AND (SELECT COUNT(*) FROM piece_event e WHERE e.piece_id = p.id) <= ? ORDER BY p.id",
        (MOST_EVENTS,),
    )
    return [_mould(piece_id, site_id, scratch, names) for piece_id, site_id in found]


def _mould(piece_id: int, site_id: int, scratch: sqlite3.Connection, names: dict[str, list[str]]) -> Mould:
    rows: Rows = {}
    for table in TABLES:
        key = "id" if table == "piece" else "piece_id"
        found = scratch.execute(f"SELECT * FROM {table} WHERE {key} = ? ORDER BY rowid", (piece_id,))
        rows[table] = [list(row) for row in found]
    people: dict[int, int] = {}
    events = [
        _by_nobody(event, people) for event in sorted(events_of(piece_id), key=lambda event: event.order)
    ]
    piece = dict(zip(names["piece"], rows["piece"][0], strict=True))
    code = piece["code"]
    answers = {
        row[names["check_answer"].index("id")]: ANSWER + n for n, row in enumerate(rows["check_answer"])
    }
    for table, lines in rows.items():
        for line in lines:
            _open_gaps(table, line, names[table], people, answers)
    folded = as_json_text(fold(events, site_id).state.as_data())
    rows["piece"][0][names["piece"].index("folded")] = folded
    with_ids, by_id = names["piece_event"].index("with_ids"), names["piece_event"].index("by_id")
    told = {event.id: event for event in events}
    for line in rows["piece_event"]:
        line[with_ids], line[by_id] = as_json_text(list(told[line[0]].with_ids)), told[line[0]].by
    text = json.dumps(rows, ensure_ascii=False).replace(code, "CODE_OF_THE_PIECE")
    days = [event.at.date() for event in events]
    question, version = (names["check_answer"].index(name) for name in ("question", "version"))
    return Mould(
        _GAP.split(text),
        _GAP.findall(text),
        site_id,
        piece["stage"] in OPEN_STAGES,
        len(events) + len(rows["release"]),
        len(answers),
        min(days),
        max(days),
        max((_asked_since(row[question], row[version]) for row in rows["check_answer"]), default=date.min),
    )


def _asked_since(question: str, version: str) -> date:
    """The first day on which this version is asked; the first of all versions is asked before its day too."""
    known = questions()[question].versions
    return next((since for name, since in known[1:] if name == version), date.min)


def _by_nobody(event: Any, people: dict[int, int]) -> Any:
    from dataclasses import replace

    def stand_in(person: int) -> int:
        return people.setdefault(person, PERSON + len(people))

    return replace(
        event,
        by=None if event.by is None else stand_in(event.by),
        with_ids=tuple(stand_in(one) for one in event.with_ids),
    )


def _open_gaps(
    table: str, line: list[Any], names: list[str], people: dict[int, int], answers: dict[int, int]
) -> None:
    for place, name in enumerate(names):
        value = line[place]
        if value is None:
            continue
        if name == "piece_id" or (table == "piece" and name == "id"):
            line[place] = PIECE
        elif name.endswith("answer_id") or (table == "check_answer" and name == "id"):
            line[place] = answers[value]
        elif name in _PEOPLE.get(table, ()):
            line[place] = people.get(value, value)
        elif table == "count_entry" and name == "id":
            line[place] = None


def casts(
    kinds: Sequence[Mould],
    many: int,
    crews: dict[int, list[int]],
    first_on: date,
    last_on: date,
    chance: Random,
) -> Iterator[tuple[Mould, timedelta, list[int]]]:
    """Which mould is cast when and by whom, `many` times: 4,000 stand in the building, the others have left."""
    standing = [one for one in kinds if one.is_open]
    left = [one for one in kinds if not one.is_open]
    for turn in range(many):
        mould = chance.choice(standing if turn < min(4_000, many // 25) else left)
        length = mould.last_on - mould.first_on
        weeks = (last_on - max(first_on, mould.rules_from) - length).days // 7 - 1 if not mould.is_open else 8
        last = last_on - timedelta(days=7 * chance.randrange(max(1, weeks)))
        shift = timedelta(days=(last - mould.last_on).days // 7 * 7)
        yield mould, shift, sorted(chance.sample(crews[mould.site_id], k=12))
