"""What words mean: a project's own first, types before labels, and of labels the one that owes most."""

from __future__ import annotations

import pytest

from lockstitch.records.export_words import KIND, OUTCOME, Words
from lockstitch.settings import Trackers

PLAIN = Words(Trackers())


@pytest.mark.parametrize("label", ["bug", "Bug", "type: bug", "type:bug", "type::bug", "kind/bug", "C-bug", "T-Defect",
                                   "Type/Regression", "type-bug", "category: crash", "confirmed_bug"])  # fmt: skip
def test_a_label_that_makes_a_defect(label: str) -> None:
    assert PLAIN.kind("", [label]) == ("defect", f"label {label}")


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("enhancement", "feature"),
        ("kind/feature", "feature"),
        ("type: Feature Request", "feature"),
        ("outage", "incident"),
        ("Infrastructure", "incident"),
    ],
)
def test_other_labels(label: str, kind: str) -> None:
    assert PLAIN.kind("", [label])[0] == kind


@pytest.mark.parametrize(
    "label", ["debug", "bugfix-later", "area: bug tracker", "not a bug", "ui", "", "P1", "area/bug", "closed::bug"]
)
def test_a_label_that_says_nothing(label: str) -> None:
    assert PLAIN.kind("", [label]) == ("unclassified", "")


def test_a_defect_weighs_more_than_an_incident_and_that_more_than_a_feature() -> None:
    labels = ["enhancement", "outage", "regression", "bug"]
    assert PLAIN.kind("", labels) == ("defect", "label regression")
    assert PLAIN.kind("", labels[:2])[0] == "incident"


@pytest.mark.parametrize(
    ("type_", "kind"),
    [("Bug", "defect"), ("[System] Incident", "incident"), ("Sub-task", "feature"), ("test_case", "feature")],
)
def test_a_type_comes_before_every_label(type_: str, kind: str) -> None:
    assert PLAIN.kind(type_, ["bug", "outage", "feature"]) == (kind, f"type {type_}")


def test_an_unknown_type_leaves_it_to_the_labels() -> None:
    assert PLAIN.kind("Fehler", ["bug"]) == ("defect", "label bug")


def test_a_projects_own_word_comes_before_all() -> None:
    own = Words(Trackers(labels={"Customer-Report": "defect", "story": "defect", "bug": "incident"}))
    assert own.kind("", ["customer_report"]) == ("defect", "label customer_report")
    assert own.kind("Story", []) == ("defect", "type Story")
    assert own.kind("Task", ["customer report"])[0] == "defect"
    assert own.kind("", ["bug", "regression"])[0] == "incident"
    assert own.kind("Epic", ["enhancement"])[0] == "feature"


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Fixed", "done"), ("COMPLETED", "done"), ("Done", "done"), ("", None), ("Unresolved", "open"),
        ("Won't Fix", "rejected"), ("WONTFIX", "rejected"), ("Won’t Do", "rejected"), ("NOT_PLANNED", "rejected"),
        ("Cannot Reproduce", "rejected"), ("worksforme", "rejected"), ("Behoben", None), ("Won't", None), ("Fix", None),
    ],
)  # fmt: skip
def test_how_a_record_ended(word: str, status: str | None) -> None:
    assert PLAIN.outcome(word) == status


def test_a_projects_own_resolution() -> None:
    own = Words(Trackers(statuses={"Behoben": "fixed", "Zurückgestellt": "rejected", "done": "open"}))
    assert [own.outcome(word) for word in ("behoben", "zurückgestellt", "Done")] == ["done", "rejected", "open"]
    assert own.own("Fixed") is None


@pytest.mark.parametrize(
    ("label", "excused"),
    [
        ("wontfix", True),
        ("resolution::duplicate", True),
        ("closed::invalid", True),
        ("won't-fix", True),
        ("bug", False),
        ("incomplete", False),
    ],
)
def test_a_label_that_excuses(label: str, excused: bool) -> None:
    assert PLAIN.excused(["ui", label]) is excused


def test_no_word_has_two_meanings() -> None:
    from lockstitch.records import export_words as tables

    for table, merged in ((tables._KINDS, KIND), (tables._OUTCOMES, OUTCOME)):
        words = [word for held in table.values() for word in held]
        assert len(words) == len(set(words)) == len(merged)
        assert all(tables.plain(word) == word for word in words)
