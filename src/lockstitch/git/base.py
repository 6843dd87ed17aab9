"""What the change is compared with: the merge base of HEAD and whatever is named first.

The option `--base` · the CI event · the pre-push hook · `base` of the configuration · `origin/HEAD`.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import suppress

from lockstitch.errors import Fault, ReadError, UsageError
from lockstitch.git import ci
from lockstitch.git.ci import Told
from lockstitch.git.objects import commits
from lockstitch.git.repository import Repository
from lockstitch.values import NamedTuple

NONE = "none"
BESIDE = ("refs/tags/", "refs/notes/")
DEFAULTS = ("origin/HEAD", "origin/main", "origin/master")

_UNFIT = frozenset([*map(chr, range(0x21)), "\x7f", *":?*[\\"])


class Base(NamedTuple):
    """`sha`: full id of the merge base. `how`: where it is from, in words. `judged`: False for `none`."""

    sha: str
    how: str
    judged: bool = True


class Asked(NamedTuple):
    """Who may name the base. `option`: `--base`; `fallback`: the configuration's; `environ`: that of the CI job;
    `pushed`: what git's pre-push hook is given on its standard input."""

    option: str
    fallback: str
    environ: Mapping[str, str]
    pushed: str = ""


class Hook(NamedTuple):
    """A push that is about to be made. `pushed`: what git tells its hook; `head`: the commit that is checked out;
    `ours` gives all that it descends from, with itself."""

    pushed: str
    head: str
    ours: Callable[[], Container[str]]

    def told(self, environ: Mapping[str, str]) -> Told | None:
        """What a pre-push hook says: git's own (https://git-scm.com/docs/githooks#_pre_push) or pre-commit's."""
        if source := environ.get("PRE_COMMIT_FROM_REF", ""):
            return self._of([("", environ.get("PRE_COMMIT_TO_REF", self.head), "HEAD", source)])
        return self._of(_lines(self.pushed))

    def _of(self, lines: Sequence[tuple[str, ...]]) -> Told | None:
        """`lines`: local ref, local commit, remote ref, remote commit. Deletions, tags and notes are no change."""
        branches = list(filter(_branch, lines))
        ours = next((line for line in branches if line[1] in (self.head, "HEAD")), None)
        for line in branches:
            if line[1] not in (self.head, "HEAD") and not (ours and line[1] in self.ours()):
                cause = f"{line[2]} is to get {line[1][:10]}, but {self.head[:10]} is checked out"
                hint = "check it out, then push it alone" if ours else "check it out, then push"
                raise ReadError(Fault(f"what is pushed is not what lies here: {cause}", hint=hint))
        if ours is None:
            return None
        known = () if ci.absent(ours[3]) else (ours[3],)
        return Told("pre-push hook", known, "" if known else "the branch's first push", firm=False)


def find(repository: Repository, asked: Asked, ours: Callable[[], Container[str]]) -> Base:
    """The base. `ours` gives the commits that HEAD descends from: one of these is its own merge base with HEAD.

    Raises `UsageError` for what is no revision, `ReadError` where a commit is not here or nobody names one.
    """
    option = asked.option
    tips = commits(repository, ("HEAD", "HEAD^1", "HEAD^2", *([option] if _revision(option) else ())))
    if not tips["HEAD"]:
        raise ReadError(Fault("the repository has no commit yet", hint="commit first"))
    if option == NONE:
        return Base("", f"--base {NONE}", judged=False)
    lacks = []
    hook = Hook(asked.pushed, tips["HEAD"], ours)
    for told in [Told(f"--base {option}", (option,))] if option else _voices(asked, hook):
        if told.refs == (NONE,):
            return Base("", told.how, judged=False)
        sha = _known(repository, told, tips)
        if sha:
            shared = sha if sha in ours() else _shared(repository, told, sha, tips["HEAD"], ci.deepen(asked.environ))
            _other_than(shared, told, tips["HEAD"])
            return Base(shared, told.how)
        if told.refs and (told.firm or repository.shallow):
            raise _unknown(repository, told, ci.deepen(asked.environ))
        lacks.append(f"{told.how}: {told.lack or 'is not in this clone'}")
    hint = 'name one with --base, or set base = "none" to judge the records alone'
    raise ReadError(Fault(f"no base to compare the change with ({'; '.join(lacks)})", hint=hint))


