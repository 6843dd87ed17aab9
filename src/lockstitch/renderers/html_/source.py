"""The lines of a fix as they stand today, each coloured by which of its linked tests ran it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lockstitch import lines
from lockstitch.lines import Lines
from lockstitch.model import Outline, Trace
from lockstitch.renderers.escape import visible
from lockstitch.renderers.html_.markup import Html, code, join, tag, text
from lockstitch.renderers.html_.page import Page, more
from lockstitch.renderers.words import plural

FILES, MOST, CONTEXT, WIDE = 6, 40, 1, 200
"""Files of a fix and lines of each that are shown, lines around them, and characters of one."""
_EMPTY = Outline()


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


def lines_of(page: Page, trace: Trace) -> Html:
    """The files of the fix with their lines; what no line is left of is said."""
    standing = sorted((path, held) for path, held in trace.fix.lines.items() if held)
    if not standing:
        if trace.scope != "judged":
            return Html()
        return tag("p", "None of its lines stands in the tree of today that a test can be seen to run.", class_="quiet")
    shown = [_file(page, _known(page, trace, path, held)) for path, held in standing[:FILES]]
    return join([*shown, more(len(standing) - FILES, "files are", "lockstitch explain tells their lines")])


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


def _file(page: Page, known: _Known) -> Html:
    marked = list(lines.numbers(known.fix))
    ran = sum(_who(known, number) != [] for number in marked)
    told = "which test runs them is not known" if known.blind else f"{ran} run by a linked test"
    head = tag("p", code(known.path), f" {plural(len(marked), 'line')} of the fix, {told}", class_="file")
    rows = join(_rows(page, known, marked[:MOST]), "\n")
    labels = tag("tr", *(tag("th", name, scope="col") for name in ("line", "run by", "source")))
    table = tag("table", tag("thead", labels, class_="vh"), tag("tbody", rows), class_="source")
    left = more(len(marked) - MOST, "lines are", "lockstitch explain tells their numbers")
    region = tag(
        "div", table, class_="scroll", tabindex="0", role="region", aria_label=f"Lines of the fix in {known.path[:200]}"
    )
    return join([head, region, left])


def _rows(page: Page, known: _Known, marked: list[int]) -> Iterator[Html]:
    around = sorted({n for line in marked for n in range(line - CONTEXT, line + CONTEXT + 1) if n > 0})
    before = 0
    for number in around:
        written = page.report.line_of(known.path, number)
        if not written and not known.fix >> number & 1:
            continue
        if before and number > before + 1:
            yield tag("tr", tag("td", "⋮", colspan="3"), class_="gapped")
        before = number
        yield _row(known, number, written) if known.fix >> number & 1 else _plain(number, written)


def _plain(number: int, written: str) -> Html:
    return tag("tr", tag("td", str(number)), tag("td"), tag("td", shown(written)))


def _row(known: _Known, number: int, written: str) -> Html:
    who = _who(known, number)
    class_, told = _told(known, number, who)
    return tag("tr", tag("td", str(number)), tag("td", told), tag("td", shown(written)), class_=class_)


def _told(known: _Known, number: int, who: list[int]) -> tuple[str, str]:
    """How one line of the fix is coloured, and the words beside it."""
    if who:
        names = ", ".join(map(str, who[:4]))
        return "ran", f"{len(who)} tests: {names} …" if len(who) > 4 else f"test{'s' * (len(who) > 1)} {names}"
    if known.executed >> number & 1:
        return ("maybe", "run, not known by which test") if None in known.by else ("other", "not by a linked test")
    if known.measured >> number & 1:
        return "never", "not run"
    return "maybe", "not measured"


def _who(known: _Known, number: int) -> list[int]:
    """Numbers of the linked tests that ran it, as the list of tests counts them."""
    return [place for place, by in enumerate(known.by, 1) if by and by >> number & 1]


def shown(written: str) -> Html:
    """A source line with its indentation."""
    return tag("code", text(visible(written.expandtabs(4)[: WIDE + 1], WIDE)))
