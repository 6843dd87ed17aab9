"""What is printed and written: hostile names stay text, and a verdict is never lost."""

from __future__ import annotations

import json

from shop_project import Answer, Project

from vacuous.case import PARTLY, TOTAL, Case, cobertura, covered, edit, gift, junit, ran, write

HOSTILE = "evil\n::error::pwned \x1b[31mred\x1b[0m </script><b>|`=1+1\u202e"
RECORD = json.dumps({"id": "X-1", "kind": "defect", "title": HOSTILE, "status": "fixed"}) + "\n"
FORMS = ("terminal", "json", "markdown", "github")
BROKEN = "import lockstitch.rules.untested_defect as r\nr.check = lambda m: 1 / 0\n"
UNTESTED = (gift, ran, cobertura(PARTLY))


def neutral(project: Project, _answer: Answer) -> None:
    """In no output can a title command anything; the JSON holds it whole."""
    for form in ("terminal", "markdown", "github"):
        text = (project.root / f"{form}.out").read_text(encoding="utf-8")
        assert "pwned" in text
        assert not {"\x1b", "\u202e"} & set(text)
        assert "\n::error::pwned" not in text
        assert form != "markdown" or "<b>" not in text
    found = (project.root / "json.out").read_text(encoding="utf-8")
    assert json.loads(found)["records"][0]["title"] == HOSTILE
    assert "</script>" not in found


def others_written(project: Project, _answer: Answer) -> None:
    assert (project.root / "fine.md").read_text(encoding="utf-8").startswith("#")


CASES = (
    Case("O5", "a title that holds commands for every output",
         (write("defects.jsonl", RECORD), junit(TOTAL)), 1, ("pwned",),
         ("--records", "defects.jsonl", *(f"--output={form}={form}.out" for form in FORMS)), more=neutral),
    Case("O7", "an output file that cannot be written", (covered,), 2,
         ("no/such/folder/report.json: cannot be written", "the gate holds"),
         ("--output", "json=no/such/folder/report.json", "--output", "markdown=fine.md"), more=others_written),
    Case("O7-quiet", "the quiet verdict of a broken gate", UNTESTED, 1, ("broken: 1 finding (exit 1)",), ("--quiet",)),
    Case("O7-optimised", "Python without its asserts and docstrings", UNTESTED, 1, ("2 changed statements",),
         env={"PYTHONOPTIMIZE": "2"}),
    Case("O7-ascii", "a console that can print ASCII only",
         (gift, covered, edit("defects.yml", "Total", "T\u00f6tal \u2603")), 0, ("the gate holds",),
         env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}),
    Case("O7-broken", "lockstitch itself breaks", (covered, write("broken/sitecustomize.py", BROKEN)), 4,
         ("itself broke: ZeroDivisionError", "--debug"), env={"PYTHONPATH": "broken"}),
    Case("O7-clock", "a day that is none", (covered,), 2, ("tomorrow",), env={"LOCKSTITCH_TODAY": "tomorrow"}),
)  # fmt: skip
