"""Certificates at the desk: the register, a run's certificates on one sheet, issuing, renaming, revoking."""

from __future__ import annotations

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.audit import saw
from core.bounds import whole
from core.clock import now, today
from core.db import transaction
from core.errors import N_, NotFound, RuleBroken
from core.guards import current_actor, policy
from core.spreadsheets import CSV_TYPE, XLSX_TYPE, Cell, Sheet, write_csv, write_xlsx
from training.drawing.certificates import PrintedPaper, draw_certificates
from training.forms.certificates import KIND_WORDS, IssueForm, RenameForm, RevokeForm
from training.papers import in_groups
from training.queries.certificates import (
    PAGE,
    PaperLine,
    RegisterFilter,
    certificate_by_serial,
    certificates_of,
    earners_of,
    register_of,
    run_facts,
    runs_with_completed,
    valid_papers_of_run,
)
from training.routes import blueprint
from training.routes.paper_words import day_words, state_short, unit_words
from training.services.certificates import (
    issue_certificate,
    issue_for_run,
    replace_certificate,
    revoke_certificate,
)
from training.words import CERTIFICATE_KINDS, CERTIFICATE_STATES

MOST_EXPORTED = 20_000


def public_host() -> str:
    """The host on our papers, from the settings alone. Raises RuleBroken where there is none."""
    host: str = current_app.config["ECO_SETTINGS"].public_host
    if not host:
        raise RuleBroken(
            "host",
            N_("Certificates cannot be printed yet: EcoWorks does not know its own address."),
            N_("Ask an administrator to set ECO_PUBLIC_URL."),
        )
    return host


def print_papers(papers: list[PaperLine], name: str) -> Response:
    """The papers as one PDF, in English as they were issued."""
    if not papers:
        raise NotFound(N_("There is no valid certificate to print."), N_("Issue them first."))
    printed = [PrintedPaper(line.snapshot, line.code) for line in papers]
    with force_locale("en"):
        body = draw_certificates(printed, host=public_host(), translate=_, day_words=day_words)
    return Response(
        body,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"},
    )


def _wanted() -> RegisterFilter:
    asked = request.args
    before = asked.get("before", "")
    return RegisterFilter(
        state=asked.get("state", "") if asked.get("state") in CERTIFICATE_STATES else "",
        kind=asked.get("kind", "") if asked.get("kind") in CERTIFICATE_KINDS else "",
        run=asked.get("run", "")[:40],
        year=asked.get("year", "")[:4],
        before=whole(before, 11) or 0,
    )


@blueprint.get("/certificates")
@policy("right:issue_certificates")
def list_certificates() -> str:
    """The register of the site, and the runs that still wait for their certificates."""
    actor, wanted = current_actor(), _wanted()
    with transaction():
        saw(actor.person_id or 0, "certificates", "training.list_certificates", now())
    lines = register_of(actor.site_id, wanted)
    return render_template(
        "training/list_certificates.html",
        lines=lines,
        wanted=wanted,
        runs=runs_with_completed(actor.site_id),
        older=lines[-1].id if len(lines) == PAGE else 0,
        kinds=KIND_WORDS,
        states={state: state_short(state) for state in CERTIFICATE_STATES},
        years=range(today().year, today().year - 4, -1),
    )


