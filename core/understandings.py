"""In which words a consent or a permit was given; words that nobody has checked do not carry one alone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from core.db import db, fast
from core.errors import N_, RuleBroken
from core.people import LANGUAGES, Consent, Permit, Person
from core.people_queries import belongs_to
from core.words import Understanding


@dataclass(frozen=True)
class ShownWords:
    """The words before a person who agreed. `interpreter`: "" nobody asked, "nobody" nobody needed, else who."""

    language: str
    version: str
    is_checked: bool
    with_english: bool
    interpreter: str = ""


def require_understanding(shown: ShownWords) -> None:
    """Raise RuleBroken where the words are unchecked and nobody has said who interpreted."""
    if not shown.is_checked and not shown.interpreter:
        raise RuleBroken(
            "interpreter",
            N_("No person has checked these words in this language yet."),
            N_("Say who interpreted, or that nobody was needed."),
        )


def note_understanding(shown: ShownWords, *, site_id: int, of: Consent | Permit) -> None:
    """Keep in which words a consent or permit was given; one that is kept already stays as it is."""
    column = "consent_id" if isinstance(of, Consent) else "permit_id"
    if fast().row(f"SELECT 1 FROM understanding WHERE {column} = ?", (of.id,)) is not None:
        return
    interpreter_id = _interpreter(shown.interpreter, site_id)
    interpreted = "person" if interpreter_id else ("nobody" if shown.interpreter == "nobody" else "unasked")
    db.session.add(
        Understanding(
            consent_id=of.id if isinstance(of, Consent) else None,
            permit_id=of.id if isinstance(of, Permit) else None,
            language=shown.language if shown.language in LANGUAGES else "en",
            version=shown.version[:32],
            is_checked=shown.is_checked,
            with_english=shown.with_english,
            interpreted=interpreted,
            interpreter_id=interpreter_id,
        )
    )
    db.session.flush()


def _interpreter(named: str, site_id: int) -> int | None:
    """The person of the site that a tablet or a form names, by number or by the key of their card."""
    if named in ("", "nobody"):
        return None
    found = db.session.scalar(select(Person.id).where(Person.number == named[:20], belongs_to(site_id)))
    return found if found is not None else interpreter_by_card(named, site_id)


def interpreter_by_card(lookup: str, site_id: int) -> int | None:
    """The person of the site whose card has that lookup key, or None."""
    row = fast().row(
        "SELECT p.id FROM card c JOIN person p ON p.id = c.person_id WHERE c.lookup_key = ? AND "
        "(p.home_site_id = ? OR EXISTS (SELECT 1 FROM role r WHERE r.person_id = p.id "
        "AND (r.site_id = ? OR r.site_id IS NULL)))",
        (lookup[:64], site_id, site_id),
    )
    return int(row[0]) if row else None


@dataclass(frozen=True)
class Understood:
    """What a person's page says of the words of a consent or permit."""

    language: str
    is_checked: bool
    with_english: bool
    interpreted: str
    interpreter: str


def understood_by(person_id: int) -> dict[tuple[str, int], Understood]:
    """In which words a person's consents and permits were given, by ("consent" | "permit", its id)."""
    rows = fast().rows(
        "SELECT u.consent_id, u.permit_id, u.language, u.is_checked, u.with_english, u.interpreted, "
        "coalesce(n.called, i.number, '') FROM understanding u LEFT JOIN consent c ON c.id = u.consent_id "
        "LEFT JOIN permit p ON p.id = u.permit_id LEFT JOIN person i ON i.id = u.interpreter_id "
        "LEFT JOIN person_name n ON n.person_id = u.interpreter_id WHERE c.person_id = ? OR p.person_id = ?",
        (person_id, person_id),
    )
    return {
        ("consent", row[0]) if row[0] is not None else ("permit", row[1]): Understood(
            row[2], bool(row[3]), bool(row[4]), row[5], row[6]
        )
        for row in rows
    }
