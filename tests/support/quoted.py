"""What the documentation quotes of an output."""

from __future__ import annotations

import re


def pattern(printed: str) -> str:
    """What is printed, as a regular expression over whole lines."""
    lines = [
        r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r"[ ]*\n"
        for line in printed.splitlines()
    ]
    return "".join(lines)
