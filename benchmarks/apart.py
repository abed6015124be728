"""Doing one thing in a process of its own, to see what it takes: processor time and memory."""

from __future__ import annotations

import gc
import json
import os
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from core.db import db


def let_go(app: Flask) -> None:
    """Close every connection of the app, so that none is taken into another process."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@dataclass(frozen=True)
class Taken:
    """What one file cost in a process of its own: CPU seconds, MiB above what stood there before, and what it says."""

    seconds: float
    mib: float
    said: str


def apart(app: Flask, way: Callable[[], str]) -> Taken:
    """Do it once in a fork, where nothing that was done before lends it memory."""
    let_go(app)
    gc.collect()
    mine, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            Path("/proc/self/clear_refs").write_text("5")
            before, began = _kib("VmRSS"), time.process_time()
            said = way()
            told = [time.process_time() - began, (_kib("VmHWM") - before) / 1024, said]
            os.write(theirs, json.dumps(told).encode())
            os._exit(0)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(theirs)
    with os.fdopen(mine, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    if not answer:
        raise SystemExit("a file could not be made")
    return Taken(*json.loads(answer))


def _kib(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(f"{name}:")))
