"""The public check of certificates and skills records: by the address in their QR code, or typed in."""

from __future__ import annotations

from flask import current_app, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from core.clock import now
from core.guards import policy
from core.ids import read_certificate_code
from training.forms.certificates import CheckForm
from training.papers import in_groups
from training.routes import blueprint
from training.routes.paper_words import told_paper
from training.services.verification import CheckedPaper, check_paper
from training.signing import public_key


def secrets() -> list[str]:
    """The secret key of today and the earlier ones that are still accepted."""
    settings = current_app.config["ECO_SETTINGS"]
    old = [key.strip() for key in settings.old_secret_keys.split(",") if key.strip()]
    return [settings.secret_key, *old]


def _checked(code: str, letters: str = "") -> CheckedPaper | None:
    return check_paper(
        code=code, letters=letters, address=request.remote_addr or "unknown", secrets=secrets(), at=now()
    )


def _answer(paper: CheckedPaper | None, form: CheckForm, status: int = 200, asked: bool = True) -> Response:
    shown = render_template(
        "training/verify_paper.html",
        paper=paper,
        told=told_paper(paper) if paper else None,
        form=form,
        asked=asked,
        code=in_groups(paper.code) if paper else "",
    )
    answer = make_response(shown, status)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@blueprint.get("/V/<code>")
@policy("public")
def show_paper(code: str) -> Response:
    """Where the QR code of a paper leads: what was issued, with the name masked."""
    paper = _checked(code)
    form = CheckForm(formdata=None, code=in_groups(read_certificate_code(code) or "") or code[:40])
    return _answer(paper, form, 200 if paper else 404)


@blueprint.get("/v/<code>")
@policy("public")
def show_paper_too(code: str) -> Response:
    """The same address in small letters."""
    return show_paper(code)


@blueprint.route("/certificates/verify", methods=["GET", "POST"])
@policy("public")
def verify_paper() -> Response:
    """Type the code; with the last two letters of the name the whole name is shown. Letters never reach an address."""
    form = CheckForm()
    if request.method != "POST":
        return _answer(None, form, asked=False)
    if not form.validate():
        return _answer(None, form, 422, asked=False)
    paper = _checked(form.code.data, form.letters.data or "")
    return _answer(paper, form, 200 if paper else 404)


@blueprint.get("/certificates/key.json")
@policy("public")
def show_record_key() -> Response:
    """The public key with which anybody checks a skills record without asking us."""
    answer = make_response(
        {
            "algorithm": "Ed25519",
            "keys": [public_key(secret) for secret in secrets()],
            "check": url_for("training.verify_paper"),
        }
    )
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer
