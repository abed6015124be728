"""Bring what you have: the way through an opening, each template, and what was brought so far."""

from __future__ import annotations

from flask import Response, abort, render_template
from flask_babel import gettext as _

from core.guards import current_actor, policy
from core.listings import sent_file
from core.spreadsheets import CSV_TYPE, XLSX_TYPE, Cell, Sheet, write_csv, write_xlsx
from factory.bringing.columns import FIELDS
from factory.bringing.forms import KIND_WORDS
from factory.bringing.queries import brought_at
from factory.bringing.repair_rows import KINDS_OF_THINGS
from factory.bringing.routes import blueprint

EXAMPLES: dict[str, list[Cell]] = {
    "organisations": ["Foleshill Community Centre", "community", "Coventry"],
    "makeovers": [
        "M-2024-07", "home", "Two bedrooms", "Coventry", "Foleshill", "CV-2041", "", "",
        "2024-02-05", "2024-03-04", "2024-03-08", "2024-03-11",
    ],
    "visits": ["", "V-12", "Amal", "Arabic", "volunteer", "2024-03-04", "10:00", "15:30", "", "bench"],
    "repairs": ["", "Kettle", "", "", "Swan", 2015, "Fixed", "", "2024-03-04", "No light", 20],
}  # fmt: skip


@blueprint.get("/bring")
@policy("right:bring_records")
def show_bringing() -> str:
    """The way through an opening, and every import of the site with undo."""
    return render_template(
        "bringing/show_bringing.html", brought=brought_at(current_actor().site_id), kind_words=KIND_WORDS
    )


@blueprint.get("/bring/templates/<any(organisations,makeovers,visits,repairs):brought_kind>.<ending>")
@policy("right:bring_records")
def show_works_template(brought_kind: str, ending: str) -> Response:
    """An empty sheet with our columns and one line as an example."""
    kind = brought_kind
    heads = list(FIELDS[kind])
    if ending == "csv":
        return sent_file(write_csv([heads, EXAMPLES[kind]]), CSV_TYPE, f"{kind}-template.csv")
    if ending == "xlsx":
        words = Sheet(_("What the columns mean"), [_("Column"), _("Meaning")],
                      [[name, _(label)] for name, label in FIELDS[kind].items()])  # fmt: skip
        sheet = Sheet(str(KIND_WORDS[kind])[:31], heads, [EXAMPLES[kind]])
        lists = [Sheet(_("Kind of thing"), [_("Kind of thing")], [[name] for name in KINDS_OF_THINGS])]
        return sent_file(
            write_xlsx([sheet, words, *(lists if kind == "repairs" else [])]),
            XLSX_TYPE,
            f"{kind}-template.xlsx",
        )
    abort(404)
