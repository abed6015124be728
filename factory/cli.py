"""The `eco` command. Each subcommand is imported only when somebody asks for it."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from core.errors import EcoError

COMMANDS = {
    "serve": "factory.commands.serve",
    "demo": "factory.commands.demo",
    "tick": "factory.commands.tick",
    "migrate": "factory.commands.migrate",
    "site": "factory.commands.site",
    "account": "factory.commands.account",
    "device": "factory.commands.device",
    "import": "factory.commands.import_pieces",
    "export": "factory.commands.export_pieces",
    "backup": "factory.commands.backup",
    "verify-backup": "factory.commands.verify_backup",
    "restore": "factory.commands.restore",
    "recount": "factory.commands.recount",
    "subject-access": "factory.commands.subject_access",
    "erase": "factory.commands.erase",
    "purge": "factory.commands.purge",
    "words": "factory.commands.words",
    "trail": "factory.commands.trail",
    "doctor": "factory.commands.doctor",
    "kiosk": "hardware.kiosk.command",
}
"""Each command and the module that defines it under the name `command`."""


class LazyGroup(click.Group):
    """A group whose commands are found by name, so that `eco recount` does not load the web server."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the day's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None for an unknown one."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        command = import_module(place).command
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what our own rules refuse becomes two plain lines and status 1."""
        os.umask(0o077)  # databases, photos, backups and exports are nobody else's business
        try:
            return super().invoke(ctx)
        except EcoError as refusal:
            click.echo(f"eco: {refusal}", err=True)
            if refusal.remedy:
                click.echo(
                    f"     {refusal.remedy % refusal.params if refusal.params else refusal.remedy}", err=True
                )
            sys.exit(1)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """EcoWorks: the day of an eco furniture factory and a FabLab. Settings are ECO_* variables: docs/settings.md."""
