"""Rules: one file a rule. A rule reads the matrix and yields findings; yielding none means that it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from lockstitch.model import Finding, Matrix, Rule
from lockstitch.rules import (
    coverage_floor,
    dropped_record,
    estimated_defect,
    excluded_change,
    failing_regression_test,
    handed_over_defect,
    idle_regression_test,
    lost_coverage,
    lost_regression_test,
    reverted_fix,
    stale_baseline,
    stale_proof,
    stale_waiver,
    stray_link,
    unclassified_fix,
    unclassified_incident,
    uncovered_change,
    uncovered_feature,
    unmeasured_change,
    unowned_defect,
    unprioritised_defect,
    unproven_fix,
    unreviewed_defect,
    untested_defect,
    untested_feature,
    unusable_input,
)


class Judge(Protocol):
    """A module of this shelf."""

    RULE: Rule

    def check(self, matrix: Matrix) -> Iterator[Finding]:
        """The findings, their severity and fingerprint still to be set by the gate."""


RULES: dict[str, Judge] = {
    "unusable-input": unusable_input,
    "untested-defect": untested_defect,
    "failing-regression-test": failing_regression_test,
    "lost-regression-test": lost_regression_test,
    "dropped-record": dropped_record,
    "reverted-fix": reverted_fix,
    "idle-regression-test": idle_regression_test,
    "unproven-fix": unproven_fix,
    "stale-proof": stale_proof,
    "untested-feature": untested_feature,
    "uncovered-change": uncovered_change,
    "unmeasured-change": unmeasured_change,
    "uncovered-feature": uncovered_feature,
    "excluded-change": excluded_change,
    "lost-coverage": lost_coverage,
    "coverage-floor": coverage_floor,
    "stray-link": stray_link,
    "unclassified-fix": unclassified_fix,
    "unclassified-incident": unclassified_incident,
    "unprioritised-defect": unprioritised_defect,
    "unreviewed-defect": unreviewed_defect,
    "estimated-defect": estimated_defect,
    "unowned-defect": unowned_defect,
    "handed-over-defect": handed_over_defect,
    "stale-baseline": stale_baseline,
    "stale-waiver": stale_waiver,
}
"""In the order in which their findings are shown."""
