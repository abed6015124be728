"""The ledger: what a piece's lives count for, as append-only entries with running sums; a late truth adds a line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from core.clock import month_of
from core.db import Fast, as_day, fast
from inventory.catalogue import carbon_factors, category, co2e_range_grams
from inventory.facts import PieceEvent
from inventory.state import LifeFacts, PieceState


@dataclass(frozen=True, order=True)
class Entry:
    """What one life counts for under one indicator; `amount` is pieces or grams."""

    indicator: str
    life: int
    site: int
    day: date
    category: str
    split: str
    amount: int
    event_id: str


def entries_of(state: PieceState) -> list[Entry]:
    """Everything that a piece's lives count for. Pure: the ledger and a recount both come from here."""
    return [entry for life in state.lives for entry in _entries_of_life(life, _category(life, state))]


def _category(life: LifeFacts, state: PieceState) -> str:
    return state.category if life.number == state.life else (life.category or state.category)


def _entries_of_life(life: LifeFacts, kind: str) -> list[Entry]:
    found: list[Entry] = []
    if life.received_on:
        day = date.fromisoformat(life.received_on)
        found.append(
            Entry("pieces_received", life.number, life.received_site, day, kind, "", 1, life.received_event)
        )
    if life.upcycled_on:
        day = date.fromisoformat(life.upcycled_on)
        found.append(
            Entry("pieces_upcycled", life.number, life.upcycled_site, day, kind, "", 1, life.upcycled_event)
        )
    if life.released_on:
        found.extend(_entries_of_release(life, kind))
    return found


def _entries_of_release(life: LifeFacts, kind: str) -> list[Entry]:
    day, number, site, event = (
        date.fromisoformat(life.released_on),
        life.number,
        life.released_site,
        life.released_event,
    )
    found = [Entry("pieces_given_out", number, site, day, kind, life.destination, 1, event)]
    if not life.grams:
        return found
    found.append(Entry("grams_kept", number, site, day, kind, life.weight_source, life.grams, event))
    saved = co2e_range_grams(kind, life.grams)
    if saved is None:
        return [*found, Entry("co2e_left_out", number, site, day, kind, "", 1, event)]
    row = category(kind)
    factor_set = carbon_factors()[row.carbon_row].factor_set if row else ""
    found.append(Entry("co2e_low_grams", number, site, day, kind, factor_set, saved[0], event))
    found.append(Entry("co2e_high_grams", number, site, day, kind, factor_set, saved[1], event))
    return found


def write_ledger(piece_id: int, state: PieceState, event: PieceEvent, *, at: datetime) -> None:
    """Bring a piece's ledger lines into step with its lives; what changes after it was counted is an adjustment."""
    connection = fast()
    standing = _standing(connection, piece_id)
    wanted = Counter({entry: 1 for entry in entries_of(state)})
    gone, new = standing - wanted, wanted - standing
    counted_before = {(entry.indicator, entry.life) for entry in standing}
    for entry in gone:
        _append(connection, piece_id, entry, -entry.amount, event.id, True, at)
    for entry in new:
        is_adjustment = (entry.indicator, entry.life) in counted_before
        _append(connection, piece_id, entry, entry.amount, entry.event_id, is_adjustment, at)


def _standing(connection: Fast, piece_id: int) -> Counter[Entry]:
    """The entries that stand: those lines that no later line takes back."""
    rows = connection.rows(
        "SELECT indicator, life, site_id, day, category, split, amount, event_id FROM count_entry "
        "WHERE piece_id = ? ORDER BY id",
        (piece_id,),
    )
    standing: dict[tuple[object, ...], Entry] = {}
    for indicator, life, site, day, kind, split, amount, event_id in rows:
        entry = Entry(indicator, life, site, as_day(day), kind, split, abs(amount), event_id)
        key = (entry.indicator, entry.life, entry.site, entry.day, entry.category, entry.split, entry.amount)
        if amount > 0:
            standing[key] = entry
        else:
            standing.pop(key, None)
    return Counter({entry: 1 for entry in standing.values()})


def _append(
    connection: Fast,
    piece_id: int,
    entry: Entry,
    amount: int,
    event_id: str,
    is_adjustment: bool,
    at: datetime,
) -> None:
    connection.run(
        "INSERT INTO count_entry (indicator, piece_id, life, site_id, day, category, split, amount, event_id, "
        "is_adjustment, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry.indicator,
            piece_id,
            entry.life,
            entry.site,
            entry.day,
            entry.category,
            entry.split,
            amount,
            event_id,
            is_adjustment,
            at,
        ),
    )
    connection.run(
        "INSERT INTO count_month (indicator, month, site_id, category, split, amount) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (indicator, month, site_id, category, split) "
        "DO UPDATE SET amount = count_month.amount + excluded.amount",
        (entry.indicator, month_of(entry.day), entry.site, entry.category, entry.split, amount),
    )
