"""The lines of a text report, one by one, in bounded memory."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator

from lockstitch import load
from lockstitch.load import Source

MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
"""Byte order marks; PowerShell's `>` writes UTF-16."""


def encoding(head: bytes) -> str:
    return next((name for mark, name in MARKS.items() if head.startswith(mark)), "utf-8")


def opening(head: bytes) -> str:
    """The first bytes of a file as text."""
    return head.decode(encoding(head), "ignore")


def lines(source: Source) -> Iterator[tuple[int, str]]:
    """(number, line without its end); what is no text in the file's encoding is escaped. Raises `ReadError`."""
    name = encoding(load.head(source))
    with load.opened(source) as file, io.TextIOWrapper(file, name, "backslashreplace") as text:
        number = 0
        while line := text.readline(source.limits.token + 1):
            number += 1
            if len(line) > source.limits.token:
                cause = f"has a line of more than {source.limits.token:,} characters"
                raise source.refuse(cause, number, "raise limits.token if the report is right")
            yield number, line.rstrip("\r\n")
    if not number:
        raise source.refuse("is empty (0 bytes)", hint="the tool that writes it may not have run")
