"""Defects and incidents month by month."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from lockstitch.gate import check
from lockstitch.gate.trend import MONTHS, trend
from lockstitch.model.trend import Group, Month, Trend
from lockstitch.renderers import trend as renderer
from lockstitch.settings import Level

if TYPE_CHECKING:
    from tests.gate.conftest import Site

TEST = "def test_a_1():\n    assert 1 + 1 == 2\n"
"""The tests' today is 2026-06-01; the commits are of November 2023."""


def shown(site: Site, *records: str, months: int = 3, by: Group | None = None) -> Trend:
    site.ledger(*records)
    site.commit("Shop", {"tests/test_a.py": TEST, "src/a.py": "A = 1\n"})
    return trend(site.run(), months, by)


def test_what_came_and_what_was_fixed(site: Site) -> None:
    found = shown(
        site,
        "id: A-1, opened: 2026-04-28, resolved: 2026-05-02",
        "id: A-2, opened: 2026-05-03, resolved: 2026-05-04",
        "id: A-3, opened: 2026-05-03, status: open",
        "id: I-1, kind: incident, status: resolved, opened: 2026-05-09",
    ).whole
    assert list(found.months) == ["2026-04", "2026-05", "2026-06"]
    assert found.months["2026-04"] == Month(1)
    may = found.months["2026-05"]
    assert (may.defects, may.incidents, may.again) == (2, 1, 0)
    assert may.fixed.levels == {Level.NONE: 1, Level.LINKED: 1}
    assert (sorted(may.days), may.median) == ([1, 4], 4)
    assert found.months["2026-06"] == Month()
    assert (found.total.defects, found.total.fixed.defects) == (3, 2)


@pytest.mark.parametrize(
    "record",
    [
        "id: B-1, kind: feature, status: delivered, opened: 2026-05-01, resolved: 2026-05-02",
        "id: B-1, status: rejected, opened: 2026-05-01, resolved: 2026-05-02",
        "id: B-1, opened: 2025-05-01, resolved: 2025-05-02",
        "id: B-1, opened: 2027-05-01, resolved: 2027-05-02",
        "id: B-1",
    ],
    ids=["feature", "rejected", "earlier", "future", "undated"],
)
def test_what_is_not_counted(site: Site, record: str) -> None:
    assert shown(site, record).whole.total == Month()


def test_what_is_left_out_is_said(site: Site) -> None:
    notes = shown(
        site,
        "id: A-1",
        "id: A-2, opened: 2025-05-01, status: open",
        "id: A-3, opened: 2027-05-01, status: open",
        "id: A-4, resolved: 2026-05-01",
        "id: A-5, resolved: 2026-05-01, opened: 2026-05-01, commits: [abcdef1234567890]",
    ).notes
    assert "1 record: no day at all is known: not shown" in notes
    assert "1 record: came, was fixed or came back before 2026-04: lockstitch trend --months shows more" in notes
    assert "1 record: has a day in the future: not shown" in notes
    assert "1 record: no day on which it came is known: shown in the month of the fix" in notes
    assert "1 record: fixed, and not counted as fixed: not in this history" in notes
    assert any(note.startswith("no test report was read") for note in notes)


def test_what_the_figures_rest_on_is_said(site: Site) -> None:
    site.junit("tests.test_a test_a_1")
    assert not [note for note in shown(site, "id: A-1, resolved: 2026-05-02").notes if "report" in note]
    site.write({"junit.xml": "<testsuites"})
    site.git("clone", "--quiet", "--depth=1", f"file://{site.root}", str(site.root.parent / "cut"))
    site.write({"../cut/junit.xml": "<testsuites", "../cut/defects.yml": site.read("defects.yml")})
    site.root = site.root.parent / "cut"
    *_, shallow, unread, fault = trend(site.run(base="none"), 3, None).notes
    assert shallow == "the clone is shallow: fixes before it begins are not known"
    assert unread.startswith("no test report was read")
    assert fault.startswith("not used: junit.xml")


