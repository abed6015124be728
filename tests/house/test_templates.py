"""What people see: every template parses, holds no inline script or style, and marks each visible word."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest

from tests.house.sources import Source, call_name, files, our_modules, sample

pytestmark = pytest.mark.static

SEEN_ATTRIBUTES = frozenset({"alt", "title", "placeholder", "aria-label", "aria-description", "data-label"})
NO_WORDS = frozenset(
    {
        "EcoWorks",
        "EcoWorks.",
        "CSV",
        "XLSX",
        "PDF",
        "JSON",
        "API",
        "PIN",
        "QR",
        "kg",
        "kg.",
        "CO₂e",
        "CO2e",
        "HTTPS",
        "A4",
    }
    | {"ok", "SQL", "SHA", "UTC", "ID", "URL", "XML", "iCal", "mm"}
)
"""Names and units that are the same in every language."""
WORD = re.compile(r"[^\W\d_]{2,}")
MARKED = re.compile(r"\{%-?\s*trans\b.*?%\}.*?\{%-?\s*endtrans\s*-?%\}", re.S)
COMMENT = re.compile(r"\{#.*?#\}", re.S)
VERBATIM = re.compile(r"\{%-?\s*(raw|verbatim)\s*-?%\}.*?\{%-?\s*end\1\s*-?%\}", re.S)
NO_TEXT = re.compile(
    r"\{%-?\s*(block|macro)\s+\w+_(class|name|icon|url|stage|data)\b.*?\{%-?\s*end\1\b.*?%\}", re.S
)
"""Blocks and macros that give a class, a symbol's name, an address, a stage or data, by their own names."""
EXPRESSION = re.compile(r"\{\{.*?\}\}", re.S)
STATEMENT = re.compile(r"\{%.*?%\}", re.S)
PLACE = "\ue000"
JOINED = re.compile(rf"{PLACE}(-\w+)+")
"""An expression with a hyphen after it makes an id, not a word."""
ENTITY = re.compile(r"&\w+;")


def parse_faults(source: Source) -> Iterator[str]:
    """What Jinja says about a template."""
    try:
        jinja2.Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]).parse(
            source.text
        )
    except jinja2.TemplateSyntaxError as problem:
        yield f"{source.path}:{problem.lineno} {problem.message}"


class _Reader(HTMLParser):
    """Notes inline code and unmarked words; Jinja's parts have been taken out before."""

    def __init__(self, path: str) -> None:
        super().__init__(convert_charrefs=False)
        self.path = path
        self.inline: list[str] = []
        self.unmarked: list[str] = []
        self.silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        here = f"{self.path}:{self.getpos()[0]}"
        if tag == "style" or (
            tag == "script" and "src" not in values and values.get("type") != "application/json"
        ):
            self.inline.append(f"{here} <{tag}>")
        if tag in ("script", "style"):
            self.silent = tag
        for name, value in values.items():
            if name == "style" or re.fullmatch(r"on[a-z]+", name):
                self.inline.append(f"{here} <{tag} {name}=…>")
            if name in ("href", "action", "src") and value.strip().lower().startswith("javascript:"):
                self.inline.append(f"{here} <{tag} {name}=javascript:…>")
            is_button = tag == "input" and values.get("type") in ("submit", "button") and name == "value"
            if (name in SEEN_ATTRIBUTES or is_button) and words_of(value):
                self.unmarked.append(f"{here} {name}={value!r}")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.silent:
            self.silent = ""

    def handle_data(self, data: str) -> None:
        if not self.silent and words_of(data):
            self.unmarked.append(f"{self.path}:{self.getpos()[0]} {' '.join(data.split())!r}")


def words_of(text: str) -> list[str]:
    """The words of a text that want a translation."""
    return [word for word in WORD.findall(JOINED.sub(" ", ENTITY.sub(" ", text))) if word not in NO_WORDS]


def _keep_lines(found: re.Match[str]) -> str:
    return "\n" * found.group().count("\n")


def read_template(source: Source) -> _Reader:
    """The template without Jinja's parts, read as HTML."""
    text = source.text
    for part in (COMMENT, VERBATIM, MARKED, NO_TEXT):
        text = part.sub(_keep_lines, text)
    text = EXPRESSION.sub(lambda found: PLACE + _keep_lines(found), text)
    text = STATEMENT.sub(_keep_lines, text)
    reader = _Reader(source.path)
    reader.feed(text)
    reader.close()
    return reader


def templates() -> list[Source]:
    """Every HTML template."""
    return files(".html", under=["templates"])


@pytest.mark.parametrize("source", templates(), ids=lambda source: source.path)
def test_the_template_parses_and_holds_no_inline_code(source: Source) -> None:
    assert [*parse_faults(source), *read_template(source).inline] == []


@pytest.mark.parametrize("source", templates(), ids=lambda source: source.path)
def test_every_visible_word_is_marked_for_translation(source: Source) -> None:
    assert read_template(source).unmarked == []


def rendered(source: Source) -> Iterator[tuple[str, int]]:
    """The templates that a module names, with the line."""
    for node in source.nodes:
        if (
            isinstance(node, ast.Call)
            and call_name(node).rpartition(".")[2] == "render_template"
            and node.args
        ):
            named = node.args[0]
            if isinstance(named, ast.Constant) and isinstance(named.value, str):
                yield named.value, node.lineno


def test_every_template_that_a_view_names_is_there() -> None:
    there = {source.path.removeprefix("templates/") for source in templates()}
    missing = [
        f"{source.path}:{line} renders {name}"
        for source in our_modules()
        for name, line in rendered(source)
        if name not in there
    ]
    assert missing == []


