"""Statements from coverage.py's analysis; its `analysis2`, `branch_stats` and `coverage json` are the oracles."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import coverage
import pytest

from lockstitch import lines
from lockstitch.coverage import coveragepy
from lockstitch.coverage.analysis import analyse, statements_of
from lockstitch.coverage.merge import merge
from lockstitch.load import Source
from lockstitch.model import Ask, Branch, FileCoverage

REPORTS = Path(__file__).parents[2] / "fixtures" / "reports"
SHOP = (REPORTS / "coveragepy-7.7.0" / "shop" / "cart.py").read_text()


def raw(path: str, *executed: int, arcs: frozenset[tuple[int, int]] = frozenset()) -> FileCoverage:
    return FileCoverage(path, lines.of(executed), arcs=arcs, analysed=False)


def one(root: Path, file: FileCoverage) -> FileCoverage:
    (analysed,) = analyse([file], str(root))
    return analysed


def shown(file: FileCoverage) -> tuple[list[int], list[int], list[int]]:
    """Executed, missing and excluded lines."""
    return (
        list(lines.numbers(file.executed)),
        list(lines.numbers(file.missing)),
        list(lines.numbers(file.excluded)),
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository, which is not the current folder."""
    (tmp_path / "repo" / "shop").mkdir(parents=True)
    (tmp_path / "repo" / "shop" / "cart.py").write_text(SHOP)
    return tmp_path / "repo"


# Agreement with coverage


def test_a_stored_data_file_and_its_source() -> None:
    path = REPORTS / "coveragepy-7.7.0" / "branch-static-context.coverage"
    report = coveragepy.read(Source(str(path), path.name), Ask("shop/cart.py".__eq__, "shop/cart.py".__eq__))
    cart = one(path.parent, report.files[0])
    assert cart.analysed
    assert shown(cart) == ([3, 9, 10, 15, 16, 20, 21, 29], [30], [24, 25, 26])
    assert cart.branches == {15: Branch(2, 2, frozenset())}


PROGRAM = '''"""What is
on many lines."""
import sys
from typing import (
    TYPE_CHECKING,
)

if TYPE_CHECKING:
    from collections.abc import (
        Iterable,
    )

TABLE = {
    "a": [x for x in range(3)],
    "b": lambda y: y,
}


@(
    lambda f: f
)
def price(
    amount,
    factor=1,
):
    """A docstring."""
    try:
        for n in range(amount):
            if n == 2: break
            elif n > 5:
                continue
        else:
            return (
                amount *
                factor
            )
        with open(
            __file__
        ) as file:
            file.read()
    except ValueError: raise
    finally:
        x = 1; y = 2
    while True:
        if x: return y
    return 0


def debug():  # pragma: no cover
    if sys:
        return 1


def odd(n):
    if n:  # pragma: no branch
        n = 1
    match n:
        case 1:
            return 2
        case _: ...
    assert n, (
        "never"
    )


class Empty: pass


price(1)
price(4)
odd(1)
'''
CONFIGS = {
    "default": "",
    "project": "[report]\nexclude_also = ^class Empty\n    case _\npartial_branches = if n == 2\n",
}


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("branch", [True, False])
def test_every_number_agrees_with_coverage_on_a_live_run(branch: bool, config: str, root: Path) -> None:
    (root / "shop" / "cart.py").write_text(PROGRAM)
    (root / "shop" / "idle.py").write_text("def f(x):\n    if x:\n        return 1\n")
    (root / ".coveragerc").write_text(f"[run]\nsource = shop\nbranch = {branch}\n{CONFIGS[config]}")
    environ = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    for command in ("run shop/cart.py", "json -q"):
        arguments = [sys.executable, "-m", "coverage", *command.split()]
        subprocess.run(arguments, cwd=root, env=environ, check=True)
    report = coveragepy.read(Source(str(root / ".coverage"), ".coverage"), Ask(lambda _path: True))
    files = [file._replace(path=os.path.relpath(file.path, root)) for file in report.files]
    oracle = coverage.Coverage(data_file=str(root / ".coverage"), config_file=str(root / ".coveragerc"))
    oracle.load()
    told = json.loads((root / "coverage.json").read_text())["files"]
    assert [file.path for file in files] == sorted(told) == ["shop/cart.py", "shop/idle.py"]
    for file in analyse(files, str(root)):
        _, statements, excluded, missing, _ = oracle.analysis2(str(root / file.path))
        assert shown(file) == (sorted({*statements} - {*missing}), missing, excluded)
        assert shown(file)[1:] == (told[file.path]["missing_lines"], told[file.path]["excluded_lines"])
        if branch:
            stats = oracle.branch_stats(str(root / file.path))
            assert {line: (b.total, b.taken) for line, b in file.branches.items() if b.taken < b.total} == {
                line: (total, taken) for line, (total, taken) in stats.items() if taken < total
            }
            named = {(line, end) for line, b in file.branches.items() for end in b.missing or ()}
            assert named == {(a, str(b) if b > 0 else "exit") for a, b in told[file.path]["missing_branches"]}
            assert named
        else:
            assert not file.branches
    assert statements_of(str(root), ["shop/cart.py"])["shop/cart.py"] == (
        lines.of(oracle.analysis2(str(root / "shop/cart.py"))[1]),
        lines.of(oracle.analysis2(str(root / "shop/cart.py"))[2]),
    )


