"""Typed settings from the environment; the only place that reads it. A bad value stops the start with a sentence."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import get_type_hints

from core.errors import N_, Unconfigured

SHORTEST_SECRET = 32
HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(:\d{1,5})?")
KNOWN_BAD_SECRETS = ("changeme", "secret", "development", "please-change")


@dataclass(frozen=True)
class Settings:
    """Every setting, one field each; the environment variable is `ECO_` + the field's name in capitals.

    A setting may also be given as a file: `ECO_SECRET_KEY_FILE=/run/secrets/key` reads the value from there.
    """

    database_url: str = ""
    """SQLAlchemy address; empty: the SQLite file `eco.sqlite3` in the instance folder."""
    instance_folder: Path = Path("instance")
    """Where the database, photos and backups live."""
    secret_key: str = field(default="", repr=False)
    """Signs cookies; at least 32 characters, required outside the demo."""
    old_secret_keys: str = field(default="", repr=False)
    """Earlier keys that are still accepted, comma-separated, newest first."""
    public_url: str = ""
    """The address that people and labels use, such as https://eco.example.org; labels are refused without it."""
    trusted_hosts: str = ""
    """Further host names that are answered, comma-separated; the host of public_url always is."""
    proxy_hops: int = 0
    """Number of reverse proxies whose forwarded headers are trusted; 0 trusts none."""
    is_demo: bool = False
    """True only for the demo: generated secret, demo data, loopback only."""
    backup_folder: Path | None = None
    """Where `eco backup` writes; empty: `backups` in the instance folder."""
    argon2_memory_kib: int = 19_456
    """Argon2id memory; 19 MiB with 2 passes is the OWASP minimum."""
    argon2_passes: int = 2
    """Argon2id passes."""
    upload_limit_mb: int = 20
    """Largest request body."""
    mail_server: str = field(default="", repr=False)
    """Where e-mail goes out: smtp://name:password@host:587 (STARTTLS) or smtps://…:465; empty: nothing is mailed."""
    mail_from: str = ""
    """The sender of e-mail, such as desk@eco.example.org."""
    sms_folder: Path | None = None
    """Where text messages are written as CSV files for a gateway to fetch; empty: none are."""
    embed_hosts: str = ""
    """Web sites that may show the small impact page in a frame, comma-separated host names; empty: none."""
    webhook_private: bool = False
    """True where webhooks may also go to addresses of the own network, and over plain HTTP to this machine."""
    unfinished_rooms: str = ""
    """Rooms still being built that are opened all the same, comma-separated. Empty at work."""
    threads: int = 8
    """Worker threads of `eco serve`."""

    @property
    def every_secret_key(self) -> list[str]:
        """The key in use, then the earlier ones."""
        return [self.secret_key, *filter(None, self.old_secret_keys.split(","))]

    @property
    def database(self) -> str:
        """The database address, with the SQLite default filled in."""
        return self.database_url or f"sqlite:///{(self.instance_folder / 'eco.sqlite3').resolve()}"

    @property
    def photo_folder(self) -> Path:
        """Where photos are kept."""
        return self.instance_folder / "photos"

    @property
    def backups(self) -> Path:
        """Where backups are written."""
        return self.backup_folder or self.instance_folder / "backups"

    @property
    def framing_hosts(self) -> list[str]:
        """The host names of `embed_hosts`."""
        return [host.strip().lower() for host in self.embed_hosts.split(",") if host.strip()]

    @property
    def public_host(self) -> str:
        """Host (and port) of `public_url`, or the empty string."""
        return self.public_url.split("://", 1)[-1].split("/", 1)[0]

    @property
    def is_https(self) -> bool:
        """True where people reach the site over HTTPS, so that cookies can carry the `__Host-` prefix."""
        return self.public_url.startswith("https://") and not self.is_demo


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from `environment` (the process's own by default).

    Raises Unconfigured, naming the variable, for an unknown `ECO_` name, a bad value or a weak secret.
    """
    source = os.environ if environment is None else environment
    hints = get_type_hints(Settings)
    known = {f"ECO_{item.name.upper()}": item.name for item in fields(Settings)}
    values: dict[str, object] = {}
    for variable, text in source.items():
        if not variable.startswith("ECO_") or variable.startswith("ECO_TEST_"):
            continue
        name = known.get(variable) or known.get(variable.removesuffix("_FILE"))
        if name is None:
            raise Unconfigured(
                N_("%(variable)s is not a setting of EcoWorks."),
                N_("See docs/settings.md for the list of settings."),
                variable=variable,
            )
        if variable not in known:
            text = _read_file(variable, text)
        values[name] = _typed(variable, text, hints[name])
    return checked(Settings(**values))  # type: ignore[arg-type]


def checked(settings: Settings) -> Settings:
    """`settings` if they are fit to start with; else raises Unconfigured with what to do."""
    if settings.is_demo:
        return settings
    secret = settings.secret_key
    if len(secret) < SHORTEST_SECRET or any(bad in secret.lower() for bad in KNOWN_BAD_SECRETS):
        raise Unconfigured(
            N_("ECO_SECRET_KEY is missing, shorter than %(length)s characters or a known sample."),
            N_("Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"),
            length=SHORTEST_SECRET,
        )
    for host in settings.framing_hosts:
        if not HOST_NAME.fullmatch(host):
            raise Unconfigured(
                N_("ECO_EMBED_HOSTS must be host names, not «%(host)s»."),
                N_("Write them without https://, such as www.example.org"),
                host=host,
            )
    if settings.public_url and not settings.public_url.startswith(("https://", "http://")):
        raise Unconfigured(
            N_("ECO_PUBLIC_URL must begin with https:// (or http:// on this machine only)."),
            N_("Write the address that people type, such as https://eco.example.org"),
        )
    return settings


def demo_settings(instance_folder: Path, **more: object) -> Settings:
    """Settings of the demo: its own database, a reserved host on labels, a secret kept beside the database."""
    instance_folder.mkdir(parents=True, exist_ok=True)
    secret_file = instance_folder / "demo.secret"
    if not secret_file.exists():
        secret_file.write_text(secrets.token_urlsafe(48))
        secret_file.chmod(0o600)
    values: dict[str, object] = {
        "database_url": f"sqlite:///{(instance_folder / 'demo.sqlite3').resolve()}",
        "instance_folder": instance_folder,
        "secret_key": secret_file.read_text().strip(),
        "public_url": "https://eco.example",
        "is_demo": True,
        **more,
    }
    return Settings(**values)  # type: ignore[arg-type]


def environment_of_programs() -> dict[str, str]:
    """A copy of the process environment, for a program that we start."""
    return dict(os.environ)


def _read_file(variable: str, path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError as problem:
        raise Unconfigured(
            N_("%(variable)s names a file that cannot be read: %(problem)s"),
            N_("Check the path and who may read it."),
            variable=variable,
            problem=problem.strerror or "",
        ) from problem


def _typed(variable: str, text: str, kind: object) -> object:
    if kind is int:
        try:
            return int(text)
        except ValueError as problem:
            raise Unconfigured(
                N_("%(variable)s must be a whole number, not «%(text)s»."), "", variable=variable, text=text
            ) from problem
    if kind is bool:
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off", ""):
            return False
        raise Unconfigured(
            N_("%(variable)s must be yes or no, not «%(text)s»."), "", variable=variable, text=text
        )
    if kind is str:
        return text
    return Path(text) if text else None
