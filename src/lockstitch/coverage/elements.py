"""What the readers of XML reports share: where the parser stands, held against the limits, and counts in attributes."""

from __future__ import annotations

from lockstitch.coverage.merge import HIGHEST_LINE
from lockstitch.load import Source


class Elements:
    """The open elements, outermost first, and how many there were. Its `ValueError`s get line and column in `load`."""

    __slots__ = ("count", "limits", "open", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.limits = source.limits
        self.open: list[str] = []
        self.count = 0

    def enter(self, name: str, roots: tuple[str, ...], called: str) -> None:
        """One more element; the first must be one of `roots`, else this is no report of the kind `called`."""
        if not self.open and name not in roots:
            raise self.source.refuse(f"is no {called} report: its root is <{name}>")
        self.open.append(name)
        self.count += 1
        if len(self.open) > self.limits.depth:
            raise ValueError(f"elements are nested more than {self.limits.depth} deep")
        if self.count > self.limits.entries:
            hint = "raise limits.entries if it is right"
            raise self.source.refuse(f"holds more than {self.limits.entries:,} elements", hint=hint)

    def leave(self, name: str) -> None:
        """The innermost element ends; another name is left over from one that was passed over too early."""
        if not self.open or self.open.pop() != name:
            raise ValueError(f"</{name}> ends nothing: was the end of another element lost?")

    @property
    def parent(self) -> str:
        """The element around the one that was entered last."""
        return self.open[-2] if len(self.open) > 1 else ""


def whole(attributes: dict[str, str], name: str) -> int:
    """An attribute that counts; `ValueError` where it is missing or no whole number."""
    text = attributes.get(name)
    if text is None:
        raise ValueError(f"{name} is missing")
    if not (text.isascii() and text.isdigit() and len(text) < 21):
        raise ValueError(f'{name}="{text[:40]}" is no count')
    return int(text)


def line_number(attributes: dict[str, str], name: str) -> int:
    number = whole(attributes, name)
    if not 0 < number <= HIGHEST_LINE:
        raise ValueError(f'{name}="{number}" is no line of a file')
    return number
