"""The keys of `[tool.lockstitch]`: one table, from which the reader, the messages and the documentation are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lockstitch.config import checked as c
from lockstitch.settings import (
    Expect,
    Level,
    Limits,
    Links,
    Paths,
    Prove,
    Require,
    RuleSetting,
    Snapshots,
    Trackers,
    Waiver,
)
from lockstitch.shape import waiver
from lockstitch.values import NamedTuple

LEVELS = ("linked", "passed", "exercised", "proven")
SEVERITIES = ("error", "warning", "note", "off")
STRENGTHS = ("explicit", "strong", "commit", "weak")


class Field(NamedTuple):
    """One key: how it is read, what it means, and its default in words."""

    read: c.Read
    meaning: str
    default: str = "none"


def fields(rules: Iterable[str]) -> Mapping[str, Field]:
    """The top-level keys; `rules` are the names that `rules.<rule>` may use."""
    names = list(rules)
    return {
        "records": Field(c.inputs, 'record files, folders or globs; "none": gate only the change', "found"),
        "results": Field(c.inputs, "test reports, files or globs", "found"),
        "coverage": Field(c.inputs, "coverage reports, files or globs", "found"),
        "base": Field(c.text, 'what the change is compared with; "none": judge records only', "found"),
        "require": Field(_require, "the rung that a fixed defect must reach, also by severity and label", "passed"),
        "since": Field(c.day, "records resolved before this day are reported, not judged"),
        "scope": Field(c.one_of("all", "change"), "`change`: only records that this change claims", "all"),
        **_FEATURES,
        "paths": Field(c.table(Paths, _PATHS), "globs of the classes of files, and `map`: prefix in a report → folder"),
        "links": Field(
            c.table(Links, {name: field.read for name, field in LINKS.items()}),
            "which conventions link a test to a record",
            "see below",
        ),
        "trackers": Field(
            c.table(Trackers, _TRACKERS),
            "a project's own words in its tracker: `labels` (also types) → defect, incident, feature;"
            " `statuses` (also resolutions) → open, fixed, rejected",
            "common words",
        ),
        "rules": Field(c.mapping_of(_rule, names), "severity of a rule: error, warning, note, off", "each rule's own"),
        "coverage_floor": Field(
            c.mapping_of(c.whole(0, 100)), "folder or file → whole percent of its statements that must be covered"
        ),
        "expect": Field(c.table(Expect, _EXPECT), "reports, tests, shards that must be there at least"),
        "limits": Field(c.table(Limits, _LIMITS), "bytes, depth, entries, token of one input", "generous"),
        **_PEOPLE,
        "baseline": Field(c.text, "file of the accepted gaps", ".lockstitch/baseline.json"),
        "prove": Field(c.table(Prove, _PROVE), "how tests are run to be proven: command, timeout, repeat, environment"),
        "proofs": Field(c.text, "the proof ledger", ".lockstitch/proofs.jsonl"),
        "snapshot": Field(
            c.table(Snapshots, {name: field.read for name, field in SNAPSHOT.items()}),
            "the coverage of an earlier commit, with which today's is compared",
            "found, see below",
        ),
    }


def _waivers(checked: c.Checked, key: c.Key, value: object) -> tuple[Waiver, ...] | None:
    if not isinstance(value, list):
        checked.wrong(key, "a list of waivers", value)
        return None
    found: list[Any] = []
    for index, item in enumerate(value):
        found.append(
            waiver(item, lambda *rest, at=index: checked.line_of((*key, at, *rest)), checked.name, checked.faults)
        )
    return tuple(one for one in found if one is not None)


_FEATURES = {
    "feat_commits": Field(
        c.one_of("change", "all", "none"),
        "which `feat:` commits without a record are features of their own: those of the change, of the whole history",
        "change",
    )
}
_PEOPLE = {
    "waivers": Field(_waivers, "findings that may stand: rule, record or path, reason, owner, until"),
    "waiver_budget": Field(c.whole(0), "how many waivers may stand at once", "any number"),
    "waiver_days": Field(c.whole(1), "how many days ahead a waiver may expire at most", "any number"),
    "review_days": Field(c.whole(1), "days after which an open defect has to be looked at again", "90"),
    "most_teams": Field(c.whole(1), "teams that a defect may pass through before it counts as handed over", "1"),
}
"""What people promise and look after."""


def level(checked: c.Checked, key: c.Key, value: object) -> Level | None:
    word = c.one_of(*LEVELS)(checked, key, value)
    return Level[word.upper()] if word else None


def _require(checked: c.Checked, key: c.Key, value: object) -> Require | None:
    if isinstance(value, str):
        found = level(checked, key, value)
        return None if found is None else Require(found)
    by_name = c.mapping_of(level)
    read = c.table(Require, {"default": level, "severity": by_name, "label": by_name})
    required: Require | None = read(checked, key, value)
    return required


def _rule(checked: c.Checked, key: c.Key, value: object) -> RuleSetting | None:
    if isinstance(value, str):
        word = c.one_of(*SEVERITIES)(checked, key, value)
        return RuleSetting(severity=word) if word else None
    known = {"severity": c.one_of(*SEVERITIES), "unknown": c.one_of("fail", "warn")}
    setting: RuleSetting | None = c.table(RuleSetting, known)(checked, key, value)
    return setting


_PATHS: Mapping[str, c.Read] = {
    "product": c.texts,
    "tests": c.texts,
    "support": c.texts,
    "ignore": c.texts,
    "map": c.mapping_of(c.folder),
}
LINKS: Mapping[str, Field] = {
    "patterns": Field(c.patterns, "regular expressions over the names of tests and test files; group `id` is the id"),
    "prefixes": Field(c.texts, "words before a number that mean this project's tracker, beside issue, bug, gh and #"),
    "markers": Field(c.texts, "further pytest marks and annotations that hold ids", "defect, issue, jira, bug, …"),
    "properties": Field(c.texts, "further JUnit properties that hold ids", "defect, issue, requirement, …"),
    "repository": Field(
        c.texts, "`owner/repo` whose issues are this project's: another one's are not", "git's remotes"
    ),
    "accept": Field(c.list_of(*STRENGTHS), "strengths of links that count", "explicit, strong, commit"),
    "complete": Field(c.texts, "id prefixes whose records are all known: another id of theirs is a typing error"),
}
SNAPSHOT: Mapping[str, Field] = {
    "file": Field(c.text, "where `lockstitch snapshot` writes it", ".lockstitch/snapshot.json.gz"),
    "notes": Field(c.flag, "true: it stands in git notes, `refs/notes/lockstitch`, and in no file", "false"),
    "missing": Field(
        c.one_of("unknown", "bootstrap"),
        "what it is when there is none: `unknown` fails, `bootstrap` only says so until the first one is made",
        "unknown",
    ),
    "legacy": Field(
        c.one_of("judge", "tolerate"),
        "`tolerate`: an edited or moved statement that was uncovered before is told, but no finding",
        "judge",
    ),
}
_TRACKERS: Mapping[str, c.Read] = {
    "labels": c.mapping_of(c.one_of("defect", "incident", "feature")),
    "statuses": c.mapping_of(c.one_of("open", "fixed", "rejected")),
}
_EXPECT: Mapping[str, c.Read] = {"reports": c.whole(0), "tests": c.whole(0), "shards": c.whole(0)}
_LIMITS: Mapping[str, c.Read] = {"bytes": c.whole(1), "depth": c.whole(1), "entries": c.whole(1), "token": c.whole(1)}
_PROVE: Mapping[str, c.Read] = {
    "command": c.text,
    "timeout": c.whole(1),
    "repeat": c.whole(1),
    "environment": c.texts,
}
