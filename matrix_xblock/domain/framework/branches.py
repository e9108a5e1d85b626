"""Competencies in a tree, as other systems keep them: leaves are areas, the rest groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from matrix_xblock.domain.framework.sheet import EXAMPLES, Criterion, LeftOut

__all__ = ["Branch", "in_order", "leaves", "without_leaves"]

_DEEPEST = 20
"""Groups in groups that are named."""


@dataclass(frozen=True)
class Branch:
    """Something in a tree, with the key of what it is in, and what it is as an area."""

    key: str
    parent: str
    criterion: Criterion


def leaves(branches: Sequence[Branch]) -> Iterator[Criterion]:
    """Yield what nothing else is in, each with the groups that it is in, outermost first."""
    by_key = {each.key: each for each in branches}
    parents = _parents(branches, by_key)
    for each in branches:
        if each.key not in parents:
            groups = reversed(list(_above(each, by_key)))
            yield replace(each.criterion, group=" / ".join(groups))


def without_leaves(branches: Sequence[Branch]) -> Iterator[LeftOut]:
    """Name each group that says more of itself than its name: that has no place in a framework."""
    parents = _parents(branches, {each.key: each for each in branches})
    for each in branches:
        words = (each.criterion.description, *(level.words for level in each.criterion.ratings))
        if each.key in parents and any(words):
            examples = tuple(filter(None, words))[:EXAMPLES]
            yield LeftOut(each.criterion.name, 1, "of_group", examples)


def in_order(branches: Sequence[Branch], places: Mapping[str, float]) -> list[Branch]:
    """Put everything after what it is in, and what is in the same in the order of its places."""
    inside: dict[str, list[Branch]] = {}
    by_key = {each.key: each for each in branches}
    for each in branches:
        inside.setdefault(each.parent if each.parent in by_key else "", []).append(each)
    ordered: list[Branch] = []

    def last_first(key: str) -> list[Branch]:
        siblings = inside.pop(key, [])
        return sorted(siblings, key=lambda each: places.get(each.key, 0.0))[::-1]

    waiting = last_first("")
    while waiting:
        branch = waiting.pop()
        ordered.append(branch)
        waiting += last_first(branch.key)
    # What is left is in itself, in a circle.
    return [*ordered, *(each for siblings in inside.values() for each in siblings)]


def _parents(branches: Sequence[Branch], by_key: Mapping[str, Branch]) -> set[str]:
    """Return the keys of what others are in. Nothing is in itself."""
    return {each.parent for each in branches if each.parent in by_key and each.parent != each.key}


def _above(branch: Branch, by_key: Mapping[str, Branch]) -> Iterator[str]:
    passed = {branch.key}
    for _ in range(_DEEPEST):
        parent = by_key.get(branch.parent)
        if parent is None or parent.key in passed:
            return
        yield parent.criterion.name
        passed.add(parent.key)
        branch = parent
