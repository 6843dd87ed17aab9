"""Branches against a snapshot: which are lost, which are not measured any more, and what is no loss."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockstitch.gate import exits, snapshot
from lockstitch.lines import of
from lockstitch.model.coverage import Branch
from lockstitch.renderers import json_, terminal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.gate.conftest import Judged, Site

NONE = 'records: "none"\n'
BOTH = NONE + "coverage: [coverage.xml, other.xml]\n"
SHOP = "def price(kind):\n    if kind:\n        a = 1\n    if a:\n        a = 2\n    return a\n"
FULL = {2: (2, 2), 4: (2, 2)}
COUNTS = st.tuples(st.integers(0, 4), st.integers(1, 4)).map(lambda pair: (min(pair), pair[1]))


def cobertura(site: Site, branches: Mapping[int, tuple[int, int]], path: str = "src/shop.py", lines: int = 6) -> None:
    """All lines ran; line → (taken, total)."""
    rows = ""
    for line in range(1, lines + 1):
        taken, total = branches.get(line, (0, 0))
        exits = f' branch="true" condition-coverage="{100 * taken // total}% ({taken}/{total})"' if total else ""
        rows += f'<line number="{line}" hits="1"{exits}/>'
    inner = f'<packages><package><classes><class filename="{path}"><lines>{rows}</lines></class></classes></package>'
    valid = f'branches-valid="{len(branches)}"' if branches else ""
    site.write({"coverage.xml": f"<coverage {valid}>{inner}</packages></coverage>"})


def taken(site: Site) -> Path:
    path = site.root.parent / "snapshot.json.gz"
    path.write_bytes(snapshot.take(site.run(NONE))[1])
    site.branch("feature")
    return path


def kept(site: Site, branches: Mapping[int, tuple[int, int]] = FULL, path: str = "src/shop.py") -> Path:
    site.commit("Shop", {path: SHOP})
    cobertura(site, branches, path)
    return taken(site)


def told(site: Site, path: Path) -> Judged:
    return site.check(NONE, snapshot=str(path))


def test_a_branch_that_is_not_taken_any_more_on_an_unchanged_line_is_lost(site: Site) -> None:
    path = kept(site)
    cobertura(site, {2: (1, 2), 4: (2, 2)})
    judged = told(site, path)
    (finding,) = judged.of("lost-coverage")
    base = site.git("rev-parse", "main")[:10]
    assert finding.message == (
        f"fewer branches are taken on unchanged lines than at {base}: src/shop.py line 2 (2 of 2 then, 1 of 2 now)"
    )
    assert (finding.verdict, finding.lines, judged.code) == ("broken", of([2]), 1)
    assert "branches of 1 line lost, of 0 no longer measured" in terminal.render(judged.report)
    (file,) = json.loads(json_.render(judged.report))["snapshot"]["files"]
    assert file["lost_branches"] == [
        {"line": 2, "before": {"branches": 2, "taken": 2}, "now": {"branches": 2, "taken": 1}}
    ]


@pytest.mark.parametrize("path", ["src/shop.py", "src/shop.go"])
def test_the_line_is_followed_through_edits_and_a_rename(site: Site, path: str) -> None:
    kept_at = kept(site, path=path)
    name = path.replace("shop.", "store.")
    site.git("mv", path, name)
    site.commit("Move", {name: "# a\n# b\n" + SHOP if path.endswith("py") else "// a\n// b\n" + SHOP})
    cobertura(site, {4: (2, 2), 6: (0, 2)}, name, 8)
    site.write(
        {
            "coverage.xml": site.read("coverage.xml")
            .replace('<line number="1" hits="1"/>', "")
            .replace('<line number="2" hits="1"/>', "")
        }
    )
    (finding,) = told(site, kept_at).of("lost-coverage")
    assert (finding.lines, finding.location and finding.location.path) == (of([6]), name)


@pytest.mark.parametrize(
    "now",
    [
        {2: (2, 2), 4: (2, 2)},
        {2: (3, 3), 4: (2, 2)},
        {2: (1, 1), 4: (2, 2)},  # an exit less is left out of the code, none is open
        {4: (2, 2)},  # `if x: pass` beside an edit is no branch any more
    ],
)
def test_the_same_or_other_exits_all_taken_are_no_loss(site: Site, now: dict[int, tuple[int, int]]) -> None:
    path = kept(site)
    cobertura(site, now)
    judged = told(site, path)
    assert (judged.told("lost-coverage"), judged.code) == ([], 0)


def test_what_was_partial_before_is_no_loss_and_a_lost_line_is_told_once(site: Site) -> None:
    path = kept(site, {2: (1, 2), 4: (2, 2)})
    cobertura(site, {2: (1, 2)})
    site.write({"coverage.xml": site.read("coverage.xml").replace('number="4" hits="1"', 'number="4" hits="0"')})
    (finding,) = told(site, path).of("lost-coverage")
    assert "1 unchanged statement was covered" in finding.message


def test_an_edited_line_is_judged_as_a_change(site: Site) -> None:
    path = kept(site)
    site.edit("src/shop.py", "if kind:", "if not kind:")
    cobertura(site, {2: (1, 2), 4: (2, 2)})
    judged = told(site, path)
    assert (judged.told("lost-coverage"), len(judged.told("uncovered-change"))) == ([], 1)


def test_branches_that_no_report_measures_any_more_are_one_finding(site: Site) -> None:
    path = kept(site)
    cobertura(site, {})
    judged = told(site, path)
    (finding,) = judged.of("lost-coverage")
    assert (finding.verdict, judged.code) == ("broken", 1)
    assert finding.message.startswith("the branches of 2 unchanged lines were measured at ")
    assert finding.message.endswith(" and are not any more: src/shop.py")
    assert "branch = true" in finding.hint


def test_branches_of_one_file_among_others_are_told_with_it(site: Site) -> None:
    path = kept(site)
    cobertura(site, {2: (2, 2)}, "src/other.py")
    site.write({"other.xml": site.read("coverage.xml"), "src/other.py": SHOP})
    site.commit("Other")
    cobertura(site, {})
    judged = site.check(BOTH, snapshot=str(path))
    (finding,) = judged.of("lost-coverage")
    assert (finding.location and finding.location.path, finding.lines) == ("src/shop.py", of([2, 4]))


def test_one_branch_that_an_edit_beside_it_ended_is_no_loss(site: Site) -> None:
    path = kept(site, {2: (2, 2)})
    site.commit("Edit", {"src/shop.py": SHOP.replace("a = 1", "a = 3"), "src/other.py": SHOP})
    cobertura(site, {2: (2, 2), 4: (2, 2)}, "src/other.py")
    site.write({"other.xml": site.read("coverage.xml")})
    cobertura(site, {})
    assert site.check(BOTH, snapshot=str(path)).told("lost-coverage") == []


def test_a_snapshot_of_before_is_read_and_the_missing_branches_are_said(site: Site) -> None:
    path = kept(site, {})
    held = json.loads(gzip.decompress(path.read_bytes()))
    path.write_bytes(gzip.compress(json.dumps({**held, "schema": "lockstitch/snapshot/1"}).encode()))
    cobertura(site, {2: (0, 2)})
    judged = told(site, path)
    text = terminal.render(judged.report)
    assert (judged.told("lost-coverage"), judged.code) == ([], 0)
    assert "it holds no branches" in " ".join(text.split())
    assert "the snapshot holds none, write it anew" in " ".join(text.split())
    cobertura(site, {})
    assert "branches are not compared" not in terminal.render(told(site, path).report)


def run(site: Site, calls: str, *options: str) -> None:
    site.write({"run.py": f"import sys\nsys.path.insert(0, 'src')\nimport shop\n{calls}\n"})
    (site.root / ".coverage").unlink(missing_ok=True)
    command = [sys.executable, "-m", "coverage", "run", *options, "--source=src", "run.py"]
    subprocess.run(command, cwd=site.root, check=True)


def test_coverage_py_says_it_in_its_own_data(site: Site) -> None:
    source = (
        "def price(\n    kind,\n):\n    a = 0\n    if (kind\n            and kind > 2):\n        a = 1\n    return a\n"
    )
    site.commit("Shop", {"src/shop.py": source, ".gitignore": ".coverage\nrun.py\n__pycache__\n"})
    run(site, "shop.price(3), shop.price(0)", "--branch")
    path = taken(site)
    assert told(site, path).code == 0
    run(site, "shop.price(3)", "--branch")
    (finding,) = told(site, path).of("lost-coverage")
    assert "src/shop.py line 5 (2 of 2 then, 1 of 2 now, never to 8)" in finding.message
    run(site, "shop.price(3), shop.price(0)")
    (finding,) = told(site, path).of("lost-coverage")
    assert "the branches of 1 unchanged line were measured" in finding.message


@given(st.dictionaries(st.integers(1, 60), COUNTS), st.dictionaries(st.integers(1, 60), COUNTS))
def test_sets_say_what_a_look_at_each_line_says(
    then: dict[int, tuple[int, int]], now: dict[int, tuple[int, int]]
) -> None:
    before, today = ({n: Branch(total, taken) for n, (taken, total) in each.items()} for each in (then, now))
    found = exits.lost(exits.grouped(before), today)
    for line in before.keys() & today.keys():
        (taken, total), (taken_now, total_now) = then[line], now[line]
        fell = total == total_now and taken_now < taken
        partial = taken == total and taken_now < total_now
        assert line in found or not (fell or partial)
        assert taken_now < total_now or line not in found
    assert found.keys() <= before.keys() & today.keys()
    assert not exits.lost(exits.grouped(before), before)
