"""Which tree a test is run in: what is undone, what stays, and when there can be no such tree."""

from __future__ import annotations

import os

import pytest
from proving import BROKEN, FIXED, TEST, TODAY, Shop

from lockstitch.prove import Wish, trees, work

ID = "tests/test_basket.py::test_voucher"
CHANGE = Wish(select="change")


def test_the_fix_and_its_parent(mended: Shop) -> None:
    proof = mended.prove().of(ID)
    assert proof.verdict == "proven"
    assert proof.base == mended.git("rev-parse", "HEAD^")


def test_tests_only_change_nothing_that_could_be_undone(shop: Shop) -> None:
    shop.start({"src/shop/basket.py": FIXED})
    shop.fix("S-1", {"tests/test_basket.py": TEST}, [ID])
    proof = shop.prove().of(ID)
    assert (proof.verdict, proof.after) == ("inconclusive", "absent")
    assert "changes no product file" in proof.reason


def test_support_goes_with_the_tests(shop: Shop) -> None:
    """The fixture, the helper under the package and the runner's settings are new, too: none of them is undone."""
    test = "from shop.testing.tools import vat\n\n\ndef test_voucher(voucher):\n    assert vat(voucher) == 2\n"
    fixture = "import pytest\n\n\n@pytest.fixture\ndef voucher():\n    return 2\n"
    files = {
        "src/shop/testing/__init__.py": "",
        "src/shop/testing/tools.py": "def vat(x):\n    return x\n",
        "tests/conftest.py": fixture,
        "tests/test_basket.py": test,
        "CHANGELOG.md": "- mended\n",
        "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '--strict-markers'\n",
    }
    shop.start({"src/shop/basket.py": BROKEN})
    shop.fix("S-1", files, [ID])
    shop.fix("S-2", {**files, "src/shop/basket.py": FIXED, "tests/conftest.py": f"{fixture}\n"}, [ID])
    proven = shop.prove()
    assert "changes no product file" in proven.of(ID, "S-1").reason
    assert proven.of(ID, "S-2").verdict == "refuted"


def test_several_commits_are_all_undone(shop: Shop) -> None:
    shop.start({"src/shop/basket.py": BROKEN, "src/shop/other.py": "A = 1\n"})
    first = shop.save("Part one", {"src/shop/basket.py": FIXED, "tests/test_basket.py": TEST})
    shop.save("Elsewhere", {"src/shop/third.py": "B = 1\n", "src/shop/other.py": "A = 1\n\n\nC = 3\n"})
    second = shop.save("Part two", {"src/shop/other.py": "A = 2\n\n\nC = 3\n"})
    shop.record("S-1", [first, second], [ID])
    proof = shop.prove().of(ID)
    assert proof.verdict == "proven"
    assert proof.commits == (second, first)


def test_a_merge_and_what_it_brought_are_undone_once(shop: Shop) -> None:
    shop.start({"src/shop/basket.py": BROKEN})
    shop.git("switch", "-q", "-c", "side")
    inner = shop.save("Mend it", {"src/shop/basket.py": FIXED, "tests/test_basket.py": TEST})
    shop.git("switch", "-q", "main")
    shop.save("Meanwhile", {"src/shop/other.py": "A = 1\n"})
    shop.git("merge", "-q", "--no-ff", "-m", "Merge", "side")
    shop.record("S-1", [inner, shop.git("rev-parse", "HEAD")], [ID])
    assert shop.prove().verdict(ID) == "proven"


def test_a_fix_that_was_reverted_and_made_again(shop: Shop) -> None:
    shop.start({"src/shop/basket.py": BROKEN})
    first = shop.save("Mend it", {"src/shop/basket.py": FIXED, "tests/test_basket.py": TEST})
    shop.git("revert", "--no-edit", first)
    again = shop.save("Mend it again", {"src/shop/basket.py": FIXED, "tests/test_basket.py": TEST})
    shop.record("S-1", [first, again], [ID])
    proof = shop.prove().of(ID)
    assert (proof.verdict, proof.commits) == ("proven", (again,))


