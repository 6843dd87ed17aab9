"""What a person reads in front of a red build."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lockstitch import lines
from lockstitch.errors import Fault
from lockstitch.model import Input, Location, Report, Stray
from lockstitch.renderers import terminal
from lockstitch.settings import Level

if TYPE_CHECKING:
    from tests.renderers.conftest import Make

GOLDEN = Path(__file__).parents[2] / "fixtures" / "renderers"


def section(text: str, heading: str) -> list[str]:
    """The lines below a heading, up to the next one."""
    rows = text.split("\n")
    start = next(index for index, row in enumerate(rows) if row == heading or row.startswith(f"{heading} ("))
    end = next(index for index, row in enumerate(rows) if index > start and row and not row.startswith(" "))
    return rows[start + 1 : end]


def test_the_whole_of_a_red_build(red: Report) -> None:
    assert terminal.render(red) == (GOLDEN / "terminal-red.txt").read_text("utf-8")


def test_a_green_build_is_short_and_says_what_it_rests_on(green: Report) -> None:
    text = terminal.render(green)
    assert "records   defects.yml  ledger  1 record: 1 defect" in text
    assert "no change to judge" in text
    assert "errors" not in text
    assert "besides" not in text
    assert text.endswith("\n1 rule holds\nthe gate holds\n")


def test_the_verdict_is_the_last_line(make: Make) -> None:
    unknown = make.report(findings=(make.finding(verdict="unknown"),))
    assert terminal.render(unknown).endswith("\ncannot say (exit 3)\n")


def test_the_rules_are_wrapped(make: Make) -> None:
    verdicts = {f"a-rule-with-a-name-{n}": "unknown" for n in range(8)}
    rows = terminal.render(make.report(verdicts=verdicts)).split("\n")
    assert rows[-5].startswith("0 rules hold, 8 unknown (a-rule-with-a-name-0,")
    assert max(map(len, rows)) <= terminal.WIDTH


def test_nothing_examined_is_said(make: Make) -> None:
    assert section(terminal.render(make.report()), "examined") == ["  nothing", ""]


def test_inputs_are_folded_but_never_a_fault(make: Make) -> None:
    fault = Fault("is empty (0 bytes)", "build/r29.xml", hint="did it run?")
    inputs = [Input("results", f"build/r{n}.xml", "junit", "3 tests: 3 passed") for n in range(30)]
    inputs[29] = inputs[29]._replace(counts="", fault=fault)
    report = make.report(inputs=tuple(inputs))
    rows = section(terminal.render(report), "examined")
    assert rows[20:24] == [
        "  results   build/r29.xml  junit  cannot be used",
        "            ✗ is empty (0 bytes)",
        "            → did it run?",
        "  9 more, read without a fault; --verbose shows all",
    ]
    assert len(section(terminal.render(report, verbose=True), "examined")) == 33


def test_an_input_without_counts_or_format_was_read_all_the_same(make: Make) -> None:
    rows = section(terminal.render(make.report(inputs=(Input("change", "main..HEAD"),))), "examined")
    assert rows[0] == "  change    main..HEAD    read"


def test_a_long_format_is_cut(make: Make) -> None:
    inputs = (Input("results", "a.xml", "f" * 50, "1 test"), Input("results", "b.xml", "junit", "2 tests"))
    rows = section(terminal.render(make.report(inputs=inputs)), "examined")
    assert rows[0] == f"  results   a.xml  {'f' * 19}…  1 test"
    assert rows[1] == f"  results   b.xml  {'junit':<20}  2 tests"


def test_a_long_path_does_not_push_the_others_away(make: Make) -> None:
    far, near = "b" * 60 + ".xml", "a.xml"
    rows = section(
        terminal.render(make.report(inputs=tuple(Input("results", p, "junit", "1 test") for p in (far, near)))),
        "examined",
    )
    assert rows[:2] == [f"  results   {far}  junit  1 test", "  results   a.xml  junit  1 test"]


def test_few_records_are_all_shown(make: Make) -> None:
    report = make.report(*(make.trace(f"S-{n}") for n in range(20)))
    assert sum(row.startswith("  S-") for row in section(terminal.render(report), "records")) == 20


@pytest.mark.parametrize(("short", "shown"), [(0, 0), (3, 3), (50, 50), (70, 50)])
def test_of_many_records_those_that_fall_short_are_shown(make: Make, short: int, shown: int) -> None:
    report = make.report(*(make.trace(f"S-{n}", Level.NONE if n < short else Level.PASSED) for n in range(400)))
    rows = section(terminal.render(report), "records")
    assert sum(row.startswith("  S-") for row in rows) == shown
    assert f"  {400 - shown} more, of them {short - shown} short; --verbose shows all" in rows
    everything = section(terminal.render(report, verbose=True), "records")
    assert sum(row.startswith("  S-") for row in everything) == 400
    assert not any("more" in row for row in everything)


def test_the_gap_of_a_held_record_is_shown_on_demand(make: Make) -> None:
    report = make.report(make.trace())
    gap = "no test of SHOP-12 runs a line of its fix"
    assert gap not in terminal.render(report)
    assert gap in terminal.render(report, verbose=True)


def test_a_long_title_keeps_to_its_line(make: Make) -> None:
    report = make.report(make.trace(record=make.record(title="Basket " * 40)))
    row = next(row for row in terminal.render(report).split("\n") if row.startswith("  SHOP-12"))
    assert len(row) <= terminal.WIDTH
    assert row.endswith("Basket Bask…")


def test_strays_of_no_declared_source_are_counted(make: Make) -> None:
    at = Location("tests/test_a.py", 3)
    strays = tuple(Stray(f"X-{n}", "t", at, declared=n > 6) for n in range(9))
    text = terminal.render(make.report(strays=strays))
    assert "7 references to ids that no record has: X-0, X-1, X-2, X-3, X-4 and 2 more" in text
    verbose = terminal.render(make.report(strays=strays), verbose=True)
    assert "7 references to ids that no record has: X-0, X-1, X-2, X-3, X-4, X-5, X-6\n" in verbose
    assert "references" not in terminal.render(make.report(strays=strays[7:]))


def test_findings_are_grouped_by_severity(red: Report) -> None:
    text = terminal.render(red)
    assert text.index("errors (3)") < text.index("warnings (1)") < text.index("notes (1)")
    assert "  ? untrusted-report  build/e2e.xml:812" in section(text, "errors")
    assert "  ! late-review  SHOP-13  defects.yml:31" in section(text, "warnings")


def test_many_findings_are_counted(make: Make) -> None:
    report = make.report(findings=tuple(make.finding(record=f"S-{n}") for n in range(61)))
    text = terminal.render(report)
    assert text.count("✗ untested-defect") == 50
    assert "errors (61)" in text
    assert "\n\n  11 more, 61 in all; --verbose shows all\n" in text
    assert terminal.render(report, verbose=True).count("✗ untested-defect") == 61


def test_an_excerpt_marks_its_lines_and_shows_its_gaps(make: Make) -> None:
    source = ((8, "a"), (9, "\tb"), (120, "c" * 200))
    finding = make.finding(lines=lines.of([9]), excerpt=source, location=Location("a.py", 9))
    rows = section(terminal.render(make.report(findings=(finding,))), "errors")
    assert rows[3:7] == [
        "        8 │ a",
        "    ▸   9 │     b",
        "        ⋮",
        "      120 │ " + "c" * 87 + "…",
    ]


def test_a_long_excerpt_is_cut(make: Make) -> None:
    finding = make.finding(excerpt=tuple((n, "x") for n in range(1, 21)))
    report = make.report(findings=(finding,))
    assert "      8 more lines; --verbose shows all" in terminal.render(report).split("\n")
    assert terminal.render(report, verbose=True).count("│ x") == 20


def test_waivers_are_named_on_demand(red: Report) -> None:
    assert "covered by the provider's" not in terminal.render(red)
    text = terminal.render(red, verbose=True)
    assert "untested-defect SHOP-9: waived until 2027-01-31 by payments (external): covered by the" in text
    assert "unexercised-fix SHOP-14: in the baseline, defects.yml:40" in text


def test_what_does_not_fail_has_a_heading_of_its_own(make: Make, red: Report) -> None:
    assert section(terminal.render(make.report(notes=("a note",))), "besides") == ["  · a note", ""]
    waived = make.report(waived=red.waived[:1])
    told, reason, *_ = section(terminal.render(waived), "besides")
    assert told == "  · 1 finding waived until 2027-01-31"
    assert "untested-defect SHOP-9: waived until 2027-01-31 by payments (external)" in reason


def test_ten_waivers_are_told_with_their_reason_the_baseline_is_counted(make: Make, red: Report) -> None:
    many = make.report(waived=red.waived[:1] * 12)
    assert sum("by payments (external)" in row for row in section(terminal.render(many), "besides")) == 10
    assert sum("by payments (external)" in row for row in section(terminal.render(many, verbose=True), "besides")) == 12


@pytest.mark.parametrize("width", [60, 100, 140])
def test_lines_keep_to_the_width(red: Report, width: int) -> None:
    prose = [
        row for row in terminal.render(red, width=width).split("\n") if "hold" not in row and "requires" not in row
    ]
    assert max(map(len, prose)) <= max(width, 92)
