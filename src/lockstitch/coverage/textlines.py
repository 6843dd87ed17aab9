"""What the readers of line formats share: the lines of a text file, one at a time, held against the limits."""

from __future__ import annotations

import io
from collections.abc import Iterator

from lockstitch import load
from lockstitch.load import Source


def text_lines(source: Source, encoding: str = "utf-8-sig") -> Iterator[str]:
    """The lines of a file with their ends, each smaller than `limits.token`; raises `ReadError`."""
    most, number = source.limits.token, 0
    with load.opened(source) as file, io.TextIOWrapper(file, encoding) as text:
        try:
            while line := text.readline(most):
                number += 1
                if len(line) == most:
                    raise source.refuse(f"has a line of {most:,} characters", hint="raise limits.token if it is right")
                if number > source.limits.entries:
                    cause = f"has more than {source.limits.entries:,} lines"
                    raise source.refuse(cause, hint="raise limits.entries if the report is right")
                yield line
        except UnicodeDecodeError as error:
            cause = f"is not valid {error.encoding.upper()} after line {number}"
            raise source.refuse(cause, number, "save the file as UTF-8") from None
