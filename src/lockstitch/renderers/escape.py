"""Neutralises text at the edge where it leaves, so that no name, title or path can speak to the reader's machine.

`visible` comes first in every output; `markdown`, `data` and `attribute` add what their format needs.
"""

from __future__ import annotations

import re

_HIDDEN = (
    r"[\x00-\x1f\x7f-\x9f"  # C0 and C1 controls: line ends, ANSI escapes
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction: what is read is not what is there
    r"\xad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"  # no width: names look alike
    r"\u2028\u2029"  # line ends to some readers
    r"\ud800-\udfff]"  # surrogates: bytes of a file name that are not UTF-8
)

_COMMAND = r"(?<!\S)::(?=[a-zA-Z])|##(?=\w*\[)"
"""What a CI runner obeys in a log: `::error::` where a line or (after wrapping) a word begins, and anywhere in a line
`##[error]` (GitHub's older form), `##vso[…]` (Azure Pipelines) and `##teamcity[…]`.
https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs"""

_NAMES = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}

_MARKUP = str.maketrans({char: f"&#{ord(char)};" for char in "&<>\"'|`*_~[]\\$"})
_MENTION = r"@(?=\w)"


def visible(text: str, limit: int = 0) -> str:
    r"""`text` on one line, with everything that hides, moves or commands written out (`\n`, `\x1b`, `\u202e`); an
    undecodable byte reads `\xff`. Cut to `limit` characters with an ellipsis, where one is given."""
    if limit:
        text = text[: limit + 1]
    shown = text
    if not (text.isascii() and text.isprintable() and "::" not in text and "##" not in text):
        shown = re.sub(_COMMAND, _disarmed, re.sub(_HIDDEN, _written_out, text))
    return f"{shown[: limit - 1]}…" if limit and len(shown) > limit else shown


def encodable(text: str) -> str:
    r"""`text` without surrogates, which no encoding accepts: an undecodable byte reads `\xff`."""
    return re.sub(r"[\ud800-\udfff]", _written_out, text)


def markdown(text: str, limit: int = 0) -> str:
    """`text` for one cell of a GitHub Markdown table: no markup, no HTML, no mention, no cell or line end."""
    return re.sub(_MENTION, "@<!-- -->", visible(text, limit).translate(_MARKUP))


def code(text: str, limit: int = 0) -> str:
    """`text` as code in one cell of a GitHub Markdown table; between back quotes it could hold no bar."""
    return f"<code>{visible(text, limit).translate(_MARKUP)}</code>" if text else ""


def spreadsheet(text: str) -> str:
    """One cell of CSV which no spreadsheet takes for a formula: https://owasp.org/www-community/attacks/CSV_Injection."""
    shown = visible(text)
    return f"'{shown}" if shown.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) else shown


def data(text: str) -> str:
    """The message of a GitHub workflow command; `text` may hold line ends of our own.

    https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def attribute(text: str) -> str:
    """The value of a property of a GitHub workflow command."""
    return data(text).replace(":", "%3A").replace(",", "%2C")


def _written_out(match: re.Match[str]) -> str:
    char = match[0]
    number = ord(char)
    if 0xDC80 <= number <= 0xDCFF:  # how Python keeps an undecodable byte of a file name (PEP 383)
        number -= 0xDC00
    width, letter = (2, "x") if number < 0x100 else (4, "u") if number < 0x10000 else (8, "U")
    return _NAMES.get(char) or f"\\{letter}{number:0{width}x}"


def _disarmed(match: re.Match[str]) -> str:
    mark = match[0][0]
    return f"{mark}\\x{ord(mark):02x}"
