"""One section a record: the whole chain from the record over its fix and its tests to the proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lockstitch import lines
from lockstitch.model import LinkedTest, SettledProof, Trace
from lockstitch.renderers import ladder, words
from lockstitch.renderers.explain import DONE
from lockstitch.renderers.html_ import source
from lockstitch.renderers.html_.markup import Html, code, join, link, tag, text
from lockstitch.renderers.html_.page import TONES, Page, chip, listed, more

ROOM = 12_000_000
"""Characters of all sections together."""
OPEN = 20
"""Records that fall short and are unfolded from the start."""
MANY = 8
"""Commits, tests or proofs of one record that are shown; of a test, results and links."""
OUTCOME_TONES = {"passed": "good", "failed": "bad", "error": "bad", "gone": "bad", "flaky": "bad", "ambiguous": "bad"}


def section(page: Page) -> Html:
    """The sections, those that fall short first, as many as there is room for; the rest is counted."""
    room, kept = ROOM, []
    for number, trace in enumerate(page.traces):
        made = _record(page, trace, unfolded=number < OPEN and page.state(trace) == "short")
        room -= len(made)
        if room < 0:
            break
        kept.append(made)
    left = len(page.traces) - len(kept)
    return join([*kept, more(left, "chain", "lockstitch explain ID tells each")], "\n")


def _record(page: Page, trace: Trace, unfolded: bool) -> Html:
    record, state = trace.record, page.state(trace)
    brief = state != "short"
    head = (
        tag("code", text(record.id, 100)),
        tag("span", text(record.title, 300) or "(no title)", class_="t"),
        tag("span", trace.level.word if trace.scope == "judged" else "", class_="quiet"),
        chip(state, TONES.get(state, "")),
    )
    fields = tag("p", join(_fields(trace, brief=True), " · "), class_="quiet") if brief else tag("dl", *_fields(trace))
    proofs = [tag("h3", "Proofs"), _proofs(trace, brief)] if trace.proofs else []
    body = [
        _gap(trace, state),
        fields,
        tag("h3", "Fix"),
        _fix(page, trace, brief),
        tag("h3", "Tests"),
        _tests(trace, brief),
    ]
    return tag(
        "details",
        tag("summary", join(head, " ")),
        tag("div", *body, *proofs, id=page.anchors[record.id], class_="chain"),
        open=unfolded,
    )


def _gap(trace: Trace, state: str) -> Html:
    """What is missing, in words."""
    if not trace.gap:
        return Html()
    lead = "Missing" if ladder.short(trace) and trace.scope == "judged" else "Next rung"
    unknown = tag("p", text(trace.why_unknown, 500), class_="quiet") if trace.why_unknown not in trace.gap else Html()
    return tag(
        "div",
        tag("p", tag("strong", f"{lead}: "), text(trace.gap, 1000)),
        unknown,
        class_=f"gap {TONES.get(state, '')}",
    )


def _fields(trace: Trace, brief: bool = False) -> Iterator[Html]:
    """What the record says of itself: terms with their values, or, `brief`, one phrase each."""
    record = trace.record
    done = f" {record.resolved.isoformat()}" if record.resolved and record.status == "done" else ""
    stands = f"{trace.level.word}, {trace.required.word} is required" if trace.scope == "judged" else trace.level.word
    verb = "delivers" if record.kind == "feature" else "fixes"
    told = (
        ("kind", text(f"{record.kind} ({record.kind_from})" if record.kind_from else record.kind, 200)),
        ("status", text((DONE[record.kind] if record.status == "done" else record.status) + done)),
        ("severity", text(record.severity, 60)),
        ("priority", text(record.priority, 60)),
        ("owner", text(record.owner, 60)),
        ("teams", text(", ".join(record.teams), 200)),
        ("component", text(record.component, 60)),
        ("labels", text(", ".join(record.labels), 200)),
        ("opened", text(record.opened.isoformat() if record.opened else "")),
        ("reviewed", text(record.reviewed.isoformat() if record.reviewed else "")),
        ("symptom", text(record.symptom, 500)),
        ("scope", text(f"{trace.scope}: {trace.why}" if trace.why else trace.scope, 500)),
        ("stands at", text(stands)),
        ("claimed", text(f"a commit of this change says that it {verb} it" if trace.claimed else "")),
        ("stands in", code(str(record.location))),
        ("see", link(record.url) if record.url else Html()),
    )
    for name, held in told:
        if held:
            yield join([f"{name} ", held]) if brief else tag("div", tag("dt", name), tag("dd", held))


def _fix(page: Page, trace: Trace, brief: bool) -> Html:
    fix = trace.fix
    if not fix.commits:
        told = words.uncommitted(trace)
        return tag("p", f"{told[:1].upper()}{told[1:]}.", class_="quiet")
    commits = [join([code(c.sha[:12]), text(f" {c.subject}", 300)]) for c in fix.commits[:MANY]]
    outside = tag("p", text(f"Outside this history: {fix.outside}", 500)) if fix.outside else Html()
    left = more(len(fix.commits) - MANY, "commit", "lockstitch explain tells them")
    return join([listed(commits, "commits"), left, outside, source.lines_of(page, trace, brief)])


def _tests(trace: Trace, brief: bool) -> Html:
    if not trace.tests:
        return tag("p", "None: no test speaks of this record.", class_="quiet")
    shown = [_test(number, test, brief) for number, test in enumerate(trace.tests[:MANY], 1)]
    left = more(len(trace.tests) - MANY, "test", "lockstitch explain tells them")
    return join([tag("ol", *shown, class_="tests"), left])


def _test(number: int, test: LinkedTest, brief: bool) -> Html:
    told = chip(words.OUTCOMES.get(test.outcome, test.outcome), OUTCOME_TONES.get(test.outcome, "warn"))
    name = tag("p", join([tag("span", str(number), class_="no"), code(test.id), told], " "))
    return tag("li", name, _facts([*_links(test), *_results(test), *(() if brief else _ran(test))], brief))


def _facts(told: Iterable[Html], brief: bool) -> Html:
    """A list of what is known, or, `brief`, one line of it."""
    return tag("p", join(told, " · "), class_="facts") if brief else listed(told, "facts")


def _links(test: LinkedTest) -> Iterator[Html]:
    for each in test.links[:MANY]:
        strength = f", {each.strength}" if each.strength != each.via else ""
        yield join([f"linked via {each.via}{strength}: ", code(str(each.where))])


def _results(test: LinkedTest) -> Iterator[Html]:
    for case in test.cases[:MANY]:
        suite = text(f", suite {case.suite}", 100) if case.suite else ""
        message = text(f": {case.message}", 300) if case.message else ""
        yield join([f"{case.outcome} in ", code(case.report, 300), suite, message])
    if len(test.cases) > MANY:
        yield Html(words.plural(len(test.cases) - MANY, "more result"))


def _ran(test: LinkedTest) -> Iterator[Html]:
    """Which lines of the fix it ran, in words; the source beside shows the same."""
    if test.exercised is None:
        yield Html("which lines of the fix it ran is not known")
    elif not any(test.exercised.values()):
        yield Html("ran no line of the fix")
    for path, held in sorted((test.exercised or {}).items())[:MANY]:
        if held:
            yield join([f"ran {lines.shown(held)[:200]} of the fix in ", code(path, 300)])


def _proofs(trace: Trace, brief: bool) -> Html:
    left = more(len(trace.proofs) - MANY, "proof", "lockstitch explain tells them")
    return join([tag("ul", *(_proof(each, brief) for each in trace.proofs[:MANY]), class_="tests"), left])


def _proof(each: SettledProof, brief: bool) -> Html:
    proof = each.proof
    tone = "good" if each.proves else "bad" if each.state == "valid" and not each.undecided else "warn"
    name = tag(
        "p", join([code(proof.test), chip(each.proof.verdict if each.state == "valid" else each.state, tone)], " ")
    )
    return tag("li", name, _facts(_said(each), brief))


def _said(each: SettledProof) -> Iterable[Html]:
    proof = each.proof
    day = f"{proof.day.isoformat()}, " if proof.day else ""
    for label, held in (
        ("", each.why),
        ("counts for nothing: ", words.lacking(each)),
        ("", proof.reason),
        ("without the fix: ", words.failure(proof)),
        ("with the fix: ", proof.after),
        ("tried: ", f"{day}{proof.environment}"),
    ):
        if held:
            yield join([label, text(held, 600)])