# What becomes of a file


def test_lines_within_a_statement_become_its_first(root: Path) -> None:
    cart = one(root, raw("shop/cart.py", 1, 4, 9, 11, 12, 18))
    assert shown(cart)[0] == [3, 9, 10, 16]


def test_path_and_contexts_stay_as_they_were(root: Path) -> None:
    contexts = {"": lines.of([4]), "t.one|run": lines.of([11, 12])}
    cart = one(root, raw("shop/cart.py", 4, 11, 12)._replace(contexts=contexts))
    assert (cart.path, cart.contexts) == ("shop/cart.py", contexts)


def test_arcs_have_become_branches(root: Path) -> None:
    cart = one(root, raw("shop/cart.py", 9, 15, 20, arcs=frozenset({(-9, 10), (15, 20)})))
    assert cart.branches == {15: Branch(2, 1, frozenset({"16"}))}
    assert cart.arcs == frozenset()


def test_analysed_files_pass_through(root: Path) -> None:
    done = FileCoverage("shop/cart.py", lines.of([1]), lines.of([2]))
    assert one(root, done) is done
    first, second = analyse([done, raw("shop/cart.py", 9)], str(root))
    assert first is done
    assert second.analysed


def test_nothing_to_do_needs_no_configuration(root: Path) -> None:
    (root / ".coveragerc").write_text("[report]\nexclude_lines = (")
    assert analyse([], str(root)) == ()
    assert analyse([FileCoverage("a.py", 2)], str(root))


def test_a_file_of_which_nothing_ran_has_branches_where_others_have(root: Path) -> None:
    (root / "idle.py").write_text("def f(x):\n    if x:\n        return 1\n")
    ran = raw("shop/cart.py", 9, 10, arcs=frozenset({(9, 10)}))
    _, idle = analyse([ran, raw("idle.py")], str(root))
    assert idle.branches == {2: Branch(2, 0, frozenset({"3", "exit"}))}
    assert one(root, raw("idle.py")).branches == {}


def test_a_file_that_ran_without_arcs_has_no_branches(root: Path) -> None:
    (root / "a.py").write_text("def f(x):\n    if x:\n        return 1\n")
    _, plain = analyse([raw("shop/cart.py", 9, 10, arcs=frozenset({(9, 10)})), raw("a.py", 1, 2, 3)], str(root))
    assert shown(plain)[:2] == ([1, 2, 3], [])
    assert plain.branches == {}


def test_lines_of_a_run_without_branches_count_beside_arcs(root: Path) -> None:
    (root / "a.py").write_text("def f(x):\n    if x:\n        x = 1\n    return x\n")
    arcs = frozenset({(-1, 1), (1, -1), (-1, 2), (2, 4), (4, -1)})
    alone = one(root, raw("a.py", 1, 2, 4, arcs=arcs))
    assert shown(alone)[:2] == ([1, 2, 4], [3])
    both = one(root, merge([raw("a.py", 1, 2, 4, arcs=arcs), raw("a.py", 1, 2, 3, 4)]))
    assert shown(both)[:2] == ([1, 2, 3, 4], [])
    assert alone.branches == both.branches == {2: Branch(2, 1, frozenset({"3"}))}


