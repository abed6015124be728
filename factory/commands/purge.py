"""`eco purge`: delete what has had its time, by the clocks of the register."""

from __future__ import annotations

import click

from factory.commands.frame import demo_option, opened


@click.command("purge")
@demo_option
@click.option("--yes", is_flag=True, help="Do it. Without this, say what is due and change nothing.")
def command(is_demo: bool, yes: bool) -> None:
    """Delete what has had its time. What `eco tick` deletes each minute is listed too.

    Words and photos kept as evidence go once every hold of their site is over; while no coordinator has said until
    when, they stay.
    """
    from core.clock import now
    from core.pictures import delete_unnamed
    from factory.leftovers import leftovers, sweep_leftovers
    from factory.privacy.clocks import clock_lines
    from factory.privacy.queries.holds import released_sites
    from factory.privacy.trying import purge_now, purge_tried

    with opened(is_demo) as app:
        at, folder = now(), app.config["ECO_SETTINGS"].photo_folder
        for line in clock_lines(at):
            due = (
                "by its own rule"
                if line.due is None
                else f"{line.due} due now, {line.due_soon} within 30 days"
            )
            by = "eco tick" if line.clock.wound_by == "minute" else "eco purge"
            click.echo(f"{line.clock.what}: {line.clock.how_long}; {line.kept} kept, {due} ({by})")
        left = leftovers(folder, at)
        click.echo(
            f"Files that no row names: {len(left)} older than a day due now (eco tick, within the day, or --yes)"
        )
        if not released_sites(at):
            click.echo("Evidence: held, or nobody has said until when.")
        done = (purge_now if yes else purge_tried)(at=at)
        if yes:
            delete_unnamed(done.photos, folder)
            sweep_leftovers(folder, at)
    for text in done.lines():
        click.echo(("emptied or deleted: " if yes else "would be emptied or deleted: ") + text)
    if not yes:
        click.echo("Nothing was changed. To do it: eco purge --yes")
