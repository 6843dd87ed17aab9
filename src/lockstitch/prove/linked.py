"""Which tests are asked for a record: those that the gate calls linked, as far as that can be told without reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from lockstitch.gate import Run, fixes, mentioned
from lockstitch.gate.past import Past
from lockstitch.gate.scene import Scene
from lockstitch.gate.scope import Scoped, fixing
from lockstitch.values import NamedTuple


class Linked(NamedTuple):
    """`id`: from the repository's top. `written`: as the record has it."""

    id: str
    written: str


def tests(chosen: Sequence[Scoped], past: Past, run: Run, scene: Scene) -> dict[str, tuple[Linked, ...]]:
    """By record. What only came with the fix, perhaps by chance, is not asked where the record lists tests itself."""
    accept = run.config.links.accept
    said = _said(chosen, run, scene) if {"explicit", "strong", "weak"} & set(accept) else {}
    open_ = [one for one in chosen if not one.record.tests]
    came = fixes.tests_of(open_, past, run.repository, scene) if open_ and "commit" in accept else {}
    found = {}
    for one in chosen:
        by_id = {each.id: each for each in _listed(one, scene)}
        for test in (*said.get(one.record.id, ()), *came.get(one.record.id, ())):
            by_id.setdefault(test, Linked(test, test))
        found[one.record.id] = tuple(by_id.values())
    return found


def _listed(one: Scoped, scene: Scene) -> Iterator[Linked]:
    for test in dict.fromkeys(one.record.tests):
        fits = scene.identity.node(test)
        yield Linked(fits[0] if len(fits) == 1 else test, test)


def _said(chosen: Sequence[Scoped], run: Run, scene: Scene) -> Mapping[str, list[str]]:
    """Record → tests that name it in a way that counts: by marks, names, docstrings or comments."""
    found: dict[str, list[str]] = defaultdict(list)
    for link in mentioned.links(run, scene, fixing(chosen)):
        if link.strength in run.config.links.accept:
            found[link.record].append(link.test)
    return found
