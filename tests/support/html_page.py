"""The HTML page as a tree, read as strictly as the standard allows, and Chromium to look at it with."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

from lockstitch.model import Report
from lockstitch.renderers import html_

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
INLINE = frozenset({"a", "b", "code", "i", "span", "strong"})
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def tree(report: Report) -> Element:
    return parsed(html_.render(report))


def parsed(page: str) -> Element:
    """Its root; raises `html5lib.html5parser.ParseError` for whatever is not well-formed in it."""
    root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    return root


def named(root: Element, ident: str) -> Element:
    """The one element with this id."""
    (found,) = (each for each in root.iter() if each.get("id") == ident)
    return found


def words(element: Element) -> str:
    """Its text as it is read, with every run of white space as one blank."""
    return " ".join("".join(_text(element)).split())


def _text(element: Element) -> Iterator[str]:
    yield " " * (element.tag not in INLINE) + (element.text or "")
    for child in element:
        yield from _text(child)
        yield child.tail or ""
    yield " " * (element.tag not in INLINE)


def classed(root: Element, name: str) -> Iterator[Element]:
    """The elements of a class, in the order of the page."""
    return (each for each in root.iter() if name in (each.get("class") or "").split())
