"""Every word and place of each rule's findings, as one stored text a rule: what a person reads decides what they do.

A text is written anew by deleting it and running this module; then it is read, line by line, before it is committed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from lockstitch import lines
from lockstitch.errors import Fault
from lockstitch.model import (
    Baseline,
    BaselineEntry,
    Branch,
    ChangedFile,
    Commit,
    ComparedFile,
    Comparison,
    Dropped,
    Exclusion,
    FeatureCoverage,
    Finding,
    Fix,
    Floor,
    Input,
    Location,
    LostTest,
    Matrix,
    Proof,
    Record,
    SettledProof,
    StandingWaiver,
    Stray,
    TestCase,
    Trace,
)
from lockstitch.rules import RULES
from lockstitch.settings import Config, Level, Waiver

STORED = Path(__file__).parents[2] / "fixtures" / "rules"
TEST = "tests/test_x.py::test_a"
Scene = Callable[["Made"], Iterator[Matrix]]


class Made(NamedTuple):
    """What the scenes are made of: the smallest matrix, a defect's trace, a linked test."""

    matrix: Callable[..., Matrix]
    trace: Callable[..., Trace]
    test: Callable[..., Any]

    def without(self, kind: str, *faulty: Input) -> tuple[Input, ...]:
        """The inputs but for those of one kind, or with one of it that cannot be used."""
        return (*(each for each in self.matrix().inputs if each.kind != kind), *faulty)

    def of(self, *traces: Trace, **given: Any) -> Matrix:
        return self.matrix(traces=traces, **given)

    def feature(self, level: Level = Level.NONE, **given: Any) -> Trace:
        """Delivered, with a commit."""
        record = Record("SHOP-10", "feature", "Vouchers", "done", Location("defects.yml", 8))
        return self.trace(level, **{"record": record, "tests": (), **given})

    def kept(self, **given: Any) -> Iterator[Matrix]:
        """One record with these fields, seven of them, one of which a waiver names, and one that owes nothing."""
        plain = self.trace(Level.NONE, scope="open")
        one = plain._replace(record=plain.record._replace(status="open", **given))
        yield self.of(one)
        many = [one._replace(record=one.record._replace(id=f"SHOP-{number}")) for number in range(1, 8)]
        yield self.of(*many)
        waiver = Waiver("*", "it rests", "ada", date(2026, 4, 1), "SHOP-2")
        yield self.of(*many, waivers=tuple(StandingWaiver(waiver._replace(rule=rule)) for rule in RULES))
        yield self.of(one._replace(scope="rejected"), one._replace(scope="before since"))


def untested_defect(made: Made) -> Iterator[Matrix]:
    bare = made.trace(Level.NONE)
    yield made.of(bare)
    yield made.of(bare._replace(claimed=True, tests=(made.test("passed", "negative"), made.test("passed", "weak"))))
    yield made.of(bare._replace(fix=Fix(())), shallow=True)
    yield made.of(bare, shallow=True)
    yield made.of(bare, inputs=made.without("results", Input("results", "j.xml", fault=Fault("is cut"))))
    yield made.of(bare, python=False)


def failing_regression_test(made: Made) -> Iterator[Matrix]:
    for outcome in ("failed", "error", "skipped", "xfailed", "flaky", "absent", "ambiguous"):
        yield made.of(made.trace(Level.LINKED, tests=(made.test(outcome, line=12),)))
    gone = made.test("gone")
    cases = (TestCase(TEST, "test_a", "failed", report="a.xml"), TestCase(TEST, "test_a", "passed", report="b.xml"))
    yield made.of(made.trace(Level.LINKED, tests=(gone._replace(cases=cases),)))
    java = made.test("failed", id="shop.CartTest::total::inner")
    silent = TestCase(java.id, "total", "failed", report="j.xml", message=" \n")
    told = TestCase(java.id, "total", "failed", report="j.xml", message=" boom\nat one\nat two")
    yield made.of(made.trace(Level.LINKED, tests=(java._replace(cases=(silent,)), java._replace(cases=(told,)))))
    yield made.of(made.trace(Level.LINKED, tests=(made.test("failed", id="tests/t.py::A::b"),)))
    for count in (5, 7):
        tests = tuple(made.test("failed", id=f"t.py::test_{n}") for n in range(count))
        yield made.of(made.trace(Level.LINKED, tests=tests))
    beside = (made.test("passed"), made.test("failed", "commit", "t.py::c"), made.test("skipped", id="t.py::d"))
    yield made.of(made.trace(Level.LINKED, tests=(*beside, made.test("failed", id="t.py::e"))))
    waiting = made.trace(Level.LINKED)
    yield made.of(waiting, inputs=made.without("results"))
    yield made.of(waiting, waiting, inputs=made.without("results"))
    yield made.of(waiting, inputs=made.without("results"), python=False)


