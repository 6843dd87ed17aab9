"""Days as changelogs write them: `2026-03-02`, `August 11, 2026`, `Sun Oct 12 2008`, `2 March 2026`, `02.03.2026`."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

_NAMES = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MONTHS = {m: n for n, m in enumerate(_NAMES.split("|"), 1)}
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NAMED = re.compile(
    rf"(?:(?<!\d)(?P<before>\d{{1,2}})(?:st|nd|rd|th)?[ ,]+)?\b(?P<month>{_NAMES})"
    r"[a-z]{0,6}\.?,?[ ]+(?:(?P<after>\d{1,2})(?:st|nd|rd|th)?,?[ ]+)?(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)


def day(text: str) -> date | None:
    """The first day that a text names, or None; a month alone is none, and neither is what may be read in two ways."""
    if found := _ISO.search(text):
        with suppress(ValueError):  # a day that the calendar does not have
            return date(int(found[1]), int(found[2]), int(found[3]))
    for found in _NAMED.finditer(text):
        number = found["after"] or found["before"]
        if number:
            with suppress(ValueError):
                return date(int(found["year"]), _MONTHS[found["month"].lower()], int(number))
    return None
