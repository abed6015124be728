"""`eco import`: pieces from a spreadsheet, by the same dry run and rules as the screen."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from factory.commands.frame import Progress, demo_option, named_site, opened

if TYPE_CHECKING:
    from core.access import Actor
    from inventory.services.import_trial import Report


@click.command("import")
@demo_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--site", required=True, help="Short name of the site that the pieces stand at.")
@click.option(
    "--batch", default=0, help="Number of the label batch that rows without a code take labels from."
)
@click.option("--yes", is_flag=True, help="Take the good rows; else only say what would happen.")
def command(is_demo: bool, file: Path, site: str, batch: int, yes: bool) -> None:
    """Try FILE (.csv or .xlsx) and report each row; with --yes take the good ones. The same file twice adds nothing."""
    from core.access import system_actor

    with opened(is_demo):
        report = _import(system_actor(named_site(site).id), file.read_bytes(), batch, is_taken=yes)
    bad = [row for row in report.rows if row.problems]
    for row in bad:
        click.echo(f"row {row.number}: {'; '.join(str(problem) for problem in row.problems)}")
    click.echo(
        f"{report.count('good')} good, {report.count('repeated')} taken before, {len(bad)} with problems"
    )
    click.echo("The good ones are taken." if yes else "Nothing is written: add --yes to take the good ones.")
    sys.exit(1 if bad else 0)


def _import(by: Actor, data: bytes, batch: int, *, is_taken: bool) -> Report:
    """Open the import, try it, take its good rows if asked to, and close it whatever happens."""
    from core.clock import now, today
    from core.db import transaction
    from core.ids import new_client_id
    from inventory.catalogue import categories
    from inventory.services import imports
    from inventory.services.import_trial import dry_run

    with transaction():
        made = imports.open_import(by=by, data=data, at=now(), token=new_client_id())
        number, columns = made.id, dict(made.mapping["columns"])
        batch_id = _batch_id(by.site_id, batch)
        imports.map_columns(by=by, import_id=number, columns=columns, batch_id=batch_id, at=now())
    try:
        names = {slug: kind.name for slug, kind in categories().items()}
        report = dry_run(by=by, import_id=number, names=names, today=today(), at=now())
        if is_taken:
            _take(by, number, report)
    finally:
        with transaction():
            imports.close_import(by=by, import_id=number, at=now())
    return report


def _take(by: Actor, number: int, report: Report) -> None:
    """Take the good rows in short transactions, so that tablets go on working."""
    from core.clock import now
    from core.db import transaction
    from inventory.services.imports import CHUNK, take_good_rows

    show, total = Progress("rows"), len(report.rows)
    for first in range(0, total, CHUNK):
        with transaction():
            take_good_rows(by=by, import_id=number, rows=report.rows[first : first + CHUNK], at=now())
        show(min(first + CHUNK, total), total)


def _batch_id(site_id: int, number: int) -> int:
    """The id of a site's label batch by the number printed on it; 0 for none."""
    from core.errors import N_, RuleBroken
    from inventory.queries.labels import batches_at

    if not number:
        return 0
    found = next(
        (one.id for one in batches_at(site_id) if one.number == number and one.site_id == site_id), None
    )
    if found is None:
        raise RuleBroken(
            "batch", N_("There is no such batch at this site."), N_("Its number is on each sheet.")
        )
    return found
