"""Keys of the open API at the desk: the list, a new one shown once, an end; and what the API answers, to be read."""

from __future__ import annotations

from flask import current_app, flash, jsonify, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from factory.open_data.declared import SCOPES
from factory.open_data.forms import NewKeyForm
from factory.open_data.keys import A_MINUTE, keys_at
from factory.open_data.openapi import REFUSALS, document, endpoints_of
from factory.open_data.routes import blueprint
from factory.open_data.services import end_key, make_key


@blueprint.get("/api/v1/openapi.json")
@policy("public")
def show_openapi() -> Response:
    """The OpenAPI document."""
    answer = jsonify(document(current_app, _public_address()))
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer


@blueprint.get("/api")
@policy("public")
def show_api() -> str:
    """What the API answers, in plain words."""
    return render_template(
        "open_data/show_api.html",
        endpoints=endpoints_of(current_app),
        scopes=SCOPES,
        refusals=REFUSALS,
        most=A_MINUTE,
        server=_public_address(),
    )


@blueprint.get("/sharing/keys")
@policy("right:edit_keys")
def list_keys() -> str:
    """The keys of this site."""
    return _page(NewKeyForm(formdata=None))


@blueprint.post("/sharing/keys")
@policy("right:edit_keys")
def add_key() -> str | tuple[str, int]:
    """A new key, shown this once."""
    form = _choices(NewKeyForm())
    if not form.validate():
        return _page(form), 422
    try:
        with transaction():
            secret = make_key(
                name=form.name.data or "",
                scopes=form.scopes.data or [],
                by=current_actor(),
                at=now(),
                token=form.stale_token,
            )
    except RuleBroken as problem:
        form.refuse(problem)
        return _page(form), 422
    return _page(NewKeyForm(formdata=None), secret)


@blueprint.post("/sharing/keys/<int:open_key_id>/end")
@policy("right:edit_keys")
def end_open_key(open_key_id: int) -> Response:
    """The key opens nothing any more."""
    with transaction():
        end_key(key_id=open_key_id, by=current_actor(), at=now())
    flash(gettext("The key is ended."), "good")
    return redirect(url_for("open_data.list_keys"), 303)


def _choices(form: NewKeyForm) -> NewKeyForm:
    form.scopes.choices = [(scope, gettext(name)) for scope, name in SCOPES.items()]
    return form


def _page(form: NewKeyForm, secret: str = "") -> str:
    return render_template(
        "open_data/list_keys.html",
        form=_choices(form),
        keys=keys_at(current_actor().site_id),
        scopes=SCOPES,
        secret=secret,
    )


def _public_address() -> str:
    address: str = current_app.config["ECO_SETTINGS"].public_url.rstrip("/")
    return address
