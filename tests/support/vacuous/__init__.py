"""The vacuous-pass suite: inputs with which nothing was measured, and the right answer to each.

A gate's dominant failure is to be green because it measured nothing. Each case is a small project, the options of one
run, the exit code that is right and the words that must be said. About a fifth of the cases prove silence: what looks
alike and is fine must stay green. `tests/cli/test_vacuous.py` runs all of them through the installed command;
`benchmarks/vacuous.py` runs those that concern coverage through other tools, too, and writes `docs/vacuous-pass.md`.
"""

from __future__ import annotations

from vacuous import change, output, reports, results, settings
from vacuous.case import Case

CASES: tuple[Case, ...] = (*reports.CASES, *results.CASES, *change.CASES, *settings.CASES, *output.CASES)

__all__ = ["CASES", "Case"]
