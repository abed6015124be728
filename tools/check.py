"""Everything that can be said about the code without running it; `make check` calls it. Prints each part's verdict."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Part:
    """One check: a name and the command that makes it."""

    name: str
    command: tuple[str, ...]


PARTS = (
    Part(
        "rules of the house",
        (sys.executable, "-m", "pytest", "-q", "-m", "static", "tests/house", "--no-header"),
    ),
    Part("types (mypy --strict)", (str(BIN / "mypy"), "--no-error-summary")),
    Part("style (ruff)", (str(BIN / "ruff"), "check", "--quiet", ".")),
    Part("format (ruff)", (str(BIN / "ruff"), "format", "--check", "--quiet", ".")),
    Part("import contracts", (str(BIN / "lint-imports"), "--no-logo")),
    Part("translations", (sys.executable, "tools/translations.py", "check")),
)


def verdict(part: Part) -> tuple[Part, int, str, float]:
    """Run one part; (part, status, what it printed, seconds)."""
    started = time.monotonic()
    result = subprocess.run(
        part.command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return part, result.returncode, result.stdout.strip(), time.monotonic() - started


def main() -> int:
    """Run all parts, two at a time, the longest first; 0 if each holds."""
    failed = 0
    with ThreadPoolExecutor(max_workers=2) as pool:
        for part, status, printed, seconds in pool.map(verdict, PARTS):
            print(f"{'ok  ' if status == 0 else 'FAIL'} {part.name} ({seconds:.1f} s)", flush=True)
            if status != 0 or part.name == "translations":
                print("     " + printed.replace("\n", "\n     "), flush=True)
            failed += status != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
