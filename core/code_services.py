"""The second step of signing in with a password: codes of an app on one's own phone, for those who see many people.

A secret is kept sealed with the server's key, so that a stolen database alone opens nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.access import Actor
from core.clock import local_day
from core.db import as_instant, as_json, fast, transaction
from core.errors import N_, NotAllowed, RuleBroken
from core.one_time_codes import matching_step, new_secret
from core.people_queries import person_by_id
from core.person_trail import write_person_line
from core.sealing import open_up, seal_up
from core.sign_ins import KnownDevice, end_sign_ins_of, start_sign_in
from core.throttle import CODE_FROM_ADDRESS, CODE_OF_PERSON, CODE_OF_PERSON_A_DAY, give_back, reserve

HALF_WAY = timedelta(minutes=10)
"""How long a right password waits for its code."""
SEES_MANY = ("coordinator", "administrator")
"""Roles that a site may want a code of (OWASP ASVS 5.0, 6.3.3)."""
WRONG_CODE = (
    N_("This code does not match."),
    N_("Take the code that the app shows now. Each is good once."),
)

LOST_CODE = (
    N_("The server’s key has changed since this code was set up: no code can be checked any more."),
    N_("Ask an administrator to take it off on the page of your account; then set it up anew."),
)


def _about(person_id: int) -> str:
    return f"account code:{person_id}"


def code_since(person_id: int) -> datetime | None:
    """Since when the person gives a code after their password; None where they give none."""
    row = fast().row("SELECT code_since FROM account WHERE person_id = ?", (person_id,))
    return as_instant(row[0]) if row is not None and row[0] is not None else None


def begin_code(*, by: Actor, secret_key: str, at: datetime) -> str:
    """A fresh secret for the person's own app; nothing is asked of them until a code of it was given.

    Raises RuleBroken where a code is asked already or the person has no account.
    """
    person_id = by.person_id or 0
    if code_since(person_id) is not None:
        raise RuleBroken("code", N_("You give a code already."), N_("Take it off first."))
    secret = new_secret()
    sealed = seal_up(secret_key, secret, _about(person_id))
    changed = fast().run(
        "UPDATE account SET code_sealed = ?, code_step = 0 WHERE person_id = ? AND code_since IS NULL "
        "AND disabled_at IS NULL",
        (sealed, person_id),
    )
    if not changed:
        raise RuleBroken("code", N_("Only who signs in with a password gives a code."))
    write_person_line("begin_code", number=person_by_id(person_id).number, by=by, at=at)
    return secret


def begun_secret(*, by: Actor, secret_keys: Sequence[str]) -> str:
    """The secret that waits for its first code; "" where none does, or none that can be read."""
    row = fast().row(
        "SELECT code_sealed FROM account WHERE person_id = ? AND code_since IS NULL", (by.person_id,)
    )
    return (_opened(secret_keys, row[0], by.person_id or 0) or "") if row is not None else ""


def is_code_lost(*, person_id: int, secret_keys: Sequence[str]) -> bool:
    """True where a secret is kept that none of the server's keys opens: the key has changed since."""
    row = fast().row("SELECT code_sealed FROM account WHERE person_id = ?", (person_id,))
    return row is not None and bool(row[0]) and _opened(secret_keys, row[0], person_id) is None


def _opened(secret_keys: Sequence[str], sealed: str, person_id: int) -> str | None:
    """A secret as it was sealed, "" for none; None where none of the keys fits."""
    try:
        return open_up(secret_keys, sealed, _about(person_id)) if sealed else ""
    except RuleBroken:
        return None


def prove_code(*, by: Actor, code: str, secret_keys: Sequence[str], address: str, at: datetime) -> None:
    """The app gave its first right code: from now on one is asked after the password. Other sign-ins end.

    Raises RuleBroken beside `code`, TooManyTries after too many.
    """
    _check(person_id=by.person_id or 0, code=code, secret_keys=secret_keys, address=address, at=at)
    with transaction():
        fast().run(
            "UPDATE account SET code_since = ? WHERE person_id = ? AND code_since IS NULL", (at, by.person_id)
        )
        end_sign_ins_of(by.person_id or 0, at=at, keep=by.sign_in_id)
        write_person_line("prove_code", number=by.number, by=by, at=at)


