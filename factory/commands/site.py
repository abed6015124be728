"""`eco site`: the sites of the house."""

from __future__ import annotations

import click

from core.sites import SITE_KINDS
from factory.commands.frame import demo_option, opened


@click.group("site")
def command() -> None:
    """Factories, FabLab, van; and a practice site, whose pieces no query counts."""


@command.command("add")
@demo_option
@click.argument("short_name")
@click.argument("name")
@click.option("--city", default="", help="The city it counts for.")
@click.option("--kind", type=click.Choice(SITE_KINDS), default="factory", show_default=True)
@click.option("--phone", default="", help="Printed on the public page of a piece.")
@click.option("--practice", is_flag=True, help="A practice site: everything works, nothing counts.")
def add(is_demo: bool, short_name: str, name: str, city: str, kind: str, phone: str, practice: bool) -> None:
    """Add a site. SHORT_NAME is for the shell and for spreadsheets, NAME for people."""
    from core.clock import now
    from core.db import transaction
    from factory.founding import add_site

    with opened(is_demo), transaction():
        add_site(
            by=None,
            slug=short_name,
            name=name,
            city=city,
            kind=kind,
            phone=phone,
            is_practice=practice,
            at=now(),
        )
    click.echo(f"{name} is there.")


@command.command("list")
@demo_option
def show(is_demo: bool) -> None:
    """List the sites."""
    from core.sites import all_sites

    with opened(is_demo):
        for site in all_sites(with_practice=True):
            click.echo(f"{site.slug:<18} {site.name}{'  (practice)' if site.is_practice else ''}")
