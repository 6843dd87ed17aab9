"""What is written: a small configuration that explains itself, and an empty ledger."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence

from lockstitch.init.survey import Root, Survey


def toml(survey: Survey) -> str:
    """The table for `pyproject.toml`."""
    return "[tool.lockstitch]\n" + "".join(_configuration(survey, lambda key, value: f"{key} = {value}"))


def yaml(survey: Survey) -> str:
    """`lockstitch.yml`."""
    return "".join(_configuration(survey, lambda key, value: f"{key}: {value}"))


def _configuration(survey: Survey, line: Callable[[str, str], str]) -> Iterable[str]:
    yield "# How a fixed defect must be held by its tests: linked, passed, exercised (its test runs the lines of\n"
    yield "# the fix: needs coverage contexts) or proven (it fails without the fix: `lockstitch prove`).\n"
    yield f"{line('require', json.dumps('passed'))}\n"
    nested = [root for root in survey.roots if root.folder]
    if nested:
        yield "# Reports of each part; one that is missing is never passed over.\n"
        yield f"{line('results', _globs(survey.roots, [root.runner.results for root in survey.roots]))}\n"
        yield f"{line('coverage', _globs(survey.roots, [root.runner.coverage for root in survey.roots]))}\n"
    else:
        yield "# Reports in the usual places are found; name those that lie elsewhere:\n"
        yield f"# {line('results', json.dumps(['reports/junit.xml']))}\n"
        yield f"# {line('coverage', json.dumps(['reports/coverage.xml']))}\n"
    yield "# Defects that were fixed before this day are reported, not judged:\n"
    yield f"# {line('since', '2026-01-01')}\n"


def _globs(roots: Sequence[Root], globs: Sequence[str]) -> str:
    whole = (f"{root.folder}/{glob}" if root.folder else glob for root, glob in zip(roots, globs, strict=True))
    return json.dumps(list(whole), ensure_ascii=False)


def ledger(survey: Survey) -> str:
    """`defects.yml`, with an example that is a comment."""
    number = f"{survey.key or 'BUG-'}12"
    tests = next(iter(survey.tests), "tests/test_basket.py")
    python = tests.endswith(".py")
    says = f'@pytest.mark.defect("{number}")' if python else f'a comment "Regression test for {number}"'
    return f"""\
# Defects, incidents and features of this project; `lockstitch schema ledger` tells every field. A fixed defect owes
# a test, which says so by {says} or by its name, or is named here under `tests`.
#
#   - id: {number}
#     kind: defect            # defect, incident or feature
#     title: The total ignores the voucher
#     status: fixed           # open, fixed or rejected
#     severity: high
#     owner: checkout
#     tests: {json.dumps([tests], ensure_ascii=False)}
version: 1
records: []
"""
