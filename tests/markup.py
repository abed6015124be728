"""A small reader of HTML for tests: a tree of elements, and the questions that tests ask of a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)


@dataclass
class Element:
    """One element: its tag, attributes (a bare attribute is ""), children and texts in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)
    parent: Element | None = field(default=None, repr=False)

    def __iter__(self) -> Iterator[Element]:
        """Every element below, in document order."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements below with this tag and these attributes (`class_` asks for one class, `a_b` for `a-b`)."""
        return [element for element in self if element.tag == tag and element.fits(attributes)]

    def one(self, tag: str, **attributes: str) -> Element:
        """The only such element; fails otherwise."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"expected one <{tag}> {attributes}, found {len(found)}"
        return found[0]

    def fits(self, wanted: dict[str, str]) -> bool:
        """True if the element has the wanted attributes."""
        for name, value in wanted.items():
            if name == "class_":
                if value not in self.get("class").split():
                    return False
            elif self.get(name.rstrip("_").replace("_", "-")) != value:
                return False
        return True

    def get(self, name: str, otherwise: str = "") -> str:
        """The value of an attribute."""
        return self.attributes.get(name, otherwise)

    def has(self, name: str) -> bool:
        """True if the attribute is there, whatever its value."""
        return name in self.attributes

    @property
    def text(self) -> str:
        """The text inside, blanks folded; scripts and styles have none."""
        return " ".join(" ".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        if self.tag in ("script", "style", "template"):
            return
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()

    def inside(self, tag: str) -> bool:
        """True if an element of this tag is around it."""
        above = self.parent
        while above is not None:
            if above.tag == tag:
                return True
            above = above.parent
        return False


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#document")
        self.at = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, parent=self.at)
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        before = self.at
        self.handle_starttag(tag, attrs)
        self.at = before

    def handle_endtag(self, tag: str) -> None:
        above: Element | None = self.at
        while above is not None and above.tag != tag:
            above = above.parent
        if above is not None and above.parent is not None:
            self.at = above.parent

    def handle_data(self, data: str) -> None:
        self.at.children.append(data)


def read_html(text: str) -> Element:
    """The tree of a page or a fragment."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.root
