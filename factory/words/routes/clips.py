"""Recordings: kept, played, taken away, for tablets and for the desk."""

from __future__ import annotations

from flask import Response as Sent
from flask import current_app, flash, g, jsonify, redirect, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.clip_services import (
    KnownClip,
    clip_here,
    clip_ids,
    clips_of,
    keep_clip,
    remove_clip,
    stored_clip,
    withdraw_voice,
)
from core.clips import MAX_BYTES, MIME, clip_path, delete_clip
from core.clock import now
from core.db import transaction
from core.errors import EcoError
from core.guards import SIGNED_IN, TABLET, current_actor, current_device, policy
from core.words_services import require_reviewer, text_of
from factory.words.forms import ClipForm
from factory.words.routes import blueprint
from factory.words.routes.languages import SEES, known_language
from factory.words.routes.texts import text_page

Page = str | Response | tuple[str, int]


def wipe(hashes: list[str]) -> None:
    """Remove the files of clips that are gone; after the transaction, so that nothing kept is lost."""
    for sha256 in hashes:
        delete_clip(current_app.config["ECO_SETTINGS"].photo_folder, sha256)


@blueprint.post("/texts/<language>/<key>/clip")
@policy("right:review_words")
def keep_one_clip(language: str, key: str) -> Page:
    """Keep a recording of a text; it takes the place of the one before."""
    form, by = ClipForm(), current_actor()
    text_of(known_language(language), key)
    if not form.validate():
        return text_page(language, key, clip_form=form), 422  # type: ignore[return-value]
    try:
        require_reviewer(by, language)
        data = form.clip.data.read(MAX_BYTES + 1)
        folder = current_app.config["ECO_SETTINGS"].photo_folder
        with stored_clip(data, folder) as stored, transaction():
            gone = keep_clip(
                by=by,
                language=language,
                key=key,
                stored=stored,
                speaker=form.speaker.data or "",
                has_agreed=bool(form.agreed.data),
                at=now(),
                token=form.stale_token,
            )
    except EcoError as problem:
        form.refuse(problem)
        return text_page(language, key, clip_form=form), problem.status  # type: ignore[return-value]
    wipe([one for one in gone if one != stored.sha256])
    flash(gettext("The recording is kept. Tablets fetch it when they are next on the line."), "good")
    return redirect(url_for("words.show_text", language=language, key=key), 303)


@blueprint.post("/texts/clips/<clip_id>/remove")
@policy(SIGNED_IN)
def remove_one_clip(clip_id: str) -> Response:
    """Take a recording away at once."""
    by = current_actor()
    clip = clip_here(clip_id, by.site_id)
    with transaction():
        gone = remove_clip(by=by, clip_id=clip_id, at=now())
    wipe(gone)
    flash(gettext("The recording is gone."), "good")
    if by.may("see_words") or by.may("review_words"):
        return redirect(url_for("words.show_text", language=clip.language, key=clip.key), 303)
    return redirect(url_for("front_desk.show_me"), 303)


@blueprint.post("/me/voice")
@policy(SIGNED_IN)
def take_voice_back() -> Response:
    """Every recording of one's own voice goes at once."""
    by = current_actor()
    with transaction():
        gone = withdraw_voice(by=by, person_id=by.person_id or 0, at=now())
    wipe(gone)
    flash(gettext("Your voice is taken away. No recording of it is kept."), "good")
    return redirect(url_for("front_desk.show_me"), 303)


def _sent(clip: KnownClip) -> Sent:
    path = clip_path(current_app.config["ECO_SETTINGS"].photo_folder, clip.sha256)
    response = send_file(path, mimetype=MIME[clip.form], etag=clip.sha256, conditional=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@blueprint.get("/texts/clips/<clip_id>")
@policy(SEES)
def play_clip(clip_id: str) -> Sent:
    """A recording, for whoever reviews it."""
    return _sent(clip_here(clip_id, current_actor().site_id))


@blueprint.get("/clips/<clip_id>")
@policy(TABLET)
def show_tablet_clip(clip_id: str) -> Sent:
    """A recording of the tablet's own site."""
    return _sent(clip_here(clip_id, current_device().site_id))


@blueprint.get("/words/<language>/state.json")
@policy(TABLET)
def tell_words(language: str) -> Sent:
    """What the tablet needs beside the words: which safety texts nobody has checked, and which texts are spoken."""
    from factory.safety_texts import state_of_words

    spoken = clips_of(g.device.site_id, known_language(language))
    told = {
        **state_of_words(language),
        "clips": {clip.english: clip.id for clip in spoken.values()},
        "kept": clip_ids(g.device.site_id),
    }
    response = jsonify(told)
    response.headers["Cache-Control"] = "no-cache"
    return response
