"""The chains: records x fixes x links x results x contexts, each with its level and its gap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence

from lockstitch import evidence, link, statements
from lockstitch.classes import language
from lockstitch.gate.fixes import Fixes
from lockstitch.gate.gone import Gone
from lockstitch.gate.measure import Measured
from lockstitch.gate.proofs import Kept
from lockstitch.gate.scene import Scene
from lockstitch.gate.scope import Scoped, required
from lockstitch.lines import Lines
from lockstitch.model import Fix, Link, LinkedTest, Trace
from lockstitch.settings import Config, Level
from lockstitch.values import NamedTuple


class Known(NamedTuple):
    """Everything that a chain is joined from."""

    config: Config
    scene: Scene
    fixes: Fixes
    cases: link.Cases
    measured: Measured
    gone: Gone
    kept: Kept = Kept()


def join(scoped: Iterable[Scoped], links: Iterable[Link], known: Known) -> tuple[Trace, ...]:
    """One trace a record, in the ledger's order."""
    by_record: dict[str, list[Link]] = defaultdict(list)
    for each in links:
        by_record[each.record].append(each)
    contexts = Contexts(known)
    idle: Container[str] = ()
    if known.config.static:
        from lockstitch.gate.idle import Idle

        idle = Idle(known.config)
    return tuple(_trace(one, by_record[one.record.id], known, contexts, idle) for one in scoped)


def _trace(one: Scoped, links: Sequence[Link], known: Known, contexts: Contexts, idle: Container[str]) -> Trace:
    record, config = one.record, known.config
    tests = [_settled(test, each, known) for test, each in evidence.merged(links).items()]
    if one.scope != "judged":
        fix = Fix(one.commits, outside=one.why if one.scope in ("not in this history", "reverted") else "")
        level = Level.LINKED if tests else Level.NONE
        return Trace(
            record, one.scope, required(record, config), level, "", fix, tuple(tests), claimed=one.claimed, why=one.why
        )
    fix = known.fixes.fix.get(record.id, Fix(one.commits))
    asked = required(record, config)
    if config.static:
        tests = [test._replace(outcome="skipped") if test.id in idle else test for test in tests]
        held = evidence.static(tests, config.links.accept)
        return Trace(record, one.scope, asked, held.level, held.gap, fix, held.tests, claimed=one.claimed, why=one.why)
    proofs = known.kept.of.get(record.id, ())
    weight = evidence.weigh(tests, config.links.accept, fix, contexts.ground(fix), proofs)
    gap = weight.unproven if asked == Level.PROVEN and weight.unproven else weight.gap
    return Trace(
        record, one.scope, asked, weight.level, gap, fix, weight.tests,
        weight.exercised, weight.why_unknown, one.claimed, one.why, weight.proofs,
    )  # fmt: skip


def _settled(test: str, links: tuple[Link, ...], known: Known) -> LinkedTest:
    cases = known.cases
    found = cases.find(test) or cases.uncollected(test)
    if any(cases.ambiguous(case) for case in found):
        return LinkedTest(test, links, "ambiguous", found)
    there = tuple(case for case in found if case.outcome != "passed" or cases.id(case) not in known.gone)
    if found and not there:
        return LinkedTest(test, links, "gone", found)
    return LinkedTest(test, links, link.outcome(there) or "absent", there)


class Contexts:
    """Per-test coverage of the fixes' files, in first lines of statements; each file is worked out once."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._files: dict[str, Mapping[str, Lines]] = {}

    def ground(self, fix: Fix) -> evidence.Ground:
        measured = self._known.measured
        if why := self._blind(fix):
            return evidence.Ground({}, {}, why)
        paths = [path for path in fix.lines if path in measured.files]
        body = {path: self._body(path) for path in paths}
        return evidence.Ground({path: self._of(path) for path in paths}, body)

    def _blind(self, fix: Fix) -> str:
        """Why nothing can be said of a fix's lines."""
        measured = self._known.measured
        if not measured.files and not measured.listed:
            return "no coverage report was read"
        if not measured.has_contexts:
            return "the coverage data holds no per-test contexts"
        if fix.lines and not any(path in measured.files for path in fix.lines):
            return f"no coverage report lists {', '.join(sorted(fix.lines))}"
        return ""

    def _body(self, path: str) -> Lines:
        outline = self._known.scene.sources.outline(path)
        return statements.normal(outline, outline.body)

    def _of(self, path: str) -> Mapping[str, Lines]:
        if path not in self._files:
            outline = self._known.scene.sources.outline(path)
            found: dict[str, Lines] = defaultdict(int)
            for context, lines in self._known.measured.files[path].contexts.items():
                settled = statements.normal(outline, lines) if language(path) == "Python" else lines
                tests = self._known.scene.identity.context(context) if context else (evidence.IMPORT,)
                for test in tests if len(tests) == 1 else (evidence.VAGUE,):
                    found[test] |= settled
            self._files[path] = found
        return self._files[path]
