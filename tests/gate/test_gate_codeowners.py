"""CODEOWNERS as GitHub and GitLab define it, and defects that are owned through it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lockstitch.gate.codeowners import Owners

if TYPE_CHECKING:
    from tests.gate.conftest import Site

GITHUB = """\
# The owners of everything, unless a later match takes precedence
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/* docs2@example.com
apps/ @octocat
/scripts/ @doctocat @octocat
**/logs @logger
/apps/ @octocat
/apps/github
with\\ space.md @space
"""
"""GitHub's own example, in its order."""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("README.md", "@global-owner1 @global-owner2"),
        ("src/a.js", "@js-owner"),
        ("a/b/c.go", "docs@example.com"),
        ("notes.txt", "@octo-org/octocats"),
        ("build/logs/today.md", "@logger"),
        ("build/log/today.md", "@global-owner1 @global-owner2"),
        ("docs/getting-started.md", "docs2@example.com"),
        ("docs/build-app/troubleshooting.md", "@global-owner1 @global-owner2"),
        ("deep/docs/a.md", "@global-owner1 @global-owner2"),
        ("x/apps/main.c", "@octocat"),
        ("scripts/run.sh", "@doctocat @octocat"),
        ("deeply/nested/logs/a.md", "@logger"),
        ("apps/main.c", "@octocat"),
        ("apps/github/main.c", ""),
        ("with space.md", "@space"),
    ],
)
def test_github(path: str, owners: str) -> None:
    assert " ".join(Owners(GITHUB).of(path)) == owners


GITLAB = """\
* @default
[Documentation] @docs
docs/
README.md @readme
docs/internal/ @secret

^[Database][2] @db-team
*.sql
model/db/ @models
!model/db/generated/
[documentation]
*.rst
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("src/a.py", "@default"),
        ("docs/a.md", "@default @docs"),
        ("deep/docs/a.md", "@default @docs"),
        ("README.md", "@default @readme"),
        ("docs/README.md", "@default @readme"),
        ("docs/internal/a.md", "@default @secret"),
        ("model/db/a.sql", "@default @models"),
        ("other/a.sql", "@default @db-team"),
        ("model/db/generated/a.sql", "@default"),
        ("guide.rst", "@default"),
    ],
)
def test_gitlab_sections(path: str, owners: str) -> None:
    assert " ".join(Owners(GITLAB, "CODEOWNERS").of(path)) == owners


def test_words_that_are_no_owners_name_nobody() -> None:
    assert Owners("*.py nobody @ada\n*.c nobody\n\n#\n\\#odd @odd\n").of("a.py") == ("@ada",)
    assert Owners("* @ada\n*.c nobody\n").of("a.c") == ()
    assert Owners("\\#odd @odd\n").of("#odd") == ("@odd",)


RULE = "unowned-defect"


def prepared(site: Site, owners: str, place: str = ".github/CODEOWNERS") -> Site:
    site.ledger("id: A-1, owner: ''", "id: A-2, owner: ''", "id: A-3, owner: ada")
    files = {place: owners} if place else {}
    site.commit("Shop", {"src/a.py": "A = 1\n", "lib/b.py": "B = 1\n", **files})
    site.commit("Fixes A-1", {"src/a.py": "A = 2\n"})
    site.commit("Fixes A-2", {"lib/b.py": "B = 2\n"})
    return site


def test_a_defect_without_any_owner(site: Site) -> None:
    messages = prepared(site, "/src/ @shop\n").check().told(RULE)
    assert messages == ["A-2 has no owner, and CODEOWNERS names none for the files of its fix"]


def test_the_fix_of_an_owned_file_has_an_owner(site: Site) -> None:
    judged = prepared(site, "* @shop\n").check()
    assert not judged.of(RULE)
    assert judged.matrix.owners == {"A-1": ("@shop",), "A-2": ("@shop",)}


@pytest.mark.defect("LS-124")
@pytest.mark.parametrize(
    "rules, owners", [("/defects.yml @qa\n/tests/ @qa\n/src/ @shop\n", ("@shop",)), ("/defects.yml @qa\n", ())]
)
def test_who_owns_the_ledger_or_the_tests_does_not_own_the_defect(
    site: Site, rules: str, owners: tuple[str, ...]
) -> None:
    prepared(site, rules)
    site.ledger("id: A-4, owner: ''")
    site.commit("Fixes A-4", {"src/a.py": "A = 3\n", "tests/test_a.py": "def test_a():\n    pass\n"})
    assert site.check().matrix.owners.get("A-4", ()) == owners


def test_a_fix_without_product_code_is_of_who_owns_its_files(site: Site) -> None:
    prepared(site, "/defects.yml @qa\n/deploy/ @ops\n")
    site.ledger("id: A-5, owner: ''")
    site.commit("Fixes A-5", {"deploy/shop.yml": "a: 1\n"})
    assert site.check().matrix.owners == {"A-5": ("@ops",)}


@pytest.mark.parametrize("place", ["CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"])
def test_the_other_places(site: Site, place: str) -> None:
    assert not prepared(site, "* @shop\n", place).check().of(RULE)


def test_without_codeowners_only_the_record_tells(site: Site) -> None:
    assert {finding.record for finding in prepared(site, "", "").check().of(RULE)} == {"A-1", "A-2"}
