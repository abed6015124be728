"""Pairing: a code that a coordinator shows becomes this kiosk's name, token and keys. Told once, kept here."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from hardware.kiosk.link import PortName
from hardware.kiosk.settings import IDENTITY, KioskSettings, Unready, settings_fault, write_token
from hardware.kiosk.uplink import Reply

PAIR_PATH = "/api/v1/kiosk/pair"
TOLD = ("kiosk", "token", "pepper", "public_key")


def pair(settings: KioskSettings, server: str, code: str, http: Callable[..., Reply]) -> list[str]:
    """Pair with `server`; writes identity and token, and returns the codes of the machines. Raises Unready."""
    fault = settings_fault(replace(settings, server=server))
    if fault:
        raise Unready(fault)
    body = json.dumps({"code": code}).encode()
    reply = http("POST", PAIR_PATH, body, {"Content-Type": "application/json"})
    told = _told(reply)
    values = {
        "name": told["kiosk"],
        "server": server,
        "public_key": told["public_key"],
        "pepper": told["pepper"],
    }
    try:
        write_token(settings, told["token"])
        _write_private(settings, "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items()))
    except OSError as problem:
        raise Unready(
            f"{problem}. Run it as the kiosk's own account: sudo -u eco-kiosk eco kiosk pair"
        ) from problem
    return [str(one) for one in told.get("machines", [])]


def _told(reply: Reply) -> dict[str, Any]:
    if not reply.status:
        raise Unready(f"The server cannot be reached: {reply.why}")
    told: dict[str, Any] = {}
    with suppress(ValueError, TypeError):
        told = dict(json.loads(reply.body))
    is_told = all(isinstance(told.get(name), str) for name in TOLD)
    if reply.status != 200 or not is_told:
        error = told.get("error")
        said = error.get("message", "") if isinstance(error, dict) else ""
        raise Unready(f"The server did not take the code (HTTP {reply.status}). {said} Ask for a new one.")
    return told


def _write_private(settings: KioskSettings, text: str) -> None:
    place = settings.folder / IDENTITY
    fresh = place.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, place)


def starter(machines: list[str], ports: list[PortName]) -> str:
    """Lines for the settings' file: each machine at a port, the first that is there; to be looked at by a person."""
    port = ports[0].best if ports else "/dev/serial/by-id/…"
    return "\n".join(f'[machines.{code}]\nport = "{port}"' for code in machines)
