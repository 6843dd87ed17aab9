"""What a run writes is read as what it is: a test can write there, too, and can break nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockstitch.prove import cases, pytest_
from lockstitch.prove.events import Events
from lockstitch.prove.job import Case, Failure

TEST = "tests/test_a.py::test_a"
START = {"event": "start", "test": TEST}
REPORT = {"event": "report", "test": TEST, "when": "call", "outcome": "failed", "text": "no"}


def told(folder: Path, *events: object, raw: bytes = b"") -> Events:
    rows = b"".join(json.dumps(event).encode() + b"\n" for event in events)
    (folder / "1.jsonl").write_bytes(rows + raw)
    found = Events(folder)
    found.read()
    return found


def test_what_is_no_event_is_passed_over(tmp_path: Path) -> None:
    found = told(
        tmp_path, 1, None, ["start"], "start", START, raw=b'{"event": "end"\n\xff\n{}\n{"event": "end", "test"'
    )
    assert [event.get("event") for event in found.all] == ["start", None]
    assert list(found.unfinished) == [TEST]


def test_the_rest_of_a_cut_line_is_read_once_it_is_there(tmp_path: Path) -> None:
    found = told(tmp_path, START, raw=b'{"event": "end", "test": ')
    with (tmp_path / "1.jsonl").open("ab") as file:
        file.write(json.dumps(TEST).encode() + b"}\n")
    found.read()
    assert not found.unfinished


@pytest.mark.parametrize("failure", [None, 1, "AssertionError", ["a"], {}])
def test_a_failure_of_another_shape_is_one_without_words(tmp_path: Path, failure: object) -> None:
    found = told(tmp_path, {"event": "phase", "test": TEST, "when": "call", "failure": failure}, REPORT)
    assert cases.read(found, 1) == {TEST: Case("failed", "call", Failure(""), "no")}


def test_a_collection_that_concerns_no_file_is_no_case(tmp_path: Path) -> None:
    events = [{"event": "uncollected", "node": node, "text": "E   OSError: no"} for node in ("", 3, "tests/test_a.py")]
    found = cases.read(told(tmp_path, *events), 1)
    assert found == {"tests/test_a.py": Case("error", "collection", Failure("OSError", "no"), "E   OSError: no")}


def test_lines_of_another_shape_are_none(tmp_path: Path) -> None:
    given = [None, 3, [1], {"a.py": 3}, {"a.py": [1, "2", -3, 4.0, True, 10**9]}, {"a.py": [5]}]
    found = told(tmp_path, *({"event": "lines", "test": TEST, "lines": lines} for lines in given))
    assert pytest_.lines_of(found) == {TEST: {"a.py": 1 << 1 | 1 << 5}}


VALUES = st.recursive(
    st.sampled_from([None, True, 0, 1.5, "", TEST, "call", "failed", "passed", "setup"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "frames", "a.py"]), inner),
    max_leaves=6,
)
KEYS = st.sampled_from(["test", "when", "outcome", "text", "failure", "node", "lines", "xfail", "passed"])
KINDS = st.sampled_from(
    ["start", "end", "report", "phase", "deselected", "uncollected", "lines", "module", "collected"]
)


@given(st.lists(st.tuples(KINDS, st.dictionaries(KEYS, VALUES)), max_size=6), st.sampled_from([None, 0, 1, -9]))
def test_nothing_that_is_written_there_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, events: list[tuple[str, dict[str, object]]], code: int | None
) -> None:
    found = told(tmp_path_factory.mktemp("events"), *({"event": kind, **words} for kind, words in events))
    assert all(isinstance(case, Case) for case in cases.read(found, code).values())
    assert all(isinstance(lines, int) for paths in pytest_.lines_of(found).values() for lines in paths.values())
