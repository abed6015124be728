"""What every page must be, as rules over its tree and headers; each gives sentences about what is wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from tests.markup import Element

RIGHT_TO_LEFT = frozenset({"ar", "fa", "ckb", "ur", "ps", "he"})
NEEDS_LABEL = frozenset({"input", "select", "textarea"})
NEEDS_NO_LABEL = frozenset({"hidden", "submit", "button", "reset", "image"})
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "",
    "Permissions-Policy": "",
    "Content-Security-Policy": "",
}
LOADS = (
    ("script", "src"),
    ("img", "src"),
    ("link", "href"),
    ("source", "src"),
    ("iframe", "src"),
    ("form", "action"),
)


def faults_of(tree: Element, headers: Mapping[str, str]) -> list[str]:
    """Everything that is wrong with a page."""
    return [*_header_faults(headers), *_frame_faults(tree), *_control_faults(tree), *_inline_faults(tree)]


def _header_faults(headers: Mapping[str, str]) -> Iterator[str]:
    kind = headers.get("Content-Type", "")
    if kind.replace(" ", "").lower() != "text/html;charset=utf-8":
        yield f"content type is {kind!r}"
    for name, value in HEADERS.items():
        if value not in headers.get(name, "") or not headers.get(name):
            yield f"header {name} is {headers.get(name)!r}"
    policy = headers.get("Content-Security-Policy", "")
    for word in ("'unsafe-inline'", "'unsafe-eval'", "http:", "https:", " *"):
        if word in policy:
            yield f"the content policy allows {word.strip()}"
    for wanted in ("default-src", "frame-ancestors", "base-uri", "form-action"):
        if policy and wanted not in policy:
            yield f"the content policy says nothing about {wanted}"


def _frame_faults(tree: Element) -> Iterator[str]:
    roots = tree.all("html")
    if len(roots) != 1:
        yield f"{len(roots)} html elements"
        return
    language, direction = roots[0].get("lang"), roots[0].get("dir")
    if not re.fullmatch(r"[a-z]{2,3}", language):
        yield f"lang is {language!r}"
    expected = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    if direction != expected:
        yield f"dir is {direction!r} where {language!r} is written {expected}"
    headings = [_own_words(heading) for heading in tree.all("h1")]
    titles = [title.text for title in tree.all("title") if not title.inside("svg")]
    if len(headings) != 1 or not headings[0]:
        yield f"{len(headings)} h1: {headings}"
    elif len(titles) != 1 or titles[0].split(" · ")[0] != headings[0]:
        yield f"the title {titles} is not the h1 {headings[0]!r} (with « · EcoWorks » after it or not)"
    if len(tree.all("main")) != 1:
        yield f"{len(tree.all('main'))} main elements"
    twice = [name for name, count in Counter(e.get("id") for e in tree if e.get("id")).items() if count > 1]
    if twice:
        yield f"ids used twice: {twice}"


def _own_words(heading: Element) -> str:
    """A heading in two languages is titled in the person's own."""
    own = heading.all("span", class_="duo-own")
    return own[0].text if own else heading.text


def _has_name(element: Element, labelled: set[str]) -> bool:
    return bool(
        element.get("id") in labelled
        or element.inside("label")
        or element.get("aria-label")
        or element.get("aria-labelledby")
    )


def _control_faults(tree: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in tree.all("label") if label.text or label.all("svg")}
    for element in tree:
        if element.tag in NEEDS_LABEL and element.get("type") not in NEEDS_NO_LABEL:
            if not _has_name(element, labelled - {""}):
                yield f"no label for {element.tag} {element.get('name')!r}"
        elif element.tag in ("button", "a") and (element.tag == "button" or element.has("href")):
            pictured = any(image.get("alt") for image in element.all("img"))
            if not (element.text or element.get("aria-label") or element.get("aria-labelledby") or pictured):
                yield f"a {element.tag} without a name: {element.attributes}"
        elif element.tag == "img" and not element.has("alt"):
            yield f"no alt on {element.get('src')!r}"
    for form in tree.all("form"):
        if form.get("method").lower() == "post" and not form.all("input", name="csrf_token"):
            yield f"the form to {form.get('action')!r} carries no csrf_token"


def _inline_faults(tree: Element) -> Iterator[str]:
    for element in tree:
        if element.tag == "script" and not element.get("src") and element.get("type") != "application/json":
            yield "an inline script"
        if element.tag == "style":
            yield "an inline style element"
        for name in element.attributes:
            if name == "style" or name.startswith("on"):
                yield f"<{element.tag} {name}=…>"
    for tag, attribute in LOADS:
        for element in tree.all(tag):
            if re.match(r"(https?:)?//", element.get(attribute)) and element.get("rel") != "canonical":
                yield f"<{tag}> loads from another host: {element.get(attribute)!r}"
