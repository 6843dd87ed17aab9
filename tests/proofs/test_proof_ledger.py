"""The proof ledger: what is written is read again, what is malformed is refused with its line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from lockstitch.errors import ReadError, UsageError
from lockstitch.load import Source
from lockstitch.model import Proof
from lockstitch.proofs import merged, read, renewed, text
from lockstitch.proofs.schema import schema
from lockstitch.proofs.table import LONGEST
from lockstitch.settings import Limits

Make = Callable[..., Proof]


def reading(
    tmp_path: Path, content: str | bytes, conflict: bool = False, limits: Limits | None = None
) -> tuple[Proof, ...]:
    path = tmp_path / "p.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(Source(str(path), "p.jsonl", limits or Limits()), conflict)


def refused(tmp_path: Path, content: str | bytes, **limits: int) -> list[str]:
    with pytest.raises(UsageError) as caught:
        reading(tmp_path, content, limits=Limits(**limits))
    return [str(fault).removeprefix("p.jsonl:") for fault in caught.value.faults]


def damaged(proof: Proof, **changed: Any) -> str:
    """The proof's line with some values changed, `...` for left out."""
    values = {**json.loads(text([proof])), **changed}
    return json.dumps({key: value for key, value in values.items() if value is not ...})


def test_what_is_written_is_read(tmp_path: Path, make_proof: Make) -> None:
    proofs = (make_proof(), make_proof(environment="cpython-3.13-linux", verdict="refuted", before="passed"))
    written = text(reversed(proofs))
    assert written.count("\n") == 2
    assert list(json.loads(written.splitlines()[0])) == list(Proof._fields)
    assert reading(tmp_path, written) == proofs


def test_a_proof_that_says_little_is_a_short_line(tmp_path: Path, make_proof: Make) -> None:
    bare = make_proof(kind="", message="", exercised={}, tool="", day=None, commits=(), base="", verdict="not-run")
    values = json.loads(text([bare]))
    assert not values.keys() & {"kind", "message", "exercised", "tool", "day"}
    assert reading(tmp_path, text([bare])) == (bare,)


@pytest.mark.parametrize("content", ["", "\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file_holds_no_proof(tmp_path: Path, content: str | bytes) -> None:
    assert reading(tmp_path, content) == ()


def test_lines_may_end_as_windows_ends_them(tmp_path: Path, make_proof: Make) -> None:
    assert reading(tmp_path, text([make_proof()]).replace("\n", "\r\n")) == (make_proof(),)


def test_a_missing_file_is_no_malformed_one(tmp_path: Path) -> None:
    with pytest.raises(ReadError):
        read(Source(str(tmp_path / "none.jsonl"), "none.jsonl"))


def test_lines_are_sorted_by_record_test_and_environment(make_proof: Make) -> None:
    keys = [("B", "a", "x"), ("A", "b", "y"), ("A", "b", "x"), ("A", "a", "z")]
    proofs = [make_proof(record=record, test=test, environment=where) for record, test, where in keys]
    lines = text(proofs).splitlines()
    assert [tuple(json.loads(line)[key] for key in Proof._fields[:3]) for line in lines] == sorted(keys)


def test_a_message_is_bounded(tmp_path: Path, make_proof: Make) -> None:
    once = reading(tmp_path, text([make_proof(message="x" * 5000)]))
    assert len(once[0].message) == LONGEST
    assert reading(tmp_path, text(once)) == once
    assert reading(tmp_path, text([make_proof(message="x" * LONGEST)]))[0].message == "x" * LONGEST


def test_what_is_no_line_of_a_file_is_not_written(tmp_path: Path, make_proof: Make) -> None:
    (found,) = reading(tmp_path, text([make_proof(exercised={"a.py": 0b1011 | 1 << 2_000_000})]))
    assert found.exercised == {"a.py": 0b1010}


def test_nothing_in_a_line_can_hide(tmp_path: Path, make_proof: Make) -> None:
    written = text([make_proof(test="tests/t_\udcff.py::test", message="\x1b[31m\u202e\nsecond")])
    assert written.isascii()
    assert written.count("\n") == 1
    assert reading(tmp_path, written)[0].test == "tests/t_\\udcff.py::test"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"verdikt": "proven"}, "unknown key 'verdikt'"),
        ({"verdict": ...}, "verdict is missing"),
        ({"verdict": "probably"}, "verdict must be one of proven, refuted"),
        ({"record": " "}, "record may not be empty"),
        ({"test": 7}, "test must be text, not 7"),
        ({"commits": "4f1c2ab"}, "commits must be a list of commit ids"),
        ({"commits": ["4f1c2ab"]}, "commits must be a whole commit id"),
        ({"test_hash": "xyz"}, "test_hash must be 32 hexadecimal digits"),
        ({"after": "proven"}, "after must be one of passed"),
        ({"day": "2026-02-30"}, "day must be a date"),
        ({"day": None}, "day must be a date"),
        ({"exercised": []}, "exercised must be a mapping"),
        ({"exercised": {"a.py": [[3, 1]]}}, "exercised must hold ascending runs"),
        ({"exercised": {"a.py": [[1, 5], [5, 6]]}}, "exercised must hold ascending runs"),
        ({"exercised": {"a.py": [[1, 10**12]]}}, "exercised must hold ascending runs"),
        ({"exercised": {"a.py": [[True, 2]]}}, "exercised must hold runs of lines"),
    ],
)
def test_a_value_that_is_none_is_refused(
    tmp_path: Path, make_proof: Make, changed: dict[str, object], told: str
) -> None:
    (found,) = refused(tmp_path, text([make_proof()]) + damaged(make_proof(), **changed))
    assert found.startswith(f"2: {told}")


