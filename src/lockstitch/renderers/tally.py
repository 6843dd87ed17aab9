"""The tally of the change: what is covered, or why there is nothing to cover."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import NamedTuple

from lockstitch.model import ChangedFile, Comparison, Exempt, FileChange, FileClass, Floor, Matrix
from lockstitch.model.coverage import named
from lockstitch.renderers.escape import visible
from lockstitch.renderers.words import fault, plural

INPUTS = 20
FLOORS = 20
"""Inputs and floors that are told in words."""
DOCUMENTS = frozenset({".md", ".rst", ".txt", ".adoc"})


class Tally(NamedTuple):
    """Changed statements by what is known of them; partial branches are counted beside."""

    covered: int
    uncovered: int
    unmeasured: int
    excluded: int
    partial: int

    @property
    def statements(self) -> int:
        return self.covered + self.uncovered + self.unmeasured + self.excluded


def tally(changed: Iterable[ChangedFile]) -> Tally:
    files = tuple(changed)
    return Tally(
        covered=sum(file.covered.bit_count() for file in files),
        uncovered=sum(file.uncovered.bit_count() for file in files),
        unmeasured=sum(file.unmeasured.bit_count() for file in files),
        excluded=sum(file.excluded.bit_count() for file in files),
        partial=sum(len(file.partial) for file in files),
    )


def sentences(matrix: Matrix) -> list[str]:
    """The tally, or why it is empty; then what it leaves out, and the floors, kept or not. Neutral text."""
    return [*_change(matrix), *_floors(matrix)]


def _change(matrix: Matrix) -> list[str]:
    change = matrix.change
    since = _since(matrix.comparison)
    if not change.judged:
        blind = matrix.faulty("change")
        return ["the change is not known" if blind else 'no change is judged: the base is "none"', *since]
    if change.empty:
        return ["no change to judge", *since]
    if matrix.config.static:
        return [f"{plural(len(change.files), 'file')} changed; their lines are not judged (--static)"]
    counted = tally(matrix.changed)
    first = f"changed {sum_of(counted, matrix.has_branches)}" if counted.statements else _nothing(matrix)
    return [first, *(_unjudged(matrix) if counted.statements else ()), *_foreign(matrix), *since]


def examined(matrix: Matrix) -> list[str]:
    """The inputs, those that cannot be used first. Neutral lines, which never begin with what comes from outside."""
    inputs = sorted(matrix.inputs, key=lambda entry: not entry.fault)
    told = []
    for entry in inputs[:INPUTS]:
        held = f"cannot be used: {fault(entry.fault, entry.path)}" if entry.fault else entry.counts
        form = f" ({entry.format})" if entry.format else ""
        told.append(visible(f"examined {entry.kind} {entry.path}{form}: {held or 'read'}", 3000))
    left = len(inputs) - INPUTS
    return [*told, f"examined {plural(left, 'more input')}"] if left > 0 else told


def sum_of(counted: Tally, has_branches: bool) -> str:
    """`statements 44 = 38 covered + 2 uncovered + 1 unmeasured + 3 excluded; 2 partial branches`."""
    parts = (
        f"statements {counted.statements} = {counted.covered} covered + {counted.uncovered} uncovered"
        f" + {counted.unmeasured} unmeasured + {counted.excluded} excluded"
    )
    beside = plural(counted.partial, "partial branch", "partial branches") if has_branches else "branches not measured"
    return f"{parts}; {beside}"


def _floors(matrix: Matrix) -> list[str]:
    """What each floor asks, and what is there; integers, for nothing is rounded."""
    asked = {} if matrix.config.static else dict(matrix.config.coverage_floor)
    told = [_floor(folder, percent, matrix) for folder, percent in list(asked.items())[:FLOORS]]
    left = len(asked) - len(told)
    return [*told, f"{plural(left, 'more floor')}; the JSON report holds them all"] if left else told


def _floor(folder: str, percent: int, matrix: Matrix) -> str:
    covered, total, uncounted, _ = matrix.floors.get(folder, Floor(0, 0))
    held = f"{covered} of {total} statements covered" if matrix.given("coverage") else "not measured"
    beside = f"; those of {plural(len(uncounted), 'file')} cannot be counted" if uncounted else ""
    return f"floor of {visible(named(folder), 200)}: {percent}% asked, {held}{beside}"


def _since(made: Comparison | None) -> list[str]:
    """What became of the coverage of the snapshot, in the words of lcov's differential coverage."""
    if made is None:
        return []
    if made.why_unknown:
        return [f"lost coverage is not judged: {visible(made.why_unknown, 300)}"]
    counts = {
        name: sum(getattr(file, name).bit_count() for file in made.files)
        for name in ("lost", "unmeasured", "uncovered", "gained", "debt")
    }
    debt = f", {counts['debt']} of it debt of before" if made.tolerant else ""
    return [
        f"since the snapshot of {made.commit[:10]}: {counts['lost']} lost, {counts['unmeasured']} no longer measured,"
        f" {counts['uncovered']} new uncovered{debt}, {counts['gained']} gained{_since_branches(made)}"
    ]


