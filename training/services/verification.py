"""The public check of a paper: by its code alone, with the name masked; more of the name for who knows its end.

A code is looked up by its hash. Every look is counted against the address before it is judged, and a right code is
given back, so that only those who try codes run out.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.clock import local_day
from core.db import transaction
from core.errors import N_
from core.ids import certificate_key, read_certificate_code
from core.throttle import (
    LETTERS_OF_PAPER,
    PAPER_FROM_ADDRESS,
    TooManyTries,
    give_back,
    reserve,
)
from training.papers import ends_with, frozen_text, masked, paper_hash
from training.queries.certificates import PaperLine, certificate_by_key
from training.queries.skills import RecordLine, record_by_key
from training.signing import is_ours

NO_CODE = "0" * 20


@dataclass(frozen=True)
class CheckedPaper:
    """What the check says: `state` is valid, replaced, revoked or broken; `names` are masked unless `is_named`."""

    code: str
    what: str
    state: str
    names: tuple[str, ...]
    is_named: bool
    snapshot: dict[str, Any]
    serial: str = ""
    ended_on: date | None = None
    replaced_by: str = ""
    is_wrong: bool = False


def check_paper(
    *, code: str, letters: str, address: str, secrets: Sequence[str], at: datetime
) -> CheckedPaper | None:
    """The paper with that code, or None. Raises TooManyTries for an address that keeps trying."""
    canonical = read_certificate_code(code)
    tries = _counted([(PAPER_FROM_ADDRESS, address)], at)
    key = certificate_key(canonical or NO_CODE)
    found = certificate_by_key(key) or record_by_key(key)
    if found is None or canonical is None or not hmac.compare_digest(found.code, canonical):
        return None
    with transaction():
        give_back(tries)
    is_named = bool(letters) and _knows(found, letters, at)
    return CheckedPaper(
        code=found.code,
        what="certificate" if isinstance(found, PaperLine) else "record",
        state=_state(found, secrets),
        names=tuple(line if is_named else masked(line) for line in found.snapshot["name"]),
        is_named=is_named,
        snapshot={field: value for field, value in found.snapshot.items() if field != "name"},
        serial=found.serial if isinstance(found, PaperLine) else "",
        ended_on=local_day(found.ended_at) if found.ended_at else None,
        is_wrong=bool(letters) and not is_named,
    )


def _knows(found: PaperLine | RecordLine, letters: str, at: datetime) -> bool:
    """Whether the letters end a line of the name; each guess at a paper counts, a right one does not."""
    tries = _counted([(LETTERS_OF_PAPER, found.code)], at)
    fits = [ends_with(line, letters) for line in found.snapshot["name"]]
    if not any(fits):
        return False
    with transaction():
        give_back(tries)
    return True


def _state(found: PaperLine | RecordLine, secrets: Sequence[str]) -> str:
    """What became of the paper; broken where the register does not say any more what was issued."""
    if not hmac.compare_digest(paper_hash(found.snapshot), found.sha256):
        return "broken"
    if isinstance(found, PaperLine):
        return found.state
    if found.ended_at is not None:
        return "ended"
    return "valid" if is_ours(secrets, frozen_text(found.snapshot), found.signature) else "broken"


def _counted(tries: list[tuple[Any, str]], at: datetime) -> list[int]:
    try:
        return reserve(tries, at=at)
    except TooManyTries as problem:
        raise TooManyTries(
            N_("That was too many tries."), N_("Wait %(minutes)s minutes and try again."), **problem.params
        ) from problem
