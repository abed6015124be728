"""What a tablet fetches beforehand: the signed pack of its site, the words of a language, the service worker."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from flask import Response, abort, current_app, g, make_response, request
from flask_babel import force_locale, gettext

from core.audit import writes_so_far
from core.clock import now, today
from core.guards import policy
from core.people import LANGUAGES
from core.sealing import sealing_key, sign
from inventory.routes import blueprint
from inventory.services.desk_words import all_words
from inventory.services.pack import make_pack

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
PACK_FORM = 3
"""Raise it when the pack is told in another form."""
SHELL = ("/scan",)
SCREEN_ART = (
    "person-",
    "camera-",
    "label-",
    "empty-",
    "stopped-",
    "no-connection",
    "quarantine-",
    "fire-label",
)
LISTED = (".js", ".css", ".svg", ".woff2", ".wasm")


@blueprint.get("/api/v1/pack")
@policy("tablet")
def show_pack() -> Response:
    """The pack of the tablet's site, signed; 304, without making it, where nothing was written since."""
    state = f"{PACK_FORM} {today()} {g.device.site_id} {writes_so_far()}"
    tag = hashlib.sha256(state.encode()).hexdigest()[:32]
    if request.if_none_match.contains(tag):
        return _tagged(make_response("", 304), tag)
    secret = current_app.config["ECO_SETTINGS"].secret_key
    pack = make_pack(
        site_id=g.device.site_id, at=now(), sealing_key=sealing_key(secret), drawings=_drawings()
    )
    body = json.dumps(pack, ensure_ascii=False, separators=(",", ":")).encode()
    response = make_response(body)
    response.content_type = "application/json"
    response.headers["X-Eco-Signature"] = sign(secret, body)
    return _tagged(response, tag)


@lru_cache(maxsize=1)
def _drawings() -> tuple[str, ...]:
    """The drawings of questions and answers that we ship, such as `answers/intent-yes`."""
    folder = STATIC / "art"
    found = [*folder.glob("answers/*.svg"), *folder.glob("questions/*.svg")]
    return tuple(sorted(path.relative_to(folder).with_suffix("").as_posix() for path in found))


def _tagged(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    response.headers["Cache-Control"] = "no-cache"
    return response


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
    tagged = _tagged(response, hashlib.sha256(body).hexdigest()[:32])
    tagged.make_conditional(request)
    return tagged


@lru_cache(maxsize=4)
def _shell_files(stamp: float) -> tuple[tuple[str, ...], str]:
    """Every file of the shell, and one hash over all of them."""
    files = sorted(path for path in STATIC.rglob("*") if path.suffix in LISTED and not _is_left_out(path))
    whole = hashlib.sha256()
    for path in files:
        whole.update(path.relative_to(STATIC).as_posix().encode() + path.read_bytes())
    return tuple(f"/static/{path.relative_to(STATIC).as_posix()}" for path in files), whole.hexdigest()[:16]


def _is_left_out(path: Path) -> bool:
    """Drawings of finished furniture, rendered pictures and fonts for paper are not the tablet's business."""
    if {"pdf", "rendered", "by-hand"} & set(path.parts) or path.name == "service_worker.js":
        return True
    is_furniture = path.parent.name == "art" and "-" in path.stem and not path.stem.startswith(SCREEN_ART)
    return is_furniture and not path.stem.endswith("-before")


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
