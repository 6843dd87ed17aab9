"""What our plugin tells from the interpreter of the project under test, asked in the way in which `prove` asks it.

It runs from where it is installed, not from the copy that `prove` lays beside a project, so that coverage knows it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

Event = dict[str, Any]
ALONE = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}


class Watched:
    """The events of one run, and what it printed."""

    def __init__(self, events: Sequence[Event], output: str) -> None:
        self.events = events
        self.output = output

    def of(self, kind: str) -> list[Event]:
        return [event for event in self.events if event["event"] == kind]

    def tests(self, kind: str) -> list[str]:
        return [event["test"].partition("::")[2] for event in self.of(kind)]

    def failure(self, test: str) -> Event:
        (found,) = (one["failure"] for one in self.of("phase") if one["test"].endswith(f"::{test}") and one["failure"])
        assert isinstance(found, dict)
        return found


class Target:
    """A project under test."""

    def __init__(self, top: Path) -> None:
        self.top = top / "project"
        self.asked = top / "asked"
        self.asked.mkdir()
        self.write({"pytest.ini": "[pytest]\n"})

    def write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            path = self.top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")

    def run(self, *wanted: str, options: Sequence[str] = (), **more: Sequence[str]) -> Watched:
        """Asks for tests. `more`: which are `done`, which `modules` are looked up, which files are `traced`."""
        out = self.asked / str(len(list(self.asked.iterdir())))
        out.mkdir()
        request = {"top": str(self.top), "out": str(out), "wanted": wanted, "done": (), "modules": (), "traced": ()}
        (out / "asked.json").write_text(json.dumps({**request, **more}))
        environ = {**ALONE, "LOCKSTITCH_PROVE": str(out / "asked.json"), "PYTHONPATH": str(self.top)}
        command = [sys.executable, "-m", "pytest", "-p", "lockstitch.prove.target.watch", "-p", "no:cacheprovider"]
        done = subprocess.run(
            [*command, *options], cwd=self.top, env=environ, capture_output=True, text=True, check=False
        )
        texts = [path.read_text("ascii") for path in sorted(out.glob("*.jsonl"))]
        return Watched([json.loads(line) for text in texts for line in text.splitlines()], done.stdout + done.stderr)


@pytest.fixture
def target(tmp_path: Path) -> Target:
    return Target(tmp_path)


OUTCOMES = """
    import pytest

    def test_passes(): pass

    def test_fails(): assert 1 == 2

    @pytest.mark.skip(reason="later")
    def test_skipped(): pass

    def test_skips(): pytest.skip("not here")

    @pytest.mark.xfail(reason="known")
    def test_expected(): assert 1 == 2

    @pytest.fixture
    def broken(): raise OSError("no shop")

    def test_stands_on_it(broken): pass

    @pytest.fixture
    def untidy():
        yield
        raise OSError("left open")

    def test_leaves_it(untidy): pass
"""


def test_every_phase_of_a_test_is_told(target: Target) -> None:
    target.write({"tests/test_it.py": OUTCOMES})
    found = target.run("tests/test_it.py")
    names = ["passes", "fails", "skipped", "skips", "expected", "stands_on_it", "leaves_it"]
    every = [f"test_{name}" for name in names]
    assert found.tests("collected") == found.tests("start") == found.tests("end") == every
    told = {(one["test"].partition("::test_")[2], one["when"]): one for one in found.of("report")}
    outcomes = {key: one["outcome"] for key, one in told.items() if one["outcome"] != "passed"}
    assert outcomes == {
        ("fails", "call"): "failed",
        ("skipped", "setup"): "skipped",
        ("skips", "call"): "skipped",
        ("expected", "call"): "skipped",
        ("stands_on_it", "setup"): "failed",
        ("leaves_it", "teardown"): "failed",
    }
    assert [key for key, one in told.items() if one["xfail"]] == [("expected", "call")]
    assert told["skipped", "setup"]["text"] == "Skipped: later"
    assert "assert 1 == 2" in told["fails", "call"]["text"]
    assert told["passes", "call"]["text"] == ""
    phases = {(one["test"].partition("::test_")[2], one["when"]): one["passed"] for one in found.of("phase")}
    assert [key for key, passed in phases.items() if not passed] == [
        ("fails", "call"), ("skipped", "setup"), ("skips", "call"), ("expected", "call"), ("stands_on_it", "setup"),
        ("leaves_it", "teardown"),
    ]  # fmt: skip
    assert ("passes", "teardown") not in phases
    assert [one["test"].partition("::test_")[2] for one in found.of("phase") if one["failure"]] == [
        "fails", "stands_on_it", "leaves_it"
    ]  # fmt: skip
    assert found.failure("test_leaves_it")["message"] == "left open"


CASES = """
    import pytest

    @pytest.mark.parametrize("n", [1, 2])
    def test_many(n): pass

    class TestShop:
        def test_one(self): pass
        def test_two(self): pass
