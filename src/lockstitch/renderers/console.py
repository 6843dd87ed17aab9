"""The terminal's lines in colour: the one module that imports rich, which honours NO_COLOR and a dumb terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from lockstitch.model import Report
from lockstitch.renderers import terminal
from lockstitch.renderers.layout import Style

WIDEST = 120
"""Longer lines are hard to read, however wide the window is."""

STYLES: dict[Style, str] = {
    "": "",
    "heading": "bold",
    "strong": "bold",
    "quiet": "dim",
    "good": "green",
    "bad": "bold red",
    "unknown": "bold yellow",
    "warning": "yellow",
}


def draw(report: Report, console: Console, *, verbose: bool = False) -> None:
    """Draws what `terminal.render` writes; the terminal itself breaks a word that is wider than it."""
    for line in terminal.lines(report, verbose, min(console.width, WIDEST)):
        text = Text.assemble(*((span.text, STYLES[span.style]) for span in line))
        text.rstrip()
        console.print(text, soft_wrap=True)
