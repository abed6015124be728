"""OctoPrint's virtual printer on a pseudo-terminal. Run by the interpreter that has OctoPrint: LINK FOLDER [JSON].

The JSON holds settings of the virtual printer that differ, as {"sendBusy": true, "okFormatString": "ok P15 B3"}.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import pty
import select
import sys
import threading
import tty
from pathlib import Path
from typing import Any

LINK, FOLDER = Path(sys.argv[1]), Path(sys.argv[2])
CHANGED = json.loads(sys.argv[3]) if len(sys.argv) > 3 else {}


def make_printer() -> Any:
    """The printer as OctoPrint itself would make it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    importlib.import_module("octoprint.settings").settings(init=True, basedir=str(FOLDER))
    plugins = importlib.import_module("octoprint.plugin")
    printer = importlib.import_module("octoprint.plugins.virtual_printer")
    plugins.plugin_manager(init=True, plugin_folders=[], plugin_bases=[], plugin_entry_points=[])
    defaults = {**printer.VirtualPrinterPlugin().get_settings_defaults(), **CHANGED}
    settings = plugins.plugin_settings("virtual_printer", defaults=defaults)
    profiles = importlib.import_module("octoprint.printer.profile").PrinterProfileManager()
    data = FOLDER / "data" / "virtual_printer"
    data.mkdir(parents=True, exist_ok=True)
    kind = importlib.import_module("octoprint.plugins.virtual_printer.virtual").VirtualPrinter
    return kind(settings, profiles, str(data), read_timeout=0.2, write_timeout=3600)


def main() -> int:
    """Carry lines until interrupted."""
    logging.basicConfig(level=logging.WARNING)
    printer = make_printer()
    end, held = pty.openpty()
    tty.setraw(held)
    LINK.unlink(missing_ok=True)
    LINK.symlink_to(os.ttyname(held))

    def speak() -> None:
        while True:
            if line := printer.readline():
                os.write(end, line if line.endswith(b"\n") else line + b"\n")

    threading.Thread(target=speak, daemon=True).start()
    rest = b""
    while True:
        select.select([end], [], [])
        *lines, rest = (rest + os.read(end, 4096)).split(b"\n")
        for line in lines:
            if line.startswith(
                b"N-1 M110"
            ):  # what printcore says, and Marlin takes; this printer knows no -1
                printer.lastN = printer.current_line = -1
                printer._sendOk()
                continue
            left = line + b"\n"
            while left:
                left = left[printer.write(left) :]


if __name__ == "__main__":
    raise SystemExit(main())
