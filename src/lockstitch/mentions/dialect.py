"""One project's dialect: its own words and conventions, beside those that everybody uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lockstitch.mentions import names
from lockstitch.mentions.words import Reference, Vocabulary
from lockstitch.model.mentions import DIGITS, PROPERTIES, Mention, Route
from lockstitch.settings import Links, Strength
from lockstitch.values import NamedTuple

MARKERS = frozenset({
    "defect", "defects", "issue", "issues", "jira", "bug", "bugs", "bugzilla", "gh", "github", "ticket", "verifies",
    "requirement", "requirements", "jirakey", "testforissue", "tmslink", "bugnumber", "workitem", "regression_for",
})  # fmt: skip
"""Marks and annotations whose arguments are ids, lower-cased."""
LOOSE = frozenset({"link", "tag", "tags"})
"""Marks and annotations that also hold other things: only what has the form of an id counts."""
OURS = frozenset({"defect"})
"""Marks whose text is an id, whatever it looks like."""


class Dialect(NamedTuple):
    """What is looked for. `stems`: lower-cased beginnings of the ids of the known records."""

    vocabulary: Vocabulary
    markers: frozenset[str] = MARKERS
    properties: frozenset[str] = PROPERTIES
    patterns: tuple[str, ...] = ()

    @classmethod
    def of(cls, links: Links, stems: Iterable[str] = ()) -> Dialect:
        prefixes = sorted({word.casefold().rstrip("-_# ") for word in links.prefixes} - {""})
        markers = MARKERS | {name.casefold() for name in links.markers}
        properties = PROPERTIES | {name.casefold() for name in links.properties}
        return cls(Vocabulary(tuple(prefixes), tuple(sorted(set(stems) - {""}))), markers, properties, links.patterns)


class Place(NamedTuple):
    """Where something is said: in which test (empty: the file), by which route, from which line on."""

    test: str
    via: Route
    line: int


def of_text(text: str, place: Place, dialect: Dialect) -> Iterator[Mention]:
    """What prose says: claims are strong, bare mentions weak."""
    from lockstitch.mentions import prose

    for one in prose.said(text, dialect.vocabulary):
        line = place.line + text.count("\n", 0, one.reference.start)
        via: Route = "trailer" if one.reference.tracker == "commit" else place.via
        yield _mention(one.reference, place._replace(line=line, via=via), one.strength, one.convention)


def of_name(name: str, place: Place, dialect: Dialect) -> Iterator[Mention]:
    """What the name of a test, a class or a file says."""
    for one in names.in_name(name, dialect.vocabulary):
        other = names.behind_project(name, one)
        yield _mention(one, place, "weak" if other else "strong", "name of another project" if other else "name")
    for one in names.by_patterns(name, dialect.patterns):
        yield _mention(one, place, "strong", "links.patterns")


def of_title(title: str, place: Place, dialect: Dialect) -> Iterator[Mention]:
    """What the title of a test says in prose: an id with a word before it is its name, a bare number is a mention."""
    from lockstitch.mentions import prose

    words = dialect.vocabulary.words
    for one in prose.said(title, dialect.vocabulary):
        named = one.reference.tracker in words and not one.reference.repository and prose.stands_free(title, one)
        yield _mention(one.reference, place, "strong" if named else one.strength, "name" if named else one.convention)


def of_values(values: Iterable[str], place: Place, dialect: Dialect, word: str) -> Iterator[Mention]:
    """The ids that a mark, an annotation or a property holds; `word` is its name."""
    from lockstitch.mentions.references import find

    ours = word.casefold() in OURS
    for value in values:
        references = [one for one in find(value, dialect.vocabulary) if one.tracker != "-"]
        if ours and [one.written for one in references] != [value.strip()]:
            references = []
        for one in references:
            yield _mention(one, place, "explicit", word)
        if references or word.casefold() in LOOSE or "://" in value:
            continue
        for part in value.replace(";", ",").split(","):
            key = part.strip().removeprefix("refs:").removeprefix("#")
            if (key.isdecimal() and len(key) <= DIGITS) or (key and ours):
                yield _mention(Reference(part.strip(), "", key, "", 0, 0), place, "explicit", word)


def reasons(text: str, place: Place, dialect: Dialect) -> Iterator[Mention]:
    """The ids in why a test is skipped or expected to fail: known and open, never held by it."""
    from lockstitch.mentions import prose

    for one in prose.said(text, dialect.vocabulary):
        line = place.line + text.count("\n", 0, one.reference.start)
        yield _mention(one.reference, place._replace(line=line, via="reason"), "negative", "reason of xfail or skip")


def _mention(one: Reference, place: Place, strength: Strength, convention: str) -> Mention:
    return Mention(
        one.written, one.tracker, one.key, one.repository, place.test, place.via, strength, place.line, convention
    )
