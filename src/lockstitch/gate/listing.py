"""Everything that links a test to a record, or looks like it, so that a person sees the dialect of their project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lockstitch import link
from lockstitch.gate import fixes, inputs, mentioned, past, scope
from lockstitch.gate.scene import Run, Scene
from lockstitch.model import Input, Link
from lockstitch.model.mentions import Listing, Row

ORDER = ("explicit", "strong", "commit", "weak", "negative")


def listed(run: Run, wanted: Iterable[str] = ()) -> Listing:
    """What test sources, records and commits say. `wanted`: ids as people write them; empty for all.

    Works without any record: then every id is unknown. Raises `UsageError` as the gate does.
    """
    ledgers, examined = inputs.read_records(run.config)
    scene = Scene.of(run, ledgers)
    seen: list[Input] = list(examined)
    linked: list[Link] = []
    commits: dict[str, tuple[str, ...]] = {}
    if scene.records:
        before = past.read(run, scene)
        scoped = scope.scoped(scene.records, before, run.config)
        commits = scope.fixing(scoped)
        judged = [one for one in scoped if one.scope == "judged"]
        traced = fixes.trace(judged, before, run.repository, scene, fixes.Extent(lines=False))
        linked += link.from_records(scene.records, scene.identity)
        for record, tests in traced.tests.items():
            linked += link.from_commits(record, tests)
        seen += before.inputs
    rows = [*_spoken(mentioned.everything(run, scene, commits)), *map(_row, linked)]
    words = tuple(wanted)
    asked = {one.casefold(): scene.ids.find(one) for one in words}
    if asked:
        rows = [row for row in rows if _fits(row, asked)]
    rows.sort(key=lambda row: (ORDER.index(row.strength), row.via, row.record or row.written, row.test, row.where))
    return Listing(tuple(dict.fromkeys(rows)), tuple(seen), words, len(scene.records))


def _spoken(found: Iterable[mentioned.Spoken]) -> Iterator[Row]:
    for one in found:
        said = one.mention
        place = f"{one.path}:{said.line}" if said.line else one.path
        whose = f"{said.repository} (not this repository)" if one.whose == "foreign" else ""
        if one.whose == "unknown":
            whose = f"{said.repository} (which repository this is, is not known)"
        yield Row(
            one.record, said.written, said.tracker, said.key, one.test, said.via, said.strength, place,
            said.convention, whose,
        )  # fmt: skip


def _row(one: Link) -> Row:
    return Row(one.record, one.record, "", one.record, one.test, one.via, one.strength, str(one.where), one.via)


def _fits(row: Row, asked: dict[str, str]) -> bool:
    """Whether the row is about one of the ids asked for, as a record or as it is written."""
    records = {record for record in asked.values() if record}
    spellings = {row.written.casefold(), row.key.casefold(), f"#{row.key}", f"{row.tracker}-{row.key}".strip("-")}
    return row.record in records or (not row.record and not spellings.isdisjoint(asked))
