"""How the lines that features brought are covered, as they stand today, and by which tests."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from lockstitch import evidence, link
from lockstitch.gate import changed, traces
from lockstitch.lines import Lines
from lockstitch.model import Change, ChangedFile, Exempt, FeatureCoverage, FileChange, Fix


def join(known: traces.Known, desk: changed.Desk) -> dict[str, FeatureCoverage]:
    """Feature → its coverage, for the judged features whose commits are known here."""
    if desk.config.static:
        return {}
    contexts = traces.Contexts(known)
    # what the change is not asked for, a feature is: the lines that it owns are older
    generated: dict[str, Exempt] = {path: why for path, why in desk.exempt.items() if why == "generated"}
    desk = desk._replace(exempt=generated, restored={})
    found = {}
    for record, owned in known.fixes.owned.items():
        lines = {path: FileChange(path, "modified", added=added) for path, added in sorted(owned.items())}
        files = changed.join(Change(lines), desk)
        found[record] = FeatureCoverage(files, _ran_by(files, contexts, desk))
    return found


def _ran_by(files: Sequence[ChangedFile], contexts: traces.Contexts, desk: changed.Desk) -> dict[str, int]:
    """Test → how many of the statements it ran, who ran most first."""
    counts: Counter[str] = Counter()
    ours = {file.path: file.covered | file.uncovered for file in files if file.state == "measured"}
    ground = contexts.ground(Fix((), lines=ours))
    for path, lines in ours.items():
        for test, ran in _by_test(ground.contexts.get(path, {}), desk).items():
            counts[test] += (ran & lines).bit_count()
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return {test: count for test, count in ordered if count}


def _by_test(contexts: Mapping[str, Lines], desk: changed.Desk) -> Mapping[str, Lines]:
    """The lines by test without its parameters; what ran at import or in a test that failed is nobody's."""
    found: dict[str, Lines] = defaultdict(int)
    for test, lines in contexts.items():
        if test not in (evidence.IMPORT, evidence.VAGUE) and test not in desk.failed:
            found[link.bare(test)] |= lines
    return found
