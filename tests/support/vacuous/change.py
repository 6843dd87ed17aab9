"""Changes that a gate does not see, or sees where there is nothing."""

from __future__ import annotations

from pathlib import Path

from shop_project import GIFT, Answer, Project

from vacuous.case import (
    BASKET,
    FULL,
    PARTLY,
    SHORT,
    Case,
    Step,
    append,
    cobertura,
    commit,
    configure,
    covered,
    edit,
    event,
    gift,
    git,
    on_main,
    ran,
    shell,
    write,
)

XML = "coverage.xml"
ZEROS = "0" * 40
PRAGMA = "\n\ndef gift(total):  # pragma: no cover\n    return total\n"
WAIVER = """\
waivers:
  - {rule: excluded-change, path: src/shop/basket.py, reason: hardware, owner: ada, until: 2027-01-01}
"""
BRANCHES = "".join(f'<line number="{n}" hits="1"/>' for n in (1, 2, 3, 6, 8, 9))
BRANCHES += '<line number="7" hits="1" branch="true" condition-coverage="50% (1/2)" missing-branches="9"/>'
PARTIAL = (
    '<coverage line-rate="1" branch-rate="0.5"><packages><package><classes><class filename="src/shop/basket.py">'
    f"<lines>{BRANCHES}</lines></class></classes></package></packages></coverage>"
)
TABLE = "src/shop/table.py"
NEW = "def gift():\n    return 1\n"
CLONE = "git clone -q --depth=1 --no-single-branch file://$PWD ../clone"
SETTINGS = """
git config diff.noprefix true; git config diff.mnemonicPrefix true; git config color.ui always
git config diff.external /bin/false; git config diff.context 9; git config diff.interHunkContext 50
git config diff.algorithm patience; git config core.quotePath true; git config diff.renames false
git config diff.orderFile /dev/null; git config diff.relative true; git config log.showSignature true
"""
SILENT = ("the gate holds",)
TWO = ("2 changed statements are not covered",)
UNMEASURED = ("unmeasured-change", "is in no coverage report")


