"""Some things have one owner: the environment, the time, the audit trail, the commit."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator

import pytest

from tests.house.sources import Source, call_name, dotted, files, our_modules, sample

pytestmark = pytest.mark.static

READS_ENVIRONMENT = ("core.config", "hardware.kiosk.settings")
READS_TIME = ("core.clock", "hardware.kiosk.clock")
WRITES_AUDIT = ("core.audit",)
COMMITS = ("core.db", "core.scopes")
OWN_DATABASE = ("hardware.kiosk.spool_file",)
"""The kiosk's spool is a file of its own, apart from the site's database."""

ENVIRONMENT = ("os.environ", "os.getenv", "os.environb", "os.putenv")
TIME_CALLS = re.compile(
    r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|localtime|gmtime|ctime|strftime)"
    r"|func\.(now|current_timestamp|current_date|localtimestamp))$"
)
TIME_IN_SQL = re.compile(
    r"\bCURRENT_(TIMESTAMP|DATE|TIME)\b|\b(now|clock_timestamp|statement_timestamp)\(\)|\('now'"
)
AUDIT_IN_SQL = re.compile(
    r"\b(INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+(audit_line|audit_head|look_log)\b", re.I
)
AUDIT_ROWS = ("AuditLine", "AuditHead", "LookLog")
TAKES_BATCHES = ("core.batches",)
"""Each event of a tablet's batch is a transaction of its own, for every room's routes."""
COUNTS_GUESSES = (
    "core.throttle",
    "core.sign_in_services",
    "core.code_services",
    "training.services.verification",
)
"""Services that open transactions of their own: a guess must be counted whatever comes after (decision 25)."""
READS_NUMBERS = ("core.bounds",)
DIGIT_TESTS = ("isdigit", "isdecimal", "isnumeric")
COMMIT_IN_SQL = re.compile(r"^\s*(COMMIT|END TRANSACTION)\b", re.I)


def environment_readers(source: Source) -> Iterator[str]:
    """Places that read or write the process environment."""
    if source.module in READS_ENVIRONMENT:
        return
    for found in source.imports:
        if found.name in ENVIRONMENT:
            yield f"{source.path}:{found.line} imports {found.name}"
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and dotted(node) in ENVIRONMENT:
            yield f"{source.path}:{node.lineno} uses {dotted(node)}"


def time_readers(source: Source) -> Iterator[str]:
    """Places that ask what time it is; in SQL too. (Monotonic clocks measure spans and are free.)"""
    if source.module in READS_TIME:
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and TIME_CALLS.search(call_name(node)):
            yield f"{source.path}:{node.lineno} calls {call_name(node)}"
        elif _text(source, node) and TIME_IN_SQL.search(_text(source, node)):
            yield f"{source.path}:{getattr(node, 'lineno', 0)} asks the database for the time"
    for found in source.imports:
        if found.name in ("time.time", "time.localtime", "time.gmtime"):
            yield f"{source.path}:{found.line} imports {found.name}"


def audit_writers(source: Source) -> Iterator[str]:
    """Places that write audit rows past core.audit."""
    if source.module in WRITES_AUDIT:
        return
    for node in source.nodes:
        if isinstance(node, ast.Call):
            name = call_name(node).rpartition(".")[2]
            arguments = {dotted(argument).rpartition(".")[2] for argument in node.args}
            if name in AUDIT_ROWS or (name in ("insert", "update", "delete") and arguments & set(AUDIT_ROWS)):
                yield f"{source.path}:{node.lineno} writes an audit row"
        elif AUDIT_IN_SQL.search(_text(source, node)):
            yield f"{source.path}:{getattr(node, 'lineno', 0)} writes an audit row in SQL"


def committers(source: Source) -> Iterator[str]:
    """Places that end a transaction by themselves."""
    if source.module in (*COMMITS, *OWN_DATABASE):
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and call_name(node).rpartition(".")[2] == "commit":
            yield f"{source.path}:{node.lineno} calls {call_name(node) or 'commit'}"
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
        ):
            yield f"{source.path}:{node.lineno} commits"
        elif COMMIT_IN_SQL.search(_text(source, node)):
            yield f"{source.path}:{getattr(node, 'lineno', 0)} commits in SQL"


def openers(source: Source) -> Iterator[str]:
    """Services, queries, models and rules that open a transaction: routes, commands and the clockwork do."""
    parts = source.module.split(".")
    is_below = parts[0] == "core" or bool({"services", "queries", "models"} & set(parts))
    if not is_below or source.module in (*COMMITS, *COUNTS_GUESSES, *TAKES_BATCHES):
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and call_name(node).rpartition(".")[2] == "transaction":
            yield f"{source.path}:{node.lineno} opens a transaction"


def number_readers(source: Source) -> Iterator[str]:
    """Functions that ask for digits and then make a number: "²" is a digit and none. The kiosk reads no core."""
    if source.module in READS_NUMBERS or source.module.startswith("hardware.kiosk"):
        return
    for function in source.nodes:
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        asks = [
            node for node in calls if isinstance(node.func, ast.Attribute) and node.func.attr in DIGIT_TESTS
        ]
        if any(call_name(node) == "int" for node in calls):
            yield from (f"{source.path}:{node.lineno} reads a number by itself" for node in asks)


def _text(source: Source, node: ast.AST) -> str:
    """The text of a string that is not a docstring."""
    is_text = (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in source.docstrings
    )
    return str(node.value) if is_text and isinstance(node, ast.Constant) else ""


RULES: tuple[Callable[[Source], Iterator[str]], ...] = (
    environment_readers,
    time_readers,
    audit_writers,
    committers,
    openers,
    number_readers,
)


def breaches(rule: Callable[[Source], Iterator[str]], sources: Iterable[Source]) -> list[str]:
    """What a rule finds in all sources."""
    return [fault for source in sources for fault in rule(source)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_each_thing_has_one_owner(rule: Callable[[Source], Iterator[str]]) -> None:
    assert breaches(rule, [*our_modules(), *files(".py", under=["wsgi.py"])]) == []


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (environment_readers, "factory/app.py", "import os\nkey = os.environ['ECO_KEY']"),
        (environment_readers, "core/files.py", "from os import environ"),
        (environment_readers, "inventory/paper.py", "import os\nos.getenv('HOME')"),
        (time_readers, "inventory/services.py", "from datetime import datetime, UTC\nat = datetime.now(UTC)"),
        (time_readers, "inventory/services.py", "import datetime\nday = datetime.date.today()"),
        (time_readers, "core/people.py", "import time\nat = time.time()"),
        (time_readers, "inventory/models.py", "made_at = mapped_column(server_default=func.now())"),
        (time_readers, "inventory/queries.py", "sql = 'SELECT 1 WHERE at < CURRENT_TIMESTAMP'"),
        (audit_writers, "inventory/services.py", "db.session.add(AuditLine(verb='x'))"),
        (audit_writers, "inventory/services.py", "fast().run('INSERT INTO audit_line (at) VALUES (?)')"),
        (audit_writers, "factory/admin/services.py", "db.session.execute(update(AuditHead))"),
        (committers, "inventory/services.py", "db.session.commit()"),
        (committers, "factory/cli.py", "db.session().commit()"),
        (committers, "inventory/services.py", "fast().run('COMMIT')"),
        (openers, "inventory/services/pieces.py", "with transaction():\n    move_piece()"),
        (openers, "core/people_services.py", "with db.transaction():\n    pass"),
        (number_readers, "training/routes/visits.py", "def at(x):\n    return int(x) if x.isdigit() else 0"),
        (number_readers, "inventory/rules.py", "def at(x):\n    return int(x) if x.isdecimal() else 0"),
    ],
)
def test_a_second_owner_is_seen(rule: Callable[[Source], Iterator[str]], path: str, text: str) -> None:
    assert breaches(rule, [sample(path, text)])
