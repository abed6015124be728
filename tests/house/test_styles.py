"""Style sheets and scripts: logical properties, colours from the tokens alone, nothing from another host."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.house.sources import Source, files, sample

pytestmark = pytest.mark.static

TOKENS = "static/css/tokens.css"
COMMENT = re.compile(r"/\*.*?\*/", re.S)
PHYSICAL = re.compile(
    r"(?<![\w-])("
    r"(margin|padding|border|scroll-margin|scroll-padding)-(left|right)(-\w+)*"
    r"|border-(top|bottom)-(left|right)-radius"
    r"|left|right"
    r")\s*:"
    r"|(?<![\w-])(text-align|float|clear|caption-side)\s*:\s*(left|right)\b"
)
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(rgba?|hsla?|oklch|oklab|lab|lch)\(")
FAR = re.compile(r"(?<!xmlns=\")(?<!xmlns=')(?<!\w)(https?:)?//[a-z0-9.-]+\.[a-z]{2,}", re.I)
UNSAFE_SCRIPT = re.compile(
    r"\.(innerHTML|outerHTML)\s*\+?=(?!=)|\beval\(|new Function\(|document\.write\(|insertAdjacentHTML"
)
KEEPS_SECRETS = re.compile(r"\b(localStorage|sessionStorage)\b.*\b(token|secret|pin|password|card)\b", re.I)


def _without_comments(source: Source) -> list[str]:
    return COMMENT.sub(lambda found: "\n" * found.group().count("\n"), source.text).splitlines()


def style_faults(source: Source) -> Iterator[str]:
    """Physical directions; colours outside the tokens; things fetched from elsewhere."""
    for number, line in enumerate(_without_comments(source), 1):
        here = f"{source.path}:{number}"
        if found := PHYSICAL.search(line):
            yield f"{here} names a side: {found.group().strip()}"
        if source.path != TOKENS and (found := COLOUR.search(line)) and "url(" not in line:
            yield f"{here} names a colour: {found.group()}"
        if found := FAR.search(line):
            yield f"{here} reaches another host: {found.group()}"


def script_faults(source: Source) -> Iterator[str]:
    """Ways to run text as code or markup, secrets in the browser's storage, other hosts."""
    for number, line in enumerate(_without_comments(source), 1):
        code = re.sub(r"(^|\s)//.*$", "", line)
        here = f"{source.path}:{number}"
        for rule, what in ((UNSAFE_SCRIPT, "turns text into code"), (KEEPS_SECRETS, "keeps a secret")):
            if found := rule.search(code):
                yield f"{here} {what}: {found.group()}"
        if (found := FAR.search(code)) and "www.w3.org" not in code:
            yield f"{here} reaches another host: {found.group()}"


def test_our_styles_keep_the_rules() -> None:
    assert [fault for source in files(".css", under=["static"]) for fault in style_faults(source)] == []


@pytest.mark.parametrize(
    "text",
    [
        "p { margin-left: 1rem }",
        "p { padding-right: var(--s) }",
        ".x { left: 0 }",
        "p { text-align: right }",
        "p { float: left }",
        "p { border-top-left-radius: 1px }",
        "p { color: #fff }",
        "p { background: rgb(0 0 0) }",
        "p { background: url(https://cdn.example.org/x.png) }",
        "@import '//fonts.example.com/x.css';",
    ],
)
def test_a_fault_of_style_is_seen(text: str) -> None:
    assert list(style_faults(sample("static/css/base.css", text)))


def test_logical_properties_and_tokens_are_free() -> None:
    text = "p { margin-inline-start: var(--s); text-align: start; inset-inline-end: 0 } /* left: 0 */"
    assert not list(style_faults(sample("static/css/base.css", text)))
    assert not list(style_faults(sample(TOKENS, ":root { --ink: #123 }")))


def test_our_scripts_keep_the_rules() -> None:
    assert [
        fault for source in files(".js", ".mjs", under=["static"]) for fault in script_faults(source)
    ] == []


@pytest.mark.parametrize(
    "text",
    [
        "box.innerHTML = text",
        "eval('1')",
        "new Function('x')",
        "fetch('https://stats.example.com/hit')",
        "localStorage.setItem('token', token)",
    ],
)
def test_a_fault_of_script_is_seen(text: str) -> None:
    assert list(script_faults(sample("static/js/scan.js", text)))
