"""Each language end to end: what its own tool wrote of a small project, and the installed command on that project.

The reports come from other folders (`/home/ci/…`), so that every path is settled by what the repository holds.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from shop_project import Project

REPORTS = Path(__file__).parents[2] / "fixtures" / "reports"


class Case(NamedTuple):
    """`path`: where the source stands in its repository. `ran`: something on a line that ran; `more`: other files."""

    report: str
    source: str
    path: str
    uncovered: str
    ran: str
    more: tuple[str, ...] = ()


CART = "src/cart.js"
NYC = "nyc-18.0.0/src/cart.js"
CPP = "gcovr-8.8/shop/cart.cpp"
CASES = {
    "Java, JaCoCo": Case(
        "jacoco-0.8.6/jacoco.xml", "jacoco-0.8.6/src/main/java/com/shop/Cart.java",
        "core/src/main/java/com/shop/Cart.java", "17, 21-22", "total += price",
    ),
    "Go, profile": Case(
        "go-1.19.8/cover-all.out", "go-1.19.8/cart/cart.go", "cart/cart.go", "28, 34-35", "total += price",
        ("go-1.19.8/go.mod", "go-1.19.8/internal/money/money.go"),
    ),
    "JavaScript, Istanbul": Case("nyc-18.0.0/coverage-final.json", NYC, CART, "15, 20, 29", "sum * 0.9"),
    "JavaScript, Clover": Case("nyc-18.0.0/clover.xml", NYC, CART, "15, 20, 29", "sum * 0.9"),
    "JavaScript, V8": Case("c8-12.0.0/coverage-final.json", NYC, CART, "20, 29-30", "sum += price"),
    "PHP, Clover": Case(
        "phpunit-9.6.7/clover-one-line.xml", "phpunit-9.6.7/src/Cart.php", "src/Cart.php", "19, 22, 26", "$total * 0.9"
    ),
    "Ruby, SimpleCov": Case(
        "simplecov-0.22.0/resultset.json", "simplecov-0.22.0/lib/cart.rb", "lib/cart.rb", "11, 13, 19, 24", "price *"
    ),
    "C++, LCOV": Case("lcov-1.16/lcov.info", CPP, "cpp/cart.cpp", "17-18, 23, 28-29, 31", "sum += each"),
    "C++, gcovr": Case("gcovr-8.8/shop/gcovr.json", CPP, "cart.cpp", "17-18, 28-29, 31", "sum - 10"),
    "C++, Coveralls": Case("gcovr-8.8/shop/coveralls.json", CPP, "cart.cpp", "17-18, 28-29, 31", "sum += each"),
    "C++, llvm-cov": Case("llvm-14.0.6/llvm.json", CPP, "cart.cpp", "18, 23, 28-29, 31", "sum += each"),
    "C#, OpenCover": Case(
        "by-hand/dotnet/opencover.xml", "by-hand/dotnet/Cart.cs", "src/Cart.cs", "20, 26-28", "prices.Sum()"
    ),
}  # fmt: skip


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


def begin(project: Project, case: Case, before: str | None, path: str = "") -> None:
    """A change to the source (from `before`, or adding it) and the report of its tests."""
    project.git("switch", "-q", "main")
    project.write("lockstitch.yml", 'records: "none"\n')
    for name in case.more:
        project.write(name.partition("/")[2], (REPORTS / name).read_bytes())
    if before is not None:
        project.write(path or case.path, before)
    project.commit("Before")
    project.git("switch", "-q", "-C", "change")
    project.write(path or case.path, (REPORTS / case.source).read_bytes())
    project.commit("Change")
    project.write("out/report", (REPORTS / case.report).read_bytes())


def text(case: Case) -> str:
    return (REPORTS / case.source).read_text(encoding="utf-8")


def test_uncovered_lines_are_told(project: Project, case: Case) -> None:
    begin(project, case, None)
    answer = project.check("--coverage", "out/report")
    assert answer.code == 1
    assert f"are not covered: {case.path} lines {case.uncovered}" in answer


def test_a_change_that_ran_is_fine(project: Project, case: Case) -> None:
    """Also one of the second line of a statement, which most reports do not list."""
    begin(project, case, text(case).replace(case.ran, "before"))
    answer = project.check("--coverage", "out/report")
    assert answer.code == 0, answer
    assert "changed statements 1 = 1 covered" in answer


def test_a_comment_is_no_code_wherever_it_stands(project: Project, case: Case) -> None:
    sign = "#" if case.path.endswith(".rb") else "//"
    lines = text(case).split("\n")
    commented = next(n for n, line in enumerate(lines) if line.strip().startswith((sign, "/**")))
    begin(project, case, "\n".join([*lines[:commented], f"{sign} before", *lines[commented + 1 :]]))
    answer = project.check("--coverage", "out/report")
    assert answer.code == 0, answer
    assert "none holds a product statement that changed" in answer
    assert "1 with comments, docstrings or blank lines only" in answer


def test_a_report_of_other_paths_is_refused(project: Project, case: Case) -> None:
    begin(project, case, None, f"other/elsewhere{Path(case.path).suffix}")
    project.git("rm", "-q", "--ignore-unmatch", "-r", "internal", "go.mod")
    project.write(f"other/elsewhere{Path(case.path).suffix}", re.sub("nocov|GCOVR_EXCL", "x", text(case)))
    project.commit("Without")
    answer = project.check("--coverage", "out/report")
    assert answer.code == 3
    assert re.search(r"none of its \d+ paths? lies in this repository", answer.out)
    assert "paths.map" in answer
