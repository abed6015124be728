"""Files of voices: form and length told by the content, what else a file tells wiped, kept by their hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.errors import N_, NotFound, RuleBroken
from core.files import keep_file, kept_file, wipe_file

MAX_BYTES: Final = 400 * 1024
MAX_SECONDS: Final = 20
ENDING: Final = ".clip"
MIME: Final = {"webm": "audio/webm", "ogg": "audio/ogg", "mp4": "audio/mp4", "wav": "audio/wav"}


@dataclass(frozen=True)
class StoredClip:
    """A kept clip."""

    sha256: str
    form: str
    byte_count: int
    length_seconds: int


def store_clip(data: bytes, folder: Path) -> StoredClip:
    """Keep a clip under `folder`. Raises RuleBroken on "clip" for what is no short recording of a known form."""
    from core.clip_formats import Unreadable, form_of, length_of, without_labels

    if not data:
        raise RuleBroken("clip", N_("There is no sound in this file."), N_("Record it again."))
    if len(data) > MAX_BYTES:
        raise RuleBroken("clip", N_("This recording is larger than 400 kB."), N_("Say it again, shorter."))
    try:
        form = form_of(data)
        milliseconds = length_of(data, form)
        clean = without_labels(data, form)
    except Unreadable as fault:
        raise RuleBroken(
            "clip",
            N_("This recording cannot be read."),
            N_("Record it here, or choose a WebM, Ogg, MP4 or WAV file."),
        ) from fault
    if milliseconds > MAX_SECONDS * 1000:
        raise RuleBroken(
            "clip", N_("This recording is longer than 20 seconds."), N_("Say it again, shorter.")
        )
    sha256 = hashlib.sha256(clean).hexdigest()
    keep_file(clean, folder, sha256, ENDING)
    return StoredClip(sha256, form, len(clean), -(-milliseconds // 1000))


def clip_path(folder: Path, sha256: str) -> Path:
    """The file of a clip. Raises NotFound where it is not there."""
    return kept_file(folder, sha256, ENDING)


def delete_clip(folder: Path, sha256: str) -> None:
    """Remove a clip's file, if it is there."""
    try:
        wipe_file(clip_path(folder, sha256))
    except (NotFound, FileNotFoundError):
        return