"""


CHOSEN = {
    "a/test_a.py::test_many[2]": "test_many[2]",
    "a/test_b.py::test_many": "test_many[1] test_many[2]",
    "a/test_c.py::test_many[three]": "test_many[1] test_many[2]",
    "a/test_d.py::TestShop": "TestShop::test_one TestShop::test_two",
    "a/test_e.py::TestShop::test_two": "TestShop::test_two",
    "a/test_f.py": "test_many[1] test_many[2] TestShop::test_one TestShop::test_two",
    "a/test_g.py::test_man": "",
    "a/test_h": "",
    "test_i.py": "",
    "b": "test_many[1] test_many[2] TestShop::test_one TestShop::test_two",
}


def test_what_is_asked_for_is_chosen(target: Target) -> None:
    """By a case, a function, a class, a file or a folder; of parameters that are none today, all."""
    files = [f"a/test_{letter}.py" for letter in "abcdefghi"] + ["b/c/test_j.py"]
    target.write(dict.fromkeys(files, CASES))
    found = target.run(*CHOSEN)
    expected = [f"{path}::{one}" for path, each in zip(files, CHOSEN.values(), strict=True) for one in each.split()]
    assert [event["test"] for event in found.of("collected")] == expected
    assert [event["test"] for event in found.of("start")] == expected


def test_what_was_done_before_is_not_run_again(target: Target) -> None:
    target.write({"tests/test_it.py": CASES})
    found = target.run("tests/test_it.py::TestShop", done=["tests/test_it.py::TestShop::test_one"])
    assert found.tests("collected") == ["TestShop::test_one", "TestShop::test_two"]
    assert found.tests("start") == ["TestShop::test_two"]


def test_what_the_project_deselects_is_told_where_it_was_asked_for(target: Target) -> None:
    target.write({"pytest.ini": "[pytest]\naddopts = -k many\n", "tests/test_it.py": CASES})
    assert target.run("tests/test_it.py::TestShop::test_one").tests("deselected") == ["TestShop::test_one"]


def test_what_cannot_be_collected_is_told_from_the_top(target: Target) -> None:
    """Also where pytest's own root lies below."""
    target.write({"pkg/pytest.ini": "[pytest]\n", "pkg/test_it.py": "import nowhere\n", "pkg/test_on.py": "A = 1\n"})
    found = target.run("pkg/test_it.py", options=["--rootdir=pkg", "pkg"])
    (event,) = found.of("uncollected")
    assert event["node"] == "pkg/test_it.py"
    assert "No module named 'nowhere'" in event["text"]


def test_what_concerns_no_file_has_no_name(target: Target) -> None:
    hook = """
        import pytest

        @pytest.hookimpl(wrapper=True)
        def pytest_make_collect_report(collector):
            report = yield
            if isinstance(collector, pytest.Session):
                report.outcome, report.longrepr = "failed", "nothing goes"
            return report
    """
    target.write({"conftest.py": hook, "test_it.py": CASES})
    assert [(event["node"], event["text"]) for event in target.run("test_it.py").of("uncollected")] == [
        ("", "nothing goes")
    ]


