"""The file of a backup: a zip with a manifest, sealed so that one changed byte anywhere in it is noticed."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from core.errors import N_, RuleBroken

FORMAT = 1
PROGRAM = "EcoWorks"
MANIFEST = "manifest.json"
SEAL = b"sha256:"
SEAL_LENGTH = len(SEAL) + 64
CHUNK = 1 << 20


class BadBackup(RuleBroken):
    """A file that is not restored, with the reason; nothing was touched."""

    def __init__(self, message: str, remedy: str = "", **params: object) -> None:
        super().__init__("file", message, remedy, **params)


@dataclass(frozen=True)
class Kept:
    """One file in a backup: the SHA-256 and number of its bytes."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `counts` are rows by table; `missing` are photos that were not in the store."""

    format: int
    program: str
    version: str
    schema: str
    database: str
    made_at: str
    counts: dict[str, int]
    files: dict[str, Kept]
    missing: list[str]

    def as_text(self) -> str:
        """JSON, for the archive."""
        return json.dumps(asdict(self), indent=1, sort_keys=True)


@contextmanager
def new_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """A zip that appears at `path` whole and sealed, or not at all; nobody else may read it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with (
            open(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as out,
            zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive,
        ):
            yield archive
            archive.comment = SEAL + b"0" * 64
        _seal(draft)
        os.replace(draft, path)
        _sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def add_file(archive: zipfile.ZipFile, name: str, source: Path, *, pack: bool) -> Kept:
    """Copy a file into the archive under `name`, packed or as it is."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED if pack else zipfile.ZIP_STORED
    digest, count = hashlib.sha256(), 0
    with source.open("rb") as read, archive.open(info, "w", force_zip64=True) as out:
        while chunk := read.read(CHUNK):
            digest.update(chunk)
            out.write(chunk)
            count += len(chunk)
    return Kept(digest.hexdigest(), count)


def _seal(path: Path) -> None:
    with path.open("r+b") as file:
        digest = _digest_before_seal(path)
        file.seek(-64, os.SEEK_END)
        file.write(digest.encode())
        file.flush()
        os.fsync(file.fileno())


def _digest_before_seal(path: Path) -> str:
    left = path.stat().st_size - SEAL_LENGTH
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            digest.update(chunk)
            left -= len(chunk)
    return digest.hexdigest()


@contextmanager
def sealed_archive(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """A backup opened for reading, its seal checked. Raises BadBackup for a damaged, cut off or foreign file."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError) as fault:
        raise BadBackup(
            N_("%(name)s is not a backup, or it is cut off."),
            N_("Take another backup file; the data here is as it was."),
            name=path.name,
        ) from fault
    with archive:
        if not archive.comment.startswith(SEAL) or MANIFEST not in archive.namelist():
            raise BadBackup(
                N_("%(name)s was not made by eco backup, or its end is damaged."),
                N_("Take another backup file; the data here is as it was."),
                name=path.name,
            )
        if archive.comment != SEAL + _digest_before_seal(path).encode():
            raise BadBackup(
                N_("%(name)s is damaged: it is not what was written."),
                N_("Take another backup file; the data here is as it was."),
                name=path.name,
            )
        yield archive, _manifest(path, archive)


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        data = json.loads(archive.read(MANIFEST))
        files = {name: Kept(**kept) for name, kept in data.pop("files").items()}
        manifest = Manifest(files=files, **data)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise _foreign(path) from fault
    if manifest.program != PROGRAM or manifest.format != FORMAT:
        raise _foreign(path)
    return manifest


def _foreign(path: Path) -> BadBackup:
    return BadBackup(
        N_("%(name)s is a backup of something else, or of a version that this one cannot read."),
        N_("Restore it with the version that made it."),
        name=path.name,
    )


def unpack(
    archive: zipfile.ZipFile, manifest: Manifest, folder: Path, progress: Callable[[int, int], None]
) -> None:
    """Write every file of a backup under `folder`, each checked against the manifest."""
    for done, (name, kept) in enumerate(manifest.files.items(), start=1):
        parts = PurePosixPath(name).parts
        if PurePosixPath(name).is_absolute() or ".." in parts or not parts:
            raise BadBackup(N_("The backup names a file outside itself: %(name)s"), name=name)
        if _copy_out(archive, name, folder.joinpath(*parts)) != kept:
            raise BadBackup(
                N_("%(name)s in the backup is damaged."),
                N_("Take another backup file; the data here is as it was."),
                name=name,
            )
        progress(done, len(manifest.files))


def _copy_out(archive: zipfile.ZipFile, name: str, goal: Path) -> Kept:
    goal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, count = hashlib.sha256(), 0
    try:
        with (
            archive.open(name) as read,
            open(os.open(goal, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out,
        ):
            while chunk := read.read(CHUNK):
                digest.update(chunk)
                out.write(chunk)
                count += len(chunk)
            out.flush()
            os.fsync(out.fileno())
    except (KeyError, zipfile.BadZipFile):
        return Kept("", 0)
    return Kept(digest.hexdigest(), count)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
