"""Files of the snapshot that are no product any more: moved away, or taken out by `paths` in the configuration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lockstitch.gate import snapshot
from lockstitch.lines import of, span
from lockstitch.renderers import terminal

if TYPE_CHECKING:
    from tests.gate.conftest import Judged, Site

SHOP = "A = 1\nB = [\n    2,\n]\nC = 3\nD = 4\n"
HITS = {1: 1, 2: 1, 5: 1, 6: 0}
NONE = 'records: "none"\n'
WAIVER = """\
waivers:
  - {rule: lost-coverage, path: "src/%s", category: other, reason: it is generated, owner: ada, until: 2026-08-01}
"""


def kept(site: Site, configuration: str = NONE) -> Path:
    site.commit("Shop", {"src/shop.py": SHOP, "src/more.py": "E = 1\n"})
    site.cobertura({"src/shop.py": HITS, "src/more.py": {1: 1}})
    path = site.root.parent / "snapshot.json.gz"
    path.write_bytes(snapshot.take(site.run(configuration))[1])
    site.branch("feature")
    return path


def moved(site: Site, name: str, text: str = SHOP) -> None:
    (site.root / name).parent.mkdir(parents=True, exist_ok=True)
    site.git("mv", "src/shop.py", name)
    site.commit("Move", {name: text})
    site.cobertura({name: HITS, "src/more.py": {1: 1}})


def compared(site: Site, path: Path, more: str = "") -> Judged:
    return site.check(NONE + more, snapshot=str(path))


@pytest.mark.defect("LS-105")
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("src/vendor/shop.py", "an ignored file"),
        ("src/shop_pb2.py", "an ignored file"),
        ("tests/shop.py", "a support file of tests"),
        ("src/test_shop.py", "a test"),
        ("src/shop.txt", "no code"),
    ],
)
def test_a_file_that_is_moved_out_of_the_product_is_measured_no_more(site: Site, name: str, kind: str) -> None:
    path = kept(site)
    moved(site, name)
    (finding,) = compared(site, path).of("lost-coverage")
    base = site.git("rev-parse", "main")[:10]
    lines = of([1, 2, 5]) if kind == "no code" else span(1, 5)
    assert finding.message == (
        f"3 unchanged statements were covered at {base} in what is no product any more: "
        f"src/shop.py is {name} now, {kind}"
    )
    assert (finding.verdict, finding.lines, finding.location and finding.location.path) == ("broken", lines, name)
    assert finding.hint == f"where it shall not be judged any more, waive lost-coverage for the path {name}"


@pytest.mark.defect("LS-105")
def test_of_a_file_that_is_moved_out_broken_the_lines_are_told_all_the_same(site: Site) -> None:
    path = kept(site)
    moved(site, "src/vendor/shop.py", SHOP + "def\n")
    (finding,) = compared(site, path).of("lost-coverage")
    assert finding.lines == of([1, 2, 5])


def test_what_was_not_covered_or_is_edited_as_it_is_moved_out_was_not_lost(site: Site) -> None:
    path = kept(site)
    moved(site, "src/vendor/shop.py", SHOP.replace("A = 1", "A = 0"))
    (finding,) = compared(site, path).of("lost-coverage")
    assert finding.lines == span(2, 5)
    moved_again = site.root / "src/vendor/shop.py"
    moved_again.write_text("D = 4\n")
    site.commit("Less")
    assert compared(site, path).told("lost-coverage") == []


@pytest.mark.parametrize("name", ["src/store.py", "lib/shop.py"])
def test_a_file_that_is_moved_within_the_product_is_compared_as_ever(site: Site, name: str) -> None:
    path = kept(site)
    moved(site, name)
    assert compared(site, path).told("lost-coverage") == []


def test_a_file_that_is_deleted_or_was_never_product_is_not_missed(site: Site) -> None:
    site.commit("Vendor", {"vendor/a.py": "X = 0\nY = 0\n", "tests/test_a.py": "A = 1\n"})
    path = kept(site)
    site.git("mv", "vendor/a.py", "vendor/b.py")
    site.git("rm", "--quiet", "src/shop.py", "tests/test_a.py")
    site.commit("Less")
    site.cobertura({"src/more.py": {1: 1}})
    assert compared(site, path).told("lost-coverage") == []


def test_a_file_of_another_language_that_is_moved_out(site: Site) -> None:
    site.commit("Shop", {"src/a.js": "a();\nb();\nc();\n", "src/b.js": "d();\n"})
    site.lcov({"src/a.js": {1: 1, 2: 1, 3: 0}, "src/b.js": {1: 1}})
    path = site.root.parent / "snapshot.json.gz"
    path.write_bytes(snapshot.take(site.run(NONE))[1])
    site.branch("feature")
    (site.root / "node_modules").mkdir()
    site.git("mv", "src/a.js", "node_modules/a.js")
    site.commit("Move")
    site.lcov({"src/b.js": {1: 1}})
    assert [finding.lines for finding in compared(site, path).of("lost-coverage")] == [of([1, 2])]


@pytest.mark.defect("LS-106")
def test_another_configuration_of_paths_is_told_and_what_it_takes_out_is_found(site: Site) -> None:
    path = kept(site)
    judged = compared(site, path, "paths: {ignore: [src/shop.py, /docs/]}\n")
    (finding,) = judged.of("lost-coverage")
    assert (finding.verdict, finding.location and finding.location.path) == ("broken", "src/shop.py")
    assert "in what is no product any more: src/shop.py is an ignored file" in finding.message
    assert finding.hint.startswith("did paths in the configuration take it out?")
    told = " ".join(terminal.render(judged.report).split())
    assert "made under other paths in the configuration: what is product only since then is not in it" in told


@pytest.mark.defect("LS-106")
@pytest.mark.parametrize("paths", ["{ignore: [/docs/, gen/]}", "{tests: [checks/]}", "{map: {build/: src/}}"])
def test_other_paths_that_take_nothing_out_are_no_finding(site: Site, paths: str) -> None:
    path = kept(site)
    judged = compared(site, path, f"paths: {paths}\n")
    assert (judged.told("lost-coverage"), judged.code) == ([], 0)
    site.cobertura({"src/shop.py": {**HITS, 1: 0}, "src/more.py": {1: 1}})
    assert [f.lines for f in compared(site, path, f"paths: {paths}\n").of("lost-coverage")] == [of([1])]


@pytest.mark.defect("LS-106")
@pytest.mark.parametrize(("glob", "code"), [("shop.py", 0), ("", 0), ("more.py", 1)])
def test_a_waiver_with_its_path_answers_for_what_is_taken_out(site: Site, glob: str, code: int) -> None:
    path = kept(site)
    judged = compared(site, path, "paths: {ignore: [src/shop.py]}\n" + WAIVER % glob)
    assert (judged.code, len(judged.of("lost-coverage"))) == (code, code)


def test_what_other_paths_bring_in_is_not_in_the_snapshot(site: Site) -> None:
    path = kept(site, NONE + "paths: {ignore: [src/shop.py]}\n")
    site.cobertura({"src/shop.py": dict.fromkeys(HITS, 0), "src/more.py": {1: 1}})
    judged = compared(site, path)
    assert judged.told("lost-coverage") == []
    assert "under other paths" in terminal.render(judged.report)


def test_nothing_is_said_of_paths_where_they_are_the_same(site: Site) -> None:
    assert "paths in the configuration" not in terminal.render(compared(site, kept(site)).report)
