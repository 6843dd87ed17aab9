"""What all readers of tracker exports share: fields taken out of an entry with care, and entries gathered to a ledger.

An export is not written by hand: fields that we do not know are passed over. Where a field that matters has another
type than its tracker gives it, the file is not what it seems, and is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache

from lockstitch.errors import ReadError
from lockstitch.load import Source
from lockstitch.model import Ledger, Location, Record, Status
from lockstitch.records.export_json import Scanner
from lockstitch.records.export_words import Words
from lockstitch.settings import Trackers
from lockstitch.shape import described
from lockstitch.values import NamedTuple

LONGEST_ID = 100


class Fields:
    """The fields of one entry. `who`: how messages call it, as soon as that is known."""

    def __init__(self, values: Mapping[str, object], source: Source, line: int, who: str = "an entry") -> None:
        self.values = values
        self.source = source
        self.line = line
        self.who = who

    def refuse(self, message: str, hint: str = "") -> ReadError:
        return self.source.refuse(f"{self.who}: {message}", self.line, hint)

    def has(self, *keys: str) -> bool:
        return any(key in self.values for key in keys)

    def id(self, key: str) -> str:
        """The entry's id, which it must have: a number, or one word."""
        value = self.values.get(key)
        found = str(value) if type(value) is int and value > 0 else value
        if not isinstance(found, str) or not 0 < len(found) <= LONGEST_ID or " " in found or not found.isprintable():
            raise self.refuse(f"{key} must be its id, not {described(value)}", "is it an export of a tracker's issues?")
        self.who = f"issue {found}"
        return found

    def text(self, key: str, needed: bool = False) -> str:
        """A text; empty where there is none."""
        value = self.values.get(key)
        if isinstance(value, str):
            return value.encode("utf-8", "replace").decode("utf-8") if not value.isascii() else value
        if value is not None or needed:
            hint = "export that field too" if key not in self.values else ""
            raise self.refuse(f"{key} must be text, not {described(value)}", hint)
        return ""

    def flag(self, key: str) -> bool | None:
        value = self.values.get(key)
        if value is not None and not isinstance(value, bool):
            raise self.refuse(f"{key} must be true or false, not {described(value)}")
        return value

    def inner(self, key: str) -> Fields:
        """The object under a key; an empty one where there is none."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, dict):
            raise self.refuse(f"{key} must be an object, not {described(value)}")
        return Fields(value or {}, self.source, self.line, self.who)

    def list(self, key: str) -> Iterator[object]:
        value = self.values.get(key)
        if value is not None and not isinstance(value, list):
            raise self.refuse(f"{key} must be a list, not {described(value)}")
        yield from value or ()

    def objects(self, key: str) -> Iterator[Fields]:
        for value in self.list(key):
            yield Fields({"": value}, self.source, self.line, f"{self.who}: {key}").inner("")

    def names(self, key: str, *name: str) -> tuple[str, ...]:
        """A list of texts, or of objects that have one under the first of `name` that is there."""
        found = []
        for value in self.list(key):
            one = Fields(value if isinstance(value, dict) else {key: value}, self.source, self.line, self.who)
            found.append(one.text(next((n for n in name if one.has(n)), key)))
        return tuple(filter(None, found))

    def day(self, key: str) -> date | None:
        """The day of a time in ISO 8601, as it is written there; none where there is none."""
        return _day(self.text(key)[:10])


@lru_cache(maxsize=10_000)
def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _issues(count: int) -> str:
    return f"{count} issue{'' if count == 1 else 's'}"


class Draft(NamedTuple):
    """What only a tracker's own reader knows of an entry: how it stands, and by which words it says what it is."""

    record: Record
    type: str = ""
    home: str = ""
    """The repository or project whose numbers its id is one of."""


class Export:
    """The records of one file so far, and what there is to say of it."""

    def __init__(self, source: Source, trackers: Trackers) -> None:
        self.source = source
        self.words = Words(trackers)
        self.left_out: Counter[tuple[str, str]] = Counter()
        """What is no record, as (one, many) → how many."""
        self._records: dict[str, Record] = {}
        self._unknown: Counter[str] = Counter()
        self._notes: Counter[str] = Counter()
        self._home = ""
        self._entries = 0
        self._total = 0

    def fields(self, *containers: str) -> Iterator[Fields]:
        """The entries of a JSON file, in a list, under one of `containers` or alone."""
        for entry in Scanner(self.source, containers).entries():
            if entry.page:
                self._page(Fields(entry.values, self.source, entry.line, "the page"))
            else:
                self._entries += 1
                yield Fields(entry.values, self.source, entry.line)

    def place(self, line: int) -> Location:
        return Location(self.source.name, line)

    def ended(self, closed: bool, word: str) -> Status:
        """How a record stands whose tracker says that it is closed or not, and with which resolution.

        An unknown resolution may mean that it was fixed: it counts so, for then a test is owed, and that is said.
        """
        if not closed:
            return "open"
        known = self.words.outcome(word)
        if known is None:
            self._unknown[word] += 1
        return known or "done"

    def note(self, text: str) -> None:
        """Notes what holds for some issues; `text` follows their number."""
        self._notes[text] += 1

    def add(self, draft: Draft) -> None:
        """Adds a record, after its words said of which kind it is."""
        kind, said = self.words.kind(draft.type, draft.record.labels)
        record = draft.record._replace(kind=kind, kind_from=said)
        self._check_home(draft)
        first = self._records.setdefault(record.id, record)
        if first is not record:
            if first._replace(location=record.location) != record:
                cause = f"issue {record.id} stands there twice, first in line {first.location.line}, and differs"
                raise self.source.refuse(cause, record.location.line, "it changed while it was exported: export anew")
            self.left_out["repeated entry", "repeated entries"] += 1

    def ledger(self, notes: Iterable[str] = ()) -> Ledger:
        found = [f"{_issues(count)}: {text}" for text, count in self._notes.items()]
        for word, count in self._unknown.items():
            cause = f"{_issues(count)}: the resolution {described(word)} is not known and counts as fixed"
            found.append(f"{cause}; say what it means under trackers.statuses")
        left = ", ".join(f"{count} {what if count > 1 else one}" for (one, what), count in self.left_out.items())
        share = (self._entries, self._total) if self._total else None
        return Ledger(tuple(self._records.values()), notes=(*found, *notes), left_out=left, share=share)

    def _page(self, page: Fields) -> None:
        """How many entries the tracker found for the query: `total_count` of GitHub and Redmine, `total` of Jira.

        At least one more than are here, where it only says that there are more (`isLast`), or that it gave up early.
        """
        for key in ("total", "total_count"):
            total = page.values.get(key)
            if type(total) is int:
                self._total = max(self._total, total)
        if page.values.get("isLast") is False or page.values.get("incomplete_results") is True:
            self._total = max(self._total, self._entries + 1)
        elif page.values.get("isLast") is True:
            self._total = 0

    def _check_home(self, draft: Draft) -> None:
        self._home = self._home or draft.home
        if draft.home and draft.home != self._home:
            cause = f"holds issues of {self._home} and of {draft.home}, whose numbers overlap"
            raise self.source.refuse(cause, draft.record.location.line, "export the issues of one of them")
