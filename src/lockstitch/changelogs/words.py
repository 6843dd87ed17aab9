"""The words of an entry: a clean title of one line, and the ids and pull requests that it names.

Markup is that of reStructuredText (https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#inline-markup),
Sphinx roles (`` :issue:`12` ``), MyST roles (`` {issue}`12` ``) and Markdown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from lockstitch.values import NamedTuple

LONGEST = 160
"""Characters of a title."""
READ = 3000
"""Characters of an entry that are looked at."""

KEY_READ, KEY_LONGEST, KEY_SHORTEST = 200, 60, 16
"""Characters of a line that are looked at for its key, and of the key."""

_ROLE = re.compile(r"(?::((?:\w{1,20}:)?[\w+.-]{1,30}):|\{([\w+.:-]{1,30})\})`([^`]{1,300})`")
_ISSUE_ROLES = frozenset({"issue", "issues", "ghissue", "gh-issue", "gh", "ticket", "bug", "bz", "bpo"})
_PULL_ROLES = frozenset({"pr", "pull", "ghpull", "pull-request", "merge", "ghpr"})
_URL = re.compile(r"https?://[\w.:-]{1,80}/([\w./-]{1,100}?)/(?:-/)?(issues|pull|merge_requests|pulls)/(\d{1,9})\b")
_BPO = re.compile(r"https?://bugs\.python\.org/issue(\d{1,9})|\bbpo-(\d{1,9})\b")
_FOREIGN = re.compile(r"\b[\w-]{1,40}/[\w.-]{1,100}#\d+")
_NUMBER = re.compile(r"(?<![\w&/#])(?:\#|(?i:gh)[- ]?\#?|(?i:(?:issue|ticket|bug)s?)[ ]?\#?)(\d{1,9})\b(?![.-]\d)")
_KEY = re.compile(r"(?:[\[(]|\A\W{0,9})([A-Z][A-Z0-9]{1,9}-\d{1,9})[\]):]")
STANDARDS = frozenset({"UTF", "SHA", "PEP", "CVE", "CWE", "RFC", "ISO", "MD", "IPV", "BASE", "PY", "X"})
"""Prefixes of words with a number that are no ids of any tracker: `UTF-8`."""
_THANKS = re.compile(
    r"(?<=[\s(])thanks\b.*|(?:\s+(?:(?:by|per)\s+)?@[\w-]{1,40}){1,9}[\s.]*\Z", re.IGNORECASE | re.DOTALL
)
"""Whom an entry names at its end."""
_PULL = re.compile(r"(?:pull requests?|prs?|pull)[ ]*\#?(\d{1,9})\b", re.IGNORECASE)
_JOINT = re.compile(
    r"(?:[\s,;:.()\[\]*_`&+–-]|and\b|in\b|by\b|via\b|see\b|refs?\b|fix(?:e[sd])?\b|close[sd]?\b|resolve[sd]?\b|thanks\b)*",
    re.IGNORECASE,
)
"""What may stand between references, and between them and the edge of an entry."""
_LAST = re.compile(
    r"(?:[\s.,;:([–-]|(?<=[\s(])`|\b(?:and|see|for|refs?|fix(?:e[sd])?|close[sd]?|resolve[sd]?|issues?|bugs?))\Z",
    re.IGNORECASE,
)
_LINK = re.compile(r"!?\[([^\]]{0,300})\](?:\([^)\s]{0,500}\)|\[[^\]]{0,100}\])")
_RST_LINK = re.compile(r"`([^`<>]{1,300}?)\s*<[^`<>]{1,500}>`_{0,2}")
_TITLED = re.compile(r"\s*<[^<>]{1,300}>$")
_SENTENCE = re.compile(r"(?<=[^\s.][a-z0-9`)\"'”][.!?])\s+(?=[A-Z`])")
_MARK = "\0"
"""Stands for a reference in a text whose markup is gone; no text of a file that is read as text holds it."""


_PLACE = re.compile(f"{_MARK}(\\d+){_MARK}")


class References(NamedTuple):
    """What an entry names: ids of defects, and numbers of pull requests."""

    ids: tuple[str, ...] = ()
    pulls: tuple[str, ...] = ()


def key(line: str) -> str:
    """What stays of a line when its markup changes; empty where it says too little to be told from others."""
    said = "".join(filter(str.isalnum, line[:KEY_READ])).casefold()[:KEY_LONGEST]
    return said if len(said) >= KEY_SHORTEST else ""


def home(texts: Iterable[str]) -> str:
    """The `owner/repository` of most tracker URLs: numbers of other ones are not ours. Empty where there is none."""
    counted = Counter(match[1].lower() for text in texts for match in _URL.finditer(text))
    return counted.most_common(1)[0][0] if counted else ""


def references(text: str, ours: str = "") -> References:
    """The references of an entry: those that it begins with, else those that it ends with.

    An entry that names several in running text tells a story, and not which of them it mends: then it has none. Where
    it names pull requests alone, their numbers are its ids.
    """
    told = text[:READ]
    marked, named = _marked(_THANKS.sub("", told), ours)
    if not named:
        marked, named = _marked(told, ours)
    lead, trail = _edges(_PLACE.split(marked))
    chosen = named[:lead] or named[len(named) - trail :] or (named if len(set(named)) == 1 else [])
    ids = tuple(dict.fromkeys(word for kind, word in chosen if kind == "id"))
    pulls = tuple(dict.fromkeys(word for kind, word in chosen if kind == "pull"))
    return References(ids or pulls, pulls)


def title(text: str, ours: str = "") -> str:
    """The first sentence of an entry, without markup and without the references at its edges."""
    marked, named = _marked(_THANKS.sub("", " ".join(_first_paragraph(text).split())[:READ]), ours)
    parts = _PLACE.split(_SENTENCE.split(_plain(marked), maxsplit=1)[0])
    lead, trail = _edges(parts)
    parts = parts[2 * lead : len(parts) - 2 * trail]
    told = "".join(_shown(named[int(part)]) if n % 2 else part for n, part in enumerate(parts))
    return _bounded(_trimmed(told, bool(trail)))


def _trimmed(told: str, cut: bool) -> str:
    """Without the joints that references leave at the edges, where they were `cut` off."""
    told = told.strip(" \t.,:;*_–-").lstrip(" )]")
    while cut and (last := _LAST.search(told)):
        told = told[: last.start()]
    return told


def _edges(parts: Sequence[str]) -> tuple[int, int]:
    """How many references stand at the beginning and at the end. `parts`: text, reference, text, …, text."""
    joints = [bool(_JOINT.fullmatch(text)) for text in parts[::2]]
    lead = next((n for n, joint in enumerate(joints) if not joint), len(joints) - 1)
    rest = joints[: lead - 1 : -1] if lead else joints[::-1]
    trail = next((n for n, joint in enumerate(rest) if not joint), len(rest) - 1)
    return lead, min(trail, len(joints) - 1 - lead)


def _marked(text: str, ours: str) -> tuple[str, list[tuple[str, str]]]:
    """The text with `_MARK number _MARK` for each reference, and the references: (`id` or `pull`, word)."""
    named: list[tuple[str, str]] = []

    def keep(kind: str, word: str) -> str:
        named.append((kind, word))
        return f"{_MARK}{len(named) - 1}{_MARK}"

    def role(match: re.Match[str]) -> str:
        name, words = (match[1] or match[2]).lower().rpartition(":")[2], re.findall(r"\d{1,9}", match[3])
        if not words or name not in _ISSUE_ROLES | _PULL_ROLES:
            return match[0]
        kind, lead = ("pull", "") if name in _PULL_ROLES else ("id", "bpo-" if name == "bpo" else "")
        return keep(kind, lead + words[-1] if "<" in match[3] else lead + words[0])

    def url(match: re.Match[str]) -> str:
        if ours and match[1].lower() != ours:
            return "elsewhere"
        return keep("id" if match[2] == "issues" else "pull", match[3])

    text = _ROLE.sub(role, text.replace(_MARK, ""))
    text = _RST_LINK.sub(lambda m: _one(m, _URL.sub(url, m[0])), text)
    text = _LINK.sub(lambda m: _one(m, _URL.sub(url, m[0])), text)
    text = _URL.sub(url, text)
    text = _BPO.sub(lambda m: keep("id", f"bpo-{m[1] or m[2]}"), text)
    text = _FOREIGN.sub("elsewhere", text)
    text = _PULL.sub(lambda m: keep("pull", m[1]), text)
    text = _KEY.sub(lambda m: m[0] if m[1].partition("-")[0] in STANDARDS else keep("id", m[1]), text)
    return _NUMBER.sub(lambda m: keep("id", m[1]), text), named


def _one(link: re.Match[str], marked: str) -> str:
    """A link to a tracker is its reference alone, whatever it is called; another link stays as it is."""
    found = _PLACE.search(marked)
    return found[0] if found else link[0]


def _shown(reference: tuple[str, str]) -> str:
    return f"#{reference[1]}" if reference[1].isdigit() else reference[1]


def _first_paragraph(text: str) -> str:
    return re.split(r"\n[ \t]*\n", text.strip(), maxsplit=1)[0]


def _plain(text: str) -> str:
    text = _ROLE.sub(lambda m: _called(m[3]), text)
    text = _LINK.sub(r"\1", _RST_LINK.sub(r"\1", text))
    return re.sub(r"``|\*\*|(?<!\w)[*](?=\S)|(?<=\S)[*](?!\w)", lambda m: "`" if m[0] == "``" else "", text)


def _called(target: str) -> str:
    """How a role shows its target: its own title, or the last name of one that begins with a tilde."""
    told = _TITLED.sub("", target)
    return told.rpartition(".")[2].lstrip("~") if told.startswith("~") else told.lstrip("!.").removeprefix("_")


def _bounded(text: str) -> str:
    printable = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if len(printable) <= LONGEST:
        return printable
    return printable[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
