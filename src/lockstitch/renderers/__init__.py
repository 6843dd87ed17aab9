"""Outputs: one file a format. A renderer is a pure function from the report to text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from lockstitch import lazy
from lockstitch.model import Report

if TYPE_CHECKING:
    from lockstitch.renderers import comment, github, gitlab, html_, json_, junit, markdown, sarif, terminal
else:
    comment, github, gitlab, html_, json_, junit, markdown, sarif, terminal = lazy.modules(
        __name__, "comment", "github", "gitlab", "html_", "json_", "junit", "markdown", "sarif", "terminal"
    )


class Renderer(Protocol):
    """A module of this shelf."""

    def render(self, report: Report) -> str:
        """The whole output, neutral against whatever the names and titles of the project hold."""


RENDERERS: dict[str, Renderer] = {
    "terminal": terminal,
    "json": json_,
    "markdown": markdown,
    "github": github,
    "html": html_,
    "sarif": sarif,
    "junit": junit,
    "gitlab": gitlab,
    "comment": comment,
}
