"""Finding the inputs and reading them: what cannot be used becomes an `Input` with its fault, so that all show at once.

An input that is named and missing is a fault; one that is merely not found is none, until a rule in force needs it.
"""

from __future__ import annotations

import glob
import os.path
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, get_args

from lockstitch import coverage, load, records, results
from lockstitch.errors import Fault, LockstitchError, ReadError, UsageError, plural
from lockstitch.gate import usual
from lockstitch.gate.copies import copied
from lockstitch.model import Ask, CoverageReport, Input, InputKind, Kind, Ledger, Results, Wanted
from lockstitch.settings import Config
from lockstitch.shape import described

T = TypeVar("T")

RECORDS = (
    "defects.yml",
    "defects.yaml",
    "defects.json",
    "defects.jsonl",
    "defects.csv",
    "defects/",
    ".lockstitch/records/",
)
RESULTS = (
    "junit*.xml", "TEST-*.xml", "pytest.xml", "report.xml", "reports/junit*.xml", "test-results/*.xml",
    "test-results/junit/*.xml", "test-reports/*.xml", "target/surefire-reports/TEST-*.xml",
    "target/failsafe-reports/TEST-*.xml", "build/test-results/*/TEST-*.xml", "target/nextest/*/junit.xml",
    "*.tap", "*.trx", "TestResults/*.trx", "TestResult.xml", "TestResults.xml", "gotest.json", "go-test.json",
    "jest.json", "jest-results.json", "vitest.json", "vitest-results.json", "Testing/*/Test.xml",
    "build/Testing/*/Test.xml",
)  # fmt: skip
STAMPED = "/Test.xml"
"""CTest keeps the reports of earlier runs, each in a folder that is named by its time: the last one counts."""
ENDINGS = {
    "records": (".yml", ".yaml", ".json", ".jsonl", ".ndjson", ".csv", ".tsv"),
    "results": (".xml", ".trx", ".tap"),
    "coverage": (),
}
"""What is read out of a folder; a test report in JSON is named by its own name, as others write JSON, too."""
SHELVES: dict[str, Any] = {"records": records, "results": results, "coverage": coverage}
CALLED = {"records": "a record file", "results": "a test report", "coverage": "a coverage report"}

WILD = "*?["
SINGULAR = {"hold a test": "holds a test", "hold an executed test": "holds an executed test"}


class Found(NamedTuple):
    """Files of one kind, and the inputs that were named but are missing."""

    sources: tuple[load.Source, ...]
    missing: tuple[Input, ...] = ()


def find(config: Config, kind: InputKind) -> Found:
    """The files of one kind: as named by option or configuration, else from the usual places."""
    named: tuple[str, ...] | None = getattr(config, kind)
    if named is None:
        places = {"records": RECORDS, "results": RESULTS, "coverage": usual.COVERAGE}[kind]
        return Found(tuple(_sources(config, kind, _usual(config, kind, places))))
    paths, missing = [], []
    for pattern in named:
        found = list(_expanded(config, kind, pattern))
        paths += found
        if not found:
            shown = _shown(config, pattern)
            cause = "matches no file" if any(c in pattern for c in WILD) else "does not exist"
            if Path(config.root, pattern).is_dir():
                cause = f"holds no {CALLED[kind].removeprefix('a ')}"
            fault = Fault(cause, shown, hint=f"it was named as {CALLED[kind]}: did the step that writes it run?")
            missing.append(Input(kind, shown, fault=fault))
    return Found(tuple(_sources(config, kind, paths)), tuple(missing))


def _usual(config: Config, kind: InputKind, patterns: Iterable[str]) -> list[str]:
    here = {path.name.casefold() for path in Path(config.root).iterdir()}
    near = (p for p in patterns if (top := p.partition("/")[0].casefold()) in here or any(c in top for c in WILD))
    expanded = [(pattern, list(_expanded(config, kind, pattern))) for pattern in near]
    found = [path for pattern, paths in expanded for path in (paths[-1:] if pattern.endswith(STAMPED) else paths)]
    return usual.preferred(found) if kind == "coverage" else found