def _revision(word: str) -> bool:
    """Whether this can be one commit in git's words (https://git-scm.com/docs/gitrevisions), and no option or range."""
    encodable = not any("\ud800" <= char <= "\udfff" for char in word)
    return encodable and word[:1] not in ("", "-", "^") and ".." not in word and _UNFIT.isdisjoint(word)


def _voices(asked: Asked, hook: Hook) -> Iterator[Told]:
    """Who is asked where no option tells, in this order."""
    service = ci.told(asked.environ)
    if voice := service or hook.told(asked.environ):
        yield voice
    if asked.fallback:
        yield Told(f'base = "{asked.fallback}"', (asked.fallback,))
    elif not service:
        yield from (Told(ref, (ref,), firm=False) for ref in DEFAULTS)


def idle(environ: Mapping[str, str], pushed: str) -> bool:
    """Whether a pre-push hook is told of nothing to judge: of no ref, or of tags, notes and deletions alone."""
    if environ.get("PRE_COMMIT"):  # which passes deletions over itself, and hands over one ref
        return environ.get("PRE_COMMIT_REMOTE_BRANCH", "").startswith(BESIDE)
    return not any(map(_branch, _lines(pushed)))


def _lines(pushed: str) -> list[tuple[str, ...]]:
    lines = [tuple(line.rsplit(" ", 3)) for line in pushed.splitlines() if line.strip()]
    if any(len(line) != 4 for line in lines):
        raise UsageError(
            Fault("the pre-push hook's words are not four a line", hint="pass its standard input as it is")
        )
    return lines


def _branch(line: tuple[str, ...]) -> bool:
    """Whether this is code that is published; Gerrit takes it at refs/for/, so not only refs/heads/ are branches."""
    return not ci.absent(line[1]) and not line[2].startswith(BESIDE)


def _known(repository: Repository, told: Told, tips: Mapping[str, str]) -> str:
    """The first ref that is a commit here; empty where none is."""
    for ref in told.refs:
        if not _revision(ref):
            raise UsageError(Fault(f"{ref!r} is no revision ({told.how})", hint="name a branch, a tag or a commit"))
    if told.head and told.head == tips["HEAD^2"]:  # a merge made for the build: its own parent, the event's may be old
        return tips["HEAD^1"]
    found = tips if tips.keys() >= set(told.refs) else commits(repository, told.refs)
    return next((sha for ref in told.refs if (sha := found[ref])), "")


def _shared(repository: Repository, told: Told, sha: str, head: str, deepen: str) -> str:
    """The merge base of a known commit and HEAD."""
    shared = ""
    with suppress(ReadError):  # no common commit is an exit code without a word
        shared = repository.run("merge-base", sha, head).decode("ascii").strip()
    if not shared:
        cut = repository.shallow
        cause = "of this shallow clone" if cut else "at all"
        hint = deepen if cut else "they are two histories: name another base"
        raise ReadError(Fault(f"HEAD and {told.refs[0]} ({told.how}) share no commit {cause}", hint=hint))
    return shared


def _other_than(shared: str, told: Told, head: str) -> None:
    """Refuses the base itself in the place of what is to be judged."""
    if shared == head and told.head and told.head != head:
        cause = f"{told.head[:10]} is to be judged, but its base is checked out"
        raise ReadError(Fault(f"{told.how}: {cause}", hint="check the head of the pull request out"))


def _unknown(repository: Repository, told: Told, deepen: str) -> ReadError:
    hint = deepen if repository.shallow else f"is it spelt right? else fetch it first (in CI: {deepen})"
    return ReadError(Fault(f"{' or '.join(told.refs)} is not in this clone ({told.how})", hint=hint))
