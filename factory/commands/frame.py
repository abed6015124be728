"""What the commands share: which database, the app on it, and a line of progress for whatever takes longer."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
from flask import Flask

from core.config import Settings, demo_settings, load_settings
from core.errors import N_, RuleBroken, Unconfigured
from core.sites import Site, all_sites, site_by_slug

ROOT = Path(__file__).resolve().parents[2]
DEMO_DATABASE = ROOT / "instance" / "demo.sqlite3"
DEMO_FOLDER = ROOT / "instance" / "demo"
Function = TypeVar("Function", bound=Callable[..., Any])


def demo_option(function: Function) -> Function:
    """Give a command the switch `--demo`."""
    return click.option(
        "--demo", "is_demo", is_flag=True, help="Work on the demo's database and on no other."
    )(function)


def settings_for(is_demo: bool) -> Settings:
    """The demo's own settings, which read no environment, or those of the environment."""
    if not is_demo:
        return load_settings()
    return demo_settings(DEMO_FOLDER, database_url=f"sqlite:///{DEMO_DATABASE}")


def make_app(settings: Settings) -> Flask:
    """The app on these settings, with a folder of its own that nobody else may read."""
    from factory.app import create_app

    settings.instance_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return create_app(settings)


@contextmanager
def opened(is_demo: bool) -> Iterator[Flask]:
    """The app with a context open, its database known to be of this version."""
    from factory.schema import newest_version, present_version

    app = make_app(settings_for(is_demo))
    with app.app_context():
        if present_version() != newest_version():
            raise Unconfigured(
                N_("The database is not of this version."),
                N_("Bring it to this version with: eco migrate"),
            )
        yield app


def named_site(slug: str | None) -> Site:
    """The site with that short name; where none is named, the only one or the first by name.

    Raises RuleBroken where there is none of that name.
    """
    found = site_by_slug(slug) if slug else next(iter(all_sites()), None)
    if found is None:
        raise RuleBroken(
            "site",
            N_("There is no such site."),
            N_("List them with: eco site list. Make one with: eco site add"),
        )
    return found


class Progress:
    """One line that tells how far a long piece of work is; silent where nobody watches (no terminal)."""

    def __init__(self, what: str) -> None:
        self.what, self.shown_at, self.width = what, 0.0, 0

    def __call__(self, done: int, total: int) -> None:
        """Show `done` of `total`, at most five times a second."""
        instant = time.monotonic()
        if not sys.stderr.isatty() or (instant - self.shown_at < 0.2 and done < total):
            return
        self.shown_at = instant
        text = f"{self.what}: {done} of {total}"
        click.echo(f"\r{text:<{self.width}}", nl=done >= total, err=True)
        self.width = len(text)
