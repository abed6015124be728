"""Keeps a recording of the wire as a fixture: milliseconds from its beginning, the way, the bytes as text.

python -m tests.trials.keep FOLDER NAME [machine]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

PLACE = Path(__file__).parent.parent / "hardware" / "transcripts" / "senders"


def main() -> int:
    """Write it where the tests find it."""
    folder, name = Path(sys.argv[1]), sys.argv[2]
    side = "machine_side" if sys.argv[3:] == ["machine"] else "sender_side"
    rows = [json.loads(line) for line in (folder / f"{side}.jsonl").read_text().splitlines()]
    begin = rows[0][0]
    kept = [[round((at - begin) * 1000), way, text] for at, way, text in rows if way in "<>"]
    PLACE.mkdir(exist_ok=True)
    (PLACE / f"{name}.jsonl").write_text("".join(json.dumps(one) + "\n" for one in kept))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
