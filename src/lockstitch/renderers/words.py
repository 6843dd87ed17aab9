"""What every output says in the same words. What comes from outside is still raw here: the caller neutralises it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from lockstitch import errors
from lockstitch.errors import Fault
from lockstitch.model import BaselineEntry, Finding, Proof, Report, SettledProof, Trace, Verdict
from lockstitch.settings import Waiver

plural = errors.plural
SEVERITIES = ("error", "warning", "note", "off")


def verdict(report: Report) -> str:
    """The last word: whether the gate holds, and the exit code where it does not."""
    if report.verdict == "holds":
        return "the gate holds"
    if report.verdict == "unknown":
        return f"cannot say (exit {report.exit_code})"
    verdicts = Counter(f.verdict for f in report.findings if f.severity == "error")
    beside = f", {verdicts['unknown']} more cannot be judged" if verdicts["unknown"] else ""
    return f"broken: {plural(verdicts['broken'], 'finding')}{beside} (exit {report.exit_code})"


def rules(report: Report) -> str:
    """How the rules ended: `9 rules hold, 1 broken (stray-link), 2 off`."""
    parts = [plural(_ended(report, "holds"), "rule holds", "rules hold")]
    for state in ("broken", "unknown"):
        names = sorted(rule for rule, end in report.verdicts.items() if end == state)
        parts += [f"{len(names)} {state} ({', '.join(names)})"] if names else []
    off = _ended(report, "off")
    return ", ".join([*parts, f"{off} off"] if off else parts)


def _ended(report: Report, state: Verdict) -> int:
    return sum(end == state for end in report.verdicts.values())


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, the most important first, in an order that depends on nothing but themselves."""
    return sorted(findings, key=rank)


def rank(finding: Finding) -> tuple[int, bool, str, str, int, str, str]:
    """Where a finding stands in the order: severity, broken before unknown, rule, place, then its words."""
    path, line = finding.location or ("", 0)
    severity = SEVERITIES.index(finding.severity)
    return severity, finding.verdict != "broken", finding.rule, path, line, finding.record, finding.message


def fault(found: Fault, path: str) -> str:
    """A fault of the input at `path`, which stands beside it already."""
    file = "" if found.path in {"", path} else f"{found.path}: "
    line = f"line {found.line}: " if found.line and f"line {found.line}" not in found.message else ""
    return f"{file}{line}{found.message}"


OUTCOMES = {
    "absent": "absent from every report",
    "ambiguous": "ambiguous: two tests in the reports answer to it",
    "gone": "gone: its file defines it no more, the report is older than the code",
}
"""What a linked test came to, where its outcome alone does not tell."""


def uncommitted(trace: Trace) -> str:
    """What to do where no commit of the fix is known."""
    mend = ": name one in the record, or say its id in the commit's message" if trace.scope == "judged" else ""
    return f"no commit is known{mend}"


def lacking(each: SettledProof) -> str:
    """Why a proof counts for nothing that is valid all the same; empty where it counts."""
    return "" if each.counts or each.why else "its test is not linked, did not pass, or only came with the fix"


def standing(each: SettledProof) -> str:
    """What a proof is worth today: its verdict, or why it is not valid."""
    return each.proof.verdict if each.state == "valid" else f"{each.state} ({each.why})"


def failure(proof: Proof) -> str:
    """What the test came to without the fix: `failed: AssertionError: assert 1200 == 1000`."""
    return ": ".join(part for part in (proof.before, proof.kind, proof.message.strip().split("\n", 1)[0]) if part)


def excused(report: Report) -> str:
    """`2 findings waived, the first until 2026-12-01; 12 findings in the baseline; 3 waivers in force`; empty where
    there are none."""
    waivers = [waived.by for waived in report.waived if isinstance(waived.by, Waiver)]
    baselined = len(report.waived) - len(waivers)
    parts = []
    if waivers:
        ends = " until" if len(waivers) == 1 else ", the first until"
        soonest = min(waiver.until for waiver in waivers)
        parts.append(f"{plural(len(waivers), 'finding')} waived{ends} {soonest.isoformat()}")
    if baselined:
        parts.append(f"{plural(baselined, 'finding')} in the baseline")
    standing = sum(each.waiver.until >= report.matrix.today for each in report.matrix.waivers)
    budget = report.matrix.config.waiver_budget
    if standing:
        parts.append(f"{plural(standing, 'waiver')} in force" + (f" of {budget} allowed" if budget is not None else ""))
    return "; ".join(parts)


def pardon(by: Waiver | BaselineEntry) -> str:
    """By whose word a finding may stand, and for how long."""
    if isinstance(by, BaselineEntry):
        return f"in the baseline, {by.location}"
    source = f", {by.source}" if by.source else ""
    return f"waived until {by.until.isoformat()} by {by.owner} ({by.category}): {by.reason}{source}"
