"""What the scripts say is translatable, and what they read is what the server reads. Sources only, no browser."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from core.ids import check_character, new_public_code, new_token, read_qr
from inventory.services.desk_words import all_words

pytestmark = pytest.mark.static

SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "js"
SAID = re.compile(
    r'(?:\b(?:t|duo)\(|\bsay\("\w+", |\bsayAnswer\(answer, |leaveChip\("[\w-]+", )"((?:[^"\\\n]|\\.)+)"'
)
BINDING = re.compile(r"(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function)")


def scripts() -> list[Path]:
    """Our own modules."""
    return sorted(SCRIPTS.rglob("*.js"))


def test_every_sentence_of_the_scripts_can_be_translated() -> None:
    known = set(all_words())
    said = {
        (path.name, words) for path in scripts() for words in SAID.findall(path.read_text(encoding="utf-8"))
    }
    assert len(said) > 150
    assert sorted(pair for pair in said if pair[1] not in known) == []


def test_no_script_makes_markup_of_text() -> None:
    assert [path.name for path in scripts() if BINDING.search(path.read_text(encoding="utf-8"))] == []


def test_no_script_is_over_the_wall() -> None:
    assert {path.name: len(path.read_text("utf-8").splitlines()) for path in scripts()}
    assert [path.name for path in scripts() if len(path.read_text("utf-8").splitlines()) > 400] == []


def test_the_worker_keeps_no_answer_of_the_api() -> None:
    worker = (SCRIPTS / "service_worker.js").read_text(encoding="utf-8")
    assert worker.count("/api/") == 2, "named in the head, and for photos of pieces alone"
    assert 'startsWith("/api/v1/photos/")' in worker


@pytest.mark.skipif(shutil.which("node") is None, reason="no node here; the browser tests read codes as well")
def test_the_tablet_reads_codes_as_the_server_does(tmp_path: Path) -> None:
    good = [new_public_code() for _ in range(200)]
    texts = [
        *good,
        *(code.lower() for code in good[:20]),
        *(f"{code[:3]} {code[3:5]}-{code[5:]}" for code in good[:20]),
        *(code[:-1] + check_character(code[:-1])[::-1] for code in good[:5]),
        *(code[1:] + code[0] for code in good[:50]),
        *(f"https://anywhere.example:8443/p/{code.lower()}" for code in good[:20]),
        "HTTPS://ECO.EXAMPLE/S/STEP.REPAIR",
        "HTTPS://ECO.EXAMPLE/L/COV-B4",
        "HTTPS://ECO.EXAMPLE/Q/7777777",
        "ECO:" + new_token(),
        "ECO:123",
        "",
        "آرام",
        "https://example.org",
    ]
    script = tmp_path / "read.mjs"
    script.write_text(
        f"import {{ readQr }} from {(SCRIPTS / 'codes.js').as_uri()!r};\n"
        "let text = ''; process.stdin.setEncoding('utf8');\n"
        "for await (const part of process.stdin) text += part;\n"
        "for (const one of JSON.parse(text)) {\n"
        "  const found = readQr(one); console.log(found ? `${found.kind} ${found.value}` : '-');\n}\n",
        encoding="utf-8",
    )
    import json

    done = subprocess.run(
        ["node", str(script)], input=json.dumps(texts), capture_output=True, text=True, check=True, timeout=60
    )
    expected = [f"{found.kind} {found.value}" if (found := read_qr(text)) else "-" for text in texts]
    assert done.stdout.splitlines() == expected
