"""What a continuous integration service says of the change it builds, from its variables alone.

https://docs.github.com/actions/reference/workflows-and-actions/variables
https://docs.github.com/webhooks/webhook-events-and-payloads
https://docs.gitlab.com/ci/variables/predefined_variables/
https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#using-environment-variables, https://plugins.jenkins.io/git/
https://learn.microsoft.com/azure/devops/pipelines/build/variables
https://buildkite.com/docs/pipelines/configure/environment-variables
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from lockstitch.errors import Fault, ReadError
from lockstitch.load import Source, contents
from lockstitch.settings import Limits
from lockstitch.values import NamedTuple

EVENT = "GITHUB_EVENT_PATH"

Environ: TypeAlias = Mapping[str, str]


_ID = r"(?:[0-9a-f]{40}|[0-9a-f]{64})?"


class Told(NamedTuple):
    """What one voice says of the base. `how`: its name for the output. `refs`: the first one known here is meant.

    `lack`: why it names none, in words. `firm`: a ref that is unknown here is an error; else the next voice is asked.
    `head`: the commit that the change ends in, where that is told.
    """

    how: str
    refs: tuple[str, ...] = ()
    lack: str = ""
    firm: bool = True
    head: str = ""


def told(environ: Environ) -> Told | None:
    """What the service that runs us says; None where none is recognised. Raises `ReadError` for a malformed event."""
    return next((voice(environ) for variable, voice, _ in SERVICES if environ.get(variable)), None)


def pull_request(environ: Environ) -> int:
    """Number of the pull request that GitHub's event is about, 0 where it is about none; may raise `ReadError`."""
    event = _event(environ.get(EVENT, ""))
    inner = event.get("pull_request") if isinstance(event, dict) else None
    number = inner.get("number") if isinstance(inner, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) and number > 0 else 0


UNSHALLOW = "run `git fetch --unshallow`, in CI set `fetch-depth: 0` or its like"


def deepen(environ: Environ) -> str:
    """How a clone gets its whole history here."""
    return next((advice for variable, _, advice in SERVICES if environ.get(variable)), UNSHALLOW)


def absent(commit: str) -> bool:
    """Whether there is no such commit: services and hooks write zeros then, or nothing."""
    return not commit.strip("0")


def _github(environ: Environ) -> Told:
    name = environ.get("GITHUB_EVENT_NAME", "")
    how = f"GitHub {name}".rstrip()
    event = _event(environ.get(EVENT, ""))
    if name in ("pull_request", "pull_request_target"):
        branch = environ.get("GITHUB_BASE_REF", "")
        refs = (_commit(event, "pull_request", "base", "sha"), f"origin/{branch}" if branch else "")
        return _of(how, refs, "the event names no base", head=_commit(event, "pull_request", "head", "sha"))
    if name == "merge_group":
        return _of(how, (_commit(event, "merge_group", "base_sha"),), "the event names no base")
    if name == "push" and _text(event, "ref").startswith("refs/tags/"):
        return Told(how, lack="a tag was pushed")
    if name == "push":
        return _of(how, (_commit(event, "before"),), "the branch's first push", firm=False)
    return Told(how, lack="the event is about no change")


def _gitlab(environ: Environ) -> Told:
    if branch := environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", ""):
        # in a pipeline for merged results HEAD is a merge with the target, which alone is what it is compared with
        variables = ("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "CI_MERGE_REQUEST_DIFF_BASE_SHA")
        refs = (*(environ.get(variable, "") for variable in variables), f"origin/{branch}")
        return _of("GitLab merge request", refs, "the merge request names no base")
    how = f"GitLab {environ.get('CI_PIPELINE_SOURCE', '')}".rstrip()
    if environ.get("CI_COMMIT_TAG"):
        return Told(how, lack="a tag was pushed")
    return _of(how, (environ.get("CI_COMMIT_BEFORE_SHA", ""),), "no commit before this one is told", firm=False)


def _jenkins(environ: Environ) -> Told:
    if branch := environ.get("CHANGE_TARGET", ""):
        return Told("Jenkins change request", (f"origin/{branch}",))
    if environ.get("TAG_NAME"):
        return Told("Jenkins", lack="a tag is built")
    refs = tuple(environ.get(name, "") for name in ("GIT_PREVIOUS_SUCCESSFUL_COMMIT", "GIT_PREVIOUS_COMMIT"))
    return _of("Jenkins, last build", refs, "no earlier build of this branch is told", firm=False)


def _azure(environ: Environ) -> Told:
    if branch := environ.get("SYSTEM_PULLREQUEST_TARGETBRANCH", ""):
        return Told("Azure pull request", (f"origin/{branch.removeprefix('refs/heads/')}",))
    how = f"Azure {environ.get('BUILD_REASON', '')}".rstrip()
    return Told(how, lack="only a build of a pull request tells its base")


def _buildkite(environ: Environ) -> Told:
    if branch := environ.get("BUILDKITE_PULL_REQUEST_BASE_BRANCH", ""):
        return Told("Buildkite pull request", (f"origin/{branch}",))
    if environ.get("BUILDKITE_TAG"):
        return Told("Buildkite", lack="a tag is built")
    branch = environ.get("BUILDKITE_PIPELINE_DEFAULT_BRANCH", "")
    if branch and branch != environ.get("BUILDKITE_BRANCH"):
        return Told("Buildkite default branch", (f"origin/{branch}",))
    return Told("Buildkite", lack="a build of the default branch tells no base")


SERVICES: tuple[tuple[str, Callable[[Environ], Told], str], ...] = (
    ("GITHUB_EVENT_NAME", _github, "set `fetch-depth: 0` for actions/checkout"),
    ("GITLAB_CI", _gitlab, "set the variable `GIT_DEPTH: 0`"),
    ("BUILDKITE", _buildkite, "take --depth out of BUILDKITE_GIT_CLONE_FLAGS, or run `git fetch --unshallow`"),
    ("TF_BUILD", _azure, "set `fetchDepth: 0` for the checkout step"),
    ("JENKINS_URL", _jenkins, "switch the shallow clone off in the checkout step"),
)
"""Variable that tells the service apart, what reads it, and how its clones become whole."""


def _of(how: str, refs: tuple[str, ...], lack: str, firm: bool = True, head: str = "") -> Told:
    """Of the refs those that stand for a commit; `lack` where none does."""
    named = tuple(ref for ref in refs if not absent(ref))
    return Told(how, named, "" if named else lack, firm, head)


def _event(path: str) -> Any:
    """GitHub's event; empty where no file is named."""
    if not path:
        return {}
    import json

    source = Source(path, EVENT, Limits(bytes=64 << 20))
    try:
        return json.loads(contents(source))
    except (ValueError, RecursionError):
        raise ReadError(Fault("is not well-formed JSON", source.name, hint="it names the event's file")) from None


def _commit(event: Any, *keys: str) -> str:
    """The commit id below these keys; empty where there is none."""
    text = _text(event, *keys)
    if not re.fullmatch(_ID, text):
        raise ReadError(Fault(f"{'.'.join(keys)} is no commit id: {text[:80]!r}", EVENT))
    return text


def _text(event: Any, *keys: str) -> str:
    """The text below these keys; empty where there is none."""
    for key in keys:
        event = event.get(key) if isinstance(event, dict) else None
    return event if isinstance(event, str) else ""
