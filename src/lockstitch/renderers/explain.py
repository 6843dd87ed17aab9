"""One record's whole chain, or one rule's manual page: what `lockstitch explain` prints."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from lockstitch import lines
from lockstitch.model import LinkedTest, Location, Report, Rule, SettledProof, Trace
from lockstitch.renderers import ladder, terminal, words
from lockstitch.renderers.escape import visible
from lockstitch.renderers.featured import explained
from lockstitch.renderers.layout import BLANK, Line, Span, paragraph, plain

HEADINGS = {("feature", "done"): "delivered by", ("feature", "open"): "commits so far", ("defect", "open"): "commits"}
DONE = {"defect": "fixed", "feature": "delivered", "incident": "resolved", "unclassified": "done"}


def chain(trace: Trace, report: Report) -> str:
    """From the record over its fix and its tests to what is missing."""
    return plain(_chain(trace, report))


def page(rule: Rule) -> str:
    """What the rule asks, why, and how to mend what it finds."""
    needs = f", needs {', '.join(rule.needs)}" if rule.needs else ""
    return f"{rule.id}: {rule.severity} unless configured{needs}\n\n{inspect.cleandoc(rule.doc)}\n"


def _chain(trace: Trace, report: Report) -> Iterator[Line]:
    yield from _record(trace, report.matrix.owners.get(trace.record.id, ()))
    proofs = [("proofs", _proofs(trace))] if trace.proofs else []
    featured = trace.scope == "judged" and trace.record.kind == "feature"
    lines = [("coverage", explained(trace, report))] if featured else []
    parts = (
        (HEADINGS.get((trace.record.kind, trace.record.status), "fix"), _fix(trace)),
        ("tests", _tests(trace)),
        *lines,
        *proofs,
        ("evidence", _evidence(trace)),
    )
    for heading, body in parts:
        yield BLANK
        yield (Span(heading),)
        yield from body
    yield from _findings(trace, report)


def _record(trace: Trace, owners: tuple[str, ...]) -> Iterator[Line]:
    record = trace.record
    yield from paragraph(
        Span(f"{visible(record.id, 60)}  "), visible(record.title, 500) or "(no title)", terminal.WIDTH
    )
    resolved = f" {record.resolved.isoformat()}" if record.resolved else ""
    state = DONE[record.kind] if record.status == "done" else record.status
    kind = f"{record.kind} ({visible(record.kind_from, 200)})" if record.kind_from else record.kind
    told = [
        f"{kind}, {state}{resolved if record.status == 'done' else ''}",
        *(f"{name} {visible(held, 60)}" for name, held in _attributes(trace, owners) if held),
    ]
    yield from _told("  ", ", ".join(told))
    yield from _told("  stands in  ", _place(record.location))
    yield from _told("  see        ", visible(record.url, 500))
    yield from _told("  scope      ", trace.scope + (f": {visible(trace.why, 500)}" if trace.why else ""))
    if trace.claimed:
        verb = "delivers" if record.kind == "feature" else "fixes"
        yield from _told("  claimed    ", f"a commit of this change says that it {verb} it")


def _attributes(trace: Trace, owners: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """`owners`: those of its code, where the record names none."""
    record = trace.record
    return (
        ("severity", record.severity),
        ("priority", record.priority),
        ("owner", record.owner or (f"{' '.join(owners)} (CODEOWNERS)" if owners else "")),
        ("component", record.component),
    )


def _fix(trace: Trace) -> Iterator[Line]:
    fix = trace.fix
    if not fix.commits:
        yield from _told("  ", words.uncommitted(trace))
        return
    for commit in fix.commits:
        yield from _told(f"  {visible(commit.sha[:12])}  ", visible(commit.subject, 500) or "(no message)")
    if fix.outside:
        yield from _told("  ", f"outside this history: {visible(fix.outside, 500)}")
    standing = {path: held for path, held in fix.lines.items() if held}
    for path, held in sorted(standing.items()):
        yield from _told("  stands today in  ", f"{visible(path, 500)}: lines {visible(lines.shown(held), 300)}")
    if trace.scope != "judged":
        yield from _told("  ", "where its lines stand today was not looked up, as it is not judged")
    elif not standing:
        yield from _told("  ", "none of its lines stands in the tree of today, so no test can be seen to run them")


def _tests(trace: Trace) -> Iterator[Line]:
    if not trace.tests:
        yield from _told("  ", "none: no test speaks of this record")
    for number, test in enumerate(trace.tests):
        if number:
            yield BLANK
        yield from _test(test, "feature" if trace.record.kind == "feature" else "fix")


def _test(test: LinkedTest, what: str) -> Iterator[Line]:
    yield from _told(f"  {visible(test.id, 500)}  ", words.OUTCOMES.get(test.outcome, test.outcome))
    for link in test.links:
        strength = f", {link.strength}" if link.strength != link.via else ""
        yield from _told("    linked  ", f"via {link.via}{strength}: {_place(link.where)}")
    for case in test.cases:
        suite = f", suite {visible(case.suite, 100)}" if case.suite else ""
        message = f": {visible(case.message, 300)}" if case.message else ""
        yield from _told("    ran     ", f"{case.outcome} in {visible(case.report, 300)}{suite}{message}")
    if test.exercised is None:
        yield from _told("    lines   ", "which lines it ran is not known")
    elif not any(test.exercised.values()):
        yield from _told("    lines   ", f"it ran no line of the {what}")
    for path, held in sorted((test.exercised or {}).items()):
        if held:
            yield from _told(
                "    lines   ", f"ran {visible(lines.shown(held), 300)} of the {what} in {visible(path, 300)}"
            )


def _proofs(trace: Trace) -> Iterator[Line]:
    for number, each in enumerate(trace.proofs):
        if number:
            yield BLANK
        yield from _proof(each)


def _proof(each: SettledProof) -> Iterator[Line]:
    proof = each.proof
    state = proof.verdict if each.state == "valid" else each.state
    yield from _told(f"  {visible(proof.test, 500)}  ", visible(f"{state} on {proof.environment}", 500))
    commits = ", ".join(sha[:12] for sha in proof.commits) or "no commit"
    day = f"{proof.day.isoformat()}, " if proof.day else ""
    lacks = words.lacking(each)
    for label, text in (
        (each.state, each.why),
        ("counts", f"nothing: {lacks}" if lacks else ""),
        ("verdict", ": ".join(part for part in (proof.verdict, proof.reason) if part)),
        ("without", words.failure(proof)),
        ("with", proof.after),
        ("tried", f"{day}the fix being {commits}, undone as in {proof.base[:12] or 'no commit'}"),
        *(("lines", f"ran {lines.shown(held)} of {path}, in the numbers of the fix") for path, held in _sorted(each)),
    ):
        yield from _told(f"    {label:<9}", visible(text, 1000))


def _sorted(each: SettledProof) -> list[tuple[str, lines.Lines]]:
    return sorted(each.proof.exercised.items())


def _evidence(trace: Trace) -> Iterator[Line]:
    marks = (f"{ladder.GLYPHS[ladder.mark(trace, rung)]} {rung.word}" for rung in ladder.RUNGS)
    yield (Span(f"  {'   '.join(marks)}"),)
    short = ladder.short(trace)
    asked = f"requires {trace.required.word}: {'short' if short else 'held'}"
    yield from _told(
        "  stands at  ", f"{trace.level.word}, {asked if trace.scope == 'judged' else 'and is not judged'}"
    )
    if trace.exercised == "unknown":
        yield from _told("  unknown    ", visible(trace.why_unknown, 500))
    if short or trace.record.kind != "feature":  # no rung above is asked of a feature
        yield from _told("  missing    " if short else "  next rung  ", visible(trace.gap, 1000))


def _findings(trace: Trace, report: Report) -> Iterator[Line]:
    found = [(finding, "") for finding in words.ordered(report.findings)]
    found += [(waived.finding, words.pardon(waived.by)) for waived in report.waived]
    for finding, pardon in found:
        if finding.record == trace.record.id:
            yield BLANK
            yield from terminal.described(finding, verbose=True, width=terminal.WIDTH)
            yield from _told("    ", visible(pardon, 1000))


def _told(lead: str, text: str) -> Iterator[Line]:
    yield from paragraph(Span(lead), text, terminal.WIDTH)


def _place(location: Location) -> str:
    return visible(str(location), 500)
