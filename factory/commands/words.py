"""`eco words`: the Words page in the shell: which safety texts nobody has checked, catalogues out and in, approval."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.people import LANGUAGES
from factory.commands.frame import demo_option, opened

if TYPE_CHECKING:
    from core.access import Actor
    from core.words_services import ImportReport

OTHERS = tuple(code for code in LANGUAGES if code != "en")
language_argument = click.argument("language", type=click.Choice(OTHERS))
by_option = click.option(
    "--by", "number", required=True, help="Number of the named reviewer whose words these are."
)


class _OnlyTriedError(Exception):
    """Ends a trial: nothing of it is kept."""


@click.group("words")
def command() -> None:
    """The words of the screens: unchecked safety texts, catalogues out and in, approval by a named reviewer."""


@command.command("unchecked")
@demo_option
@click.argument("language", type=click.Choice(OTHERS), required=False)
def unchecked(is_demo: bool, language: str | None) -> None:
    """List the safety texts that no person has approved in LANGUAGE; without one, count them for each language."""
    from core.words_queries import unchecked as unchecked_of
    from factory.safety_texts import safety_texts

    with opened(is_demo):
        texts = sorted(safety_texts())
        found = {code: unchecked_of(code, texts) for code in ([language] if language else OTHERS)}
    for code, lacking in found.items():
        click.echo(f"{code:<4}{len(lacking)} of {len(texts)} safety texts are not checked")
    for text in found[language] if language else ():
        click.echo(f"    {text}")


@command.command("export")
@demo_option
@language_argument
@click.option(
    "--to", "place", type=click.Path(dir_okay=False, path_type=Path), help="A file; else it is printed."
)
def export(is_demo: bool, language: str, place: Path | None) -> None:
    """Write the catalogue (.po) of LANGUAGE with the house's own texts; what nobody has approved is marked fuzzy."""
    from factory.words.exchange import as_po

    with opened(is_demo):
        body = as_po(language)
    if place is None:
        click.echo(body.decode("utf-8"), nl=False)
        return
    place.write_bytes(body)
    click.echo(f"The catalogue is in {place}.")


@command.command("import")
@demo_option
@language_argument
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@by_option
@click.option(
    "--approve", "approves", is_flag=True, help="Texts that are not marked fuzzy count as approved."
)
@click.option(
    "--yes", is_flag=True, help="Take them, with the reviewer's password; else only say what would happen."
)
def bring(is_demo: bool, language: str, file: Path, number: str, approves: bool, yes: bool) -> None:
    """Try FILE (.po) and report what would become of its texts; with --yes take them. Twice adds nothing."""
    from core.clock import now
    from core.db import transaction
    from core.words_services import import_texts
    from factory.words.exchange import MOST_BYTES, read_given

    with file.open("rb") as opened_file:
        data = opened_file.read(MOST_BYTES + 1)
    with opened(is_demo):
        by, given = _reviewer(number, is_asked=yes), read_given(data, language)
        try:
            with transaction():
                report = import_texts(by=by, language=language, given=given, approves=approves, at=now())
                if not yes:
                    raise _OnlyTriedError
        except _OnlyTriedError:
            pass
    _tell(report)
    click.echo("They are taken." if yes else "Nothing is written: add --yes to take them.")
    if report.refused:
        raise SystemExit(1)


def _tell(report: ImportReport) -> None:
    for english, problem in report.refused:
        click.echo(f"«{english[:80]}»: {problem}")
    click.echo(
        f"{report.taken} new or changed, {report.same} were so already, {report.unknown} are no texts of this "
        f"version, {len(report.refused)} do not fit"
    )


@command.command("approve")
@demo_option
@language_argument
@click.argument("english", nargs=-1, required=True)
@by_option
def approve(is_demo: bool, language: str, english: tuple[str, ...], number: str) -> None:
    """Approve each text as it is shown, with the reviewer's password: its ENGLISH in quotation marks."""
    from core.catalogues import key_of
    from core.clock import now
    from core.db import transaction
    from core.words_queries import own_texts
    from core.words_services import approve_text

    with opened(is_demo):
        by = _reviewer(number, is_asked=True)
        with transaction():
            for key in map(key_of, english):
                own = own_texts(language).texts.get(key)
                approve_text(by=by, language=language, key=key, seen=own.line if own else 0, at=now())
    click.echo(f"Approved: {len(english)}.")


def _reviewer(number: str, *, is_asked: bool) -> Actor:
    """Whoever has that number, with roles and permits of today; for a change they give their own password."""
    from core.access import GIVE_AGAIN, actor_for
    from core.clock import now
    from core.db import fast
    from core.errors import N_, NotFound, RuleBroken
    from core.sign_in_services import confirm_by_password

    row = fast().row("SELECT id, home_site_id FROM person WHERE number = ?", (number,))
    by = actor_for(row[0], site_id=row[1], strength="password", at=now()) if row else None
    if by is None:
        raise NotFound(N_("There is no such person here."), N_("Search by name or number."))
    if is_asked:
        password = click.prompt(f"Password of {by.alias}", hide_input=True)
        if not confirm_by_password(by=by, password=password, address="shell", at=now()):
            raise RuleBroken("secret", N_("This does not match."), GIVE_AGAIN[1])
    return by
