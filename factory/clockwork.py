"""The clockwork: what is due at a minute of the day. Each part may be run again at any time and does nothing twice."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from core.clock import local_day
from core.db import fast, transaction
from core.devices import forget_pairing_codes
from core.pictures import delete_unnamed
from core.sign_ins import end_forgotten_sign_ins
from core.throttle import forget_attempts
from factory.monitoring.services import end_monitoring, is_over
from factory.open_data.services import forget_ended_keys
from factory.programme.queries.periods import closed_months, last_look
from factory.programme.services.periods import list_late_truths
from factory.skills.services import count_pairs
from factory.van.services.offers import purge_offer_photos, purge_offers
from factory.van.services.overdue import tell_van_overdue
from factory.van.services.retention import purge_signatures
from factory.visits.queries import forgotten_days
from factory.visits.services import close_forgotten
from inventory.queries.practice import practice_of_earlier_days
from inventory.services.messages import purge_messages
from inventory.services.practice import close_practice

QUARTER = 15
SWEPT_AT = 17
"""The minute of an hour in which files are looked through: not when all else is due."""
MOST_AT_ONCE = 200
"""Practice pieces closed in one go, so that a tablet never waits long for the write lock."""


def tick(at: datetime) -> list[str]:
    """Do what is due at `at`; returns what was done, a line each. Needs the app's context."""
    done = (
        (_end_forgotten_sign_ins(at), "forgotten sign-ins ended"),
        (_purge(at), "old attempts and pairing codes deleted"),
        (_close_practice(at), "practice pieces closed"),
        (_purge_messages(at), "contacts and words of old messages deleted"),
        (_close_visits(at), "forgotten visits closed as estimated"),
        (_purge_van(at), "contacts and photos of old offers and old signatures deleted"),
        (_tell_van(at), "staff told of a van that is overdue"),
        *_of_machines(at),
        (_scrub(at), "freed bytes of the erased written over"),
        (_count_pairs(at), "days of pairs reckoned anew"),
        *_of_training(at),  # after what was done at machines: use that is known by now keeps a permit alive
        *_of_makeovers(at),
        (_close_imports(at), "imports of works and pieces left open closed"),
        (_purge_scans(at), "old scans of paper deleted"),
        (_sweep_files(at), "files that no row names deleted"),
        (_end_monitoring(at), "monitoring answers deleted at their end"),
        (_settle(), "changes of people's days counted"),
        (_list_late_truths(at), "late truths about closed months listed"),  # once all else is counted
        *_tell_others(at),  # last: what all the others did is told within the same minute
    )
    return [f"{count} {what}" for count, what in done if count]


def _purge_scans(at: datetime) -> int:
    """Scans of paper go in time; a minute with none due asks for no write lock."""
    from factory.evidence.scan_services import KEPT, purge_scans

    if fast().row("SELECT 1 FROM paper_scan WHERE at < ? LIMIT 1", (at - KEPT,)) is None:
        return 0
    with transaction():
        gone = purge_scans(at)
    delete_unnamed(gone, current_app.config["ECO_SETTINGS"].photo_folder)
    return len(gone)


def _sweep_files(at: datetime) -> int:
    """Files that no row names, a part of the store an hour, the whole of it in a day."""
    if at.minute != SWEPT_AT:
        return 0
    from factory.leftovers import parts_of_the_hour, sweep_leftovers

    return len(sweep_leftovers(current_app.config["ECO_SETTINGS"].photo_folder, at, parts_of_the_hour(at)))


def _end_monitoring(at: datetime) -> int:
    """Delete monitoring answers whose time is over; a minute with nothing to delete asks for no write lock."""
    if fast().row("SELECT 1 FROM monitoring_answer LIMIT 1") is None or not is_over(at):
        return 0
    with transaction():
        return end_monitoring(at=at)


def _settle() -> int:
    """Count anew whose days changed; loaded only here."""
    from factory.tally.settling import settle_all

    return settle_all()


