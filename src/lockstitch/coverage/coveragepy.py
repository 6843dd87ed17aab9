"""coverage.py's own data file (`.coverage`): the lines that ran, by file and by test context, in an SQLite database.

Schema: https://coverage.readthedocs.io/en/latest/dbschema.html. With branches the table `arc` is filled and `line_bits`
is empty. Only the rows of the files asked for are read, so that time follows them and not the size of the data.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lockstitch import lines, load
from lockstitch.coverage.merge import HIGHEST_LINE
from lockstitch.errors import ReadError
from lockstitch.lines import Lines
from lockstitch.load import Source
from lockstitch.model import Ask, CoverageReport, FileCoverage

if TYPE_CHECKING:
    from sqlite3 import Connection

MAGIC = b"SQLite format 3\0"
SCHEMA = 7
"""The one version of the schema since coverage.py 5.0."""
COLUMNS = {
    "coverage_schema": {"version"},
    "meta": {"key", "value"},
    "file": {"id", "path"},
    "context": {"id", "context"},
    "line_bits": {"file_id", "context_id", "numbits"},
    "arc": {"file_id", "context_id", "fromno", "tono"},
    "tracer": {"file_id", "tracer"},
}
WAIT = 1.0
"""Seconds to wait for a test run that holds the file locked."""
STEP = 100_000
"""Instructions of SQLite between two looks at how much it has worked already."""
CUT_OFF = "it may have been cut off: did the test run finish?"
AGAIN = "write it anew: run the tests under coverage.py 5.0 or later"
NO_CONTEXTS = (
    "records no contexts, so it cannot tell which test ran a line: set `dynamic_context = test_function` in coverage's "
    "[run] section, or give pytest `--cov-context=test`; on Python 3.14 and later also COVERAGE_CORE=ctrace, "
    "because its default core (sysmon) does not support contexts"
)
LINES_NAMED = """
SELECT 1 FROM line_bits WHERE context_id IN (SELECT id FROM context WHERE context <> '') LIMIT 1"""
ARC_NAMED = """
SELECT 1 FROM arc WHERE context_id IN (SELECT id FROM context WHERE context <> '') LIMIT 1"""
LINE_CONTEXTS = """
SELECT context, numbits FROM line_bits JOIN context ON context.id = context_id WHERE file_id = ?"""
ARC_CONTEXTS = """
SELECT context, group_concat(fromno), group_concat(tono) FROM arc JOIN context ON context.id = context_id
WHERE file_id = ? GROUP BY context_id"""
"""One row a context, its numbers joined by commas: a third faster than one row an arc."""
ODD_ARCS = """
SELECT 1 FROM arc WHERE file_id = ? AND (typeof(fromno) <> 'integer' OR typeof(tono) <> 'integer'
OR fromno NOT BETWEEN ? AND ? OR tono NOT BETWEEN ? AND ?) LIMIT 1"""


def detects(_path: str, head: bytes) -> bool:
    return head.startswith(MAGIC)


def read(source: Source, ask: Ask) -> CoverageReport:
    """The files asked for, `analysed=False`: the data tells what ran, and nothing of what could have run."""
    with _database(source) as db:
        _check_schema(db, source)
        data = _Data(db, source, has_arcs=_has_arcs(db), void=_void(db, ask) if ask.void else frozenset())
        ids = data.measured()
        asked = {path: contexts for path in ids if (contexts := ask.contexts(path)) or ask.lines(path)}
        has_contexts = data.has_contexts()
        notes = [note for path in asked for note in data.plugin_notes(path, ids[path])]
        return CoverageReport(
            "coverage.py data",
            listed=tuple(ids),
            files=tuple(data.file(ids[path], path, contexts) for path, contexts in asked.items()),
            has_branches=data.has_arcs,
            has_contexts=has_contexts,
            notes=tuple(notes if has_contexts else [*notes, NO_CONTEXTS]),
        )


@contextlib.contextmanager
def _database(source: Source) -> Iterator[Connection]:
    """The database, open for reading; whatever SQLite finds wrong with it, then or later, is a `ReadError`."""
    _check_header(source)
    import sqlite3

    uri = Path(source.path).absolute().as_uri() + "?mode=ro"
    try:
        with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=WAIT)) as db:
            db.set_progress_handler(_patience(source), STEP)
            yield db
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter where SQLite's own message is damaged
        raise _explained(source, " ".join(str(error).split()) or "SQLite does not say why") from None


def _check_header(source: Source) -> None:
    """What SQLite itself would pass over: https://www.sqlite.org/fileformat2.html#the_database_header."""
    with load.opened(source) as file:
        head = file.read(100)
        size = file.seek(0, os.SEEK_END)
    page = int.from_bytes(head[16:18], "big")
    if not size:
        raise source.refuse("is empty (0 bytes)", hint="the test run that writes it may not have finished")
    if not head.startswith(MAGIC):
        raise source.refuse("is not an SQLite database, as coverage.py's data file is", hint=AGAIN)
    if page and size % (page if page > 1 else 1 << 16):
        raise source.refuse("is cut off: its last page is not whole", hint=CUT_OFF)
    if 2 in head[18:20]:  # to read it, SQLite would create files beside it
        raise source.refuse("is in SQLite's write-ahead mode, which coverage.py does not use", hint=AGAIN)


