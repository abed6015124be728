"""The policeman of pages sees each fault that he is there for."""

from __future__ import annotations

import pytest

from tests.markup import read_html
from tests.page_rules import faults_of

pytestmark = pytest.mark.static

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self)",
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
}
GOOD = """<!doctype html><html lang="ar" dir="rtl"><head><title>قطعة · EcoWorks</title></head><body><main><h1>قطعة</h1>
<form method="post" action="/x"><input type="hidden" name="csrf_token" value="t"><label for="a">A</label>
<input id="a" name="a"><label>B <input name="b"></label><button>Save</button></form><img src="/a.png" alt="">
<script type="module" src="/static/a.js"></script></main></body></html>"""


def test_a_good_page_has_no_fault() -> None:
    assert faults_of(read_html(GOOD), HEADERS) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<h1>قطعة</h1>", ""),
        ("<h1>قطعة</h1>", "<h1>قطعة</h1><h1>قطعة</h1>"),
        ("<h1>قطعة</h1>", "<h1>كرسي</h1>"),
        ('lang="ar" ', ""),
        ('dir="rtl"', 'dir="ltr"'),
        ('<label for="a">A</label>', ""),
        ("<label>B ", ""),
        ("<button>Save</button>", "<button></button>"),
        (' alt=""', ""),
        ('name="csrf_token"', 'name="other"'),
        ("<main>", "<div>"),
        ('<script type="module" src="/static/a.js">', "<script>go()"),
        ("<main>", "<main><style>p {}</style>"),
        ('<img src="/a.png"', '<img style="x" src="/a.png"'),
        ('<img src="/a.png"', '<img onload="go()" src="/a.png"'),
        ('<img src="/a.png"', '<img src="https://cdn.example.org/a.png"'),
        ('<input id="a" name="a">', '<input id="a" name="a"><i id="a"></i>'),
    ],
)
def test_a_fault_of_the_page_is_seen(old: str, new: str) -> None:
    assert old in GOOD
    assert faults_of(read_html(GOOD.replace(old, new)), HEADERS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Content-Type", "text/html"),
        ("Content-Type", "application/json"),
        ("X-Content-Type-Options", ""),
        ("Referrer-Policy", ""),
        ("Permissions-Policy", ""),
        ("Content-Security-Policy", ""),
        ("Content-Security-Policy", HEADERS["Content-Security-Policy"] + "; script-src 'unsafe-inline'"),
        ("Content-Security-Policy", HEADERS["Content-Security-Policy"] + "; img-src https:"),
        ("Content-Security-Policy", "default-src 'self'"),
    ],
)
def test_a_fault_of_the_headers_is_seen(name: str, value: str) -> None:
    assert faults_of(read_html(GOOD), {**HEADERS, name: value})
