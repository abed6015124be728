"""`eco kiosk`: the agent beside a machine, and its doctor. It loads nothing of the server."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hardware.kiosk.settings import Unready, load_kiosk_settings, read_token

SIGNS = {"good": "ok  ", "look": "look", "bad": "BAD "}


@click.group("kiosk", invoke_without_command=True)
@click.option(
    "--file",
    "place",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The settings' file, if not /etc/eco/kiosk.toml.",
)
@click.pass_context
def command(context: click.Context, place: Path | None) -> None:
    """Run the agent beside a machine: it records what the machine does and who is at it (docs/kiosk.md)."""
    context.obj = place
    if context.invoked_subcommand is None:
        run(place)


def run(place: Path | None) -> None:
    """Run the agent until it is told to stop."""
    from hardware.kiosk.agent import Agent

    try:
        agent = Agent.from_settings(load_kiosk_settings(place))
    except Unready as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo("The kiosk's agent is running; stop it with Ctrl+C.", err=True)
    agent.run()


@command.command("pair")
@click.argument("server")
@click.argument("code")
def pair_command(server: str, code: str) -> None:
    """Pair this kiosk with SERVER (https://…) by the CODE that a coordinator shows."""
    from hardware.kiosk.link import ports
    from hardware.kiosk.pairing import pair, starter
    from hardware.kiosk.uplink import Http

    try:
        settings = load_kiosk_settings(click.get_current_context().obj)
        machines = pair(settings, server, code, Http(server, "", settings.ca_file))
    except Unready as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo(f"Paired with {server}. It stands beside: {', '.join(machines) or 'no machine yet'}.")
    missing = [code for code in machines if code not in settings.machines]
    if missing:
        click.echo(
            "Put these lines into the settings' file (docs/kiosk.md, step 4), each with its own port:\n"
        )
        click.echo(starter(missing, ports()))


@command.command("doctor")
@click.option("--ask", "asks_identity", is_flag=True, help="Ask an idle machine what it is ($I or M115).")
def doctor(asks_identity: bool) -> None:
    """Look at ports, machines, clock, spool and server, and say what to do. Status 1 if something is bad."""
    from hardware.kiosk.clock import KioskClock
    from hardware.kiosk.doctor import Doctor
    from hardware.kiosk.uplink import Http

    try:
        settings = load_kiosk_settings(click.get_current_context().obj)
    except Unready as fault:
        raise click.ClickException(str(fault)) from fault
    http = Http(settings.server, read_token(settings), settings.ca_file) if settings.server else None
    is_bad = False
    for one in Doctor(settings, KioskClock(), http, asks_identity=asks_identity).examine():
        is_bad = is_bad or one.state == "bad"
        click.echo(f"{SIGNS[one.state]}  {one.what:<22} {one.said}")
        if one.remedy and one.state != "good":
            click.echo(f"      {'':<22} → {one.remedy}")
    sys.exit(1 if is_bad else 0)


@command.command("meter")
@click.argument("port")
@click.option("--channel", default=0, show_default=True, help="Which of the meter's clamps.")
@click.option("--seconds", default=15.0, show_default=True, help="How long each step is measured.")
def meter(port: str, channel: int, seconds: float) -> None:
    """Learn in three steps when the machine on the meter at PORT works (docs/meter.md). Stop the agent first."""
    from hardware.kiosk.meter_steps import as_setting, walk_steps
    from hardware.kiosk.plateaus import NotClear

    def ask(step: str) -> None:
        click.echo(step)
        click.pause("Press any key when that is so, and leave it so.")
        click.echo(f"Measuring for {seconds:g} seconds …")

    try:
        bounds = walk_steps(port, channel, seconds, ask)
    except NotClear as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo(f"\nPut this line into the machine's part of the settings' file:\n{as_setting(bounds)}")