@pytest.mark.defect("LS-123")
@pytest.mark.parametrize(
    ("record", "again"),
    [
        ("id: A-2, status: reopened, opened: 2026-04-01, resolved: 2026-04-05, reviewed: 2026-05-05", 1),
        ("id: A-2, status: reopened, opened: 2026-05-01", 1),
        ("id: A-2, status: open, opened: 2026-05-01, title: SHOP-1 is late again", 0),
        ("id: A-2, status: open, opened: 2026-05-01, title: A-1 is late again", 1),
        ("id: A-2, status: open, opened: 2026-05-01, labels: [again-of, a-1]", 1),
        ("id: A-2, status: open, opened: 2026-05-01, title: A-2 is late", 0),
        ("id: A-2, status: open, opened: 2026-05-01", 0),
        ("id: A-2, status: open, opened: 2026-04-01, title: A-1 came the same day", 0),
        ("id: A-2, kind: incident, status: open, opened: 2026-05-01, title: A-1 is late again", 0),
    ],
)
def test_what_came_back(site: Site, record: str, again: int) -> None:
    found = shown(site, "id: A-1, opened: 2026-04-01, resolved: 2026-04-02", record)
    assert found.whole.total.again == found.whole.months["2026-05"].again == again


def test_an_open_defect_that_a_commit_fixes_has_not_come_back(site: Site) -> None:
    site.commit("Fixes A-1", {"src/a.py": "A = 2\n"})
    assert shown(site, "id: A-1, status: open, opened: 2023-01-01", months=60).whole.total.again == 0
    assert shown(site, "id: A-1, status: open, opened: 2023-01-01, reviewed: 2026-05-01").whole.total.again == 1


def test_by_component_and_owner(site: Site) -> None:
    site.write({"CODEOWNERS": "src/ @core\n"})
    site.commit("Fixes A-3", {"src/a.py": "A = 2\n"})
    records = (
        "id: A-1, opened: 2026-05-01, component: till, owner: ada",
        "id: A-2, opened: 2026-05-02, component: till, owner: ''",
        "id: A-3, opened: 2026-05-02, resolved: 2026-05-02, owner: ''",
    )
    found = shown(site, *records, by="component")
    assert [(group.name, group.total.defects) for group in found.groups] == [("till", 2), ("no component", 1)]
    found = shown(site, *records, by="owner")
    assert [(g.name, g.total.defects) for g in found.groups] == [("@core", 1), ("ada", 1), ("no owner", 1)]
    assert found.whole.total.defects == 3
    assert not shown(site, *records).groups


def test_of_many_groups_those_with_most_are_drawn(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderer, "GROUPS", 2)
    rows = [f"id: A-{n}, status: open, opened: 2026-05-01, component: part {max(n, 2)}" for n in range(1, 5)]
    drawn = renderer.text(shown(site, *rows, by="component"))
    assert ("part 2 " in drawn, "part 3 " in drawn, "part 4 " in drawn) == (True, True, False)
    assert "  1 more component; --format json or csv has them all\n" in drawn
    assert "more component" not in renderer.text(shown(site, *rows[:3], by="component"))


def test_without_notes_the_chart_ends_with_its_last_line(site: Site) -> None:
    found = shown(site, "id: A-1, status: open, opened: 2026-05-01")
    whole, bare = renderer.text(found), renderer.text(found._replace(notes=()))
    assert whole.startswith(f"{bare}\n  · ")


def test_the_first_months_of_the_calendar(site: Site) -> None:
    assert next(iter(shown(site, months=30_000).whole.months)) == "0001-01"


def test_the_chart(site: Site) -> None:
    records = [f"id: A-{n}, opened: 2026-0{month}-01, status: open" for n, month in enumerate([1, 1, 2, 2, 3, 5])]
    text = renderer.text(shown(site, *records, months=7, by="owner"))
    assert "\n  2026-01  ██████████████████████████████ 2    0\n" in text
    assert "\n  2026-05  ███████████████ 1                   0\n" in text
    assert "code defects in the last 3 whole months: 2; in the 3 before: 4 (fewer)" in text
    assert "  owner  defects  incidents  fixed  tested  came back  days to fix  defects by month\n" in text
    assert "\n  ada          6          0      0       0          0            –  ·██▄·▄·\n" in text


