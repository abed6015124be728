"""How long what is kept, as the register says it: each clock, who winds it, what it still has and what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from core.db import fast
from core.devices import PAIRING_KEPT
from core.errors import N_
from core.feed_keys import KEYS_KEPT
from core.throttle import KEPT as ATTEMPTS_KEPT
from factory.van.services.offers import CONTACT_AT_MOST
from factory.van.services.retention import SIGNATURES_KEPT

MINUTE: Final = "minute"
OPEN_IMPORTS: Final = (
    "SELECT kind, made_at FROM training_import WHERE state = 'open' "
    "UNION ALL SELECT kind, made_at FROM works_import WHERE state = 'open'"
)
SIX_YEARS: Final = timedelta(days=6 * 365 + 2)


@dataclass(frozen=True)
class Clock:
    """A clock: `kept` counts rows; `due` those whose time is over (one `?`; "" where it is no simple age)."""

    slug: str
    what: str
    how_long: str
    wound_by: Literal["minute", "purge"]
    kept: str
    due: str = ""
    age: timedelta = timedelta()
    tables: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClockLine:
    """A clock as the page shows it; a count that is not known is None."""

    clock: Clock
    kept: int
    due: int | None
    due_soon: int | None


CLOCKS: Final = (
    Clock(
        "attempts",
        N_("Failed sign-ins, for the throttle"),
        N_("a day"),
        "minute",
        "SELECT COUNT(*) FROM attempt",
        "SELECT COUNT(*) FROM attempt WHERE at < ?",
        ATTEMPTS_KEPT,
        tables=("attempt",),
    ),
    Clock(
        "pairing",
        N_("Codes that pair a tablet"),
        N_("a day after they ended"),
        "minute",
        "SELECT COUNT(*) FROM pairing_code",
        "SELECT COUNT(*) FROM pairing_code WHERE ends_at < ?",
        PAIRING_KEPT,
        tables=("pairing_code",),
    ),
    Clock(
        "door_contacts",
        N_("How to reach strangers who wrote"),
        N_("a month after their message was settled, half a year at most"),
        "minute",
        "SELECT COUNT(*) FROM door_contact",
        tables=("door_contact", "door_message"),
    ),
    Clock(
        "needs",
        N_("What learners need to take part"),
        N_("three months after the last class"),
        "minute",
        "SELECT COUNT(*) FROM learner_needs",
        tables=("learner_needs",),
    ),
    Clock(
        "records",
        N_("What an awarding body asks of learners, and the ULN"),
        N_("until the body has answered, else a year after the last class"),
        "minute",
        "SELECT (SELECT COUNT(*) FROM learner_record) + (SELECT COUNT(*) FROM learner_number)",
        tables=("learner_record", "learner_number"),
    ),
    Clock(
        "imports",
        N_("Rows of spreadsheets left open"),
        N_("14 days"),
        "minute",
        f"SELECT COUNT(*) FROM ({OPEN_IMPORTS}) i",
        f"SELECT COUNT(*) FROM ({OPEN_IMPORTS}) i WHERE i.kind <> 'units' AND i.made_at < ?",
        timedelta(days=14),
        tables=("training_import", "piece_import", "works_import"),
    ),
    Clock(
        "scans",
        N_("Scans of signed paper"),
        N_("six years"),
        "minute",
        "SELECT COUNT(*) FROM paper_scan",
        "SELECT COUNT(*) FROM paper_scan WHERE at < ?",
        SIX_YEARS,
        tables=("paper_scan",),
    ),
    Clock(
        "keys",
        N_("Ended calendar addresses"),
        N_("a year"),
        "minute",
        "SELECT COUNT(*) FROM calendar_key WHERE ended_at IS NOT NULL",
        "SELECT COUNT(*) FROM calendar_key WHERE ended_at < ?",
        KEYS_KEPT,
        tables=("calendar_key", "machine_calendar_key"),
    ),
    Clock(
        "messages",
        N_("What people were told"),
        N_("a year"),
        "minute",
        "SELECT COUNT(*) FROM outbox_message WHERE ended_at IS NOT NULL",
        "SELECT COUNT(*) FROM outbox_message WHERE ended_at < ?",
        timedelta(days=365),
        tables=("outbox_message",),
    ),
    Clock(
        "fault_photos",
        N_("Photos of faults"),
        N_("a year after the fault ended"),
        "minute",
        "SELECT COUNT(*) FROM fault_photo",
        "SELECT COUNT(*) FROM fault_photo p JOIN machine_fault f ON f.id = p.fault_id WHERE f.ended_at < ?",
        timedelta(days=365),
        tables=("fault_photo",),
    ),
    Clock(
        "offers",
        N_("Who offered furniture, and where it is"),
        N_("a month after it came or was declined, half a year at most"),
        "minute",
        "SELECT COUNT(*) FROM offer_contact",
        "SELECT COUNT(*) FROM offer_contact c JOIN donation_offer o ON o.id = c.offer_id WHERE o.made_at < ?",
        CONTACT_AT_MOST,
        ("offer_contact",),
    ),
    Clock(
        "offer_photos",
        N_("Photos of furniture that was offered"),
        N_("a month after it came or was declined, half a year at most"),
        "minute",
        "SELECT COUNT(*) FROM offer_photo",
        "SELECT COUNT(*) FROM offer_photo p JOIN donation_offer o ON o.id = p.offer_id WHERE o.made_at < ?",
        CONTACT_AT_MOST,
        ("offer_photo",),
    ),
    Clock(
        "signatures",
        N_("The strokes of signatures for deliveries"),
        N_("a year"),
        "minute",
        "SELECT COUNT(*) FROM delivery_signature",
        "SELECT COUNT(*) FROM delivery_signature WHERE at < ?",
        SIGNATURES_KEPT,
        ("delivery_signature",),
    ),
    Clock(
        "addresses",
        N_("Sealed addresses of makeovers"),
        N_("until it is signed off or cancelled"),
        "minute",
        "SELECT COUNT(*) FROM makeover_address",
        tables=("makeover_address", "makeover_wish", "makeover_photo"),
    ),
    Clock(
        "monitoring",
        N_("What people said of themselves for the funder's sums"),
        N_("until the end that its basis names"),
        "minute",
        "SELECT COUNT(*) FROM monitoring_answer",
        tables=("monitoring_answer",),
    ),
    Clock(
        "kiosks",
        N_("What kiosks told and nobody could take"),
        N_("a year after it was settled"),
        "minute",
        "SELECT COUNT(*) FROM kiosk_rejected",
        "SELECT COUNT(*) FROM kiosk_rejected WHERE settled_at < ?",
        timedelta(days=365),
        ("kiosk_rejected",),
    ),
    Clock(
        "windows",
        N_("That a kiosk waited for a card"),
        N_("a day"),
        "minute",
        "SELECT COUNT(*) FROM tag_window",
        "SELECT COUNT(*) FROM tag_window WHERE closes_at < ?",
        timedelta(days=1),
        ("tag_window",),
    ),
    Clock(
        "tablet_photos",
        N_("Which photos came from a tablet"),
        N_("a year"),
        "minute",
        "SELECT COUNT(*) FROM tablet_photo",
        "SELECT COUNT(*) FROM tablet_photo WHERE received_at < ?",
        timedelta(days=365),
        ("tablet_photo",),
    ),
    Clock(
        "webhooks",
        N_("What other systems were told"),
        N_("30 days after it was done"),
        "minute",
        "SELECT COUNT(*) FROM webhook_delivery",
        "SELECT COUNT(*) FROM webhook_delivery WHERE ended_at < ?",
        timedelta(days=30),
        ("webhook_delivery",),
    ),
    Clock(
        "open_keys",
        N_("Ended keys of the open interface"),
        N_("a year"),
        "minute",
        "SELECT COUNT(*) FROM open_key WHERE ended_at IS NOT NULL",
        "SELECT COUNT(*) FROM open_key WHERE ended_at < ?",
        timedelta(days=365),
        ("open_key",),
    ),
    Clock(
        "paper_scans",
        N_("Scans of signed paper"),
        N_("six years"),
        "minute",
        "SELECT COUNT(*) FROM paper_scan",
        "SELECT COUNT(*) FROM paper_scan WHERE at < ?",
        SIX_YEARS,
    ),
    Clock(
        "consents",
        N_("Consents of people who were erased"),
        N_("six years, as a number"),
        "purge",
        "SELECT COUNT(*) FROM consent c JOIN erasure e ON e.person_id = c.person_id",
        "SELECT COUNT(*) FROM consent c JOIN erasure e ON e.person_id = c.person_id WHERE e.erased_at < ?",
        SIX_YEARS,
        tables=("consent", "understanding"),
    ),
)
"""Clocks of a fixed age. Words and photos kept as evidence have their own: `factory.privacy.services.purging`."""
SOON: Final = timedelta(days=30)


def clock_lines(at: datetime) -> list[ClockLine]:
    """Each clock with what is kept, what is due, and what falls due in the next thirty days."""
    return [_line(clock, at) for clock in CLOCKS]


def _line(clock: Clock, at: datetime) -> ClockLine:
    kept = fast().rows(clock.kept)[0][0]
    if not clock.due:
        return ClockLine(clock, kept, None, None)
    due = fast().rows(clock.due, (at - clock.age,))[0][0]
    soon = fast().rows(clock.due, (at - clock.age + SOON,))[0][0]
    return ClockLine(clock, kept, due, soon - due)
