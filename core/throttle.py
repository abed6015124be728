"""Limits on guessing: each try is counted before it is judged, so that a hundred tries at once count as a hundred."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.db import as_instant, fast, transaction
from core.errors import N_, EcoError

KEPT = timedelta(days=1)


class TooManyTries(EcoError):
    """The limit is reached; it says when the next try is taken."""

    status = 429


@dataclass(frozen=True)
class Limit:
    """At most `count` failures of `kind` within `span` for one key."""

    kind: str
    count: int
    span: timedelta


DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
PIN_ON_TABLET_BY_PERSON = Limit("pin-tablet-person", 5, QUARTER)
PIN_ON_TABLET = Limit("pin-tablet", 60, DAY)
"""60 guesses at a random six-digit PIN: 6 in 100,000 a tablet and day, below the bar of 1 in 10,000."""
PIN_OF_PERSON = Limit("pin-person", 100, DAY)
"""More than one tablet can use up in a day, so a guesser at one bench never locks a person out at another."""
PIN_FROM_ADDRESS = Limit("pin-address", 300, DAY)
PASSWORD_OF_LOGIN_FROM_ADDRESS = Limit("password-login-address", 5, QUARTER)
PASSWORD_OF_LOGIN = Limit("password-login", 100, DAY)
PASSWORD_FROM_ADDRESS = Limit("password-address", 30, QUARTER)
CODE_OF_PERSON = Limit("code-person", 5, QUARTER)
CODE_OF_PERSON_A_DAY = Limit("code-person-day", 60, DAY)
"""60 guesses at six digits of which three are good at a time: 2 in 10,000 a day, and only behind a right password."""
CODE_FROM_ADDRESS = Limit("code-address", 100, DAY)
CARD_ON_TABLET = Limit("card-tablet", 60, QUARTER)
PAIRING_FROM_ADDRESS = Limit("pairing-address", 10, QUARTER)
PAPER_FROM_ADDRESS = Limit("paper-address", 40, QUARTER)
"""Codes of certificates that were not found: 95 random bits need no bar, but nobody may ask all day."""
LETTERS_OF_PAPER = Limit("paper-letters", 10, DAY)
"""Guesses at two letters of the name on one certificate: 10 of some 600 a day."""
MESSAGE_FROM_ADDRESS = Limit("message-address", 6, QUARTER)
MESSAGE_ABOUT_PIECE = Limit("message-piece", 20, DAY)
MESSAGE_AT_ALL = Limit("message-all", 500, DAY)
"""Strangers' messages: enough for a family behind one address, too few to bury the desk."""

Try = tuple[Limit, str]


def reserve(tries: Sequence[Try], *, at: datetime) -> list[int]:
    """Count one try against every limit, in a transaction of its own; returns what `give_back` takes after a success.

    Raises TooManyTries, and counts nothing, where a limit is reached.
    """
    with transaction():
        connection = fast()
        connection.run("DELETE FROM attempt WHERE at < ?", (at - KEPT,))
        keys = [(limit, _hidden(limit.kind, key)) for limit, key in tries]
        for limit, key in keys:
            _refuse_if_reached(limit, key, at)
        return [
            connection.row(
                "INSERT INTO attempt (kind, key, at) VALUES (?, ?, ?) RETURNING id", (limit.kind, key, at)
            )[0]  # type: ignore[index]
            for limit, key in keys
        ]


def give_back(reserved: Sequence[int]) -> None:
    """The try was right: it does not count. Runs in the caller's transaction."""
    for number in reserved:
        fast().run("DELETE FROM attempt WHERE id = ?", (number,))


def forget_attempts(*, at: datetime) -> int:
    """Delete the tries of earlier days, in the caller's transaction; returns how many there were."""
    return fast().run("DELETE FROM attempt WHERE at < ?", (at - KEPT,))


def _refuse_if_reached(limit: Limit, key: str, at: datetime) -> None:
    row = fast().row(
        "SELECT count(*), min(at) FROM attempt WHERE kind = ? AND key = ? AND at > ?",
        (limit.kind, key, at - limit.span),
    )
    if row is None or row[0] < limit.count:
        return
    wait = max(1, round((as_instant(row[1]) + limit.span - at).total_seconds() / 60))
    raise TooManyTries(
        N_("That was too many tries."),
        N_("Wait %(minutes)s minutes. A card, or another tablet, works meanwhile."),
        minutes=wait,
    )


def _hidden(kind: str, key: str) -> str:
    """Keys are kept hashed: somebody may have typed a password into the box for the name."""
    return hashlib.sha256(f"{kind}\x1f{key}".encode("utf-8", "replace")).hexdigest()
