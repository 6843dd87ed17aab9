"""What `lockstitch suggest` prints, to a person and to a script."""

from __future__ import annotations

import json

from lockstitch.errors import Fault
from lockstitch.model import Commit, Input, Location, Record
from lockstitch.model.suggestion import Candidate, Suggestion, Suggestions
from lockstitch.renderers.suggestions import document, render

RECORD = Record("SHOP-12", "defect", "Total ignores the voucher", "done", Location("defects.yml", 4))
COMMIT = Commit("4f1c2ab" + "0" * 33, (), 0, "Mind the voucher\n\nFixes SHOP-12")


def candidate(name: str, **more: object) -> Candidate:
    found = Candidate(
        f"tests/test_basket.py::{name}",
        Location("tests/test_basket.py", 8),
        70,
        ("added by the fix 4f1c2ab000", "calls `total`, which the fix changed"),
        '    @pytest.mark.defect("SHOP-12")',
    )
    return found._replace(**more)  # type: ignore[arg-type]


def of(*candidates: Candidate, why: str = "") -> Suggestions:
    return Suggestions((Suggestion(RECORD, (COMMIT,), candidates, True, why),), (), 3)


def test_for_a_person() -> None:
    ledger = candidate("b", marker=False, paste='tests: ["x"]', hint="")
    assert (
        render(of(candidate("test_voucher", hint="the file does not import pytest yet"), ledger))
        == """\
SHOP-12  Total ignores the voucher
  commit 4f1c2ab000  Mind the voucher

  1. tests/test_basket.py::test_voucher
     added by the fix 4f1c2ab000; calls `total`, which the fix changed
     → above tests/test_basket.py:8 (the file does not import pytest yet):
           @pytest.mark.defect("SHOP-12")

  2. tests/test_basket.py::b
     added by the fix 4f1c2ab000; calls `total`, which the fix changed
     → in the record, defects.yml:4:
       tests: ["x"]

1 record, 1 with candidates; 3 of the fixed defects have a link that counts
"""
    )


def test_many_are_folded() -> None:
    every = of(*(candidate(f"test_{n}") for n in range(5)))
    assert "     2 more; --verbose shows all\n" in render(every)
    assert "more; --verbose" not in render(every, verbose=True)
    assert render(every, verbose=True).count("→ above") == 5


def test_none_is_told_with_its_reason() -> None:
    text = render(of(why="no commit is known"))
    assert "  ? no commit is known\n" in text
    assert "1 record, 0 with candidates" in text
    assert render(Suggestions(())) == "nothing to suggest: no fixed defect lacks a link\n"


def test_what_could_not_be_looked_at_is_never_nothing_to_do() -> None:
    blind = Suggestions((), (Input("records", "defects.yml", fault=Fault("does not exist", "defects.yml", hint="x")),))
    text = render(blind)
    assert "? could not look at defects.yml: does not exist\n  → x\n" in text
    assert text.endswith("no record to suggest for: cannot say more (exit 3)\n")
    assert json.loads(document(blind))["faults"] == [
        {"message": "does not exist", "path": "defects.yml", "line": 0, "hint": "x"}
    ]


def test_for_a_script() -> None:
    value = json.loads(document(of(candidate("test_voucher"))))
    assert value["schema"] == "lockstitch/suggest/1"
    (item,) = value["suggestions"]
    assert (item["record"], item["clear"], item["commits"]) == ("SHOP-12", True, [COMMIT.sha])
    assert item["candidates"] == [
        {
            "test": "tests/test_basket.py::test_voucher",
            "score": 70,
            "evidence": ["added by the fix 4f1c2ab000", "calls `total`, which the fix changed"],
            "paste": '    @pytest.mark.defect("SHOP-12")',
            "location": {"path": "tests/test_basket.py", "line": 8},
            "hint": "",
        }
    ]


def test_names_cannot_speak_to_the_terminal() -> None:
    hostile = candidate("test_\x1b[31m\n::error::x", evidence=("\u202e##[error]",), paste="tests: ['\x1b']")
    text = render(of(hostile))
    assert not {"\x1b", "\u202e"} & set(text)
    assert "\n::error" not in text
    assert "##[error]" not in text
    assert document(of(hostile)).isascii()
