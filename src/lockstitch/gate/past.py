"""The change under review and the history that it ends: what git tells, read once."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import cache, partial
from types import MappingProxyType

from lockstitch import link
from lockstitch.classes import language
from lockstitch.errors import Fault, ReadError, plural
from lockstitch.gate.scene import Run, Scene
from lockstitch.git import base, diff, history
from lockstitch.model import Change, Commit, Input, Record
from lockstitch.settings import Config
from lockstitch.values import NamedTuple

OWING = ("defect", "feature")
"""Kinds of records that owe a test once they are done."""
UNJUDGED = Change(files={}, judged=False)
_PULL = (
    r"(?m)\A(?:Merge pull request \#(?P<merged>\d+) from |[^\n]*\(\#(?P<squashed>\d+)\)(?:\n|\Z))"
    r"|^See merge request \S*!(?P<gitlab>\d+)$"
)
"""How the commit that brings in a pull or merge request names it, in the words of GitHub, and of GitLab."""


class Past(NamedTuple):
    """`resolved`: commit ids as records write them → full ids, empty where no commit here has them.
    `claims`: record id → the commits that say that they close it; `unknown`: ids without a record, in the change.
    """

    change: Change
    history: history.History
    resolved: Mapping[str, str]
    claims: Mapping[str, tuple[Commit, ...]]
    unknown: tuple[tuple[str, Commit], ...]
    inputs: tuple[Input, ...]
    shallow: bool = False
    """The clone leaves out older commits, and a fix that some record owes may be among them."""
    brought: Mapping[str, tuple[Commit, ...]] = MappingProxyType({})
    """Feature → the commits that say they are a part of it, not that they finish it."""


def read(run: Run, scene: Scene, told: Callable[[], Mapping[str, Commit]] | None = None) -> Past:
    """`told` gives the commits of HEAD's history, where somebody asked for them before."""
    commits = told or cache(partial(history.commits, run.repository))
    change, seen = _change(run, scene, commits)
    known = _history(commits, change.base, needed=bool(scene.records) or run.config.feat_commits == "all")
    if change.base:
        change = change._replace(commits=tuple(c for c in known.commits.values() if c.sha in known.of_change))
        seen = (_counted(change),)
    resolved = resolve(run, scene.records, known)
    claims, unknown = _claims(known, scene)
    claims, brought = _features(known, scene, claims)
    named = [*fixes(scene.records, known, resolved, (claims, brought)), *_feats(known, run.config)]
    known = borne_out(known, named, run, scene)
    nothing = _nothing_to_judge(run.config, scene)
    here = {record.id for record in scene.records if any(resolved[name] in known.commits for name in record.commits)}
    lacking = any(
        r.kind in OWING and r.status == "done" and not {r.id} & (claims.keys() | brought.keys() | here)
        for r in scene.records
    )
    shallow = lacking and run.repository.shallow
    lost = _lost(scene.records, resolved, claims, shallow)
    return Past(
        change, known, resolved, claims, unknown if scene.records else (), (*seen, *nothing, *lost), shallow, brought
    )


def _history(commits: Callable[[], Mapping[str, Commit]], base: str, needed: bool) -> history.History:
    """HEAD's history; an empty one where it cannot be read and no record depends on it."""
    try:
        return history.told(commits(), base)
    except ReadError:
        if needed:
            raise
        return history.History({})


def fixes(
    records: Iterable[Record],
    known: history.History,
    resolved: Mapping[str, str],
    told: tuple[Mapping[str, tuple[Commit, ...]], ...],
) -> Iterator[set[str]]:
    """The commits of this history that each record has, named by itself or by a message."""
    for record in records if known.reverted else ():
        spoken = {commit.sha for one in told for commit in one.get(record.id, ())}
        yield spoken | {resolved[name] for name in record.commits if resolved[name] in known.commits}


def _feats(known: history.History, config: Config) -> Iterator[set[str]]:
    """Reverted commits that bring a feature of their own, each for itself."""
    for sha in known.reverted if config.feat_commits != "none" else ():
        if sha in known.commits and link.is_feat(known.commits[sha].message):
            yield {sha}


def borne_out(known: history.History, fixes: Iterable[set[str]], run: Run, scene: Scene) -> history.History:
    """The history, in which no fix that still stands is taken for reverted: where nothing else is left of a record."""
    gone = {sha for shas in fixes if shas <= known.reverted.keys() for sha in shas}
    if not gone:
        return known
    from lockstitch.gate import undone

    return undone.settled(known, gone, run.repository, scene)


