"""The readers beside JUnit's, on what real tools wrote: what each test came to, and what cannot be read.

`by-hand/` holds what no tool at hand could write, after the documentation of its format.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from lockstitch import results as shelf
from lockstitch.errors import ReadError
from lockstitch.load import Source, head
from lockstitch.model import Results, Wanted

REPORTS = Path(__file__).parents[2] / "fixtures" / "reports"
ALL = Wanted(matches=lambda *_names: True)
MORE = "test-more-1.302190"

TOLD: dict[str, tuple[str, int, dict[str, str]]] = {
    "node-20.20.2/report.tap": (
        "tap",
        4,
        {
            "failed": "/home/ci/shop/n/broken.test.js|wrong|lost|bad step|after only",
            "skipped": "later|",
            "xfailed": "write me|done though todo",
        },
    ),
    f"{MORE}/basket.tap": (
        "tap",
        7,
        {"failed": "wrong|y", "skipped": "6|7|10", "xfailed": "known|works already"},
    ),
    f"{MORE}/skipall.tap": ("tap", 0, {}),
    "mocha-12.0.3/report.tap": (
        "tap",
        2,
        {"failed": 'Cart wrong|Hooked "before all" hook for "lost"', "skipped": "Cart later|Cart pending"},
    ),
    "tape-5.10.2/report.tap": ("tap", 2, {"failed": "wrong # x|plan != count", "xfailed": "not yet|"}),
    "jest-30.5.2/jest.json": (
        "jest",
        3,
        {
            "failed": "Cart total wrong|Cart known no more|Cart each 2",
            "error": "/home/ci/shop/tj/broken.test.js|",
            "skipped": "Cart later|Cart write me",
            "xfailed": "Cart known|",
            "flaky": "Retried flaky|",
        },
    ),
    # Vitest's `it.fails` (Cart known) looks like a plain pass.
    "vitest-4.1.12/vitest.json": (
        "jest",
        2,
        {
            "failed": "Cart wrong|",
            "error": "/home/ci/shop/tv/broken.test.mjs|",
            "skipped": "Cart later|Cart write me|Hooked lost",
            "flaky": "Cart flaky|",
        },
    ),
    "go-1.19/gotest.json": (
        "go test",
        6,
        {
            "failed": "TestTotal TestTotal/wrong TestPanics",
            "error": "TestMain TestExits TestSlow",  # TestMain: of the packages `bad` and `main`
            "skipped": "TestSkip",
            "flaky": "TestFlaky",
        },
    ),
    "go-1.19/build-failed-line.json": (
        "go test",
        3,
        {"failed": "TestTotal TestTotal/wrong ExampleTotal", "error": "TestMain", "skipped": "TestSkip"},
    ),
    "ctest-3.25.1/Test.xml": (
        "ctest",
        4,
        {"failed": "bad setup", "error": "slow missing needs folder/with", "skipped": "off skipped"},
    ),
    "by-hand/nunit3.xml": (
        "nunit",
        3,
        {"failed": 'Vip(2,"<x>")|Warns', "error": "Throws Reserve Release", "skipped": "Later ByHand Assumes"},
    ),
    "by-hand/xunit-v2.xml": (
        "xunit",
        3,
        {"failed": 'Vip(n: 2, name: "é")|', "skipped": "says what it does|ByHand"},
    ),
    "by-hand/vstest.trx": (
        "trx",
        3,
        {"failed": "Wrong|Rows|Rows (Data Row 1)", "error": "Slow Nothing", "skipped": "Later Perhaps"}
        | {"flaky": "Flaky"},
    ),
}
"""Report → format, kept tests that passed, and outcome → names of the others, split at `|` where there is one."""

NOTES = {
    f"{MORE}/basket.tap": ["none was skipped as a whole: not here"],
    f"{MORE}/skipall.tap": ["the report was skipped as a whole: no database"],
    "by-hand/nunit3.xml": [
        'TestFixture "Shop.Tests.CartTest" failed outside of its test cases (TearDown)',
        'TestFixture "Shop.Tests.StockTest" failed outside of its test cases (SetUp)',
    ],
    "by-hand/xunit-v2.xml": [
        "Shop.Tests.dll reports an error outside of its tests: test-class-cleanup Shop.Tests.CartTest: cannot close"
    ],
    "by-hand/vstest.trx": [
        "the run reports an error outside of its tests: "
        "[xUnit.net 00:00:00.42] Shop.Tests: Catastrophic failure: no disk"
    ],
}
REFUSED = {
    f"{MORE}/bail.tap": "bail.tap:3: bailed out: no disk",
    f"{MORE}/died.tap": "died.tap:2: plans 3 tests, but holds 1",
    f"{MORE}/died2.tap": "died2.tap:5: has no plan (1..N)",
}
fixtures = pytest.mark.parametrize("name", TOLD)


def read(name: str, wanted: Wanted = ALL) -> Results:
    source = Source(str(REPORTS / name), name.rpartition("/")[2])
    return shelf.READERS[shelf.identify(source.path, head(source))].read(source, wanted)


def names(text: str) -> set[str]:
    return set(filter(None, text.split("|") if "|" in text else text.split()))


@fixtures
def test_outcomes_are_what_the_tool_meant(name: str) -> None:
    form, passed, others = TOLD[name]
    report = read(name)
    found: dict[str, set[str]] = defaultdict(set)
    for case in report.cases:
        found[case.outcome].add(case.name)
    assert report.format == form
    assert len([case for case in report.cases if case.outcome == "passed"]) == passed
    found.pop("passed", None)
    assert found == {outcome: names(text) for outcome, text in others.items()}
    assert list(report.notes) == NOTES.get(name, [])


@pytest.mark.parametrize("name", REFUSED)
def test_cut_reports_are_refused(name: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(name)
    assert str(caught.value.faults[0]) == REFUSED[name]
    assert caught.value.faults[0].hint


@fixtures
def test_what_is_not_wanted_is_only_counted(name: str) -> None:
    whole, counted = read(name), read(name, Wanted())
    assert (counted.cases, counted.counts, counted.notes) == ((), whole.counts, whole.notes)
    one = [case for case in whole.cases if case.outcome == "passed"][:1]
    for case in one:
        found = read(name, Wanted(names=frozenset({case.name}))).cases
        assert [each for each in found if each.id == case.id] == one
    failing = {case.id for case in read(name, Wanted(failures=True)).cases}
    assert failing == {case.id for case in whole.cases if case.outcome in ("failed", "error", "flaky")} - {
        case.id for case in whole.cases if case.outcome == "flaky" and TOLD[name][0] == "jest"
    }


@pytest.mark.parametrize("name", ["by-hand/nunit3.xml", "by-hand/xunit-v2.xml", "by-hand/vstest.trx"])
def test_a_property_is_wanted_in_any_case(name: str) -> None:
    (case,) = read(name, Wanted(properties=frozenset({"defect"}))).cases
    assert (case.name, case.outcome) == ("Voucher", "passed")
    assert ("Defect", "SHOP-12") in case.references


def test_ctest_labels_are_references() -> None:
    (case,) = read("ctest-3.25.1/Test.xml", Wanted(properties=frozenset({"label"}))).cases
    assert [value for _, value in case.references] == ["SHOP-12", "slow"]


def test_ids_messages_places_and_times() -> None:
    cases = {case.name: case for case in read("node-20.20.2/report.tap").cases}
    wrong = cases["wrong"]
    assert wrong.id == "/home/ci/shop/n/cart.test.js::Cart::total::wrong"
    assert (wrong.line, wrong.message) == (7, "Expected values to be strictly equal:")
    assert cases["bad step"].message == "x"
    assert cases["adds é # <x>"].time == pytest.approx(0.0005, abs=0.001)
    (voucher,) = read("by-hand/vstest.trx", Wanted(names=frozenset({"Voucher"}))).cases
    assert (voucher.id, voucher.time) == ("Shop.Tests.CartTest::Voucher", 60.5)
    slow = next(case for case in read("go-1.19/gotest.json").cases if case.name == "TestSlow")
    assert slow.message.startswith("did not finish: panic: test timed out after 3s")


def test_what_the_reports_count_themselves() -> None:
    """The tools' own summaries are the oracle."""
    text = (REPORTS / "jest-30.5.2/jest.json").read_text(encoding="utf-8")
    summary, counts = json.loads(text), read("jest-30.5.2/jest.json").counts
    told = {key: summary[f"num{key}Tests"] for key in ("Passed", "Failed", "Pending", "Todo")}
    assert told["Passed"] == sum(counts[key] for key in ("passed", "xfailed", "flaky"))
    assert (told["Failed"], told["Pending"] + told["Todo"]) == (counts["failed"], counts["skipped"])
    tap = (REPORTS / "node-20.20.2/report.tap").read_text(encoding="utf-8")
    for word, outcome in (("pass", "passed"), ("skipped", "skipped"), ("todo", "xfailed")):
        match = re.search(rf"^# {word} (\d+)$", tap, re.MULTILINE)
        assert match
        assert read("node-20.20.2/report.tap").counts[outcome] == int(match[1])  # type: ignore[index]  # a str here


