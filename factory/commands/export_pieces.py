"""`eco export`: pieces as a spreadsheet."""

from __future__ import annotations

from pathlib import Path

import click

from factory.commands.frame import demo_option, named_site, opened


@click.command("export")
@demo_option
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--site", help="Short name of the site; else all but practice.")
@click.option("--stage", default="all", show_default=True, help="A stage, or open, or all.")
def command(is_demo: bool, file: Path, site: str | None, stage: str) -> None:
    """Write the pieces to FILE: a spreadsheet if it ends in .xlsx, else CSV. No live formulas, no personal data."""
    from core.clock import now
    from core.sites import all_sites
    from core.spreadsheets import Sheet, write_csv, write_xlsx
    from inventory.catalogue import categories
    from inventory.queries.filters import PieceFilter
    from inventory.queries.pieces import FIRST_SORT
    from inventory.services.exports import HEADS, piece_cells

    with opened(is_demo):
        ids = (named_site(site).id,) if site else tuple(one.id for one in all_sites())
        names = {slug: kind.name for slug, kind in categories().items()}
        rows = list(piece_cells(PieceFilter(site_ids=ids, stage=stage), now(), sort=FIRST_SORT, names=names))
    if file.suffix.lower() == ".xlsx":
        file.write_bytes(write_xlsx([Sheet("Pieces", HEADS, rows)]))
    else:
        file.write_bytes(write_csv([HEADS, *rows]))
    click.echo(f"{len(rows)} pieces in {file}")
