"""The public impact page: off until a coordinator publishes, true to the count, cached, and safe to frame."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from core.clock import now
from core.config import Settings, checked, load_settings
from core.db import fast, transaction
from core.errors import NotAllowed, RuleBroken, Unconfigured
from core.ids import new_client_id
from factory.impact.figures import impact
from factory.impact.queries import told_pieces
from factory.impact.services import choose_impact
from inventory.services.photos import add_photo, approve_photo
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.inventory.stories import CHAIR
from tests.pages import Client, PageClient
from tests.programme.test_openings import enter, fact
from tests.programme.year import EXPECTED, Year, bring, labels_at

SECRET = "a-long-enough-key-for-nobody-to-guess-0123456789"


def publish(cast: Cast, who: str = "ruth", **more: Any) -> None:
    """Publish the page as somebody; needs the app's context."""
    values: dict[str, Any] = {
        "indicators": ["pieces_upcycled", "pieces_given_out"],
        "shows_stories": True,
        "is_public": True,
        "token": new_client_id(),
    }
    with transaction():
        choose_impact(by=cast.actor(who), at=now(), **{**values, **more})


def test_it_is_not_there_until_somebody_publishes_it(
    page_client: PageClient, client: Client, cast: Cast
) -> None:
    assert client.get("/impact").status_code == 404 == client.get("/impact/embed").status_code
    sign_in(page_client, "ruth")
    page = page_client.get("/count/impact")
    saved = page_client.submit(page, {}, button="Save without publishing")
    assert "not public" in saved.text and client.get("/impact").status_code == 404
    assert "A preview" in page_client.get("/count/impact/preview").text
    published = page_client.submit(saved, {}, button="Save and publish")
    assert "Take it off" in published.text
    assert client.get("/impact").status_code == 200 == client.get("/impact/embed").status_code
    page_client.submit(published, {}, button="Take it off")
    assert client.get("/impact").status_code == 404


def test_it_shows_what_the_count_counts(open_year: Year, page_client: PageClient) -> None:
    publish(open_year.cast)
    seen = page_client.get("/impact")
    whole = seen.tree.one("main").all("li")[0].text
    assert f"since the beginning {EXPECTED['pieces_upcycled']}" in whole
    assert "pieces left out" in seen.text or "piece left out" in seen.text
    assert "How it is counted" in seen.text


def test_no_name_and_no_number_of_a_person_is_on_it(open_year: Year, page_client: PageClient) -> None:
    publish(open_year.cast)
    for address in ("/impact", "/impact/embed"):
        text = page_client.get(address).response.get_data(as_text=True)
        for name, number in open_year.cast.numbers.items():
            assert name.capitalize() not in text and number not in text


def test_only_approved_photos_of_pieces_given_out_are_told(
    app: Flask, year: Year, settings: Settings
) -> None:
    import io

    from PIL import Image

    from core.files import store_photo

    with app.app_context():
        out = io.BytesIO()
        Image.new("RGB", (40, 50), "tan").save(out, "JPEG")
        stored, by = store_photo(out.getvalue(), settings.photo_folder), year.cast.actor("ruth")
        given, ready = year.codes[0], year.codes[8]
        ids = {code: new_client_id() for code in (given, ready)}
        with transaction():
            for code, photo_id in ids.items():
                add_photo(by=by, code=code, photo_id=photo_id, kind="after", stored=stored, at=now())
        assert told_pieces() == ()
        with transaction():
            for photo_id in ids.values():
                approve_photo(by=by, photo_id=photo_id, at=now(), is_approved=True)
        assert [piece.code for piece in told_pieces()] == [given]


def test_a_browser_that_has_it_is_told_so(app: Flask, cast: Cast, client: Client) -> None:
    with app.app_context():
        publish(cast)
    first = client.get("/impact")
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in first.headers
    again = client.get("/impact", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and again.get_data() == b""
    arabic = client.get("/impact?language=ar")
    assert arabic.headers["ETag"] != first.headers["ETag"] and 'dir="rtl"' in arabic.get_data(as_text=True)


def test_it_is_counted_at_most_once_a_minute(open_year: Year, app: Flask, client: Client) -> None:
    cast = open_year.cast
    publish(cast)
    first = client.get("/impact").get_data(as_text=True)
    at = now()
    code = labels_at(cast, "coventry", at).pop()
    bring(cast, "coventry", code, CHAIR, "ready", "", at - timedelta(minutes=30))
    assert client.get("/impact").get_data(as_text=True) == first
    kept = app.extensions["eco_impact"]
    kept.update({key: (when - timedelta(seconds=61), found) for key, (when, found) in kept.items()})
    assert client.get("/impact").get_data(as_text=True) != first


def test_only_named_sites_may_frame_the_small_page(app: Flask, cast: Cast, client: Client) -> None:
    with app.app_context():
        publish(cast)
    plain: Settings = app.config["ECO_SETTINGS"]
    assert "frame-ancestors 'self'" in client.get("/impact/embed").headers["Content-Security-Policy"]
    app.config["ECO_SETTINGS"] = replace(plain, embed_hosts="www.example.org, city.example")
    try:
        policy = client.get("/impact/embed").headers["Content-Security-Policy"]
        assert "frame-ancestors 'self' https://www.example.org https://city.example" in policy
        assert "frame-ancestors 'none'" in client.get("/impact").headers["Content-Security-Policy"]
    finally:
        app.config["ECO_SETTINGS"] = plain


@pytest.mark.parametrize("hosts", ["*", "https://a.example", "a.example; script-src *", "a example"])
def test_what_is_no_host_name_stops_the_start(hosts: str) -> None:
    with pytest.raises(Unconfigured):
        load_settings({"ECO_SECRET_KEY": SECRET, "ECO_EMBED_HOSTS": hosts})
    assert checked(Settings(secret_key=SECRET, embed_hosts="a.example")).framing_hosts == ["a.example"]


def test_choices_are_checked_kept_and_written_down(app: Flask, cast: Cast) -> None:
    with app.app_context():
        with pytest.raises(NotAllowed):
            publish(cast, who="mary")
        with pytest.raises(RuleBroken):
            publish(cast, indicators=[])
        with pytest.raises(RuleBroken):
            publish(cast, indicators=["nonsense"])
        token = new_client_id()
        publish(cast, token=token)
        publish(cast, token=token)
        assert fast().row("SELECT COUNT(*) FROM impact_choice") == (1,)
        verbs = fast().rows("SELECT verb FROM audit_line WHERE subject LIKE 'impact:%'")
        assert [row[0] for row in verbs] == ["publish_impact"]
        with pytest.raises(Exception, match="append-only"), transaction():
            fast().run("UPDATE impact_choice SET is_public = ?", (False,))


def test_the_whole_of_all_years_is_hidden_while_one_year_before_was_small(open_year: Year) -> None:
    def shown() -> tuple[int | None, int | None]:
        found = impact(("trained_digital",), shows_stories=False, at=now(), rooms=(True, False)).of(
            "trained_digital"
        )
        assert found is not None
        return found.year, found.whole

    enter(open_year, fact(open_year, "trained_digital", "2023-05", 37))
    assert shown() == (0, 37)
    enter(open_year, fact(open_year, "trained_digital", "2022-05", 3))
    assert shown() == (0, None), "40 less the 37 of the year after"
