"""Finds the tests in sources of many languages; a table says how each language writes them.

Outside of Python a scan over text in which comments and strings are blanked out finds definitions, and brackets tell
how far they reach. A test is called by the names around it, as its runner's report calls it: `Class::method`, `TestX`,
`title of the group::title of the test`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import lru_cache

from lockstitch.functions import python
from lockstitch.functions.part import Part, PartKind
from lockstitch.values import NamedTuple

LARGEST = 2 << 20
"""Bytes of the largest source that is scanned; a larger one was written by a machine."""
DEEPEST = 40
"""Classes and groups within each other."""
HEAD = 4000
"""Characters before a definition in which its annotations are sought."""
_TEXT = r'"(?:\\.|[^"\\\n])*"'
_QUOTED = r"'(?:\\.|[^'\\\n])*'"
_LETTER = r"'(?:\\[^'\n]{1,8}|[^'\\\n])'"
_COMMENT = r"//[^\n]*|/\*.*?(?:\*/|\Z)"
_LONG = r'"{3}.*?"{3}'
_EXPRESSION = r"(?<=[(,=:\[!&|?{};])[ \t]*/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/"


class Syntax(NamedTuple):
    """`mask`: what is blanked out. `definition`: where a test or function may begin; its groups are `name` (or `title`,
    a string) and perhaps `class`. `is_test(head, name)`: the head is what stands before the name, up to the last
    statement. `nested`: what joins an inner class to its outer one."""

    mask: str
    definition: str
    is_test: Callable[[str, str], bool]
    nested: str = "::"
    ends: str = "{}"


class _Open(NamedTuple):
    """A class or group, until where it reaches."""

    end: int
    name: str
    is_class: bool


_CLASS = (
    r"\b(?P<class>class|interface|enum|record|object|struct|trait|module|namespace|mod)\s+(?P<owner>\w+)"
    r"[^;{}()]*(?:\([^()]*\)[^;{}()]*)*"
)
_ANNOTATED = r"@(?:[\w.]+\.)?(?:\w*Test\w*|Theory|Property)\b"
_ATTRIBUTED = r"\[\s*(?:Test|TestCase\w*|TestMethod|Fact|Theory|DataTestMethod)\b"
_RUST = r"#\[\s*(?:[\w:]*\btest\b|rstest|test_case)"
_NO_NAMES = r"(?!(?:if|for|while|switch|catch|synchronized|return|new|super|this|when|using|lock|foreach|function)\b)"
_METHOD = (
    rf"(?:{_CLASS}(?P<opening>\{{)"
    r"|(?<=[\w>\]?*&])(?<!\bnew)(?<!\breturn)(?<!\bthrow)(?<!\belse)[ \t\n]+"
    rf"(?:`(?P<ticked>[^`\n]+)`|{_NO_NAMES}(?P<name>\w+))\s*\((?:[^;{{}}()]|\([^()]*\))*\)"
    r"\s*(?:throws\s[\w.,\s]+|:\s*[\w<>.?]+\s*)?(?:\{|=(?!=))"
    r"|\b(?:(?:private|protected|public|static|final|val)\s+)+[\w<>\[\],.? ]*?\b(?P<field>\w+)\s*=(?!=))"
)
_CALL = (
    r"(?<![\w.$])(?P<call>(?:test\.)?[fx]?(?:describe|context|suite)\b|[fx]?(?:it|test|specify)\b|Deno\.test|QUnit\.test)"
    r"(?:\.\w+)*(?:\s*\((?=[^'\"`\n]*\)\s*\()[^()]*\))?\s*\(\s*(?P<title>['\"`])"
)


def _java(head: str, name: str) -> bool:
    return bool(re.search(_ANNOTATED, head)) or (name.startswith("test") and "private" not in head and "void" in head)


def _pattern(text: str) -> str:
    """Compiled when a source of that language is read."""
    return f"(?ms){text}"


_JVM = Syntax(
    _pattern(f"{_COMMENT}|{_LONG}|{_TEXT}|{_LETTER}"), _pattern(_METHOD), _java, "$"
)  # fmt: skip
_SHARP = _JVM._replace(is_test=lambda head, _: bool(re.search(_ATTRIBUTED, head)), nested="+")
_SCRIPT = Syntax(
    _pattern(f"{_COMMENT}|{_EXPRESSION}|{_TEXT}|{_QUOTED}|`(?:\\\\.|[^`\\\\])*`"), _pattern(_CALL), lambda *_: True,
    ends="()",
)  # fmt: skip
_GO = Syntax(
    _pattern(f"{_COMMENT}|{_TEXT}|{_LETTER}|`[^`]*`"),
    _pattern(r"^func\s+(?:\([^()]*\)\s*)?(?P<name>\w+)\s*(?:\[[^\]]*\])?\([^{}]*?\)[^{}\n]*\{"),
    lambda _, name: bool(re.match(r"(?:Test|Fuzz|Example)(?![a-z])", name)),
)
_RUSTY = Syntax(
    _pattern(f"{_COMMENT}|{_TEXT}|{_LETTER}"),
    _pattern(rf"{_CLASS}(?P<opening>\{{)|\bfn\s+(?P<name>\w+)[^;{{}}]*\{{"),
    lambda head, _: bool(re.search(_RUST, head)),
)
_PHP = Syntax(
    _pattern(f"{_COMMENT}|{_TEXT}|{_QUOTED}"),
    _pattern(rf"{_CLASS}(?P<opening>\{{)|\bfunction\s+(?P<name>\w+)\s*\([^{{}};]*\{{"),
    lambda head, name: name.startswith("test") or "#[Test]" in head,
)
_C = Syntax(
    _pattern(f"{_COMMENT}|{_TEXT}|{_LETTER}"),
    _pattern(
        r"^(?:TEST|TEST_F|TEST_P|TYPED_TEST)\s*\(\s*(?P<suite>\w+)\s*,\s*(?P<name>\w+)\s*\)\s*\{"
        r"|^[\w* \t]*\b(?P<plain>test_\w+)\s*\([^;{}()]*\)\s*\{"
    ),
    lambda *_: True,
)
SYNTAXES = {
    "Java": _JVM, "Kotlin": _JVM, "Groovy": _JVM, "Scala": _JVM, "C#": _SHARP, "JavaScript": _SCRIPT,
    "TypeScript": _SCRIPT, "Go": _GO, "Rust": _RUSTY, "PHP": _PHP, "C": _C, "C++": _C,
}  # fmt: skip


@lru_cache(maxsize=64)  # what one commit leaves is what the next one finds, and often what stands there today
def parts(source: bytes, language: str = "Python") -> tuple[Part, ...]:
    """The tests, functions and named values of a source, in its order; none for a language that has no scan."""
    if language == "Python":
        return tuple(python.parts(python.recoded(source)))
    syntax = SYNTAXES.get(language)
    if syntax is None or len(source) > LARGEST:
        return ()
    text = source.decode("utf-8", "replace")
    return tuple(_Scan(syntax, text).parts())


def spans(source: bytes, language: str, opening: str) -> Iterator[tuple[int, int]]:
    """First and last line of every bracketed piece that begins with what fits `opening`, an expression."""
    scan = _Scan(SYNTAXES[language], source.decode("utf-8", "replace"))
    for match in re.finditer(opening, scan.masked):
        yield bisect_right(scan.starts, match.start()), bisect_right(scan.starts, scan.closings.get(match.end() - 1, 0))


class _Scan:
    def __init__(self, syntax: Syntax, text: str) -> None:
        self.syntax = syntax
        self.text = text
        self.masked = re.sub(syntax.mask, blank, text)
        self.starts = [0, *(m.end() for m in re.finditer("\n", text))]
        self.closings = _closings(self.masked, syntax.ends)

    def parts(self) -> Iterator[Part]:
        scopes: list[_Open] = []
        inside = 0
        for match in re.finditer(self.syntax.definition, self.masked):
            while scopes and scopes[-1].end <= match.start():
                scopes.pop()
            if len(scopes) > DEEPEST:
                continue
            groups = match.groupdict()
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            end = self._end(match)
            if groups.get("class"):
                reach = (start - self._head(start), match.end())
                yield self._part(self._name(scopes, groups["owner"]), "class", reach, start)
                scopes.append(_Open(end, groups["owner"], True))
            elif groups.get("title"):
                yield from self._titled(match, start, end, scopes)
            elif groups.get("field"):
                if start >= inside:
                    end = self.masked.find(";", end) + 1 or len(self.masked)
                    yield self._part(self._name(scopes, groups["field"]), "value", (start, end), start)
            else:
                inside = max(inside, end)
                yield self._function(groups, start, end, scopes)

    def _function(self, groups: dict[str, str | None], start: int, end: int, scopes: list[_Open]) -> Part:
        name = groups.get("name") or groups.get("plain") or groups.get("ticked") or ""
        begin = start - self._head(start)
        kind: PartKind = "test" if self.syntax.is_test(self.masked[begin:start], name) else "function"
        return self._part(self._name(scopes, name, groups.get("suite") or ""), kind, (begin, end), start)

    def _titled(self, match: re.Match[str], start: int, end: int, scopes: list[_Open]) -> Iterator[Part]:
        place = match.end() - 1
        closing = self.text.find(self.text[place], place + 1)
        title = self.text[place + 1 : closing] if 0 < closing - place < 500 else ""
        if match["call"].removeprefix("test.").lstrip("fx") in ("describe", "context", "suite"):
            scopes.append(_Open(end, title, False))
        elif title:
            yield self._part(self._name(scopes, title), "test", (start, end), start)

    def _name(self, scopes: list[_Open], name: str, suite: str = "") -> str:
        classes = self.syntax.nested.join(scope.name for scope in scopes if scope.is_class)
        groups = [scope.name for scope in scopes if not scope.is_class]
        return "::".join(part for part in (classes, *groups, suite, name) if part)

    def _part(self, name: str, kind: PartKind, reach: tuple[int, int], at: int) -> Part:
        first, line, last = (bisect_right(self.starts, place) for place in (reach[0], at, reach[1] - 1))
        text = self.text[reach[0] : reach[1]].encode()
        if kind != "class":
            return Part(name, kind, first, line, last, text)
        bases = tuple(re.findall(r"\w+", self.masked[at : reach[1]])[2:])
        abstract = bool(re.search(r"\babstract\b", self.masked[reach[0] : at]))
        return Part(name, kind, first, line, last, text, bases, abstract)

    def _head(self, start: int) -> int:
        """Characters of what stands before a name and belongs to it: annotations, modifiers, types."""
        least = max(start - HEAD, 0)
        place = max(self.masked.rfind(char, least, start) for char in ";{}")
        if self.masked.count("(", place + 1, start) != self.masked.count(")", place + 1, start):
            place = self._before(start, least)  # a brace within parentheses: an annotation's list
        return len(self.text[max(place + 1, least) : start].lstrip())

    def _before(self, start: int, least: int) -> int:
        """The place before `start` of the nearest `;`, `{` or `}` that no parentheses hold, or of an open one."""
        depth = 0
        for place in range(start - 1, least - 1, -1):
            char = self.masked[place]
            if char in "()":
                depth += 1 if char == ")" else -1
            if depth < 0 or (depth == 0 and char in ";{}"):
                return place
        return least - 1

    def _end(self, match: re.Match[str]) -> int:
        last = match[0][-1]
        if last == "=":  # a field, or Kotlin's and Scala's function of one expression
            end = self.masked.find("\n", match.end())
            opening = self.masked.rfind("{", match.end(), end)
            if opening < 0:
                return end if end >= 0 else len(self.masked)
        else:
            opening = match.end() - 1 if last == "{" else self.masked.rfind("(", match.start(), match.end())
        return self.closings.get(opening, len(self.masked) - 1) + 1


def blank(match: re.Match[str]) -> str:
    """Blanks in the place of a comment, or within the quotes of a text; lines stay as they are."""
    text = match[0]
    blank = " " * len(text) if "\n" not in text else re.sub(r"[^\n]", " ", text)
    return f"{text[0]}{blank[1:-1]}{text[-1]}" if text[0] in "\"'`" and len(text) > 1 else blank


def _closings(text: str, pair: str) -> dict[int, int]:
    """Opening bracket → its closing one, by place."""
    found, stack = {}, list[int]()
    for match in re.finditer(f"[{re.escape(pair)}]", text):
        if match[0] == pair[0]:
            stack.append(match.start())
        elif stack:
            found[stack.pop()] = match.start()
    return found
