"""The doors of a piece's public page: a short message from a stranger, without account, cookie wall or script."""

from __future__ import annotations

from contextlib import nullcontext

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import N_, NotFound, RuleBroken
from core.guards import policy
from core.ids import new_client_id, read_client_id
from core.people import LANGUAGES
from core.throttle import MESSAGE_ABOUT_PIECE, MESSAGE_AT_ALL, MESSAGE_FROM_ADDRESS, TooManyTries, reserve
from inventory.door_stamps import LONGEST_SECONDS, QUICKEST_SECONDS, seconds_open, stamp_of
from inventory.forms.messages import DoorForm, WrongForm
from inventory.models.messages import DOORS
from inventory.queries.story import Story, story_of
from inventory.routes import blueprint
from inventory.services.messages import leave_message

TOLD_DOORS = ("wrong", "back", "like", "join")
UNTOLD_DOORS = ("found", "join")


@blueprint.route("/P/<code>/<door>", methods=["GET", "POST"])
@policy("public")
def write_at_door(code: str, door: str) -> Response:
    """The form of one door; `?sent=1` says thank you."""
    story = story_of(code)
    if story is None or door not in (TOLD_DOORS if story.is_told else UNTOLD_DOORS) or door not in DOORS:
        raise NotFound(N_("This is not one of our labels."), N_("Check the letters, or scan it again."))
    asked = request.values.get("language", "")
    with force_locale(asked) if asked in LANGUAGES else nullcontext():
        if request.method == "POST":
            return _taken(story, door, asked)
        page = "door_thanks" if request.args.get("sent") == "1" else "write_at_door"
        return _shown(page, story, door, _fresh(door) if page == "write_at_door" else None)


def _taken(story: Story, door: str, asked: str) -> Response:
    """Keep the message, or show the form again with what is wrong; the trap's catch is thanked and thrown away."""
    form = WrongForm() if door == "wrong" else DoorForm()
    form.token.data = read_client_id(form.token.data) or new_client_id()
    sent = redirect(
        url_for("inventory.write_at_door", code=story.code, door=door, sent="1", language=asked or None), 303
    )
    if form.website.data:
        return sent
    if not form.validate():
        return _shown("write_at_door", story, door, form, 422)
    try:
        _check_time(form)
        _hold_back(story)
        with transaction():
            leave_message(
                code=story.code,
                door=door,
                trouble=form.trouble.data or "" if isinstance(form, WrongForm) else "",
                words=form.words.data or "",
                reach=form.reach.data or "",
                language=str(get_locale()),
                at=now(),
                token=form.stale_token,
            )
    except RuleBroken as problem:
        form.refuse(problem)
        return _shown("write_at_door", story, door, form, 422)
    return sent


def _check_time(form: DoorForm) -> None:
    seconds = seconds_open(_key(), form.stale_token, str(form.opened.data or ""), now())
    if seconds is None or not 0 <= seconds <= LONGEST_SECONDS:
        form.token.data = new_client_id()
        form.opened.data = stamp_of(_key(), form.token.data, now())
        raise RuleBroken("words", N_("The page had gone stale."), N_("Press the button once more."))
    if seconds < QUICKEST_SECONDS:
        raise RuleBroken("words", N_("That was very quick."), N_("Look at it once more and press again."))


def _hold_back(story: Story) -> None:
    """Count the try against what one address, one piece and the whole world may send."""
    address = request.remote_addr or "unknown"
    limits = [(MESSAGE_FROM_ADDRESS, address), (MESSAGE_ABOUT_PIECE, story.code), (MESSAGE_AT_ALL, "")]
    try:
        reserve(limits, at=now())
    except TooManyTries as full:
        raise RuleBroken(
            "words",
            N_("Many messages came just now, so this one is not kept."),
            N_("Try again in %(minutes)s minutes, or call us."),
            minutes=full.params["minutes"],
        ) from None


def _fresh(door: str) -> DoorForm:
    form = WrongForm(formdata=None) if door == "wrong" else DoorForm(formdata=None)
    form.opened.data = stamp_of(_key(), form.stale_token, now())
    return form


def _shown(page: str, story: Story, door: str, form: DoorForm | None, status: int = 200) -> Response:
    answer = make_response(
        render_template(f"inventory/{page}.html", story=story, door=door, form=form, doors=door_words()),
        status,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def door_words() -> dict[str, str]:
    """What each door is called."""
    return {
        "wrong": _("Something is wrong"),
        "back": _("Bring it back"),
        "like": _("I’d like one"),
        "join": _("Join us"),
        "found": _("I found it"),
    }


def _key() -> bytes:
    return str(current_app.config["SECRET_KEY"]).encode()
