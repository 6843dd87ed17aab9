"""Annotations on a pull request: workflow commands for GitHub Actions.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
GitHub shows 10 errors, 10 warnings and 10 notices of one step
(https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations); its runner cuts a message at 4,096
characters (https://github.com/actions/runner/blob/main/src/Runner.Worker/ExecutionContext.cs).
"""

from __future__ import annotations

from lockstitch import lines
from lockstitch.model import Finding, Report
from lockstitch.renderers import tally, words
from lockstitch.renderers.escape import attribute, data, visible

COMMANDS = {"error": "error", "warning": "warning", "note": "notice", "off": "notice"}
SHOWN = {"error": 10, "warning": 10, "notice": 9}
"""Annotations of one step; the tenth notice counts what was left out."""
MESSAGE = 3000
HINT = 1000
"""Characters: message and hint stay below the runner's limit together."""
INPUTS = 20


def render(report: Report) -> str:
    """One command a finding, the most important first; then, for the log, what was examined and the verdict."""
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
    return "\n".join([*commands, *_examined(report), *tally.sentences(report.matrix), *excused, last]) + "\n"


def _examined(report: Report) -> list[str]:
    """The inputs as plain lines of the log, which never begin with what comes from outside."""
    inputs = sorted(report.matrix.inputs, key=lambda entry: not entry.fault)
    told = []
    for entry in inputs[:INPUTS]:
        held = f"cannot be used: {words.fault(entry.fault, entry.path)}" if entry.fault else entry.counts
        form = f" ({entry.format})" if entry.format else ""
        told.append(visible(f"examined {entry.kind} {entry.path}{form}: {held or 'read'}", MESSAGE))
    left = len(inputs) - INPUTS
    return [*told, f"examined {words.plural(left, 'more input')}"] if left > 0 else told


def _command(name: str, finding: Finding) -> str:
    properties = [*_place(finding), ("title", f"lockstitch: {finding.rule}")]
    told = ",".join(f"{key}={attribute(value)}" for key, value in properties)
    unknown = "cannot say: " if finding.verdict == "unknown" else ""
    message = unknown + visible(finding.message, MESSAGE)
    hint = f"\n→ {visible(finding.hint, HINT)}" if finding.hint else ""
    return f"::{name} {told}::{data(message + hint)}"


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
