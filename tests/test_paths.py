import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockstitch.paths import Repository, plain

FILES = ["src/shop/a.py", "src/shop/util.py", "util.py", "tests/test_a.py"]


def repository(*files: str, mapping: dict[str, str] | None = None) -> Repository:
    return Repository("/repo", files or FILES, mapping or {})


def test_word_for_word_and_below_the_top_folder() -> None:
    settled = repository().settle(["src/shop/a.py", "./util.py", "/repo/tests/test_a.py"])
    assert settled.paths == {
        "src/shop/a.py": "src/shop/a.py", "./util.py": "util.py", "/repo/tests/test_a.py": "tests/test_a.py"
    }  # fmt: skip
    assert not settled.unmatched


def test_a_container_root_is_found_by_vote_and_settles_what_alone_were_ambiguous() -> None:
    settled = repository().settle(["/app/src/shop/a.py", "/app/src/shop/util.py", "/usr/include/x.h"])
    assert settled.paths == {"/app/src/shop/a.py": "src/shop/a.py", "/app/src/shop/util.py": "src/shop/util.py"}
    assert settled.unmatched == ("/usr/include/x.h",)


def test_alone_a_path_that_fits_two_files_is_ambiguous() -> None:
    settled = repository().settle(["/app/src/shop/util.py"])
    assert settled.ambiguous == {"/app/src/shop/util.py": ("src/shop/util.py", "util.py")}
    assert not settled.paths


def test_source_roots_join_and_two_that_hold_the_name_are_ambiguous() -> None:
    assert repository("lib/x/a.py").settle(["x/a.py"], ["lib"]).paths == {"x/a.py": "lib/x/a.py"}
    both = repository("a/util.py", "b/util.py").settle(["util.py"], ["a", "b"])
    assert both.ambiguous == {"util.py": ("a/util.py", "b/util.py")}


def test_foreign_source_roots_settle_by_their_joined_end() -> None:
    settled = repository().settle(["shop/a.py", "shop/util.py"], ["/ci/build/src"])
    assert settled.paths == {"shop/a.py": "src/shop/a.py", "shop/util.py": "src/shop/util.py"}


def test_a_package_path_without_root_finds_its_folder() -> None:
    settled = repository("app/src/main/java/shop/Cart.java").settle(["shop/Cart.java"])
    assert settled.paths == {"shop/Cart.java": "app/src/main/java/shop/Cart.java"}


def test_what_lies_outside_is_not_drawn_in_by_its_name() -> None:
    settled = repository().settle(["/repo/util.py", "/usr/lib/site-packages/shop/src/shop/a.py"])
    assert settled.paths == {"/repo/util.py": "util.py"}
    assert settled.unmatched == ("/usr/lib/site-packages/shop/src/shop/a.py",)


def test_a_foreign_report_matches_nothing() -> None:
    settled = repository().settle(["/other/project/main.py", "lib/deep/thing.py"])
    assert not settled.paths
    assert len(settled.unmatched) == 2


def test_the_configured_map_wins_and_must_hit() -> None:
    mapped = repository(mapping={"/app/": "src/", "/app/x/": "tests/"})
    assert mapped.settle(["/app/shop/util.py"]).paths == {"/app/shop/util.py": "src/shop/util.py"}
    assert mapped.settle(["/app/x/test_a.py"]).paths == {"/app/x/test_a.py": "tests/test_a.py"}
    assert mapped.settle(["/app/none.py"]).unmatched == ("/app/none.py",)
    whole = repository(mapping={"/app/": ""}).settle(["/app/util.py"])
    assert whole.paths == {"/app/util.py": "util.py"}


@pytest.mark.defect("LS-87")
def test_a_path_that_the_map_leads_to_no_file_is_taken_for_no_other() -> None:
    mapped = repository("shop/b.py", "src/shop/a.py", mapping={"/app/": "src/", "lib/": "src/"})
    found = mapped.settle(["/app/shop/a.py", "/app/shop/b.py", "lib/shop/b.py"])
    assert found.paths == {"/app/shop/a.py": "src/shop/a.py"}
    assert found.unmatched == ("/app/shop/b.py", "lib/shop/b.py")
    assert mapped.settle(["/ci/shop/b.py"]).paths == {"/ci/shop/b.py": "shop/b.py"}


@pytest.mark.defect("LS-102")
def test_nor_is_one_that_a_source_root_leads_there() -> None:
    mapped = repository("lib/shop/a.py", "src/shop/b.py", mapping={"lib": "src"})
    assert mapped.settle(["shop/b.py"], ["lib"]).paths == {"shop/b.py": "src/shop/b.py"}
    assert mapped.settle(["shop/a.py"], ["lib"]).unmatched == ("shop/a.py",)
    assert repository("lib/shop/a.py").settle(["shop/a.py"], ["lib"]).paths == {"shop/a.py": "lib/shop/a.py"}


def test_of_equal_fits_the_one_that_lies_with_the_report_is_meant() -> None:
    modules = ("a/src/main/java/com/shop/Cart.java", "b/src/main/java/com/shop/Cart.java", "top/Cart.java")
    raw = "com/shop/Cart.java"
    for module in ("a", "b"):
        settled = repository(*modules).settle([raw], folder=f"{module}/target/site/jacoco")
        assert settled.paths == {raw: f"{module}/src/main/java/com/shop/Cart.java"}
    for folder in ("", "report/target/site", "target"):
        assert repository(*modules).settle([raw], folder=folder).ambiguous == {raw: modules[:2]}


