"""What a tablet fetches beforehand: the signed pack of its site, the words of a language, the service worker."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from flask import Response, abort, current_app, g, make_response, render_template, request
from flask_babel import force_locale, gettext

from core.clock import now
from core.db import db
from core.guards import policy
from core.people import LANGUAGES
from core.sites import Site
from inventory.desk_words import all_words
from inventory.routes import blueprint
from inventory.sealing import sealing_key, sign
from inventory.services.pack import make_pack

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
SHELL = ("/scan",)
LISTED = (".js", ".css", ".svg", ".woff2", ".wasm")


def _conditional(response: Response, body: bytes) -> Response:
    """Answer 304 where the tablet has this body already."""
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.headers["Cache-Control"] = "no-cache"
    return response.make_conditional(request)


@blueprint.get("/api/v1/pack")
@policy("tablet")
def show_pack() -> Response:
    """The pack of the tablet's site, signed; 304 where the tablet has it already."""
    secret = current_app.config["ECO_SETTINGS"].secret_key
    site = db.session.get(Site, g.device.site_id)
    if site is None:
        abort(404)
    pack = make_pack(site, now(), sealing_key(secret))
    body = json.dumps(pack, ensure_ascii=False, separators=(",", ":")).encode()
    response = make_response(body)
    response.content_type = "application/json"
    response.headers["X-Eco-Signature"] = sign(secret, body)
    return _conditional(response, body)


@blueprint.get("/words/<language>.json")
@policy("public")
def show_words(language: str) -> Response:
    """The words of the tablet's screens in one language; English where nobody has translated them."""
    if language not in LANGUAGES:
        abort(404)
    with force_locale(language):
        said = {text: gettext(text).replace("%%", "%") for text in all_words()}
    body = json.dumps(
        {text: words for text, words in said.items() if words != text}, ensure_ascii=False
    ).encode()
    response = make_response(body)
    response.content_type = "application/json"
    return _conditional(response, body)


@lru_cache(maxsize=4)
def _shell_files(stamp: float) -> tuple[tuple[str, ...], str]:
    """Every file of the shell, and one hash over all of them."""
    files = sorted(
        path
        for path in STATIC.rglob("*")
        if path.suffix in LISTED and "pdf" not in path.parts and path.name != "service_worker.js"
    )
    whole = hashlib.sha256()
    for path in files:
        whole.update(path.relative_to(STATIC).as_posix().encode() + path.read_bytes())
    return tuple(f"/static/{path.relative_to(STATIC).as_posix()}" for path in files), whole.hexdigest()[:16]


def _stamp() -> float:
    """When a file of the shell last changed, asked only where somebody may be editing them."""
    if not current_app.config["ECO_SETTINGS"].is_demo:
        return 0.0
    return max(path.stat().st_mtime for path in STATIC.rglob("*") if path.suffix in LISTED)


@blueprint.get("/sw.js")
@policy("public")
def show_service_worker() -> Response:
    """The service worker, headed by the list of files that it keeps; a change of any file makes it a new one."""
    files, version = _shell_files(_stamp())
    template = current_app.jinja_env.get_template("inventory/scan_desk.html")
    shell_hash = hashlib.sha256(Path(str(template.filename)).read_bytes()).hexdigest()[:8]
    head = f"const VERSION = {json.dumps(version + shell_hash)};\nconst FILES = {json.dumps([*SHELL, *files])};\n"
    response = make_response(head + (STATIC / "js" / "service_worker.js").read_text(encoding="utf-8"))
    response.content_type = "text/javascript; charset=utf-8"
    response.headers["Service-Worker-Allowed"] = "/"
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/scan/paper")
@policy("tablet")
def show_without_camera() -> str:
    """How to give the camera back to the page, in pictures; also reached without JavaScript."""
    return render_template("inventory/camera_help.html")