def take_code_off(*, by: Actor, person_id: int, at: datetime) -> None:
    """No code is asked of the person any more, as after a lost phone; runs in the caller's transaction."""
    changed = fast().run(
        "UPDATE account SET code_sealed = '', code_since = NULL, code_step = 0 "
        "WHERE person_id = ? AND code_sealed <> ''",
        (person_id,),
    )
    if changed:
        write_person_line("end_code", number=person_by_id(person_id).number, by=by, at=at)


def take_own_code_off(
    *, by: Actor, code: str, secret_keys: Sequence[str], address: str, at: datetime
) -> None:
    """Give a last code and give none from then on. Raises NotAllowed where a site wants one of the person."""
    if is_code_wanted(by.person_id or 0, at):
        raise NotAllowed(
            N_("Your site wants a code from coordinators and administrators."),
            N_("With another phone: ask an administrator to take the code off, then begin anew."),
        )
    _check(person_id=by.person_id or 0, code=code, secret_keys=secret_keys, address=address, at=at)
    with transaction():
        take_code_off(by=by, person_id=by.person_id or 0, at=at)


def is_code_wanted(person_id: int, at: datetime) -> bool:
    """True if a site that wants codes has the person as its coordinator or administrator today."""
    roles = ", ".join("?" for _ in SEES_MANY)
    day = local_day(at)
    rows = fast().rows(
        f"SELECT s.settings FROM role r JOIN site s ON r.site_id IS NULL OR s.id = r.site_id "
        f"WHERE r.person_id = ? AND r.role IN ({roles}) AND r.starts_on <= ? "
        "AND (r.ends_on IS NULL OR r.ends_on >= ?) AND s.is_active = ?",
        (person_id, *SEES_MANY, day, day, True),
    )
    return any((as_json(row[0]) or {}).get("wants_codes") for row in rows)


def sign_in_by_code(
    *,
    person_id: int,
    site_id: int,
    code: str,
    secret_keys: Sequence[str],
    address: str,
    device: KnownDevice | None,
    at: datetime,
) -> str:
    """End the sign-in that a right password began; returns its secret id. Raises RuleBroken, TooManyTries."""
    _check(person_id=person_id, code=code, secret_keys=secret_keys, address=address, at=at)
    with transaction():
        return start_sign_in(
            person_id=person_id,
            site_id=site_id,
            device_id=device.id if device else None,
            method="password",
            at=at,
        )


def _check(*, person_id: int, code: str, secret_keys: Sequence[str], address: str, at: datetime) -> None:
    """Count the try, then judge it; a code that was right is used up.

    Raises RuleBroken beside `code` for a wrong one, and where the secret cannot be read any more; TooManyTries.
    """
    reserved = reserve(
        [
            (CODE_OF_PERSON, str(person_id)),
            (CODE_OF_PERSON_A_DAY, str(person_id)),
            (CODE_FROM_ADDRESS, address),
        ],
        at=at,
    )
    row = fast().row(
        "SELECT code_sealed, code_step FROM account WHERE person_id = ? AND disabled_at IS NULL", (person_id,)
    )
    if row is None or not row[0]:
        raise RuleBroken("code", *WRONG_CODE)
    secret = _opened(secret_keys, row[0], person_id)
    if secret is None:  # no guess at a code: whoever gives a right one is told why it cannot match
        with transaction():
            give_back(reserved)
        raise RuleBroken("code", *LOST_CODE)
    step = matching_step(secret, code, at=at, after=row[1])
    if step is None:
        raise RuleBroken("code", *WRONG_CODE)
    with transaction():
        used = fast().run(
            "UPDATE account SET code_step = ? WHERE person_id = ? AND code_step < ?", (step, person_id, step)
        )
        if not used:  # the same code, a moment ago in another browser
            raise RuleBroken("code", *WRONG_CODE)
        give_back(reserved)