@blueprint.get("/certificates.<kind>")
@policy("right:export_training")
def export_certificates(kind: str) -> Response:
    """The register as it is filtered, as CSV or XLSX."""
    if kind not in ("csv", "xlsx"):
        abort(404)
    found = register_of(current_actor().site_id, _wanted(), size=MOST_EXPORTED)
    rows: list[list[Cell]] = [
        [
            line.serial,
            state_short(line.state),
            str(KIND_WORDS[line.kind]),
            line.name,
            line.person_number,
            line.title,
            line.run_number,
            line.issued_on,
            line.replaces,
            line.replaced_by,
            line.reason,
        ]
        for line in found
    ]
    heads = _heads()
    if kind == "csv":
        body, media = write_csv([heads, *rows]), CSV_TYPE
    else:
        body, media = write_xlsx([Sheet(_("Certificates"), heads, rows)]), XLSX_TYPE
    name = f"certificates-{today().isoformat()}.{kind}"
    return Response(
        body, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _heads() -> list[str]:
    return [
        _("Serial"),
        _("State"),
        _("Kind"),
        _("Name"),
        _("Number"),
        _("Course"),
        _("Run"),
        _("Issued"),
        _("Replaces"),
        _("Replaced by"),
        _("Reason"),
    ]


@blueprint.route("/runs/<number>/certificates", methods=["GET", "POST"])
@policy("right:issue_certificates")
def issue_certificates(number: str) -> Answer | str | tuple[str, int]:
    """The learners of a run with their certificates; issue one, or all that are missing."""
    form = IssueForm()
    if not form.is_submitted():
        form.kind.data = request.args.get("kind") if request.args.get("kind") in KIND_WORDS else "completion"
        return _run_page(number, form)
    if form.validate():
        try:
            flash(_issued(number, form), "good")
            return redirect(url_for("training.issue_certificates", number=number, kind=form.kind.data), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    form.kind.data = form.kind.data if form.kind.data in KIND_WORDS else "completion"
    return _run_page(number, form), 422


def _issued(number: str, form: IssueForm) -> str:
    with transaction():
        if form.person.data:
            made = issue_certificate(
                by=current_actor(),
                run_number=number,
                person_number=form.person.data,
                kind=form.kind.data,
                at=now(),
                token=form.stale_token,
            )
            return str(_("Certificate %(serial)s is issued.", serial=made.serial))
        done = issue_for_run(
            by=current_actor(), run_number=number, kind=form.kind.data, at=now(), token=form.stale_token
        )
    if not done.serials:
        return str(_("Everybody who completed the run has theirs already."))
    return str(
        ngettext("%(num)s certificate is issued.", "%(num)s certificates are issued.", len(done.serials))
    )


def _run_page(number: str, form: IssueForm) -> str:
    actor = current_actor()
    facts = run_facts(number, actor.site_id)
    if facts is None:
        raise NotFound()
    with transaction():
        saw(actor.person_id or 0, f"run:{number}", "training.issue_certificates", now())
    return render_template(
        "training/issue_certificates.html",
        run=facts,
        form=form,
        earners=earners_of(facts.run_id, form.kind.data),
        kinds=KIND_WORDS,
    )


@blueprint.get("/runs/<number>/certificates.pdf")
@policy("right:issue_certificates")
def print_run_certificates(number: str) -> Response:
    """All valid certificates of a run in one file, a page each."""
    facts = run_facts(number, current_actor().site_id)
    if facts is None:
        raise NotFound()
    kind = request.args.get("kind", "completion")
    return print_papers(valid_papers_of_run(facts.run_id, kind), f"certificates-{facts.number}")


def _line(serial: str) -> PaperLine:
    found = certificate_by_serial(serial, current_actor().site_id)
    if found is None:
        raise NotFound()
    return found


@blueprint.get("/certificates/<serial>")
@policy("right:issue_certificates")
def show_certificate(serial: str) -> str:
    """One certificate: what it says, what became of it, and what may be done."""
    return _page(_line(serial), RenameForm(formdata=None), RevokeForm(formdata=None))


def _page(line: PaperLine, rename: RenameForm, revoke: RevokeForm) -> str:
    actor = current_actor()
    with transaction():
        saw(actor.person_id or 0, f"certificate:{line.serial}", "training.show_certificate", now())
    if not rename.is_submitted():
        rename.name.data = line.name
    return render_template(
        "training/show_certificate.html",
        line=line,
        code=in_groups(line.code),
        kind=KIND_WORDS[line.kind],
        state=state_short(line.state),
        units=[unit_words(unit) for unit in line.snapshot["units"]],
        rename=rename,
        revoke=revoke,
    )


@blueprint.get("/certificates/<serial>.pdf")
@policy("right:issue_certificates")
def print_certificate(serial: str) -> Response:
    """The paper, drawn from its frozen text."""
    line = _line(serial)
    if line.state != "valid":
        raise RuleBroken("", N_("This certificate is not valid any more."), N_("Print the one in its place."))
    return print_papers([line], line.serial)


@blueprint.post("/certificates/<serial>/replacement")
@policy("right:issue_certificates")
def rename_certificate(serial: str) -> Answer | tuple[str, int]:
    """The same certificate under another name; the old paper then says that it was replaced."""
    form = RenameForm()
    if form.validate():
        try:
            with transaction():
                made = replace_certificate(
                    by=current_actor(),
                    serial=serial,
                    name=form.name.data,
                    reason=form.reason.data or "",
                    at=now(),
                    token=form.stale_token,
                ).serial
            flash(_("Certificate %(serial)s takes its place.", serial=made), "good")
            return redirect(url_for("training.show_certificate", serial=made), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return _page(_line(serial), form, RevokeForm(formdata=None)), 422


@blueprint.post("/certificates/<serial>/revocation")
@policy("right:revoke_certificates")
def revoke_one_certificate(serial: str) -> Answer | tuple[str, int]:
    """The certificate counts no more; the public check says so at once."""
    form = RevokeForm()
    if form.validate():
        try:
            with transaction():
                revoke_certificate(by=current_actor(), serial=serial, reason=form.reason.data, at=now())
            flash(_("The certificate is revoked. Its public page says so."), "good")
            return redirect(url_for("training.show_certificate", serial=serial), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return _page(_line(serial), RenameForm(formdata=None), form), 422


@blueprint.get("/mine/certificates/<serial>.pdf")
@policy("signed_in")
def print_my_certificate(serial: str) -> Response:
    """A learner's own certificate."""
    mine = [line for line in certificates_of(current_actor().person_id or 0) if line.serial == serial.upper()]
    if not mine:
        raise NotFound()
    return print_papers(mine, mine[0].serial)
