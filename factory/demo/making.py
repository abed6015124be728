"""Making the demo: its own database, filled once, and the sheet of paper that says how to get in."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click
from flask import Flask

from core.clock import now
from core.config import Settings
from core.db import db, fast, transaction
from core.errors import N_, Conflict
from factory.backups.databases import sqlite_file
from factory.demo.closing import close_months
from factory.demo.machine_year import fill_machines
from factory.demo.makeovers import fill_makeovers
from factory.demo.morning import begin_the_day
from factory.demo.occasions import fill_occasions
from factory.demo.openings import fill_openings
from factory.demo.paperwork import leave_paperwork
from factory.demo.pictures import PhotoShelf
from factory.demo.planning import SEED, plan_year
from factory.demo.privacy import leave_privacy
from factory.demo.sharing import open_to_others
from factory.demo.side_by_side import bring_together
from factory.demo.targets import set_targets
from factory.demo.telling import Telling
from factory.demo.training.making import fill_training
from factory.demo.van import fill_van
from factory.demo.visits import fill_visits
from factory.demo.world import Codes, Tokens, World, make_world
from factory.schema import upgrade_schema
from factory.tally.settling import settle_all, tally_anew

CARDS = "demo-cards.json"
"""The demo's cards, which a real house has on paper only."""
Tell = Callable[[int, int], None]


def make_demo(settings: Settings, *, fresh: bool = False) -> Flask:
    """The app on the demo's database, which is made, migrated and filled where it is not there yet."""
    from factory.app import create_app
    from factory.commands.frame import Progress

    if not settings.is_demo:
        raise ValueError("only the demo's own settings")
    if fresh:
        remove_demo(settings)
    settings.instance_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    app = create_app(settings)
    upgrade_schema(app)
    with app.app_context():
        if is_half_filled():
            click.echo("The demo was not finished last time: it is made anew.")
            db.session.remove()
            db.engine.dispose()
            remove_demo(settings)
            upgrade_schema(app)
        if not is_filled():
            started = now()
            click.echo("Making the demo: two factories, a FabLab, a van and a year of their work.")
            fill_demo(app, now(), progress=Progress("acts of the year"))
            click.echo(f"The demo is ready ({(now() - started).seconds} s).")
        begin_the_day(now())
    return app


def remove_demo(settings: Settings) -> None:
    """Delete the demo's database, photos and cards. Raises Conflict while somebody serves it."""
    import shutil

    from factory.served import is_served

    if is_served(settings):
        raise Conflict(N_("The demo is running."), N_("Stop it first, then make it anew."))
    live = sqlite_file(settings.database)
    for end in ("", "-wal", "-shm"):
        live.with_name(live.name + end).unlink(missing_ok=True)
    shutil.rmtree(settings.photo_folder, ignore_errors=True)
    (settings.instance_folder / CARDS).unlink(missing_ok=True)


def is_filled() -> bool:
    """True if somebody has filled this database to the end."""
    return fast().row("SELECT 1 FROM target LIMIT 1") is not None


def is_half_filled() -> bool:
    """True if filling began and was broken off."""
    return not is_filled() and fast().row("SELECT 1 FROM site LIMIT 1") is not None


def fill_demo(
    app: Flask, at: datetime, *, progress: Tell, seed: int = SEED, share: float = 1.0
) -> tuple[World, Telling]:
    """Fill an empty database with the year that ends at `at`. Needs the app's context."""
    settings: Settings = app.config["ECO_SETTINGS"]
    token = Tokens(seed)
    if fast().row("SELECT 1 FROM site LIMIT 1") is not None:
        raise RuntimeError("this database is not empty; eco demo --fresh makes the demo anew")
    plan = plan_year(at, seed=seed, share=share)
    with transaction():
        world = make_world(at, token)
    telling = Telling(world, PhotoShelf(settings.photo_folder), settings.public_host, token, Codes(seed))
    telling.tell(plan, at, progress)
    with transaction():
        leave_paperwork(world, at, token)
    with transaction():
        fill_makeovers(world, at, token, seed, telling.shelf, settings.secret_key)
    fill_van(world, at, token, seed, telling.shelf)
    fill_training(world, at, token, seed)
    fill_machines(world, at, token, seed)
    bring_together(world, at, token)
    with transaction():
        fill_visits(world, at, token, seed)
    tally_anew()
    with transaction():
        fill_occasions(world, at, token, seed)
    with transaction():
        set_targets(world, at, token)
        fill_openings(world, at, token)
    open_to_others(world, at, token, settings.photo_folder)
    with transaction():
        leave_privacy(world, at, token)
    settle_all()
    close_months(world, at, token)
    _keep_cards(settings.instance_folder / CARDS, world)
    return world, telling


def _keep_cards(path: Path, world: World) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        json.dump(world.cards, out, indent=1)


def cards_of(settings: Settings) -> dict[str, str]:
    """What the demo's cards say, by person; empty where the demo is not made."""
    path = settings.instance_folder / CARDS
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found
