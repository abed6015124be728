"""Puts an evidence pack together: rows, proofs, and a list of contents that names each file with its SHA-256."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from core.bounds import whole
from core.clock import zone
from core.errors import NotFound
from core.files import photo_path
from core.spreadsheets import Cell, write_csv
from factory.evidence.papers import register_pdf
from factory.evidence.populations import Asked, Row
from factory.evidence.queries import (
    approved_photos,
    decisions_of,
    endings_of,
    makeover_photos,
    names_of,
    piece_history,
    registers_of,
    sign_offs_of,
)
from factory.evidence.scan_queries import scans_that_prove
from factory.programme.queries.partners import partners
from factory.programme.rules_told import rules_in_force
from factory.programme.wording import IN_ENGLISH

HISTORY = ("at", "site", "what", "how", "label", "told", "verdict")
DECISIONS = ("unit", "criterion", "decision", "day", "evidence", "assessor")
ENDINGS = ("what", "state", "day", "serial", "fingerprint (SHA-256) of what the paper says")
SIGNED = ("makeover", "outcome", "day", "reason")
ROWS = ("row", "who", "piece", "day", "site", "what", "part", "amount", "run", "city", "through")
SCANNED = ("paper", "page", "fingerprint (SHA-256)", "file")
CONTENTS = "CONTENTS.csv"
_FIXED = (1980, 1, 1, 0, 0, 0)
"""The time of each file in the ZIP, so that the same content gives the same bytes."""


@dataclass
class Pack:
    """A pack in the making: its files by name, in order."""

    asked: Asked
    rows: Sequence[Row]
    seed: str
    whole: int
    folder: Path
    with_names: bool
    files: dict[str, bytes] = field(default_factory=dict)
    called: dict[int, str] = field(default_factory=dict)


def evidence_pack(
    asked: Asked, rows: Sequence[Row], *, seed: str, whole: int, folder: Path, with_names: bool, at: datetime
) -> bytes:
    """The ZIP. `seed` is empty where the rows were chosen; `whole` is how many rows the figure has."""
    pack = Pack(asked, rows, seed, whole, folder, with_names)
    people = [row.person_id for row in rows if row.person_id is not None]
    names = names_of(people) if with_names else {}
    pack.called = {row.person_id: row.who for row in rows if row.person_id is not None} | names
    _add_rows(pack)
    for code in dict.fromkeys(row.piece for row in rows if row.piece):
        _add_piece(pack, code)
    _add_learners(pack)
    _add_makeovers(pack)
    _add_scans(pack)
    pack.files["ABOUT.txt"] = _about(pack, at).encode()
    return _zipped(pack.files)


def _add_rows(pack: Pack) -> None:
    head: list[Cell] = [*ROWS, *(["name"] if pack.with_names else [])]
    lines: list[list[Cell]] = [head]
    for row in pack.rows:
        amount = row.amount if isinstance(row.amount, int) else str(row.amount)
        line: list[Cell] = [
            row.key, row.who, row.piece, row.day, row.site, row.what, row.split, amount, row.run,
            row.city, row.partner,
        ]  # fmt: skip
        if pack.with_names:
            line.append(pack.called.get(row.person_id or 0, "") if row.person_id else "")
        lines.append(line)
    pack.files["rows.csv"] = write_csv(lines)


def _add_piece(pack: Pack, code: str) -> None:
    pack.files[f"pieces/{code}/history.csv"] = write_csv([HISTORY, *piece_history(code)])
    for number, (kind, sha256, life) in enumerate(approved_photos(code), 1):
        _add_photo(pack, f"pieces/{code}/{number}-life-{life}-{kind}.jpg", sha256)


def _add_learners(pack: Pack) -> None:
    learners = [row for row in pack.rows if row.run and row.person_id is not None]
    for run in dict.fromkeys(row.run for row in learners):
        here = dict.fromkeys(row.person_id for row in learners if row.run == run)
        registers = registers_of(run, [one for one in here if one is not None])
        if registers:
            pack.files[f"runs/{run}/registers.pdf"] = register_pdf(registers, pack.called)
    for row in learners:
        folder = f"learners/{row.who}/{row.run}"
        decided = decisions_of(row.run, row.person_id or 0)
        if decided:
            pack.files[f"{folder}/decisions.csv"] = write_csv([DECISIONS, *decided])
        pack.files[f"{folder}/endings.csv"] = write_csv([ENDINGS, *endings_of(row.run, row.person_id or 0)])


def _add_makeovers(pack: Pack) -> None:
    codes = [row.makeover for row in pack.rows if row.makeover]
    if not codes:
        return
    pack.files["makeovers/sign-offs.csv"] = write_csv([SIGNED, *sign_offs_of(codes)])
    for code in codes:
        for number, (part, sha256) in enumerate(makeover_photos(code), 1):
            _add_photo(pack, f"makeovers/{code}/{number}-{part}.jpg", sha256)


def _add_scans(pack: Pack) -> None:
    """Scans of the paper: names stand on it, so that pages go only where names do; else they are listed alone."""
    found = scans_that_prove(paper for row in pack.rows for paper in row.papers)
    if not found:
        return
    lines: list[list[Cell]] = [list(SCANNED)]
    for paper, number, sha256 in found:
        name = f"scans/{paper}-{number}.jpg" if pack.with_names else ""
        lines.append([paper, number, sha256, name or "left out: names stand on it"])
        if name:
            _add_photo(pack, name, sha256)
    pack.files["scans/scans.csv"] = write_csv(lines)


def _add_photo(pack: Pack, name: str, sha256: str) -> None:
    with suppress(NotFound, OSError):
        pack.files[name] = photo_path(pack.folder, sha256).read_bytes()


def _about(pack: Pack, at: datetime) -> str:
    asked, rules = pack.asked, rules_in_force()
    names = "Names are in this pack: handle it as such." if pack.with_names else "No name is in this pack."
    return (
        f"Evidence for: {asked.indicator.name}\n"
        f"Rule (version {rules.version(asked.indicator, asked.span)}): "
        f"{rules.rule(asked.indicator, asked.span, IN_ENGLISH)}\n"
        f"Days: {asked.span.starts_on} to {asked.span.ends_on}\n{_narrowed(asked)}"
        f"Rows: {len(pack.rows)} of {pack.whole}, {_drawing(pack.seed)}\n"
        f"{names}\nMade: {at.astimezone(zone()):%d %B %Y, %H:%M}\n\n"
        "What is in it: rows.csv lists the rows; the folders hold what proves each of them.\n"
        "Has a file been changed? CONTENTS.csv lists every file with its size and its fingerprint, a number that is\n"
        "another one as soon as anything in the file is. Any program that works out SHA-256 finds the same number.\n"
    )


def _drawing(seed: str) -> str:
    """How the rows came into the pack, in words that let anybody draw the same ones."""
    if not seed:
        return "chosen one by one"
    return (
        f"drawn by lot under {seed}\n"
        "Draw them again: the same word, figure and days give the same rows. For each row the fingerprint (SHA-256)\n"
        f"of {seed}, a line break and the row's name is worked out, and the lowest ones are taken."
    )


def _narrowed(asked: Asked) -> str:
    """What the rows are narrowed to, a line each."""
    through = asked.through
    partner = through.partner and (
        partners().get(partner_id) if (partner_id := whole(through.partner)) is not None else "not said"
    )
    said = {"Part": asked.split, "City": through.city.replace("_", " "), "Through": partner}
    return "".join(f"{head}: {words}\n" for head, words in said.items() if words)


def _zipped(files: dict[str, bytes]) -> bytes:
    listed = [(name, hashlib.sha256(body).hexdigest(), len(body)) for name, body in sorted(files.items())]
    contents = write_csv([("file", "fingerprint (SHA-256)", "bytes"), *listed])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in [(CONTENTS, contents), *sorted(files.items())]:
            packed.writestr(zipfile.ZipInfo(name, _FIXED), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()
