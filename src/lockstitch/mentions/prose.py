"""What prose says about the ids in it: is a test *for* one, does it only name it, or does it name a fix's commit?

The claims are a table. A claim holds for the first id that follows within its sentence, and its list; words in between
that tell of another relation (`introduced in #12`, `unlike #12`), and a word before the id that may be another
project's name (`numpy issue #12`), leave a bare mention.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from lockstitch.mentions.references import find
from lockstitch.mentions.words import Reference, Vocabulary
from lockstitch.settings import Strength
from lockstitch.values import NamedTuple


class Claim(NamedTuple):
    """One way to say that a test is for an id. `far`: other words may stand between; else only those of `PLAIN`."""

    name: str
    pattern: str
    far: bool = False
    digits: int = 1
    """A bare `#N` needs as many digits: `test #1` counts tests."""


_START = r"(?:\A|\n[ \t]*\n|(?<=[.!?:])[ \t]*\n)[\s\"'*#/:.-]{0,80}"
_REGRESSION = r"\b(?:non[- ]?)?regression"
_CHECKS = r"\b(?:tests?|checks?|verif(?:y|ies)|covers?|ensures?|testing)"
CLAIMS = (
    Claim("regression test for", _REGRESSION + r"[- ]?(?:unit ?)?(?:tests?|testing|checks?|(?:test ?)?cases?)\b", True),
    Claim("non-regression", r"\bnon[- ]?regressions?\b", True),
    Claim("regression for", r"(?:\A|[(\"'.:#*][ \t]*|\n[ \t]*)regressions? for\b|\bregression:"),
    Claim("test for", rf"{_START}(?:unit ?)?(?:tests?|test ?case|testing)\b", digits=3),
    Claim("checks the fix of", _CHECKS + r"(?: that)?(?: the)?(?: bug)?[ -]?fix(?:es)? (?:for|of|to)\b"),
    Claim("reproduces", rf"{_START}(?:reproduces?|reproducers?|reproduction|repro)\b"),
    Claim("verifies", rf"{_START}(?:verif(?:y|ies)|covers?)\b"),
    Claim("fixes", rf"{_START}(?:fix(?:es)?|closes|resolves)\b", digits=2),
)  # fmt: skip
AFTER = Claim("… regression test", r"[\])}`'\"]{0,2}[ \t]*[-:,(]?[ \t]*(?:non[- ]?)?regression(?:[ -]?tests?)?\b")
PLAIN = re.compile(
    r"(?:\s|[-:(\[\"'`*#/,.]|\b(?:a|an|the|of|for|to|that|in|on|at|case|cases|reported|report|described|raised|found"
    r"|see|handle|towards?|against|per|fix|fixes|issues?|bugs?|tickets?|defects?|github|gh|regressions?|tests?|problem"
    r"|refs?|re)\b)*",
    re.IGNORECASE,
)
"""What may stand between a claim and its id without another meaning."""
OTHERWISE = re.compile(
    r"\b(?:introduced|caus(?:e|ed|es|ing)|br(?:eak|eaks|oke|oken|eaking)|since|added|adds|due|because|unlike|similar"
    r"|relat(?:ed|es)|as (?:in|part)|like|after|before|prior|until|from|revert(?:ed|s|ing)?|follow(?:ing|s|-?ups?)?"
    r"|instead|except|also|cf|changed?|changes|deprecat\w+|removed?|by|not|upstream|blocked|waiting|workaround"
    r"|work around|duplicate)\b",
    re.IGNORECASE,
)
NEGATED = re.compile(r"(?:\bnot|\bno|n't|\bnever)(?:\s+\w+){0,3}\s+\Z", re.IGNORECASE)
"""What takes a claim back, right before it: `this is not the actual regression test for #12`."""
FIX_OF = re.compile(r"\s*\(?(?:(?:a|the|which) )?fix(?:es|ed)? (?:for|of)?\s*(?:issue\s*)?", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.!?][ \t]*\n|[.!?] +(?=[A-Z])|\n[ \t]*\n")
FAR = 200
"""Characters that a claim reaches at most."""
_COMMIT = re.compile(
    r"\b(?P<verb>fix(?:ed)?|resolved|corrected|commit)\b"
    r"(?:[ :]+(?:in|by|with|of|for|commit|rev|revision|sha|is|was)){0,3}"
    r"[ :`(\[]+(?P<sha>(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{7,40})\b",
    re.IGNORECASE,
)


class Said(NamedTuple):
    """One id with what is said of it, and the claim's name."""

    reference: Reference
    strength: Strength
    convention: str


