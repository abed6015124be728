"""Runs one sender on a machine through the agent, and prints what came through and what was recorded.

python -m tests.trials MACHINE [--direct] [--profile key=value]… -- PROGRAM WORDS {port}
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.trials.stand import Stand
from tests.trials.verdict import compared, counted


def main() -> int:
    """Read the command line, run, print. The answer is 1 if anything was changed, lost or unasked."""
    reader = argparse.ArgumentParser(prog="python -m tests.trials", description=__doc__)
    reader.add_argument("machine", help="grbl, grblhal, … as of virtual://, or the path of a port")
    reader.add_argument("--direct", action="store_true", help="without the agent, to compare")
    reader.add_argument("--folder", type=Path, help="where the recordings go")
    reader.add_argument("--rest", type=float, default=24, help="seconds to wait when the sender has ended")
    reader.add_argument("--patience", type=float, default=400, help="seconds that the sender may take")
    reader.add_argument("--profile", action="append", default=[], help="a value of the profile, as JSON")
    reader.add_argument("command", nargs="+", help="the sender and its words; {port} is its port")
    asked = reader.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="trial-"))
    values = dict(one.split("=", 1) for one in asked.profile)
    profile = {name: _value(value) for name, value in values.items()}
    with Stand(folder, asked.machine, profile, is_direct=asked.direct) as stand:
        answer = stand.run(asked.command, asked.patience)
        stand.rest(1 if asked.direct else asked.rest)
    sender = stand.sender_side.heard if stand.sender_side else []
    told = compared(sender, stand.machine_side.heard) if stand.machine_side else counted(sender)
    say = sys.stdout.write
    say(f"{folder}\nthe sender ended with {answer}\n")
    say(
        f"lines {told.lines}, ok {told.oks}, errors {told.errors}, asked {told.asked}, reports {told.reports}, "
        f"of ours {told.injected}, kept back {told.kept_back}, slowest {told.slowest_ms:.1f} ms\n"
    )
    if stand.bench is not None:
        say(f"the machine was { ({word: round(s, 1) for word, s in stand.bench.spent.items()}) }\n")
    if not asked.direct:
        for job in stand.jobs():
            say(
                f"job {job.outcome}: busy {job.busy_s:.1f} paused {job.paused_s:.1f} set-up {job.setup_s:.1f} "
                f"idle {job.idle_s:.1f} spindle {job.spindle_on_s:.1f}, counted {job.is_counted}, "
                f"samples {job.samples}, bad {job.bad_lines}\n"
            )
        for event in stand.events():
            if event.kind in ("noise", "identity", "alarm", "banner"):
                say(f"  {event.kind} {json.dumps(event.body)}\n")
    for fault in told.faults:
        say(f"FAULT {fault}\n")
    return 1 if told.faults else 0


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


if __name__ == "__main__":
    raise SystemExit(main())
