"""The two trees of a proof, as two repositories of their own in a temporary folder.

They borrow the objects of the user's repository (https://git-scm.com/docs/gitrepository-layout, `alternates`) and write
none into it: no worktree is registered there, no index or branch is touched, and a run that is killed leaves a folder
behind and nothing else. Each is a checkout with a HEAD and with tags, as tools that ask git for a version need it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import suppress
from itertools import product
from pathlib import Path

from lockstitch.errors import Fault, ReadError
from lockstitch.git.repository import GitError, Repository, raw, shown
from lockstitch.prove.job import Job
from lockstitch.prove.undo import UncleanError, Undone, entries, put_back, taken_back
from lockstitch.values import NamedTuple

CHECKOUT = ("-c", "filter.lfs.smudge=", "-c", "filter.lfs.process=", "-c", "filter.lfs.required=false")
LOCAL = (("GIT_ALLOW_PROTOCOL", "file:https:ssh"),)
LARGEST = 200 << 20
"""Bytes of one ignored file that is copied along."""
EMPTY = {
    40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
"""The tree without files, which git always knows, by the length of ids: it stands before a first commit."""
BUILT = (".py", ".so", ".pyd", ".dylib")


class Trees(NamedTuple):
    """`base`: the commit whose product stands in `before`. `commit`: whose very tree `after` is, empty where more lies
    in it. `notes`: what the trees lack, in words."""

    after: Path
    before: Path
    undone: Undone
    base: str
    commit: str = ""
    notes: tuple[str, ...] = ()


class _Lender(NamedTuple):
    """The user's repository: what the two borrow from it."""

    source: Repository
    commit: str
    objects: str
    shallow: Path
    tags: bytes


def plant(job: Job, place: Path) -> Trees:
    """Both trees below `place`. Raises `ReadError` with the reason where there can be no such trees."""
    lender = _lender(job, place)
    source, commit = lender.source, lender.commit
    after = _repository(place / "after", lender)
    after.run(*CHECKOUT, "read-tree", "--reset", "-u", commit)
    overlaid = [] if job.after else _overlay(after, source, changes(source, job.settings.ledger))
    tree = _tree(after, overlaid) if overlaid else commit
    before = _repository(place / "before", lender, str(place / "after/.git/objects"))
    before.run("read-tree", tree)
    undone, base = _undo(job, before, tree)
    before.run(*CHECKOUT, "checkout-index", "-a", "-q", "-f")
    _copy_built(source, (place / "after", place / "before"))
    notes = tuple(_notes(after, undone))
    return Trees(place / "after", place / "before", undone, base, "" if overlaid else commit, notes)


def _lender(job: Job, place: Path) -> _Lender:
    source = _source(job.repository, place)
    paths = source.run("rev-parse", "--git-path", "objects", "--git-path", "shallow").splitlines()
    objects, shallow = (Path(source.root, shown(path)).resolve() for path in paths)
    source = source._replace(shallow=shallow.exists())
    commit = _known(source, job.after or "HEAD")
    tags = source.run("for-each-ref", "--format=%(objectname) %(refname)", "refs/tags")
    return _Lender(source, commit, str(objects), shallow, tags)


def _source(repository: str, place: Path) -> Repository:
    if Path(repository).is_dir():
        return Repository(repository)
    there = Repository(str(place), LOCAL)
    there.run("clone", "-q", "--no-checkout", "--", repository, str(place / "source"))
    return Repository(str(place / "source"))


def _known(source: Repository, commit: str) -> str:
    try:
        return source.run("rev-parse", "--verify", "-q", "--end-of-options", f"{commit}^{{commit}}").decode().strip()
    except GitError:
        raise _absent(source, commit) from None


def _absent(source: Repository, commit: str) -> ReadError:
    hint = "fetch the whole history (fetch-depth: 0)" if source.shallow else "fetch the branch that has it"
    return ReadError(Fault(f"the commit {commit[:10]} is not in this clone", hint=hint))


def _repository(place: Path, lender: _Lender, *objects: str) -> Repository:
    """An empty checkout with the lender's HEAD and tags, borrowing its objects and those in further folders."""
    place.mkdir()
    made = Repository(str(place), shallow=lender.source.shallow)
    made.run("init", "-q", "--template=", f"--object-format={'sha256' if len(lender.commit) == 64 else 'sha1'}")
    inner = place / ".git"
    (inner / "objects/info").mkdir(exist_ok=True)
    borrowed = b"".join(raw(path) + b"\n" for path in (lender.objects, *objects))
    (inner / "objects/info/alternates").write_bytes(borrowed)
    (inner / "HEAD").write_text(f"{lender.commit}\n", encoding="ascii")
    (inner / "packed-refs").write_bytes(lender.tags)
    with suppress(OSError):
        shutil.copyfile(lender.shallow, inner / "shallow")
    return made