def test_a_test_that_came_later_is_tried_where_it_stands(shop: Shop) -> None:
    shop.start({"src/shop/basket.py": f"B = 2\nC = 3\n{BROKEN}"})
    sha = shop.save("Mend it", {"src/shop/basket.py": f"B = 2\nC = 3\n{FIXED}"})
    shop.save("Grow", {"src/shop/basket.py": f"A = 1\nB = 2\nC = 3\n{FIXED}", "tests/test_basket.py": TEST})
    shop.record("S-1", [sha], [ID])
    proof = shop.prove().of(ID)
    assert proof.verdict == "proven", proof.reason


def test_a_fix_that_cannot_be_taken_back_is_not_guessed_at(shop: Shop) -> None:
    shop.start({"src/shop/basket.py": BROKEN})
    sha = shop.save("Mend it", {"src/shop/basket.py": FIXED})
    shop.save(
        "Rewrite",
        {"src/shop/basket.py": FIXED.replace("sum(prices) -", "max(0, sum(prices)) -"), "tests/test_basket.py": TEST},
    )
    shop.record("S-1", [sha], [ID])
    proof = shop.prove().of(ID)
    assert (proof.verdict, proof.after) == ("inconclusive", "absent")
    assert "cannot be taken back" in proof.reason


def test_what_cannot_be_tried_again_keeps_its_proof(mended: Shop) -> None:
    assert mended.prove().verdict(ID) == "proven"
    other = FIXED.replace("sum(prices) -", "max(0, sum(prices)) -")
    mended.save("Rewrite", {"src/shop/basket.py": other, "tests/test_basket.py": TEST.replace("== 7", "== 8 - 1")})
    ledger = mended.ledger.read_text()
    proof = mended.prove().of(ID)
    assert proof.verdict == "inconclusive"
    assert "the ledger keeps its proof of 2026-06-01: proven" in proof.reason
    assert mended.ledger.read_text() == ledger


def test_what_its_own_commit_cannot_run_is_tried_today(shop: Shop) -> None:
    shop.start({"src/shop/basket.py": BROKEN, "tests/conftest.py": "import gone_from_this_world\n"})
    shop.fix("S-1", {"src/shop/basket.py": FIXED, "tests/test_basket.py": TEST}, [ID])
    shop.save("Modern times", {"tests/conftest.py": ""})
    assert shop.prove().verdict(ID) == "proven"


def test_a_change_is_undone_as_a_whole(shop: Shop) -> None:
    """Also what is not committed yet, and a file that git does not know."""
    shop.start({"src/shop/basket.py": BROKEN, "src/shop/old.py": "A = 1\n"})
    shop.git("switch", "-q", "-c", "work")
    shop.save("Fixes S-1", {"tests/test_basket.py": TEST.replace("shop.basket", "shop.fresh")})
    shop.record("S-1", [], [ID])
    shop.write("src/shop/basket.py", FIXED)
    shop.write("src/shop/fresh.py", "from shop.basket import total\n")
    (shop.root / "src/shop/old.py").unlink()
    before = shop.git("ls-files", "-s", "-d", "-o")
    proof = shop.prove(CHANGE, base="main").of(ID)
    assert proof.verdict == "inconclusive"
    assert "cannot be collected" in proof.reason  # the new file is gone, too
    shop.write("tests/test_basket.py", TEST)
    proof = shop.prove(CHANGE, base="main").of(ID)
    assert (proof.verdict, proof.base) == ("proven", shop.git("rev-parse", "main"))
    assert shop.git("ls-files", "-s", "-d", "-o").replace(".lockstitch/proofs.jsonl\n", "") == before


