"""Which entries tell of a mended defect: by the type, section or tags that a person gave them, else by their words.

A type that holds fixes and new things together (attrs' `change`, CPython's `Library`) leaves it to the entry's own
first word: `Fix …`. What does not say so stays unclear, for nothing is guessed.
"""

from __future__ import annotations

import re

from lockstitch.model.entries import Nature

FIXES = frozenset(
    {"bug", "bugs", "bugfix", "bugfixes", "defect", "defects", "fix", "fixes", "fixed", "hotfix", "regression"}
    | {"regressions"}
)
OTHERS = frozenset(
    {"feature", "features", "new", "add", "added", "addition", "additions", "usecase", "enhancement", "enhancements"}
    | {"improvement", "improvements", "improve", "improved", "optimization", "performance", "breaking", "backward"}
    | {"backwards", "incompatible", "removal", "removals", "removed", "deprecation", "deprecations", "deprecated"}
    | {"internal", "internals", "contributor", "contrib", "misc", "miscellaneous", "trivial", "chore", "refactor"}
    | {"maintenance", "vendor", "vendored", "known", "upgrade", "dependency", "dependencies", "typing"}
)
OUTSIDE = frozenset(
    {"doc", "docs", "documentation", "example", "examples", "test", "tests", "testing", "build", "ci", "packaging"}
    | {"installation", "tools", "demos", "style", "lint"}
)
"""What is mended there is no code of the product."""

FIX = r"(?:bug ?fix|hot ?fix|fix(?:e[sd]|ing)?|correct(?:ed|s)?|repair(?:ed|s)?)\b"
_SAYS_FIX = re.compile(FIX, re.IGNORECASE)
_FILLERS = (
    r"#?\d+(?:'s)?|an?|the|some|all|many|more|few|minor|various|broken|failing|flaky|small|multiple|type"
    r"|of|in|for|with|issues?|problems?"
)
_NOT_PRODUCT = re.compile(
    rf"{FIX}\W+(?:(?:{_FILLERS})\W+)*"
    r"(?:typos?|spelling|grammar|wording|docs?|documentation|docstrings?|readme|changelog|javadocs?"
    r"|(?:unit|doc)?tests?|testing|testsuite"
    r"|ci|tox|travis|appveyor|azure|github actions|flake8|flakes|lint\w*|pre-commit|ruff|pyflakes|pep-?8"
    r"|mypy (?:errors?|failures?|issues?|warnings?))\b|.*\b(?:typos?|spell\w*|test_\w+)\b"
    r"|.*\b(?:docstrings?|readme|(?:unit|doc)?tests?)$",
    re.IGNORECASE,
)
OF_DOCUMENTS = re.compile(r"\b(?:documentation|docstrings?|docs|readme|changelog)\b", re.IGNORECASE)
_DOCUMENTS = re.compile(
    r"(?:add|improve|update|extend|clarif)\w*\s+(?:the\s+)?(?:documentation|docs)\b|document(?:s|ed)?\b", re.IGNORECASE
)
_WORD = re.compile(r"[a-z]+")


def of_type(called: str, title: str) -> tuple[Nature, str]:
    """(nature, why) of an entry that stands under this type or section, or has these tags; `called` says which."""
    said = set(_WORD.findall(called.lower()))
    if said & OUTSIDE:
        return "other", called
    if said & OTHERS and not said & FIXES:
        return "other", called
    if said & FIXES and _DOCUMENTS.match(title):
        return "other", "mends tests, documentation or tools"
    if said & FIXES and not said & OTHERS:
        return "defect", called
    return of_words(title, called)


def of_words(title: str, called: str = "") -> tuple[Nature, str]:
    """(nature, why) of an entry by its own first words. `called`: where it stands, which does not tell."""
    if not _SAYS_FIX.match(title):
        return "unclear", called
    if _NOT_PRODUCT.match(title):
        return "other", "mends tests, documentation or tools"
    return "defect", called or "says that it is a fix"
