"""`lockstitch suggest` as a person runs it: what it offers, what it writes, and what it refuses to write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shop_project import Project

from lockstitch.cli import accept
from lockstitch.load import Source
from lockstitch.records import ledger_edit, ledger_yaml
from lockstitch.settings import Config, Limits

LEDGER = """\
# Ours; ask Ada before you edit.
version: 1
records:
  - id: SHOP-13   # from the hotline
    kind: defect
    title: Total ignores the gift card
    status: fixed
    commits: [%s]
  - {id: SHOP-14, kind: defect, title: Broken, status: fixed, commits: [%s]}
"""
GIFT = """\


def test_gift():
    cart = [9, 1]
    assert total(cart, 2) == 8
"""
TEST = "tests/test_basket.py::test_gift"


@pytest.fixture
def shop(project: Project) -> Project:
    """A fix with one new test, another with two alike, and a ledger in which commits alone are no link."""
    project.append("tests/test_basket.py", GIFT)
    project.append("src/shop/basket.py", "# gift cards\n")
    first = project.commit("Mind the gift card")
    project.append("tests/test_basket.py", GIFT.replace("_gift", "_one") + GIFT.replace("_gift", "_two"))
    second = project.commit("Mend")
    project.write("defects.yml", LEDGER % (first, second))
    project.configure('links = { accept = ["explicit", "strong"] }\n')
    return project


def ledger(shop: Project) -> str:
    return (shop.root / "defects.yml").read_text()


def test_every_defect_without_a_link_is_offered_tests(shop: Project) -> None:
    answer = shop.run("suggest")
    assert answer.code == 0
    assert f"  1. {TEST}\n     added by the fix" in answer.out
    assert "→ above tests/test_basket.py:12 (the file does not import pytest yet):\n       @pytest" in answer.out
    assert "2 records, 2 with candidates" in answer.out
    assert ledger(shop).startswith("# Ours")
    assert "tests:" not in ledger(shop)


def test_where_commits_count_nothing_is_left_to_suggest(shop: Project) -> None:
    shop.configure("")
    assert shop.run("suggest").out == (
        "nothing to suggest: no fixed defect lacks a link; 2 of the fixed defects have a link that counts\n"
    )
    assert f"1. {TEST}" in shop.run("suggest", "SHOP-13")


def test_json(shop: Project) -> None:
    answer = shop.run("suggest", "--format", "json", "SHOP-13")
    document = json.loads(answer.out)
    assert document["schema"] == "lockstitch/suggest/1"
    assert [(s["record"], [c["test"] for c in s["candidates"]]) for s in document["suggestions"]] == [
        ("SHOP-13", [TEST])
    ]


def test_what_is_clear_is_written_and_the_rest_is_left(shop: Project) -> None:
    before = ledger(shop)
    (shop.root / "defects.yml").chmod(0o640)
    answer = shop.run("suggest", "--write")
    assert answer.code == 0
    assert f"defects.yml: SHOP-13 has {TEST}\n" in answer.err
    assert "SHOP-14: not written: no candidate is clear, choose one with SHOP-14=TEST" in answer.err
    commits = next(line for line in before.splitlines(keepends=True) if line.startswith("    commits"))
    assert ledger(shop) == before.replace(commits, f'{commits}    tests: ["{TEST}"]\n')
    assert (shop.root / "defects.yml").stat().st_mode & 0o777 == 0o640
    assert "SHOP-13" not in shop.run("suggest").out


def test_a_test_that_is_named_is_written(shop: Project) -> None:
    answer = shop.run("suggest", "--write", "SHOP-14=tests/test_basket.py::test_two")
    assert answer.code == 0
    assert "commits: [" in ledger(shop)
    assert ledger(shop).endswith('], tests: ["tests/test_basket.py::test_two"]}\n')
    assert "SHOP-13 has" not in answer.err
    again = ledger(shop)
    assert shop.run("suggest", "--write", "SHOP-14=tests/test_basket.py::test_two").code == 0
    assert ledger(shop) == again


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (
            "status: fixed\n    commits",
            "status: fixed\n    tests: old.py::test\n    commits",
            "has tests that are no list",
        ),
        ("version: 1", "version: 1\nwaivers: &a []\ncomplete: *a", ""),
    ],
)
def test_what_cannot_be_edited_is_told_with_the_line(shop: Project, old: str, new: str, why: str) -> None:
    shop.write("defects.yml", ledger(shop).replace(old, new))
    before = ledger(shop)
    answer = shop.run("suggest", "--write", f"SHOP-13={TEST}")
    assert answer.code == (2 if why else 0)
    if why:
        assert f"SHOP-13 {why}" in answer.err
        assert f'write it by hand into SHOP-13 (defects.yml:4): tests: ["old.py::test", "{TEST}"]' in answer.err
        assert ledger(shop) == before
    assert not [path for path in shop.root.iterdir() if path.name.startswith(".defects")]


def test_a_ledger_of_another_format_is_not_edited(shop: Project, tmp_path: Path) -> None:
    shop.run("suggest")
    rows = [line for line in ledger(shop).splitlines() if "SHOP-14" in line]
    commit = rows[0].partition("commits: [")[2][:40]
    path = tmp_path / "defects.jsonl"
    path.write_text(
        json.dumps({"id": "A-1", "kind": "defect", "title": "x", "status": "fixed", "commits": [commit]}) + "\n"
    )
    before = path.read_text()
    answer = shop.run("suggest", "--records", str(path), "--write", "A-1=tests/test_basket.py::test_two")
    assert answer.code == 2
    assert "is no YAML ledger" in answer.err
    assert "write it by hand into A-1" in answer.err
    assert path.read_text() == before


def test_json_that_reads_as_yaml_is_not_edited(shop: Project) -> None:
    record = {"id": "A-1", "kind": "defect", "title": "x", "status": "fixed"}
    path = shop.write("defects.json", json.dumps({"version": 1, "records": [record]}))
    before = path.read_text()
    answer = shop.run("suggest", "--records", "defects.json", "--write", f"A-1={TEST}")
    assert (answer.code, path.read_text()) == (2, before)
    assert "defects.json is no YAML ledger: nothing was written to it" in answer.err
    assert f'write it by hand into A-1 (defects.json:1): tests: ["{TEST}"]' in answer.err


def test_a_list_that_two_records_share_is_not_edited(shop: Project) -> None:
    """The test would be read for both."""
    record = "  - {id: SHOP-%d, kind: defect, title: Broken, status: fixed, tests: %s}\n"
    text = ledger(shop).partition("  - id")[0] + record % (13, "&one [old.py::test]") + record % (14, "*one")
    shop.write("defects.yml", text)
    answer = shop.run("suggest", "--write", f"SHOP-13={TEST}")
    assert (answer.code, ledger(shop)) == (2, text)
    assert "is written in a way that cannot be edited safely" in answer.err


def test_a_ledger_that_another_hand_changes_meanwhile_is_left_alone(
    shop: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = shop.root / "defects.yml"
    record = ledger_yaml.read(Source(str(path), "defects.yml")).records[0]
    real = ledger_edit.edited

    def slow(text: str, record: str, test: str) -> str:
        path.write_text(text + "# Ada was here\n")
        return real(text, record, test)

    monkeypatch.setattr(ledger_edit, "edited", slow)
    assert accept.written(Config(str(shop.root)), [(record, TEST)]) == 2
    assert "was changed by another hand meanwhile" in capsys.readouterr().err
    assert path.read_text().endswith("# Ada was here\n")
    assert "tests:" not in path.read_text()


@pytest.mark.defect("LS-101")
@pytest.mark.parametrize(
    ("name", "room", "words"),
    [
        ("defects.yml", 0, "is written in a way that cannot be edited safely (is larger than"),
        (f"{'d' * 251}.yml", 99, "cannot be written: File name too long"),
    ],
)
def test_a_ledger_that_cannot_be_written_is_left_alone(
    shop: Project, capsys: pytest.CaptureFixture[str], name: str, room: int, words: str
) -> None:
    path = shop.write(name, ledger(shop))
    before = path.read_text()
    limits = Limits(bytes=len(before) + room)
    record = ledger_yaml.read(Source(str(path), name, limits)).records[0]
    assert accept.written(Config(str(shop.root), limits=limits), [(record, TEST)]) == 2
    told = capsys.readouterr().err
    assert words in told
    assert f'tests: ["{TEST}"]' in told
    assert path.read_text() == before


def test_a_ledger_that_is_a_link_stays_one(shop: Project, tmp_path: Path) -> None:
    real = tmp_path / "real.yml"
    (shop.root / "defects.yml").rename(real)
    (shop.root / "defects.yml").symlink_to(real)
    assert shop.run("suggest", "--write", "SHOP-13").code == 0
    assert (shop.root / "defects.yml").is_symlink()
    assert TEST in real.read_text()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["SHOP-31"], 2, "no record has the id 'SHOP-31'"),
        (["SHOP-13=x"], 2, "it needs --write"),
        (["--records", "gone.yml"], 3, "could not look at gone.yml: does not exist"),
        (["--results", "gone.xml"], 3, "could not look at gone.xml: does not exist"),
        (["--records", "none"], 2, "no record file was found"),
    ],
)
def test_what_is_wrong_is_said(shop: Project, words: list[str], code: int, said: str) -> None:
    answer = shop.run("suggest", *words)
    assert answer.code == code
    assert said in answer


def test_a_commit_that_is_not_here_is_said(shop: Project) -> None:
    shop.write("defects.yml", LEDGER % ("0123456789abcdef", "fedcba9876543210"))
    answer = shop.run("suggest", "SHOP-13")
    assert answer.code == 3
    assert "SHOP-13 names the commit 0123456789abcdef, which is not in this clone" in answer
