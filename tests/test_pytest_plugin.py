"""The plugin as its users meet it: pytest in a process of its own, its JUnit report read back."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple, TypeAlias
from unittest import mock
from xml.etree import ElementTree

import pytest

HELD = """
    import pytest

    @pytest.mark.defect("BUG-1")
    def test_one(): pass

    @pytest.mark.defect("BUG-2", "BUG-1")
    def test_both(): pass

    def test_other(): pass
"""


ALONE = {
    **{name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))},
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
}


class Run(NamedTuple):
    code: int
    text: str
    properties: list[tuple[str, list[tuple[str, str]]]]
    """Test case's name and its properties, in the report's order; one entry an attempt."""

    def defects(self) -> dict[str, list[str]]:
        return {name: [value for key, value in pairs if key == "defect"] for name, pairs in self.properties}


def run(folder: Path, source: str, *options: str, plugins: Sequence[str] = ()) -> Run:
    """Runs pytest in a process of its own, with our plugin and the named ones only, whatever else is installed."""
    command = [sys.executable, "-m", "pytest", *laid_out(folder, source, plugins), *options]
    done = subprocess.run(command, cwd=folder, env=ALONE, capture_output=True, text=True, check=False)
    return Run(done.returncode, done.stdout + done.stderr, written(folder))


def run_here(folder: Path, source: str, *options: str, plugins: Sequence[str] = ()) -> Run:
    """The same in this process, our plugin imported anew, so that coverage sees it from its first line on."""
    arguments = [*laid_out(folder, source, plugins), "--import-mode=importlib", *options]
    text = io.StringIO()
    with mock.patch.dict(os.environ, ALONE), mock.patch.dict(sys.modules), redirect_stdout(text), redirect_stderr(text):
        sys.modules.pop("lockstitch.pytest_plugin", None)
        code = pytest.main(arguments)
    return Run(int(code), text.getvalue(), written(folder))


Runner: TypeAlias = Callable[..., Run]


def laid_out(folder: Path, source: str, plugins: Sequence[str]) -> list[str]:
    (folder / "test_it.py").write_text(dedent(source), encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --strict-markers\n", encoding="utf-8")
    wanted = [word for name in ("lockstitch.pytest_plugin", *plugins) for word in ("-p", name)]
    return [*wanted, "-p", "no:cacheprovider", f"--rootdir={folder}", f"--junitxml={folder / 'junit.xml'}", str(folder)]


def written(folder: Path) -> list[tuple[str, list[tuple[str, str]]]]:
    report = folder / "junit.xml"
    cases = ElementTree.parse(report).iter("testcase") if report.exists() else ()
    return [(c.attrib["name"], [(p.attrib["name"], p.attrib["value"]) for p in c.iter("property")]) for c in cases]


def test_mark_on_function_class_module_and_parameter(tmp_path: Path) -> None:
    source = """
        import pytest

        pytestmark = pytest.mark.defect("BUG-1")

        @pytest.mark.defect("BUG-2", "BUG-3")
        class TestIt:
            @pytest.mark.defect("BUG-4", "BUG-2")
            def test_method(self): pass

        @pytest.mark.parametrize("n", [1, pytest.param(2, marks=pytest.mark.defect("BUG-5"))])
        def test_case(n): pass
    """
    answer = run_here(tmp_path, source)
    assert answer.code == 0
    assert answer.defects() == {
        "test_method": ["BUG-4", "BUG-2", "BUG-3", "BUG-1"],
        "test_case[1]": ["BUG-1"],
        "test_case[2]": ["BUG-5", "BUG-1"],
    }
    ids = [value for _, pairs in answer.properties for key, value in pairs if key == "lockstitch.nodeid"]
    assert ids == ["test_it.py::TestIt::test_method", "test_it.py::test_case[1]", "test_it.py::test_case[2]"]


@pytest.mark.parametrize("family", ["xunit1", "xunit2"])
def test_properties_survive_skips_and_failing_set_up(tmp_path: Path, family: str) -> None:
    source = """
        import unittest
        import pytest

        @pytest.fixture
        def broken(): raise RuntimeError

        @pytest.mark.defect("BUG-1")
        def test_set_up(broken): pass

        @pytest.mark.skip(reason="not here")
        @pytest.mark.defect("BUG-2")
        def test_skipped(): pass

        @pytest.mark.xfail
        @pytest.mark.defect("BUG-3")
        def test_xfailed(): assert 0

        class TestOld(unittest.TestCase):
            @pytest.mark.defect("BUG-4")
            def test_old(self): pass
    """
    answer = run(tmp_path, source, "-o", f"junit_family={family}")
    assert answer.code == 1
    assert answer.defects() == {
        "test_set_up": ["BUG-1"],
        "test_skipped": ["BUG-2"],
        "test_xfailed": ["BUG-3"],
        "test_old": ["BUG-4"],
    }


def test_each_attempt_of_a_rerun_carries_its_id_once(tmp_path: Path) -> None:
    source = """
        import pytest

        tries = []

        @pytest.mark.defect("BUG-1")
        def test_flaky():
            tries.append(1)
            assert len(tries) == 2
    """
    answer = run(tmp_path, source, "--reruns=1", plugins=["pytest_rerunfailures"])
    expected = [("defect", "BUG-1"), ("lockstitch.nodeid", "test_it.py::test_flaky")]
    assert answer.code == 0
    attempts = max(1, len(answer.properties))  # one test case or one an attempt: versions of rerunfailures differ
    assert answer.properties == [("test_flaky", expected)] * attempts
    assert "1 rerun" in answer.text


def test_xdist_hands_the_properties_on_and_its_group_stays_out_of_the_node_id(tmp_path: Path) -> None:
    # the group shows in node ids up to pytest 8
    source = """
        import pytest

        @pytest.mark.xdist_group("till")
        @pytest.mark.defect("BUG-1")
        @pytest.mark.parametrize("at", ["a@b"])
        def test_grouped(at): pass
    """
    answer = run(tmp_path, source, "-n1", "--dist=loadgroup", plugins=["xdist.plugin"])
    [(_, pairs)] = answer.properties
    assert pairs == [("defect", "BUG-1"), ("lockstitch.nodeid", "test_it.py::test_grouped[a@b]")]


def test_marks_that_a_project_adds_at_collection_count(tmp_path: Path) -> None:
    hook = """
        import pytest

        def pytest_collection_modifyitems(items):
            for item in items:
                item.user_properties.append(("defect", "BUG-1"))
                item.add_marker(pytest.mark.defect("BUG-1"))
                item.add_marker(pytest.mark.defect("BUG-9"))
    """
    (tmp_path / "conftest.py").write_text(dedent(hook), encoding="utf-8")
    answer = run(tmp_path, "def test_it(): pass")
    assert answer.defects() == {"test_it": ["BUG-1", "BUG-9"]}


def test_a_run_without_marks_is_left_as_it_is(tmp_path: Path) -> None:
    answer = run_here(tmp_path, "def test_plain(): pass")
    assert answer.code == 0
    assert answer.properties == [("test_plain", [])]
    assert "deselected" not in answer.text


@pytest.mark.parametrize(
    ("options", "names", "deselected"),
    [
        (["--defect", "BUG-2"], ["test_both"], 2),
        (["--defect", "BUG-1"], ["test_one", "test_both"], 1),
        (["--defect=BUG-1", "--defect=BUG-2"], ["test_one", "test_both"], 1),
    ],
)
def test_defect_selects(tmp_path: Path, options: list[str], names: list[str], deselected: int) -> None:
    answer = run_here(tmp_path, HELD, *options)
    assert answer.code == 0
    assert [name for name, _ in answer.properties] == names
    assert f"{len(names)} passed, {deselected} deselected" in answer.text
    assert "no test was collected" not in answer.text


@pytest.mark.parametrize(
    ("options", "code", "names"),
    [
        (["--defect=BUG-7"], 5, []),
        (["--defect=BUG-7", "--defect=BUG-2"], 5, ["test_both"]),
        (["--defect=BUG-2", "-k", "one", "--defect=BUG-7"], 5, []),
    ],
)
def test_an_id_without_a_test_is_never_green(tmp_path: Path, options: list[str], code: int, names: list[str]) -> None:
    answer = run_here(tmp_path, HELD, *options)
    assert answer.code == code
    assert [name for name, _ in answer.properties] == names
    assert "no test was collected for --defect BUG-7" in answer.text


def test_an_id_without_a_test_does_not_hide_a_failure(tmp_path: Path) -> None:
    source = """
        import pytest

        @pytest.mark.defect("BUG-1")
        def test_red(): assert 0
    """
    assert run_here(tmp_path, source, "--defect=BUG-1", "--defect=BUG-7").code == 1


def test_xdist_says_it_too(tmp_path: Path) -> None:
    answer = run_here(tmp_path, HELD, "--defect=BUG-7", "--defect=BUG-2", "-n1", plugins=["xdist.plugin"])
    assert answer.code == 5
    assert answer.text.count("no test was collected for --defect BUG-7") == 1
    assert [name for name, _ in answer.properties] == ["test_both"]


BAD = """
    import pytest

    @pytest.mark.defect
    def test_bare(): pass

    @pytest.mark.defect(12)
    def test_number(): pass

    @pytest.mark.defect("BUG-1", ["BUG-2"])
    def test_list(): pass

    @pytest.mark.defect(" ")
    def test_blank(): pass

    @pytest.mark.defect("BUG-1", reason="slip")
    def test_keyword(): pass

    @pytest.mark.defect("BUG-1")
    def test_good(): pass
