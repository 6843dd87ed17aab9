"""Which tests of a source are out of the run, whatever the platform: skipped, ignored, or expected to fail.

Python is read by its syntax tree (`excuses.py`); of other languages a table says how they take a test, a class, a group
or a whole file out of the run. What stands under a condition takes nothing out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lockstitch.functions.excuses import FAILS, NEVER, excused
from lockstitch.functions.part import Part
from lockstitch.functions.places import code
from lockstitch.functions.scan import SYNTAXES, parts, spans
from lockstitch.values import NamedTuple

DECORATED = re.compile(rb"(?m)^[ \t]*@(?:pytest\.mark\.|mark\.|unittest\.)?(?:skip|xfail|expectedFailure)\b(?![\w.])")
MARKED = re.compile(rb"\bmark\.(?:skip|xfail)\b(?!if)")
"""In a module's `pytestmark`."""
_FIRST = r"\A[^{]*\{\s*"
"""What stands before the first statement of a body."""
_TESTS = r"(?:it|test|specify|Deno\.test|QUnit\.test)"
_CALLED = r"\A(?:(?!=>|\bfunction\b).)*(?:=>|\bfunction\b[^{]*)\s*\{\s*"
"""What stands before the first statement of the function that a test of JavaScript is given."""


class Words(NamedTuple):
    """How a language says it, as expressions over code without comments and strings; the empty one never fits.

    `test`: in the text of a test, from its annotations on; `fails`: there too, that it is expected to fail. `owner`: in
    the head of a class. `group`: the beginning of a group of tests, up to its bracket. `file`: in the source as it is
    written. `setup`: methods that run before every test of their class.
    """

    test: str = ""
    fails: str = ""
    owner: str = ""
    group: str = ""
    file: str = ""
    setup: tuple[str, ...] = ()


_JVM_OFF = r"@(?:[\w.]+\.)?(?:Ignore|Disabled)\b(?![\w.])|@Test\s*\([^)]*\benabled\s*=\s*false\b"
_JVM = Words(
    test=rf"\A[^{{]*?(?:{_JVM_OFF})"
    rf"|{_FIRST}(?:\w+\.)?(?:assumeTrue\(\s*false\b|assumeFalse\(\s*true\b|abort\(|throw\s+new\s+SkipException\b)",
    owner=_JVM_OFF,
)  # fmt: skip
_SCRIPT = Words(
    test=rf"\A(?:x(?:it|test|specify)\b|{_TESTS}(?:\.\w+)*?\.(?:skip|todo|fixme)\b)"
    r"|\A[^{=]*\{[^{}]*\b(?:skip|todo)\s*:\s*(?:true\b|[,}])"
    rf"|{_CALLED}(?:this\.skip\(|pending\(|(?:t|ctx|context|{_TESTS})\.(?:skip|todo|fixme)\(\s*\))",
    fails=rf"\A{_TESTS}(?:\.\w+)*?\.(?:fails|failing)\b",
    group=r"(?<![\w.$])(?:x(?:describe|context|suite)\b|(?:test\.)?(?:describe|context|suite)(?:\.\w+)*?\."
    r"(?:skip|todo|fixme)\b)(?:\.\w+)*(?:\s*\((?=[^'\"`\n]*\)\s*\()[^()]*\))?\s*\(",
)
WORDS = {
    **dict.fromkeys(("Java", "Kotlin", "Groovy", "Scala"), _JVM),
    **dict.fromkeys(("JavaScript", "TypeScript"), _SCRIPT),
    "Go": Words(
        test=rf"\A[^{{]*\(\s*(\w+)\s+\*testing\.\w+\)[^{{]*\{{(?:\s*|.*?\n\t)\1\.(?:Skip|Skipf|SkipNow)\("
        rf"|{_FIRST}\w+\.T\(\)\.(?:Skip|Skipf|SkipNow)\(",
        file=r"\A(?:\s*//[^\n]*\n)*\s*//\s*(?:go:build|\+build)[ \t]+ignore[ \t]*\n",
    ),
    "Rust": Words(test=r"\A[^{]*#\[\s*ignore\b"),
    "C#": Words(
        test=r"\A[^{]*(?:[\[,]\s*(?:Ignore|Explicit)\b|\bSkip\s*=(?!=))", owner=r"[\[,]\s*(?:Ignore|Explicit)\b"
    ),
    "PHP": Words(
        test=rf"{_FIRST}(?:\$this->|(?:self|static)::)markTest(?:Skipped|Incomplete)\(",
        setup=("setUp", "setUpBeforeClass"),
    ),
    "C++": Words(test=rf"\A[^{{]*\bDISABLED_|{_FIRST}GTEST_SKIP\("),
}  # fmt: skip


def off(source: bytes, language: str = "Python") -> frozenset[str]:
    """The names of the tests that no run of this source executes, or that are expected to fail in it."""
    return frozenset(_states(source, language))


def skipped(source: bytes, language: str = "Python") -> frozenset[str]:
    """Those of them that no run can show as passed: a test that is merely expected to fail may pass all the same."""
    return frozenset(name for name, state in _states(source, language).items() if state == NEVER)


def _states(source: bytes, language: str) -> dict[str, int]:
    found = parts(source, language)
    tests = [part for part in found if part.kind == "test"]
    if language == "Python":
        said = excused(source)
        states = _by_look(found) if said is None else said
        return {test.name: states[test.name] for test in tests if states.get(test.name)}
    words = WORDS.get(language)
    return _by_words(source, found, language, words) if words and tests else {}


def _by_words(source: bytes, found: Sequence[Part], language: str, words: Words) -> dict[str, int]:
    tests = [part for part in found if part.kind == "test"]
    if words.file and re.search(words.file, source.decode("utf-8", "replace")):
        return dict.fromkeys((test.name for test in tests), NEVER)
    closed = tuple(_closed(found, language, words))
    within = [range(first, last + 1) for first, last in spans(source, language, words.group)] if words.group else []
    states = {}
    for test in tests:
        whole = test.name.startswith(closed) or any(test.at in lines for lines in within)
        if state := NEVER if whole else _state(test, language, words):
            states[test.name] = state
    return states


def _closed(found: Sequence[Part], language: str, words: Words) -> Iterator[str]:
    """Beginnings of the names of the tests in classes that are out of the run as a whole."""
    for part in found:
        owner = part.name if part.kind == "class" else part.owner
        head = part.kind == "class" and words.owner and re.search(words.owner, _code(part, language))
        if head or (part.kind == "function" and part.bare in words.setup and _state(part, language, words)):
            yield f"{owner}::"
            if (nested := SYNTAXES[language].nested) != "::":
                yield f"{owner}{nested}"


def _state(part: Part, language: str, words: Words) -> int:
    text = _code(part, language)
    if re.search(f"(?s){words.test}", text):
        return NEVER
    return FAILS if words.fails and re.search(words.fails, text) else 0


def _code(part: Part, language: str) -> str:
    return code(part.text, language).decode("utf-8", "replace").strip()


def _by_look(found: Sequence[Part]) -> dict[str, int]:
    """The same of a Python source that this Python cannot parse."""
    tests = [part.name for part in found if part.kind == "test"]
    if any(p.name == "pytestmark" and p.kind == "value" and MARKED.search(p.text) for p in found):
        return dict.fromkeys(tests, NEVER)
    marked = [part for part in found if DECORATED.search(part.text)]
    closed = tuple(f"{part.name}::" for part in marked if part.kind == "class")
    named = {part.name for part in marked}
    return dict.fromkeys((name for name in tests if name in named or name.startswith(closed)), NEVER)