def test_a_template_that_is_not_there_is_seen() -> None:
    found = list(
        rendered(sample("inventory/routes.py", 'def show():\n    return render_template("no/such.html")'))
    )
    assert found == [("no/such.html", 2)]


@pytest.mark.parametrize(
    "text",
    [
        "<script>go()</script>",
        "<style>p { color: red }</style>",
        '<p style="color: red">',
        '<button onclick="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_inline_code_is_seen(text: str) -> None:
    assert read_template(sample("templates/x.html", text)).inline


@pytest.mark.parametrize(
    "text", ["{% if x %}", "{{ x | }}", "{% block a %}{% endblock b %}", "{% for x in %}{% endfor %}"]
)
def test_a_broken_template_is_seen(text: str) -> None:
    assert list(parse_faults(sample("templates/x.html", text)))


@pytest.mark.parametrize(
    "text",
    [
        "<h1>Start work</h1>",
        "<p>{{ count }} pieces</p>",
        '<img alt="A chair">',
        '<button aria-label="Undo">{{ icon("undo") }}</button>',
        '<input type="submit" value="Save">',
        "{% if x %}Moved{% endif %}",
    ],
)
def test_an_unmarked_word_is_seen(text: str) -> None:
    assert read_template(sample("templates/x.html", text)).unmarked


@pytest.mark.parametrize(
    "text",
    [
        '<h1>{{ _("Start work") }}</h1>',
        "{% trans count=n %}{{ count }} pieces{% endtrans %}",
        '<img alt="{{ _("A chair") }}">',
        "<p>{{ weight }} kg</p>",
        "{# a note to ourselves #}",
        '<script type="application/json">{"word": 1}</script>',
        '<script type="module" src="{{ url }}"></script>',
    ],
)
def test_marked_words_and_units_are_free(text: str) -> None:
    reader = read_template(sample("templates/x.html", text))
    assert reader.unmarked == [] and reader.inline == []


# --- words that Python shows ---

SAYS = {
    "RuleBroken": (1, 2),
    "NotAllowed": (0, 1),
    "Conflict": (0, 1),
    "NotFound": (0, 1),
    "Unconfigured": (0, 1),
    "flash": (0,),
}
FIELDS = re.compile(r"^(\w*Field|Label)$")
VALIDATORS = frozenset(
    {"DataRequired", "InputRequired", "Length", "NumberRange", "Regexp", "Email", "AnyOf", "Optional"}
)


def unmarked_sayings(source: Source) -> Iterator[str]:
    """Bare strings where a person will read them: errors, flashed words, labels of forms and their refusals."""
    for node in source.nodes:
        if not isinstance(node, ast.Call):
            continue
        name = call_name(node).rpartition(".")[2]
        for said in _said(name, node):
            parts = said.values if isinstance(said, ast.JoinedStr) else [said]
            bare = [
                part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)
            ]
            if WORD.search(" ".join(bare)):
                yield f"{source.path}:{said.lineno} {name} says {' '.join(bare)!r} unmarked"


def _said(name: str, node: ast.Call) -> Iterable[ast.expr]:
    named = {keyword.arg: keyword.value for keyword in node.keywords}
    if name in SAYS:
        yield from (node.args[index] for index in SAYS[name] if index < len(node.args))
        yield from (named[key] for key in ("message", "remedy") if key in named)
    elif FIELDS.match(name):
        yield from node.args[:1]
        yield from (named[key] for key in ("label", "description") if key in named)
    elif name in VALIDATORS and "message" in named:
        yield named["message"]


def test_python_marks_what_people_read() -> None:
    assert [fault for source in our_modules() for fault in unmarked_sayings(source)] == []


@pytest.mark.parametrize(
    "text",
    [
        'raise RuleBroken("name", "An organisation needs a name.")',
        'raise NotAllowed(N_("No."), "Ask a coordinator")',
        'flash("Saved")',
        'flash(f"{count} saved")',
        'name = StringField("Name")',
        'name = StringField(_l("Name"), validators=[Length(max=3, message="too long")])',
    ],
)
def test_an_unmarked_saying_is_seen(text: str) -> None:
    assert list(unmarked_sayings(sample("inventory/routes.py", text)))


def test_a_marked_saying_is_free() -> None:
    text = 'raise RuleBroken("name", N_("A name is needed."), N_("Write it."))\nflash(f"{_(word)} {_(more)}")'
    assert not list(unmarked_sayings(sample("inventory/routes.py", text)))


EMPTY = re.compile(r"""\bempty\(\s*["']([\w-]+)["']""")
ICON = re.compile(r"""\bicon\(\s*["']([\w-]+)["']\s*[,)]""")


def named_in_templates(pattern: re.Pattern[str]) -> set[tuple[str, str]]:
    """(file, name) of each drawing that a template names itself."""
    return {(source.path, name) for source in templates() for name in pattern.findall(source.text)}


def test_the_drawing_of_each_empty_list_is_there() -> None:
    named = named_in_templates(EMPTY)
    assert len(named) > 50
    assert not {one for one in named if not Path(f"static/art/empty-{one[1]}.svg").exists()}


def test_each_icon_is_in_the_sprite() -> None:
    there = set(re.findall(r'id="([\w-]+)"', Path("static/icons/sprite.svg").read_text(encoding="utf-8")))
    named = named_in_templates(ICON)
    assert len(named) > 200
    assert not {one for one in named if one[1] not in there}
