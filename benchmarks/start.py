"""What the app costs before it serves: import CPU and memory, a worker's memory. Run: python -m benchmarks.start

A fresh interpreter imports and makes the app, on a migrated database; a worker is `eco`'s own server after pages of
each kind. Memory is Linux's own account of it.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.table import Line, as_text
from benchmarks.works import build_works

ROOT = Path(__file__).resolve().parent.parent
MOST_SECONDS, MOST_MIB, MOST_WORKER_MB = 0.8, 70.0, 90.0
ONLY_WHERE_USED = ("reportlab", "PIL", "openpyxl", "zxingcpp", "serial", "fontTools")
"""Libraries that only the parts that draw, print, export or decode may load."""

_IMPORT = """
import json, resource, sys
from pathlib import Path
from core.config import demo_settings
from factory.app import create_app
def peak():
    # the kernel's own peak: rusage would count what the parent held before this interpreter began
    rows = Path("/proc/self/status").read_text().splitlines()
    return next(int(row.split()[1]) for row in rows if row.startswith("VmHWM")) / 1024
create_app(demo_settings(Path(sys.argv[1]), database_url=sys.argv[2]))
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"seconds": used.ru_utime + used.ru_stime, "mib": peak(),
                  "loaded": [name for name in sys.argv[3].split(",") if name in sys.modules]}))
"""
_BARE = """
import json, resource
from pathlib import Path
import flask, sqlite3
def peak():
    # the kernel's own peak: rusage would count what the parent held before this interpreter began
    rows = Path("/proc/self/status").read_text().splitlines()
    return next(int(row.split()[1]) for row in rows if row.startswith("VmHWM")) / 1024
flask.Flask("bare")
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"seconds": used.ru_utime + used.ru_stime, "mib": peak(), "loaded": []}))
"""
_WORKER = """
import json, sys, threading
from pathlib import Path
from core.config import demo_settings
from factory.app import create_app
from waitress.server import create_server
import http.client
app = create_app(demo_settings(Path(sys.argv[1]), database_url=sys.argv[2]))
server = create_server(app, host="127.0.0.1", port=0, threads=8, ident=None)
threading.Thread(target=server.run, daemon=True).start()
headers = json.loads(sys.argv[3])
seen = []
for turn in range(5):
    for path in sys.argv[4].split(","):
        line = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=60)
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        answer.read()
        seen.append(f"{path} {answer.status}" if answer.status != 200 else 200)
        line.close()
pss = next(int(row.split()[1]) for row in Path("/proc/self/smaps_rollup").read_text().splitlines() if row[:4] == "Pss:")
print(json.dumps({"mb": pss * 1024 / 1e6, "answers": sorted(set(seen), key=str)}), flush=True)
import os
os._exit(0)
"""


def _ask(code: str, *given: str) -> dict[str, object]:
    """What a fresh interpreter prints."""
    run = subprocess.run(
        [sys.executable, "-c", code, *given],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    if run.returncode:
        raise SystemExit(run.stderr[-2000:])
    answer: dict[str, object] = json.loads(run.stdout.splitlines()[-1])
    return answer


def measure(rounds: int = 3) -> list[Line]:
    """Import CPU, import memory, what was loaded though nothing asked for it, and a worker's memory."""
    with tempfile.TemporaryDirectory(prefix="eco-start-") as folder:
        works = build_works(Path(folder), pieces=8)
        given = (folder, f"sqlite:///{folder}/bench.sqlite3")
        pairs = [(_ask(_BARE), _ask(_IMPORT, *given, ",".join(ONLY_WHERE_USED))) for _ in range(rounds)]
        worker = _ask(_WORKER, *given, json.dumps(_headers(works)), ",".join(_pages(works.codes[0])))
    if worker["answers"] != [200]:
        raise SystemExit(f"the worker answered {worker['answers']}")
    return _lines(pairs, float(str(worker["mb"])))


def _headers(works: object) -> dict[str, str]:
    from benchmarks.scan import our_headers

    return {"Cookie": our_headers(works)["Cookie"]}  # type: ignore[arg-type]


def _pages(code: str) -> list[str]:
    return [f"/pieces/{code}", "/pieces", "/pieces/board", "/scan", "/search?q=chair", "/healthz"]


def _lines(pairs: list[tuple[dict[str, object], dict[str, object]]], worker: float) -> list[Line]:
    def middle(side: int, key: str) -> float:
        return statistics.median(float(str(pair[side][key])) for pair in pairs)

    seconds, mib, loaded = middle(1, "seconds"), middle(1, "mib"), pairs[0][1]["loaded"]
    assert isinstance(loaded, list)
    named = f" ({', '.join(loaded)})" if loaded else ""
    return [
        Line(
            "import of the app, CPU",
            seconds,
            "s",
            middle(0, "seconds"),
            bar=f"≤ {MOST_SECONDS} s",
            is_held=seconds <= MOST_SECONDS,
        ),
        Line(
            "import of the app, peak memory",
            mib,
            "MiB",
            middle(0, "mib"),
            bar=f"≤ {MOST_MIB:g} MiB",
            is_held=mib <= MOST_MIB,
        ),
        Line(f"libraries loaded before use{named}", len(loaded), "", bar="0", is_held=not loaded),
        Line(
            "a served worker after 30 pages, PSS",
            worker,
            "MB",
            bar=f"≤ {MOST_WORKER_MB:g} MB",
            is_held=worker <= MOST_WORKER_MB,
        ),
    ]


def main() -> int:
    """Measure and print; 1 where a bar is missed."""
    lines = measure()
    print(as_text(lines))
    return 1 if any(line.is_held is False for line in lines) else 0


if __name__ == "__main__":
    raise SystemExit(main())
