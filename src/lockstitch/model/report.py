"""The judgement: what a renderer receives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias

from lockstitch.lines import Lines
from lockstitch.model.matrix import BaselineEntry, InputKind, Matrix
from lockstitch.model.records import Location
from lockstitch.settings import Severity, Waiver
from lockstitch.values import NamedTuple

if TYPE_CHECKING:
    from lockstitch.model.trend import Trend

Verdict: TypeAlias = Literal["holds", "broken", "unknown", "off"]


class Rule(NamedTuple):
    """What a rule module says of itself. `needs`: inputs without which it cannot judge. `doc`: its docstring."""

    id: str
    summary: str
    doc: str
    severity: Severity = "error"
    needs: tuple[InputKind, ...] = ()


class Finding(NamedTuple):
    """One thing to act on. `fingerprint` is stable while the same gap stands, though lines move."""

    rule: str
    verdict: Literal["broken", "unknown"]
    message: str
    severity: Severity = "error"
    record: str = ""
    location: Location | None = None
    hint: str = ""
    lines: Lines = 0
    """Lines of `location.path` that the finding is about."""
    excerpt: tuple[tuple[int, str], ...] = ()
    fingerprint: str = ""


class Waived(NamedTuple):
    """A finding that does not fail, and by whose word: a waiver, or the baseline."""

    finding: Finding
    by: Waiver | BaselineEntry


def _no_line(_path: str, _number: int) -> str:
    return ""


def _no_trend() -> tuple[Trend, ...]:
    return ()


class Report(NamedTuple):
    """The one value that a renderer receives."""

    matrix: Matrix
    verdicts: Mapping[str, Verdict]
    """Rule id → its verdict, for every rule of the shelf."""
    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...]
    notes: tuple[str, ...]
    """Things to know that are no findings, one line each."""
    version: str
    rules: tuple[Rule, ...] = ()
    """What every rule of the shelf says of itself, for outputs that carry their own manual."""
    line_of: Callable[[str, int], str] = _no_line
    """One line of a file of the working tree, empty where there is none; read when it is first asked for."""
    trends: Callable[[], tuple[Trend, ...]] = _no_trend
    """All records month by month, by component and by owner; worked out when they are asked for."""

    @property
    def exit_code(self) -> Literal[0, 1, 3]:
        """0 the gate holds · 1 a rule is broken · 3 cannot say; warnings and notes never change it."""
        verdicts = {f.verdict for f in self.findings if f.severity == "error"}
        return 1 if "broken" in verdicts else 3 if "unknown" in verdicts else 0

    @property
    def verdict(self) -> Literal["holds", "broken", "unknown"]:
        words: dict[int, Literal["holds", "broken", "unknown"]] = {0: "holds", 1: "broken", 3: "unknown"}
        return words[self.exit_code]
