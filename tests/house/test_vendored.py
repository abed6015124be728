"""What others made and we carry with us is listed with version, licence and hash, and is as it was."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import ROOT

pytestmark = pytest.mark.static

FOLDERS = ("tests/vendor", "static/vendor")
LIST = "VENDORED.txt"


def vendor_faults(folder: Path) -> Iterator[str]:
    """Files that the list does not name, or whose hash is not the listed one; listed hashes that fit no file.

    The list of a folder may also name files beside it (fonts, icons).
    """
    text = (folder / LIST).read_text(encoding="utf-8") if (folder / LIST).exists() else ""
    listed = set(re.findall(r"\b[0-9a-f]{64}\b", text))
    carried = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != LIST]
    for path in carried:
        if path.name not in text:
            yield f"{path.name} is not listed"
        elif _hash(path) not in listed:
            yield f"{path.name} is not what the list says"
    beside = [path for path in folder.parent.rglob("*") if path.is_file() and path.name in text]
    if lost := listed - {_hash(path) for path in [*carried, *beside]}:
        yield f"listed hashes that fit no file: {sorted(lost)}"


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_vendored_file_is_listed_and_unchanged(folder: str) -> None:
    if (ROOT / folder).is_dir():
        assert list(vendor_faults(ROOT / folder)) == []


def test_a_changed_or_unlisted_file_is_seen(tmp_path: Path) -> None:
    folder = tmp_path / "vendor"
    folder.mkdir()
    (folder / "known.js").write_text("a")
    (folder / "stowaway.js").write_text("b")
    (folder / LIST).write_text(f"known 1.0 MIT {hashlib.sha256(b'a').hexdigest()} known.js\n")
    assert list(vendor_faults(folder)) == ["stowaway.js is not listed"]
    (folder / "stowaway.js").unlink()
    (folder / "known.js").write_text("changed")
    assert list(vendor_faults(folder))
