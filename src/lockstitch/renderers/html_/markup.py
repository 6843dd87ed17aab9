"""Elements of HTML as text: a plain string is escaped wherever it is put in, so that no caller can forget to."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from lockstitch.renderers.escape import visible

VOID = frozenset({"meta", "input", "br"})
"""Elements without content or end tag: https://html.spec.whatwg.org/multipage/syntax.html#void-elements."""
_LINK = re.compile(r"https?://[\x21-\x7e]+", re.IGNORECASE)
_PLAIN = re.compile(r"[^A-Za-z0-9_.-]+")


class Html(str):
    """Markup, neutral already."""

    __slots__ = ()


def text(value: str, limit: int = 0) -> Html:
    """`value` with everything that hides or moves written out, and with no markup; cut to `limit` characters."""
    return Html(html.escape(visible(value, limit)))


def tag(name: str, /, *children: str, **attributes: str | bool) -> Html:
    """One element. Attributes are named as in Python: `class_`, `data_state`; False or empty leaves one out."""
    given = "".join(
        f" {_name(key)}" if value is True else f' {_name(key)}="{text(value)}"'
        for key, value in attributes.items()
        if value
    )
    if name in VOID:
        return Html(f"<{name}{given}>")
    return Html(f"<{name}{given}>{join(children)}</{name}>")


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def join(children: Iterable[str], between: str = "") -> Html:
    """The children in a row; those that are no markup are escaped."""
    return Html(between.join(child if isinstance(child, Html) else text(child) for child in children))


def code(value: str, limit: int = 500) -> Html:
    return tag("code", text(value, limit)) if value else Html()


def link(url: str) -> Html:
    """A link where `url` is one of the web and holds nothing but plain characters; else it is only shown."""
    shown = text(url, 300)
    if _LINK.fullmatch(url):
        return tag("a", shown, href=url, rel="noreferrer")
    return tag("span", shown)


def table(head: Iterable[str], rows: Iterable[Html], caption: str, **attributes: str | bool) -> Html:
    """A table that scrolls by itself on a narrow screen, by keyboard too."""
    titles = join(cell if _is(cell, "<th") else tag("th", cell, scope="col") for cell in head)
    body = tag(
        "table",
        tag("caption", caption, class_="vh"),
        tag("thead", tag("tr", titles)),
        tag("tbody", join(rows, "\n")),
        **attributes,
    )
    return tag("div", body, class_="scroll", role="region", aria_label=caption, tabindex="0")


def row(*cells: str) -> Html:
    return tag("tr", *(cell if _is(cell, "<t") else tag("td", cell) for cell in cells))


def _is(cell: str, element: str) -> bool:
    """Whether it is a cell of a table already."""
    return isinstance(cell, Html) and cell.startswith(element)


def anchors(ids: Iterable[str]) -> dict[str, str]:
    """Record id → the name of its section in the page: `r-SHOP-12`, of letters that a link can hold, each once."""
    found: dict[str, str] = {}
    taken = set()
    for ident in ids:
        plain = f"r-{_PLAIN.sub('-', ident)[:60]}"
        name, number = plain, 1
        while name in taken:
            number += 1
            name = f"{plain}.{number}"
        if ident not in found:
            found[ident] = name
            taken.add(name)
    return found