def _change(run: Run, scene: Scene, ours: Callable[[], Container[str]]) -> tuple[Change, tuple[Input, ...]]:
    """The change, without its commits, or the reason why it cannot be known."""
    config = run.config
    try:
        asked = base.Asked(config.base, config.base_fallback, run.environ, run.pushed)
        found = base.find(run.repository, asked, ours)
        if not found.judged:
            return UNJUDGED, (Input("change", "change", found.how, "no change is judged"),)
        return diff.change(run.repository, found, scene.untracked), ()
    except ReadError as error:
        return UNJUDGED, tuple(Input("change", "change", fault=fault) for fault in error.faults)


def _counted(change: Change) -> Input:
    count = len(change.files)
    told = f"{plural(count, 'file')}, {plural(len(change.commits), 'commit')}"
    counts = told if count else "no change to judge"
    if change.untracked:
        counts += f", {change.untracked} untracked"
    return Input("change", f"since {change.base[:10]}", change.base_from, counts)


def _nothing_to_judge(config: Config, scene: Scene) -> Iterable[Input]:
    """A configuration of the classes of files that leaves no product code at all."""
    if not (config.paths.product or config.paths.ignore or config.paths.tests or config.paths.support):
        return
    if any(language(path) for path in scene.files) and not any(
        language(path) and scene.classify(path) == "product" for path in scene.files
    ):
        fault = Fault("the globs of [paths] leave no product file to judge", config.source, hint="widen paths.product")
        yield Input("change", "paths", fault=fault)


def _lost(
    records: Iterable[Record], resolved: Mapping[str, str], claims: Mapping[str, object], shallow: bool
) -> Iterator[Input]:
    """Done records of which no commit is known here: whether it is in this history cannot be said."""
    for record in records:
        names = record.commits if record.kind in OWING and record.status == "done" else ()
        if names and record.id not in claims and not any(resolved[name] for name in names):
            place = record.location
            cause = f"{record.id} names the commit {names[0]}, which is not in this clone"
            hint = "fetch the whole history (fetch-depth: 0)" if shallow else "correct the id, or fetch its branch"
            yield Input("change", str(place), fault=Fault(cause, place.path, place.line, hint))


def resolve(run: Run, records: Iterable[Record], known: history.History) -> dict[str, str]:
    """Commit ids as records write them, resolved; one that was cherry-picked resolves to its copy in this history."""
    names = {name for record in records for name in record.commits}
    if not names:
        return {}
    from lockstitch.git import objects, twins

    found = objects.resolve(run.repository, sorted(names))
    absent = {sha for sha in found.values() if sha and sha not in known.commits and sha not in known.picked}
    copies = {**(twins.same_patch(run.repository, known, absent) if absent else {}), **known.picked}
    return {name: sha if sha in known.commits else copies.get(sha, sha) for name, sha in found.items()}


def _claims(
    known: history.History, scene: Scene
) -> tuple[dict[str, tuple[Commit, ...]], tuple[tuple[str, Commit], ...]]:
    """What commit messages say that they close, and what the pull requests closed that they brought in."""
    found: dict[str, list[Commit]] = {}
    unknown: list[tuple[str, Commit]] = []
    closed_by = _closed_by(scene.records)
    for commit in known.commits.values():
        for record in _pulled(commit, closed_by) if closed_by else ():
            found.setdefault(record, []).append(commit)
        for word, record in scene.ids.closed(commit.message):
            if record:
                found.setdefault(record, []).append(commit)
            elif commit.sha in known.of_change:
                unknown.append((word, commit))
    return {record: tuple(dict.fromkeys(commits)) for record, commits in found.items()}, tuple(unknown)


def _features(
    known: history.History, scene: Scene, claims: dict[str, tuple[Commit, ...]]
) -> tuple[dict[str, tuple[Commit, ...]], dict[str, tuple[Commit, ...]]]:
    """The claims with those that deliver a feature, and the commits that are a part of one; only of features."""
    features = {record.id for record in scene.records if record.kind == "feature"}
    delivered: dict[str, list[Commit]] = {}
    brought: dict[str, list[Commit]] = {}
    for commit in known.commits.values() if features else ():
        for record, done in scene.ids.brought(commit.message):
            if record in features:
                (delivered if done else brought).setdefault(record, []).append(commit)
    joined = {record: (*claims.get(record, ()), *commits) for record, commits in delivered.items()}
    return {**claims, **joined}, {record: tuple(commits) for record, commits in brought.items()}


def _closed_by(records: Iterable[Record]) -> dict[str, list[str]]:
    """Number of a pull request → the records that name it as what closed them."""
    found: dict[str, list[str]] = {}
    for record in records:
        for pull in record.pulls:
            found.setdefault(pull.lstrip("#!"), []).append(record.id)
    return found


def _pulled(commit: Commit, closed_by: Mapping[str, list[str]]) -> Iterator[str]:
    """The records that were closed by a pull request which this commit brought in."""
    for match in re.finditer(_PULL, commit.message):
        yield from closed_by.get(match["merged"] or match["squashed"] or match["gitlab"], ())