def _patience(source: Source) -> Callable[[], bool]:
    """Ends a query that works too long: a few forged pages, linked in a ring, stand for rows without end."""
    looks = iter(range(50 * source.limits.entries // STEP))  # a row takes some 50 instructions in all
    return lambda: next(looks, None) is None


def _explained(source: Source, error: str) -> ReadError:
    if "locked" in error:
        return source.refuse(f"is in use: {error}", hint="wait until the test run has ended")
    if error == "interrupted":
        return source.refuse("holds more rows than limits.entries allows", hint="raise it if the file is right")
    return source.refuse(f"cannot be read: {error}", hint=CUT_OFF)


def _check_schema(db: Connection, source: Source) -> None:
    # Views and virtual tables have no root page, generated columns are not in the table's info: code of a stranger.
    stored = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")}
    for table, columns in COLUMNS.items():
        found = {name for (name,) in db.execute("SELECT name FROM pragma_table_info(?)", (table,))}
        if table not in stored or not columns <= found:
            raise source.refuse(f"is an SQLite database without coverage.py's table `{table}`", hint=AGAIN)
    (version,) = db.execute("SELECT CAST(max(version) AS INTEGER) FROM coverage_schema").fetchone()
    if version != SCHEMA:
        hint = "a newer lockstitch may know the schema of a newer coverage.py"
        raise source.refuse(f"has schema version {version} instead of {SCHEMA}", hint=hint)


def _has_arcs(db: Connection) -> bool:
    return bool(db.execute("SELECT 1 FROM meta WHERE key = 'has_arcs' AND CAST(value AS INTEGER) <> 0").fetchone())


def _void(db: Connection, ask: Ask) -> frozenset[int]:
    """Ids of the contexts that do not count."""
    rows = db.execute("SELECT id, context FROM context WHERE typeof(context) = 'text'")
    return frozenset(id_ for id_, context in rows if ask.void and ask.void(context))


class _Data(NamedTuple):
    """The rows of one data file, which holds either arcs or lines. `void`: ids of contexts whose arcs do not count."""

    db: Connection
    source: Source
    has_arcs: bool
    void: frozenset[int] = frozenset()

    def measured(self) -> dict[str, int]:
        """Path → id of every measured file, by path."""
        ids = dict(self.db.execute("SELECT path, id FROM file ORDER BY path"))
        if not ids:
            hint = "do `source` and `include` of coverage's configuration name the right folders?"
            raise self.source.refuse("holds no measured file", hint=hint)
        self._check_text(ids, "file")
        return ids

    def has_contexts(self) -> bool:
        """Whether anything ran in a context that has a name."""
        if not self.db.execute("SELECT 1 FROM context WHERE context <> ''").fetchone():
            return False  # without a look at the rows, of which there may be millions
        return bool(self.db.execute(ARC_NAMED if self.has_arcs else LINES_NAMED).fetchone())

    def file(self, id_: int, path: str, with_contexts: bool) -> FileCoverage:
        """What ran of one file; contexts are as written, with the phase that pytest-cov adds (`…|run`)."""
        arcs = self._arcs(id_) if self.has_arcs else frozenset()
        executed = _positive(number for arc in arcs for number in arc) if self.has_arcs else self._lines(id_)
        contexts_of = self._arc_contexts if self.has_arcs else self._line_contexts
        contexts = contexts_of(id_) if with_contexts else {}
        self._check_text(contexts, "context")
        return FileCoverage(path, executed, contexts=contexts, arcs=arcs, analysed=False)

    def _lines(self, id_: int) -> Lines:
        executed = 0
        for (numbits,) in self.db.execute("SELECT numbits FROM line_bits WHERE file_id = ?", (id_,)):
            executed |= self._from_numbits(numbits)
        return executed

    def _line_contexts(self, id_: int) -> dict[str, Lines]:
        rows = self.db.execute(LINE_CONTEXTS, (id_,))
        return {context: self._from_numbits(numbits) for context, numbits in rows}

    def _from_numbits(self, numbits: object) -> Lines:
        if not isinstance(numbits, bytes) or len(numbits) > HIGHEST_LINE // 8 + 1:
            raise self.source.refuse(f"is damaged: a row holds no set of lines up to {HIGHEST_LINE:,}", hint=AGAIN)
        return lines.from_numbits(numbits)

    def _arcs(self, id_: int) -> frozenset[tuple[int, int]]:
        bounds = (-HIGHEST_LINE, HIGHEST_LINE)
        if self.db.execute(ODD_ARCS, (id_, *bounds, *bounds)).fetchone():
            raise self.source.refuse(f"is damaged: an arc joins no two lines up to {HIGHEST_LINE:,}", hint=AGAIN)
        if not self.void:
            return frozenset(self.db.execute("SELECT DISTINCT fromno, tono FROM arc WHERE file_id = ?", (id_,)))
        rows = self.db.execute("SELECT fromno, tono, context_id FROM arc WHERE file_id = ?", (id_,))
        return frozenset((start, end) for start, end, context in rows if context not in self.void)

    def _arc_contexts(self, id_: int) -> dict[str, Lines]:
        rows = self.db.execute(ARC_CONTEXTS, (id_,))
        return {context: _positive(map(int, f"{starts},{ends}".split(","))) for context, starts, ends in rows}

    def plugin_notes(self, path: str, id_: int) -> Iterator[str]:
        """What to know of a template or the like, whose statements only a plugin of coverage can tell."""
        for (plugin,) in self.db.execute("SELECT tracer FROM tracer WHERE file_id = ? AND tracer <> ''", (id_,)):
            yield f"{path} was measured by the plugin {plugin}, which is not run here: its statements are unknown"

    def _check_text(self, names: Iterable[object], what: str) -> None:
        if not all(isinstance(name, str) for name in names):
            raise self.source.refuse(f"is damaged: the name of a {what} is no text", hint=AGAIN)


def _positive(ends: Iterable[int]) -> Lines:
    """The lines among the ends of arcs; a negative end is the entry or the exit of a code object."""
    return lines.of([number for number in ends if number > 0])
