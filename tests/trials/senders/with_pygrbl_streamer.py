"""A job by pygrbl-streamer, with a hold in it. Run by the interpreter that has it: PORT FILE [stop]."""

from __future__ import annotations

import importlib
import sys
import threading

PORT, FILE, *HOW = sys.argv[1:]


def main() -> int:
    """Connect (which resets), stream, hold for four seconds in the middle."""
    streamer = importlib.import_module("pygrbl_streamer").GrblStreamer(PORT)
    streamer.error_callback = lambda line: sys.stdout.write(f"error {line}\n")
    streamer.alarm_callback = lambda line: sys.stdout.write(f"alarm {line}\n")
    streamer.log_callback = lambda level, line: sys.stdout.write(f"{level} {line}\n")
    streamer.connect()
    if "stop" in HOW:
        threading.Timer(8, streamer.stop).start()
    if "hold" in HOW:
        threading.Timer(6, streamer.pause).start()
        threading.Timer(10, streamer.resume).start()
    is_done = streamer.send_file(FILE)
    sys.stdout.write(f"done {is_done}, state {streamer.state}\n")
    if "stop" in HOW:
        sys.stdout.write(f"reset {streamer.reset()}\n")
        is_done = not is_done
    streamer.disconnect()
    return 0 if is_done else 1


if __name__ == "__main__":
    raise SystemExit(main())
