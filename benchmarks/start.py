"""What the app costs before it serves: import CPU and memory, a worker's memory. Run: python -m benchmarks.start

A fresh interpreter imports and makes the app, on a migrated database; a worker is `eco`'s own server after pages of
each kind, in the environment of `deploy/eco.service`. Two floors stand beside it: Flask alone, and the empty stack of
extensions that this house is built of. Bytecode is there before anything is measured, as `make set-up` leaves it.
Memory is Linux's own account of it.
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
from core.config import environment_of_programs

ROOT = Path(__file__).resolve().parent.parent
MOST_SECONDS, MOST_MIB, MOST_WORKER_MB = 0.8, 70.0, 90.0
ONLY_WHERE_USED = (
    *("reportlab", "PIL", "icalendar", "openpyxl", "zxingcpp", "serial", "fontTools", "cryptography"),
    *("alembic", "flask_migrate", "waitress", "psycopg", "sqlalchemy.dialects.postgresql"),
)
"""Libraries that only the parts that draw, print, export, decode, migrate or serve may load, or another database."""
UNIT = ROOT / "deploy" / "eco.service"

_PEAK = """
import json, resource, sys
from pathlib import Path
def tell(loaded):
    # the kernel's own peak: rusage would count what the parent held before this interpreter began
    rows = Path("/proc/self/status").read_text().splitlines()
    peak = next(int(row.split()[1]) for row in rows if row.startswith("VmHWM")) / 1024
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"seconds": used.ru_utime + used.ru_stime, "mib": peak, "loaded": loaded}))
"""
_IMPORT = (
    _PEAK
    + """
from core.config import demo_settings
from factory.app import create_app
create_app(demo_settings(Path(sys.argv[1]), database_url=sys.argv[2]))
tell([name for name in sys.argv[3].split(",") if name in sys.modules])
"""
)
_BARE = (
    _PEAK
    + """
import flask, sqlite3
flask.Flask("bare")
tell([])
"""
)
_STACK = (
    _PEAK
    + """
import flask
from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect, FlaskForm
app = flask.Flask("stack")
app.config.update(SECRET_KEY="x" * 32, SQLALCHEMY_DATABASE_URI="sqlite://")
db = SQLAlchemy(app)
CSRFProtect(app), LoginManager(app), Babel(app)
with app.app_context():
    db.engine
tell([])
"""
)
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


def _ask(code: str, *given: str, cache: str) -> dict[str, object]:
    """What a fresh interpreter prints."""
    environment = environment_of_programs() | of_the_unit() | {"PYTHONPYCACHEPREFIX": cache}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    run = subprocess.run(
        [sys.executable, "-c", code, *given],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    if run.returncode:
        raise SystemExit(run.stderr[-2000:])
    answer: dict[str, object] = json.loads(run.stdout.splitlines()[-1])
    return answer


def of_the_unit() -> dict[str, str]:
    """What the service's unit adds to the environment."""
    lines = [line for line in UNIT.read_text().splitlines() if line.startswith("Environment=")]
    return dict(line.removeprefix("Environment=").split("=", 1) for line in lines)


def measure(rounds: int = 5) -> list[Line]:
    """Import CPU, import memory, what was loaded though nothing asked for it, and a worker's memory."""
    with tempfile.TemporaryDirectory(prefix="eco-start-") as folder:
        works = build_works(Path(folder), pieces=8)
        given, cache = (folder, f"sqlite:///{folder}/bench.sqlite3"), f"{folder}/bytecode"
        ways = ((_BARE,), (_STACK,), (_IMPORT, *given, ",".join(ONLY_WHERE_USED)))
        for way in ways:
            _ask(*way, cache=cache)  # compiles what it loads
        taken = [tuple(_ask(*way, cache=cache) for way in ways) for _ in range(rounds)]
        pages = ",".join(_pages(works.codes[0]))
        worker = _ask(_WORKER, *given, json.dumps(_headers(works)), pages, cache=cache)
    if worker["answers"] != [200]:
        raise SystemExit(f"the worker answered {worker['answers']}")
    return _lines(taken, float(str(worker["mb"])))


def _headers(works: object) -> dict[str, str]:
    from benchmarks.scan import our_headers

    return {"Cookie": our_headers(works)["Cookie"]}  # type: ignore[arg-type]


def _pages(code: str) -> list[str]:
    return [f"/pieces/{code}", "/pieces", "/pieces/board", "/scan", "/search?q=chair", "/healthz"]


def _lines(taken: list[tuple[dict[str, object], ...]], worker: float) -> list[Line]:
    def middle(way: int, key: str) -> float:
        return statistics.median(float(str(answers[way][key])) for answers in taken)

    seconds, mib, loaded = middle(2, "seconds"), middle(2, "mib"), taken[0][2]["loaded"]
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
        Line("  beside the empty stack of extensions", seconds, "s", middle(1, "seconds")),
        Line(
            "import of the app, peak memory",
            mib,
            "MiB",
            middle(0, "mib"),
            bar=f"≤ {MOST_MIB:g} MiB",
            is_held=mib <= MOST_MIB,
        ),
        Line("  beside the empty stack of extensions", mib, "MiB", middle(1, "mib")),
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
