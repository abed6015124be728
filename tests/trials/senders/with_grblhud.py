"""A job by grblhud, which asks ten times a second; it wants a terminal, so it gets one. PORT FILE."""

from __future__ import annotations

import contextlib
import os
import pty
import sys
import threading
import time
from pathlib import Path

PORT, FILE = sys.argv[1:]


def main() -> int:
    """Let it stream the file; it ends by itself, else after a minute."""
    program = str(Path(sys.executable).parent / "grblhud")
    child, terminal = pty.fork()
    if child == 0:
        os.execv(program, [program, "--serial", PORT, FILE])

    def end_it() -> None:
        time.sleep(60)
        with contextlib.suppress(OSError):
            os.kill(child, 9)

    threading.Thread(target=end_it, daemon=True).start()
    while True:
        try:
            data = os.read(terminal, 4096)
        except OSError:
            break
        sys.stdout.write(data.decode(errors="replace"))
    os.waitpid(child, 0)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
