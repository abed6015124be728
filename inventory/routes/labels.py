"""Labels: batches printed ahead, their sheets as PDF, what became of them, printers and the ruler page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from core.clock import now
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.guards import current_actor, policy
from core.ids import read_code
from core.listings import kept_address, list_page, sent_table
from core.searching import holds, read_start, read_words
from core.sorting import in_order, read_order
from inventory.forms.labels import (
    MakeLabelBatchForm,
    SetPrinterForm,
    VoidLabelsForm,
    stationery_options,
    stationery_words,
)
from inventory.queries.labels import (
    BatchLine,
    batch_by_id,
    batch_id_of_label,
    batches_at,
    labels_of,
    next_start,
    offset_mm,
    practice_site_id,
    printers_at,
)
from inventory.routes import blueprint
from inventory.services.labels import make_batch, set_printer_offset, void_labels
from inventory.stationery import fits, load_stationery, stationery_by_name

PDF = "application/pdf"
BATCHES_A_PAGE = 50
MOST_BATCHES = 10_000
_address = kept_address("inventory.list_label_batches", ("q", "sort"))
BATCH_SORTS: dict[str, Callable[[BatchLine], Any]] = {
    "batch": lambda line: line.number,
    "labels": lambda line: (line.stationery, line.printer),
    "count": lambda line: line.count,
    "on": lambda line: line.states["claimed"] + line.states["replaced"],
    "blank": lambda line: line.states["printed"],
    "void": lambda line: line.states["void"],
    "missing": lambda line: line.states["missing"],
    "made": lambda line: line.made_at,
}


def public_host() -> str:
    """The host on our labels, from the settings alone."""
    host: str = current_app.config["ECO_SETTINGS"].public_host
    return host


def pdf(body: bytes, name: str) -> Response:
    """A PDF to look at or to print."""
    return Response(body, content_type=PDF, headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})


def _wanted() -> tuple[list[BatchLine], str]:
    """The batches that fit what the address asks for (a label's code finds its batch), in its order, and that order."""
    words, sort = read_words(request.args), read_order(request.args.get("sort", ""), BATCH_SORTS, "-made")
    of_label = batch_id_of_label(read_code(words) or "")
    fitting = [
        line
        for line in batches_at(current_actor().site_id, size=MOST_BATCHES)
        if line.id == of_label
        or holds(words, (str(line.number), line.site, line.stationery, line.printer, line.by))
    ]
    return in_order(fitting, sort, BATCH_SORTS), sort


@blueprint.get("/labels")
@policy("right:print_labels")
def list_label_batches() -> str:
    """The batches of the site, the newest first, with what became of their labels."""
    refused = fits(next(iter(load_stationery().values())), public_host()) if not public_host() else None
    batches, sort = _wanted()
    return render_template(
        "inventory/list_label_batches.html",
        page=list_page(batches, read_start(request.args), BATCHES_A_PAGE, _address),
        total=len(batches),
        words=read_words(request.args),
        sort=sort,
        address=_address,
        refused=refused,
    )


@blueprint.get("/labels.<kind>")
@policy("right:print_labels")
def export_label_batches(kind: str) -> Response:
    """The batches as filtered and sorted, with what became of their labels."""
    heads = [
        _("Batch"), _("Site"), _("Labels"), _("Printer"), _("Printed"), _("On pieces"), _("Blank"), _("Void"),
        _("Missing"), _("Made"), _("By"),
    ]  # fmt: skip
    rows = [
        (line.number, line.site, line.stationery, line.printer, line.count,
         line.states["claimed"] + line.states["replaced"], line.states["printed"], line.states["void"],
         line.states["missing"], line.made_at, line.by)
        for line in _wanted()[0]
    ]  # fmt: skip
    return sent_table(kind, "labels", _("Batches"), heads, rows)


@blueprint.get("/labels/batches/<int:batch_id>/labels.<kind>")
@policy("right:print_labels")
def export_batch_labels(batch_id: int, kind: str) -> Response:
    """Each label of a batch with its state and its piece: the sheet to reconcile with."""
    batch = _batch(batch_id)
    states = {
        "printed": _("blank"), "claimed": _("on the piece"), "replaced": _("replaced"), "void": _("void"),
        "missing": _("missing"),
    }  # fmt: skip
    rows = [(line.position, line.code, states[line.state], line.piece) for line in labels_of(batch.id)]
    name = f"labels-{batch.number}"
    return sent_table(kind, name, _("Labels"), [_("Position"), _("Code"), _("State"), _("Piece")], rows)


@blueprint.route("/labels/new", methods=["GET", "POST"])
@policy("right:print_labels")
def make_label_batch() -> str | Answer | tuple[str, int]:
    """Choose the stationery, press the first free label on its picture, say how many."""
    actor = current_actor()
    chosen = request.values.get("stationery", "")
    form = MakeLabelBatchForm()
    if chosen not in load_stationery():
        return render_template("inventory/make_label_batch.html", form=form, sheet=None, **_offers())
    sheet = stationery_by_name(chosen)
    form.offer(sheet)
    if request.method != "POST":
        form.start.data = min(next_start(actor.site_id, "", sheet.name), sheet.per_page)
        form.count.data = sheet.per_page - form.start.data + 1
        return render_template("inventory/make_label_batch.html", form=form, sheet=sheet, **_offers())
    if form.validate():
        try:
            return _made(form)
        except RuleBroken as problem:
            form.refuse(problem)
    return render_template("inventory/make_label_batch.html", form=form, sheet=sheet, **_offers()), 422


def _offers() -> dict[str, object]:
    """What the page of a new batch chooses from."""
    sheets = load_stationery()
    known = [(name, stationery_words(sheets[name])) for name, _words in stationery_options(public_host())]
    return {"stationery": known, "sheets": sheets, "has_practice": practice_site_id() is not None}


def _made(form: MakeLabelBatchForm) -> Answer:
    actor = current_actor()
    practice = practice_site_id() if form.is_practice.data else None
    with transaction():
        batch = make_batch(
            by=actor,
            stationery_name=form.stationery.data or "",
            count=form.count.data,
            start=form.start.data,
            host=public_host(),
            at=now(),
            token=form.stale_token,
            printer=" ".join((form.printer.data or "").split()),
            site_id=practice,
        )
        batch_id = batch.id
    flash(_("The labels are ready to print."), "good")
    return redirect(url_for("inventory.show_label_batch", batch_id=batch_id), 303)


def _batch(batch_id: int) -> BatchLine:
    found = batch_by_id(batch_id, current_actor().site_id)
    if found is None:
        raise NotFound()
    return found


@blueprint.get("/labels/batches/<int:batch_id>")
@policy("right:print_labels")
def show_label_batch(batch_id: int) -> str:
    """A batch: its sheet, each label's state, and what to do about the rest."""
    return batch_page(_batch(batch_id), VoidLabelsForm(formdata=None))


def batch_page(batch: BatchLine, form: VoidLabelsForm) -> str:
    """The page of a batch, with its form as it was sent."""
    sheet = load_stationery().get(batch.stationery)
    return render_template(
        "inventory/show_label_batch.html", batch=batch, labels=labels_of(batch.id), sheet=sheet, form=form
    )


@blueprint.get("/labels/batches/<int:batch_id>.pdf")
@policy("right:print_labels")
def print_label_batch(batch_id: int) -> Response:
    """The sheets of a batch as PDF; void labels are left out of nothing: the sheet stays as it was made."""
    from inventory.drawing.label_sheets import LabelFace, draw_label_sheets

    batch = _batch(batch_id)
    shift = offset_mm(batch.site_id, batch.printer, batch.stationery)
    body = draw_label_sheets(
        [LabelFace(label.code, batch.site) for label in labels_of(batch.id)],
        stationery=stationery_by_name(batch.stationery),
        host=public_host(),
        start_position=batch.start,
        offset_mm=shift,
        batch_number=batch.number,
        title=_("Labels, batch %(number)s", number=batch.number),
        translate=_,
        has_outlines=request.args.get("outlines") == "1",
    )
    return pdf(body, f"labels-{batch.number}")


@blueprint.post("/labels/batches/<int:batch_id>/voids")
@policy("right:print_labels")
def void_batch_labels(batch_id: int) -> Answer | tuple[str, int]:
    """Make spoilt or missing labels void; they can never be used again."""
    batch = _batch(batch_id)
    actor = replace(current_actor(), site_id=batch.site_id) if batch.is_practice else current_actor()
    form = VoidLabelsForm()
    try:
        with transaction():
            count = void_labels(
                by=actor,
                batch_number=batch.number,
                codes=list(form.codes.data or [])[:2_000],
                at=now(),
                is_missing=form.reason.data == "missing",
            )
    except RuleBroken as problem:
        form.refuse(problem)
        return batch_page(batch, form), 422
    flash(ngettext("%(num)s label is void.", "%(num)s labels are void.", count), "good")
    return redirect(url_for("inventory.show_label_batch", batch_id=batch_id), 303)


@blueprint.route("/labels/printers", methods=["GET", "POST"])
@policy("right:print_labels")
def set_printer() -> str | Answer | tuple[str, int]:
    """How far each printer prints beside the mark: print the ruler page, measure, write it down."""
    actor = current_actor()
    form = SetPrinterForm()
    form.stationery.choices = [(sheet.name, stationery_words(sheet)) for sheet in load_stationery().values()]
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with transaction():
                    set_printer_offset(
                        by=actor,
                        printer=" ".join(form.printer.data.split()),
                        stationery_name=form.stationery.data,
                        x_tenths=round(form.x.data * 10),
                        y_tenths=round(form.y.data * 10),
                        at=now(),
                    )
            except RuleBroken as problem:
                form.refuse(problem)
            else:
                flash(_("The printer's offset is kept."), "good")
                return redirect(url_for("inventory.set_printer"), 303)
    page = render_template("inventory/set_printer.html", form=form, printers=printers_at(actor.site_id))
    return (page, status) if status != 200 else page


@blueprint.get("/labels/ruler.pdf")
@policy("right:print_labels")
def print_ruler_page() -> Response:
    """The ruler page of a stationery, moved as the printer is set (`?stationery=&printer=`)."""
    from inventory.drawing.ruler_page import draw_ruler_page

    sheet = stationery_by_name(request.args.get("stationery", ""))
    shift = offset_mm(current_actor().site_id, request.args.get("printer", ""), sheet.name)
    return pdf(draw_ruler_page(sheet, shift, translate=_), f"ruler-{sheet.name}")
