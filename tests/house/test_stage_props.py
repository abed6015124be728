"""What the tests themselves stand on: clean databases, the policing client's sense of open writes, the fake camera."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import text

from core.audit import write_audit_line
from core.clock import now
from core.db import db, transaction
from core.sites import Site
from tests.browsers import FakeCamera
from tests.conftest import Database
from tests.live import ThreadServer


def _sites() -> int:
    return int(db.session.execute(text("SELECT count(*) FROM site WHERE slug = 'left-over'")).scalar_one())


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_finds_a_clean_database(app_context: Flask, turn: int) -> None:
    assert _sites() == 0
    with transaction():
        site = Site(slug="left-over", name="Left over")
        db.session.add(site)
        db.session.flush()
        write_audit_line("leave", "site:left-over", site_id=site.id, at=now())
    assert _sites() == 1


def test_a_write_left_open_is_noticed(app_context: Flask, database: Database) -> None:
    assert not database.is_write_open()
    with transaction():
        db.session.add(Site(slug="left-open", name="Left open"))
        db.session.flush()
        assert database.is_write_open()
    assert not database.is_write_open()


@pytest.mark.browser
def test_the_browser_sees_the_film_that_the_camera_plays(
    page: Any, live_server: ThreadServer, camera: FakeCamera
) -> None:
    page.goto("/healthz")
    colours = []
    for colour in ((200, 30, 30), (30, 30, 200)):
        camera.show(Image.new("RGB", (400, 400), colour))
        colours.append(page.evaluate(MIDDLE_PIXEL))
    (red, blue) = colours
    assert red[0] > 120 > red[2] and blue[2] > 120 > blue[0]


MIDDLE_PIXEL = """async () => {
  const stream = await navigator.mediaDevices.getUserMedia({video: true});
  const video = document.createElement("video");
  video.srcObject = stream;
  await video.play();
  await new Promise(done => setTimeout(done, 300));
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth; canvas.height = video.videoHeight;
  const pen = canvas.getContext("2d");
  pen.drawImage(video, 0, 0);
  const pixel = pen.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data;
  stream.getTracks().forEach(track => track.stop());
  return [pixel[0], pixel[1], pixel[2]];
}"""
