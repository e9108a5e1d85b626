"""Private choices in a release, as its page shows them: what was stored, in lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matrix_xblock.domain.figures.disclosure import Count, Symbol
from matrix_xblock.domain.figures.nested_tables import ALL
from matrix_xblock.domain.figures.releases import Release, private_k, private_tables
from matrix_xblock.domain.figures.shapes import CHOSEN
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["ReleasedChoices", "released_choices"]


@wordless
@dataclass(frozen=True)
class ReleasedChoices:
    """One private question: how many agreed to be counted, and what they chose.

    `rest` is how many chose any of those that are hidden, where it is shown; else None.
    """

    id: str
    question: str
    people: Count
    choices: tuple[tuple[str, Count], ...]
    rest: Count | None
    is_several: bool
    k: int


def released_choices(release: Release) -> tuple[ReleasedChoices, ...]:
    """Return the private questions of a release, of which it may have none."""
    return tuple(
        _of_one(release, key, text)
        if private_tables(key) in release.tables
        else _of_several(release, key, text)
        for key, text in release.words.get("private", ())
    )


def _of_one(release: Release, key: str, text: str) -> ReleasedChoices:
    whole = release.tables[private_tables(key)].whole
    names = release.words[private_tables(key)]
    counts = tuple((name, whole[f"answer-{each}"]) for each, name in names)
    shown = [number for _, number in counts if isinstance(number, int)]
    rest = _rest(whole) if 0 < len(shown) < len(counts) else None
    return ReleasedChoices(
        key, text, whole[ALL], counts, rest, is_several=False, k=private_k(release.k)
    )


def _rest(whole: Mapping[str, Count]) -> Count | None:
    """Return the last number that is shown of all choices that come after one."""
    after = [count for part, count in whole.items() if part.startswith("after-")]
    shown = [count for count in after if isinstance(count, int)]
    return shown[-1] if shown else None


def _of_several(release: Release, key: str, text: str) -> ReleasedChoices:
    path = private_tables(key)
    tables = [(name, release.tables[f"{path}/{each}"].whole) for each, name in release.words[path]]
    numbers = [whole[ALL] for _, whole in tables if isinstance(whole[ALL], int)]
    return ReleasedChoices(
        key,
        text,
        numbers[0] if numbers else Symbol.CONFIDENTIAL,
        tuple((name, whole[CHOSEN]) for name, whole in tables),
        None,
        is_several=True,
        k=private_k(release.k),
    )
