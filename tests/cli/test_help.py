"""The pages of `--help`, and what a shell completes."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import lockstitch as lockstitch_package
from lockstitch.cli import COMMANDS, SECTIONS, lockstitch
from lockstitch.cli.page import Page


def page(*words: str) -> str:
    command = [sys.executable, "-m", "lockstitch", *words, "--help"]
    done = subprocess.run(command, env={**os.environ, "COLUMNS": "100"}, capture_output=True, text=True, check=True)
    return done.stdout


def completed(words: str, place: int) -> list[str]:
    environ = {"COMP_WORDS": words, "COMP_CWORD": str(place), "_LOCKSTITCH_COMPLETE": "bash_complete"}
    command = [str(Path(sys.executable).with_name("lockstitch"))]
    done = subprocess.run(command, env={**os.environ, **environ}, capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_page_tells_every_option_once(name: str) -> None:
    text = re.split(r"^\w[^\n]*:$", page(name), maxsplit=1, flags=re.MULTILINE)[1]
    with lockstitch.make_context("lockstitch", [], resilient_parsing=True) as context:
        command = lockstitch.get_command(context, name)
    assert command
    for option in (param.opts[0] for param in command.params if isinstance(param, click.Option)):
        assert len(re.findall(rf"^  (?:-\w, )?{option}\b|^  {option}, ", text, re.MULTILINE)) == 1, option


def test_a_page_has_headings_in_order() -> None:
    text = page("check")
    places = ("What is examined:", "--repo", "What comes out:", "--format", "\nOptions:", "--debug")
    assert sorted(places, key=text.rindex) == list(places)
    assert "lockstitch check --base main" in text
    assert "What comes out:" not in page("merge")
    assert "\n  [ID]" not in page("prove")


@pytest.mark.parametrize("name", ["check", "explain"])
def test_what_is_examined_stands_under_its_heading(name: str) -> None:
    text = page(name).partition("What is examined:")[2].partition("\nOptions:")[0]
    assert all(f"\n  {option} " in text for option in ("--snapshot", "--base", "--coverage"))


@pytest.mark.parametrize("name", ["trend", "snapshot"])
def test_no_option_is_offered_that_changes_nothing(name: str) -> None:
    """A trend and a snapshot judge no change."""
    assert not re.search(r"--(base|scope|pre-push|snapshot)\b", page(name))


def test_an_option_that_is_hidden_is_on_no_page() -> None:
    command = Page("x", params=[click.Option(["--shown"]), click.Option(["--secret"], hidden=True)])
    text = command.get_help(click.Context(command))
    assert ("--shown" in text, "--secret" in text) == (True, False)


TOLD = re.compile(r"(?<![\w.\[/-])lockstitch ([a-z]+)([^`\n]*?)(?=lockstitch|[`\n]|$)")


def told() -> Iterator[tuple[str, str, list[str]]]:
    """(place, command, options) of every text of the code that names one of our commands."""
    for path in sorted(Path(lockstitch_package.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for match in TOLD.finditer(node.value):
                    if match[1] in COMMANDS or f"`lockstitch {match[1]}" in node.value:
                        words = re.split(r"[`;,)(:]|  ", match[2])[0]
                        yield f"{path}:{node.lineno}", match[1], re.findall(r"(?<!\S)--?[a-z][\w-]*", words)


def test_every_command_that_a_text_names_is_there_with_its_options() -> None:
    with lockstitch.make_context("lockstitch", [], resilient_parsing=True) as context:
        commands = {name: lockstitch.get_command(context, name) for name in COMMANDS}
    known = {name: {word for param in it.params for word in param.opts} for name, it in commands.items() if it}
    named = list(told())
    assert len(named) > 100
    assert [each for each in named if not {*each[2]} <= known.get(each[1], set()) | {"--help"}] == []


@pytest.mark.parametrize(("word", "told"), [("chekc", " Did you mean 'check'?"), ("xyzzy", "")])
def test_a_command_that_there_is_not_is_refused(word: str, told: str) -> None:
    command = [sys.executable, "-m", "lockstitch", word]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.endswith(f"No such command {word!r}.{told}\n")


def test_the_first_page_has_every_command_under_one_heading() -> None:
    text = page()
    for heading in SECTIONS:
        assert f"\n{heading}:\n" in text
    assert all(len(re.findall(rf"^  {name} ", text, re.MULTILINE)) == 1 for name in COMMANDS)


def test_commands_and_options_are_completed() -> None:
    assert completed("lockstitch che", 1) == ["plain,check"]
    assert completed("lockstitch check --form", 2) == ["plain,--format"]
    assert completed("lockstitch nothing", 1) == []
