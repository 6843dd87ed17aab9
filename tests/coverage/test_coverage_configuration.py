"""Which of the project's configuration the analysis obeys, and that it runs nothing of the project's code."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from lockstitch import lines
from lockstitch.coverage.analysis import analyse, statements_of
from lockstitch.errors import ReadError
from lockstitch.model import FileCoverage

SHOP = Path(__file__).parents[2] / "fixtures" / "reports" / "coveragepy-7.7.0" / "shop" / "cart.py"
CART = FileCoverage("shop/cart.py", lines.of([9]), arcs=frozenset({(-9, 9)}), analysed=False)


def one(root: Path) -> FileCoverage:
    (analysed,) = analyse([CART], str(root))
    return analysed


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository, which is not the current folder."""
    (tmp_path / "repo" / "shop").mkdir(parents=True)
    (tmp_path / "repo" / "shop" / "cart.py").write_text(SHOP.read_text())
    return tmp_path / "repo"


INI = "[coverage:report]\nexclude_also = def refund\n"
FILES = {
    ".coveragerc": "[report]\nexclude_also = def refund\n",
    ".coveragerc.toml": '[report]\nexclude_also = ["def refund"]\n',
    "setup.cfg": INI,
    "tox.ini": INI,
    "pyproject.toml": '[tool.coverage.report]\nexclude_also = ["def refund"]\n',
}
SILENT = {
    "setup.cfg": "[metadata]\nname = shop\n[coverage:run]\n",
    "tox.ini": "[tox]\nenvlist = py\n",
}


def refund_is_excluded(root: Path) -> bool:
    (excluded,) = (excluded for _, excluded in statements_of(str(root), ["shop/cart.py"]).values())
    return lines.contains(excluded, 30)


@pytest.mark.parametrize("name", FILES)
def test_each_configuration_file_counts(name: str, root: Path) -> None:
    assert not refund_is_excluded(root)
    (root / name).write_text(FILES[name])
    assert refund_is_excluded(root)
    assert not lines.contains(one(root).measured, 30)


@pytest.mark.parametrize(("first", "second"), list(pairwise(FILES)))
def test_the_first_one_that_speaks_of_coverage_counts_alone(first: str, second: str, root: Path) -> None:
    (root / second).write_text(FILES[second])
    (root / first).write_text(FILES[first].replace("refund", "nothing"))
    assert not refund_is_excluded(root)
    (root / second).write_text(FILES[second].replace("refund", "nothing"))
    (root / first).write_text(FILES[first])
    assert refund_is_excluded(root)


def test_shared_files_that_are_silent_are_passed_over(root: Path) -> None:
    for name, text in SILENT.items():
        (root / name).write_text(text)
    assert not refund_is_excluded(root)
    (root / "pyproject.toml").write_text(FILES["pyproject.toml"])
    assert refund_is_excluded(root)


def test_an_empty_file_of_coverages_own_counts(root: Path) -> None:
    (root / ".coveragerc").write_text("")
    (root / "pyproject.toml").write_text(FILES["pyproject.toml"])
    assert not refund_is_excluded(root)


def test_the_environment_has_no_say(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rc").write_text(FILES[".coveragerc"])
    monkeypatch.setenv("COVERAGE_RCFILE", str(tmp_path / "rc"))
    assert not refund_is_excluded(root)
    (root / "pyproject.toml").write_text("[tool.coverage.run]\nbranch = true\n")
    assert not refund_is_excluded(root)


def test_what_is_omitted_still_has_statements(root: Path) -> None:
    (root / ".coveragerc").write_text("[run]\nomit = shop/*\nsource = elsewhere\n[report]\nomit = *\ninclude = none\n")
    assert one(root).executed == CART.executed


def test_relative_files_and_path_maps_do_not_matter(root: Path) -> None:
    (root / ".coveragerc").write_text("[run]\nrelative_files = True\n[paths]\nsource =\n    src\n    */shop\n")
    assert one(root).executed == CART.executed


BROKEN = {
    ".coveragerc": "[report]\nexclude_lines = (\n",
    "setup.cfg": "[coverage:report\n",
    "tox.ini": "[coverage:run]\nbranch = perhaps\n",
    "pyproject.toml": "[tool.coverage.report\n",
    ".coveragerc.toml": 'report = "text"\n',
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_configuration_is_told(name: str, root: Path) -> None:
    (root / name).write_text(BROKEN[name])
    with pytest.raises(ReadError) as caught:
        analyse([CART], str(root))
    (fault,) = caught.value.faults
    assert fault.path == name
    assert fault.message.startswith("is no configuration that coverage.py can read: ")
    assert "\n" not in fault.message
    assert str(root) not in fault.message


def test_a_table_that_is_no_table_is_told(root: Path) -> None:
    (root / "pyproject.toml").write_text("tool = 3\n")
    with pytest.raises(ReadError, match="is no configuration"):
        statements_of(str(root), ["shop/cart.py"])


ANALYSIS = """
import sys
from lockstitch.coverage.analysis import analyse
from lockstitch.model import FileCoverage
cart = FileCoverage("shop/cart.py", 1 << 9, arcs=frozenset({(-9, 9)}), analysed=False)
print(analyse([cart], sys.argv[1])[0].analysed)
"""
COVERAGE = "import coverage, sys; coverage.Coverage(data_file=None, config_file=sys.argv[1]).get_data()"
EVIL = {
    ".coveragerc": "[run]\nplugins = evil\ndebug = config\ndebug_file = LOG\n",
    "pyproject.toml": '[tool.coverage.run]\nplugins = ["evil"]\ndebug = ["config"]\ndebug_file = "LOG"\n',
}


def apart(script: str, argument: Path, **environ: str) -> str:
    """What a Python of its own writes, where what is imported from the current folder is the project's code."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("COV")} | environ
    folder = argument if argument.is_dir() else argument.parent
    command = [sys.executable, "-c", script, str(argument)]
    return subprocess.run(command, cwd=folder, env=clean, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("name", EVIL)
def test_no_code_that_the_configuration_names_is_run(name: str, root: Path, tmp_path: Path) -> None:
    """A plugin would be imported, the debug file written."""
    mark, log = tmp_path / "mark", tmp_path / "log"
    (root / "evil.py").write_text(f"open({str(mark)!r}, 'w').close()\ndef coverage_init(reg, options): pass\n")
    (root / name).write_text(EVIL[name].replace("LOG", str(log)))
    assert apart(ANALYSIS, root) == "True\n"
    assert not mark.exists()
    assert not log.exists()
    apart(COVERAGE, root / name)  # the trap is sharp: coverage itself walks into it
    assert mark.exists()
    assert log.exists()


def test_debugging_of_coverage_does_not_get_into_the_output(root: Path) -> None:
    debugging = {"COVERAGE_DEBUG": "config,dataio", "COVERAGE_DEBUG_FILE": "stdout"}
    (root / ".coveragerc").write_text("")
    assert apart(ANALYSIS, root, **debugging) == "True\n"
    assert apart(COVERAGE, root / ".coveragerc", **debugging)


def test_the_current_folder_has_no_say(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".coveragerc").write_text("[report]\nexclude_lines = .\n")
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "cart.py").write_text("x = 1\n")
    for folder in (tmp_path, root):
        monkeypatch.chdir(folder)
        assert one(root).executed == CART.executed
