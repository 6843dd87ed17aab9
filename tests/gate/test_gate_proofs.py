"""The proof ledger at the gate: what it proves today, what went stale, and what costs nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from lockstitch import proofs
from lockstitch.errors import UsageError
from lockstitch.git import history
from lockstitch.git.repository import discover
from lockstitch.model import Input, Proof
from lockstitch.settings import Level

if TYPE_CHECKING:
    from tests.gate.conftest import Judged, Make, Site

LEDGER = ".lockstitch/proofs.jsonl"
PROVEN = "require: proven\n"
BROKEN = "def total(prices):\n    return sum(prices) + 1\n"
SHOP = "def total(prices):\n    return sum(prices)\n"
OTHER = "from shop import total\n\n\ndef test_other():\n    pass\n"
TESTS = OTHER + "\n\ndef test_total():\n    assert total([1]) == 1\n"
TEST = "tests/test_cart.py::test_total"


@pytest.fixture
def fixed(make_site: Make) -> Site:
    """One fixed defect, whose test passed; nothing is under review."""
    site = make_site()
    site.ledger(f'id: S-1, tests: ["{TEST}"]')
    site.commit("Start", {"src/shop.py": BROKEN, "tests/test_cart.py": OTHER})
    site.commit("Fixes S-1", {"src/shop.py": SHOP, "tests/test_cart.py": TESTS})
    site.branch("feature")
    site.junit("tests.test_cart test_total", "tests.test_cart test_other")
    return site


def tried(site: Site, test: str = TEST, **given: Any) -> Proof:
    """A proof that is valid for what lies here, but for what is given."""
    repository = discover(str(site.root))
    known = history.read(repository)
    shas = [sha for sha, commit in known.commits.items() if commit.message == "Fixes S-1"]
    parts = history.substance(repository, known, shas, lambda path: path.startswith("src/"))
    source = (site.root / test.partition("::")[0]).read_bytes() if "gone" not in test else b""
    base = known.commits[shas[0]].parents[0]
    hashes = proofs.test_hash(source, test), proofs.fix_hash(parts.values())
    why = "red without the fix"
    proof = Proof("S-1", test, "cpython-3.11-linux", "proven", why, tuple(shas), base, *hashes, "passed", "failed")
    return proof._replace(day=date(2026, 3, 2))._replace(**given)


def keep(site: Site, *kept: Proof) -> None:
    site.write({LEDGER: proofs.text(kept)})


def examined(judged: Judged) -> Input:
    (found,) = (each for each in judged.matrix.inputs if each.kind == "proofs")
    return found


def test_a_valid_proof_is_the_top_rung(fixed: Site) -> None:
    keep(fixed, tried(fixed))
    judged = fixed.check(PROVEN)
    trace = judged.trace("S-1")
    assert (trace.level, trace.gap) == (Level.PROVEN, "")
    assert judged.code == 0
    assert not judged.report.findings
    assert examined(judged).counts == "1 proof: 1 proven"


def test_one_environment_is_enough(fixed: Site) -> None:
    keep(fixed, tried(fixed), tried(fixed, environment="cpython-3.13-linux", verdict="refuted", before="passed"))
    judged = fixed.check(PROVEN)
    assert judged.trace("S-1").level == Level.PROVEN
    assert not judged.report.findings
    assert not judged.report.notes
    assert not fixed.check().report.notes
    assert examined(judged).counts == "2 proofs: 1 proven, 1 refuted"


def test_without_a_ledger_nothing_is_asked_below_proven(fixed: Site) -> None:
    judged = fixed.check()
    assert judged.code == 0
    assert not judged.report.findings
    assert not [each for each in judged.matrix.inputs if each.kind == "proofs"]


def test_without_a_ledger_what_must_be_proven_is_not(fixed: Site) -> None:
    judged = fixed.check(PROVEN)
    (finding,) = judged.report.findings
    assert (finding.rule, finding.verdict, judged.code) == ("unproven-fix", "broken", 1)
    assert finding.message == "S-1: not proven: no recorded run fails without the fix"
    assert finding.hint == "run lockstitch prove S-1 and commit the proof ledger"


def test_a_changed_test_makes_its_proof_stale(fixed: Site) -> None:
    keep(fixed, tried(fixed))
    fixed.edit("tests/test_cart.py", "total([1]) == 1", "total([])")
    judged = fixed.check(PROVEN)
    (finding,) = judged.report.findings
    assert (finding.rule, finding.severity, judged.code) == ("unproven-fix", "error", 1)
    assert judged.trace("S-1").gap == f"proof is stale: {TEST} changed since 2026-03-02; run lockstitch prove S-1"
    assert examined(judged).counts == "1 proof: 1 stale"


def test_a_stale_proof_that_nobody_asked_for_is_a_warning(fixed: Site) -> None:
    keep(fixed, tried(fixed))
    fixed.edit("tests/test_cart.py", "total([1]) == 1", "total([])")
    judged = fixed.check()
    (finding,) = judged.report.findings
    assert (finding.rule, finding.severity, judged.code) == ("stale-proof", "warning", 0)
    assert finding.message == f"S-1: proof is stale: {TEST} changed since 2026-03-02"


def test_a_stale_proof_beside_a_valid_one_is_a_warning(fixed: Site) -> None:
    keep(fixed, tried(fixed), tried(fixed, environment="pypy-3.11-linux", test_hash="0" * 32))
    judged = fixed.check(PROVEN)
    assert [(f.rule, f.severity) for f in judged.report.findings] == [("stale-proof", "warning")]
    assert judged.trace("S-1").level == Level.PROVEN


def test_a_rewritten_fix_makes_its_proof_stale(fixed: Site) -> None:
    keep(fixed, tried(fixed, fix_hash="0" * 32, commits=("1a2b3c4d5e" + "0" * 30,), day=None))
    gap = fixed.check(PROVEN).trace("S-1").gap
    assert gap.startswith("proof is stale: the fix changed since it was tried (tried then: 1a2b3c4d5e)")


def test_a_test_that_is_gone_proves_nothing(fixed: Site) -> None:
    keep(fixed, tried(fixed, "tests/test_gone.py::test_total"))
    judged = fixed.check()
    assert judged.told("stale-proof") == ["S-1: proof is stale: tests/test_gone.py::test_total is gone"]


def test_a_test_whose_file_cannot_be_read_proves_nothing(fixed: Site) -> None:
    keep(fixed, tried(fixed), tried(fixed, "tests/test_cart.py::test_other"))
    fixed.junit("tests.test_cart test_total", "tests.test_cart test_other")
    assert [each.state for each in fixed.check().trace("S-1").proofs] == ["valid", "valid"]
    (fixed.root / "tests/test_cart.py").unlink()
    (fixed.root / "tests/test_cart.py").symlink_to("nowhere")
    assert [each.why for each in fixed.check().trace("S-1").proofs] == [
        "tests/test_cart.py::test_other is gone", f"{TEST} is gone"
    ]  # fmt: skip


@pytest.mark.parametrize("path", ["../outside.py", "/etc/hostname", "src", ".git/config", "x\0y"])
def test_nothing_outside_the_repository_is_read_for_a_proof(fixed: Site, path: str) -> None:
    (fixed.root.parent / "outside.py").write_text("def test_total(): pass\n")
    keep(fixed, tried(fixed, test=TEST)._replace(test=f"{path}::test_total"))
    judged = fixed.check()
    assert [each.state for each in judged.trace("S-1").proofs] == ["stale"]
    assert "is gone" in judged.told("stale-proof")[0]


def test_a_record_that_is_gone_is_told(fixed: Site) -> None:
    keep(fixed, tried(fixed), tried(fixed)._replace(record="S-9"))
    assert fixed.check().told("stale-proof") == ["S-9 has a proof and no record"]


def test_records_that_are_not_judged_are_left_alone(fixed: Site) -> None:
    fixed.ledger(f'id: S-1, tests: ["{TEST}"], resolved: 2026-03-01')
    keep(fixed, tried(fixed, test_hash="0" * 32))
    judged = fixed.check("since: 2026-04-01\n", base="none")
    assert not judged.report.findings
    assert judged.trace("S-1").proofs == ()
    assert examined(judged).counts == "1 proof: 1 of records that are not judged"
    assert not fixed.check('records: "none"\n').of("stale-proof")


def test_edits_elsewhere_leave_a_proof_valid(fixed: Site) -> None:
    keep(fixed, tried(fixed))
    fixed.edit("tests/test_cart.py", "def test_other():\n    pass", "\n\n# more\ndef test_another():\n    assert 1")
    fixed.edit("src/shop.py", "def total", "LIMIT = 3\n\n\ndef total")
    assert fixed.check(PROVEN).trace("S-1").level == Level.PROVEN


def test_a_picked_fix_keeps_its_proof(fixed: Site) -> None:
    keep(fixed, tried(fixed))
    kept = fixed.read(LEDGER)
    pick = fixed.git("rev-parse", "HEAD")
    fixed.git("switch", "--quiet", "--detach", "HEAD^")
    fixed.commit("Above", {"src/shop.py": "# shop\n\n\n" + BROKEN})
    fixed.git("cherry-pick", "-x", pick)
    fixed.write({LEDGER: kept})
    judged = fixed.check(PROVEN, base="none")
    assert judged.trace("S-1").fix.commits[0].sha != pick
    assert judged.trace("S-1").level == Level.PROVEN


def test_a_test_that_did_not_pass_today_is_not_proven(fixed: Site) -> None:
    keep(fixed, tried(fixed))
    fixed.junit("tests.test_cart test_total <skipped/>")
    trace = fixed.check(PROVEN).trace("S-1")
    assert (trace.level, [each.counts for each in trace.proofs]) == (Level.LINKED, [False])


def test_the_proof_of_a_test_that_is_not_linked_does_not_count(fixed: Site) -> None:
    keep(fixed, tried(fixed, "tests/test_cart.py::test_other"))
    (finding,) = fixed.check(PROVEN).report.findings
    assert "no recorded run fails without the fix" in finding.message


@pytest.mark.parametrize(
    ("verdict", "ends", "code", "words"),
    [
        ("refuted", "broken", 1, f"refuted: {TEST} passes without the fix too (cpython-3.11-linux)"),
        ("failing", "broken", 1, "failed with the fix in place when it was tried"),
        ("inconclusive", "unknown", 3, f"the try of {TEST} was inconclusive (cpython-3.11-linux): because"),
        ("flaky", "unknown", 3, "was flaky (cpython-3.11-linux): because"),
        ("not-run", "unknown", 3, "did not run when it was tried (cpython-3.11-linux): because"),
    ],
)
def test_what_a_try_came_to_is_said(fixed: Site, verdict: Any, ends: str, code: int, words: str) -> None:
    keep(fixed, tried(fixed, verdict=verdict, reason="because"))
    judged = fixed.check(PROVEN)
    (finding,) = judged.report.findings
    assert (finding.rule, finding.verdict, judged.code) == ("unproven-fix", ends, code)
    assert words in finding.message
    assert not judged.report.notes
    assert judged.trace("S-1").level == Level.PASSED


def test_a_refuted_test_is_to_be_known_where_no_proof_is_asked_for(fixed: Site) -> None:
    keep(fixed, tried(fixed, verdict="refuted", before="passed"))
    judged = fixed.check()
    assert (judged.code, judged.report.findings) == (0, ())
    assert judged.report.notes == (f"S-1: {TEST} passes without the fix too (cpython-3.11-linux)",)


def test_of_many_refuted_tests_some_are_named_and_the_rest_is_counted(fixed: Site) -> None:
    main = fixed.git("rev-parse", "main")
    refuted = tried(fixed, verdict="refuted", before="passed")
    for many, more in ((5, ()), (7, ("2 more records have no proof but refuted ones: lockstitch explain ID tells",))):
        fixed.ledger(*(f'id: S-{n}, tests: ["{TEST}"], commits: [{main}]' for n in range(1, many + 1)))
        keep(fixed, *(refuted._replace(record=f"S-{n}") for n in range(1, many + 1)))
        notes = fixed.check().report.notes
        assert [note.partition(":")[0] for note in notes[:5]] == [f"S-{n}" for n in range(1, 6)]
        assert notes[5:] == more


def test_parameters_prove_their_function(fixed: Site) -> None:
    fixed.edit("tests/test_cart.py", "def test_total()", "@parametrized\ndef test_total(x)")
    fixed.junit("tests.test_cart test_total[a::b]", "tests.test_cart test_total[c]")
    keep(fixed, tried(fixed, f"{TEST}[a::b]"))
    assert fixed.check(PROVEN).trace("S-1").level == Level.PROVEN


@pytest.mark.parametrize("depth", [1, 2])
def test_a_shallow_clone_cannot_check_and_does_not_say_stale(fixed: Site, make_site: Make, depth: int) -> None:
    proof = tried(fixed)
    keep(fixed, proof)
    fixed.commit("More")
    fixed.git("clone", "--quiet", f"--depth={depth}", f"file://{fixed.root}", str(fixed.root.parent / "shallow"))
    shallow = make_site()
    shallow.root = fixed.root.parent / "shallow"
    shallow.junit("tests.test_cart test_total")
    keep(shallow, proof)
    judged = shallow.check(PROVEN, base="none")
    (finding,) = judged.of("unproven-fix")
    assert finding.verdict == "unknown"
    assert [each.state for each in judged.trace("S-1").proofs] == ["unchecked"]
    assert not judged.of("stale-proof")


def test_a_malformed_ledger_is_refused(fixed: Site) -> None:
    fixed.write({LEDGER: "{}\n"})
    with pytest.raises(UsageError) as caught:
        fixed.check()
    assert {(fault.path, fault.line) for fault in caught.value.faults} == {(LEDGER, 1)}


def test_a_ledger_that_is_named_and_missing_cannot_be_judged_without(fixed: Site) -> None:
    judged = fixed.check("proofs: kept/proofs.jsonl\nrequire: proven\n")
    assert judged.faults == ["kept/proofs.jsonl: does not exist"]
    (finding,) = judged.of("unproven-fix")
    assert (finding.verdict, judged.code) == ("unknown", 3)
    fixed.write({"kept/proofs.jsonl": proofs.text([tried(fixed)])})
    assert fixed.check("proofs: kept/proofs.jsonl\nrequire: proven\n").code == 0


def test_recorded_lines_stand_in_where_contexts_are_missing(fixed: Site) -> None:
    ran = tried(fixed, verdict="inconclusive", exercised={"src/shop.py": 1 << 2})
    keep(fixed, ran)
    trace = fixed.check("require: exercised\n").trace("S-1")
    assert (trace.level, trace.exercised) == (Level.EXERCISED, "yes")
    fixed.data({"tests.test_cart.test_other": {"src/shop.py": [1]}})
    assert fixed.check().trace("S-1").exercised == "no"  # contexts that are there are believed
    (fixed.root / ".coverage").unlink()
    keep(fixed, ran._replace(exercised={"src/shop.py": 1 << 1}))
    assert fixed.check().trace("S-1").level == Level.PASSED
    keep(fixed, ran._replace(exercised={"src/shop.py": 1 << 2}, test_hash="0" * 32))
    assert fixed.check().trace("S-1").level == Level.PASSED


def test_a_baseline_accepts_what_the_past_owes(fixed: Site) -> None:
    entries = [{"record": "S-1", "rule": "unproven-fix"}]
    fixed.write({".lockstitch/baseline.json": json.dumps({"schema": "lockstitch/baseline/1", "entries": entries})})
    fixed.git("add", "--force", ".lockstitch")
    fixed.git("commit", "--quiet", "--message=Baseline")
    assert fixed.check(PROVEN, base="none").code == 0


def test_git_is_started_as_often_for_many_proofs_as_for_one(fixed: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from lockstitch.git.repository import Repository

    counts = []
    stream = Repository.stream
    started: list[str] = []

    def counted(self: Repository, *words: str, given: bytes = b"") -> object:
        started.append(words[0])
        return stream(self, *words, given=given)

    monkeypatch.setattr(Repository, "stream", counted)
    main = fixed.git("rev-parse", "main")
    for many in (1, 20):
        fixed.ledger(*(f'id: S-{n}, tests: ["{TEST}"], commits: [{main}]' for n in range(1, many + 1)))
        keep(fixed, *(tried(fixed)._replace(record=f"S-{n}") for n in range(1, many + 1)))
        started.clear()
        assert fixed.check(PROVEN).code == 0
        counts.append(len(started))
    assert counts[0] == counts[1]


def test_the_room_is_not_imported_where_no_ledger_lies(fixed: Site) -> None:
    code = (
        "import sys; from lockstitch.cli import main\ntry: main()\nfinally: print('lockstitch.proofs' in sys.modules)"
    )
    for there in ("False", "True"):
        command = [sys.executable, "-c", code, "check", "--repo", str(fixed.root), "--base", "main", "--quiet"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.stdout.splitlines()[-1] == there, done.stderr
        keep(fixed, tried(fixed))
