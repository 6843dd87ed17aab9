"""What makes a proof stale, and, more often, what does not."""

from __future__ import annotations

import pytest

from lockstitch import proofs

SOURCE = b'''\
import pytest


class TestBasket:
    @pytest.mark.parametrize("voucher", [10])
    def test_voucher(self, voucher):
        # ten is the smallest
        assert total(voucher) == """
        1200"""

    # of the next one
    def test_other(self):
        assert total(0) == 0


def test_plain():
    assert total(1)
'''
TEST = "tests/test_basket.py::TestBasket::test_voucher"


def of(source: bytes, test: str = TEST) -> str:
    return proofs.test_hash(source, test)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"import pytest\n", b"import pytest\n\nimport os\n"),
        (b"total(0) == 0", b"total(0) == 1"),
        (b"# of the next one", b"# of another"),
        (b"\n", b"\r\n"),
        (b"test_plain", b"test_ordinary"),
        (b"def test_other", b"def test_between(self):\n        pass\n\n    def test_other"),
        (b"class TestBasket:", b"class TestBasket:\n    x = 1\n"),
    ],
)
def test_what_stands_elsewhere_does_not_matter(old: bytes, new: bytes) -> None:
    assert of(SOURCE.replace(old, new)) == of(SOURCE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"total(voucher) ==", b"total(voucher) >="),
        (b"[10]", b"[10, 20]"),
        (b"        1200", b"    1200"),
        (b"    @pytest.mark.parametrize", b"    @pytest.mark.skip\n    @pytest.mark.parametrize"),
        (b"# ten is", b"assert voucher  # ten is"),
        (b'== """', b'== """  '),
    ],
)
def test_the_test_itself_matters(old: bytes, new: bytes) -> None:
    assert of(SOURCE.replace(old, new)) != of(SOURCE)


def test_of_two_with_one_name_the_last_is_the_test() -> None:
    twice = SOURCE + b"\n\ndef test_plain():\n    assert total(2)\n"
    assert of(twice, "t.py::test_plain") == of(b"def test_plain():\n    assert total(2)\n", "t.py::test_plain")


def test_parameters_share_their_function() -> None:
    assert of(SOURCE, TEST + "[a::b-[c]]") == of(SOURCE)


def test_its_class_matters() -> None:
    renamed = SOURCE.replace(b"TestBasket", b"TestCart")
    assert of(renamed, TEST.replace("TestBasket", "TestCart")) != of(SOURCE)


def test_a_test_that_moves_into_a_condition_is_the_same() -> None:
    deeper = SOURCE.replace(b"def test_plain():\n    assert", b"if True:\n    def test_plain():\n        assert")
    assert of(deeper, "tests/t.py::test_plain") == of(SOURCE, "tests/t.py::test_plain")


@pytest.mark.parametrize("test", ["tests/test_basket.py", "tests/test_basket.py::TestGone::test_x", "basket.rs::total"])
def test_without_a_function_the_whole_file_matters(test: str) -> None:
    assert of(SOURCE, test) != of(SOURCE + b"# more\n", test)
    assert of(SOURCE, test) == of(SOURCE.replace(b"\n", b"\r\n"), test)


def test_syntax_of_another_python_has_functions_too() -> None:
    python2 = b"def test_old():\n    print 'x'\n\n\ndef test_new():\n    pass\n"
    assert of(python2, "t.py::test_new") == of(b"def test_new():\n    pass\n", "t.py::test_new")


def test_a_fix_is_its_commits_in_any_order() -> None:
    assert proofs.fix_hash(["aa", "", "bb"]) == proofs.fix_hash(["bb", "aa", "aa"])
    assert proofs.fix_hash(["aa", "bb"]) != proofs.fix_hash(["aabb"]) != proofs.fix_hash(["aa"])
