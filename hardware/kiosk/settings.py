"""The kiosk's settings: one TOML file, with what the environment says on top. A bad value stops with a sentence.

The only module of the kiosk that reads the environment.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hardware.vocabulary import NotUnderstood, Profile

FILE = Path("/etc/eco/kiosk.toml")
IDENTITY = "identity.toml"
"""What pairing wrote, in the kiosk's own folder."""
PREFIX = "ECO_KIOSK_"
TEXTS = ("name", "server", "public_key", "pepper", "ca_file", "language", "theme", "sound")
PATHS = ("token_file", "folder", "run_folder")
LOCAL_HOSTS = ("127.0.0.1", "::1", "localhost")


class Unready(Exception):
    """The kiosk cannot start; the text says what is wrong and what to do."""


@dataclass(frozen=True)
class KioskSettings:
    """How this kiosk is set up. `eco kiosk pair` writes name, server and keys into a file beside the spool."""

    name: str = ""
    """The kiosk's public id, as the server knows it; stands in every event."""
    server: str = ""
    """The server's address, such as https://eco.example.org; empty: nothing is sent, everything is kept."""
    token_file: Path = Path("/var/lib/eco-kiosk/token")
    """Where the token lies that proves this kiosk; nobody else may read it, and it is renewed there."""
    public_key: str = ""
    """The server's public key, base64: permit packs are believed only with its signature."""
    pepper: str = field(default="", repr=False)
    """Keys the hashes of cards, so that no card's number leaves the kiosk or lies in its file."""
    ca_file: str = ""
    """The certificate of the site's own authority, where the server has no public one."""
    folder: Path = Path("/var/lib/eco-kiosk")
    """Where the spool lies."""
    run_folder: Path = Path("/run/eco-kiosk")
    """Where senders find the link to each machine's port."""
    language: str = "en"
    """What the screen speaks until somebody shows a card."""
    theme: str = ""
    """How the screen looks: `light`, `dark`, or empty as the computer says."""
    sound: str = "on"
    """Whether the screen gives tones: `on` or `off`."""
    screen_port: int = 8710
    """Where the screen's page is served, on this computer only."""
    machines: Mapping[str, Profile] = field(default_factory=dict)
    """The machines beside this kiosk by their code, each with how it is read until the server's pack says so."""

    @property
    def spool(self) -> Path:
        """The spool's file."""
        return self.folder / "spool.sqlite3"

    def door(self, machine: str) -> Path:
        """The link under which a sender finds this machine."""
        return self.run_folder / machine


def load_kiosk_settings(
    path: Path | None = None, environment: Mapping[str, str] | None = None
) -> KioskSettings:
    """Read the file (ECO_KIOSK_FILE, else /etc/eco/kiosk.toml) and the environment. Raises Unready."""
    variables = os.environ if environment is None else environment
    place = path or Path(variables.get(f"{PREFIX}FILE", FILE))
    values = _from_file(place)
    folder = Path(variables.get(f"{PREFIX}FOLDER", values.get("folder", KioskSettings.folder)))
    values = {**_from_file(folder / IDENTITY), **values}
    for name in (*TEXTS, *PATHS, "screen_port"):
        if (given := variables.get(PREFIX + name.upper())) is not None:
            values[name] = given
    settings = KioskSettings(**{name: _value(name, value, place) for name, value in values.items()})
    fault = settings_fault(settings)
    if fault:
        raise Unready(f"{place}: {fault}")
    return settings


def watcher_address(environment: Mapping[str, str] | None = None) -> str:
    """The socket at which systemd wants to hear of us; empty where nobody watches."""
    variables = os.environ if environment is None else environment
    return variables.get("NOTIFY_SOCKET", "")


def _from_file(place: Path) -> dict[str, Any]:
    try:
        text = place.read_bytes().decode()
        values = tomllib.loads(text)
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise Unready(
            f"{place} cannot be read: {problem}. Mend it, or move it away and pair anew."
        ) from problem
    unknown = sorted(set(values) - set(KioskSettings.__dataclass_fields__))
    if unknown:
        raise Unready(f"{place}: {', '.join(unknown)} is no setting of the kiosk; docs/kiosk.md lists them.")
    return values


def _value(name: str, value: Any, place: Path) -> Any:
    if name == "machines":
        return _machines(value, place)
    if name in PATHS:
        return Path(str(value))
    if name == "screen_port":
        try:
            return int(value)
        except (TypeError, ValueError):
            raise Unready(f"{place}: screen_port is a number such as 8710.") from None
    if not isinstance(value, str):
        raise Unready(f"{place}: {name} is a text in quotation marks.")
    return value


def _machines(value: Any, place: Path) -> dict[str, Profile]:
    if not isinstance(value, dict):
        raise Unready(f"{place}: write each machine as [machines.CODE] with its port below.")
    found = {}
    for code, one in value.items():
        try:
            found[str(code)] = Profile.from_json(one)
        except NotUnderstood as problem:
            raise Unready(f"{place}: machine {code}: {problem}") from problem
    return found


def settings_fault(settings: KioskSettings) -> str:
    """What is wrong with the settings; empty if nothing is."""
    if settings.server:
        where = urlsplit(settings.server)
        if where.scheme not in ("http", "https") or not where.hostname:
            return "server is an address such as https://eco.example.org."
        if where.scheme == "http" and where.hostname not in LOCAL_HOSTS:
            return "server must begin with https:// (plain http only on this computer)."
    if settings.theme not in ("", "light", "dark"):
        return 'theme is "light", "dark" or empty.'
    if settings.sound not in ("on", "off"):
        return 'sound is "on" or "off".'
    if not 0 <= settings.screen_port < 65536:
        return "screen_port is a number such as 8710."
    return ""


def read_token(settings: KioskSettings) -> str:
    """The kiosk's token; empty where there is none yet."""
    try:
        return settings.token_file.read_text().strip()
    except OSError:
        return ""


def write_token(settings: KioskSettings, token: str) -> None:
    """Keep a new token, in one step, readable for this account only. Raises OSError."""
    settings.token_file.parent.mkdir(parents=True, exist_ok=True)
    fresh = settings.token_file.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(token + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, settings.token_file)
