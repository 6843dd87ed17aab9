"""What an unclassified record is, from its fix: product code makes a defect; deployment, CI or configuration alone an
incident; one whose commits all begin with `feat:` is a feature (https://www.conventionalcommits.org).

A tracker's own field or label comes first, and was looked at when the record was read. What is still unclassified after
this is reported as such.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from lockstitch import link
from lockstitch.classes import language, matches
from lockstitch.gate.past import Past
from lockstitch.gate.scene import Scene
from lockstitch.gate.scope import commits
from lockstitch.git import history
from lockstitch.git.repository import Repository
from lockstitch.model import Commit, Record

OPERATIONS = (
    "/.github/", "/.gitlab/", ".gitlab-ci*.yml", "/.circleci/", "/.buildkite/", "/.ci/", "/ci/", "Jenkinsfile*",
    "azure-pipelines*.yml", "Dockerfile*", "*.dockerfile", "docker-compose*.yml", "docker-compose*.yaml", "compose.yml",
    "compose.yaml", "Procfile", "Vagrantfile", "deploy/", "deployment/", "helm/", "charts/", "k8s/", "kubernetes/",
    "terraform/", "*.tf", "*.tfvars", "ansible/", "infra/", "infrastructure/", "nginx/", "*.yml", "*.yaml", "*.toml",
    "*.ini", "*.cfg", "*.conf", "*.env", ".env*", "*.properties", "*.service",
)  # fmt: skip
"""Files of deployment, CI and configuration, as globs."""
DOCUMENTS = ("*.md", "*.rst", "*.txt", "*.adoc")
"""Say nothing either way: a change log is written for every fix."""


def settled(past: Past, repository: Repository, scene: Scene) -> tuple[Record, ...]:
    """The records of the scene, each of a known kind where its fix tells. No git process where all are classified."""
    by = {
        record.id: commits(record, past).standing
        for record in scene.records
        if record.kind == "unclassified" and record.status != "rejected"
    }
    features = {name: told[0] for name, told in by.items() if told and all(link.is_feat(c.message) for c in told)}
    fixes = {name: [commit.sha for commit in told] for name, told in by.items() if name not in features}
    paths = history.paths_of(repository, past.history, (sha for shas in fixes.values() for sha in shas))
    return tuple(
        _seen(record, [(sha, path) for sha in fixes[record.id] for path in paths.get(sha, ())], scene)
        if fixes.get(record.id)
        else _delivered(record, features.get(record.id))
        for record in scene.records
    )


def _delivered(record: Record, by: Commit | None) -> Record:
    return record._replace(kind="feature", kind_from=f"commit {by.sha[:10]} says feat") if by else record


def _seen(record: Record, touched: Sequence[tuple[str, str]], scene: Scene) -> Record:
    """The record as the files (commit, path) of its fix show it."""
    for sha, path in touched:
        if language(path) and scene.classify(path) == "product":
            return record._replace(kind="defect", kind_from=f"commit {sha[:10]} touches {path}")
    told = [(sha, path) for sha, path in touched if not _fits(DOCUMENTS, path)]
    if told and all(_fits(OPERATIONS, path) and scene.classify(path) in ("product", "ignored") for _, path in told):
        sha, path = told[0]
        return record._replace(kind="incident", kind_from=f"commit {sha[:10]} touches only {path} and the like")
    return record


@lru_cache(maxsize=10_000)
def _fits(globs: tuple[str, ...], path: str) -> bool:
    return any(matches(glob, path) for glob in globs)
