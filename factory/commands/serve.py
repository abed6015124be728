"""`eco serve`: the web server for one site, and the demo."""

from __future__ import annotations

import click

from factory.commands.frame import demo_option, settings_for


@click.command("serve")
@demo_option
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; the demo: this machine only.",
)
@click.option("--port", default=8000, show_default=True, help="Port; the demo takes the next free one.")
def command(is_demo: bool, host: str, port: int) -> None:
    """Serve EcoWorks. With --demo: make the demo if it is not there, and tell how to sign in."""
    from factory.serving import serve_demo, serve_site

    settings = settings_for(is_demo)
    if is_demo:
        serve_demo(settings, port)
    else:
        serve_site(settings, host, port)
