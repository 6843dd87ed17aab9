"""What fixes changed, where that stands today, and which tests came with them: one history with a file for each fix."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from lockstitch import lines
from lockstitch.settings import Level

if TYPE_CHECKING:
    from tests.gate.conftest import Judged, Make, Site

CODE = """\
LIMIT = 3
RATES = [5, 7]
OLD = True


def total(prices):
    check(prices)
    log(prices)
    return sum(prices)


def tax(price):
    return price // 5
"""
SCRIPT = """\
export function vat(n) {
  log(n);
  return n / 5;
}
"""
CALLS = "a();\nb();\nc();\nd();\ne();\n"
PRIVATE = """\
class Cart {
  #limit = 3;
}
"""
TESTS = """\
import shop


def test_total():
    assert shop.total([1])


class TestTax:
    def test_tax(self):
        assert shop.tax(5)
"""
NEW = """\


def test_new():
    assert shop.LIMIT
"""


def replaced(old: str, new: str) -> Callable[[str], str]:
    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return edit


FIXES: dict[str, tuple[Callable[[str], str], list[int]]] = {
    "added": (replaced("sum(prices)\n", "sum(prices) - 1\n"), [9]),
    "two_places": (lambda t: t.replace("LIMIT = 3", "LIMIT = 4").replace("// 5", "// 6"), [1, 13]),
    "moved": (replaced("sum(prices)\n", "sum(prices) - 1\n"), [12]),
    "gone": (replaced("price // 5", "price // 6"), []),
    "rewritten": (replaced("price // 5", "price // 6"), [13]),
    "less": (replaced("    log(prices)\n", ""), [7, 8]),
    "bare": (replaced("OLD = True\n", ""), [2, 5]),
    "comment": (replaced("    log(prices)\n", "    # not logged\n"), [7, 9]),
    "blank": (replaced("    log(prices)\n", "\n"), [7, 9]),
    "renamed": (replaced("sum(prices)\n", "sum(prices) - 1\n"), [9]),
    "broken": (replaced("sum(prices)\n", "sum(prices) - 1\n"), []),
    "twice": (replaced("sum(prices)\n", "sum(prices) - 1\n"), [9, 13]),
}
"""Name of the fix's file → the edit, and the first lines of its statements as they stand today."""
LATER: dict[str, Callable[[str], str]] = {
    "moved": lambda text: "# one\n# two\n# three\n" + text,
    "gone": replaced("\n\ndef tax(price):\n    return price // 6\n", ""),
    "rewritten": replaced("price // 6", "round(price / 6)"),
    "broken": lambda text: text + "def (\n",
    "twice": replaced("// 5", "// 6"),
}
"""What happened to the file after its fix."""


def number(name: str) -> str:
    return f"F-{[*FIXES].index(name) + 1}"


@pytest.fixture(scope="module")
def judged(make_site: Make) -> Judged:
    site = make_site()
    site.commit("Shop", {f"src/{name}.py": CODE for name in FIXES})
    for name, (edit, _) in FIXES.items():
        site.commit(f"Fixes {number(name)}", {f"src/{name}.py": edit(CODE)})
    for name, edit in LATER.items():
        message = f"Fixes {number(name)}" if name == "twice" else "Later"
        site.commit(message, {f"src/{name}.py": edit(site.read(f"src/{name}.py"))})
    site.git("mv", "src/renamed.py", "src/called.py")
    site.commit("Rename")
    test = "tests: ['tests/test_shop.py::test_total']"
    site.ledger(*(f"id: {number(name)}, {test}" for name in FIXES))
    site.write({"tests/test_shop.py": TESTS})
    site.junit("tests.test_shop test_total")
    return site.check()


@pytest.mark.parametrize("name", FIXES)
def test_where_a_fix_stands_today(name: str, judged: Judged) -> None:
    path = "src/called.py" if name == "renamed" else f"src/{name}.py"
    expected = FIXES[name][1]
    assert judged.trace(number(name)).fix.lines == ({path: lines.of(expected)} if expected else {})


def test_code_removed_outside_of_functions_is_told(judged: Judged) -> None:
    bare = {trace.record.id: trace.fix.bare for trace in judged.matrix.traces if trace.fix.bare}
    assert bare == {number("bare"): ("src/bare.py",)}


