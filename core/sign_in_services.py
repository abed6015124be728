"""Signing in: by password on any browser, by card or PIN on a paired tablet; each guess counted, each answer alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from core.access import GIVE_AGAIN, Actor, actor_for, sites_with_role
from core.audit import write_audit_line
from core.cards import live_card
from core.clock import local_day
from core.credentials import FIRST_PASSWORD_HOLDS, is_outdated, keep_new_hash, matches
from core.db import as_instant, as_json_text, db, fast, transaction
from core.errors import N_, NotAllowed, RuleBroken
from core.people import Account, Person, Pin
from core.people_services import note_day_in
from core.sign_ins import KnownDevice, raise_strength, start_sign_in
from core.throttle import (
    PASSWORD_FROM_ADDRESS,
    PASSWORD_OF_LOGIN,
    PASSWORD_OF_LOGIN_FROM_ADDRESS,
    PIN_FROM_ADDRESS,
    PIN_OF_PERSON,
    PIN_ON_TABLET,
    PIN_ON_TABLET_BY_PERSON,
    give_back,
    reserve,
)

WRONG_PASSWORD = (N_("This name and password do not match."), N_("Check both, or ask a coordinator."))
WRONG_PIN = (N_("This PIN does not match."), N_("Try again, show your card, or ask a trainer for a new PIN."))
FIRST_LAPSED = (
    N_("This first password has lapsed: nobody chose their own within a week."),
    N_("Ask whoever gave it for another one."),
)
NO_ROLE = (
    N_("You have no role at this site today."),
    N_("Ask a coordinator here to give you one."),
)


class CodeWanted(Exception):
    """The password was right; a code of the person's app is wanted before the sign-in begins at `site_id`."""

    def __init__(self, person_id: int, site_id: int) -> None:
        super().__init__(person_id)
        self.person_id = person_id
        self.site_id = site_id


@dataclass(frozen=True)
class Found:
    """Whose secret was right: the person, and the hash it was checked against."""

    person_id: int
    is_outdated: bool


def sign_in_by_password(
    *, login: str, password: str, address: str, device: KnownDevice | None, at: datetime
) -> str:
    """Begin a sign-in; returns its secret id. Unknown name, wrong password and a disabled account answer alike.

    Raises RuleBroken for these and where the person has no role, TooManyTries after too many, CodeWanted where the
    person gives a code too: `core.code_services.sign_in_by_code` goes on.
    """
    cleaned = " ".join(login.lower().split())[:200]
    reserved = reserve(
        [
            (PASSWORD_OF_LOGIN_FROM_ADDRESS, f"{cleaned}|{address}"),
            (PASSWORD_FROM_ADDRESS, address),
            (PASSWORD_OF_LOGIN, cleaned),
        ],
        at=at,
    )
    row = fast().row(
        "SELECT a.person_id, a.password_hash, a.code_since, a.password_given_at "
        "FROM account a JOIN person p ON p.id = a.person_id "
        "LEFT JOIN person_contact c ON c.person_id = a.person_id "
        "WHERE (a.login = ? OR (lower(c.email) = ? AND c.email <> '')) AND a.disabled_at IS NULL AND p.is_active = ? "
        "ORDER BY a.login = ? DESC LIMIT 1",
        (cleaned, cleaned, True, cleaned),
    )
    if not matches(row[1] if row else None, password) or row is None:
        raise RuleBroken("password", *WRONG_PASSWORD)
    if row[3] is not None and at - as_instant(row[3]) > FIRST_PASSWORD_HOLDS:
        raise RuleBroken("password", *FIRST_LAPSED)
    sites = sites_with_role(row[0], at)
    site_id = _site_for(row[0], sites, device)
    with transaction():
        give_back(reserved)
        if is_outdated(row[1]):
            keep_new_hash(person_id=row[0], secret=password, of=Account)
        if row[2] is None:
            return start_sign_in(
                person_id=row[0],
                site_id=site_id,
                device_id=device.id if device else None,
                method="password",
                at=at,
            )
    raise CodeWanted(row[0], site_id)


