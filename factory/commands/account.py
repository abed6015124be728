"""`eco account`: the first administrator, and a new password for whoever is locked out."""

from __future__ import annotations

import secrets

import click

from core.people import ROLES
from factory.commands.frame import demo_option, named_site, opened

WORDS = """
amber anchor apron barley basket beacon birch bobbin bramble brass bridge button candle canvas cedar chalk
cherry clover cobble comet copper cotton cradle daisy dovetail ember fennel fern fiddle flint garden ginger
gravel hammer harbor hazel heron hinge indigo ivory jigsaw juniper kettle ladder lantern lemon linen magnet
maple marble meadow mortar nettle nutmeg oak olive orchard otter paddle parcel pebble pepper pewter pigeon
pillow plover pocket poplar quartz quilt rafter raven ribbon river rowan saddle saffron sandal sextant shovel
silver spindle sparrow spoon sycamore tallow teapot thimble thistle timber trellis tulip tunnel turnip velvet
violet walnut wicker willow window yarrow
"""


def new_password() -> str:
    """Five random words: easy to read out, hard to guess."""
    return " ".join(secrets.choice(WORDS.split()) for _ in range(5))


@click.group("account")
def command() -> None:
    """Accounts of people who sign in with a password."""


@command.command("add")
@demo_option
@click.argument("login")
@click.option("--name", required=True, help="What the person wants to be called; one word is enough.")
@click.option("--role", type=click.Choice(ROLES), default="administrator", show_default=True)
@click.option("--site", help="Short name of the site; an administrator's role holds at all sites.")
def add(is_demo: bool, login: str, name: str, role: str, site: str | None) -> None:
    """Make a person with an account and print the password, once."""
    from core.clock import now
    from core.db import transaction
    from core.ids import new_client_id
    from factory.founding import add_staff

    password = new_password()
    with opened(is_demo), transaction():
        add_staff(
            site_id=named_site(site).id,
            called=name,
            login=login,
            password=password,
            role=role,
            everywhere=role == "administrator",
            at=now(),
            token=new_client_id(),
        )
    click.echo(
        f"{login} may sign in now and choose a password of their own, within a week. "
        f"The first one, shown this once:\n\n    {password}\n"
    )


@command.command("password")
@demo_option
@click.argument("login")
def password(is_demo: bool, login: str) -> None:
    """Give LOGIN a new password and print it once; no code is asked any more, and every sign-in of theirs ends."""
    from core.clock import now
    from core.db import transaction
    from factory.founding import reset_password

    fresh = new_password()
    with opened(is_demo), transaction():
        reset_password(login=login, password=fresh, at=now())
    click.echo(
        f"With the new password {login} chooses one of their own, within a week; "
        f"shown this once:\n\n    {fresh}\n"
    )
