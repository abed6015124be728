"""What the pages of words show: each text with its state, found by filter and search; how far a language is."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from core.catalogues import CatalogueText, catalogue_of
from core.clip_services import clips_of
from core.clock import local_day
from core.db import as_instant, as_json, fast
from core.people import LANGUAGES
from core.words_queries import OwnText, own_texts
from factory.safety_texts import safety_texts

PAGE = 40
STATES = ("missing", "unreviewed", "approved")
FILTERS = ("to_review", "missing", "unreviewed", "approved", "corrected", "safety", "unspoken", "all")


@dataclass(frozen=True)
class TextRow:
    """A text as the list shows it. `line` is the reviewer's line that holds, 0 for none."""

    key: str
    english: str
    plural: str
    forms: tuple[str, ...]
    state: str
    is_safety: bool
    is_own: bool
    is_spoken: bool
    files: tuple[str, ...]
    line: int
    at: datetime | None


@dataclass(frozen=True)
class LanguageState:
    """How far a language is."""

    code: str
    texts: int
    missing: int
    unreviewed: int
    approved: int
    safety_open: int
    clips: int
    reviewers: tuple[str, ...]


@dataclass(frozen=True)
class HistoryLine:
    """Who wrote or approved a text, and when."""

    forms: tuple[str, ...]
    is_approved: bool
    who: str
    at: datetime


def state_of(text: CatalogueText, own: OwnText | None) -> str:
    """`missing`, `unreviewed` or `approved`."""
    if own is not None and own.forms:
        return _state_of_own(own)
    if text.is_missing:
        return "missing"
    return "approved" if text.is_reviewed else "unreviewed"


def _state_of_own(own: OwnText) -> str:
    return "approved" if own.is_approved else "unreviewed"


def rows_of(language: str, site_id: int) -> list[TextRow]:
    """Every text of a language, safety texts first, then by their English."""
    own, spoken = own_texts(language).texts, clips_of(site_id, language)
    found = [
        row_of(text, own.get(key), is_spoken=key in spoken)
        for key, text in catalogue_of(language).texts.items()
    ]
    return sorted(found, key=lambda row: (not row.is_safety, row.english.lower(), row.key))


def row_of(text: CatalogueText, own: OwnText | None, *, is_spoken: bool) -> TextRow:
    """One text as it is shown at this moment."""
    is_own = own is not None and bool(own.forms)
    return TextRow(
        key=text.key,
        english=text.english,
        plural=text.plural,
        forms=own.forms if own is not None and own.forms else text.forms,
        state=state_of(text, own),
        is_safety=text.english in safety_texts(),
        is_own=is_own,
        is_spoken=is_spoken,
        files=text.files,
        line=own.line if own else 0,
        at=own.at if own else None,
    )


def fits(row: TextRow, state: str, words: str) -> bool:
    """True if a text passes the filter and holds the searched words, in English or in its own language."""
    sought = words.casefold()
    passes = {
        "to_review": row.state != "approved",
        "corrected": row.is_own,
        "safety": row.is_safety,
        "unspoken": row.is_safety and not row.is_spoken,
        "all": True,
    }.get(state, row.state == state)
    return passes and (not sought or any(sought in text.casefold() for text in (row.english, *row.forms)))


def lost_texts(language: str) -> int:
    """How many own texts fit no English any more: their approval fell when the English changed."""
    known = catalogue_of(language).texts
    return sum(1 for key, own in own_texts(language).texts.items() if own.forms and key not in known)


def history_of(language: str, key: str) -> list[HistoryLine]:
    """Every line of a text, the newest first."""
    rows = fast().rows(
        "SELECT w.forms, w.is_approved, coalesce(n.called, p.number, ''), w.at FROM word_line w "
        "LEFT JOIN person p ON p.id = w.by_id LEFT JOIN person_name n ON n.person_id = w.by_id "
        "WHERE w.language = ? AND w.key = ? ORDER BY w.id DESC LIMIT 50",
        (language, key),
    )
    return [HistoryLine(tuple(as_json(row[0])), bool(row[1]), row[2], as_instant(row[3])) for row in rows]


def states_of_languages(site_id: int, at: datetime) -> list[LanguageState]:
    """How far each language is, English first."""
    reviewers = _reviewers(site_id, at)
    return [_state(code, site_id, reviewers.get(code, ())) for code in LANGUAGES]


@dataclass(frozen=True)
class _Given:
    """The state of each text of a language as the program came, and which are safety texts; small enough to keep."""

    states: dict[str, str]
    safety: frozenset[str]


@lru_cache(maxsize=len(LANGUAGES))
def _given(language: str) -> _Given:
    """Read once: a catalogue takes a quarter of a second, and a dozen of them are too large to keep."""
    texts = catalogue_of(language).texts.values()
    return _Given(
        {sys.intern(text.key): state_of(text, None) for text in texts},
        frozenset(sys.intern(text.key) for text in texts if text.english in safety_texts()),
    )


def _state(code: str, site_id: int, reviewers: tuple[str, ...]) -> LanguageState:
    given = _given(code)
    own = {key: one for key, one in own_texts(code).texts.items() if one.forms and key in given.states}
    states = {**given.states, **{key: _state_of_own(one) for key, one in own.items()}}
    counted = Counter(states.values())
    safety_open = sum(states[key] != "approved" for key in given.safety)
    return LanguageState(
        code,
        len(states),
        counted["missing"],
        counted["unreviewed"],
        counted["approved"],
        safety_open,
        len(clips_of(site_id, code)),
        reviewers,
    )


def _reviewers(site_id: int, at: datetime) -> dict[str, tuple[str, ...]]:
    """Who of the site is a named reviewer today, by language."""
    day = local_day(at)
    rows = fast().rows(
        "SELECT DISTINCT t.kind, coalesce(n.called, p.number) FROM permit t JOIN person p ON p.id = t.person_id "
        "LEFT JOIN person_name n ON n.person_id = p.id WHERE t.kind LIKE 'words:%' AND t.ended_at IS NULL "
        "AND t.confirmed_at IS NOT NULL AND t.starts_on <= ? AND t.ends_on >= ? AND p.is_active "
        "AND (p.home_site_id = ? OR EXISTS (SELECT 1 FROM role r WHERE r.person_id = p.id "
        "AND (r.site_id = ? OR r.site_id IS NULL))) ORDER BY 2",
        (day, day, site_id, site_id),
    )
    found: dict[str, tuple[str, ...]] = {}
    for kind, name in rows:
        code = kind.removeprefix("words:")
        found[code] = (*found.get(code, ()), name)
    return found