PARSER = r"""
use TAP::Parser; my $p = TAP::Parser->new({source => \*STDIN}); my $seen = '';
while (my $r = $p->next) {
    $seen .= $r->has_todo ? 't' : $r->has_skip ? 's' : $r->is_ok ? 'p' : 'f' if $r->is_test;
    $seen .= '!' if $r->is_bailout;
}
print "$seen ", ($p->tests_planned // -1) - $p->tests_run;
"""


@pytest.mark.skipif(not shutil.which("perl"), reason="perl's own parser is the oracle")
@pytest.mark.parametrize("name", sorted(str(path.relative_to(REPORTS)) for path in REPORTS.rglob("*.tap")))
def test_perls_own_parser_agrees(name: str) -> None:
    """On the outermost tests; what a subtest holds only we look at. Its reader of YAML dies of what JavaScript writes:
    without a version there is none."""
    text = (REPORTS / name).read_bytes().replace(b"TAP version 13\n", b"")
    done = subprocess.run(["perl", "-e", PARSER], input=text, capture_output=True, check=True)
    seen, missing = done.stdout.decode().split(" ")
    assert (missing != "0" or "!" in seen) == (name in REFUSED)
    if name in REFUSED:
        return
    letters = {"passed": "p", "failed": "f", "skipped": "s", "xfailed": "t"}
    cases = read(name).cases
    flat = Counter(letters[case.outcome] for case in cases if not case.classname)
    told = {case.name for case in cases if not case.classname}
    subtests = {case.classname.partition("::")[0] for case in cases if case.classname} - told
    assert not flat - Counter(seen)
    assert (Counter(seen) - flat).total() == len(subtests)


def test_every_fixture_of_these_formats_is_told_here() -> None:
    found = set()
    for path in REPORTS.rglob("*"):
        if path.is_file() and path.name != "README.md":
            form = shelf.identify(path.name, path.read_bytes()[:8192])
            if form not in ("", "junit"):
                found.add(str(path.relative_to(REPORTS)))
    assert found == TOLD.keys() | REFUSED.keys()
