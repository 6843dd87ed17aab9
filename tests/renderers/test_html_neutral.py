"""Nothing from outside becomes markup in the page, nothing in it may load or run but its own style and script."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

import pytest
from html_page import tree, words
from hypothesis import given
from hypothesis import strategies as st

from lockstitch.model import Report
from lockstitch.renderers import html_
from lockstitch.renderers.html_.markup import Html, anchors, join, link, row, tag, text

if TYPE_CHECKING:
    from tests.renderers.conftest import Make

ELEMENTS = """
html head meta title style script body header div p h1 h2 h3 section details summary table caption thead tbody tr th td
nav ul ol li a main article b strong span code i pre form label input select option button svg rect line text figure
figcaption dl dt dd footer br
"""
ATTRIBUTES = """
lang charset http-equiv content name class id href data-pick role tabindex aria-label aria-hidden scope open hidden type
autocomplete placeholder value viewBox preserveAspectRatio x y x1 x2 y1 y2 dy width height rx text-anchor rel
"""


def plain(name: object) -> str:
    return str(name).rpartition("}")[2]


def test_no_text_adds_an_element_or_an_attribute(poisoned: Report, red: Report, green: Report) -> None:
    for report in (poisoned, red, green):
        for element in tree(report).iter():
            assert plain(element.tag) in ELEMENTS.split()
            assert {plain(name) for name in element.attrib} <= set(ATTRIBUTES.split())


def test_a_text_changes_no_number_of_elements(poisoned: Report) -> None:
    root = tree(poisoned)
    assert sum(plain(each.tag) == "script" for each in root.iter()) == 1
    assert sum(plain(each.tag) == "style" for each in root.iter()) == 1


def test_the_policy_names_the_style_and_the_script_and_nothing_else(red: Report) -> None:
    root = tree(red)
    (policy,) = (each.get("content", "") for each in root.iter("meta") if each.get("http-equiv"))
    for element, kind in (("style", "style-src"), ("script", "script-src")):
        (content,) = (each.text or "" for each in root.iter(element))
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_the_page_loads_nothing(red: Report) -> None:
    page = html_.render(red)
    assert not re.search(r"\b(?:src|srcset|action|poster|formaction)=", page)
    assert not re.search(r"@import|url\(|fetch\(|XMLHttpRequest|innerHTML|eval\(", page)


@pytest.mark.parametrize("url", ["https://tracker.example.org/browse/A-1?x=1&y=2#c", "HTTP://tracker/1"])
def test_an_address_of_the_web_is_a_link(make: Make, url: str) -> None:
    root = tree(make.report(make.trace(record=make.record(url=url))))
    (found,) = (each for each in root.iter("a") if each.get("href") == url)
    assert words(found) == url
    assert found.get("rel") == "noreferrer"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        " https://example.org",
        "\x01javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org/x",
        "https://example.org/\u202egnp",
        "https://example.org/ x",
        "https://exämple.org",
        "https://example.org\n",
        "https:",
        "mailto:a@b.c",
    ],
)
def test_any_other_address_is_only_shown(make: Make, url: str) -> None:
    root = tree(make.report(make.trace(record=make.record(url=url))))
    assert all(each.get("href", "").startswith("#") for each in root.iter("a"))
    assert "<a" not in link(url)


def test_a_text_that_looks_like_a_cell_is_still_put_into_one() -> None:
    assert row("<td>x</td>") == "<tr><td>&lt;td&gt;x&lt;/td&gt;</td></tr>"


@given(st.text())
def test_a_plain_string_is_escaped_wherever_it_is_put_in(value: str) -> None:
    made = tag("p", value, title=value, class_=Html("a") if value else "")
    assert made.count("<") == 2
    assert made.count('"') in (0, 4)
    assert join([value]) == text(value)


@given(st.lists(st.text(), unique=True))
def test_every_record_has_an_anchor_of_its_own_that_is_plain(ids: list[str]) -> None:
    found = anchors(ids)
    assert list(found) == ids
    assert len(set(found.values())) == len(ids)
    assert all(re.fullmatch(r"r-[A-Za-z0-9_.-]*", anchor) for anchor in found.values())
