"""Tests that a record lists under a name of before, because their file was renamed: what they are called today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockstitch.gate.past import Past
from lockstitch.gate.scene import Run, Scene
from lockstitch.git import history
from lockstitch.model import LinkedTest, Trace


def absent(traces: Sequence[Trace], scene: Scene) -> Iterator[LinkedTest]:
    """The tests that are in no report and whose file is not there."""
    files = frozenset(scene.files)
    for trace in traces:
        if trace.scope == "judged":
            for test in trace.tests:
                path, named, _ = test.id.partition("::")
                if test.outcome == "absent" and named and path not in files:
                    yield test


def told(traces: Sequence[Trace], run: Run, scene: Scene, past: Past) -> tuple[Trace, ...]:
    """The traces, with the ids of today in the `absent` ones."""
    lost = {test.id for test in absent(traces, scene)}
    if not lost:
        return tuple(traces)
    from lockstitch.gate.came import Today

    called = _called({test.partition("::")[0] for test in lost}, run, past)
    today = Today(scene)

    def settled(test: LinkedTest) -> LinkedTest:
        if test.id not in lost:
            return test
        path, _, name = test.id.partition("::")
        now = called.get(path, "")
        there = now and today.test(now, name.partition("[")[0])
        return test._replace(today=f"{now}::{name}" if there else "")

    return tuple(trace._replace(tests=tuple(map(settled, trace.tests))) for trace in traces)


def _called(paths: set[str], run: Run, past: Past) -> dict[str, str]:
    """Path of before → its name today, followed from the commit before the one that touched it last."""
    from lockstitch.git import renames

    lost: dict[str, list[str]] = {}
    for path in sorted(paths):
        for sha in history.touching(run.repository, path, 1):
            commit = past.history.commits.get(sha)
            lost.setdefault(commit.parents[0] if commit and commit.parents else sha, []).append(path)
    found = renames.followed(run.repository, past.history, lost)
    return {path: name for (_, path), name in found.items()}