def test_a_base_that_already_holds_the_fix(shop: Shop) -> None:
    shop.start({"src/shop/basket.py": FIXED})
    shop.git("switch", "-q", "-c", "work")
    shop.save("Fixes S-1", {"tests/test_basket.py": TEST})
    shop.record("S-1", [], [ID])
    proof = shop.prove(CHANGE, base="main").of(ID)
    assert (proof.verdict, proof.after) == ("inconclusive", "absent")
    assert "without the fix the tree is the same" in proof.reason


def test_a_change_without_claims_proves_nothing(mended: Shop) -> None:
    mended.git("switch", "-q", "-c", "work")
    assert mended.prove(CHANGE, base="main").report.tried == ()


@pytest.mark.parametrize(("depth", "verdict"), [(1, "inconclusive"), (2, "proven")])
def test_a_shallow_clone(mended: Shop, depth: int, verdict: str) -> None:
    mended.commit("Ledger")
    mended.git("reset", "-q", "--soft", "HEAD^")
    mended.git("commit", "-q", "--amend", "--no-edit")
    clone = Shop(mended.root.with_name("clone"))
    clone.git("fetch", "-q", f"--depth={depth}", f"file://{mended.root}", "main")
    clone.git("reset", "-q", "--hard", "FETCH_HEAD")
    clone.record("S-1", [clone.git("rev-parse", "HEAD")], [ID])
    proof = clone.prove().of(ID)
    assert proof.verdict == verdict, proof.reason
    assert verdict == "proven" or "fetch-depth: 0" in proof.reason


def test_doctest_and_product_in_one_file(shop: Shop) -> None:
    plain = '"""Totals."""\n\n\ndef total(prices, voucher=0):\n    """The total."""\n    return sum(prices)\n'
    tested = plain.replace("The total.", "The total.\n\n    >>> total([9], 2)\n    7\n    ")
    settings = "[tool.pytest.ini_options]\naddopts = '--doctest-modules'\n"
    shop.start({"src/shop/basket.py": plain, "pyproject.toml": settings})
    test = "src/shop/basket.py::shop.basket.total"
    shop.fix("S-1", {"src/shop/basket.py": tested.replace("sum(prices)", "sum(prices) - voucher")}, [test])
    proof = shop.prove().of(test)
    assert proof.verdict == "proven", proof.reason


def test_a_job_may_name_an_address(mended: Shop) -> None:
    (job,) = mended.plan()[1].jobs
    (tried,) = work.prove(job._replace(repository=f"file://{mended.root}"), TODAY)
    assert tried.proof.verdict == "proven"


def test_a_first_commit_has_nothing_before_it(shop: Shop) -> None:
    files = {"src/shop/__init__.py": "", "src/shop/basket.py": FIXED, "tests/test_basket.py": TEST}
    shop.fix("S-1", files, [ID])
    proof = shop.prove().of(ID)
    assert (proof.verdict, proof.base) == ("inconclusive", "")


def test_versions_of_a_build_are_copied_along(shop: Shop) -> None:
    """A file that git ignores and the product imports."""
    shop.start({"src/shop/basket.py": BROKEN, ".gitignore": "_version.py\n"})
    lead = "from shop._version import VERSION\n\n\n"
    shop.fix("S-1", {"src/shop/basket.py": lead + FIXED, "tests/test_basket.py": TEST}, [ID])
    shop.write("src/shop/_version.py", "VERSION = 1\n")
    assert shop.prove().verdict(ID) == "proven"


def test_large_files_elsewhere_are_said(shop: Shop) -> None:
    shop.start({"src/shop/basket.py": BROKEN, ".gitattributes": "*.bin filter=lfs\n"})
    shop.fix(
        "S-1", {"src/shop/basket.py": FIXED, "tests/test_basket.py": TEST}, [ID, "tests/test_basket.py::test_gone"]
    )
    proven = shop.prove()
    assert proven.verdict(ID) == "proven"
    assert "Git LFS" in proven.of("::test_gone").reason