def idle_regression_test(made: Made) -> Iterator[Matrix]:
    plain = made.trace(Level.PASSED, required=Level.EXERCISED, exercised="no")
    second = Commit("9" * 40, (), 0, "Refs SHOP-1")
    tests = (made.test("skipped", id="t.py::skipped"), made.test("passed"))
    yield made.of(plain._replace(fix=plain.fix._replace(commits=(*plain.fix.commits, second)), tests=tests))
    yield made.of(plain._replace(required=Level.PROVEN))
    for why in ("no contexts were recorded", "no coverage report was read", "nothing of it is left"):
        yield made.of(plain._replace(exercised="unknown", why_unknown=why))
    yield made.of(plain._replace(exercised="unknown", why_unknown="no fix commit is known", fix=Fix(())))


def _proof(verdict: str, state: str = "valid", **given: Any) -> SettledProof:
    proof = Proof("SHOP-1", TEST, "cpython-3.11-linux", verdict, "", (), "", "", "")  # type: ignore[arg-type]
    why = f"{TEST} changed since 2026-01-01" if state == "stale" else ""
    return SettledProof(proof._replace(**given), state, why, counts=True)  # type: ignore[arg-type]


def unproven_fix(made: Made) -> Iterator[Matrix]:
    plain = made.trace(Level.PASSED, required=Level.PROVEN, gap="not proven: nothing; run lockstitch prove SHOP-1")
    yield made.of(plain)
    yield made.of(plain._replace(fix=Fix(())))
    yield made.of(plain._replace(fix=Fix(())), shallow=True)
    yield made.of(plain, inputs=made.without("proofs", Input("proofs", "p", fault=Fault("is cut"))))
    for verdict in ("refuted", "failing", "inconclusive", "flaky", "not-run"):
        yield made.of(plain._replace(proofs=(_proof(verdict),)))
    for test in ("shop.CartTest::total", "tests/t.py::TestA::test_b"):
        yield made.of(plain._replace(proofs=(_proof("refuted", test=test),)))
    yield made.of(plain._replace(proofs=(_proof("proven", "stale"),)))
    yield made.of(plain._replace(proofs=(_proof("proven", "unchecked"),)))


def stale_proof(made: Made) -> Iterator[Matrix]:
    stale, other = _proof("proven", "stale"), _proof("proven", "stale", test="t.py::b")
    proven = made.trace(Level.PROVEN)
    yield made.of(proven._replace(proofs=(stale,)))
    yield made.of(proven._replace(proofs=(stale, other, stale)))
    yield made.of(proven._replace(proofs=(_proof("proven"),)), orphans=(stale.proof, stale.proof))
    lost = stale.proof._replace(record="SHOP-9")
    yield made.matrix(orphans=(lost, stale.proof, lost._replace(test="t.py::b")), config=Config("/r", proofs="p.jsonl"))


def uncovered_change(made: Made) -> Iterator[Matrix]:
    file = ChangedFile("src/a.py", "measured", 8, lines.of([7, 9]), physical={7: lines.of([7, 8])})
    yield made.matrix(changed=(file, file._replace(path="src/b.py", uncovered=lines.of([7]))))
    partial = {4: Branch(4, 1), 3: Branch(2, 1, frozenset({"exit", "9"}))}
    yield made.matrix(changed=(ChangedFile("src/a.py", "measured", 24, partial=partial),))
    for state in ("unparsed", "stale"):
        broken = ChangedFile("src/a.py", state, uncovered=6, unmeasured=2, detail="line 3: invalid syntax")
        yield made.matrix(changed=(broken,))
    for count in (1, 2):
        absent = ChangedFile("src/a.py", "absent", unmeasured=lines.span(1, count))
        yield made.matrix(changed=(absent,), inputs=made.without("coverage"), python=count == 1)


def unmeasured_change(made: Made) -> Iterator[Matrix]:
    for state in ("measured", "absent"):
        for found in ([5], [5, 6], [5, 6, 9]):
            file = ChangedFile("src/a.py", state, unmeasured=lines.of(found), detail="no test imports it")
            yield made.matrix(changed=(file,))


