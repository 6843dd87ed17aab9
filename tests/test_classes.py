import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lockstitch.classes import classifier, language, matches
from lockstitch.settings import Paths

CONVENTION = classifier(Paths())


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/shop/basket.py", "product"),
        ("shop/tasks.py", "product"),
        ("shop/conf.py", "product"),
        ("src/shop/docs/build.py", "product"),
        ("latest/x.py", "product"),
        ("README.md", "product"),
        ("tests/test_basket.py", "test"),
        ("src/shop/test_basket.py", "test"),
        ("web/cart.test.ts", "test"),
        ("src/main/java/shop/CartTest.java", "test"),
        ("cmd/cart_test.go", "test"),
        ("web/__tests__/cart.js", "test"),
        ("__tests__/deep/cart.tsx", "test"),
        ("web/__tests__/__snapshots__/cart.js.snap", "support"),
        ("web/__tests__/data.py", "support"),
        ("web/__tests__.js", "product"),
        ("tests/conftest.py", "support"),
        ("conftest.py", "support"),
        ("tests/helpers/factory.py", "support"),
        ("src/test/java/shop/Fixtures.java", "support"),
        ("fixtures/shop/basket.py", "support"),
        ("docs/conf.py", "ignored"),
        ("packages/a/docs/conf.py", "ignored"),
        ("setup.py", "ignored"),
        ("noxfile.py", "ignored"),
        ("src/shop/_vendor/six.py", "ignored"),
        ("web/node_modules/x/y.js", "ignored"),
        ("api/v1_pb2.py", "ignored"),
        (".github/scripts/x.py", "ignored"),
        ("stubs/shop.pyi", "ignored"),
        pytest.param("src/shop.d.ts", "ignored", marks=pytest.mark.defect("LS-92")),
        ("src/shop.ts", "product"),
    ],
)
def test_the_convention(path: str, expected: str) -> None:
    assert CONVENTION(path) == expected


def test_a_configured_list_replaces_the_convention_of_its_class_only() -> None:
    classify = classifier(Paths(tests=("checks/",)))
    assert classify("checks/basket.py") == "test"
    assert classify("tests/test_basket.py") == "product"
    assert classify("docs/conf.py") == "ignored"
    assert classify("conftest.py") == "support"


def test_product_given_leaves_the_rest_ignored() -> None:
    classify = classifier(Paths(product=("src/",)))
    assert classify("src/a.py") == "product"
    assert classify("tools/a.py") == "ignored"
    assert classify("src/test_a.py") == "test"


@pytest.mark.parametrize(
    ("glob", "path", "fits"),
    [
        ("src/", "src/a/b.py", True),
        ("src/", "src", False),
        ("src/", "lib/src/b.py", True),
        ("/src/", "lib/src/b.py", False),
        ("src/**", "src/a/b.py", True),
        ("src/*.py", "src/a.py", True),
        ("src/*.py", "src/a/b.py", False),
        ("*.py", "a/b.py", True),
        ("**/gen/*.py", "gen/a.py", True),
        ("**/gen/*.py", "x/y/gen/a.py", True),
        ("a?.py", "ab.py", True),
        ("a?.py", "a/.py", False),
        ("[!t]*.py", "best.py", True),
        ("[!t]*.py", "test.py", False),
        ("src", "src/a.py", True),
        ("./src/a.py", "src/a.py", True),
        ("a+b.py", "a+b.py", True),
        ("a.py", "aXpy", False),
    ],
)
def test_globs(glob: str, path: str, fits: bool) -> None:
    assert matches(glob, path) is fits


PIECES = st.sampled_from(["a", "ab", "b.c", ".", "*", "**", "?", "[a]", "/", "./"])


@given(st.lists(PIECES, min_size=1, max_size=5).map("".join), st.from_regex(r"\A[ab.c]{1,3}(/[ab.c]{1,3}){0,3}\Z"))
@example("a*a", "a")
@example("/a/", "a")
@example("/a/", "b/a/c")
def test_a_list_of_globs_fits_what_its_globs_fit(glob: str, path: str) -> None:
    assert (classifier(Paths(tests=(glob,), support=("/nothing",)))(path) == "test") == matches(glob, path)


def test_the_language_is_that_of_the_ending() -> None:
    assert language("a/b.PY") == "Python"
    assert language("web/x.test.tsx") == "TypeScript"
    assert language("Makefile") == ""
    assert language("README.md") == ""
