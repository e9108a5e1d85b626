"""Keys inside stored state that nobody here knows: they stay where they are at the next write.

A newer version may have written them and gone back again; what it kept is not ours to drop.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Each", "ListOf", "Shape", "leaves", "with_unknown"]


@dataclass(frozen=True)
class Each:
    """An object whose keys are ids: each holds one of the same shape."""

    inner: Shape


@dataclass(frozen=True)
class ListOf:
    """A list of one shape. `by` names an entry, so that it is found wherever it has moved to."""

    inner: Shape
    by: Callable[[Mapping[str, Any]], Hashable]


Shape = Mapping[str, Any] | Each | ListOf | None
"""The known keys of an object, each with the shape of what it holds; None is a value."""


def leaves(*names: str) -> dict[str, Shape]:
    """Return the shape of keys that hold values."""
    return dict.fromkeys(names)


def with_unknown(body: Any, stored: Any, shape: Shape) -> Any:
    """Return what is to be written, with the unknown keys of what is stored in its place."""
    if isinstance(shape, ListOf):
        return _with_unknown_entries(body, stored, shape)
    if shape is None or not (isinstance(body, Mapping) and isinstance(stored, Mapping)):
        return body
    if isinstance(shape, Each):
        return {key: with_unknown(body[key], stored.get(key), shape.inner) for key in body}
    unknown = {key: stored[key] for key in stored if key not in shape}
    known = {key: with_unknown(body[key], stored.get(key), shape.get(key)) for key in body}
    return {**unknown, **known}


def _with_unknown_entries(body: Any, stored: Any, shape: ListOf) -> Any:
    if not isinstance(body, Sequence) or not isinstance(stored, Sequence):
        return body
    known = {shape.by(each): each for each in stored if isinstance(each, Mapping)}
    return [with_unknown(each, known.get(shape.by(each)), shape.inner) for each in body]
