"""A line of shell, as far as the fate of an exit code goes: its commands, and what joins them.

https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_09_03
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

JOINS = ("&&", "||", ";", "|", "&", "|&")
WRAPPERS = {
    "sudo", "time", "env", "command", "exec", "nice", "xvfb-run", "npx", "bunx", "run", "--", "poetry", "uv", "uvx",
    "pipenv", "hatch", "pdm", "rye", "pixi", "bundle", "dotenv", "direnv",
}  # fmt: skip
"""Words before the command that is meant."""
MODULES = re.compile(r"python[\d.]*|pypy[\d.]*|py")
RUNNERS = {
    "pytest": "", "py.test": "", "unittest": "", "nose2": "", "tox": "", "nox": "", "trial": "", "jest": "",
    "vitest": "", "mocha": "", "ava": "", "karma": "", "ctest": "", "phpunit": "", "rspec": "", "nextest": "",
    "gotestsum": "", "npm": "test t tests coverage", "yarn": "test coverage", "pnpm": "test t coverage",
    "go": "test", "cargo": "test nextest llvm-cov tarpaulin", "dotnet": "test", "mix": "test", "swift": "test",
    "mvn": "test verify install package", "mvnw": "test verify install package", "gradle": "test check build",
    "gradlew": "test check build", "make": "test check coverage", "just": "test check", "rake": "test spec",
    "bazel": "test", "diff-cover": "", "diff-quality": "", "coverage": "run report", "sbt": "test",
}  # fmt: skip
"""Program → the words that make it run or measure tests; empty: it always does."""
HARMLESS = frozenset({"true", ":", "echo", "printf", "cat", "ls", "/bin/true", "date"})
"""Commands that end well whatever happened before them."""


ENDS = ("exit", "then", "do", "fi")
SUBSTITUTION = re.compile(r"\$\([^()]*\)|`[^`]*`")


class Command(NamedTuple):
    """One simple command. `before` and `after`: what joins it to its neighbours; empty at an end of the line."""

    words: tuple[str, ...]
    before: str = ""
    after: str = ""

    @property
    def gate(self) -> str:
        """The program whose exit code says whether tests, coverage or the gate hold; empty where it is none."""
        name, rest = _program(self.words)
        if name == "lockstitch":
            return name if rest[:1] in (("check",), ("prove",)) else ""
        if name not in RUNNERS or {"--version", "--help", "-h", "--collect-only"} & set(rest):
            return ""
        wanted = set(RUNNERS[name].split())
        parts = {part for word in rest for part in (word, word.partition(":")[0], word.rpartition(":")[2])}
        return name if not wanted or wanted & parts else ""


def commands(line: str) -> tuple[Command, ...]:
    """The simple commands of one line; a line that cannot be split is one command of its blank-separated words."""
    bare = re.sub(r"(?:^|(?<=\s))#.*", "", re.sub(r"\d*>>?&\d|&>>?|\d*>>?", " ", SUBSTITUTION.sub("_", line)))
    found: list[tuple[str, list[str]]] = [("", [])]
    for word in _split(bare):
        if word in JOINS or word == ";;":
            found.append((word, []))
        elif word not in ("(", ")", "{", "}", "$"):
            found[-1][1].append(word)
    joins = [join for join, _ in found[1:]] + [""]
    pairs = zip(found, joins, strict=True)
    return tuple(Command(tuple(words), before, after) for (before, words), after in pairs if words)


def _split(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=False, punctuation_chars="();|&")
    lexer.commenters = ""
    lexer.wordchars += "$%{}@^!+,:[]\\"
    try:
        return list(lexer)
    except ValueError:  # a quotation that goes on in the next line
        return line.split()


def _program(words: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The program that is meant, without its path and what wraps it, and its words."""
    rest = list(words)
    while rest:
        word = rest.pop(0)
        name = word.strip("\"'").rpartition("/")[2].removesuffix(".exe").removesuffix(".cmd")
        if MODULES.fullmatch(name):
            rest = rest[rest.index("-m") + 1 :] if "-m" in rest else []
        elif name in ("if", "while", "until", "!", "then", "do", "else", "@", "-") or re.match(r"\w+\+?=", word):
            continue
        elif name not in WRAPPERS and not (word.startswith("-") and rest):
            return name.lstrip("@-"), tuple(part.strip("\"'") for part in rest)
    return "", ()


def thrown_away(line: Sequence[Command]) -> Iterator[tuple[Command, str]]:
    """The gates of a line whose exit code an `||` throws away, each with what does it.

    `|| true` does, and `|| echo failed`; `|| exit 1` and `|| { cat log; exit 1; }` do not.
    """
    for place, command in enumerate(line):
        rest = line[place + 1 :]
        while rest and rest[0].before == "&&":
            rest = rest[1:]
        if command.gate and rest and rest[0].before == "||" and not any(map(_fails, rest)):
            first = rest[0].words
            if first[0] in HARMLESS or first[:2] == ("exit", "0"):
                yield command, f"|| {' '.join(first[:3])}"


def _fails(command: Command) -> bool:
    """Whether the command ends the script with another code than 0."""
    words = command.words
    ends = words[0] in ("exit", "return") and words[1:2] != ("0",)
    return ends or words[0] == "false" or bool(command.gate)


def piped(line: Sequence[Command]) -> Iterator[tuple[Command, str]]:
    """The gates of a line whose exit code is lost in a pipe, each with the command that ends it."""
    for place, command in enumerate(line[:-1]):
        if command.gate and command.after in ("|", "|&"):
            last = next((other for other in line[place + 1 :] if other.after not in ("|", "|&")), line[-1])
            yield command, last.words[0]


def followed(line: Sequence[Command]) -> Iterator[tuple[Command, str]]:
    """The gates of a line after which another command decides, where the shell does not stop at a failure."""
    for place, command in enumerate(line[:-1]):
        rest = line[place + 1 :]
        asked = rest[0].words[0] in ENDS or any("$?" in word for other in rest for word in other.words)
        if command.gate and command.after in (";", "&") and not asked:
            yield command, f"{command.after} {rest[0].words[0]}"


def joined(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines of a script with those that a backslash continues put together; each has the number of its first."""
    first, text = 0, ""
    for number, line in lines:
        first = first or number
        if line.rstrip().endswith("\\"):
            text += line.rstrip()[:-1] + " "
            continue
        yield first, text + line
        first, text = 0, ""
    if text:
        yield first, text
