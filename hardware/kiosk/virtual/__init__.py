"""Machines that are not there: fake firmwares for development, the demo, tests, and for trying a real sender.

They behave as the published protocols and recorded transcripts say. `virtual://grbl?script=run:60,idle:30&loop=1` is a
port that pyserial opens once `register` was called; `python -m hardware.kiosk.virtual grbl --link /tmp/cnc` serves one
on a pseudo-terminal. A machine goes on while nobody has its port open, as machines do.
"""

import serial


def register() -> None:
    """Teach pyserial the `virtual://` ports."""
    if __name__ not in serial.protocol_handler_packages:
        serial.protocol_handler_packages.append(__name__)