def _site_for(person_id: int, sites: list[int], device: KnownDevice | None) -> int:
    """The tablet's site, else the person's home where they hold a role there, else the first with one."""
    if not sites or (device is not None and device.site_id not in sites):
        raise RuleBroken("login", *NO_ROLE)
    if device is not None:
        return device.site_id
    home = fast().row("SELECT home_site_id FROM person WHERE id = ?", (person_id,))
    return int(home[0]) if home is not None and home[0] in sites else sites[0]


def sign_in_by_card(*, token: str, device: KnownDevice, at: datetime) -> str:
    """Begin a sign-in by a card on its tablet, in the caller's transaction; the person is in today.

    Raises NotAllowed for a card that does not work here.
    """
    card = live_card(token, at=at)
    if card is None or card.person_id is None:
        raise NotAllowed(N_("This card does not work."), N_("Ask a trainer for another one: two taps."))
    return begin_by_card(person_id=card.person_id, device=device, at=at)


def begin_by_card(*, person_id: int, device: KnownDevice, at: datetime) -> str:
    """Begin the sign-in of somebody whose card was seen, in the caller's transaction; they are in today."""
    check_role(person_id, device.site_id, at)
    note_day_in(person_id=person_id, site_id=device.site_id, at=at)
    return start_sign_in(
        person_id=person_id, site_id=device.site_id, device_id=device.id, method="card", at=at
    )


def check_role(person_id: int, site_id: int, at: datetime) -> Actor:
    """The person at the site, if they are switched on and hold any role there today. Raises NotAllowed."""
    actor = actor_for(person_id, site_id=site_id, strength="pin", at=at)
    if actor is None or not actor.roles:
        raise NotAllowed(*NO_ROLE)
    return actor


def sign_in_by_pin(*, number: str, pin: str, address: str, device: KnownDevice, at: datetime) -> str:
    """Begin a sign-in by person number and PIN; returns its secret id."""
    found = check_pin_of(number=number, pin=pin, address=address, device=device, at=at)
    check_role(found.person_id, device.site_id, at)
    with transaction():
        if found.is_outdated:
            keep_new_hash(person_id=found.person_id, secret=pin, of=Pin)
        note_day_in(person_id=found.person_id, site_id=device.site_id, at=at, how="pin")
        return start_sign_in(
            person_id=found.person_id, site_id=device.site_id, device_id=device.id, method="pin", at=at
        )


def check_pin_of(*, number: str, pin: str, address: str, device: KnownDevice, at: datetime) -> Found:
    """Whose PIN it is. Counted per tablet and person, per tablet, per person and per address before it is judged.

    Raises RuleBroken for a wrong PIN, TooManyTries after too many.
    """
    named = number.strip()[:20]
    reserved = reserve(
        [
            (PIN_ON_TABLET_BY_PERSON, f"{device.public_id}|{named}"),
            (PIN_ON_TABLET, device.public_id),
            (PIN_OF_PERSON, named),
            (PIN_FROM_ADDRESS, address),
        ],
        at=at,
    )
    row = fast().row(
        "SELECT i.person_id, i.pin_hash FROM pin i JOIN person p ON p.id = i.person_id "
        "WHERE p.number = ? AND p.is_active = ? AND EXISTS (SELECT 1 FROM role r WHERE r.person_id = p.id "
        "AND (r.site_id IS NULL OR r.site_id = ?) AND r.starts_on <= ? AND (r.ends_on IS NULL OR r.ends_on >= ?))",
        (named, True, device.site_id, local_day(at), local_day(at)),
    )
    if not matches(row[1] if row else None, pin[:64]) or row is None:
        raise RuleBroken("pin", *WRONG_PIN)
    with transaction():
        give_back(reserved)
    return Found(row[0], is_outdated(row[1]))


def confirm_by_pin(*, by: Actor, pin: str, address: str, device: KnownDevice, at: datetime) -> None:
    """The person signed in by card gives the PIN: for five minutes they count as signed in by PIN.

    Raises RuleBroken for a wrong PIN, TooManyTries after too many.
    """
    found = check_pin_of(number=by.number, pin=pin, address=address, device=device, at=at)
    if found.person_id != by.person_id:
        raise RuleBroken("pin", *WRONG_PIN)
    with transaction():
        raise_strength(by.sign_in_id, at=at)