def _expanded(config: Config, kind: InputKind, pattern: str) -> Iterator[str]:
    whole = str(Path(config.root, pattern))
    for path in [whole] if Path(whole).exists() else sorted(glob.glob(whole, recursive=True)):
        if Path(path).is_file():
            yield path
        else:
            below = sorted(Path(path).rglob("*"))
            yield from (str(p) for p in below if p.is_file() and (p.name.endswith(ENDINGS[kind]) or not ENDINGS[kind]))


def _sources(config: Config, kind: InputKind, paths: Iterable[str]) -> Iterator[load.Source]:
    for path in dict.fromkeys(paths):
        if kind != "coverage" or not path.endswith((".coveragerc", "-journal", "-wal", "-shm")):
            yield load.Source(path, _shown(config, path), config.limits)


def _shown(config: Config, path: str) -> str:
    """A path as messages write it: relative to the repository where it lies there."""
    whole = Path(os.path.normpath(Path(config.root, path)))
    return whole.relative_to(config.root).as_posix() if whole.is_relative_to(config.root) else str(whole)


def read_records(config: Config) -> tuple[list[Ledger], list[Input]]:
    """All record files. Malformed ones raise one `UsageError`; an unreadable one is an input's fault."""
    found = find(config, "records")
    read = _each("records", found, lambda source, form: records.read(source, form, config.trackers), _counted_records)
    if records.duplicates(ledger for ledger, _ in read if ledger):
        from lockstitch.records import overlap

        read = overlap.once(read, _counted_records)
    ledgers = [ledger for ledger, _ in read if ledger]
    return ledgers, [*(each for _, each in read), *_pages(read)]


def read_results(config: Config, wanted: Wanted) -> tuple[list[Results], list[Input]]:
    found = find(config, "results")
    copies = copied(found.sources)
    found = found._replace(sources=tuple(source for source in found.sources if source.name not in copies))
    read = _each("results", found, lambda source, form: results.READERS[form].read(source, wanted), _counted_results)
    reports = [report for report, _ in read if report]
    again = [
        Input("results", name, counts="a copy", notes=(f"{name} is the same as {first}: it counts once",))
        for name, first in copies.items()
    ]
    return reports, [*(each for _, each in read), *again, *_unexpected(config, reports)]


def read_coverage(config: Config, ask: Ask) -> tuple[list[tuple[CoverageReport, int]], list[Input]]:
    """The reports, each with the place of its input in the list of inputs."""
    found = find(config, "coverage")
    read = _each("coverage", found, lambda source, form: coverage.READERS[form].read(source, ask), _counted_coverage)
    return [(report, n) for n, (report, _) in enumerate(read) if report], [each for _, each in read]


def _each(
    kind: InputKind, found: Found, read: Callable[[load.Source, str], T], counted: Callable[[T], str]
) -> list[tuple[T | None, Input]]:
    done: list[tuple[T | None, Input]] = [(None, each) for each in found.missing]
    malformed: list[Fault] = []
    for source in found.sources:
        try:
            form = _format(kind, source)
            value = read(source, form)
        except ReadError as error:
            done += [(None, Input(kind, source.name, fault=fault)) for fault in error.faults]
        except LockstitchError as error:
            malformed += error.faults
        else:
            notes = tuple(f"{source.name}: {note}" for note in getattr(value, "notes", ()))
            done.append((value, Input(kind, source.name, form, counted(value), notes=notes)))
    if malformed:
        raise UsageError(*malformed)
    return done


