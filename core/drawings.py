"""Our own SVG drawings (icons, avatars, the mark) as vectors on a PDF page, and QR symbols.

Reads what our drawings use: paths, circles, ellipses, rectangles, lines and polygons, filled or stroked, in groups,
moved, scaled and turned.
Drawings are the project's own files; a picture that somebody sent is never drawn here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final
from xml.etree import ElementTree

from core.lettering import INK, Canvas
from core.qr import QrBits
from core.svg_paths import read_path

_INHERITED: Final = ("fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "opacity")
_TRANSFORM: Final = re.compile(r"(translate|scale|rotate)\(([^)]*)\)")
_CAPS: Final = {"butt": 0, "round": 1, "square": 2}
_JOINS: Final = {"miter": 0, "round": 1, "bevel": 2}


def draw_svg(
    canvas: Canvas, svg: str, x: float, y: float, width: float, height: float, colour: str = INK
) -> None:
    """Draw an SVG text into the box whose lower left corner is (x, y), in points, keeping its proportions.

    `colour` stands for `currentColor`. Raises ValueError for text that is no drawing of ours.
    """
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as fault:
        raise ValueError("this is no SVG drawing") from fault
    left, top, wide, high = _view_box(root)
    scale = min(width / wide, height / high)
    canvas.saveState()
    canvas.translate(x + (width - wide * scale) / 2, y + (height + high * scale) / 2)
    canvas.scale(scale, -scale)
    canvas.translate(-left, -top)
    frame = canvas.beginPath()
    frame.rect(left, top, wide, high)
    canvas.clipPath(frame, stroke=0, fill=0)
    _draw_children(canvas, root, {"fill": "#000000", "stroke": "none", "stroke-width": "1"}, colour)
    canvas.restoreState()


def draw_mark(
    canvas: Canvas, x: float, y: float, size: float, *, is_mono: bool = False, ink: str = "#000000"
) -> None:
    """The EcoWorks mark, two boards locked by a dovetail, in a square of `size` at (x, y); one ink where `is_mono`."""
    moss, oak, seam = (ink, "#FFFFFF", "#FFFFFF") if is_mono else ("#1F5B45", "#D9A871", "#FFFDF8")
    unit = size / 44
    canvas.saveState()
    canvas.translate(x, y + size)
    canvas.scale(unit, -unit)
    canvas.saveState()
    frame = canvas.beginPath()
    frame.roundRect(0, 0, 44, 44, 11)
    canvas.clipPath(frame, stroke=0, fill=0)
    canvas.setFillColor(moss)
    canvas.rect(0, 0, 44, 44, stroke=0, fill=1)
    canvas.setFillColor(oak)
    _draw_path(canvas, "M0 0H17V14L32 8V36L17 30V44H0Z", stroke=0, fill=1)
    canvas.setStrokeColor(seam)
    canvas.setLineWidth(2.5)
    _draw_path(canvas, "M17 0V14L32 8V36L17 30V44", stroke=1, fill=0)
    canvas.restoreState()
    if is_mono:
        canvas.setStrokeColor(ink)
        canvas.setLineWidth(2)
        canvas.roundRect(1, 1, 42, 42, 10, stroke=1, fill=0)
    canvas.restoreState()


def draw_symbol(canvas: Canvas, bits: QrBits, x: float, y: float, side: float) -> None:
    """The dark modules of a symbol in the present fill colour; (x, y) is its lower left corner, in points.

    An inline 1-bit mask of one sample a module: small, exact at any scale, and no picture object a label.
    """
    canvas.addLiteral(
        f"q {side:.3f} 0 0 {side:.3f} {x:.3f} {y:.3f} cm BI /W {bits.size} /H {bits.size} /IM true /BPC 1 "
        f"/D [1 0] /F /AHx ID {bits.rows.hex()}> EI Q"
    )


def _view_box(root: ElementTree.Element) -> tuple[float, float, float, float]:
    numbers = [float(part) for part in root.get("viewBox", "").replace(",", " ").split()]
    if len(numbers) != 4 or numbers[2] <= 0 or numbers[3] <= 0:
        raise ValueError("a drawing needs a viewBox")
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _draw_children(canvas: Canvas, parent: ElementTree.Element, style: dict[str, str], colour: str) -> None:
    inherited = {**style, **{name: value for name in _INHERITED if (value := parent.get(name)) is not None}}
    for child in parent:
        tag = str(child.tag).rpartition("}")[2]
        if tag != "g" and tag not in _OUTLINES:
            continue
        canvas.saveState()
        _transform(canvas, child.get("transform", ""))
        if tag == "g":
            _draw_children(canvas, child, inherited, colour)
        else:
            own = {**inherited, **{name: child.get(name, "") for name in _INHERITED if child.get(name)}}
            _draw_shape(canvas, _OUTLINES[tag](child), own, colour)
        canvas.restoreState()


def _transform(canvas: Canvas, text: str) -> None:
    """Apply `translate`, `scale` and `rotate`, the only ones that our drawings use."""
    for kind, listed in _TRANSFORM.findall(text):
        numbers = [float(number) for number in listed.replace(",", " ").split()]
        if kind == "translate":
            canvas.translate(numbers[0], numbers[1] if len(numbers) > 1 else 0)
        elif kind == "scale":
            canvas.scale(numbers[0], numbers[-1])
        else:
            x, y = numbers[1:3] if len(numbers) == 3 else (0.0, 0.0)
            canvas.translate(x, y)
            canvas.rotate(numbers[0])
            canvas.translate(-x, -y)


def _draw_shape(canvas: Canvas, d: str, style: dict[str, str], colour: str) -> None:
    fill, stroke = (_colour(style[name], colour) for name in ("fill", "stroke"))
    if fill:
        canvas.setFillColor(fill)
    if stroke:
        canvas.setStrokeColor(stroke)
        canvas.setLineWidth(float(style["stroke-width"]))
        canvas.setLineCap(_CAPS.get(style.get("stroke-linecap", ""), 0))
        canvas.setLineJoin(_JOINS.get(style.get("stroke-linejoin", ""), 0))
    opacity = float(style.get("opacity", "1"))
    if opacity < 1:  # only now: choosing a colour makes it opaque
        canvas.setFillAlpha(opacity)
        canvas.setStrokeAlpha(opacity)
    _draw_path(canvas, d, stroke=int(stroke is not None), fill=int(fill is not None))


def _draw_path(canvas: Canvas, d: str, *, stroke: int, fill: int) -> None:
    path = canvas.beginPath()
    for command, points in read_path(d):
        flat = [number for point in points for number in point]
        {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo, "Z": path.close}[command](*flat)
    canvas.drawPath(path, stroke=stroke, fill=fill, fillMode=1)


def _colour(value: str, current: str) -> str | None:
    if value in ("none", "transparent"):
        return None
    return current if value == "currentColor" else value


def _number(shape: ElementTree.Element, name: str) -> float:
    return float(shape.get(name, "0"))


def _rectangle(shape: ElementTree.Element) -> str:
    x, y, w, h = (_number(shape, name) for name in ("x", "y", "width", "height"))
    rx = float(shape.get("rx", shape.get("ry", "0")))
    r = min(rx, w / 2, h / 2)
    if r == 0:
        return f"M{x} {y}h{w}v{h}h{-w}Z"
    arc = f"a{r} {r} 0 0 1"
    return (
        f"M{x + r} {y}h{w - 2 * r}{arc} {r} {r}v{h - 2 * r}{arc} {-r} {r}"
        f"h{2 * r - w}{arc} {-r} {-r}v{2 * r - h}{arc} {r} {-r}Z"
    )


def _ellipse(shape: ElementTree.Element) -> str:
    cx, cy = _number(shape, "cx"), _number(shape, "cy")
    rx = _number(shape, "r") or _number(shape, "rx")
    ry = _number(shape, "r") or _number(shape, "ry")
    return f"M{cx - rx} {cy}a{rx} {ry} 0 1 1 {2 * rx} 0a{rx} {ry} 0 1 1 {-2 * rx} 0Z"


def _line(shape: ElementTree.Element) -> str:
    x1, y1, x2, y2 = (_number(shape, name) for name in ("x1", "y1", "x2", "y2"))
    return f"M{x1} {y1}L{x2} {y2}"


def _points(shape: ElementTree.Element) -> str:
    closed = "Z" if str(shape.tag).endswith("polygon") else ""
    return "M" + " ".join(shape.get("points", "0 0").replace(",", " ").split()) + closed


_OUTLINES: Final[dict[str, Callable[[Any], str]]] = {
    "path": lambda shape: str(shape.get("d", "")),
    "rect": _rectangle,
    "circle": _ellipse,
    "ellipse": _ellipse,
    "line": _line,
    "polyline": _points,
    "polygon": _points,
}
