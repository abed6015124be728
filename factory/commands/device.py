"""`eco device`: pair a tablet from the shell, list them, end one."""

from __future__ import annotations

import click

from factory.commands.frame import demo_option, named_site, opened, settings_for


@click.group("device")
def command() -> None:
    """Paired tablets and kiosks."""


@command.command("pair")
@demo_option
@click.option("--site", help="Short name of the site that the tablet belongs to.")
@click.option("--name", default="Tablet", show_default=True, help="What people call it.")
def pair(is_demo: bool, site: str | None, name: str) -> None:
    """Print a pairing code: type it on the tablet at /pair within ten minutes."""
    from core.clock import now
    from core.db import transaction
    from core.devices import PAIRING_MINUTES, make_pairing_code

    with opened(is_demo), transaction():
        place = named_site(site)
        where = place.name
        code = make_pairing_code(site_id=place.id, name=name, by_id=None, at=now())
    address = (
        "http://localhost and its port" if is_demo else settings_for(False).public_url or "the site's address"
    )
    click.echo(
        f"{code[:4]} {code[4:]}   for {where}, good for {PAIRING_MINUTES} minutes: open /pair at {address}"
    )


@command.command("list")
@demo_option
@click.option("--site", help="Short name of the site; else all.")
def show(is_demo: bool, site: str | None) -> None:
    """List devices: when each was last seen and what waits on it."""
    from core.clock import iso
    from core.devices import devices_at
    from core.sites import all_sites

    with opened(is_demo):
        for place in [named_site(site)] if site else all_sites(with_practice=True):
            for device in devices_at(place.id):
                seen = iso(device.last_seen_at)[:16].replace("T", " ") if device.last_seen_at else "never"
                state = "ended" if device.revoked_at else f"{device.waiting} waiting"
                click.echo(f"{device.public_id}  {place.slug:<14} {device.name:<24} seen {seen} UTC  {state}")


@command.command("end")
@demo_option
@click.argument("device_id")
@click.option("--site", required=True, help="Short name of its site.")
def end(is_demo: bool, device_id: str, site: str) -> None:
    """End a device's pairing at once: for one that is lost or stolen. What waits on it stays on it."""
    from core.clock import now
    from core.db import transaction
    from core.devices import revoke_device

    with opened(is_demo), transaction():
        revoke_device(public_id=device_id, site_id=named_site(site).id, by_id=None, at=now())
    click.echo("Its next request is refused.")
