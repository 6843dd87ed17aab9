"""Each record on its rung, and none lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lockstitch.model import Proof, Report, SettledProof, Waived
from lockstitch.renderers import ladder
from lockstitch.settings import Config, Level

if TYPE_CHECKING:
    from tests.renderers.conftest import Make


def marks(make: Make, level: Level, **changes: Any) -> str:
    trace = make.trace(level=level, **changes)
    return "".join(ladder.GLYPHS[ladder.mark(trace, rung)] for rung in ladder.RUNGS)


@pytest.mark.parametrize(
    ("level", "required", "exercised", "shown"),
    [
        (Level.NONE, Level.PASSED, "unknown", "✗✗··"),
        (Level.LINKED, Level.PASSED, "unknown", "●✗··"),
        (Level.LINKED, Level.PROVEN, "unknown", "●✗✗✗"),
        (Level.PASSED, Level.PASSED, "unknown", "●●?·"),
        (Level.PASSED, Level.PASSED, "no", "●●··"),
        (Level.PASSED, Level.EXERCISED, "no", "●●✗·"),
        (Level.PASSED, Level.EXERCISED, "at import", "●●✗·"),
        (Level.PASSED, Level.EXERCISED, "unknown", "●●?·"),
        (Level.EXERCISED, Level.PROVEN, "yes", "●●●✗"),
        (Level.PROVEN, Level.PROVEN, "yes", "●●●●"),
        (Level.PROVEN, Level.PROVEN, "unknown", "●●?●"),
    ],
)
def test_marks(make: Make, level: Level, required: Level, exercised: str, shown: str) -> None:
    assert marks(make, level, required=required, exercised=exercised) == shown


@pytest.mark.parametrize(
    ("verdict", "state", "shown"),
    [
        ("inconclusive", "valid", "●●●?"),
        ("flaky", "valid", "●●●?"),
        ("proven", "unchecked", "●●●?"),
        ("refuted", "valid", "●●●✗"),
        ("inconclusive", "stale", "●●●✗"),
    ],
)
def test_the_mark_of_what_was_tried(make: Make, verdict: Any, state: Any, shown: str) -> None:
    proof = SettledProof(Proof("SHOP-12", "t", "x", verdict, "", (), "", "", ""), state, counts=True)
    given = {"exercised": "yes", "proofs": (proof,)}
    assert marks(make, Level.EXERCISED, required=Level.PROVEN, **given) == shown
    assert marks(make, Level.EXERCISED, required=Level.EXERCISED, **given) == "●●●·"
    assert marks(make, Level.PROVEN, required=Level.PROVEN, **given) == "●●●●"


def test_the_records_that_fall_short_come_first_in_their_own_order(red: Report) -> None:
    assert [t.record.id for t in ladder.judged(red)] == ["SHOP-13", "SHOP-14", "SHOP-9", "SHOP-12"]


def test_standing(make: Make, red: Report, green: Report) -> None:
    assert ladder.standing(red) == "4 records judged: 1 held as required, 3 short (2 of them waived)"
    assert ladder.standing(green) == "1 record judged: 1 held as required, 0 short"
    assert ladder.standing(make.report()) == "no record is judged"
    assert ladder.standing(make.report(make.trace(scope="open"))) == "no record is judged"
    without = make.report(config=Config("/repo", records=()))
    assert ladder.standing(without) == 'no record is asked for: records = "none"'


def test_a_record_with_a_finding_left_is_not_waived(make: Make, red: Report) -> None:
    finding = make.finding(record="SHOP-9")
    pardoned = red.waived[0].by
    assert ladder.waived(make.report(waived=(Waived(finding, pardoned),))) == {"SHOP-9"}
    assert ladder.waived(make.report(waived=(Waived(finding, pardoned),), findings=(finding,))) == set()
    assert ladder.waived(make.report(waived=(Waived(make.finding(), pardoned),))) == set()


def test_records_out_of_scope_are_folded_with_what_put_them_there(red: Report) -> None:
    assert ladder.folded(red) == [
        "1 open: SHOP-20",
        "1 rejected: SHOP-22",
        "1 no test owed: SHOP-24 (an incident)",
        "1 not in this history: SHOP-21 (reverted by 1a2b3c4)",
        "1 before since: SHOP-23 (resolved 2024-01-02)",
        "1 not claimed by this change: SHOP-25",
    ]


def test_records_with_one_reason_share_it(make: Make) -> None:
    whys = ("a feature", "an incident", "a feature", "")
    report = make.report(*(make.trace(f"S-{n}", scope="no test owed", why=why) for n, why in enumerate(whys)))
    assert ladder.folded(report) == ["4 no test owed: S-0, S-2 (a feature); S-1 (an incident); S-3"]


def test_many_are_counted_and_all_are_named_on_demand(make: Make) -> None:
    report = make.report(*(make.trace(f"S-{n}", scope="open") for n in range(7)))
    assert ladder.folded(report) == ["7 open: S-0, S-1, S-2, S-3, S-4 and 2 more"]
    assert ladder.folded(report, everything=True) == ["7 open: S-0, S-1, S-2, S-3, S-4, S-5, S-6"]
    five = make.report(*report.matrix.traces[:5])
    assert ladder.folded(five) == ["5 open: S-0, S-1, S-2, S-3, S-4"]


def test_many_reasons_are_counted_too(make: Make) -> None:
    traces = [make.trace(f"S-{n}", scope="open", why=f"w{n // 2}") for n in range(14)]
    report = make.report(*traces)
    assert ladder.folded(report)[0].endswith("; S-8, S-9 (w4); 4 more")
    assert ladder.folded(report, everything=True)[0].endswith("; S-12, S-13 (w6)")
    assert ladder.folded(make.report(*traces[:10]))[0].endswith("; S-8, S-9 (w4)")


def test_nothing_is_missing_from_a_record_that_is_not_judged(make: Make) -> None:
    assert marks(make, Level.NONE, scope="open") == "····"
    assert marks(make, Level.LINKED, scope="open") == "●···"
