"""The clients that tests browse with: `PageClient` checks every page that it loads, and sends forms as people do."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.db import db
from tests.markup import Element, read_html
from tests.page_rules import faults_of

REDIRECTS = (301, 302, 303, 307, 308)


class Client(FlaskClient):
    """A client whose requests run in a context of their own, as on a server.

    A test that has the app's context open would otherwise share its database scope with the views.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request; the test's own reads are ended, so that it sees afterwards what the view wrote."""
        if has_app_context():
            db.session.rollback()
        response: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        return response


@dataclass(frozen=True)
class Page:
    """A page as it came: status, where it is, its tree, and the response itself."""

    url: str
    response: TestResponse
    tree: Element

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status_code

    @property
    def heading(self) -> str:
        """The text of the h1."""
        return self.tree.one("h1").text

    @property
    def text(self) -> str:
        """All visible text."""
        return self.tree.text

    @property
    def links(self) -> list[str]:
        """The addresses of its links."""
        return [link.get("href") for link in self.tree.all("a") if link.has("href")]

    def form(self, action: str = "", submit: str = "") -> Element:
        """The form that posts to `action` (part of it) or has a button reading `submit`; fails if not just one."""
        forms = [
            form
            for form in self.tree.all("form")
            if action in (form.get("action") or urlsplit(self.url).path)
        ]
        if submit:
            forms = [form for form in forms if any(submit in button.text for button in form.all("button"))]
        assert len(forms) == 1, (
            f"{len(forms)} forms with action {action!r} and button {submit!r} on {self.url}"
        )
        return forms[0]


class PageClient:
    """Browses the app and polices each page: the status declared, one h1 that the title equals, labels, headers."""

    def __init__(self, app: Flask, is_write_open: Callable[[], bool] = lambda: False) -> None:
        self.app = app
        self.client: Client = Client(app, use_cookies=True)
        self.is_write_open = is_write_open

    def get(self, url: str, status: int = 200, **more: Any) -> Page:
        """Load a page, which must answer with `status`."""
        return self._police(url, self.client.get(url, **more), status)

    def post(self, url: str, data: Mapping[str, Any] | None = None, status: int = 303, **more: Any) -> Page:
        """Post to an address, which must answer with `status`; a redirect is followed and its page returned."""
        response = self.client.post(url, data=data, **more)
        if response.status_code in REDIRECTS and status in REDIRECTS:
            self._check_nothing_open(url)
            return self.get(_local(response.location))
        return self._police(url, response, status)

    def submit(
        self,
        page: Page,
        data: Mapping[str, Any] | None = None,
        *,
        action: str = "",
        button: str = "",
        status: int = 303,
    ) -> Page:
        """Send a form of `page` with its own hidden and filled-in fields, `data` over them."""
        form = page.form(action, button)
        values = {**fields_of(form, button), **(data or {})}
        target = form.get("action") or page.url
        if form.get("method", "get").lower() == "get":
            return self.get(target, query_string=values)
        return self.post(target, values, status)

    def _check_nothing_open(self, url: str) -> None:
        assert not self.is_write_open(), f"{url} left a write transaction open"

    def _police(self, url: str, response: TestResponse, status: int) -> Page:
        self._check_nothing_open(url)
        body = response.get_data(as_text=True)
        assert response.status_code == status, (
            f"{url}: {response.status_code}, expected {status}: {body[:400]}"
        )
        tree = read_html(body)
        if status in REDIRECTS:
            return Page(url, response, tree)
        faults = faults_of(tree, dict(response.headers))
        assert not faults, f"{url}: " + "; ".join(faults)
        return Page(url, response, tree)


def fields_of(form: Element, button: str = "") -> dict[str, Any]:
    """What a browser would send of a form that nobody has touched, with the named button pressed."""
    values: dict[str, Any] = {}
    for element in form.all("input"):
        kind = element.get("type", "text")
        if not element.get("name") or kind in ("submit", "button", "file", "image"):
            continue
        if kind in ("checkbox", "radio") and not element.has("checked"):
            continue
        values[element.get("name")] = element.get("value", "on" if kind in ("checkbox", "radio") else "")
    for element in form.all("textarea"):
        values[element.get("name")] = "".join(child for child in element.children if isinstance(child, str))
    for element in form.all("select"):
        options = element.all("option")
        if element.has("multiple"):
            values[element.get("name")] = [
                option.get("value") for option in options if option.has("selected")
            ]
            continue
        chosen = [option for option in options if option.has("selected")] or options[:1]
        values[element.get("name")] = chosen[0].get("value", chosen[0].text) if chosen else ""
    for element in form.all("button"):
        if button and button in element.text and element.get("name"):
            values[element.get("name")] = element.get("value")
    values.pop("", None)
    return values


def _local(location: str) -> str:
    parts = urlsplit(location)
    return parts.path + (f"?{parts.query}" if parts.query else "")
