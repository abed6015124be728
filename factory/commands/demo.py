"""`eco demo`: make the demo, say how to sign in, print its labels and cards."""

from __future__ import annotations

from pathlib import Path

import click

from factory.commands.frame import settings_for

PDF = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command("demo")
@click.option("--fresh", is_flag=True, help="Throw the demo away first and fill it again.")
@click.option("--labels", type=PDF, help="Write a PDF of labels to scan from the screen.")
@click.option("--cards", type=PDF, help="Write a PDF of everybody's cards.")
def command(fresh: bool, labels: Path | None, cards: Path | None) -> None:
    """Make the demo's database if it is not there, and print its sign-ins."""
    from factory.demo.handing_out import sign_in_lines, write_cards, write_labels
    from factory.demo.making import make_demo

    app = make_demo(settings_for(True), fresh=fresh)
    for line in sign_in_lines(app):
        click.echo(line)
    if labels:
        click.echo(f"  wrote {write_labels(app, labels)}")
    if cards:
        click.echo(f"  wrote {write_cards(app, cards)}")
