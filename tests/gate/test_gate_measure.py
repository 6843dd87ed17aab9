"""Coverage settled on the repository's paths, and the sources that it is held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lockstitch.gate.sources import Sources
from lockstitch.settings import Config

if TYPE_CHECKING:
    from pathlib import Path

    from tests.gate.conftest import Judged, Site

CODE = "A = 1\n\n\ndef f():\n    return A\n"


def changed(site: Site, *paths: str) -> None:
    site.write({"src/old.py": "B = 1\n"})
    site.ledger()
    site.commit("Before")
    site.branch("feature")
    site.commit("Change", dict.fromkeys(paths, CODE))


def covered(judged: Judged, path: str) -> bool:
    return judged.file(path).state == "measured" and not judged.file(path).uncovered


HITS = {1: 1, 4: 1, 5: 1}


@pytest.mark.parametrize(
    "spelling", ["src/a.py", "./src/a.py", "src\\a.py", "{root}/src/a.py", "C:\\ci\\src\\a.py", "a.py"]
)
def test_a_path_settles_however_the_report_spells_it(site: Site, spelling: str) -> None:
    changed(site, "src/a.py")
    site.cobertura({spelling.format(root=site.root): HITS})
    judged = site.check()
    assert (covered(judged, "src/a.py"), judged.code) == (True, 0)


def test_a_path_that_fits_two_changed_files_is_refused(site: Site) -> None:
    changed(site, "one/a.py", "two/a.py")
    site.cobertura({"a.py": HITS})
    judged = site.check()
    (fault,) = judged.faults
    assert fault == "coverage.xml: a.py fits 2 files of the repository: one/a.py, two/a.py"
    assert (judged.file("one/a.py").state, judged.code) == ("absent", 3)


def test_a_path_that_fits_two_files_that_do_not_matter_is_no_fault(site: Site) -> None:
    site.write({"one/a.py": CODE, "two/a.py": CODE})
    changed(site, "src/b.py")
    site.cobertura({"a.py": HITS, "src/b.py": HITS})
    judged = site.check()
    assert (judged.faults, judged.code) == ([], 0)


def test_the_map_that_the_hint_shows_settles_it(site: Site) -> None:
    changed(site, "one/a.py", "two/a.py")
    site.cobertura({"a.py": HITS, "two/a.py": HITS})
    judged = site.check('paths: {map: {"a.py": "one/a.py"}}\n')
    assert (judged.faults, covered(judged, "one/a.py")) == ([], True)


def test_a_report_of_another_tree_is_refused_and_earns_nothing(site: Site) -> None:
    changed(site, "src/a.py")
    site.cobertura({"/elsewhere/lib/z.py": {1: 1}})
    judged = site.check()
    (fault,) = judged.faults
    assert "none of its 1 path lies in this repository, for example /elsewhere/lib/z.py" in fault
    assert (judged.matrix.coverage, judged.code) == ({}, 3)


def test_one_foreign_report_beside_a_good_one_is_told(site: Site) -> None:
    changed(site, "src/a.py")
    site.cobertura({"src/a.py": HITS})
    site.lcov({"/elsewhere/lib/z.py": {1: 1}})
    judged = site.check()
    assert (covered(judged, "src/a.py"), len(judged.faults), judged.code) == (True, 1, 3)


def test_a_file_of_the_same_name_elsewhere_is_not_taken_for_the_changed_one(site: Site) -> None:
    site.write({"lib/a.py": CODE})
    changed(site, "src/a.py")
    site.cobertura({"lib/a.py": HITS})
    assert site.check().file("src/a.py").state == "absent"


def test_data_and_reports_are_merged_line_by_line(site: Site) -> None:
    changed(site, "src/a.py")
    site.data({"": {"src/a.py": [1, 4]}})
    site.data({"": {"src/a.py": [5]}}, name=".coverage.second")
    judged = site.check(coverage=(str(site.root / ".coverage"),))
    assert judged.file("src/a.py").uncovered == 1 << 5
    both = tuple(str(site.root / name) for name in (".coverage", ".coverage.second"))
    assert covered(site.check(coverage=both), "src/a.py")


def test_data_of_a_file_that_cannot_be_analysed_is_unmeasured(site: Site) -> None:
    changed(site, "src/a.py")
    site.write({"web/a.js": "x();\n"})
    site.commit("A script")
    site.data({"": {"src/a.py": [1, 4, 5], "web/a.js": [1]}})
    judged = site.check()
    assert covered(judged, "src/a.py")
    assert judged.matrix.coverage["web/a.js"].executed == 1 << 1
    assert judged.file("web/a.js").covered == 1 << 1


def sources(root: Path, data: bytes = b"", name: str = "a.py") -> Sources:
    (root / name).write_bytes(data)
    return Sources(Config(str(root)))


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("x = 'é'\n".encode(), "x = 'é'\n"),
        ("# coding: latin-1\nx = 'é'\n".encode("latin-1"), "# coding: latin-1\nx = 'é'\n"),
        (b"\xef\xbb\xbfx = 1\n", "x = 1\n"),
        (b"x = '\xe9'\n", "x = 'é'\n"),
        (b"# coding: nonsense\nx = 1\n", "# coding: nonsense\nx = 1\n"),
        (b"", ""),
    ],
    ids=["utf-8", "declared", "mark", "broken", "unknown", "empty"],
)
def test_sources_are_read_by_pythons_own_rule(tmp_path: Path, data: bytes, text: str) -> None:
    assert sources(tmp_path, data).text("a.py") == text


def test_lines_are_numbered_from_one_and_those_beyond_are_empty(tmp_path: Path) -> None:
    found = sources(tmp_path, b"one\ntwo")
    assert [found.line("a.py", number) for number in range(4)] == ["", "one", "two", ""]
    assert (found.length("a.py"), found.length("none.py")) == (2, 0)


def test_a_file_that_cannot_be_read_has_no_statement(tmp_path: Path) -> None:
    found = sources(tmp_path)
    assert (found.text("none.py"), found.outline("none.py").statements) == ("", 0)


def test_each_source_is_read_and_outlined_once(tmp_path: Path) -> None:
    found = sources(tmp_path, b"x = 1\n")
    outline = found.outline("a.py")
    (tmp_path / "a.py").write_bytes(b"x = 1\ny = 2\n")
    assert found.outline("a.py") is outline
    assert (found.text("a.py"), found.length("a.py")) == ("x = 1\n", 1)
    assert found.outlines == {"a.py": outline}


def test_only_python_has_an_outline(tmp_path: Path) -> None:
    assert sources(tmp_path, b"x = 1\n", "a.js").outline("a.js").statements == 0
