"""The cache: what is kept, when it is not believed, and that nothing breaks without it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lockstitch.mentions import read
from lockstitch.mentions.cache import NAME, Cache
from lockstitch.mentions.dialect import Dialect
from lockstitch.settings import Links

DIALECT = Dialect.of(Links())
MENTIONS = read("test_a.py", "def test_issue_12():\n    pass  # see #13\n", DIALECT)


def saved(folder: Path, dialect: Dialect = DIALECT) -> None:
    cache = Cache(str(folder), dialect)
    cache.put("a.py", MENTIONS)
    cache.save()


def test_what_was_read_is_kept(tmp_path: Path) -> None:
    saved(tmp_path / "new")
    assert len(MENTIONS) == 2
    assert Cache(str(tmp_path / "new"), DIALECT).get("a.py") == MENTIONS
    assert Cache(str(tmp_path / "new"), DIALECT).get("b.py") is None


def test_the_key_is_gits_id_of_the_content() -> None:
    assert Cache.key("x/test_a.py", b"hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a.py"
    assert Cache.key("x/a.js", b"hello\n") != Cache.key("x/a.py", b"hello\n")


def test_another_dialect_starts_anew(tmp_path: Path) -> None:
    saved(tmp_path)
    assert Cache(str(tmp_path), Dialect.of(Links(prefixes=("story",)))).get("a.py") is None


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "[" * 100_000, '{"made_by": 1, "files": {}}', "\xff"],
)
def test_a_broken_cache_is_not_believed(tmp_path: Path, content: str) -> None:
    (tmp_path / NAME).write_text(content, encoding="latin-1")
    assert Cache(str(tmp_path), DIALECT).get("a.py") is None
    saved(tmp_path)
    assert Cache(str(tmp_path), DIALECT).get("a.py") == MENTIONS


@pytest.mark.parametrize(
    "row",
    [
        1,
        [],
        ["x"],
        [*MENTIONS[0][:7], "1", ""],
        [*MENTIONS[0][:6], "sure", 1, ""],
        [*"abcde", "rumour", "strong", 1, ""],
        [*MENTIONS[0], 1],
    ],
)
def test_a_row_of_another_shape_is_not_believed(tmp_path: Path, row: object) -> None:
    saved(tmp_path)
    held = json.loads((tmp_path / NAME).read_text())
    held["files"]["a.py"] = [row]
    (tmp_path / NAME).write_text(json.dumps(held))
    assert Cache(str(tmp_path), DIALECT).get("a.py") is None


def test_a_cache_that_cannot_be_written_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in ("", str(tmp_path / "file"), str(tmp_path / "a/b/c")):
        cache = Cache(folder, DIALECT)
        cache.put("a.py", MENTIONS)
        cache.save()
        assert Cache(folder, DIALECT).get("a.py") is None
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_was_learnt_from_other_files_stays(tmp_path: Path) -> None:
    saved(tmp_path)
    cache = Cache(str(tmp_path), DIALECT)
    cache.put("b.py", ())
    cache.save()
    assert Cache(str(tmp_path), DIALECT).get("a.py") == MENTIONS
    assert Cache(str(tmp_path), DIALECT).get("b.py") == ()


def test_a_cache_that_grows_too_large_keeps_what_this_run_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(tmp_path)
    grown = Cache(str(tmp_path), DIALECT)
    grown.put("b.py", MENTIONS)
    size = (tmp_path / NAME).stat().st_size
    monkeypatch.setattr("lockstitch.mentions.cache.LARGEST", 2 * size + 2)
    grown.save()
    found = Cache(str(tmp_path), DIALECT)
    assert (found.get("a.py"), found.get("b.py")) == (None, MENTIONS)


def test_a_cache_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(tmp_path)
    size = (tmp_path / NAME).stat().st_size
    for largest, found in ((size, MENTIONS), (size - 1, None)):
        monkeypatch.setattr("lockstitch.mentions.cache.LARGEST", largest)
        assert Cache(str(tmp_path), DIALECT).get("a.py") == found
