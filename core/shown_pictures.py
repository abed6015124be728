"""A picture of the store as a browser gets it."""

from __future__ import annotations

from flask import Response, current_app, request, send_file

from core.files import PhotoSize, photo_path


def sent_picture(sha256: str, *, keeps: int = 0) -> Response:
    """A picture, large or small (`?size=small`); a browser may keep it for so many seconds, and nobody on the way.

    Whether whoever asks may see it is for the route to know. Raises NotFound where the store does not hold it.
    """
    size: PhotoSize = "small" if request.args.get("size") == "small" else "large"
    path = photo_path(current_app.config["ECO_SETTINGS"].photo_folder, sha256, size)
    answer = send_file(path, mimetype="image/jpeg", max_age=keeps or None, conditional=True)
    answer.headers["Cache-Control"] = f"private, max-age={keeps}" if keeps else "private, no-store"
    return answer