def changes(source: Repository, ledger: str) -> list[str]:
    """What in a working tree is not committed, but for the proof ledger: it changes with every run."""
    changed = source.run("diff-index", "-z", "--name-only", "--no-renames", "--ignore-submodules=all", "HEAD", "--")
    paths = [*map(shown, changed.split(b"\0")[:-1]), *source.files().untracked]
    return [path for path in paths if path != ledger]


def _overlay(after: Repository, source: Repository, paths: list[str]) -> list[str]:
    """Lays what is not committed over the checkout."""
    for path in paths:
        lies, target = Path(source.root, path), Path(after.root, path)
        with suppress(FileNotFoundError, IsADirectoryError):
            target.unlink()
        if lies.is_symlink() or lies.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(lies, target, follow_symlinks=False)
    return paths


def _tree(after: Repository, paths: Iterable[str]) -> str:
    given = b"".join(raw(path) + b"\0" for path in paths)
    after.run("update-index", "-z", "--add", "--remove", "--stdin", given=given)
    return after.run("write-tree").decode("ascii").strip()


def _copy_built(source: Repository, targets: Iterable[Path]) -> None:
    """Copies what a build has laid among the tracked files and git ignores: a version file, extension modules."""
    listed = source.run("ls-files", "-z", "-o", "-i", "--exclude-per-directory=.gitignore", "--directory")
    paths = [path for path in map(shown, listed.split(b"\0")) if path.endswith(BUILT) and "/" in path]
    for path, target in product(paths, targets):
        lies, there = Path(source.root, path), target / path
        with suppress(OSError):
            if lies.stat().st_size <= LARGEST and there.parent.is_dir() and not there.exists():
                shutil.copy2(lies, there)


def _undo(job: Job, before: Repository, tree: str) -> tuple[Undone, str]:
    """Takes the fix out of the index of `before`, which holds `tree`; what differs, and the base commit."""
    if job.base:
        undone = taken_back(before, _known(before, job.base), tree, job)
        put_back(before, undone)
        return undone, job.base
    bases = [_parent(before, commit) for commit in job.undo]
    parts = [taken_back(before, base, commit, job) for commit, base in zip(job.undo, bases, strict=True)]
    for commit, undone in zip(job.undo, parts, strict=True):
        if commit == tree:
            put_back(before, undone)
        elif undone.entries:
            _reverse(before, commit, undone)
    first = bases[-1] if bases[-1] not in EMPTY.values() else ""
    if job.undo == (tree,):
        return parts[0], first
    left = before.run("write-tree").decode("ascii").strip()
    submodules = dict.fromkeys(path for undone in parts for path in undone.submodules)
    return Undone(tuple(entries(before, left, tree)), tuple(submodules)), first


def _parent(repository: Repository, commit: str) -> str:
    try:
        return repository.run("rev-parse", "--verify", "-q", "--end-of-options", f"{commit}^1").decode().strip()
    except GitError:
        if repository.shallow:
            cause = f"the clone ends at {commit[:10]}: what stood before the fix is not here"
            raise ReadError(Fault(cause, hint="fetch the whole history (fetch-depth: 0)")) from None
        return EMPTY[len(commit)]


def _reverse(before: Repository, commit: str, undone: Undone) -> None:
    """Takes a commit's product changes back where others came after it; raises `UncleanError` where that fails."""
    index = Repository(before.root, (("GIT_INDEX_FILE", str(Path(before.root, ".git/undone"))),))
    index.run("read-tree", commit)
    put_back(index, undone)
    without = index.run("write-tree").decode("ascii").strip()
    patch = before.run("diff-tree", "-r", "-p", "--binary", "--full-index", "--no-renames", without, commit)
    try:
        before.run("apply", "--cached", "-R", "--3way", "--whitespace=nowarn", given=patch)
    except GitError:
        try:
            before.run("apply", "--cached", "--check", "--whitespace=nowarn", given=patch)  # it is undone already
        except GitError:
            cause = f"the fix {commit[:10]} cannot be taken back here: its lines have changed since"
            raise UncleanError(Fault(cause)) from None


def _notes(after: Repository, undone: Undone) -> Iterable[str]:
    listed = after.run("ls-files", "-s", "-z")
    submodules = [shown(row.partition(b"\t")[2]) for row in listed.split(b"\0") if row.startswith(b"160000")]
    if submodules:
        yield f"submodules are left empty: {', '.join(submodules[:5])}"
    if undone.submodules:
        yield f"the fix also moves a submodule, which is not undone: {', '.join(undone.submodules[:5])}"
    attributes = Path(after.root, ".gitattributes")
    if attributes.is_file() and b"filter=lfs" in attributes.read_bytes():
        yield "files under Git LFS are pointers here, not their contents"
