"""What is kept, what is run again, and what a killed run leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from proving import BROKEN, FIXED, TEST, Proven, Shop
from shop_project import COMMAND

from lockstitch.errors import UsageError
from lockstitch.git import history
from lockstitch.git.repository import Repository
from lockstitch.prove import Wish, here, ledger, workspace

ID = "tests/test_basket.py::test_voucher"
LEDGER = ".lockstitch/proofs.jsonl"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files of this test alone."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield place
    tempfile.tempdir = None


def _two(shop: Shop) -> None:
    shop.start({"src/shop/basket.py": BROKEN, "src/shop/other.py": "A = 1\n"})
    shop.fix("S-1", {"src/shop/basket.py": FIXED, "tests/test_basket.py": TEST}, [ID])
    other = "from shop.other import A\n\n\ndef test_a():\n    assert A == 2\n"
    shop.fix("S-2", {"src/shop/other.py": "A = 2\n", "tests/test_other.py": other}, ["tests/test_other.py::test_a"])


def test_a_second_run_runs_no_test(mended: Shop) -> None:
    first = mended.prove()
    text = mended.ledger.read_text()
    assert (first.ran, first.code) == ([ID], 0)
    assert mended.plan()[1].jobs == ()
    again = mended.prove()
    assert (again.ran, again.verdict(ID), again.code) == ([], "proven", 0)
    assert mended.ledger.read_text() == text


def test_a_refuted_test_stays_refuted(shop: Shop) -> None:
    shop.start({"src/shop/basket.py": BROKEN})
    test = TEST.replace(", 2) == 7", ") == 9")
    shop.fix("S-1", {"src/shop/basket.py": FIXED, "tests/test_basket.py": test}, [ID])
    assert shop.prove().code == 1
    again = shop.prove()
    assert (again.ran, again.code) == ([], 1)


def _undecided(shop: Shop) -> None:
    """A skipped test, a failing one and one that is not there, all committed."""
    shop.start({"src/shop/basket.py": BROKEN})
    skipped = "import pytest\n\n\n@pytest.mark.skip\ndef test_skipped():\n    pass\n\n\ndef test_red():\n    assert 0\n"
    names = ("skipped", "red", "gone")
    shop.fix(
        "S-1", {"src/shop/basket.py": FIXED, "tests/test_a.py": skipped}, [f"tests/test_a.py::test_{n}" for n in names]
    )
    shop.commit("Record it")


def _verdicts(proven: Proven) -> list[tuple[str, bool]]:
    return [(one.proof.verdict, one.known) for one in proven.report.tried]


def test_what_is_undecided_is_kept_while_nothing_changes(shop: Shop) -> None:
    _undecided(shop)
    first = shop.prove()
    assert _verdicts(first) == [("not-run", False), ("failing", False), ("not-run", False)]
    assert _verdicts(shop.prove()) == [(verdict, True) for verdict, _ in _verdicts(first)]
    shop.commit("Keep the proofs")
    again = shop.prove()
    assert (again.ran, again.code) == ([], first.code)


@pytest.mark.parametrize("change", ["commit", "edit", "untracked", "timeout", "installed", "variable"])
def test_what_is_undecided_is_tried_again_where_anything_changed(
    shop: Shop, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _undecided(shop)
    shop.prove(environment=("SHOP_DB",))
    settings: dict[str, dict[str, Any]] = {"timeout": {"timeout": 21}, "installed": {"installed": "a-1.dist-info"}}
    more = settings.get(change, {})
    if change == "commit":
        shop.save("Elsewhere", {"src/shop/more.py": ""})
    elif change == "edit":
        shop.write("src/shop/basket.py", BROKEN)
    elif change == "untracked":
        shop.write("tests/conftest.py", "")
    elif change == "variable":
        monkeypatch.setenv("SHOP_DB", "there")
    _, planned = shop.plan(environment=("SHOP_DB",), **more)
    assert planned.known == ()


def test_a_proof_of_a_dirty_tree_is_of_no_commit(shop: Shop) -> None:
    _undecided(shop)
    shop.write("tests/conftest.py", "")
    assert [one.proof.head for one in shop.prove().report.tried] == ["", "", ""]
    (shop.root / "tests/conftest.py").unlink()
    assert shop.plan()[1].known == ()


@pytest.mark.defect("LS-41")
def test_a_proof_made_again_reads_the_same(shop: Shop) -> None:
    shop.start({"src/shop/basket.py": BROKEN})
    test = TEST.replace(
        "assert total([9], 2) == 7", "assert total([9], 2) == 7, (object(), __file__, 'see /tmp/after/x at 0')"
    )
    shop.fix("S-1", {"src/shop/basket.py": FIXED, "tests/test_basket.py": test}, [ID])
    message = shop.prove().of(ID).message
    assert "(<object object>, 'tests/test_basket.py', 'see /tmp/after/x at 0')" in message
    text = shop.ledger.read_text()
    assert shop.prove(Wish(select="all")).ran == [ID]
    assert shop.ledger.read_text() == text


def test_what_could_not_be_tried_does_not_take_the_place_of_a_proof(mended: Shop) -> None:
    mended.commit("Record it")
    mended.prove()
    text = mended.ledger.read_text()
    mended.save("Rewrite", {"tests/test_basket.py": TEST.replace("test_voucher", "test_other")})
    again = mended.prove(Wish(select="all"))
    assert again.verdict(ID) == "not-run"
    assert "keeps its proof of 2026-06-01: proven" in again.of(ID).reason
    assert mended.ledger.read_text() == text


def test_the_ledger_is_written_twice_a_second_and_at_the_end(mended: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    run, _ = mended.plan()
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    (proof,) = (one.proof for one in mended.prove().report.tried)
    mended.ledger.unlink()

    def held() -> list[str]:
        return [each.record for each in ledger.read(run.config)]

    with ledger.Growth(run.config) as growth:
        assert growth.patience() is None
        growth.add([proof])
        assert held() == ["S-1"]
        growth.add([proof._replace(record="S-2")])
        assert (held(), growth.patience()) == (["S-1"], ledger.PAUSE)
        now[0] += ledger.PAUSE
        growth.add([proof._replace(record="S-3")])
        assert held() == ["S-1", "S-2", "S-3"]
        growth.add([proof._replace(record="S-4")])
    assert held() == ["S-1", "S-2", "S-3", "S-4"]
    with pytest.raises(SystemExit), ledger.Growth(run.config) as growth:
        growth.add([proof])
        growth.add([proof._replace(record="S-5")])
        raise SystemExit(143)
    assert held()[-1] == "S-5"


class _Held(Executor):
    """Does the first two jobs at once; the third ends when the ledger holds both, or after a while."""

    def __init__(self, ledger: Path) -> None:
        self.ledger = ledger
        self.given: list[Future[Any]] = []
        self.seen = 0

    def submit(self, fn: Any, /, *args: Any, **more: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.given.append(future)
        if len(self.given) < 3:
            future.set_result(fn(*args, **more))
        else:
            Thread(target=self._watch).start()
        return future

    def _watch(self) -> None:
        for _ in range(400):
            self.seen = self.ledger.read_text().count("\n") if self.ledger.exists() else 0
            if self.seen == 2:
                break
            time.sleep(0.05)
        self.given[2].set_result(())


def test_what_has_ended_is_written_while_another_job_runs(shop: Shop) -> None:
    _two(shop)
    shop.fix("S-3", {"src/shop/third.py": "", "tests/test_third.py": TEST}, ["tests/test_third.py::test_voucher"])
    pool = _Held(shop.ledger)
    shop.prove(pool=pool)
    assert pool.seen == 2


def test_what_changed_is_stale_and_renewed(shop: Shop) -> None:
    _two(shop)
    assert shop.prove().code == 0
    shop.write("tests/test_basket.py", TEST.replace("[9], 2) == 7", "[9, 1], 2) == 8"))
    renewed = shop.prove(Wish(select="stale"))
    assert renewed.ran == [ID] == [one.written for one in renewed.report.tried]
    assert renewed.verdict(ID) == "proven"
    assert shop.prove(Wish(select="stale")).report.tried == ()


def test_all_is_proven_again_and_other_places_are_kept(mended: Shop) -> None:
    mended.prove()
    assert mended.prove(Wish(select="all")).ran == [ID]
    assert mended.prove(platform="elsewhere").ran == [ID]
    assert mended.ledger.read_text().count("\n") == 2


def test_only_the_records_that_are_asked_for(shop: Shop) -> None:
    _two(shop)
    assert [one.proof.record for one in shop.prove(Wish(("S-2",))).report.tried] == ["S-2"]
    with pytest.raises(UsageError, match="S-3") as told:
        shop.plan(Wish(("S-3",)))
    assert "did you mean" in told.value.faults[0].hint


def test_shards_are_parts_of_the_whole(shop: Shop) -> None:
    _two(shop)
    parts = [[asked.record for job in shop.plan(Wish(shard=(n, 3)))[1].jobs for asked in job.asked] for n in (1, 2, 3)]
    assert parts == [["S-1"], ["S-2"], []]


def test_one_pair_of_trees_serves_all_defects_of_a_commit(shop: Shop) -> None:
    shop.start({"src/shop/basket.py": BROKEN})
    sha = shop.fix("S-1", {"src/shop/basket.py": FIXED, "tests/test_basket.py": TEST}, [ID])
    shop.record("S-2", [sha], [ID])
    assert [len(job.asked) for job in shop.plan()[1].jobs] == [2]


def test_jobs_go_to_other_processes(shop: Shop) -> None:
    _two(shop)
    proven = shop.prove(pool=ProcessPoolExecutor(2))
    assert [one.proof.verdict for one in proven.report.tried] == ["proven", "proven"]


def test_what_owes_nothing_or_has_no_test_is_told(shop: Shop) -> None:
    shop.start({"src/shop/basket.py": BROKEN})
    shop.fix("S-1", {"src/shop/basket.py": FIXED})
    shop.record("S-2", [], [ID])
    shop.record("S-3", [], [ID], status="rejected")
    told = {each.record: each.why for each in shop.prove(Wish(("S-1", "S-2", "S-3"))).report.untried}
    assert told["S-1"] == "no test is linked to it"
    assert "no commit is known" in told["S-2"]
    assert "rejected" in told["S-3"]
    assert shop.prove().code == 3


def test_tests_are_found_by_marker_name_and_commit(shop: Shop) -> None:
    shop.start({"src/shop/basket.py": BROKEN})
    marked = f"import pytest\n{TEST}\n\n@pytest.mark.defect('S-1')\ndef test_marked():\n    assert total([3], 1) == 2\n"
    shop.fix("S-1", {"src/shop/basket.py": FIXED, "tests/test_basket.py": TEST})
    shop.save("Later", {"tests/test_basket.py": marked, "tests/test_s_1.py": TEST.replace("voucher", "s_1_again")})
    proven = shop.prove()
    named = ["tests/test_s_1.py", "tests/test_s_1.py::test_s_1_again"]
    assert sorted(proven.ran) == ["tests/test_basket.py::test_marked", ID, *named]
    assert proven.code == 0


def test_what_the_gate_calls_linked_is_what_is_proven(shop: Shop) -> None:
    shop.start({"src/shop/basket.py": BROKEN, "tests/test_more.py": "def test_more():\n    pass\n"})
    told = (
        f'import pytest\n{TEST}\n\ndef test_a():\n    """Regression test for S-1."""\n    assert total([3], 1) == 2\n'
        '\n\n@pytest.mark.issue("S-1")\ndef test_issue():\n    assert total([4], 1) == 3\n'
    )
    sha = shop.save("Mend the voucher", {"src/shop/basket.py": FIXED})
    shop.save("Later", {"tests/test_told.py": told})
    shop.record("S-1", [sha])
    proven = shop.prove()
    assert {test: proven.verdict(test) for test in proven.ran} == {
        "tests/test_told.py::test_a": "proven",
        "tests/test_told.py::test_issue": "proven",
    }


def test_a_test_that_only_mentions_the_defect_is_not_asked(shop: Shop) -> None:
    shop.start({"src/shop/basket.py": BROKEN})
    more = f"{TEST}\n\ndef test_other():\n    # see S-1\n    assert total([9], 2) == 7\n"
    shop.fix("S-1", {"src/shop/basket.py": FIXED, "tests/test_basket.py": more}, [ID])
    assert shop.prove().ran == [ID]


def test_what_cannot_be_read_or_written_is_refused(mended: Shop) -> None:
    mended.write(".lockstitch/proofs.jsonl", "{")
    with pytest.raises(UsageError, match=r"\.lockstitch/proofs\.jsonl:1"):
        mended.prove()
    mended.ledger.unlink()
    mended.ledger.mkdir()
    with pytest.raises(UsageError, match=r"\.lockstitch/proofs\.jsonl: is a folder"):
        mended.prove()
    mended.ledger.rmdir()
    mended.ledger.parent.rmdir()
    mended.write(".lockstitch", "")
    with pytest.raises(UsageError, match=r"\.lockstitch/proofs\.jsonl: cannot be written: "):
        mended.prove()
    mended.write("lockstitch.yml", "records: [gone.jsonl]\n")
    with pytest.raises(UsageError, match=r"gone\.jsonl: does not exist"):
        mended.prove()


def test_a_test_whose_file_cannot_be_read_is_not_there(mended: Shop) -> None:
    (mended.root / "tests/test_basket.py").unlink()
    (mended.root / "tests/test_basket.py").symlink_to("nowhere")
    assert mended.prove().verdict(ID) == "not-run"


def test_records_that_the_configuration_names_are_no_part_of_a_fix(shop: Shop, tmp_path: Path) -> None:
    record = '{"id": "S-9", "kind": "defect", "title": "Another", "status": "open"}\n'
    shop.start({"src/shop/basket.py": FIXED, "src/shop/records.jsonl": record, "tests/test_basket.py": TEST})
    sha = shop.save("Mend S-1", {"src/shop/records.jsonl": f"\n{record}"})
    shop.record("S-1", [sha], [ID])
    outside = tmp_path / "outside.jsonl"
    (shop.root / "defects.jsonl").rename(outside)
    shop.write("lockstitch.yml", f"records: [src/shop/records.jsonl, {outside}]\n")
    assert "the fix changes no product file" in shop.prove().of(ID).reason


def test_a_commit_that_adds_the_ledger_alone_is_like_the_one_before_it(shop: Shop) -> None:
    shop.write(".lockstitch/proofs.jsonl", "")
    first = shop.commit("Start")
    repository = Repository(str(shop.root))
    found = here.look(repository, history.read(repository), LEDGER)
    assert (found.head, [*found.alike]) == (first, [first])
    shop.write(".lockstitch/proofs.jsonl", "\n")
    second = shop.commit("Proofs")
    found = here.look(repository, history.read(repository), LEDGER)
    assert (found.head, sorted(found.alike)) == (second, sorted([first, second]))


def test_what_merely_came_with_the_fix_is_not_asked_beside_what_the_record_lists(shop: Shop) -> None:
    shop.start({"src/shop/basket.py": BROKEN})
    chance = f"{TEST}\n\ndef test_chance():\n    pass\n\n\ndef test_s_1_named():\n    assert total([3], 1) == 2\n"
    shop.fix("S-1", {"src/shop/basket.py": FIXED, "tests/test_basket.py": chance}, [ID])
    assert shop.prove().ran == [ID, "tests/test_basket.py::test_s_1_named"]


def test_a_run_that_is_told_to_stop_clears_up(mended: Shop, temporary: Path) -> None:
    mended.write("tests/conftest.py", "import time\n\n\ndef pytest_configure():\n    time.sleep(60)\n")
    mended.save("Slow", {"tests/test_basket.py": TEST.replace("7", "8 - 1")})
    running = _started(mended, temporary)
    running.send_signal(signal.SIGTERM)
    assert running.wait(30) == 128 + signal.SIGTERM
    assert list(temporary.glob("lockstitch-prove-*")) == []


def test_what_a_killed_run_leaves_the_next_one_clears(mended: Shop, temporary: Path) -> None:
    mended.write("tests/conftest.py", "import time\n\n\ndef pytest_configure():\n    time.sleep(60)\n")
    mended.save("Slow", {"tests/test_basket.py": TEST.replace("7", "8 - 1")})
    before = mended.git("status", "--porcelain"), mended.git("for-each-ref"), mended.git("count-objects")
    running = _started(mended, temporary)
    assert workspace.sweep() == 0  # it is alive
    running.kill()
    running.wait(30)
    assert len(list(temporary.glob("lockstitch-prove-*"))) == 1
    assert (mended.git("status", "--porcelain"), mended.git("for-each-ref"), mended.git("count-objects")) == before
    assert workspace.sweep() == 1
    assert list(temporary.iterdir()) == []


def _started(shop: Shop, temporary: Path) -> subprocess.Popen[bytes]:
    """The command, once it has laid out its trees and runs pytest."""
    environ = {**os.environ, "TMPDIR": str(temporary)}
    command = [COMMAND, "prove", "--python", sys.executable]
    running = subprocess.Popen(command, cwd=shop.root, env=environ, stdout=subprocess.DEVNULL)
    for _ in range(600):
        with suppress(OSError):
            if list(temporary.glob("lockstitch-prove-*/scratch-after/run-0/asked.json")):
                time.sleep(0.2)
                break
        time.sleep(0.05)
    return running
