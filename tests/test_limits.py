"""Inputs too large, too deep, too long or too many: each reader says so in one line, soon and in little room."""

from __future__ import annotations

import re
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import damage
import pytest

from lockstitch import coverage, load, proofs, records, results
from lockstitch.errors import LockstitchError, ReadError, UsageError
from lockstitch.load import HEAD, Source
from lockstitch.model import Ask, Wanted
from lockstitch.settings import Limits, Trackers

FIXTURES = Path(__file__).parents[1] / "fixtures"
SMALL = Limits(entries=1000, token=1 << 16)
DEEP = 100_000
MANY = 5_000
LONG = 1 << 20
FILES = [
    path
    for path in sorted(FIXTURES.rglob("*"))
    if path.is_file() and path.stat().st_size < 30_000 and not path.as_posix().endswith(tuple(damage.REFUSED))
]


class Reader(NamedTuple):
    """A reader, and a stored file that it reads."""

    read: Callable[[Source], object]
    data: bytes


def _known(identify: Callable[[str, bytes], str], form: str) -> bytes:
    data = [path.read_bytes() for path in FILES if identify(path.name, path.read_bytes()[:HEAD]) == form]
    return max(data, key=len, default=b"")


def _all() -> dict[str, Reader]:
    everything = Ask(lambda _path: True)
    found: dict[str, Reader] = {}
    for form, cover in coverage.READERS.items():
        found[form] = Reader(partial(cover.read, ask=everything), _known(coverage.identify, form))
    for form, result in results.READERS.items():
        found[form] = Reader(partial(result.read, wanted=Wanted()), _known(results.identify, form))
    return {form: reader for form, reader in found.items() if reader.data and not reader.data.startswith(b"SQLite")}


READERS = _all()
XML = [form for form, reader in READERS.items() if reader.data.lstrip().startswith((b"<", b"\xef\xbb\xbf<"))]
JSON = [form for form, reader in READERS.items() if reader.data.startswith(b"{") and form != "go test"]
TEXT = sorted({*READERS} - {*XML, *JSON})


def refused(read: Callable[[Source], object], path: Path, limits: Limits = SMALL) -> str:
    """The one line in which a file is refused: soon, and in at most a few times its size."""
    started = time.process_time()
    tracemalloc.start()
    with pytest.raises(LockstitchError) as caught:
        read(Source(str(path), "report", limits))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30 * max(path.stat().st_blocks * 512, 1 << 20)
    assert time.process_time() - started < 20
    assert isinstance(caught.value, ReadError)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 400
    return message


def opened(data: bytes) -> tuple[bytes, bytes, bytes]:
    """(up to and with the root's start tag, the name of an element within, the rest) of a document."""
    root = re.search(rb"<[A-Za-z][^>]*[^/]>", data)
    assert root
    return data[: root.end()], re.findall(rb"<([A-Za-z][\w:.]*)", data)[-1], data[root.end() :]


def test_there_is_a_file_for_each_reader_of_text() -> None:
    assert {*READERS} >= {*coverage.READERS, *results.READERS} - {"coverage.py data"}
    assert len(XML) >= 9
    assert len(JSON) >= 7
    assert set(TEXT) == {"lcov", "Go cover profile", "go test", "tap"}


@pytest.mark.parametrize("form", READERS)
def test_a_file_of_five_gigabytes_is_refused_before_it_is_read(form: str, tmp_path: Path) -> None:
    with (tmp_path / "report").open("wb") as file:
        file.write(READERS[form].data)
        file.truncate(5 << 30)  # a sparse file
    message = refused(READERS[form].read, tmp_path / "report", Limits())
    assert message == "report: is larger than 2,147,483,648 bytes"


@pytest.mark.parametrize("form", XML)
def test_elements_in_elements_in_elements(form: str, tmp_path: Path) -> None:
    before, name, _ = opened(READERS[form].data)
    (tmp_path / "report").write_bytes(before + b"<%s>" % name * DEEP)
    assert re.search("nested|inside", refused(READERS[form].read, tmp_path / "report"))