def excluded_change(made: Made) -> Iterator[Matrix]:
    pragma = Exclusion(Location("src/a.py", 3), "# pragma: no cover", lines.of([3, 4]))
    omit = Exclusion(Location("pyproject.toml"), "omit = src/*")
    yield made.matrix(exclusions=(pragma, pragma._replace(lines=lines.of([3])), omit))


def coverage_floor(made: Made) -> Iterator[Matrix]:
    config = Config("/repo", source="pyproject.toml", coverage_floor={"scr/": 90, "src/": 95})
    yield made.matrix(config=config, floors={"src/": Floor(949, 1000)})
    yield made.matrix(config=config._replace(source=""), floors={"src/": Floor(1, 3)})
    yield made.matrix(config=config, inputs=made.without("coverage"))


def stray_link(made: Made) -> Iterator[Matrix]:
    stray = Stray("SHOP-11", TEST + "::inner", Location("junit.xml"), True, "SHOP-1")
    yield made.matrix(strays=(stray, stray._replace(nearest="", test="shop.CartTest::total::x")))
    yield made.matrix(strays=(stray._replace(declared=False),))


def unclassified_fix(made: Made) -> Iterator[Matrix]:
    yield made.matrix(unclassified=(("SHOP-77", Commit("4f1c2ab90d" + "0" * 30, (), 0, "Fixes SHOP-77")),))
    plain = made.trace(Level.NONE, scope="rejected")
    yield made.of(plain._replace(claimed=True))
    yield made.of(plain, made.trace(claimed=True))


def reverted_fix(made: Made) -> Iterator[Matrix]:
    plain = made.trace(Level.NONE, scope="reverted")
    undone = plain._replace(fix=plain.fix._replace(outside="4f1c2ab90d was reverted by 77aa01bc23"))
    yield made.of(undone)
    yield made.of(made.feature(scope="reverted", fix=undone.fix))
    still_open = undone.record._replace(status="open")
    yield made.of(undone._replace(record=still_open), undone._replace(scope="not in this history"), made.trace())


def unclassified_incident(made: Made) -> Iterator[Matrix]:
    for count in (1, 5, 7):
        plain = made.trace(Level.NONE, scope="unclassified")
        traces = [plain._replace(record=plain.record._replace(id=f"SHOP-{n}")) for n in range(count)]
        elsewhere = Record("GH-1", "unclassified", "x", "done", Location("issues.json", 9))
        yield made.of(*traces, plain._replace(record=elsewhere))


def stale_baseline(made: Made) -> Iterator[Matrix]:
    entry = BaselineEntry("untested-defect", "SHOP-1", Location(".lockstitch/baseline.json", 4))
    yield made.matrix(baseline=Baseline((entry,), (entry,), (entry._replace(record="SHOP-2"),)))


def unusable_input(made: Made) -> Iterator[Matrix]:
    told = Input("results", "junit.xml", fault=Fault("is cut off", "junit.xml", 7, "did its tool finish?"))
    yield made.matrix(inputs=(*made.matrix().inputs, told, Input("change", "", fault=Fault("no base was found"))))
    yield made.matrix(inputs=made.without("records"))
    yield made.matrix(inputs=made.without("records", Input("records", "d.yml", fault=Fault("is cut", "d.yml"))))
    nothing = made.matrix()
    yield nothing._replace(config=Config("/repo", records=()))
    yield nothing._replace(config=Config("/repo", records=()), change=nothing.change._replace(judged=False))


def lost_regression_test(made: Made) -> Iterator[Matrix]:
    by = Commit("4f1c2ab90d" + "0" * 30, (), 0, "Tidy up\n\nmore")
    lost = LostTest("SHOP-1", TEST, "is deleted", Location("tests/test_x.py"), by)
    yield made.matrix(lost=(lost, lost._replace(how="is skipped", where=Location("tests/test_x.py", 7), commit=None)))
    yield made.matrix()


def dropped_record(made: Made) -> Iterator[Matrix]:
    record = made.trace().record
    by = Commit("4f1c2ab90d" + "0" * 30, (), 0, "Tidy up\n\nmore")
    dropped = Dropped(record, "is removed", Location("defects.yml"), by)
    yield made.matrix(dropped=(dropped, dropped._replace(how="is set to rejected", commit=None)))
    yield made.matrix()


