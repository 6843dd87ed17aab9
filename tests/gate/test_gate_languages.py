"""Changed lines of languages that are not parsed: what a report and the look of the source tell of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest

from lockstitch import lines

if TYPE_CHECKING:
    from tests.gate.conftest import Judged, Site

JAVA = """\
class Cart {
    int total(int sum) {
        // what the customer pays
        return Math.max(
            sum - 1,
            0);
    }

    /*
     * nothing
     */
    void clear() { }
}
"""


def changed(site: Site, path: str, before: str, after: str, more: Mapping[str, str] | None = None) -> None:
    site.write({"src/old.py": "B = 1\n", **(more or {})})
    site.ledger()
    site.commit("Before", {path: before} if before else {})
    site.branch("feature")
    site.commit("Change", {path: after})


def sets(judged: Judged, path: str) -> dict[str, str]:
    file = judged.file(path)
    found = {name: getattr(file, name) for name in ("covered", "uncovered", "unmeasured", "excluded")}
    return {name: lines.shown(held) for name, held in found.items() if held}


def istanbul(statements: Mapping[tuple[int, int], int]) -> str:
    import json

    places = {
        str(n): {"start": {"line": first, "column": 0}, "end": {"line": last, "column": 1}}
        for n, (first, last) in enumerate(statements)
    }
    hits = {str(n): count for n, count in enumerate(statements.values())}
    entry = {"path": "web/a.js", "statementMap": places, "s": hits, "branchMap": {}, "b": {}, "fnMap": {}, "f": {}}
    return json.dumps({"web/a.js": entry})


# ---- comments


@pytest.mark.defect("LS-51")
@pytest.mark.parametrize(
    ("old", "new"), [("  // what the", "  // all the"), ("     * nothing", "     * something"), ("\n    /*", "    /*")]
)
def test_a_comment_is_no_code_though_a_report_measures_it(site: Site, old: str, new: str) -> None:
    """V8, LLVM and Go measure all lines from one brace to the other."""
    changed(site, "src/Cart.java", JAVA.replace(old, new), JAVA)
    site.lcov({"src/Cart.java": dict.fromkeys(range(1, 14), 0)})
    judged = site.check()
    assert (judged.told("uncovered-change"), judged.code) == ([], 0)


@pytest.mark.defect("LS-51")
def test_comments_count_for_no_floor(site: Site) -> None:
    changed(site, "src/Cart.java", "", JAVA)
    site.lcov({"src/Cart.java": {**dict.fromkeys(range(1, 14), 1), 3: 0, 8: 0, 9: 0, 10: 0, 11: 0}})
    assert site.check('coverage_floor: {"src/Cart.java": 100}\n').code == 0


def test_brackets_are_no_code_where_spans_are_measured(site: Site) -> None:
    source = "package a\n\nfunc f() {\n\tg(\n\t\t1,\n\t)\n}\n"
    changed(site, "a/f.go", "", source, {"go.mod": "module example.com/a\n"})
    site.write({"cover.out": "mode: set\nexample.com/a/a/f.go:3.10,7.2 1 0\n"})
    judged = site.check()
    assert sets(judged, "a/f.go") == {"uncovered": "3-5"}


# ---- statements of several lines


@pytest.mark.defect("LS-52")
@pytest.mark.parametrize("hits", [0, 1])
@pytest.mark.parametrize(("old", "new"), [("sum - 1", "sum - 2"), ("            0);", "            9);")])
def test_the_second_line_of_a_statement_is_judged_by_its_first(site: Site, old: str, new: str, hits: int) -> None:
    """JaCoCo, gcov and PHPUnit list a statement where it begins."""
    changed(site, "src/Cart.java", JAVA.replace(old, new), JAVA)
    site.lcov({"src/Cart.java": {2: 1, 4: hits}})
    judged = site.check()
    assert sets(judged, "src/Cart.java") == {"covered" if hits else "uncovered": "4"}
    assert judged.code == 1 - hits
    if not hits:
        (finding,) = judged.of("uncovered-change")
        assert finding.lines.bit_count() == 1, "what is shown is the line that changed"


@pytest.mark.defect("LS-52")
@pytest.mark.parametrize("hits", [0, 1])
def test_a_report_that_tells_extents_is_believed(site: Site, hits: int) -> None:
    """No look at a line within a text tells what it belongs to; the innermost statement around it is meant."""
    source = "const f = (a) => {\n  mail(`\n    text\n  `)\n  return a\n}\n"
    changed(site, "web/a.js", source.replace("text", "TEXT"), source)
    site.write({"coverage/coverage-final.json": istanbul({(1, 6): 1, (2, 4): hits, (5, 5): 1})})
    judged = site.check()
    assert sets(judged, "web/a.js") == {"covered" if hits else "uncovered": "2"}
    assert judged.code == 1 - hits


def test_a_long_table_is_one_statement(site: Site) -> None:
    """Twenty thousand lines that each go on from the one above are settled one after the other."""
    table = "class T {\n    int[] all = {\n" + "        1,\n" * 20_000 + "    };\n}\n"
    changed(site, "src/T.java", "", table)
    site.lcov({"src/T.java": {2: 0}})
    judged = site.check()
    assert sets(judged, "src/T.java") == {"uncovered": "2"}


def test_a_line_that_belongs_to_nothing_is_not_guessed_at(site: Site) -> None:
    changed(site, "src/Cart.java", JAVA.replace("void clear", "int clear"), JAVA)
    site.lcov({"src/Cart.java": {2: 1, 4: 1}})
    judged = site.check()
    assert (sum(file.statements for file in judged.matrix.changed), judged.code) == (0, 0)


# ---- reports that are older than the code, or leave it out


@pytest.mark.defect("LS-53")
def test_a_stale_report_cannot_say_in_any_language(site: Site) -> None:
    changed(site, "src/Cart.java", "", JAVA)
    site.lcov({"src/Cart.java": {2: 1, 40: 1, 41: 1}})
    judged = site.check()
    assert judged.file("src/Cart.java").state == "stale"
    assert (judged.told("unmeasured-change"), judged.code) == ([], 3)


def jacoco(lines_: Mapping[int, int]) -> str:
    listed = "".join(f'<line nr="{line}" mi="1" ci="{hits}"/>' for line, hits in lines_.items())
    return (
        f'<report name="x"><package name="shop"><sourcefile name="Cart.java">{listed}</sourcefile></package></report>'
    )


@pytest.mark.parametrize(("measured", "code"), [({2: 1, 4: 1, 12: 1}, 0), ({2: 1, 4: 1, 8: 1}, 0), ({3: 1, 8: 1}, 3)])
def test_a_report_that_measures_comments_is_stale_where_its_tool_never_does(
    site: Site, measured: Mapping[int, int], code: int
) -> None:
    """One such line may be the tool's whim; a report of moved code has many."""
    changed(site, "src/shop/Cart.java", "", JAVA)
    site.write({"jacoco.xml": jacoco(measured)})
    judged = site.check()
    assert judged.code == code
    assert [("is older than the code" in fault, "on line 3, 8" in fault) for fault in judged.faults] == [
        (True, True)
    ] * (code == 3)