def test_lines_that_are_no_statements_are_left_out(root: Path) -> None:
    cart = one(root, raw("shop/cart.py", 1, 2, 9, 25, 999))
    assert shown(cart)[0] == [9]


# What cannot be analysed

SOURCES = {
    "a syntax error": b"def f(:\n",
    "an indentation error": b"if x:\n        a\n    b\n",
    "a NUL": b"x = 1\0\n",
    "an unknown encoding": b"# coding: klingon\n",
    "another language": b"{% if a %}<b>{{ a }}</b>{% endif %}\n",
    "an endless string": b'x = """\n',
    "deep nesting": b"(" * 3000 + b")" * 3000,
    "a deep operation": b"x = 1" + b"+1" * 30000,
}


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("arcs", [frozenset[tuple[int, int]](), frozenset({(1, 2)})])
def test_source_that_python_cannot_read_stays_unanalysed(
    name: str, arcs: frozenset[tuple[int, int]], root: Path
) -> None:
    (root / "a.py").write_bytes(SOURCES[name])
    file = raw("a.py", 1, arcs=arcs)
    assert one(root, file) is file
    assert statements_of(str(root), ["a.py"]) == {}


@pytest.mark.parametrize("path", ["gone.py", "shop", "", "../gone.py", "a\0b.py", "x.zip/a.py", "\udce4.py"])
def test_a_path_without_source_stays_unanalysed(path: str, root: Path) -> None:
    with zipfile.ZipFile(root / "x.zip", "w") as archive:
        archive.writestr("a.py", "x = 1\n")  # coverage would look into it
    file = raw(path, 1)
    assert one(root, file) is file
    assert one(root, raw("shop/cart.py", 9)).analysed


def test_a_name_that_is_not_utf_8_stays_unanalysed(root: Path) -> None:
    name = os.fsdecode(b"\xe4.py")
    try:
        (root / name).write_text("x = 1\n")
    except OSError:
        pytest.skip("this file system takes UTF-8 only")
    assert not one(root, raw(name, 1)).analysed


def test_one_bad_file_does_not_spoil_the_others(root: Path) -> None:
    (root / "bad.py").write_text("def f(:\n")
    bad, good = analyse([raw("bad.py", 1), raw("shop/cart.py", 9)], str(root))
    assert (bad.analysed, good.analysed) == (False, True)


def test_mutated_sources_never_end_in_a_traceback(root: Path) -> None:
    chance = random.Random(11)
    pieces = ("", "\n", "(", '"""', "\t", "\0", "if x:", "\\\n", "# pragma: no cover", "é")
    outcomes = set()
    for _ in range(60):
        text = SHOP
        for _ in range(chance.choice((1, 2, 9))):
            place = chance.randrange(len(text))
            text = text[:place] + chance.choice(pieces) + text[place + chance.choice((0, 1, 5)) :]
        (root / "a.py").write_text(text)
        arcs = frozenset((chance.randrange(-40, 40), chance.randrange(-40, 40)) for _ in range(20))
        outcomes.add(one(root, raw("a.py", *(end for arc in arcs for end in arc if end > 0), arcs=arcs)).analysed)
    assert outcomes == {True, False}


def test_warnings_of_the_compiler_and_of_coverage_are_kept_in(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (root / ".coveragerc").write_text("[report]\nno_such_option = 1\n")
    (root / "a.py").write_text("x = '\\d' is 'e'\n")  # pytest turns a warning that gets out into an error
    assert one(root, raw("a.py", 1, arcs=frozenset({(-1, 1), (1, -1)}))).analysed
    assert capfd.readouterr() == ("", "")


# Where the source lies


def test_a_repository_behind_a_symbolic_link(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root, target_is_directory=True)
    assert shown(one(tmp_path / "link", raw("shop/cart.py", 9, 10)))[0] == [9, 10]


def test_two_names_of_one_file_keep_their_own_lines(root: Path) -> None:
    (root / "other.py").symlink_to(root / "shop" / "cart.py")
    first, second = analyse([raw("shop/cart.py", 9), raw("other.py", 10)], str(root))
    assert (shown(first)[0], shown(second)[0]) == ([9], [10])


def test_nothing_is_written(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    before = sorted(root.rglob("*"))
    analyse([raw("shop/cart.py", 9, arcs=frozenset({(-9, 9)}))], str(root))
    assert sorted(root.rglob("*")) == before
