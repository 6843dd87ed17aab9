"""One comment of ours on a pull request: written anew in place, never repeated.

https://docs.github.com/en/rest/issues/comments, and who we are from https://docs.github.com/en/graphql/reference/queries:
anybody may write our mark into a comment, so only one of our own is taken up. The token leaves for `GITHUB_API_URL` and
`GITHUB_GRAPHQL_URL` alone, and no redirect is followed with it.
"""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from lockstitch.errors import Fault, UsageError
from lockstitch.git.ci import pull_request
from lockstitch.renderers.comment import MARK

TIMEOUT = 30
"""Seconds without an answer."""
PAGE, PAGES = 100, 50
"""Comments a page, and pages that are looked through."""
WEIGHT = 64 << 20
"""Bytes of one answer."""
HINT = "give the job `permissions: pull-requests: write`"


def publish(text: str, environ: Mapping[str, str]) -> str:
    """Writes the comment and says in words what was done, or why there was nothing to do.

    `environ`: a GitHub Actions job's, with `GITHUB_TOKEN`. Raises `UsageError` where the service cannot be used, and
    `ReadError` for a malformed event.
    """
    token, repository = environ.get("GITHUB_TOKEN", ""), environ.get("GITHUB_REPOSITORY", "")
    number = pull_request(environ)
    if not number:
        return "no comment: this run is about no pull request"
    if not token:
        return "no comment: there is no GITHUB_TOKEN"
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository, re.ASCII):
        raise UsageError(Fault(f"GITHUB_REPOSITORY is no owner/name: {repository!r}"))
    service = _Service(token, environ)
    issues = f"/repos/{repository}/issues"
    try:
        ours = next(_ours(service, f"{issues}/{number}/comments"), 0)
        path = f"{issues}/comments/{ours}" if ours else f"{issues}/{number}/comments"
        service.call("PATCH" if ours else "POST", service.api + path, {"body": text})
    except _RefusedError:  # always so for a pull request from a fork, whose run can still judge
        return f"no comment: the token may not write to {repository}#{number}; if this is no fork, {HINT}"
    return f"comment on {repository}#{number} {'updated' if ours else 'written'}"


class _RefusedError(Exception):
    """The token may not do this."""


class _Faithful(urllib.request.HTTPRedirectHandler):
    """Follows no redirect, which would carry the token elsewhere."""

    def redirect_request(self, *_: object) -> None:
        return None


class _Service:
    def __init__(self, token: str, environ: Mapping[str, str]) -> None:
        self.api = environ.get("GITHUB_API_URL") or "https://api.github.com"
        self.graphql = environ.get("GITHUB_GRAPHQL_URL") or "https://api.github.com/graphql"
        self._token = token
        self._opener = urllib.request.build_opener(_Faithful)

    def call(self, method: str, url: str, body: Mapping[str, str] | None = None) -> Any:
        """The answer, parsed. Raises `_RefusedError`, and `UsageError` for whatever else goes wrong."""
        if not url.startswith(("https://", "http://")):
            raise UsageError(Fault(f"is no web address: {url!r}", hint="see GITHUB_API_URL and GITHUB_GRAPHQL_URL"))
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/vnd.github+json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310 - the scheme is checked above
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                return json.loads(answer.read(WEIGHT))
        except urllib.error.HTTPError as error:
            if error.code in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
                raise _RefusedError from None
            raise UsageError(Fault(f"{method} {url} answers {error.code} {error.reason}")) from None
        except (OSError, ValueError, RecursionError) as error:  # no connection, a timeout, an answer that is no JSON
            raise UsageError(Fault(f"{method} {url} failed: {error}")) from None


def _ours(service: _Service, path: str) -> Iterator[int]:
    """Ids of the comments that bear the mark and are by the token's own author."""
    me = ""
    for page in range(1, PAGES + 1):
        url = f"{service.api}{path}?per_page={PAGE}&page={page}"
        found = service.call("GET", url)
        if not isinstance(found, list):
            raise UsageError(Fault(f"GET {url} answers no list of comments"))
        for comment in found:
            if str(_at(comment, "body")).startswith(MARK.strip()):
                me = me or _login(service.call("POST", service.graphql, {"query": "{viewer{login}}"}), "data", "viewer")
                ident = _at(comment, "id")
                if isinstance(ident, int) and me and _login(comment, "user") == me:
                    yield ident
        if len(found) < PAGE:
            return


def _login(value: object, *keys: str) -> str:
    """A bot's name ends in [bot] in one interface, and not in the other."""
    return str(_at(value, *keys, "login") or "").removesuffix("[bot]")


def _at(value: object, *keys: str) -> object:
    """What lies below these keys; None where there is nothing."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
