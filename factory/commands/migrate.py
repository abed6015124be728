"""`eco migrate`: bring the database to the version of this checkout."""

from __future__ import annotations

import click

from factory.commands.frame import demo_option, make_app, settings_for


@click.command("migrate")
@demo_option
def command(is_demo: bool) -> None:
    """Bring the database to this version, in one transaction; safe to run again."""
    from factory.schema import newest_version, present_version, upgrade_schema

    app = make_app(settings_for(is_demo))
    with app.app_context():
        before = present_version()
    upgrade_schema(app)
    if before == newest_version():
        click.echo(f"The database is at version {before} already.")
    else:
        click.echo(f"The database went from {before or 'empty'} to version {newest_version()}.")
