"""Adds a test to a record of a YAML ledger as text, so that a person's comments and layout stay as they are.

One place is changed and nothing is written anew. What was edited is read again and compared: where anything but the
one record's tests would differ, the edit is refused. Places come from the YAML nodes' marks:
https://pyyaml.org/wiki/PyYAMLDocumentation#nodes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

import yaml

from lockstitch.model import Ledger, Record

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def edited(text: str, record: str, test: str) -> str:
    """The ledger's text with `test` added to the record's `tests`.

    Raises `NotEditableError` where the text cannot be edited safely. What comes out must still pass `differing`.
    """
    body = text.removeprefix("\ufeff")
    place, piece = _edit(body, _node(body, record), test)
    return text[: len(text) - len(body)] + body[:place] + piece + body[place:]


class NotEditableError(ValueError):
    """Why a record cannot be edited as text, in words that follow its id: `has tests that are no list`."""


def differing(before: Ledger, after: Ledger, added: Mapping[str, str]) -> str:
    """The first record that is not what it should be after `added` (record → test); empty where all are."""
    for old, new in zip_longest(before.records, after.records):
        if old is None or new is None:
            return (old or new).id
        test = added.get(old.id)
        wanted = old._replace(location=new.location, tests=(*old.tests, test) if test else old.tests)
        if wanted != new:
            return old.id
    return "" if len(before.waivers) == len(after.waivers) else "waivers"


def by_hand(record: Record, test: str) -> str:
    """The line that a person writes into the record instead."""
    tests = ", ".join(json.dumps(each, ensure_ascii=False) for each in (*record.tests, test))
    return f"tests: [{tests}]"


def _node(text: str, record: str) -> Any:
    """The mapping node of the record."""
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except (yaml.YAMLError, RecursionError):
        raise NotEditableError("stands in a file that is not well-formed YAML") from None
    if isinstance(root, yaml.MappingNode):
        root = next((value for key, value in root.value if key.value == "records"), None)
    items = root.value if isinstance(root, yaml.SequenceNode) else ()
    for item in items:
        if isinstance(item, yaml.MappingNode) and _value(item, "id") == record:
            return item
    raise NotEditableError("cannot be found as a record of its own")


def _value(node: Any, key: str) -> str | None:
    return next((value.value for name, value in node.value if name.value == key), None)


def _edit(text: str, node: Any, test: str) -> tuple[int, str]:
    """(place, what is inserted there)."""
    quoted = json.dumps(test, ensure_ascii=False)
    tests = next((value for key, value in node.value if key.value == "tests"), None)
    if tests is None:
        return _new_key(text, node, f"tests: [{quoted}]")
    if not isinstance(tests, yaml.SequenceNode):
        raise NotEditableError("has tests that are no list")
    if tests.flow_style:
        return _end(tests.value[-1] if tests.value else None, tests), f", {quoted}" if tests.value else quoted
    last = tests.value[-1]
    return _below(text, last, f"{' ' * tests.start_mark.column}- {quoted}")


def _end(last: Any, sequence: Any) -> int:
    """Where a flow sequence's next item goes: behind its last one, or behind its opening bracket."""
    place: int = last.end_mark.index if last is not None else sequence.start_mark.index + 1
    return place


def _new_key(text: str, node: Any, line: str) -> tuple[int, str]:
    """A key of its own behind the record's last one, in the layout that the record has."""
    key, value = node.value[-1]
    if node.flow_style:
        return value.end_mark.index, f", {line}"
    column: int = key.start_mark.column
    if _is_block(value):  # a block scalar's end is not where its text ends: the line goes above it
        if key is node.value[0][0]:
            raise NotEditableError("begins with a text of several lines")
        start = text.rfind("\n", 0, key.start_mark.index) + 1
        return start, f"{' ' * column}{line}{_newline(text)}"
    return _below(text, value, f"{' ' * column}{line}")


def _is_block(node: Any) -> bool:
    while isinstance(node, (yaml.SequenceNode, yaml.MappingNode)) and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(node, yaml.MappingNode) else last
    return isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")


def _below(text: str, node: Any, line: str) -> tuple[int, str]:
    """The line as one of its own below a value's end."""
    while isinstance(node, (yaml.SequenceNode, yaml.MappingNode)) and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(node, yaml.MappingNode) else last
    if _is_block(node):
        raise NotEditableError("ends in a way that no line can be added to")
    end = text.find("\n", node.end_mark.index)
    return (end + 1, line + _newline(text)) if end >= 0 else (len(text), _newline(text) + line)


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
