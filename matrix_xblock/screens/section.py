"""A form that is saved as one, and what is answered to it: problems, or two versions."""

from __future__ import annotations

from dataclasses import dataclass

from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["Difference", "Section", "by_field"]


@wordless
@dataclass(frozen=True)
class Section:
    """A form that is saved as one.

    Its id on the page, what it is called, and the revision it is at.
    """

    id: str
    name: str
    revision: int
    fields: tuple[str, ...]
    is_private: bool = False


@wordless
@dataclass(frozen=True)
class Difference:
    """One field of which two versions exist.

    `is_authored`: they are in the framework's words. Where they are codes, `kind` says of what.
    """

    field: str
    saved: str
    here: str
    is_authored: bool = False
    kind: str = ""


def by_field(
    problems: tuple[Problem, ...], fields: tuple[str, ...]
) -> tuple[tuple[str, Problem | None], ...]:
    """Pair every field with its first problem, so that old messages go and new ones come."""
    first: dict[str, Problem] = {}
    for problem in problems:
        first.setdefault(problem.field, problem)
    return tuple((name, first.get(name)) for name in fields)
