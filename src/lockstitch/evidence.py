"""How strongly each record is held: the ladder from NONE to PROVEN, and what the next rung lacks.

Credit comes only from tests that passed. A line that runs at import belongs to no test: where a fix consists of such
lines (tables, regular expressions, defaults), it is exercised by whoever imports it, and that is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from lockstitch.lines import Lines
from lockstitch.model import Fix, Link, LinkedTest, SettledProof, telling
from lockstitch.settings import Level, Strength
from lockstitch.values import NamedTuple

Exercised: TypeAlias = Literal["yes", "no", "at import", "unknown"]

IMPORT = ""
"""The coverage context of what runs outside every test."""
VAGUE = "?"
"""Stands for contexts whose test is in one of two files."""
UNSEEN = "its test is proven, though no context of the coverage data runs the fix: is a subprocess not measured?"


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
    proofs: tuple[SettledProof, ...] = ()
    unproven: str = ""
    """What keeps a record whose tests passed from being proven, in words."""


def weigh(
    tests: Sequence[LinkedTest],
    accept: Sequence[Strength],
    fix: Fix,
    ground: Ground,
    proofs: Sequence[SettledProof] = (),
) -> Weight:
    """The level of one record. `tests` are all linked tests; those with a link of an accepted strength count, and
    what the `proofs` of the record say about them."""
    counted = [test for test in tests if any(link.strength in accept for link in test.links)]
    others = tuple(test for test in tests if test not in counted)
    if not counted:
        return Weight(Level.NONE, _no_link(others), others, proofs=tuple(proofs))
    passed = [test for test in counted if test.outcome == "passed"]
    if not passed or any(test.against for test in counted):
        return Weight(Level.LINKED, _not_passed(counted), (*counted, *others), proofs=tuple(proofs))
    shown = tuple(each._replace(counts=_counts(each, passed)) for each in proofs)
    seen = [_exercise(test, fix, ground) for test in counted]
    exercised, why = _verdict(seen, fix, ground)
    tests = (*seen, *others)
    if any(each.proves for each in shown):
        if exercised == "no":
            exercised, why = "unknown", UNSEEN
        return Weight(Level.PROVEN, "", tests, exercised, why, shown)
    unproven = _unproven(counted[0].links[0].record, shown)
    if ground.why_unknown and _recorded(shown, fix):
        exercised, why = "yes", ""
    if exercised in ("yes", "at import"):
        return Weight(Level.EXERCISED, unproven, tests, exercised, why, shown, unproven)
    gap = f"cannot say whether a test runs the fix: {why}" if exercised == "unknown" else _idle(fix)
    return Weight(Level.PASSED, gap, tests, exercised, why, shown, unproven)


def static(tests: Sequence[LinkedTest], accept: Sequence[Strength]) -> Weight:
    """The level of one record where nothing was run: linked, or not. What is skipped on every platform is none."""
    linked = [test for test in tests if any(link.strength in accept for link in test.links)]
    counted = [test for test in linked if test.outcome != "skipped"]
    others = tuple(test for test in tests if test not in counted)
    if not counted:
        return Weight(Level.NONE, _skipped(linked) or _no_link(others), others)
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


def _skipped(linked: Sequence[LinkedTest]) -> str:
    """That there are linked tests, and that none of them can run."""
    more = f" ({len(linked) - 1} more linked, all skipped)" if len(linked) > 1 else ""
    return f"its test {linked[0].id} is skipped on every platform{more}" if linked else ""


def _not_passed(counted: Sequence[LinkedTest]) -> str:
    worst = next((test for test in counted if test.against), counted[0])
    words = {
        "absent": "is in no report",
        "error": "has an error",
        "ambiguous": "is ambiguous: two tests answer to it",
        "gone": "is no longer in its file",
    }
    more = f" ({len(counted) - 1} more linked)" if len(counted) > 1 else ""
    return f"{worst.id} {words.get(worst.outcome, worst.outcome)}{more}"


def _idle(fix: Fix) -> str:
    places = ", ".join(sorted(fix.lines))
    return f"no linked test that passed runs a line of the fix ({places})"


def _counts(each: SettledProof, passed: Sequence[LinkedTest]) -> bool:
    """Any linked test that passed may prove the record. One that only came with the fix, perhaps by chance, says
    nothing against it where another test is firmly linked."""
    firm = [test for test in passed if test.firm]
    asked = passed if each.proof.verdict == "proven" or not firm else firm
    return any(_about(each, test) for test in asked)


def _about(each: SettledProof, test: LinkedTest) -> bool:
    """Whether the proof is about the test, one case of it, or a test of the class or file that is linked."""
    tried = each.proof.test
    return test.id in (tried, tried.partition("[")[0]) or tried.startswith(test.id + "::")


def _unproven(record: str, proofs: Sequence[SettledProof]) -> str:
    told = telling(proofs)
    again = f"run lockstitch prove {record}"
    if told is None:
        return f"not proven: no recorded run fails without the fix; {again}"
    if told.state != "valid":
        return f"proof {'is stale' if told.state == 'stale' else 'cannot be checked'}: {told.why}; {again}"
    test, where, reason = told.proof.test, told.proof.environment, told.proof.reason
    words = {
        "refuted": f"refuted: {test} passes without the fix too ({where})",
        "failing": f"not proven: {test} failed with the fix in place when it was tried ({where})",
        "not-run": f"not proven: {test} did not run when it was tried ({where}): {reason}",
    }
    return words.get(told.proof.verdict, f"not proven: the try of {test} was {told.proof.verdict} ({where}): {reason}")


def _recorded(proofs: Sequence[SettledProof], fix: Fix) -> bool:
    """Whether a valid proof's run with the fix saw a line of it. The proof counts lines as the fix's commit does, which
    says nothing certain where there are several, or where no line of it is left today."""
    if len(fix.commits) != 1 or not fix.lines:
        return False
    ran = [each.proof for each in proofs if each.counts and each.state == "valid" and each.proof.after == "passed"]
    return any(
        fix.changes[path].added & lines
        for proof in ran
        for path, lines in proof.exercised.items()
        if path in fix.changes
    )


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
