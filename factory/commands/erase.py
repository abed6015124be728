"""`eco erase`: forget a person for good; every count stays."""

from __future__ import annotations

import sys

import click

from factory.commands.frame import demo_option, opened


@click.command("erase")
@demo_option
@click.argument("number")
@click.option("--yes", is_flag=True, help="Do it. Without this, say what would be done and change nothing.")
def command(is_demo: bool, number: str, yes: bool) -> None:
    """Erase the person with NUMBER: names, contacts, sign-ins, needs, records, words about them, their photos.

    What counts stays with the bare number, so every figure stays as it is. Older backups hold the person until they
    are deleted; restoring one erases them again.
    """
    from core.access import system_actor
    from core.clock import now
    from core.people_queries import person_by_number
    from factory.catching_up import catch_up
    from factory.privacy.finishing import finish_erasure, older_copies
    from factory.privacy.trying import erase_now, erase_tried
    from factory.recounting import differences

    with opened(is_demo) as app:
        settings, at = app.config["ECO_SETTINGS"], now()
        person = person_by_number(number)
        by = system_actor(person.home_site_id)
        person_id = person.id
        done = (erase_now if yes else erase_tried)(
            by=by, person_id=person_id, at=at, secrets=settings.every_secret_key
        )
        for line in done.lines():
            click.echo(line)
        if not yes:
            click.echo(f"Nothing was changed. To erase {number} for good: eco erase {number} --yes")
            for path in older_copies(settings, at=at):
                click.echo(f"would still hold them: {path}")
            return
        finished = finish_erasure(done, settings, at=at)
        for path in finished.older:
            click.echo(f"still holds them, delete it when you can: {path}")
        if not finished.is_scrubbed:
            click.echo("The database was busy: the freed bytes are written over by the next eco tick.")
        catch_up(at)
        different = differences()
    for line in different:
        click.echo(line, err=True)
    if different:
        sys.exit(1)
    click.echo(f"{number} is erased. Every figure agrees with its recount.")
