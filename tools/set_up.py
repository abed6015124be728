"""Makes a fresh checkout ready: the virtual environment from the hashed lock, translations, a browser for tests.

Standard library only, because it runs before anything is installed:
`python3 tools/set_up.py venv translations bytecode browser`. Each step does nothing where its result is already there.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "set-up.stamp"
OUR_CODE = ("core", "factory", "inventory", "training", "hardware", "migrations", "wsgi.py")
ONLY_FOR_WORK_ON_IT = (
    "/(playwright|mypy|mypyc|pip|setuptools|pkg_resources|hypothesis|pygments|grimp|_pytest)/"
)
"""Packages that no served process loads."""
OLDEST_PYTHON = (3, 11)
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
APT_PACKAGES_OF_BROWSER = ("chromium", "fonts-noto-core", "poppler-utils")


class SetUpFailed(Exception):
    """A step could not be done; the text says what to do."""


def say(text: str) -> None:
    """Print one line of progress at once, also through a pipe."""
    print(f"[set-up] {text}", flush=True)


def run(command: Sequence[str | Path], *, is_quiet: bool = False, **extra_environment: str) -> None:
    """Run `command` in the checkout; raises SetUpFailed if it fails.

    Its output is shown; of a quiet one, what it says beside its output only if it fails.
    """
    words = [str(word) for word in command]
    environment = {**os.environ, **extra_environment}
    beside = subprocess.PIPE if is_quiet else None
    result = subprocess.run(
        words, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stderr=beside, check=False
    )
    if result.returncode != 0:
        sys.stderr.write((result.stderr or b"").decode("utf-8", "replace"))
        raise SetUpFailed(f"this command failed with status {result.returncode}: {' '.join(words)}")


def answers(command: Sequence[str | Path]) -> bool:
    """True if `command` runs and ends well; what it prints is not shown."""
    return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False).returncode == 0


def working_uv() -> str | None:
    """The path of a uv that really answers (a version manager's shim may not), or None."""
    if os.environ.get("SET_UP_WITH") == "pip":
        return None
    path = shutil.which("uv")
    if path is None:
        return None
    return path if answers([path, "--version"]) else None


def is_root_on_debian() -> bool:
    """True where `apt-get install` may be used without asking anybody."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: Sequence[str]) -> None:
    """Install Debian packages; the caller has made sure that this is root on Debian."""
    say(f"installing with apt-get: {' '.join(packages)}")
    run(["apt-get", "update", "-qq"])
    run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
        DEBIAN_FRONTEND="noninteractive",
    )


# --- the virtual environment ---


def wanted_stamp() -> str:
    """What the environment is made from: lock, project, interpreter and place (environments cannot be moved)."""
    import tomllib  # here, because an older Python should still be told that it is too old

    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    made_of = [told["build-system"], told["project"], told["tool"]["setuptools"]]
    digest.update(json.dumps(made_of, sort_keys=True).encode())
    digest.update(f"{sys.version_info[:2]} {ROOT}".encode())
    return digest.hexdigest()


def interpreter_works() -> bool:
    """True if the environment's interpreter starts and is new enough."""
    if not PYTHON.exists():
        return False
    return answers([PYTHON, "-c", f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"])


def make_with_uv(uv: str) -> None:
    """Environment and locked packages by uv."""
    if not interpreter_works():
        run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV])
    run([uv, "pip", "sync", "--python", PYTHON, "--require-hashes", "requirements.lock"])
    run([uv, "pip", "install", "--quiet", "--python", PYTHON, "--no-deps", "--no-build-isolation", "-e", "."])


def make_with_pip() -> None:
    """Environment and locked packages by the standard library's venv and pip."""
    if not interpreter_works():
        run_venv()
    if not answers([PYTHON, "-m", "pip", "--version"]):
        run([PYTHON, "-m", "ensurepip", "--default-pip"])
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-compile"]
    if not sys.stdout.isatty():
        pip += ["--progress-bar", "off"]
    run([*pip, "--quiet", "--no-deps", "--require-hashes", "-r", "requirements.lock"], is_quiet=True)
    run([*pip, "--quiet", "--no-deps", "--no-build-isolation", "-e", "."], is_quiet=True)


def run_venv() -> None:
    """`python -m venv`; on a Debian without it, the package that brings it first."""
    if not answers([sys.executable, "-c", "import ensurepip"]):
        if not is_root_on_debian():
            raise SetUpFailed("this Python has no ensurepip: install python3-venv (Debian, Ubuntu), or uv")
        apt_install(["python3-venv"])
    run([sys.executable, "-m", "venv", "--clear", VENV])


def make_environment() -> None:
    """The virtual environment, made anew only when the lock, the project file or the interpreter changed."""
    if sys.version_info < OLDEST_PYTHON:
        raise SetUpFailed(f"EcoWorks needs Python 3.11 or newer; this is {sys.version.split()[0]}")
    wanted = wanted_stamp()
    if STAMP.exists() and STAMP.read_text() == wanted and interpreter_works():
        return
    started = time.monotonic()
    uv = working_uv()
    say(f"making .venv from requirements.lock with {'uv' if uv else 'pip'} (first time: a minute or two)")
    if uv:
        make_with_uv(uv)
    else:
        make_with_pip()
    STAMP.write_text(wanted)
    say(f".venv is ready ({time.monotonic() - started:.0f} s)")


# --- translations ---


def stale_catalogues() -> list[Path]:
    """The .po files whose .mo is missing or older."""
    found = sorted((ROOT / "translations").glob("*/LC_MESSAGES/*.po"))
    compiled = [(path, path.with_suffix(".mo")) for path in found]
    return [po for po, mo in compiled if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime]


def compile_translations() -> None:
    """Compile what changed; `fuzzy` here means "no person has reviewed it yet", so such texts are used too."""
    stale = stale_catalogues()
    if not stale:
        return
    say(f"compiling translations: {', '.join(path.parts[-3] for path in stale)}")
    for po in stale:
        run([VENV / "bin" / "pybabel", "-q", "compile", "--use-fuzzy", "-i", po, "-o", po.with_suffix(".mo")])


# --- bytecode ---


def compile_bytecode() -> None:
    """Compile what is served: an account that may not write here would compile all of it anew at each start."""
    libraries = next((VENV / "lib").glob("python3*/site-packages"), None)
    if libraries is None:
        return
    ours = [path for name in OUR_CODE if (path := ROOT / name).exists()]
    is_first = not any((libraries / "flask").glob("__pycache__/app.*"))
    shared = (
        ("-j", "0") if is_first else ()
    )  # starting workers takes longer than finding that nothing changed
    run([PYTHON, "-m", "compileall", "-q", *shared, "-x", ONLY_FOR_WORK_ON_IT, libraries, *ours])


# --- the browser ---


def installed_browser() -> str | None:
    """The path of an installed Chromium or Chrome, or None."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def playwright_browser() -> str | None:
    """The path of the Chromium that `playwright install` put in the account's cache, or None."""
    code = (
        "from playwright.sync_api import sync_playwright as s\n"
        "with s() as p: print(p.chromium.executable_path)"
    )
    answer = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=False)
    path = answer.stdout.strip()
    return path if path and Path(path).exists() else None


def make_browser() -> None:
    """A Chromium for the browser tests: an installed one, else Debian's, else playwright's own."""
    if installed_browser():
        return
    try:
        if is_root_on_debian():
            apt_install(APT_PACKAGES_OF_BROWSER)
        elif not playwright_browser():
            say("no Chromium or Chrome here: playwright fetches one")
            run([VENV / "bin" / "playwright", "install", "chromium"])
    except SetUpFailed as problem:
        if os.environ.get("CI"):
            raise
        say(f"no browser: {problem}; the browser tests will be skipped")


STEPS = {
    "venv": make_environment,
    "translations": compile_translations,
    "bytecode": compile_bytecode,
    "browser": make_browser,
}


def main(names: Sequence[str]) -> int:
    """Run the named steps in order; all but the browser by default."""
    unknown = [name for name in names if name not in STEPS]
    if unknown:
        raise SystemExit(f"unknown step {unknown[0]}; steps: {', '.join(STEPS)}")
    try:
        for name in names or ("venv", "translations", "bytecode"):
            STEPS[name]()
    except SetUpFailed as problem:
        print(f"[set-up] {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