"""
FAULTS = [
    "test_it.py::test_bare: @pytest.mark.defect needs ids and nothing else",
    'test_number: @pytest.mark.defect needs ids as text, as in @pytest.mark.defect("BUG-12"), but got 12',
    "but got ['BUG-2']",
    "but got ' '",
    "test_keyword: @pytest.mark.defect needs ids and nothing else",
]


@pytest.mark.parametrize("runs", [run, run_here])
@pytest.mark.parametrize("options", [{}, {"plugins": ["xdist.plugin"]}])
def test_all_faulty_marks_are_named_at_once(tmp_path: Path, runs: Runner, options: dict[str, list[str]]) -> None:
    answer = runs(tmp_path, BAD, *(["-n1"] if options else []), **options)
    assert answer.code == 4
    assert [fault for fault in FAULTS if fault not in answer.text] == []
    assert answer.text.count("ERROR: ") == len(FAULTS)
    assert "test_good" not in answer.text


def test_a_worker_that_crashed_has_no_words(tmp_path: Path) -> None:
    source = """
        import os
        import pytest

        @pytest.mark.defect("BUG-1")
        def test_dies(): os._exit(3)
    """
    answer = run(tmp_path, source, "-n1", "--max-worker-restart=0", "--defect=BUG-1", plugins=["xdist.plugin"])
    assert answer.code == 1
    assert "INTERNALERROR" not in answer.text


def test_the_marker_is_documented(tmp_path: Path) -> None:
    assert "@pytest.mark.defect(id, ...): the test keeps" in run_here(tmp_path, HELD, "--markers").text


def test_the_installed_plugin_can_be_switched_off() -> None:
    command = [sys.executable, "-m", "pytest", "--help"]
    known, off = (
        subprocess.run([*command, *switch], capture_output=True, text=True, check=True).stdout
        for switch in ([], ["-p", "no:lockstitch"])
    )
    assert "--defect=ID" in known
    assert "--defect" not in off


def test_it_imports_nothing_else_of_ours() -> None:
    code = "import sys, pytest; a = set(sys.modules); import lockstitch.pytest_plugin; print(*set(sys.modules) - a)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert sorted(done.stdout.split()) == ["lockstitch", "lockstitch.pytest_plugin"]