@pytest.mark.defect("LS-54")
def test_a_line_that_begins_with_an_operator_is_code(site: Site) -> None:
    """`*p = 1;` and `--n;` are no comments in C."""
    site.write({"src/old.c": "int x;\n"})
    changed(site, "src/new.c", "", "{\n*p = a;\n--n;\n}\n")
    site.lcov({"src/old.c": {1: 1}})
    judged = site.check()
    assert (sets(judged, "src/new.c"), judged.code) == ({"unmeasured": "2-3"}, 1)


def test_what_only_a_failing_test_ran_is_not_covered(site: Site) -> None:
    changed(site, "src/Cart.java", "", JAVA, {"tests/test_cart.py": "def test_one(): pass\ndef test_two(): pass\n"})
    records = (f"TN:tests.test_cart.test_{name}\nSF:src/Cart.java\n{lines_}end_of_record\n" for name, lines_ in
               {"one": "DA:2,1\nDA:4,1\n", "two": "DA:2,1\nDA:4,0\n"}.items())  # fmt: skip
    site.write({"lcov.info": "".join(records)})
    site.junit("tests.test_cart test_one", "tests.test_cart test_two")
    assert sets(site.check(), "src/Cart.java") == {"covered": "2, 4"}
    site.junit('tests.test_cart test_one <failure message="no"/>', "tests.test_cart test_two")
    assert sets(site.check(), "src/Cart.java") == {"covered": "2", "uncovered": "4"}


