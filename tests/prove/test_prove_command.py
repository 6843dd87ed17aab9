"""Runners of a project's own, by their command and the report that it writes."""

from __future__ import annotations

import shutil

import pytest
from proving import BROKEN, FIXED, TEST, Shop

from lockstitch.errors import UsageError

ID = "tests/test_basket.py::test_voucher"
PYTEST = "{python} -m pytest -q --junitxml={junit} {tests}"
NODE = "node --test --test-reporter=junit --test-reporter-destination={junit} cart.test.mjs"


@pytest.mark.parametrize(
    ("before", "test", "verdict", "words"),
    [
        (BROKEN, "def test_voucher():\n    assert total([9], 2) == 7\n", "proven", "assert 9 == 7"),
        (BROKEN, "def test_voucher():\n    assert total([9]) == 9\n", "refuted", "passes without"),
        (BROKEN, "def test_voucher():\n    from shop.basket import gift\n", "inconclusive", "import"),
        (BROKEN, "def test_voucher():\n    raise ValueError\n", "failing", "ValueError"),
        (BROKEN, "import pytest\n\n\n@pytest.mark.skip\ndef test_voucher():\n    total([9])\n", "not-run", "skipped"),
        ("import time\n\ntime.sleep(99)\n", "def test_voucher():\n    assert total([9])\n", "inconclusive", "time"),
    ],
)
def test_pytest_by_its_command(shop: Shop, before: str, test: str, verdict: str, words: str) -> None:
    shop.start({"src/shop/basket.py": before})
    text = f"from shop.basket import total\n\n\n{test}"
    shop.fix("S-1", {"src/shop/basket.py": f"{FIXED}\n\ngift = 1\n", "tests/test_basket.py": text}, [ID])
    proof = shop.prove(command=PYTEST, timeout=4).of(ID)
    assert proof.verdict == verdict, proof.reason
    assert words in proof.reason


def test_what_hangs_alone_spares_the_others(shop: Shop) -> None:
    shop.start(
        {"src/shop/basket.py": BROKEN.replace("    return", "    while prices == [0]:\n        pass\n    return")}
    )
    more = "\n\ndef test_hang():\n    assert total([0]) == 0\n"
    hang = "tests/test_basket.py::test_hang"
    shop.fix("S-1", {"src/shop/basket.py": FIXED, "tests/test_basket.py": TEST + more}, [ID, hang])
    proven = shop.prove(command=PYTEST, timeout=2)
    assert (proven.verdict(ID), proven.verdict(hang), proven.of(hang).before) == ("proven", "inconclusive", "timeout")


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_node(shop: Shop) -> None:
    """Its report names all classes `test`, and no file."""
    test = (
        "import test from 'node:test';\nimport assert from 'node:assert';\nimport { total } from './cart.mjs';\n"
        "test('takes the voucher off', () => assert.equal(total([9], 2), 7));\n"
        "test('adds up', () => assert.equal(total([9, 1]), 10));\n"
        "test('waits', { skip: true }, () => assert.equal(total([9], 2), 7));\n"
    )
    product = "export const total = (prices, voucher = 0) => prices.reduce((a, b) => a + b, 0);\n"
    shop.start({"cart.mjs": product})
    tests = [f"cart.test.mjs::{name}" for name in ("takes the voucher off", "adds up", "waits")]
    mended = product.replace(", 0);", ", 0) - voucher;")
    shop.fix("S-1", {"cart.mjs": mended, "cart.test.mjs": test}, tests)
    proven = shop.prove(command=NODE)
    assert [proven.verdict(test) for test in tests] == ["proven", "refuted", "not-run"]


@pytest.mark.parametrize(
    ("command", "words"),
    [("true", "{junit}"), ("'", "cannot be split"), ("/nowhere/runner {junit}", "not installed")],
)
def test_a_command_that_cannot_work_is_refused(mended: Shop, command: str, words: str) -> None:
    with pytest.raises(UsageError) as told:
        mended.prove(command=command)
    assert words in str(told.value)


@pytest.mark.parametrize("command", ["true {junit}", "sh -c 'echo nothing > {junit}'"])
def test_without_a_report_nothing_is_claimed(mended: Shop, command: str) -> None:
    assert mended.prove(command=command).verdict(ID) == "inconclusive"


def test_a_test_that_was_retried_within_its_run_is_flaky(shop: Shop) -> None:
    """As Surefire tells it: https://maven.apache.org/surefire/maven-surefire-plugin/examples/rerun-failing-tests.html."""
    retried = '<flakyFailure message="assert 9 == 7" type="AssertionError"/>'
    case = f'<testcase classname="tests.test_basket" name="test_voucher">{retried}</testcase>'
    shop.start({"src/shop/basket.py": BROKEN, "report.xml": f"<testsuite>{case}</testsuite>"})
    shop.fix("S-1", {"src/shop/basket.py": FIXED, "tests/test_basket.py": TEST}, [ID])
    proof = shop.prove(command="cp report.xml {junit}").of(ID)
    assert proof.verdict == "flaky"
    assert "retried, then retried" in proof.reason