def _linked(shop: Shop, commit: str) -> None:
    """A submodule at `vendor/lib` that stands at this commit, and is left empty here."""
    (shop.root / "vendor/lib").mkdir(parents=True, exist_ok=True)
    shop.git("update-index", "--add", "--cacheinfo", f"160000,{commit},vendor/lib")


def test_a_submodule_is_left_empty_and_where_it_is(shop: Shop) -> None:
    _linked(shop, "1" * 40)
    shop.start({"src/shop/basket.py": BROKEN})
    _linked(shop, "2" * 40)
    tests = [ID, "tests/test_basket.py::test_gone"]
    shop.fix("S-1", {"src/shop/basket.py": FIXED, "tests/test_basket.py": TEST}, tests)
    proven = shop.prove()
    assert proven.verdict(ID) == "proven"
    told = "submodules are left empty: vendor/lib; the fix also moves a submodule, which is not undone: vendor/lib"
    assert proven.of("::test_gone").reason.endswith(told)


def test_a_fix_that_only_moves_a_submodule_cannot_be_undone(shop: Shop) -> None:
    _linked(shop, "1" * 40)
    shop.start({"src/shop/basket.py": FIXED, "tests/test_basket.py": TEST})
    _linked(shop, "2" * 40)
    shop.fix("S-1", {}, [ID])
    proof = shop.prove().of(ID)
    assert proof.verdict == "inconclusive"
    assert proof.reason == "the fix moves a submodule, which cannot be undone here: vendor/lib"


def test_what_a_build_left_is_not_copied_where_it_is_very_large(shop: Shop) -> None:
    shop.start({"src/shop/basket.py": BROKEN, ".gitignore": "*.so\n*.pyc\n"})
    here = "    from pathlib import Path\n\n    beside = Path(total.__code__.co_filename).parent.glob('*.so')\n"
    test = f"{TEST}{here}    assert [each.name for each in beside] == ['_small.so']\n"
    shop.fix("S-1", {"src/shop/basket.py": FIXED, "tests/test_basket.py": test}, [ID])
    for name, size in (("_small.so", 3), ("_large.so", trees.LARGEST + 1)):
        shop.write(f"src/shop/{name}", "elf")
        os.truncate(shop.root / "src/shop" / name, size)  # a hole takes no room
    proof = shop.prove().of(ID)
    assert proof.verdict == "proven", proof.reason


def test_a_rust_file_without_tests_is_undone_as_a_whole(shop: Shop) -> None:
    shop.start({"src/shop/basket.py": BROKEN, "src/lib.rs": "fn total() -> i32 { 1 }\n"})
    files = {"src/shop/basket.py": FIXED, "src/lib.rs": "fn total() -> i32 { 2 }\n"}
    where = "    from pathlib import Path\n\n    assert '{ 2 }' in Path('src/lib.rs').read_text()\n"
    name = TEST.replace("test_voucher", "test_rust").replace("    assert total([9], 2) == 7\n", where)
    shop.fix("S-1", {**files, "tests/test_basket.py": TEST, "tests/test_rust.py": name}, [ID, "tests/test_rust.py"])
    proven = shop.prove()
    assert proven.verdict(ID) == "proven"
    assert proven.verdict("tests/test_rust.py") == "proven", proven.of("tests/test_rust.py").reason


@pytest.mark.parametrize("depth", [0, 1])
def test_a_commit_that_the_clone_does_not_have_is_told(mended: Shop, depth: int) -> None:
    (job,) = mended.plan()[1].jobs
    if depth:
        clone = mended.root.with_name("clone")
        mended.git("clone", "-q", f"--depth={depth}", f"file://{mended.root}", str(clone))
        job = job._replace(repository=str(clone))
    (tried,) = work.prove(job._replace(after="f" * 40), TODAY)
    assert tried.proof.verdict == "inconclusive"
    assert tried.proof.reason == f"the commit {'f' * 10} is not in this clone " + (
        "(fetch the whole history (fetch-depth: 0))" if depth else "(fetch the branch that has it)"
    )
