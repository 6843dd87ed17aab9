"""What stands in the page, read without a script: the verdict, the matrix, the chains, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

import pytest
from html_page import classed, named, tree, words

from lockstitch.errors import Fault
from lockstitch.model import ChangedFile, FeatureCoverage, Finding, Input, LinkedTest, Report, TestCase
from lockstitch.renderers import tally
from lockstitch.renderers import words as said
from lockstitch.renderers.html_ import chain, findings, matrix
from lockstitch.settings import Level

if TYPE_CHECKING:
    from tests.renderers.conftest import Make


def rows(root: Element) -> Iterator[list[str]]:
    """The cells of the matrix, row by row."""
    body = named(root, "records").find("tbody")
    assert body is not None
    return ([words(cell) for cell in row] for row in body)


def heads(root: Element) -> list[str]:
    return [words(cell) for cell in named(root, "records").iter("th") if cell.get("scope") == "col"]


def test_the_verdict_comes_first_with_its_exit_code(red: Report) -> None:
    root = tree(red)
    top = words(next(root.iter("header")))
    assert "The gate does not hold" in top
    assert said.verdict(red) in top
    assert "(exit 1)" in top
    assert said.verdict(red) in words(next(root.iter("title")))


def test_a_gate_that_holds_says_so_and_finds_nothing(green: Report) -> None:
    root = tree(green)
    assert "The gate holds the gate holds (exit 0)" in words(next(root.iter("header")))
    assert words(named(root, "findings")) == "Findings No finding."
    assert "Nothing is waived" in words(named(root, "excused"))
    assert not list(classed(root, "cut"))


def test_what_could_not_be_looked_at_is_no_gate_that_holds(make: Make) -> None:
    report = make.report(findings=(make.finding(verdict="unknown"),))
    top = words(next(tree(report).iter("header")))
    assert "The gate cannot say" in top
    assert "exit 3" in top
    assert "holds" not in top.split("cannot say")[0]


def test_the_change_stands_there_as_its_equation(red: Report) -> None:
    told = words(named(tree(red), "change"))
    for sentence in tally.sentences(red.matrix):
        assert sentence in told
    assert "9c1d5e000000" in told


def test_inputs_are_folded_unless_one_cannot_be_used(red: Report, green: Report) -> None:
    examined = named(tree(red), "examined")
    assert examined.get("open") is not None
    assert "5 inputs" in words(examined)
    assert "cannot be used: line 812: is not well-formed XML" in words(examined) or "no element found" in words(
        examined
    )
    assert "did its tool finish?" in words(examined)
    assert named(tree(green), "examined").get("open") is None


def test_the_matrix_holds_every_record_the_short_ones_first(red: Report) -> None:
    root = tree(red)
    told = list(rows(root))
    assert len(told) == len(red.matrix.traces)
    states = [row[heads(root).index("state")] for row in told]
    assert states[0] == "short"
    assert states == sorted(
        states,
        key=lambda state: ["short", "waived", "held"].index(state) if state in ("short", "waived", "held") else 9,
    )
    assert "not in this history" in states
    assert [row[0] for row, state in zip(told, states, strict=True) if state == "waived"] == ["SHOP-14", "SHOP-9"]


def test_the_rungs_of_a_row_are_words(make: Make) -> None:
    root = tree(make.report(make.trace("A-1", Level.PASSED, required=Level.EXERCISED, exercised="no")))
    (row,) = rows(root)
    assert row[heads(root).index("requires") :] == ["exercised", "reached", "reached", "missing", "not asked"]


def test_a_rung_that_is_not_known_is_neither_reached_nor_missing(make: Make) -> None:
    root = tree(make.report(make.trace("A-1", Level.PASSED, required=Level.EXERCISED, exercised="unknown")))
    (row,) = rows(root)
    assert row[-2:] == ["unknown", "not asked"]


def test_a_column_that_no_record_fills_is_not_drawn(make: Make) -> None:
    bare = make.record("A-1", owner="", severity="")
    assert heads(tree(make.report(make.trace(record=bare))))[:4] == ["record", "title", "state", "requires"]
    full = heads(tree(make.report(make.trace(record=make.record("A-1", component="till")))))
    assert full[:6] == ["record", "title", "state", "severity", "owner", "component"]


def test_every_row_leads_to_its_chain(red: Report) -> None:
    root = tree(red)
    ids = {each.get("id") for each in root.iter()}
    targets = [link.get("href", "") for link in root.iter("a")]
    assert len(targets) > len(red.matrix.traces)
    assert all(target[1:] in ids for target in targets if target.startswith("#"))


def test_a_chain_tells_the_way_from_the_record_to_the_proof(red: Report) -> None:
    told = words(named(tree(red), "r-SHOP-12"))
    for part in (
        "4f1c2ab00000 Count the voucher in the total",
        "tests/test_basket.py::test_voucher_reduces_total passed",
        "linked via marker, explicit: tests/test_basket.py:40",
        "linked via commit: 4f1c2ab",
        "skipped in build/junit-3.12.xml: needs a till",
        "without the fix: failed: AssertionError: assert 1200 == 1000",
        "stale",
    ):
        assert part in told


def test_what_is_missing_is_said_of_a_short_record_and_the_next_rung_of_another(red: Report) -> None:
    root = tree(red)
    assert "Missing: no test speaks of it" in words(named(root, "r-SHOP-9"))
    assert "None: no test speaks of this record." in words(named(root, "r-SHOP-9"))
    assert "Missing" not in words(named(root, "r-SHOP-12"))


def test_short_records_are_unfolded_and_healthy_ones_are_not(red: Report) -> None:
    root = tree(red)
    folds = [each for each in named(root, "chains") if each.tag == "details"]
    assert len(folds) == len(red.matrix.traces)
    states = {words(next(classed(fold, "chip"))): fold.get("open") is not None for fold in folds}
    assert states["short"] is True
    assert states["held"] is False
    assert states["open"] is False


def test_a_finding_shows_its_source_and_the_next_step(red: Report) -> None:
    found = words(named(tree(red), "findings"))
    assert "Next step: write a test that pays, then asks for a refund" in found
    assert "50 ▸ if self.paid:" in found
    assert "51 ▸ return self.total()" in found
    assert "49 def refund(self):" in found
    assert "cannot be judged (error)" in found


def test_waivers_and_the_baseline_say_by_whose_word(red: Report) -> None:
    told = words(named(tree(red), "excused"))
    assert "waived until 2027-01-31 by payments (external): covered by the provider's certification" in told
    assert "in the baseline, defects.yml:40" in told


def test_features_have_a_table_of_their_own(make: Make) -> None:
    feature = make.record("F-1", kind="feature", title="Gift cards", status="open")
    told = words(named(tree(make.report(make.trace(record=feature, scope="no test owed"))), "features"))
    assert "F-1 Gift cards open checkout none 0 –" in told
    report = make.report(make.trace(record=feature._replace(status="done")))
    files = tuple(ChangedFile(path, "measured", covered=0b110, uncovered=0b1000) for path in ("a.py", "b.py"))
    report = report._replace(matrix=report.matrix._replace(features={"F-1": FeatureCoverage(files)}))
    assert "F-1 Gift cards delivered short checkout none 0 4 of 6" in words(named(tree(report), "features"))
    assert "No record is of the kind feature." in words(named(tree(make.report(make.trace())), "features"))


@pytest.mark.defect("LS-90")
def test_a_feature_whose_lines_are_not_covered_is_short_whichever_rule_tells_it(make: Make) -> None:
    feature = make.record("F-1", kind="feature", title="Gift cards")
    report = make.report(make.trace(record=feature), features={"F-1": FeatureCoverage()})
    assert "F-1 Gift cards held" in words(named(tree(report), "matrix"))
    files = (ChangedFile("a.py", "measured", covered=0b110, uncovered=0b1000),)
    report = make.report(make.trace(record=feature), features={"F-1": FeatureCoverage(files)})
    assert "F-1 Gift cards short" in words(named(tree(report), "matrix"))
    assert "Gift cards delivered short" in words(named(tree(report), "features"))


def test_two_records_whose_ids_look_alike_to_a_link_have_a_chain_each(make: Make) -> None:
    root = tree(make.report(make.trace("A 1"), make.trace("A#1"), make.trace("A-1")))
    assert {each.get("id") for each in classed(root, "chain")} == {"r-A-1", "r-A-1.2", "r-A-1.3"}


@pytest.mark.parametrize(("limit", "module", "part"), [("MOST", findings, "findings"), ("ROWS", matrix, "matrix")])
def test_what_is_left_out_is_counted(
    make: Make, monkeypatch: pytest.MonkeyPatch, limit: str, module: object, part: str
) -> None:
    monkeypatch.setattr(module, limit, 2)
    traces = [make.trace(f"A-{number}") for number in range(5)]
    found = tuple(Finding("untested-defect", "broken", f"number {number}") for number in range(5))
    root = tree(make.report(*traces, findings=found))
    (cut,) = classed(root, "cut")
    assert words(cut).startswith("3 more ")
    assert cut in set(named(root, part).iter())
    assert len(list(rows(root) if part == "matrix" else classed(root, "finding"))) == 2


@pytest.mark.parametrize(("count", "more"), [(8, ""), (9, "1 more result"), (20, "12 more results")])
def test_of_many_results_of_a_test_some_are_shown(make: Make, count: int, more: str) -> None:
    cases = tuple(TestCase("t", "test", "passed", report=f"{number}.xml") for number in range(count))
    test = LinkedTest("t.py::test", (), "passed", cases)
    told = words(named(tree(make.report(make.trace("A-1", tests=(test,)))), "r-A-1"))
    assert told.count("passed in ") == min(count, 8)
    assert ("more result" in told, more in told) == (bool(more), True)


def test_what_scrolls_is_reached_by_keyboard_and_says_what_it_is(red: Report) -> None:
    found = [each for name in ("scroll", "source") for each in classed(tree(red), name)]
    assert len(found) > 5
    assert all(each.get("tabindex") == "0" and each.get("role") == "region" for each in found)
    assert all(each.get("aria-label") for each in found)


def test_a_filter_says_what_it_does_not_offer(make: Make) -> None:
    root = tree(make.report(*(make.trace(record=make.record(f"A-{n}", owner=f"team {n:03}")) for n in range(203))))
    (owner,) = (each for each in root.iter("select") if each.get("name") == "owner")
    assert len(owner) == 202
    assert words(owner[1]) == owner[1].get("value") == "team 000"
    assert words(owner[-1]) == "3 more: search for them"
    assert owner[-1].get("disabled") is not None


def test_chains_for_which_there_is_no_room_are_counted(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "ROOM", 4000)
    root = tree(make.report(*(make.trace(f"A-{number}") for number in range(50))))
    kept = sum(each.tag == "details" for each in named(root, "chains"))
    assert 0 < kept < 50
    (cut,) = classed(named(root, "chains"), "cut")
    assert words(cut).startswith(f"{50 - kept} more chains left out")
    assert len(list(rows(root))) == 50


def test_inputs_with_a_fault_are_never_left_out(make: Make) -> None:
    many = tuple(Input("results", f"r{number}.xml", "junit", "1 test") for number in range(600))
    last = Input("results", "last.xml", "junit", fault=Fault("was cut off", "last.xml"))
    told = words(named(tree(make.report(inputs=(*many, last))), "examined"))
    assert "cannot be used: was cut off" in told
    assert "100 more inputs" in told
