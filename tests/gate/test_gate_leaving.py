"""What a change takes out of the product, by moving it or by `paths` in the configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.gate.conftest import Judged, Site

SHOP = "A = 1\nB = 2\n\n\ndef f():\n    return 3\n"
NEW = "\n\ndef g():\n    return 4\n"
IGNORE = "paths: {ignore: [src/a.py, lib/]}\n"
RULE = "excluded-change"


def shop(site: Site, files: dict[str, str] | None = None, configuration: str = "{}\n") -> Site:
    site.ledger()
    if configuration:
        site.configure(configuration)
    site.commit("Shop", {"src/a.py": SHOP, "src/b.py": "C = 1\n", **(files or {})})
    site.branch("feature")
    site.cobertura({"src/b.py": {1: 1}})
    return site


def moved(site: Site, old: str, new: str, more: str = "") -> Judged:
    (site.root / new).parent.mkdir(parents=True, exist_ok=True)
    site.git("mv", old, new)
    site.write({new: site.read(new) + more})
    site.commit("Move")
    return site.check()


@pytest.mark.defect("LS-105")
@pytest.mark.parametrize("more", ["", NEW])
@pytest.mark.parametrize("new", ["src/vendor/a.py", "src/a_pb2.py", "tests/a.py", "src/test_a.py", "docs/a.py"])
def test_a_product_file_that_is_moved_to_where_it_is_none(site: Site, new: str, more: str) -> None:
    judged = moved(shop(site), "src/a.py", new, more)
    (finding,) = judged.of(RULE)
    many = 6 if more else 4
    assert finding.message == (
        f"moving src/a.py out of the product takes code out of measurement, {many} statements: {new}"
    )
    assert judged.code == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("src/a.py", "src/c.py"),
        ("src/a.py", "lib/a.py"),
        ("tests/helper.py", "tests/more.py"),
        ("tests/helper.py", "src/helper.py"),
        ("vendor/c.py", "vendor/d.py"),
        ("run.sh", "docs/run.sh"),
        ("words.txt", "docs/words.txt"),
    ],
)
def test_a_file_that_is_moved_and_leaves_nothing(site: Site, old: str, new: str) -> None:
    files = {"tests/helper.py": "X = 1\n", "vendor/c.py": "Y = 1\n", "run.sh": "echo 1\n", "words.txt": "basket\n"}
    assert moved(shop(site, files), old, new).told(RULE) == []


def test_in_a_static_run_nobody_knows_what_is_measured(site: Site) -> None:
    moved(shop(site), "src/a.py", "docs/a.py")
    assert site.check(static=True).told(RULE) == []


@pytest.mark.defect("LS-105")
@pytest.mark.parametrize(
    ("paths", "said"),
    [
        ("{ignore: [src/a.py]}", "src/a.py"),
        ("{support: [src/]}", "src/a.py and 1 more file"),
        ("{product: [lib/]}", "src/a.py and 1 more file"),
        ("{tests: ['src/*']}", "src/a.py and 1 more file"),
    ],
)
@pytest.mark.parametrize("configuration", ["{}\n", "", "paths: {ignore: [gen/]}\n"])
def test_paths_that_leave_a_product_file_out(site: Site, paths: str, said: str, configuration: str) -> None:
    shop(site, {"lib/c.py": "D = 1\n"}, configuration)
    site.write({"src/a.py": SHOP + NEW})
    site.configure(f"paths: {paths}\n")
    site.commit("Leave out")
    judged = site.check()
    (finding,) = judged.of(RULE)
    words = f"`paths`, which leaves out {said}, takes code out of measurement: lockstitch.yml"
    assert (finding.message, judged.code) == (words, 1)


@pytest.mark.defect("LS-105")
def test_paths_that_leave_out_what_the_change_brings_or_moves(site: Site) -> None:
    shop(site, {"pyproject.toml": '[tool.lockstitch]\nscope = "all"\n'}, "")
    site.commit("New", {"src/c.py": "D = 1\n"})
    site.git("mv", "src/a.py", "src/d.py")
    site.write({"pyproject.toml": '[tool.lockstitch]\npaths.ignore = ["src/c.py", "src/d.py"]\n'})
    site.commit("Leave out")
    told = site.check().told(RULE)
    assert told == [
        "moving src/a.py out of the product takes code out of measurement, 4 statements: src/d.py",
        "`paths`, which leaves out src/c.py, takes code out of measurement: pyproject.toml",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (IGNORE, IGNORE + "scope: all\n"),
        (IGNORE, "paths: {ignore: [lib/, src/a.py]}\n"),
        (IGNORE, "paths: {ignore: [src/a.py]}\n"),
        ("{}\n", "paths: {ignore: [/docs/, gen/, vendor/]}\n"),
        ("{}\n", "paths: {map: {build/: src/}}\n"),
        ("paths: {ignore: 3}\n", "{}\n"),
        (IGNORE, ""),
    ],
)
def test_paths_that_leave_nothing_out(site: Site, before: str, after: str) -> None:
    shop(site, configuration=before)
    if after:
        site.configure(after)
    else:
        site.git("rm", "--quiet", "lockstitch.yml")
    site.commit("Otherwise")
    assert site.check().told(RULE) == []


def test_where_no_product_is_left_the_input_is_unusable_and_nothing_else_is_said(site: Site) -> None:
    shop(site)
    site.configure("paths: {product: [lib/]}\n")
    site.commit("Leave out")
    judged = site.check()
    assert (judged.told(RULE), len(judged.of("unusable-input"))) == ([], 1)


def test_lists_that_go_bring_the_convention_back(site: Site) -> None:
    shop(site, {"vendor/c.py": "Y = 1\n"}, IGNORE)
    site.git("rm", "--quiet", "lockstitch.yml")
    site.commit("Otherwise")
    (message,) = site.check().told(RULE)
    assert message == "`paths`, which leaves out vendor/c.py, takes code out of measurement: lockstitch.yml"


def test_what_nobody_measures_may_be_left_out(site: Site) -> None:
    shop(site, {"run.sh": "echo 1\n"})
    site.configure("paths: {ignore: [run.sh]}\n")
    site.commit("Leave out")
    assert site.check().told(RULE) == []


RECORDS = "version: 1\nrecords: []\n"
LONG = "".join(f"# {number}\n" for number in range(1000))


@pytest.mark.defect("LS-131")
@pytest.mark.parametrize(
    ("files", "configuration"),
    [
        ({"defects/a.yml": RECORDS}, IGNORE),
        ({".lockstitch/records/team/a.yml": RECORDS}, IGNORE),
        ({"lockstitch.yml": f"{LONG}scope: all\n"}, IGNORE + "limits: {bytes: 3000}\n"),
        ({"lockstitch.yml": f"{LONG}scope: all\n"}, ""),
        ({"lockstitch.yml": ""}, IGNORE),
        ({"pyproject.toml": '[tool.lockstitch]\nscope = "all"\n'}, ""),
    ],
)
def test_a_gate_at_the_base_however_it_stood_there(site: Site, files: dict[str, str], configuration: str) -> None:
    shop(site, files, "")
    site.git("rm", "--quiet", "defects.yml")
    site.git("commit", "--quiet", "--amend", "--no-edit")
    site.git("branch", "--force", "main")
    if configuration:
        site.configure(configuration)
    elif "pyproject.toml" in files:
        site.write({"pyproject.toml": '[tool.lockstitch]\npaths.ignore = ["src/a.py"]\n'})
    else:
        site.git("mv", "lockstitch.yml", "lockstitch.yaml")
        site.write({"lockstitch.yaml": f"{LONG}{IGNORE}"})
    site.commit("Leave out")
    (finding,) = site.check().of(RULE)
    assert finding.message.startswith("`paths`, which leaves out src/a.py, takes code out of measurement: ")


@pytest.mark.defect("LS-131")
def test_a_folder_of_records_that_is_a_link(site: Site) -> None:
    site.write({"quality/a.yml": RECORDS})
    (site.root / "defects").symlink_to("quality")
    site.commit("Shop", {"src/a.py": SHOP, "src/b.py": "C = 1\n"})
    site.branch("feature")
    site.configure(IGNORE)
    site.commit("Leave out")
    site.cobertura({"src/b.py": {1: 1}})
    assert len(site.check().told(RULE)) == 1


@pytest.mark.parametrize("name", ["defects/find.py", "docs/defects.yml", "src/lockstitch.yml", "my.lockstitch/a.yml"])
def test_what_is_only_called_like_a_gate(site: Site, name: str) -> None:
    site.commit("Shop", {"src/a.py": SHOP, "src/b.py": "C = 1\n", name: "\n"})
    site.branch("feature")
    site.configure(IGNORE)
    site.commit("Begin with lockstitch")
    site.cobertura({"src/b.py": {1: 1}})
    assert site.check().told(RULE) == []


def test_a_project_that_begins_leaves_nothing(site: Site) -> None:
    site.commit("Shop", {"src/a.py": SHOP, "src/b.py": "C = 1\n", "pyproject.toml": "[project]\nname = 'shop'\n"})
    site.branch("feature")
    site.ledger()
    site.configure(IGNORE)
    site.commit("Begin with lockstitch")
    site.cobertura({"src/b.py": {1: 1}})
    assert site.check().told(RULE) == []
