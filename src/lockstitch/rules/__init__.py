"""Rules: one file a rule. A rule reads the matrix and yields findings; yielding none means that it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from lockstitch.model import Finding, Matrix, Rule
from lockstitch.rules import (
    coverage_floor,
    excluded_change,
    failing_regression_test,
    idle_regression_test,
    lost_coverage,
    stale_baseline,
    stale_proof,
    stray_link,
    unclassified_fix,
    unclassified_record,
    uncovered_change,
    uncovered_feature,
    unmeasured_change,
    unproven_fix,
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
    "unclassified-record": unclassified_record,
    "stale-baseline": stale_baseline,
}
"""In the order in which their findings are shown."""
