"""The top of the page: the verdict, the change, the ladder of all records, and what was examined."""

from __future__ import annotations

from lockstitch.model import Input
from lockstitch.renderers import ladder, tally, words
from lockstitch.renderers.html_ import chart
from lockstitch.renderers.html_.markup import Html, code, join, row, table, tag, text
from lockstitch.renderers.html_.page import Page, listed, more
from lockstitch.values import NamedTuple

INPUTS = 500
"""Inputs without a fault that are shown, and notes."""


class _Verdict(NamedTuple):
    title: str
    tone: str
    meaning: str


VERDICTS = {
    "holds": _Verdict("The gate holds", "good", "Every rule that can fail the build holds."),
    "broken": _Verdict(
        "The gate does not hold", "bad", "A rule is broken. What to do next stands beside each finding."
    ),
    "unknown": _Verdict(
        "The gate cannot say",
        "unknown",
        "Something could not be looked at, and what was not looked at is never taken for fine.",
    ),
}


def verdict(page: Page) -> Html:
    """In words, with the exit code, and what it rests on."""
    report = page.report
    title, tone, meaning = VERDICTS[report.verdict]
    told = words.verdict(report)
    exits = "" if "exit" in told else f" (exit {report.exit_code})"
    lead = (
        tag("p", f"lockstitch {report.version[:40]} · {page.matrix.today.isoformat()}", class_="eyebrow"),
        tag("h1", title),
        tag("p", f"{told}{exits}", class_="told"),
        tag("p", f"{meaning} {words.rules(report)}.", class_="quiet"),
    )
    return tag("header", tag("div", *lead, _change(page), _inputs(page), class_="in"), class_=f"verdict {tone}")


def figures(page: Page) -> Html:
    """The numbers that a reader looks for first."""
    states = [page.state(trace) for trace in page.traces]
    errors = sum(finding.severity == "error" for finding in page.report.findings)
    short, held, waived = states.count("short"), states.count("held"), len(page.report.waived)
    cards = (
        _card(errors, "error" if errors == 1 else "errors", "bad" if errors else "good", href="#findings"),
        _card(short, "short and not waived", "bad" if short else "", href="#matrix", data_pick="short" * bool(short)),
        _card(held, "held as required", "good" if held else "", href="#matrix", data_pick="held" * bool(held)),
        _card(waived, "waived or in the baseline", "warn" if waived else "", href="#excused"),
    )
    return tag("nav", *cards, class_="cards", aria_label="Key figures")


def _card(count: int, what: str, tone: str, **link: str) -> Html:
    return tag("a", tag("b", str(count)), " ", tag("span", what), class_=f"card {tone}".strip(), **link)


def _change(page: Page) -> Html:
    """The equation of the changed statements, drawn where there are some."""
    first, *rest = tally.sentences(page.matrix)
    counted = tally.tally(page.matrix.changed)
    parts = [("covered", counted.covered), ("uncovered", counted.uncovered)]
    parts += [("unmeasured", counted.unmeasured), ("excluded", counted.excluded)]
    drawn = chart.bar(parts, first) if counted.statements else Html()
    base = page.matrix.change.base_from
    since = tag("p", "compared with ", code(page.matrix.change.base[:12]), f", from {base}", class_="quiet")
    shown = since if page.matrix.change.base else Html()
    others = (tag("p", other) for other in rest)
    return tag("section", tag("h2", "Change"), tag("p", first, class_="equation"), drawn, *others, shown, id="change")


def standing(page: Page) -> Html:
    """How far up the ladder the judged records stand."""
    judged = page.matrix.judged
    rows = []
    for rung in ladder.RUNGS:
        told = [ladder.mark(trace, rung) for trace in judged]
        here = told.count("reached")
        parts = [("covered", here), ("unmeasured", told.count("unknown")), ("uncovered", told.count("missing"))]
        drawn = chart.bar([*parts, ("excluded", told.count("not asked"))], f"{rung.word}: {here} of {len(judged)}")
        rows.append(row(tag("th", rung.word, scope="row"), drawn, f"{here} of {len(judged)}"))
    head = ("rung", "how many stand there", "reached")
    ladders = table(head, rows, "The judged records on the ladder of evidence", class_="rungs") if judged else Html()
    return join([tag("p", ladder.standing(page.report), class_="equation"), ladders])


def _inputs(page: Page) -> Html:
    """What was examined; unfolded where something could not be used."""
    entries = page.matrix.inputs
    faults = sum(entry.fault is not None for entry in entries)
    kinds = ", ".join(dict.fromkeys(entry.kind for entry in entries)) or "nothing"
    beside = f"; {faults} cannot be used" if faults else ""
    head = ("input", "path", "format", "what it holds")
    rows = [_input(entry) for number, entry in enumerate(entries) if entry.fault or number < INPUTS]
    held = table(head, rows, "What was examined") if rows else Html()
    left = more(len(entries) - len(rows), "input", "each was read")
    said = tag("summary", tag("b", f"Examined: {words.plural(len(entries), 'input')}"), f" ({kinds}){beside}")
    return tag("details", said, held, left, class_="examined", id="examined", open=bool(faults))


def _input(entry: Input) -> Html:
    held = [text(entry.counts, 400)] if entry.counts else []
    if entry.fault:
        held = [*held, tag("span", f"cannot be used: {words.fault(entry.fault, entry.path)}"[:1000], class_="bad")]
        held.append(text(f"→ {entry.fault.hint}", 1000) if entry.fault.hint else Html())
    held += [tag("span", text(note, 1000), class_="quiet") for note in entry.notes]
    return row(entry.kind, code(entry.path), text(entry.format, 40), join(held or [Html("read")], "<br>"))


def besides(page: Page) -> Html:
    """What does not fail, but is to be known."""
    notes = [text(note, 1000) for note in page.report.notes]
    return listed(notes[:INPUTS]) if notes else Html()