def untested_feature(made: Made) -> Iterator[Matrix]:
    bare = made.feature()
    yield made.of(bare, bare._replace(claimed=True))
    yield made.of(bare._replace(tests=(made.test("passed", "weak"),)))
    yield made.of(bare._replace(tests=(made.test("passed", "negative"),)))
    failed = made.feature(Level.LINKED, gap=f"{TEST} failed", tests=(made.test("failed"),))
    yield made.of(failed, failed._replace(tests=(made.test("ambiguous"),)))
    yield made.of(bare._replace(fix=Fix(())), shallow=True)
    yield made.of(bare, inputs=made.without("results", Input("results", "j.xml", fault=Fault("is cut"))))
    for count in (1, 2):
        yield made.of(bare, *[failed] * count, inputs=made.without("results"))
    yield made.of(bare, python=False)
    own = bare.record._replace(id="feat-4f1c2ab90d", location=Location(""), kind_from="commit 4f1c2ab90d says feat")
    yield made.of(*(each._replace(record=own) for each in (bare, failed._replace(tests=(made.test("ambiguous"),)))))
    yield made.of(made.feature(Level.PASSED), made.trace(Level.NONE))


def uncovered_feature(made: Made) -> Iterator[Matrix]:
    feature = made.feature(Level.PASSED)
    file = ChangedFile("src/a.py", "measured", 8, lines.of([7, 9]), physical={7: lines.of([7, 8])})
    states = (
        file,
        file._replace(uncovered=lines.of([7]), partial={4: Branch(4, 1)}),
        file._replace(uncovered=0, partial={4: Branch(2, 1), 9: Branch(2, 1)}),
        file._replace(uncovered=0, unmeasured=lines.of([5, 6]), detail="no test imports it"),
        file._replace(uncovered=0, unmeasured=lines.of([5]), state="absent"),
        file._replace(state="unparsed", detail="line 3: invalid syntax"),
        file._replace(state="stale", detail="line 9 is a comment"),
    )
    for state in states:
        yield made.of(feature, features={"SHOP-10": FeatureCoverage((state,))})
    for trace, shallow in (
        (feature, False),
        (feature._replace(fix=Fix(())), False),
        (feature._replace(fix=Fix(())), True),
    ):
        yield made.of(trace, shallow=shallow)
    other = feature._replace(record=feature.record._replace(id="SHOP-11"))
    told = {"SHOP-10": FeatureCoverage((file,)), "SHOP-11": FeatureCoverage((file,))}
    for traces in ((feature,), (feature, other)):
        yield made.of(*traces, features=told, inputs=made.without("coverage"))
    foreign = file._replace(state="foreign", covered=0, uncovered=0, unmeasured=2)
    fine = (file._replace(uncovered=0), foreign)
    yield made.of(feature, features={"SHOP-10": FeatureCoverage(fine)})


def lost_coverage(made: Made) -> Iterator[Matrix]:
    snapshot = Comparison(".lockstitch/snapshot.json.gz", "4f1c2ab90d" + "0" * 30)
    file = ComparedFile("src/a.py", lost=lines.of([7]), physical={7: lines.of([7, 8])})
    for each in (file, file._replace(lost=lines.of([7, 9])), ComparedFile("src/a.py", unmeasured=lines.of([3]))):
        yield made.matrix(comparison=snapshot._replace(files=(each,)))
    both = file._replace(unmeasured=lines.of([3, 4]), unknown="the report is older than the file")
    yield made.matrix(comparison=snapshot._replace(files=(both,)))
    left = ComparedFile("src/a.py", unmeasured=lines.of([3]), became="ignored")
    for each in (left, left._replace(was="src/b.py", became="test"), left._replace(unmeasured=6, became="no code")):
        yield made.matrix(comparison=snapshot._replace(files=(each,)))
    unknown = snapshot._replace(why_unknown="it is of no ancestor of HEAD", hint="make it anew on main")
    yield made.matrix(comparison=unknown)
    yield made.matrix(comparison=unknown, config=Config("/repo", source="lockstitch.yml"))
    yield made.matrix(
        comparison=unknown, inputs=made.without("coverage", Input("coverage", "c", fault=Fault("is cut")))
    )
    yield made.matrix(comparison=unknown._replace(bootstrap=True))
    yield made.matrix(comparison=snapshot._replace(files=(ComparedFile("src/a.py", uncovered=8, gained=16),)))


def unprioritised_defect(made: Made) -> Iterator[Matrix]:
    yield from made.kept()
    yield from made.kept(priority="2")


def unreviewed_defect(made: Made) -> Iterator[Matrix]:
    yield from made.kept()
    yield from made.kept(opened=date(2025, 11, 1), reviewed=date(2026, 3, 3))
    yield from made.kept(opened=date(2025, 11, 1), reviewed=date(2026, 2, 1))
    for days in (1, 2):
        (*_, late) = list(made.kept(opened=date(2026, 2, 1)))[:2]
        yield late._replace(config=Config("/repo", review_days=days))


