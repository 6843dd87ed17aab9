"""A server on this machine that speaks as much of GitHub's interface as a comment needs."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Forge(ThreadingHTTPServer):
    """Comments of one pull request. `answers`: (method, path without query) → what is answered instead."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.login = "github-actions"
        self.comments: list[dict[str, Any]] = []
        self.seen: list[tuple[str, str, str]] = []
        self.answers: dict[tuple[str, str], tuple[int, str]] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def environ(self) -> dict[str, str]:
        return {
            "GITHUB_API_URL": self.url,
            "GITHUB_GRAPHQL_URL": f"{self.url}/graphql",
            "GITHUB_REPOSITORY": "ada/shop",
            "GITHUB_TOKEN": "s3cret",
        }

    def add(self, body: str, login: str = "github-actions[bot]") -> dict[str, Any]:
        comment = {"id": len(self.comments) + 1, "body": body, "user": {"login": login}}
        self.comments.append(comment)
        return comment


class _Handler(BaseHTTPRequestHandler):
    server: Forge

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def _serve(self) -> None:
        path, _, query = self.path.partition("?")
        sent = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        self.server.seen.append((self.command, self.path, self.headers.get("Authorization", "")))
        code, text = self.server.answers.get((self.command, path)) or self._answer(path, query, sent)
        self.send_response(code)
        if code == 302:
            self.send_header("Location", text)
        self.end_headers()
        self.wfile.write(text.encode())

    do_GET = do_POST = do_PATCH = _serve  # noqa: N815 - the names that http.server calls

    def _answer(self, path: str, query: str, sent: dict[str, str]) -> tuple[int, str]:
        comments = self.server.comments
        if path == "/graphql":
            return 200, json.dumps({"data": {"viewer": {"login": self.server.login}}})
        if match := re.fullmatch(r"/repos/ada/shop/issues/comments/(\d+)", path):
            comments[int(match[1]) - 1]["body"] = sent["body"]
            return 200, "{}"
        if path != "/repos/ada/shop/issues/2/comments":
            return 404, "{}"
        if self.command == "POST":
            self.server.add(sent["body"])
            return 201, "{}"
        size, page = (int(number) for number in re.findall(r"=(\d+)", query))
        return 200, json.dumps(comments[size * (page - 1) : size * page])


@contextmanager
def forge() -> Iterator[Forge]:
    """The server, until the block ends."""
    server = Forge()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
