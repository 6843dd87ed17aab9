"""Whole changelogs: versions, days, sections, items."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockstitch.changelogs import entries, is_changelog
from lockstitch.model.entries import Entry

FIXTURES = Path(__file__).parents[2] / "fixtures/changelogs"


def read(text: str, path: str = "CHANGELOG.md") -> list[Entry]:
    return list(entries(path, dedent(text)))


def told(found: list[Entry]) -> list[tuple[str, str, str, str]]:
    return [(" ".join(e.ids), e.nature, e.title, e.released.isoformat() if e.released else "") for e in found]


def test_keep_a_changelog() -> None:
    found = read("""\
        # Changelog

        ## [Unreleased]

        ### Fixed

        - The total ignored the voucher ([#12](https://github.com/shop/shop/issues/12)).

        ## [1.1.0] - 2026-03-02

        ### Added

        - Gift cards (#7)

        ### Fixed

        * A crash of an empty basket,
          which nobody saw. [#9]
        - No id here
        """)
    assert told(found) == [
        ("12", "defect", "The total ignored the voucher", ""),
        ("7", "other", "Gift cards", "2026-03-02"),
        ("9", "defect", "A crash of an empty basket, which nobody saw", "2026-03-02"),
        ("", "defect", "No id here", "2026-03-02"),
    ]
    assert [entry.where.line for entry in found] == [7, 13, 17, 19]


def test_changes_without_sections_and_with_a_line_for_the_day() -> None:
    found = read(
        """\
        Version 8.1.0
        -------------

        Released 2026-03-02

        -   Fix the total. :issue:`12` :pr:`15`
        -   The prompt is shown. :issue:`13`
        -   Fix a test on Windows. :pr:`16`

        Version 8.0
        -----------

        Released on March 1, 2025.

        -   Fixed it, GH-11
        """,
        "CHANGES.rst",
    )
    assert told(found) == [
        ("12", "defect", "Fix the total", "2026-03-02"),
        ("13", "unclear", "The prompt is shown", "2026-03-02"),
        ("16", "other", "Fix a test on Windows", "2026-03-02"),
        ("11", "defect", "Fixed it", "2025-03-01"),
    ]
    assert found[0].pulls == ("15",)


def test_bold_sections_and_lists_below_an_item_that_heads_them() -> None:
    found = read("""\
        2.0 (2026-03-02)
        ================

        **Bug fixes**

        - Total:

          - ignores no voucher (#1)
          - is never negative (#2)

        - Fixed printing:
          it was cut (#3)

        **Improvements**

        - Faster (#4)
        """)
    assert [(e.ids[0], e.nature) for e in found] == [
        ("1", "defect"),
        ("2", "defect"),
        ("3", "defect"),
        ("4", "other"),
    ]


def test_a_nested_item_is_part_of_the_outer_one() -> None:
    found = read("## 1.0\n### Fixed\n- The total (#1)\n  - of a basket\n  - of an order\n- The rest (#2)\n")
    assert [(e.ids, e.title) for e in found] == [
        (("1",), "The total (#1) of a basket of an order"),
        (("2",), "The rest"),
    ]


def test_what_towncrier_built() -> None:
    expected = [
        ("14", "other", "Gift cards", "2026-03-02"),
        ("12 13", "defect", "Fixed the total, which ignored the voucher", "2026-03-02"),
        ("", "defect", "Orders without a customer are refused", "2026-03-02"),
        ("15", "other", "Say how", "2026-03-02"),
    ]
    for name in ("CHANGELOG.md", "NEWS.rst"):
        text = (FIXTURES / "towncrier-26.9.0" / name).read_text(encoding="utf-8")
        assert told(list(entries(name, text))) == expected


def test_what_blurb_released() -> None:
    path = "Misc/NEWS.d/3.99.0.rst"
    text = (FIXTURES / "blurb-2.3.0" / path).read_text(encoding="utf-8")
    assert told(list(entries(path, text))) == [
        ("bpo-31728", "defect", "Fixed a crash when an order is empty", "2026-11-26"),
        ("gh-140102", "unclear", "Add basket.merge", "2026-11-26"),
        ("gh-140101", "defect", "Fix Basket.total so that it no longer ignores the voucher", "2026-11-26"),
        ("gh-140103", "other", "Fix a flaky test of the basket", "2026-11-26"),
    ]


def test_a_changelog_of_directives() -> None:
    found = read(
        """\
        .. changelog::
            :version: 2.0.1
            :released: August 11, 2026

            .. change::
                :tags: bug, orm
                :tickets: 12

                Fixed the total.

        .. changelog::
            :version: 2.0.0
            :released:

            .. change::
              :tags: feature

              Gift cards.
        """,
        "doc/build/changelog/changelog_20.rst",
    )
    assert told(found) == [("12", "defect", "Fixed the total", "2026-08-11"), ("", "other", "Gift cards", "")]


@pytest.mark.parametrize(
    "path",
    [
        "CHANGELOG.md", "changelog", "CHANGES", "HISTORY.rst", "docs/changes.rst", "NEWS", "doc/en/changelog.rst",
        "docs/changelog-1.x.md", "doc/changelog_20.rst", "docs/release-notes.md", "docs/releases/v6.1.rst",
        "Misc/NEWS.d/3.12.rst",
    ],
)  # fmt: skip
def test_names_of_changelogs(path: str) -> None:
    assert is_changelog(path)


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "changelog/7.bugfix.rst",
        "docs/releases/all.rst",
        "lib/3.2.txt",
        "changes.py",
        "news.html",
        "src/changelog.json",
        "historyofart.md",
        "newsfragments/1.fix.rst",
    ],
)
def test_other_names(path: str) -> None:
    assert not is_changelog(path)


@pytest.mark.parametrize(
    "piece", ["# ", "#  x ", "- ", "- a:\n ", "=", "**a", "1.", "1,", " \t", "\n\n", ".. change::\n", "a"]
)
def test_hostile_repetition_takes_no_time(piece: str) -> None:
    for path in ("CHANGES", "Misc/NEWS.d/3.1.rst"):
        list(entries(path, piece * 20_000))
        list(entries(path, f".. change::\n   :tickets: {piece * 20_000}"))


@given(st.text(st.sampled_from("#*-=~ \n.:1a`[](|_\t"), max_size=200))
def test_any_text_has_entries_that_stand_in_it(text: str) -> None:
    for path in ("CHANGES", "Misc/NEWS.d/3.1.rst"):
        for entry in entries(path, text):
            assert 0 < entry.where.line <= len(text.splitlines()) + 1
