"""Links from test to record by every route, found on hand-made test cases: what links, what does not, how strongly."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lockstitch.link import Cases, Identity, Ids, from_cases, from_commits, from_records, outcome, strays, wanted
from lockstitch.model import Link, Location, Outcome, Record, Reference, TestCase
from lockstitch.settings import Links

FILES = ["tests/test_cart.py", "a/tests/test_twice.py", "b/tests/test_twice.py", "java/src/shop/CartTest.java"]
CART = "tests/test_cart.py::test_total"


def identity() -> Identity:
    return Identity(FILES)


def shop() -> Ids:
    return Ids(["SHOP-1", "SHOP-2"])


def case(name: str, *references: tuple[str, str], classname: str = "tests.test_cart", file: str = "") -> TestCase:
    found = tuple(Reference(*reference) for reference in references)
    return TestCase(f"{classname}::{name}", name, "passed", classname, file, report="junit.xml", references=found)


def links(*cases: TestCase, settings: Links | None = None) -> list[tuple[str, str, str, str]]:
    found = from_cases(Cases(cases, identity()), shop(), settings or Links())
    return [(link.record, link.test, link.via, link.strength) for link in found]


@pytest.mark.parametrize("name", ["defect", "Defects", "issue", "bugs", "requirement", "verifies", "test_key"])
def test_a_property_that_holds_an_id_links(name: str) -> None:
    assert links(case("test_total", (name, "SHOP-1"))) == [("SHOP-1", CART, "property", "explicit")]


@pytest.mark.parametrize("name", ["owner", "markers", "defect_id", "timestamp"])
def test_another_property_links_nothing(name: str) -> None:
    assert links(case("test_total", (name, "SHOP-1"))) == []


@pytest.mark.parametrize("settings", [Links(properties=("Jira",)), Links(markers=("Jira",))])
def test_configured_properties_and_markers_link(settings: Links) -> None:
    one = case("test_total", ("jira", "SHOP-1"))
    assert links(one, settings=settings) == [("SHOP-1", CART, "property", "explicit")]
    assert links(one) == []


def test_a_configured_pattern_links_by_name() -> None:
    ids = Ids(["7"], [r"_case_(?P<id>\d+)"])
    found = list(from_cases(Cases([case("test_case_7"), case("test_7")], identity()), ids, Links()))
    assert [(link.record, link.test, link.via) for link in found] == [("7", "tests/test_cart.py::test_case_7", "name")]


def test_the_property_of_our_plugin_is_a_marker_and_beside_it_others_stay_properties() -> None:
    node = ("lockstitch.nodeid", CART)
    found = links(case("test_total", ("defect", "SHOP-1"), node), case("test_total", ("issue", "SHOP-2"), node))
    assert found == [("SHOP-1", CART, "marker", "explicit"), ("SHOP-2", CART, "property", "explicit")]


def test_a_value_may_hold_many_ids_and_unknown_ones_link_nothing() -> None:
    found = links(case("test_total", ("defect", "SHOP-1, https://x.example/browse/SHOP-2; SHOP-3")))
    assert [record for record, *_ in found] == ["SHOP-1", "SHOP-2"]


@pytest.mark.parametrize(
    ("one", "record"),
    [
        (case("test_shop_1_total"), "SHOP-1"),
        (case("test_total", classname="tests.test_cart.TestShop2"), ""),
        (case("test_total", classname="tests.test_cart.TestShop_2"), "SHOP-2"),
        (case("test_total", classname="x", file="tests/test_shop_2.py"), "SHOP-2"),
        (case("test_total[shop_1]"), ""),
        (case("test_workshop_1"), ""),
        (case("test_total", classname="x", file="shop_1/test_cart.py"), ""),
    ],
)
def test_the_names_of_function_class_and_file_link_strongly(one: TestCase, record: str) -> None:
    assert [(found[0], found[2], found[3]) for found in links(one)] == ([(record, "name", "strong")] if record else [])


def test_a_link_tells_the_report_in_which_it_is_written() -> None:
    (link,) = from_cases(Cases([case("test_shop_1")], identity()), shop(), Links())
    assert link.where == Location("junit.xml")


def record(*tests: str) -> Record:
    return Record("SHOP-1", "defect", "Total", "done", Location("defects.yml", 3), tests=tests)


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        (CART, [CART]),
        ("test_cart.py::test_total", [CART]),
        ("test_twice.py::test_a", ["a/tests/test_twice.py::test_a", "b/tests/test_twice.py::test_a"]),
        ("tests/test_cart.py", ["tests/test_cart.py"]),
        ("shop.CartTest#total", ["shop.CartTest#total"]),
    ],
)
def test_what_a_record_lists_is_explicit_and_stands_in_the_record(written: str, ids: list[str]) -> None:
    found = list(from_records([record(written)], identity()))
    assert found == [Link("SHOP-1", one, "record", "explicit", Location("defects.yml", 3)) for one in ids]


def test_what_a_commit_brought_names_the_commit() -> None:
    (link,) = from_commits("SHOP-1", {CART: "4f1c2ab90d" + "0" * 30})
    assert link == Link("SHOP-1", CART, "commit", "commit", Location("commit 4f1c2ab90d"))


@pytest.mark.parametrize(
    "written",
    [
        "tests/test_cart.py",
        "tests/test_cart.py::TestVat",
        "tests/test_cart.py::TestVat::test_rate",
        "tests/test_cart.py::TestVat::test_rate[7]",
    ],
)
def test_a_link_finds_its_cases_by_file_class_function_and_parameter(written: str) -> None:
    seven, nineteen = (case(f"test_rate[{rate}]", classname="tests.test_cart.TestVat") for rate in (7, 19))
    cases = Cases([seven, nineteen, case("test_total", classname="tests.test_other")], identity())
    assert cases.find(written) == ((seven,) if written.endswith("]") else (seven, nineteen))


@pytest.mark.parametrize("written", ["shop.CartTest#total", "CartTest.total", "shop.CartTest::total", "shop.CartTest"])
def test_a_link_in_the_manner_of_java_finds_its_case(written: str) -> None:
    total = case("total", classname="shop.CartTest")
    assert Cases([total, case("tax", classname="shop.TaxTest")], identity()).find(written) == (total,)


def test_a_case_without_a_class_is_found_by_its_id_alone() -> None:
    one = TestCase("web/cart.test.js::adds up", "adds up", "passed", file="web/cart.test.js")
    cases = Cases([one], identity())
    assert cases.find("web/cart.test.js::adds up") == cases.find("web/cart.test.js") == (one,)
    assert cases.find("::adds up") == ()


def test_what_no_case_is_called_finds_none() -> None:
    assert Cases([case("test_total")], identity()).find("tests/test_cart.py::test_tot") == ()


def test_a_case_whose_module_is_in_two_files_is_ambiguous() -> None:
    twice, once = case("test_a", classname="tests.test_twice"), case("test_total")
    cases = Cases([twice, once], identity())
    assert (cases.ambiguous(twice), cases.ambiguous(once)) == (True, False)
    assert cases.id(twice) == "a/tests/test_twice.py::test_a"
    assert cases.find("b/tests/test_twice.py::test_a") == (twice,)


@pytest.mark.parametrize(
    ("test", "classname", "name", "file"),
    [
        (CART, "tests.test_cart", "test_total", ""),
        ("tests/test_cart.py::TestVat::test_rate[7]", "x", "test_rate", ""),
        ("tests/test_cart.py", "tests.test_cart", "test_any", ""),
        ("tests/test_cart.py", "", "test_any", "tests/test_cart.py"),
        ("test_cart.py", "test_cart.TestVat", "test_any", ""),
        ("tests/test_cart.py::TestVat", "tests.test_cart.TestVat", "test_any", ""),
        ("shop.CartTest#total", "shop.CartTest", "total", ""),
        ("shop.CartTest.total", "shop.CartTest", "total", ""),
        ("shop.CartTest", "shop.CartTest", "anything", ""),
    ],
)
def test_the_readers_keep_what_a_record_names(test: str, classname: str, name: str, file: str) -> None:
    asked = wanted([record(test)], [], shop(), Links())
    assert asked.matches is not None
    assert name in asked.names or asked.matches(classname, name, file)


def test_the_readers_keep_what_a_commit_brought_and_what_is_named_after_a_record() -> None:
    asked = wanted([], [CART], shop(), Links(properties=("Jira",)))
    assert asked.matches is not None
    assert "test_total" in asked.names
    assert asked.matches("tests.test_x", "test_shop_2[a]", "")
    assert asked.matches("tests.test_x.TestShop_2", "test_a", "")
    assert {"defect", "issue", "jira"} <= asked.properties


def test_the_readers_drop_what_nothing_names() -> None:
    asked = wanted([record("tests/test_cart.py::test_total")], [], shop(), Links())
    assert asked.matches is not None
    assert "test_tax" not in asked.names
    assert not asked.matches("tests.test_cart", "test_tax", "tests/test_cart.py")
    assert not asked.matches("tests.test_x", "test_a[shop_1]", "")
    assert "owner" not in asked.properties


def test_the_readers_keep_a_file_that_is_named_after_a_record() -> None:
    asked = wanted([], [], shop(), Links())
    assert asked.matches is not None
    assert asked.matches("x", "test_total", "tests/test_shop_2.py")


WORDS = st.sampled_from(["shop", "SHOP", "test", "cart", "issue", *"_-./[]", "1", "2", "17", "Test"])
NAMES = st.lists(WORDS, max_size=6).map("".join)


@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=5), NAMES, st.sampled_from([(), ("(?P<id>cart2)",)]))
@example([("", "test_ſhop_2")], "", ())
@example([("", "test_cart2")], "", ("(?P<id>cart2)",))
def test_many_cases_are_unlikely_only_where_none_of_them_matches(
    cases: list[tuple[str, str]], file: str, patterns: tuple[str, ...]
) -> None:
    asked = wanted([record("tests/test_cart.py")], [CART], Ids(shop().all, patterns), Links())
    assert asked.unlikely and asked.matches
    for _ in range(2):  # what is known of classes is remembered
        if asked.unlikely({owner for owner, _ in cases}, file, "\n".join(name for _, name in cases)):
            assert not any(asked.matches(owner, name, file) for owner, name in cases)


def test_cases_that_name_nothing_are_unlikely() -> None:
    asked = wanted([record("tests/test_cart.py::test_total")], [], shop(), Links())
    assert asked.unlikely
    assert asked.unlikely({"tests.test_x.TestC", "tests.test_y"}, "", "test_a\ntest_b[1]")
    assert not asked.unlikely({"tests.test_x"}, "", "test_a\ntest_shop_2")
    assert not asked.unlikely({"tests.test_x", "tests.TestShop_2"}, "", "test_a")


def test_what_is_remembered_of_unlikely_cases_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lockstitch.link.MOST_STRANGERS", 1)
    asked = wanted([record("tests/test_cart.py::test_total")], [], shop(), Links())
    assert asked.unlikely and asked.matches
    for number in range(3, 9):
        assert asked.unlikely({f"tests.test_x{number}", f"tests.test_y{number}"}, "", "test_a")
        assert not asked.unlikely({"tests.TestShop_2"}, "", "test_a")
        assert asked.matches("tests.TestShop_2", "test_a", "")
    held = [cell.cell_contents for cell in asked.unlikely.__closure__ or ()]
    assert [one for one in held if isinstance(one, dict)] == [{"": {"tests.test_x8", "tests.test_y8"}}]


def stray(value: str, *complete: str, name: str = "defect") -> list[tuple[str, str, bool, str]]:
    cases = Cases([case("test_total", (name, value))], identity())
    return [(s.id, s.test, s.declared, s.nearest) for s in strays(cases, shop(), Links(), complete)]


def test_an_unknown_id_is_a_stray_with_the_nearest_record() -> None:
    assert stray("SHOP-11") == [("SHOP-11", CART, False, "SHOP-1")]
    assert stray("SHOP-1") == []
    assert stray("SHOP-11", name="owner") == []


@pytest.mark.parametrize(
    ("word", "complete", "declared"),
    [
        ("SHOP-9", "SHOP-", True),
        ("SHOP-9", "SHOP", True),
        ("shop-9", "Shop-", True),
        ("SHOP-9", "shop", True),
        ("WORKSHOP-9", "SHOP-", False),
        ("SHOPS-9", "SHOP-", False),
        ("#9", "#", True),
        ("SHOP_9", "SHOP-", True),
    ],
)
def test_a_stray_is_declared_where_its_prefix_is_complete(word: str, complete: str, declared: bool) -> None:
    assert [found[2] for found in stray(word, complete)] == [declared]
    assert [found[2] for found in stray(word)] == [False]


def test_one_stray_in_two_reports_is_told_once() -> None:
    one = case("test_total", ("defect", "SHOP-9"), ("issue", "SHOP-9"))
    found = strays(Cases([one, one], identity()), shop(), Links(), ())
    assert [(each.id, each.where) for each in found] == [("SHOP-9", Location("junit.xml"))]


@pytest.mark.parametrize(
    ("outcomes", "together"),
    [
        ([], None),
        (["passed"], "passed"),
        (["skipped"], "skipped"),
        (["passed", "skipped"], "passed"),
        (["skipped", "xfailed"], "xfailed"),
        (["passed", "failed"], "failed"),
        (["error", "passed"], "error"),
        (["flaky", "passed"], "flaky"),
        (["error", "failed"], "failed"),
    ],
)
def test_the_results_of_several_environments_come_to_one(outcomes: list[Outcome], together: Outcome | None) -> None:
    assert outcome([TestCase("t", "t", one) for one in outcomes]) == together


def test_two_strays_of_one_test_are_two() -> None:
    assert [found[0] for found in stray("SHOP-8, SHOP-9")] == ["SHOP-8", "SHOP-9"]


def test_a_property_tells_the_report_in_which_it_is_written() -> None:
    (link,) = from_cases(Cases([case("test_total", ("defect", "SHOP-1"))], identity()), shop(), Links())
    assert link == Link("SHOP-1", CART, "property", "explicit", Location("junit.xml"))


def test_a_folder_that_is_named_after_a_record_links_nothing() -> None:
    assert links(case("test_total", classname="x", file="a/shop_1/test_cart.py")) == []


def test_the_error_of_a_file_stands_for_each_of_its_tests_and_for_no_other() -> None:
    broken = TestCase("tests.test_cart", "tests.test_cart", "error", report="junit.xml")
    total = case("test_total")
    other = TestCase("web/cart.test.js::total", "total", "error", file="web/cart.test.js")
    cases = Cases([broken, total, other], identity())
    assert cases.uncollected(CART) == cases.uncollected("tests/test_cart.py::TestVat::test_rate") == (broken,)
    assert cases.uncollected("web/cart.test.js::total") == cases.uncollected("tests/test_twice.py::test_a") == ()
    assert Cases([broken._replace(outcome="failed")], identity()).uncollected(CART) == ()


def test_the_readers_keep_a_file_of_another_language_and_all_failures() -> None:
    asked = wanted([record("a/web/cart.test.js", "CartTest.total")], [], shop(), Links())
    assert asked.matches is not None
    assert asked.matches("", "adds up", "b/web/cart.test.js")
    assert not asked.matches("", "adds up", "b/cart/tax.test.js")
    assert {"CartTest.total", "total"} <= asked.names
    assert asked.failures
