"""The demo's machines: a router and a laser that are not there, each with a kiosk and its screen, working live.

The kiosks are the real agent in processes of their own, on `virtual://` ports; they talk to the demo over HTTP as any
kiosk does.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from flask import Flask

from core.access import Actor, system_actor
from core.clock import now
from core.config import Settings
from core.db import db, fast, transaction
from core.ids import new_client_id
from core.sealing import signing_key
from core.sites import site_by_slug
from factory.demo.making import cards_of

HERE = "fablab"
FOLDER = "kiosks"
SCREENS = range(8710, 8760)
CARDS_HERE = (("iryna", "Iryna's, who may use both"), ("nia", "Nia's, trainer and maintainer"))
ECO = "from factory.cli import main; main()"


@dataclass(frozen=True)
class Stand:
    """A machine of the demo, its card, and what it does by itself all day."""

    name: str
    permit: str
    ppe: tuple[str, ...]
    method: tuple[str, ...]
    allowed: tuple[str, ...]
    forbidden: tuple[str, ...]
    port: str
    is_laser: bool = False

    @property
    def profile(self) -> dict[str, object]:
        """How it is listened to."""
        return {"dialect": "grbl", "mode": "poller", "is_laser": self.is_laser}


STANDS = (
    Stand(
        "CNC router",
        "machine:cnc_router",
        ("goggles", "ear_defenders", "hair_tied", "no_gloves"),
        ("clamp", "set_zero", "extraction", "stay_beside"),
        ("plywood", "mdf", "solid_wood"),
        ("metal", "painted", "unknown"),
        "virtual://grbl?script=idle:40,run:300,hold:20,run:150,idle:120&loop=1",
    ),
    Stand(
        "Laser cutter",
        "machine:laser_cutter",
        ("extraction", "shoes"),
        ("close_lid", "extraction", "stay_beside", "fire_blanket"),
        ("plywood", "mdf", "acrylic", "cardboard", "felt", "leather"),
        ("pvc", "polycarbonate", "painted", "varnished", "laminated", "foam"),
        "virtual://laser?script=idle:90,run:80,idle:60,run:160,idle:150&loop=1",
        is_laser=True,
    ),
)


@contextmanager
def kiosks_beside(app: Flask, address: str) -> Iterator[list[str]]:
    """The demo's kiosks, running while the demo is served; what to print of them."""
    with app.app_context():
        files = {stand: stand_kiosk(stand, app.config["ECO_SETTINGS"], address) for stand in STANDS}
    running = [_start(file) for file, _ in files.values()]
    lines = [f"    {stand.name:<14} http://127.0.0.1:{port}/" for stand, (_, port) in files.items()]
    try:
        yield ["  Machines that work live, each with the screen of its kiosk", *lines, *_card_lines(app), ""]
    finally:
        for process in running:
            process.terminate()
        for process in running:
            _wait(process)


def _card_lines(app: Flask) -> list[str]:
    """Cards that are known beside these machines."""
    cards = cards_of(app.config["ECO_SETTINGS"])
    return [f"    {'card':<14} {cards[key]}   ({who})" for key, who in CARDS_HERE if key in cards]


def _start(file: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", ECO, "kiosk", "--file", str(file)]
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()


def stand_kiosk(stand: Stand, settings: Settings, address: str) -> tuple[Path, int]:
    """The settings' file of a stand's kiosk, and its screen's port. The first time machine and kiosk are made."""
    folder = settings.instance_folder / FOLDER / stand.permit.partition(":")[2]
    kept = folder / "paired.json"
    if not _is_known(kept):
        shutil.rmtree(folder, ignore_errors=True)  # of a demo that was made anew since
        folder.mkdir(mode=0o700, parents=True)
        with transaction():
            _write(kept, json.dumps(_paired(stand)))
    paired = json.loads(kept.read_text())
    token = folder / "token"
    if not token.exists():
        _write(token, paired["token"] + "\n")
    port = _free_port()
    told = {
        "name": paired["public_id"],
        "server": address,
        "public_key": signing_key(settings.secret_key),
        "pepper": paired["pepper"],
        "token_file": str(token),
        "folder": str(folder),
        "run_folder": str(folder / "run"),
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in told.items()]
    lines += [f"screen_port = {port}", "", f"[machines.{paired['machines'][0]}]"]
    lines += [f"port = {json.dumps(stand.port)}"]
    lines += [f"{name} = {json.dumps(value)}" for name, value in stand.profile.items()]
    file = folder / "kiosk.toml"
    _write(file, "\n".join(lines) + "\n")
    return file, port


def _is_known(kept: Path) -> bool:
    """True if the kiosk that was paired last time is one of this database."""
    if not kept.exists():
        return False
    name = json.loads(kept.read_text())["public_id"]
    return fast().row("SELECT 1 FROM device WHERE public_id = ? AND revoked_at IS NULL", (name,)) is not None


def _paired(stand: Stand) -> dict[str, object]:
    """Pair a kiosk with a stand's machine, which is made if need be."""
    from hardware.services.kiosks import make_kiosk_code, pair_kiosk

    site = site_by_slug(HERE)
    assert site is not None
    by, at = system_actor(site.id), now()
    code = _machine_code(stand, by)
    return asdict(pair_kiosk(code=make_kiosk_code(by=by, name="", machine_codes=[code], at=at), at=at))


def _machine_code(stand: Stand, by: Actor) -> str:
    """The code of the site's machine of that name; made with its kind, its card and its profile if it is not there."""
    from hardware.services.machine_materials import set_material
    from hardware.services.machine_profiles import set_profile
    from hardware.services.machine_types import TypeData, add_type
    from hardware.services.machines import MachineData, add_machine

    at = now()
    row = fast().row("SELECT code FROM machine WHERE site_id = ? AND name = ?", (by.site_id, stand.name))
    if row is None:
        kind = fast().row("SELECT slug FROM machine_type WHERE name = ?", (stand.name,))
        data = TypeData(stand.name, stand.permit, wants_material=stand.is_laser)
        slug = kind[0] if kind else add_type(by=by, data=data, at=at, token=new_client_id()).slug
        made = MachineData(name=stand.name, type_slug=slug, ppe=stand.ppe, method=stand.method)
        code = add_machine(by=by, data=made, at=at, token=new_client_id()).code
        for rule, names in (("allowed", stand.allowed), ("forbidden", stand.forbidden)):
            for name in names:
                set_material(by=by, code=code, name=name, rule=rule, at=at)
    else:
        code = row[0]
    db.session.flush()
    set_profile(by=by, code=code, profile=stand.profile, at=at)
    return str(code)


def _free_port() -> int:
    for port in SCREENS:
        if port in _GIVEN:
            continue
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                _GIVEN.add(port)
                return port
    return 0


_GIVEN: set[int] = set()


def _write(path: Path, text: str) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
