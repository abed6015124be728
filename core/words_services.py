"""Correcting and approving the texts of a language, one by one or as a catalogue; each change is a line of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.access import Actor
from core.audit import write_audit_line
from core.catalogues import CatalogueText, catalogue_of, key_of
from core.db import as_json_text, fast
from core.errors import N_, EcoError, NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from core.people import LANGUAGES
from core.placeholders import check_forms
from core.words_queries import OwnText, own_texts

MOST_IMPORTED = 20_000


def may_review(by: Actor, language: str) -> bool:
    """True if the person is a named reviewer of the language: a permit with an end, and more than a card alone."""
    return by.holds(f"words:{language}")


def require_reviewer(by: Actor, language: str) -> None:
    """Raise NotAllowed unless `by` is a named reviewer of the language."""
    if not may_review(by, language):
        raise NotAllowed(
            N_("Only a named reviewer of this language changes its words."),
            N_("A coordinator names reviewers on a person's page, under permits."),
        )


def text_of(language: str, key: str) -> CatalogueText:
    """The text behind a key. Raises NotFound where there is none (any more)."""
    found = catalogue_of(language).texts.get(key) if language in LANGUAGES else None
    if found is None:
        raise NotFound(
            N_("There is no such text."), N_("Its English may have changed: look for it in the list.")
        )
    return found


def correct_text(
    *, by: Actor, language: str, key: str, forms: Sequence[str], seen: int, at: datetime
) -> OwnText | None:
    """Write a text anew and approve it; `seen` is the line that the reviewer had before them (0: none).

    The same words again change nothing. Raises NotAllowed, NotFound, and RuleBroken for places that do not fit.
    """
    _require_language(by, language)
    text = text_of(language, key)
    tidy = check_forms(text.english, text.plural, forms, catalogue_of(language).plural_count)
    return _write(by, language, text, tidy, is_approved=True, seen=seen, at=at, verb="correct_text")


def approve_text(*, by: Actor, language: str, key: str, seen: int, at: datetime) -> OwnText | None:
    """Approve a text as it is shown.

    Raises NotAllowed, NotFound, and RuleBroken where there is nothing to approve or somebody has just changed it.
    """
    _require_language(by, language)
    text = text_of(language, key)
    shown = shown_forms(language, text)
    if not all(shown):
        raise RuleBroken("text", N_("There is no text to approve yet."), N_("Write it first."))
    tidy = check_forms(text.english, text.plural, shown, catalogue_of(language).plural_count)
    return _write(by, language, text, tidy, is_approved=True, seen=seen, at=at, verb="approve_text")


def drop_text(*, by: Actor, language: str, key: str, seen: int, at: datetime) -> OwnText | None:
    """Take the house's own text and its approval back: the catalogue's text is shown again."""
    _require_language(by, language)
    text = text_of(language, key)
    return _write(by, language, text, [], is_approved=False, seen=seen, at=at, verb="drop_text")


def shown_forms(language: str, text: CatalogueText) -> tuple[str, ...]:
    """The forms of a text that are shown at this moment; empty where English stands in."""
    own = own_texts(language).texts.get(text.key)
    return own.forms if own is not None and own.forms else text.forms


def _require_language(by: Actor, language: str) -> None:
    require_reviewer(by, language)
    if language == "en":
        raise RuleBroken(
            "text", N_("English is written by the program's own makers."), N_("Tell them what to change.")
        )


def _write(
    by: Actor,
    language: str,
    text: CatalogueText,
    forms: list[str],
    *,
    is_approved: bool,
    seen: int,
    at: datetime,
    verb: str,
) -> OwnText | None:
    _stand_in_line(language)
    before = own_texts(language).texts.get(text.key)
    if _is_same(before, forms, is_approved):
        return before
    if (before.line if before else 0) != seen:
        raise RuleBroken(
            "text", N_("Somebody else has just changed this text."), N_("Look at theirs, then save yours.")
        )
    _add_line(by, language, text, forms, is_approved=is_approved, at=at, verb=verb)
    _stand_in_line(language)
    return own_texts(language).texts.get(text.key)


def _stand_in_line(language: str) -> None:
    """A new mark for the language: two of its reviewers wait here for one another, and readers read it anew."""
    fast().run(
        "INSERT INTO word_edition (language, mark) VALUES (?, ?) "
        "ON CONFLICT (language) DO UPDATE SET mark = excluded.mark",
        (language, new_client_id()),
    )


def _add_line(
    by: Actor,
    language: str,
    text: CatalogueText,
    forms: list[str],
    *,
    is_approved: bool,
    at: datetime,
    verb: str,
) -> None:
    connection = fast()
    connection.run(
        "INSERT INTO word_line (language, key, english, forms, is_approved, by_id, site_id, at) "
        f"VALUES (?, ?, ?, {_json_place(connection.is_sqlite)}, ?, ?, ?, ?)",
        (
            language,
            text.key,
            text.english,
            as_json_text(forms),
            is_approved,
            by.person_id,
            by.site_id,
            at,
        ),
    )
    write_audit_line(
        verb,
        f"text:{language}:{text.key}",
        site_id=by.site_id,
        by_id=by.person_id,
        device_id=by.device_id,
        at=at,
        fields=["forms", "is_approved"],
    )


def _json_place(is_sqlite: bool) -> str:
    return "?" if is_sqlite else "?::jsonb"


def _is_same(before: OwnText | None, forms: Sequence[str], is_approved: bool) -> bool:
    if before is None:
        return not forms
    return before.forms == tuple(forms) and before.is_approved == is_approved


# Whole catalogues


@dataclass(frozen=True)
class GivenText:
    """A text of a catalogue that somebody brings: `is_approved` where its maker marks it as reviewed."""

    english: str
    plural: str
    forms: tuple[str, ...]
    is_approved: bool


@dataclass
class ImportReport:
    """What became of each text of a catalogue: taken, already so, unknown here, or refused and why."""

    taken: int = 0
    same: int = 0
    unknown: int = 0
    refused: list[tuple[str, EcoError]] = field(default_factory=list)


def import_texts(
    *, by: Actor, language: str, given: Iterable[GivenText], approves: bool, at: datetime
) -> ImportReport:
    """Take a catalogue's texts in; with `approves` those that their maker calls reviewed count as approved by `by`.

    A text that does not fit is left out and reported; the others are taken. The same catalogue again changes nothing.
    Raises NotAllowed for whoever is no reviewer, RuleBroken for a catalogue that is too large.
    """
    _require_language(by, language)
    catalogue, report = catalogue_of(language), ImportReport()
    _stand_in_line(language)
    own, brought = own_texts(language).texts, set[str]()
    for number, one in enumerate(given):
        if number >= MOST_IMPORTED:
            raise RuleBroken("file", N_("This catalogue is too large."), N_("Bring it in parts."))
        text = catalogue.texts.get(key_of(one.english, one.plural))
        if text is None or text.key in brought:
            report.unknown += 1
            continue
        brought.add(text.key)
        try:
            forms = check_forms(text.english, text.plural, one.forms, catalogue.plural_count)
        except RuleBroken as problem:
            report.refused.append((text.english, problem))
            continue
        is_approved = approves and one.is_approved
        if _is_so_already(own.get(text.key), text, forms, is_approved):
            report.same += 1
            continue
        _add_line(by, language, text, forms, is_approved=is_approved, at=at, verb="import_text")
        report.taken += 1
    _stand_in_line(language)
    return report


def _is_so_already(
    before: OwnText | None, text: CatalogueText, forms: Sequence[str], is_approved: bool
) -> bool:
    """True where the text is shown so and counts as approved already, as far as the catalogue asks for it."""
    is_own = before is not None and bool(before.forms)
    shown = before.forms if before is not None and is_own else text.forms
    was_approved = before.is_approved if before is not None and is_own else text.is_reviewed
    return tuple(forms) == shown and (was_approved or not is_approved)
