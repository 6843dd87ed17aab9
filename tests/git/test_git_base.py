"""What a change is compared with, in real clones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest

from lockstitch.errors import Fault, ReadError, UsageError
from lockstitch.git.base import Asked, Base, find, idle
from lockstitch.git.history import commits
from lockstitch.git.repository import discover

if TYPE_CHECKING:
    from tests.conftest import Repo

NOTHING: Mapping[str, str] = {}
ZEROS = "0" * 40


def found(
    repo: Repo, option: str = "", fallback: str = "", environ: Mapping[str, str] = NOTHING, pushed: str = ""
) -> Base:
    here = discover(str(repo.root))
    return find(here, Asked(option, fallback, environ, pushed), lambda: commits(here))


def fault(
    repo: Repo, option: str = "", fallback: str = "", environ: Mapping[str, str] = NOTHING, pushed: str = ""
) -> Fault:
    """Of the `ReadError` that there must be."""
    with pytest.raises(ReadError) as caught:
        found(repo, option, fallback, environ, pushed)
    return caught.value.faults[0]


def github(repo: Repo, name: str, event: object, **more: str) -> Mapping[str, str]:
    path = repo.root.parent / "event.json"
    path.write_text(json.dumps(event))
    return {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path), **more}


@pytest.fixture
def forked(repo: Repo) -> Repo:
    """`main` at 2, `topic` from 1 with t1 and t2, checked out; tags name them."""
    for name in ("1", "2"):
        repo.commit(name, {f"{name}.py": "x\n"})
        repo.git("tag", f"c{name}")
    repo.branch("topic", "c1")
    for name in ("t1", "t2"):
        repo.commit(name, {f"{name}.py": "x\n"})
        repo.git("tag", name)
    return repo


def sha(repo: Repo, name: str) -> str:
    return repo.git("rev-parse", name)


@pytest.mark.parametrize(
    "option, merge_base", [("main", "c1"), ("t1", "t1"), ("HEAD~1", "t1"), ("topic", "t2"), ("c2^", "c1")]
)
def test_the_option_names_it_and_the_merge_base_is_it(forked: Repo, option: str, merge_base: str) -> None:
    assert found(forked, option) == Base(sha(forked, merge_base), f"--base {option}")
    assert found(forked, sha(forked, option)).sha == sha(forked, merge_base)


def test_who_lies_in_the_history_of_head_is_the_merge_base_and_git_is_not_asked_again(
    forked: Repo, started: list[str]
) -> None:
    ours = forked.git("rev-list", "HEAD").split()
    here = discover(str(forked.root))
    for option, shared, asked in (("t1", "t1", 0), ("main", "c1", 1)):  # main has gone on, so that only git knows
        started.clear()
        assert find(here, Asked(option, "", {}), lambda: ours).sha == sha(forked, shared)
        assert started.count("merge-base") == asked


def test_the_option_beats_everything(forked: Repo) -> None:
    environ = github(forked, "push", "not even an event")
    assert found(forked, "t1", "main", {**environ, "PRE_COMMIT_FROM_REF": "c2"}, "rubbish").sha == sha(forked, "t1")
    assert found(forked, "none", "main", environ, "rubbish") == Base("", "--base none", judged=False)


def test_a_detached_head(forked: Repo) -> None:
    forked.git("checkout", "--quiet", "--detach")
    assert found(forked, "main").sha == sha(forked, "c1")


@pytest.mark.parametrize(
    "ref",
    [
        "--output=x",
        "-x",
        "a..b",
        "a...b",
        "^main",
        "a b",
        "main:f",
        ":/x",
        "a\nb",
        "a\0b",
        "a*",
        "a?",
        "a[",
        "a\\b",
        "\udc80",
    ],
)
def test_what_is_no_revision_is_never_run(forked: Repo, ref: str) -> None:
    before = sorted(forked.root.iterdir())
    for option, fallback in ((ref, ""), ("", ref)):
        with pytest.raises(UsageError, match="is no revision"):
            found(forked, option, fallback)
    assert sorted(forked.root.iterdir()) == before


@pytest.mark.parametrize("ref", ["nowhere", "HEAD^@", "HEAD^!", "HEAD~99", "a" * 40, "t2^{tree}"])
def test_a_ref_that_is_not_here(forked: Repo, ref: str) -> None:
    said = fault(forked, ref)
    assert said.message == f"{ref} is not in this clone (--base {ref})"
    assert "fetch" in said.hint
    assert "fetch-depth: 0" in fault(forked, ref, environ={"GITHUB_EVENT_NAME": "push"}).hint


def test_a_ref_that_git_itself_explains(forked: Repo) -> None:
    assert fault(forked, "@{upstream}").message == "git cat-file failed: no upstream configured for branch 'topic'"


def test_no_commit_yet(repo: Repo) -> None:
    assert fault(repo).message == "the repository has no commit yet"
    assert fault(repo, "none").message == "the repository has no commit yet"


def test_histories_without_a_common_commit(forked: Repo) -> None:
    forked.git("checkout", "--quiet", "--orphan", "other")
    forked.commit("alone")
    said = fault(forked, "main")
    assert said.message == "HEAD and main (--base main) share no commit at all"
    assert said.hint == "they are two histories: name another base"


@pytest.mark.parametrize(
    "service, advice",
    [("GITHUB_EVENT_NAME", "fetch-depth: 0"), ("GITLAB_CI", "GIT_DEPTH: 0"), ("HOME", "git fetch --unshallow")],
)
def test_shallow_clones(forked: Repo, service: str, advice: str) -> None:
    deep = forked.clone("deep", "--branch=topic")
    assert found(deep, "origin/main").sha == sha(forked, "c1")
    cut = forked.clone("cut", "--branch=topic", "--depth=1", "--no-single-branch")
    said = fault(cut, "origin/main", environ={service: "x"})
    assert said.message == "HEAD and origin/main (--base origin/main) share no commit of this shallow clone"
    assert advice in said.hint
    single = forked.clone("single", "--branch=topic", "--depth=1")
    said = fault(single, "origin/main", environ={service: "x"})
    assert said.message == "origin/main is not in this clone (--base origin/main)"
    assert advice in said.hint


def test_without_any_word_it_is_the_remotes_branch(forked: Repo) -> None:
    clone = forked.clone("clone", "--branch=topic")
    clone.git("remote", "set-head", "origin", "main")
    assert found(clone) == Base(sha(forked, "c1"), "origin/HEAD")
    clone.git("remote", "set-head", "origin", "--delete")
    assert found(clone) == Base(sha(forked, "c1"), "origin/main")
    clone.git("update-ref", "-d", "refs/remotes/origin/main")
    clone.git("update-ref", "refs/remotes/origin/master", sha(forked, "t1"))
    assert found(clone) == Base(sha(forked, "t1"), "origin/master")


def test_no_base_at_all(forked: Repo) -> None:
    said = fault(forked)
    assert said.message.startswith(
        "no base to compare the change with (origin/HEAD: is not in this clone; origin/main:"
    )
    assert 'base = "none"' in said.hint


def test_the_configurations_base(forked: Repo) -> None:
    assert found(forked, "", "main") == Base(sha(forked, "c1"), 'base = "main"')
    assert found(forked, "", "none") == Base("", 'base = "none"', judged=False)
    assert fault(forked, "", "nowhere").message == 'nowhere is not in this clone (base = "nowhere")'


def test_a_pull_request_is_compared_with_the_branch_it_merges_into(forked: Repo) -> None:
    """The merge that is checked out has a younger base than the event's, and other people's commits are no change."""
    forked.git("checkout", "--quiet", "--detach", "main")
    merge = forked.merge("topic")
    event = {"pull_request": {"base": {"sha": sha(forked, "c1")}, "head": {"sha": sha(forked, "t2")}}}
    environ = github(forked, "pull_request", event)
    assert found(forked, environ=environ) == Base(sha(forked, "c2"), "GitHub pull_request")
    cut = forked.clone("cut", "--depth=2", "--branch=topic")
    cut.git("fetch", "--quiet", "--depth=2", "origin", merge)
    cut.git("checkout", "--quiet", "--detach", merge)
    assert found(cut, environ=environ).sha == sha(forked, "c2")


def test_a_pull_request_whose_head_is_checked_out(forked: Repo) -> None:
    event = {"pull_request": {"base": {"sha": sha(forked, "c2")}, "head": {"sha": sha(forked, "t2")}}}
    assert found(forked, environ=github(forked, "pull_request", event)).sha == sha(forked, "c1")
    event["pull_request"]["base"]["sha"] = "a" * 40
    forked.git("update-ref", "refs/remotes/origin/main", "main")
    environ = github(forked, "pull_request", event, GITHUB_BASE_REF="main")
    assert found(forked, environ=environ).sha == sha(forked, "c1")
    said = fault(forked, environ=github(forked, "pull_request", event, GITHUB_BASE_REF="nowhere"))
    assert said.message == f"{'a' * 40} or origin/nowhere is not in this clone (GitHub pull_request)"
    assert fault(forked, "", "main", environ=github(forked, "pull_request", event)).message.startswith("a" * 40)


def test_a_pull_request_that_is_not_checked_out_at_all(forked: Repo) -> None:
    """`pull_request_target` checks the base out: nothing would differ, and everything would hold."""
    event = {"pull_request": {"base": {"sha": sha(forked, "c2")}, "head": {"sha": sha(forked, "t2")}}}
    forked.switch("main")
    said = fault(forked, environ=github(forked, "pull_request_target", event))
    assert "is to be judged, but its base is checked out" in said.message


def test_a_pull_request_without_a_change_of_its_own(forked: Repo) -> None:
    event = {"pull_request": {"base": {"sha": sha(forked, "t2")}, "head": {"sha": sha(forked, "t2")}}}
    assert found(forked, environ=github(forked, "pull_request", event)).sha == sha(forked, "t2")


def test_a_push_is_compared_with_what_was_there(forked: Repo) -> None:
    environ = github(forked, "push", {"ref": "refs/heads/topic", "before": sha(forked, "t1")})
    assert found(forked, environ=environ) == Base(sha(forked, "t1"), "GitHub push")


def test_a_forced_push(forked: Repo) -> None:
    environ = github(forked, "push", {"ref": "refs/heads/topic", "before": "a" * 40})
    assert "GitHub push: is not in this clone" in fault(forked, environ=environ).message
    assert found(forked, "", "main", environ) == Base(sha(forked, "c1"), 'base = "main"')
    cut = forked.clone("cut", "--branch=topic", "--depth=1")
    assert "fetch-depth: 0" in fault(cut, "", "topic", environ).hint


@pytest.mark.parametrize("name, ref", [("push", "refs/heads/topic"), ("push", "refs/tags/v1"), ("schedule", "")])
def test_an_event_without_a_base_needs_a_word_of_the_configuration(forked: Repo, name: str, ref: str) -> None:
    clone = forked.clone("clone", "--branch=topic")
    environ = github(clone, name, {"ref": ref, "before": ZEROS})
    said = fault(clone, environ=environ)
    assert said.message.startswith(f"no base to compare the change with (GitHub {name}: ")
    assert 'base = "none"' in said.hint
    assert not found(clone, "", "none", environ).judged
    assert found(clone, "", "origin/main", environ).sha == sha(forked, "c1")


def test_a_base_of_the_event_beats_the_configuration(forked: Repo) -> None:
    environ = github(forked, "push", {"ref": "refs/heads/topic", "before": sha(forked, "t1")})
    assert found(forked, "", "none", environ).judged


def line(repo: Repo, local: str = "HEAD", remote: str = "t1", ref: str = "refs/heads/topic") -> str:
    old = remote if remote in (ZEROS, "a" * 40) else sha(repo, remote)
    return f"{ref} {local if local == ZEROS else sha(repo, local)} {ref} {old}\n"


def test_the_pre_push_hook(forked: Repo) -> None:
    assert found(forked, pushed=line(forked)) == Base(sha(forked, "t1"), "pre-push hook")
    assert found(forked, "", "none", pushed=line(forked)).judged


def test_a_branch_that_is_a_part_of_the_one_checked_out_is_pushed_with_it(forked: Repo) -> None:
    several = line(forked, "c1", ZEROS, "refs/heads/main") + line(forked) + line(forked, "t1", "c1", "refs/heads/old")
    assert found(forked, pushed=several).sha == sha(forked, "t1")


@pytest.mark.defect("LS-98")
def test_a_branch_that_does_not_lie_here_stops_a_push_of_several(forked: Repo) -> None:
    other = line(forked, "c2", "c1", "refs/heads/main")
    for several in (other + line(forked), line(forked) + other):
        said = fault(forked, pushed=several)
        assert said.message.startswith("what is pushed is not what lies here: refs/heads/main is to get ")
        assert said.hint == "check it out, then push it alone"


@pytest.mark.parametrize("remote", [ZEROS, "a" * 40])
def test_the_first_push_of_a_branch_and_one_over_unknown_commits(forked: Repo, remote: str) -> None:
    clone = forked.clone("clone", "--branch=topic")
    clone.git("remote", "set-head", "origin", "main")
    assert found(clone, pushed=line(clone, remote=remote)) == Base(sha(forked, "c1"), "origin/HEAD")
    assert found(clone, "", "t1", pushed=line(clone, remote=remote)).sha == sha(forked, "t1")


def test_deletions_and_tags_are_no_push_of_a_change(forked: Repo) -> None:
    pushed = line(forked, ZEROS) + line(forked, "c1", ZEROS, "refs/tags/v1") + "\n"
    assert found(forked, "", "main", pushed=pushed).how == 'base = "main"'


def test_another_branch_than_the_one_checked_out(forked: Repo) -> None:
    said = fault(forked, "", "main", pushed=line(forked, "c2", "c1", "refs/heads/main"))
    assert said.message.startswith("what is pushed is not what lies here: refs/heads/main is to get ")


@pytest.mark.defect("LS-71")
def test_notes_beside_or_alone_are_no_change(forked: Repo) -> None:
    notes = line(forked, "c1", ZEROS, "refs/notes/commits")
    assert found(forked, "", "main", pushed=notes).how == 'base = "main"'
    assert found(forked, pushed=notes + line(forked)).how == "pre-push hook"


@pytest.mark.parametrize(
    ("ref", "spared"),
    [("refs/tags/v1", True), ("refs/notes/commits", True), ("refs/heads/main", False), ("refs/for/main", False)],
)
def test_a_hook_may_be_told_of_nothing_to_judge(forked: Repo, ref: str, spared: bool) -> None:
    assert idle({}, line(forked, "c1", ZEROS, ref)) == spared
    assert idle({}, line(forked, "c1", ZEROS, ref) + line(forked)) is False
    assert idle({"PRE_COMMIT": "1", "PRE_COMMIT_REMOTE_BRANCH": ref}, "") == spared
    assert idle({}, line(forked, ZEROS)) is idle({}, "") is True
    assert idle({"PRE_COMMIT": "1"}, "") is False


def test_words_that_no_hook_wrote(forked: Repo) -> None:
    with pytest.raises(UsageError, match="not four a line"):
        found(forked, pushed="rubbish\n")


def test_pre_commits_variables(forked: Repo) -> None:
    environ = {"PRE_COMMIT_FROM_REF": sha(forked, "t1"), "PRE_COMMIT_TO_REF": forked.head}
    assert found(forked, environ=environ) == Base(sha(forked, "t1"), "pre-push hook")
    assert found(forked, environ={"PRE_COMMIT_FROM_REF": "main", "PRE_COMMIT_TO_REF": "HEAD"}).sha == sha(forked, "c1")
    assert found(forked, environ={"PRE_COMMIT_FROM_REF": "t1"}).sha == sha(forked, "t1")
    assert "what is pushed" in fault(forked, environ={**environ, "PRE_COMMIT_TO_REF": sha(forked, "c2")}).message