# ---- Go modules


PROFILE = "mode: set\nexample.com/shop/util/u.go:3.10,5.2 1 1\n"
SOURCE = "package util\n\nfunc F() {\n\tg()\n}\n"


@pytest.mark.parametrize(
    ("module", "folder"),
    [
        ("module example.com/shop\n", ""),
        ("// shop\nmodule example.com/shop // v1\n\ngo 1.19\n", ""),
        ('module "example.com/shop"\n', "backend/"),
        ("module example.com/shop/util\n", "util/"),
    ],
)
def test_the_module_tells_which_of_two_files_is_meant(site: Site, module: str, folder: str) -> None:
    """Without it `util/u.go` and `other/shop/util/u.go` both fit."""
    path = f"{folder.removesuffix('util/')}util/u.go"
    changed(site, path, "", SOURCE, {f"{folder}go.mod": module, "other/shop/util/u.go": SOURCE})
    site.write({"cover.out": PROFILE})
    judged = site.check()
    assert (judged.faults, sets(judged, path), judged.code) == ([], {"covered": "3-4"}, 0)


def test_two_folders_that_claim_one_module_claim_it_in_vain(site: Site) -> None:
    more = {f"{folder}/go.mod": "module example.com/shop\n" for folder in ("a", "b")}
    changed(site, "a/util/u.go", "", SOURCE, {**more, "b/util/u.go": SOURCE})
    site.write({"cover.out": PROFILE})
    judged = site.check()
    assert "example.com/shop/util/u.go" in judged.faults[0]
    assert (judged.matrix.coverage, judged.code) == ({}, 3)


def test_the_configured_map_comes_before_the_module(site: Site) -> None:
    changed(site, "b/util/u.go", "", SOURCE, {"go.mod": "module example.com/shop\n", "util/u.go": SOURCE})
    site.write({"cover.out": PROFILE})
    judged = site.check('paths: {map: {"example.com/shop/": "b/"}}\n')
    assert sets(judged, "b/util/u.go") == {"covered": "3-4"}


# ---- a report that was made before the change


SHOP = "class Shop {\n    int a(int x) {\n        return x + 1;\n    }\n}\n"
ADDED = "\n    int b(int x) {\n        if (x > 1) {\n            x = 2;\n        }\n        return x;\n    }\n}\n"
EDITED = SHOP.replace("x + 1", "x + 2").removesuffix("}\n") + ADDED


@pytest.mark.defect("LS-96")
@pytest.mark.parametrize(
    ("path", "texts", "measured", "unmeasured"),
    [
        ("src/Shop.java", (SHOP, EDITED), {2: 1, 3: 1}, "7, 10"),
        ("web/a.js", (SHOP.replace("int ", ""), EDITED.replace("int ", "")), {3: 1}, "7, 10"),
        ("cart/a.go", ("func a() int {\n\treturn 1\n}\n", "func a() int {\n\treturn 2\n}\n\nfunc b() {\n\tgo c()\n}\n"),
         {1: 1, 2: 1, 3: 1}, "6"),
        ("src/a.php", ("<?php\nfunction a() {\n  return 1;\n}\n",
         "<?php\nfunction a() {\n  return 2;\n}\nfunction b() {\n  throw new E();\n}\n"), {3: 1}, "6"),
    ],
)  # fmt: skip
def test_a_new_function_that_the_report_does_not_know_is_unmeasured(
    site: Site, path: str, texts: tuple[str, str], measured: dict[int, int], unmeasured: str
) -> None:
    changed(site, path, *texts)
    site.lcov({path: measured})
    judged = site.check()
    assert (sets(judged, path)["unmeasured"], judged.code) == (unmeasured, 1)
    assert "not measured" in judged.told("unmeasured-change")[0]
    assert "may be older than the change" in judged.of("unmeasured-change")[0].hint
    site.lcov({path: {**measured, **dict.fromkeys(range(1, texts[1].count("\n") + 1), 1)}})
    assert site.check().code == 0