@pytest.mark.parametrize(
    ("after", "before"), [("passed", "passed"), ("failed", "failed"), ("passed", "absent"), ("skipped", "failed")]
)
def test_what_its_outcomes_do_not_show_is_no_proof(tmp_path: Path, make_proof: Make, after: Any, before: Any) -> None:
    (found,) = refused(tmp_path, text([make_proof(after=after, before=before)]))
    assert found == f"1: is said to be proven, though its test {before} without the fix and {after} with it"
    claim = make_proof(after=after, before=before, verdict="inconclusive")
    assert reading(tmp_path, text([claim])) == (claim,)


@pytest.mark.parametrize("before", ["failed", "error", "timeout"])
def test_every_way_to_fail_without_the_fix_is_a_proof(tmp_path: Path, make_proof: Make, before: Any) -> None:
    assert reading(tmp_path, text([make_proof(before=before)]))[0].before == before


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "is not well-formed JSON"),
        ("[1]", "must be a mapping of fields, not a list"),
        ('{"record": "A", "record": "B"}', "'record' is given twice"),
        ('{"record": NaN}', "holds NaN"),
        ("[" * 100_000, "is nested too deeply"),
    ],
)
def test_a_line_that_is_no_proof_is_refused(tmp_path: Path, line: str, told: str) -> None:
    assert refused(tmp_path, line)[0].startswith(f"1: {told}")


def test_every_faulty_line_is_told(tmp_path: Path, make_proof: Make) -> None:
    content = "\n".join([damaged(make_proof(), record=""), text([make_proof()]), "{", damaged(make_proof(), day="x")])
    assert [found[:2] for found in refused(tmp_path, content)] == ["1:", "4:", "5:"]


def test_a_file_that_is_no_proof_ledger_is_left_early(tmp_path: Path) -> None:
    found = refused(tmp_path, "{}\n" * 1000)
    assert len(found) < 1000
    assert found[-1].endswith("has more faults than the first 100")


def test_limits_hold(tmp_path: Path, make_proof: Make) -> None:
    assert "limits.entries" in refused(tmp_path, "\n" * 50, entries=40)[0]
    assert refused(tmp_path, b"\xff\xfe\xfa")[0].startswith("1: is not valid UTF-8")


CONFLICT = "<<<<<<< HEAD\n{0}||||||| 1a2b3c4\n=======\n{1}>>>>>>> feature\n"


def test_a_conflict_is_told_with_the_way_out(tmp_path: Path, make_proof: Make) -> None:
    ours, theirs = text([make_proof()]), text([make_proof(environment="pypy-3.11-linux")])
    with pytest.raises(UsageError) as caught:
        reading(tmp_path, CONFLICT.format(ours, theirs))
    (fault,) = caught.value.faults
    assert (fault.line, fault.message) == (1, "holds a conflict that git left")
    assert fault.hint == "both sides can stand: lockstitch merge p.jsonl --output p.jsonl"
    assert len(reading(tmp_path, CONFLICT.format(ours, theirs), conflict=True)) == 2


def test_a_line_that_git_joined_is_read_as_the_newest(tmp_path: Path, make_proof: Make) -> None:
    old, new = make_proof(), make_proof(day=make_proof().day.replace(year=2027), verdict="refuted")  # type: ignore[union-attr]
    assert reading(tmp_path, text([old, new])) == (new,)
    assert reading(tmp_path, text([new]) + text([old])) == (new,)


def test_environments_do_not_speak_for_each_other(make_proof: Make) -> None:
    here, there = make_proof(verdict="refuted"), make_proof(environment="cpython-3.13-linux")
    assert merged([here], [there]) == (here, there)


def test_what_could_not_be_tried_stands_behind_what_was(make_proof: Make) -> None:
    lost = make_proof(verdict="inconclusive", after="absent", before="absent", day=date(2026, 9, 9))
    assert merged([make_proof()], [lost]) == merged([lost], [make_proof()]) == (make_proof(),)
    assert merged([lost]) == (lost,)


def test_of_one_day_the_worst_stands(make_proof: Make) -> None:
    proven, refuted = make_proof(), make_proof(verdict="refuted", before="passed")
    assert merged([proven], [refuted]) == merged([refuted, proven]) == (refuted,)
    flaky = make_proof(verdict="flaky")
    assert merged([proven], [flaky]) == merged([flaky], [proven]) == (flaky,)
    assert merged([proven], [make_proof(verdict="not-run", after="skipped")]) == (proven,)
    assert merged([proven._replace(day=None)], [proven]) == (proven,)


def test_what_was_run_now_stands_whatever_the_day(make_proof: Make) -> None:
    other = make_proof(record="SHOP-1")
    proven, refuted = make_proof(), make_proof(verdict="refuted", before="passed")
    assert renewed([refuted, other], [proven]) == (other, proven)
    assert renewed([refuted], []) == (refuted,)


def test_the_schema_says_what_the_reader_does(make_proof: Make) -> None:
    check = jsonschema.Draft202012Validator(schema())
    assert not list(check.iter_errors(json.loads(text([make_proof()]))))
    for changed in ({"verdict": ...}, {"day": "soon"}, {"commits": ["1a"]}, {"extra": 1}, {"exercised": {"a": [[1]]}}):
        assert list(check.iter_errors(json.loads(damaged(make_proof(), **changed)))), changed
