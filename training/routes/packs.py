"""What leaves a visit as files: a photo of evidence to look at, and the pack for external quality assurance."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import current_app, flash, redirect, request, send_file, url_for
from werkzeug.wrappers import Response

from core.audit import saw
from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from core.files import PhotoSize, photo_path
from core.guards import current_actor, policy
from core.pressing import told
from training.packs import Pack, check_weight
from training.queries.packs import pack_of
from training.queries.runs import run_by_number
from training.routes import blueprint
from training.routes.visits import DESK, GUEST
from training.services.visits import photo_open_to, visit_open_to


def _folder() -> Path:
    folder: Path = current_app.config["ECO_SETTINGS"].photo_folder
    return folder


@blueprint.get("/visits/<token>/photos/<sha256>")
@policy(GUEST)
def show_visit_photo(token: str, sha256: str) -> Response:
    """A photo of evidence of the visit's own work; each look is noted, and no browser keeps it."""
    actor, at = current_actor(), now()
    row = photo_open_to(by=actor, visit_token=token, sha256=sha256, at=at)
    size: PhotoSize = "small" if request.args.get("size") == "small" else "large"
    path = photo_path(_folder(), sha256, size)
    with transaction():
        saw(actor.person_id or 0, f"visit:{row.id}", f"photo:{sha256[:24]}", at)
    answer = send_file(path, mimetype="image/jpeg", conditional=False)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/visits/<token>/pack.zip")
@policy(GUEST)
def save_pack(token: str) -> Response:
    """The pack of a visit: an index, tables and photos of what the guest may see; same facts, same bytes."""
    actor, at = current_actor(), now()
    row = visit_open_to(by=actor, visit_token=token, at=at)
    with transaction():
        saw(actor.person_id or 0, f"visit:{row.id}", "training.save_pack", at)
    pack = pack_of(row.run_id, actor.site_id, row.id if row.scope == "sample" else 0)
    return _pack(pack, url_for("training.show_visit", token=token))


@blueprint.get("/runs/<number>/pack.zip")
@policy(DESK)
def save_run_pack(number: str) -> Response:
    """The pack of a whole run for external quality assurance."""
    actor = current_actor()
    run = run_by_number(number, actor.site_id)
    with transaction():
        saw(actor.person_id or 0, f"run:{run.number}", "training.save_run_pack", now())
    return _pack(pack_of(run.id, actor.site_id), url_for("training.list_run_visits", number=run.number))


def _pack(pack: Pack, back: str) -> Response:
    """The ZIP, from a file on the disk, with its length told first so that the browser shows how far it is."""
    from training.drawing.packs import photo_weight, write_pack

    with_photos = request.args.get("photos") != "no"
    try:
        check_weight(photo_weight(pack, _folder()) if with_photos else 0)
    except RuleBroken as problem:
        flash(told(problem), "refused")
        return redirect(back, 303)
    written = tempfile.TemporaryFile()  # noqa: SIM115  (sending it closes it)
    write_pack(pack, _folder(), written, with_photos=with_photos)
    length = written.tell()
    written.seek(0)
    name = f"eqa-{pack.run_number.lower()}{'' if with_photos else '-tables'}.zip"
    answer = send_file(written, mimetype="application/zip", as_attachment=True, download_name=name)
    answer.content_length = length
    answer.headers["Cache-Control"] = "no-store"
    return answer
