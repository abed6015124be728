"""`eco restore`: put a backup in the place of the database and photos; what was there is moved aside."""

from __future__ import annotations

from pathlib import Path

import click

from factory.commands.frame import demo_option, settings_for


@click.command("restore")
@demo_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do it without asking.")
def command(is_demo: bool, file: Path, yes: bool) -> None:
    """Check FILE as verify-backup does, move what is there aside, and put FILE in its place."""
    from core.clock import now
    from factory.backups.restoring import restore_backup

    settings = settings_for(is_demo)
    if not yes:
        click.confirm(f"Put {file.name} in the place of the data in {settings.instance_folder}?", abort=True)
    done = restore_backup(file, settings, at=now())
    for line in done.lines():
        click.echo(line)
