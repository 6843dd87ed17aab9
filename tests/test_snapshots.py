"""The snapshot file: what is written comes back, and what is no snapshot is refused with its cause."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockstitch import lines, snapshots
from lockstitch.errors import ReadError
from lockstitch.load import Source
from lockstitch.model import Covered
from lockstitch.settings import Config, Paths

COMMIT = "4f1c2ab90d" + "0" * 30
CONFIG = Config("/repo")
SOURCE = Source("/repo/s.gz", "s.gz")
PLAIN = {
    "schema": snapshots.SCHEMA,
    "tool": "1",
    "commit": COMMIT,
    "configuration": "x",
    "files": {"a.py": ["1-3", "5"]},
}
SETS = st.sets(st.integers(0, 300), max_size=40).map(lines.of)


def packed(**changes: Any) -> bytes:
    return gzip.compress(json.dumps({**PLAIN, **changes}).encode())


EXITS = st.dictionaries(st.sampled_from([(0, 2), (1, 2), (2, 2), (7, 12)]), SETS, max_size=4)


@given(
    st.dictionaries(
        st.text(max_size=12), st.builds(lambda a, b, c: Covered(a, b & ~a, c), SETS, SETS, EXITS), max_size=6
    )
)
def test_what_is_written_comes_back(files: dict[str, Covered]) -> None:
    found = snapshots.parsed(snapshots.dumped(COMMIT, CONFIG, files), SOURCE)
    assert (found.commit, found.configuration) == (COMMIT, snapshots.configuration(CONFIG))
    assert found.files == files


def test_the_same_content_is_the_same_bytes() -> None:
    one = snapshots.dumped(COMMIT, CONFIG, {"b": Covered(2, 4), "a": Covered(8, 0)})
    assert one == snapshots.dumped(COMMIT, CONFIG, {"a": Covered(8, 0), "b": Covered(2, 4)})


def test_the_first_form_without_branches_is_read() -> None:
    found = snapshots.parsed(packed(schema="lockstitch/snapshot/1"), SOURCE)
    assert (found.files["a.py"], found.has_branches) == (Covered(lines.of([1, 2, 3]), lines.of([5])), False)


def test_branches_take_little_room() -> None:
    """A thousand files of two hundred branches each: the file grows by less than a half."""
    every = {f"src/{n}.py": Covered(lines.span(1, 999), 0) for n in range(200)}
    exits = {(2, 2): lines.of(range(1, 999, 9)), (1, 2): lines.of(range(4, 999, 70))}
    plain, full = (
        len(snapshots.dumped(COMMIT, CONFIG, {path: file._replace(exits=held) for path, file in every.items()}))
        for held in ({}, exits)
    )
    assert full < 3 * plain


def test_a_line_that_is_both_is_covered() -> None:
    found = snapshots.parsed(packed(files={"a.py": ["1-3", "3-5"]}), SOURCE).files["a.py"]
    assert found == Covered(lines.of([1, 2, 3]), lines.of([4, 5]))


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", "cut off"),
        (b"plain", "no gzip"),
        (packed()[:-20], "cut off"),
        (gzip.compress(b"no json"), "holds no JSON"),
        (gzip.compress(b"[" * 100_000), "holds no JSON"),
        (gzip.compress(b"[]"), "schema"),
        (packed(schema="lockstitch/snapshot/3"), "schema"),
        (packed(commit="main"), "names no commit"),
        (packed(commit=None), "lacks"),
        (packed(files=[]), "lacks"),
        (packed(files={"a.py": "1"}), "cannot be read"),
        (packed(files={"a.py": ["1"]}), "cannot be read"),
        (packed(files={"a.py": ["3-1", ""]}), "cannot be read"),
        (packed(files={"a.py": ["x", ""]}), "cannot be read"),
        (packed(files={"a.py": ["-5", ""]}), "cannot be read"),
        (packed(files={"a.py": ["1-99999999999", ""]}), "cannot be read"),
        (packed(files={"a.py": ["9" * 5000, ""]}), "cannot be read"),
        (packed(files={"a.py": ["1", "", ""]}), "cannot be read"),
        (packed(files={"a.py": ["1", "", "2/1:1"]}), "cannot be read"),
        (packed(files={"a.py": ["1", "", "1/2"]}), "cannot be read"),
        (packed(files={"a.py": ["1", "", "1/2:x"]}), "cannot be read"),
        (packed(files={"a.py": ["1", "", f"1/{'9' * 5000}:1"]}), "cannot be read"),
        (packed(files={"a.py": ["1", "", "1/2:1", ""]}), "cannot be read"),
    ],
    ids=range(23),  # gzip holds the time, which would be a part of the name
)
def test_what_is_no_snapshot_is_refused_with_its_cause(data: bytes, cause: str) -> None:
    with pytest.raises(ReadError, match=cause):
        snapshots.parsed(data, SOURCE)


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "LARGEST", 1000)
    with pytest.raises(ReadError, match="more than 1,000 bytes"):
        snapshots.parsed(gzip.compress(b" " * 100_000), SOURCE)


def test_the_hash_is_of_the_paths_and_of_nothing_else() -> None:
    plain = snapshots.configuration(CONFIG)
    assert plain == snapshots.configuration(CONFIG._replace(root="/other", scope="change"))
    assert plain != snapshots.configuration(CONFIG._replace(paths=Paths(product=("src/",))))
    assert plain != snapshots.configuration(CONFIG._replace(paths=Paths(map={"a": "b"})))
    one, two = (CONFIG._replace(paths=Paths(tests=names)) for names in (("a", "b"), ("b", "a")))
    assert snapshots.configuration(one) == snapshots.configuration(two)
