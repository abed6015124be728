"""Named reviewers correct and approve texts; every screen says them at once; an approval falls with its English."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask_babel import force_locale, gettext, ngettext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core import catalogues
from core.access import Actor
from core.audit import broken_lines
from core.catalogues import Catalogue, CatalogueText, catalogue_of, key_of
from core.clock import now
from core.db import db, transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.words_queries import is_checked, own_texts
from core.words_services import approve_text, correct_text, drop_text, may_review
from tests.cast import Cast
from tests.words.conftest import name_reviewer

YES = key_of("Yes")


def correct(by: Actor, english: str, *forms: str, plural: str = "", seen: int = 0) -> int:
    """Correct a text in a transaction; the number of the line that holds."""
    with transaction():
        line = correct_text(
            by=by, language="ar", key=key_of(english, plural), forms=forms, seen=seen, at=now()
        )
    assert line is not None
    return line.line


@contextmanager
def arabic(app: Flask) -> Iterator[None]:
    """A new request in Arabic."""
    with app.app_context(), app.test_request_context(), force_locale("ar"):
        yield


def test_a_correction_is_said_at_once_and_approved(app: Flask, reviewer: Actor) -> None:
    assert not is_checked("ar", "Yes")
    correct(reviewer, "Yes", "أجل")
    with arabic(app):
        assert gettext("Yes") == "أجل"
    assert is_checked("ar", "Yes")
    assert list(broken_lines()) == []


def test_a_second_process_hears_of_it_with_its_next_request(app: Flask, reviewer: Actor) -> None:
    """What another process wrote: the mark in the database is all that tells this one."""
    correct(reviewer, "Yes", "أجل")
    with arabic(app):
        assert gettext("Yes") == "أجل"
    with transaction():
        db.session.execute(
            text(
                "INSERT INTO word_line (language, key, english, forms, is_approved, site_id, at) "
                "SELECT language, key, english, REPLACE(CAST(forms AS TEXT), 'أجل', 'بلى'), is_approved, site_id, at "
                "FROM word_line"
            )
            if db.engine.dialect.name == "sqlite"
            else text(
                "INSERT INTO word_line (language, key, english, forms, is_approved, site_id, at) "
                "SELECT language, key, english, REPLACE(CAST(forms AS TEXT), 'أجل', 'بلى')::jsonb, is_approved, "
                "site_id, at FROM word_line"
            )
        )
    with arabic(app):
        assert gettext("Yes") == "أجل", "the control: without a new mark nobody reads again"
    with transaction():
        db.session.execute(text("UPDATE word_edition SET mark = 'another'"))
    with arabic(app):
        assert gettext("Yes") == "بلى"


def test_asking_for_words_costs_one_small_statement_a_request(
    app: Flask, reviewer: Actor, statements: object
) -> None:
    correct(reviewer, "Yes", "أجل")
    with arabic(app):
        gettext("Yes")
    with arabic(app), statements() as seen:  # type: ignore[operator]
        for _ in range(50):
            gettext("Yes")
            gettext("No")
    assert len([sql for sql in seen if "word_" in sql]) == 1
    with app.app_context(), app.test_request_context(), statements() as seen:  # type: ignore[operator]
        gettext("Yes")
    assert seen == [], "English asks nothing"


def test_plural_forms_are_all_written(app: Flask, reviewer: Actor) -> None:
    forms = [f"{number} %(num)s" for number in "abcdef"]
    correct(reviewer, "%(num)s day", *forms, plural="%(num)s days")
    with arabic(app):
        assert [
            ngettext("%(num)s day", "%(num)s days", number)[0] for number in (0, 1, 2, 3, 11, 100)
        ] == list("abcdef")
    with pytest.raises(RuleBroken):
        correct(reviewer, "%(num)s day", "one only", plural="%(num)s days", seen=1)


@pytest.mark.parametrize(
    ("english", "form"),
    [
        ("Put it on %(place)s.", "ضعه هناك."),
        ("Put it on %(place)s.", "ضعه على %(name)s."),
        ("Put it on %(place)s.", "ضعه على %(place)s و%(who)s."),
        ("Put it on %(place)s.", "ضعه على %(place)"),
        ("Yes", "%(name)s"),
        ("Yes", "{name}"),
        ("Yes", "100%"),
        ("Yes", "%s"),
        ("Yes", "<b>نعم</b>"),
        ("Yes", "نعم\nلا"),
        ("Yes", "نعم\u202e"),
        ("Yes", "نعم\x00"),
        ("Yes", "   "),
        ("Yes", ""),
        ("Yes", "ن" * 2001),
    ],
)
def test_places_that_do_not_fit_and_markup_are_refused(reviewer: Actor, english: str, form: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        correct(reviewer, english, form)
    assert refusal.value.field == "text" and refusal.value.message
    assert own_texts("ar").texts == {}


def test_joiners_and_doubled_percent_signs_are_fine(reviewer: Actor) -> None:
    correct(reviewer, "Yes", "می\u200cشود 50%%")


def test_only_a_named_reviewer_of_that_language_writes(app_context: Flask, cast: Cast) -> None:
    name_reviewer(cast, "dev", "pl")
    for name, strength in (("ruth", "password"), ("ann", "password"), ("dev", "pin"), ("amina", "pin")):
        by = cast.actor(name, strength=strength)
        with pytest.raises(NotAllowed):
            correct(by, "Yes", "أجل")
    assert may_review(cast.actor("dev", strength="pin"), "pl")
    assert not may_review(cast.actor("dev", strength="card"), "pl"), "a found card writes nothing"
    assert cast.actor("dev", strength="pin").may("review_words")
    assert not cast.actor("dev", strength="card").may("review_words")


def test_english_is_nobodys_to_change(app_context: Flask, cast: Cast) -> None:
    name_reviewer(cast, "mary", "en")
    with pytest.raises(RuleBroken), transaction():
        correct_text(
            by=cast.actor("mary", strength="pin"), language="en", key=YES, forms=["Aye"], seen=0, at=now()
        )


def test_the_same_again_changes_nothing_and_anothers_change_is_seen_first(reviewer: Actor) -> None:
    first = correct(reviewer, "Yes", "أجل")
    assert correct(reviewer, "Yes", "أجل") == first
    with pytest.raises(RuleBroken) as refusal:
        correct(reviewer, "Yes", "نعم نعم")
    assert "Somebody else" in refusal.value.message
    assert correct(reviewer, "Yes", "نعم نعم", seen=first) > first


def test_approving_keeps_the_text_as_it_is_shown(app: Flask, reviewer: Actor) -> None:
    with arabic(app):
        shown = gettext("Yes")
    with transaction():
        line = approve_text(by=reviewer, language="ar", key=YES, seen=0, at=now())
    assert line is not None and line.forms == (shown,) and is_checked("ar", "Yes")
    with transaction():
        drop_text(by=reviewer, language="ar", key=YES, seen=line.line, at=now())
    assert not is_checked("ar", "Yes")
    with arabic(app):
        assert gettext("Yes") == shown


def test_nothing_is_approved_where_nothing_is_written(app_context: Flask, cast: Cast) -> None:
    name_reviewer(cast, "mary", "ti")
    with pytest.raises(RuleBroken), transaction():
        empty = key_of("How we are doing")  # staff's words: nobody has written them in Tigrinya yet
        approve_text(by=cast.actor("mary", strength="pin"), language="ti", key=empty, seen=0, at=now())


def test_an_approval_falls_when_the_english_changes(reviewer: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next version of the program says "Aye" instead of "Yes"."""
    correct(reviewer, "Yes", "أجل")
    old = catalogue_of("ar")
    texts = {key: one for key, one in old.texts.items() if key != YES}
    fresh = CatalogueText(key_of("Aye"), "Aye", "", ("نعم",), False, ("x.py",))
    upgraded = Catalogue({**texts, fresh.key: fresh}, old.plural_count)
    monkeypatch.setattr(catalogues, "catalogue_of", lambda language: upgraded)
    from factory.words import listing

    monkeypatch.setattr(listing, "catalogue_of", lambda language: upgraded)
    assert not is_checked("ar", "Aye")
    assert listing.lost_texts("ar") == 1
    assert listing.state_of(fresh, own_texts("ar").texts.get(fresh.key)) == "unreviewed"


