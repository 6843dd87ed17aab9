"""Whatever a name or a title holds, no output lets it act: not on a terminal, not in a CI log, not in a page."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from rich.console import Console

from lockstitch.model import Report
from lockstitch.renderers import RENDERERS, console, explain, terminal
from lockstitch.renderers.escape import visible


def drawn(report: Report) -> str:
    file = io.StringIO()
    console.draw(report, Console(file=file, width=100, color_system=None), verbose=True)
    return file.getvalue()


def explained(report: Report) -> str:
    return "".join(explain.chain(trace, report) for trace in report.matrix.traces)


OUTPUTS: dict[str, Callable[[Report], str]] = {
    **{name: renderer.render for name, renderer in RENDERERS.items()},
    "verbose": lambda report: terminal.render(report, verbose=True),
    "narrow": lambda report: terminal.render(report, width=30),
    "drawn": drawn,
    "explained": explained,
}


def obeyed(line: str) -> bool:
    """Whether a CI runner takes a line of a log for a command: GitHub's two forms, Azure Pipelines, TeamCity."""
    newer = re.match(r"\s*::[a-zA-Z][^:]*.*?::", line)
    return bool(newer or re.search(r"##\w*\[[^\]]+\]", line))


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("  ::error file=a::b", True),
        ("x ##[error]b", True),
        ("##vso[task.complete]", True),
        ("a.py::test_b::c", False),
        ("## heading [x]", False),
    ],
)
def test_the_runner_in_this_test_obeys(line: str, command: bool) -> None:
    assert obeyed(line) is command


@pytest.mark.parametrize("name", OUTPUTS)
def test_no_output_lets_a_text_act(poisoned: Report, name: str) -> None:
    text = OUTPUTS[name](poisoned)
    text.encode()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069]", text)
    commands = [line for line in text.split("\n") if obeyed(line)]
    assert len(commands) == (name == "github")
    assert OUTPUTS[name](poisoned) == text


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_text_is_shown_all_the_same(poisoned: Report, hostile: str, name: str) -> None:
    if name in {"terminal", "verbose", "drawn", "explained", "github"}:
        assert visible(hostile, 12).rstrip("…").split(" ")[0] in OUTPUTS[name](poisoned).replace("%25", "%")


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_report_about_nothing_is_said_too(name: str, green: Report) -> None:
    empty = Report(green.matrix, {}, (), (), (), "0.1.0")
    assert OUTPUTS[name](empty)


def test_every_renderer_ends_its_last_line(red: Report, green: Report) -> None:
    for renderer in RENDERERS.values():
        for report in (red, green):
            assert re.search(r"[^\n]\n\Z", renderer.render(report))
