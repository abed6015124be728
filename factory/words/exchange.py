"""Catalogues in and out: a `.po` file that the program's own can take in, and one that a translator brings."""

from __future__ import annotations

import io

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from core.catalogues import catalogue_path, key_of
from core.errors import N_, RuleBroken
from core.words_queries import own_texts
from core.words_services import GivenText

MOST_BYTES = 4 * 1024 * 1024
MOVING = (b'"POT-Creation-Date:', b'"PO-Revision-Date:', b'"Generated-By:')


def _loaded(language: str) -> Catalog:
    with catalogue_path(language).open("rb") as file:
        return read_po(file, locale=language)


def as_po(language: str) -> bytes:
    """The catalogue of a language with the house's own texts in it: approved ones lose the mark *fuzzy*.

    Raises RuleBroken for English, which has none.
    """
    if language == "en":
        raise RuleBroken("language", N_("English has no catalogue: it is the text itself."))
    catalog, own = _loaded(language), own_texts(language).texts
    for message in catalog:
        is_plural = not isinstance(message.id, str)
        text = own.get(key_of(message.id[0], message.id[1]) if is_plural else key_of(str(message.id)))
        if not message.id or text is None or not text.forms:
            continue
        message.string = tuple(text.forms) if is_plural else text.forms[0]
        message.flags.discard("fuzzy")
        if not text.is_approved:
            message.flags.add("fuzzy")
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return b"".join(
        line for line in buffer.getvalue().splitlines(keepends=True) if not line.startswith(MOVING)
    )


def read_given(data: bytes, language: str) -> list[GivenText]:
    """The texts of a brought catalogue that are not empty. Raises RuleBroken for what is no catalogue."""
    if len(data) > MOST_BYTES:
        raise RuleBroken("file", N_("This catalogue is too large."), N_("Bring it in parts."))
    try:
        text = data.decode("utf-8-sig")
        if any(_is_cut(line.strip()) for line in text.splitlines()):
            raise ValueError("a line that does not end")
        brought = read_po(io.StringIO(text), locale=language, abort_invalid=True)
        found = [given for message in brought if message.id and (given := _given(message)) is not None]
    except (PoFileError, ValueError, UnicodeError, LookupError, TypeError, IndexError) as fault:
        raise RuleBroken(
            "file",
            N_("This is no catalogue that we can read."),
            N_("Take the one that this page gives, change its texts, and bring it back."),
        ) from fault
    if not found:
        raise RuleBroken(
            "file", N_("There is no text in this catalogue."), N_("Look whether it is the right file.")
        )
    return found


def _is_cut(line: str) -> bool:
    """True for a text whose closing quotation mark is missing: the library would cut its last letter off."""
    return line.startswith(("msgid", "msgstr", '"')) and not (line.endswith('"') and line.count('"') > 1)


def _given(message: object) -> GivenText | None:
    name, said = message.id, message.string  # type: ignore[attr-defined]
    is_plural = not isinstance(name, str)
    forms = tuple(str(form or "") for form in said) if isinstance(said, tuple | list) else (str(said or ""),)
    if not any(forms):
        return None
    return GivenText(
        english=name[0] if is_plural else name,
        plural=name[1] if is_plural else "",
        forms=forms,
        is_approved=not message.fuzzy,  # type: ignore[attr-defined]
    )
