"""The stage of the browser tests: the cast, printed labels, pieces in every stage, and tablets that scan."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from PIL import Image, ImageDraw
from sqlalchemy import select

from core.access import Actor
from core.clock import now
from core.db import db, transaction
from core.ids import new_client_id
from core.qr import modules
from core.recipients import add_organisation
from core.sites import Place
from inventory.models.labels import Label, LabelBatch
from inventory.services.labels import make_batch
from inventory.services.record import record_event
from tests.cast import Cast

HOST = "eco.example"
CHAIR = "dining-or-kitchen-chair-wooden"
SOFA = "sofa-3-seat"
CHAIR_ANSWERS = {"intent": "yes", "infestation": "no"}


@dataclass
class Stage:
    """The cast, the codes of the labels that were printed, and who does what."""

    cast: Cast
    codes: list[str]

    @property
    def tablet(self) -> str:
        """The secret of Coventry's tablet."""
        return self.cast.tablets["coventry"]

    def take_blank(self) -> str:
        """The next printed label that nothing wears."""
        return self.codes.pop(0)


def set_stage(cast: Cast, labels: int = 100) -> Stage:
    """Store places, an organisation and a batch of labels beside the cast; needs the app's context."""
    at = now()
    with transaction():
        site = cast.sites["coventry"]
        for code, name, kind, step in (
            ("COV-B4", "B4", "shelf", None),
            ("COV-Q2", "Q2", "quarantine", None),
            ("COV-PAINT", "Paint bench", "bench", "finish"),
        ):
            db.session.add(Place(site_id=site, code=code, name=name, kind=kind, step=step))
        add_organisation(
            name="Hope House",
            kind="charity",
            city="Coventry",
            site_id=site,
            by_id=None,
            at=at,
            token=new_client_id(),
        )
        batch = make_batch(
            by=cast.actor("ruth", strength="password"),
            stationery_name="L7160",
            count=labels,
            start=1,
            host=HOST,
            at=at,
            token=new_client_id(),
        )
        codes = list(
            db.session.scalars(select(Label.code).where(Label.batch_id == batch.id).order_by(Label.position))
        )
    return Stage(cast, codes)


def batch_of(stage: Stage) -> LabelBatch:
    """The one printed batch."""
    return db.session.scalars(select(LabelBatch)).one()


def take_in(stage: Stage, *, category: str = CHAIR, by: str = "amina", at: datetime | None = None) -> str:
    """A piece that was received: its code."""
    code = stage.take_blank()
    data = {"category": category, "weight": "average", "photos": [new_client_id()], "answers": CHAIR_ANSWERS}
    do(stage, code, "intake", data, by=by, at=at or now() - timedelta(days=3))
    return code


def do(
    stage: Stage, code: str, kind: str, data: dict[str, Any], *, by: str = "amina", at: datetime | None = None
) -> None:
    """One fact about a piece; it must be stored."""
    actor: Actor = stage.cast.actor(by)
    with transaction():
        outcome = record_event(
            by=actor, code=code, kind=kind, data=data, at=at or now(), token=new_client_id(), how="form"
        )
    assert outcome.result == "stored", outcome


def move(stage: Stage, code: str, *path: str, by: str = "amina") -> str:
    """Move a piece along stages (`in_work.repair` for a step)."""
    at = now() - timedelta(days=2)
    for number, step in enumerate(path):
        to, _, work = step.partition(".")
        do(stage, code, "moved", {"to": to, "step": work}, by=by, at=at + timedelta(minutes=number))
    return code


def payload(code: str) -> str:
    """What the QR symbol of a piece's label says."""
    return f"HTTPS://{HOST.upper()}/P/{code}"


def wall(word: str) -> str:
    """What a wall card says: STEP.REPAIR, STAGE.STORED, ANSWER.YES, UNDO."""
    return f"HTTPS://{HOST.upper()}/S/{word}"


def draw_symbol(text: str, side: int = 360) -> Image.Image:
    """A symbol on paper, as a camera may see it."""
    bits = modules(text)
    module = side // (bits.size + 8)
    picture = Image.new("RGB", (module * (bits.size + 8),) * 2, "white")
    pen = ImageDraw.Draw(picture)
    for row in range(bits.size):
        for column in range(bits.size):
            if bits.is_dark(row, column):
                x, y = (column + 4) * module, (row + 4) * module
                pen.rectangle((x, y, x + module - 1, y + module - 1), fill="black")
    return picture


def cut_label(pdf: bytes, x: float, y: float, width: float, height: float) -> Image.Image:
    """A label cut from a page of the printed PDF (millimetres from the upper left corner), at 300 dpi."""
    import pypdfium2

    page = pypdfium2.PdfDocument(io.BytesIO(pdf))[0]
    picture = page.render(scale=300 / 72).to_pil()
    dots = 300 / 25.4
    return picture.crop(
        (round(x * dots), round(y * dots), round((x + width) * dots), round((y + height) * dots))
    )
