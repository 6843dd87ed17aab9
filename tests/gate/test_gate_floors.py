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
    assert judged.matrix.floors["src/"][:3] == (2, 3, ())
    assert bool(judged.told("coverage-floor")) == broken


def test_a_floor_counts_what_the_reports_list_and_no_excluded_statement(site: Site) -> None:
    pragma = "def f():  # pragma: no cover\n    return 1\n"
    site.commit("Shop", {"src/shop.py": "A = 1\nB = 2\n", "src/new.py": pragma, "src/x.js": "x();\n", "src/a.md": "x"})
    site.ledger()
    site.cobertura({"src/shop.py": {1: 1, 2: 0}})
    assert site.check(FLOOR % 50, base="none").matrix.floors["src/"][:3] == (1, 2, ())
    assert site.check(FLOOR % 50, base="none").told("coverage-floor") == []


def test_a_floor_below_which_every_file_is_listed(site: Site) -> None:
    site.commit("Shop", {"src/shop.py": "A = 1\n"})
    site.ledger()
    site.cobertura({"src/shop.py": {1: 1}})
    assert site.check(FLOOR % 100, base="none").matrix.floors["src/"][:3] == (1, 1, ())
    (finding,) = site.check("coverage_floor: {lib/: 1}\n", base="none").of("coverage-floor")
    assert finding.verdict == "unknown"


@pytest.mark.defect("LS-61")
@pytest.mark.parametrize("folder", ["src/pay", "src/pay/", "./src/pay", "src/pay/a.py"])
def test_a_floor_is_of_its_folder_and_not_of_the_one_beside_it(site: Site, folder: str) -> None:
    site.commit("Shop", {"src/pay/a.py": "A = 1\n", "src/payments/b.py": "B = 1\nC = 2\n", "src/pay.py": "D = 1\n"})
    site.ledger()
    site.cobertura({"src/pay/a.py": {1: 1}, "src/payments/b.py": {1: 0, 2: 0}, "src/pay.py": {1: 0}})
    judged = site.check(f"coverage_floor: {{'{folder}': 100}}\n", base="none")
    assert judged.matrix.floors[folder][:3] == (1, 1, ())
    assert judged.told("coverage-floor") == []


def test_the_empty_name_is_the_whole_repository(site: Site) -> None:
    site.commit("Shop", {"a.py": "A = 1\n", "src/b.py": "B = 1\n"})
    site.ledger()
    site.cobertura({"a.py": {1: 1}, "src/b.py": {1: 0}})
    assert site.check("coverage_floor: {'': 50}\n", base="none").matrix.floors[""][:3] == (1, 2, ())


@pytest.mark.defect("LS-62")
@pytest.mark.parametrize("measured", [True, False])
def test_a_file_whose_statements_nobody_can_count_makes_the_floor_unknown(site: Site, measured: bool) -> None:
    site.commit("Shop", {"src/shop.py": "A = 1\n", "src/new.py": "B = 1\ndef f(:\n    pass\n"})
    site.ledger()
    site.data({"": {"src/shop.py": [1], **({"src/new.py": [1]} if measured else {})}})
    (finding,) = site.check(FLOOR % 100, base="none").of("coverage-floor")
    assert (finding.verdict, finding.location and finding.location.path) == ("unknown", "src/new.py")


def test_a_statement_of_which_two_reports_name_two_lines_counts_once(site: Site) -> None:
    site.commit("Shop", {"src/shop.py": "A = [\n    1,\n]\nB = 2\n"})
    site.ledger()
    site.cobertura({"src/shop.py": {1: 1, 4: 0}})
    site.cobertura({"src/shop.py": {2: 1, 4: 0}}, name="other.xml")
    judged = site.check(FLOOR % 50 + "coverage: [coverage.xml, other.xml]\n", base="none")
    assert judged.matrix.floors["src/"][:3] == (1, 2, ())


@pytest.mark.defect("LS-113")
@pytest.mark.parametrize("folder", ["", ".", "./", "/"])
def test_the_top_has_a_name(site: Site, folder: str) -> None:
    site.commit("Shop", {"a.py": "A = 1\nB = 2\n", "app/b.py": "B = 1\n"})
    site.ledger()
    site.cobertura({"a.py": {1: 1, 2: 0}, "app/b.py": {1: 1}})
    (message,) = site.check(f"coverage_floor: {{'{folder}': 100}}\n", base="none").told("coverage-floor")
    assert message == "the whole repository: 2 of 3 statements covered, 1 fewer than the floor of 100%"


@pytest.mark.defect("LS-113")
def test_the_hint_says_where_most_is_to_be_had(site: Site) -> None:
    lines = "".join(f"v{n} = {n}\n" for n in range(1, 41))
    site.commit(
        "Shop", {"src/a.py": lines, "src/b.py": lines, "src/new.py": "A = 1\nB = 2\n", "src/full.py": "C = 1\n"}
    )
    site.ledger()
    every = range(1, 41)
    site.cobertura(
        {"src/a.py": {n: n % 4 for n in every}, "src/b.py": {n: n % 40 for n in every}, "src/full.py": {1: 1}}
    )
    (finding,) = site.check(FLOOR % 100, base="none").of("coverage-floor")
    assert finding.hint == (
        "cover 13 more, for example in src/a.py (lines 4, 8, 12, 16, …), src/new.py (lines 1-2), src/b.py (line 40)"
    )
    site.write({"src/c.py": "D = 4\n"})
    (finding,) = site.check(FLOOR % 100, base="none").of("coverage-floor")
    assert finding.hint.startswith("cover 14 more")
    assert finding.hint.endswith(" and elsewhere")


def test_a_folder_that_begins_with_a_dot_is_no_top(site: Site) -> None:
    site.commit("Shop", {".app/b.py": "A = 1\n", "app/b.py": "A = 1\n"})
    site.ledger()
    site.cobertura({".app/b.py": {1: 1}, "app/b.py": {1: 0}})
    assert site.check("coverage_floor: {.app: 100}\n", base="none").matrix.floors[".app"][:2] == (0, 0)
