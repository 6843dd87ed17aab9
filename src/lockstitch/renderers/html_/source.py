"""The lines of a fix as they stand today, each coloured by which of its linked tests ran it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lockstitch import lines
from lockstitch.lines import Lines
from lockstitch.model import Outline, Trace
from lockstitch.renderers.html_.markup import Html, code, join, tag, text
from lockstitch.renderers.html_.page import Page, more
from lockstitch.renderers.layout import cells, pad
from lockstitch.renderers.words import plural
from lockstitch.values import NamedTuple

FILES, MOST, BRIEF, CONTEXT, WIDE = 6, 40, 12, 1, 200
"""Files of a fix and lines of each that are shown (of a healthy record, fewer), lines around them, and characters of
one."""
_EMPTY = Outline()
END = Html("\n")


class Row(NamedTuple):
    """One line of source; `told`: what is said of it, `class_`: its colour."""

    number: int
    class_: str
    told: str
    written: str


class _Known(NamedTuple):
    """What is known of one file of the fix. `told`: whether any test's lines are known."""

    path: str
    fix: Lines
    by: tuple[Lines | None, ...]
    """Lines of the fix that each linked test ran; None where that is not known."""
    executed: Lines
    measured: Lines

    @property
    def blind(self) -> bool:
        """Whether of no linked test it is known which lines it ran."""
        return bool(self.by) and all(by is None for by in self.by)


def lines_of(page: Page, trace: Trace, brief: bool) -> Html:
    """The files of the fix with their lines, `brief` the fewer; what no line is left of is said."""
    standing = sorted((path, held) for path, held in trace.fix.lines.items() if held)
    if not standing:
        if trace.scope != "judged":
            return Html()
        return tag("p", "None of its lines stands in the tree of today that a test can be seen to run.", class_="quiet")
    shown = [_file(page, _known(page, trace, path, held), brief) for path, held in standing[:FILES]]
    return join([*shown, more(len(standing) - FILES, "file", "lockstitch explain tells their lines")])


def _known(page: Page, trace: Trace, path: str, fix: Lines) -> _Known:
    by = tuple(None if test.exercised is None else test.exercised.get(path, 0) for test in trace.tests)
    coverage = page.matrix.coverage.get(path)
    outline = page.matrix.outlines.get(path, _EMPTY)
    executed = coverage.executed if coverage else 0
    measured = coverage.measured if coverage else 0
    return _Known(path, fix, by, _first(outline, executed, fix), _first(outline, measured, fix))


def _first(outline: Outline, held: Lines, fix: Lines) -> Lines:
    """The lines of the fix of whose statement some line is in `held`."""
    return lines.of([n for n in lines.numbers(fix) if outline.headers.get(n, 1 << n) & held])


def _file(page: Page, known: _Known, brief: bool) -> Html:
    marked = list(lines.numbers(known.fix))
    ran = sum(_who(known, number) != [] for number in marked)
    told = "which test runs them is not known" if known.blind else f"{ran} run by a linked test"
    head = tag("p", code(known.path), f" {plural(len(marked), 'line')} of the fix, {told}", class_="file")
    most, around = (BRIEF, 0) if brief else (MOST, CONTEXT)
    drawn = listing(_rows(page, known, marked[:most], around), f"Lines of the fix in {known.path[:200]}")
    return join([head, drawn, more(len(marked) - most, "line", "lockstitch explain tells their numbers")])


def _rows(page: Page, known: _Known, marked: list[int], around: int) -> Iterator[Row]:
    for number in sorted({n for line in marked for n in range(line - around, line + around + 1) if n > 0}):
        written = page.report.line_of(known.path, number)
        if known.fix >> number & 1:
            yield Row(number, *_told(known, number), written)
        elif written:
            yield Row(number, "", "", written)


def _told(known: _Known, number: int) -> tuple[str, str]:
    """How one line of the fix is coloured, and the words beside it."""
    who = _who(known, number)
    if who:
        names = ", ".join(map(str, who[:4]))
        return "ran", f"{len(who)} tests: {names} …" if len(who) > 4 else f"test{'s' * (len(who) > 1)} {names}"
    if known.executed >> number & 1:
        return ("maybe", "run, not known by which test") if None in known.by else ("other", "not by a linked test")
    return ("never", "not run") if known.measured >> number & 1 else ("maybe", "not measured")


def _who(known: _Known, number: int) -> list[int]:
    """Numbers of the linked tests that ran it, as the list of tests counts them."""
    return [place for place, by in enumerate(known.by, 1) if by and by >> number & 1]


def listing(rows: Iterable[Row], words: str) -> Html:
    """Source lines with their numbers and what is said of each; it scrolls by itself, by keyboard too."""
    shown = list(rows)
    digits = max((len(str(row.number)) for row in shown), default=0)
    told = max((cells(row.told) for row in shown), default=0)
    drawn, before = [], 0
    for row in shown:
        if before and row.number > before + 1:
            drawn.append(tag("span", f"{'⋮':>{digits}}", END))
        before = row.number
        side = tag("i", f"{row.number:>{digits}}  {pad(row.told, told)}  ")
        drawn.append(tag("span", side, text(row.written.expandtabs(4), WIDE), END, class_=row.class_))
    return tag("pre", join(drawn), class_="source", tabindex="0", role="region", aria_label=words)
