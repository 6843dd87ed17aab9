"""Which of the tests that may belong to a fix most likely does: ranking by evidence, each piece of it in words.

The score is a sum of points. What the fixing commit did to the test comes first (a new test before a changed one before
one whose helper changed), then what the test has to do with what the commit changed in the product: names that the fix
introduced, functions that it repaired, the module that it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, TypeAlias

from lockstitch.values import NamedTuple

Way: TypeAlias = Literal["added", "enabled", "changed", "touched", "data", "near"]

POINTS: dict[Way, int] = {"added": 50, "enabled": 50, "changed": 40, "touched": 20, "data": 12, "near": 5}
"""How a test came to be a candidate, and what that is worth."""
FIRM: tuple[Way, ...] = ("added", "enabled", "changed")
INHERITED = -2
INTRODUCED = 12
REPAIRED = 10
TITLED = 4
"""For each word, up to `SHARED`, that a test's name has in common with title, subject and repaired functions."""
SHARED = 5
MODULE = 8
IMPORTS = 4
MENTIONED = 6
LONG = 5
"""Letters from which on a word that only a string or comment holds tells something."""
NAMES_ID = 25
RAN = 25
IDLE = -15
PASSED = 5
FAILED = -10
OFF = -30
BODY = 5
"""Most points for the size of a change."""
LEAD = 8
"""So far ahead of the next the first candidate is clear."""
_TOKEN = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_TESTS = re.compile(
    r"^[Tt]ests?(?:_|$)|^Test(?=[A-Z])|[._-](?:tests?|spec|it)$|(?<=[a-z0-9])(?:Tests?|TestCase|Spec|IT)$"
)
"""What makes a file's name a test's."""
_WORD = re.compile(r"[^\W_]+")
_COMMON = frozenset(
    {"test", "testing", "self", "the", "an", "of", "in", "on", "to", "for", "and", "or", "with", "without", "is", "are"}
    | {"be", "when", "if", "not", "no", "from", "by", "as", "at", "it", "do", "does", "should", "new", "true", "false"}
    | {"has", "have", "that", "this", "than", "then", "can", "may", "what", "all", "any", "its", "must", "into", "out"}
    | {"fix", "fixed", "fixes", "bug", "issue", "add", "added", "adds", "support", "use", "used", "none", "return"}
)
"""Words that say nothing about a test or a fix."""


class Fixed(NamedTuple):
    """What is known of a fix. `files`: product files. `functions`: names of functions in which it changed lines.

    `introduced`: names that no changed file held before; `mentioned`: such words in strings and comments. `told`: the
    commits' subjects and the record's title.
    """

    files: tuple[str, ...] = ()
    functions: frozenset[str] = frozenset()
    introduced: frozenset[str] = frozenset()
    mentioned: frozenset[str] = frozenset()
    told: str = ""


class Facts(NamedTuple):
    """What is known of one candidate. `by`: the helper or data that links it. `base`: the class that it inherits from,
    which the commit edited. `imports`: a repaired file that the test's file imports. `size`: lines that changed.

    `words`: names in its body; `fresh`: those in lines that the commit added. `off`: it is skipped or expected to fail.
    `ran`: it executed lines of the fix; None where no per-test coverage tells. `outcome`: of the reports, or empty.
    """

    test: str
    way: Way
    by: str = ""
    base: str = ""
    imports: str = ""
    commit: str = ""
    size: int = 0
    words: frozenset[str] = frozenset()
    fresh: frozenset[str] = frozenset()
    off: bool = False
    names_id: bool = False
    ran: bool | None = None
    outcome: str = ""


class Ranked(NamedTuple):
    facts: Facts
    score: int
    evidence: tuple[str, ...]


def rank(candidates: Iterable[Facts], fixed: Fixed) -> list[Ranked]:
    """The candidates, the likeliest first; of one test only its best showing counts. Ties keep their order."""
    told = _tokens(" ".join((fixed.told, *fixed.functions)))
    best: dict[str, Ranked] = {}
    for facts in candidates:
        weighed = list(_weighed(facts, fixed, told))
        found = Ranked(facts, sum(points for points, _ in weighed), tuple(words for _, words in weighed if words))
        if facts.test not in best or found.score > best[facts.test].score:
            best[facts.test] = found
    return sorted(best.values(), key=lambda ranked: -ranked.score)


