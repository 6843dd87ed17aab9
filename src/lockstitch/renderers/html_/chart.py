"""Small drawings in SVG: a bar of parts, and columns over months. Colours are classes of the page's own style."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lockstitch.renderers.html_.markup import Html, join, tag

WIDTH, HEIGHT, LEFT, BELOW, LABEL = 560, 190, 34, 24, 52
"""Of the columns' drawing, in its own units; what is left for the scale and the months, and the width of one."""


class Column(NamedTuple):
    """One month's values, in the order of the chart's series."""

    label: str
    values: tuple[int, ...]


def bar(parts: Sequence[tuple[str, int]], words: str) -> Html:
    """(class, count) pairs side by side, as wide as they are many; `words` says the same."""
    total = sum(count for _, count in parts)
    drawn, at = [], 0.0
    for name, count in parts:
        width = 1000 * count / total if total else 0
        if count:
            drawn.append(tag("rect", x=f"{at:.1f}", y="0", width=f"{width:.1f}", height="10", class_=name))
        at += width
    return tag("svg", tag("title", words), *drawn, **_drawing("0 0 1000 10", "bar"), preserveAspectRatio="none")


def columns(months: Sequence[Column], series: Sequence[str], words: str) -> Html:
    """Grouped columns, one group a month; every column tells its number to a pointer and the table below to all."""
    top = _nice(max((max(month.values) for month in months), default=1))
    step = (WIDTH - LEFT) / max(len(months), 1)
    wide = min(step * 0.8 / len(series), 18)
    every = max(1, -(-len(months) // 7))
    drawn = [_grid(top, part) for part in range(5) if top * part % 4 == 0]
    for number, month in enumerate(months):
        start = LEFT + number * step + (step - wide * len(series)) / 2
        for place, value in enumerate(month.values):
            tall = (HEIGHT - BELOW - 10) * value / top
            told = tag("title", f"{month.label}, {series[place]}: {value}")
            box = {"x": start + place * wide, "y": HEIGHT - BELOW - tall, "width": wide * 0.88, "height": tall}
            size = {key: f"{amount:.1f}" for key, amount in box.items()}
            drawn.append(tag("rect", told, **size, rx="1.5", class_=f"s{place}") if value else Html())
        if number % every == 0:
            middle = min(LEFT + (number + 0.5) * step, WIDTH - LABEL / 2)
            drawn.append(tag("text", month.label, x=f"{middle:.1f}", y=str(HEIGHT - 6), text_anchor="middle"))
    return tag("svg", tag("title", words), *drawn, **_drawing(f"0 0 {WIDTH} {HEIGHT}", "columns"))


def spark(values: Sequence[int], words: str) -> Html:
    """A series without a scale, as high as a line of text."""
    most = max(values, default=0)
    drawn = []
    for place, value in enumerate(values):
        tall = max(2, 20 * value / most) if value else 1
        size = {"width": "5", "height": f"{tall:.1f}", "class_": "s0" if value else "excluded"}
        drawn.append(tag("rect", x=str(6 * place), y=f"{20 - tall:.1f}", **size))
    return tag("svg", tag("title", words), *drawn, **_drawing(f"0 0 {6 * max(len(values), 1)} 20", "spark"))


def legend(series: Sequence[str]) -> Html:
    keys = (
        tag(
            "li",
            tag("svg", tag("rect", width="10", height="10", rx="2", class_=f"s{n}"), viewBox="0 0 10 10", class_="key",
                aria_hidden="true"),
            name,
        )
        for n, name in enumerate(series)
    )  # fmt: skip
    return tag("ul", join(keys), class_="legend")


def _grid(top: int, part: int) -> Html:
    level = f"{HEIGHT - BELOW - (HEIGHT - BELOW - 10) * part / 4:.1f}"
    line = tag("line", x1=str(LEFT), x2=str(WIDTH), y1=level, y2=level)
    return join([line, tag("text", str(top * part // 4), x=str(LEFT - 6), y=level, dy=".32em", text_anchor="end")])


def _nice(most: int) -> int:
    """The next round number that four lines can stand for, at least 4: the top of the scale."""
    unit = 1
    while True:
        for factor in (4, 8, 20):
            if most <= factor * unit:
                return factor * unit
        unit *= 10


def _drawing(box: str, class_: str) -> dict[str, str]:
    return {"viewBox": box, "role": "img", "class_": class_}
