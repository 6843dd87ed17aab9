"""The numbers of a change add up; where there are none, every file is accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockstitch import lines
from lockstitch.errors import Fault
from lockstitch.model import Change, ChangedFile, FileChange, Input, Report
from lockstitch.renderers import tally

if TYPE_CHECKING:
    from tests.renderers.conftest import Make


def said(make: Make, *files: tuple[FileChange, str, str]) -> list[str]:
    """What is said of changed files, each with its class and the state of its coverage (empty: not analysed)."""
    states: Any = {file.path: state for file, _, state in files if state}
    classes: Any = {file.path: kind for file, kind, _ in files}
    change = Change({file.path: file for file, _, _ in files})
    changed = tuple(ChangedFile(path, state) for path, state in states.items())
    return tally.sentences(make.report(change=change, classes=classes, changed=changed).matrix)


def edited(path: str, **changes: Any) -> FileChange:
    return FileChange(path, **{"status": "modified", "added": 2, **changes})


def test_the_line_that_everyone_greps_for(red: Report) -> None:
    assert tally.sentences(red.matrix) == [
        "changed statements 44 = 38 covered + 2 uncovered + 1 unmeasured + 3 excluded; 1 partial branch",
        "1 .sql file changed in a language that no report measures",
    ]


@given(st.lists(st.integers(0, 3), max_size=60), st.integers(1, 3))
def test_the_parts_add_up_to_the_whole(states: list[int], count: int) -> None:
    held = [lines.of(number for number, state in enumerate(states, 1) if state == part) for part in range(4)]
    files = tuple(ChangedFile(f"{n}.py", "measured", held[0], held[1], held[2], held[3]) for n in range(count))
    counted = tally.tally(files)
    assert counted.statements == sum(file.statements for file in files) == len(states) * count
    assert counted[:4] == tuple(states.count(part) * count for part in range(4))


def test_without_branch_data_no_branch_is_called_whole(make: Make) -> None:
    changed = (ChangedFile("a.py", "measured", covered=2),)
    report = make.report(change=Change({"a.py": edited("a.py")}), classes={"a.py": "product"}, changed=changed)
    assert tally.sentences(report.matrix) == [
        "changed statements 1 = 1 covered + 0 uncovered + 0 unmeasured + 0 excluded; branches not measured"
    ]


def test_no_change_is_said_with_its_reason(make: Make, green: Report) -> None:
    assert tally.sentences(make.report().matrix) == ['no change is judged: the base is "none"']
    lost = Input("change", "change", fault=Fault("origin/main is not in this clone"))
    assert tally.sentences(make.report(inputs=(lost,)).matrix) == ["the change is not known"]
    assert tally.sentences(green.matrix) == ["no change to judge"]


def test_files_without_product_are_counted_by_what_they_are(make: Make) -> None:
    assert said(
        make,
        (edited("README.md"), "support", ""),
        (edited("docs/conf.py"), "support", ""),
        (edited("noxfile.py"), "support", ""),
        (edited("tests/test_a.py"), "test", ""),
        (edited("tests/test_b.py"), "test", ""),
        (edited("gen/a_pb2.py"), "ignored", ""),
    ) == [
        "6 files changed, none holds a product statement that changed: "
        "2 documentation, 1 ignored file, 1 support file, 2 tests"
    ]


def test_product_files_without_a_statement_are_counted_by_why(make: Make) -> None:
    assert said(
        make,
        (edited("gone.py", status="deleted", added=0, removed=6), "product", ""),
        (edited("moved.py", status="renamed", added=0), "product", ""),
        (edited("less.py", added=0, removed=6), "product", "measured"),
        (edited("logo.png", added=0, binary=True), "product", ""),
        (edited("words.py"), "product", "measured"),
        (edited("unseen.py"), "product", "absent"),
    ) == [
        "6 files changed, none holds a product statement that changed: "
        "1 binary, 1 deleted, 2 with comments, docstrings or blank lines only, 2 without an added line"
    ]


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("unparsed", "1 with a syntax error"),
        ("stale", "1 with stale coverage"),
        ("", "1 that was not analysed"),
    ],
)
def test_nothing_to_do_is_not_claimed_of_a_file_that_nobody_could_read(make: Make, state: str, reason: str) -> None:
    claim = "1 file changed, none is known to hold a product statement that changed"
    assert said(make, (edited("a.py"), "product", state)) == [f"{claim}: {reason}"]


def test_other_languages_are_counted_and_said(make: Make) -> None:
    files = [(edited(name), "product", "foreign") for name in ("Makefile", "b.sql", "a.sql")]
    assert said(make, *files) == [
        "3 files changed, none holds a product statement that changed: 3 in another language",
        "2 .sql, 1 Makefile files changed in languages that no report measures",
    ]
