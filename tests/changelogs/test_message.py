"""What commit messages say of themselves."""

from __future__ import annotations

import pytest

from lockstitch.changelogs import entry, pull, spelled

SHA = "a" * 40


@pytest.mark.parametrize(
    ("message", "nature", "title"),
    [
        ("Fix the total\n\nFixes #12", "defect", "Fix the total"),
        ("fix(basket): the total ignores the voucher (#15)\n\nCloses #12", "defect", "the total ignores the voucher"),
        ("fix!: total", "defect", "total"),
        ("basket: fix the total", "defect", "basket: fix the total"),
        ("[3.12] Fix the total", "defect", "[3.12] Fix the total"),
        ("Fix #12: hide the prompt", "defect", "hide the prompt"),
        ("Fixes #12 and #13\n\nThe total was negative.", "defect", "The total was negative"),
        ("Handle an empty basket\n\nIt raised KeyError. Fixes #12", "defect", "Handle an empty basket"),
        ("Merge pull request #15 from a/b\n\nFix the total", "defect", "Fix the total"),
        # another thing is closed
        ("feat: gift cards\n\nFixes #12", "other", "gift cards"),
        ("docs: say how\n\nFixes #12", "other", "say how"),
        ("Add gift cards, so that nothing fails\n\nFixes #12", "other", "Add gift cards, so that nothing fails"),
        ("basket: add gift cards\n\nFixes #12. No error.", "other", "basket: add gift cards"),
        ("Fix #12, improve the help text", "other", "improve the help text"),
        ("Fix typo\n\nFixes #12", "other", "Fix typo"),
        ("fix: typo in the docs", "other", "typo in the docs"),
        ("Minor improvements of the total\n\nFixes #12: an error", "other", "Minor improvements of the total"),
        ("Raise a DeprecationWarning instead of an error. Fixes #12", "other", ""),
        # it is not said
        ("Gift cards\n\nFixes #12", "unclear", "Gift cards"),
        ("Gift cards never fail\n\nCloses #12", "unclear", "Gift cards never fail"),
        ("Use two backslashes in docstrings\n\nFixes #12: an error", "unclear", ""),
        ("Fixes #12", "unclear", ""),
        ("Merge branch 'pr/12'\n\nFixes #12", "unclear", ""),
        ("", "unclear", ""),
    ],
)
def test_natures(message: str, nature: str, title: str) -> None:
    found = entry(message, SHA, ["12"])
    assert (found.nature, found.ids, found.commits) == (nature, ("12",), (SHA,))
    assert found.title == title or not title
    assert str(found.where) == f"commit {SHA[:10]}"


def test_the_pull_request_of_a_subject() -> None:
    assert pull("Fix the total (#15)") == "15"
    assert pull("Merge pull request #15 from a/b") == "15"
    assert pull("Fix #12") == pull("Fix (#12) again") == ""
    assert entry("Fix #12 (#15)", SHA, ["12"]).pulls == ("15",)


@pytest.mark.parametrize("piece", [" ", "(#1)", "Fix #1 ", "http://a/", "fix(", "minor ", "A-", "a\n", ":", "- "])
def test_hostile_repetition_takes_no_time(piece: str) -> None:
    message = "Fix " + piece * 50_000
    entry(spelled(message), SHA, [])
    pull(message)


def test_spelling_for_the_grammar_of_closing_keywords() -> None:
    assert spelled("Fixes https://github.com/a/b/issues/12") == "Fixes #12"
    assert spelled("fixes [ticket:12]") == "fixes #12"
    assert spelled("Correct fix (#15)\n\nFixes #12 (#15)") == "Correct fix\n\nFixes #12 (#15)"
    assert spelled("Fixes https://github.com/a/b/pull/12") == "Fixes https://github.com/a/b/pull/12"
