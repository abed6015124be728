"""A job by grbl-streamer, which asks for the state five times a second. PORT FILE [incremental] [hold] [settings]."""

from __future__ import annotations

import importlib
import sys
import threading
import time
from typing import Any

PORT, FILE, *HOW = sys.argv[1:]


def settings(grbl: Any) -> None:
    """Home, write to the EEPROM, ask for everything, check mode and back, a jog."""
    grbl.homing()
    time.sleep(5)
    for line in ("$100=251", "$101=252", "$$", "$#", "$G", "$H", "$C", "$C"):
        grbl.send_immediately(line)
        time.sleep(4 if line == "$H" else 0.5)
    grbl.send_immediately("$J=G91 X5 F500")
    time.sleep(2)


def wait_for_the_end(grbl: Any) -> None:
    """Until every line is sent and the machine rests; three minutes at most."""
    until = time.monotonic() + 180
    while grbl.current_line_number < grbl.buffer_size and time.monotonic() < until:
        time.sleep(0.1)
    while grbl.cmode != "Idle" and time.monotonic() < until:
        time.sleep(0.1)


def main() -> int:
    """Connect (which resets), look at the settings, stream, wait until it says that it is done."""
    done, booted = threading.Event(), threading.Event()
    states: list[str] = []

    def heard(event: str, *data: Any) -> None:
        if event in ("on_job_completed",):
            done.set()
        elif event == "on_boot":
            booted.set()
        elif event == "on_stateupdate" and (not states or states[-1] != data[0]):
            states.append(data[0])
        elif event in ("on_error", "on_alarm"):
            sys.stdout.write(f"{event} {data}\n")

    grbl = importlib.import_module("grbl_streamer").GrblStreamer(heard)
    grbl.setup_logging()
    grbl.cnect(PORT, 115200)
    if not booted.wait(5):
        sys.stdout.write("no banner\n")
        return 1
    grbl.poll_start()
    time.sleep(1)
    if "settings" in HOW:
        settings(grbl)
    if "incremental" in HOW:
        grbl.incremental_streaming = True
    grbl.load_file(FILE)
    if "hold" in HOW:
        threading.Timer(6, grbl.hold).start()
        threading.Timer(10, grbl.resume).start()
    grbl.job_run()
    wait_for_the_end(grbl)
    is_done = done.wait(1)
    time.sleep(1)
    sys.stdout.write(f"done {is_done}, states {states}\n")
    grbl.poll_stop()
    grbl.disconnect()
    return 0 if is_done else 1


if __name__ == "__main__":
    raise SystemExit(main())
