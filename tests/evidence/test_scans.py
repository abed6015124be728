"""Scans of signed paper: pictures only, of one's own site, in a pack with names alone, gone when they are deleted."""

from __future__ import annotations

import io
import zlib
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy.exc import IntegrityError

from core.clock import local_day, now
from core.db import db, fast, transaction
from core.errors import NotFound, RuleBroken
from core.files import photo_path
from core.ids import new_client_id
from factory.clockwork import tick
from factory.evidence.models import MOST_PAGES, PaperScan
from factory.evidence.scan_services import KEPT, purge_scans
from factory.evidence.scanning import pages_of
from tests.cast import Cast
from tests.evidence.test_packs import asked_for, files_of, rows_of
from tests.front_desk.doors import sign_in
from tests.occasions.scene import LAST_WEEK, an_occasion, an_organisation, heads
from tests.pages import PageClient, fields_of

DAYS: dict[str, Any] = {
    "starts_on": (LAST_WEEK - timedelta(days=1)).isoformat(),
    "ends_on": local_day(now()).isoformat(),
    "indicator": "heads_without_names|adults",
    "size": "9",
}


def a_photo(colour: str = "white") -> bytes:
    """A photo with a place in its EXIF."""
    picture, out = Image.new("RGB", (300, 400), colour), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "a secret of the camera"
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def a_pdf(pages: int = 2) -> bytes:
    """A PDF of so many pages with a script in it."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(300, 400))
    for number in range(pages):
        canvas.drawString(50, 200, f"Signed, page {number + 1}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def a_poster(side: int) -> bytes:
    """A PDF of a few kilobytes with one black picture of so many pixels a side."""
    packed = zlib.compress(bytes((side + 7) // 8 * side), 9)
    image = (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 1"
    )
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 4 0 R"
        b" /Resources << /XObject << /P 5 0 R >> >> >>",
        b"<< /Length 26 >> stream\nq 300 0 0 400 0 0 cm /P Do\nendstream",
        image % (side, side)
        + b" /Filter /FlateDecode /Length %d >> stream\n" % len(packed)
        + packed
        + b"\nendstream",
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, part) for number, part in enumerate(parts, 1))
    return b"%PDF-1.4\n" + body + b"trailer << /Root 1 0 R /Size 6 >>\n%%EOF"


def test_a_small_pdf_with_a_picture_of_very_many_pixels_is_refused_before_it_is_drawn() -> None:
    assert len(pages_of(a_poster(1000))) == 1
    assert len(a_poster(20_000)) < 100_000
    with pytest.raises(RuleBroken, match="million pixels") as refused:
        pages_of(a_poster(20_000))
    assert refused.value.field == "scan"


def keep(browser: PageClient, paper: str, data: bytes, status: int = 303, token: str = "") -> Any:
    """Add a scan on its page."""
    page = browser.get(f"/scans/{paper}")
    sent = {**fields_of(page.form(submit="Keep the scan")), "scan": (io.BytesIO(data), "scan.pdf")}
    sent |= {"token": token} if token else {}
    answer = browser.client.post(f"/scans/{paper}", data=sent, content_type="multipart/form-data")
    assert answer.status_code == status, answer.get_data(as_text=True)[:1500]
    return answer


def hashes() -> list[str]:
    return [row[0] for row in fast().rows("SELECT sha256 FROM paper_scan ORDER BY id")]


@pytest.fixture
def day_out(app: Flask, cast: Cast) -> str:
    """An open day in Birmingham with the kitchen; how addresses call it."""
    with app.app_context():
        occasion = an_occasion(cast, city="Birmingham", partner_id=an_organisation(cast))
        heads(cast, occasion, 7)
        heads(cast, occasion, 2, is_child=True)
        heads(cast, an_occasion(cast, city="Coventry"), 4)
    return f"occasion-{occasion}"


def test_photos_and_pages_of_a_pdf_are_drawn_anew_and_nothing_else_is_kept(
    page_client: PageClient, cast: Cast, day_out: str, app: Flask
) -> None:
    sign_in(page_client, "ruth")
    keep(page_client, day_out, a_photo())
    keep(page_client, day_out, a_pdf(2))
    page = page_client.get(f"/scans/{day_out}")
    assert "Page 3" in page.text and "Page 4" not in page.text
    with app.app_context():
        folder, kept = app.config["ECO_SETTINGS"].photo_folder, hashes()
        for sha256 in kept:
            body = photo_path(folder, sha256).read_bytes()
            assert body.startswith(b"\xff\xd8\xff") and b"secret" not in body and b"%PDF" not in body
    for refused in (b"", b"MZ not a picture", b"%PDF-1.4 broken", a_pdf(MOST_PAGES + 1), b"<svg/>"):
        keep(page_client, day_out, refused, 422)
    assert page_client.client.get("/scans").status_code == 200
    shown = page_client.client.get("/scan-pages/1?size=small")
    assert shown.mimetype == "image/jpeg" and "no-store" in shown.headers["Cache-Control"]
    there = f"/scans/{day_out}/2/remove"
    assert page_client.client.post(there, data=fields_of(page.form(there))).status_code == 303
    with app.app_context():
        assert len(hashes()) == 2
        with pytest.raises(NotFound):
            photo_path(folder, kept[1])


def test_a_scan_is_of_its_own_site_only(
    page_client: PageClient, cast: Cast, day_out: str, app: Flask
) -> None:
    sign_in(page_client, "ruth")
    keep(page_client, day_out, a_photo())
    today = local_day(now())
    keep(page_client, f"visits-{today}", a_photo("grey"))
    for name in ("run-R-9", f"visits-{today + timedelta(days=2)}", "visits-soon", "person-1", day_out + "9"):
        assert page_client.client.get(f"/scans/{name}").status_code == 404
    sign_in(page_client, "oluwaseun")
    assert page_client.client.get(f"/scans/{day_out}").status_code == 404
    assert page_client.client.get("/scan-pages/1").status_code == 404
    assert "Page 1" not in page_client.get(f"/scans/visits-{today}").text
    with app.app_context(), pytest.raises(IntegrityError), transaction():
        db.session.add(
            PaperScan(
                token="t",
                page=1,
                site_id=cast.sites["wolverhampton"],
                subject="occasion",
                occasion_id=int(day_out.split("-")[1]),
                sha256="a" * 64,
                width=1,
                height=1,
                at=now(),
            )
        )


def test_a_pack_is_of_a_part_a_city_and_a_partner_and_holds_scans_with_names_only(
    page_client: PageClient, cast: Cast, day_out: str, app: Flask
) -> None:
    sign_in(page_client, "ruth")
    keep(page_client, day_out, a_photo())
    with app.app_context():
        partner = str(fast().rows("SELECT id FROM organisation")[0][0])
    plain = files_of(asked_for(page_client, city="Birmingham", partner=partner, **DAYS))
    rows = rows_of(plain)
    assert [(row["amount"], row["part"], row["city"], row["through"]) for row in rows] == [
        ("7", "adults", "Birmingham", "Spon End Kitchen")
    ]
    about = plain["ABOUT.txt"].decode()
    assert "Part: adults\nCity: Birmingham\nThrough: Spon End Kitchen\n" in about
    assert "left out: names stand on it" in plain["scans/scans.csv"].decode()
    assert not [name for name in plain if name.startswith("scans/") and name.endswith(".jpg")]
    named = files_of(asked_for(page_client, city="Birmingham", with_names="y", **DAYS))
    assert named[f"scans/{day_out}-1.jpg"].startswith(b"\xff\xd8\xff")
    elsewhere = files_of(asked_for(page_client, city="Coventry", **DAYS))
    assert [row["amount"] for row in rows_of(elsewhere)] == ["4"] and "scans/scans.csv" not in elsewhere


def test_a_scan_under_the_token_of_another_is_refused_and_leaves_no_picture(
    page_client: PageClient, cast: Cast, day_out: str, app: Flask
) -> None:
    sign_in(page_client, "ruth")
    folder, token = app.config["ECO_SETTINGS"].photo_folder, new_client_id()
    keep(page_client, day_out, a_pdf(2), token=token)
    keep(page_client, day_out, a_pdf(2), token=token)
    there = {path.name for path in folder.rglob("*.jpg")}
    keep(page_client, day_out, a_photo("teal"), 409, token)
    keep(page_client, f"visits-{local_day(now())}", a_pdf(2), 409, token)
    with app.app_context():
        assert len(hashes()) == 2 and {path.name for path in folder.rglob("*.jpg")} == there


def test_scans_go_after_six_years(page_client: PageClient, cast: Cast, day_out: str, app: Flask) -> None:
    sign_in(page_client, "ruth")
    keep(page_client, day_out, a_photo())
    with app.app_context():
        folder, kept = app.config["ECO_SETTINGS"].photo_folder, hashes()
        with transaction():
            assert purge_scans(now() + KEPT - timedelta(days=1)) == []
        tick(now() + KEPT + timedelta(days=1))
        assert hashes() == []
        with pytest.raises(NotFound):
            photo_path(folder, kept[0])
