"""The ids of the records, and how people write them in test names, properties and commit messages.

Only ids that a record has are ever found in free text, so that a number which is no id (`test_repr_101_shorter`) links
nothing. Conventions: the practice of pytest, CPython, SQLAlchemy and pandas; GitHub's closing keywords are listed at
https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from lockstitch.model.mentions import NUMBERED, WORDS

LONGEST = 18
"""Digits of an id's number at most."""
_WORD = r"\#\d{1,18}|[^\W\d_][\w.&/]{0,40}(?:-\w{1,20})?[-_]\d{1,18}"
"""What an id looks like in a message, in bounded pieces, so that no message can make the search slow."""
_LIST = rf"(?:{_WORD})(?:(?:[ \t]*,[ \t]*(?:and[ \t]+)?|[ \t]+(?:and|&)[ \t]+)(?:{_WORD}))*"
_CLOSING = (
    r"(?i)(?<!not )\b(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?)\b(?:[ \t]*:)?[ \t]*"
    r"(?:(?:for|issues?|bugs?|defects?)[ \t]+)*"
    rf"[(\[`]?(?P<ids>{_LIST})"
)
_NUMBERED = (
    r"(?i)(?:\A(?:bug|issue|ticket)[ \t]+(?P<leading>\d{1,18})[ \t]*(?:[:,-]|\u2013)"
    r"|(?<!not )\b(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?)[ \t]*:?[ \t]+"
    r"(?:bug|issue|ticket|defect)[ \t]+(?P<id>\d{1,18})\b)"
)
"""`Bug 12 - …` and `Fixes bug 12`, as projects with Bugzilla or Trac write it."""
_LEADING = rf"\A(?:\[(?P<ids>{_LIST})\]|(?P<key>[A-Za-z][\w.]*-\d+):)"
_FEAT = r"(?i)\A(?:feat|feature)(?:\([^()\n]{0,80}\))?!?:[ \t]"
"""How a commit that brings a feature begins: https://www.conventionalcommits.org/en/v1.0.0/#specification."""
_DELIVERING = rf"(?i)(?<!not )\b(?:implement(?:s|ed)?|deliver(?:s|ed)?)\b(?:[ \t]*:)?[ \t]*[(\[`]?(?P<ids>{_LIST})"
_PULL = r"[ \t]*\(\#\d{1,18}\)\Z"
"""How GitHub ends the subject of a squashed pull request, which may have the number of another tracker's record."""
_TRAILING = rf"\((?P<ids>{_LIST})\)\Z"
_SPOKEN = re.compile(r"#\d{1,18}|\b(?:gh|GH)[-#]?\d{1,18}|[^\W\d_][\w.]{0,40}(?:-\w{1,20})?[-_]\d{1,18}")
"""What an id looks like in the middle of a sentence."""
_UNKNOWN = r"\#\d+|[A-Z][A-Z0-9_]*-\d+"
"""What is told as an id without a record: `Fix utf-8` claims nothing."""


class Ids:
    """All record ids, ready to be found in what people write.

    `patterns`: a project's own regular expressions over the names of tests, whose group `id` is a record's id.
    `prefixes`: its own words before a number that mean its tracker, as `issue` does.
    """

    def __init__(self, ids: Iterable[str], patterns: Iterable[str] = (), prefixes: Iterable[str] = ()) -> None:
        self.all = tuple(ids)
        self._patterns = [re.compile(pattern) for pattern in patterns]
        self._by_form: dict[str, str] = {}
        self._by_number: dict[tuple[str, int], str] = {}
        for one in self.all:
            for form in _forms(one):
                self._by_form.setdefault(form, one)
            stem, number = split(one)
            if number:
                self._by_number.setdefault((_letters(stem), int(number)), one)
        self._words = {*WORDS, "issues", *map(_letters, prefixes)} - {""}
        words = _name_words({stem for stem, _ in self._by_number}, self._words)
        self._name = _name_pattern(words)
        self.may_stand_in = _hint(words, bool(self._patterns))
        """Whether it is worth looking for ids in a text of many names: quickly told, never no where one is found."""

    def find(self, word: str) -> str:
        """The record id that `word` means; empty where no record has it."""
        return self._by_form.get(word.strip().casefold(), "")

    def spoken(self, text: str) -> set[str]:
        """The records whose ids stand in a text, in any spelling that a person uses: `SHOP-17`, `#17`, `gh-17`."""
        return {self.find(word) for word in _SPOKEN.findall(text)} - {""}

    def in_name(self, *names: str) -> set[str]:
        """Record ids that stand in the name of a test, a class or a module: `test_shop_17_total`, `TestGH28679`."""
        own = {self.find(match["id"]) for p in self._patterns for name in names for match in p.finditer(name)}
        if self._name is None:
            return own - {""}
        found = own - {""}
        for name in names:
            for match in self._name.finditer(name):
                stem = match["stem"].lower()
                number = int(match["number"] or match["attached"])
                known = self._by_number.get((stem, number)) or (
                    self._by_number.get(("", number), "") if stem in self._words else ""
                )
                if known:
                    found.add(known)
        return found

    def numbered(self, word: str, number: int) -> str:
        """The record that a number means behind this lower-cased word: `shop` 12, `issue` 12; a bare `#12` has none."""
        known = self._by_number.get((word, number), "")
        if known or (word and word not in self._words):
            return known
        return next((found for stem in NUMBERED if (found := self._by_number.get((stem, number)))), "")

    @property
    def numbers(self) -> Mapping[int, frozenset[str]]:
        """Number → the letters of the ids that end in it."""
        found: dict[int, set[str]] = {}
        for stem, number in self._by_number:
            found.setdefault(number, set()).add(stem)
        return {number: frozenset(stems) for number, stems in found.items()}

    def in_value(self, value: str) -> Iterator[tuple[str, str]]:
        """(word, record id or nothing) for each id in a property's value: lists by comma, semicolon or space, URLs."""
        for word in re.split(r"[\s,;]+", value.strip()):
            bare = word.rstrip("/").rpartition("/")[2] if "://" in word else word.removeprefix("refs:")
            if bare:
                yield bare, self.find(bare)

    def closed(self, message: str) -> Iterator[tuple[str, str]]:
        """(word, record id or nothing) for each id that a commit message claims to close.

        `Fixes X`, `Closes: X, Y`, `[X] …`, `X: …`, `Fixes bug 12`, `Bug 12 - …`. A revert claims nothing, a bare number
        neither, and `Fixes: <sha> ("…")` names the commit that introduced the fault.
        """
        if message.startswith('Revert "'):
            return
        seen = set()
        for word in (word for ids in _claimed(message) for word in re.findall(_WORD, ids)):
            known = "" if word.isdigit() else self.find(word)
            if word not in seen and (known or re.fullmatch(_UNKNOWN, word)):
                seen.add(word)
                yield word, known
        for word in _numbered(message):
            if word not in seen and (known := self.find(word)):
                seen.add(word)
                yield word, known

    def brought(self, message: str) -> Iterator[tuple[str, bool]]:
        """(record id, whether it is said to be done with that) for each feature that a commit says it works on.

        `Implements X` and `Delivers X, Y` say that it is; `Basket (X)` and an X anywhere after `feat:` do not.
        """
        if not message.startswith('Revert "'):
            for words, done in ((_delivered(message), True), (_worked_on(message), False)):
                yield from ((known, done) for word in words if (known := self.find(word)))


