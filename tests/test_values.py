"""Values are what `typing` would have made of them."""

from __future__ import annotations

import pickle
import typing
from collections.abc import Mapping
from typing import get_type_hints

import pytest

from lockstitch import values


class Ours(values.NamedTuple):
    """A value."""

    path: str
    lines: Mapping[str, int]
    note: str | None = None

    @property
    def size(self) -> int:
        return len(self.lines)

    @classmethod
    def of(cls, path: str) -> Ours:
        return cls(path, {})

    def __str__(self) -> str:
        return f"{self.path}: {self.size}"


class Typed(typing.NamedTuple):
    """A value."""

    path: str
    lines: Mapping[str, int]
    note: str | None = None


def test_it_is_a_tuple_with_names_defaults_and_methods() -> None:
    one = Ours("a.py", {"x": 1})
    assert (*one,) == ("a.py", {"x": 1}, None)
    assert isinstance(one, tuple)
    assert (one.path, one.size, str(one), Ours.of("b")) == ("a.py", 1, "a.py: 1", ("b", {}, None))
    assert one._replace(path="b.py", note="n") == Ours("b.py", {"x": 1}, "n")
    assert repr(one) == "Ours(path='a.py', lines={'x': 1}, note=None)"
    assert pickle.loads(pickle.dumps(one)) == one


def test_it_is_described_as_typing_does() -> None:
    for attribute in ("_fields", "_field_defaults", "__doc__", "__module__", "__slots__", "__match_args__", "__mro__"):
        ours, typed = getattr(Ours, attribute), getattr(Typed, attribute)
        assert ours == typed or attribute == "__mro__"
    assert get_type_hints(Ours) == get_type_hints(Typed)
    assert Ours.__mro__[1:] == Typed.__mro__[1:] == (tuple, object)
    assert Ours.__qualname__ == "Ours"


def test_it_is_as_strict() -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'lines'"):
        Ours("a.py")  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        Ours.of("a").path = "b"  # type: ignore[misc]
    with pytest.raises(TypeError, match="follows one with a default in Wrong"):

        class Wrong(values.NamedTuple):
            first: int = 0
            second: str  # type: ignore[misc]
