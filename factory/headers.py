"""Security headers, on every response whatever its status."""

from __future__ import annotations

from flask import Flask, Request, Response, current_app

from factory.cookies import this_request

CAMERA_ENDPOINTS = frozenset(
    {
        "inventory.scan_desk",
        "front_desk.choose_person",
        "front_desk.sign_in_by_card",
        "front_desk.help_person",
        "front_desk.lose_card",
        "front_desk.give_card",
    }
)
"""Pages with a camera: only they may compile the decoder's WebAssembly."""

MICROPHONE_ENDPOINTS = frozenset(
    {"words.show_text", "words.keep_one_clip", "words.correct_one", "words.approve_one"}
)
"""Pages on which somebody's voice may be recorded: only they may ask for the microphone."""

EMBEDDED_ENDPOINTS = frozenset({"impact.show_embed"})
"""Public pages that the sites named in the settings may show in a frame."""

_POLICY = (
    "default-src 'self'; script-src 'self'{wasm}; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; "
    "connect-src 'self'; media-src 'self' blob:; worker-src 'self'; manifest-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PLAIN_POLICY = _POLICY.format(wasm="")
CAMERA_POLICY = _POLICY.format(wasm=" 'wasm-unsafe-eval'")
PERMISSIONS = (
    "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), serial=(), "
    "accelerometer=(), gyroscope=(), magnetometer=(), display-capture=(), browsing-topics=()"
)
ALWAYS = {
    "Content-Security-Policy": PLAIN_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SPOKEN = PERMISSIONS.replace("microphone=()", "microphone=(self)")
CAMERA = {**ALWAYS, "Content-Security-Policy": CAMERA_POLICY}
YEAR_SECONDS = 31_536_000


def register_headers(app: Flask) -> None:
    """Set the headers after each request; a view may have set a stricter Cache-Control of its own."""
    app.after_request(_set_headers)


def _set_headers(response: Response) -> Response:
    headers, asked = response.headers, this_request()
    has_camera = asked.endpoint in CAMERA_ENDPOINTS or _is_decoder(asked)
    for name in ALWAYS.keys() & {name for name, _ in headers}:
        del headers[name]
    for name, value in (CAMERA if has_camera else ALWAYS).items():
        headers.add(name, value)
    if asked.endpoint in EMBEDDED_ENDPOINTS:
        headers["Content-Security-Policy"] = _framed_by(current_app.config["ECO_SETTINGS"].framing_hosts)
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if asked.endpoint in MICROPHONE_ENDPOINTS:
        headers["Permissions-Policy"] = SPOKEN
    if asked.is_secure:
        headers["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}; includeSubDomains"
    if asked.endpoint == "static":
        _cache_static(asked, response)
    elif "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return response


def _framed_by(hosts: list[str]) -> str:
    """The policy of a page that these hosts and our own may show in a frame, over HTTPS only."""
    named = " ".join(["'self'", *(f"https://{host}" for host in hosts)])
    return PLAIN_POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {named}")


def _is_decoder(asked: Request) -> bool:
    """A worker's own response carries its policy, so the decoder's script needs the word too."""
    name = (asked.view_args or {}).get("filename", "") if asked.endpoint == "static" else ""
    return name.endswith(".js") and ("worker" in name or "barcode" in name or "zxing" in name)


def _cache_static(asked: Request, response: Response) -> None:
    if asked.args.get("v") and response.status_code in (200, 304):
        response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"
