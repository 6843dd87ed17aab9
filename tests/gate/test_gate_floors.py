"""Coverage floors: what is counted below a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.gate.conftest import Site

FLOOR = "coverage_floor: {src/: %d}\n"


@pytest.mark.parametrize(("floor", "broken"), [(66, False), (67, True)])
def test_a_floor_counts_files_that_no_report_lists(site: Site, floor: int, broken: bool) -> None:
    site.commit("Shop", {"src/shop.py": "A = 1\nB = 2\n", "src/new.py": "C = 3\n", "tests/test_x.py": "D = 4\n"})
    site.ledger()
    site.cobertura({"src/shop.py": {1: 1, 2: 1}})
    judged = site.check(FLOOR % floor, base="none")
    assert judged.matrix.floors == {"src/": (2, 3)}
    assert bool(judged.told("coverage-floor")) == broken


def test_a_floor_counts_what_the_reports_list_and_no_excluded_statement(site: Site) -> None:
    pragma = "def f():  # pragma: no cover\n    return 1\n"
    site.commit("Shop", {"src/shop.py": "A = 1\nB = 2\n", "src/new.py": pragma, "src/x.js": "x();\n", "src/a.md": "x"})
    site.ledger()
    site.cobertura({"src/shop.py": {1: 1, 2: 0}})
    assert site.check(FLOOR % 50, base="none").matrix.floors == {"src/": (1, 2)}
    assert site.check(FLOOR % 50, base="none").told("coverage-floor") == []


def test_a_floor_below_which_every_file_is_listed(site: Site) -> None:
    site.commit("Shop", {"src/shop.py": "A = 1\n"})
    site.ledger()
    site.cobertura({"src/shop.py": {1: 1}})
    assert site.check(FLOOR % 100, base="none").matrix.floors == {"src/": (1, 1)}
    (finding,) = site.check("coverage_floor: {lib/: 1}\n", base="none").of("coverage-floor")
    assert finding.verdict == "unknown"
