"""How strongly each record is held: the ladder from NONE to EXERCISED, and what the next rung lacks.

Credit comes only from tests that passed. A line that runs at import belongs to no test: where a fix consists of such
lines (tables, regular expressions, defaults), it is exercised by whoever imports it, and that is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias

from lockstitch.lines import Lines
from lockstitch.model import Fix, Link, LinkedTest
from lockstitch.settings import Level, Strength

Exercised: TypeAlias = Literal["yes", "no", "at import", "unknown"]

IMPORT = ""
"""The coverage context of what runs outside every test."""
VAGUE = "?"
"""Stands for contexts whose test is in one of two files."""


class Ground(NamedTuple):
    """What is known of a fix's lines: per path, which of them each test ran, all as first lines of statements.

    `contexts`: path → test id without parameters, or with → lines; the empty id stands for import time.
    `body`: path → lines inside functions. `why_unknown`: why nothing can be said, empty where something can.
    """

    contexts: Mapping[str, Mapping[str, Lines]]
    body: Mapping[str, Lines]
    why_unknown: str = ""


class Weight(NamedTuple):
    """What the tests of one record come to."""

    level: Level
    gap: str
    tests: tuple[LinkedTest, ...]
    exercised: Exercised = "unknown"
    why_unknown: str = ""


def weigh(tests: Sequence[LinkedTest], accept: Sequence[Strength], fix: Fix, ground: Ground) -> Weight:
    """The level of one record. `tests` are all linked tests; those with a link of an accepted strength count."""
    counted = [test for test in tests if any(link.strength in accept for link in test.links)]
    others = tuple(test for test in tests if test not in counted)
    if not counted:
        return Weight(Level.NONE, _no_link(others), others)
    passed = [test for test in counted if test.outcome == "passed"]
    if not passed or any(test.against for test in counted):
        return Weight(Level.LINKED, _not_passed(counted), (*counted, *others))
    seen = [_exercise(test, fix, ground) for test in counted]
    exercised, why = _verdict(seen, fix, ground)
    tests = (*seen, *others)
    if exercised in ("yes", "at import"):
        return Weight(Level.EXERCISED, "not proven: no recorded run fails without the fix", tests, exercised, why)
    gap = f"cannot say whether a test runs the fix: {why}" if exercised == "unknown" else _idle(fix)
    return Weight(Level.PASSED, gap, tests, exercised, why)


def static(tests: Sequence[LinkedTest], accept: Sequence[Strength]) -> Weight:
    """The level of one record where nothing was run: linked, or not."""
    counted = [test for test in tests if any(link.strength in accept for link in test.links)]
    others = tuple(test for test in tests if test not in counted)
    if not counted:
        return Weight(Level.NONE, _no_link(others), others)
    return Weight(Level.LINKED, "no test was run (--static)", (*counted, *others))


def _no_link(others: Sequence[LinkedTest]) -> str:
    """What there is instead of a link: mentions, and tests that are known not to hold it."""
    against = sum(test.excused for test in others)
    weak = len(others) - against
    parts = [f"{weak} weak mention{'s' if weak != 1 else ''}"] if weak else []
    if against:
        tests = "1 test is" if against == 1 else f"{against} tests are"
        parts.append(f"{tests} skipped or expected to fail because of it, which is no regression test")
    return "no test is linked to it" + (f" ({'; '.join(parts)})" if parts else "")


def _not_passed(counted: Sequence[LinkedTest]) -> str:
    worst = next((test for test in counted if test.against), counted[0])
    words = {"absent": "is in no report", "error": "has an error", "ambiguous": "is ambiguous: two tests answer to it"}
    more = f" ({len(counted) - 1} more linked)" if len(counted) > 1 else ""
    return f"{worst.id} {words.get(worst.outcome, worst.outcome)}{more}"


def _idle(fix: Fix) -> str:
    places = ", ".join(sorted(fix.lines))
    return f"no linked test that passed runs a line of the fix ({places})"


def _exercise(test: LinkedTest, fix: Fix, ground: Ground) -> LinkedTest:
    """The test with the lines of the fix that it ran; nothing where it did not pass."""
    if ground.why_unknown or test.outcome != "passed":
        return test
    names = {test.id, test.id.partition("[")[0], *(case.id for case in test.cases)}
    ran = {}
    for path, lines in fix.lines.items():
        contexts = ground.contexts.get(path, {})
        hit = 0
        for name, executed in contexts.items():
            if name and (name in names or name.partition("[")[0] == test.id or name.startswith(test.id + "::")):
                hit |= executed & lines
        if hit:
            ran[path] = hit
    return LinkedTest(test.id, test.links, test.outcome, test.cases, ran)


def _verdict(tests: Sequence[LinkedTest], fix: Fix, ground: Ground) -> tuple[Exercised, str]:
    if why := ground.why_unknown or _nothing_left(fix):
        return "unknown", why
    inner = {path: lines & ground.body.get(path, 0) for path, lines in fix.lines.items()}
    inside = any(inner.values())
    for test in tests:
        for path, ran in (test.exercised or {}).items():
            if ran & (inner[path] if inside else ran):
                return "yes", ""
    if _ran(VAGUE, fix, ground):
        return "unknown", "the coverage contexts name tests that two files answer to"
    if fix.bare and inside:
        return "unknown", f"the fix also removed code outside every function, which no test runs ({fix.bare[0]})"
    if _ran(IMPORT, fix, ground) and not inside:
        return "at import", "its lines run when the module is imported"
    return "no", ""


def _nothing_left(fix: Fix) -> str:
    """Why a fix has no line that a test could run; empty where it has."""
    if fix.lines:
        return ""
    return "no statement of the fix survives in today's tree" if fix.commits else "no fix commit is known"


def _ran(context: str, fix: Fix, ground: Ground) -> bool:
    return any(ground.contexts.get(path, {}).get(context, 0) & lines for path, lines in fix.lines.items())


def merged(links: Sequence[Link]) -> dict[str, tuple[Link, ...]]:
    """Links by test, each convention once, strongest first."""
    order = ("explicit", "strong", "commit", "weak", "negative")
    found: dict[str, dict[tuple[str, str], Link]] = {}
    for link in sorted(links, key=lambda link: order.index(link.strength)):
        found.setdefault(link.test, {}).setdefault((link.via, link.strength), link)
    return {test: tuple(each.values()) for test, each in found.items()}
