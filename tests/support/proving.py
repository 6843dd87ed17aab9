"""Repositories with fixed defects, and the road that proves them, run in this very process."""

import json
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

from shop_project import Project

from lockstitch import config
from lockstitch.config import Options
from lockstitch.gate import Run
from lockstitch.git.repository import discover
from lockstitch.model import Proof, ProofReport
from lockstitch.prove import Settings, Wish, plan, prove
from lockstitch.prove.plan import Plan
from lockstitch.rules import RULES

TODAY = date(2026, 6, 1)
NEXT = Wish()
BROKEN = "def total(prices, voucher=0):\n    return sum(prices)\n"
FIXED = "def total(prices, voucher=0):\n    return sum(prices) - voucher\n"
TEST = "from shop.basket import total\n\n\ndef test_voucher():\n    assert total([9], 2) == 7\n"


class Proven:
    """What a run has shown, by test as it was asked for."""

    def __init__(self, report: ProofReport) -> None:
        self.report = report
        self.code = report.exit_code

    def of(self, test: str, record: str = "") -> Proof:
        (found,) = (
            one.proof
            for one in self.report.tried
            if one.written.endswith(test) and (not record or one.proof.record == record)
        )
        return found

    def verdict(self, test: str, record: str = "") -> str:
        return self.of(test, record).verdict

    @property
    def ran(self) -> list[str]:
        """Tests that were not taken from the ledger."""
        return [one.written for one in self.report.tried if not one.known]


class Shop(Project):
    """A repository whose ledger grows with each fix."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self.records: list[Mapping[str, Any]] = []
        self.git("init", "-q", "-b", "main")

    def save(self, message: str, files: Mapping[str, str]) -> str:
        """A commit with these files; its id."""
        for path, text in files.items():
            self.write(path, text)
        return self.commit(message)

    def start(self, files: Mapping[str, str]) -> None:
        self.save("Start", {"src/shop/__init__.py": "", "defects.jsonl": "", ".gitignore": "*.pyc\n", **files})

    def fix(self, record: str, files: Mapping[str, str], tests: Iterable[str] = (), **more: Any) -> str:
        sha = self.save(f"Mend {record}", files)
        self.record(record, [sha], tests, **more)
        return sha

    def record(self, record: str, commits: Iterable[str], tests: Iterable[str] = (), **more: Any) -> None:
        own = {"id": record, "kind": "defect", "status": "fixed", "title": "a defect", "commits": list(commits)}
        self.records.append({**own, "tests": list(tests), **more})
        self.write("defects.jsonl", "".join(json.dumps(each) + "\n" for each in self.records))

    def plan(self, wish: Wish = NEXT, base: str = "", **settings: Any) -> tuple[Run, Plan]:
        repository = discover(str(self.root))
        read = config.read(repository.root, Options(repo=repository.root, base=base), RULES)
        run = Run(repository, read, TODAY, {})
        own = {"python": sys.executable, "timeout": 20, "platform": "here", "command": read.prove.command, **settings}
        return run, plan(run, wish, Settings(**own))

    def prove(self, wish: Wish = NEXT, base: str = "", pool: Executor | None = None, **settings: Any) -> Proven:
        run, planned = self.plan(wish, base, **settings)
        with pool or ThreadPoolExecutor(1) as workers:
            return Proven(prove(run, planned, workers, lambda _progress: None))

    @property
    def ledger(self) -> Path:
        return self.root / ".lockstitch/proofs.jsonl"
