"""Subject access: everything that is kept of one person, table by table, and nothing of anybody else.

Complete by the way it is made: the tables and columns come from the model, what each is from the register.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Table

from core.db import Json, as_json, fast
from core.merges import all_of
from factory.monitoring.models import MonitoringAnswer
from factory.monitoring.queries import own_answers
from factory.privacy.fates import is_file
from factory.privacy.register import TELLING, kind_of, register
from factory.privacy.walking import acted_in, every_table, people_columns, ways

ANOTHER: Final = "(another person)"
NOT_SHOWN: Final = "(kept, not shown: it would open a door)"
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True)
class Part:
    """Rows of one table: what they are, the columns with what each means, and the rows as texts and values."""

    table: str
    is_done_by: bool
    columns: tuple[str, ...]
    meanings: tuple[str, ...]
    rows: list[tuple[Any, ...]]


@dataclass
class Everything:
    """What is kept of a person: their numbers, the parts, and the files that the rows name."""

    numbers: tuple[str, ...]
    called: str
    parts: list[Part] = field(default_factory=list)
    photos: list[str] = field(default_factory=list)
    clips: list[tuple[str, str]] = field(default_factory=list)


def everything_of(person_id: int, *, secrets: Sequence[str] = ()) -> Everything:
    """All that any column keeps of a person and of the numbers merged into them; others are blanked.

    Only the house's `secrets` lead to what they said for the sums, so that the desk looks up nobody's answers.
    """
    ids = all_of(person_id)
    marks = ", ".join("?" * len(ids))
    numbers = tuple(
        row[0] for row in fast().rows(f"SELECT number FROM person WHERE id IN ({marks}) ORDER BY id", ids)
    )
    named = fast().row("SELECT called FROM person_name WHERE person_id = ?", (person_id,))
    found = Everything(numbers, named[0] if named else numbers[0])
    metadata, without = every_table(), others_out(ids)
    about = ways(metadata)
    for table in metadata.tables.values():
        way = about.get(table.name)
        if way is not None:
            _add(
                found,
                table,
                way.condition.format(ids=", ".join(map(str, ids))),
                ids,
                without,
                is_done_by=False,
            )
        acted = acted_in(table)
        if acted:
            condition = " OR ".join(f"{name} IN ({', '.join(map(str, ids))})" for name in acted)
            not_about = (
                f" AND NOT COALESCE({way.condition.format(ids=', '.join(map(str, ids)))}, 1 = 0)"
                if way
                else ""
            )
            _add(
                found,
                table,
                f"({condition}){not_about}",
                ids,
                without,
                is_done_by=True,
                is_others=way is not None,
            )
    _add_trails(found, ids, numbers)
    _add_answers(found, ids, secrets)
    _add_files(found, person_id, ids)
    return found


def _add(
    found: Everything,
    table: Table,
    condition: str,
    ids: tuple[int, ...],
    without: Callable[[str], str],
    *,
    is_done_by: bool,
    is_others: bool = False,
) -> None:
    """Add a table's rows; `is_others`: they are about somebody else, so only that and when it was done is told."""
    columns = [
        column
        for column in table.columns
        if not (is_others and kind_of(table.name, column.name) in (TELLING | {"secret"}))
    ]
    names = [column.name for column in columns]
    order = ", ".join(column.name for column in table.primary_key.columns)
    rows = fast().rows(f"SELECT {', '.join(names)} FROM {table.name} WHERE {condition} ORDER BY {order}")
    if not rows:
        return
    people = set(people_columns(table))
    shown = [
        tuple(
            _shown(table.name, column, value, ids, column.name in people, without)
            for column, value in zip(columns, row, strict=True)
        )
        for row in rows
    ]
    found.parts.append(
        Part(table.name, is_done_by, tuple(names), tuple(_meaning(table.name, name) for name in names), shown)
    )


def _meaning(table: str, column: str) -> str:
    known = register().get((table, column))
    return known.what if known else column


def _shown(
    table: str, column: Any, value: Any, ids: tuple[int, ...], is_person: bool, without: Callable[[str], str]
) -> Any:
    """A value as the person may have it: others blanked, secrets not told."""
    kind = kind_of(table, column.name)
    if value is None or value == "":
        return value
    if is_person or (table, column.name) in (("permit", "confirmed_by_id"), ("label_batch", "made_by_id")):
        return value if value in ids else ANOTHER
    if kind == "secret":
        return NOT_SHOWN
    if isinstance(column.type, Json):
        return _json_shown(as_json(value), ids, without)
    return without(value) if isinstance(value, str) and kind in TELLING else _plain(value)


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str | float) else str(value)


