"""`eco backup`: everything in one file, shown to be good by restoring it."""

from __future__ import annotations

from pathlib import Path

import click

from factory.commands.frame import Progress, demo_option, opened


@click.command("backup")
@demo_option
@click.option(
    "--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Folder; else ECO_BACKUP_FOLDER."
)
@click.option("--keep", type=click.IntRange(1), help="Afterwards delete all but the newest so many.")
def command(is_demo: bool, folder: Path | None, keep: int | None) -> None:
    """Write database and photos into one file, then restore it into a temporary folder and check it there."""
    from core.clock import now
    from factory.backups.making import make_backup, sweep
    from factory.backups.verifying import verify_backup

    with opened(is_demo) as app:
        settings = app.config["ECO_SETTINGS"]
        goal = folder or settings.backups
        path = make_backup(app, goal, at=now(), progress=Progress("photos"))
        report = verify_backup(path, settings, at=now())
        click.echo(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
        for line in report.lines():
            click.echo(line)
        for old in sweep(goal, keep) if keep else []:
            click.echo(f"deleted {old.name}")
