"""Findings with their source and the next step, and those that do not fail: waived, or in the baseline."""

from __future__ import annotations

from lockstitch.model import BaselineEntry, Finding, Waived
from lockstitch.renderers import words
from lockstitch.renderers.html_.markup import Html, code, join, row, table, tag, text
from lockstitch.renderers.html_.page import Page, chip, more
from lockstitch.renderers.html_.source import Row, listing

MOST = 500
"""Findings, and waived ones, that are shown."""
TONES = {"error": "bad", "warning": "warn", "note": "", "off": ""}
HEADINGS = {"error": "Errors", "warning": "Warnings", "note": "Notes", "off": "Off"}


def section(page: Page) -> Html:
    """The most important first, in groups of one severity."""
    found = words.ordered(page.report.findings)
    if not found:
        return tag("p", "No finding.", class_="quiet")
    parts = []
    for severity in words.SEVERITIES:
        group = [finding for finding in found[:MOST] if finding.severity == severity]
        count = sum(finding.severity == severity for finding in found)
        if count:
            parts += [tag("h3", f"{HEADINGS[severity]} ({count})"), *(_finding(page, each) for each in group)]
    return join([*parts, more(len(found) - MOST, "finding", "lockstitch check --format json holds them")], "\n")


def _finding(page: Page, finding: Finding) -> Html:
    tone = TONES[finding.severity] if finding.verdict == "broken" else "unknown"
    said = finding.severity if finding.verdict == "broken" else f"cannot be judged ({finding.severity})"
    head = [chip(said, tone), tag("strong", finding.rule)]
    head += [page.named(finding.record)] if finding.record else []
    head += [code(str(finding.location))] if finding.location else []
    parts = [tag("p", join(head, " "), class_="line"), tag("p", text(finding.message, 2000)), _excerpt(finding)]
    hint = tag("p", tag("strong", "Next step: "), text(finding.hint, 2000), class_="hint") if finding.hint else Html()
    return tag("article", *parts, hint, class_=f"finding {tone}".strip())


def _excerpt(finding: Finding) -> Html:
    if not finding.excerpt:
        return Html()
    marked = ((n, bool(finding.lines >> n & 1), written) for n, written in finding.excerpt)
    rows = (Row(n, "never" if mark else "", "▸" if mark else "", written) for n, mark, written in marked)
    return listing(rows, f"Source in {finding.location.path[:200] if finding.location else ''}")


def excused(page: Page) -> Html:
    """By whose word a finding does not fail, and until when."""
    waived = sorted(page.report.waived, key=lambda each: (isinstance(each.by, BaselineEntry), words.rank(each.finding)))
    if not waived:
        return tag("p", "Nothing is waived, and the baseline is empty.", class_="quiet")
    head = ("rule", "record", "what", "by whose word")
    told = tag("p", f"{words.excused(page.report)}.", class_="equation")
    rows = (_waived(page, each) for each in waived[:MOST])
    left = more(len(waived) - MOST, "finding", "lockstitch check --format json holds them")
    return join([told, table(head, rows, "Waivers and baseline"), left])


def _waived(page: Page, waived: Waived) -> Html:
    finding = waived.finding
    subject = page.named(finding.record) if finding.record else code(str(finding.location or ""))
    return row(code(finding.rule), subject, text(finding.message, 600), text(words.pardon(waived.by), 600))