def test_what_the_commits_changed_is_kept(judged: Judged) -> None:
    fix = judged.trace(number("twice")).fix
    assert len(fix.commits) == 2
    assert [*fix.changes] == ["src/twice.py"]


def exercised(site: Site, context: dict[str, dict[str, list[int]]]) -> tuple[str, str]:
    site.data(context)
    trace = site.check("require: exercised\n").trace("F-1")
    return trace.exercised, trace.why_unknown


RUN = "tests/test_shop.py::test_total|run"


def fixed(site: Site, after: str) -> None:
    """One defect whose fix makes the module's code what it is `after`."""
    site.commit("Shop", {"src/shop.py": CODE, "tests/test_shop.py": TESTS})
    site.commit("Fixes F-1", {"src/shop.py": after})
    site.ledger("id: F-1, tests: ['tests/test_shop.py::test_total']")
    site.junit("tests.test_shop test_total")


def test_a_fix_that_only_deletes_in_a_function_is_run_by_who_runs_the_function(site: Site) -> None:
    fixed(site, CODE.replace("    log(prices)\n", ""))
    assert exercised(site, {"": {"src/shop.py": [1, 2, 3, 6, 11]}, RUN: {"src/shop.py": [7, 8]}}) == ("yes", "")
    assert exercised(site, {"": {"src/shop.py": [1, 2, 3, 6, 11]}, RUN: {"src/shop.py": [12]}}) == ("no", "")


def test_a_fix_that_only_deletes_in_a_module_is_run_at_import(site: Site) -> None:
    fixed(site, CODE.replace("OLD = True\n", ""))
    found = exercised(site, {"": {"src/shop.py": [1, 2, 5, 11]}, RUN: {"src/shop.py": [6]}})
    assert found == ("at import", "its lines run when the module is imported")


def test_code_removed_inside_and_outside_is_unknown_until_the_inside_runs(site: Site) -> None:
    fixed(site, CODE.replace("OLD = True\n", "").replace("price // 5", "price // 6"))
    before = {"": {"src/shop.py": [1, 2, 5, 11]}, RUN: {"src/shop.py": [6]}}
    state, why = exercised(site, before)
    assert (state, "outside every function" in why) == ("unknown", True)
    assert exercised(site, {**before, RUN: {"src/shop.py": [12]}}) == ("yes", "")


def test_a_fix_of_which_nothing_is_left_is_unknown_never_idle(site: Site) -> None:
    fixed(site, CODE.replace("price // 5", "price // 6"))
    site.commit("Later", {"src/shop.py": CODE.replace("\n\ndef tax(price):\n    return price // 5\n", "")})
    found = exercised(site, {"": {"src/shop.py": [1]}, RUN: {"src/shop.py": [9]}})
    assert found == ("unknown", "no statement of the fix survives in today's tree")


@pytest.mark.parametrize(
    ("path", "before", "after", "expected"),
    [
        ("web/vat.js", SCRIPT, SCRIPT.replace("n / 5", "n / 4"), [3]),
        ("web/vat.js", SCRIPT, SCRIPT.replace("  log(n);\n", ""), [1, 2]),
        ("web/vat.js", SCRIPT, SCRIPT.replace("  log(n);\n", "  // silent\n"), [2, 3]),
        ("web/vat.js", SCRIPT, SCRIPT.replace("  log(n);\n", "  // silent\n  // now\n"), [3, 4]),
        pytest.param(
            "web/calls.js",
            CALLS,
            CALLS.replace("b();\n", "").replace("d();\n", ""),
            [1, 2, 3],
            marks=pytest.mark.defect("LS-8"),
        ),
        ("web/cart.js", PRIVATE, PRIVATE.replace("3", "4"), [2]),
        ("docs/conf.py", CODE, CODE.replace("3", "4"), []),
        ("README.md", CODE, CODE.replace("3", "4"), []),
    ],
    ids=["added", "removed", "comment", "two comments", "two removed", "private field", "no product", "no code"],
)
def test_a_fix_outside_of_python_code(site: Site, path: str, before: str, after: str, expected: list[int]) -> None:
    site.commit("Shop", {path: before, "tests/test_shop.py": TESTS})
    site.commit("Fixes F-1", {path: after})
    site.ledger("id: F-1, tests: ['tests/test_shop.py::test_total']")
    site.junit("tests.test_shop test_total")
    assert site.check().trace("F-1").fix.lines == ({path: lines.of(expected)} if expected else {})


