"""`lockstitch links` and `check --static`, as they are installed."""

from __future__ import annotations

import json

from shop_project import Project

DOC = 'def test_voucher():\n    """Regression test for SHOP-13."""\n'


def test_links_lists_what_matched_and_never_fails(project: Project) -> None:
    project.write("tests/test_more.py", DOC)
    answer = project.run("links")
    assert answer.code == 0
    assert "SHOP-12" in answer and "name: tests/test_basket.py:8" in answer
    assert "SHOP-13 ?" in answer and "docstring, regression test for: tests/test_more.py:2" in answer
    assert project.run("links", "SHOP-99").code == 0


def test_links_answers_in_json(project: Project) -> None:
    found = json.loads(project.run("links", "--format", "json", "SHOP-12").out)
    assert found["schema"] == "lockstitch/links/1"
    assert {(row["record"], row["via"], row["strength"]) for row in found["links"]} == {
        ("SHOP-12", "name", "strong"),
        ("SHOP-12", "commit", "commit"),
    }


def test_static_refuses_a_claim_without_a_test(project: Project) -> None:
    project.append("defects.yml", "  - {id: SHOP-13, kind: defect, title: Voucher counts twice, status: open}\n")
    project.append("src/shop/basket.py", "\n\nTWICE = False\n")
    project.commit("Fixes SHOP-13")
    answer = project.check("--static")
    assert answer.code == 1
    assert "untested-defect" in answer and "SHOP-13 is claimed fixed by this change" in answer
    assert "no report was read" in answer
    project.write("tests/test_more.py", DOC)
    assert project.check("--static").code == 0


def test_static_needs_no_report_where_check_does(project: Project) -> None:
    project.gift()
    assert project.check().code == 3
    assert project.check("--static").code == 0


def test_a_shallow_look_at_a_broken_file_is_still_a_look(project: Project) -> None:
    project.append("defects.yml", "  - {id: SHOP-13, kind: defect, title: Voucher counts twice, status: fixed}\n")
    project.write(
        "tests/test_more.py", "def broken(:\n\n\n# Regression test for SHOP-13\ndef test_voucher():\n    pass\n"
    )
    assert project.check("--static").code == 0


def test_an_unknown_key_of_links_is_refused(project: Project) -> None:
    project.configure('links.prefix = "story"\n')
    answer = project.check("--static")
    assert answer.code == 2
    assert "prefixes" in answer.err
