"""A test is added to a ledger's text: every layout that a person may choose, and nothing else is touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockstitch.load import Source
from lockstitch.model import Ledger
from lockstitch.records import ledger_edit, ledger_yaml

HEAD = "# Ours.\nversion: 1\nrecords:\n"
REST = "  # the other one\n  - id: B-2\n    kind: defect\n    title: Other\n    status: open   # still\n"
TEST = "tests/test_a.py::test_x[a: b]"
WAIVER = "{rule: a, record: A-1, reason: r, owner: o, until: 2030-01-01}"
QUOTED = '"tests/test_a.py::test_x[a: b]"'
PLAIN = "  - id: A-1\n    kind: defect\n    title: Broken # yes\n    status: fixed\n"

LAYOUTS = {
    "new key": (PLAIN, f"{PLAIN}    tests: [{QUOTED}]\n"),
    "behind a list": (f"{PLAIN}    commits: [abc1234]  # the fix\n", f"# the fix\n    tests: [{QUOTED}]\n"),
    "behind a block list": (
        f"{PLAIN}    commits:\n      - abc1234\n      - def5678 # both\n\n",
        f"      - def5678 # both\n    tests: [{QUOTED}]\n\n",
    ),
    "behind a text of lines": (
        f"{PLAIN}    symptom: |\n      It broke.\n\n      Twice.\n",
        f"    tests: [{QUOTED}]\n    symptom: |\n      It broke.\n\n      Twice.\n",
    ),
    "behind a folded text": (f"{PLAIN}    symptom: It broke\n      twice.\n", f"twice.\n    tests: [{QUOTED}]\n"),
    "flow list": (f"{PLAIN}    tests: [t.py::a]\n", f"    tests: [t.py::a, {QUOTED}]\n"),
    "empty flow list": (f"{PLAIN}    tests: []\n", f"    tests: [{QUOTED}]\n"),
    "flow list of lines": (
        f"{PLAIN}    tests: [\n      t.py::a,\n      'b', # b\n    ]\n",
        f"      'b', {QUOTED}, # b\n    ]\n",
    ),
    "block list": (f"{PLAIN}    tests:\n      - t.py::a  # a\n", f"      - t.py::a  # a\n      - {QUOTED}\n"),
    "block list at the margin": (f"{PLAIN}    tests:\n    - t.py::a\n", f"    - t.py::a\n    - {QUOTED}\n"),
    "block list in the middle": (
        "  - id: A-1\n    tests:\n      - t.py::a\n    # status\n    kind: defect\n    title: x\n    status: fixed\n",
        f"      - t.py::a\n      - {QUOTED}\n    # status\n",
    ),
    "flow record": (
        "  - {id: A-1, kind: defect, title: Broken, status: fixed}\n", f"status: fixed, tests: [{QUOTED}]}}\n",
    ),
    "flow record of lines": (
        "  - {id: A-1, kind: defect,  # a\n     title: 'Broken', status: fixed,\n    }\n",
        f"status: fixed, tests: [{QUOTED}],\n    }}\n",
    ),
    "quoted keys": (PLAIN.replace("status", '"status"'), f"    tests: [{QUOTED}]\n"),
    "dash alone": (PLAIN.replace("- id: A-1", "-\n    id: A-1"), f"    tests: [{QUOTED}]\n"),
}  # fmt: skip


def read(tmp_path: Path, text: str) -> Ledger:
    path = tmp_path / "defects.yml"
    path.write_bytes(text.encode())
    return ledger_yaml.read(Source(str(path), "defects.yml"))


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("more", [REST, ""], ids=["first", "only"])
def test_every_layout_is_kept(name: str, more: str, tmp_path: Path) -> None:
    record, expected = LAYOUTS[name]
    text = HEAD + record + more
    after = ledger_edit.edited(text, "A-1", TEST)
    assert expected in after
    assert ledger_edit.differing(read(tmp_path, text), read(tmp_path, after), {"A-1": TEST}) == ""
    assert read(tmp_path, after).records[0].tests[-1] == TEST
    rest = iter(after)
    assert all(char in rest for char in text)  # what was written is all there, in its order


def test_only_what_is_added_differs() -> None:
    text = HEAD + PLAIN + REST
    after = ledger_edit.edited(text, "A-1", TEST)
    assert after.replace(f"    tests: [{QUOTED}]\n", "") == text


def test_a_list_of_records_alone_other_line_ends_and_a_byte_order_mark(tmp_path: Path) -> None:
    text = "\ufeff" + PLAIN.replace("\n", "\r\n")
    after = ledger_edit.edited(text, "A-1", TEST)
    assert after == f"{text}    tests: [{QUOTED}]\r\n"
    assert read(tmp_path, after).records[0].tests == (TEST,)


def test_a_file_without_a_line_feed_at_its_end() -> None:
    text = HEAD + PLAIN.removesuffix("\n")
    assert ledger_edit.edited(text, "A-1", TEST) == f"{text}\n    tests: [{QUOTED}]"


def test_characters_beyond_ascii_count_as_one(tmp_path: Path) -> None:
    text = HEAD.replace("Ours", "Ünsere 🧵") + PLAIN.replace("Broken", "Größe 🧵") + REST
    after = ledger_edit.edited(ledger_edit.edited(text, "B-2", TEST), "A-1", "t.py::test_größe")
    found = read(tmp_path, after)
    assert [record.tests for record in found.records] == [("t.py::test_größe",), (TEST,)]


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (f"{PLAIN}    tests: t.py::a\n", "has tests that are no list"),
        (f"{PLAIN}    tests:\n", "has tests that are no list"),
        (f"{PLAIN}    tests:\n      - >-\n        t.py::a\n", "ends in a way that no line can be added to"),
        ("  - id: |-\n      A-1\n", "begins with a text of several lines"),
        (PLAIN.replace("A-1", "A-3"), "cannot be found as a record of its own"),
        (f"{PLAIN}    tests: [\n", "stands in a file that is not well-formed YAML"),
    ],
)
def test_what_cannot_be_edited_is_refused(record: str, why: str) -> None:
    with pytest.raises(ledger_edit.NotEditableError, match=why):
        ledger_edit.edited(HEAD + record, "A-1", TEST)


@pytest.mark.parametrize(
    ("change", "odd"),
    [
        (("title: Other", "title: Else"), "B-2"),
        (("status: fixed", "status: rejected"), "A-1"),
        (("  - id: B-2", "  - id: C-3"), "B-2"),
        ((REST, ""), "B-2"),
        ((TEST, "other"), "A-1"),
        (("records:", f"waivers: [{WAIVER}]\nrecords:"), "waivers"),
    ],
)  # fmt: skip
def test_whatever_else_differs_is_seen(change: tuple[str, str], odd: str, tmp_path: Path) -> None:
    text = HEAD + PLAIN + REST
    before, after = read(tmp_path, text), ledger_edit.edited(text, "A-1", TEST)
    changed = after.replace(*change)
    assert changed != after
    assert ledger_edit.differing(before, read(tmp_path, changed), {"A-1": TEST}) == odd


def test_a_shared_list_is_never_changed_for_both(tmp_path: Path) -> None:
    first = f"{PLAIN}    tests: &ours [t.py::a]\n"
    text = HEAD + first + REST + "    tests: *ours\n"
    after = ledger_edit.edited(text, "A-1", TEST)
    assert ledger_edit.differing(read(tmp_path, text), read(tmp_path, after), {"A-1": TEST}) == "B-2"


def test_the_line_to_write_by_hand(tmp_path: Path) -> None:
    (record,) = read(tmp_path, f"{HEAD}{PLAIN}    tests: [t.py::a]\n").records
    assert ledger_edit.by_hand(record, TEST) == f'tests: ["t.py::a", {QUOTED}]'


@given(st.text(min_size=1, alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])).filter(str.strip))
def test_any_name_of_a_test_is_read_as_it_was_written(test: str) -> None:
    import yaml

    after = ledger_edit.edited(HEAD + PLAIN + REST, "A-1", test)
    assert yaml.safe_load(after)["records"][0]["tests"] == [test]
