"""The one door for foreign bytes: size limits, decoding, safe XML. Every fault becomes a `ReadError`.

XML is parsed by expat as a stream. Entities are refused where they are declared (billion laughs, external entities), a
document type is accepted and never fetched, nesting and the size of one token are bounded: see
https://docs.python.org/3/library/xml.html#xml-vulnerabilities.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias
from xml.parsers import expat

from lockstitch.errors import Fault, ReadError
from lockstitch.settings import Limits
from lockstitch.values import NamedTuple

HEAD = 8192
"""Bytes that are enough to recognise any format."""
CHUNK = 1 << 18
MESSAGE = 300
"""Characters of a message that a person may be asked to read."""

Parser: TypeAlias = expat.XMLParserType


class Source(NamedTuple):
    """One input: where it lies, how messages call it, and what it may weigh."""

    path: str
    name: str
    limits: Limits = Limits()
    data: bytes | None = None
    """The content, where it stands in no file: git has it. The path then only tells the format."""

    def refuse(self, message: str, line: int = 0, hint: str = "") -> ReadError:
        """The error for one fault of this input, ready to raise: in one line, whatever of the input it quotes."""
        told = " ".join(message.splitlines())
        return ReadError(Fault(told if len(told) <= MESSAGE else f"{told[: MESSAGE - 1]}…", self.name, line, hint))


def head(source: Source) -> bytes:
    """The first bytes of a file, enough to recognise its format."""
    with opened(source) as file:
        return file.read(HEAD)


def contents(source: Source) -> bytes:
    """A whole file, piece by piece: to ask for all that the limit allows at once would take that much memory."""
    pieces, size = [], 0
    with opened(source) as file:
        while piece := file.read(CHUNK):
            pieces.append(piece)
            size += len(piece)
            if size > source.limits.bytes:
                raise _too_large(source)
    return b"".join(pieces)


def text(source: Source) -> str:
    """A whole text file: UTF-8 (with or without a byte order mark), or UTF-16 or UTF-32 with one."""
    return decoded(contents(source), source)


def toml(text: str) -> dict[str, Any]:
    """What a text in TOML says: https://toml.io/en/v1.0.0. Raises `ValueError` or `RecursionError` for what is none."""
    parser = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    found: dict[str, Any] = parser.loads(text)
    return found


def decoded(data: bytes, source: Source) -> str:
    marks = (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    )
    encoding = next((name for mark, name in marks if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise source.refuse(f"is not valid {encoding.upper()}", line, "save the file as UTF-8") from None


def root_element(first: bytes) -> str:
    """The name of an XML document's first element, without its namespace prefix; empty where `first` holds none."""
    found: list[str] = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        if not found:
            found.append(name.rpartition(":")[2])

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EntityDeclHandler = _refuse_entity
    # a head may end in the middle of anything, and declare an encoding that there is not
    with contextlib.suppress(expat.ExpatError, _EntityError, LookupError, ValueError):
        parser.Parse(first, False)
    return found[0] if found else ""


def xml(source: Source, attach: Callable[[Parser], None]) -> None:
    """Streams an XML file through the handlers that `attach` sets on the parser.

    A handler may raise `ReadError`; its `ValueError` (a number that is none) becomes one with line and column.
    `limits.depth` is held by the handlers, which see the elements anyway.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    attach(parser)
    parser.EntityDeclHandler = _refuse_entity
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        _feed(source, parser)
    except expat.ExpatError as error:
        cause = f"not well-formed XML: {expat.ErrorString(error.code)} (line {error.lineno}, column {error.offset + 1})"
        raise source.refuse(cause, error.lineno, "it may have been cut off: did its tool finish?") from None
    except _EntityError:
        cause = "declares an XML entity, which no report needs"
        raise source.refuse(cause, parser.CurrentLineNumber, "write the report without entities of its own") from None
    except LookupError as error:
        raise source.refuse(f"is not readable text: {error}", 1, "save the file as UTF-8") from None
    except ValueError as error:
        cause = f"{error} (line {parser.CurrentLineNumber}, column {parser.CurrentColumnNumber + 1})"
        raise source.refuse(cause, parser.CurrentLineNumber) from None


def _feed(source: Source, parser: Parser) -> None:
    limits = source.limits
    with opened(source) as file:
        fed = 0
        while chunk := file.read(CHUNK):
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - max(parser.CurrentByteIndex, 0) > limits.token:
                cause = f"one tag or attribute is larger than {limits.token:,} bytes"
                raise source.refuse(cause, parser.CurrentLineNumber, "raise limits.token if the report is right")
            if fed > limits.bytes:
                raise _too_large(source)
        if not fed:
            raise source.refuse("is empty (0 bytes)", hint="the tool that writes it may not have run")
        parser.Parse(b"", True)


class _EntityError(Exception):
    """Raised inside expat, where only an exception can stop the parser."""


def _refuse_entity(*_declaration: object) -> None:
    raise _EntityError


def _too_large(source: Source) -> ReadError:
    cause = f"is larger than {source.limits.bytes:,} bytes"
    return source.refuse(cause, hint="raise limits.bytes if the file is right")


@contextlib.contextmanager
def opened(source: Source) -> Iterator[BinaryIO]:
    """The file, open for reading; what the operating system refuses, then or later, is a `ReadError`."""
    try:
        with _open(source) as file:
            yield file
    except FileNotFoundError:
        raise source.refuse("does not exist") from None
    except OSError as error:
        raise source.refuse(f"cannot be read: {error.strerror or error}") from None


def _open(source: Source) -> BinaryIO:
    if source.data is not None:
        if len(source.data) > source.limits.bytes:
            raise _too_large(source)
        return io.BytesIO(source.data)
    target = Path(source.path)
    try:
        size = target.stat().st_size
    except ValueError as error:  # a NUL in the name
        raise source.refuse(f"cannot be read: {error}") from None
    if target.is_dir():
        raise source.refuse("is a folder, not a file")
    if size > source.limits.bytes:
        raise _too_large(source)
    return target.open("rb")