@pytest.mark.parametrize("form", XML)
@pytest.mark.parametrize("long", [b'a="%s"' % (b"x" * LONG), b" ".join(b'a%d="x"' % n for n in range(100_000))])
def test_one_huge_attribute_or_too_many_of_them(form: str, long: bytes, tmp_path: Path) -> None:
    before, name, after = opened(READERS[form].data)
    (tmp_path / "report").write_bytes(before + b"<%s " % name + long + b"/>" + after)
    assert "one tag or attribute is larger than 65,536 bytes" in refused(READERS[form].read, tmp_path / "report")


@pytest.mark.parametrize("form", JSON)
@pytest.mark.parametrize("end", [b"]" * DEEP, b""])
def test_lists_in_lists_in_lists(form: str, end: bytes, tmp_path: Path) -> None:
    data = READERS[form].data
    (tmp_path / "report").write_bytes(data[:1] + b'"zz":' + b"[" * DEEP + end + b"," + data[1:])
    assert "nested too deeply" in refused(READERS[form].read, tmp_path / "report", Limits())


@pytest.mark.defect("LS-88")
@pytest.mark.parametrize("form", JSON)
def test_values_beyond_the_limit_of_entries(form: str, tmp_path: Path) -> None:
    data = READERS[form].data
    (tmp_path / "report").write_bytes(data[:1] + b'"zz":[' + b",".join([b"{}"] * MANY) + b"]," + data[1:])
    assert "holds more than 1,000 values" in refused(READERS[form].read, tmp_path / "report")


@pytest.mark.parametrize("form", ["cobertura", "clover", "jacoco", "opencover", "junit", "nunit", "xunit"])
def test_elements_beyond_the_limit_of_entries(form: str, tmp_path: Path) -> None:
    names = {"junit": b"testcase", "nunit": b"test-case", "xunit": b"test", "opencover": b"SequencePoint"}
    name = names.get(form, b"(?:line|class|counter|metrics)")
    one = re.findall(rb"<%s [^>]*/>" % name, READERS[form].data)[-1]
    (tmp_path / "report").write_bytes(READERS[form].data.replace(one, one * MANY))
    assert "holds more than 1,000 " in refused(READERS[form].read, tmp_path / "report")


@pytest.mark.parametrize("form", TEXT)
def test_a_line_without_end(form: str, tmp_path: Path) -> None:
    (tmp_path / "report").write_bytes(READERS[form].data + b"x" * LONG + b"\n")
    assert re.search("has a line of (more than )?65,536 characters", refused(READERS[form].read, tmp_path / "report"))


@pytest.mark.defect("LS-88")
def test_a_proof_of_very_many_fields_is_refused_soon(tmp_path: Path) -> None:
    (tmp_path / "p").write_bytes(b"{" + b",".join(b'"k%d":1' % n for n in range(200_000)) + b"}\n")
    started = time.process_time()
    with pytest.raises(UsageError) as caught:
        proofs.read(Source(str(tmp_path / "p"), "p"))
    assert len(caught.value.faults) <= 101
    assert time.process_time() - started < 5


@pytest.mark.defect("LS-89")
def test_a_small_file_takes_little_memory_whatever_the_limit(tmp_path: Path) -> None:
    (tmp_path / "small").write_bytes(b"x" * 1000)
    tracemalloc.start()
    data = load.contents(Source(str(tmp_path / "small"), "small", Limits(bytes=1 << 40)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(data), peak < 4 << 20) == (1000, True)


def test_a_table_of_very_many_rows_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"id,kind,title,status\n" + b"A-1,defect,x,fixed\n" * MANY)
    with pytest.raises(LockstitchError, match="holds more than 1,000 lines"):
        records.read(Source(str(tmp_path / "t.csv"), "t.csv", SMALL), "ledger-csv", Trackers())
