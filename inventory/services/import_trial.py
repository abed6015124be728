"""An import tried out: what each row would do, by the same fold that does it. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from core.access import Actor
from core.errors import N_, RuleBroken
from core.imported import times_gone, token_now
from inventory.facts import PieceEvent, Refusal
from inventory.fold import apply
from inventory.import_rows import ImportRow, read_rows
from inventory.queries.imports import (
    blank_codes,
    donations_by_number,
    is_blank_label,
    labels_by_code,
    places_by_word,
    recorded_events,
)
from inventory.services.imports import moment_of, own_import
from inventory.services.record import powers_of
from inventory.state import PieceState


@dataclass
class Report:
    """What the rows would do (or did): each with `result` "good", "repeated" or "bad", and the stage it leads to."""

    rows: list[ImportRow] = field(default_factory=list)
    stages: dict[int, str] = field(default_factory=dict)

    def count(self, result: str) -> int:
        """Rows with that result."""
        return sum(row.result == result for row in self.rows)


def dry_run(*, by: Actor, import_id: int, names: dict[str, str], today: date, at: datetime) -> Report:
    """What each row would do, by the same fold that does it; writes nothing. Raises as `own_import`."""
    made = own_import(by, import_id)
    columns = made.mapping.get("columns", {})
    rows = read_rows(made.rows, columns, names=names, today=today, site=str(made.site_id))
    report = Report(rows)
    gone = times_gone(row.token for row in rows)
    for row in rows:
        row.line_token, row.token = row.token, token_now(row.token, gone.get(row.token, 0))
    recorded = recorded_events([row.token for row in rows])
    labels = labels_by_code([row.code for row in rows if row.code])
    free = iter(blank_codes(made.mapping.get("batch") or 0, made.site_id))
    places, donations = places_by_word(by.site_id), donations_by_number(by.site_id)
    taken: set[str] = set()
    for row in rows:
        if row.token in recorded:
            row.result = "repeated"
            continue
        if not row.code and not row.problems:
            row.code = next(free, "")
        _link(row, places, donations)
        _check_label(row, labels, by.site_id, taken)
        if not row.problems:
            report.stages[row.number] = _foresee(row, by, at)
        row.result = "bad" if row.problems else "good"
    return report


def _foresee(row: ImportRow, by: Actor, at: datetime) -> str:
    """The stage that the row leads to; a refusal becomes one of its problems."""
    state = PieceState(site=by.site_id)
    event = PieceEvent(
        id=row.token,
        kind="intake",
        at=moment_of(row, at),
        site=by.site_id,
        by=by.person_id,
        powers=powers_of(by),
        data=row.data,
    )
    verdict = apply(state, event)
    if isinstance(verdict, Refusal):
        row.problems.append(RuleBroken("", verdict.message, verdict.remedy, **verdict.params))
    return state.stage


def _link(row: ImportRow, places: dict[str, str], donations: dict[str, int]) -> None:
    if row.place:
        code = places.get(row.place.lower())
        if code is None:
            row.problems.append(
                RuleBroken(
                    "place", N_("There is no such place at this site."), N_("Add it under Places first.")
                )
            )
        row.place = code or ""
    if row.donation:
        donation = donations.get(row.donation)
        if donation is None:
            row.problems.append(
                RuleBroken("donation", N_("There is no such donation at this site."), N_("Leave it empty."))
            )
        else:
            row.data["donation"] = donation


def _check_label(row: ImportRow, labels: dict[str, tuple[str, int]], site_id: int, taken: set[str]) -> None:
    if not row.code:
        if not row.problems:
            row.problems.append(
                RuleBroken(
                    "code",
                    N_("There is no label for this row."),
                    N_("Write its code, or choose a batch of blank labels above."),
                )
            )
        return
    state = labels.get(row.code) or ("printed", site_id)
    known = row.code in labels or is_blank_label(row.code)
    if not known or state[1] != site_id:
        row.problems.append(
            RuleBroken(
                "code", N_("%(code)s is not one of our labels."), N_("Check the letters."), code=row.code
            )
        )
    elif state[0] != "printed":
        row.problems.append(
            RuleBroken("code", N_("%(code)s is in use already."), N_("Use a blank label."), code=row.code)
        )
    elif row.code in taken:
        row.problems.append(
            RuleBroken("code", N_("%(code)s stands in two rows."), N_("One label, one piece."), code=row.code)
        )
    taken.add(row.code)
