"""A comment on a pull request: the job summary, below a hidden mark by which `lockstitch comment` finds it again.

GitHub refuses a comment of more than 65,536 characters, so rows are left out, and counted, before it comes to that.
"""

from __future__ import annotations

from lockstitch.model import Report
from lockstitch.renderers import markdown

MARK = "<!-- lockstitch -->\n"
LIMIT = 65_000
"""Bytes of UTF-8."""
FULL = "a comment holds 64 KiB; the job summary has all"


def render(report: Report) -> str:
    """The comment's text, the mark first."""
    return MARK + markdown.page(report, LIMIT, FULL)
