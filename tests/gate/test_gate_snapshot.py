"""Which snapshot a change is compared with that moves it, or edits what the configuration says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lockstitch.gate import snapshot
from lockstitch.git import notes
from lockstitch.lines import of

if TYPE_CHECKING:
    from tests.gate.conftest import Judged, Site

SHOP = "A = 1\nB = 2\nC = 3\nD = 4\n"
NONE = "records: none\n"
OWN = "cov.json.gz"
FILE = "snapshot: {file: cov.json.gz}\n"
NOTES = "snapshot: {notes: true}\n"
LENIENT = "snapshot: {notes: true, missing: bootstrap}\n"


def shop(site: Site, configuration: str, place: str) -> bytes:
    """A snapshot of main in which all is covered, committed to a place, or kept in notes; then a branch."""
    site.configure(NONE + configuration)
    site.commit("Shop", {"src/shop.py": SHOP})
    covered(site, 4)
    run = site.run()
    commit, data, _ = snapshot.take(run)
    if place == snapshot.NOTES:
        notes.write(run.repository, commit, data)
    elif place:
        site.commit("Keep", {place: data})
    site.branch("feature")
    return data


def covered(site: Site, lines: int) -> None:
    site.cobertura({"src/shop.py": {line: int(line <= lines) for line in range(1, 5)}})


def changed(site: Site, configuration: str, moves: tuple[str, str] | None, lines: int = 2) -> Judged:
    """What is found once the change moved the snapshot (to nowhere: removed it) and configures this."""
    if moves:
        old, new = moves
        site.git(*(("mv", old, new) if new else ("rm", "--quiet", old)))
    site.configure(NONE + configuration)
    site.commit("Tidy up")
    covered(site, lines)
    return site.check()


LEAVING = {
    "moved": ("", snapshot.DEFAULT, "", (snapshot.DEFAULT, "old.json.gz")),
    "moved, and named there": ("", snapshot.DEFAULT, FILE, (snapshot.DEFAULT, OWN)),
    "lenient notes": ("", snapshot.DEFAULT, LENIENT, None),
    "removed, and lenient notes": ("", snapshot.DEFAULT, LENIENT, (snapshot.DEFAULT, "")),
    "key and file removed": (FILE, OWN, "", (OWN, "")),
    "key removed": (FILE, OWN, "", None),
    "key edited": (FILE, OWN, LENIENT, (OWN, "old.json.gz")),
    "from notes to a file": (NOTES, snapshot.NOTES, FILE, None),
    "key of notes removed": (NOTES, snapshot.NOTES, "", None),
}


@pytest.mark.defect("LS-130")
@pytest.mark.parametrize(("before", "place", "after", "moves"), LEAVING.values(), ids=LEAVING)
def test_the_snapshot_of_the_base_counts_wherever_the_change_puts_it(
    site: Site, before: str, place: str, after: str, moves: tuple[str, str] | None
) -> None:
    shop(site, before, place)
    judged = changed(site, after, moves)
    assert [finding.lines for finding in judged.of("lost-coverage")] == [of([3, 4])]
    assert judged.code == 1


@pytest.mark.defect("LS-130")
def test_a_snapshot_of_the_change_under_another_name_is_not_the_first(site: Site) -> None:
    shop(site, "", snapshot.DEFAULT)
    site.commit("More", {"src/more.py": "A = 1\n"})
    covered(site, 2)
    site.write({OWN: snapshot.take(site.run())[1]})
    assert [finding.lines for finding in changed(site, FILE, None).of("lost-coverage")] == [of([3, 4])]


@pytest.mark.defect("LS-130")
def test_a_change_does_not_accept_for_itself_that_there_is_no_snapshot(site: Site) -> None:
    shop(site, NOTES, "")
    judged = changed(site, LENIENT, None)
    assert ([finding.verdict for finding in judged.of("lost-coverage")], judged.code) == (["unknown"], 3)


@pytest.mark.parametrize(("before", "place", "after", "moves"), LEAVING.values(), ids=LEAVING)
def test_a_change_that_loses_nothing_may_put_it_elsewhere(
    site: Site, before: str, place: str, after: str, moves: tuple[str, str] | None
) -> None:
    shop(site, before, place)
    judged = changed(site, after, moves, lines=4)
    assert (judged.told("lost-coverage"), judged.code) == ([], 0)
    assert judged.matrix.comparison and not judged.matrix.comparison.bootstrap


@pytest.mark.parametrize("after", [LENIENT, FILE, ""])
def test_a_project_that_begins_goes_by_what_the_change_says(site: Site, after: str) -> None:
    data = shop(site, "", "")
    place = OWN if after == FILE else snapshot.DEFAULT  # of the base, brought by the change, and read
    site.write({place: data} if after != LENIENT else {})
    judged = changed(site, after, None, lines=4)
    assert (judged.told("lost-coverage"), judged.code) == ([], 0)


def test_the_usual_file_that_a_change_brings_is_not_read_where_it_names_another_place(site: Site) -> None:
    shop(site, "", snapshot.NOTES)
    site.write({snapshot.DEFAULT: b"broken"})
    assert len(changed(site, NOTES, None).of("lost-coverage")) == 1
    assert changed(site, NOTES, None, lines=4).code == 0


def test_what_an_option_names_is_read_whatever_the_configuration_says(site: Site) -> None:
    data = shop(site, "", snapshot.DEFAULT)
    named = site.root.parent / "artifact.json.gz"
    named.write_bytes(data)
    changed(site, LENIENT, (snapshot.DEFAULT, ""))
    judged = site.check(snapshot=str(named))
    assert judged.matrix.comparison and judged.matrix.comparison.where == str(named)
    assert judged.code == 1


def test_without_a_snapshot_at_the_base_and_today_nothing_is_compared(site: Site) -> None:
    shop(site, "", "")
    assert changed(site, "scope: all\n", None).matrix.comparison is None
