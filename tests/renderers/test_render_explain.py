"""A record's chain from end to end, and a rule's page."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lockstitch.model import Fix, LinkedTest, Report, Rule
from lockstitch.renderers import explain
from lockstitch.settings import Level

if TYPE_CHECKING:
    from tests.renderers.conftest import Make

GOLDEN = Path(__file__).parents[2] / "fixtures" / "renderers"


def test_the_whole_chain_of_a_proven_defect(red: Report) -> None:
    assert explain.chain(red.matrix.traces[0], red) == (GOLDEN / "explain-SHOP-12.txt").read_text("utf-8")


def test_a_defect_that_falls_short(red: Report) -> None:
    text = explain.chain(red.matrix.traces[1], red)
    assert "  tests/test_tax.py::test_rounding  absent from every report\n" in text
    assert "    lines   which lines it ran is not known\n" in text
    assert "  stands at  linked, requires passed: short\n  missing    no test of SHOP-13 passed\n" in text
    assert "\n  ✗ untested-defect  SHOP-13  defects.yml:28\n" in text
    assert "\n  ! late-review  SHOP-13  defects.yml:31\n" in text
    assert "uncovered-change" not in text


def test_a_waived_defect_says_by_whose_word(red: Report) -> None:
    assert (
        "    waived until 2027-01-31 by payments (external): covered by the provider's certification"
        in explain.chain(red.matrix.traces[3], red)
    )
    assert "    in the baseline, defects.yml:40\n" in explain.chain(red.matrix.traces[2], red)


def test_nothing_known_is_said_at_every_step(make: Make) -> None:
    text = explain.chain(make.trace(level=Level.NONE), make.report())
    assert "  no commit is known: name one in the record, or say its id in the commit's message\n" in text
    assert "none: no test speaks of this record" in text
    assert "stands today" not in text
    assert "waived" not in text


@pytest.mark.parametrize(
    ("kind", "status", "resolved", "said"),
    [
        ("defect", "done", date(2026, 3, 4), "defect, fixed 2026-03-04, "),
        ("feature", "done", None, "feature, delivered, "),
        ("incident", "done", None, "incident, resolved, "),
        ("defect", "open", date(2026, 3, 4), "defect, open, "),
        ("defect", "rejected", None, "defect, rejected, "),
        ("unclassified", "done", None, "unclassified, done, "),
    ],
)
def test_a_record_is_called_what_its_ledger_calls_it(
    make: Make, kind: str, status: str, resolved: date | None, said: str
) -> None:
    trace = make.trace(record=make.record(kind=kind, status=status, resolved=resolved))
    assert f"\n  {said}severity high, owner checkout\n" in explain.chain(trace, make.report())


def test_what_says_that_a_record_is_what_it_is(make: Make) -> None:
    trace = make.trace(record=make.record(kind="incident", kind_from="label \x1boutage"))
    assert "\n  incident (label " in (text := explain.chain(trace, make.report()))
    assert "outage), " in text
    assert "\x1b" not in text


def test_nothing_is_asked_of_a_record_that_owes_nothing(make: Make) -> None:
    text = explain.chain(make.trace(level=Level.NONE, scope="no test owed"), make.report())
    assert "\nfix\n  no commit is known\n" in text
    assert "\n  · linked   · passed   · exercised   · proven\n  stands at  none, and is not judged\n" in text
    assert "✗" not in text


def test_a_fix_outside_this_history(make: Make, red: Report) -> None:
    fix = Fix(red.matrix.traces[0].fix.commits, lines={"gone.py": 0}, outside="reverted by 1a2b3c4")
    text = explain.chain(make.trace(scope="not in this history", fix=fix), make.report())
    assert "  scope      not in this history\n" in text
    assert "  outside this history: reverted by 1a2b3c4\n" in text
    assert "  where its lines stand today was not looked up, as it is not judged\n" in text
    assert "  stands at  passed, and is not judged\n" in text
    assert "gone.py" not in text


@pytest.mark.defect("LS-125")
def test_what_was_not_looked_up_is_not_said_to_be_gone(make: Make, red: Report) -> None:
    fix = Fix(red.matrix.traces[0].fix.commits)
    judged = explain.chain(make.trace(fix=fix), make.report())
    assert "  none of its lines stands in the tree of today" in judged
    feature = make.record(kind="feature", status="open")
    text = explain.chain(make.trace(record=feature, scope="open", why="not delivered yet", fix=fix), make.report())
    assert "none of its lines" not in text
    assert "\n  scope      open: not delivered yet\n" in text
    assert "\ncommits so far\n" in text and "delivered by" not in text


@pytest.mark.parametrize(
    "own, owners, said",
    [("", ("@shop", "@pay"), "owner @shop @pay (CODEOWNERS)"), ("ada", ("@shop",), "owner ada"), ("", (), "")],
)
def test_the_owner_is_the_records_or_that_of_its_code(make: Make, own: str, owners: tuple[str, ...], said: str) -> None:
    trace = make.trace(record=make.record(owner=own))
    text = explain.chain(trace, make.report(owners={trace.record.id: owners}))
    assert (f", {said}\n" in text) if said else ("owner" not in text)


def test_a_record_without_a_title(make: Make) -> None:
    assert explain.chain(make.trace(record=make.record(title="")), make.report()).startswith("SHOP-12  (no title)\n")


def test_a_commit_without_a_message(make: Make, red: Report) -> None:
    commit = red.matrix.traces[0].fix.commits[0]._replace(message="")
    assert "  4f1c2ab00000  (no message)\n" in explain.chain(make.trace(fix=Fix((commit,))), make.report())


def test_why_a_rung_is_unknown(make: Make) -> None:
    trace = make.trace(why_unknown="coverage.xml has no contexts", claimed=True)
    text = explain.chain(trace, make.report())
    assert "  unknown    coverage.xml has no contexts\n  next rung  no test of SHOP-12" in text
    assert "  claimed    a commit of this change says that it fixes it\n" in text
    known = explain.chain(trace._replace(exercised="no", claimed=False), make.report())
    assert "unknown" not in known
    assert "claimed" not in known


def test_what_a_test_ran_of_the_fix(make: Make, red: Report) -> None:
    (held,) = red.matrix.traces[0].tests
    ran = explain.chain(make.trace(tests=(held._replace(exercised={"b.py": 4, "a.py": 2}),)), make.report())
    assert "ran 1 of the fix in a.py\n    lines   ran 2 of the fix in b.py\n" in ran
    idle = held._replace(exercised={"src/a.py": 0}, cases=(held.cases[0]._replace(suite="unit"),))
    twin = LinkedTest("test_b", (), "ambiguous", (), {})
    text = explain.chain(make.trace(tests=(idle, twin)), make.report())
    assert text.count("    lines   it ran no line of the fix\n") == 2
    assert "    ran     passed in build/junit-3.11.xml, suite unit\n" in text
    assert "\n\n  test_b  ambiguous: two tests in the reports answer to it\n" in text


def test_the_page_of_a_rule_is_its_docstring() -> None:
    doc = "Each fixed defect has a test.\n\n    Why: it comes back.\n    "
    rule = Rule("untested-defect", "Each fixed defect has a test.", doc, "error", ("records", "results"))
    assert explain.page(rule) == (
        "untested-defect: error unless configured, needs records, results\n\n"
        "Each fixed defect has a test.\n\nWhy: it comes back.\n"
    )
    bare = rule._replace(needs=(), severity="warning")
    assert explain.page(bare).startswith("untested-defect: warning unless configured\n\n")
