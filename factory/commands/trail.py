"""`eco trail`: is the audit trail as it was written? Each line of each chain, checked against the one before."""

from __future__ import annotations

import sys

import click

from factory.commands.frame import demo_option, opened


@click.command("trail")
@demo_option
def command(is_demo: bool) -> None:
    """Check the audit trail; print each line that was changed, is missing or was cut off. Status 1 then."""
    from core.audit import broken_lines, writes_so_far
    from core.sites import all_sites

    with opened(is_demo):
        names = {site.id: site.name for site in all_sites()}
        found = [(names.get(site_id, str(site_id)), number) for site_id, number in broken_lines()]
        count = writes_so_far()
    for name, number in found:
        click.echo(f"{name}: line {number} does not hold.")
    if found:
        click.echo(
            f"{len(found)} of {count} lines do not hold. Restore a backup from before, and compare.", err=True
        )
        sys.exit(1)
    click.echo(f"{count} lines, and every one holds.")
