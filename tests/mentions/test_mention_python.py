"""What Python tests say: marks, names, docstrings, comments, reasons; for which test, how strongly, on which line."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lockstitch.mentions import read
from lockstitch.mentions.dialect import Dialect
from lockstitch.model.mentions import Mention
from lockstitch.settings import Links

DIALECT = Dialect.of(Links(markers=("covers",), properties=("story",)), ["shop"])


def mentions(text: str, path: str = "tests/test_a.py") -> tuple[Mention, ...]:
    return read(path, dedent(text), DIALECT)


def told(text: str, path: str = "tests/test_a.py") -> list[tuple[str, str, str, str, int]]:
    return [(one.key, one.test, one.via, one.strength, one.line) for one in mentions(text, path)]


@pytest.mark.parametrize(
    ("mark", "keys"),
    [
        ('@pytest.mark.defect("SHOP-12")', ["12"]),
        ('@pytest.mark.defect("SHOP-12", "the-voucher-bug")', ["12", "the-voucher-bug"]),
        ('@pytest.mark.defect("2024/INC-7")', ["2024/INC-7"]),
        ("@pytest.mark.issue(12)", ["12"]),
        ('@mark.bug("#12, #13")', ["12", "13"]),
        ('@pytest.mark.jira("SHOP-12", id="x")', ["12"]),
        ('@pytest.mark.covers("SHOP-12")', ["12"]),
        ('@allure.issue("https://github.com/o/r/issues/12", "total")', ["12"]),
        ('@pytest.mark.link("https://github.com/o/r/issues/12")', ["12"]),
        ('@issue("SHOP-12")', ["12"]),
        ('@pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.defect("SHOP-12"))])', ["12"]),
        ('@pytest.mark.link("https://example.org/12")', []),
        ('@pytest.mark.slow("SHOP-12")', []),
        ("@pytest.mark.defect", []),
        ('@pytest.mark.issue("what a pity")', []),
        ('@mock.patch("SHOP-12")', []),
        ('@client.issue("SHOP-12")', []),
        ('@pytest.mark.issue("²")', []),
        (f'@pytest.mark.issue("{"1" * 5000}", 0x{"f" * 5000})', []),
        (f'@pytest.mark.issue("https://github.com/o/r/issues/{"1" * 5000}")', []),
        ('@pytest.mark.issue("https://example.org/page,12")', []),
    ],
)
def test_marks_are_explicit(mark: str, keys: list[str]) -> None:
    found = told(f"{mark}\ndef test_a():\n    pass\n")
    assert [(one[0], one[1]) for one in found] == [(key, "test_a") for key in keys]
    assert {(one[2], one[3], one[4]) for one in found} <= {("marker", "explicit", 1)}


def test_a_module_and_a_class_can_be_marked() -> None:
    text = """\
    pytestmark = [pytest.mark.defect("SHOP-1")]

    class TestC:
        pytestmark = pytest.mark.defect("SHOP-2")
    """
    assert told(text) == [("1", "", "marker", "explicit", 1), ("2", "TestC", "marker", "explicit", 4)]


def test_properties_are_explicit() -> None:
    text = """\
    def test_a(record_property, request):
        record_property("story", "SHOP-1")
        request.node.user_properties.append(("issue", "SHOP-2"))
        record_property("owner", "SHOP-3")
    """
    assert [one[:4] for one in told(text)] == [
        ("1", "test_a", "property", "explicit"),
        ("2", "test_a", "property", "explicit"),
    ]


def test_docstrings_and_comments_belong_to_their_test() -> None:
    text = '''\
    """Regression tests for #11."""


    # Regression test for #12
    @pytest.fixture
    # which is broken
    def total():
        """Regression test for #13"""

    total = 12  # Regression test for #19
    # Regression test for
    # #14
    def test_a():
        """Sorts.

        Regression test for #15.
        """
        assert 1  # see #16


    class TestC(Base):
        """Regression tests for #17."""

        def test_b(self):
            # Regression test for #18
            pass
    '''
    assert told(text) == [
        ("11", "", "docstring", "strong", 1),
        ("12", "", "comment", "weak", 4),
        ("19", "", "comment", "weak", 10),
        ("14", "test_a", "comment", "strong", 12),
        ("15", "test_a", "docstring", "strong", 16),
        ("16", "test_a", "comment", "weak", 18),
        ("17", "TestC", "docstring", "strong", 22),
        ("18", "TestC::test_b", "comment", "strong", 25),
    ]


def test_names_count_below_conditions_and_only_where_tests_are_collected() -> None:
    text = """\
    if sys.platform == "linux":
        def test_issue_11():
            def test_issue_12():
                pass

    class Helper:
        def test_issue_13(self):
            pass

    def issue_14():
        pass
    """
    assert told(text) == [("11", "test_issue_11", "name", "strong", 2)]


@pytest.mark.parametrize(
    "body",
    [
        '@pytest.mark.xfail(reason="broken by #12")\ndef test_a():\n    pass\n',
        '@pytest.mark.skipif(sys.platform == "win32", reason="#12")\ndef test_a():\n    pass\n',
        '@unittest.skip("see #12")\ndef test_a():\n    pass\n',
        "@unittest.expectedFailure  # see #12\ndef test_a():\n    pass\n",
        "# see #12\n@pytest.mark.xfail\ndef test_a():\n    pass\n",
        '@testing.fails_on("oracle", "issue #12")\ndef test_a():\n    pass\n',
        'def test_a():\n    pytest.xfail("#12")\n',
        'def test_a():\n    if win:\n        # Regression test for #12\n        pytest.skip("not yet")\n',
        'def test_a():\n    raise unittest.SkipTest("#12")\n',
        'def test_a(request):\n    request.applymarker(pytest.mark.xfail(reason=f"{x} #12"))\n',
        '@pytest.mark.parametrize("x", [param(1, marks=pytest.mark.xfail(reason="#12"))])\ndef test_a(x):\n    pass\n',
        '@XFAIL\ndef test_a():\n    """Regression test for #12."""\n',
        "@XFAIL\ndef test_issue_12():\n    pass\n",
    ],
)
def test_reasons_of_xfail_and_skip_are_negative(body: str) -> None:
    assert [(one[0], one[3]) for one in told(body)] == [("12", "negative")]


@pytest.mark.parametrize(
    "body",
    [
        '@pytest.mark.xfail(sys.platform == "win32", reason="slow")\ndef test_issue_12():\n    pass\n',
        '@pytest.mark.skipif(win, reason="slow")\ndef test_issue_12():\n    pass\n',
        'def test_issue_12():\n    if win:\n        pytest.skip("slow")\n',
        '@testing.fails_on("oracle", "slow")\ndef test_issue_12():\n    pass\n',
    ],
)
def test_a_condition_leaves_the_other_links(body: str) -> None:
    assert [(one[0], one[3]) for one in told(body)] == [("12", "strong")]


def test_a_class_that_is_expected_to_fail_holds_nothing() -> None:
    text = "@pytest.mark.skip\nclass TestC:\n    def test_issue_12(self):\n        pass\n\n\ndef test_issue_13(): ...\n"
    assert [(one[0], one[3]) for one in told(text)] == [("12", "negative"), ("13", "strong")]


def test_a_mark_stays_explicit_on_a_test_that_is_expected_to_fail() -> None:
    text = '@pytest.mark.defect("SHOP-12")\n@pytest.mark.xfail\ndef test_issue_13():\n    pass\n'
    assert [(one[0], one[3]) for one in told(text)] == [("12", "explicit"), ("13", "negative")]


def test_strings_and_code_say_nothing() -> None:
    text = '''\
    def test_a():
        text = """
        # Regression test for #12
        def test_issue_13(): pass
        """
        assert text == "issue #14" and colour == "#123456" and issue_15 and f(16)
    '''
    assert told(text) == []


@pytest.mark.parametrize("call", ["shop().skip('#12')", "shops[0].fail('#12')", "(lambda: skip)()('#12')"])
def test_calls_of_what_has_no_name_say_nothing(call: str) -> None:
    assert told(f"def test_a():\n    {call}\n") == []


def test_a_source_that_does_not_parse_is_read_by_its_comments() -> None:
    text = """\
    print "old"

    class TestC(object):
        def test_issue_11(self):
            # Regression test for #12
            exec "x"

    # Regression test for #13
    def test_b():
        pass
    """
    assert told(text) == [
        ("11", "TestC::test_issue_11", "name", "strong", 4),
        ("12", "TestC::test_issue_11", "comment", "strong", 5),
        ("13", "test_b", "comment", "strong", 8),
    ]


def test_windows_line_ends_move_no_line() -> None:
    text = "def test_a():\r\n    pass\r\n\r\n\r\ndef test_b():\r\n    # Regression test for #12\r\n    pass\r\n"
    assert told(text) == [("12", "test_b", "comment", "strong", 6)]


@pytest.mark.parametrize("end", ["\\\r\n", "\r\r\n"])
def test_comments_count_that_stand_before_an_odd_end(end: str) -> None:
    """What the parser takes, the tokenizer may refuse: that is of the end alone."""
    text = f"def test_a():\n    # Regression test for #12\n    pass\n{end}"
    assert told(text) == [("12", "test_a", "comment", "strong", 2)]


def test_a_comment_two_lines_above_is_for_the_file() -> None:
    near, far = "# Regression test for #12\n\ndef test_a(): ...\n", "# Regression test for #12\n\n\ndef test_a(): ...\n"
    assert [one[1] for one in told(near)] == ["test_a"]
    assert [one[1] for one in told(far)] == [""]


def test_another_comment_may_stand_between_a_comment_and_its_test() -> None:
    text = "import a\n\n\n# Regression test for #12\n    # of old\ndef test_a():\n    pass\n"
    assert told(text) == [("12", "test_a", "comment", "strong", 4)]


def test_a_claim_goes_on_in_the_next_comment_line() -> None:
    text = "def test_a():\n    # Regression test for issue\n    # {}12345, which is old\n    pass\n"
    assert told(text.format("")) == []
    assert [one[:4] for one in told(text.format("#"))] == [("12345", "test_a", "comment", "strong")]


def test_the_reason_is_kept_as_the_convention() -> None:
    (one,) = mentions('def test_a():\n    """Regression test for GH#12"""\n')
    assert (one.written, one.tracker, one.convention) == ("GH#12", "gh", "regression test for")


@pytest.mark.defect("LS-100")
@given(st.text(alphabet='ad#"\r\n\\\t\f ():@12é', max_size=80))
@example("\réa#1")
def test_no_source_is_too_odd(text: str) -> None:
    for path in (
        "test_a.py",
        "a.test.js",
        "ATest.java",
        "a.rs",
        "a.phpt",
        "a_spec.rb",
        "a_test.go",
        "a_test.cc",
        "a.bats",
    ):
        assert all(0 <= one.line <= text.count("\n") + 1 for one in read(path, text + "issue #12", DIALECT))
