"""A print by OctoPrint itself, run without its window. PORT FILE FOLDER [pause] [cancel] [kill] [sd] [upload]."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

PORT, FILE, FOLDER, *HOW = sys.argv[1:]
KEY = "0123456789ABCDEF0123456789ABCDEF"
LISTENS = 19500 + sum(FOLDER.encode()) % 400


def ask(way: str, body: Any = None, *, method: str = "") -> Any:
    """One question to OctoPrint's own interface."""
    data, headers = None, {"X-Api-Key": KEY}
    if isinstance(body, bytes):
        data, headers["Content-Type"] = body, "multipart/form-data; boundary=edge"
    elif body is not None:
        data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
    address = f"http://127.0.0.1:{LISTENS}/api/{way}"
    request = urllib.request.Request(address, data, headers, method=method or ("POST" if data else "GET"))
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def settings(folder: Path) -> None:
    """As after the first run, with nothing that looks for a network."""
    folder.mkdir(parents=True, exist_ok=True)
    values = {
        "api": {"enabled": True, "key": KEY},
        "server": {"firstRun": False, "seenWizards": {}, "onlineCheck": {"enabled": False}},
        "plugins": {
            "_disabled": ["tracking", "softwareupdate", "announcements", "pluginmanager", "discovery"]
        },
        "serial": {"additionalPorts": [PORT], "autoconnect": False, "exclusive": False},
        "accessControl": {"autologinLocal": False},
        "webcam": {"timelapse": {"type": "off"}},
    }
    (folder / "config.yaml").write_text(json.dumps(values))


def uploaded() -> bytes:
    """The file as a browser sends it."""
    part = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="job.gcode"\r\n'
    return (
        part
        + b"Content-Type: application/octet-stream\r\n\r\n"
        + Path(FILE).read_bytes()
        + b"\r\n--edge--\r\n"
    )


def state() -> str:
    """What OctoPrint says that the printer does."""
    return str(ask("connection")["current"]["state"])


def until(wanted: tuple[str, ...], seconds: float) -> str:
    """Wait for one of these states."""
    end = time.monotonic() + seconds
    now = ""
    while time.monotonic() < end:
        try:
            now = state()
        except (OSError, http.client.HTTPException):
            now = "not there yet"
        if now.startswith(wanted):
            break
        time.sleep(0.5)
    return now


def start() -> None:
    """Give it the file and print it; or send it to the printer's card; or print what lies there."""
    if "upload" in HOW:
        ask("files/sdcard", uploaded())
        time.sleep(30)
        return
    if "sd" in HOW:
        ask("printer/command", {"commands": ["M23 /eco_test_print.gcode", "M24"]})
        time.sleep(20)
        ask("printer/command", {"commands": ["M25"]})
        time.sleep(8)
        ask("printer/command", {"commands": ["M24"]})
        time.sleep(45)
        return
    ask("files/local", uploaded())
    time.sleep(1)
    ask("files/local/job.gcode", {"command": "select", "print": True})


def main() -> int:
    """Connect, print from the file, wait for the end."""
    settings(Path(FOLDER))
    program = str(Path(sys.executable).parent / "octoprint")
    words = [
        program,
        "serve",
        "--iknowwhatimdoing",
        "--basedir",
        FOLDER,
        "--port",
        str(LISTENS),
        "--host",
        "127.0.0.1",
    ]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        sys.stdout.write(f"up: {until(('Closed', 'Offline', 'Operational'), 120)}\n")
        ask("connection", {"command": "connect", "port": PORT, "baudrate": 115200})
        sys.stdout.write(f"connected: {until(('Operational',), 60)}\n")
        time.sleep(10)
        start()
        time.sleep(10)
        if "pause" in HOW:
            ask("job", {"command": "pause", "action": "pause"})
            time.sleep(8)
            sys.stdout.write(f"paused: {state()}\n")
            ask("job", {"command": "pause", "action": "resume"})
        if "cancel" in HOW:
            ask("job", {"command": "cancel"})
        if "kill" in HOW:
            ask("printer/command", {"commands": ["M112"]})
        sys.stdout.write(f"end: {until(('Operational', 'Offline', 'Error', 'Closed'), 300)}\n")
        time.sleep(3)
        if "kill" not in HOW:
            ask("connection", {"command": "disconnect"})
            time.sleep(2)
    finally:
        server.terminate()
        server.wait(20)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
