"""What was found, and the scoreboard: plain to a person, whole for a script, harmless to both."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest
from markdown_it import MarkdownIt

from lockstitch.errors import Fault
from lockstitch.model import Fix, Input, Link, LinkedTest, Location, Record, Trace
from lockstitch.model.entries import Gathered, LeftOut, Recent, Rungs, Scoreboard
from lockstitch.renderers import backfill, scoreboard
from lockstitch.settings import Level

TODAY = date(2026, 3, 2)
EVIL = "::error::x\x1b[31m\u202e|`<b>\n## @who ##[error]y"


def record(one: str, title: str = "The total", source: str = "news/1.fix") -> Record:
    return Record(one, "defect", title, "done", Location("x"), resolved=TODAY, commits=("ab12",), source=source)


def recent(one: str, tests: int, title: str = "The total") -> Recent:
    linked = tuple(
        LinkedTest(f"tests/t.py::test_{n}", (Link(one, "t", "commit", "commit", Location("x")),), "absent")
        for n in range(tests)
    )
    level = Level.LINKED if tests else Level.NONE
    gap = "is in no report" if tests else "no test is linked to it"
    return Recent(TODAY, Trace(record(one, title), "judged", Level.PASSED, level, gap, Fix(()), linked))


def board(*traces: Recent, inputs: tuple[Input, ...] = (), outside: dict[str, int] | None = None) -> Scoreboard:
    rungs = Rungs({Level.NONE: 1, Level.LINKED: 2})
    years = {"2025": rungs, "unknown": Rungs({Level.NONE: 1})}
    total = Rungs({Level.NONE: 2, Level.LINKED: 2})
    return Scoreboard(TODAY, years, total, TODAY - timedelta(180), traces, outside or {}, inputs)


FOUND = Gathered(
    (record("12"), record("13", "Crash")), 1, {"fragments": 3},
    (
        LeftOut("commits", "touch no code of the product", 2, ("7", "8")),
        LeftOut("fragments", "tell of no defect", 9, ("type a (4)", "b", "c", "d", "e", "f")),
    ),
)  # fmt: skip


def test_what_was_found() -> None:
    assert backfill.text(FOUND, "defects.yml", dry=False) == (
        "3 fixed defects found in this repository\n"
        "  fragments       3  files of one change each, of the whole history\n"
        "  changelog       0  items of the changelogs of today\n"
        "  commits         0  messages that say that they fix something\n"
        "\n"
        "left out: 11 entries\n"
        "  fragments       9  tell of no defect: type a (4), b, c, d, 2 more\n"
        "  commits         2  touch no code of the product: 7, 8\n"
        "\n"
        "defects.yml: 2 records appended, 1 held already\n"
        "next: lockstitch backfill --report shows how they are held by tests\n"
    )


def test_a_dry_run_shows_the_newest() -> None:
    text = backfill.text(FOUND, "defects.yml", dry=True)
    assert "  2026-03-02  13  Crash\n  2026-03-02  12  The total\n" in text
    assert "defects.yml: 2 records would be appended, 1 held already\n" in text


def test_nothing_found_is_said() -> None:
    text = backfill.text(Gathered((), 0, {}, ()), "defects.yml", dry=True)
    assert "0 fixed defects found" in text
    assert not re.search("left out|next:|newest", text)


def test_what_was_found_for_a_script() -> None:
    value = json.loads(backfill.document(FOUND, "defects.yml", dry=True))
    assert (value["schema"], value["written"], value["held"]) == ("lockstitch/backfill/1", False, 1)
    assert value["found"] == {"fragments": 3, "changelog": 0, "commits": 0}
    assert value["records"][0] == {
        "id": "12", "title": "The total", "resolved": "2026-03-02", "commits": ["ab12"], "source": "news/1.fix",
    }  # fmt: skip
    assert value["left_out"][1] == {
        "source": "commits", "why": "touch no code of the product", "count": 2, "examples": ["7", "8"],
    }  # fmt: skip


def test_the_scoreboard() -> None:
    text = scoreboard.text(board(recent("12", 3), recent("13", 0), outside={"not in this history": 4}))
    assert "  2025            3       2 (66%)          1          2" in text
    assert "  all             4       2 (50%)          2          2" in text
    assert "OpenSSF regression_tests_added50: met; of 2 bugs fixed since 2025-09-03, 1 came with" in text
    assert scoreboard.WORDING in " ".join(text.split())
    assert (
        "  ● 2026-03-02  12  The total\n      tests/t.py::test_0\n      tests/t.py::test_1\n      and 1 more test\n"
        in text
    )
    assert "  ✗ 2026-03-02  13  The total\n      no test is linked to it\n" in text
    assert "no test report was read" in text
    assert "not counted: 4 not in this history" in text


@pytest.mark.parametrize(
    ("tested", "fixed", "verdict"),
    [
        (1, 2, "met"),
        (1, 3, "unmet"),
        (499, 1000, "unmet"),
        (500, 1000, "met"),
        (0, 1, "unmet"),
        (0, 0, "not applicable"),
    ],
)
def test_half_is_compared_in_whole_numbers(tested: int, fixed: int, verdict: str) -> None:
    traces = [recent(str(n), int(n < tested)) for n in range(fixed)]
    assert scoreboard.verdict(board(*traces)) == verdict
    assert json.loads(scoreboard.document(board(*traces)))["openssf"]["verdict"] == verdict


def test_a_share_is_never_rounded_up() -> None:
    rungs = Rungs({Level.NONE: 1, Level.LINKED: 999})
    assert "999 (99%)" in scoreboard.text(board()._replace(total=rungs))


def test_a_report_that_was_read_is_not_missed() -> None:
    text = scoreboard.text(board(inputs=(Input("results", "junit.xml"),)))
    assert "no test report was read" not in text
    assert "not counted" not in text


def test_an_input_that_was_not_used_is_told() -> None:
    cut = Input("results", "junit.xml", fault=Fault("is empty (0 bytes)", "junit.xml"))
    assert "not used: junit.xml: is empty (0 bytes)" in scoreboard.text(board(inputs=(cut,)))
    assert "no test report was read" in scoreboard.text(board(inputs=(cut,)))
    assert "not used" not in scoreboard.text(board(inputs=(cut._replace(fault=None),)))


def test_a_clone_that_is_cut_off_is_told() -> None:
    cut = board()._replace(shallow=True)
    for text in (
        scoreboard.text(cut),
        scoreboard.page(cut),
        backfill.text(FOUND._replace(shallow=True), "d", dry=False),
    ):
        assert "leaves out older commits" in text
    assert json.loads(scoreboard.document(cut))["shallow"] is True


def test_the_scoreboard_for_a_script() -> None:
    value = json.loads(scoreboard.document(board(recent("12", 1), recent("13", 0))))
    assert (value["schema"], value["today"]) == ("lockstitch/scoreboard/1", "2026-03-02")
    assert value["years"]["2025"] == {
        "defects": 3, "tested": 2, "none": 1, "linked": 2, "passed": 0, "exercised": 0, "proven": 0,
    }  # fmt: skip
    assert value["openssf"]["url"].endswith("#regression_tests_added50")
    assert [(one["record"], one["tests"]) for one in value["openssf"]["evidence"]] == [
        ("12", ["tests/t.py::test_0"]),
        ("13", []),
    ]


def test_a_page_is_two_tables_and_a_quotation() -> None:
    page = scoreboard.page(board(recent("12", 3), recent("13", 0)))
    html = MarkdownIt("commonmark").enable("table").render(page)
    assert (html.count("<table>"), html.count("<blockquote>"), html.count("<tr>")) == (2, 1, 1 + 3 + 1 + 2)
    assert "and 1 more" in page


def test_a_page_leaves_rows_out_and_says_so() -> None:
    page = scoreboard.page(board(*(recent(str(n), 0) for n in range(scoreboard.ROWS + 2))))
    assert "2 more rows left out." in page


def test_nothing_acts() -> None:
    left = LeftOut("commits", "tell of no defect", 1, (EVIL,))
    gathered = Gathered((record("12", EVIL, EVIL),), 0, {}, (left,))
    found = board(recent("12", 1, EVIL), inputs=(), outside={})
    texts = [backfill.text(gathered, EVIL, dry=True), backfill.document(gathered, EVIL, dry=True)]
    texts += [scoreboard.text(found), scoreboard.document(found), scoreboard.page(found)]
    for text in texts:
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
        assert not re.search(r"^\s*::error|##\[", text, re.MULTILINE)
    assert "<b>" not in MarkdownIt("commonmark").enable("table").render(scoreboard.page(found))