def said(text: str, vocabulary: Vocabulary) -> Iterator[Said]:
    """Every id in `text`, claimed or only named; false friends are left out."""
    text = _uncommented(text)
    references = find(text, vocabulary)
    claimed = _claimed(text, references) if references else {}
    for number, reference in enumerate(references):
        if reference.tracker != "-":
            name = claimed.get(number, "")
            yield Said(reference, "strong" if name else "weak", name or "named")
    yield from _commits(text)


def _uncommented(text: str) -> str:
    """The text with blanks in the place of what stands between `<!--` and `-->`."""
    pieces, done = [], 0
    while (start := text.find("<!--", done)) >= 0 and (end := text.find("-->", start)) >= 0:
        pieces += [text[done:start], re.sub(r"[^\n]", " ", text[start : end + 3])]
        done = end + 3
    return "".join([*pieces, text[done:]])


def _claimed(text: str, references: Sequence[Reference]) -> dict[int, str]:
    """Place in `references` → the claim that holds for it."""
    found: dict[int, str] = {}
    starts = [one.start for one in references]
    for claim in CLAIMS:
        for match in re.finditer(claim.pattern, text, re.IGNORECASE):
            first = bisect_left(starts, match.end())
            if NEGATED.search(text, max(match.start() - FAR, 0), match.start()):
                continue
            if first < len(starts) and _holds(
                claim, text[match.end() : min(starts[first], match.end() + FAR + 1)], references[first]
            ):
                for number in _list_from(_fixed(first, references, text), references, text):
                    found.setdefault(number, claim.name)
    after = re.compile(AFTER.pattern, re.IGNORECASE)
    for number, one in enumerate(references):
        if number not in found and one.tracker != "-" and after.match(text, one.end) and _leads(text, one):
            found[number] = AFTER.name
    return found


def _holds(claim: Claim, between: str, reference: Reference) -> bool:
    if reference.tracker == "-" or len(between) > FAR:
        return False
    if reference.written.startswith("#") and len(reference.key) < claim.digits:
        return False
    if PLAIN.fullmatch(between) and not re.search(r"\n[ \t]*\n[^:]*\Z", between):
        return not re.search(r"\bfrom\b", between)
    if not claim.far or OTHERWISE.search(between) or SENTENCE_END.search(between):
        return False
    return between.rstrip().endswith(("(", "[", ":", "- ", "—", "#")) or _plain_word(between)


def stands_free(text: str, one: Said) -> bool:
    """Whether no word stands right before the id that may name another project: `(OSS-Fuzz issue 12)`."""
    before = text[: one.reference.start].split()
    return not before or before[-1][-1] in "([:-,./—" or PLAIN.fullmatch(before[-1]) is not None


def _plain_word(between: str) -> bool:
    """Whether the last word before the id is none that may name another project."""
    words = between.split()
    return bool(words) and between[-1:].isspace() and PLAIN.fullmatch(words[-1]) is not None and len(words) > 1


def _fixed(first: int, references: Sequence[Reference], text: str) -> int:
    """The id that is claimed: of `#12 (fix for #11)` the second, for the first is the request that fixed it."""
    second = first + 1
    if second < len(references) and FIX_OF.fullmatch(text, references[first].end, references[second].start):
        return second
    return first


def _list_from(first: int, references: Sequence[Reference], text: str) -> Iterator[int]:
    """The reference and those that follow it as a list: `#12, #13 and #14`."""
    yield first
    for number in range(first + 1, len(references)):
        joint = text[references[number - 1].end : references[number].start]
        if references[number].tracker == "-" or not re.fullmatch(r"[ ]*(?:,|&|/|,?[ ]and|,?\s+)[ \t]*", joint):
            return
        yield number


def _leads(text: str, one: Reference) -> bool:
    """Whether the id begins its line: `#12: regression test`."""
    before = text[text.rfind("\n", 0, one.start) + 1 : one.start]
    return PLAIN.fullmatch(before) is not None


def _commits(text: str) -> Iterator[Said]:
    for match in _COMMIT.finditer(text):
        reference = Reference(match["sha"], "commit", match["sha"].lower(), "", match.start("sha"), match.end("sha"))
        yield Said(reference, "explicit" if match["verb"].lower() != "commit" else "weak", "names its fix commit")