def estimated_defect(made: Made) -> Iterator[Matrix]:
    for points in (1, 2.5, 0, None):
        yield from made.kept(points=points)


def unowned_defect(made: Made) -> Iterator[Matrix]:
    yield from made.kept()
    yield made.of(made.trace(fix=Fix(())))
    yield made.of(made.trace(), owners={"SHOP-1": ("@core",)})
    yield from made.kept(owner="checkout")


def handed_over_defect(made: Made) -> Iterator[Matrix]:
    yield from made.kept(teams=("web", "shop", "web"))
    yield from made.kept(teams=("web",))
    (*_, many) = list(made.kept(teams=("web", "shop", "web")))[:2]
    yield many._replace(config=Config("/repo", most_teams=2))
    yield many._replace(config=Config("/repo", most_teams=3))


def stale_waiver(made: Made) -> Iterator[Matrix]:
    plain = Waiver(
        "untested-defect", "the provider tests it", "ada", date(2026, 3, 2), "SHOP-1", source="defects.yml:60"
    )
    late = plain._replace(until=date(2026, 6, 1), record="", path="src/pay/*", source="lockstitch.yml")
    old = StandingWaiver(plain._replace(until=date(2026, 3, 1)), used=False)
    yield made.matrix(waivers=(old, StandingWaiver(plain, used=False), StandingWaiver(late, used=False)))
    yield made.matrix(waivers=(StandingWaiver(late, used=True),), config=Config("/repo", waiver_days=90))
    for count in (1, 2):
        waivers = (StandingWaiver(plain, used=True),) * count
        yield made.matrix(waivers=(old._replace(used=None), *waivers), config=Config("/repo", waiver_budget=0))
        yield made.matrix(waivers=waivers, config=Config("/repo", source="lockstitch.yml", waiver_budget=count - 1))
    yield made.matrix(
        waivers=(StandingWaiver(late), StandingWaiver(plain, used=True)), config=Config("/r", waiver_days=91)
    )


SCENES: dict[str, Scene] = {
    "untested-defect": untested_defect,
    "failing-regression-test": failing_regression_test,
    "idle-regression-test": idle_regression_test,
    "unproven-fix": unproven_fix,
    "stale-proof": stale_proof,
    "uncovered-change": uncovered_change,
    "unmeasured-change": unmeasured_change,
    "excluded-change": excluded_change,
    "coverage-floor": coverage_floor,
    "stray-link": stray_link,
    "unclassified-fix": unclassified_fix,
    "unclassified-incident": unclassified_incident,
    "stale-baseline": stale_baseline,
    "unusable-input": unusable_input,
    "lost-regression-test": lost_regression_test,
    "dropped-record": dropped_record,
    "reverted-fix": reverted_fix,
    "untested-feature": untested_feature,
    "uncovered-feature": uncovered_feature,
    "lost-coverage": lost_coverage,
    "unprioritised-defect": unprioritised_defect,
    "unreviewed-defect": unreviewed_defect,
    "estimated-defect": estimated_defect,
    "unowned-defect": unowned_defect,
    "handed-over-defect": handed_over_defect,
    "stale-waiver": stale_waiver,
}


def test_every_rule_has_its_scenes_and_its_text() -> None:
    assert SCENES.keys() == RULES.keys()
    assert {path.stem for path in STORED.glob("*.txt")} == RULES.keys()


def told(finding: Finding) -> str:
    place = repr(str(finding.location)) if finding.location else finding.location
    extra = f" lines {lines.shown(finding.lines)}" if finding.lines else ""
    first = f"{finding.rule} {finding.verdict} {finding.record!r} at {place}{extra}"
    return f"{first}\n  {finding.message}\n  {finding.hint!r}"


@pytest.mark.parametrize("rule", SCENES)
def test_a_rule_says_this_and_nothing_else(
    rule: str, make_matrix: Callable[..., Any], make_trace: Callable[..., Any], make_test: Callable[..., Any]
) -> None:
    scenes = SCENES[rule](Made(make_matrix, make_trace, make_test))
    text = "\n\n".join("\n".join(map(told, RULES[rule].check(matrix))) or "silent" for matrix in scenes) + "\n"
    stored = STORED / f"{rule}.txt"
    if not stored.exists():
        stored.parent.mkdir(exist_ok=True)
        stored.write_text(text, encoding="utf-8")
        pytest.fail(f"{stored} was written: read it, then run this again")
    assert text == stored.read_text(encoding="utf-8")
