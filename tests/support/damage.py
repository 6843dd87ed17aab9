"""Reports as tools wrote them, and what damage may not do to them: shared by the tests of all coverage readers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from lockstitch import coverage, lines
from lockstitch.errors import ReadError
from lockstitch.load import HEAD, Source
from lockstitch.model import Ask, CoverageReport, FileCoverage
from lockstitch.settings import Limits

REPORTS = Path(__file__).parents[2] / "fixtures" / "reports"
EVERYTHING = Ask(lambda _path: True, lambda _path: True)
NOTHING = Ask(lambda _path: False)
GENEROUS = Limits()
REFUSED = {"two-roots-coverage.xml", "groups.xml", "gcovr-8.8/jacoco.xml"}
"""Endings of the stored reports that are refused as they are."""


@cache
def fixtures(form: str) -> tuple[Path, ...]:
    """The stored reports of one format, but for those that are refused."""
    files = sorted(path for path in REPORTS.rglob("*") if path.is_file())
    known = [path for path in files if not path.as_posix().endswith(tuple(REFUSED))]
    return tuple(path for path in known if coverage.identify(path.name, path.read_bytes()[:HEAD]) == form)


def read(path: Path, ask: Ask = EVERYTHING, limits: Limits = GENEROUS, form: str = "") -> CoverageReport:
    """A report, read by the module that knows it, or by that of the format `form`; raises `ReadError`."""
    name = form or coverage.identify(path.name, path.read_bytes()[:HEAD])
    return coverage.READERS[name].read(Source(str(path), path.name, limits), ask)


def read_bytes(form: str, data: bytes, ask: Ask = EVERYTHING, limits: Limits = GENEROUS) -> CoverageReport | None:
    """What is read, or nothing where it is refused in one line; any other error is the test's failure."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        try:
            return coverage.READERS[form].read(Source(file.name, "report", limits), ask)
        except ReadError as error:
            assert str(error).startswith("report")
            assert "\n" not in str(error)
            return None


def refused(form: str, data: bytes | str, limits: Limits = GENEROUS) -> str:
    """Why a report is refused, which may not depend on what was asked for."""
    messages = set()
    content = data.encode() if isinstance(data, str) else data
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        for ask in (EVERYTHING, NOTHING):
            try:
                coverage.READERS[form].read(Source(file.name, "report", limits), ask)
            except ReadError as error:
                messages.add("; ".join(map(str, error.faults)))
            else:
                messages.add("")
    assert len(messages) == 1, messages
    message = messages.pop()
    assert message, "it was read"
    assert len(message) < 400
    return message


def gained(before: CoverageReport, after: CoverageReport) -> set[tuple[str, int]]:
    """Lines that were missing and are executed, with their files."""
    missing = {(file.path, line) for file in before.files for line in lines.numbers(file.missing)}
    return missing & {(file.path, line) for file in after.files for line in lines.numbers(file.executed)}


def seen(file: FileCoverage) -> tuple[str, str]:
    """Executed and missing lines, as a person reads them."""
    return lines.shown(file.executed), lines.shown(file.missing)


def told(files: Iterable[FileCoverage]) -> dict[str, tuple[str, str, dict[int, tuple[int, int]]]]:
    """File name → its lines and how many exits of how many were taken: what two formats of one run agree on."""
    return {
        file.path.rpartition("/")[2]: (*seen(file), {n: (b.taken, b.total) for n, b in sorted(file.branches.items())})
        for file in files
        if file.measured
    }