@pytest.mark.parametrize(
    ("path", "after"),
    [
        ("src/Shop.java", SHOP.replace("x + 1", "x + 2").replace("class", "import a.B;\n\nclass")),
        ("src/Shop.java", SHOP.replace("x + 1", "x + 2") + "\ninterface Tax {\n    int of(int sum);\n}\n"),
        ("src/Shop.java", SHOP.replace("x + 1", "x + 2") + "\n/* if (x) {\n   return 1; */\n"),
        ("src/Shop.java", "@Generated\n" + EDITED),
        ("src/shop.cc", EDITED),
    ],
)
def test_what_a_report_may_leave_out_is_no_matter(site: Site, path: str, after: str) -> None:
    changed(site, path, SHOP, after)
    site.lcov({path: {n: 1 for n, line in enumerate(after.split("\n"), 1) if "x + 2" in line}})
    judged = site.check("rules: {excluded-change: 'off'}\n")
    assert (judged.told("unmeasured-change"), judged.code) == ([], 0)


@pytest.mark.parametrize(
    "new",
    [
        SHOP.replace("int a(int x)", "int a(long x)"),
        SHOP.replace("    int a", "    int B = 1;\n    int C = 2;\n    int a"),
    ],
)
def test_signatures_and_constants_are_no_statements_that_a_report_must_list(site: Site, new: str) -> None:
    more = "\n    int c(int x)\n    {\n        x = 2;\n    }\n}\n"
    changed(
        site,
        "src/Shop.java",
        SHOP.removesuffix("}\n") + more,
        new.removesuffix("}\n") + more.replace("int x", "long x"),
    )
    site.lcov({"src/Shop.java": {n: 1 for n, line in enumerate(new.split("\n"), 1) if "return" in line}})
    assert site.check().told("unmeasured-change") == []


def test_one_such_line_among_measured_ones_may_be_the_tools_whim(site: Site) -> None:
    changed(site, "src/Shop.java", SHOP, SHOP.replace("return x + 1;", "log(x);\n        return x;"))
    site.lcov({"src/Shop.java": {2: 1, 3: 1}})
    assert site.check().told("unmeasured-change") == []


WEB = """\
import { tax } from "./tax.js";

export function total(sum) {
  const net = sum - 1;

  return net + tax(net);
}

export function refund(sum) {
  const back = sum + 1;

  return back;
}
"""
ABOVE = WEB.replace('"./tax.js";\n', '"./tax.js";\n// one\n// two\n// three\n')


def with_functions(site: Site, path: str, functions: Mapping[str, int], measured: tuple[int, ...] = (10,)) -> Judged:
    named = "".join(f"FN:{line},{name}\n" for name, line in functions.items())
    hits = "".join(f"DA:{line},1\n" for line in measured)
    site.write({"lcov.info": f"TN:\nSF:{path}\n{named}{hits}end_of_record\n"})
    return site.check()


@pytest.mark.defect("LS-96")
def test_a_report_that_has_functions_elsewhere_is_stale(site: Site) -> None:
    changed(site, "web/a.js", WEB, ABOVE.replace("sum - 1", "sum - 2"))
    judged = with_functions(site, "web/a.js", {"total": 10, "refund": 8})
    assert (judged.file("web/a.js").state, judged.code) == ("stale", 3)
    assert "web/a.js has no function refund on line 8, where the report has it" in judged.faults[0]


@pytest.mark.parametrize(
    "functions",
    [
        {"total": 6, "refund": 12},  # where they are
        {"total": 5, "refund": 14},  # near enough
        {"total": 10, "refund": 12},  # one alone
        {"_helper": 10, "__awaiter": 11},  # made by a tool
        {"Cart": 1, "(anonymous_2)": 10, "get total": 11},
        {"total": 9, "refund": 6},  # where some function begins, as V8 has a constructor under its class's name
    ],
)
def test_a_report_that_has_functions_where_they_may_be_is_fresh(site: Site, functions: Mapping[str, int]) -> None:
    changed(site, "web/a.js", WEB, ABOVE.replace("sum - 1", "sum - 2"))
    judged = with_functions(site, "web/a.js", functions, (7, 9, 13, 15))
    assert (judged.file("web/a.js").state, judged.code) == ("measured", 0)
