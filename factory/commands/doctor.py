"""`eco doctor`: what a worried administrator asks first, each with what to do."""

from __future__ import annotations

import sys

import click

from factory.commands.frame import demo_option, settings_for

SIGNS = {"good": "ok  ", "look": "look", "bad": "BAD "}


@click.command("doctor")
@demo_option
def command(is_demo: bool) -> None:
    """Look at settings, database, disk, clock, backups, fonts and the way to HTTPS. Status 1 if something is bad."""
    from factory.health import examine

    found = examine(settings_for(is_demo))
    for one in found:
        click.echo(f"{SIGNS[one.state]}  {one.what:<22} {one.said}")
        if one.remedy and one.state != "good":
            click.echo(f"      {'':<22} → {one.remedy}")
    sys.exit(1 if any(one.state == "bad" for one in found) else 0)
