"""`lockstitch suggest`: for fixed defects without a link that counts, the tests that most likely belong to them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from lockstitch import candidates, functions, link
from lockstitch.candidates import Facts
from lockstitch.classes import language
from lockstitch.errors import Fault, UsageError
from lockstitch.gate import _links, gone, inputs, past, scope, traces
from lockstitch.gate import fixes as fixes_
from lockstitch.gate.fixes import Fixes
from lockstitch.gate.gather import Gathered
from lockstitch.gate.measure import measure, needed
from lockstitch.gate.past import Past
from lockstitch.gate.scene import Run, Scene
from lockstitch.gate.scope import Scoped
from lockstitch.git import history
from lockstitch.model import Commit, Input, Location
from lockstitch.model.suggestion import Candidate, Suggestion, Suggestions
from lockstitch.shape import nearest

MOST = 50
"""Candidates that are told for one record."""


def suggest(run: Run, asked: Sequence[str] = ()) -> Suggestions:
    """The candidates of each asked record, or of all fixed defects without a link that counts.

    Reports are not needed; where they are there they add evidence. Raises `UsageError` for an id that no record has.
    """
    run = run._replace(config=run.config._replace(base="none", scope="all", since=None))
    ledgers, examined = inputs.read_records(run.config)
    if not examined:
        raise UsageError(Fault("no record file was found", hint="name one with --records"))
    scene = Scene.of(run, ledgers)
    if not any(each.fault for each in examined):
        _known(asked, scene)
    before = past.read(run, scene)
    scoped = scope.scoped(scene.records, before, run.config)
    owing = [one for one in scoped if one.scope == "judged" and one.record.kind == "defect"]
    chosen = [one for one in scoped if one.record.id in asked] if asked else owing
    return _Desk(run, scene, before, chosen).suggestions(bool(asked), examined)


def _known(asked: Sequence[str], scene: Scene) -> None:
    known = [record.id for record in scene.records]
    faults = [
        Fault(f"no record has the id {each!r}", hint=f"did you mean {near}?" if near else "")
        for each in asked
        if each not in set(known)
        for near in [nearest(each, known)]
    ]
    if faults:
        raise UsageError(*faults)


class _Desk:
    """Everything that the suggestions of one run are made from."""

    def __init__(self, run: Run, scene: Scene, before: Past, chosen: Sequence[Scoped]) -> None:
        self.run, self.scene, self.before = run, scene, before
        mentioned = _mentioned(scene, before, {one.record.id for one in chosen if not one.commits})
        self.chosen = [one if one.commits else one._replace(commits=mentioned.get(one.record.id, ())) for one in chosen]
        self.loose = frozenset(mentioned)
        shas = [commit.sha for one in self.chosen for commit in one.commits]
        changes = history.changes_of(run.repository, before.history, shas)
        self.gathered = Gathered(scene, before, run.repository, changes)

    def suggestions(self, every: bool, examined: Sequence[Input]) -> Suggestions:
        found = {one.record.id: self._found(one) for one in self.chosen}
        fixed = Fixes({}, {one.record.id: self._linked(one) for one in self.chosen})
        tests = [facts.test for each in found.values() for facts in each]
        cases, seen = self._cases(tests)
        links = _links(self.scene, cases, fixed, self.run)
        held = {each.record for each in links if each.strength in self.run.config.links.accept}
        open_ = [one for one in self.chosen if every or one.record.id not in held]
        ran, measured = self._ran(open_)
        items = tuple(self._suggestion(one, found[one.record.id], cases, ran.get(one.record.id)) for one in open_)
        return Suggestions(items, (*examined, *self.before.inputs, *seen, *measured), len(self.chosen) - len(open_))

    def _linked(self, one: Scoped) -> dict[str, str]:
        """What the gate itself links through the fixing commits."""
        if one.record.id in self.loose:
            return {}
        return {
            each.test: commit.sha
            for commit in one.commits
            for each in self.gathered.commits[commit.sha].came
            if each.edit.how in functions.LINKING
            and language(each.edit.path) in fixes_.SETTLED
            and self.scene.classify(each.edit.path) == "test"
        }

    def _found(self, one: Scoped) -> list[Facts]:
        found: list[Facts] = []
        for commit in one.commits:
            told = f"{commit.subject} {one.record.title}"
            found += self.gathered.facts(commit.sha, told)
        return found

    def _cases(self, tests: Sequence[str]) -> tuple[link.Cases, list[Input]]:
        wanted = link.wanted(self.scene.records, tests, self.scene.ids, self.run.config.links)
        reports, seen = inputs.read_results(self.run.config, wanted)
        return link.Cases((case for report in reports for case in report.cases), self.scene.identity), seen

    def _ran(self, chosen: Sequence[Scoped]) -> tuple[dict[str, frozenset[str]], tuple[Input, ...]]:
        """Record → tests that executed lines of its fix; without an entry where no per-test coverage tells."""
        config = self.run.config
        given = inputs.find(config, "coverage")
        if not chosen or not (given.sources or given.missing):
            return {}, ()
        fixed = fixes_.trace(chosen, self.before, self.run.repository, self.scene, fixes_.Extent())
        measured = measure(config, self.scene, needed(config, self.scene, self.before.change, fixed))
        nothing = link.Cases((), self.scene.identity)
        there = gone.Gone(self.run.repository, self.scene, self.before.change)
        contexts = traces.Contexts(traces.Known(config, self.scene, fixed, nothing, measured, there))
        found = {}
        for record, fix in fixed.fix.items():
            ground = contexts.ground(fix)
            if not ground.why_unknown and fix.lines:
                hit = (
                    test
                    for path, lines in fix.lines.items()
                    for test, executed in ground.contexts.get(path, {}).items()
                    if executed & lines
                )
                found[record] = frozenset(link.bare(test) for test in hit)
        return found, measured.inputs

    def _suggestion(
        self, one: Scoped, found: Sequence[Facts], cases: link.Cases, ran: frozenset[str] | None
    ) -> Suggestion:
        record = one.record
        told = " ".join([record.title, *(commit.subject for commit in one.commits)])
        fixed = candidates.together((self.gathered.commits[commit.sha].fixed for commit in one.commits), told)
        imported = {
            path: functions.imported(self.scene.sources.text(path), fixed.files)
            for path in {each.test.partition("::")[0] for each in found}
        }
        facts = [
            self._observed(each._replace(imports=imported[each.test.partition("::")[0]]), record.id, cases, ran)
            for each in found
        ]
        ranked = candidates.rank(facts, fixed)
        clear = candidates.clear(ranked) and record.id not in self.loose
        offered = tuple(self._candidate(each, record.id) for each in ranked[:MOST])
        return Suggestion(record, one.commits, offered, clear, self._why(one, bool(offered)))

    def _observed(self, facts: Facts, record: str, cases: link.Cases, ran: frozenset[str] | None) -> Facts:
        part = self._part(facts.test)
        path, _, name = facts.test.partition("::")
        text = part.text.decode("utf-8", "replace") if part else ""
        ids = self.scene.ids
        names_id = record in ids.in_name(name, path.rpartition("/")[2]) or record in ids.spoken(text)
        return facts._replace(
            names_id=names_id,
            off=bool(part and functions.is_off(part, language(path))),
            outcome=link.outcome(cases.find(facts.test)) or "",
            ran=None if ran is None else facts.test in ran,
        )

    def _part(self, test: str) -> functions.Part | None:
        path, _, name = test.partition("::")
        return self.gathered.today.parts(path).get(name)

    def _candidate(self, ranked: candidates.Ranked, record: str) -> Candidate:
        test = ranked.facts.test
        path = test.partition("::")[0]
        part = self._part(test)
        location = Location(path, part.first if part else 0)
        if part and language(path) == "Python":
            margin = re.match(r"[ \t]*", part.text.decode("utf-8", "replace"))
            paste = f'{margin[0] if margin else ""}@pytest.mark.defect("{record}")'
            bare = not re.search(r"^\s*(?:import pytest|from pytest import)\b", self.scene.sources.text(path), re.M)
            hint = "the file does not import pytest yet" if bare else ""
            return Candidate(test, location, ranked.score, ranked.evidence, paste, True, hint)
        return Candidate(test, location, ranked.score, ranked.evidence, f"tests: [{quoted(test)}]", False)

    def _why(self, one: Scoped, offered: bool) -> str:
        if not one.commits:
            return "no commit is known: name one in the record, or say its id in a commit's message"
        if one.record.id in self.loose:
            return "no commit says that it fixes it; these only speak of it"
        return "" if offered else "its commits edited no test, and no test file is named after what they changed"


def quoted(test: str) -> str:
    """A test's id as a YAML string in double quotes, which JSON's is too."""
    import json

    return json.dumps(test, ensure_ascii=False)


def _mentioned(scene: Scene, before: Past, wanted: set[str]) -> Mapping[str, tuple[Commit, ...]]:
    """Record → the commits whose messages speak of it at all, for records that no commit says it fixes."""
    found: dict[str, list[Commit]] = defaultdict(list)
    if not wanted:
        return {}
    for commit in before.history.commits.values():
        if not commit.message.startswith('Revert "'):
            for record in scene.ids.spoken(commit.message) & wanted:
                found[record].append(commit)
    return {record: tuple(commits) for record, commits in found.items()}
