"""Messages from public pages: the desk's list by door and state, searched and paged; the open ones of a piece."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.db import as_instant, fast
from core.searching import held_by

PAGE = 50
MOST_EXPORTED = 5_000


@dataclass(frozen=True)
class MessageFilter:
    """Which messages: open or done ("" is both), at which door, holding which words."""

    site_id: int
    state: str = "open"
    door: str = ""
    words: str = ""


@dataclass(frozen=True)
class MessageLine:
    """One message as the desk sees it."""

    id: int
    code: str
    label: str
    category: str
    title: str
    photo_id: str
    door: str
    trouble: str
    words: str
    reach: str
    language: str
    at: datetime
    is_emptied: bool
    done_at: datetime | None
    done_by: str
    note: str


@dataclass(frozen=True)
class MessagePage:
    """A page of messages and the id after which the next one begins (0: there is none)."""

    lines: list[MessageLine]
    older: int = 0


_MESSAGE = (
    "SELECT m.id, COALESCE(p.code, ''), m.label, COALESCE(p.category, ''), COALESCE(p.title, ''), COALESCE(f.id, ''), "
    "m.door, m.trouble, m.words, COALESCE(c.reach, ''), m.language, m.at, m.emptied_at, m.done_at, "
    "COALESCE(n.called, ''), m.note FROM door_message m LEFT JOIN piece p ON p.id = m.piece_id "
    "LEFT JOIN photo f ON f.id = p.photo_id AND f.sha256 <> '' LEFT JOIN door_contact c ON c.message_id = m.id "
    "LEFT JOIN person_name n ON n.person_id = m.done_by_id"
)


def messages_page(wanted: MessageFilter, *, after: int = 0, size: int = PAGE) -> MessagePage:
    """The newest messages that fit, those older than message `after` where it is named."""
    sql, values = _where(wanted)
    if after:
        sql, values = f"{sql} AND m.id < ?", [*values, after]
    rows = fast().rows(f"{_MESSAGE} WHERE {sql} ORDER BY m.id DESC LIMIT ?", (*values, size + 1))
    lines = [_line(row) for row in rows[:size]]
    return MessagePage(lines, lines[-1].id if len(rows) > size else 0)


def count_of_messages(wanted: MessageFilter) -> int:
    """How many messages fit."""
    sql, values = _where(wanted)
    row = fast().row(
        f"SELECT COUNT(*) FROM door_message m LEFT JOIN piece p ON p.id = m.piece_id WHERE {sql}", values
    )
    return int(row[0]) if row else 0


def open_messages_of(piece_id: int) -> list[MessageLine]:
    """What people wrote of a piece and nobody has settled, the newest first."""
    rows = fast().rows(
        f"{_MESSAGE} WHERE m.piece_id = ? AND m.done_at IS NULL ORDER BY m.id DESC LIMIT 20", (piece_id,)
    )
    return [_line(row) for row in rows]


def _where(wanted: MessageFilter) -> tuple[str, list[object]]:
    parts, values = ["m.site_id = ?"], [wanted.site_id]  # type: list[str], list[object]
    if wanted.state:
        parts.append(f"m.done_at IS {'NOT ' if wanted.state == 'done' else ''}NULL")
    if wanted.door:
        parts.append("m.door = ?")
        values.append(wanted.door)
    if wanted.words:
        code = wanted.words.replace(" ", "").replace("-", "")
        found, held = held_by(wanted.words, ("m.words", "m.note", "k.reach"))
        known, named = held_by(code, ("m.label", "p.code"))
        parts.append(
            f"(({known}) OR EXISTS (SELECT 1 FROM door_message o LEFT JOIN door_contact k ON k.message_id = o.id "
            f"WHERE o.id = m.id AND {found}))"
        )
        values.extend([*named, *held])
    return " AND ".join(parts), values


def _line(row: Any) -> MessageLine:
    return MessageLine(
        id=row[0],
        code=row[1],
        label=row[2],
        category=row[3],
        title=row[4],
        photo_id=row[5],
        door=row[6],
        trouble=row[7],
        words=row[8],
        reach=row[9],
        language=row[10],
        at=as_instant(row[11]),
        is_emptied=row[12] is not None,
        done_at=None if row[13] is None else as_instant(row[13]),
        done_by=row[14],
        note=row[15],
    )
