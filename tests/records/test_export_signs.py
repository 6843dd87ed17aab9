"""Exports are told apart by their content, whatever the file is called, and never taken from our own ledger."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lockstitch.records import TRACKERS, answered, identify
from lockstitch.records.export_signs import tracker

FIXTURES = Path(__file__).parents[2] / "fixtures"
FORMATS = {
    "by-hand/bugzilla.csv": "bugzilla-csv",
    "by-hand/bugzilla.json": "bugzilla",
    "by-hand/gh.json": "github",
    "by-hand/gitlab.json": "gitlab",
    "by-hand/jira-cloud.json": "jira",
    "by-hand/jira.csv": "jira-csv",
    "by-hand/redmine.csv": "redmine-csv",
    "github-2022-07/pages.json": "github",
    "github-openapi/search.json": "github",
    "jira-server-8.20/search.json": "jira",
    "redmine-5.0.4/issue_1.json": "redmine",
    "redmine-5.0.4/issues_closed.json": "redmine",
    "redmine-5.0.4/issues_p1.json": "redmine",
    "redmine-5.0.4/issues_p2.json": "redmine",
    "trac-1.6/query.csv": "trac",
    "trac-1.6/query.tab": "trac",
    "trac-1.6/ticket1.csv": "trac",
}


def test_every_fixture_is_named_here() -> None:
    folder = FIXTURES / "trackers"
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.*") if path.is_file()} == {*FORMATS}
    assert {*FORMATS.values()} == {*TRACKERS}


@pytest.mark.parametrize("file", FORMATS)
@pytest.mark.parametrize("called", ["export", "defects.yml", "a.csv", "a.jsonl"])
def test_content_alone_tells_the_tracker(file: str, called: str) -> None:
    head = (FIXTURES / "trackers" / file).read_bytes()[:8192]
    assert identify(called, head) == FORMATS[file]
    assert [name for name, reader in TRACKERS.items() if reader.detects(called, head)] == [FORMATS[file]]


@pytest.mark.parametrize("file", ["shop.yml", "shop.json", "bare.json", "shop.jsonl", "shop.csv"])
def test_our_own_ledger_is_no_export(file: str) -> None:
    head = (FIXTURES / "ledgers" / file).read_bytes()
    assert identify(file, head).startswith("ledger-")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"assignees":[{"login":"a"}],"author":{"login":"a"},"body":"long', "github"),
        ('[{"labels":[],"number":5,"state":"OPEN"', "github"),
        ('{"number":5,"title":"x"}\n{"number":6,"title":"y"}', "github"),
        ('[[{"url":"x","repository_url":"y"}]]', "github"),
        ('[{"total_count":2,"items":[{"url":"x","repository_url":"y"', "github"),
        ('{"total_count":0,"incomplete_results":false,"items":[]}', "github"),
        ('{"startAt":0,"maxResults":50,"total":7,"names":{"summary":"Summ', "jira"),
        ('[{"id":1,"iid":2,"project_id":3', "gitlab"),
        ('[{"key":"A-1","fields":{}}]', "jira"),
        ('{"issues":[],"isLast":true}', "jira"),
        ('{"issues":[],"total_count":0}', "redmine"),
        ('{"issues":[]}', ""),
        ('{"bugs":[]}', "bugzilla"),
        ('[{"id":1,"summary":"x","resolution":""}]', "bugzilla"),
        # texts that look like structure, and keys that stand too deep
        ('[{"body":"\\"number\\": 1, {[","id":1}]', "github"),
        ('[{"id":"A-1","title":"x","labels":[{"iid":1}]}]', ""),
        ('[{"id":"A-1","title":"x","url":"u","labels":[]}]', ""),
        ('{"version":1,"records":[{"id":"A-1","iid":1}]}', ""),
        ("[]", ""),
        ("{}", ""),
        ("[[[[{", ""),
        ("[}", ""),
        # tables
        ("Issue Type;Issue key;Summary\n", "jira-csv"),
        ("bug_id,short_desc\n", "bugzilla-csv"),
        ("#,Project,Subject\n", "redmine-csv"),
        ("id\tsummary\n", "trac"),
        ("id,kind,summary\n", ""),
        ("id,title\n", ""),
        ("id\n", ""),
        ('"a"b",c\n', ""),
        ("Issue Type;Issue key;Sum\rmary\n", ""),
        ("", ""),
    ],
)
def test_the_tracker_of(text: str, expected: str) -> None:
    assert tracker(text) == expected


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"message": "Not Found", "documentation_url": "u", "status": "404"}, "Not Found"),
        ({"message": "404 Project Not Found"}, "404 Project Not Found"),
        ({"error": "invalid_token", "error_description": "Token is expired."}, "Token is expired."),
        ({"errorMessages": ["Field 'x' does not exist"], "errors": {}}, "Field 'x' does not exist"),
        ({"error": True, "message": "Bug 1 does not exist", "code": 101}, "Bug 1 does not exist"),
        ({"errors": ["Access denied"]}, "Access denied"),
        ({"errors": {}}, "an error without words"),
        ({"message": "x", "records": []}, ""),
        ({"status": "fixed"}, ""),
        ([{"message": "x"}], ""),
    ],
)
def test_an_error_that_a_tracker_answered(value: object, words: str) -> None:
    head = json.dumps(value).encode()
    assert answered(head) == words
    assert (identify("a.json", head) == "") == bool(words)


@pytest.mark.parametrize("text", ["<!DOCTYPE html><html></html>", "<html>", "<issues/>"])
def test_a_page_is_no_record_file_whatever_its_name(text: str) -> None:
    assert identify("issues.json", text.encode()) == ""


def test_telling_formats_apart_imports_none_of_their_readers() -> None:
    code = (
        "import sys; from lockstitch.records import READERS, identify\n"
        "identify('defects.yml', b'version: 1'); identify('issues.json', b'[{\"iid\": 1}]')\n"
        "print([module.__name__ for module in READERS.values() if module.__name__ in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