def confirm_again(*, by: Actor, secret: str, address: str, device: KnownDevice | None, at: datetime) -> Actor:
    """Whoever signs or overrides gives the PIN (on a tablet) or the password again; returns them as confirmed.

    Raises RuleBroken beside the field `secret` where nothing or something else was given.
    """
    if by.strength == "card":
        raise NotAllowed(N_("This needs your PIN."), N_("Give your PIN, then press again."))
    if not secret:
        raise RuleBroken("secret", *GIVE_AGAIN)
    if device is not None and secret.isdecimal():
        found = check_pin_of(number=by.number, pin=secret, address=address, device=device, at=at)
        is_right = found.person_id == by.person_id
    else:
        is_right = confirm_by_password(by=by, password=secret, address=address, at=at)
    if not is_right:
        raise RuleBroken("secret", N_("This does not match."), GIVE_AGAIN[1])
    with transaction():
        raise_strength(by.sign_in_id, at=at)
    return replace(by, has_confirmed=True)


def confirm_by_password(*, by: Actor, password: str, address: str, at: datetime) -> bool:
    """True if it is the password of the person's own account: asked again before it is changed."""
    reserved = reserve(
        [
            (PASSWORD_OF_LOGIN_FROM_ADDRESS, f"person:{by.number}|{address}"),
            (PASSWORD_FROM_ADDRESS, address),
            (PASSWORD_OF_LOGIN, f"person:{by.number}"),
        ],
        at=at,
    )
    row = fast().row(
        "SELECT password_hash FROM account WHERE person_id = ? AND disabled_at IS NULL", (by.person_id,)
    )
    if not matches(row[0] if row else None, password):
        return False
    with transaction():
        give_back(reserved)
    return True


def join_sign_in(*, by: Actor, token: str, device: KnownDevice, at: datetime) -> Person:
    """Another person's card joins the tablet's sign-in: both stand on what follows.

    Raises NotAllowed for a card that does not work, RuleBroken for a seventh person.
    """
    card = live_card(token, at=at)
    if card is None or card.person_id is None:
        raise NotAllowed(N_("This card does not work."), N_("Ask a trainer for another one: two taps."))
    check_role(card.person_id, device.site_id, at)
    note_day_in(person_id=card.person_id, site_id=device.site_id, at=at)
    together = [*by.with_ids]
    if card.person_id != by.person_id and card.person_id not in together:
        together.append(card.person_id)
    if len(together) > 5:
        raise RuleBroken("", N_("Six people at most work together on one tablet."))
    if list(by.with_ids) != together:
        _keep_together(by.sign_in_id, together)
        _write("work_together", card.person_id, by, device.id, at)
    return db.session.get_one(Person, card.person_id)


def leave_together(*, by: Actor, at: datetime) -> None:
    """The person signed in goes on alone."""
    if by.with_ids:
        _keep_together(by.sign_in_id, [])
        _write("work_alone", by.person_id, by, by.device_id, at)


def _write(verb: str, person_id: int | None, by: Actor, device_id: int | None, at: datetime) -> None:
    """Who came beside whom, or that nobody stands there any more."""
    row = fast().row("SELECT number FROM person WHERE id = ?", (person_id,))
    write_audit_line(
        verb,
        f"person:{row[0] if row else person_id}",
        site_id=by.site_id,
        by_id=by.person_id,
        device_id=device_id,
        at=at,
    )


def _keep_together(public_id: str, together: list[int]) -> None:
    fast().run(
        "UPDATE sign_in SET with_ids = ? WHERE public_id = ? AND ended_at IS NULL",
        (as_json_text(together), public_id),
    )


def move_sign_in(*, by: Actor, site_id: int, at: datetime) -> None:
    """Go on at another site where the person holds a role.

    Raises NotAllowed where the person has no role at that site.
    """
    if by.person_id is None or site_id not in sites_with_role(by.person_id, at):
        raise NotAllowed(*NO_ROLE)
    fast().run(
        "UPDATE sign_in SET site_id = ? WHERE public_id = ? AND device_id IS NULL AND ended_at IS NULL",
        (site_id, by.sign_in_id),
    )
