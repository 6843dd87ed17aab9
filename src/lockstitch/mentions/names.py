"""Ids in the names of tests, classes and files: a word of the dialect, then a number, at the edges of words.

`test_issue_6241`, `test_replace_gh5319`, `testBug1234`, `TestGH28679`, `bug12345.phpt`, `test_SHOP_12_total`. A number
that stands alone (`test_repr_101_shorter`) or counts (`test_getstatement_bug2`) is no id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lockstitch.mentions.words import Reference, Vocabulary

ELSEWHERE = (
    "angular babel chrome chromium clang cpython cython django firefox gcc glibc jquery kubernetes llvm mariadb mysql"
    " node nodejs numpy openjdk openssl oracle pandas php postgres postgresql pypy pytest python react rust safari"
    " scipy sqlite webkit"
)
"""Projects with trackers of their own, of which a name may speak: `test_mysql_bugs_88718`."""
COUNTING = frozenset({"bug", "defect"})
"""Words whose single-digit numbers count the tests of a file: `test_bug_2`."""
_MORE = r"[_-](?:and[_-])?(?P<key>\d{3,9})(?![0-9A-Za-z])"


@lru_cache(maxsize=16)
def _pattern(vocabulary: Vocabulary) -> re.Pattern[str]:
    words = sorted(vocabulary.words, key=lambda w: (-len(w), w))
    either = "|".join(re.escape(word).replace(r"\-", "[-_]") for word in words)
    return re.compile(
        rf"(?:(?<![A-Za-z0-9])|(?<=[a-z0-9])(?=[A-Z]))(?P<word>(?i:{either}))(?P<many>(?i:s))?"
        r"(?:_?[-_](?:no_?|number_?)?(?P<key>\d{1,9})|(?P<attached>\d{2,9}))(?![0-9])"
    )


def in_name(name: str, vocabulary: Vocabulary) -> Iterator[Reference]:
    """The ids in one name; those of a list all start where the list does."""
    for match in _pattern(vocabulary).finditer(name):
        word = match["word"].lower()
        tracker = "gh" if word == "github" else word if word in vocabulary.words else word.replace("_", "-")
        key = match["key"] or match["attached"]
        if len(key) == 1 and tracker in COUNTING:
            continue
        yield Reference(match[0], tracker, key, "", match.start(), match.end())
        end = match.end()
        while match["many"] and (more := re.compile(_MORE).match(name, end)):
            yield Reference(more["key"], tracker, more["key"], "", match.start(), more.end())
            end = more.end()


@lru_cache(maxsize=64)
def _own(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def by_patterns(name: str, patterns: tuple[str, ...]) -> Iterator[Reference]:
    """What the project's own regular expressions find: the group `id`, whole."""
    for pattern in patterns:
        for match in _own(pattern).finditer(name):
            if match["id"]:
                yield Reference(match["id"], "", match["id"], "", *match.span("id"))


@lru_cache(maxsize=1)
def _project() -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9])(?:{ELSEWHERE.replace(' ', '|')})_?\Z", re.IGNORECASE)


def behind_project(name: str, one: Reference) -> bool:
    """Whether the id stands right behind the name of another project, and so may be that one's."""
    return _project().search(name, 0, one.start) is not None
