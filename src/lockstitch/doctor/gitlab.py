"""GitLab's pipelines: https://docs.gitlab.com/ci/yaml/"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lockstitch.doctor.pipelines import REPORT, Job, Mark, Step, items, script, table
from lockstitch.shape import Path, Positions

FILES = (r"(?:.*/)?\.gitlab-ci\.ya?ml", r"\.gitlab/ci/.+\.ya?ml")
GLOBAL = ("stages", "variables", "include", "default", "workflow", "image", "services", "cache", "pages", "spec")
SCRIPTS = ("before_script", "script", "after_script")
DEEPEN = 'set the variable `GIT_DEPTH: "0"` for the job'


def jobs(path: str, source: Sequence[str], value: object, positions: Positions) -> Iterator[Job]:
    """Each job, with what it extends by `extends:` and YAML's merge key."""
    root = table(value)
    everywhere = {**table(root.get("variables")), **table(table(root.get("default")).get("variables"))}
    for name, body in root.items():
        own = table(body)
        if name in GLOBAL or not own or name.startswith("."):
            continue
        merged = _merged(root, own)
        steps = tuple(_steps(merged, _place(root, own, name), source, positions))
        depth = {**everywhere, **table(merged.get("variables"))}.get("GIT_DEPTH", "20, GitLab's default")
        line = positions.get((name,), 0)
        shallow = None if str(depth) == "0" else Mark(line, f"GIT_DEPTH: {depth}")
        yield Job(path, name, line, steps, _tolerated(own, name, positions), shallow, DEEPEN)


def _parents(root: Mapping[str, object], own: Mapping[str, object]) -> list[str]:
    named = own.get("extends")
    return [str(one) for one in (named if isinstance(named, list) else [named]) if one and str(one) in root]


def _merged(root: Mapping[str, object], own: Mapping[str, object], depth: int = 0) -> dict[str, object]:
    """The job's keys over those of what it extends; eleven levels are what GitLab allows."""
    found: dict[str, object] = {}
    if depth < 11:
        for parent in _parents(root, own):
            found |= _merged(root, table(root[parent]), depth + 1)
    for item in [own.get("<<"), *items(own.get("<<"))]:
        found |= table(item)
    return {**found, **own}


def _place(root: Mapping[str, object], own: Mapping[str, object], name: str) -> Mapping[str, Path]:
    """Where each key of a job is written: in the job, or in the first parent that has it."""
    parents = _parents(root, own)
    keys = (*SCRIPTS, "artifacts", "allow_failure")
    homes = {key: next((p for p in parents if key in table(root[p])), name) for key in keys}
    return {key: (name if key in own else homes[key], key) for key in keys}


def _steps(
    body: Mapping[str, object], place: Mapping[str, Path], source: Sequence[str], positions: Positions
) -> Iterator[Step]:
    for key in SCRIPTS:
        value = body.get(key)
        for number, item in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(item, str):
                line = positions.get((*place[key], number)) or positions.get(place[key], 1)
                late = key == "after_script"
                tolerated = Mark(line, "after_script, whose exit code GitLab ignores") if late else None
                yield Step(line, script(source, line, item), tolerated=tolerated)
    kept = table(body.get("artifacts"))
    if REPORT.search(str(kept.get("paths", ""))):
        line = positions.get(place["artifacts"], 0)
        yield Step(line, publishes="artifacts: paths", always=kept.get("when") in ("always", "on_failure"))


def _tolerated(own: Mapping[str, object], name: str, positions: Positions) -> Mark | None:
    """`allow_failure: true`; a list of exit codes lets only those pass."""
    if own.get("allow_failure") is True:
        return Mark(positions.get((name, "allow_failure"), 0), "allow_failure: true")
    return None
