import pytest

from lockstitch.link.identity import Identity, bare, spellings
from lockstitch.model import TestCase

FILES = [
    "tests/test_x.py", "tests/unit/test_y.py", "sub/tests/test_z.py", "other/tests/test_z.py",
    "src/test/java/shop/CartTest.java", "web/cart.test.ts", "src/shop/x.py",
]  # fmt: skip


def identity() -> Identity:
    return Identity(FILES)


def case(classname: str, name: str, *, id: str = "", file: str = "") -> TestCase:
    return TestCase(id or f"{classname}::{name}", name, "passed", classname, file)


@pytest.mark.parametrize(
    ("classname", "name", "ids"),
    [
        ("tests.test_x", "test_a", ("tests/test_x.py::test_a",)),
        ("tests.test_x.TestC.TestInner", "test_a[p::q]", ("tests/test_x.py::TestC::TestInner::test_a[p::q]",)),
        ("test_y", "test_a", ("tests/unit/test_y.py::test_a",)),
        ("unit.test_y.TestC", "test_a", ("tests/unit/test_y.py::TestC::test_a",)),
        ("tests.test_z", "test_a", ("other/tests/test_z.py::test_a", "sub/tests/test_z.py::test_a")),
        ("shop.CartTest", "total", ("src/test/java/shop/CartTest.java::CartTest::total",)),
        ("example.com/shop/cart", "TestTotal", ("example.com/shop/cart::TestTotal",)),
        ("", "collect", ("::collect",)),
    ],
)
def test_classname_and_name_become_an_id(classname: str, name: str, ids: tuple[str, ...]) -> None:
    assert identity().of(case(classname, name)) == ids


def test_a_node_id_from_our_plugin_wins_and_may_be_relative_to_a_sub_folder() -> None:
    assert identity().of(case("tests.test_z", "test_a", id="sub/tests/test_z.py::test_a")) == (
        "sub/tests/test_z.py::test_a",
    )
    assert identity().of(case("x", "t", id="unit/test_y.py::t", file="unit/test_y.py")) == ("tests/unit/test_y.py::t",)


@pytest.mark.parametrize(
    ("context", "ids"),
    [
        ("tests/test_x.py::TestC::test_y[p|q]|run", ("tests/test_x.py::TestC::test_y[p|q]",)),
        ("tests/test_x.py::test_y|setup", ("tests/test_x.py::test_y",)),
        ("test_y.py::test_y|teardown", ("tests/unit/test_y.py::test_y",)),
        ("tests.test_x.TestC.test_y", ("tests/test_x.py::TestC::test_y",)),
        ("test_x.test_y", ("tests/test_x.py::test_y",)),
        ("nightly", ("nightly",)),
        ("tests.test_x", ("tests.test_x",)),
    ],
)
def test_contexts_become_ids(context: str, ids: tuple[str, ...]) -> None:
    assert identity().context(context) == ids


@pytest.mark.parametrize(
    ("test", "expected"),
    [("a::b[x[y]]", "a::b"), ("a::b", "a::b"), ("a::b[x", "a::b[x"), ("a::b[c::d]", "a::b")],
)
def test_bare(test: str, expected: str) -> None:
    assert bare(test) == expected


def test_a_link_may_name_the_case_the_function_the_class_or_the_file() -> None:
    one = case("tests.test_x.TestC", "test_a[p]")
    found = spellings(identity().of(one), one)
    owners = {"tests/test_x.py", "tests/test_x.py::TestC"}
    assert owners | {"tests/test_x.py::TestC::test_a", "tests/test_x.py::TestC::test_a[p]"} <= found
    assert "tests/test_x.py::TestC::test_b" not in found
    java = case("shop.CartTest", "total")
    assert {"shop.CartTest#total", "CartTest.total", "shop.CartTest"} <= spellings(identity().of(java), java)


def test_a_folder_name_is_no_module() -> None:
    assert Identity(["a/test.x/b.py"]).of(case("test.y", "t")) == ("test.y::t",)


@pytest.mark.parametrize(
    ("file", "id_"),
    [
        ("/home/ci/shop/web/cart.test.ts", "web/cart.test.ts::total"),
        ("C:/shop/web/cart.test.ts", "web/cart.test.ts::total"),
        ("/home/ci/shop/tests/unit/test_y.py", "tests/unit/test_y.py::total"),
        ("/home/ci/other/cart.test.ts", "/home/ci/other/cart.test.ts::total"),
        ("/home/ci/oweb/cart.test.ts", "/home/ci/oweb/cart.test.ts::total"),
    ],
)
def test_an_absolute_path_of_another_machine_ends_in_a_file_of_the_repository(file: str, id_: str) -> None:
    assert identity().of(case("", "total", id=f"{file}::total", file=file)) == (id_,)


def test_the_error_of_a_file_that_could_not_be_collected_is_the_files() -> None:
    broken = case("", "tests.test_x", id="tests.test_x")._replace(outcome="error")
    assert identity().of(broken) == ("tests/test_x.py",)
    assert identity().of(broken._replace(outcome="passed")) == ("tests.test_x",)
    assert identity().of(broken._replace(name="tests.test_x.TestC", id="x")) == ("x",)


