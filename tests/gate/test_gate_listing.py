"""`lockstitch links`: everything that matched, whether a record has the id or not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lockstitch.gate.listing import listed
from lockstitch.model.mentions import Row
from lockstitch.renderers import links

if TYPE_CHECKING:
    from tests.gate.conftest import Site

SOURCE = '''\
def test_issue_11():
    """Regression test for SHOP-12."""
    # see #13 and https://github.com/other/place/issues/14


@pytest.mark.xfail(reason="#15")
def test_b():
    pass
'''


def rows(site: Site, *wanted: str) -> list[tuple[str, str, str, str, str]]:
    return [short(row) for row in listed(site.run(), wanted).rows]


def short(row: Row) -> tuple[str, str, str, str, str]:
    return row.record, row.key, row.test.rpartition("::")[2], row.via, row.strength


def test_without_records_every_id_is_shown_as_it_is_written(site: Site) -> None:
    site.commit("Start", {"tests/test_a.py": SOURCE})
    assert rows(site) == [
        ("", "12", "test_issue_11", "docstring", "strong"),
        ("", "11", "test_issue_11", "name", "strong"),
        ("", "13", "test_issue_11", "comment", "weak"),
        ("", "14", "test_issue_11", "comment", "weak"),
        ("", "15", "test_b", "reason", "negative"),
    ]


def test_records_and_commits_have_their_routes_too(site: Site) -> None:
    site.ledger("id: SHOP-12", 'id: SHOP-13, tests: ["tests/test_a.py::test_b"]')
    site.commit("Start", {"tests/test_a.py": SOURCE})
    site.commit("Fixes SHOP-12", {"tests/test_b.py": "def test_c():\n    pass\n"})
    found = rows(site)
    assert ("SHOP-12", "12", "test_issue_11", "docstring", "strong") in found
    assert ("SHOP-12", "SHOP-12", "test_c", "commit", "commit") in found
    assert ("SHOP-13", "SHOP-13", "test_b", "record", "explicit") in found
    assert ("", "13", "test_issue_11", "comment", "weak") in found


def test_ids_narrow_the_list(site: Site) -> None:
    site.ledger("id: SHOP-12")
    site.commit("Start", {"tests/test_a.py": SOURCE})
    assert [row[1] for row in rows(site, "shop-12")] == ["12"]
    assert [row[1] for row in rows(site, "#13", "issue-11")] == ["11", "13"]
    assert rows(site, "SHOP-99") == []


def test_another_projects_issue_is_told_as_such(site: Site) -> None:
    site.commit("Start", {"tests/test_a.py": SOURCE})
    assert [row.whose for row in listed(site.run(), ("14",)).rows] == [
        "other/place (which repository this is, is not known)"
    ]
    site.git("remote", "add", "origin", "https://github.com/own/shop")
    assert [row.whose for row in listed(site.run(), ("14",)).rows] == ["other/place (not this repository)"]


def test_the_table_says_route_strength_and_place(site: Site) -> None:
    site.ledger("id: SHOP-12")
    site.commit("Start", {"tests/test_a.py": SOURCE})
    text = links.as_text(listed(site.run()))
    assert "5 links: 1 of them names a record" in text
    assert "strong (2): count for the gate" in text
    assert "SHOP-12" in text and "docstring, regression test for: tests/test_a.py:2" in text
    assert "issue_11 ?" in text
    assert "negative (1)" in text and "never a regression test" in text


def test_a_long_table_is_folded(site: Site) -> None:
    source = "".join(f"def test_issue_{number}():\n    pass\n\n\n" for number in range(100, 130))
    site.commit("Start", {"tests/test_a.py": source})
    found = listed(site.run())
    assert "10 more; --verbose shows all" in links.as_text(found)
    assert "more;" not in links.as_text(found, verbose=True)
    assert links.as_text(found, verbose=True).count(" ?  ") == 30


def test_nothing_found_says_what_to_do(site: Site) -> None:
    site.commit("Start", {"tests/test_a.py": "def test_a():\n    pass\n"})
    assert "links.prefixes" in links.as_text(listed(site.run()))
    assert "about SHOP-1" in links.as_text(listed(site.run(), ("SHOP-1",)))


def test_json_has_its_schema_and_every_field(site: Site) -> None:
    site.ledger("id: SHOP-12")
    site.commit("Start", {"tests/test_a.py": 'def test_a():\n    """Regression test for shop-12\x1b"""\n'})
    whole = json.loads(links.as_json(listed(site.run())))
    assert (whole["schema"], whole["records"]) == ("lockstitch/links/1", 1)
    assert whole["links"] == [
        {
            "record": "SHOP-12",
            "written": "shop-12",
            "tracker": "shop",
            "key": "12",
            "test": "tests/test_a.py::test_a",
            "via": "docstring",
            "strength": "strong",
            "where": "tests/test_a.py:2",
            "convention": "regression test for",
            "not_ours": None,
        }
    ]


def test_names_of_files_cannot_speak_to_the_terminal(site: Site) -> None:
    site.commit("Start", {"tests/test_issue_12\x1b[31m.py": "x = 1\n"})
    assert "\x1b" not in links.as_text(listed(site.run()))
