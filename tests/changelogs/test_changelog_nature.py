"""What tells of a defect, and what does not."""

from __future__ import annotations

import pytest

from lockstitch.changelogs.nature import of_type, of_words


@pytest.mark.parametrize(
    ("called", "title", "nature"),
    [
        ("type bugfix", "The total ignored the voucher", "defect"),
        ("section Bug fixes", "The total", "defect"),
        ("section Fixed", "The total", "defect"),
        ("tags bug, orm, regression", "The total", "defect"),
        ("section Changes", "Fixed the total", "defect"),
        ("section Library", "Fix the total", "defect"),
        ("section Security", "Fix an overflow", "defect"),
        ("section Bug fixes and improvements", "Corrected the total", "defect"),
        ("section Changes", "The total is right", "unclear"),
        ("section Bug fixes and improvements", "Faster totals", "unclear"),
        ("section Security", "Update the bundled parser", "unclear"),
        ("type feature", "Fix nothing", "other"),
        ("type vendor", "Fix the vendored parser", "other"),
        ("type packaging", "Fix the wheel", "other"),
        ("section Added", "Gift cards", "other"),
        ("section Removals and backward incompatible breaking changes", "Gone", "other"),
        ("tags bug, tests", "Fixed a test", "other"),
        ("section Tests", "Fix a flaky test", "other"),
        ("type bugfix", "Document the total", "other"),
        ("type bugfix", "Added documentation of the total", "other"),
    ],
)
def test_by_type_section_or_tags(called: str, title: str, nature: str) -> None:
    assert of_type(called, title)[0] == nature


@pytest.mark.parametrize(
    ("title", "nature"),
    [
        ("Fix crash when the basket is empty", "defect"),
        ("fixes the total", "defect"),
        ("Bugfix: the total", "defect"),
        ("Corrected a rounding", "defect"),
        ("Fix documents that are printed twice", "defect"),
        ("Fix testament export", "defect"),
        ("Fix crash where a docstring is missing in a class", "defect"),
        ("Fix typo", "other"),
        ("Fix a few typos in the docs", "other"),
        ("Fix #12's documentation", "other"),
        ("Fix test_total on Windows", "other"),
        ("Fixed flake8 errors", "other"),
        ("Fix doctests", "other"),
        ("Fix Windows tests", "other"),
        ("Fix tests that are shown twice", "other"),
        ("Fix the test timeout of websockets", "other"),
        ("Fix collection of tests in packages", "defect"),
        ("Fix mypy errors", "other"),
        ("Fix the docs build", "other"),
        ("Fix return types in docstrings", "other"),
        ("Fixture scope is shown", "unclear"),
        ("Prefix fixed", "unclear"),
        ("The total is no longer negative", "unclear"),
        ("", "unclear"),
    ],
)
def test_by_first_words(title: str, nature: str) -> None:
    assert of_words(title)[0] == nature