CAME: dict[str, list[str]] = {
    "appends": ["tests/test_appends.py::test_new"],
    "edits": ["tests/test_edits.py::TestTax::test_tax"],
    "both": ["tests/test_both.py::test_new", "tests/test_both.py::test_total"],
    "imports": [],
    "renamed": ["tests/test_called.py::test_new"],
    "deleted": [],
    "file_deleted": [],
    "removes": [],
    "javascript": [],
    "unsaved": ["tests/test_saved.py::test_new"],
}
"""What the fixing commit does to its test file → the tests that are linked through it today."""


@pytest.fixture(scope="module")
def tested(make_site: Make) -> Judged:
    site = make_site()
    own = {name: f"# {name}\n" * 9 for name in CAME}
    site.commit("Shop", {"src/shop.py": CODE, **{f"tests/test_{name}.py": own[name] + TESTS for name in CAME}})
    edits = dict.fromkeys(CAME, TESTS + NEW)
    edits["edits"] = TESTS.replace("tax(5)", "tax(5) == 1")
    edits["both"] = TESTS.replace("total([1])", "total([1]) == 1") + NEW
    edits["imports"] = TESTS.replace("import shop", "import os\nimport shop")
    edits["removes"] = TESTS.replace("\n\ndef test_total():\n    assert shop.total([1])\n", "")
    for number, name in enumerate(CAME):
        ending = "test.js" if name == "javascript" else "py"
        text = "test('new', () => {});\n" if name == "javascript" else own[name] + edits[name]
        site.commit(f"Fixes T-{number}", {f"tests/test_{name}.{ending}": text})
    site.git("mv", "tests/test_renamed.py", "tests/test_called.py")
    site.git("rm", "--quiet", "tests/test_file_deleted.py")
    site.commit("Later", {"tests/test_deleted.py": own["deleted"] + TESTS})
    site.git("mv", "tests/test_unsaved.py", "tests/test_saved.py")
    site.ledger(*(f"id: T-{number}" for number in range(len(CAME))))
    site.junit("tests.test_edits.TestTax test_tax", "tests.test_called test_new")
    return site.check()


@pytest.mark.parametrize("name", CAME)
def test_the_tests_that_came_with_a_fix_and_are_still_there(name: str, tested: Judged) -> None:
    tests = tested.trace(f"T-{[*CAME].index(name)}").tests
    assert [test.id for test in tests] == CAME[name]
    assert {(link.via, link.strength) for test in tests for link in test.links} <= {("commit", "commit")}


def test_a_test_that_came_with_a_fix_counts_once_it_passed(tested: Judged) -> None:
    levels = {name: tested.trace(f"T-{number}").level for number, name in enumerate(CAME)}
    assert (levels["edits"], levels["renamed"]) == (Level.PASSED, Level.PASSED)
    assert (levels["appends"], levels["imports"]) == (Level.LINKED, Level.NONE)


def test_two_fixes_in_one_commit_share_it(site: Site) -> None:
    site.commit("Shop", {"src/shop.py": CODE})
    sha = site.commit("Fixes F-1 and F-2", {"src/shop.py": CODE.replace("3", "4"), "tests/test_shop.py": TESTS})
    site.ledger("id: F-1", "id: F-2")
    judged = site.check()
    for record in ("F-1", "F-2"):
        trace = judged.trace(record)
        assert [commit.sha for commit in trace.fix.commits] == [sha]
        assert trace.fix.lines == {"src/shop.py": lines.of([1])}
        assert len(trace.tests) == 2


def test_no_fix_no_git(site: Site) -> None:
    site.commit("Shop", {"src/shop.py": CODE})
    site.ledger("id: F-1")
    trace = site.check().trace("F-1")
    assert (trace.scope, trace.fix.commits, trace.fix.lines) == ("judged", (), {})
