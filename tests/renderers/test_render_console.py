"""Colour adds nothing but colour."""

from __future__ import annotations

import io
import re
import subprocess
import sys

import pytest
from rich.console import Console

from lockstitch.model import Report
from lockstitch.renderers import console, terminal

STYLE = re.compile(r"\x1b\[([\d;]*)m")


def drawn(report: Report, width: int = 100, verbose: bool = False) -> str:
    file = io.StringIO()
    target = Console(file=file, width=width, force_terminal=True, color_system="standard", legacy_windows=False)
    console.draw(report, target, verbose=verbose)
    return file.getvalue()


@pytest.mark.parametrize("verbose", [False, True])
def test_both_drawings_say_the_same(red: Report, verbose: bool) -> None:
    assert STYLE.sub("", drawn(red, verbose=verbose)) == terminal.render(red, verbose=verbose)


def test_the_width_is_the_consoles_up_to_a_readable_one(red: Report) -> None:
    assert STYLE.sub("", drawn(red, width=64)) == terminal.render(red, width=64)
    assert STYLE.sub("", drawn(red, width=300)) == terminal.render(red, width=console.WIDEST)


def test_the_verdict_has_its_colour(red: Report, green: Report) -> None:
    assert "\x1b[1;31mbroken: 2 findings" in drawn(red)
    assert "\x1b[32mthe gate holds" in drawn(green)


def test_what_is_bad_stands_out_from_what_is_not(red: Report) -> None:
    rows = drawn(red).split("\n")
    (fault,) = (row for row in rows if "cannot be used" in row)
    assert fault.endswith("\x1b[1;31mcannot be used\x1b[0m")
    assert next(row for row in rows if "changed statements" in row).startswith("  \x1b[1mchanged")
    assert next(row for row in rows if ".sql file" in row).startswith("  \x1b[2m1 .sql")
    assert any(row.endswith("│ \x1b[0m\x1b[2mdef refund(self):\x1b[0m") for row in rows)
    assert any(row.endswith("│ \x1b[0m    if self.paid:") for row in rows)


def test_details_are_folded_unless_asked_for(red: Report) -> None:
    file = io.StringIO()
    console.draw(red, Console(file=file, width=100, color_system=None))
    assert file.getvalue() == terminal.render(red)


def test_no_color_is_honoured(red: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    codes = {code for style in STYLE.findall(drawn(red)) for code in style.split(";")}
    assert codes <= {"0", "1", "2"}  # reset, bold and dim are no colours


def test_nothing_but_style_reaches_the_terminal(poisoned: Report) -> None:
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", STYLE.sub("", drawn(poisoned)))


def test_rich_is_imported_only_to_draw() -> None:
    seen = "import sys, lockstitch.renderers.explain; print('rich' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
