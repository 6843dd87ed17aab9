"""Reports made by hand, for the renderers alone: nothing is read, nothing is judged."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lockstitch import lines
from lockstitch.errors import Fault
from lockstitch.model import (
    BaselineEntry,
    Branch,
    Change,
    ChangedFile,
    Commit,
    FileChange,
    FileClass,
    Finding,
    Fix,
    Floor,
    Input,
    Link,
    LinkedTest,
    Location,
    Matrix,
    Proof,
    Record,
    Report,
    SettledProof,
    StandingWaiver,
    Stray,
    TestCase,
    Trace,
    Waived,
)
from lockstitch.model.entries import Rungs
from lockstitch.model.trend import GROUPS, Month, Series, Trend
from lockstitch.settings import Config, Level, Waiver

TODAY = date(2026, 9, 1)
COMMIT = Commit("4f1c2ab" + "0" * 33, ("a" * 40,), 1772600000, "Count the voucher in the total\n\nFixes SHOP-12")
VOUCHER = "tests/test_basket.py::test_voucher_reduces_total"

RULES = ("untested-defect", "uncovered-change", "late-review", "untrusted-report", "stray-link", "unproven-defect")

HOSTILE = (
    "x\n::error::owned",
    "::error file=a::owned",
    "\x1b[2J\x1b]8;;http://evil\x07click\x9b31m",
    "##[error]owned ##vso[task.setvariable variable=x]owned",
    "</script><script>alert(1)</script>",
    "a | b || c",
    "`code` ``more`` *bold* _em_ ~~gone~~ [link](javascript:x) ![i](x) <b> &lt; $x$ \\| @team #1",
    "gpj.\u202egnp \u2066x\u2069 \u200bzero \u2028line",
    "caf\udce9.py lone \ud800",
    "=HYPERLINK(1)",
    "word " * 2000,
    "w" * 10_000,
    "%0A::error::owned, a=b: c %25",
    "日本語のタイトル é 🎉",
    "{}",
    "[bold red]markup[/]",
)


class Make:
    """Values with the least that a test has to say about them."""

    @staticmethod
    def record(ident: str = "SHOP-12", **changes: Any) -> Record:
        record = Record(ident, "defect", "Basket total ignores the voucher", "done", Location("defects.yml", 4))
        return record._replace(**{"severity": "high", "owner": "checkout", **changes})

    @classmethod
    def trace(cls, ident: str = "SHOP-12", level: Level = Level.PASSED, **changes: Any) -> Trace:
        record = changes.pop("record", None) or cls.record(ident)
        gap = f"no test of {ident} {'runs a line of its fix' if level >= Level.PASSED else 'passed'}"
        return Trace(record, "judged", Level.PASSED, level, gap, Fix(()))._replace(**changes)

    @staticmethod
    def finding(rule: str = "untested-defect", **changes: Any) -> Finding:
        finding = Finding(rule, "broken", "SHOP-12 is fixed, but no test that is linked to it passed.")
        return finding._replace(**changes)

    @staticmethod
    def report(*traces: Trace, **changes: Any) -> Report:
        """A report about `traces`; what is no field of it is one of its matrix."""
        own = {name: changes.pop(name) for name in Report._fields if name in changes}
        matrix = Matrix(Config("/repo"), TODAY, (), traces, (), Change({}, judged=False), {}, (), {})
        bare = Report(matrix, {"untested-defect": "holds"}, (), (), (), "0.1.0")
        return bare._replace(matrix=matrix._replace(**changes), **own)


@pytest.fixture
def make() -> Make:
    return Make()


@pytest.fixture(params=HOSTILE, ids=[str(number) for number in range(len(HOSTILE))])
def hostile(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def poisoned(hostile: str) -> Report:
    """A report in which everything that comes from outside is one hostile text."""
    at = Location(hostile, 3)
    case = TestCase(hostile, hostile, "failed", report=hostile, suite=hostile, message=hostile)
    test = LinkedTest(hostile, (Link(hostile, hostile, "name", "strong", at),), "failed", (case,), {hostile: 8})
    commit = Commit(hostile, (), 0, hostile)
    fix = Fix((commit,), {}, {hostile: 8}, (hostile,), hostile)
    record = Make.record(hostile, title=hostile, severity=hostile, owner=hostile, url=hostile, location=at)
    proof = Proof(hostile, hostile, hostile, "flaky", hostile, (hostile,), hostile, hostile, hostile, kind=hostile)
    proof = proof._replace(message=hostile, exercised={hostile: 8}, tool=hostile)
    tried = (SettledProof(proof, "stale", hostile), SettledProof(proof, counts=True))
    trace = Make.trace(record=record, level=Level.LINKED, gap=hostile, fix=fix, tests=(test,), why=hostile)
    trace = trace._replace(proofs=tried)
    finding = Finding("a-rule", "broken", hostile, "error", hostile, at, hostile, 8, ((3, hostile),))
    waiver = Waiver("untested-defect", hostile, hostile, date(2026, 12, 1), hostile, hostile, hostile, hostile)
    change = Change({hostile: FileChange(hostile, "modified", added=8)}, hostile, hostile, (commit,))
    return Make.report(
        trace,
        trace._replace(scope="open", why_unknown=hostile),
        findings=(finding,),
        waived=(Waived(finding, waiver), Waived(finding, BaselineEntry("untested-defect", hostile, at))),
        notes=(hostile,),
        version=hostile,
        inputs=(Input("results", hostile, hostile, hostile, Fault(hostile, hostile, 3, hostile), (hostile,)),),
        strays=(Stray(hostile, hostile, at, False, hostile),),
        change=change,
        classes={hostile: "product"},
        changed=(ChangedFile(hostile, "foreign", detail=hostile),),
        trends=lambda: _trends(hostile),
        waivers=(StandingWaiver(waiver, True),),
        config=Config("/repo", coverage_floor={hostile: 100}),
        floors={hostile: Floor(0, 1, (hostile,))},
    )


@pytest.fixture
def green(make: Make) -> Report:
    """A build in which everything holds."""
    return make.report(
        make.trace(level=Level.EXERCISED, exercised="yes"),
        inputs=(Input("records", "defects.yml", "ledger", "1 record: 1 defect"),),
        change=Change({}, base="b" * 40),
    )


@pytest.fixture
def red(make: Make) -> Report:
    """A build with something of everything."""
    waived = _waived(make)
    return make.report(
        *_traces(make),
        inputs=_inputs(),
        strays=(Stray("SHOP-99", VOUCHER, Location("tests/test_basket.py", 3), declared=False),),
        change=_change(),
        classes=_classes(),
        changed=_changed(),
        has_branches=True,
        findings=_found(make),
        waived=waived,
        waivers=(StandingWaiver(EXPIRED), StandingWaiver(EXTERNAL, True)),
        notes=("coverage.xml has no contexts: what each test ran is not known.",),
        verdicts=dict(zip(RULES, ("broken", "broken", "broken", "unknown", "holds", "off"), strict=True)),
        trends=lambda: _trends("checkout"),
    )


def _trends(name: str) -> tuple[Trend, ...]:
    """Of two months, by component and by owner; `name` is one of them, and a note."""
    may = Month(3, 1, Rungs({Level.NONE: 1, Level.PROVEN: 1}), 1, (2, 9))
    months = {"2026-07": Month(), "2026-08": may, "2026-09": Month(1)}
    both = Month(4, 1, may.fixed, 1, may.days)
    groups = (Series(name, months, both), Series("payments", {**months, "2026-08": Month()}, Month(1)))
    return tuple(Trend(TODAY, by, Series("all", months, both), groups, (name,), ()) for by in GROUPS)


def _traces(make: Make) -> tuple[Trace, ...]:
    links = (
        Link("SHOP-12", VOUCHER, "marker", "explicit", Location("tests/test_basket.py", 40)),
        Link("SHOP-12", VOUCHER, "commit", "commit", Location("4f1c2ab")),
    )
    cases = (
        TestCase(VOUCHER, "test_voucher", "passed", report="build/junit-3.11.xml"),
        TestCase(VOUCHER, "test_voucher", "skipped", report="build/junit-3.12.xml", message="needs a till"),
    )
    held = LinkedTest(VOUCHER, links, "passed", cases, {"src/shop/basket.py": lines.of([12, 13])})
    absent = LinkedTest("tests/test_tax.py::test_rounding", (links[0]._replace(record="SHOP-13"),), "absent")
    change = FileChange("src/shop/basket.py", "modified", added=lines.span(12, 14))
    fix = Fix((COMMIT,), {change.path: change}, {"src/shop/basket.py": lines.span(12, 14)})
    far = make.record("SHOP-14", title="Checkout accepts an expired card", severity="critical")
    return (
        make.trace(
            "SHOP-12",
            Level.PROVEN,
            gap="",
            fix=fix,
            tests=(held,),
            exercised="yes",
            why="its fix is in this history",
            proofs=_proofs(),
        ),
        make.trace("SHOP-13", Level.LINKED, tests=(absent,), why="no fix commit is known"),
        make.trace(record=far, level=Level.PASSED, required=Level.EXERCISED, gap="its test runs no line of the fix"),
        make.trace("SHOP-9", Level.NONE, gap="no test speaks of it"),
        make.trace("SHOP-20", scope="open"),
        make.trace("SHOP-21", scope="not in this history", why="reverted by 1a2b3c4"),
        make.trace("SHOP-22", scope="rejected"),
        make.trace("SHOP-23", scope="before since", why="resolved 2024-01-02"),
        make.trace("SHOP-24", scope="no test owed", why="an incident"),
        make.trace("SHOP-25", scope="not claimed by this change"),
    )


def _proofs() -> tuple[SettledProof, ...]:
    proof = Proof(
        "SHOP-12", VOUCHER, "cpython-3.11-linux", "proven", "red without the fix", (COMMIT.sha,), "9d0c" + "0" * 36,
        "", "", "passed", "failed", "AssertionError", "assert 1200 == 1000\n +  where 1200 = total()",
        {"src/shop/basket.py": lines.of([12, 13])}, "lockstitch 0.1", date(2026, 2, 20),
    )  # fmt: skip
    elsewhere = proof._replace(
        environment="cpython-3.13-linux", verdict="refuted", reason="", before="passed", kind="", message=""
    )
    return SettledProof(proof, counts=True), SettledProof(elsewhere, "stale", f"{VOUCHER} changed since 2026-02-20")


def _inputs() -> tuple[Input, ...]:
    cut = Fault("is not well-formed XML: no element found (line 812, column 1)", "build/e2e.xml", 812,
                "it may have been cut off: did its tool finish?")  # fmt: skip
    return (
        Input("records", "defects.yml", "ledger", "10 records: 9 defects, 1 incident"),
        Input("results", "build/junit-3.11.xml", "junit", "124 tests: 120 passed, 4 skipped"),
        Input("results", "build/e2e.xml", "junit", fault=cut),
        Input("change", "since 9c1d5e0000", "--base main", "5 files, 1 commit, 2 untracked"),
        Input("coverage", "coverage.xml", "cobertura", "31 files, 2410 lines", notes=("no contexts",)),
    )


def _change() -> Change:
    files = {name: FileChange(name, "modified", added=lines.span(10, 20)) for name in _classes()}
    return Change(files, "9c1d5e0" + "0" * 33, "--base main", (COMMIT,), untracked=2)


def _classes() -> dict[str, FileClass]:
    return {"src/shop/basket.py": "product", "src/shop/tax.py": "product", "src/shop/report.sql": "product",
            "tests/test_basket.py": "test", "README.md": "support"}  # fmt: skip


def _changed() -> tuple[ChangedFile, ...]:
    basket = ChangedFile(
        "src/shop/basket.py",
        "measured",
        covered=lines.span(10, 47),
        uncovered=lines.of([50, 51]),
        excluded=lines.span(60, 62),
        partial={12: Branch(2, 1, frozenset({"15"}))},
    )
    tax = ChangedFile("src/shop/tax.py", "absent", unmeasured=lines.of([4]))
    return basket, tax, ChangedFile("src/shop/report.sql", "foreign")


def _found(make: Make) -> tuple[Finding, ...]:
    source = tuple(zip(range(48, 54), ("", "def refund(self):", "\tif self.paid:", "\t\treturn self.total()", "", ""),
                       strict=True))  # fmt: skip
    return (
        make.finding("late-review", severity="warning", record="SHOP-13", message="SHOP-13 was never reviewed.",
                     location=Location("defects.yml", 31), hint="add `reviewed: <date>` once someone has looked at it"),
        make.finding(
            "uncovered-change",
            message="2 changed statements are not executed by any test: lines 50-51.",
            location=Location("src/shop/basket.py", 50),
            lines=lines.of([50, 51]),
            excerpt=source,
            hint="write a test that pays, then asks for a refund",
        ),
        make.finding(record="SHOP-13", location=Location("defects.yml", 28), fingerprint="ab12",
                     message="SHOP-13 is fixed, but its only test tests/test_tax.py::test_rounding is in no report.",
                     hint="run it in this build, or name the report that holds it with --results"),
        make.finding("untrusted-report", verdict="unknown", message="build/e2e.xml cannot be read.",
                     location=Location("build/e2e.xml", 812), hint="see under examined"),
        make.finding("weak-link", severity="note", message="1 test mentions SHOP-9 in a comment."),
    )  # fmt: skip


CERTIFIED = "covered by the provider's certification"
EXTERNAL = Waiver(
    "untested-defect", CERTIFIED, "payments", date(2027, 1, 31), "SHOP-9", "", "external", "defects.yml:60"
)
EXPIRED = Waiver(
    "uncovered-change", "no till in CI", "checkout", date(2026, 8, 1), "", "src/till/", source="defects.yml:66"
)


def _waived(make: Make) -> tuple[Waived, Waived]:
    entry = BaselineEntry("untested-defect", "SHOP-14", Location("defects.yml", 40))
    held = make.finding("unexercised-fix", record="SHOP-14", message="No test of SHOP-14 runs a line of its fix.")
    return Waived(make.finding(record="SHOP-9", message="No test speaks of SHOP-9."), EXTERNAL), Waived(held, entry)
