"""Entries become records: one a defect, with the commits that mended it and the day when they did."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from lockstitch.backfill.archive import Archive
from lockstitch.backfill.sources import LATE
from lockstitch.link.ids import split
from lockstitch.model import FileClass, Record
from lockstitch.model.entries import Entry, EntrySource, LeftOut
from lockstitch.values import NamedTuple

Touched = Mapping[str, frozenset[FileClass]]
MOST = 8
"""Commits of one fix that are named."""
LONGEST_ID = 100
NO_DEFECT = "tell of no defect"


class Told(NamedTuple):
    """One entry and its source."""

    source: EntrySource
    entry: Entry


class Left:
    """What becomes no record, by source and reason; what another entry makes a record after all is not counted."""

    def __init__(self) -> None:
        self._out: list[tuple[EntrySource, str, str, tuple[str, ...]]] = []

    def out(self, source: EntrySource, why: str, detail: str, ids: tuple[str, ...] = ()) -> None:
        self._out.append((source, why, detail, ids))

    def all(self, made: Collection[str]) -> tuple[LeftOut, ...]:
        """`made`: the ids of all records."""
        counted: dict[tuple[EntrySource, str], Counter[str]] = defaultdict(Counter)
        for source, why, detail, ids in self._out:
            if not ids or ids[0] not in made:
                counted[source, why][detail] += 1
        return tuple(
            LeftOut(source, why, sum(details.values()), tuple(_counted(details)))
            for (source, why), details in counted.items()
        )


def _counted(details: Counter[str]) -> Iterator[str]:
    for detail, count in sorted(details.items(), key=lambda each: (-each[1], each[0])):
        if detail:
            yield f"{detail} ({count})" if count > 1 else detail


def defects(told: Iterable[Told], left: Left) -> dict[str, list[Told]]:
    """Id → the entries that tell of its being mended, the most trusted first. `told`: in the order of trust."""
    found: dict[str, list[Told]] = defaultdict(list)
    others: dict[str, str] = {}  # id, or commit that added a fragment → why it is no defect
    for one in told:
        source, entry = one
        ids = [each for each in entry.ids if _is_id(each)]
        if entry.nature == "defect" and ids:
            for each in ids:
                word = next((others[w] for w in (each, *entry.commits) if w in others), "")
                if source == "commits" and word and each not in found:
                    left.out(source, NO_DEFECT, f"the changelog says {word}", (each,))
                else:
                    found[each].append(one)
            continue
        left.out(source, *_why_not(entry), entry.ids)
        if entry.nature == "other" and source != "commits":
            others.update((each, entry.why) for each in (*ids, *entry.commits))
    return found


def _why_not(entry: Entry) -> tuple[str, str]:
    """(why, detail) of an entry that becomes no record."""
    if entry.nature == "defect":
        return "name no id", ""
    return NO_DEFECT if entry.nature == "other" else "do not say that they are a fix", entry.why


def _is_id(word: str) -> bool:
    return bool(word.strip("0")) and len(word) <= LONGEST_ID and word.isprintable() and " " not in word


class _Defect(NamedTuple):
    """`candidates`: the commits that may have mended it."""

    id: str
    told: Sequence[Told]
    candidates: Sequence[str]


def records(found: Mapping[str, Sequence[Told]], archive: Archive, left: Left) -> list[Record]:
    """The records in the order of their days, then of their ids."""
    all_of_them = [_Defect(one, told, _candidates(one, told, archive)) for one, told in found.items()]
    asked = dict.fromkeys(sha for defect in all_of_them for sha in defect.candidates)
    merges = dict.fromkeys(archive.merge[sha] for sha in asked if sha in archive.merge)
    touched = archive.touched([*asked, *merges])
    made = []
    for defect in all_of_them:
        standing = [sha for sha in defect.candidates if sha not in archive.past.reverted]
        if why := _no_record(defect, standing, touched):
            left.out(defect.told[0].source, why, defect.id)
        else:
            made.append(_record(defect, _chosen(standing, touched, archive), archive))
    return sorted(made, key=_order)


def _order(record: Record) -> tuple[date, str, int, str]:
    stem, number = split(record.id)
    return record.resolved or date.min, stem, int(number or 0), record.id


def _candidates(one: str, told: Sequence[Told], archive: Archive) -> list[str]:
    """The commits that brought its entries, those that close it, and its pull requests."""
    own = [sha for each in told for sha in each.entry.commits]
    pulls = [archive.pulls[n] for each in told for n in (*each.entry.pulls, one) if n in archive.pulls]
    released = _released(told)
    found = dict.fromkeys([*own, *archive.closing.get(one, ()), *pulls])
    timely = [sha for sha in found if not released or archive.day(sha) <= released + LATE]
    return [sha for sha in timely if not archive.carries(sha)] or timely


def _released(told: Sequence[Told]) -> date | None:
    return min((each.entry.released for each in told if each.entry.released), default=None)


def _no_record(defect: _Defect, standing: Sequence[str], touched: Touched) -> str:
    """Why what is said to be mended becomes no record all the same; empty where it does."""
    if defect.candidates and not standing:
        return "were reverted"
    of_product = any("product" in touched[sha] for sha in standing)
    return "" if of_product or defect.told[0].source != "commits" else "touch no code of the product"


def _record(defect: _Defect, commits: Sequence[str], archive: Archive) -> Record:
    entry = defect.told[0].entry
    own = [archive.day(sha) for sha in entry.commits if sha not in archive.past.reverted]
    days = own or [archive.day(sha) for sha in commits]
    return Record(
        id=defect.id,
        kind="defect",
        title=entry.title or f"Fixed {defect.id}",
        status="done",
        location=entry.where,
        resolved=max(days, default=_released(defect.told)),
        commits=tuple(commits[:MOST]),
        source=_source(entry),
    )


def _chosen(standing: Sequence[str], touched: Touched, archive: Archive) -> list[str]:
    """Those that touch code or tests; what these lack of the two, merges bring. A commit of words mends nothing."""
    found = [sha for sha in standing if touched[sha] & {"product", "test"} and not archive.is_merge(sha)]
    merges = dict.fromkeys([*filter(archive.is_merge, standing), *(archive.merge.get(sha, "") for sha in standing)])
    for kind in ("product", "test"):
        if not any(kind in touched[sha] for sha in found):
            found += [sha for sha in merges if kind in touched.get(sha, ()) and sha not in found]
    return found or [sha for sha in standing if touched[sha]]


def _source(entry: Entry) -> str:
    added = (
        f", added by {entry.commits[-1][:12]}" if entry.commits and not entry.where.path.startswith("commit ") else ""
    )
    return "".join(c if c.isprintable() else "?" for c in f"{entry.where}{added}")
