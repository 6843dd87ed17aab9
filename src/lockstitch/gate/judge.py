"""From the matrix to the report: rules judge, severities are set, waivers and the baseline answer for findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from lockstitch import __version__, digests
from lockstitch.classes import matches
from lockstitch.errors import Fault, UsageError, plural
from lockstitch.lines import numbers
from lockstitch.model import BaselineEntry, Finding, Matrix, Report, StandingWaiver, Verdict, Waived
from lockstitch.rules import RULES, Judge
from lockstitch.settings import RuleSetting, Waiver
from lockstitch.values import NamedTuple

BASELINED = frozenset({
    "untested-defect", "failing-regression-test", "idle-regression-test", "unproven-fix",
    "reverted-fix", "untested-feature", "uncovered-feature",
})  # fmt: skip
"""Rules whose gaps a baseline may accept: what is owed for the past, never for the change."""
LAST = ("stale-baseline", "stale-waiver")
"""Rules that judge what the findings of the others leave of the baseline and the waivers."""
PASSING = frozenset({
    "unusable-input", "uncovered-change", "unmeasured-change", "excluded-change", "lost-regression-test",
    "dropped-record", "unclassified-fix", *LAST,
})  # fmt: skip
"""Rules whose findings belong to one change or run: that a waiver of theirs answers for none now says nothing."""
REPORTS = frozenset({"results", "coverage"})
"""Inputs that a static run does not read."""
CONTEXT = 2
"""Lines shown around a finding, and `MOST` lines of it at all."""
MOST = 12


def judge(matrix: Matrix, line_of: Callable[[str, int], str]) -> Report:
    """The report. `line_of(path, number)` is a line of the working tree, empty where there is none."""
    waivers = [each.waiver for each in matrix.waivers]
    _known(waivers)
    _in_force(matrix)
    raw = {name: list(rule.check(matrix)) for name, rule in RULES.items() if name not in LAST}
    gaps = {(finding.rule, finding.record) for findings in raw.values() for finding in findings}
    closed = tuple(entry for entry in matrix.baseline.entries if (entry.rule, entry.record) not in gaps)
    matrix = matrix._replace(baseline=matrix.baseline._replace(closed=closed if _complete(matrix) else ()))
    pardons = _Pardons(waivers, matrix, frozenset(trace.record.location.path for trace in matrix.traces))
    matrix = matrix._replace(waivers=tuple(_standing(pardons, raw)))
    raw |= {name: list(RULES[name].check(matrix)) for name in LAST}
    if _setting(matrix, "unusable-input") != RuleSetting() or any(map(pardons.of, raw["unusable-input"])):
        _own_up(matrix, raw)
    findings: list[Finding] = []
    waived: list[Waived] = []
    verdicts: dict[str, Verdict] = {}
    for name, rule in RULES.items():
        setting = _setting(matrix, name)
        verdicts[name] = _verdict(matrix, rule, raw[name], setting)
        for finding in raw[name] if setting.severity != "off" else ():
            whole = _whole(finding, setting, line_of)
            by = pardons.of(whole)
            if by:
                waived.append(Waived(whole, by))
            else:
                findings.append(whole)
    order = {"error": 0, "warning": 1, "note": 2}
    findings.sort(key=lambda finding: order[finding.severity])
    notes = _notes(matrix, waived)
    shelf = tuple(rule.RULE for rule in RULES.values())
    return Report(matrix, verdicts, tuple(findings), tuple(waived), notes, __version__, shelf, line_of)


def _known(waivers: Sequence[Waiver]) -> None:
    """Raises `UsageError` for every waiver of a rule that there is not."""
    faults = []
    for waiver in waivers:
        if waiver.rule not in RULES:
            from lockstitch.shape import unknown_key

            message, hint = unknown_key(waiver.rule, RULES)
            path, _, line = waiver.source.rpartition(":")
            faults.append(Fault(f"waiver: rule {message}", path, int(line or 0), hint))
    if faults:
        raise UsageError(*faults)


def _in_force(matrix: Matrix) -> None:
    """Raises `UsageError` for a configuration under which nothing could ever be found."""
    config = matrix.config
    if all(_setting(matrix, name).severity == "off" for name in RULES):
        hint = "leave one on, or do not run the gate"
        raise UsageError(Fault("every rule is off: nothing would be judged", config.source, hint=hint))
    if config.since and config.since > matrix.today:
        hint = "since is the day from which on resolved defects owe a test"
        raise UsageError(
            Fault(f"since = {config.since} lies in the future: no record is judged", config.source, hint=hint)
        )


def _own_up(matrix: Matrix, raw: dict[str, list[Finding]]) -> None:
    """Where `unusable-input` does not fail, or is waived, each rule that lacks an input says so itself."""
    for name, rule in RULES.items():
        lacking = [kind for kind in rule.RULE.needs if matrix.faulty(kind)]
        if lacking and not raw[name]:
            message = f"cannot be judged: its {' and '.join(lacking)} cannot be used"
            raw[name].append(Finding(name, "unknown", message, hint="mend the input, or turn the rule off"))


def _setting(matrix: Matrix, name: str) -> RuleSetting:
    if matrix.config.static and _asks_for_a_run(name):
        return RuleSetting(severity="off")
    if name == "lost-coverage" and matrix.comparison is None:
        return RuleSetting(severity="off")  # nobody asks for it
    return matrix.config.rules.get(name) or RuleSetting(severity=RULES[name].RULE.severity)


def _complete(matrix: Matrix) -> bool:
    """Whether all records were judged with all their inputs, so that a missing gap is a closed one."""
    whole = matrix.config.scope == "all" and matrix.given("results")
    return whole and not any(each.fault for each in matrix.inputs)


def _verdict(matrix: Matrix, rule: Judge, findings: Sequence[Finding], setting: RuleSetting) -> Verdict:
    if setting.severity == "off":
        return "off"
    found = {finding.verdict for finding in findings}
    if "broken" in found:
        return "broken"
    blind = any(matrix.faulty(kind) for kind in rule.RULE.needs)
    return "unknown" if blind or "unknown" in found else "holds"


def _whole(finding: Finding, setting: RuleSetting, line_of: Callable[[str, int], str]) -> Finding:
    """The finding with its severity, its source lines and its fingerprint."""
    severity = setting.severity
    if finding.verdict == "unknown" and setting.unknown == "warn" and severity == "error":
        severity = "warning"
    excerpt: tuple[tuple[int, str], ...] = ()
    if finding.location and finding.lines:
        excerpt = tuple(_excerpt(finding.location.path, finding.lines, line_of))
    path = finding.location.path if finding.location else ""
    marked = [text.strip() for number, text in excerpt if finding.lines >> number & 1]
    words = [finding.rule, finding.record, path if not finding.record else "", *marked]
    if not finding.record and not marked:
        words.append(finding.message)
    fingerprint = digests.sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return finding._replace(severity=severity, excerpt=excerpt, fingerprint=fingerprint)


def _excerpt(path: str, lines: int, line_of: Callable[[str, int], str]) -> list[tuple[int, str]]:
    """The lines that the finding is about come first, and as many lines around them as are left."""
    marked = list(numbers(lines))[:MOST]
    around = (n for line in marked for n in range(line - CONTEXT, line + CONTEXT + 1) if n > 0)
    beside = [n for n in dict.fromkeys(around) if n not in marked][: MOST - len(marked)]
    return [(n, text) for n in sorted([*marked, *beside]) if (text := line_of(path, n)) or n in marked]


class _Pardons(NamedTuple):
    """What answers for findings. `ledgers`: the files in which records stand."""

    waivers: Sequence[Waiver]
    matrix: Matrix
    ledgers: frozenset[str]

    def of(self, finding: Finding) -> Waiver | BaselineEntry | None:
        matrix = self.matrix
        for waiver in self.waivers:
            if waiver.rule == finding.rule and waiver.until >= matrix.today and self._fits(waiver, finding):
                return waiver
        if finding.rule in BASELINED and finding.record not in matrix.claimed:
            entries = matrix.baseline.entries
            return next((e for e in entries if (e.rule, e.record) == (finding.rule, finding.record)), None)
        return None

    def _fits(self, waiver: Waiver, finding: Finding) -> bool:
        """A path is code's: the path of a ledger would pardon every record in it, and all that come."""
        if waiver.record:
            return waiver.record == finding.record
        place = finding.location
        if place is None or (finding.record and place.path in self.ledgers):
            return False
        return matches(waiver.path, place.path)


