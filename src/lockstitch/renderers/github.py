"""Annotations on a pull request: workflow commands for GitHub Actions.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
GitHub shows 10 errors, 10 warnings and 10 notices of one step
(https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations); its runner cuts a message at 4,096
characters (https://github.com/actions/runner/blob/main/src/Runner.Worker/ExecutionContext.cs).
"""

from __future__ import annotations

from lockstitch import lines
from lockstitch.model import Finding, Report
from lockstitch.renderers import features, tally, waivers, words
from lockstitch.renderers.alerts import hint, message
from lockstitch.renderers.escape import attribute, data, visible

COMMANDS = {"error": "error", "warning": "warning", "note": "notice", "off": "notice"}
SHOWN = {"error": 10, "warning": 10, "notice": 9}
"""Annotations of one step; the tenth notice counts what was left out."""


def render(report: Report) -> str:
    """One command a finding, the most important first; then, for the log, what was examined, the features, the waivers
    and the verdict."""
    room = dict(SHOWN)
    commands = []
    for finding in words.ordered(report.findings):
        name = COMMANDS[finding.severity]
        if room[name]:
            room[name] -= 1
            commands.append(_command(name, finding))
    left = len(report.findings) - len(commands)
    last = words.verdict(report)
    if left:
        count = words.plural(left, "more finding")
        last = f"::notice title=lockstitch::{data(last)}; {count} without annotation: GitHub shows 10 of a kind"
    excused = [text for text in (words.excused(report),) if text]
    examined = (*tally.examined(report.matrix), *tally.sentences(report.matrix), *features.told(report))
    return "\n".join([*commands, *examined, *excused, *waivers.told(report), last]) + "\n"


def _command(name: str, finding: Finding) -> str:
    properties = [*_place(finding), ("title", f"lockstitch: {finding.rule}")]
    told = ",".join(f"{key}={attribute(value)}" for key, value in properties)
    step = f"\n→ {hint(finding)}" if finding.hint else ""
    return f"::{name} {told}::{data(message(finding) + step)}"


def _place(finding: Finding) -> list[tuple[str, str]]:
    """The file, the line, and the end of the run of lines that begins there or holds it."""
    if not finding.location:
        return []
    path, line = finding.location
    place = [("file", visible(path, 1000))]
    if line:
        last = next((end for first, end in lines.ranges(finding.lines) if first <= line <= end), line)
        place += [("line", str(line))] + ([("endLine", str(last))] if last > line else [])
    return place
