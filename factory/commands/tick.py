"""`eco tick`: the clockwork, run every minute."""

from __future__ import annotations

import click

from factory.commands.frame import demo_option, opened


@click.command("tick")
@demo_option
def command(is_demo: bool) -> None:
    """Do what is due: forget old sign-ins and attempts, close practice lives. Harmless to repeat."""
    from core.clock import now
    from factory.clockwork import tick

    with opened(is_demo):
        done = tick(now())
    for line in done:
        click.echo(line)
