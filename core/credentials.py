"""Passwords and PINs: how they are hashed (Argon2id), what they must be, and how a guess is judged in constant time."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.access import Actor
from core.db import db, fast
from core.errors import N_, RuleBroken
from core.password_rules import is_guessable
from core.people import Account, Person, Pin
from core.people_queries import hold_living, person_by_id
from core.person_trail import write_person_line
from core.sign_ins import end_sign_ins_of

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
FIRST_PASSWORD_HOLDS = timedelta(days=7)
"""For so long a password that somebody else chose lets its owner in, to choose one of their own."""
PIN_LENGTH = 6
_cost = {"memory_kib": 19_456, "passes": 2}


def set_cost(*, memory_kib: int, passes: int) -> None:
    """Take the Argon2id cost of the settings; called once, when the app is made."""
    _cost.update(memory_kib=memory_kib, passes=passes)


@lru_cache(maxsize=4)
def _hasher(memory_kib: int, passes: int) -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)


def _present_hasher() -> PasswordHasher:
    return _hasher(_cost["memory_kib"], _cost["passes"])


def make_hash(secret: str) -> str:
    """The Argon2id hash of a password or PIN, with its salt and cost."""
    return _present_hasher().hash(secret)


@lru_cache(maxsize=4)
def _dummy_hash(memory_kib: int, passes: int) -> str:
    return _hasher(memory_kib, passes).hash(secrets.token_urlsafe(16))


def matches(stored: str | None, secret: str) -> bool:
    """True if `secret` is the one that `stored` was made of. Without `stored` the same work is done for nothing."""
    from argon2.exceptions import InvalidHashError, VerificationError

    if len(secret) > LONGEST_PASSWORD:  # nobody's: it is compared whole or not at all
        stored = None
    checked = stored or _dummy_hash(_cost["memory_kib"], _cost["passes"])
    try:
        _present_hasher().verify(checked, secret[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """True if the hash was made at another cost than today's."""
    return _present_hasher().check_needs_rehash(stored)


# What they must be


