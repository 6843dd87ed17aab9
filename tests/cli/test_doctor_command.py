"""`lockstitch doctor`, as it is called."""

import json

from shop_project import Project


def test_it_tells_place_and_mend(project: Project) -> None:
    project.write("Makefile", "test:\n\tpytest || true\n")
    answer = project.run("doctor")
    assert answer.code == 1
    assert "✗ ignored-failure Makefile:2 `|| true` throws" in answer
    assert "→ take it away" in answer


def test_it_is_silent_where_the_gate_can_fail(project: Project) -> None:
    project.write("Makefile", "test:\n\tpytest\n")
    answer = project.run("doctor")
    assert answer.code == 0
    assert "looked at 1 file: Makefile" in answer
    assert "no gate was found that cannot fail" in answer


def test_it_cannot_say_where_there_is_nothing_or_something_is_broken(project: Project) -> None:
    assert project.run("doctor").code == 3
    project.write(".gitlab-ci.yml", "a: [\n")
    answer = project.run("doctor")
    assert answer.code == 3
    assert "cannot be looked at: .gitlab-ci.yml:2" in answer


def test_json_tells_the_same_and_hides_nothing(project: Project) -> None:
    project.write("Makefile", "test:\n\tpytest || true\n\t-pytest # lockstitch: accept tolerated-failure: a trial\n")
    project.write("tox.ini", "no section")
    answer = project.run("doctor", "--format", "json")
    found = json.loads(answer.out)
    assert found["schema"] == "lockstitch/doctor/1"
    assert found["exit_code"] == answer.code == 1
    assert [(each["check"], each["path"], each["line"]) for each in found["found"]] == [
        ("ignored-failure", "Makefile", 2)
    ]
    assert [each["reason"] for each in found["accepted"]] == ["a trial"]
    assert found["faults"] == ["tox.ini:1: is no well-formed ini file"]


def test_a_person_is_told_what_was_accepted(project: Project) -> None:
    project.write("Makefile", "test:\n\t-pytest # lockstitch: accept tolerated-failure: a trial\n")
    answer = project.run("doctor")
    assert "\n· tolerated-failure  Makefile:2  accepted: a trial\n\n" in answer.out


def test_names_from_outside_are_neutral(project: Project) -> None:
    project.write("ci/a\n::error::b.sh", "pytest || true\n")
    assert "\n::error" not in project.run("doctor").out


def test_the_list_of_checks(project: Project) -> None:
    answer = project.run("doctor", "--list")
    assert answer.code == 0
    assert "shallow-checkout: lockstitch runs in a clone without history" in answer
