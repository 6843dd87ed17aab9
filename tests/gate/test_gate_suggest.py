"""What is suggested for a defect: whose tests, in which order, with which evidence, and the line to paste."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lockstitch.errors import UsageError
from lockstitch.gate.suggest import suggest
from lockstitch.model.suggestion import Candidate, Suggestion, Suggestions

if TYPE_CHECKING:
    from tests.gate.conftest import Site

CODE = "def total(prices):\n    return sum(prices)\n\n\ndef tax(price):\n    return price // 5\n"
TESTS = """\
from shop import total, tax


def test_total():
    assert total([1])


class TestTax:
    def test_tax(self):
        assert tax(5)
"""
NEW = "\n\ndef test_voucher():\n    cart = [1, 2]\n    assert total(cart, 3) == 0\n"


def start(site: Site, **files: str) -> None:
    paths = {name.replace("__", "/"): text for name, text in files.items()}
    site.commit("Shop", {"src/shop.py": CODE, "tests/test_shop.py": TESTS, **paths})


def repair(site: Site, files: dict[str, str], message: str = "Fixes F-1") -> str:
    return site.commit(message, {"src/shop.py": CODE.replace("sum(prices)", "sum(prices) - 1"), **files})


def found(site: Site, *ids: str, **options: Any) -> Suggestions:
    return suggest(site.run("", **options), ids)


def one(site: Site, **options: Any) -> Suggestion:
    (item,) = found(site, "F-1", **options).items
    return item


def names(item: Suggestion) -> list[str]:
    return [each.test.removeprefix("tests/") for each in item.candidates]


def test_what_the_fix_added_comes_before_what_it_changed(site: Site) -> None:
    start(site)
    sha = repair(site, {"tests/test_shop.py": TESTS.replace("tax(5)", "tax(5) == 1") + NEW})
    site.ledger("id: F-1, title: Total ignores the voucher")
    item = one(site)
    assert names(item) == ["test_shop.py::test_voucher", "test_shop.py::TestTax::test_tax"]
    assert (item.clear, item.why, [commit.sha for commit in item.commits]) == (True, "", [sha])
    first, second = item.candidates
    assert first.evidence[0] == f"added by the fix {sha[:10]}"
    assert second.evidence[0] == f"its body changed in the fix {sha[:10]}"
    assert (first.location, first.paste) == (("tests/test_shop.py", 13), '@pytest.mark.defect("F-1")')
    assert (second.location, second.paste) == (("tests/test_shop.py", 9), '    @pytest.mark.defect("F-1")')
    assert first.hint == "the file does not import pytest yet"


def test_only_defects_without_a_link_that_counts_are_asked_about(site: Site) -> None:
    start(site)
    repair(site, {"tests/test_shop.py": TESTS + NEW})
    site.commit("Fixes F-2", {"src/shop.py": CODE})
    site.ledger("id: F-1", "id: F-2", "id: F-3, status: open", "id: F-4, kind: incident", "id: F-5, status: rejected")
    every = found(site)
    assert [item.record.id for item in every.items] == ["F-2"]
    assert every.linked == 1
    assert [item.record.id for item in found(site, "F-1", "F-3").items] == ["F-1", "F-3"]


def test_where_commits_do_not_count_their_tests_are_suggested(site: Site) -> None:
    start(site)
    repair(site, {"tests/test_shop.py": TESTS + NEW})
    site.ledger("id: F-1")
    (item,) = suggest(site.run("links: {accept: [explicit]}\n")).items
    assert names(item) == ["test_shop.py::test_voucher"]


@pytest.mark.parametrize(
    ("path", "before", "after", "expected"),
    [
        ("tests/conftest.py", "def cart():\n    return 1\n", "def cart():\n    return 2\n", "test_cart.py::test_cart"),
        ("tests/data/prices.json", "[1]", "[2]", "test_cart.py::test_prices"),
        ("tests/data/cases/long_one.txt", "a", "b", "test_cart.py::test_cases"),
        ("tests/data/conf/any_one.txt", "a", "b", "test_load.py"),
    ],
    ids=["a helper", "a file by name", "a folder of data", "a file that only its loader's module names"],
)
def test_helpers_and_data_lead_to_the_tests_that_speak_of_them(
    site: Site, path: str, before: str, after: str, expected: str
) -> None:
    users = "def test_cart(cart):\n    assert cart\n\n\ndef test_prices():\n    assert load('prices.json')\n\n\n"
    users += "def test_cases():\n    assert all_in('cases')\n\n\ndef test_other():\n    assert listed('tests')\n"
    loader = "CONF = listed('data/conf')\n\n\ndef test_all():\n    assert CONF\n"
    start(site, **{"tests__test_cart.py": users, "tests__test_load.py": loader, path.replace("/", "__"): before})
    site.write({path: before})
    site.commit("Data")
    repair(site, {path: after})
    site.ledger("id: F-1")
    item = one(site)
    assert names(item)[0] == expected
    assert not item.clear
    assert "test_cart.py::test_other" not in names(item)


def test_data_leads_to_tests_in_its_own_part_of_the_tree(site: Site) -> None:
    users = "def test_prices():\n    assert load('prices.json')\n"
    start(site)
    site.commit(
        "Data", {"tests/till/test_till.py": users, "tests/web/test_web.py": users, "tests/till/prices.json": "1"}
    )
    repair(site, {"tests/till/prices.json": "2"})
    site.ledger("id: F-1")
    assert names(one(site)) == ["till/test_till.py::test_prices"]


def test_a_package_of_tests_leads_to_those_that_name_its_folder(site: Site) -> None:
    start(site)
    users = "def test_all():\n    assert listed('cases')\n\n\ndef test_other():\n    assert listed('init')\n"
    site.commit("Cases", {"tests/test_all.py": users, "tests/cases/__init__.py": "A = 1\n"})
    repair(site, {"tests/cases/__init__.py": "A = 2\n"})
    site.ledger("id: F-1")
    assert names(one(site)) == ["test_all.py::test_all"]


def test_a_test_that_uses_what_the_fix_introduced_comes_first(site: Site) -> None:
    start(site)
    new = "\n\ndef gift_total(price):\n    return price\n"
    gift = "\n\ndef test_gift():\n    price = 1\n    assert gift_total(price) == 1\n"
    files = {
        "src/shop.py": CODE.replace("sum(prices)", "sum(prices) - 1") + new,
        "tests/test_shop.py": TESTS + NEW + gift,
    }
    site.commit("Fixes F-1", files)
    site.ledger("id: F-1")
    first, second = one(site).candidates
    assert [first.test, second.test] == ["tests/test_shop.py::test_gift", "tests/test_shop.py::test_voucher"]
    assert "gift_total" in " ".join(first.evidence)
    assert "gift_total" not in " ".join(second.evidence)


def test_where_a_fix_edits_no_test_those_of_the_module_are_offered(site: Site) -> None:
    start(site, tests__test_pay=NEW)
    repair(site, {})
    site.ledger("id: F-1")
    item = one(site)
    assert names(item) == ["test_shop.py::test_total", "test_shop.py::TestTax::test_tax"]
    assert item.candidates[0].evidence[:2] == ("not touched by the fix", "calls `total`, which the fix changed")
    assert not item.clear


def test_nothing_is_made_up(site: Site) -> None:
    start(site)
    site.commit("Fixes F-1", {"src/other.py": CODE, "README.md": "x"})
    site.ledger("id: F-1", "id: F-2")
    item = one(site)
    assert (names(item), item.why) == (
        [],
        "its commits edited no test, and no test file is named after what they changed",
    )
    (item,) = found(site, "F-2").items
    assert (names(item), item.commits, "no commit is known" in item.why) == ([], (), True)


def test_commits_that_only_speak_of_it_are_told_as_that(site: Site) -> None:
    start(site)
    repair(site, {"tests/test_shop.py": TESTS + NEW}, "Mend the total, see F-1")
    site.ledger("id: F-1")
    item = one(site)
    assert names(item) == ["test_shop.py::test_voucher"]
    assert (item.clear, item.why) == (False, "no commit says that it fixes it; these only speak of it")
    assert [each.record.id for each in found(site).items] == ["F-1"]


def test_a_revert_speaks_of_nothing(site: Site) -> None:
    start(site)
    repair(site, {"tests/test_shop.py": TESTS + NEW}, 'Revert "Mend the total, see F-1"')
    site.ledger("id: F-1")
    item = one(site)
    assert (names(item), item.commits) == ([], ())


def test_a_test_that_names_the_id_comes_first(site: Site) -> None:
    start(site)
    named = NEW.replace("test_voucher", "test_gift").replace("cart =", "# see F-1\n    cart =")
    repair(site, {"tests/test_shop.py": TESTS + NEW + named})
    site.ledger("id: F-1, title: Broken")
    item = one(site)
    assert names(item) == ["test_shop.py::test_gift", "test_shop.py::test_voucher"]
    assert "names the id" in item.candidates[0].evidence
    assert item.clear


def test_reports_add_evidence(site: Site) -> None:
    start(site)
    repair(site, {"tests/test_shop.py": TESTS + NEW + NEW.replace("test_voucher", "test_gift")})
    site.ledger("id: F-1, title: Broken")
    assert names(one(site))[0] == "test_shop.py::test_voucher"
    site.junit("tests.test_shop test_gift", "tests.test_shop test_voucher <skipped/>")
    site.data({"tests/test_shop.py::test_gift|run": {"src/shop.py": [2]}, "": {"src/shop.py": [1, 5]}})
    first, second = one(site).candidates
    assert first.test == "tests/test_shop.py::test_gift"
    assert {"passed in the reports", "runs lines of the fix"} <= {*first.evidence}
    assert {"skipped in the reports", "runs no line of the fix"} <= {*second.evidence}


def test_without_per_test_coverage_nothing_is_said_of_lines(site: Site) -> None:
    start(site)
    repair(site, {"tests/test_shop.py": TESTS + NEW})
    site.ledger("id: F-1")
    site.cobertura({"src/shop.py": {1: 1, 2: 0}})
    assert not any("of the fix" in words and "run" in words for each in one(site).candidates for words in each.evidence)


def test_an_abstract_class_leads_to_those_that_inherit_its_tests(site: Site) -> None:
    base = "abstract class BaseTest {\n  @Test void total() { a(%d); }\n}\n"
    heir = "class %s extends BaseTest {\n  @Test void own() { }\n}\n"
    folder = "src/test/java/"
    files = {f"{folder}{name}.java": heir % name for name in ("CartTest", "PayTest")}
    files[f"{folder}TaxTest.java"] = "class TaxTest {\n  @Test void total() { }\n}\n"
    site.commit("Shop", {"src/main/java/Cart.java": "class Cart {}\n", f"{folder}BaseTest.java": base % 1, **files})
    site.commit("Fixes F-1", {"src/main/java/Cart.java": "class Cart { }\n", f"{folder}BaseTest.java": base % 2})
    site.ledger("id: F-1")
    item = one(site)
    assert [each.test for each in item.candidates] == [
        f"{folder}{name}.java::{name}::total" for name in ("CartTest", "PayTest")
    ]
    assert item.candidates[0].paste == f'tests: ["{folder}CartTest.java::CartTest::total"]'
    assert not item.candidates[0].marker


def test_a_script_test_is_linked_in_the_ledger(site: Site) -> None:
    site.commit("Shop", {"src/cart.js": "a();\n", "test/cart.test.js": "test('old', () => {});\n"})
    added = "test('old', () => {});\ntest('says \"no\"', () => {});\n"
    site.commit("Fixes F-1", {"src/cart.js": "b();\n", "test/cart.test.js": added})
    site.ledger("id: F-1")
    (candidate,) = one(site).candidates
    assert candidate.test == 'test/cart.test.js::says "no"'
    assert candidate.paste == r'tests: ["test/cart.test.js::says \"no\""]'


def test_every_fixed_defect_is_asked_about_whatever_this_run_would_judge(site: Site) -> None:
    start(site)
    repair(site, {})
    site.ledger("id: F-1, resolved: 2020-01-01")
    (item,) = suggest(site.run("since: 2025-01-01\nscope: change\n")).items
    assert item.record.id == "F-1"


def test_a_skipped_test_is_no_clear_choice(site: Site) -> None:
    start(site)
    repair(site, {"tests/test_shop.py": TESTS + NEW.replace("def test", "@pytest.mark.skip\ndef test")})
    site.ledger("id: F-1")
    item = one(site)
    assert "is skipped or expected to fail" in item.candidates[0].evidence
    assert not item.clear


def test_an_unknown_id_is_refused_with_the_nearest(site: Site) -> None:
    start(site)
    site.ledger("id: F-11")
    with pytest.raises(UsageError) as caught:
        found(site, "F-12", "X")
    assert [(fault.message, fault.hint) for fault in caught.value.faults] == [
        ("no record has the id 'F-12'", "did you mean F-11?"),
        ("no record has the id 'X'", ""),
    ]


def test_a_detached_worktree_and_a_ledger_outside(site: Site) -> None:
    start(site)
    sha = repair(site, {"tests/test_shop.py": TESTS + NEW})
    site.commit("Later", {"tests/test_shop.py": TESTS})
    ledger = site.root.parent / "elsewhere.jsonl"
    ledger.write_text(f'{{"id": "F-1", "kind": "defect", "title": "x", "status": "fixed", "commits": ["{sha}"]}}\n')
    assert "test_shop.py::test_voucher" not in names(one(site, records=(str(ledger),)))
    site.git("checkout", "--quiet", "--detach", sha)
    item = one(site, records=(str(ledger),))
    assert names(item) == ["test_shop.py::test_voucher"]
    assert isinstance(item.candidates[0], Candidate)


def test_processes_do_not_grow_with_the_records(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess

    start(site)
    for n in range(5):
        repair(site, {"tests/test_shop.py": TESTS + NEW.replace("== 0", f"== {n}")}, f"Fixes F-{n}")
    site.ledger(*(f"id: F-{n}" for n in range(5)))
    started: list[object] = []
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: started.append(a) or real(*a, **k))  # type: ignore[func-returns-value]
    counts = []
    for ids in (["F-1"], [f"F-{n}" for n in range(5)]):
        started.clear()
        assert all(item.candidates for item in found(site, *ids).items)
        counts.append(len(started))
    assert counts[0] == counts[1] > 3
