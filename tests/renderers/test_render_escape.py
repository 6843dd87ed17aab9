"""Nothing that leaves may hide, move or command."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockstitch.renderers import escape

ANYTHING = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from("\n\r\t\x1b\x9b\u202e\u2066\u2028\udce9\ud800:#[|<>@%& "),
    ),
    max_size=60,
)
COMMANDS = st.lists(st.sampled_from(["::", "##", "[", "error", "vso", " ", "#", ":", "\u3000", "\n", "x"])).map("".join)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\x1b[31mred\x9b0m\x7f", r"\x1b[31mred\x9b0m\x7f"),
        ("gpj.\u202egnp", r"gpj.\u202egnp"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("line\u2028end", r"line\u2028end"),
        ("caf\udce9.py", r"caf\xe9.py"),
        ("\udc80\udcff\udd00", r"\x80\xff\udd00"),
        ("\ud800\udc7f", r"\ud800\udc7f"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("::error::x", r":\x3aerror::x"),
        ("see ::error::x", r"see :\x3aerror::x"),
        ("\u3000::error::x", "\u3000" + r":\x3aerror::x"),
        ("##[error]x", r"#\x23[error]x"),
        ("###[error]x", r"##\x23[error]x"),
        ("x##vso[task.complete]", r"x#\x23vso[task.complete]"),
        ("##teamcity[buildStop]", r"#\x23teamcity[buildStop]"),
    ],
)
def test_what_hides_or_commands_is_written_out(text: str, shown: str) -> None:
    assert escape.visible(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tests/test_x.py::TestC::test_y[a::b-##]",
        "std::vector holds :: and :",
        "# heading ## and #1",
        "日本語 é 🎉 👩\u200d👧 می\u200cخواهم",  # joiners belong to these words
        "tab-free = plain, 100% [ok] <b>",
    ],
)
def test_what_is_harmless_stays(text: str) -> None:
    assert escape.visible(text) == text


@given(st.one_of(ANYTHING, COMMANDS))
def test_visible_is_one_printable_line_and_stays_so(text: str) -> None:
    shown = escape.visible(text)
    shown.encode()
    assert len(shown.splitlines()) <= 1
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert not re.search(r"(^|\s)::[a-zA-Z]|##\w*\[", shown)
    assert escape.visible(shown) == shown


@given(ANYTHING, st.integers(1, 20))
def test_a_limit_is_kept_and_an_ellipsis_says_so(text: str, limit: int) -> None:
    whole, shown = escape.visible(text), escape.visible(text, limit)
    if len(whole) <= limit:
        assert shown == whole
    else:
        assert len(shown) == limit
        assert shown == f"{whole[: limit - 1]}…"


@given(ANYTHING)
def test_encodable_changes_surrogates_only(text: str) -> None:
    held = escape.encodable(text)
    held.encode()
    if not re.search("[\ud800-\udfff]", text):
        assert held == text


@given(ANYTHING)
def test_markdown_reads_back_as_what_is_visible(text: str) -> None:
    shown = escape.markdown(text)
    assert not re.search(r"[<>|`*_~\[\]\\$\n]", shown.replace("<!-- -->", ""))
    assert html.unescape(shown.replace("<!-- -->", "")) == escape.visible(text)


def test_markdown_mentions_nobody() -> None:
    assert escape.markdown("@team but a @ b") == "@<!-- -->team but a @ b"


def test_code_is_code_and_nothing_is_nothing() -> None:
    assert escape.code("a|b") == "<code>a&#124;b</code>"
    assert escape.code("") == ""
    assert escape.code("abcdef", 3) == "<code>ab…</code>"


@given(ANYTHING)
def test_data_and_attribute_are_decoded_by_the_runner(text: str) -> None:
    sent, named = escape.data(text), escape.attribute(text)
    assert not re.search(r"[\r\n]", sent + named)
    assert not re.search("[:,]", named)
    back = sent.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    assert back == text
    back = named.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
    assert back == text
