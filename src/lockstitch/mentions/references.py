"""How people write the id of a record in prose: a table of forms, tried in this order, the first that fits wins.

URLs and `owner/repo#N` say whose tracker is meant, so they come before the forms that do not. What looks like an id and
is none (a pull request, a step, a character set) has forms of its own, which take the words out of the search. Sources:
https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
and the practice of pytest, pandas, SQLAlchemy, sympy, scikit-learn and CPython.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from lockstitch.mentions.words import FOREIGN, Reference, Vocabulary
from lockstitch.model.mentions import WORDS
from lockstitch.values import NamedTuple

REQUESTS = r"prs?|pull(?:[ -]?requests?)?|mrs?|merge[ -]?requests?|patch(?:es)?"
COUNTED = (
    r"tests?|cases?|steps?|items?|parts?|options?|examples?|lines?|rows?|columns?|numbers?|nos?|figures?|sections?"
    r"|revs?|revisions?|changesets?|pages?|rules?|points?|attempts?|versions?|peps?|rfcs?|problems?|questions?"
)
NO_TRACKERS = frozenset({
    "AES", "ANSI", "ARM", "ASCII", "BASE", "BIG", "CP", "CRC", "CVE", "CWE", "DES", "EUC", "FIPS", "GB", "GHSA",
    "GPT", "HTTP", "HTML", "IBM", "ICD", "IEC", "IEEE", "IPV", "ISBN", "ISO", "JEP", "JSON", "JSR", "KOI8", "LATIN",
    "MD", "MP", "MPEG", "OSI", "PCRE", "PEP", "POSIX", "PY", "PYSEC", "PYTHON", "RC", "RFC", "RSA", "SHA", "SHA1",
    "SHA2", "SHA3", "SSL", "TLS", "UCS", "UTC", "UTF", "GMT", "UNICODE", "USB", "UUID", "WINDOWS", "WIN", "XML",
    "XX",
})  # fmt: skip
"""What stands before a hyphen and a number, and is no tracker: `UTF-8`, `SHA-256`, `CVE-2020-1234`."""
COLOURED = re.compile(r"colou?r|background|\bhex\b|\brgb|\bfill\b|\bcss\b", re.IGNORECASE)
REQUEST_PAGES = frozenset({"pull", "pulls", "pull-requests", "merge_requests", "commit", "commits", "compare", "blob"})


class Form(NamedTuple):
    """One way to write an id. Groups of `pattern`: `key`, and as they apply `word`, `repository`, `host`, `page`; one
    without a key only takes words out of the search."""

    name: str
    pattern: str


PLAIN = Vocabulary()


def forms(vocabulary: Vocabulary) -> tuple[Form, ...]:
    """The table for one project."""
    either = _either(f"{word}s?" for word in map(re.escape, {*WORDS, *FOREIGN, *vocabulary.prefixes}))
    stems = _either(map(re.escape, {*vocabulary.stems, *vocabulary.prefixes}))
    lead = r"(?i:(?<![A-Za-z0-9])(?:gh[ -]?|github[ ]|bugzilla[ ])?"
    number = r"(?P<key>\d{1,9})(?![\w%]|\.\d)"
    apart = r"(?P<key>\d{2,9})(?![\w%]|\.\d|[ ]?[%×*]|[ ]x\b)"
    return (
        Form(
            "bug URL",
            r"https?://(?P<host>[\w.:-]+)/[^\s\"'<>]{0,300}?(?:show_bug\.cgi\?|[?&])id=(?P<key>\d{1,18})(?!\w)",
        ),
        Form("bpo URL", r"https?://(?P<bpo>bugs\.python\.org)/issue(?P<key>\d{1,18})(?!\w)"),
        Form(
            "URL",
            r"https?://(?P<host>[\w.:-]+)/(?P<repository>[\w./~+-]{0,200}?)/?(?:-/)?\b(?P<page>issues?|tickets?|browse|bugs?|"
            r"work_items|pulls?|pull-requests|merge_requests|commits?)/\#?(?P<key>[A-Za-z]\w*-\d{1,18}|[0-9]{1,18})(?!\w)",
        ),
        Form("another URL", r"https?://[^\s\"'<>)]+"),
        Form("owner/repo#N", rf"(?<![\w/.-])(?P<repository>[\w.-]+/[\w.-]+)\#{number}"),
        Form("request", rf"(?i:\b(?:{REQUESTS}))[ :#`!-]*\d+(?!\w)(?:(?:,|[ ]?&|[ ]and)[ ]\#?\d+)*"),
        Form("id", rf"(?i:(?<![A-Za-z0-9_-])(?P<word>{stems}))-{number}" if stems else "(?!)"),
        Form("word and #N", rf"{lead}(?P<word>{either}))[ :`.-]{{0,3}}\#[ ]?{number}"),
        Form("repo#N", rf"(?<![\w/.-])(?P<repository>[A-Za-z][\w.-]*)\#{number}"),
        Form("word and N", rf"{lead}(?P<word>{either}))(?:[ ]?[:`_-]{{1,2}}[ ]?|[ ]){apart}"),
        Form("word with N", rf"(?i:(?<![A-Za-z0-9_])(?P<word>{either})){apart}"),
        Form("KEY-N", r"(?<![\w.-])(?P<word>[A-Z][A-Z0-9_]{1,14})-(?P<key>\d{1,9})(?![\w-]|\.\d)"),
        Form("counted", rf"(?i:\b(?:{COUNTED}))[ :]*\#\d{{1,2}}(?!\d)"),
        Form("#N", r"(?<![\w#&/.\\-])\#(?P<key>[1-9]\d{0,8})(?![\w-]|\.\d)"),
    )


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


@lru_cache(maxsize=16)
def _compiled(vocabulary: Vocabulary) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form.pattern) for form in forms(vocabulary))


def find(text: str, vocabulary: Vocabulary = PLAIN) -> list[Reference]:
    """Every id in `text`, in its order, and what only looks like one; a list after a word (`issues 12, 15 and #17`) is
    several."""
    if not any(map(str.isdigit, text)):
        return []
    taken = bytearray(len(text))
    found: list[Reference] = []
    for pattern in _compiled(vocabulary):
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append(_reference(match, text, vocabulary))
    found.sort(key=lambda one: one.start)
    return [each for one in found for each in _listed(one, text, taken)]


def _reference(match: re.Match[str], text: str, vocabulary: Vocabulary) -> Reference:
    groups = {name: value or "" for name, value in match.groupdict().items()}
    key, word = groups.get("key", ""), groups.get("word", "").casefold()
    repository = _repository(groups.get("host", ""), groups.get("repository", ""))
    tracker = _singular(word)
    if "bpo" in groups:
        tracker = "bpo"
    elif not key.isdecimal():
        tracker, _, key = key.casefold().rpartition("-")
        repository = ""
    elif "host" in groups:
        tracker = "bug" if "page" not in groups else "issue"
    known = {*vocabulary.stems, *vocabulary.prefixes}
    if (
        not key
        or groups.get("page") in REQUEST_PAGES
        or _coloured(match, text)
        or (tracker.upper() in NO_TRACKERS and tracker not in known)
    ):
        tracker = "-"
    return Reference(match[0].strip(), tracker, key, repository, match.start(), match.end())


def _coloured(match: re.Match[str], text: str) -> bool:
    """Whether `#123456` stands on a line that speaks of colours."""
    if not match[0].startswith("#") or len(match[0]) not in (4, 7, 9):
        return False
    end = text.find("\n", match.end())
    line = text[text.rfind("\n", 0, match.start()) + 1 : end if end >= 0 else len(text)]
    return COLOURED.search(line) is not None


def _repository(host: str, path: str) -> str:
    host = host.casefold().removeprefix("www.")
    path = path.strip("/").casefold()
    return path if host in ("", "github.com") else f"{host}/{path}".rstrip("/")


def _singular(word: str) -> str:
    one = word[:-1] if word.endswith("s") and word[:-1] in (*WORDS, *FOREIGN) else word
    return "gh" if one == "github" else one


_TAIL = re.compile(r"(?P<joint>[ ]*(?:,|/|&|,?[ ]and|,?[ ]or)[ ]*)(?P<hash>\#?)(?P<key>\d{2,9})(?![\w%]|\.\d)")


def _listed(one: Reference, text: str, taken: bytearray) -> Iterator[Reference]:
    """The reference, and the bare numbers that follow it in a list."""
    yield one
    if one.repository or not one.key.isdecimal() or one.tracker == "-" or one.written.startswith("#"):
        return
    end = one.end
    while (match := _TAIL.match(text, end)) and not any(taken[match.start() : match.end()]):
        yield Reference(match["hash"] + match["key"], one.tracker, match["key"], "", match.start("key"), match.end())
        end = match.end()


def repositories(url: str) -> set[str]:
    """The repositories whose tracker a record's address lies in."""
    return {one.repository for one in find(url) if one.repository and one.tracker != "-"}


_REMOTE = re.compile(
    r"(?:\w+://(?:[^@/]*@)?(?P<host>[\w.-]+)(?::\d+)?/|(?:[^@/:]+@)?(?P<other>[\w.-]+):)(?P<path>[^:]+?)(?:\.git)?/?"
)


def repository_of(url: str) -> str:
    """The repository behind a remote's address, as references name it; empty for a folder of this machine."""
    match = _REMOTE.fullmatch(url.strip())
    return _repository(match["host"] or match["other"], match["path"]) if match else ""