def _standing(pardons: _Pardons, raw: Mapping[str, Sequence[Finding]]) -> Iterator[StandingWaiver]:
    """Each waiver, and whether it is needed, as far as this run can tell."""
    answering = (pardons.of(finding) for findings in raw.values() for finding in findings)
    used = {id(by) for by in answering if by}
    complete = _complete(pardons.matrix)
    for waiver in pardons.waivers:
        known = complete and waiver.rule not in PASSING
        yield StandingWaiver(waiver, True if id(waiver) in used else False if known else None)


def _unrun(matrix: Matrix) -> list[str]:
    """What `--static` leaves out."""
    if not matrix.config.static:
        return []
    names = ", ".join(filter(_asks_for_a_run, RULES))
    return [f"--static: no report was read, and nothing is said about {names}"]


def _asks_for_a_run(name: str) -> bool:
    """Whether a rule can only be judged once tests were run; a proof is a run too."""
    return name == "unproven-fix" or not REPORTS.isdisjoint(RULES[name].RULE.needs)


def _notes(matrix: Matrix, waived: Sequence[Waived]) -> tuple[str, ...]:
    notes = [*_unrun(matrix), *(note for each in matrix.inputs for note in each.notes)]
    used = {id(each.by) for each in waived}
    for waiver in (each.waiver for each in matrix.waivers if each.used is not False):
        if waiver.until >= matrix.today and id(waiver) not in used:
            subject = f"waiver of {waiver.rule} for {waiver.record or waiver.path} ({waiver.source})"
            notes.append(f"{subject} answers for no finding")
    loose = [stray for stray in matrix.strays if not stray.declared]
    if loose:
        ids = ", ".join(sorted({stray.id for stray in loose})[:5])
        told = plural(len(loose), "link names an id", "links name ids")
        notes.append(f"{told} that no record has and that may be another tracker's: {ids}")
    return tuple(notes)