def _format(kind: InputKind, source: load.Source) -> str:
    head = load.head(source)
    form: str = SHELVES[kind].identify(source.path, head)
    if form:
        return form
    if not head:
        raise source.refuse("is empty (0 bytes)", hint="the tool that writes it may not have run")
    if kind == "records" and (error := records.answered(head)):
        hint = "look at the address, the token and its rights, and export again"
        raise source.refuse(f"is no record file, but the error that a tracker answered: {described(error)}", hint=hint)
    other = next((k for k in SHELVES if k not in (kind, "records") and SHELVES[k].identify(source.path, head)), "")
    if other:
        raise source.refuse(f"is {CALLED[other]}, not {CALLED[kind]}", hint=f"name it with --{other}")
    forms = ", ".join(SHELVES[kind].READERS)
    root = load.root_element(head)
    if kind == "records" and root.lower() == "html":
        hint = "what fetched it may have been sent to a login page: look at the address and the token"
        raise source.refuse("is a web page, not a record file", hint=hint)
    what = f" (its root element is <{root}>)" if root else ""
    raise source.refuse(f"is no {CALLED[kind].removeprefix('a ')} of a known format{what}", hint=f"known: {forms}")


def _unexpected(config: Config, reports: Sequence[Results]) -> Iterator[Input]:
    """What `expect` misses, and reports that hold no executed test."""
    executed, total = sum(r.executed for r in reports), sum(r.total for r in reports)
    expect = config.expect
    if reports and not executed:
        known = " or are expected to fail" if any(r.counts.get("xfailed") for r in reports) else ""
        told = f"{plural(total, 'test')}, none executed: all were skipped{known}"
        cause = told if total else "no test in any report: none was selected"
        yield Input("results", "test reports", fault=Fault(cause, hint="a run that executes nothing proves nothing"))
    for name, wanted, there, words in (
        ("reports", expect.reports, sum(r.total > 0 for r in reports), "hold a test"),
        ("shards", expect.shards, sum(r.executed > 0 for r in reports), "hold an executed test"),
        ("tests", expect.tests, executed, "were executed"),
    ):
        if there < wanted:
            cause = f"expect.{name} = {wanted}, but only {there} {words if there != 1 else SINGULAR.get(words, words)}"
            yield Input("results", "test reports", fault=Fault(cause, config.source, hint="a shard may be missing"))


def _pages(read: Iterable[tuple[Ledger | None, Input]]) -> Iterator[Input]:
    """Pages that are missing, where a tracker says on each page how many entries there are on all of them."""
    shares: dict[str, list[tuple[int, int]]] = {}
    for ledger, each in read:
        if ledger and ledger.share:
            shares.setdefault(each.format, []).append(ledger.share)
    for form, found in shares.items():
        here, there = sum(entries for entries, _ in found), max(total for _, total in found)
        if here < there:
            cause = f"the pages at hand hold {here} of at least {there} entries that the tracker found"
            fault = Fault(cause, hint="fetch all pages and give them together")
            yield Input("records", f"{form} pages", form, fault=fault)


def _counted_records(ledger: Ledger) -> str:
    kinds = Counter(record.kind for record in ledger.records)
    adjective = {"unclassified": "unclassified"}
    shown = [plural(kinds[kind], kind, adjective.get(kind, "")) for kind in get_args(Kind) if kinds[kind]]
    left = f"; left out: {ledger.left_out}" if ledger.left_out else ""
    return plural(len(ledger.records), "record") + (f": {', '.join(shown)}" if shown else "") + left


def _counted_results(report: Results) -> str:
    shown = [f"{count} {outcome}" for outcome, count in report.counts.items() if count]
    return plural(report.total, "test") + (f": {', '.join(shown)}" if shown else "")


def _counted_coverage(report: CoverageReport) -> str:
    parts = [plural(len(report.listed), "file")]
    parts += [plural(report.measured, "line")] if report.measured else []
    parts += ["branches"] if report.has_branches else []
    parts += ["contexts"] if report.has_contexts else []
    return ", ".join(parts)


def faulted(each: Input, fault: Fault) -> Input:
    """The input, refused after it was read (foreign paths, stale lines)."""
    return each._replace(fault=fault)