def test_go_modules_are_mapped_the_inner_one_first_and_after_the_configuration() -> None:
    made = repository("a/x.go", "a/b/x.go", "c/x.go", mapping={"e.org/c/": "c/"})
    made.modules({"e.org/m": "a", "e.org/m/b": "a/b", "e.org/c": "a"})
    found = made.settle(["e.org/m/x.go", "e.org/m/b/x.go", "e.org/c/x.go", "e.org/mm/x.go"])
    assert found.paths == {"e.org/m/x.go": "a/x.go", "e.org/m/b/x.go": "a/b/x.go", "e.org/c/x.go": "c/x.go"}


def test_the_compilers_headers_are_none_of_ours() -> None:
    ours = repository("string.h", "cart.cpp")
    settled = ours.settle(["/usr/include/string.h", "/ci/cart.cpp"])
    assert (settled.paths, settled.unmatched) == ({"/ci/cart.cpp": "cart.cpp"}, ("/usr/include/string.h",))
    assert ours.settle(["/usr/src/app/string.h"]).paths == {"/usr/src/app/string.h": "string.h"}


def test_windows_spellings() -> None:
    assert plain("C:\\ci\\shop\\a.py") == "/ci/shop/a.py"
    settled = repository().settle([r"C:\ci\src\shop\a.py", r"C:\ci\tests\test_a.py"])
    assert settled.paths[r"C:\ci\src\shop\a.py"] == "src/shop/a.py"


@pytest.mark.parametrize(("path", "expected"), [("C:", ""), ("././a.py", "a.py"), ("a:/b", "/b"), ("1:/b", "1:/b")])
def test_plain(path: str, expected: str) -> None:
    assert plain(path) == expected


@pytest.mark.parametrize("end", ["", "/"])
def test_a_top_folder_that_is_a_link_has_two_names(tmp_path: Path, end: str) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    ours = Repository(f"{tmp_path}/link{end}", FILES, {})
    for name in ("real", "link"):
        raw = f"{tmp_path}/{name}/src/shop/util.py"
        assert ours.settle([raw]).paths == {raw: "src/shop/util.py"}


def test_an_inner_go_module_lies_in_another_folder_and_the_configuration_stays() -> None:
    made = repository("a/x.go", "other/x.go", "c/x.go", mapping={"/app/": "c/"})
    made.modules({"e.org/m": "a", "e.org/m/b": "other"})
    found = made.settle(["e.org/m/b/x.go", "e.org/m/x.go", "/app/x.go"])
    assert found.paths == {"e.org/m/b/x.go": "other/x.go", "e.org/m/x.go": "a/x.go", "/app/x.go": "c/x.go"}


def test_a_path_may_be_relative_to_the_reports_folder_and_to_the_top_which_is_ambiguous() -> None:
    ours = repository("x.py", "sub/x.py", "src/y.py")
    assert ours.settle(["x.py"], folder="sub").ambiguous == {"x.py": ("sub/x.py", "x.py")}
    assert ours.settle(["x.py"], folder="src").paths == {"x.py": "x.py"}
    assert ours.settle(["../src/y.py"], folder="build").paths == {"../src/y.py": "src/y.py"}


def test_a_source_root_is_more_than_an_end() -> None:
    ours = repository("lib/x/a.py", "other/x/a.py", "util.py", "x/lib/util.py")
    assert ours.settle(["x/a.py"], ["lib"]).paths == {"x/a.py": "lib/x/a.py"}
    assert ours.settle(["util.py"], ["lib"]).paths == {"util.py": "util.py"}


def test_under_a_foreign_root_a_path_that_stands_here_word_for_word_is_no_proof() -> None:
    ours = repository("shop/util.py", "src/shop/util.py")
    found = ours.settle(["shop/util.py"], ["/ci/src"])
    assert found.ambiguous == {"shop/util.py": ("shop/util.py", "src/shop/util.py")}


def test_a_map_without_slashes_joins() -> None:
    assert repository(mapping={"/app": "src"}).settle(["/app/shop/util.py"]).paths == {
        "/app/shop/util.py": "src/shop/util.py"
    }
    assert repository("src/Xa.py", "src/a.py", mapping={"/app/": "src"}).settle(["/app/Xa.py"]).paths == {
        "/app/Xa.py": "src/Xa.py"
    }


def test_relative_paths_say_nothing_about_where_a_report_was_written() -> None:
    found = repository().settle(["src/shop/a.py", "/app/tests/test_a.py"])
    assert found.paths == {"src/shop/a.py": "src/shop/a.py", "/app/tests/test_a.py": "tests/test_a.py"}


def test_packages_vote_on_the_folder_that_holds_most_of_them() -> None:
    ours = repository("app/src/shop/Cart.java", "app/src/shop/Tax.java", "other/shop/Cart.java")
    found = ours.settle(["shop/Cart.java", "shop/Tax.java"])
    assert found.paths == {"shop/Cart.java": "app/src/shop/Cart.java", "shop/Tax.java": "app/src/shop/Tax.java"}


NAMES = st.text(string.ascii_lowercase, min_size=1, max_size=3)
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


@given(st.sets(PATHS, min_size=1, max_size=12), PATHS)
def test_no_path_settles_on_a_file_that_is_not_there(files: set[str], root: str) -> None:
    listed = [f"/{root}/{path}" for path in files]
    settled = Repository("/elsewhere/entirely", files, {}).settle(listed)
    assert set(settled.paths.values()) <= files
    assert {*settled.paths, *settled.ambiguous, *settled.unmatched} == set(listed)
    for raw, path in settled.paths.items():
        assert raw.endswith(path)