def _json_shown(value: Any, ids: tuple[int, ...], without: Callable[[str], str], key: str = "") -> Any:
    """JSON with other people's ids and names taken out."""
    if isinstance(value, dict):
        return {name: _json_shown(one, ids, without, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_json_shown(one, ids, without, key) for one in value]
    if isinstance(value, str):
        return without(value)
    if (
        isinstance(value, int)
        and not isinstance(value, bool)
        and key in ("", "by", "with", "workers", "person_id")
    ):
        return value if value in ids else ANOTHER
    return value


def others_out(ids: tuple[int, ...]) -> Callable[[str], str]:
    """A function that takes other people's names out of a text: whole names first, then single words that are one."""
    rows = fast().rows("SELECT person_id, called, full_name FROM person_name")
    own = {
        word.casefold() for row in rows if row[0] in ids for name in row[1:] for word in _WORD.findall(name)
    }
    others = {name.strip() for row in rows if row[0] not in ids for name in row[1:] if name.strip()}
    single = {name.casefold() for name in others if " " not in name} - own
    long = sorted((name for name in others if " " in name), key=len, reverse=True)

    def taken_out(text: str) -> str:
        for name in long:
            if name in text:
                text = text.replace(name, ANOTHER)
        return _WORD.sub(lambda found: ANOTHER if found[0].casefold() in single else found[0], text)

    return taken_out


def _add_trails(found: Everything, ids: tuple[int, ...], numbers: tuple[str, ...]) -> None:
    """What the audit trail and the log of looks say: of them as numbers, of others that somebody did."""
    subjects = [f"{kind}:{number}" for number in numbers for kind in ("person", "learner")]
    marks, mine = ", ".join("?" * len(subjects)), ", ".join(map(str, ids))
    lines = fast().rows(
        f"SELECT at, verb, subject, by_id, fields FROM audit_line WHERE subject IN ({marks}) ORDER BY id",
        subjects,
    )
    _add_lines(
        found, "audit_line", ("at", "verb", "subject", "by_id", "fields"), lines, ids, is_done_by=False
    )
    looks = fast().rows(
        f"SELECT at, subject, page, by_id FROM look_log WHERE subject IN ({marks}) ORDER BY id", subjects
    )
    _add_lines(found, "look_log", ("at", "subject", "page", "by_id"), looks, ids, is_done_by=False)
    done = fast().rows(f"SELECT at, verb, fields, by_id FROM audit_line WHERE by_id IN ({mine}) ORDER BY id")
    _add_lines(found, "audit_line", ("at", "verb", "fields", "by_id"), done, ids, is_done_by=True)
    looked = fast().rows(f"SELECT at, page, by_id FROM look_log WHERE by_id IN ({mine}) ORDER BY id")
    _add_lines(found, "look_log", ("at", "page", "by_id"), looked, ids, is_done_by=True)


def _add_answers(found: Everything, ids: tuple[int, ...], secrets: Sequence[str]) -> None:
    """What the person said of themselves for the programme's sums."""
    names = tuple(column.name for column in MonitoringAnswer.__table__.columns if column.name != "answer_key")
    answers = [answer for one in ids if (answer := own_answers(one, secrets)) is not None]
    if answers:
        meanings = tuple(_meaning("monitoring_answer", name) for name in names)
        rows = [tuple(getattr(answer, name) for name in names) for answer in answers]
        found.parts.append(Part("monitoring_answer", False, names, meanings, rows))


def _add_lines(
    found: Everything,
    table: str,
    names: tuple[str, ...],
    rows: list[Any],
    ids: tuple[int, ...],
    *,
    is_done_by: bool,
) -> None:
    if not rows:
        return
    place = names.index("by_id")
    shown = [
        tuple(
            (value if value in ids else ANOTHER if value else "") if place == at else _plain(value)
            for at, value in enumerate(row)
        )
        for row in rows
    ]
    found.parts.append(Part(table, is_done_by, names, tuple(_meaning(table, name) for name in names), shown))


def _add_files(found: Everything, person_id: int, ids: tuple[int, ...]) -> None:
    """Pictures that rows about the person name, those that they took, and recordings of their voice."""
    mine = ", ".join(map(str, ids))
    for name, way in ways().items():
        for column in every_table().tables[name].columns:
            if is_file(column) and kind_of(name, column.name) == "picture":
                rows = fast().rows(f"SELECT {column.name} FROM {name} WHERE {way.condition.format(ids=mine)}")
                found.photos += [row[0] for row in rows if row[0]]
    found.photos += [
        row[0] for row in fast().rows(f"SELECT sha256 FROM photo WHERE by_id IN ({mine}) AND sha256 <> ''")
    ]
    found.photos = sorted(set(found.photos))
    found.clips = [
        (row[0], row[1])
        for row in fast().rows(f"SELECT sha256, form FROM clip WHERE speaker_id IN ({mine}) ORDER BY id")
    ]
