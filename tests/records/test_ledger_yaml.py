"""YAML ledgers: what a person writes by hand, with the line of each fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from lockstitch.errors import UsageError
from lockstitch.load import Source
from lockstitch.model import Ledger
from lockstitch.records import ledger_yaml

WRONG = """\
version: 2
records:
  - id: SHOP-12
    kind: defect
    titel: Basket total ignores the voucher
    status: fixd
    opened: 2026-02-30
  - id: SHOP-13
    kind: bug
    title: "   "
    status: [fixed]
    title: Search is slow
  - id: SHOP-12
    kind: defect
    title: !!str 12
    status: open
    labels: [a, {b: c}]
  - 7
waivers:
  - rule: untested-defect
    category: extern
    owner: payments
    until: soon
complet: true
"""


def read(tmp_path: Path, text: str) -> Ledger:
    (tmp_path / "defects.yml").write_text(text)
    return ledger_yaml.read(Source(str(tmp_path / "defects.yml"), "defects.yml"))


def test_every_fault_is_told_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, WRONG)
    words = "open, reopened, fixed, delivered, resolved, done, rejected"
    assert [str(fault).removeprefix("defects.yml:") for fault in caught.value.faults] == [
        "1: version must be 1, not 2",
        "3: record 'SHOP-12': title is missing",
        "5: record 'SHOP-12': unknown key 'titel'",
        f"6: record 'SHOP-12': status must be one of {words}; not 'fixd'",
        "7: record 'SHOP-12': opened must be a date written YYYY-MM-DD, not '2026-02-30'",
        "9: record 'SHOP-13': kind must be one of defect, incident, feature; not 'bug'",
        f"11: record 'SHOP-13': status must be one of {words}; not a list",
        "12: 'title' is given twice",
        "13: record 'SHOP-12' is given twice, first at defects.yml:3",
        "15: tag 'tag:yaml.org,2002:str' is not accepted",
        "17: record 'SHOP-12': labels holds an item that must be text, not a mapping",
        "18: record 4: must be a mapping of fields, not 7",
        "20: waiver: reason is missing",
        "20: waiver: needs either record or path",
        "21: waiver: category must be one of documentation, build, infrastructure, external, performance, hard, long, "
        "big, trivial, cleanup, localisation, revert, elsewhere, other; not 'extern'",
        "23: waiver: until must be a date written YYYY-MM-DD, not 'soon'",
        "24: unknown key 'complet'",
    ]
    hints = {fault.line: fault.hint for fault in caught.value.faults}
    assert hints[5] == 'did you mean "title"?'
    assert hints[6] == 'did you mean "fixed"?'
    assert hints[12] == "it stands in line 10 too"
    assert hints[21] == 'did you mean "external"?'
    assert hints[24] == 'did you mean "complete"?'


def test_faults_before_a_break_are_told_with_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, "records: []\nrecords: [\n")
    assert [fault.line for fault in caught.value.faults] == [2, 3]


def test_plain_words_are_not_mangled(tmp_path: Path) -> None:
    text = (
        "- {id: 0123, kind: feature, title: yes, status: done, owner: 12:30, component: 1.10, commits: [1e5, 0123456]}"
    )
    [record] = read(tmp_path, text).records
    assert (record.id, record.title, record.owner, record.component) == ("0123", "yes", "12:30", "1.10")
    assert record.commits == ("1e5", "0123456")


def test_true_for_text_says_how_to_write_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, "- {id: A-1, kind: feature, title: true, status: done}")
    [fault] = caught.value.faults
    assert (fault.message, fault.hint) == ("record 'A-1': title must be text, not true", "put it in quotes")


def test_lists_can_be_shared_by_an_alias(tmp_path: Path) -> None:
    text = "- {id: A-1, kind: defect, title: a, status: done, tests: &t [x, y]}\n"
    text += "- {id: A-2, kind: defect, title: b, status: done, tests: *t}\n"
    assert [r.tests for r in read(tmp_path, text).records] == [("x", "y")] * 2
