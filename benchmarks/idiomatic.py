"""The scan as the extensions' documentation shows it: ORM, Flask-Login, CSRF; none of our duties. To compare with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, request
from flask_login import LoginManager, UserMixin, current_user, login_required
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect, generate_csrf
from sqlalchemy import ForeignKey, Text, event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """A base of its own: nothing here touches the works' tables."""


def idiomatic_app(path: Path, codes: list[str]) -> Flask:
    """The app on a database of its own with a piece for each code."""
    app = Flask("idiomatic")
    app.config.update(SECRET_KEY="idiomatic" * 4, SQLALCHEMY_DATABASE_URI=f"sqlite:///{path}")
    orm = SQLAlchemy(model_class=Base)
    login = LoginManager(app)
    CSRFProtect(app)

    class Someone(UserMixin, orm.Model):  # type: ignore[name-defined,misc]
        id: Mapped[int] = mapped_column(primary_key=True)

    class Thing(orm.Model):  # type: ignore[name-defined,misc]
        id: Mapped[int] = mapped_column(primary_key=True)
        code: Mapped[str] = mapped_column(Text, unique=True)
        stage: Mapped[str] = mapped_column(Text)

    class Move(orm.Model):  # type: ignore[name-defined,misc]
        id: Mapped[str] = mapped_column(Text, primary_key=True)
        thing_id: Mapped[int] = mapped_column(ForeignKey("thing.id"))
        stage: Mapped[str] = mapped_column(Text)
        by_id: Mapped[int]

    @login.user_loader
    def load(someone_id: str) -> Any:
        return orm.session.get(Someone, int(someone_id))

    @app.get("/token")
    def token() -> str:
        return generate_csrf()

    @app.post("/scan")
    @login_required
    def scan() -> Response:
        body = request.get_json()
        thing = orm.session.execute(orm.select(Thing).filter_by(code=body["code"])).scalar_one()
        was, thing.stage = thing.stage, body["to"]
        orm.session.add(Move(id=body["id"], thing_id=thing.id, stage=body["to"], by_id=current_user.id))
        orm.session.commit()
        return jsonify({"code": thing.code, "stage": thing.stage, "was": was})

    orm.init_app(app)
    with app.app_context():
        event.listen(orm.engine, "connect", _durable)
        orm.create_all()
        orm.session.add(Someone(id=1))
        orm.session.add_all(Thing(code=code, stage="stored") for code in codes)
        orm.session.commit()
    return app


def _durable(connection: Any, _entry: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


def idiomatic_headers(app: Flask) -> dict[str, str]:
    """A signed-in browser's cookie and CSRF token."""
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["_user_id"], kept["_fresh"] = "1", True
    token = client.get("/token").get_data(as_text=True)
    cookie = client.get_cookie("session")
    return {"Cookie": f"session={cookie.value if cookie else ''}", "X-CSRFToken": token}
