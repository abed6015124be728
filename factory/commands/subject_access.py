"""`eco subject-access`: everything that is kept of a person, in one file to hand over."""

from __future__ import annotations

from pathlib import Path

import click

from factory.commands.frame import demo_option, opened


@click.command("subject-access")
@demo_option
@click.argument("number")
@click.option(
    "--to", "goal", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The ZIP to write."
)
def command(is_demo: bool, number: str, goal: Path) -> None:
    """Write what is kept of the person with NUMBER: a page, tables, JSON, photos. Nobody else is in it.

    That it was written is noted in the trail.
    """
    from core.access import system_actor
    from core.clock import now
    from core.db import transaction
    from core.people_queries import person_by_number
    from factory.privacy.archive import write_access
    from factory.privacy.queries.everything import everything_of
    from factory.privacy.services.access import note_access

    with opened(is_demo) as app:
        person = person_by_number(number)
        by, person_id = system_actor(person.home_site_id), person.id
        with transaction():
            note_access(by=by, person_id=person_id, at=now())
        found = everything_of(person_id, secrets=app.config["ECO_SETTINGS"].every_secret_key)
        write_access(found, app.config["ECO_SETTINGS"], goal, at=now())
    rows = sum(len(part.rows) for part in found.parts)
    click.echo(f"{goal}: {rows} rows of {len(found.parts)} tables, {len(found.photos)} photos")
    click.echo("It holds personal data: hand it over in person, then delete it.")
