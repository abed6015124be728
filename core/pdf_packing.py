"""A finished PDF written anew and smaller: objects in streams, a packed table of them (PDF 1.5; ISO 32000-1, 7.5.7 f).

A PDF of a thousand small pages is mostly the frames of its objects. It reads only what our PDF library writes: plain
objects one after another, lengths in figures, one table, no encryption. The same file gives the same bytes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_IN_ONE_STREAM: Final = 200
_UP: Final = b"\x02"
"""The mark of a row that is told as its difference from the row above (PNG's "up")."""

_OBJECT = re.compile(rb"(\d+) 0 obj\n")
_LENGTH = re.compile(rb"/Length \d+")
_KIDS = re.compile(rb"/Kids \[([^\]]*)\]")
_REFERENCE = re.compile(rb"(\d+) 0 R")
_CONTENTS = re.compile(rb"/Contents (\d+) 0 R")
_TABLE = re.compile(rb"startxref\n(\d+)\n%%EOF\n$")
_REFERENCES = re.compile(rb"/(?:Info|Root) \d+ 0 R|/ID \n?\[[^\]]*\]")


@dataclass(frozen=True)
class _Stream:
    """A stream and what its dictionary says beside its length."""

    words: bytes
    data: bytes


def packed(pdf: bytes, endings: Sequence[bytes] = ()) -> bytes:
    """The same pages in fewer bytes, each drawn on as `endings` say; what pages begin with alike is stored once.

    Raises ValueError for a file that our library did not write, and where pages and endings are not as many.
    """
    plain, streams, trailer = _read(pdf)
    if endings:
        _end_pages(plain, streams, endings)
    return _Writer(max([*plain, *streams])).write(plain, streams, trailer)


def _read(pdf: bytes) -> tuple[dict[int, bytes], dict[int, _Stream], bytes]:
    """Objects by number, streams by number, and what the trailer refers to."""
    table = _TABLE.search(pdf)
    if table is None or not pdf.startswith(b"xref\n", int(table[1])) or b"/Encrypt" in pdf[int(table[1]) :]:
        raise ValueError("this PDF has no plain table of objects at its end")
    lines = pdf[int(table[1]) : pdf.index(b"trailer", int(table[1]))].splitlines()[2:]
    starts = sorted(int(line[:10]) for line in lines if line[17:18] == b"n")
    plain: dict[int, bytes] = {}
    streams: dict[int, _Stream] = {}
    for start, end in zip(starts, [*starts[1:], int(table[1])], strict=True):
        head = _OBJECT.match(pdf, start)
        body = pdf[head.end() : end].removesuffix(b"endobj\n") if head else b""
        if head is None or len(body) == end - head.end():
            raise ValueError("this PDF is not as our library writes it")
        words, begins, data = body.partition(b"\nstream\n")
        if begins:
            streams[int(head[1])] = _Stream(_LENGTH.sub(b"", words), data.removesuffix(b"endstream\n"))
        else:
            plain[int(head[1])] = body
    return plain, streams, b" ".join(_REFERENCES.findall(pdf, int(table[1])))


def _end_pages(plain: dict[int, bytes], streams: dict[int, _Stream], endings: Sequence[bytes]) -> None:
    """Give each page its ending as a stream of its own after the one that it begins with."""
    trees = [found[1] for body in plain.values() if (found := _KIDS.search(body))]
    pages = [int(page) for kids in trees for page in _REFERENCE.findall(kids)]
    known: dict[_Stream, int] = {}
    for page, ending in zip(pages, endings, strict=True):
        contents = _CONTENTS.search(plain[page])
        if contents is None:
            raise ValueError("a page of this PDF has no drawing")
        number = int(contents[1])
        beginning = known.setdefault(streams[number], number)
        if beginning == number:
            number = max([*plain, *streams]) + 1
        streams[number] = _Stream(b"<<>>", ending)
        plain[page] = _CONTENTS.sub(b"/Contents[%d 0 R %d 0 R]" % (beginning, number), plain[page])


class _Writer:
    """Puts the file together and remembers where each object lies: (kind, where, which), as the table tells it."""

    def __init__(self, last: int) -> None:
        self._out = bytearray(b"%PDF-1.5\n%\x93\x8c\x8b\x9e\n")
        self._places: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
        self._last = last

    def write(self, plain: dict[int, bytes], streams: dict[int, _Stream], trailer: bytes) -> bytes:
        """Streams as they are, other objects by two hundred, then the table."""
        for number, stream in sorted(streams.items()):
            self._add(number, stream)
        numbers = sorted(plain)
        for start in range(0, len(numbers), _IN_ONE_STREAM):
            self._gather({number: plain[number] for number in numbers[start : start + _IN_ONE_STREAM]})
        start = len(self._out)
        table = self._next()
        self._places[table] = (1, start, 0)
        rows = [
            kind.to_bytes(1, "big") + where.to_bytes(4, "big") + which.to_bytes(2, "big")
            for kind, where, which in (self._places.get(i, (0, 0, 0)) for i in range(table + 1))
        ]
        words = (
            b"<</Type/XRef/W[1 4 2]/Size %d %s/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 7>>>>"
        )
        self._add(table, _Stream(words % (table + 1, trailer), zlib.compress(_differences(rows), 9)))
        self._out += b"startxref\n%d\n%%%%EOF\n" % start
        return bytes(self._out)

    def _next(self) -> int:
        self._last = max(self._last, *self._places) + 1
        return self._last

    def _gather(self, objects: dict[int, bytes]) -> None:
        """Objects that are no streams, together in one, which packs well: they are much alike."""
        number, body, head = self._next(), b"", []
        for which, (each, words) in enumerate(objects.items()):
            head.append(b"%d %d" % (each, len(body)))
            self._places[each] = (2, number, which)
            body += words + b"\n"
        first = b" ".join(head) + b"\n"
        self._add(
            number, _Stream(b"<</Type/ObjStm/N %d/First %d>>" % (len(objects), len(first)), first + body)
        )

    def _add(self, number: int, stream: _Stream) -> None:
        """A stream, deflated where that makes it smaller."""
        self._places[number] = (1, len(self._out), 0)
        words, data = b" ".join(stream.words.split()), stream.data
        if b"/Filter" not in words:
            small = zlib.compress(data, 9)
            if len(small) + len(b"/Filter/FlateDecode") < len(data):
                words, data = words.replace(b"<<", b"<</Filter/FlateDecode", 1), small
        words = words.replace(b"<<", b"<</Length %d" % len(data), 1)
        self._out += b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (number, words, data)


def _differences(rows: list[bytes]) -> bytes:
    """The rows as they differ from the one above: nearly all alike, so that they pack to next to nothing."""
    above, told = bytes(len(rows[0])), []
    for row in rows:
        told.append(_UP + bytes((here - over) % 256 for here, over in zip(row, above, strict=True)))
        above = row
    return b"".join(told)
