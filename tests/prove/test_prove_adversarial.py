"""One fix, and beside its true proof everything that could be taken for one."""

from __future__ import annotations

import pytest
from proving import Proven, Shop

from lockstitch.lines import numbers

BEFORE = """\
import time


class Item:
    name = "cup"


class Basket:
    def __init__(self, items=()):
        self.items = list(items)

    def first(self):
        return None


def total(prices, voucher=0):
    return sum(prices)


def count(text):
    while text.endswith(" "):
        time.sleep(0.01)
    return len(text.split())


def owner(basket):
    return basket.first().name


def label(text):
    return textwrap.dedent(text)


def crash(deep):
    if deep:
        import os

        os.kill(os.getpid(), 11)
    return deep
"""
AFTER = """\
import textwrap
import time


class Item:
    name = "cup"


class Basket:
    def __init__(self, items=()):
        self.items = list(items)

    def first(self):
        return self.items[0]


def total(prices, voucher=0, *, cents=False):
    return sum(prices) - voucher


def count(text):
    return len(text.split())


def owner(basket):
    return basket.first().name


def label(text):
    return textwrap.dedent(text)


def crash(deep):
    return deep


def gift(card):
    return card
"""
TESTS = """\
import os
import unittest
from pathlib import Path

import pytest

from shop import basket

COUNTER = Path({counter!r})


def turn(name):
    file = COUNTER / name
    count = int(file.read_text()) + 1 if file.exists() else 1
    file.write_text(str(count))
    return count


def test_voucher():
    assert basket.total([9], 2) == 7


def test_plain():
    assert basket.total([9]) == 9


def test_true():
    assert True


def test_only_imports():
    from shop.basket import gift

    assert gift


def test_only_attribute():
    assert basket.gift(3) == 3


def test_only_argument():
    assert basket.total([1], cents=True) == 1


def test_positional():
    with pytest.raises(TypeError):
        basket.total([1], 0, True)
    basket.gift(1)


def test_owner():
    assert basket.owner(basket.Basket([basket.Item()])) == "cup"


def test_hang():
    assert basket.count("a ") == 1


def test_crash():
    assert basket.crash(True)


def test_forgotten_import():
    assert basket.label(" a") == "a"


def test_flaky():
    assert turn("flaky") % 2


@pytest.mark.flaky(reruns=2)
def test_rerun():
    assert turn("rerun") % 2 == 0


@pytest.mark.flaky(reruns=1)
def test_rerun_in_vain():
    assert basket.total([9], 2) == 7


@pytest.mark.skip(reason="later")
def test_skipped():
    assert basket.total([9], 2) == 7


@pytest.mark.xfail
def test_xfailed():
    assert basket.total([9], 2) == 8


@pytest.mark.xfail
def test_xpassed():
    assert basket.total([9], 2) == 7


@pytest.mark.slow
def test_slow():
    assert basket.total([9], 2) == 7


def test_red():
    assert basket.total([9], 2) == 9


@pytest.fixture
def seven():
    assert basket.total([9], 2) == 7


def test_setup(seven):
    assert True


@pytest.mark.parametrize("voucher", [0, 2], ids=["a::b/ c.py[1]", "new\\nline]"])
def test_each(voucher):
    assert basket.total([9], voucher) == 9 - voucher


@pytest.mark.parametrize("voucher", [0, 2], ids=lambda voucher: f"{{voucher}}-{{os.getpid()}}")
def test_names_change(voucher):
    assert basket.total([9], voucher) == 9 - voucher


@pytest.mark.parametrize("voucher", [1, 2], ids=lambda voucher: f"{{voucher}}-{{os.getpid()}}")
def test_all_change(voucher):
    assert basket.total([9], voucher) == 9 - voucher


class TestCase(unittest.TestCase):
    def test_method(self):
        self.assertEqual(basket.total([9], 2), 7)

    def test_sub(self):
        for voucher in (0, 2):
            with self.subTest(voucher=voucher):
                self.assertEqual(basket.total([9], voucher), 9 - voucher)


def test_deselected_neighbour():
    raise SystemExit("nobody asked for this test")
"""
IMPORTS = "from shop.basket import gift\n\n\ndef test_gift():\n    assert gift(1) == 1\n"
NAMES = [
    "test_voucher", "test_plain", "test_true", "test_only_imports", "test_only_attribute", "test_only_argument",
    "test_positional", "test_owner", "test_hang", "test_crash",
    "test_forgotten_import", "test_flaky", "test_rerun", "test_rerun_in_vain",
    "test_skipped", "test_xfailed", "test_xpassed", "test_slow", "test_red", "test_setup", "test_each",
    "test_each[a::b/ c.py[1]]", "test_each[new\\nline]]", "test_names_change[2-7]", "test_all_change[2-7]",
    "TestCase::test_method", "TestCase::test_sub", "TestCase", "test_gone",
]  # fmt: skip
SETTINGS = """\
[tool.pytest.ini_options]
addopts = "-x -m 'not slow'"
markers = ["slow", "flaky"]
"""


