"""One page for a browser, whole in itself: verdict, findings, matrix, each record's chain, trends.

It loads nothing, and its Content Security Policy lets nothing run but the style and the script that it holds:
https://www.w3.org/TR/CSP3/. Everything stands in it without the script, which only sorts, filters and unfolds.
"""

from __future__ import annotations

from collections.abc import Iterable

from lockstitch.model import Report
from lockstitch.renderers import words
from lockstitch.renderers.html_ import chain, features, findings, matrix, summary, trend
from lockstitch.renderers.html_.markup import Html, join, tag
from lockstitch.renderers.html_.page import Page, Section, prepared


def render(report: Report) -> str:
    """The whole file."""
    page = prepared(report)
    sections = list(_sections(page))
    links = (tag("li", tag("a", name, href=f"#{anchor}")) for anchor, name, _ in sections)
    bar = tag("nav", tag("ul", join(links), class_="in"), class_="tabs", aria_label="Sections")
    main = tag("main", summary.figures(page), *map(_section, sections), id="main", class_="in")
    skip = tag("a", "Skip to the content", href="#main", class_="skip")
    body = tag("body", skip, summary.verdict(page), bar, main, _foot(report))
    return f'<!doctype html>\n<html lang="en">\n{_head(report)}\n{body}\n</html>\n'


def _sections(page: Page) -> Iterable[Section]:
    report = page.report
    yield "findings", "Findings", findings.section(page)
    # The script stands right behind the matrix, so that it need not wait for all that comes below.
    script = Html(f"<script>{_asset('page.js')}</script>")
    yield "matrix", "Matrix", join([summary.standing(page), matrix.section(page), script])
    yield "chains", "Records", chain.section(page)
    yield "excused", "Waivers and baseline", findings.excused(page)
    yield "features", "Features", features.section(page)
    yield "trend", "Trend", trend.section(page.report.trends())
    if report.notes:
        yield "besides", "Besides", summary.besides(page)


def _section(each: Section) -> Html:
    anchor, name, content = each
    return tag("section", tag("h2", name), content, id=anchor, class_="part")


def _foot(report: Report) -> Html:
    told = f"lockstitch {report.version[:40]} · this page is one file and loads nothing"
    return tag("footer", tag("p", told, class_="in quiet"))


def _head(report: Report) -> Html:
    policy = (
        f"default-src 'none'; style-src '{_hash(_asset('page.css'))}'; script-src '{_hash(_asset('page.js'))}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", f"lockstitch: {words.verdict(report)}"),
        Html(f"<style>{_asset('page.css')}</style>"),
    )


def _asset(name: str) -> str:
    from importlib.resources import files

    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """https://www.w3.org/TR/CSP3/#grammardef-hash-source: of the element's content, to the last character."""
    import base64
    import hashlib

    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
