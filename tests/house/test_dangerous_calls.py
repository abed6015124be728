"""Calls that turn text into code, commands or objects, or that look through no certificate, are made nowhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.sources import Source, call_name, our_modules, sample

pytestmark = pytest.mark.static

RUNS_TEXT = frozenset({"eval", "exec", "compile", "__import__", "render_template_string", "from_string"})
MAKES_OBJECTS = frozenset({"pickle", "marshal", "shelve", "dill", "yaml", "xmlrpc"})
"""Libraries that make objects of whatever they read."""
RUNS_COMMANDS = frozenset({"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"})
WEAK_HASHES = frozenset({"hashlib.md5", "hashlib.sha1", "hashlib.new", "crypt.crypt"})
TRUSTS_ANYBODY = frozenset(
    {"ssl._create_unverified_context", "ssl._create_stdlib_context", "ssl.wrap_socket"}
)
OF_THE_PATTERN = frozenset({"re.compile"})


def dangers(source: Source) -> Iterator[str]:
    """Places that do what the lists above forbid, run a command through a shell, or ask for no certificate."""
    for found in source.imports:
        if found.name.split(".")[0] in MAKES_OBJECTS:
            yield f"{source.path}:{found.line} imports {found.name}"
    for node in source.nodes:
        if isinstance(node, ast.Call):
            yield from (f"{source.path}:{node.lineno} {said}" for said in _faults(node))
        elif isinstance(node, ast.Attribute) and node.attr == "CERT_NONE":
            yield f"{source.path}:{node.lineno} asks for no certificate"


def _faults(node: ast.Call) -> Iterator[str]:
    name = call_name(node)
    last = node.func.attr if isinstance(node.func, ast.Attribute) else name
    if last in RUNS_TEXT and name not in OF_THE_PATTERN:
        yield f"runs text by {last}"
    if name in RUNS_COMMANDS | WEAK_HASHES | TRUSTS_ANYBODY:
        yield f"calls {name}"
    for word in node.keywords:
        said = word.value.value if isinstance(word.value, ast.Constant) else None
        if (word.arg == "shell" and said is True) or (word.arg == "check_hostname" and said is False):
            yield f"says {word.arg}={said}"


def test_nothing_turns_text_into_code_commands_or_objects() -> None:
    assert [fault for source in our_modules() for fault in dangers(source)] == []


@pytest.mark.parametrize(
    "line",
    [
        "eval(text)",
        "exec(code)",
        "import pickle",
        "from yaml import load",
        "os.system('ls ' + name)",
        "subprocess.run(command, shell=True)",
        "flask.render_template_string(text)",
        "jinja2.Environment().from_string(text)",
        "hashlib.md5(data)",
        "context.verify_mode = ssl.CERT_NONE",
        "ssl._create_unverified_context()",
    ],
)
def test_a_dangerous_call_is_seen(line: str) -> None:
    assert list(dangers(sample("core/files.py", line)))


def test_patterns_and_plain_commands_are_free() -> None:
    text = "re.compile('a'); subprocess.run(['pg_dump', name], shell=False); hashlib.sha256(data)"
    assert list(dangers(sample("core/files.py", text))) == []