def check_password(field: str, password: str, own_words: Iterable[str]) -> None:
    """RuleBroken on `field` unless the password is long enough and none that is easy to guess.

    `own_words`: the sign-in name, and names of the person, the sites and their cities.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise RuleBroken(
            field,
            N_("A password has at least %(count)s letters."),
            N_("Four words that do not belong together are easy to remember."),
            count=SHORTEST_PASSWORD,
        )
    if is_guessable(password, own_words):
        raise RuleBroken(
            field, N_("This password is easy to guess."), N_("Take four words that do not belong together.")
        )


def _words_about(person: Person, login: str) -> list[str]:
    """What whoever knows the person and the place would try first."""
    name = person.name
    sites = fast().rows("SELECT name, city FROM site")
    names = [name.called, name.full_name] if name is not None else []
    return [login.split("@")[0], *names, *(word for row in sites for word in row)]


def check_pin(field: str, pin: str) -> None:
    """RuleBroken on `field` unless the PIN is six digits and no pattern."""
    if len(pin) != PIN_LENGTH or not (pin.isascii() and pin.isdigit()):
        raise RuleBroken(field, N_("A PIN is six digits."))
    if _is_pattern(pin):
        raise RuleBroken(field, N_("This PIN is easy to guess."), N_("Choose digits in no order."))


def _is_pattern(pin: str) -> bool:
    steps = {(int(b) - int(a)) % 10 for a, b in zip(pin, pin[1:], strict=False)}
    repeats = pin[:2] * 3 == pin or pin[:3] * 2 == pin
    return len(set(pin)) < 3 or steps in ({0}, {1}, {9}) or repeats


def new_pin() -> str:
    """A random PIN that is no pattern."""
    while True:
        pin = f"{secrets.randbelow(10**PIN_LENGTH):06d}"
        if not _is_pattern(pin):
            return pin


# Setting them


def set_pin(*, by: Actor, person_id: int, pin: str, at: datetime, keep: str = "") -> None:
    """Store a PIN and end the person's sign-ins (all but `keep`, a sign-in's public id). NotFound for the erased."""
    hold_living(person_id)
    person = person_by_id(person_id)
    check_pin("pin", pin)
    row = db.session.get(Pin, person_id)
    if row is None:
        row = Pin(person_id=person_id, pin_hash="", set_at=at)
        db.session.add(row)
    row.pin_hash, row.set_at = make_hash(pin), at
    db.session.flush()
    end_sign_ins_of(person_id, at=at, keep=keep)
    write_person_line("set_pin", number=person.number, by=by, at=at)


def make_account(
    *, by: Actor, person_id: int, login: str, password: str, at: datetime, is_owners: bool = False
) -> Account:
    """Give a person an account: a login (a name or an e-mail) and a password.

    The password opens nothing but choosing one's own, unless its owner chose it: `is_owners`.

    Raises RuleBroken for a login that is none or taken, and for a weak password; NotFound for one who was erased.
    """
    hold_living(person_id)
    person = person_by_id(person_id)
    cleaned = " ".join(login.lower().split())
    if len(cleaned) < 3 or len(cleaned) > 120 or cleaned.isdigit():
        raise RuleBroken("login", N_("A sign-in name has 3 letters or more and is not a number."))
    holder = db.session.scalar(select(Account).where(Account.login == cleaned))
    if holder is not None and holder.person_id != person_id:
        raise RuleBroken("login", N_("This sign-in name is taken."), N_("Choose another one."))
    check_password("password", password, _words_about(person, cleaned))
    account = db.session.get(Account, person_id)
    if account is None:
        account = Account(person_id=person_id, login=cleaned, password_hash="", made_at=at)
        db.session.add(account)
    account.login, account.password_hash, account.disabled_at = cleaned, make_hash(password), None
    account.password_given_at = None if is_owners else at
    db.session.flush()
    end_sign_ins_of(person_id, at=at)
    write_person_line("make_account", number=person.number, by=by, at=at, fields=["login", "password"])
    return account


def set_password(*, by: Actor, person_id: int, password: str, at: datetime, keep: str = "") -> None:
    """Change the password of an account; every sign-in but `keep` ends. What another sets is a first password.

    Raises RuleBroken for a weak password, and for the first password kept as one's own.
    """
    person = person_by_id(person_id)
    account = account_of(person_id)
    check_password("password", password, _words_about(person, account.login))
    is_owners = by.person_id == person_id
    if is_owners and account.password_given_at is not None and matches(account.password_hash, password):
        raise RuleBroken("password", N_("Choose another password than the one that you were given."))
    account.password_hash, account.password_given_at = make_hash(password), None if is_owners else at
    db.session.flush()
    end_sign_ins_of(person_id, at=at, keep=keep)
    write_person_line("set_password", number=person.number, by=by, at=at, fields=["password"])


def switch_account(*, by: Actor, person_id: int, is_on: bool, at: datetime) -> None:
    """Disable an account at once, or let it sign in again."""
    person = person_by_id(person_id)
    account = account_of(person_id)
    account.disabled_at = None if is_on else account.disabled_at or at
    db.session.flush()
    if not is_on:
        end_sign_ins_of(person_id, at=at)
    write_person_line("switch_account", number=person.number, by=by, at=at, fields=["disabled_at"])


def has_account(person_id: int) -> bool:
    """True if the person may sign in with a password."""
    return fast().row("SELECT 1 FROM account WHERE person_id = ?", (person_id,)) is not None


def has_first_password(person_id: int) -> bool:
    """True if somebody else chose the person's password, and they have not chosen one yet."""
    row = fast().row("SELECT password_given_at FROM account WHERE person_id = ?", (person_id,))
    return row is not None and row[0] is not None


def account_of(person_id: int) -> Account:
    """The person's account. Raises RuleBroken where there is none."""
    account = db.session.get(Account, person_id)
    if account is None:
        raise RuleBroken("", N_("This person has no account."), N_("Make one first."))
    return account


def keep_new_hash(*, person_id: int, secret: str, of: type[Account] | type[Pin]) -> None:
    """Hash a secret anew that was just found right, where the cost in the settings has changed."""
    row = db.session.get(of, person_id)
    if isinstance(row, Account):
        row.password_hash = make_hash(secret)
    elif isinstance(row, Pin):
        row.pin_hash = make_hash(secret)
    db.session.flush()
