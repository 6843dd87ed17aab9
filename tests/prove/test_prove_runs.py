"""How tests are run: what they see, where they stand, and how little one of them can spoil for the others."""

from __future__ import annotations

import shutil
import sys

import pytest
from proving import BROKEN, FIXED, TEST, Shop

from lockstitch.errors import UsageError

ID = "tests/test_basket.py::test_voucher"


def _mend(shop: Shop, files: dict[str, str], tests: list[str], before: str = BROKEN) -> None:
    shop.start({"src/shop/basket.py": before})
    shop.fix("S-1", {"src/shop/basket.py": FIXED, "tests/test_basket.py": TEST, **files}, tests)


def test_hangs_and_crashes_spare_the_others(shop: Shop) -> None:
    """Without the fix two hang, one crashes and a whole file hangs while it is collected."""
    before = BROKEN.replace(
        "    return",
        "    import os, time\n    prices[0] or time.sleep(99)\n    prices[0] > 0 or os._exit(0)\n    return",
    )
    test = "from shop.basket import total\n\n" + "".join(
        f"\ndef test_{name}():\n    assert total([{first}], 1) == {first} - 1\n\n"
        for name, first in [("a", 1), ("b", 0), ("c", -5), ("d", 2), ("e", 0), ("f", 3)]
    )
    stuck = "from shop.basket import total\n\nA = total([0], 1)\n\n\ndef test_g():\n    assert A == -1\n"
    ids = [f"tests/test_more.py::test_{name}" for name in "abcdef"]
    _mend(
        shop, {"tests/test_more.py": test, "tests/test_stuck.py": stuck}, [*ids, "tests/test_stuck.py::test_g"], before
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lockstitch.prove.events.STARTING", 3.0)
        proven = shop.prove(timeout=2)
    assert [proven.of(one).before for one in ids] == ["failed", "timeout", "failed", "failed", "timeout", "failed"]
    assert proven.of("test_c").kind == "crash"
    assert proven.of("test_g").before == "timeout"
    assert proven.verdict("test_g") == "inconclusive"
    assert proven.verdict("test_f") == "proven"


def test_xdist_changes_nothing(shop: Shop) -> None:
    settings = "[tool.pytest.ini_options]\naddopts = '-n 2 --dist loadgroup'\n"
    more = "\n\ndef test_plain():\n    assert total([9]) == 9\n\n\ndef test_gift():\n    from shop.basket import gift\n"
    tests = [ID, "tests/test_basket.py::test_plain", "tests/test_basket.py::test_gift"]
    files = {"pyproject.toml": settings, "tests/test_basket.py": TEST + more}
    shop.start({"src/shop/basket.py": BROKEN})
    shop.fix("S-1", {"src/shop/basket.py": f"{FIXED}\n\ngift = 1\n", **files}, tests)
    proven = shop.prove()
    assert [proven.verdict(test) for test in tests] == ["proven", "refuted", "inconclusive"]
    assert proven.of(ID).exercised


def test_another_copy_of_the_product_is_not_believed(shop: Shop) -> None:
    """Here the tests' own trick brings it in; an editable install whose finder comes first does the same."""
    trick = f"import sys\n\nsys.path.insert(0, {str(shop.root / 'src')!r})\n"
    _mend(shop, {"tests/conftest.py": trick}, [ID])
    proof = shop.prove().of(ID)
    assert proof.verdict == "inconclusive"
    assert f"shop is imported from {shop.root}" in proof.reason


@pytest.mark.parametrize("folder", ["lib", "python", ".", "packages/shop/src"])
def test_layouts(shop: Shop, folder: str) -> None:
    """Namespace packages, which have no `__init__.py`, among them."""
    project = "[project]\nname = 'shop'\n"
    top = "packages/shop/" if folder.startswith("packages") else ""
    test = f"{top}tests/test_basket.py"
    where = "from pathlib import Path\n\n\ndef test_here():\n    assert Path('tests/test_basket.py').exists()\n"
    shop.start({f"{folder}/warehouse/shelf/basket.py": BROKEN, f"{top}pyproject.toml": project})
    text = TEST.replace("shop.basket", "warehouse.shelf.basket")
    files = {f"{folder}/warehouse/shelf/basket.py": FIXED, test: text, f"{top}tests/test_here.py": where}
    shop.fix("S-1", files, [f"{test}::test_voucher", f"{top}tests/test_here.py::test_here"])
    proven = shop.prove()
    assert proven.of("test_voucher").verdict == "proven", proven.of("test_voucher").reason
    assert proven.of("test_here").after == "passed"


def test_no_secret_is_handed_on(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    test = f"{TEST}    import os\n\n    seen = {{name for name in os.environ if name.startswith(('PAY_', 'LC_'))}}\n"
    _mend(shop, {"tests/test_basket.py": f"{test}    assert seen == {{'PAY_PLACE', 'LC_ALL'}}, seen\n"}, [ID])
    for name in ("PAY_TOKEN", "PAY_PLACE", "PAY_OTHER", "LC_SECRET", "LC_ALL"):
        monkeypatch.setenv(name, "C")
    assert shop.prove(environment=("PAY_PLACE",)).verdict(ID) == "proven"


def test_a_torrent_of_words_is_bounded(shop: Shop) -> None:
    words = "    print('word' * 5_000_000)\n"
    _mend(shop, {"tests/test_basket.py": TEST + words, "pytest.ini": "[pytest]\naddopts = -s\n"}, [ID])
    assert shop.prove().verdict(ID) == "proven"


def test_ids_that_no_command_line_could_hold(shop: Shop) -> None:
    each = "@pytest.mark.parametrize('n', range(500), ids=lambda n: f'{n}-' + 'x' * 90)\n"
    test = (
        f"import pytest\nfrom shop.basket import total\n\n\n{each}def test_all(n):\n    assert total([9], n) == 9 - n\n"
    )
    ids = [f"tests/test_many.py::test_all[{n}-{'x' * 90}]" for n in range(500)]
    _mend(shop, {"tests/test_many.py": test}, ids)
    proven = shop.prove()
    assert [one.proof.verdict for one in proven.report.tried] == ["refuted", *["proven"] * 499]


def test_what_contradicts_itself_is_not_believed(shop: Shop) -> None:
    """A hook that makes every run green."""
    hook = "def pytest_sessionfinish(session):\n    session.exitstatus = 0\n"
    lead = "import pytest\n\n\n@pytest.hookimpl(trylast=True)\n"
    _mend(shop, {"tests/conftest.py": lead + hook}, [ID])
    proof = shop.prove().of(ID)
    assert proof.verdict == "inconclusive"
    assert "exit code is 0" in proof.reason


REWRITES = """\
import re
from pathlib import Path


def pytest_unconfigure(config):
    path = Path(config.option.xmlpath)
    {how}
"""


@pytest.mark.parametrize(
    ("how", "verdict", "reason"),
    [
        ("path.unlink()", "proven", "AssertionError"),
        ("path.write_text('<testsuite/>')", "inconclusive", "without the fix: the JUnit report counts 0 failures"),
        ("path.write_text('<testsuite><testcase name=\"a\"><failure/></testcase></testsuite>')", "inconclusive",
         "the JUnit report counts 1 failures, the run itself 0"),
    ],
)  # fmt: skip
def test_a_report_that_contradicts_the_run_is_not_believed_and_one_that_is_gone_says_nothing(
    shop: Shop, how: str, verdict: str, reason: str
) -> None:
    _mend(shop, {"tests/conftest.py": REWRITES.format(how=how)}, [ID])
    proof = shop.prove().of(ID)
    assert (proof.verdict, reason in proof.reason) == (verdict, True), proof.reason


def test_a_report_that_leaves_out_what_was_not_collected_contradicts_nothing(shop: Shop) -> None:
    hook = REWRITES.format(how="path.write_text('<testsuite/>')")
    more = {"tests/conftest.py": hook, "tests/test_odd.py": "import nowhere\n\n\ndef test_odd(): pass\n"}
    _mend(
        shop, {**more, "tests/test_basket.py": TEST.replace("2) == 7", "0) == 9")}, [ID, "tests/test_odd.py::test_odd"]
    )
    proven = shop.prove()
    assert (proven.verdict(ID), proven.verdict("test_odd")) == ("refuted", "inconclusive")
    assert "it cannot be collected with the fix in place: ModuleNotFoundError" in proven.of("test_odd").reason


def test_a_file_that_ends_the_run_while_it_is_collected_spares_the_others(shop: Shop) -> None:
    files = {"tests/test_end.py": "import os\n\nos._exit(3)\n", "other/setup.py": "", "other/tests/test_it.py": TEST}
    tests = [ID, "tests/test_end.py::test_x", "other/tests/test_it.py::test_voucher", "tests/test_gone.py::test_x"]
    _mend(shop, files, tests)
    proven = shop.prove()
    assert [proven.verdict(test) for test in tests] == ["proven", "inconclusive", "proven", "not-run"]
    assert "pytest ran none of them (exit 3)" in proven.of("tests/test_end.py::test_x").reason


def test_a_missing_tool_is_told(mended: Shop) -> None:
    with pytest.raises(UsageError, match="not installed"):
        mended.prove(python="/nowhere/python")
    proof = mended.prove(python=sys.base_prefix + "/bin/python3").of(ID)
    assert proof.verdict == "inconclusive" or shutil.which("pytest", path=sys.base_prefix + "/bin")
