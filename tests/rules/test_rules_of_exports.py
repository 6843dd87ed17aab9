"""Records of a tracker's export: a hint names only what can be done about them."""

from collections.abc import Callable
from typing import Any

import pytest

from lockstitch.model import Finding, Fix, Input, Location
from lockstitch.rules import RULES, hints
from lockstitch.settings import Level

Make = Callable[..., Any]
INPUTS = (
    Input("records", "issues.json", "github"),
    Input("records", "defects.yml", "ledger-yaml"),
    Input("results", "junit.xml", "junit"),
)


def found(rule: str, matrix: Any) -> Finding:
    (finding,) = RULES[rule].check(matrix)
    return finding


@pytest.mark.defect("LS-114")
@pytest.mark.parametrize(
    ("rule", "kind", "changes"),
    [
        ("untested-defect", "defect", {"level": Level.NONE}),
        ("untested-feature", "feature", {"level": Level.NONE}),
        ("uncovered-feature", "feature", {"level": Level.PASSED, "fix": Fix(())}),
        (
            "idle-regression-test",
            "defect",
            {"level": Level.PASSED, "required": Level.EXERCISED, "fix": Fix(()), "why_unknown": "no commit is known"},
        ),
        ("unproven-fix", "defect", {"level": Level.PASSED, "required": Level.PROVEN, "fix": Fix(())}),
    ],
)
def test_an_issue_has_neither_tests_nor_commits(
    make_matrix: Make, make_trace: Make, rule: str, kind: str, changes: dict[str, Any]
) -> None:
    def hint(ident: str, path: str) -> str:
        trace = make_trace(**changes)
        record = trace.record._replace(id=ident, kind=kind, location=Location(path, 3))
        return found(rule, make_matrix(traces=(trace._replace(record=record),), inputs=INPUTS)).hint

    assert "in the record" not in hint("12", "issues.json")
    assert "in the record" in hint("SHOP-12", "defects.yml")


@pytest.mark.parametrize(
    ("ident", "said"), [("12", '"Fixes #12" in its commit message'), ("ABC-1", '"Fixes ABC-1" in its commit message')]
)
def test_how_a_commit_names_an_issue(make_matrix: Make, make_trace: Make, ident: str, said: str) -> None:
    record = make_trace().record._replace(id=ident, location=Location("issues.json", 3))
    assert hints.claim(make_matrix(inputs=INPUTS), record, "Fixes") == said


@pytest.mark.parametrize("path", ["defects.yml", "junit.xml", "elsewhere.json"])
def test_a_ledger_is_no_export(make_matrix: Make, path: str) -> None:
    assert not hints.exported(make_matrix(inputs=INPUTS), path)
    assert hints.exported(make_matrix(inputs=INPUTS), "issues.json")


def test_an_export_that_could_not_be_read_has_no_records(make_matrix: Make) -> None:
    assert not hints.exported(make_matrix(inputs=(Input("records", "issues.json"),)), "issues.json")