@pytest.fixture(scope="module")
def proven(shared: Shop, tmp_path_factory: pytest.TempPathFactory) -> Proven:
    counter = tmp_path_factory.mktemp("counter")
    shared.start({"src/shop/basket.py": BEFORE, "pyproject.toml": SETTINGS})
    files = {
        "src/shop/basket.py": AFTER,
        "tests/test_basket.py": TESTS.format(counter=str(counter)),
        "tests/test_gift.py": IMPORTS,
    }
    tests = [f"tests/test_basket.py::{name}" for name in NAMES]
    sha = shared.fix("S-1", files, [*tests, "tests/test_gift.py::test_gift"])
    shared.record("S-2", [sha], ["tests/test_basket.py::test_hang"], symptom="Hang")
    return shared.prove(timeout=3)


@pytest.mark.parametrize(
    ("test", "kind"),
    [
        ("::test_voucher", "AssertionError"),
        ("::test_owner", "AttributeError"),
        ("::test_crash", "crash"),
        ("::test_forgotten_import", "NameError"),
        ("::test_each[new\\nline]]", "AssertionError"),
        ("TestCase::test_method", "AssertionError"),
        ("TestCase::test_sub", ""),
    ],
)
def test_true_proofs(proven: Proven, test: str, kind: str) -> None:
    proof = proven.of(test)
    assert (proof.verdict, proof.after, proof.before) == ("proven", "passed", "failed"), proof.reason
    assert not kind or proof.kind == kind


@pytest.mark.parametrize("test", ["::test_plain", "::test_true", "::test_each[a::b/ c.py[1]]"])
def test_what_passes_both_times_is_refuted(proven: Proven, test: str) -> None:
    proof = proven.of(test)
    assert (proof.verdict, proof.before) == ("refuted", "passed")


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ("::test_only_imports", "the import gift"),
        ("::test_only_attribute", "the attribute gift"),
        ("::test_only_argument", "the argument cents"),
        ("::test_positional", "the attribute gift"),
        ("test_gift.py::test_gift", "cannot be collected"),
        ("::test_setup", "fails in its set-up"),
    ],
)
def test_what_only_lacks_the_interface_is_inconclusive(proven: Proven, test: str, words: str) -> None:
    proof = proven.of(test)
    assert proof.verdict == "inconclusive"
    assert words in proof.reason


def test_a_hang_proves_only_where_it_is_the_symptom(proven: Proven) -> None:
    assert proven.of("::test_hang", "S-1").verdict == "inconclusive"
    assert proven.of("::test_hang", "S-1").before == "timeout"
    assert proven.of("::test_hang", "S-2").verdict == "proven"


@pytest.mark.parametrize("test", ["::test_flaky", "::test_rerun"])
def test_what_changes_its_mind_is_flaky(proven: Proven, test: str) -> None:
    assert proven.verdict(test) == "flaky"


def test_a_rerun_that_fails_each_time_is_a_failure(proven: Proven) -> None:
    assert proven.verdict("::test_rerun_in_vain") == "proven"


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ("::test_skipped", "skipped: Skipped: later"),
        ("::test_xfailed", "expected to fail"),
        ("::test_xpassed", "expected to fail"),
        ("::test_slow", "deselected"),
        ("::test_gone", "not there"),
    ],
)
def test_what_is_not_run_has_no_verdict(proven: Proven, test: str, words: str) -> None:
    proof = proven.of(test)
    assert proof.verdict == "not-run"
    assert words in proof.reason


def test_red_today_is_failing_beside_a_true_proof(proven: Proven) -> None:
    assert proven.verdict("::test_red") == "failing"
    assert proven.code == 1


def test_a_function_or_class_is_proven_by_one_of_its_cases(proven: Proven) -> None:
    assert proven.of("::test_each").verdict == "proven"
    assert "1 of 2 cases" in proven.of("::test_each").reason
    assert proven.of("py::TestCase").verdict == "proven"


def test_of_cases_that_are_named_anew_each_time_only_all_prove(proven: Proven) -> None:
    assert proven.verdict("::test_all_change[2-7]") == "proven"
    assert proven.verdict("::test_names_change[2-7]") == "inconclusive"
    assert "read otherwise today" in proven.of("::test_names_change[2-7]").reason


def test_the_lines_that_a_test_ran_are_kept(proven: Proven) -> None:
    exercised = proven.of("::test_voucher").exercised
    assert list(numbers(exercised["src/shop/basket.py"])) == [18]
    assert not proven.of("::test_true").exercised


def test_each_question_has_one_answer(proven: Proven) -> None:
    asked = [one.written.rpartition("test_basket.py::")[2] for one in proven.report.tried]
    assert asked == [*NAMES, "tests/test_gift.py::test_gift", "test_hang"]


def test_nothing_of_it_stays_in_the_repository(proven: Proven, shared: Shop) -> None:
    assert shared.git("worktree", "list").count("\n") == 0
    assert shared.git("status", "--porcelain", "-uall").split() == [
        "M",
        "defects.jsonl",
        "??",
        ".lockstitch/proofs.jsonl",
    ]
