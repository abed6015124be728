"""What the database itself refuses about makeovers, whoever writes."""

from __future__ import annotations

from sqlalchemy import Table

from core.held_pieces import HELD
from core.triggers import refuse_unless, unchanged
from factory.makeovers.words import LIVE, PIECE_STEPS, SHOWN_PARTS, STEPS, sql_list, steps_in_sql

_LIVE_CASE = (
    "EXISTS (SELECT 1 FROM makeover_case c WHERE c.makeover_id = NEW.makeover_id "
    f"AND c.state IN ({sql_list(LIVE)}))"
)
_HELD = sql_list(HELD)
_LOCK = "PERFORM 1 FROM piece WHERE id = NEW.piece_id FOR UPDATE;"
"""Keeping a piece and giving it out wait for one another on PostgreSQL."""


def guard_cases(case: Table) -> None:
    """A makeover goes step by step; signed off only by a sign-off of the household of that day."""
    refuse_unless(
        case,
        "makeover_step",
        "UPDATE OF state, makeover_id ON makeover_case",
        f"{unchanged('makeover_id')} AND {steps_in_sql(STEPS)}",
        "a makeover goes step by step",
    )
    signed = (
        "NEW.state <> 'signed_off' OR EXISTS (SELECT 1 FROM makeover_sign_off s WHERE s.makeover_id = "
        "NEW.makeover_id AND s.outcome <> 'refused' AND s.signed_on = NEW.signed_off_on) OR EXISTS (SELECT 1 FROM "
        "makeover_past p WHERE p.makeover_id = NEW.makeover_id AND p.signed_on = NEW.signed_off_on)"
    )
    words = "a makeover is signed off by its household"
    refuse_unless(
        case, "makeover_signed_off", "UPDATE OF state, signed_off_on ON makeover_case", signed, words
    )
    refuse_unless(
        case,
        "makeover_born",
        "INSERT ON makeover_case",
        "NEW.state = 'referred'",
        "a makeover begins by its referral",
    )


def guard_addresses(address: Table) -> None:
    """Nothing keeps the address of a makeover that is over."""
    refuse_unless(
        address,
        "makeover_address_while_live",
        "INSERT ON makeover_address",
        _LIVE_CASE,
        "no address is kept of a makeover that is over",
    )


def guard_pieces(piece: Table) -> None:
    """Only a ready piece of the site is kept for a makeover; what is kept is given to nobody else."""
    ready = (
        "NEW.state = 'allocated' AND EXISTS (SELECT 1 FROM piece p JOIN makeover m ON m.site_id = p.site_id "
        "WHERE p.id = NEW.piece_id AND m.id = NEW.makeover_id AND p.stage = 'ready' AND p.life = NEW.life "
        f"AND m.is_open AND NOT p.is_practice) AND {_LIVE_CASE}"
    )
    refuse_unless(
        piece,
        "makeover_piece_ready",
        "INSERT ON makeover_piece",
        ready,
        "only a ready piece of the site is kept for a makeover",
        first=_LOCK,
    )
    refuse_unless(
        piece,
        "makeover_piece_step",
        "UPDATE ON makeover_piece",
        f"{unchanged('makeover_id', 'piece_id', 'life', 'allocated_at')} AND {steps_in_sql(PIECE_STEPS)}",
        "a piece of a makeover goes step by step",
    )
    delivered = (
        "NEW.state <> 'delivered' OR EXISTS (SELECT 1 FROM release r WHERE r.event_id = NEW.release_id "
        "AND r.piece_id = NEW.piece_id AND r.makeover_id = NEW.makeover_id)"
    )
    refuse_unless(
        piece,
        "makeover_piece_delivered",
        "UPDATE OF state, release_id ON makeover_piece",
        delivered,
        "a piece is delivered by its release to the makeover",
    )
    kept = (
        "NOT EXISTS (SELECT 1 FROM makeover_piece k WHERE k.piece_id = NEW.piece_id "
        f"AND k.life = NEW.life AND k.state IN ({_HELD}) "
        "AND (NEW.makeover_id IS NULL OR k.makeover_id <> NEW.makeover_id))"
    )
    refuse_unless(
        piece,
        "release_of_kept_piece",
        "INSERT ON release",
        kept,
        "this piece is kept for a makeover",
        first=_LOCK,
    )


