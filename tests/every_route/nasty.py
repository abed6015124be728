"""What nobody should send: values of fields, bodies, queries, pieces of an address; and mutations of JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from PIL import Image

VALUES = (
    "",
    " ",
    "0",
    "-1",
    "٣",
    "9" * 30,
    "9223372036854775808",
    "2147483648",
    "1e400",
    "1e-400",
    "NaN",
    "-Infinity",
    "0x10",
    "1_000",
    "7.5000000001",
    "true",
    "null",
    "[]",
    "{}",
    "\x00",
    "a\x00b",
    "\x1b[31m\x07",
    "\u202egnp.exe",
    "\u2066\u200f\u0640",
    "\ufeff\ufffe",
    "🪑" * 300,
    "ا" * 5_000,
    "x" * 1_000_000,
    "<script>alert(1)</script>",
    "{{7*7}}${7*7}",
    "%(x)s %s %n {0}",
    "' OR 1=1 --",
    "=1+1",
    "../../etc/passwd",
    "\r\nSet-Cookie: a=b",
    "1990-13-45",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "2026-02-30T25:61",
    "ECO:" + "Z" * 26,
    "HTTPS://ECO.EXAMPLE/P/0000000",
    "00000000-0000-4000-8000-000000000000",
    "other",
    "stored",
    "released",
)
"""A second letter of a pair that stands alone cannot be typed into a form; as bytes it comes in RAW_FORMS."""

RAW_QUERIES = (
    b"%",
    b"%zz=%",
    b"q=%00&site=%00",
    b"q=%ff%fe&span=%c3",
    b"q=%ED%A0%80",
    b"&&&===",
    b"q&q&q=",
    b"[]=1&a[b]=2&a[]=3",
    b"x=" + b"1" * 60_000,
    b"&".join(b"n%d=1" % number for number in range(3_000)),
)
RAW_FORMS = (
    (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
    (b"token=%ED%A0%80&to=%ED%B0%80", "application/x-www-form-urlencoded"),
    (b"%", "application/x-www-form-urlencoded"),
    (b"a=1;b=2", "application/x-www-form-urlencoded; charset=utf-7"),
    (b"no boundary", "multipart/form-data"),
    (
        b'--x\r\nContent-Disposition: form-data; name="to"\r\n\r\nnever ends',
        "multipart/form-data; boundary=x",
    ),
    (b"--x\r\n\r\n\r\n--x--", "multipart/form-data; boundary=x"),
    (b'["a", 1]', "application/json"),
    (b'{"to": 7, "kg": [], "name": {}, "code": null, "codes": 1.5}', "application/json"),
    (b'{"to": NaN', "application/problem+json"),
    (b"<a/>", "application/xml"),
    (b"plain", "text/plain"),
    (b"", ""),
)
RAW_JSON = (
    b"",
    b"{",
    b"null",
    b"0",
    b'"text"',
    b"[]",
    b"[[[[{}]]]]",
    b"\xff\xfe{\x00}\x00",
    b"NaN",
    b'{"a": NaN, "a": Infinity}',
    b"[" * 100_000,
    b'{"a":' * 4_000 + b"1" + b"}" * 4_000,
    b"[" + b"9" * 5_000 + b"]",
    b'{"\\ud800": "\\udfff"}',
)
JSON_VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    2**31,
    2**53,
    2**63,
    10**30,
    -(10**30),
    float("nan"),
    float("inf"),
    "",
    "\x00",
    "\ud800",
    "\u202e<b>",
    "9" * 40,
    "x" * 60_000,
    "2026-02-30",
    [],
    {},
    [[[[[]]]]],
    [None, 1, "a"],
    {"a": {"b": [{"\x00": "\udfff"}]}},
    {"to": "released", "step": 7, "grams": 10**30},
)
PARTS = (
    "7",
    "0",
    "-1",
    "9" * 30,
    "9223372036854775808",
    "x",
    "ZZZZZZZ",
    "0000000",
    "%00",
    "%E2%80%AE",
    "%ED%A0%80",
    "%FF",
    "%25",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "%3Cscript%3E",
    "%F0%9F%AA%91",
    "a" * 8_000,
    "1.5",
    "00000000-0000-4000-8000-000000000000",
)


def broken_files() -> list[tuple[str, bytes]]:
    """Files that are not what their name says, by name."""
    good = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(good, "JPEG")
    bomb = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(bomb, "PNG")
    return [
        ("empty.jpg", b""),
        ("cut.jpg", good.getvalue()[:200]),
        ("text.jpg", b"this is no picture"),
        ("markup.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("bomb.png", bomb.getvalue()),
        ("..\\..\\\u202egpj.exe", b"MZ" + bytes(400)),
        ("cut.xlsx", b"PK\x03\x04" + bytes(200)),
        ("nul.csv", b"code,kg\n\x00,\x00\n"),
        ("half.csv", "code,kg\n\ud800,1\n".encode("utf-16", "surrogatepass")),
        ("wide.csv", (",".join("kg" for _ in range(3_000)) + "\n").encode()),
        (
            "cells.csv",
            b"category,kg,donor\n" + b'"' + b"x" * 200_000 + b'",1e400,=1+1\nSofa (3 seat),NaN,\x1b\n',
        ),
        ("good.jpg", good.getvalue()),
    ]


def spoiled(base: Any) -> Iterator[Any]:
    """Copies of a JSON value with one part of it replaced by what does not belong there, or gone."""
    for path in paths(base):
        for value in JSON_VALUES:
            yield put(base, path, value)
        if path and isinstance(path[-1], str):
            yield without(base, path)


def paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each part of a JSON value."""
    if at:
        yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inner:
        yield from paths(part, (*at, name))


def put(base: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy with another value at the end of the way."""
    copy = json.loads(json.dumps(base))
    inner = copy
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return copy


def without(base: Any, path: tuple[Any, ...]) -> Any:
    """A copy without that part."""
    copy = json.loads(json.dumps(base))
    inner = copy
    for name in path[:-1]:
        inner = inner[name]
    del inner[path[-1]]
    return copy