def github(name: str) -> dict[str, str]:
    return {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": "event.json"}


def rows(count: int, path: str = TABLE) -> tuple[Step, ...]:
    return write(path, "".join(f"v{n} = {n}\n" for n in range(count))), commit("A table"), ran


def nothing_written(project: Project, _answer: Answer) -> None:
    assert not (project.root / "x").exists()


def rewritten(project: Project, data: bytes) -> None:
    """The changed file in other bytes, the same statements."""
    Path(project.root, BASKET).write_bytes(data)


CASES = (
    Case("C1", "a base that is not there", (gift, covered), 3, ("origin/nowhere", "fetch-depth: 0"),
         base="origin/nowhere", report=XML),
    Case("C1-shallow", "a shallow clone without the merge base",
         (gift, covered, git("checkout", "-q", "main"), commit("Elsewhere"), git("checkout", "-q", "feature"),
          shell(CLONE)), 3, ("fetch-depth: 0",), ("--repo", "../clone"), base="origin/main"),
    Case("C1-none", "nothing tells the base", (gift, covered), 3, ("--base",), base=None),
    Case("C1-unrelated", "a base that shares no history",
         (gift, covered, git("checkout", "-q", "--orphan", "other"), git("commit", "-q", "-m", "Other"),
          git("checkout", "-q", "feature")), 3, ("other",), base="other", report=XML),
    Case("C2", "no git repository", (shell("mkdir ../plain"),), 2, ("is not in a git repository",),
         ("--repo", "../plain")),
    Case("C2-none", "a folder that is not there", (), 2, ("../none",), ("--repo", "../none")),
    Case("C3-empty", "no change needs no report", (configure('records = "none"'), on_main()), 0,
         ("no change to judge",)),
    Case("C3-same", "the base is the commit itself", (gift, ran, cobertura(PARTLY)), 0, ("no change to judge",),
         base="HEAD", report=XML),
    Case("C3-docs", "only documentation changed", (ran, write("README.md", "# Shop\n"), commit("Docs")), 0, SILENT),
    Case("C3-comment", "only a comment changed",
         (ran, edit(BASKET, "    result = sum", "    # all of them\n    result = sum"), commit("Say it")), 0, SILENT),
    Case("C3-deletion", "only a deletion", (ran, edit(BASKET, "    return result - voucher\n", ""), commit("Less")), 0,
         SILENT),
    Case("C3-rename", "a pure rename", (ran, git("mv", BASKET, "src/shop/cart.py"), commit("Rename")), 0, SILENT),
    Case("C4", "the second line of an uncovered call was edited",
         (append(BASKET, GIFT), on_main(), edit(BASKET, "        0,", "        1,"), ran, cobertura(PARTLY)), 1,
         ("1 changed statement is not covered: src/shop/basket.py line 10", "rest = max("), report=XML, lines=True),
    Case("C5", "an unstaged edit above committed, untested code",
         (gift, edit(BASKET, "def total", "# one\n# two\n# three\ndef total"), ran,
          cobertura({4: 1, 5: 1, 6: 1, 9: 1, 13: 0, 17: 0})), 1,
         ("2 changed statements are not covered: src/shop/basket.py lines 13, 17",), report=XML, lines=True),
    *(
        Case(f"C6-{name}", f".gitattributes with `{text}` in the change",
             (write(".gitattributes", text + "\n"), gift, ran, cobertura(PARTLY)), 1, TWO, report=XML, lines=True)
        for name, text in (("diff", "*.py -diff"), ("binary", "*.py binary"))
    ),
    Case("C6-settings", "settings of git that bend what git diff prints",
         (gift, ran, cobertura(PARTLY), shell(SETTINGS)), 1, TWO, report=XML, lines=True),
    Case("C7", "a new function under a pragma in the change", (append(BASKET, PRAGMA), commit("Gift"), ran,
         cobertura(SHORT)), 1, ("excluded-change", "# pragma: no cover", "2 excluded"), report=XML, lines=True),
    Case("C7-waived", "the same, with a person's word for it",
         (append(BASKET, PRAGMA), commit("Gift"), ran, cobertura(SHORT), append("defects.yml", WAIVER)), 0,
         ("hardware",)),
    Case("C7-omit", "an omit of the coverage configuration in the change",
         (covered, write(".coveragerc", "[run]\nomit =\n    src/shop/api.py\n"), commit("Omit")), 1,
         ("excluded-change", ".coveragerc:3"), report=XML),
    Case("C7-before", "code below a pragma that was there before is excluded, and that is said",
         (append(BASKET, "\n\nclass Old:  # pragma: no cover\n    pass\n"), on_main(),
          append(BASKET, "\n    def new(self):\n        return 1\n"), ran, cobertura(SHORT)), 0, ("2 excluded",),
         report=XML, lines=True),
    Case("C8", "a new source file that no coverage run saw", (covered, write("src/shop/gifts.py", NEW)), 1,
         ("src/shop/gifts.py has 2 changed statements and is in no coverage report", "no test imports"), report=XML,
         lines=True),
    Case("C8-omit", "a changed file that the coverage configuration has always left out",
         (write(".coveragerc", "[run]\nomit = src/shop/basket.py\n"), on_main(), gift, ran,
          cobertura({1: 1}, "src/shop/__init__.py")), 1, UNMEASURED[:1], report=XML),
    Case("C8-excluded", "a new file that a developer's own exclude file hides",
         (covered, write(".git/info/exclude", "*.py\n"), write("src/shop/gifts.py", NEW)), 1, UNMEASURED, report=XML),
    Case("C8-ignored", "a file that .gitignore names is no change",
         (covered, write(".gitignore", "*.xml\nscratch.py\n.gitignore\n"), write("scratch.py", "x = 1\n")), 0, SILENT),
    *(
        Case(f"C8-{name}", f"{path} is no product", (covered, write(path, "X = 1\n\n\ndef gift():\n    return X\n")), 0)
        for name, path in (("test", "tests/test_new.py"), ("conftest", "conftest.py"), ("docs", "docs/conf.py"))
    ),
    Case("C8-newline", "a new source file with a line feed in its name",
         (covered, write("src/shop/a\nb.py", NEW), commit("Odd")), 1, UNMEASURED, report=XML),
    Case("C8-window", "a new Python file of another ending (.pyw)",
         (covered, write("src/shop/gifts.pyw", NEW), commit("A window")), 1, UNMEASURED, report=XML),
    Case("C9", "a partially covered branch on a new line",
         (append(BASKET, "\n\ndef gift(a):\n    if a:\n        a += 1\n    return a\n"), commit("Gift"), ran,
          write(XML, PARTIAL)), 1,
         ("1 of 2 branches not taken on a changed line: src/shop/basket.py:7 (never to 9)",), report=XML),
    *(
        Case(f"C10-{number}", f"`--base={text}`: an option smuggled as a ref", (gift, covered), 2, ("is no revision",),
             (f"--base={text}",), None, report=XML, more=nothing_written)
        for number, text in enumerate(("--output=x", "a..b"), 1)
    ),
    Case("C11", "one uncovered line in 25,001",
         (*rows(25_001), cobertura({n: int(n != 777) for n in range(1, 25_002)}, TABLE)), 1,
         ("1 changed statement is not covered: src/shop/table.py line 777",), report=XML, lines=True),
    Case("C11-floor", "the same, under a floor of 100%",
         (*rows(25_001), cobertura({n: int(n != 777) for n in range(1, 25_002)}, TABLE),
          configure('coverage_floor = { "src/shop/table.py" = 100 }\nrules = { uncovered-change = "off" }')), 1,
         ("25000 of 25001 statements covered, 1 fewer than the floor of 100%",), report=XML, lines=True),
    Case("C12", "a floor of 95% and 94.90% measured",
         (*rows(1000), cobertura({n: int(n > 51) for n in range(1, 1001)}, TABLE),
          configure('coverage_floor = { "src/shop/table.py" = 95 }\nrules = { uncovered-change = "off" }')), 1,
         ("949 of 1000 statements covered, 1 fewer than the floor of 95%",), report=XML, lines=True, floor=95),
    Case("C13-rename", "a rename with untested code in it",
         (git("mv", BASKET, "src/shop/cart.py"), append("src/shop/cart.py", GIFT), commit("Move"), ran,
          cobertura(PARTLY, "src/shop/cart.py")), 1, TWO, report=XML),
    Case("C13-crlf", "the file has new line ends and untested code",
         (gift, ran, cobertura(PARTLY), lambda project: rewritten(
             project, (project.root / BASKET).read_bytes().replace(b"\n", b"\r\n"))), 1,
         ("statements are not covered",), report=XML, lines=True),
    Case("C13-bytes", "a source that is not UTF-8",
         (lambda project: rewritten(project, (project.root / BASKET).read_bytes() + b"\n\nX = '\xff'\n"), commit("X"),
          ran, cobertura({**SHORT, 6: 0})), 1, ("1 changed statement is not covered",), report=XML),
    Case("C13-syntax", "a source that cannot be parsed", (ran, append(BASKET, "def (\n"), cobertura(SHORT)), 3,
         ("mend the syntax",), report=XML),
    Case("C14-pull", "a pull request on GitHub tells the base",
         (gift, covered, event(lambda p: {"pull_request": {"base": {"sha": p.git("rev-parse", "main")}}})), 0,
         ("GitHub pull_request", "3 covered"), base=None, env=github("pull_request")),
    Case("C14-push", "a push to GitHub tells the state before",
         (gift, covered, event(lambda p: {"before": p.git("rev-parse", "main"), "ref": "refs/heads/main"})), 0,
         ("GitHub push", "3 covered"), base=None, env=github("push")),
    Case("C14-first", "a first push has no state before",
         (gift, covered, event(lambda _: {"before": ZEROS, "ref": "refs/heads/new"})), 3, ('base = "none"',), base=None,
         env=github("push")),
    Case("C14-schedule", "a scheduled run has no state before", (gift, covered, event(lambda _: {})), 3,
         ('base = "none"',), base=None, env=github("schedule")),
    Case("C14-said", "a scheduled run of a project that judges only its records then",
         (covered, event(lambda _: {}), configure('base = "none"')), 0, ("no change is judged",), base=None,
         env=github("schedule")),
    Case("C15", "a floor for a folder that is not there",
         (gift, covered, configure('coverage_floor = { "src/nowhere/" = 100 }')), 3,
         ("coverage-floor", "correct the folder")),
    Case("C15-full", "a floor that is kept",
         (gift, ran, cobertura(FULL), configure('coverage_floor = { "src/shop/basket.py" = 100 }')), 0, SILENT),
)  # fmt: skip