def test_where_modules_come_from(target: Target) -> None:
    target.write({
        "shop/__init__.py": "", "shop/basket.py": "", "shop/till.py": "", "store/shelf.py": "", "later.py": "",
        "test_it.py": "import shop.basket\nimport store\n\ndef test_it():\n    import later\n",
    })  # fmt: skip
    found = target.run("test_it.py", modules=["shop", "shop.basket", "shop.till", "store", "later", "nowhere"])
    told = {(event["name"], event["loaded"]): event["origin"] for event in found.of("module")}
    assert told == {
        ("shop", True): str(target.top / "shop/__init__.py"),
        ("shop.basket", True): str(target.top / "shop/basket.py"),
        ("store", True): str(target.top / "store"),
        ("later", False): str(target.top / "later.py"),
    }


def test_a_module_that_moves_while_tests_run_is_told_again(target: Target) -> None:
    target.write({"shop.py": "", "test_it.py": "import shop\n\ndef test_it():\n    shop.__file__ = 'elsewhere.py'\n"})
    found = target.run("test_it.py", modules=["shop"])
    origins = [str(target.top / name) for name in ("shop.py", "elsewhere.py")]
    assert [event["origin"] for event in found.of("module")] == origins


def test_a_finder_that_fails_spoils_nothing(target: Target) -> None:
    finder = """
        import sys

        class Finder:
            def find_spec(self, name, path=None, target=None):
                if name == "shop":
                    raise OSError("the archive is gone")

        sys.meta_path.insert(0, Finder())
    """
    target.write({"conftest.py": finder, "test_it.py": "def test_it(): pass\n"})
    found = target.run("test_it.py", modules=["shop"])
    assert (found.of("module"), found.tests("end")) == ([], ["test_it"])


FAILURES = """
    class Basket:
        pass

    class Mute(Exception):
        def __str__(self):
            raise OSError("no words")

    def deep(n):
        return deep(n - 1) if n else {}["price"]

    def test_attribute(): Basket().total
    def test_class(): Basket.total
    def test_name(): price
    def test_mute(): raise Mute
    def test_deep(): deep(60)
    def test_long(): raise ValueError("x" * 5000)
"""


def test_a_failure_says_what_is_needed_to_tell_kinds_apart(target: Target) -> None:
    target.write({"test_it.py": FAILURES})
    found = target.run("test_it.py")
    attribute, name = found.failure("test_attribute"), found.failure("test_name")
    assert (attribute["type"], attribute["name"]) == ("AttributeError", "total")
    assert attribute["types"] == ["AttributeError", "Exception", "BaseException", "object"]
    assert attribute["owner"] == found.failure("test_class")["owner"] == "test_it.Basket"
    assert (name["name"], name["owner"]) == ("price", "")
    assert found.failure("test_mute")["message"] == "its text cannot be made: OSError"
    assert found.failure("test_deep")["frames"] == [[str(target.top / "test_it.py"), "deep"]] * 40
    assert found.failure("test_long")["message"] == "x" * 2000


def test_workers_select_and_one_process_tells_of_outcomes(target: Target) -> None:
    target.write({"tests/test_it.py": CASES})
    found = target.run("tests/test_it.py::TestShop", options=["-n", "2", "--dist=loadgroup"])
    assert len(found.of("session")) == 3
    assert len(found.of("collected")) == 4
    assert sorted(found.tests("start")) == sorted(found.tests("end")) == ["TestShop::test_one", "TestShop::test_two"]
    assert [len(found.of(kind)) for kind in ("report", "phase")] == [6, 4]


def test_a_system_without_ctypes(target: Target) -> None:
    target.write({"ctypes.py": "raise ImportError('none here')\n", "test_it.py": "def test_it(): pass\n"})
    assert target.run("test_it.py").tests("end") == ["test_it"]


def test_lines_are_told_of_tests_that_have_files_to_be_traced(target: Target) -> None:
    """Which lines, is another matter: another tracer may be at work, and then none is known."""
    fixtures = """
        import pytest

        @pytest.fixture
        def own(): pass

        @pytest.fixture(scope="module")
        def shared(): pass

        def test_it(own, shared): pass
    """
    target.write({"shop.py": "", "test_it.py": fixtures})
    assert target.run("test_it.py", traced=["shop.py"]).tests("lines") == ["test_it", "test_it"]
    assert not target.run("test_it.py").of("lines")
