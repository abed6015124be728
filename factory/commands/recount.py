"""`eco recount`: count everything from the events again and compare it with every figure that is shown."""

from __future__ import annotations

import sys

import click

from factory.commands.frame import demo_option, opened


@click.command("recount")
@click.option("--anew", is_flag=True, help="First make anew what is kept ready of people, machines and runs.")
@demo_option
def command(is_demo: bool, anew: bool) -> None:
    """Count again from the events; print each figure that differs. Status 1 if any does.

    What waits is counted first. What came to light about closed months since the last look is printed too, and is no
    difference: the clockwork lists it within a day.
    """
    from core.clock import now
    from factory.catching_up import catch_up
    from factory.recounting import differences, unlisted_truths
    from factory.tally.settling import tally_anew

    with opened(is_demo):
        if anew:
            tally_anew()
        catch_up(now())
        found, waiting = differences(), unlisted_truths()
    for line in waiting:
        click.echo(f"waits to be listed: {line}")
    for line in found:
        click.echo(line)
    if found:
        click.echo(f"{len(found)} differ.", err=True)
        sys.exit(1)
    click.echo("Every figure agrees: events, ledger, counters, board and report.")