def test_the_lines_cannot_be_changed_afterwards(reviewer: Actor) -> None:
    correct(reviewer, "Yes", "أجل")
    for sql in ("UPDATE word_line SET english = 'x'", "DELETE FROM word_line"):
        with pytest.raises(DBAPIError), transaction():
            db.session.execute(text(sql))


def test_two_reviewers_at_once_leave_two_whole_lines(app: Flask, cast: Cast, app_context: Flask) -> None:
    """Both had the same page open: one is kept, the other is told."""
    for name in ("mary", "ruth"):
        name_reviewer(cast, name, "ar")
    actors = [cast.actor(name, strength="password") for name in ("mary", "ruth")]
    db.session.remove()
    told: list[str] = []
    begin = threading.Barrier(2)

    def work(by: Actor, form: str) -> None:
        with app.app_context():
            begin.wait()
            try:
                correct(by, "Yes", form)
                told.append("kept")
            except RuleBroken:
                told.append("refused")

    threads = [
        threading.Thread(target=work, args=(by, form)) for by, form in zip(actors, ("أ", "ب"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["kept", "refused"]
    assert db.session.scalar(text("SELECT count(*) FROM word_line")) == 1


def test_an_unknown_text_is_not_found(reviewer: Actor) -> None:
    with pytest.raises(NotFound):
        correct(reviewer, "No such text", "x")
