"""Values that hold what people wrote: printed, they say their kind and no word.

Whatever prints a value may write a log: Django does so with what a template could not look up.
"""

from __future__ import annotations

from typing import TypeVar

__all__ = ["wordless"]

T = TypeVar("T")


def wordless(cls: type[T]) -> type[T]:
    """Make a class print its name alone. It stands above `@dataclass`."""
    cls.__repr__ = _name  # type: ignore[method-assign]
    return cls


def _name(value: object) -> str:
    return f"<{type(value).__name__}>"