@pytest.mark.parametrize(("months", "words"), [(6, "too few months"), (7, "(none, as before)")])
def test_without_any_record(site: Site, months: int, words: str) -> None:
    assert words in renderer.text(shown(site, months=months))


EVIL = "=HYPERLINK(1)\x1b[31m"


def test_scripts_get_the_same(site: Site) -> None:
    found = shown(
        site, f"id: A-1, opened: 2026-05-01, resolved: 2026-05-09, component: {json.dumps(EVIL)}", by="component"
    )
    whole = json.loads(renderer.document(found))
    assert whole["schema"] == "lockstitch/trend/1"
    assert whole["whole"]["months"][1]["fixed"] == {
        "defects": 1, "none": 0, "linked": 1, "passed": 0, "exercised": 0, "proven": 0
    }  # fmt: skip
    assert whole["groups"][0]["total"]["median_days_to_fix"] == 8
    rows = list(csv.reader(io.StringIO(renderer.table(found))))
    assert rows[0] == list(renderer.COLUMNS)
    assert rows[2] == ["all", "2026-05", "1", "0", "1", "0", "1", "0", "0", "0", "0", "8"]
    assert rows[5][0] == "'=HYPERLINK(1)\\x1b[31m"
    assert "\x1b" not in renderer.text(found)


RECORDS = (
    "id: A-1, opened: 2026-04-28, resolved: 2026-05-02, component: till",
    "id: A-2, opened: 2026-05-03, resolved: 2026-05-04, owner: ''",
    "id: A-3, opened: 2024-05-03",
    "id: I-1, kind: incident, status: resolved, opened: 2026-05-09",
)


@pytest.mark.parametrize(
    ("config", "base"), [("", "none"), ("since: 2026-05-03\n", "none"), ("scope: change\n", "HEAD~1"), ("", "HEAD~2")]
)
def test_a_report_carries_the_same_trends(site: Site, config: str, base: str) -> None:
    """Whatever of the records it judges itself."""
    site.write({"CODEOWNERS": "src/ @core\n", "lockstitch.yml": config})
    site.commit("Start")
    site.ledger(*RECORDS)
    site.commit("Fixes A-3", {"src/a.py": "A = 2\n"})
    site.commit("Shop", {"tests/test_a.py": TEST, "src/b.py": "A = 1\n"})
    carried = check(site.run(base=base)).trends()
    assert [each.by for each in carried] == ["component", "owner"]
    assert carried[0].whole.total.fixed.defects == 3
    assert [(each.whole, each.groups) for each in carried] == [
        (again.whole, again.groups) for again in (trend(site.run(), MONTHS, by) for by in ("component", "owner"))
    ]


def test_a_static_report_knows_the_days_of_all_fixes(site: Site) -> None:
    """Though it asks git only for those that no source links to a test."""
    site.ledger("id: A-1, opened: 2023-11-01")
    site.commit("Fixes A-1", {"tests/test_a.py": TEST, "src/a.py": "A = 2\n"})
    site.write({"junit.xml": "cut"})
    run = site.run()
    carried = check(run._replace(config=run.config._replace(static=True))).trends()[0]
    assert carried.whole.total.fixed.levels == {Level.LINKED: 1}
    assert any(note.startswith("no test report was read") for note in carried.notes)
    assert not any(note.startswith("not used") for note in carried.notes)


def test_a_report_of_which_nobody_asks_the_trend_works_none_out(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("lockstitch.gate.trend.reported")
    site.ledger(*RECORDS)
    site.commit("Shop", {"src/a.py": "A = 1\n"})
    report = check(site.run())
    with pytest.raises(AttributeError, match="reported"):
        report.trends()


def test_a_chart_of_nothing_says_that_there_is_no_record(site: Site) -> None:
    words = "no record was found: name a ledger or a tracker's export with --records"
    assert words in shown(site).notes
    assert words not in shown(site, "id: A-1, status: open, opened: 2026-05-01").notes
