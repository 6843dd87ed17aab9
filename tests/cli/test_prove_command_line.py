"""`lockstitch prove` as it is installed."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import jsonschema
import pytest
from proving import BROKEN, FIXED, TEST, Shop

ID = "tests/test_basket.py::test_voucher"
PYTHON = ("--python", sys.executable)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = Shop(tmp_path / "repo")
    made.start({"src/shop/basket.py": BROKEN})
    test = f"{TEST}\n\ndef test_plain():\n    assert total([9]) == 9\n"
    files = {"src/shop/basket.py": FIXED, "tests/test_basket.py": test}
    made.fix("S-1", files, [ID])
    return made


def test_for_people_and_for_scripts(shop: Shop) -> None:
    answer = shop.run("prove", *PYTHON)
    assert answer.code == 0
    assert answer.err == ""  # a log of CI stays short
    assert "✓ proven tests/test_basket.py::test_voucher without the fix: AssertionError: assert 9 == 7" in answer
    assert "1 of 1 defect is proven on cpython-" in answer
    again = json.loads(shop.run("prove", *PYTHON, "--format", "json", "S-1").out)
    assert again["schema"] == "lockstitch/proofs/1"
    (proof,) = again["proofs"]
    told = [proof[key] for key in ("record", "test", "verdict", "before", "after", "kind", "from_ledger")]
    assert told == ["S-1", ID, "proven", "failed", "passed", "AssertionError", True]
    third = shop.run("prove", *PYTHON)
    assert re.search(r"\(from the ledger of \d{4}-\d\d-\d\d\)", third.out)
    assert "no test was run for it: --all runs everything again" in third


def test_what_was_not_tried_says_why(shop: Shop) -> None:
    shop.record("S-2", [])
    answer = shop.run("prove", *PYTHON, "S-2")
    assert answer.code == 3
    assert "S-2\n  ? not tried     no commit is known that fixed it: name it in the record's commits\n" in answer.out


def test_a_proof_without_a_reason_is_one_line(shop: Shop) -> None:
    """As another tool may have written it."""
    shop.run("prove", *PYTHON)
    proof = {**json.loads(shop.ledger.read_text()), "reason": ""}
    shop.ledger.write_text(json.dumps(proof) + "\n")
    answer = shop.run("prove", *PYTHON)
    assert answer.code == 0
    (row,) = (row for row in answer.out.splitlines() if "proven" in row and ID in row)
    assert answer.out.splitlines()[answer.out.splitlines().index(row) + 1] == ""


def test_what_scripts_read_follows_its_schema(shop: Shop) -> None:
    schema = json.loads(shop.run("schema", "prove").out)
    shop.record("S-2", [], [ID])
    for words in ((), ("--all",), ("S-1",)):
        found = json.loads(shop.run("prove", *PYTHON, "--format", "json", *words).out)
        jsonschema.validate(found, schema)
        assert found["proofs"]
    for broken in ({**found, "exit_code": 2}, {**found, "proofs": [{**found["proofs"][0], "verdict": "fine"}]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(broken, schema)


def test_the_gate_reads_what_was_proven(shop: Shop) -> None:
    shop.write("lockstitch.yml", "base: none\nrequire: proven\nproofs: .lockstitch/proofs.jsonl\n")
    shop.junit((("test_voucher", ""),))
    assert shop.check().code == 1
    assert shop.run("prove", *PYTHON).code == 0
    assert shop.check().code == 0


@pytest.mark.parametrize(
    ("tests", "code", "words"),
    [
        ([f"{ID[:-7]}plain"], 1, "refuted: the test does not notice the fix disappearing"),
        ([f"{ID[:-7]}gone"], 3, "? not run"),
        ([], 1, "1 proven, 1 refuted"),
    ],
)
def test_exit_codes(shop: Shop, tests: list[str], code: int, words: str) -> None:
    shop.record("S-2", shop.records[0]["commits"], tests)
    answer = shop.run("prove", *PYTHON, "S-2")
    assert answer.code == code, answer.out
    assert words in answer


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("S-7",), "no record has the id 'S-7' hint: did you mean S-1?"),
        (("--shard", "3/2"), "'3/2' is not I/N such as 2/8"),
        (("--python", "/nowhere/python"), "--python /nowhere/python is no program"),
    ],
)
def test_what_cannot_be_asked(shop: Shop, words: tuple[str, ...], message: str) -> None:
    answer = shop.run("prove", *PYTHON, *words)
    assert answer.code == 2
    assert message in answer


def test_without_a_base_no_change_can_be_proven(shop: Shop) -> None:
    answer = shop.run("prove", *PYTHON, "--change", "--base", "nowhere")
    assert answer.code == 3
    assert "nowhere is not in this clone" in answer


def test_nothing_to_prove(tmp_path: Path) -> None:
    made = Shop(tmp_path / "repo")
    made.start({"src/shop/basket.py": BROKEN})
    made.record("S-1", [], [ID], status="rejected")
    answer = made.run("prove", *PYTHON)
    assert (answer.code, answer.out) == (0, "nothing to prove: no fixed defect is asked for\n")
    answer = made.run("prove", *PYTHON, "--stale")
    assert (answer.code, answer.out) == (0, "nothing is stale: no proof in the ledger has to be made again\n")
    answer = made.run("prove", *PYTHON, "--change", "--base", "HEAD")
    assert (answer.code, answer.out) == (0, "nothing to prove: this change claims to fix no defect\n")
