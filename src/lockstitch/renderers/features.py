"""Which features are covered by which tests: one row a judged feature, as every output shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Set
from typing import Literal, TypeAlias

from lockstitch.model import FeatureCoverage, LinkedTest, Matrix, Report, Trace
from lockstitch.renderers import ladder, tally
from lockstitch.renderers.escape import visible
from lockstitch.renderers.words import plural
from lockstitch.values import NamedTuple

State: TypeAlias = Literal["held", "short", "unknown"]
GLYPHS: dict[State, str] = {"held": "●", "short": "✗", "unknown": "?"}
RULES = ("untested-feature", "uncovered-feature")
STATIC = "its lines are not judged (--static)"
MOST = 50
"""Features that are told one by one where an output has lines only, and `NAMED` tests of each."""
NAMED = 3
LONGEST = 2000
"""Characters of such a line."""


class Test(NamedTuple):
    """One test of a feature. `outcome` and `via` are empty where no link tells of it, and the outcome where nothing was
    run on purpose; `ran`: statements, if known."""

    id: str
    outcome: str = ""
    via: str = ""
    ran: int | None = None

    @property
    def told(self) -> str:
        """`passed, via marker, ran 8`."""
        ran = "" if self.ran is None else f"ran {self.ran}"
        return ", ".join(part for part in (self.outcome, f"via {self.via}" if self.via else "not linked", ran) if part)


class Row(NamedTuple):
    trace: Trace
    state: State
    counts: tally.Tally | None
    """None where no commit of it is known, or nothing was measured on purpose."""
    lines: str
    """What is known of its lines, in words."""
    linked: tuple[Test, ...]
    others: tuple[Test, ...]
    """Tests that ran some of its statements without being linked to it, who ran most first."""


def rows(report: Report) -> list[Row]:
    """The judged features, those that fall short first."""
    verdicts = _verdicts(report) if report.matrix.delivered else {}
    found = [_row(trace, report, verdicts.get(trace.record.id, set())) for trace in report.matrix.delivered]
    return sorted(found, key=lambda each: ("short", "unknown", "held").index(each.state))


def standing(report: Report) -> str:
    """`3 features judged: 1 held, 1 short, 1 unknown`."""
    found = rows(report)
    counts = {state: sum(each.state == state for each in found) for state in ("held", "short", "unknown")}
    pardoned = len({each.trace.record.id for each in found if each.state != "held"} & ladder.waived(report))
    beside = f" ({pardoned} of them waived)" if pardoned else ""
    unknown = f", {counts['unknown']} unknown" if counts["unknown"] else ""
    return f"{plural(len(found), 'feature')} judged: {counts['held']} held, {counts['short']} short{unknown}{beside}"


def row(trace: Trace, report: Report) -> Row:
    """What is known of one feature."""
    return _row(trace, report, _verdicts(report).get(trace.record.id, set()))


def _verdicts(report: Report) -> dict[str, set[str]]:
    """Record → what the rules on features found of it, be it waived or turned down."""
    found: dict[str, set[str]] = defaultdict(set)
    for finding in (*report.findings, *(waived.finding for waived in report.waived)):
        if finding.rule in RULES:
            found[finding.record].add(finding.verdict)
    return found


def _row(trace: Trace, report: Report, verdicts: Set[str]) -> Row:
    held = report.matrix.features.get(trace.record.id)
    counts = tally.tally(held.files) if held else None
    found = (_linked(test, held, report.matrix.config.static) for test in trace.tests if not test.excused)
    linked = tuple(sorted(found, key=lambda test: (test.outcome == "passed", -(test.ran or 0))))
    ids = {test.id.partition("[")[0] for test in linked}
    others = tuple(Test(test, ran=ran) for test, ran in (held.ran_by if held else {}).items() if test not in ids)
    return Row(trace, _state(trace, report, verdicts), counts, _lines(trace, held, report.matrix), linked, others)


def _linked(test: LinkedTest, held: FeatureCoverage | None, static: bool) -> Test:
    link = test.links[0]
    ran = held.ran_by.get(test.id.partition("[")[0], 0) if held and held.ran_by else None
    via = link.via if link.strength not in ("weak", "negative") else f"{link.via} ({link.strength})"
    return Test(test.id, "" if static else test.outcome, via, ran)


def _state(trace: Trace, report: Report, verdicts: Set[str]) -> State:
    """What the rules found of the feature and what is known of its lines, whichever rule tells it; without anybody's
    word nothing is held."""
    held = report.matrix.features.get(trace.record.id)
    files = held.files if held else ()
    if trace.level < trace.required or "broken" in verdicts or any(file.uncovered or file.partial for file in files):
        return "short"
    matrix = report.matrix
    blind = not matrix.config.static and not _whole(held, matrix)
    return "unknown" if verdicts or blind else "held"


def _whole(held: FeatureCoverage | None, matrix: Matrix) -> bool:
    """Whether all of its statements were measured, if it has any."""
    if held is None:
        return False
    seen = all(
        file.state == "foreign" or (file.state in ("measured", "absent") and not file.unmeasured) for file in held.files
    )
    return seen and (not held.files or matrix.given("coverage"))


def _lines(trace: Trace, held: FeatureCoverage | None, matrix: Matrix) -> str:
    if matrix.config.static:
        return STATIC
    if held is None:
        return "what its commits changed is not known" if trace.fix.commits else "no commit of it is known"
    counts = tally.tally(held.files)
    unseen = [file for file in held.files if file.state in ("unparsed", "stale")]
    foreign = sum(file.state == "foreign" for file in held.files)
    parts = []
    if counts.statements:
        parts.append(_sum_of(counts, matrix.has_branches))
    elif not held.files:
        parts.append("no statement of it stands today")
    parts += [f"{plural(len(unseen), 'file')} cannot be judged"] if unseen else []
    parts += [f"{plural(foreign, 'file')} in a language that no report measures"] if foreign else []
    return "; ".join(parts)


def _sum_of(counted: tally.Tally, has_branches: bool) -> str:
    """`statements 6 = 4 covered + 2 uncovered; 2 partial branches`, without what there is none of."""
    sets = (
        ("covered", counted.covered),
        ("uncovered", counted.uncovered),
        ("unmeasured", counted.unmeasured),
        ("excluded", counted.excluded),
    )
    parts = f"statements {counted.statements} = {' + '.join(f'{count} {name}' for name, count in sets if count)}"
    if not has_branches:
        return f"{parts}; branches not measured"
    partial = plural(counted.partial, "partial branch", "partial branches")
    return f"{parts}; {partial}" if counted.partial else parts


def told(report: Report) -> Iterator[str]:
    """The table for outputs that hold nothing but lines: one for all, then one a feature. Neutral text."""
    found = rows(report)
    if found:
        yield standing(report)
    for one in found[:MOST]:
        record = one.trace.record
        tests = "; ".join(shown(one, NAMED))
        yield visible(f"{GLYPHS[one.state]} {record.id} {record.title}: {one.lines}; tests: {tests}", LONGEST)
    if len(found) > MOST:
        yield plural(len(found) - MOST, "more feature")


def shown(one: Row, most: int) -> Iterator[str]:
    """Its tests in words, raw: `most` of the linked ones, and of those that ran it besides."""
    for tests, what in ((one.linked, "linked to it"), (one.others, "not linked to it that ran some of it")):
        yield from (f"{test.id}  {test.told}" for test in tests[:most])
        if left := len(tests) - len(tests[:most]):
            yield f"{plural(left, 'more test')} {what}"
    if not one.linked and not one.others:
        yield "no test is known to be for it or to run it"