def _since_branches(made: Comparison) -> str:
    """What became of branches: told where they were lost, or could not be compared."""
    if made.without_branches:
        return "; branches are not compared: the snapshot holds none, write it anew with lockstitch snapshot"
    lost = sum(len(file.lost_branches) for file in made.files)
    gone = sum(file.unmeasured_branches.bit_count() for file in made.files)
    return f"; branches of {plural(lost, 'line')} lost, of {gone} no longer measured" if lost or gone else ""


class _Reason(NamedTuple):
    """Why a changed file holds nothing to cover. `sure`: its statements are known."""

    one: str
    many: str
    sure: bool = True


_CLASSES: dict[FileClass, _Reason] = {
    "test": _Reason("test", "tests"),
    "support": _Reason("support file", "support files"),
    "ignored": _Reason("ignored file", "ignored files"),
}


_EXEMPT: dict[Exempt, _Reason] = {
    "documentation": _Reason("documentation", "documentation"),
    "dependencies": _Reason("dependency file", "dependency files"),
    "generated": _Reason("generated file", "generated files"),
    "restored": _Reason("file restored by a revert", "files restored by a revert"),
    "restored in part": _Reason("file's lines that a revert restored", "files' lines that a revert restored"),
    "no code": _Reason("that is no code", "that are no code"),
    "no statement": _Reason(
        "with comments, docstrings or blank lines only", "with comments, docstrings or blank lines only"
    ),
}


def _unjudged(matrix: Matrix) -> list[str]:
    """Files with code that was changed and need not be covered, beside others that have to."""
    counts = Counter(why for why in matrix.exempt.values() if why in ("generated", "restored", "restored in part"))
    told = [plural(counts[why], _EXEMPT[why].one, _EXEMPT[why].many) for why in sorted(counts)]
    return [f"not judged: {', '.join(told)}"] if told else []


def _nothing(matrix: Matrix) -> str:
    """Why there is nothing to cover: that has to be earned, so every changed file is accounted for."""
    states = {file.path: file.state for file in matrix.changed}
    reasons = Counter(
        _EXEMPT[matrix.exempt[path]]
        if path in matrix.exempt
        else _reason(file, matrix.classes.get(path, "product"), states.get(path, ""))
        for path, file in matrix.change.files.items()
    )
    claim = "none holds" if all(reason.sure for reason in reasons) else "none is known to hold"
    parts = [plural(count, reason.one, reason.many) for reason, count in sorted(reasons.items())]
    files = plural(len(matrix.change.files), "file")
    return f"{files} changed, {claim} a product statement that changed: {', '.join(parts)}"


def _reason(file: FileChange, kind: FileClass, state: str) -> _Reason:
    if kind == "support" and (PurePosixPath(file.path).suffix.lower() in DOCUMENTS or file.path.startswith("docs/")):
        return _same("documentation")
    if kind != "product":
        return _CLASSES[kind]
    if file.status == "deleted":
        return _same("deleted")
    if not file.added:
        return _same("binary" if file.binary else "without an added line")
    known = {
        "measured": _same("with comments, docstrings or blank lines only"),
        "absent": _same("with comments, docstrings or blank lines only"),
        "foreign": _same("in another language"),
        "unparsed": _same("with a syntax error", sure=False),
        "stale": _same("with stale coverage", sure=False),
    }
    return known.get(state, _same("that was not analysed", sure=False))


def _same(words: str, sure: bool = True) -> _Reason:
    return _Reason(words, words, sure)


def _foreign(matrix: Matrix) -> list[str]:
    foreign = [PurePosixPath(file.path) for file in matrix.changed if file.state == "foreign"]
    if not foreign:
        return []
    suffixes = Counter(path.suffix or path.name for path in foreign)
    kinds = ", ".join(f"{count} {suffix}" for suffix, count in sorted(suffixes.items()))
    end = "file changed in a language" if len(foreign) == 1 else "files changed in languages"
    return [f"{visible(kinds, 200)} {end} that no report measures"]
