"""Plain text for a person in front of a red build: what was examined, what is missing, what to do, and the verdict.

The last thing said is what stands above the prompt, so the verdict comes last. `console.draw` paints the same lines.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model import Finding, Input, Report, Trace
from lockstitch.renderers import ladder, tally, words
from lockstitch.renderers.escape import visible
from lockstitch.renderers.layout import BLANK, Line, Span, Style, cells, cut, pad, paragraph, plain
from lockstitch.settings import Waiver

WIDTH = 100
ROWS = 20
"""As many records are all shown; of more only those that fall short, and at most `MANY`."""
MANY = 50
"""Records or findings that are shown without `--verbose`."""
WAIVED = 10
"""Waivers that are told with their reason without `--verbose`; the baseline is only counted."""
EXCERPT = 12
"""Source lines of one finding that are shown without `--verbose`."""

PAINT: dict[ladder.Mark, Style] = {"reached": "good", "missing": "bad", "unknown": "unknown", "not asked": "quiet"}
GROUPS: dict[str, tuple[str, str, Style]] = {
    "error": ("errors", "✗", "bad"),
    "warning": ("warnings", "!", "warning"),
    "note": ("notes", "i", "quiet"),
    "off": ("off", "i", "quiet"),
}
"""Severity → heading, mark and style of its findings."""
VERDICTS: dict[str, Style] = {"holds": "good", "broken": "bad", "unknown": "unknown"}


def render(report: Report, *, verbose: bool = False, width: int = WIDTH) -> str:
    """The whole text without any escape code; `verbose` folds nothing."""
    return plain(lines(report, verbose, width))


def lines(report: Report, verbose: bool, width: int) -> Iterator[Line]:
    """The content that both drawings share."""
    yield (Span(f"lockstitch {visible(report.version)}", "quiet"),)
    for section in (
        _examined(report, verbose, width),
        _changed(report, width),
        _records(report, verbose, width),
        _features(report, verbose, width),
        _findings(report, verbose, width),
        _besides(report, verbose, width),
    ):
        body = list(section)
        if body:
            yield BLANK
            yield from body
    yield BLANK
    yield from paragraph(Span(""), words.rules(report), width, "quiet")
    yield (Span(words.verdict(report), VERDICTS[report.verdict]),)


def _heading(text: str) -> Line:
    return (Span(text, "heading"),)


def _examined(report: Report, verbose: bool, width: int) -> Iterator[Line]:
    yield _heading("examined")
    inputs = report.matrix.inputs
    if not inputs:
        yield (Span("  nothing", "unknown"),)
    shown = [entry for number, entry in enumerate(inputs) if verbose or entry.fault or number < ROWS]
    paths = [visible(entry.path, 200) for entry in shown]
    column = max((cells(path) for path in paths if cells(path) <= width // 2), default=0)
    form = max((cells(visible(entry.format, 20)) for entry in shown), default=0)
    for entry, path in zip(shown, paths, strict=True):
        told = f"{pad(path, column)}  {pad(visible(entry.format, 20), form)}"
        held = visible(entry.counts, 400) or ("cannot be used" if entry.fault else "read")
        yield from paragraph(Span(f"  {entry.kind:<8}  {told}  "), held, width, "bad" if entry.fault else "")
        yield from _faults(entry, width)
    yield from _more(len(inputs) - len(shown), "read without a fault")


def _faults(entry: Input, width: int) -> Iterator[Line]:
    fault = entry.fault
    if fault:
        yield from paragraph(Span(" " * 12 + "✗ ", "bad"), visible(words.fault(fault, entry.path), 1000), width)
        yield from paragraph(Span(" " * 12 + "→ ", "strong"), visible(fault.hint, 1000), width)
    for note in entry.notes:
        yield from paragraph(Span(" " * 12 + "· "), visible(note, 1000), width, "quiet")


def _changed(report: Report, width: int) -> Iterator[Line]:
    yield _heading("change")
    for number, sentence in enumerate(tally.sentences(report.matrix)):
        yield from paragraph(Span("  "), sentence, width, "quiet" if number else "strong")


def _records(report: Report, verbose: bool, width: int) -> Iterator[Line]:
    yield _heading("records")
    yield from paragraph(Span("  "), ladder.standing(report), width, "strong")
    traces = ladder.judged(report)
    fallen = sum(map(ladder.short, traces))
    shown = traces if verbose or len(traces) <= ROWS else traces[: min(fallen, MANY)]
    if shown:
        yield BLANK
        yield from _table(report, shown, verbose, width)
        yield BLANK
        yield (Span(f"  {ladder.LEGEND}", "quiet"),)
    yield from _more(len(traces) - len(shown), f"of them {fallen - min(fallen, len(shown))} short")
    yield from _folded(report, verbose, width)
    yield from _strays(report, verbose, width)


def _features(report: Report, verbose: bool, width: int) -> Iterator[Line]:
    if report.matrix.delivered:
        from lockstitch.renderers import featured

        yield from featured.drawn(report, verbose, width)


def _table(report: Report, traces: list[Trace], verbose: bool, width: int) -> Iterator[Line]:
    rows = [(visible(t.record.id, 30), visible(t.record.severity, 12), t) for t in traces]
    ids = max(6, *(cells(row[0]) for row in rows))
    severities = max(8, *(cells(row[1]) for row in rows))
    rungs = "  ".join(rung.word for rung in ladder.RUNGS)
    yield (Span(f"  {'record':<{ids}}  {'severity':<{severities}}  {'requires':<9}  {rungs}", "quiet"),)
    waived = ladder.waived(report)
    for ident, severity, trace in rows:
        before = f"  {pad(ident, ids)}  {pad(severity, severities)}  {trace.required.word:<9}  "
        marks = [(ladder.mark(trace, rung), rung) for rung in ladder.RUNGS]
        spans = [Span(f"{ladder.GLYPHS[mark]:<{len(rung.word) + 2}}", PAINT[mark]) for mark, rung in marks]
        rest = width - cells(before) - sum(len(span.text) for span in spans)
        title = cut(visible(trace.record.title, 200), max(rest, 16))
        yield (Span(before), *spans, Span(title, "quiet"))
        if trace.gap and (verbose or ladder.short(trace)):
            gap = ladder.gap(trace, trace.record.id in waived)
            yield from paragraph(Span(" " * (ids + 4)), visible(gap, 1000), width)


def _more(count: int, what: str) -> Iterator[Line]:
    if count:
        yield (Span(f"  {count} more, {what}; --verbose shows all", "quiet"),)


def _folded(report: Report, verbose: bool, width: int) -> Iterator[Line]:
    folded = ladder.folded(report, verbose)
    if folded:
        yield BLANK
        left = sum(trace.scope != "judged" for trace in report.matrix.traces)
        yield (Span(f"  {left} not judged", "strong"),)
    for sentence in folded:
        yield from paragraph(Span("    "), sentence, width, "quiet")


def _strays(report: Report, verbose: bool, width: int) -> Iterator[Line]:
    strays = [stray for stray in report.matrix.strays if not stray.declared]
    if strays:
        named = ladder.named([visible(ident, 40) for ident in sorted({stray.id for stray in strays})], verbose)
        count = words.plural(len(strays), "reference")
        yield from paragraph(Span("  "), f"{count} to ids that no record has: {named}", width, "quiet")


def _findings(report: Report, verbose: bool, width: int) -> Iterator[Line]:
    found = words.ordered(report.findings)
    shown = found if verbose else found[:MANY]
    group = ""
    for finding in shown:
        if finding.severity != group:
            if group:
                yield BLANK
            group = finding.severity
            title, _, style = GROUPS[group]
            yield (Span(f"{title} ({sum(f.severity == group for f in found)})", style),)
        yield BLANK
        yield from described(finding, verbose, width)
    if len(found) > len(shown):
        yield BLANK
    yield from _more(len(found) - len(shown), f"{len(found)} in all")


def described(finding: Finding, verbose: bool, width: int) -> Iterator[Line]:
    """One finding: what and where, the cause, the source, the next step."""
    _, glyph, style = GROUPS[finding.severity]
    mark = Span(f"  {glyph} ", style) if finding.verdict == "broken" else Span("  ? ", "unknown")
    record = Span(f"  {visible(finding.record, 60)}") if finding.record else Span("")
    place = Span(f"  {visible(str(finding.location), 200)}", "quiet") if finding.location else Span("")
    yield (mark, Span(finding.rule, "strong"), record, place)
    yield from paragraph(Span("    "), visible(finding.message, 2000), width)
    yield from _excerpt(finding, verbose, width)
    yield from paragraph(Span("    → ", "strong"), visible(finding.hint, 2000), width)


def _excerpt(finding: Finding, verbose: bool, width: int) -> Iterator[Line]:
    rows = finding.excerpt if verbose else finding.excerpt[:EXCERPT]
    digits = max((len(str(number)) for number, _ in rows), default=0)
    before = 0
    for number, text in rows:
        if before and number > before + 1:
            yield (Span(f"      {'⋮':>{digits}}", "quiet"),)
        before = number
        marked = bool(finding.lines >> number & 1)
        source = cut(visible(text.expandtabs(4), 400), width - digits - 9)
        lead = Span(f"    {'▸' if marked else ' '} ", "bad")
        yield (lead, Span(f"{number:>{digits}} │ ", "quiet"), Span(source, "" if marked else "quiet"))
    if len(finding.excerpt) > len(rows):
        yield (Span(f"      {len(finding.excerpt) - len(rows)} more lines; --verbose shows all", "quiet"),)


def _besides(report: Report, verbose: bool, width: int) -> Iterator[Line]:
    """What does not fail, but is to be known."""
    excused = words.excused(report)
    if excused or report.notes:
        yield _heading("besides")
    yield from paragraph(Span("  · "), excused, width)
    granted = [waived for waived in report.waived if isinstance(waived.by, Waiver)]
    for waived in report.waived if verbose else granted[:WAIVED]:
        named = f"{waived.finding.rule} {waived.finding.record or waived.finding.location or ''}".rstrip()
        yield from paragraph(Span("      "), visible(f"{named}: {words.pardon(waived.by)}", 1000), width, "quiet")
    for note in report.notes:
        yield from paragraph(Span("  · "), visible(note, 1000), width)
