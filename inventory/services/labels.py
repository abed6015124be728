"""Labels: batches printed ahead, void and missing ones, and a new label for a damaged one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require
from core.audit import write_audit_line
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from core.ids import new_public_code, read_code
from inventory.models.labels import Label, LabelBatch, PrinterOffset
from inventory.stationery import fits, stationery_by_name

MOST_AT_ONCE = 2_000


def make_batch(
    *,
    by: Actor,
    stationery_name: str,
    count: int,
    start: int,
    host: str,
    at: datetime,
    token: str,
    printer: str = "",
    site_id: int | None = None,
    new_code: Callable[[], str] = new_public_code,
) -> LabelBatch:
    """Make a batch of blank labels; the same token again gives the same batch. Codes are random but in the demo.

    Raises RuleBroken for a stationery that cannot hold the host's symbol, for a missing host and for bad numbers.
    """
    require(by, "print_labels")
    known = db.session.scalar(select(LabelBatch).where(LabelBatch.token == token))
    if known is not None:
        return known
    sheet = stationery_by_name(stationery_name)
    if (reason := fits(sheet, host)) is not None:
        raise reason
    if not 1 <= count <= MOST_AT_ONCE:
        raise RuleBroken(
            "count", N_("Between 1 and %(most)s labels at once."), N_("Change the number."), most=MOST_AT_ONCE
        )
    if not 1 <= start <= sheet.per_page:
        raise RuleBroken(
            "start", N_("The first free label is not on the sheet."), N_("Press it on the picture.")
        )
    site = site_id or by.site_id
    number = (fast().row("SELECT MAX(number) FROM label_batch WHERE site_id = ?", (site,)) or [0])[0] or 0
    batch = LabelBatch(
        token=token,
        site_id=site,
        number=number + 1,
        stationery=stationery_name,
        printer=printer,
        count=count,
        start=start,
        made_at=at,
        made_by_id=by.person_id,
    )
    db.session.add(batch)
    db.session.flush()
    codes = _fresh_codes(count, new_code)
    fast().run_many(
        "INSERT INTO label (code, batch_id, position, site_id, state, is_missing) VALUES (?, ?, ?, ?, 'printed', ?)",
        [(code, batch.id, position, site, False) for position, code in enumerate(codes, start=1)],
    )
    _remember_start(site, printer, stationery_name, (start - 1 + count) % (sheet.per_page) + 1)
    write_audit_line(
        "make_batch",
        f"batch:{batch.number}",
        site_id=site,
        at=at,
        by_id=by.person_id,
        fields=("stationery", "count"),
    )
    return batch


def _fresh_codes(count: int, new_code: Callable[[], str]) -> list[str]:
    """`count` codes that no label ever had."""
    connection = fast()
    found: dict[str, None] = {}
    while len(found) < count:
        code = new_code()
        if connection.row("SELECT 1 FROM label WHERE code = ?", (code,)) is None:
            found[code] = None
    return list(found)


def _remember_start(site_id: int, printer: str, stationery_name: str, next_start: int) -> None:
    row = _offset(site_id, printer, stationery_name)
    row.next_start = next_start
    db.session.flush()


def _offset(site_id: int, printer: str, stationery_name: str) -> PrinterOffset:
    query = select(PrinterOffset).where(
        PrinterOffset.site_id == site_id,
        PrinterOffset.printer == printer,
        PrinterOffset.stationery == stationery_name,
    )
    row = db.session.scalar(query)
    if row is None:
        row = PrinterOffset(
            site_id=site_id, printer=printer, stationery=stationery_name, x_tenths=0, y_tenths=0, next_start=1
        )
        db.session.add(row)
    return row


def set_printer_offset(
    *, by: Actor, printer: str, stationery_name: str, x_tenths: int, y_tenths: int, at: datetime
) -> None:
    """Keep how far a printer prints beside the mark (tenths of a millimetre, at most 10 mm).

    Raises RuleBroken on "x" beyond that.
    """
    require(by, "print_labels")
    stationery_by_name(stationery_name)
    if not (-100 <= x_tenths <= 100 and -100 <= y_tenths <= 100):
        raise RuleBroken("x", N_("At most 10 mm to either side."), N_("Measure on the ruler page again."))
    row = _offset(by.site_id, printer, stationery_name)
    row.x_tenths, row.y_tenths = x_tenths, y_tenths
    db.session.flush()
    write_audit_line(
        "set_printer_offset",
        f"printer:{row.id}",
        site_id=by.site_id,
        at=at,
        by_id=by.person_id,
        fields=("x", "y"),
    )


def void_labels(
    *, by: Actor, batch_number: int, codes: list[str], at: datetime, is_missing: bool = False
) -> int:
    """Make blank labels of a batch void (spoilt, or not found at reconciling); claimed ones are left alone.

    Raises RuleBroken on "codes" where none of them can be made void.
    """
    require(by, "print_labels")
    connection = fast()
    changed = 0
    for text in codes:
        changed += connection.run(
            "UPDATE label SET state = 'void', ended_at = ?, is_missing = ? WHERE code = ? AND state = 'printed' "
            "AND site_id = ? AND batch_id = (SELECT id FROM label_batch WHERE site_id = ? AND number = ?)",
            (at, is_missing, read_code(text) or "", by.site_id, by.site_id, batch_number),
        )
    if not changed:
        raise RuleBroken(
            "codes", N_("None of these is a blank label of this batch."), N_("Choose blank ones.")
        )
    write_audit_line(
        "void_labels",
        f"batch:{batch_number}",
        site_id=by.site_id,
        at=at,
        by_id=by.person_id,
        fields=("state",),
    )
    return changed


def replace_label(*, by: Actor, old_code: str, new_code: str, at: datetime) -> str:
    """The piece of a damaged label gets a new one; the old code still leads to it. Returns the piece's code.

    Raises NotFound where no piece wears it, RuleBroken for a new label that is not blank, and for a piece booked
    elsewhere.
    """
    require(by, "move_pieces")
    old, new = read_code(old_code) or "", read_code(new_code) or ""
    row = db.session.get(Label, old, with_for_update=True)
    fresh = db.session.get(Label, new, with_for_update=True)
    if row is None or row.piece_id is None:
        raise NotFound(N_("No piece wears this label."), N_("Check the letters."))
    if fresh is None:
        raise RuleBroken("new_code", N_("This is not one of our labels."), N_("Scan a blank label."))
    if fresh.piece_id == row.piece_id and fresh.state == "claimed":
        return _code_of(row.piece_id)
    if fresh.state != "printed":
        raise RuleBroken("new_code", N_("This label is in use already."), N_("Scan a blank label."))
    site = fast().row("SELECT site_id FROM piece WHERE id = ?", (row.piece_id,))
    if site is None or site[0] != by.site_id:
        raise RuleBroken("", N_("It is booked at another site."), N_("Press «Receive here» first."))
    if row.state == "claimed":
        row.state, row.ended_at = "replaced", at
    fresh.state, fresh.piece_id, fresh.claimed_at = "claimed", row.piece_id, at
    db.session.flush()
    code = _code_of(row.piece_id)
    write_audit_line(
        "replace_label", f"piece:{code}", site_id=by.site_id, at=at, by_id=by.person_id, fields=("label",)
    )
    return code


def _code_of(piece_id: int) -> str:
    row = fast().row("SELECT code FROM piece WHERE id = ?", (piece_id,))
    return str(row[0]) if row else ""