def together(fixes: Iterable[Fixed], told: str) -> Fixed:
    """What several commits of one fix did."""
    every = list(fixes)
    return Fixed(
        tuple(path for fixed in every for path in fixed.files),
        frozenset(name for fixed in every for name in fixed.functions),
        frozenset(name for fixed in every for name in fixed.introduced),
        frozenset(name for fixed in every for name in fixed.mentioned),
        told,
    )


def clear(ranked: Sequence[Ranked]) -> bool:
    """Whether the first candidate may be taken without asking: edited by the fix itself, in the run, and ahead."""
    if not ranked or ranked[0].facts.way not in FIRM or ranked[0].facts.off or ranked[0].facts.ran is False:
        return False
    return len(ranked) == 1 or ranked[0].score - ranked[1].score >= LEAD


def _weighed(facts: Facts, fixed: Fixed, told: frozenset[str]) -> Iterator[tuple[int, str]]:
    """(points, words) for each piece of evidence."""
    yield POINTS[facts.way], _came(facts)
    if facts.base:
        yield INHERITED, f"inherited from {facts.base}"
    if facts.names_id:
        yield NAMES_ID, "names the id"
    yield from _observed(facts)
    yield from _related(facts, fixed, told)
    if facts.way == "changed":
        yield min(facts.size, 2 * BODY) // 2, ""


def _related(facts: Facts, fixed: Fixed, told: frozenset[str]) -> Iterator[tuple[int, str]]:
    """What the test has to do with what the fix changed, as far as its text tells."""
    if introduced := facts.fresh & fixed.introduced:
        yield INTRODUCED, f"uses {_some(introduced)}, new in the fix"
    elif mentioned := {word for word in facts.fresh & fixed.mentioned if len(word) >= LONG}:
        yield MENTIONED, f"holds the words {_some(mentioned)}, new in the fix"
    if repaired := facts.words & fixed.functions:
        yield REPAIRED, f"calls {_some(repaired)}, which the fix changed"
    if common := _tokens(facts.test.rpartition("::")[2]) & told:
        yield TITLED * min(len(common), SHARED), f"its name shares {_some(common)} with the record and its fix"
    if near := affinity(facts.test.partition("::")[0], fixed.files):
        yield MODULE, f"tests the module {near}"
    elif facts.imports:
        yield IMPORTS, f"its file imports {facts.imports}"


def _observed(facts: Facts) -> Iterator[tuple[int, str]]:
    """What reports and the test itself say of its running."""
    if facts.ran is not None:
        yield (RAN, "runs lines of the fix") if facts.ran else (IDLE, "runs no line of the fix")
    if facts.outcome:
        yield PASSED if facts.outcome == "passed" else FAILED, f"{facts.outcome} in the reports"
    if facts.off:
        yield OFF, "is skipped or expected to fail"


def _came(facts: Facts) -> str:
    commit = facts.commit[:10]
    return {
        "added": f"added by the fix {commit}",
        "enabled": f"taken back into the run by the fix {commit}",
        "changed": f"its body changed in the fix {commit}" if not facts.by else f"its {facts.by} changed in {commit}",
        "touched": f"uses {facts.by}, which the fix {commit} changed",
        "data": f"may read {facts.by}, which the fix {commit} changed",
        "near": "not touched by the fix",
    }[facts.way]


def affinity(test_file: str, files: Iterable[str]) -> str:
    """The file that the test file is named after: `test_cart.py`, `cart_test.go` and `CartTest.java` after `cart`."""
    own = stem(test_file)
    return next((path for path in files if own and own == stem(path)), "")


def stem(path: str) -> str:
    """A file's name without its ending and without what makes it a test's: the same for a module and its tests."""
    return _TESTS.sub("", re.sub(r"\.\w+$", "", path.rpartition("/")[2])).lower()


def _tokens(text: str) -> frozenset[str]:
    """The words in names and sentences, in lower case and without a plural's ending; `NoneType` is one and two."""
    found = {word.lower() for word in (*_TOKEN.findall(text), *_WORD.findall(text)) if len(word) > 1}
    return frozenset(word.removesuffix("s") if len(word) > 3 else word for word in found - _COMMON)


def _some(names: Iterable[str]) -> str:
    ordered = sorted(names, key=lambda name: (-len(name), name))
    more = f" and {len(ordered) - 2} more" if len(ordered) > 2 else ""
    return ", ".join(f"`{name}`" for name in ordered[:2]) + more
