"""`eco verify-backup`: show that a backup can be restored, without touching the live data."""

from __future__ import annotations

from pathlib import Path

import click

from factory.commands.frame import demo_option, settings_for


@click.command("verify-backup")
@demo_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def command(is_demo: bool, file: Path) -> None:
    """Restore FILE into a temporary folder, check it, recount it, and throw the copy away."""
    from core.clock import now
    from factory.backups.verifying import verify_backup

    report = verify_backup(file, settings_for(is_demo), at=now())
    for line in report.lines():
        click.echo(line)