def is_feat(message: str) -> bool:
    """Whether the message says by its first word that the commit brings a feature."""
    return re.match(_FEAT, message) is not None


def feature(subject: str) -> str:
    """What a commit that brings a feature says it is: its subject without `feat(scope):`."""
    return re.sub(_FEAT, "", subject).strip()


def _claimed(message: str) -> list[str]:
    """The lists of ids that a message closes, or begins with. Patterns are made for messages that may hold some."""
    folded = message.casefold()
    closing = any(verb in folded for verb in ("fix", "close", "resolve"))
    lists = [match["ids"] for match in re.finditer(_CLOSING, message)] if closing else []
    if leading := re.match(_LEADING, message) if "]" in message or ":" in message else None:
        lists.append(leading["ids"] or leading["key"])
    return lists


def _numbered(message: str) -> list[str]:
    """The bare numbers that a message closes as those of bugs, issues or tickets."""
    folded = message.casefold()
    if not any(word in folded for word in ("bug", "issue", "ticket", "defect")):
        return []
    return [match["leading"] or match["id"] for match in re.finditer(_NUMBERED, message)]


def _delivered(message: str) -> list[str]:
    """The ids that a message implements or delivers."""
    folded = message.casefold()
    if "implement" not in folded and "deliver" not in folded:
        return []
    return [word for match in re.finditer(_DELIVERING, message) for word in re.findall(_WORD, match["ids"])]


def _worked_on(message: str) -> list[str]:
    """The ids in the subject of a commit that brings a feature, or in the parentheses at its end."""
    subject = re.sub(_PULL, "", message.split("\n", 1)[0].rstrip())
    if is_feat(message):
        return re.findall(_WORD, subject)
    found = re.search(_TRAILING, subject) if subject.endswith(")") else None
    return re.findall(_WORD, found["ids"]) if found else []


def split(one: str) -> tuple[str, str]:
    """An id's prefix and its trailing number: `SHOP-12` → (`SHOP-`, `12`); no number: the whole id and nothing."""
    cut = len(one)
    while cut and len(one) - cut < LONGEST and one[cut - 1].isdecimal():
        cut -= 1
    return one[:cut], one[cut:]


def _forms(one: str) -> set[str]:
    """The spellings of one id, case folded."""
    stem, number = split(one)
    forms = {one.casefold()}
    if number and _letters(stem) in ("", "gh", "issue"):
        forms |= {number, f"#{number}", f"gh-{number}", f"gh{number}", f"gh#{number}"}
    return forms


def _letters(stem: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+$|^[^A-Za-z0-9]+", "", stem).lower()


def _name_words(stems: set[str], numbered: set[str]) -> set[str]:
    """The words that can stand before an id's number in a name."""
    return {*(stems - {""}), *(numbered if "" in stems else ())}


def _hint(words: set[str], patterned: bool) -> Callable[[str], object]:
    if patterned:
        return lambda _text: True
    if not words:
        return lambda _text: False
    if len(words) == 1:
        (word,) = words
        return lambda text: word in text.casefold()
    return re.compile("|".join(map(re.escape, sorted(words))), re.IGNORECASE).search


def _name_pattern(words: set[str]) -> re.Pattern[str] | None:
    """Finds a word and a number in names, at a word's edge: after a non-letter, or where camel case begins a word."""
    if not words:
        return None
    either = "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))
    return re.compile(
        rf"(?:(?<![A-Za-z0-9])|(?<=[a-z0-9])(?=[A-Z]))(?P<stem>(?i:{either}))"
        r"(?:[-_](?P<number>\d{1,18})|(?P<attached>\d{2,18}))(?!\d)"
    )
