"""Outputs: one file a format. A renderer is a pure function from the report to text."""

from __future__ import annotations

from typing import Protocol

from lockstitch.model import Report
from lockstitch.renderers import github, json_, markdown, terminal


class Renderer(Protocol):
    """A module of this shelf."""

    def render(self, report: Report) -> str:
        """The whole output, neutral against whatever the names and titles of the project hold."""


RENDERERS: dict[str, Renderer] = {
    "terminal": terminal,
    "json": json_,
    "markdown": markdown,
    "github": github,
}