def _tell_others(at: datetime) -> tuple[tuple[int, str], ...]:
    """What other systems are to be told of; loaded only here."""
    from factory.webhooks.sending import tick_webhooks

    return tick_webhooks(at, current_app.config["ECO_SETTINGS"])


def _count_pairs(at: datetime) -> int:
    """Time that pairs had together at pieces and machines, every quarter of an hour."""
    if at.minute % QUARTER:
        return 0
    with transaction():
        return count_pairs()


def _of_training(at: datetime) -> tuple[tuple[int, str], ...]:
    """What is due in training; that room is loaded here, by the clockwork's first minute."""
    from factory.training_clockwork import tick_training

    return tick_training(at, current_app.config["ECO_SETTINGS"])


def _of_makeovers(at: datetime) -> tuple[tuple[int, str], ...]:
    """What is due of makeovers; that room is loaded here too."""
    from factory.makeovers.clockwork import tick_makeovers

    return tick_makeovers(at, current_app.config["ECO_SETTINGS"])


def _close_imports(at: datetime) -> int:
    """Imports of works and pieces that were left open; a minute with nothing to close asks for no write lock."""
    from factory.bringing.services.forgetting import are_forgotten, close_forgotten_imports

    if not are_forgotten(at):
        return 0
    with transaction():
        return close_forgotten_imports(at)


def _of_machines(at: datetime) -> tuple[tuple[int, str], ...]:
    """What is due at machines; that room is loaded here too."""
    from factory.machine_clockwork import tick_machines

    return tick_machines(at, current_app.config["ECO_SETTINGS"])


def _close_visits(at: datetime) -> int:
    """Close who did not say that they went home, once their day is over; a night without any asks for no lock."""
    found = forgotten_days(at)
    if found:
        with transaction():
            close_forgotten(found=found, at=at)
    return len(found)


def _end_forgotten_sign_ins(at: datetime) -> int:
    with transaction():
        return end_forgotten_sign_ins(at=at)


def _purge(at: datetime) -> int:
    """Delete what is kept for a day only (failed sign-ins, pairing codes), and keys of the API ended a year ago."""
    with transaction():
        return forget_attempts(at=at) + forget_pairing_codes(at=at) + forget_ended_keys(at=at)


def _list_late_truths(at: datetime) -> int:
    """Once a day look what is counted otherwise in closed months by now; the write lock is asked for only then."""
    seen = last_look()
    if not closed_months() or (seen and seen[0] >= local_day(at)):
        return 0
    with transaction():
        return list_late_truths(at=at)


def _scrub(at: datetime) -> int:
    """Finish an erasure after which the house stopped, or the file was busy."""
    if fast().row("SELECT 1 FROM erasure WHERE scrubbed_at IS NULL LIMIT 1") is None:
        return 0
    from factory.privacy.finishing import finish_late

    return int(finish_late(current_app.config["ECO_SETTINGS"], at=at))


def _purge_messages(at: datetime) -> int:
    """What strangers wrote goes in time: first how to reach them, then the words."""
    with transaction():
        return purge_messages(at)


def _purge_van(at: datetime) -> int:
    """Who offered, where and what it looked like goes in time, and how somebody signed."""
    with transaction():
        gone, photos = purge_offers(at) + purge_signatures(at), purge_offer_photos(at)
    delete_unnamed(photos, current_app.config["ECO_SETTINGS"].photo_folder)
    return gone + len(photos)


def _tell_van(at: datetime) -> int:
    """A van that is not away in its time; a minute with none out asks for no write lock."""
    if fast().row("SELECT 1 FROM delivery WHERE left_at IS NULL AND cancelled_at IS NULL LIMIT 1") is None:
        return 0
    with transaction():
        return tell_van_overdue(at)


def _close_practice(at: datetime) -> int:
    """Close the practice lives of earlier days; a day without any asks for no write lock."""
    found = practice_of_earlier_days(at, MOST_AT_ONCE)
    if found:
        with transaction():
            close_practice(found=found, at=at)
    return len(found)
