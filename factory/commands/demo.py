"""`eco demo`: make the demo anew, or only say how to sign in."""

from __future__ import annotations

import click

from factory.commands.frame import settings_for


@click.command("demo")
@click.option("--fresh", is_flag=True, help="Throw the demo away first and fill it again.")
@click.option(
    "--labels", type=click.Path(dir_okay=False, writable=True), help="Write a PDF of labels to scan here."
)
def command(fresh: bool, labels: str | None) -> None:
    """Make the demo's database if it is not there, and print its sign-ins."""
    from factory.demo.making import make_demo, sign_in_lines, write_labels

    app = make_demo(settings_for(True), fresh=fresh)
    for line in sign_in_lines(app):
        click.echo(line)
    if labels:
        click.echo(f"wrote {write_labels(app, labels)}")