@pytest.mark.defect("LS-40")
@pytest.mark.parametrize(
    ("written", "node"),
    [
        (r"tests/test_x.py::test_a[x\ny\x1b/z]", r"tests/test_x.py::test_a[x\ny\x1b/z]"),
        (r"tests\test_x.py::test_a[p]", "tests/test_x.py::test_a[p]"),
        ("tests/test_x.py", "tests/test_x.py"),
    ],
)
def test_a_backslash_is_a_slash_in_paths_alone(written: str, node: str) -> None:
    assert identity().node(written) == (node,)


NEAR = ["sub/tests/test_z.py", "other/tests/test_z.py", "sub/unit/tests/test_q.py", "sub/tests/test_q.py"]


@pytest.mark.parametrize(
    "one",
    [
        case("tests.test_z", "t"),
        case("", "t", id="tests/test_z.py::t", file="tests/test_z.py"),
        case("Unknown", "t", id="tests/test_z.py::t"),
        case("", "Nothing", id="tests/test_z.py::t")._replace(outcome="error"),
    ],
)
@pytest.mark.parametrize(
    ("report", "folders"),
    [
        ("sub/junit.xml", ["sub"]),
        ("other/junit.xml", ["other"]),
        ("junit.xml", ["other", "sub"]),
        ("sub/build/junit.xml", ["other", "sub"]),
        ("su/junit.xml", ["other", "sub"]),
    ],
)
def test_of_two_files_the_one_below_the_reports_folder_is_meant(one: TestCase, report: str, folders: list[str]) -> None:
    found = Identity(NEAR).of(one._replace(report=report))
    assert found == tuple(f"{folder}/tests/test_z.py::t" for folder in folders)


def test_the_folder_of_a_report_is_all_of_its_path_and_two_files_below_it_stay_two() -> None:
    one = case("tests.test_q", "t")
    assert Identity(NEAR).of(one._replace(report="sub/unit/junit.xml")) == ("sub/unit/tests/test_q.py::t",)
    three = Identity([*NEAR, "other/tests/test_q.py"]).of(one._replace(report="sub/junit.xml"))
    assert [found.partition("/tests")[0] for found in three] == ["other", "sub", "sub/unit"]


def test_a_file_that_could_not_be_collected_is_the_one_below_the_reports_folder() -> None:
    broken = case("", "tests.test_z", id="tests.test_z")._replace(outcome="error", report="sub/junit.xml")
    assert Identity(NEAR).of(broken) == ("sub/tests/test_z.py",)


def test_a_name_that_fits_the_top_and_the_reports_folder_is_ambiguous() -> None:
    both = Identity(["tests/test_x.py", "lib/tests/test_x.py"])
    one = case("tests.test_x", "t")
    assert both.of(one._replace(report="lib/junit.xml")) == ("tests/test_x.py::t", "lib/tests/test_x.py::t")
    for report in ("junit.xml", "web/junit.xml"):
        assert both.of(one._replace(report=report)) == ("tests/test_x.py::t",)


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("test_y.py::TestC::test_a", ("tests/unit/test_y.py::TestC::test_a",)),
        (r"tests\unit\test_y.py::test_a", ("tests/unit/test_y.py::test_a",)),
        ("nothing.py::test_a", ("nothing.py::test_a",)),
    ],
)
def test_a_node_id_is_relative_to_any_folder_and_slashes_go_one_way(written: str, ids: tuple[str, ...]) -> None:
    assert identity().node(written) == ids


def test_an_id_that_names_a_file_wins_over_the_classname() -> None:
    one = case("unit.test_y", "t", id="tests/test_x.py::TestC::t")
    assert identity().of(one) == ("tests/test_x.py::TestC::t",)


def test_a_class_in_a_deep_package_and_a_module_with_slashes() -> None:
    java = Identity(["src/com/shop/CartTest.java"])
    assert java.of(case("com.shop.CartTest", "total")) == ("src/com/shop/CartTest.java::CartTest::total",)
    assert identity().of(case("unit/test_y", "t")) == ("tests/unit/test_y.py::t",)


def test_an_absolute_path_means_the_longest_file_it_ends_in() -> None:
    assert Identity(["b/c.py", "a/b/c.py"]).node("/ci/a/b/c.py::t") == ("a/b/c.py::t",)


def test_a_folder_that_is_named_like_its_module_is_no_other_module() -> None:
    assert Identity(["x.d/x.py"]).of(case("x", "t")) == ("x.d/x.py::t",)
    assert Identity(["a/x.d/x.py"]).of(case("a.x", "t")) == ("a.x::t",)


def test_a_module_with_two_endings_and_a_class_in_a_context() -> None:
    assert identity().of(case("web.cart", "adds")) == ("web/cart.test.ts::cart::adds",)
    assert identity().context("test_y.TestC.test_a") == ("tests/unit/test_y.py::TestC::test_a",)


def test_every_id_of_an_ambiguous_case_is_spelt_and_none_is_empty() -> None:
    one = case("com.shop.CartTest", "total(int)[1]")
    found = spellings(("a.py::t[1]", "b.py::t[1]"), one)
    assert {"a.py::t[1]", "a.py::t", "a.py", "b.py::t[1]", "b.py::t", "b.py"} <= found
    assert {"CartTest.total", "CartTest#total", "com.shop.CartTest::total", "com.shop.CartTest"} <= found
    assert "" not in found
