"""The points of a chart as SVG: hundreds stand on one page, and a template takes tenfold the time for them."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from dashboard.charts import Mark


def shape(kind: str, x: float, y: float) -> Markup:
    """The sign of an outlet around a point.

    >>> print(shape("circle", 6, 6))
    <circle class="mark" cx="6" cy="6" r="4"/>
    """
    return Markup(_shape(kind, x, y))


def _shape(kind: str, x: float, y: float) -> str:
    match kind:
        case "circle":
            return f'<circle class="mark" cx="{x}" cy="{y}" r="4"/>'
        case "square":
            return f'<rect class="mark" x="{x - 3.6}" y="{y - 3.6}" width="7.2" height="7.2"/>'
        case "diamond":
            return f'<path class="mark" d="M{x},{y - 5} l5,5 l-5,5 l-5,-5 z"/>'
        case _:
            return f'<path class="mark" d="M{x},{y - 4.8} l4.6,8.4 h-9.2 z"/>'


def points(marks: Iterable[Mark]) -> Markup:
    """Every point with its period, what its bound leaves possible, and its label."""
    return Markup("".join(map(_point, marks)))


def _point(mark: Mark) -> str:
    x, y = mark.x, mark.y
    words = ("bad" if mark.flagged else "") + (" past" if mark.standing else "")
    made = f'<g class="{words}">\n' if words else "<g>\n"
    if x - mark.start > 6:
        made += f'<line class="span" x1="{mark.start}" x2="{x}" y1="{y}" y2="{y}"/>'
    if mark.band:
        made += f'<rect class="band" x="{x - 5}" y="{mark.band[0]}" width="10" height="{mark.band[1]}"/>'
    if mark.direction == "up":
        made += f'<path class="whisker" d="M{x},{y - 5} v-13 m-3.5,4 l3.5,-4 l3.5,4"/>'
    elif mark.direction == "down":
        made += f'<path class="whisker" d="M{x},{y + 5} v13 m-3.5,-4 l3.5,4 l3.5,-4"/>'
    elif mark.direction == "about":
        made += f'<circle class="about" cx="{x}" cy="{y}" r="8"/>'
    made += _shape(mark.shape, x, y) + "\n"
    if mark.label:
        label = escape(mark.label)
        made += f'<text class="value" x="{x}" y="{mark.label_y}" text-anchor="{mark.anchor}">{label}</text>'
    return made + "</g>\n"
