"""Which lines of a test file belong to which test or class of tests, and what the comments between them are for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lockstitch.mentions.dialect import Dialect, Place, of_text, reasons
from lockstitch.model.mentions import Mention
from lockstitch.values import NamedTuple


class Region(NamedTuple):
    """Lines `first` to `last` of one test, or of a container of tests; `name` is the end of a node id.

    `open_bug`: it is expected to fail, or skipped, whatever happens: what it says of ids is never more than a mention.
    """

    name: str
    first: int
    last: int
    is_test: bool = True
    open_bug: bool = False


class Comment(NamedTuple):
    """One comment, or several lines of them in one piece; `text` has a line for every line of the source.

    `alone`: no code stands before it on its line.
    """

    line: int
    text: str
    alone: bool = True

    @property
    def last(self) -> int:
        return self.line + self.text.count("\n")


class Ground(NamedTuple):
    """What a file's comments are laid on. `lines`: its lines; `excuses`: spans of lines of xfail and skip calls.

    `code`: the first line that is neither blank nor comment.
    """

    regions: Sequence[Region]
    excuses: Sequence[tuple[int, int]]
    lines: Sequence[str]
    code: int


def of_comments(comments: Iterable[Comment], ground: Ground, dialect: Dialect) -> Iterator[Mention]:
    """What the comments say, each for the test that it stands in, or right above."""
    for comment in comments:
        if not any(map(str.isdigit, comment.text)):
            continue
        region = _owner(comment, ground)
        place = Place(region.name if region else "", "comment", comment.line)
        if _excuses(comment, ground):
            yield from reasons(comment.text, place, dialect)
            continue
        firm = region is not None or _heads(comment, ground)
        for mention in of_text(comment.text, place, dialect):
            yield mention if firm or mention.strength != "strong" else mention._replace(strength="weak")


def settled(mentions: Iterable[Mention], regions: Sequence[Region]) -> Iterator[Mention]:
    """The mentions, in which what a test says that is expected to fail is negative."""
    open_bugs = {region.name for region in regions if region.open_bug}
    for mention in mentions:
        parts = mention.test.split("::")
        around = {"::".join(parts[:count]) for count in range(1, len(parts) + 1)}
        excused = mention.strength not in ("explicit", "negative") and not around.isdisjoint(open_bugs)
        yield mention._replace(strength="negative") if excused else mention


def _heads(comment: Comment, ground: Ground) -> bool:
    """Whether the comment speaks of the whole file: before all code, and not for the function below it."""
    if comment.line >= ground.code:
        return False
    following = _next_code(comment.last, ground.lines)
    return not following or not ground.lines[following - 1].startswith(("@", "def ", "class ", "async "))


def _owner(comment: Comment, ground: Ground) -> Region | None:
    inside = [r for r in ground.regions if r.is_test and r.first <= comment.line <= r.last]
    if inside:
        return min(inside, key=lambda region: region.last - region.first)
    following = _next_code(comment.last, ground.lines) if comment.alone else 0
    return next((r for r in ground.regions if r.first == following), None)


def _next_code(line: int, lines: Sequence[str]) -> int:
    """The line of code that a comment ending on `line` stands above, with one blank line between at most; else 0."""
    blank = 0
    for number in range(line + 1, len(lines) + 1):
        text = lines[number - 1].strip()
        if not text:
            blank += 1
            if blank > 1:
                return 0
        elif not text.startswith(("#", "//", "/*", "*")) or text.startswith("#["):
            return number
    return 0


def _excuses(comment: Comment, ground: Ground) -> bool:
    """Whether the comment stands beside an xfail or a skip, or right above one."""
    return any(first <= comment.last + 1 and comment.line <= last for first, last in ground.excuses)
