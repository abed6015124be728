"""`eco recount`: count everything from the events again and compare it with every figure that is shown."""

from __future__ import annotations

import sys

import click

from factory.commands.frame import demo_option, opened


@click.command("recount")
@demo_option
def command(is_demo: bool) -> None:
    """Count again from the events; print each figure that differs. Status 1 if any does."""
    from factory.recounting import all_differences

    with opened(is_demo):
        found = all_differences()
    for line in found:
        click.echo(line)
    if found:
        click.echo(f"{len(found)} differ.", err=True)
        sys.exit(1)
    click.echo("Every figure agrees: events, ledger, counters, board and report.")
