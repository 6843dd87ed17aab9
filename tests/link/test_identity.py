import pytest

from lockstitch.link.identity import Identity, bare, spellings
from lockstitch.model import TestCase

FILES = [
    "tests/test_x.py", "tests/unit/test_y.py", "sub/tests/test_z.py", "other/tests/test_z.py",
    "src/test/java/shop/CartTest.java", "web/cart.test.ts", "src/shop/x.py",
]  # fmt: skip
IDENTITY = Identity(FILES)


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
    assert IDENTITY.of(case(classname, name)) == ids


def test_a_node_id_from_our_plugin_wins_and_may_be_relative_to_a_sub_folder() -> None:
    assert IDENTITY.of(case("tests.test_z", "test_a", id="sub/tests/test_z.py::test_a")) == (
        "sub/tests/test_z.py::test_a",
    )
    assert IDENTITY.of(case("x", "t", id="unit/test_y.py::t", file="unit/test_y.py")) == ("tests/unit/test_y.py::t",)


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
    assert IDENTITY.context(context) == ids


@pytest.mark.parametrize(
    ("test", "expected"),
    [("a::b[x[y]]", "a::b"), ("a::b", "a::b"), ("a::b[x", "a::b[x"), ("a::b[c::d]", "a::b")],
)
def test_bare(test: str, expected: str) -> None:
    assert bare(test) == expected


def test_a_link_may_name_the_case_the_function_the_class_or_the_file() -> None:
    one = case("tests.test_x.TestC", "test_a[p]")
    found = spellings(IDENTITY.of(one), one)
    owners = {"tests/test_x.py", "tests/test_x.py::TestC"}
    assert owners | {"tests/test_x.py::TestC::test_a", "tests/test_x.py::TestC::test_a[p]"} <= found
    assert "tests/test_x.py::TestC::test_b" not in found
    java = case("shop.CartTest", "total")
    assert {"shop.CartTest#total", "CartTest.total", "shop.CartTest"} <= spellings(IDENTITY.of(java), java)


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
    assert IDENTITY.of(case("", "total", id=f"{file}::total", file=file)) == (id_,)


def test_the_error_of_a_file_that_could_not_be_collected_is_the_files() -> None:
    broken = case("", "tests.test_x", id="tests.test_x")._replace(outcome="error")
    assert IDENTITY.of(broken) == ("tests/test_x.py",)
    assert IDENTITY.of(broken._replace(outcome="passed")) == ("tests.test_x",)
    assert IDENTITY.of(broken._replace(name="tests.test_x.TestC", id="x")) == ("x",)


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
    assert IDENTITY.node(written) == (node,)
