"""Writes accepted suggestions into the ledger.

Its text is edited and written beside it, read again and compared, and then renamed into its place.
"""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import click

from lockstitch import load
from lockstitch.errors import LockstitchError
from lockstitch.model import Ledger, Record
from lockstitch.model.suggestion import Suggestions
from lockstitch.records import ledger_edit, ledger_yaml
from lockstitch.renderers.escape import visible
from lockstitch.settings import Config
from lockstitch.values import NamedTuple


class Was(NamedTuple):
    """A ledger as it was read."""

    ledger: Ledger
    content: bytes


def chosen(found: Suggestions, named: Mapping[str, str]) -> list[tuple[Record, str]]:
    """What is to be written: the tests given by name, and the first candidate of each other where it is clear."""
    pairs = []
    for item in found.items:
        test = named.get(item.record.id) or (item.candidates[0].test if item.clear else "")
        if test and test not in item.record.tests:
            pairs.append((item.record, test))
        elif not test:
            name = visible(item.record.id)
            click.echo(f"{name}: not written: no candidate is clear, choose one with {name}=TEST", err=True)
    return pairs


def written(config: Config, pairs: Sequence[tuple[Record, str]]) -> int:
    """Writes each file at once, and tells what cannot be written safely with the line to paste; 2 if there is any."""
    by_file: dict[str, list[tuple[Record, str]]] = defaultdict(list)
    for record, test in pairs:
        by_file[record.location.path].append((record, test))
    return max([_file(config, path, own) for path, own in by_file.items()], default=0)


def _file(config: Config, path: str, pairs: Sequence[tuple[Record, str]]) -> int:
    target = Path(config.root, path).resolve()
    source = load.Source(str(target), path, config.limits)
    try:
        before = ledger_yaml.read(source)
        found = load.contents(source)
        text = found.decode("utf-8")
        if not ledger_yaml.detects(str(target), load.head(source)):
            return _refused(pairs, f"{path} is no YAML ledger")
    except (LockstitchError, UnicodeDecodeError):
        return _refused(pairs, f"{path} is no YAML ledger in UTF-8")
    done: dict[str, str] = {}
    left: list[tuple[Record, str]] = []
    for record, test in pairs:
        try:
            text = ledger_edit.edited(text, record.id, test)
        except ledger_edit.NotEditableError as error:
            left.append((record, test))
            click.echo(f"lockstitch: {visible(record.id)} {error}", err=True)
        else:
            done[record.id] = test
    fault = _replaced(source, text, Was(before, found), done) if done else ""
    if fault:
        return _refused(pairs, f"{path} {fault}")
    for one, test in done.items():
        click.echo(f"{visible(path)}: {visible(one)} has {visible(test)}", err=True)
    return _refused(left, "") if left else 0


def _replaced(source: load.Source, text: str, was: Was, done: Mapping[str, str]) -> str:
    """Puts the text in the file's place if it reads as the same ledger with the tests added; else says why not."""
    target = Path(source.path)
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with temporary.open("xb") as file:
            file.write(text.encode())
        shutil.copymode(target, temporary)
        after = ledger_yaml.read(source._replace(path=str(temporary)))
        if odd := ledger_edit.differing(was.ledger, after, done):
            return f"is written in a way that cannot be edited safely ({odd})"
        if load.contents(source) != was.content:
            return "was changed by another hand meanwhile"
        temporary.replace(target)
    except LockstitchError as error:
        return f"is written in a way that cannot be edited safely ({error.faults[0].message})"
    except OSError as error:
        return f"cannot be written: {error.strerror or error}"
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    return ""


def _refused(pairs: Sequence[tuple[Record, str]], why: str) -> int:
    """Tells what to write by hand."""
    if why:
        click.echo(f"lockstitch: {visible(why)}: nothing was written to it", err=True)
    for record, test in pairs:
        line = ledger_edit.by_hand(record, test)
        click.echo(
            f"  write it by hand into {visible(record.id)} ({visible(str(record.location))}): {visible(line)}", err=True
        )
    return 2