def guard_days(day: Table) -> None:
    """No work before permission, and before asbestos and lead were asked: unknown, or yes without a plan, is no."""
    known = (
        "EXISTS (SELECT 1 FROM makeover_case c WHERE c.makeover_id = NEW.makeover_id "
        "AND c.state IN ('planned', 'in_work', 'finished') AND c.permission IN ('owner', 'landlord') "
        "AND (c.asbestos = 'no' OR (c.asbestos = 'yes' AND c.asbestos_plan <> '')) "
        "AND (c.lead_paint = 'no' OR (c.lead_paint = 'yes' AND c.lead_plan <> '')))"
    )
    refuse_unless(
        day,
        "makeover_day_safe",
        "INSERT ON makeover_day",
        known,
        "no work before permission and before asbestos and lead were asked",
    )


def guard_photos(photo: Table) -> None:
    """Photos before and after stand on a consent that was not taken back."""
    consent = (
        f"NEW.part NOT IN ({sql_list(SHOWN_PARTS)}) OR EXISTS (SELECT 1 FROM makeover_consent c "
        "WHERE c.makeover_id = NEW.makeover_id AND c.withdrawn_at IS NULL)"
    )
    refuse_unless(
        photo,
        "makeover_photo_consent",
        "INSERT ON makeover_photo",
        consent,
        "a photo before or after needs a consent",
    )


def guard_sign_offs(sign_off: Table) -> None:
    """A household signs when the work is finished."""
    refuse_unless(
        sign_off,
        "makeover_sign_off_when_finished",
        "INSERT ON makeover_sign_off",
        "EXISTS (SELECT 1 FROM makeover_case c WHERE c.makeover_id = NEW.makeover_id "
        "AND c.state IN ('in_work', 'finished'))",
        "a household signs when the work is finished",
    )


def guard_past(past: Table) -> None:
    """What a list tells of a makeover stands beside no sign-off here, lies behind us, and is never changed."""
    told = (
        "NOT EXISTS (SELECT 1 FROM makeover_sign_off s WHERE s.makeover_id = NEW.makeover_id) "
        "AND EXISTS (SELECT 1 FROM makeover_case c WHERE c.makeover_id = NEW.makeover_id AND c.state = 'finished')"
    )
    words = "a makeover of earlier years was finished, and nobody signed here"
    refuse_unless(past, "makeover_past_told", "INSERT ON makeover_past", told, words)
    refuse_unless(
        past, "makeover_past_stays", "UPDATE ON makeover_past", "1 = 0", "what a list told is not changed"
    )
    gone = "NOT EXISTS (SELECT 1 FROM makeover_day d WHERE d.makeover_id = OLD.makeover_id)"
    refuse_unless(
        past, "makeover_past_goes", "DELETE ON makeover_past", gone, "work was done on this makeover here"
    )


def guard_told(told: Table) -> None:
    """What a tablet told stays as it was told; what waited is done or refused. Its words may go, as erasing asks."""
    facts = (
        "id",
        "site_id",
        "device_id",
        "kind",
        "day_id",
        "person_id",
        "about",
        "by_id",
        "body",
        "body_hash",
    )
    refuse_unless(
        told,
        "work_day_event_stays",
        "UPDATE ON work_day_event",
        f"{unchanged(*facts, 'at', 'received_at', 'is_confirmed')} "
        f"AND (OLD.state = 'waiting' OR {unchanged('state', 'message')})",
        "what a tablet told of a work day is not changed",
    )
    refuse_unless(
        told,
        "work_day_event_kept",
        "DELETE ON work_day_event",
        "1 = 0",
        "what a tablet told of a work day is kept",
    )
