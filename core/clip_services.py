"""Clips of voices: kept with the speaker's consent, played, and gone at once when they take it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.access import Actor
from core.audit import write_audit_line
from core.clips import StoredClip, delete_clip, store_clip
from core.db import fast
from core.errors import N_, NotAllowed, NotFound, RuleBroken
from core.people import Person
from core.people_queries import person_by_id, person_here
from core.people_services import note_consent, withdraw_consent
from core.words_services import may_review, require_reviewer, text_of


@contextmanager
def stored_clip(data: bytes, folder: Path) -> Iterator[StoredClip]:
    """Store a recording for the transaction within; what no row names after it, because it was refused, goes again."""
    stored = store_clip(data, folder)
    try:
        yield stored
    finally:
        for sha256 in _unnamed([stored.sha256]):
            delete_clip(folder, sha256)


VOICE_VERSION = "2026-11"
"""What a speaker agrees to today: `templates/words/_voice.html` says it."""


@dataclass(frozen=True)
class KnownClip:
    """A clip as lists and the player know it."""

    id: str
    site_id: int
    language: str
    key: str
    english: str
    speaker_id: int
    speaker: str
    sha256: str
    form: str
    length_seconds: int


_CLIP = (
    "SELECT c.id, c.site_id, c.language, c.key, c.english, c.speaker_id, coalesce(n.called, p.number), c.sha256, "
    "c.form, c.length_seconds FROM clip c JOIN person p ON p.id = c.speaker_id "
    "LEFT JOIN person_name n ON n.person_id = p.id "
)


def clips_of(site_id: int, language: str) -> dict[str, KnownClip]:
    """The clips of a site in a language, by the key of their text."""
    rows = fast().rows(
        _CLIP + "WHERE c.site_id = ? AND c.language = ? ORDER BY c.english", (site_id, language)
    )
    return {row[3]: KnownClip(*row) for row in rows}


def clip_ids(site_id: int) -> list[str]:
    """Every clip of a site, whatever the language: what its tablets may still hold."""
    return [row[0] for row in fast().rows("SELECT id FROM clip WHERE site_id = ? ORDER BY id", (site_id,))]


def clip_here(clip_id: str, site_id: int) -> KnownClip:
    """A clip of the site. Raises NotFound for any other."""
    row = fast().row(_CLIP + "WHERE c.id = ? AND c.site_id = ?", (clip_id[:64], site_id))
    if row is None:
        raise NotFound(N_("This recording is not here any more."))
    return KnownClip(*row)


def clips_spoken_by(person_id: int) -> int:
    """How many clips hold a person's voice."""
    row = fast().row("SELECT count(*) FROM clip WHERE speaker_id = ?", (person_id,))
    return int(row[0]) if row else 0


def keep_clip(
    *,
    by: Actor,
    language: str,
    key: str,
    stored: StoredClip,
    speaker: str,
    has_agreed: bool,
    at: datetime,
    token: str,
) -> list[str]:
    """Keep a spoken text; `speaker` is the number of whose voice it is ("" for `by`). Gives the hashes to wipe.

    The same token again changes nothing. Raises NotAllowed, NotFound, and RuleBroken where the speaker did not agree.
    """
    require_reviewer(by, language)
    text = text_of(language, key)
    if fast().row("SELECT 1 FROM clip WHERE id = ?", (token,)) is not None:
        return []
    person = _speaker(by, speaker)
    if not has_agreed:
        raise RuleBroken(
            "agreed",
            N_("A voice is kept only if its owner agrees."),
            N_("Read it to them, and tick the box if they agree."),
        )
    note_consent(by=by, person_id=person.id, kind="voice", how="heard", version=VOICE_VERSION, at=at)
    gone = [clip.sha256 for clip in clips_of(by.site_id, language).values() if clip.key == key]
    fast().run("DELETE FROM clip WHERE site_id = ? AND language = ? AND key = ?", (by.site_id, language, key))
    fast().run(
        "INSERT INTO clip (id, site_id, language, key, english, speaker_id, recorded_by_id, sha256, form, byte_count, "
        "length_seconds, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            token,
            by.site_id,
            language,
            key,
            text.english,
            person.id,
            by.person_id,
            stored.sha256,
            stored.form,
            stored.byte_count,
            stored.length_seconds,
            at,
        ),
    )
    _audit("replace_clip" if gone else "keep_clip", by, language, key, at)
    return _unnamed(gone)


def remove_clip(*, by: Actor, clip_id: str, at: datetime) -> list[str]:
    """Take a clip away: its reviewer, its speaker or a coordinator may. Gives the hashes to wipe.

    Raises NotAllowed for anybody else, NotFound for a clip of another site.
    """
    clip = clip_here(clip_id, by.site_id)
    is_own = by.person_id is not None and clip.speaker_id == by.person_id
    if not (is_own or may_review(by, clip.language) or by.may("edit_people")):
        raise NotAllowed(N_("This needs another role."), N_("Ask a coordinator."))
    fast().run("DELETE FROM clip WHERE id = ?", (clip.id,))
    _audit("remove_clip", by, clip.language, clip.key, at)
    return _unnamed([clip.sha256])


def withdraw_voice(*, by: Actor, person_id: int, at: datetime) -> list[str]:
    """A speaker takes their voice back: every clip of it goes at once, at every site. Gives the hashes to wipe."""
    rows = fast().rows("SELECT sha256, language, key FROM clip WHERE speaker_id = ?", (person_id,))
    fast().run("DELETE FROM clip WHERE speaker_id = ?", (person_id,))
    withdraw_consent(by=by, person_id=person_id, kind="voice", at=at)
    for _, language, key in rows:
        _audit("remove_clip", by, language, key, at)
    return _unnamed([row[0] for row in rows])


def _speaker(by: Actor, number: str) -> Person:
    if number.strip():
        return person_here(number.strip()[:20], site_id=by.site_id)
    if by.person_id is None:
        raise RuleBroken("speaker", N_("Whose voice is it?"), N_("Write their number."))
    return person_by_id(by.person_id)


def _unnamed(hashes: list[str]) -> list[str]:
    """Those that no clip names any more (two texts may share one recording)."""
    return [
        one for one in hashes if fast().row("SELECT 1 FROM clip WHERE sha256 = ? LIMIT 1", (one,)) is None
    ]


def _audit(verb: str, by: Actor, language: str, key: str, at: datetime) -> None:
    write_audit_line(
        verb,
        f"text:{language}:{key}",
        site_id=by.site_id,
        by_id=by.person_id,
        device_id=by.device_id,
        at=at,
        fields=["clip"],
    )
