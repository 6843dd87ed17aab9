"""Strict JSON (RFC 8259) with lines: repeated keys, NaN and Infinity, and half surrogate pairs are refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from lockstitch import load
from lockstitch.errors import Fault, UsageError
from lockstitch.load import Source
from lockstitch.shape.text import DEEPEST, Path, Positions, content, described, line_at

_BLANKS = frozenset(" \t\n\r")
_BLANK = b" \t\r\n"
_plain = json.JSONDecoder().raw_decode


class Repeated(dict[str, object]):
    """A mapping in which a key was written more than once: `key` is the first such."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        last = {key: index for index, (key, _) in enumerate(pairs)}
        self.key = next(key for index, (key, _) in enumerate(pairs) if last[key] != index)


def json_value(text: str) -> object:
    """The value of a JSON text; a mapping with a repeated key comes as `Repeated`.

    Raises `ValueError`, which says what the text is not or holds; `json.JSONDecodeError` where its place is known.
    """
    try:
        value = _decoded(text)
        if "\\" in text and ("\\ud" in text or "\\uD" in text):
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    except UnicodeEncodeError:
        raise ValueError("escapes one half of a surrogate pair") from None
    except (json.JSONDecodeError, _ConstantError):
        raise
    except ValueError:  # of int(), which refuses to read thousands of digits
        raise ValueError("holds a number of too many digits") from None
    return value


def check_entries(text: str, source: Source) -> None:
    """Raises `ReadError` where a JSON text holds more values than `limits.entries`.

    It is told before anything is built: commas lie between values. Those inside of texts are counted, too.
    """
    if text.count(",") > source.limits.entries:
        cause = f"holds more than {source.limits.entries:,} values"
        raise source.refuse(cause, hint="raise limits.entries if the report is right")


def json_part(text: str, start: int) -> tuple[object, int]:
    """The JSON value that begins at `start`, and the index behind it; `ValueError` as from `json_value`."""
    try:
        return _decoder.raw_decode(text, start)
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    except (json.JSONDecodeError, _ConstantError):
        raise
    except ValueError:
        raise ValueError("holds a number of too many digits") from None


def json_lines(source: Source, fatal: Callable[[str, int, str], UsageError]) -> Iterator[tuple[int, str]]:
    """(number, text) of each line of JSON Lines (https://jsonlines.org) that is not blank, read as a stream.

    What ends the stream ends the reading: `fatal(message, line, hint)` makes the error that is raised then.
    """
    number = size = 0
    with load.opened(source) as file:
        while raw := file.readline(source.limits.bytes + 1 - size):
            number += 1
            size += len(raw)
            if size > source.limits.bytes or number > source.limits.entries:
                raise fatal("holds more bytes or lines than limits.bytes and limits.entries allow", number, "")
            try:
                line = raw.rstrip(_BLANK).decode("utf-8" if number > 1 else "utf-8-sig")
            except UnicodeDecodeError:
                raise fatal("is not valid UTF-8", number, "save the file as UTF-8") from None
            if line:
                yield number, line


def json_values(source: Source, faults: list[Fault] | None = None) -> tuple[object, Positions]:
    """The values of a JSON file, and the lines of its outer keys and of the items of its outermost lists.

    Raises `UsageError`. Where `faults` is given, repeated keys are added to it instead: see `yaml_values`.
    """
    text = content(source)
    if not text.strip():
        raise UsageError(Fault("is empty", source.name))
    try:
        value = json_value(text)
    except json.JSONDecodeError as error:
        cause = f"is not well-formed JSON: {error.msg} (line {error.lineno}, column {error.colno})"
        raise UsageError(Fault(cause, source.name, error.lineno)) from None
    except ValueError as error:
        raise UsageError(Fault(str(error), source.name)) from None
    repeated = list(_repeated(value, source))
    positions = _positions(text)
    found = [Fault(f"{described(key)} is given twice", source.name, line_at(positions, path)) for path, key in repeated]
    if faults is None and found:
        raise UsageError(*found)
    if faults is not None:
        faults += found
    return value, positions


def _decoded(text: str) -> object:
    value: object
    value, end = _decoder.raw_decode(text, past_blanks(text, 0))
    if end != len(text) and (end := past_blanks(text, end)) != len(text):
        raise json.JSONDecodeError("Extra data", text, end)
    return value


def past_blanks(text: str, index: int) -> int:
    while text[index : index + 1] in _BLANKS:
        index += 1
    return index


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else Repeated(pairs)


class _ConstantError(ValueError):
    """NaN, Infinity or -Infinity, which the standard library reads by default."""


def _constant(name: str) -> object:
    raise _ConstantError(f"holds {name}, which is no number in JSON")


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)


def _repeated(value: object, source: Source) -> Iterator[tuple[Path, str]]:
    """Where a mapping repeats a key, and which. Raises `UsageError` where a limit is passed."""
    deepest = min(source.limits.depth, DEEPEST)
    entries = 0
    rest: list[tuple[Path, dict[str, object] | list[object]]] = [((), value)] if isinstance(value, (dict, list)) else []
    while rest:
        path, item = rest.pop()
        if isinstance(item, Repeated):
            yield path, item.key
        entries += len(item)
        if entries > source.limits.entries:
            raise UsageError(Fault(f"holds more than {source.limits.entries:,} entries", source.name))
        if len(path) >= deepest:
            raise UsageError(Fault(f"is nested deeper than {deepest}", source.name))
        for key, child in item.items() if isinstance(item, dict) else enumerate(item):
            if isinstance(child, (dict, list)):
                rest.append(((*path, key), child))


def _positions(text: str) -> Positions:
    """The lines of the outer keys and of the items of the outermost lists, in a text known to be well-formed."""
    positions: Positions = {}
    line, counted = 1, 0

    def walk(index: int, path: Path) -> int:
        """Notes the line of the value that begins at `index`; the index behind it."""
        nonlocal line, counted
        line, counted = line + text.count("\n", counted, index), index
        positions[path] = line
        if text[index] not in "[{" or len(path) == 2 or (path and isinstance(path[0], int)):
            return _plain(text, index)[1]
        keyed = text[index] == "{"
        index = past_blanks(text, index + 1)
        number = 0
        while text[index] not in "]}":
            key: str | int = number
            if keyed:
                key, index = _plain(text, index)
                index = past_blanks(text, past_blanks(text, index) + 1)
            index = past_blanks(text, walk(index, (*path, key)))
            if text[index] == ",":
                index = past_blanks(text, index + 1)
            number += 1
        return index + 1

    walk(past_blanks(text, 0), ())
    return positions
