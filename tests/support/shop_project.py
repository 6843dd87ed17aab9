"""A small project in a real repository, and the installed command run on it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

COMMAND = str(Path(sys.executable).with_name("lockstitch"))
LEDGER = """\
version: 1
records:
  - {id: SHOP-12, kind: defect, title: Total ignores the voucher, status: fixed, owner: ada}
"""
BASKET = """\
def total(prices, voucher=0):
    result = sum(prices)
    return result - voucher
"""
GIFT = """\


def gift(
    total,
    card,
):
    rest = max(
        total - card,
        0,
    )
    return rest
"""


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    def __contains__(self, words: str) -> bool:
        """Whether the words stand in what was printed, however its lines are folded."""
        return " ".join(words.split()) in " ".join((self.out + "\n" + self.err).split())


class Project:
    """A repository with one fixed and tested defect on `main`; what a test adds to it is the change under review."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.lines: Mapping[str, Mapping[int, int]] = {}
        self.git("init", "-q", "-b", "main", "--template=")
        self.write("src/shop/__init__.py", "")
        self.write("src/shop/basket.py", BASKET)
        self.write(
            "tests/test_basket.py", "from shop.basket import total\n\n\ndef test_total():\n    assert total([1]) == 1\n"
        )
        self.write("defects.yml", LEDGER)
        self.write(".gitignore", "*.xml\n*.info\n*.json\n.coverage\n")
        self.commit("Basket")
        fix = "\n\ndef test_shop_12_voucher():\n    assert total([9], 2) == 7\n"
        self.write("tests/test_basket.py", (root / "tests/test_basket.py").read_text() + fix)
        self.commit("Fixes SHOP-12")
        self.git("checkout", "-q", "-b", "feature")

    def git(self, *words: str) -> str:
        clean = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        person = {
            f"GIT_{who}_{what}": "ada@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        env = {**clean, **person, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(["git", *words], cwd=self.root, env=env, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def write(self, path: str, text: str | bytes) -> Path:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
        return target

    def append(self, path: str, text: str) -> None:
        self.write(path, (self.root / path).read_text() + text)

    def commit(self, message: str) -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def gift(self) -> None:
        """The change under review: a new function with two statements in its body (lines 6 to 14 of the file)."""
        self.append("src/shop/basket.py", GIFT)
        self.commit("Gift cards")

    def junit(
        self, cases: Sequence[tuple[str, str]] = (("test_total", ""), ("test_shop_12_voucher", "")), **more: str
    ) -> None:
        """`junit.xml` as pytest writes it; a case is (name, inner XML)."""
        body = "".join(
            f'<testcase classname="tests.test_basket" name="{n}" time="0.01">{x}</testcase>' for n, x in cases
        )
        name = more.get("name", "junit.xml")
        suite = f'<testsuite name="pytest" tests="{len(cases)}">{body}</testsuite>'
        self.write(name, f'<testsuites name="pytest tests">{suite}</testsuites>')

    def cobertura(self, files: Mapping[str, Mapping[int, int]], source: str = "", name: str = "coverage.xml") -> None:
        """`coverage.xml` as coverage.py writes it: path → line → hits. `lines` keeps what was written last."""
        self.lines = files
        classes = "".join(
            f'<class name="x" filename="{path}" line-rate="1"><methods/><lines>'
            + "".join(f'<line number="{line}" hits="{hits}"/>' for line, hits in lines.items())
            + "</lines></class>"
            for path, lines in files.items()
        )
        sources = f"<sources><source>{source}</source></sources>" if source else ""
        text = f'<?xml version="1.0" ?><coverage version="7.17" line-rate="1">{sources}<packages><package name="shop">'
        self.write(name, f"{text}<classes>{classes}</classes></package></packages></coverage>")

    def covered(self) -> None:
        """Both reports, with everything that the change holds covered."""
        self.junit()
        self.cobertura({"src/shop/basket.py": {1: 1, 2: 1, 3: 1, 6: 1, 10: 1, 14: 1}})

    def check(self, *words: str, **env: str) -> Answer:
        return self.run("check", *(words if any("--base" in w for w in words) else (*words, "--base", "main")), **env)

    def run(self, *words: str, given: str = "", **env: str) -> Answer:
        foreign = ("GIT", "CI", "COV_CORE", "LOCKSTITCH", "PRE_COMMIT")
        environ = {
            **{k: v for k, v in os.environ.items() if not k.startswith(foreign)},
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "LOCKSTITCH_TODAY": "2026-06-01", **env,
        }  # fmt: skip
        done = subprocess.run(
            [COMMAND, *words], cwd=self.root, env=environ, input=given, capture_output=True, text=True, check=False
        )
        assert "Traceback" not in done.stderr
        return Answer(done.returncode, done.stdout, done.stderr)

    def json(self, *words: str, **env: str) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.check("--format", "json", *words, **env).out)
        return found

    def configure(self, text: str) -> None:
        self.write("pyproject.toml", "[tool.lockstitch]\n" + dedent(text))
