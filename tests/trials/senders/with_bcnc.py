"""A job by the part of bCNC that owns the port (its window stays shut). PORT FILE [hold] [dollars] [reset]."""

from __future__ import annotations

import builtins
import importlib
import importlib.util
import sys
import time
from pathlib import Path
from typing import Any

PORT, FILE, *HOW = sys.argv[1:]


def make_sender() -> Any:
    """bCNC's own modules stand beside one another, so its folders are put on the path as it does itself."""
    found = importlib.util.find_spec("bCNC")
    assert found is not None and found.origin is not None
    home = Path(found.origin).parent
    sys.path[:0] = [str(home), *(str(home / name) for name in ("lib", "plugins", "controllers"))]
    vars(builtins).setdefault("_", lambda text: text)
    utils = importlib.import_module("Utils")
    utils.loadConfiguration()
    return importlib.import_module("Sender").Sender()


def main() -> int:
    """Connect (which resets nothing: a pseudo-terminal has no DTR), stream by its queue, wait for Idle."""
    sender = make_sender()
    values = importlib.import_module("CNC").CNC.vars
    sender.open(PORT, 115200)
    time.sleep(3)
    if "dollars" in HOW:
        for line in ("$X", "$H", "$$", "$#", "$G", "$I", "$100=255", "G10 L20 P1 X0 Y0", "$J=G91 X5 F500"):
            sender.sendGCode(line)
            time.sleep(4 if line == "$H" else 1.5)
    sender.running = True
    for line in Path(FILE).read_text().splitlines():
        sender.queue.put(line + "\n")
    time.sleep(6)
    if "hold" in HOW:
        sender.feedHold()
        time.sleep(4)
        sender.resume()
    if "reset" in HOW:
        sender.emptyQueue()
        sender.mcontrol.softReset()
        time.sleep(2)
        sender.mcontrol.unlock()
        time.sleep(2)
    until = time.monotonic() + 120
    while (sender.queue.qsize() or values["state"] != "Idle") and time.monotonic() < until:
        time.sleep(0.2)
    sender.running = False
    time.sleep(3)
    sys.stdout.write(f"{sender.queue.qsize()} lines left, state {values['state']}\n")
    while not sender.log.empty():
        kind, text = sender.log.get()
        if "error" in str(text).lower() or "alarm" in str(text).lower():
            sys.stdout.write(f"{kind} {text}\n")
    sender.thread = None
    time.sleep(1)
    sender.serial.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
