"""Files of one change each: by their names, and by what they hold."""

from __future__ import annotations

import pytest

from lockstitch.changelogs import Fragments, fragment, is_fragment, is_fragment_folder, settings


@pytest.mark.parametrize(
    ("path", "ids", "nature", "why"),
    [
        ("changelog/13784.bugfix.rst", "13784", "defect", "type bugfix"),
        ("changelog/13784.bugfix", "13784", "defect", "type bugfix"),
        ("newsfragments/+orphan.bugfix.md", "+orphan", "defect", "type bugfix"),
        ("news/007.bugfix.2.rst", "7", "defect", "type bugfix"),
        ("CHANGES/issue-12.fix.rst", "12", "defect", "type fix"),
        ("changes/gh12.bug", "12", "defect", "type bug"),
        ("newsfragments/fix-1.2.3.bugfix.rst", "fix-1.2.3", "defect", "type bugfix"),
        ("changelog.d/12.change.md", "12", "defect", "type change"),
        ("changelog/12.feature.rst", "12", "other", "type feature"),
        ("changelog/12.trivial.rst", "12", "other", "type trivial"),
        ("changelog/12.doc.rst", "12", "other", "type doc"),
        ("changelog/12.vendor.rst", "12", "other", "type vendor"),
        ("changelog/12.packaging.rst", "12", "other", "type packaging"),
        ("changelog/12.bugfix.improvement.rst", "12.bugfix", "other", "type improvement"),
        (
            "Misc/NEWS.d/next/Library/2023-01-01-12-00-00.gh-issue-12345.AbCdEf.rst", "gh-12345", "defect",
            "section Library",
        ),
        (
            "Misc/NEWS.d/next/Core_and_Builtins/2019-01-03-03-04-05.bpo-31728.MnOpQr.rst", "bpo-31728", "defect",
            "section Core and Builtins",
        ),
        ("Misc/NEWS.d/next/Tests/2023-01-01-12-00-00.gh-issue-1.AbCdEf.rst", "gh-1", "other", "section Tests"),
    ],
)  # fmt: skip
def test_names(path: str, ids: str, nature: str, why: str) -> None:
    (entry,) = fragment(path, "Fixed the total.\n")
    assert (entry.ids, entry.nature, entry.why, entry.title) == ((ids,), nature, why, "Fixed the total")
    assert (str(entry.where), is_fragment(path)) == (path, True)


@pytest.mark.parametrize(
    "path",
    [
        "changelog/README.rst", "changelog/_template.rst", "changelog/12.rst", "changelog/12", "changelog/.gitignore",
        "changelog/towncrier_template.rst", "changelog/12.nonsense.rst", "changelog/.bugfix.rst", "changelog/a b.fix",
        "news/feed.fix.py",
        "Misc/NEWS.d/next/Library/README.rst", "Misc/NEWS.d/3.12.0.rst", "doc/unreleased_20/README.txt",
    ],
)  # fmt: skip
def test_what_is_no_fragment(path: str) -> None:
    assert fragment(path, "Fixed the total.") == ()
    assert not is_fragment(path)


CHANGE = """\
.. change::
    :tags: bug, orm
    :tickets: 1234, 1235

    Fixed the :class:`.Basket` total.

    It was wrong.

.. change::
    :tags: usecase, sql
    :tickets:

    Added gift cards.
"""


def test_a_change_directive() -> None:
    fixed, added = fragment("doc/build/changelog/unreleased_20/1234.rst", CHANGE)
    assert (fixed.ids, fixed.title) == (("1234", "1235"), "Fixed the Basket total")
    assert (fixed.nature, fixed.why, fixed.where.line) == ("defect", "tags bug, orm", 1)
    assert (added.ids, added.nature, added.why) == (("1234",), "other", "tags usecase, sql")


def test_a_directive_without_ticket_is_called_as_its_file() -> None:
    text = ".. change::\n   :tags: bug\n\n   Fixed it.\n"
    assert [entry.ids for entry in fragment("changelog/unreleased_1.4/basket_total.rst", text)] == [("basket_total",)]


@pytest.mark.parametrize("text", ["", ".. change::", ".. change::\n   :tags: bug", ".. change::\n\nFar left\n"])
def test_a_directive_that_was_cut_off(text: str) -> None:
    assert all(entry.title == "" for entry in fragment("unreleased_20/1.rst", text))


def test_settings_of_towncrier() -> None:
    given = settings(
        {
            "directory": "docs/changes/",
            "type": [
                {"directory": "mended", "name": "Bug fixes"},
                {"directory": "shiny"},
                "odd",
                {"name": "no folder"},
            ],
            "fragment": {"repair": {"name": "Fixes"}},
        }
    )
    assert given.folders == ("docs/changes",)
    natures = {kind: fragment(f"docs/changes/12.{kind}.md", "The total", given)[0] for kind in given.types}
    assert {kind: (entry.nature, entry.why) for kind, entry in natures.items()} == {
        "mended": ("defect", "type mended: Bug fixes"),
        "shiny": ("unclear", "type shiny"),
        "repair": ("defect", "type repair: Fixes"),
    }
    assert fragment("docs/changes/12.mended.md", "The total") == ()


@pytest.mark.parametrize("values", [None, 3, [], {"directory": 3, "type": 3, "fragment": []}, {"directory": "."}])
def test_odd_settings_say_nothing(values: object) -> None:
    assert settings(values) == Fragments()


def test_folders_of_fragments() -> None:
    assert all(map(is_fragment_folder, ["newsfragments", "src/shop/newsfragments/", "CHANGES", "Misc/NEWS.d"]))
    assert not any(map(is_fragment_folder, ["src/shop", "newsfragments/a", "tests"]))
