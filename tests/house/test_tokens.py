"""The tokens of the look: they alone name sizes, none is missing or idle, and each ink is readable on its ground."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.house.sources import ROOT, Source, files, sample

pytestmark = pytest.mark.static

TOKENS = "static/css/tokens.css"
COMMENT = re.compile(r"/\*.*?\*/", re.S)
SIZE = re.compile(r"(?<![\w.#-])\d*\.?\d+(px|rem|pt|mm|cm)\b")
CONDITION = re.compile(r"@(media|container|page)[^{;]*(\{[^{}]*margin:[^{}]*\})?")
HAIRS = frozenset({"1px", "-1px"})
PAIR = re.compile(r"--([\w-]+):\s*light-dark\((#[0-9A-F]{6,8}),\s*(#[0-9A-F]{6,8})\)")
PLAIN = re.compile(r"--([\w-]+):\s*(#[0-9A-F]{6})\b")
GROUNDS = ("paper", "card", "seg", "leaf", "ochre-tint", "brick-tint", *(f"stage-{n}" for n in range(1, 8)))
THEMES = (0, 1)

TEXT = [("ink", ground) for ground in GROUNDS]
TEXT += [("quiet", ground) for ground in ("paper", "card", "seg")]
TEXT += [("moss", "paper"), ("moss", "card"), ("moss", "leaf")]
TEXT += [("on-moss", "moss"), ("on-moss-2", "moss-2"), ("on-ochre", "ochre"), ("on-brick", "brick")]
TEXT += [("on-kiosk", "kiosk-running"), ("on-kiosk", "kiosk-not-safe")]
EDGES = [("edge", "paper"), ("edge", "card"), ("moss", "seg"), ("brick", "card"), ("moss-2", "card")]
EDGES += [(f"stage-{n}-solid", "card") for n in range(1, 8)]


def size_faults(source: Source) -> Iterator[str]:
    """Sizes that a stylesheet names by itself; conditions cannot use tokens and are free."""
    text = COMMENT.sub(lambda found: "\n" * found.group().count("\n"), source.text)
    text = CONDITION.sub(lambda found: "\n" * found.group().count("\n"), text)
    for number, line in enumerate(text.splitlines(), 1):
        for found in SIZE.finditer(line):
            if found.group() not in HAIRS:
                yield f"{source.path}:{number} names a size: {found.group()}"


def colours() -> dict[str, tuple[str, str]]:
    """Each colour token with its light and its dark value."""
    text = (ROOT / TOKENS).read_text(encoding="utf-8")
    same = {name: (value, value) for name, value in PLAIN.findall(text)}
    return same | {name: (light, dark) for name, light, dark in PAIR.findall(text)}


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB, as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mixed(over: str, under: str, share: float) -> str:
    """What is seen of a colour that lies over another with an opacity."""
    pairs = ((int(over[at : at + 2], 16), int(under[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(one * share + other * (1 - share)):02X}" for one, other in pairs)


def used_and_defined() -> tuple[set[str], set[str]]:
    """Custom properties that the stylesheets ask for, and those that they set."""
    text = "\n".join(source.text for source in files(".css", under=["static/css"]))
    return set(re.findall(r"var\(--([\w-]+)", text)), set(re.findall(r"(?<!var\()--([\w-]+)\s*:", text))


def test_only_the_tokens_name_sizes() -> None:
    sheets = [source for source in files(".css", under=["static/css"]) if source.path != TOKENS]
    assert [fault for source in sheets for fault in size_faults(source)] == []


@pytest.mark.parametrize("text", ["p { margin: 12px }", "p { font-size: 1.2rem }", "td { padding: 3mm 0 }"])
def test_a_size_outside_the_tokens_is_seen(text: str) -> None:
    assert list(size_faults(sample("static/css/base.css", text)))


def test_conditions_and_relative_lengths_are_free() -> None:
    text = "@media (max-width: 720px) { p { padding: .5em 0; inline-size: 40%; max-inline-size: 20ch } }"
    assert not list(size_faults(sample("static/css/base.css", text)))


def test_every_token_asked_for_is_set() -> None:
    used, defined = used_and_defined()
    assert used - defined == set()


def test_no_token_is_idle() -> None:
    used, _defined = used_and_defined()
    text = (ROOT / TOKENS).read_text(encoding="utf-8")
    kept_for_later = {"oak"}  # the certificate follows
    assert set(re.findall(r"^\s+--([\w-]+):", text, re.M)) - used - kept_for_later == set()


@pytest.mark.parametrize("theme", THEMES, ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT, ids=lambda name: name)
def test_text_is_readable_on_its_ground(ink: str, ground: str, theme: int) -> None:
    known = colours()
    assert contrast(known[ink][theme], known[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", THEMES, ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), EDGES, ids=lambda name: name)
def test_edges_and_marks_stand_out(mark: str, ground: str, theme: int) -> None:
    known = colours()
    assert contrast(known[mark][theme], known[ground][theme]) >= 3


@pytest.mark.parametrize("theme", THEMES, ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "quiet"])
@pytest.mark.parametrize("ground", ["paper", "card", "seg"])
def test_the_english_under_a_persons_words_is_readable(ink: str, ground: str, theme: int) -> None:
    text = (ROOT / "static/css/components.css").read_text(encoding="utf-8")
    rules = dict(re.findall(r"^ *(\S.*?) \{[^}]*?opacity: ([\d.]+);", text, re.M))
    share = float(rules[":is(.quiet, .hint, .sub) .duo-also" if ink == "quiet" else ".duo-also"])
    known = colours()
    over, under = known[ink][theme], known[ground][theme]
    assert contrast(mixed(over, under, share), under) >= 4.5


def test_the_measure_itself_is_right() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


def test_every_symbol_that_a_template_names_is_in_the_sprite() -> None:
    symbols = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/icons/sprite.svg").read_text("utf-8")))
    named = {
        (source.path, name)
        for source in files(".html", under=["templates"])
        for name in re.findall(r"""\bicon\(\s*["']([\w-]+)["']\s*[,)]""", source.text)
    }
    assert sorted(pair for pair in named if pair[1] not in symbols) == []


def test_every_category_has_a_symbol_a_scene_and_a_worn_scene() -> None:
    slugs = [
        line.split(",")[0]
        for line in (ROOT / "inventory/data/categories.csv").read_text("utf-8").splitlines()
    ]
    symbols = (ROOT / "static/icons/sprite.svg").read_text("utf-8")
    for slug in slugs[1:]:
        assert f'id="category-{slug}"' in symbols
        assert (ROOT / f"static/art/rendered/{slug}-before.jpg").exists()
        assert len(list((ROOT / "static/art/rendered").glob(f"{slug}-*.jpg"))) >= 4
