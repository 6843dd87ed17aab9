"""The `--help` of a command as a page: what it is given, what comes out, and the rest, each under its own heading."""

from __future__ import annotations

import click

SECTIONS = {
    "What is examined": (
        "repo", "records", "results", "coverage", "base", "config", "scope", "pre_push", "static", "since", "sources",
        "select", "snapshot",
    ),
    "What comes out": (
        "form", "format_", "output", "quiet", "verbose", "write", "report", "dry_run", "keep", "ci", "hook", "noted",
        "by", "months",
    ),
}  # fmt: skip
"""Heading → the options below it, by the names that their values have; all others stand under "Options"."""


class Page(click.Command):
    """A command with its options under headings. Without examined inputs one heading is enough."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows: dict[str, list[tuple[str, str]]] = {heading: [] for heading in (*SECTIONS, "Options")}
        for param in (param for param in self.get_params(ctx) if isinstance(param, click.Option)):
            heading = next((title for title, names in SECTIONS.items() if param.name in names), "Options")
            if record := param.get_help_record(ctx):
                rows[heading].append(record)
        for heading, records in rows.items():
            if records:
                with formatter.section(heading):
                    formatter.write_dl(records)
